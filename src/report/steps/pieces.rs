//! What is at one place, in a row: pieces of messages and the edges between them.

use super::Source;
use crate::analysis::SentBytes;
use crate::lang::steps as words;
use crate::model::{Lang, MessageNo};
use crate::report::escape::{clip, width};
use crate::report::page::line::{LOST_EDGE, Line, Style};
use std::ops::Range;

/// An edge that was there.
const EDGE: &str = "│";
/// Before a piece that its program has handed over.
const HANDED: &str = "✓";
/// One piece takes no more columns than this.
const WIDEST: usize = 24;
/// Of the columns for all of them, those for what is said of the ones that are left out.
const LEFT_OUT: usize = 12;

/// A piece of what was sent, and the edge before it. What is drawn for it is worked out only where it is shown: a
/// stream may have a hundred thousand of them.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    pub(super) edge: &'static str,
    of: PieceOf,
    part: Range<u64>,
    /// Where it begins on the axis: in the stream, or among the datagrams.
    at: u64,
    /// Its program has handed it over, and this is where it did.
    handed: bool,
}

/// What a piece is of.
#[derive(Debug, Clone, Copy)]
enum PieceOf {
    /// This message, of so many bytes.
    Message(MessageNo, u64),
    /// Bytes that are not counted as a message.
    Warmup,
    /// Bytes of which no send is known.
    Unknown,
}

impl Piece {
    /// A part of a message of `len` bytes, which begins there on the axis.
    pub(super) fn of_message(no: MessageNo, begins: u64, (len, part): (u64, Range<u64>)) -> Self {
        let at = begins.saturating_add(part.start);
        Piece { edge: LOST_EDGE, of: PieceOf::Message(no, len), part, at, handed: false }
    }

    /// The same where its program has handed it over.
    pub(super) fn handed(self) -> Self {
        Piece { handed: true, ..self }
    }

    /// Whether it is marked as handed over.
    pub(super) fn is_handed(&self) -> bool {
        self.handed
    }

    /// Where it begins on the axis.
    pub(super) fn at(&self) -> u64 {
        self.at
    }

    /// Where it ends there.
    pub(super) fn end(&self) -> u64 {
        self.at.saturating_add(self.len())
    }

    /// How much room it has there: an empty datagram has some, too.
    fn len(&self) -> u64 {
        self.part.end.saturating_sub(self.part.start).max(1)
    }

    /// The message it is of.
    pub(super) fn message(&self) -> Option<u32> {
        match self.of {
            PieceOf::Message(no, _) => Some(no.0),
            PieceOf::Warmup | PieceOf::Unknown => None,
        }
    }

    /// The columns it takes, its edge and mark included: the same in each language, so that each has the same pieces.
    fn columns(&self, source: Source<'_>) -> usize {
        let said = match self.of {
            PieceOf::Warmup => {
                let text = words::warmup(self.part.end.saturating_sub(self.part.start));
                Lang::ALL.iter().map(|lang| width(text.get(*lang))).max().unwrap_or(0)
            }
            PieceOf::Message(..) | PieceOf::Unknown => width(&self.label(source)),
        };
        1 + usize::from(self.handed) + said
    }

    /// What is written for it.
    pub(super) fn label(&self, source: Source<'_>) -> String {
        clip(&self.text(source), WIDEST)
    }

    /// What it says, or how much of it that is.
    fn text(&self, source: Source<'_>) -> String {
        let bytes = self.part.end.saturating_sub(self.part.start);
        let (no, len) = match self.of {
            PieceOf::Message(no, len) => (no, len),
            PieceOf::Warmup => return source.voice.say(words::warmup(bytes)),
            PieceOf::Unknown => return format!("{bytes} B"),
        };
        let text = source.texts.get(&no).map(|text| text.piece(self.part.start, self.part.end));
        match text.filter(|text| width(text) <= WIDEST && !text.is_empty()) {
            Some(text) => text,
            None if bytes == len => format!("#{} {len} B", no.0),
            None => format!("#{} {bytes}/{len} B", no.0),
        }
    }

