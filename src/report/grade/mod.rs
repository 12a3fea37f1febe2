//! `grade`: what was tried, the first trial that fails, and the mistake it looks like.

pub mod json;
pub mod junit;

use super::Voice;
use super::case::label_line;
use super::escape::{Letters, quote, width};
use super::page::grid::{Column, Grid, TooNarrow, plain};
use super::page::line::{Line, Style};
use super::page::{Block, Page};
use super::torture::{draw, pattern};
use crate::grade::{Graded, NotUp, Remarks, Tally, Tried};
use crate::lang::broken::{self, Pattern};
use crate::lang::{grade as words, habits};
use crate::model::Text;
use crate::torture::exam::{Exam, Fault, Kind, Mistake, Trial};

/// What was examined, for who reads of it.
#[derive(Debug, Clone, Copy)]
pub struct Paper<'a> {
    /// The command, as it was typed.
    pub program: &'a str,
    /// Whether it is a decoder.
    pub decoder: bool,
    /// What was asked.
    pub exam: &'a Exam,
    /// What became of it.
    pub graded: &'a Graded,
    /// Why nothing was tried.
    pub not_up: Option<&'a NotUp>,
}

impl Paper<'_> {
    fn trial(&self, tried: &Tried) -> Option<&Trial> {
        self.exam.trials.get(tried.trial)
    }

    fn first_failure(&self) -> Option<(&Tried, &Trial)> {
        let failed = self.graded.tried.iter().find(|tried| tried.fault.is_some())?;
        Some((failed, self.trial(failed)?))
    }

    /// What is examined, in a few words.
    fn what(&self) -> Text {
        let framing = self.exam.framing.to_string();
        match self.decoder {
            true => words::decoder(&framing, self.exam.seed),
            false => words::server(self.exam.protocol, &framing, self.exam.seed),
        }
    }
}

/// All there is to say.
pub fn page(paper: &Paper<'_>, voice: &Voice) -> Page {
    let mut page = Page::new();
    let head = Line::of(Style::Heading, paper.program)
        .with(Style::Plain, "  ")
        .with(Style::Plain, &voice.say(paper.what()));
    page.say(head, (0, 2));
    counts(&mut page, paper, voice);
    if let Some((tried, trial)) = paper.first_failure() {
        failure(&mut page, tried, trial, voice);
        mistakes(&mut page, paper, voice);
    }
    page.blank();
    let passed = paper.graded.passed();
    let (mark, style) = if passed { ("✔ ", Style::Good) } else { ("✘ ", Style::Bad) };
    let said = voice.say(words::verdict(passed, paper.graded.counts()));
    let line = Line::of(style, mark)
        .with(Style::Strong, paper.program)
        .with(Style::Plain, "  ")
        .with(style, &said);
    page.say(line, (0, 2));
    page
}

fn counts(page: &mut Page, paper: &Paper<'_>, voice: &Voice) {
    page.heading(&voice.say(words::tried()));
    let mut grid = Grid::new(vec![Column::default(); 2], TooNarrow::Below(4));
    for tally in &paper.graded.tally {
        grid.row(vec![plain(&voice.say(words::kind(tally.kind))), counted(tally, voice)]);
    }
    page.blocks.push(Block::Grid(grid));
    for note in notes(paper) {
        page.say(Line::of(Style::Dim, &voice.say(note)), (2, 4));
    }
}

/// `✘ 14 of 30`.
fn counted(tally: &Tally, voice: &Voice) -> Line {
    let (mark, style) = match tally.passed == tally.tried {
        _ if tally.tried == 0 => ("○ ", Style::Dim),
        true => ("✔ ", Style::Good),
        false => ("✘ ", Style::Bad),
    };
    let line =
        Line::of(style, mark).with(style, &voice.say(words::passed(tally.passed, tally.tried)));
    match tally.untried {
        Some(why) => {
            let left = voice.say(words::untried(tally.of - tally.tried, why));
            line.with(Style::Plain, "  ").with(Style::Dim, &left)
        }
        None => line,
    }
}

/// What is to be known of the counts.
fn notes(paper: &Paper<'_>) -> Vec<Text> {
    let (exam, graded) = (paper.exam, paper.graded);
    let short = exam.trials.iter().find(|trial| trial.kind == Kind::OneCut);
    let short = short.map_or(0, |trial| trial.stream.bytes.len());
    let seconds = graded.took.as_secs_f64();
    let streams = words::streams(short, exam.pairs, graded.tried.len(), seconds);
    let left_out = exam.left_out.iter().map(|one| words::left_out(one.bytes, &one.error.text()));
    [streams].into_iter().chain(left_out).chain(remarks(&graded.remarks)).collect()
}

