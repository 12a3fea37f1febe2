//! A case that makes the calls of an earlier one: its table is not drawn twice.

use super::cells::{Cells, cells};
use super::varied_options;
use crate::analysis::{SweepRow, Swept};
use crate::lang::{names, sweep as words};
use crate::report::Look;
use crate::report::doc::{Doc, Line, Style};
use crate::report::verdict::style;
use crate::report::wrap::wrap;

/// Notes that this case repeats an earlier one; where every count was the same, also whether it was as
/// expected. Returns whether to draw the table.
pub(super) fn repeats_earlier(doc: &mut Doc, swept: &Swept, before: &[Swept], look: &Look) -> bool {
    let twin = before.iter().find(|one| swept.like.as_ref() == Some(&one.case.id));
    let Some(twin) = twin else { return true };
    let same = is_the_same(swept, twin, look);
    let said = look.say(words::same_calls(&twin.case.id, same));
    doc.extend(wrap(&Line::of(Style::Plain, &format!("  {said}")), look.prose_columns(), 2));
    if same {
        marks(doc, swept, look);
    }
    !same
}

/// Whether its table would be the same as the other, but for time and verdict.
fn is_the_same(swept: &Swept, twin: &Swept, look: &Look) -> bool {
    let shown = |swept: &Swept, row: &SweepRow| {
        let Cells { values, figures, fates, causes, .. } = cells(swept, row, look);
        let answers: Vec<_> = varied_options(swept, &row.measured).cloned().collect();
        let ended = (row.measured.cut_short, row.measured.broken_off);
        (values, figures, fates, causes, answers, ended)
    };
    let all = |swept: &Swept| swept.rows.iter().map(|row| shown(swept, row)).collect::<Vec<_>>();
    all(swept) == all(twin)
}

/// `✔ 2304  ≈ 4608  ≈ 9216`.
fn marks(doc: &mut Doc, swept: &Swept, look: &Look) {
    let mut line = Line::of(Style::Plain, " ");
    for row in &swept.rows {
        line.push(Style::Plain, " ");
        if let Some(verdict) = row.measured.verdict() {
            line.push(style(verdict), names::mark(verdict));
        }
        line.push(Style::Plain, &format!(" {} ", row.values.join(", ")));
    }
    doc.extend(wrap(&line, look.prose_columns(), 2));
}
