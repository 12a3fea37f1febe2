//! Many runs of one case: how many were shown, and between what bounds the figures lay.

use crate::analysis::{Extent, Tally};
use crate::lang::{checks, names, pages};
use crate::model::{Case, Counted, Transport, Verdict};
use crate::report::Voice;
use crate::report::page::grid::{Grid, plain};
use crate::report::page::line::{Line, Style};
use crate::report::page::{Block, Page};

/// The lines of it.
pub(crate) fn repeats(page: &mut Page, name: &str, (case, tally): (&Case, &Tally), voice: &Voice) {
    let shown = tally.count(Verdict::Shown);
    let good = tally.count(Verdict::NotShown) == 0;
    let other = [Verdict::Changed, Verdict::Unsupported];
    let instead = other.into_iter().find(|verdict| shown == 0 && tally.count(*verdict) > 0);
    let (mark, style) = match (good, instead) {
        (false, _) => (names::mark(Verdict::NotShown), Style::Bad),
        (true, Some(verdict)) => (names::mark(verdict), Style::Warn),
        (true, None) => (names::mark(Verdict::Shown), Style::Good),
    };
    let text = voice.say(pages::shown_of(shown, tally.runs));
    let mut line = Line::of(style, &format!("{mark} {text}"));
    line.push(Style::Plain, "  ");
    line.push(Style::Strong, name);
    for verdict in [Verdict::Unsupported, Verdict::Changed] {
        let n = tally.count(verdict);
        if n > 0 {
            let text = voice.say(pages::tallied(n, &names::verdict(verdict)));
            line.push(Style::Warn, &format!("  {text}"));
        }
    }
    page.wide(line, (0, 2));
    if voice.quiet() || tally.never_ran() {
        return;
    }
    figures(page, (case, tally), voice);
    causes(page, tally, voice);
    if let Some(run) = tally.first_not_shown {
        let text = voice.say(pages::first_not_shown(run));
        page.blank();
        page.cut(Line::of(Style::Bad, &text));
    }
}

/// Of what a case does not have there is no figure, and no "not seen" either.
fn figures(page: &mut Page, (case, tally): (&Case, &Tally), voice: &Voice) {
    let rows: Vec<(Line, Line)> = Counted::ALL
        .iter()
        .filter(|what| tally.figures.contains_key(what) || applies(**what, case))
        .map(|&what| (plain(&voice.say(names::counted(what))), plain(&range(what, tally, voice))))
        .collect();
    page.blocks.push(Block::Grid(Grid::pairs(rows)));
}

/// Whether there could be such a figure of a case, by what carries its bytes.
fn applies(what: Counted, case: &Case) -> bool {
    let carries = |is: fn(Transport) -> bool| {
        case.all_steps().filter_map(|step| step.call.arguments().transport).any(is)
    };
    match what {
        Counted::Drops => carries(|transport| !transport.listens()),
        Counted::Segments | Counted::Held => carries(|transport| transport == Transport::Tcp),
        // A sum that only datagrams have: for them it is worth a line, elsewhere no "not seen" is.
        Counted::Accounted => false,
        Counted::Sends | Counted::Receives | Counted::Took => true,
    }
}

fn range(what: Counted, tally: &Tally, voice: &Voice) -> String {
    let Some(&Extent { min, max, runs }) = tally.figures.get(&what) else {
        return voice.say(crate::lang::picture::not_seen_here());
    };
    let figure = |n| match what {
        Counted::Took => voice.say(checks::measured(n)),
        _ => n.to_string(),
    };
    let text = pages::ranged(&figure(min), &figure(max));
    match tally.runs.saturating_sub(runs) {
        0 => voice.say(text),
        unseen => voice.say(pages::unseen_in(text, unseen)),
    }
}

fn causes(page: &mut Page, tally: &Tally, voice: &Voice) {
    let rows: Vec<(Line, Line)> = tally
        .causes
        .iter()
        .map(|(cause, &runs)| {
            (plain(&voice.say(pages::main_cause(*cause))), plain(&voice.say(pages::in_runs(runs))))
        })
        .collect();
    page.blocks.push(Block::Grid(Grid::pairs(rows)));
}
