//! How an app marks where a message ends.

use crate::model::{Header, named_enum};

named_enum! {
    /// What stands before a message on a stream, or nothing.
    pub enum Frames {
        /// Nothing: what one `recv` returns is taken for a message.
        None = "none",
        /// Its length in decimal digits, which the receiver acknowledges before it comes.
        Ack = "ack",
        /// Its length: four bytes, little-endian, signed (`struct.pack('i', …)` on x86 and ARM).
        I32le = "i32le",
        /// Its length: four bytes, big-endian.
        U32be = "u32be",
        /// The length of a JSON text (`i32le`), and that text, which says the message's length.
        Json = "json",
    }
}

impl Frames {
    /// The header that says the length, where the first bytes are one.
    pub fn header(self) -> Option<Header> {
        match self {
            Frames::None | Frames::Ack => None,
            Frames::I32le | Frames::Json => Some(Header::I32le),
            Frames::U32be => Some(Header::U32be),
        }
    }
}
