//! Many runs of one case: how many were shown, and between what bounds the figures lay.

use super::Look;
use super::doc::{Doc, Line, Style};
use super::escape::width;
use super::wrap::wrap;
use crate::lang::{names, pages};
use crate::model::{Cause, Counted, Verdict};

/// A figure over many runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FigureRange {
    /// Which figure.
    pub what: Counted,
    /// The least and the most, of the runs in which it was seen.
    pub range: Option<(u64, u64)>,
    /// Runs in which it was not seen.
    pub unseen: u64,
}

/// Many runs of one case, as a report shows them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Repeats {
    /// Runs in all.
    pub runs: u64,
    /// Runs by verdict; a verdict that never came may be missing.
    pub verdicts: Vec<(Verdict, u64)>,
    /// The figures.
    pub figures: Vec<FigureRange>,
    /// How often each main cause was a receive's; `None`: it held exactly one message.
    pub causes: Vec<(Option<Cause>, u64)>,
    /// The number (from 1) of the first run that was not shown.
    pub first_not_shown: Option<u64>,
}

impl Repeats {
    /// Runs of one verdict.
    pub fn count(&self, verdict: Verdict) -> u64 {
        self.verdicts.iter().filter(|(v, _)| *v == verdict).map(|(_, n)| n).sum()
    }
}

/// The lines of it.
pub(crate) fn repeats(doc: &mut Doc, name: &str, repeats: &Repeats, look: &Look) {
    let shown = repeats.count(Verdict::Shown);
    let good = repeats.count(Verdict::NotShown) == 0;
    let (mark, style) = if good {
        (names::mark(Verdict::Shown), Style::Good)
    } else {
        (names::mark(Verdict::NotShown), Style::Bad)
    };
    let text = look.say(pages::shown_of(shown, repeats.runs));
    let mut line = Line::of(style, &format!("{mark} {text}"));
    line.push(Style::Plain, "  ");
    line.push(Style::Strong, name);
    for verdict in [Verdict::Unsupported, Verdict::Changed] {
        let n = repeats.count(verdict);
        if n > 0 {
            let text = look.say(pages::tallied(n, &names::verdict(verdict)));
            line.push(Style::Warn, &format!("  {text}"));
        }
    }
    doc.extend(wrap(&line, look.columns(), 2));
    if look.quiet() {
        return;
    }
    figures(doc, repeats, look);
    causes(doc, repeats, look);
    if let Some(run) = repeats.first_not_shown {
        let text = look.say(pages::first_not_shown(run));
        doc.blank();
        doc.push(Line::of(Style::Bad, &text).clipped(look.columns()));
    }
}

fn figures(doc: &mut Doc, repeats: &Repeats, look: &Look) {
    let rows: Vec<(String, String)> = repeats
        .figures
        .iter()
        .map(|figure| (look.say(names::counted(figure.what)), range(figure, look)))
        .collect();
    table(doc, &rows, look);
}

fn range(figure: &FigureRange, look: &Look) -> String {
    let Some((min, max)) = figure.range else {
        return look.say(crate::lang::picture::not_seen_here());
    };
    let text = pages::ranged(&min.to_string(), &max.to_string());
    if figure.unseen == 0 {
        return look.say(text);
    }
    look.say(pages::unseen_in(text, figure.unseen))
}

fn causes(doc: &mut Doc, repeats: &Repeats, look: &Look) {
    if repeats.causes.is_empty() {
        return;
    }
    let head = Line::of(Style::Plain, "  ").with(Style::Dim, &look.say(pages::causes_seen()));
    doc.push(head);
    let none = look.say(pages::no_cause());
    let rows: Vec<(String, String)> = repeats
        .causes
        .iter()
        .map(|(cause, n)| {
            let name = cause.map_or(none.clone(), |cause| cause.to_string());
            (format!("  {name}"), format!("{n} ×"))
        })
        .collect();
    table(doc, &rows, look);
}

/// Two columns.
fn table(doc: &mut Doc, rows: &[(String, String)], look: &Look) {
    let left = rows.iter().map(|row| width(&row.0)).max().unwrap_or(0);
    for (name, value) in rows {
        let mut line = Line::of(Style::Plain, "  ").with(Style::Plain, name);
        line.pad_to(2 + left + 2);
        line.push(Style::Plain, value);
        doc.extend(wrap(&line, look.columns(), 6));
    }
}
