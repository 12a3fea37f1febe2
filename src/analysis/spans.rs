//! Stretches of a stream.

use std::collections::VecDeque;

/// A stretch of a stream: from where, how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) start: u64,
    pub(super) len: u64,
}

impl Span {
    pub(super) fn end(self) -> u64 {
        self.start.saturating_add(self.len)
    }
}

/// The first `len` bytes of a queue of stretches.
pub(super) fn front(queue: &mut VecDeque<Span>, len: u64) -> Vec<Span> {
    let mut wanted = len;
    let mut spans = Vec::new();
    while wanted > 0 {
        let Some(first) = queue.front_mut() else { break };
        let part = Span { start: first.start, len: first.len.min(wanted) };
        wanted -= part.len;
        first.start = part.end();
        first.len -= part.len;
        if first.len == 0 {
            queue.pop_front();
        }
        spans.push(part);
    }
    spans
}

/// Joins stretches that follow each other.
pub(super) fn merge(spans: Vec<Span>) -> Vec<Span> {
    let mut merged: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match merged.last_mut() {
            Some(last) if last.end() == span.start => last.len = last.len.saturating_add(span.len),
            _ => merged.push(span),
        }
    }
    merged
}

/// Stretches in any order, which may overlap: in order, each byte once.
pub(super) fn union(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable_by_key(|span| span.start);
    let mut joined: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match joined.last_mut() {
            Some(last) if last.end() >= span.start => {
                last.len = last.end().max(span.end()).saturating_sub(last.start);
            }
            _ => joined.push(span),
        }
    }
    joined
}
