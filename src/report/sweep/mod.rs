//! A sweep: a table for each case, and bars where a figure varies.
//!
//! | file | what it makes |
//! |---|---|
//! | `again` | what is said of a case that makes the calls of one before it |
//! | `cells` | what stands in a row |
//! | `table` | the rows, in columns where there is room, else a few lines each |
//! | `bars` | the figure that varies most tellingly, a bar for each row |
//! | `json` | the same for other programs |

mod bars;
mod cells;
pub mod json;
mod repeats_earlier;
mod table;

use super::Look;
use super::doc::{Doc, Line, Style};
use super::paint::paint;
use super::text::title;
use super::verdict::name;
use super::wrap::wrap;
use crate::analysis::{Asked, Measurement, Swept};
use crate::lang::{names, sweep as words};
use crate::model::{Counted, Scenario, Verdict};
use cells::Sign;
use std::collections::BTreeSet;

/// Before the runs: of which scenario how many rows are measured, each how often.
pub fn intro(scenario: &Scenario, (rows, repeat): (u64, u32), look: &Look) -> String {
    if look.quiet() {
        return String::new();
    }
    let mut doc = Doc::new();
    title(&mut doc, scenario, look);
    // Where nothing can be run here, each case says why.
    if rows > 0 {
        let about = look.say(words::about(rows, repeat.into()));
        doc.extend(wrap(&Line::of(Style::Plain, &about), look.prose_columns(), 0));
    }
    paint(&doc, look)
}

/// One case: its table, and its bars. Of one that makes the calls of a case before it, only what is
/// its own.
pub fn case(scenario: &Scenario, (swept, before): (&Swept, &[Swept]), look: &Look) -> String {
    let mut doc = Doc::new();
    if !look.quiet() {
        doc.push(Line::new());
    }
    let role = look.say(names::role(swept.case.role));
    let head = Line::of(Style::Strong, &name(scenario, &swept.case))
        .with(Style::Dim, &format!("  ({role})"));
    doc.extend(wrap(&head, look.columns(), 2));
    if let Some(why) = &swept.not_run {
        let line = Line::of(Style::Plain, "  ").with(Style::Warn, why.get(look.lang));
        doc.extend(wrap(&line, look.prose_columns(), 2));
        return paint(&doc, look);
    }
    if !repeats_earlier::repeats_earlier(&mut doc, swept, before, look) {
        return paint(&doc, look);
    }
    table::table(&mut doc, swept, look);
    not_set(&mut doc, swept, look);
    if !look.quiet() {
        bars::bars(&mut doc, swept, look);
    }
    paint(&doc, look)
}

/// Options that the kernel refused, each refusal once.
fn not_set(doc: &mut Doc, swept: &Swept, look: &Look) {
    let mut said = BTreeSet::new();
    for asked in swept.rows.iter().flat_map(|row| varied_options(swept, &row.measured)) {
        let Some(error) = asked.error else { continue };
        let text = words::not_set(asked.option, &asked.asked.to_string(), &names::error(error));
        if said.insert(text.en.clone()) {
            let line = Line::of(Style::Plain, "  ").with(Style::Bad, &look.say(text));
            doc.extend(wrap(&line, look.prose_columns(), 4));
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
pub fn legend(cases: &[Swept], look: &Look) -> String {
    if look.quiet() {
        return String::new();
    }
    let rows = || cases.iter().flat_map(|swept| swept.rows.iter().map(move |row| (swept, row)));
    let mut lines = Vec::new();
    for &verdict in Verdict::ALL {
        if rows().any(|(_, row)| row.measured.verdict() == Some(verdict)) {
            lines.push(words::mark(names::mark(verdict), verdict));
        }
    }
    let signs: BTreeSet<Sign> =
        rows().flat_map(|(swept, row)| cells::cells(swept, row, look).signs).collect();
    lines.extend(signs.into_iter().map(Sign::means));
    let mut doc = Doc::new();
    doc.push(Line::new());
    for text in lines {
        doc.extend(wrap(&Line::of(Style::Plain, &look.say(text)), look.prose_columns(), 2));
    }
    if doc.lines.len() == 1 {
        return String::new();
    }
    paint(&doc, look)
}

/// The figures that have a column, where they apply in any row.
const FIGURES: [Counted; 4] =
    [Counted::Sends, Counted::Segments, Counted::Receives, Counted::Drops];
