//! Where the frames of a stream begin and end, for cuts at a place of each. Nothing is kept of them but a header.

use crate::framing::{FramingError, unpack};
use crate::model::{FramingSpec, Header, PrefixLayout};
use std::collections::VecDeque;
use std::str::FromStr;

/// A place of each frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FrameCut {
    /// What says how long a frame is. Not a varint, which has no length of its own.
    pub header: Header,
    /// Whether the length counts the header, too.
    pub includes_header: bool,
    /// Where it is cut.
    pub place: FramePlace,
}

impl FrameCut {
    /// Of a framing whose frames say, in a header of one length, how long they are; none of any other.
    pub fn of(framing: &FramingSpec, place: FramePlace) -> Option<Self> {
        let FramingSpec::LengthPrefix { header, includes_header, layout, .. } = framing else {
            return None;
        };
        let (header, includes_header) = (*header, *includes_header);
        let plain = length(header).filter(|_| *layout == PrefixLayout::default());
        plain.map(|_| FrameCut { header, includes_header, place })
    }
}

/// Where a frame is cut. A place that a frame does not have is left out there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FramePlace {
    /// So many bytes before the end of its header.
    BeforeHeaderEnd(u32),
    /// So many bytes behind it.
    AfterHeader(u32),
    /// So many bytes before its own end, and not in its header.
    BeforeEnd(u32),
}

impl FromStr for FramePlace {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let number = |text: &str| match text.bytes().all(|byte| byte.is_ascii_digit()) {
            true => text.parse().map_err(|_| ()),
            false => Err(()),
        };
        let (header, end) = (text.strip_prefix("header"), text.strip_prefix("end"));
        match (header, end) {
            (Some(""), _) => Ok(FramePlace::BeforeHeaderEnd(0)),
            (_, Some("")) => Ok(FramePlace::BeforeEnd(0)),
            (Some(offset), _) => match (offset.strip_prefix('-'), offset.strip_prefix('+')) {
                (Some(before), _) => number(before).map(FramePlace::BeforeHeaderEnd),
                (_, Some(after)) => number(after).map(FramePlace::AfterHeader),
                (None, None) => Err(()),
            },
            (_, Some(offset)) => {
                offset.strip_prefix('-').ok_or(()).and_then(number).map(FramePlace::BeforeEnd)
            }
            (None, None) => Err(()),
        }
    }
}

/// How many bytes such a header has.
fn length(header: Header) -> Option<u64> {
    match header {
        Header::U8 => Some(1),
        Header::U16be | Header::U16le => Some(2),
        Header::U24be | Header::U24le => Some(3),
        Header::U32be | Header::U32le | Header::I32be | Header::I32le => Some(4),
        Header::U64be | Header::U64le => Some(8),
        Header::Varint => None,
    }
}

/// The frames of a stream as they pass.
#[derive(Debug)]
pub(super) struct Frames {
    cut: FrameCut,
    size: u64,
    /// Where this frame began.
    start: u64,
    /// What has come of its header.
    header: Vec<u8>,
    /// How much of its body has not.
    left: u64,
    /// Cuts that have not been made yet, in order.
    cuts: VecDeque<u64>,
    error: Option<FramingError>,
    is_lost: bool,
}

impl Frames {
    pub(super) fn new(cut: FrameCut) -> Self {
        let size = length(cut.header).unwrap_or(0);
        let (header, cuts, error) = (Vec::new(), VecDeque::new(), None);
        let is_lost = size == 0;
        let mut frames = Frames { cut, size, start: 0, header, left: 0, cuts, error, is_lost };
        frames.begins();
        frames
    }

    /// These bytes come next.
    pub(super) fn feed(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() && !self.is_lost {
            let in_header = self.left == 0;
            let missing = match in_header {
                true => usize::try_from(self.size).unwrap_or(0) - self.header.len(),
                false => usize::try_from(self.left).unwrap_or(usize::MAX),
            };
            let (now, rest) = bytes.split_at(missing.min(bytes.len()));
            bytes = rest;
            if !in_header {
                self.left -= now.len() as u64;
                if self.left == 0 {
                    self.begins();
                }
                continue;
            }
            self.header.extend_from_slice(now);
            if self.header.len() as u64 == self.size {
                self.announced();
            }
        }
    }

    /// The first cut behind this position, where it is known.
    pub(super) fn next_after(&mut self, at: u64) -> Option<u64> {
        while self.cuts.front().is_some_and(|cut| *cut <= at) {
            self.cuts.pop_front();
        }
        self.cuts.front().copied()
    }

    pub(super) fn lost(&mut self) -> Option<FramingError> {
        self.error.take()
    }

    /// A frame begins: a place of its header is known before anything has come.
    fn begins(&mut self) {
        self.header.clear();
        if let FramePlace::BeforeHeaderEnd(before) = self.cut.place
            && let Some(in_header) = self.size.checked_sub(before.into())
        {
            self.cuts.push_back(self.start + in_header);
        }
    }

    /// The header has come: the other places are known now, and where the next frame begins.
    fn announced(&mut self) {
        let value = match unpack(self.cut.header, &self.header) {
            Ok(value) if self.cut.includes_header => value - i128::from(self.size),
            Ok(value) => value,
            Err(error) => return self.loses(error),
        };
        let behind = self.start + self.size;
        let Ok(len) = u64::try_from(value) else {
            return self.loses(FramingError::Negative { value });
        };
        // No stream is so long that its bytes could not be counted.
        let Some(end) = behind.checked_add(len).filter(|end| *end < u64::MAX / 2) else {
            return self.loses(FramingError::ClaimTooLarge { claim: len, max: u64::MAX / 2 });
        };
        let place = match self.cut.place {
            FramePlace::BeforeHeaderEnd(_) => None,
            FramePlace::AfterHeader(after) => Some(behind + u64::from(after)),
            FramePlace::BeforeEnd(before) => end.checked_sub(before.into()),
        };
        self.cuts.extend(place.filter(|place| (behind..=end).contains(place)));
        (self.start, self.left) = (end, len);
        if len == 0 {
            self.begins();
        }
    }

    fn loses(&mut self, error: FramingError) {
        (self.error, self.is_lost) = (Some(error), true);
    }
}
