//! What stands in a row: its mark, its values, its figures, what became of the messages, why.

use super::{FIGURES, varied_options};
use crate::analysis::{Extent, FigureExtent, Measurement, SweepRow, Swept, Varied};
use crate::lang::{names, sweep as words};
use crate::model::{Counted, Fate, OptionValue, Seen, Text, Verdict};
use crate::report::Voice;
use std::collections::BTreeSet;

/// Something in a table that has to be explained below it. The order is that of the explanations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sign {
    /// `a→b`
    Granted,
    /// `*`
    CutShort,
    /// `?`
    Unseen,
    /// `-`
    Absent,
    /// `nagle 7/10`
    InRuns,
}

impl Sign {
    pub(super) fn means(self) -> Text {
        match self {
            Sign::Granted => words::granted(),
            Sign::CutShort => words::cut_short(),
            Sign::Unseen => words::unseen(),
            Sign::Absent => words::absent(),
            Sign::InRuns => words::in_runs(),
        }
    }
}

/// The texts of a row.
pub(super) struct Cells {
    pub(super) verdict: Option<Verdict>,
    pub(super) values: Vec<String>,
    /// In the order of [`FIGURES`].
    pub(super) figures: Vec<String>,
    pub(super) fates: String,
    pub(super) causes: String,
    pub(super) took: String,
    pub(super) signs: BTreeSet<Sign>,
}

/// The row as texts.
pub(super) fn cells(swept: &Swept, row: &SweepRow, voice: &Voice) -> Cells {
    let measured = &row.measured;
    let mut signs = BTreeSet::new();
    let values = swept.varied.iter().zip(&row.values);
    let values = values.map(|(varied, typed)| value(swept, (varied, typed), measured, &mut signs));
    let values = values.collect();
    let shown = |what: &Counted| swept.rows.iter().any(|r| !r.measured.figure(*what).is_absent());
    let texts = FIGURES.iter().map(|what| match shown(what) {
        true => figure(measured.figure(*what), &mut signs),
        false => String::new(),
    });
    Cells {
        verdict: measured.verdict(),
        values,
        figures: texts.collect(),
        fates: fates(measured, voice, &mut signs),
        causes: causes(measured, voice, &mut signs),
        took: took(measured, &mut signs),
        signs,
    }
}

/// The value as it was typed, and what the kernel granted where that is another number.
fn value(
    swept: &Swept,
    (varied, typed): (&Varied, &String),
    measured: &Measurement,
    signs: &mut BTreeSet<Sign>,
) -> String {
    let Some((who, option)) = &varied.option else { return typed.clone() };
    let answers = varied_options(swept, measured);
    let mut granted = answers
        .filter(|asked| asked.who == *who && asked.option == *option && asked.error.is_none())
        .map(|asked| match (asked.asked, asked.granted) {
            (OptionValue::Number(a), Seen::Seen(OptionValue::Number(b))) => (a != b).then_some(b),
            _ => None,
        });
    match granted.next().flatten().filter(|first| granted.all(|other| other == Some(*first))) {
        Some(granted) => {
            signs.insert(Sign::Granted);
            format!("{typed}→{granted}")
        }
        None => typed.clone(),
    }
}

fn figure(figure: FigureExtent, signs: &mut BTreeSet<Sign>) -> String {
    let (text, sign) = match (figure.seen, figure.unseen) {
        (Some(extent), 0) => return range(extent),
        (Some(extent), _) => (format!("{} ?", range(extent)), Sign::Unseen),
        (None, 0) => ("-".to_owned(), Sign::Absent),
        (None, _) => ("?".to_owned(), Sign::Unseen),
    };
    signs.insert(sign);
    text
}

/// `5`, `5–9`.
pub(super) fn range(Extent { min, max, .. }: Extent) -> String {
    if min == max { min.to_string() } else { format!("{min}–{max}") }
}

fn fates(measured: &Measurement, voice: &Voice, signs: &mut BTreeSet<Sign>) -> String {
    let group = |(fates, extent): (&[Fate], Extent)| {
        voice.say(words::messages(&range(extent), &together(fates)))
    };
    let groups: Vec<String> = measured.messages().map(group).collect();
    or_nothing(groups.join(voice.comma()), measured, signs)
}

/// Several fates of one message.
fn together(fates: &[Fate]) -> Text {
    let all: Vec<Text> = fates.iter().map(|fate| names::fate(*fate)).collect();
    if all.is_empty() {
        return words::unknown();
    }
    let join = |get: fn(&Text) -> &str| all.iter().map(get).collect::<Vec<_>>().join(" + ");
    Text::new(join(|text| &text.en), join(|text| &text.zh))
}

fn causes(measured: &Measurement, voice: &Voice, signs: &mut BTreeSet<Sign>) -> String {
    let mut texts = Vec::new();
    for (cause, count) in measured.main_causes() {
        texts.push(if count.runs == measured.runs() {
            voice.say(names::cause(cause))
        } else {
            signs.insert(Sign::InRuns);
            let cause = voice.say(names::cause(cause));
            format!("{cause} {}/{}", count.runs, measured.runs())
        });
    }
    or_nothing(texts.join(voice.comma()), measured, signs)
}

/// `?` where nothing could be seen, `-` where there is nothing.
fn or_nothing(text: String, measured: &Measurement, signs: &mut BTreeSet<Sign>) -> String {
    if !text.is_empty() {
        return text;
    }
    let (text, sign) = match measured.broken_off {
        0 => ("-", Sign::Absent),
        _ => ("?", Sign::Unseen),
    };
    signs.insert(sign);
    text.to_owned()
}

fn took(measured: &Measurement, signs: &mut BTreeSet<Sign>) -> String {
    let Some(Extent { min, max, .. }) = measured.figure(Counted::Took).seen else {
        return figure(measured.figure(Counted::Took), signs);
    };
    let text = times(min, max);
    if measured.cut_short == 0 {
        return text;
    }
    signs.insert(Sign::CutShort);
    format!("{text}*")
}

/// `42.5`, `0.8–42.5`; of microseconds.
pub(super) fn times(min: u64, max: u64) -> String {
    let (least, most) = (ms(min), ms(max));
    if least == most { least } else { format!("{least}–{most}") }
}

/// Milliseconds, with as many decimals as say something; of microseconds.
fn ms(us: u64) -> String {
    let (ms, rest) = (us / 1000, us % 1000);
    match ms {
        0 if rest < 10 => format!("0.{rest:03}"),
        0 => format!("0.{:02}", rest / 10),
        1..100 => format!("{ms}.{}", rest / 100),
        _ => ms.to_string(),
    }
}
