//! The flows of a case on one screen: rulers for those in which something is to be seen, a line for the others.

use super::{Source, one};
use crate::analysis::{Flow, Sent};
use crate::lang::{brief as words, count};
use crate::model::{Seen, Text};
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
    let (mut rulers, mut lines) = (Vec::new(), Vec::new());
    for flow in flows {
        match segments(flow).filter(|_| flows.len() > 1) {
            Some(segments) => lines.push((flow, segments)),
            None => rulers.push(flow),
        }
    }
    let mut signs: Vec<(&str, Text)> = Vec::new();
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
    for &(flow, segments) in lines.iter().take(LINES) {
        let text = source.voice.say(line(flow, segments, source));
        page.cut(Line::of(Style::Plain, &text).indented(2));
    }
    let left_out = rulers.len().saturating_sub(RULERS) + lines.len().saturating_sub(LINES);
    if left_out > 0 {
        page.push(Line::of(Style::Dim, &source.voice.say(words::more_flows(left_out))).indented(2));
    }
}

/// Whether each flow is told in a line.
pub(crate) fn only_lines(flows: &[Flow]) -> bool {
    flows.len() > 1 && flows.iter().all(|flow| segments(flow).is_some())
}

/// The number of segments (of datagrams: of datagrams), where each message left alone and came out alone; then there
/// is nothing to see.
fn segments(flow: &Flow) -> Option<u64> {
    let Seen::Seen(segments) = flow.wire.segments else { return None };
    let sent: Vec<&Sent> = flow.sent.iter().filter(|sent| sent.len > 0).collect();
    let clean =
        flow.unread == 0 && flow.wasted.is_empty() && flow.wire.unsent == 0 && !flow.wire.doubtful;
    let as_many = usize::try_from(segments) == Ok(sent.len()) && flow.received.len() == sent.len();
    let mut pairs = sent.iter().zip(&flow.received);
    let alone =
        !flow.stream || pairs.all(|(sent, got)| (sent.start, sent.len) == (got.start, got.len));
    (clean && as_many && alone).then_some(segments)
}

fn line(flow: &Flow, segments: u64, source: Source<'_>) -> Text {
    let to = flow.to.map_or_else(|| "?".to_owned(), |to| owner(source.trace, to));
    let way = words::way(&owner(source.trace, flow.from), &to);
    let left = if flow.stream { count::segments(segments) } else { count::datagrams(segments) };
    let sends = flow.sent.iter().map(|sent| sent.sends).fold(0, u64::saturating_add);
    words::one_to_one(&way, sends, &left, flow.received.len() as u64)
}
