//! Why an exchange of files does not go on.

use crate::apps::{FolderError, Stop};
use crate::framing::FramingError;
use crate::model::Text;

/// Why a transfer, or the whole connection, does not go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    /// A call failed, the stream ended, or what came is not the protocol: the connection is closed.
    Stop(Stop),
    /// Something else that the connection does not survive, in words.
    Said(Text),
    /// Nothing has been sent, or all of an answer has come: only this command is refused.
    Refused(Text),
}

impl From<Stop> for Ended {
    fn from(stop: Stop) -> Self {
        Ended::Stop(stop)
    }
}

impl From<FramingError> for Ended {
    fn from(error: FramingError) -> Self {
        Ended::Stop(error.into())
    }
}

impl From<FolderError> for Ended {
    fn from(error: FolderError) -> Self {
        Ended::Said(error.text())
    }
}

impl Ended {
    /// The same, where the connection is as good as before.
    pub(super) fn refused(error: &FolderError) -> Self {
        Ended::Refused(error.text())
    }
}
