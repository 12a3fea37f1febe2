//! Framings: ways to mark where a message ends in a stream of bytes. The fixes.
//!
//! TCP carries bytes, not messages. A framing adds what the stream leaves out: the sender writes
//! each message as a *frame*, and the receiver cuts the stream back into messages, wherever the
//! network happened to cut it before. The ways that are here, one per file:
//!
//! | framing | how a message ends | cannot carry |
//! |---|---|---|
//! | [`Fixed`] | after always the same number of bytes | any other size; padded, a longer one |
//! | [`Delimiter`] | at agreed bytes, `\n` for example | those bytes, unless they are escaped |
//! | [`LengthPrefix`] | after as many bytes as a header before it says | more than the header can say |
//! | [`Lines`] | at a newline, with or without a carriage return | newlines, a carriage return at its end |
//! | [`LengthAck`] | after as many bytes as digits before it say, which the receiver acknowledges | |
//! | [`JsonHeader`] | after as many bytes as a JSON text before it says | |
//! | [`TextLength`] | after as many bytes as digits before it say, which have an end of their own | |
//! | [`ContentLength`] | after as many bytes as one of the text lines before it says | |
//! | [`Slip`] | at a byte, which is replaced by two in a message | an empty message |
//! | [`Cobs`] | at a zero, of which none is in a message | |
//! | [`JsonValue`] | where a JSON value does: at its last bracket or quote | anything else |
//! | [`UntilClose`] | where the stream ends | a second message |
//!
//! Codecs only: bytes in, messages out. Nothing here knows a socket.
//!
//! What a peer sends is a stranger's word. A header that announces 4 GiB is refused before
//! anything is allocated; nothing is ever allocated for what a header merely says, since the bytes
//! of a frame are taken from the buffer the caller has filled with what did arrive. End of stream
//! inside a frame is an error, not a short message; only [`Lines`] and [`UntilClose`], by their
//! nature, take the end of the stream for the end of a message.
//!
//! [`broken`] has what is *not* right: one exhibit for each mistake that is made over and over, written
//! as programs write it, over [`Recv`]. An exhibit's sender is a [`Framing`], its reader is not.
//!
//! ```text
//!   messages   hello          feng
//!   encode       │              │
//!   stream     0000 0005 hello 0000 0004 feng
//!   network    0000 0005 he│llo 0000 00│04 feng        any cuts at all
//!   decode       │              │
//!   messages   hello          feng
//! ```

pub mod broken;
mod cobs;
mod content_length;
mod copies;
mod delimiter;
mod doubt;
mod error;
mod error_zh;
mod fixed;
mod frame;
mod header;
mod json_header;
mod json_size;
mod json_value;
mod length_ack;
mod length_prefix;
mod lines;
mod one_byte;
mod pull;
mod search;
mod sending;
mod skip;
mod slip;
mod stuffed;
pub mod text;
mod text_length;
mod until_close;

pub use cobs::Cobs;
pub use content_length::ContentLength;
pub use copies::Copied;
pub use delimiter::{Delimiter, is_inside};
pub use doubt::Doubt;
pub use error::FramingError;
pub use fixed::Fixed;
pub use header::{pack, range, unpack};
pub use json_header::JsonHeader;
pub use json_value::JsonValue;
pub use length_ack::LengthAck;
pub use length_prefix::LengthPrefix;
pub use lines::Lines;
pub use pull::{Fed, Reader, Recv, Stop};
pub use sending::{Outgoing, Pause, Turn};
pub use slip::Slip;
pub use text_length::TextLength;
pub use until_close::UntilClose;

use crate::model::FramingSpec;
use bytes::{Bytes, BytesMut};
use skip::going_on;

/// A way to mark message boundaries in a stream: one direction writes frames, the other cuts
/// them out again.
pub trait Framing: std::fmt::Debug + Send + Sync {
    /// Appends the frame of `message` to `out`. Each byte of the message is copied once, into `out` and
    /// nowhere else.
    ///
    /// # Errors
    /// The message is one this framing cannot carry ([`FramingError`] says why, with figures).
    /// `out` is as it was then.
    fn encode(&self, message: &[u8], out: &mut Vec<u8>) -> Result<(), FramingError>;

    /// Where the sender of a message of `len` bytes stops within its frame, and what it waits for
    /// there; nowhere in most framings. [`Outgoing`] goes by it.
    fn pause(&self, _len: u64) -> Option<Pause> {
        None
    }

    /// A reader for one stream. It remembers how far it has looked, so that a message that
    /// arrives byte by byte is not looked at from its beginning each time.
    fn decoder(&self) -> Box<dyn Decoder>;

    /// Takes one message off the front of `buf`, with nothing remembered between calls: like one
    /// [`Decoder::decode`] of a fresh [`Framing::decoder`]. For a stream use that.
    ///
    /// # Errors
    /// As [`Decoder::decode`].
    fn decode(&self, buf: &mut BytesMut) -> Result<Option<Bytes>, FramingError> {
        self.decoder().decode(buf)
    }

    /// The first message of `buf` at the end of the stream: one [`Decoder::decode_eof`] of a fresh decoder.
    ///
    /// # Errors
    /// As [`Decoder::decode_eof`].
    fn decode_eof(&self, buf: &mut BytesMut) -> Result<Option<Bytes>, FramingError> {
        self.decoder().decode_eof(buf)
    }
}

