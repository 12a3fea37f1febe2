//! Which datagrams the sends make: one each; several sends one (MSG_MORE, UDP_CORK); one send several
//! (UDP_SEGMENT): udp(7).

use super::events::{Events, SendEvent};
use super::located::{Discard, Whereabouts};
use super::proof::{CauseFinding, Proof};
use crate::model::{CallPlace, Cause, Content, ErrorName, Flag, MessageNo, Payload, SocketId};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Bytes of one send that are in one datagram.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slice<'e> {
    pub(super) event: &'e SendEvent<'e>,
    /// Where in the send they begin.
    pub(super) start: u64,
    pub(super) len: u64,
}

/// A datagram as it left, in the bytes of one send or of several.
#[derive(Debug, Clone)]
pub(super) struct Datagram<'e> {
    pub(super) slices: Vec<Slice<'e>>,
    /// The send with which it left, or the last before the cork was taken out.
    pub(super) last: &'e SendEvent<'e>,
    /// It is all that its sends made.
    pub(super) alone: bool,
}

impl<'e> Datagram<'e> {
    fn of(sends: &[&'e SendEvent<'e>]) -> Option<Self> {
        let slices = sends.iter().map(|event| Slice { event, start: 0, len: event.bytes });
        Some(Datagram { slices: slices.collect(), last: sends.last()?, alone: true })
    }

    pub(super) fn len(&self) -> u64 {
        self.slices.iter().map(|slice| slice.len).fold(0, u64::saturating_add)
    }

    /// The datagrams that it is cut into.
    fn cut(self) -> Vec<Self> {
        let size = self.slices.iter().find_map(|slice| slice.event.cut_into);
        let Some(size) = size.filter(|size| *size < self.len()) else { return vec![self] };
        let starts = (0..DATAGRAMS as u64).map(|n| n.saturating_mul(size));
        let starts = starts.take_while(|start| *start < self.len());
        starts.map(|start| self.part(start, size)).collect()
    }

    fn part(&self, start: u64, len: u64) -> Self {
        let slices = self.within(start, start.saturating_add(len)).filter(|slice| slice.len > 0);
        Datagram { slices: slices.collect(), last: self.last, alone: false }
    }

    /// What of each of its sends lies between two places of it.
    pub(super) fn within(&self, from: u64, to: u64) -> impl Iterator<Item = Slice<'e>> {
        let mut place = 0_u64;
        self.slices.iter().map(move |slice| {
            let begin = from.saturating_sub(place).min(slice.len);
            let end = to.saturating_sub(place).min(slice.len);
            place = place.saturating_add(slice.len);
            let start = slice.start.saturating_add(begin);
            Slice { event: slice.event, start, len: end.saturating_sub(begin) }
        })
    }

    /// What it holds, as far as the trace kept it: without a digest where not all is known.
    pub(super) fn content(&self) -> Option<Cow<'e, Payload>> {
        if let ([slice], true) = (&self.slices[..], self.alone) {
            return slice.event.call.data.as_ref().map(Cow::Borrowed);
        }
        let (mut bytes, len) = (Vec::new(), self.len());
        for slice in &self.slices {
            let kept = slice.event.call.data.as_ref()?.kept();
            let start = usize::try_from(slice.start).ok()?.min(kept.len());
            let end = start.saturating_add(usize::try_from(slice.len).ok()?).min(kept.len());
            bytes.extend_from_slice(&kept[start..end]);
            if ((end - start) as u64) < slice.len {
                let content = Content::Digest { head: bytes, sha256: String::new() };
                return Some(Cow::Owned(Payload { len, content }));
            }
        }
        Some(Cow::Owned(Payload::of(&bytes)))
    }
}

/// More datagrams than this no kernel makes of one send (UDP_MAX_SEGMENTS in include/linux/udp.h).
const DATAGRAMS: usize = 128;

/// What the sends of a case made.
#[derive(Debug, Default)]
pub(super) struct Composed<'e> {
    /// The datagrams, those of a sender in the order in which they left.
    pub(super) left: Vec<Datagram<'e>>,
    /// Where the bytes of sends are at the end that never left, by the place of the send.
    pub(super) kept: BTreeMap<CallPlace, Whereabouts>,
    /// What sockets gather.
    held: BTreeMap<SocketId, Vec<&'e SendEvent<'e>>>,
}

/// `is_closed`: whether the program has let go of a socket.
///
/// What is gathered stays in the sender's kernel until a send that is not held, or until the cork is taken
/// out; `close` throws it away (udp_destroy_sock in net/ipv4/udp.c), and so does a send with which the
/// datagram grows too long, although only that send fails (udp_sendmsg, the same file: an error of
/// ip_append_data calls udp_flush_pending_frames).
pub(super) fn of<'e>(events: &'e Events<'e>, is_closed: impl Fn(SocketId) -> bool) -> Composed<'e> {
    let mut composed = Composed::default();
    for send in events.sends.iter().filter(|send| !send.stream) {
        composed.next(send);
    }
    for (from, held) in std::mem::take(&mut composed.held) {
        let left = held.last().is_some_and(|send| send.uncorked != events.uncorked(from));
        match (left, is_closed(from)) {
            (true, _) => composed.leaves(&held),
            (false, true) => composed.keep(held, |_| Whereabouts::Discarded(Discard::Uncollected)),
            (false, false) => composed.keep(held, |send| Whereabouts::Unsent(vec![by_cork(send)])),
        }
    }
    composed
}

impl<'e> Composed<'e> {
    fn next(&mut self, send: &'e SendEvent<'e>) {
        let mut held = self.held.remove(&send.from).unwrap_or_default();
        if held.last().is_some_and(|held| held.uncorked != send.uncorked) {
            self.leaves(&std::mem::take(&mut held));
        }
        match send.call.outcome.error() {
            None => {
                held.push(send);
                match send.is_corked() {
                    true => _ = self.held.insert(send.from, held),
                    false => self.leaves(&held),
                }
            }
            Some(ErrorName::MessageTooLong) if send.bytes <= MAY_BE_ASKED => {
                self.keep(held, |_| Whereabouts::Discarded(Discard::GrewTooLong));
            }
            // Some are found before anything is gathered, and some only then.
            Some(_) => self.keep(held, |_| Whereabouts::Unknown),
        }
    }

    fn leaves(&mut self, sends: &[&'e SendEvent<'e>]) {
        self.left.extend(Datagram::of(sends).into_iter().flat_map(Datagram::cut));
    }

    /// What was held has come to its end.
    fn keep(&mut self, held: Vec<&SendEvent<'_>>, at: impl Fn(&SendEvent<'_>) -> Whereabouts) {
        self.kept.extend(held.into_iter().map(|send| (send.place, at(send))));
    }
}

/// A longer one is refused before it is looked at what is gathered (udp_sendmsg: `len > 0xFFFF`).
const MAY_BE_ASKED: u64 = 0xffff;

fn by_cork(send: &SendEvent<'_>) -> CauseFinding {
    let (at, by_flag) = (send.no.unwrap_or(MessageNo(0)), send.has(Flag::MsgMore));
    CauseFinding {
        cause: Cause::Cork,
        proof: Proof::Corked { at, unsent: send.bytes, by_flag, mss: None },
    }
}
