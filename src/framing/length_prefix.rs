//! Each message is preceded by its length.

use super::frame::{Frame, claimed, fitting};
use super::{Decoder, Doubt, Framing, FramingError, header};
use crate::model::{Header, PrefixLayout};
use bytes::{Buf, Bytes, BytesMut};

/// Each message is preceded by a header that says how many bytes follow.
///
/// ```text
///   LengthPrefix::new(Header::U32be, false, max)
///
///   BEFORE (two messages)         ENCODED (17 bytes)
///   ┌───────┐ ┌──────┐            ┌─────────────┬───────┬─────────────┬──────┐
///   │ hello │ │ feng │     ───►   │ 00 00 00 05 │ hello │ 00 00 00 04 │ feng │
///   └───────┘ └──────┘            └─────────────┴───────┴─────────────┴──────┘
///
///   LengthPrefix::new(Header::I32le, false, max)     Python's struct.pack('i', …)
///   ┌───────┐                     ┌─────────────┬───────┐
///   │ hello │              ───►   │ 05 00 00 00 │ hello │
///   └───────┘                     └─────────────┴───────┘
///
///   LengthPrefix::new(Header::U16be, true, max)      the length counts its header: 2 + 5
///   ┌───────┐                     ┌───────┬───────┐
///   │ hello │              ───►   │ 00 07 │ hello │
///   └───────┘                     └───────┴───────┘
///
///   an empty message is possible: 00 00 00 00
///
///   …with(PrefixLayout { offset: 1, adjust: 1, strip: Some(3) })      one byte before the length (u16be), one behind
///   ┌────────────┐                ┌────┬───────┬────┬───────┐        it that the length leaves out
///   │ fe hello   │         ───►   │ 00 │ 00 05 │ fe │ hello │
///   └────────────┘                └────┴───────┴────┴───────┘
/// ```
///
/// The layouts are those of Netty's [`LengthFieldBasedFrameDecoder`][netty], with its words: after `offset` bytes
/// stands the length, to it `adjust` is added, and so many bytes follow; of all that the first `strip` bytes are taken
/// off, the rest is the message. Unlike there, `strip` unsaid takes off the header; `strip: Some(0)` leaves all of it.
/// Writing, the bytes that are taken off are the length and zeros; where the length is a part of the message, it is
/// the message that says it, and a wrong one is refused.
///
/// [netty]: https://netty.io/4.1/api/io/netty/handler/codec/LengthFieldBasedFrameDecoder.html
///
/// A header is a stranger's word. What it says is compared with `max` first; the bytes are waited
/// for in the caller's buffer, and nothing is reserved for them.
///
/// ```
/// use bytes::BytesMut;
/// use stickydemo::framing::{Framing, LengthPrefix};
/// use stickydemo::model::{ErrorName, Header};
///
/// let framing = LengthPrefix::new(Header::U32be, false, 1024);
/// let mut stream = Vec::new();
/// framing.encode(b"hello", &mut stream)?;
/// assert_eq!(stream, b"\0\0\0\x05hello");
///
/// let mut buf = BytesMut::from(&stream[..6]);
/// let mut decoder = framing.decoder();
/// assert_eq!(decoder.decode(&mut buf)?, None);
/// buf.extend_from_slice(&stream[6..]);
/// assert_eq!(decoder.decode(&mut buf)?.as_deref(), Some(&b"hello"[..]));
///
/// let mut hostile = BytesMut::from(&b"\xff\xff\xff\xff"[..]);
/// let error = decoder.decode(&mut hostile).unwrap_err();
/// assert_eq!(error.name(), ErrorName::FrameTooLarge);
/// # Ok::<(), stickydemo::framing::FramingError>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct LengthPrefix {
    header: Header,
    includes_header: bool,
    layout: PrefixLayout,
    max: u64,
    /// Whether frames can be laid out so.
    fit: Result<(), FramingError>,
}

