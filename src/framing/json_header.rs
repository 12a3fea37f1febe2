//! Each message is preceded by a header in JSON, and that by its length.

use super::frame::{Frame, claimed, fitting};
use super::json_size::body_size;
use super::{Decoder, Doubt, Framing, FramingError, header};
use crate::model::Header;
use bytes::{Bytes, BytesMut};
use std::sync::Arc;

/// The length of a JSON text, the JSON text, and the message whose size that text says.
///
/// ```text
///   JsonHeader::new(Header::I32le, "total_size", header_max, max)
///
///   BEFORE                        ENCODED (4 + 17 + 5 bytes)
///   ┌───────┐                     ┌─────────────┬───────────────────┬───────┐
///   │ hello │              ───►   │ 11 00 00 00 │ {"total_size": 5} │ hello │
///   └───────┘                     └─────────────┴───────────────────┴───────┘
///
///   ENCODED by somebody else, who says more         AFTER
///   ┌─────────────┬───────────────────────────────────────┬───────┐      ┌───────┐
///   │ 25 00 00 00 │ {"file_name": "a.txt","total_size":5} │ hello │ ───► │ hello │
///   └─────────────┴───────────────────────────────────────┴───────┘      └───────┘
///
///   an empty message is possible: {"total_size": 0}
/// ```
///
/// A header that says more than a length (a name, a digest), and that can say still more tomorrow
/// without an old reader noticing. It does not do without the length prefix: the JSON text is
/// itself a message in the stream. Its numbers have no limit of 2 GiB; what limits the reader is
/// `max`.
///
/// Written as Python's `json.dumps` writes it. Read in any order of the keys, with any others
/// beside them, with characters escaped (`\u4f60`) or as they are (UTF-8). The size must be there
/// once, and a whole number. The JSON text has at most `header_max` bytes, the message at most
/// `max`; both are compared before anything is waited for, and nothing is reserved.
///
/// ```
/// use bytes::BytesMut;
/// use stickydemo::framing::{Framing, JsonHeader};
/// use stickydemo::model::Header;
///
/// let framing = JsonHeader::new(Header::I32le, "total_size", 4096, 1024);
/// let mut stream = Vec::new();
/// framing.encode(b"hello", &mut stream)?;
/// assert_eq!(stream, b"\x11\0\0\0{\"total_size\": 5}hello");
///
/// let mut buf = BytesMut::from(&b"\x20\0\0\0{\"name\":\"\\u4f60\",\"total_size\":2}hi"[..]);
/// assert_eq!(framing.decode(&mut buf)?.as_deref(), Some(&b"hi"[..]));
/// # Ok::<(), stickydemo::framing::FramingError>(())
/// ```
#[derive(Debug)]
pub struct JsonHeader {
    rules: Arc<Rules>,
}

/// What writer and readers share.
#[derive(Debug)]
struct Rules {
    header: Header,
    key: String,
    /// The key as JSON, in quotes.
    quoted: String,
    header_max: u64,
    max: u64,
}

impl JsonHeader {
    /// Messages of at most `max` bytes, their size said under `key` in a JSON text of at most
    /// `header_max` bytes, whose own length is written in the form of `header`.
    pub fn new(header: Header, key: impl Into<String>, header_max: u64, max: u64) -> Self {
        let key = key.into();
        let quoted = serde_json::Value::from(key.as_str()).to_string();
        JsonHeader { rules: Arc::new(Rules { header, key, quoted, header_max, max }) }
    }
}

impl Framing for JsonHeader {
    fn encode(&self, message: &[u8], out: &mut Vec<u8>) -> Result<(), FramingError> {
        let rules = &*self.rules;
        let len = fitting(message, rules.max)?;
        let json = format!("{{{}: {len}}}", rules.quoted);
        let claim = json.len() as u64;
        if claim > rules.header_max {
            return Err(FramingError::HeaderTooLarge { claim, max: rules.header_max });
        }
        header::pack_into(rules.header, i128::from(claim), out)?;
        out.reserve(json.len() + message.len());
        out.extend_from_slice(json.as_bytes());
        out.extend_from_slice(message);
        Ok(())
    }

    fn decoder(&self) -> Box<dyn Decoder> {
        Box::new(HeaderReader { rules: Arc::clone(&self.rules), frame: None })
    }
}

impl Rules {
    /// The frame that begins `buf`; `None`: its header is not complete yet.
    fn frame(&self, buf: &[u8]) -> Result<Option<Frame>, FramingError> {
        let Some((claim, prefix)) = header::read(self.header, buf)? else { return Ok(None) };
        let json = prefix..prefix.saturating_add(self.json_len(claim)?);
        let head = json.end;
        let Some(json) = buf.get(json) else { return Ok(None) };
        Ok(Some(Frame { head, len: claimed(body_size(json, &self.key)?, self.max)? }))
    }

    fn json_len(&self, claim: i128) -> Result<usize, FramingError> {
        let claim = u64::try_from(claim).map_err(|_| FramingError::Negative { value: claim })?;
        let too_large = FramingError::HeaderTooLarge { claim, max: self.header_max };
        if claim > self.header_max {
            return Err(too_large);
        }
        usize::try_from(claim).map_err(|_| too_large)
    }
}

struct HeaderReader {
    rules: Arc<Rules>,
    /// The frame whose header was read: once, however small the pieces of its message are.
    frame: Option<Frame>,
}

impl Decoder for HeaderReader {
    fn decode(&mut self, buf: &mut BytesMut) -> Result<Option<Bytes>, FramingError> {
        self.frame = match self.frame.filter(|frame| frame.head <= buf.len()) {
            Some(frame) => Some(frame),
            None => self.rules.frame(buf)?,
        };
        let message = self.frame.and_then(|frame| frame.take(buf));
        self.frame = self.frame.filter(|_| message.is_none());
        Ok(message)
    }

    /// The prefix only: what the JSON text says was written in digits.
    fn doubt(&self, buf: &[u8], refused: bool) -> Option<Doubt> {
        let Rules { header, header_max, .. } = *self.rules;
        let (claim, prefix) = header::read(header, buf).ok()??;
        let json = self.rules.json_len(claim);
        let there = json.is_ok_and(|len| buf.len() - prefix >= len);
        let most = if refused { header_max } else { (buf.len() - prefix) as u64 };
        if there { None } else { Doubt::refused(header, buf, most) }
    }

    fn frame_len(&self, _: &[u8]) -> Option<u64> {
        self.frame.map(Frame::whole)
    }
}
