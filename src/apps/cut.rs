//! How a client's bytes are cut into sends.

use crate::model::random::Random;
use std::str::FromStr;
use thiserror::Error;

/// Into which pieces the bytes of one message go, one `send` for each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cut {
    /// One piece.
    Whole,
    /// Pieces of so many bytes, and then from the first size on again. Each is at least 1.
    Sizes(Vec<usize>),
    /// Pieces of 1 to [`Cut::LONGEST`] bytes: the same seed gives the same pieces on every computer.
    Random(u64),
}

/// Why a text is no [`Cut`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a cut is sizes in bytes, as in 3,7 (1: byte by byte), or random:SEED")]
pub struct CutError;

impl Cut {
    /// How cuts are written.
    pub const EXAMPLES: [&str; 3] = ["1", "3,7", "random:1"];
    /// The longest random piece, in bytes.
    pub const LONGEST: usize = 8;
    /// The most sizes of a list.
    const MOST: usize = 100;

    /// Cuts for one connection, message after message.
    pub(super) fn cutter(&self) -> Cutter<'_> {
        let seed = if let Cut::Random(seed) = self { *seed } else { 0 };
        Cutter { cut: self, random: Random::new(seed) }
    }
}

impl FromStr for Cut {
    type Err = CutError;

    fn from_str(text: &str) -> Result<Self, CutError> {
        if let Some(seed) = text.strip_prefix("random:") {
            return seed.parse().map(Cut::Random).map_err(|_| CutError);
        }
        let size = |size: &str| size.trim().parse().ok().filter(|size| *size > 0);
        let sizes: Option<Vec<usize>> = text.split(',').map(size).collect();
        sizes.filter(|sizes| sizes.len() <= Self::MOST).map(Cut::Sizes).ok_or(CutError)
    }
}

/// Cuts one message after another.
pub(super) struct Cutter<'c> {
    cut: &'c Cut,
    random: Random,
}

impl Cutter<'_> {
    /// The pieces of a message, in order. An empty message is one empty piece.
    pub(super) fn pieces<'b>(&mut self, mut bytes: &'b [u8]) -> Vec<&'b [u8]> {
        let mut pieces = Vec::new();
        while pieces.is_empty() || !bytes.is_empty() {
            let size = self.next_size(pieces.len()).unwrap_or(bytes.len());
            let (piece, rest) = bytes.split_at(size.min(bytes.len()));
            pieces.push(piece);
            bytes = rest;
        }
        pieces
    }

    /// How long the next piece is, which is this one, from 0; nothing: as long as there is something.
    pub(super) fn next_size(&mut self, nth: usize) -> Option<usize> {
        match self.cut {
            Cut::Whole => None,
            Cut::Sizes(sizes) => Some(sizes[nth % sizes.len()]),
            Cut::Random(_) => Some(1 + self.random.below(Cut::LONGEST)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lengths(cut: &str, len: usize) -> Vec<usize> {
        let cut: Cut = cut.parse().unwrap();
        let bytes = vec![7; len];
        let mut cutter = cut.cutter();
        let pieces = cutter.pieces(&bytes);
        assert_eq!(pieces.concat(), bytes);
        pieces.into_iter().map(<[u8]>::len).collect()
    }

    #[test]
    fn sizes_begin_again_and_the_last_piece_is_what_is_left() {
        assert_eq!(lengths("3,7", 15), [3, 7, 3, 2]);
        assert_eq!(lengths("1", 4), [1, 1, 1, 1]);
        assert_eq!(lengths("3,7", 0), [0]);
    }

    #[test]
    fn the_same_seed_gives_the_same_cuts() {
        assert_eq!(lengths("random:7", 60), lengths("random:7", 60));
        assert_ne!(lengths("random:7", 60), lengths("random:8", 60));
        assert!(lengths("random:7", 60).iter().all(|len| (1..=Cut::LONGEST).contains(len)));
    }

    #[test]
    fn what_is_no_cut_is_refused() {
        for text in
            ["", "0", "3,,4", "3,0", "x", "random:", "random:x", "-1", "99999999999999999999"]
        {
            assert_eq!(text.parse::<Cut>(), Err(CutError), "{text}");
        }
        assert_eq!("1,".repeat(101).trim_end_matches(',').parse::<Cut>(), Err(CutError));
    }
}
