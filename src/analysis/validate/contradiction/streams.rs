//! What is wrong with the bytes of a stream, in words.

use crate::model::Text;

/// How what came out of a stream can differ from what went in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StreamFault {
    /// Another byte than was sent.
    Changed {
        /// Its place in the stream, from 1.
        place: u64,
    },
    /// More bytes than were ever sent.
    FromNowhere {
        /// How many were sent.
        sent: u64,
    },
}

impl StreamFault {
    /// For a person.
    pub fn text(self) -> Text {
        match self {
            StreamFault::Changed { place } => Text::new(
                format!("byte {place} of the stream is not the byte that was sent there"),
                format!("流的第 {place} 个字节不是对方发出的那个字节"),
            ),
            StreamFault::FromNowhere { .. } => Text::new(
                "more bytes came out of the stream than were ever sent into it",
                "从流里收到的字节比发进去的还多",
            ),
        }
    }

    /// What would be right.
    pub fn help(self) -> Text {
        match self {
            StreamFault::Changed { .. } => Text::new(
                "a stream hands over the bytes that were sent, in their order",
                "流按原来的顺序交出发进去的字节",
            ),
            StreamFault::FromNowhere { sent } => Text::new(
                format!("bytes that the other end sent: {sent}"),
                format!("另一端发送的字节数：{sent}"),
            ),
        }
    }
}
