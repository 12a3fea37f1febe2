//! The flows of a case on one screen: rulers for those in which something is to be seen, a line for the others.

use super::{Source, one};
use crate::analysis::Flow;
use crate::lang::{brief as words, count};
use crate::model::Seen;
use crate::report::case::trace_lookup::owner;
use crate::report::case::why::facts;
use crate::report::page::line::{Line, Style};
use crate::report::page::{Block, Page, Sign};

/// At most so many rulers, and so many lines.
const RULERS: usize = 2;
const LINES: usize = 3;

/// Adds them.
pub(super) fn flows(page: &mut Page, source: Source<'_>) {
    let flows = &source.analysis.flows;
    let drawn = |flow: &&Flow| flows.len() == 1 || segments(flow).is_none();
    let (rulers, lines): (Vec<&Flow>, Vec<&Flow>) = flows.iter().partition(drawn);
    let mut signs: Vec<(&str, crate::model::Text)> = Vec::new();
    for flow in rulers.iter().take(RULERS) {
        one(page, flow, flows.len() > 1, source);
        for sign in facts::signs(flow, source.analysis).into_iter().filter(|_| flow.stream) {
            if signs.iter().all(|(name, _)| *name != sign.0) {
                signs.push(sign);
            }
        }
    }
    let sign = |(name, text): (&str, _)| Sign {
        text: source.voice.say(text),
        once: Some(name.to_owned()),
    };
    if !rulers.is_empty() {
        page.blocks.push(Block::Legend(signs.into_iter().map(sign).collect()));
    }
    // Rounds are told in a table.
    let lines = if source.analysis.rounds.is_empty() { lines } else { Vec::new() };
    for flow in lines.iter().take(LINES) {
        page.cut(Line::of(Style::Plain, &source.voice.say(line(flow, source))).indented(2));
    }
    let left_out = rulers.len().saturating_sub(RULERS) + lines.len().saturating_sub(LINES);
    if left_out > 0 {
        page.push(Line::of(Style::Dim, &source.voice.say(words::more_flows(left_out))).indented(2));
    }
}

/// The number of segments (of datagrams: of datagrams), where each message left alone and came out alone; then there
/// is nothing to see.
fn segments(flow: &Flow) -> Option<u64> {
    let Seen::Seen(segments) = flow.wire.segments else { return None };
    let sends = flow.sent.iter().filter(|sent| sent.len > 0).count();
    let clean =
        flow.unread == 0 && flow.wasted.is_empty() && flow.wire.unsent == 0 && !flow.wire.doubtful;
    let same = usize::try_from(segments) == Ok(sends) && flow.received.len() == sends;
    let pairs = flow.sent.iter().filter(|sent| sent.len > 0).zip(&flow.received);
    let alone = !flow.stream
        || pairs.clone().all(|(sent, got)| (sent.start, sent.len) == (got.start, got.len));
    (clean && same && alone).then_some(segments)
}

fn line(flow: &Flow, source: Source<'_>) -> crate::model::Text {
    let to = flow.to.map_or_else(|| "?".to_owned(), |to| owner(source.trace, to));
    let way = words::way(&owner(source.trace, flow.from), &to);
    let left = segments(flow).unwrap_or(0);
    let left = if flow.stream { count::segments(left) } else { count::datagrams(left) };
    words::one_to_one(&way, flow.sent.len() as u64, &left, flow.received.len() as u64)
}
