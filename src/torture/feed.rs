//! A stream that arrives in pieces.

use super::{ALLOWANCE, Stream};
use crate::framing::{Recv, Stop};
use bytes::Bytes;
use serde::Serialize;

/// One `recv` of a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Call {
    /// The place in the stream from which it read.
    pub at: usize,
    /// How many bytes it asked for.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub asked: usize,
    /// How many it got; 0: the end of the stream.
    pub got: usize,
}

/// How often a reader may be told that the stream has ended before it is stopped.
const PATIENCE: u32 = 16;

/// Hands a stream to a reader: each `recv` gets at most the rest of the current piece.
pub(super) struct Feed<'a> {
    bytes: &'a Bytes,
    /// Where pieces end: rising, each inside the stream.
    cuts: std::slice::Iter<'a, usize>,
    at: usize,
    piece_end: usize,
    ends_told: u32,
    calls: Vec<Call>,
    first_call: usize,
}

impl<'a> Feed<'a> {
    pub(super) fn new(stream: &'a Stream, cuts: &'a [usize]) -> Self {
        Feed {
            bytes: &stream.bytes,
            cuts: cuts.iter(),
            at: 0,
            piece_end: 0,
            ends_told: 0,
            calls: Vec::new(),
            first_call: 0,
        }
    }

    /// The reader is asked for a message.
    pub(super) fn next_message(&mut self) {
        self.first_call = self.calls.len();
    }

    /// Each `recv` so far, and the first of those for the last message asked for.
    pub(super) fn into_calls(self) -> (Vec<Call>, usize) {
        (self.calls, self.first_call)
    }
}

impl Recv for Feed<'_> {
    fn recv(&mut self, max: usize) -> Result<Bytes, Stop> {
        if max == 0 {
            return Ok(Bytes::new());
        }
        while self.piece_end <= self.at && self.piece_end < self.bytes.len() {
            self.piece_end = self.cuts.next().copied().unwrap_or(self.bytes.len());
        }
        let (at, got) = (self.at, max.min(self.piece_end - self.at));
        self.ends_told += u32::from(got == 0);
        if self.ends_told > PATIENCE {
            return Err(Stop::Recv);
        }
        self.at += got;
        self.calls.push(Call { at, asked: max, got });
        Ok(self.bytes.slice(at..self.at))
    }

    fn allow(&mut self, bytes: u64) -> Result<(), Stop> {
        if bytes > ALLOWANCE { Err(Stop::Memory { bytes }) } else { Ok(()) }
    }
}
