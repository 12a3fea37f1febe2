//! Where a stream is cut that passes: positions in the stream, whatever one receive returned.

use super::frames::{FrameCut, Frames};
use crate::apps::Cut;
use crate::apps::cut::Cutter;
use std::str::FromStr;

/// Where the bytes of a direction are cut, counted from the connection's first byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cutting {
    /// After pieces of these sizes, one after another through the whole stream.
    Sizes(Cut),
    /// At a place of each frame.
    Frames(FrameCut),
}

impl Cutting {
    /// Whether anything is cut.
    pub(super) fn cuts(&self) -> bool {
        *self != Cutting::Sizes(Cut::Whole)
    }

    /// The cuts of one direction of one connection: the same for each.
    pub(super) fn begin(&self) -> Cuts<'_> {
        let (sizes, frames) = match self {
            Cutting::Sizes(cut) => (Some(cut.cutter()), None),
            Cutting::Frames(cut) => (None, Some(Frames::new(*cut))),
        };
        let mut cuts = Cuts { sizes, frames, at: 0, fed: 0, nth: 0, next: None };
        cuts.find();
        cuts
    }
}

/// The cuts of a stream, met one after another.
pub(super) struct Cuts<'c> {
    sizes: Option<Cutter<'c>>,
    frames: Option<Frames>,
    /// So many bytes have been passed on.
    at: u64,
    /// So many of the stream the frames have seen.
    fed: u64,
    /// Cuts so far.
    nth: usize,
    /// The next one, where it is known.
    next: Option<u64>,
}

/// What may be passed on in one write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    /// How many bytes.
    pub(super) len: usize,
    /// Whether a cut ends it; else the bytes did.
    pub(super) cut: bool,
}

impl Cuts<'_> {
    /// The next piece of these bytes, which come next. There is at least one.
    pub(super) fn piece(&mut self, bytes: &[u8]) -> Piece {
        if let Some(frames) = &mut self.frames {
            let new = usize::try_from(self.fed - self.at).unwrap_or(bytes.len());
            let new = bytes.get(new..).unwrap_or_default();
            frames.feed(new);
            self.fed += new.len() as u64;
            self.find();
        }
        let whole = Piece { len: bytes.len(), cut: false };
        let Some(next) = self.next else { return whole };
        match usize::try_from(next - self.at) {
            Ok(len) if len <= bytes.len() => Piece { len, cut: true },
            Ok(_) | Err(_) => whole,
        }
    }

    /// So much of the stream was passed on: no further than to the next cut. Whether it was that.
    pub(super) fn passed(&mut self, bytes: u64) -> bool {
        self.at += bytes;
        let cut = self.next == Some(self.at);
        if cut {
            self.nth += 1;
            self.next = None;
            self.find();
        }
        cut
    }

    /// Whether a cut is at this position, which is no further than the next.
    pub(super) fn is_at(&self, at: u64) -> bool {
        self.next == Some(at)
    }

    /// How many bytes have been passed on.
    pub(super) fn at(&self) -> u64 {
        self.at
    }

    /// How many cuts there have been.
    pub(super) fn made(&self) -> u64 {
        self.nth as u64
    }

    /// Why nothing is cut any more, told once.
    pub(super) fn lost(&mut self) -> Option<crate::framing::FramingError> {
        self.frames.as_mut().and_then(Frames::lost)
    }

    fn find(&mut self) {
        let at = self.at;
        if let Some(frames) = &mut self.frames {
            self.next = self.next.or_else(|| frames.next_after(at));
        }
        if let (Some(sizes), None) = (&mut self.sizes, self.next) {
            self.next = sizes.next_size(self.nth).map(|size| at + size as u64);
        }
    }
}

/// Why a text says of no place where it is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "cuts are sizes in bytes, as in 3,7 (1: byte by byte), random, random:SEED, or frame:PLACE"
)]
pub struct CuttingError;

/// A text of `--cut`: the seed and the framing may be said elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CutText {
    /// All is said.
    Sizes(Cut),
    /// Of a seed.
    Random,
    /// Of a framing: at this place.
    Frame(super::FramePlace),
}

impl CutText {
    /// How cuts are written.
    pub const EXAMPLES: [&str; 9] = [
        "1",
        "3,7",
        "random",
        "random:1",
        "frame:header",
        "frame:header-1",
        "frame:header+1",
        "frame:end",
        "frame:end-1",
    ];
}

impl FromStr for CutText {
    type Err = CuttingError;

