//! Datagrams that several sends make together: MSG_MORE, UDP_CORK (udp(7)).

use super::events::SendEvent;
use super::located::{Discard, Whereabouts};
use super::proof::{CauseFinding, Proof};
use crate::model::{
    CallPlace, CallRecord, CaseTrace, Cause, ErrorName, Flag, MessageNo, OptionName, OptionValue,
    Seen, SocketId,
};
use std::collections::{BTreeMap, BTreeSet};

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
/// each send among `sends`.
///
/// What is gathered stays in the sender's kernel until a send that is not held, or until the cork is taken
/// out; `close` throws it away (udp_destroy_sock in net/ipv4/udp.c), and so does a send with which the
/// datagram grows too long, although only that send fails (udp_sendmsg, the same file: an error of
/// ip_append_data calls udp_flush_pending_frames).
pub(super) fn kept(sends: &[SendEvent<'_>], trace: &CaseTrace) -> BTreeMap<CallPlace, Whereabouts> {
    let senders: BTreeSet<SocketId> = sends
        .iter()
        .filter(|send| !send.stream && send.is_corked())
        .map(|send| send.from)
        .collect();
    let of = |from: SocketId| sends.iter().filter(move |send| send.from == from);
    senders.into_iter().flat_map(|from| Gathering::default().all(of(from), from, trace)).collect()
}

/// What one socket gathers.
#[derive(Default)]
struct Gathering<'e> {
    held: Vec<&'e SendEvent<'e>>,
    ended: BTreeMap<CallPlace, Whereabouts>,
}

impl<'e> Gathering<'e> {
    fn all(
        mut self,
        sends: impl Iterator<Item = &'e SendEvent<'e>>,
        from: SocketId,
        trace: &CaseTrace,
    ) -> BTreeMap<CallPlace, Whereabouts> {
        for send in sends {
            self.next(send);
        }
        let since = self.held.last().map_or(u64::MAX, |send| send.end());
        let later = trace.calls().filter(|call| call.sock == Some(from) && call.start_ns >= since);
        for call in later {
            if call.call.ends_socket() {
                self.end(|_| Whereabouts::Discarded(Discard::Uncollected));
            } else if takes_cork_out(call) {
                self.held.clear();
            }
        }
        self.end(|send| Whereabouts::Unsent(vec![by_cork(send)]));
        self.ended
    }

    fn next(&mut self, send: &'e SendEvent<'e>) {
        if self.held.last().is_some_and(|held| held.uncorked != send.uncorked) {
            self.held.clear();
        }
        match send.call.outcome.error() {
            None if send.is_corked() => self.held.push(send),
            None => self.held.clear(),
            Some(ErrorName::MessageTooLong) if send.bytes <= MAY_BE_ASKED => {
                self.end(|_| Whereabouts::Discarded(Discard::GrewTooLong));
            }
            // Some are found before anything is gathered, and some only then.
            Some(_) => self.end(|_| Whereabouts::Unknown),
        }
    }

    /// What is held has come to its end.
    fn end(&mut self, at: impl Fn(&SendEvent<'_>) -> Whereabouts) {
        let held = std::mem::take(&mut self.held);
        self.ended.extend(held.into_iter().map(|send| (send.place, at(send))));
    }
}

/// A longer one is refused before it is looked at what is gathered (udp_sendmsg: `len > 0xFFFF`).
const MAY_BE_ASKED: u64 = 0xffff;

fn takes_cork_out(call: &CallRecord) -> bool {
    let off = Seen::Seen(OptionValue::Switch(false));
    call.options.iter().any(|set| set.option == OptionName::UdpCork && set.granted == off)
}

fn by_cork(send: &SendEvent<'_>) -> CauseFinding {
    let (at, by_flag) = (send.no.unwrap_or(MessageNo(0)), send.has(Flag::MsgMore));
    CauseFinding { cause: Cause::Cork, proof: Proof::Corked { at, unsent: send.bytes, by_flag } }
}
