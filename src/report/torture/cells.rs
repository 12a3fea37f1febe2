//! A stretch of a stream as cells, one for each byte; the dull ones in between are left out.

use super::stretch;
use crate::torture::Death;
use std::collections::BTreeSet;

/// One byte, or several that are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TortureCell {
    /// Where it begins.
    pub(super) at: usize,
    /// How many bytes it is.
    pub(super) len: usize,
    /// What is drawn.
    pub(super) text: String,
    /// Whether it is a length.
    pub(super) header: bool,
    /// The message it belongs to, from 1; 0: none.
    pub(super) message: u32,
    /// Whether something begins here: a `send`, a piece that arrives, a `recv`.
    pub(super) edges: Edges,
    /// Whether a `recv` took it.
    pub(super) read: bool,
}

/// What begins at a byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Edges {
    pub(super) frame: bool,
    pub(super) send: bool,
    pub(super) piece: bool,
    pub(super) recv: bool,
}

/// Bytes of a run that are drawn at each of its ends; a run is left out only where that saves some.
const ENDS: usize = 3;
/// A run up to this length is drawn, in bytes.
const RUN: usize = 10;

/// The places where something begins.
struct Places {
    frames: BTreeSet<usize>,
    sends: BTreeSet<usize>,
    pieces: BTreeSet<usize>,
    recvs: BTreeSet<usize>,
}

impl Places {
    fn of(death: &Death) -> Self {
        let mut sends = BTreeSet::new();
        for frame in &death.stream.frames {
            let mut at = frame.start;
            for len in &frame.sends {
                sends.insert(at);
                at += len;
            }
        }
        Places {
            frames: death.stream.frames.iter().map(|frame| frame.start).collect(),
            sends,
            pieces: death.cuts.iter().copied().collect(),
            recvs: death.calls.iter().filter(|call| call.got > 0).map(|call| call.at).collect(),
        }
    }

    fn at(&self, at: usize) -> Edges {
        Edges {
            frame: self.frames.contains(&at),
            send: self.sends.contains(&at),
            piece: self.pieces.contains(&at),
            recv: self.recvs.contains(&at),
        }
    }
}

/// The cells of what is to be drawn.
pub(super) fn cells(death: &Death) -> Vec<TortureCell> {
    let (from, to) = stretch(death);
    let places = Places::of(death);
    let mut edges: BTreeSet<usize> = [from, to].into();
    let sets = [&places.frames, &places.sends, &places.pieces, &places.recvs];
    edges.extend(sets.into_iter().flat_map(|set| set.range(from..to)));
    edges.extend(read_ends(death).filter(|at| (from..to).contains(at)));
    let ends: Vec<usize> = edges.into_iter().collect();
    let mut cells = Vec::new();
    for run in ends.windows(2) {
        if let [from, to] = *run {
            add_run(&mut cells, death, (from, to));
        }
    }
    for cell in &mut cells {
        cell.edges = places.at(cell.at);
    }
    cells
}

fn read_ends(death: &Death) -> impl Iterator<Item = usize> + '_ {
    death.calls.iter().map(|call| call.at + call.got)
}

fn add_run(cells: &mut Vec<TortureCell>, death: &Death, (from, to): (usize, usize)) {
    let left_out = if to - from > RUN { from + ENDS..to - ENDS } else { to..to };
    for at in (from..left_out.start.min(to)).chain(left_out.end..to) {
        if at == left_out.end && !left_out.is_empty() {
            let len = left_out.len();
            cells.push(cell(death, (left_out.start, len), format!("({len})")));
        }
        let byte = death.stream.bytes.get(at).copied().unwrap_or(0);
        let header = is_header(death, at);
        let text = match byte.is_ascii_graphic() && !header {
            true => format!(" {}", char::from(byte)),
            false => format!("{byte:02x}"),
        };
        cells.push(cell(death, (at, 1), text));
    }
}

fn cell(death: &Death, (at, len): (usize, usize), text: String) -> TortureCell {
    let owner = death.stream.frames.iter().position(|f| (f.start..f.end()).contains(&at));
    let message = owner.and_then(|at| u32::try_from(at + 1).ok()).unwrap_or(0);
    let read = death.calls.iter().any(|call| (call.at..call.at + call.got).contains(&at));
    let header = is_header(death, at);
    TortureCell { at, len, text, header, message, edges: Edges::default(), read }
}

fn is_header(death: &Death, at: usize) -> bool {
    let in_header =
        |frame: &crate::torture::Frame| (frame.start..frame.start + frame.header).contains(&at);
    at < death.stream.lie || death.stream.frames.iter().any(in_header)
}
