//! What a choice claims, and what was found, as clauses of a sentence.

use crate::analysis::{Expected, Got};
use crate::lang::{claims as words, packets as packet_words};
use crate::model::{Expectation, PacketWant, Range, ReceiveNo, Text, WantedCause, Which};
use crate::report::Voice;
use crate::report::case::{checks, packets};

/// What was expected of a run.
pub(super) fn expected(what: &Expected, voice: &Voice) -> Text {
    match what {
        Expected::Case(expectation) | Expected::Anything(expectation) => claim(expectation),
        // Of a choice nothing is expected but of its whole case.
        Expected::Runs
        | Expected::Returns(_)
        | Expected::Error(_)
        | Expected::Sender(_)
        | Expected::Took(_)
        | Expected::Rule(_) => checks::expected(what, voice),
    }
}

fn claim(expectation: &Expectation) -> Text {
    match expectation {
        Expectation::Message { which, fate } => words::message(which, fate),
        Expectation::Receive { which, messages, cause, bytes } => {
            receive(which, messages.as_deref(), (*cause, *bytes))
        }
        Expectation::Rounds { which, took, cause } => words::rounds(which, *took, *cause),
        Expectation::Packet { packet, want, after } => {
            let mut parts = like(want);
            parts.extend(
                after.map(|range| packet_words::after(&crate::lang::checks::durations(range))),
            );
            words::packet(packet, &parts)
        }
        Expectation::Packets { count, from, want } => {
            words::packets(*count, from.as_deref(), &like(want))
        }
        Expectation::Count { what, of, range } => words::counted(*what, of.as_deref(), *range),
    }
}

fn receive(
    which: &Which<ReceiveNo>,
    messages: Option<&[crate::model::MessageNo]>,
    (cause, bytes): (Option<WantedCause>, Option<Range>),
) -> Text {
    let nothing_else = messages.is_none() && bytes.is_none();
    match cause {
        Some(WantedCause::Main(cause)) if nothing_else => words::came_so(which, cause),
        Some(WantedCause::Main(cause)) => {
            words::owing_to(&words::returned(which, messages, bytes, false), cause)
        }
        Some(WantedCause::NoCause) => words::returned(which, messages, bytes, true),
        None => words::returned(which, messages, bytes, false),
    }
}

/// What a packet is like.
fn like(want: &PacketWant) -> Vec<Text> {
    checks::packet_want(want)
}

/// What was found where something else was claimed.
pub(super) fn found(claimed: &Expected, got: &Got, voice: &Voice) -> Text {
    let of = |no: ReceiveNo| Which::These(vec![no]);
    match (got, claimed) {
        (Got::Count(n), Expected::Case(Expectation::Count { what, of, .. })) => {
            words::counted(*what, of.as_deref(), Range::exactly(*n))
        }
        (Got::Count(n), Expected::Case(Expectation::Packets { from, want, .. })) => {
            words::packets(Range::exactly(*n), from.as_deref(), &like(want))
        }
        (Got::Took(us), Expected::Case(Expectation::Count { of, .. })) => {
            words::took(of.as_deref(), &crate::lang::checks::measured(*us))
        }
        (Got::Fate(no, fates), _) => words::message(&Which::These(vec![*no]), fates),
        (Got::Messages(no, messages), _) => words::returned(&of(*no), Some(messages), None, false),
        (Got::Cause(no, Some(cause)), _) => words::came_so(&of(*no), *cause),
        (Got::Cause(no, None), _) => words::returned(&of(*no), None, None, true),
        (Got::Bytes(no, n), _) => words::returned(&of(*no), None, Some(Range::exactly(*n)), false),
        (Got::Round(no, us), _) => words::round_took(*no, *us),
        (Got::HeldBy(no, cause), _) => words::round_held(*no, *cause),
        (Got::Packet(packet), Expected::Case(Expectation::Packet { packet: which, .. })) => {
            words::packet(which, &packets::said(packet))
        }
        // Each is a clause already, or is of a step.
        (
            Got::Count(_)
            | Got::Took(_)
            | Got::Packet(_)
            | Got::Data(_)
            | Got::Error(_)
            | Got::Success(_)
            | Got::Sender(_)
            | Got::Address(_)
            | Got::NoMessage(_)
            | Got::NoReceive(_)
            | Got::NoRound(_)
            | Got::After(_)
            | Got::NoPacket(..)
            | Got::NeverMet
            | Got::NeverLetGo
            | Got::NotRun(_),
            _,
        ) => checks::got(got, voice),
    }
}