    fn from_str(text: &str) -> Result<Self, CuttingError> {
        if text == "random" {
            return Ok(CutText::Random);
        }
        match text.strip_prefix("frame:") {
            Some(place) => place.parse().map(CutText::Frame).map_err(|()| CuttingError),
            None => text.parse().map(CutText::Sizes).map_err(|_| CuttingError),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::FramePlace;
    use super::*;
    use crate::model::Header;

    fn frame_cut(header: Header, place: FramePlace) -> FrameCut {
        FrameCut { header, includes_header: false, place }
    }

    fn cutting(text: &str) -> Cutting {
        match text.parse().unwrap() {
            CutText::Sizes(cut) => Cutting::Sizes(cut),
            CutText::Random => Cutting::Sizes(Cut::Random(1)),
            CutText::Frame(place) => Cutting::Frames(frame_cut(Header::U32be, place)),
        }
    }

    /// Where a stream is cut that comes in parts of these sizes.
    fn cut_at(text: &str, stream: &[u8], sizes: &[usize]) -> Vec<u64> {
        let cutting = cutting(text);
        let (mut cuts, mut all, mut at) = (cutting.begin(), Vec::new(), 0);
        let (mut held, mut sizes) = (Vec::new(), sizes.iter().cycle());
        while at < stream.len() {
            let end = stream.len().min(at + sizes.next().unwrap());
            held.extend_from_slice(&stream[at..end]);
            at = end;
            while !held.is_empty() {
                let piece = cuts.piece(&held);
                held.drain(..piece.len);
                assert_eq!(cuts.passed(piece.len as u64), piece.cut);
                all.extend(piece.cut.then_some(cuts.at()));
            }
        }
        assert_eq!(cuts.made(), all.len() as u64);
        all
    }

    #[test]
    fn a_stream_is_cut_at_the_same_positions_however_it_comes() {
        let frames = [&b"\0\0\0\x05hello"[..], b"\0\0\0\0", b"\0\0\0\x04feng"].concat();
        for (text, expected) in [
            ("1", (1..=21).collect::<Vec<u64>>()),
            ("3,7", vec![3, 10, 13, 20]),
            ("frame:header-1", vec![3, 12, 16]),
            ("frame:header", vec![4, 13, 17]),
            ("frame:header+2", vec![6, 19]),
            ("frame:end", vec![9, 13, 21]),
            ("frame:end-1", vec![8, 20]),
            ("frame:header-4", vec![9, 13, 21]),
        ] {
            for sizes in [&[21][..], &[1], &[2, 5], &[4, 1, 9]] {
                assert_eq!(cut_at(text, &frames, sizes), expected, "{text} {sizes:?}");
            }
        }
        let whole = cut_at("random", &[7; 5000], &[5000]);
        assert_eq!(whole, cut_at("random", &[7; 5000], &[1, 17, 400]));
        assert_ne!(whole, cut_at("random:2", &[7; 5000], &[5000]));
    }

    #[test]
    fn a_length_that_counts_its_header_does_so() {
        let place = "end".parse().unwrap();
        let cut =
            Cutting::Frames(FrameCut { includes_header: true, ..frame_cut(Header::U16be, place) });
        let mut cuts = cut.begin();
        assert_eq!(cuts.piece(b"\0\x03a\0\x02\0\x01"), Piece { len: 3, cut: true });
        assert!(cuts.passed(3));
        assert_eq!(cuts.piece(b"\0\x02\0\x01"), Piece { len: 2, cut: true });
        assert!(cuts.passed(2) && cuts.lost().is_some(), "it is shorter than its header");
    }

    #[test]
    fn what_is_no_frame_is_cut_no_more_and_that_is_told_once() {
        let cut = Cutting::Frames(frame_cut(Header::I32le, "header-1".parse().unwrap()));
        let mut cuts = cut.begin();
        let bytes = b"\xff\xff\xff\xffabc";
        assert_eq!(cuts.piece(bytes), Piece { len: 3, cut: true });
        assert!(cuts.passed(3));
        assert_eq!(cuts.piece(&bytes[3..]), Piece { len: 4, cut: false });
        assert!(cuts.lost().is_some() && cuts.lost().is_none());
        // A claim that no stream has room for is one, too.
        let huge = Cutting::Frames(frame_cut(Header::U64be, "end".parse().unwrap()));
        let mut cuts = huge.begin();
        assert!(!cuts.piece(&[0xff; 9]).cut && !cuts.passed(9));
        assert!(cuts.lost().is_some());
    }

    #[test]
    fn what_says_of_no_place_is_refused() {
        for text in [
            "",
            "0",
            "frame",
            "frame:",
            "frame:body",
            "frame:header-",
            "frame:end+1",
            "randomly",
            "frame:header--1",
            "frame:header-99999999999999999999",
        ] {
            assert_eq!(text.parse::<CutText>(), Err(CuttingError), "{text}");
        }
    }
}
