//! From bytes to fates and causes: pure, from a trace alone.
//!
//! | file | what it works out |
//! |---|---|
//! | `findings`, `checks`, `nothing` | the results: plain data |
//! | `setting` | where a trace was made, and whether a case can be run there |
//! | `timed` | the calls in the order in which they ended, and the samples after them |
//! | `events` | which calls were messages, which were receives, and their places in the streams |
//! | `spans` | stretches of a stream |
//! | `shutdowns` | which direction of its socket each call shut down |
//! | `zeros` | whether a `recv` of 0 bytes was an empty message, or may have been the end |
//! | `looks` | what the kernel had said of a socket before a call began |
//! | `waste` | which bytes were read and came to no message, and why |
//! | `stream` | who owns which byte of a stream, and what became of each message |
//! | `ending` | empty messages that are nothing but the end of a stream |
//! | `datagram` | which datagram is which |
//! | `addresses` | which datagram sockets have had one address, and when |
//! | `awaited` | the datagrams that were sent to each address and not received yet |
//! | `missing` | what became of datagrams that nobody received |
//! | `arrivals` | the same by what the lab's wire saw |
//! | `packets` | what the lab's wire saw: of streams, of datagrams, and held against expectations |
//! | `wire` | how many segments left, and where a boundary between two is certain |
//! | `framed` | a session of which a framing is known: its messages |
//! | `flows` | what the three rulers are drawn from |
//! | `causes` | why a receive does not hold exactly one message |
//! | `holds` | what held bytes back at the sender |
//! | `stops` | why a receive ended inside a message |
//! | `counts` | the figures of a case |
//! | `rounds` | how long each round of a block takes, where that is the subject |
//! | `steps`, `whole` | the expectations on steps, and on the whole case |
//! | `course` | where all bytes are after each call, from `stream_places` and `datagram_places`; the result is `places` |
//! | `tally` | many runs of one case |
//! | `sweep` | many runs of one case, with several combinations of values |
//! | [`compare`] | several traces side by side |
//! | `validate` | whether a stranger's trace fits its scenario, and a run can have left it |
//!
//! Computing imports results, never the other way round, and no two files need each other: a test
//! reads the imports (`tests/floors`).
//!
//! # Causes
//!
//! Only from evidence; the rows are tried for each edge of a receive on a stream.
//!
//! | edge of the receive | evidence | cause |
//! |---|---|---|
//! | it begins inside a message | the offset in the stream | `leftover` |
//! | it runs on from one message into the next, and the two left apart | a look at which just the bytes up to there had been sent; where the counter is not offered: all of the first readable at the receiver before the second was written | `read-late` |
//! | … and one call sent both (frames of a session) | the calls | `sent-together` |
//! | … but the receive asks for a number of bytes (`recv_exact`, MSG_WAITALL, a frame), and no look shows the second at the receiver before it ended | readable bytes | `waited-for-more` |
//! | … or bytes before the second were missing when it got there | the lab's packets | `head-of-line-blocking` |
//! | … and bytes were unsent, cork option on or MSG_MORE | option, flag | `cork` |
//! | … and fewer bytes than one MSS were unsent, TCP_NODELAY off, a small segment in flight; they did not leave before an acknowledgement, but as a loss probe | tcp(7), RFC 896; the lab's packets | `nagle` |
//! | … and bytes were unsent, a window full | in flight ≥ cwnd, or unacknowledged > the peer's window | `window` |
//! | … and bytes were unsent, both windows with room, on a socket that paces; or a window had room again, and they left after others though nothing came from the other end | the rate; the lab's packets | `pacing` |
//! | … and bytes were unsent for none of these reasons | a queue of the host's own? | `unknown-here` |
//! | … and none of these figures is offered | | `unknown-here` |
//! | it ends inside a message whose rest a later call wrote (frames of a session) | the calls | `sent-in-parts` |
//! | it ends inside a message, its buffer full | count = max | `short-buffer` |
//! | it ends inside a message with room left, and later bytes of that were there | the lab's packets | `head-of-line-blocking` |
//! | … and the next byte, and not the one before it, was unsent, or the two left apart | as above, the lab's packets | `cork`, `nagle`, `window`, `pacing` |
//! | … and the message is larger than one MSS, or a segment ends there | MSS, the lab's packets | `segmented` |
//!
//! What joined two messages is asked of the last look at which the end of the first had not left: right after
//! the second was written, or before that. Where several hold the same bytes, all are named.
//!
//! A datagram that was cut is `short-buffer`, and the kernel says so (MSG_TRUNC, or WSAEMSGSIZE).
//!
//! A trace may come from a stranger: arithmetic is checked or saturating, nothing is allocated by
//! a number that the trace claims, and all of it is linear in the size of the trace.

