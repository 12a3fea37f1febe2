//! Framings that are broken, one mistake each: exhibits, to be tortured and to be run on a socket.
//!
//! Each file holds a sender and a reader as tutorials write them, right in everything but one line.
//! Its documentation draws the frame and shows that line twice, wrong and right, in the tutorials'
//! Python. What is said to a student about each stands in `lang::broken`.
//!
//! An exhibit does no harm: what a header says is never allocated (it asks [`Recv::allow`] where a
//! program would allocate), and no loop of it goes on once the stream has ended.
//!
//! | exhibit | what breaks it |
//! |---|---|
//! | `body-recv-1024` | two frames in one receive |
//! | `sum-of-everything` | a body in three pieces |
//! | `header-recv-once` | a cut inside a header |
//! | `body-recv-once` | a cut inside a body |
//! | `length-without-end` | a length and what follows it in one receive, or a length in two |
//! | `unread-ack` | the second message |
//! | `delimiter-inside` | a message with the delimiter in it |
//! | `length-in-characters` | a message with other characters than ASCII |
//! | `signed-length` | a file of more than 2 GiB |
//! | `two-byte-length` | a message of 64 KiB or more |
//! | `no-maximum` | a header that claims 4 GiB |
//! | `utf8-per-piece` | a cut inside a character |
//! | `end-as-message-end` | a sender that dies |

mod body_recv_1024;
mod body_recv_once;
mod delimiter_inside;
mod end_as_message_end;
mod header_recv_once;
mod length_in_characters;
mod length_without_end;
mod no_maximum;
mod parts;
mod signed_length;
mod sum_of_everything;
mod two_byte_length;
mod unread_ack;
mod utf8_per_piece;

pub use body_recv_1024::BodyRecv1024;
pub use body_recv_once::{BodyRecvOnce, BodyRecvUnchecked};
pub use delimiter_inside::DelimiterInside;
pub use end_as_message_end::EndAsMessageEnd;
pub use header_recv_once::HeaderRecvOnce;
pub use length_in_characters::LengthInCharacters;
pub use length_without_end::LengthWithoutEnd;
pub use no_maximum::NoMaximum;
pub use signed_length::SignedLength;
pub use sum_of_everything::SumOfEverything;
pub use two_byte_length::TwoByteLength;
pub use unread_ack::UnreadAck;
pub use utf8_per_piece::Utf8PerPiece;

use super::{Decoder, Framing, FramingError, Reader, Recv, Stop, pack};
use crate::model::{Exhibit, Header};
use bytes::{Bytes, BytesMut};

/// A sender and a reader with one mistake between them.
pub trait Broken: std::fmt::Debug + Send + Sync {
    /// The form of the length before each message, where it is a number in bytes.
    fn header(&self) -> Option<Header> {
        Some(Header::I32le)
    }

    /// What the sender writes before a message of so many bytes.
    ///
    /// # Errors
    /// It refuses: the header cannot say this number.
    fn announce(&self, len: u64) -> Result<Vec<u8>, FramingError> {
        self.header().map_or(Ok(Vec::new()), |header| pack(header, i128::from(len)))
    }

    /// What the sender sends for a message, one entry for each `send`: the header, then the body.
    ///
    /// # Errors
    /// As [`Broken::announce`].
    fn sends(&self, message: &[u8]) -> Result<Vec<Vec<u8>>, FramingError> {
        Ok(vec![self.announce(message.len() as u64)?, message.to_vec()])
    }

    /// A reader for one stream.
    fn reader(&self) -> Box<dyn Reader>;
}

/// An exhibit by name, with the header that the tutorials have.
pub fn exhibit(name: Exhibit) -> &'static dyn Broken {
    static LINES: DelimiterInside = DelimiterInside { delimiter: Bytes::from_static(b"\n") };
    match name {
        Exhibit::BodyRecv1024 => &BodyRecv1024(Header::I32le),
        Exhibit::SumOfEverything => &SumOfEverything(Header::I32le),
        Exhibit::HeaderRecvOnce => &HeaderRecvOnce(Header::I32le),
        Exhibit::BodyRecvOnce => &BodyRecvOnce(Header::I32le),
        Exhibit::LengthWithoutEnd => &LengthWithoutEnd { end: None },
        Exhibit::UnreadAck => &UnreadAck(Header::I32le),
        Exhibit::DelimiterInside => &LINES,
        Exhibit::LengthInCharacters => &LengthInCharacters(Header::I32le),
        Exhibit::SignedLength => &SignedLength(Header::I32le),
        Exhibit::TwoByteLength => &TwoByteLength(Header::U16be),
        Exhibit::NoMaximum => &NoMaximum(Header::U32be),
        Exhibit::Utf8PerPiece => &Utf8PerPiece(Header::I32le),
        Exhibit::EndAsMessageEnd => &EndAsMessageEnd(Header::I32le),
    }
}

/// The same mistake where the length before each message has another form; nothing where the mistake is not about
/// such a length. A varint has no number of bytes that could be asked for: nothing.
pub fn with_header(name: Exhibit, header: Header) -> Option<Box<dyn Broken>> {
    if header == Header::Varint {
        return None;
    }
    Some(match name {
        Exhibit::BodyRecv1024 => Box::new(BodyRecv1024(header)),
        Exhibit::SumOfEverything => Box::new(SumOfEverything(header)),
        Exhibit::HeaderRecvOnce => Box::new(HeaderRecvOnce(header)),
        Exhibit::BodyRecvOnce => Box::new(BodyRecvOnce(header)),
        Exhibit::LengthInCharacters => Box::new(LengthInCharacters(header)),
        Exhibit::SignedLength => Box::new(SignedLength(header)),
        Exhibit::TwoByteLength => Box::new(TwoByteLength(header)),
        Exhibit::NoMaximum => Box::new(NoMaximum(header)),
        Exhibit::Utf8PerPiece => Box::new(Utf8PerPiece(header)),
        Exhibit::EndAsMessageEnd => Box::new(EndAsMessageEnd(header)),
        Exhibit::LengthWithoutEnd | Exhibit::UnreadAck | Exhibit::DelimiterInside => return None,
    })
}

/// The sender of an exhibit as a [`Framing`], for those who want its bytes only. Its reader asks
/// for bytes itself and cannot be fed: the decoder refuses everything.
#[derive(Debug, Clone, Copy)]
pub(super) struct SenderOf(pub(super) Exhibit);

impl Framing for SenderOf {
    fn encode(&self, message: &[u8], out: &mut Vec<u8>) -> Result<(), FramingError> {
        out.extend(exhibit(self.0).sends(message)?.concat());
        Ok(())
    }

    fn decoder(&self) -> Box<dyn Decoder> {
        Box::new(*self)
    }
}

impl Decoder for SenderOf {
    fn decode(&mut self, _: &mut BytesMut) -> Result<Option<Bytes>, FramingError> {
        Err(FramingError::Exhibit)
    }

    fn frame_len(&self, _: &[u8]) -> Option<u64> {
        None
    }
}
