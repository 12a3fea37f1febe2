//! How much of a stream had left when its kernel was last asked, and which edges between its
//! segments are known.

use crate::analysis::Flow;

/// What is known of a stream's way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Departure {
    /// The count of segments is of the bytes before this one.
    pub(crate) counted: u64,
    /// From this byte on, nothing has left.
    pub(crate) unsent_from: u64,
    /// Bytes that have not left.
    pub(crate) unsent: u64,
    /// Bytes that left after the kernel was last asked: a receive brought them.
    pub(crate) later: u64,
    /// The edges between segments that are known, rising.
    pub(crate) edges: Vec<u64>,
    /// These are all the edges there were among the bytes that were counted.
    pub(crate) all_known: bool,
}

impl Departure {
    /// Works it out. What was read has left, whatever the sender's kernel said before. What
    /// was read after the case's end is not a proof: reading it makes room, and then the rest leaves.
    pub(crate) fn of(flow: &Flow) -> Self {
        let end = flow.sent.iter().map(|s| s.start.saturating_add(s.len)).max().unwrap_or(0);
        let counted = end.saturating_sub(flow.wire.unsent);
        let read = read_to(flow);
        let unsent_from = counted.max(read.min(end));
        let mut edges = flow.wire.boundaries.clone();
        edges.retain(|&edge| edge > 0 && edge < counted);
        edges.sort_unstable();
        edges.dedup();
        let known = (edges.len() as u64).checked_add(1);
        let all_known = match flow.stream {
            true => flow.wire.segments.seen() == known || flow.wire.complete,
            false => true,
        };
        Departure {
            counted,
            unsent_from,
            unsent: end - unsent_from,
            later: unsent_from - counted,
            edges,
            all_known: all_known && !flow.wire.doubtful,
        }
    }
}

/// Up to where the stream was read, whatever came of it.
pub(crate) fn read_to(flow: &Flow) -> u64 {
    let received = flow.received.iter().map(|r| r.start.saturating_add(r.len));
    let wasted = flow.wasted.iter().map(|w| w.start.saturating_add(w.len));
    received.chain(wasted).max().unwrap_or(0)
}
