//! Bytes that a program took from a stream and of which no message came.

use super::spans::Span;
use super::undelivered::Undelivered;
use crate::model::{CallRecord, SocketId};
use std::collections::{BTreeMap, VecDeque};

/// A stretch of the stream that comes in at a socket, and why it came to nothing.
pub(super) type Wasted = (Span, Undelivered);

/// What is known of such bytes while the calls are gone through.
#[derive(Debug, Default)]
pub(super) struct Waste {
    /// What receives without a framing took and did not hand over.
    gone: BTreeMap<SocketId, Vec<Wasted>>,
    /// How the last receive with a framing ended, where it brought no message.
    stuck: BTreeMap<SocketId, Undelivered>,
}

impl Waste {
    /// Takes in a receive that brought no message, and what it took.
    pub(super) fn failed(&mut self, by: SocketId, call: &CallRecord, spans: Vec<Span>) {
        let error = call.outcome.error();
        let why = error.and_then(|error| Undelivered::by(call.call, error));
        let why = why.unwrap_or(Undelivered::ThrownAway);
        // A frame that was refused and passed over is gone, too; the framing goes on behind it.
        if !call.call.is_framed() || call.frame.is_some() {
            self.gone.entry(by).or_default().extend(spans.into_iter().map(|span| (span, why)));
        } else if self.stuck.get(&by) != Some(&Undelivered::Rejected) {
            // What was refused stays refused, whatever comes after it.
            self.stuck.insert(by, why);
        }
    }

    /// Takes in what a send read as its acknowledgement.
    pub(super) fn acknowledged(&mut self, by: SocketId, span: Span, sent: bool) {
        let why = if sent { Undelivered::Acknowledged } else { Undelivered::NoAcknowledgement };
        self.gone.entry(by).or_default().push((span, why));
    }

    /// Takes in a receive that brought a message.
    pub(super) fn succeeded(&mut self, by: SocketId) {
        if self.stuck.get(&by) != Some(&Undelivered::Rejected) {
            self.stuck.remove(&by);
        }
    }

    /// All of it, in the order of each stream, with what the framings still hold.
    pub(super) fn all(
        self,
        decoders: &BTreeMap<SocketId, VecDeque<Span>>,
    ) -> BTreeMap<SocketId, Vec<Wasted>> {
        let mut all = self.gone;
        for (by, held) in decoders {
            let why = self.stuck.get(by).copied().unwrap_or(Undelivered::NotAsked);
            all.entry(*by).or_default().extend(held.iter().map(|span| (*span, why)));
        }
        for list in all.values_mut() {
            list.retain(|(span, _)| span.len > 0);
            list.sort_by_key(|(span, _)| span.start);
        }
        all
    }
}
