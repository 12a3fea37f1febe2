//! Datagrams that several sends make together: MSG_MORE, UDP_CORK (udp(7)).

use super::events::{Events, SendEvent};
use super::located::{Discard, Whereabouts};
use super::proof::{CauseFinding, Proof};
use crate::model::{CallPlace, Cause, ErrorName, Flag, MessageNo, SocketId};
use std::collections::BTreeMap;

/// How many of these sends, from the first, make one datagram: it leaves with the first that is not
/// held, or when the cork is taken out.
pub(super) fn run<'e>(mut sends: impl Iterator<Item = &'e SendEvent<'e>>) -> usize {
    let Some(first) = sends.next() else { return 0 };
    let (mut held, of) = (first.is_corked(), (first.from, first.uncorked));
    let more = sends.take_while(|send| {
        let joins = held && (send.from, send.uncorked) == of;
        held = send.is_corked();
        joins
    });
    1 + more.count()
}

/// Where the datagrams are at the end that sends had begun to gather and that never left, by the place of
/// each send; `is_closed`: whether the program has let go of a socket.
///
/// What is gathered stays in the sender's kernel until a send that is not held, or until the cork is taken
/// out; `close` throws it away (udp_destroy_sock in net/ipv4/udp.c), and so does a send with which the
/// datagram grows too long, although only that send fails (udp_sendmsg, the same file: an error of
/// ip_append_data calls udp_flush_pending_frames).
pub(super) fn kept(
    events: &Events<'_>,
    is_closed: impl Fn(SocketId) -> bool,
) -> BTreeMap<CallPlace, Whereabouts> {
    let mut gathering = Gathering::default();
    for send in events.sends.iter().filter(|send| !send.stream) {
        gathering.next(send);
    }
    for (from, held) in std::mem::take(&mut gathering.held) {
        let left = held.last().is_some_and(|send| send.uncorked != events.uncorked(from));
        match (left, is_closed(from)) {
            (true, _) => {}
            (false, true) => gathering.end(held, |_| Whereabouts::Discarded(Discard::Uncollected)),
            (false, false) => gathering.end(held, |send| Whereabouts::Unsent(vec![by_cork(send)])),
        }
    }
    gathering.ended
}

/// What sockets gather.
#[derive(Default)]
struct Gathering<'e> {
    held: BTreeMap<SocketId, Vec<&'e SendEvent<'e>>>,
    ended: BTreeMap<CallPlace, Whereabouts>,
}

impl<'e> Gathering<'e> {
    fn next(&mut self, send: &'e SendEvent<'e>) {
        let mut held = self.held.remove(&send.from).unwrap_or_default();
        if held.last().is_some_and(|held| held.uncorked != send.uncorked) {
            held.clear();
        }
        match send.call.outcome.error() {
            None if send.is_corked() => {
                held.push(send);
                self.held.insert(send.from, held);
            }
            None => {}
            Some(ErrorName::MessageTooLong) if send.bytes <= MAY_BE_ASKED => {
                self.end(held, |_| Whereabouts::Discarded(Discard::GrewTooLong));
            }
            // Some are found before anything is gathered, and some only then.
            Some(_) => self.end(held, |_| Whereabouts::Unknown),
        }
    }

    /// What was held has come to its end.
    fn end(&mut self, held: Vec<&SendEvent<'_>>, at: impl Fn(&SendEvent<'_>) -> Whereabouts) {
        self.ended.extend(held.into_iter().map(|send| (send.place, at(send))));
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
