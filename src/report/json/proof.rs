//! The figures that prove a cause, as the file has them.

use crate::analysis as found;
use crate::model::{MessageNo, Seen};
use serde::Serialize;

/// See [`found::Proof`], where each is described.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Proof {
    HeldBack {
        at: MessageNo,
        unsent: u64,
        mss: u64,
        in_flight: u64,
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        undelayed: bool,
    },
    HeldUntilProbe {
        at: MessageNo,
        unsent: u64,
        mss: u64,
        in_flight: u64,
        waited_us: u64,
    },
    Corked {
        at: MessageNo,
        unsent: u64,
        by_flag: bool,
        #[serde(skip_serializing_if = "Option::is_none")]
        mss: Option<u64>,
    },
    WindowFull {
        at: MessageNo,
        unsent: u64,
        in_flight: u64,
        #[serde(skip_serializing_if = "Seen::is_absent")]
        cwnd: Seen<u64>,
        #[serde(skip_serializing_if = "Seen::is_absent")]
        send_window: Seen<u64>,
    },
    Paced {
        at: MessageNo,
        unsent: u64,
        rate: u64,
    },
    PacedSince {
        message: MessageNo,
        since_us: u64,
        left_us: u64,
        sent: u64,
        rate: u64,
    },
    HeldByNone {
        at: MessageNo,
        unsent: u64,
    },
    BehindHole {
        first: MessageNo,
        second: MessageNo,
        arrived_us: u64,
        readable_us: u64,
    },
    BothWaiting {
        first: MessageNo,
        second: MessageNo,
        readable: u64,
    },
    WaitedFor {
        first: MessageNo,
        second: MessageNo,
        #[serde(skip_serializing_if = "Option::is_none")]
        wanted: Option<u64>,
        #[serde(skip_serializing_if = "Option::is_none")]
        by: Option<found::Asks>,
    },
    WaitingAlready {
        first: MessageNo,
        second: MessageNo,
        #[serde(skip_serializing_if = "Option::is_none")]
        together_us: Option<u64>,
    },
    BeganInside {
        message: MessageNo,
        offset: u64,
    },
    BufferFull {
        max: u64,
        message: MessageNo,
        left: u64,
        flagged: bool,
    },
    NotArrived {
        message: MessageNo,
        left: u64,
        #[serde(skip_serializing_if = "Seen::is_absent")]
        mss: Seen<u64>,
    },
    AtHole {
        message: MessageNo,
        left: u64,
        hole: u64,
        there: u64,
    },
    Filled {
        max: u64,
        left: u64,
        cut: bool,
    },
    NoEvidence,
}

impl From<&found::Proof> for Proof {
    fn from(proof: &found::Proof) -> Self {
        use found::Proof as P;
        match *proof {
            P::HeldBack { at, unsent, mss, in_flight, undelayed } => {
                Proof::HeldBack { at, unsent, mss, in_flight, undelayed }
            }
            P::HeldUntilProbe { at, unsent, mss, in_flight, waited_us } => {
                Proof::HeldUntilProbe { at, unsent, mss, in_flight, waited_us }
            }
            P::Corked { at, unsent, by_flag, mss } => Proof::Corked { at, unsent, by_flag, mss },
            P::WindowFull { at, unsent, in_flight, cwnd, send_window } => {
                Proof::WindowFull { at, unsent, in_flight, cwnd, send_window }
            }
            P::BothWaiting { first, second, readable } => {
                Proof::BothWaiting { first, second, readable }
            }
            P::Paced { at, unsent, rate } => Proof::Paced { at, unsent, rate },
            P::PacedSince { message, since_us, left_us, sent, rate } => {
                Proof::PacedSince { message, since_us, left_us, sent, rate }
            }
            P::HeldByNone { at, unsent } => Proof::HeldByNone { at, unsent },
            P::BehindHole { first, second, arrived_us, readable_us } => {
                Proof::BehindHole { first, second, arrived_us, readable_us }
            }
            P::WaitedFor { first, second, wanted, by } => {
                Proof::WaitedFor { first, second, wanted, by: Some(by) }
            }
            P::WaitingAlready { first, second, together_us } => {
                Proof::WaitingAlready { first, second, together_us }
            }
            P::BeganInside { message, offset } => Proof::BeganInside { message, offset },
            P::BufferFull { max, message, left, flagged } => {
                Proof::BufferFull { max, message, left, flagged }
            }
            P::NotArrived { message, left, mss } => Proof::NotArrived { message, left, mss },
            P::AtHole { message, left, hole, there } => {
                Proof::AtHole { message, left, hole, there }
            }
            P::Filled { max, left, cut } => Proof::Filled { max, left, cut },
            P::NoEvidence => Proof::NoEvidence,
        }
    }
}
