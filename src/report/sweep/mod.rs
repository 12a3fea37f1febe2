//! A sweep: a table for each case, and bars where a figure varies.
//!
//! | file | what it makes |
//! |---|---|
//! | `repeats_earlier` | what is said of a case that makes the calls of one before it |
//! | `cells` | what stands in a row |
//! | `table` | the rows, in columns where there is room, else a few lines each |
//! | `bars` | the figure that varies most tellingly, a bar for each row |
//! | `json` | the same for other programs |

mod bars;
mod cells;
pub mod json;
mod repeats_earlier;
mod table;

use super::Voice;
use crate::analysis::{Asked, Measurement, Swept};
use crate::lang::{names, sweep as words};
use crate::model::{Counted, Scenario, Verdict};
use crate::report::case::title;
use crate::report::page::line::{Line, Style};
use crate::report::page::title::Name;
use crate::report::page::{Block, Page};
use cells::Sign;
use std::collections::BTreeSet;

/// Before the runs: of which scenario how many rows are measured, each how often.
pub fn intro(scenario: &Scenario, (rows, repeat): (u64, u32), voice: &Voice) -> Page {
    if voice.quiet() {
        return Page::new();
    }
    let mut page = Page::new();
    title(&mut page, scenario, voice);
    // Where nothing can be run here, each case says why.
    if rows > 0 {
        let about = voice.say(words::about(rows, repeat.into()));
        page.say(Line::of(Style::Plain, &about), (0, 0));
    }
    page
}

/// One case: its table, and its bars. Of one that makes the calls of a case before it, only what is
/// its own.
pub fn case(scenario: &Scenario, (swept, before): (&Swept, &[Swept]), voice: &Voice) -> Page {
    let mut page = Page::new();
    if !voice.quiet() {
        page.gap();
    }
    let role = voice.say(names::role(swept.case.role));
    let head = Line::of(Style::Strong, &Name::of(scenario, &swept.case).whole())
        .with(Style::Dim, &format!("  ({role})"));
    page.wide(head, (0, 2));
    if let Some(why) = &swept.not_run {
        let line = Line::of(Style::Warn, why.get(voice.lang));
        page.say(line, (2, 2));
        return page;
    }
    if !repeats_earlier::repeats_earlier(&mut page, swept, before, voice) {
        return page;
    }
    page.blocks.push(Block::Grid(table::table(swept, voice)));
    not_set(&mut page, swept, voice);
    if !voice.quiet() {
        bars::bars(&mut page, swept, voice);
    }
    page
}

/// Options that the kernel refused, each refusal once.
fn not_set(page: &mut Page, swept: &Swept, voice: &Voice) {
    let mut said = BTreeSet::new();
    for asked in swept.rows.iter().flat_map(|row| varied_options(swept, &row.measured)) {
        let Some(error) = asked.error else { continue };
        let text = words::not_set(asked.option, &asked.asked.to_string(), &names::error(error));
        if said.insert(text.en.clone()) {
            let line = Line::of(Style::Bad, &voice.say(text));
            page.say(line, (2, 4));
        }
    }
}

/// What the kernel made of the options that were varied.
fn varied_options<'a>(
    swept: &'a Swept,
    measured: &'a Measurement,
) -> impl Iterator<Item = &'a Asked> {
    measured.options.iter().filter(|asked| {
        let is = |option: &(String, _)| option.0 == asked.who && option.1 == asked.option;
        swept.varied.iter().filter_map(|varied| varied.option.as_ref()).any(is)
    })
}

/// After all cases: what the signs mean that stand in the tables.
pub fn legend(cases: &[Swept], voice: &Voice) -> Page {
    if voice.quiet() {
        return Page::new();
    }
    let rows = || cases.iter().flat_map(|swept| swept.rows.iter().map(move |row| (swept, row)));
    let mut lines = Vec::new();
    for &verdict in Verdict::ALL {
        if rows().any(|(_, row)| row.measured.verdict() == Some(verdict)) {
            lines.push(words::mark(names::mark(verdict), verdict));
        }
    }
    let signs: BTreeSet<Sign> =
        rows().flat_map(|(swept, row)| cells::cells(swept, row, voice).signs).collect();
    lines.extend(signs.into_iter().map(Sign::means));
    let mut page = Page::new();
    if lines.is_empty() {
        return page;
    }
    page.gap();
    for text in lines {
        page.say(Line::of(Style::Plain, &voice.say(text)), (0, 2));
    }
    page
}

/// The figures that have a column, where they apply in any row.
const FIGURES: [Counted; 4] =
    [Counted::Sends, Counted::Segments, Counted::Receives, Counted::Drops];
