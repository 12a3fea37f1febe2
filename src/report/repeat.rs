//! Many runs of one case: how many were shown, and between what bounds the figures lay.

use super::Look;
use super::doc::{Doc, Line, Style};
use super::escape::width;
use super::wrap::wrap;
use crate::analysis::{Extent, Tally};
use crate::lang::{checks, names, pages};
use crate::model::{Counted, Verdict};

/// The lines of it.
pub(crate) fn repeats(doc: &mut Doc, name: &str, tally: &Tally, look: &Look) {
    let shown = tally.count(Verdict::Shown);
    let good = tally.count(Verdict::NotShown) == 0;
    let other = [Verdict::Changed, Verdict::Unsupported];
    let instead = other.into_iter().find(|verdict| shown == 0 && tally.count(*verdict) > 0);
    let (mark, style) = match (good, instead) {
        (false, _) => (names::mark(Verdict::NotShown), Style::Bad),
        (true, Some(verdict)) => (names::mark(verdict), Style::Warn),
        (true, None) => (names::mark(Verdict::Shown), Style::Good),
    };
    let text = look.say(pages::shown_of(shown, tally.runs));
    let mut line = Line::of(style, &format!("{mark} {text}"));
    line.push(Style::Plain, "  ");
    line.push(Style::Strong, name);
    for verdict in [Verdict::Unsupported, Verdict::Changed] {
        let n = tally.count(verdict);
        if n > 0 {
            let text = look.say(pages::tallied(n, &names::verdict(verdict)));
            line.push(Style::Warn, &format!("  {text}"));
        }
    }
    doc.extend(wrap(&line, look.columns(), 2));
    if look.quiet() || tally.never_ran() {
        return;
    }
    figures(doc, tally, look);
    causes(doc, tally, look);
    if let Some(run) = tally.first_not_shown {
        let text = look.say(pages::first_not_shown(run));
        doc.blank();
        doc.push(Line::of(Style::Bad, &text).clipped(look.columns()));
    }
}

fn figures(doc: &mut Doc, tally: &Tally, look: &Look) {
    let rows: Vec<(String, String)> = Counted::ALL
        .iter()
        // A sum that only datagrams have: for them it is worth a line, elsewhere no "not seen" is.
        .filter(|what| **what != Counted::Accounted || tally.figures.contains_key(what))
        .map(|&what| (look.say(names::counted(what)), range(what, tally, look)))
        .collect();
    table(doc, &rows, look);
}

fn range(what: Counted, tally: &Tally, look: &Look) -> String {
    let Some(&Extent { min, max, runs }) = tally.figures.get(&what) else {
        return look.say(crate::lang::picture::not_seen_here());
    };
    let figure = |n| match what {
        Counted::Took => look.say(checks::measured(n)),
        _ => n.to_string(),
    };
    let text = pages::ranged(&figure(min), &figure(max));
    match tally.runs.saturating_sub(runs) {
        0 => look.say(text),
        unseen => look.say(pages::unseen_in(text, unseen)),
    }
}

fn causes(doc: &mut Doc, tally: &Tally, look: &Look) {
    let rows: Vec<(String, String)> = tally
        .causes
        .iter()
        .map(|(cause, &runs)| (look.say(pages::main_cause(*cause)), look.say(pages::in_runs(runs))))
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
