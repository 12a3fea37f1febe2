//! What stands in a cell.

use crate::analysis::compare::{Aspect, ComparedCell, MainCause, StepOutcome, Value};
use crate::analysis::{Extent, FigureExtent};
use crate::lang::{checks, compare as words, count, names};
use crate::model::{Cause, Counted, Fates, Payload, Text, Verdict};
use crate::report::Voice;
use crate::report::case::errors::said_by_name;
use crate::report::case::verdict::style;
use crate::report::page::line::Style;
use crate::report::visible;

/// How wide quoted data is, in columns.
const DATA: usize = 40;
/// Of the different values of many runs so many are told.
const VALUES: usize = 6;
/// Numbers in more stretches than this are only counted.
const STRETCHES: usize = 4;

/// A cell's text, and what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CellText {
    pub(super) style: Style,
    pub(super) text: String,
}

impl CellText {
    fn plain(text: impl Into<String>) -> Self {
        CellText { style: Style::Plain, text: text.into() }
    }
}

/// The sign of a case that is not there.
pub(super) const ABSENT: &str = "—";

/// What a row is called.
pub(super) fn label(aspect: &Aspect, voice: &Voice) -> String {
    voice.say(match aspect {
        Aspect::Carriers => words::carriers(),
        Aspect::Verdict => words::verdict(),
        Aspect::Fates => words::fates(),
        Aspect::Causes => words::causes(),
        Aspect::Bytes(first, last) if first == last => count::these_receives(&[first.0]),
        Aspect::Bytes(first, last) => {
            count::these_receives(&(first.0..=last.0).collect::<Vec<u32>>())
        }
        Aspect::Step(no, who, call) => words::step(no.0, &format!("{} {call}", visible(who))),
    })
}

/// A cell as text.
pub(super) fn cell(cell: &ComparedCell, voice: &Voice) -> CellText {
    let (values, of) = match cell {
        ComparedCell::Absent => return CellText::plain(ABSENT),
        ComparedCell::NotRun => return CellText::plain(voice.say(words::not_run())),
        ComparedCell::Seen { values, of } => (values, *of),
    };
    let more = values.len().saturating_sub(VALUES);
    let more = (more > 0).then(|| checks::more(more));
    let texts = values.iter().take(VALUES).map(|(value, runs)| {
        let text = self::value(value, voice);
        if *runs == of { text } else { words::runs_of(&text, *runs, of) }
    });
    let text =
        texts.chain(more).reduce(words::both).map(|text| voice.say(text)).unwrap_or_default();
    let style = match values.first() {
        Some((Value::Verdict(verdict), _)) => style(*verdict),
        Some((Value::NotShownHere, _)) => style(Verdict::Unsupported),
        _ => Style::Plain,
    };
    CellText { style, text }
}

fn value(value: &Value, voice: &Voice) -> Text {
    match value {
        Value::Verdict(verdict) => {
            let mark = names::mark(*verdict);
            let name = names::verdict_short(*verdict);
            Text::new(format!("{mark} {}", name.en), format!("{mark} {}", name.zh))
        }
        Value::NotShownHere => {
            let mark = names::mark(Verdict::Unsupported);
            let name = names::not_shown_here_short();
            Text::new(format!("{mark} {}", name.en), format!("{mark} {}", name.zh))
        }
        Value::Carriers(over) => {
            plain(&over.iter().map(|one| one.as_str()).collect::<Vec<_>>().join(" "))
        }
        Value::Fates(fates) => fates_of(fates),
        Value::Causes(causes) => {
            let all = causes.iter().map(|main| cause(*main));
            grouped(all, words::many_receives).unwrap_or_else(words::no_receives)
        }
        Value::Bytes(None) => words::no_such_receive(),
        Value::Bytes(Some(data)) => plain(&bytes(data, voice)),
        Value::Step(outcome) => step(outcome),
    }
}

fn cause(main: MainCause) -> Text {
    match main.cause {
        None => words::no_cause(),
        Some(cause) if main.open && cause != Cause::Unknown => {
            words::both(names::cause(cause), names::cause(Cause::Unknown))
        }
        Some(cause) => names::cause(cause),
    }
}

fn plain(text: &str) -> Text {
    Text::new(text, text)
}

fn fates_of(fates: &[Fates]) -> Text {
    let all = fates.iter().map(checks::fates);
    grouped(all, words::many_messages).unwrap_or_else(crate::lang::picture::no_messages)
}

fn bytes(data: &Payload, voice: &Voice) -> String {
    voice.quote(data.kept(), data.len, DATA)
}

fn step(outcome: &StepOutcome) -> Text {
    if !outcome.ran {
        return words::not_run();
    }
    let errors =
        outcome.errors.iter().map(|error| said_by_name(error.name, error.native.as_deref()).text);
    errors.reduce(words::both).unwrap_or_else(words::no_error)
}

/// Things from 1 up, those that are the same together: `1–3: glued; 4: intact`.
fn grouped(all: impl Iterator<Item = Text>, many: fn(u64, &Text) -> Text) -> Option<Text> {
    let mut groups: Vec<(Text, Vec<u32>)> = Vec::new();
    for (number, what) in (1u32..).zip(all) {
        match groups.iter_mut().find(|(known, _)| *known == what) {
            Some((_, numbers)) => numbers.push(number),
            None => groups.push((what, vec![number])),
        }
    }
    let texts = groups.iter().map(|(what, numbers)| {
        let list = count::list(numbers);
        match list.matches(", ").count() < STRETCHES {
            true => words::these(&list, what),
            false => many(numbers.len() as u64, what),
        }
    });
    texts.reduce(words::both)
}

/// A figure as a range; `?` where some run did not see it.
pub(super) fn figure(what: Counted, figure: &FigureExtent) -> CellText {
    CellText::plain(match (figure.seen, figure.unseen) {
        (Some(extent), 0) => range(what, extent),
        (Some(extent), _) => format!("{} ?", range(what, extent)),
        (None, 0) => "-".to_owned(),
        (None, _) => "?".to_owned(),
    })
}

fn range(what: Counted, Extent { min, max, .. }: Extent) -> String {
    let unit = |n: u64| if what == Counted::Took { milliseconds(n) } else { n.to_string() };
    match min == max {
        true => unit(min),
        false => format!("{}–{}", unit(min), unit(max)),
    }
}

/// Microseconds as milliseconds, to the tenth.
fn milliseconds(us: u64) -> String {
    format!("{}.{}", us / 1000, us % 1000 / 100)
}
