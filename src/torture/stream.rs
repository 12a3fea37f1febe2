//! The streams, and who writes and reads them.

use super::{EVERY_PAIR, End, Refused, Subject};
use crate::framing::broken::{self, Broken};
use crate::framing::{self, Fed, Framing, FramingError, LengthPrefix, Reader, pack, range};
use crate::model::{FramingSpec, Header, PrefixLayout};
use bytes::Bytes;

/// A message and the bytes that stand for it in a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// What was meant.
    pub message: Bytes,
    /// Where its bytes begin.
    pub start: usize,
    /// How many of them are the length before the message.
    pub header: usize,
    /// How many each `send` of it had; a stream that ends too early may not have them all.
    pub sends: Vec<usize>,
}

impl Frame {
    /// Where its bytes end.
    pub fn end(&self) -> usize {
        self.start + self.sends.iter().sum::<usize>()
    }
}

/// Bytes that were sent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stream {
    /// The bytes.
    pub bytes: Bytes,
    /// What they are, in order. None: somebody sent them who means no good.
    pub frames: Vec<Frame>,
    /// How many bytes at its front are a length that lies.
    pub lie: usize,
}

impl Stream {
    /// Whether it is short enough for every pair of cuts.
    pub(super) fn is_short(&self) -> bool {
        self.bytes.len() <= EVERY_PAIR
    }

    /// The messages whose bytes are all there.
    pub(super) fn whole_messages(&self) -> impl Iterator<Item = &Bytes> {
        let whole = |frame: &&Frame| frame.end() <= self.bytes.len();
        self.frames.iter().take_while(whole).map(|frame| &frame.message)
    }

    /// Where one `send` ended and another began.
    pub(super) fn sends(&self) -> Vec<usize> {
        let mut at = 0;
        let mut ends: Vec<usize> = Vec::new();
        for len in self.frames.iter().flat_map(|frame| &frame.sends).filter(|len| **len > 0) {
            at += len;
            ends.push(at);
        }
        ends.retain(|end| *end < self.bytes.len());
        ends
    }

    /// Whether a place is neither the beginning nor the end of a frame.
    pub(super) fn is_inside_a_frame(&self, at: usize) -> bool {
        self.frames.iter().any(|frame| (frame.start + 1..frame.end()).contains(&at))
    }

    /// This stream, ending early.
    fn cut_short(&self, len: usize) -> Stream {
        let begun = self.frames.iter().filter(|frame| frame.start < len);
        Stream { bytes: self.bytes.slice(..len), frames: begun.cloned().collect(), lie: 0 }
    }
}

impl Frame {
    /// What is left of it where a stream of so many bytes ends, and the end of the stream ends a
    /// message, too: a shorter message, or none if none of its bytes is there.
    fn shortened(mut self, len: usize) -> Option<Frame> {
        let have = len.checked_sub(self.start)?;
        if have < self.end() - self.start {
            self.message.truncate(have);
            self.sends = vec![have];
            return Some(self).filter(|frame| !frame.message.is_empty());
        }
        Some(self)
    }
}

/// A stream in which something is larger than it may be.
pub(super) enum Claimed {
    /// It was sent; the bytes that are claimed.
    Sent(Stream, Option<i128>),
    /// The sender refuses it.
    Refused,
}

/// A file of 3 GiB, in bytes; only its beginning is ever there.
const FILE: u64 = 3 * 1024 * 1024 * 1024;
/// A frame of 6 MB, in bytes.
const FRAME: usize = 6_000_000;
/// More bytes than any reader should keep.
const MEGABYTES: usize = 2 * 1024 * 1024;
/// What follows a lie.
const BEHIND: &[u8] = b"AAAAAAAAAAAAAAAA";

/// The messages of the short and the long stream.
pub(super) fn messages() -> [Vec<Vec<u8>>; 2] {
    let short = ["hello", "feng", "", "a\nb|c", "x", "你好"];
    let digits: Vec<u8> = b"0123456789".iter().copied().cycle().take(3000).collect();
    let long = [b"hello".to_vec(), digits, b"feng".to_vec()];
    [short.map(|text| text.as_bytes().to_vec()).to_vec(), long.to_vec()]
}

/// The two ends of a stream: who writes it and who reads it.
pub(super) struct Line {
    pub(super) subject: Subject,
    framing: Box<dyn Framing>,
    broken: Option<&'static dyn Broken>,
    /// What is sent, stream by stream.
    meant: Vec<Vec<Vec<u8>>>,
}

impl Line {
    pub(super) fn of(subject: &Subject) -> Self {
        Line::carrying(subject, messages().into())
    }

    /// With messages of its own, stream by stream.
    pub(super) fn carrying(subject: &Subject, meant: Vec<Vec<Vec<u8>>>) -> Self {
        let framing = framing::from_spec(&subject.spec);
        let broken = subject.exhibit().map(broken::exhibit);
        Line { subject: subject.clone(), framing, broken, meant }
    }