/// Cuts one stream into messages.
///
/// Between two calls the caller may append to `buf`, and nothing else: the decoder remembers how
/// much of it was looked at.
pub trait Decoder: Send {
    /// Takes the next message off the front of `buf`, and its frame with it. `None`: the frame is
    /// not complete yet, append more. The message is a part of `buf`'s own memory, not a copy.
    ///
    /// # Errors
    /// The bytes are not a frame, or one longer than the maximum: `buf` is left as it is, and every further call fails
    /// in the same way. A reader that skips what is too long ([`TooLong::Skip`](crate::model::TooLong)) fails once,
    /// when it has passed over all of it; the next call is about the next frame.
    fn decode(&mut self, buf: &mut BytesMut) -> Result<Option<Bytes>, FramingError>;

    /// Takes the next message off the front of `buf` when the stream has ended: no more bytes will come.
    /// `None`: it ended between two frames, `buf` is empty.
    ///
    /// # Errors
    /// As [`Decoder::decode`], and [`FramingError::EndInsideFrame`] when what is left is not a
    /// whole frame.
    fn decode_eof(&mut self, buf: &mut BytesMut) -> Result<Option<Bytes>, FramingError> {
        match self.decode(buf)? {
            Some(message) => Ok(Some(message)),
            None if buf.is_empty() => Ok(None),
            None => Err(FramingError::EndInsideFrame {
                have: buf.len() as u64,
                whole: self.frame_len(buf),
            }),
        }
    }

    /// How long the frame at the front of `buf` is, header and all, where its beginning says so.
    fn frame_len(&self, buf: &[u8]) -> Option<u64>;

    /// How many bytes of messages it has moved within the buffer so far: what stands after an escape
    /// that is taken out. In most framings a message stays where it was received.
    fn moved(&self) -> u64 {
        0
    }

    /// Takes off the front of `buf` what is there of the frame that [`Decoder::decode`] refused as too long, and may be
    /// called again with what comes after it. Whether that was all of it: then the next frame begins. Of a framing in
    /// which nobody could tell, nothing.
    fn pass_over(&mut self, _buf: &mut BytesMut) -> bool {
        false
    }

    /// What is strange about the length at the front of `buf`, which was refused just now (`refused`),
    /// or whose message does not come. Nothing in framings without a length, and where it looks right.
    fn doubt(&self, _buf: &[u8], _refused: bool) -> Option<Doubt> {
        None
    }

    /// What the sender waits for, now that so much has been decoded: to be sent back, each once.
    /// Nothing in most framings.
    fn answer(&mut self) -> Option<Bytes> {
        None
    }
}

/// The framing a scenario asks for. A specification that marks no boundaries (a fixed length of
/// 0, an empty delimiter, a delimiter with the escape byte or with another delimiter in it,
/// a varint of which a fixed number of bytes is to be stripped, an empty acknowledgement) gives a framing that refuses
/// every message: see [`check`]. Of an exhibit it is the sender only: its reader is that of
/// [`broken::exhibit`], and the decoder refuses everything.
pub fn from_spec(spec: &FramingSpec) -> Box<dyn Framing> {
    match spec {
        FramingSpec::Fixed { len, pad: None } => Box::new(Fixed::new(*len)),
        FramingSpec::Fixed { len, pad: Some(pad) } => Box::new(Fixed::padded(*len, *pad)),
        FramingSpec::Delimiter { delimiter, or, escape, too_long, max } => {
            going_on(Delimiter::any(delimiter.clone(), or.clone(), *escape, *max), *too_long)
        }
        FramingSpec::LengthPrefix { header, includes_header, layout, too_long, max } => {
            going_on(LengthPrefix::new(*header, *includes_header, *max).with(*layout), *too_long)
        }
        FramingSpec::Lines { too_long, max } => going_on(Lines::new(*max), *too_long),
        FramingSpec::LengthAck { ack, end, max } => {
            Box::new(LengthAck::new(ack.clone(), *end, *max))
        }
        FramingSpec::JsonHeader { header, key, header_max, max } => {
            Box::new(JsonHeader::new(*header, key.clone(), *header_max, *max))
        }
        FramingSpec::Netstring { max } => Box::new(TextLength::netstring(*max)),
        FramingSpec::Resp { max } => Box::new(TextLength::resp(*max)),
        FramingSpec::ContentLength { header_max, max } => {
            Box::new(ContentLength::new(*header_max, *max))
        }
        FramingSpec::Slip { too_long, max } => going_on(Slip::new(*max), *too_long),
        FramingSpec::Cobs { too_long, max } => going_on(Cobs::new(*max), *too_long),
        FramingSpec::Json { max } => Box::new(JsonValue::new(*max)),
        FramingSpec::UntilClose { max } => Box::new(UntilClose::new(*max)),
        FramingSpec::Broken { exhibit } => Box::new(broken::SenderOf(*exhibit)),
    }
}

/// Whether a framing of this specification marks boundaries at all.
///
/// # Errors
/// What is wrong with it.
pub fn check(spec: &FramingSpec) -> Result<(), FramingError> {
    match spec {
        FramingSpec::Fixed { len, .. } => Fixed::new(*len).check(),
        FramingSpec::Delimiter { delimiter, or, escape, .. } => {
            delimiter::check_parts(delimiter, or, *escape)
        }
        FramingSpec::LengthAck { ack, end, .. } => length_ack::check_parts(ack, *end),
        FramingSpec::LengthPrefix { header, layout, .. } => {
            length_prefix::check_parts(*header, *layout)
        }
        FramingSpec::Lines { .. }
        | FramingSpec::JsonHeader { .. }
        | FramingSpec::Netstring { .. }
        | FramingSpec::Resp { .. }
        | FramingSpec::ContentLength { .. }
        | FramingSpec::Slip { .. }
        | FramingSpec::Cobs { .. }
        | FramingSpec::Json { .. }
        | FramingSpec::UntilClose { .. }
        | FramingSpec::Broken { .. } => Ok(()),
    }
}
