//! Where bytes are that no receive handed over, as the file has it.

use crate::analysis::{Discard, Missing, Nothing, Whereabouts};
use crate::model::{Cause, MessageNo};
use serde::{Deserialize, Serialize};

/// A stretch of a message. See [`Missing`].
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Stretch {
    message: MessageNo,
    start: u64,
    len: u64,
    at: Place,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    held_by: Vec<Cause>,
}

/// See [`Whereabouts`].
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Place {
    NeverLeft,
    SenderClosed,
    OnTheWay,
    Lost,
    Filtered,
    BehindAHole,
    ReceiverKernel,
    Program,
    Rejected,
    CutOff,
    GivenUp,
    ThrownAway,
    DiscardedAtSender,
    DiscardedAtReceiver,
    DiscardedOnTheWay,
    Discarded,
    Unknown,
}

impl Stretch {
    pub(super) fn of(message: MessageNo, missing: &Missing) -> Self {
        let held_by = match &missing.at {
            Whereabouts::Unsent(causes) => causes.iter().map(|finding| finding.cause).collect(),
            _ => Vec::new(),
        };
        let (start, len) = (missing.start, missing.len);
        Stretch { message, start, len, at: place(&missing.at), held_by }
    }
}

fn place(at: &Whereabouts) -> Place {
    match at {
        Whereabouts::Unsent(_) => Place::NeverLeft,
        Whereabouts::Orphaned => Place::SenderClosed,
        Whereabouts::OnTheWay => Place::OnTheWay,
        Whereabouts::Lost | Whereabouts::NoSocket => Place::Lost,
        Whereabouts::Filtered => Place::Filtered,
        Whereabouts::BehindHole => Place::BehindAHole,
        Whereabouts::Readable => Place::ReceiverKernel,
        Whereabouts::Read(why) => match why {
            Nothing::NotAsked | Nothing::Acknowledged => Place::Program,
            Nothing::Rejected | Nothing::NoAcknowledgement => Place::Rejected,
            Nothing::Ended | Nothing::Dropped => Place::CutOff,
            Nothing::GaveUp => Place::GivenUp,
            Nothing::ThrownAway => Place::ThrownAway,
        },
        Whereabouts::Discarded(discard) => match discard {
            Discard::NeverLeft | Discard::Uncollected | Discard::GrewTooLong => {
                Place::DiscardedAtSender
            }
            Discard::InReceiver(_) | Discard::BehindHole(_) | Discard::Unaccepted => {
                Place::DiscardedAtReceiver
            }
            Discard::Gone | Discard::AfterClose | Discard::ByReset(_) => Place::DiscardedOnTheWay,
            Discard::Somewhere => Place::Discarded,
        },
        Whereabouts::Leaving | Whereabouts::Unknown => Place::Unknown,
    }
}
