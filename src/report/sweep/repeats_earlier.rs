//! A case that makes the calls of an earlier one: its table is not drawn twice.

use super::cells::{Cells, cells};
use super::varied_options;
use crate::analysis::{SweepRow, Swept};
use crate::lang::{names, sweep as words};
use crate::report::Voice;
use crate::report::case::verdict::style;
use crate::report::page::Page;
use crate::report::page::line::{Line, Style};

/// Notes that this case repeats an earlier one; where every count was the same, also whether it was as
/// expected. Returns whether to draw the table.
pub(super) fn repeats_earlier(
    page: &mut Page,
    swept: &Swept,
    before: &[Swept],
    voice: &Voice,
) -> bool {
    let twin = before.iter().find(|one| swept.like.as_ref() == Some(&one.case.id));
    let Some(twin) = twin else { return true };
    let same = is_the_same(swept, twin, voice);
    let said = voice.say(words::same_calls(&twin.case.id, same));
    page.say(Line::of(Style::Plain, &format!("  {said}")), (0, 2));
    if same {
        marks(page, swept);
    }
    !same
}

/// Whether its table would be the same as the other, but for time and verdict.
fn is_the_same(swept: &Swept, twin: &Swept, voice: &Voice) -> bool {
    let shown = |swept: &Swept, row: &SweepRow| {
        let Cells { values, figures, fates, causes, .. } = cells(swept, row, voice);
        let answers: Vec<_> = varied_options(swept, &row.measured).cloned().collect();
        let ended = (row.measured.cut_short, row.measured.broken_off);
        (values, figures, fates, causes, answers, ended)
    };
    let all = |swept: &Swept| swept.rows.iter().map(|row| shown(swept, row)).collect::<Vec<_>>();
    all(swept) == all(twin)
}

/// `✔ 2304  ≈ 4608  ≈ 9216`.
fn marks(page: &mut Page, swept: &Swept) {
    let mut line = Line::of(Style::Plain, " ");
    for row in &swept.rows {
        line.push(Style::Plain, " ");
        if let Some(verdict) = row.measured.verdict() {
            line.push(style(verdict), names::mark(verdict));
        }
        line.push(Style::Plain, &format!(" {} ", row.values.join(", ")));
    }
    page.say(line, (0, 2));
}
