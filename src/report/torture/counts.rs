//! How much a framing survived, kind by kind.

use crate::lang::torture as words;
use crate::model::Text;
use crate::report::Voice;
use crate::report::page::grid::{Column, Grid, TooNarrow, plain};
use crate::report::page::line::{Line, Style};
use crate::report::page::{Block, Page};
use crate::torture::{Report, Trial};

/// The counts, a line for each kind of trial, and what is to be known of them.
pub(super) fn counts(page: &mut Page, report: &Report, voice: &Voice) {
    page.heading(&voice.say(words::counts(report.plan.seed)));
    let mut grid = Grid::new(vec![Column::default(); 2], TooNarrow::Below(4));
    for count in &report.counts {
        if count.of > 0 || count.trial != Trial::NearEdges {
            let said = survived((count.survived, count.of), voice);
            grid.row(vec![plain(&voice.say(words::trial(count.trial))), said]);
        }
    }
    let all = survived((report.survived(), report.of()), voice);
    grid.row(vec![plain(&voice.say(words::in_all())), all]);
    page.blocks.push(Block::Grid(grid));
    for note in notes(report) {
        let text = voice.say(note);
        page.say(Line::of(Style::Dim, &text), (2, 4));
    }
}

/// `✔ 10 of 10`.
fn survived((survived, of): (u64, u64), voice: &Voice) -> Line {
    let (mark, text, style) = match of {
        0 => ("○ ", words::not_tried(), Style::Dim),
        _ if survived == of => ("✔ ", words::survived(survived, of), Style::Good),
        _ => ("✘ ", words::survived(survived, of), Style::Bad),
    };
    Line::of(style, mark).with(style, &voice.say(text))
}

/// What is to be known of the counts.
fn notes(report: &Report) -> Vec<Text> {
    let subject = &report.subject;
    let one = subject.is_one_message_a_stream().then(words::one_message_a_stream);
    let refused = report.refused.iter().map(|one| words::refused(one.bytes, &one.error.text()));
    let cut = subject.takes_a_cut_for_the_end().then(words::cut_is_an_end);
    let tried = words::streams(&report.streams, report.plan.every_pair);
    one.into_iter().chain([tried]).chain(refused).chain(cut).collect()
}
