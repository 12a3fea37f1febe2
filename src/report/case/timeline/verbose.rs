//! Everything that is known about one call: for `--verbose`.

use crate::lang::timeline as words;
use crate::model::{CallRecord, Evidence, Outcome, Seen};
use crate::report::case::calls::of_record;
use crate::report::case::errors;
use crate::report::case::timeline::{Source, results};
use crate::report::case::trace_lookup::owner;
use crate::report::page::calls::CallRow;
use crate::report::page::line::{Line, Style};

/// Nested calls are drawn so deep; a trace from a stranger may nest them deeper.
const DEEPEST: usize = 4;

/// The lines below a call of `who`.
pub(crate) fn rows(call: &CallRecord, who: &str, source: Source<'_>) -> Vec<CallRow> {
    let mut lines = vec![Line::of(Style::Dim, &source.voice.say(words::took(call.took_ns / 1000)))];
    lines.extend(results::options(&[call], source.voice));
    lines.extend(figures(call, who, source));
    below(&mut lines, &call.below, (1, source));
    lines.into_iter().map(CallRow::note).collect()
}

/// A call that made no socket is its actor's all the same: what it learned of a port.
fn figures(call: &CallRecord, who: &str, source: Source<'_>) -> Vec<Line> {
    let mut lines = Vec::new();
    let id = call.sock;
    let me = id.map_or_else(|| who.to_owned(), |id| owner(source.trace, id));
    let known = id.and_then(|id| source.trace.socket(id));
    let other = known.map_or(call.other, |socket| socket.counterpart(call));
    let other = other.map_or("?".to_owned(), |id| owner(source.trace, id));
    let sides = [(me, Some(&call.own)), (other, call.peer.as_ref())];
    for (actor, evidence) in sides {
        let figures = evidence.map(all).unwrap_or_default();
        if !figures.is_empty() {
            let head = source.voice.say(words::own_figures(&actor));
            lines.push(Line::of(Style::Dim, &format!("{head} {}", figures.join(" "))));
        }
    }
    lines
}

/// Every figure that applies: `unsent=54`, `cwnd=?` where it is not offered.
fn all(evidence: &Evidence) -> Vec<String> {
    evidence.figures().filter_map(|(name, value)| figure(name, value)).collect()
}

fn figure(name: &str, value: Seen<u64>) -> Option<String> {
    match value {
        Seen::Seen(n) => Some(format!("{name}={n}")),
        Seen::Unsupported => Some(format!("{name}=?")),
        Seen::Failed(code) => Some(format!("{name}=?({code})")),
        Seen::Absent => None,
    }
}

/// The socket calls beneath a call.
fn below(lines: &mut Vec<Line>, calls: &[CallRecord], (depth, source): (usize, Source<'_>)) {
    if depth > DEEPEST {
        return;
    }
    for call in calls {
        let text = of_record(call, source.trace, source.writing());
        let back = match &call.outcome {
            Outcome::Returned(n) => n.to_string(),
            Outcome::Error(info) => source.voice.say(errors::in_full(info).text),
        };
        let us = call.start_ns / 1000;
        lines.push(Line::of(
            Style::Dim,
            &format!("{}└ {us} µs {text} → {back}", "  ".repeat(depth - 1)),
        ));
        below(lines, &call.below, (depth + 1, source));
    }
}