/// Fewer that were not waited for are nothing: a server may do that before it accepts again.
const UNWAITED: usize = 10;

/// What there is to know beside the trials.
fn remarks(remarks: &Remarks) -> Vec<Text> {
    let Remarks {
        pauses,
        unread,
        in_turn,
        one_client,
        flood,
        left,
        unwaited,
        no_memory,
        bomb,
        not_again,
        out_of_time,
        called_off,
    } = remarks;
    let all = [
        pauses.then(words::pauses),
        (*unread > 0).then(|| words::unread(*unread)),
        in_turn.then(words::in_turn),
        (*one_client > 0).then(|| words::one_client(*one_client)),
        flood.then(words::flood),
        left.then(words::left),
        no_memory.then(words::no_memory),
        (*unwaited >= UNWAITED).then(|| words::unwaited(*unwaited)),
        bomb.map(words::bomb),
        not_again.as_ref().map(|why| words::not_again(&words::not_up(why))),
        out_of_time.then(words::out_of_time),
        called_off.then(words::called_off),
    ];
    all.into_iter().flatten().collect()
}

/// The trial, drawn; what was wrong; how the program ended.
fn failure(page: &mut Page, tried: &Tried, trial: &Trial, voice: &Voice) {
    page.heading(&voice.say(words::first(&words::trial(trial))));
    let right = right(tried);
    draw::sent(page, (&trial.stream, &trial.cuts, right), voice);
    page.blank();
    if let Some(fault) = &tried.fault {
        labelled(page, words::why(), &voice.say(why(fault, voice.letters())), voice);
    }
    if let Some(exit) = tried.exit {
        page.say(plain(&voice.say(words::ended(exit))), (2, 2));
    }
    if let Some(said) = last_line(&tried.words) {
        labelled(page, words::last_words(), &said, voice);
    }
}

/// How many answers were right.
pub(super) fn right(tried: &Tried) -> usize {
    match &tried.fault {
        Some(Fault::Ended | Fault::Deaf | Fault::Memory { .. }) | None => tried.got.len(),
        Some(fault) => fault.right(),
    }
}

/// The last line that is not empty, whatever it is written in.
pub fn last_line(words: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(words);
    text.lines().map(str::trim).rfind(|line| !line.is_empty()).map(str::to_owned)
}

/// What was wrong, in a sentence.
pub(super) fn why(fault: &Fault, letters: Letters) -> Text {
    let shown = |bytes: &[u8]| quote(bytes, bytes.len() as u64, 24, letters);
    let (got, due) = match fault {
        Fault::Wrong { got, due, .. } => (shown(got), shown(due)),
        Fault::Extra { got, .. } | Fault::NoFrame { got, .. } | Fault::NoString { got, .. } => {
            (shown(got), String::new())
        }
        Fault::Missing { due, .. } => (String::new(), shown(due)),
        Fault::TooMuch { .. }
        | Fault::Hangs { .. }
        | Fault::Memory { .. }
        | Fault::Deaf
        | Fault::Ended
        | Fault::Unreachable => Default::default(),
    };
    words::fault(fault, &got, &due)
}

/// What it looks like: each mistake with the wrong line and the right one.
fn mistakes(page: &mut Page, paper: &Paper<'_>, voice: &Voice) {
    let named = &paper.graded.named;
    let left = named.failing - named.explained;
    if !named.mistakes.is_empty() {
        page.heading(&voice.say(words::looks_like(named.mistakes.len() > 1)));
    }
    for alike in &named.mistakes {
        if alike.len() > 1 {
            page.say(plain(&voice.say(words::one_of())), (0, 2));
        }
        alike.iter().for_each(|one| mistake(page, *one, voice));
    }
    if left > 0 {
        page.blank();
        let text = match named.comparable {
            true => words::unexplained(left, named.failing, !named.mistakes.is_empty()),
            false => words::not_comparable(),
        };
        page.say(plain(&voice.say(text)), (0, 2));
    }
}

fn mistake(page: &mut Page, mistake: Mistake, voice: &Voice) {
    let pattern = known(mistake);
    let line = Line::of(Style::Strong, mistake.as_str())
        .with(Style::Plain, "  ")
        .with(Style::Plain, &voice.say(pattern.name.clone()));
    page.say(line, (0, 2));
    pattern::lines(page, pattern, voice);
}

/// What is known of a mistake.
fn known(mistake: Mistake) -> Pattern {
    match mistake {
        Mistake::Framing(exhibit) => broken::of(exhibit),
        Mistake::Habit(habit) => habits::of(habit),
    }
}

fn labelled(page: &mut Page, label: Text, text: &str, voice: &Voice) {
    let line = label_line(&label, voice);
    let hang = 2.min(width(text));
    page.say(line.with(Style::Plain, text), (0, hang));
}