mod addresses;
mod agreement;
mod arrivals;
mod awaited;
mod carriage;
mod case_checks;
mod causes;
mod checks;
pub mod compare;
mod composed;
mod cost;
mod counts;
mod course;
mod datagram;
mod datagram_places;
mod end_messages;
mod ends;
mod events;
mod findings;
mod flows;
mod framed;
mod guess;
mod holds;
mod located;
mod missing;
mod outcome;
mod packets;
mod places;
mod prior_samples;
mod proof;
mod rounds;
mod setting;
mod shutdowns;
mod spans;
mod step_checks;
mod stops;
mod stream;
mod stream_places;
mod sweep;
mod tally;
#[cfg(test)]
mod tests;
mod timed;
mod undelivered;
mod validate;
mod waste;
mod whereabouts;
mod wire;
mod zero_receives;

pub use agreement::contradictions;
pub use checks::*;
pub use cost::{Copies, Cost, cost, said_in};
pub use course::Course;
pub use findings::*;
pub use guess::{Claimed, guessed};
pub use located::{Departure, Discard, Missing, Whereabouts};
pub use places::{
    BytePlace, DatagramPlace, Figures, HandedBytes, Pipe, Placed, PlacedDatagram, Places, Post,
    QueueFigures, SentBytes,
};
pub use proof::{Asks, CauseFinding, Proof};
pub use setting::{Setting, not_runnable};
pub use shutdowns::Shutdowns;
pub use sweep::{Asked, CauseCount, FigureExtent, Measurement, SweepRow, Swept, Varied};
pub use tally::{Extent, Tally};
pub use undelivered::Undelivered;
pub use validate::{
    AskedFault, BytesFault, Contradiction, PacketFault, ScriptFault, SessionFault, SocketFault,
    StreamFault, TimesFault, TraceProblem, Turn, Validator,
};
pub use zero_receives::{ZeroReceive, ZeroReceives};

use crate::model::{Case, CaseTrace, CaseVariant, Platform, Text, Verdict};

/// Works out everything there is to know about one run of a case. Never fails: what cannot be known
/// is said to be unknown.
pub fn analyse(case: &Case, trace: &CaseTrace, setting: &Setting) -> CaseAnalysis {
    let setting = &setting.over(trace);
    let events = framed::events(case, trace);
    let wires = wire::wires(&events, trace);
    let carriages = carriage::carriages(trace);
    let mut found = stream::messages_and_receives(case, &events, &carriages, (trace, setting));
    datagram::match_all(&events, trace, &mut found);
    causes::explain(&events, &wires, &carriages, &mut found);
    let flows = flows::flows(&events, &wires, &found, trace);
    let rounds = rounds::rounds(case, trace, &events, &carriages);
    let figures = counts::Figures { events: &events, wires: &wires, trace, rounds: &rounds };
    let counts = figures.all();

    let mut checks = Vec::new();
    let not_run = not_runnable(case, setting);
    let runnable = not_run.is_none();
    if runnable {
        checks.extend(step_checks::checks(case, trace, &found.receives, setting));
        checks.extend(case_checks::checks(case, &found, &figures, setting));
        checks.extend(packets::rules(case, trace));
    }
    if step_checks::lacks_a_socket(trace) || step_checks::lacks_an_option(case, trace) {
        checks.iter_mut().for_each(Check::excuse_all);
    } else if step_checks::broken_off_by_what_is_not_here(trace) {
        checks.iter_mut().for_each(Check::excuse);
    }
    CaseAnalysis {
        verdict: verdict(&checks, setting, runnable),
        variant: variant(case, &checks, setting),
        may_not_show: may_not_show(case, setting),
        not_run,
        messages: found.messages,
        receives: found.receives,
        flows,
        rounds,
        counts,
        checks,
    }
}

fn verdict(checks: &[Check], setting: &Setting, runnable: bool) -> Verdict {
    let failed = checks.iter().any(|check| matches!(check.result, CheckResult::Failed(_)));
    let unobservable = checks.iter().any(|check| check.result == CheckResult::Unobservable);
    match (failed, unobservable || !runnable) {
        (true, _) if setting.changed => Verdict::Changed,
        (true, _) => Verdict::NotShown,
        (false, true) => Verdict::Unsupported,
        (false, false) => Verdict::Shown,
    }
}

fn variant(case: &Case, checks: &[Check], setting: &Setting) -> Option<Platform> {
    let of_case = setting.pick(&case.on).map(|v| v.on);
    of_case.or_else(|| checks.iter().find_map(|check| check.variant.as_ref().map(|(on, _)| *on)))
}

fn may_not_show(case: &Case, setting: &Setting) -> Option<Text> {
    let leave = setting.pick(&case.on).filter(|v| v.value == CaseVariant::MayNotShow);
    leave.map(|variant| variant.why.clone())
}