    pub(super) fn reader(&self) -> Box<dyn Reader> {
        match self.broken {
            Some(broken) => broken.reader(),
            None => Box::new(Fed::new(&*self.framing)),
        }
    }

    /// What is sent for a message, `send` by `send`.
    fn send(&self, message: &[u8]) -> Result<Vec<Vec<u8>>, FramingError> {
        if let Some(broken) = self.broken {
            return broken.sends(message);
        }
        let mut frame = Vec::new();
        self.framing.encode(message, &mut frame)?;
        if self.subject.end == End::Crlf {
            frame.truncate(message.len());
            frame.extend(b"\r\n");
        }
        Ok(vec![frame])
    }

    /// A message as a program writes it whose reader leaves more of the frame in it than what is behind the length.
    fn with_what_is_not_stripped(&self, message: &mut Vec<u8>) {
        let FramingSpec::LengthPrefix { header, includes_header, layout, max, .. } =
            self.subject.spec
        else {
            return;
        };
        let (mut frame, plain) = (Vec::new(), PrefixLayout { strip: None, ..layout });
        let framing = LengthPrefix::new(header, includes_header, max).with(plain);
        let strip = layout.strip.unwrap_or(0) as usize;
        if framing.encode(message, &mut frame).is_ok() && strip <= frame.len() {
            *message = frame.split_off(strip);
        }
    }

    /// The messages of the streams, as this framing must have them: in one of fixed length each
    /// is cut or filled up with spaces, as a program with that framing would do; where the length is a part
    /// of the message, it stands before each; where messages are JSON, each is a string.
    fn messages(&self) -> Vec<Vec<Vec<u8>>> {
        let mut streams = self.meant.clone();
        if let FramingSpec::Fixed { len, pad: None } = self.subject.spec {
            let len = usize::try_from(len).unwrap_or(0);
            streams.iter_mut().flatten().for_each(|message| message.resize(len, b' '));
        }
        if let FramingSpec::Json { .. } = self.subject.spec {
            let quoted = |message: &mut Vec<u8>| {
                *message =
                    serde_json::Value::from(&*String::from_utf8_lossy(message)).to_string().into();
            };
            streams.iter_mut().flatten().for_each(quoted);
        }
        if let FramingSpec::LengthPrefix { layout: PrefixLayout { strip: Some(_), .. }, .. } =
            self.subject.spec
        {
            streams
                .iter_mut()
                .flatten()
                .for_each(|message| self.with_what_is_not_stripped(message));
        }
        streams
    }

    /// The streams: one of each list of messages, or one for each message that is not like
    /// another. What the sender refuses is not in them.
    pub(super) fn streams(&self) -> Vec<Stream> {
        let messages = self.messages();
        if !self.subject.is_one_message_a_stream() {
            return messages.into_iter().map(|messages| self.stream(messages)).collect();
        }
        let mut all = messages.concat();
        all.sort_by_key(|message| (message.len(), message.clone()));
        all.dedup();
        all.into_iter().map(|message| self.stream(vec![message])).collect()
    }

    /// A stream that ends early, with what a right reader makes of it.
    pub(super) fn cut_short(&self, stream: &Stream, len: usize) -> Stream {
        let mut short = stream.cut_short(len);
        if self.subject.takes_a_cut_for_the_end() {
            let frames = short.frames.into_iter();
            short.frames = frames.filter_map(|frame| frame.shortened(len)).collect();
        }
        short
    }

    fn stream(&self, messages: Vec<Vec<u8>>) -> Stream {
        let (mut bytes, mut frames) = (Vec::new(), Vec::new());
        for message in messages {
            let Ok(sends) = self.send(&message) else { continue };
            let start = bytes.len();
            bytes.extend(sends.concat());
            let sends: Vec<usize> = sends.iter().map(Vec::len).collect();
            let header = self.header(&sends, message.len());
            frames.push(Frame { message: message.into(), start, header, sends });
        }
        Stream { bytes: bytes.into(), frames, lie: 0 }
    }

    /// How many bytes of a frame are the length before its message.
    fn header(&self, sends: &[usize], message: usize) -> usize {
        match (sends, &self.subject.spec) {
            ([header, _, ..], _) => *header,
            ([frame], FramingSpec::LengthPrefix { .. }) => frame.saturating_sub(message),
            _ => 0,
        }
    }

    /// What the sender refuses of the two streams.
    pub(super) fn refused(&self) -> Vec<Refused> {
        let refused = |message: Vec<u8>| {
            let bytes = message.len() as u64;
            self.send(&message).err().map(|error| Refused { bytes, error })
        };
        self.messages().into_iter().flatten().filter_map(refused).collect()
    }