/// Whether frames can be laid out so.
///
/// # Errors
/// [`FramingError::StrippedVarint`].
pub(super) fn check_parts(header: Header, layout: PrefixLayout) -> Result<(), FramingError> {
    match (header, layout.strip) {
        (Header::Varint, Some(_)) => Err(FramingError::StrippedVarint),
        _ => Ok(()),
    }
}

impl LengthPrefix {
    /// Messages of at most `max` bytes; the header, of the given form, counts them, and itself
    /// too where `includes_header`.
    pub fn new(header: Header, includes_header: bool, max: u64) -> Self {
        let layout = PrefixLayout::default();
        LengthPrefix { header, includes_header, layout, max, fit: Ok(()) }
    }

    /// The same with more in a frame than header and message. A varint, of which no fixed number of bytes can be
    /// stripped, refuses every message then.
    #[must_use]
    pub fn with(self, layout: PrefixLayout) -> Self {
        LengthPrefix { layout, fit: check_parts(self.header, layout), ..self }
    }

    /// Bytes of the frame's front that are not the message, where the length has `size` bytes.
    fn stripped(&self, size: i128) -> i128 {
        self.layout.strip.map_or(i128::from(self.layout.offset) + size, i128::from)
    }

    /// What the length says, of `size` bytes, where it is followed by none that is a part of the message: the least
    /// it can say.
    fn of_nothing(&self, size: i128) -> i128 {
        let itself = if self.includes_header { size } else { 0 };
        itself - i128::from(self.layout.adjust)
    }

    /// How many bytes of the message stand before the end of the length: none unless it is not stripped; less than
    /// none where some behind it are stripped, too.
    fn before(&self, size: i128) -> i128 {
        i128::from(self.layout.offset) + size - self.stripped(size)
    }

    /// What the header of a message of `len` bytes says, and its size. Where it counts itself, a varint's size
    /// is a matter of the number and the number one of the size: the smallest pair that agrees.
    fn claim(&self, len: u64) -> Result<(i128, i128), FramingError> {
        let says = |size| i128::from(len) - self.before(size) + self.of_nothing(size);
        let mut size = header::size(self.header, says(1));
        while header::size(self.header, says(size)) > size {
            size += 1;
        }
        let least = self.before(size) + (-self.of_nothing(size)).max(0);
        let least = u64::try_from(least).unwrap_or(0);
        if len < least {
            return Err(FramingError::BelowMessage { len, least });
        }
        Ok((says(size), size))
    }

    /// Writes what is stripped of a frame: zeros, the length, zeros.
    fn write_head(
        &self,
        (claim, size): (i128, i128),
        out: &mut Vec<u8>,
    ) -> Result<(), FramingError> {
        let begin = out.len();
        out.resize(begin + self.layout.offset as usize, 0);
        header::pack_into(self.header, claim, out)?;
        let stripped = usize::try_from(self.stripped(size)).unwrap_or(0);
        out.resize(begin + stripped, 0);
        Ok(())
    }

    /// That a length which is a part of the message is the right one.
    fn check_own_length(&self, claim: i128, frame: &[u8]) -> Result<(), FramingError> {
        let field = frame.get(self.layout.offset as usize..).unwrap_or_default();
        match header::read(self.header, field)? {
            Some((says, _)) if says != claim => {
                Err(FramingError::WrongOwnLength { says, must: claim })
            }
            _ => Ok(()),
        }
    }

    fn write(&self, message: &[u8], out: &mut Vec<u8>) -> Result<(), FramingError> {
        let (claim, size) = self.claim(fitting(message, self.max)?)?;
        let begin = out.len();
        self.write_head((claim, size), out)?;
        out.extend_from_slice(message);
        match self.before(size) {
            ..=0 => Ok(()),
            _ => self.check_own_length(claim, &out[begin..]),
        }
    }

    /// The frame that begins `buf`; `None`: its header is not complete yet.
    fn frame(&self, buf: &[u8]) -> Result<Option<Frame>, FramingError> {
        let Some(field) = buf.get(self.layout.offset as usize..) else { return Ok(None) };
        let Some((claim, size)) = header::read(self.header, field)? else { return Ok(None) };
        let head = usize::try_from(self.stripped(size as i128)).unwrap_or(usize::MAX);
        let len = self.message_len(claim, size as i128)?;
        Ok(Some(Frame { head, len: claimed(len, self.max)? }))
    }

