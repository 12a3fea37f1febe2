//! What the kernel had said of a socket before a call began.

use super::timed::Timed;
use crate::model::{Evidence, SocketId};
use std::collections::BTreeMap;

/// A sample.
#[derive(Debug, Clone, Copy)]
pub(super) struct PriorSample<'a> {
    /// When the call ended after which it was taken, in nanoseconds, and in which record that call stands.
    end: u64,
    in_record: usize,
    /// What the kernel said.
    pub(super) evidence: &'a Evidence,
    /// Bytes that the program had certainly taken from the stream that comes in at this socket.
    taken: u64,
}

impl PriorSample<'_> {
    /// How many bytes of that stream had certainly come in, where this system says what is readable.
    pub(super) fn arrived(&self) -> Option<u64> {
        self.evidence.readable.seen()?.checked_add(self.taken)
    }
}

/// The samples of each socket, filled in the order in which their calls ended.
///
/// A sample is taken after its call, at a time that no record has. One after a call of another
/// thread that ended just before this one began may be from before this one or after it. Certainly
/// before it are those of the same thread, and those of a step in the foreground: the conductor
/// begins no other until it has that step's record.
#[derive(Debug, Default)]
pub(super) struct PriorSamples<'a> {
    own: BTreeMap<(SocketId, &'a str), Vec<PriorSample<'a>>>,
    foreground: BTreeMap<SocketId, Vec<PriorSample<'a>>>,
}

impl<'a> PriorSamples<'a> {
    /// Notes a sample that the call `by` took, when `taken` bytes had been taken from the socket.
    pub(super) fn note(
        &mut self,
        (sock, taken): (SocketId, u64),
        evidence: &'a Evidence,
        by: Timed<'a>,
    ) {
        if by.beneath || *evidence == Evidence::default() {
            return;
        }
        let sample = PriorSample { end: by.end(), in_record: by.place.0, evidence, taken };
        self.own.entry((sock, &by.record.who)).or_default().push(sample);
        if !by.record.background {
            self.foreground.entry(sock).or_default().push(sample);
        }
    }

    /// The last sample of a socket that was certainly taken before a call began.
    pub(super) fn before(&self, sock: SocketId, call: Timed<'a>) -> Option<PriorSample<'a>> {
        let (start, record) = (call.call.start_ns, call.place.0);
        let own = self.own.get(&(sock, call.record.who.as_str())).and_then(|samples| {
            let at = samples.partition_point(|sample| sample.end <= start);
            samples.get(at.checked_sub(1)?)
        });
        let foreground = self.foreground.get(&sock).and_then(|samples| {
            let at =
                samples.partition_point(|sample| sample.end <= start && sample.in_record < record);
            samples.get(at.checked_sub(1)?)
        });
        own.into_iter().chain(foreground).max_by_key(|sample| sample.end).copied()
    }
}
