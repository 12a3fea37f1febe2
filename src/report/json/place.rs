//! Where bytes are that no receive handed over, as the file has it.

use crate::analysis::{Discard, Missing, Undelivered, Whereabouts};
use crate::model::{Cause, MessageNo};
use serde::Serialize;

/// A stretch of a message. See [`Missing`].
#[derive(Debug, Serialize)]
pub(super) struct Stretch {
    message: MessageNo,
    start: u64,
    len: u64,
    at: PlaceWord,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    held_by: Vec<Cause>,
}

/// See [`Whereabouts`].
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
enum PlaceWord {
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
    Acknowledged,
    Elsewhere,
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

fn place(at: &Whereabouts) -> PlaceWord {
    match at {
        Whereabouts::Unsent(_) => PlaceWord::NeverLeft,
        Whereabouts::Orphaned => PlaceWord::SenderClosed,
        Whereabouts::OnTheWay => PlaceWord::OnTheWay,
        Whereabouts::Lost | Whereabouts::NoSocket => PlaceWord::Lost,
        Whereabouts::Filtered => PlaceWord::Filtered,
        Whereabouts::BehindHole => PlaceWord::BehindAHole,
        Whereabouts::Readable => PlaceWord::ReceiverKernel,
        Whereabouts::Read(why) => match why {
            Undelivered::NotAsked | Undelivered::Acknowledged => PlaceWord::Program,
            Undelivered::Rejected | Undelivered::NoAcknowledgement => PlaceWord::Rejected,
            Undelivered::Ended | Undelivered::Dropped => PlaceWord::CutOff,
            Undelivered::GaveUp => PlaceWord::GivenUp,
            Undelivered::ThrownAway => PlaceWord::ThrownAway,
        },
        Whereabouts::Discarded(discard) => match discard {
            Discard::NeverLeft | Discard::Uncollected | Discard::GrewTooLong => {
                PlaceWord::DiscardedAtSender
            }
            Discard::InReceiver(_) | Discard::BehindHole(_) | Discard::Unaccepted => {
                PlaceWord::DiscardedAtReceiver
            }
            Discard::Gone | Discard::AfterClose | Discard::ByReset(_) => {
                PlaceWord::DiscardedOnTheWay
            }
            Discard::Somewhere => PlaceWord::Discarded,
        },
        Whereabouts::Acknowledged => PlaceWord::Acknowledged,
        Whereabouts::Elsewhere => PlaceWord::Elsewhere,
        Whereabouts::Leaving | Whereabouts::Unknown => PlaceWord::Unknown,
    }
}