    /// A message of 6 MB, and the beginning of a file of 3 GiB.
    pub(super) fn too_large(&self) -> Vec<Claimed> {
        let frame = self.stream(vec![vec![b'A'; FRAME]]);
        let frame = match frame.bytes.is_empty() {
            true => Claimed::Refused,
            false => Claimed::Sent(frame, i128::try_from(FRAME).ok()),
        };
        // What a right sender does with the length of a file is in `hostile`: the header itself.
        let Some(broken) = self.broken else { return vec![frame] };
        let file = match broken.announce(FILE) {
            Ok(header) => lie(&header, Some(i128::from(FILE))),
            Err(_) => Claimed::Refused,
        };
        vec![frame, file]
    }

    /// A message as this framing must have it.
    pub(super) fn meant_as(&self, message: &[u8]) -> Vec<u8> {
        let one = Line::carrying(&self.subject, vec![vec![message.to_vec()]]);
        one.messages().concat().concat()
    }

    /// Whether its sender sends it.
    pub(super) fn carries(&self, message: &[u8]) -> bool {
        self.send(message).is_ok()
    }

    /// Headers that lie, each form of header its own; where there are none, bytes without end.
    pub(super) fn hostile(&self) -> Vec<Claimed> {
        self.hostile_with(&[])
    }

    /// The same, and headers that claim so many bytes.
    pub(super) fn hostile_with(&self, more: &[i128]) -> Vec<Claimed> {
        let header = match (&self.subject.spec, self.broken) {
            (FramingSpec::LengthPrefix { header, layout, .. }, _) => Some((*header, layout.offset)),
            (_, Some(broken)) => broken.header().map(|header| (header, 0)),
            _ => None,
        };
        match (header, &self.subject.spec) {
            (Some((header, offset)), _) => lies(header, &vec![0; offset as usize], more),
            // Any bytes are messages of a fixed length.
            (None, FramingSpec::Fixed { .. }) => Vec::new(),
            (None, FramingSpec::Delimiter { delimiter, max, .. }) => {
                vec![flood(), one_too_many(*max, delimiter)]
            }
            (None, FramingSpec::Lines { max, .. }) => vec![flood(), one_too_many(*max, b"\n")],
            (None, FramingSpec::UntilClose { max }) => vec![flood(), one_too_many(*max, b"")],
            (None, FramingSpec::Netstring { .. }) => lies_in_digits("", ":"),
            (None, FramingSpec::Resp { .. }) => lies_in_digits("$", "\r\n"),
            (None, FramingSpec::ContentLength { .. }) => {
                lies_in_digits("Content-Length: ", "\r\n\r\n")
            }
            (None, FramingSpec::Slip { max, .. }) => vec![flood(), one_too_many(*max, b"\xc0")],
            (None, FramingSpec::Cobs { max, .. }) => vec![flood(), one_too_many(*max, b"\0")],
            (None, FramingSpec::Json { max }) => {
                vec![flood(), lie(&vec![b'['; MEGABYTES], None), one_too_many(*max, b"\"")]
            }
            (None, _) => vec![flood()],
        }
    }
}

/// What a header can say, after these bytes, that is too much, too little, or not there.
fn lies(header: Header, before: &[u8], more: &[i128]) -> Vec<Claimed> {
    let range = range(header);
    let mut claims = vec![-1, *range.start(), i128::from(FILE), 1 << 32, *range.end()];
    claims.extend(more);
    claims.retain(|claim| range.contains(claim) && *claim != 0);
    claims.dedup();
    let packed =
        |claim: i128| Some(lie(&[before, &pack(header, claim).ok()?].concat(), Some(claim)));
    claims.into_iter().filter_map(packed).collect()
}

/// What digits can say that is too much, too little, or no number; and bytes that are no header at all.
fn lies_in_digits(before: &str, after: &str) -> Vec<Claimed> {
    let numbers = [
        "3221225472",
        "4294967296",
        "9223372036854775807",
        "99999999999999999999",
        "-1",
        "1e9",
        "",
    ];
    let lie =
        |number: &&str| lie(format!("{before}{number}{after}").as_bytes(), number.parse().ok());
    numbers.iter().map(lie).chain([flood()]).collect()
}

fn lie(header: &[u8], claim: Option<i128>) -> Claimed {
    let bytes = [header, BEHIND].concat().into();
    Claimed::Sent(Stream { bytes, frames: Vec::new(), lie: header.len() }, claim)
}

/// More bytes than any reader should keep, and no end of a message among them.
fn flood() -> Claimed {
    let bytes = vec![b'A'; MEGABYTES].into();
    Claimed::Sent(Stream { bytes, ..Stream::default() }, None)
}

/// A message one byte longer than the longest there may be, and then its end.
fn one_too_many(max: u64, end: &[u8]) -> Claimed {
    let len = usize::try_from(max).unwrap_or(usize::MAX).saturating_add(1);
    let bytes = [&vec![b'A'; len][..], end].concat().into();
    Claimed::Sent(Stream { bytes, ..Stream::default() }, i128::try_from(len).ok())
}
