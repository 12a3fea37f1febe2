//! The broken ways to mark message boundaries, by name.

use super::named_enum;

named_enum! {
    /// A framing that is wrong in one place, kept to show what that does. Each is right in all else:
    /// what kills it is its own mistake. The code is in `framing::broken`, a file each.
    pub enum Exhibit {
        /// The body loop asks for 1024 bytes, not for those that are left.
        BodyRecv1024 = "body-recv-1024",
        /// The body loop adds the length of everything so far, not of the new piece.
        SumOfEverything = "sum-of-everything",
        /// One `recv(4)` for the header.
        HeaderRecvOnce = "header-recv-once",
        /// One `recv(length)` for the body.
        BodyRecvOnce = "body-recv-once",
        /// The length in decimal digits, with nothing after them.
        LengthWithoutEnd = "length-without-end",
        /// An acknowledgement that nobody reads, taken for the next length.
        UnreadAck = "unread-ack",
        /// A payload that contains the delimiter, sent as it is.
        DelimiterInside = "delimiter-inside",
        /// The length in characters, not in bytes.
        LengthInCharacters = "length-in-characters",
        /// A signed 32-bit length, for a file of 3 GB.
        SignedLength = "signed-length",
        /// A frame of 6 MB after a length of two bytes.
        TwoByteLength = "two-byte-length",
        /// No maximum: memory for whatever the header says.
        NoMaximum = "no-maximum",
        /// Each piece decoded as UTF-8 by itself.
        Utf8PerPiece = "utf8-per-piece",
        /// The end of the stream taken for the end of the message.
        EndAsMessageEnd = "end-as-message-end",
    }
}