    fn style(&self) -> Style {
        match self.of {
            PieceOf::Message(no, _) => Style::Message(no.0),
            PieceOf::Warmup | PieceOf::Unknown => Style::Plain,
        }
    }
}

/// Which pieces are shown where there is no room for all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keep {
    /// What comes first in the stream.
    First,
    /// What was last sent or received.
    Last,
}

/// The messages in a stretch of a stream, each with how much of it: `sent` are its sends. What no send is known of is
/// said by its size.
pub(super) fn of_stream(sent: &[SentBytes], stretch: Range<u64>) -> Vec<Piece> {
    let end_of = |bytes: &SentBytes| bytes.start.saturating_add(bytes.len);
    let first = sent.partition_point(|bytes| end_of(bytes) <= stretch.start);
    let mut pieces: Vec<Piece> = Vec::new();
    let mut at = stretch.start;
    for bytes in sent.iter().skip(first).take_while(|bytes| bytes.start < stretch.end) {
        let end = end_of(bytes).min(stretch.end);
        let part = at.saturating_sub(bytes.start)..end.saturating_sub(bytes.start);
        let of = bytes.message.map_or(PieceOf::Warmup, |no| PieceOf::Message(no, bytes.len));
        pieces.push(Piece { edge: LOST_EDGE, of, part, at, handed: false });
        at = end;
    }
    if at < stretch.end {
        let part = at..stretch.end;
        pieces.push(Piece { edge: LOST_EDGE, of: PieceOf::Unknown, part, at, handed: false });
    }
    pieces
}

/// Edges around all of them: they are the whole of a send or a receive.
pub(super) fn whole(mut pieces: Vec<Piece>) -> Vec<Piece> {
    if let Some(first) = pieces.first_mut() {
        first.edge = EDGE;
    }
    pieces
}

/// Those that are shown in so many columns; how many are left out is said in some of them.
pub(super) fn shown(
    pieces: &[Piece],
    (keep, room): (Keep, usize),
    source: Source<'_>,
) -> Range<usize> {
    let columns = |piece: &Piece| piece.columns(source);
    let all = fitting(pieces.iter().map(columns), room) == pieces.len();
    let room = room.saturating_sub(LEFT_OUT);
    match (all, keep) {
        (true, _) => Range { start: 0, end: pieces.len() },
        (false, Keep::First) => {
            Range { start: 0, end: fitting(pieces.iter().map(columns), room).max(1) }
        }
        (false, Keep::Last) => {
            let last = fitting(pieces.iter().rev().map(columns), room).max(1);
            Range { start: pieces.len().saturating_sub(last), end: pieces.len() }
        }
    }
}

/// The row: as many pieces as there is room for, and how many are left out. `closed`: with an edge at both ends.
pub(super) fn row(
    pieces: &[Piece],
    (keep, closed, room): (Keep, bool, usize),
    source: Source<'_>,
) -> Line {
    let shown = shown(pieces, (keep, room), source);
    let mut line = Line::new();
    if shown.start > 0 {
        line.push(Style::Dim, &source.voice.say(words::earlier(shown.start)));
    }
    for (i, piece) in pieces.iter().take(shown.end).skip(shown.start).enumerate() {
        if i > 0 || closed {
            let style = if piece.edge == LOST_EDGE { Style::Warn } else { Style::Plain };
            line.push(style, piece.edge);
        }
        line.push(Style::Good, if piece.handed { HANDED } else { "" });
        line.push(piece.style(), &piece.label(source));
    }
    if closed && shown.end == pieces.len() && !pieces.is_empty() {
        line.push(Style::Plain, EDGE);
    }
    if shown.end < pieces.len() {
        line.push(Style::Dim, &source.voice.say(words::more(pieces.len() - shown.end)));
    }
    line
}

/// How many fit.
fn fitting(columns: impl Iterator<Item = usize>, room: usize) -> usize {
    let mut used = 0;
    let fits = columns.take_while(|columns| {
        used += columns;
        used <= room
    });
    fits.count()
}