    /// How long the frame at the front of `buf` is, whatever the maximum.
    fn whole(&self, buf: &[u8]) -> Option<u64> {
        let field = buf.get(self.layout.offset as usize..)?;
        let (claim, size) = header::read(self.header, field).ok()??;
        let size = size as i128;
        let len = self.message_len(claim, size).ok()?;
        u64::try_from(self.stripped(size)).ok()?.checked_add(len)
    }

    /// How long the message is of a header of `size` bytes that says `claim`: checked before anything is done with it,
    /// but for the maximum.
    fn message_len(&self, claim: i128, size: i128) -> Result<u64, FramingError> {
        let claim = u64::try_from(claim).map_err(|_| FramingError::Negative { value: claim })?;
        let (before, nothing) = (self.before(size), self.of_nothing(size));
        let least = nothing + (-before).max(0);
        if let Ok(least @ 1..) = u64::try_from(least)
            && claim < least
        {
            return Err(match self.layout == PrefixLayout::default() {
                true => FramingError::SmallerThanHeader { claim, header: least },
                false => FramingError::BelowLayout { claim, least },
            });
        }
        let len = i128::from(claim) - nothing + before;
        Ok(u64::try_from(len).unwrap_or(u64::MAX))
    }
}

impl Framing for LengthPrefix {
    fn encode(&self, message: &[u8], out: &mut Vec<u8>) -> Result<(), FramingError> {
        self.fit?;
        if !self.includes_header && self.layout == PrefixLayout::default() {
            // As most are: nothing has to be worked out.
            header::pack_into(self.header, i128::from(fitting(message, self.max)?), out)?;
            out.extend_from_slice(message);
            return Ok(());
        }
        let before = out.len();
        self.write(message, out).inspect_err(|_| out.truncate(before))
    }

    fn decoder(&self) -> Box<dyn Decoder> {
        Box::new(PrefixReader { framing: *self, frame: None, enough: 1, left: 0 })
    }
}

struct PrefixReader {
    framing: LengthPrefix,
    /// The frame whose header was read: once.
    frame: Option<Frame>,
    /// With fewer bytes than these there is no message: nothing is looked at, however small the
    /// pieces are.
    enough: usize,
    /// Bytes of a frame that is being passed over and have not come.
    left: u64,
}

impl Decoder for PrefixReader {
    fn decode(&mut self, buf: &mut BytesMut) -> Result<Option<Bytes>, FramingError> {
        if buf.len() < self.enough {
            return Ok(None);
        }
        self.framing.fit?;
        self.enough = 1;
        let frame = match self.frame.take() {
            Some(frame) => frame,
            None => match self.framing.frame(buf)? {
                Some(frame) => frame,
                None => return Ok(None),
            },
        };
        if frame.is_in(buf) {
            return Ok(Some(frame.cut(buf)));
        }
        self.enough = frame.head.saturating_add(frame.len);
        self.frame = Some(frame);
        Ok(None)
    }

    fn doubt(&self, buf: &[u8], refused: bool) -> Option<Doubt> {
        let LengthPrefix { header, includes_header, layout, max, .. } = self.framing;
        match (refused, layout.offset) {
            (true, 0) => Doubt::refused(header, buf, max),
            (false, _) if layout == PrefixLayout::default() => {
                Doubt::waiting(header, buf, includes_header)
            }
            _ => None,
        }
    }

    fn pass_over(&mut self, buf: &mut BytesMut) -> bool {
        if self.left == 0 {
            self.left = self.framing.whole(buf).unwrap_or(u64::MAX);
        }
        let there = usize::try_from(self.left).unwrap_or(usize::MAX).min(buf.len());
        buf.advance(there);
        self.left -= there as u64;
        self.left == 0
    }

    fn frame_len(&self, buf: &[u8]) -> Option<u64> {
        Some(self.framing.frame(buf).ok()??.whole())
    }
}
