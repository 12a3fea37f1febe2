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
/// An empty message, as the rulers have it.
pub(super) const EMPTY: &str = "\"\"";
/// Where not all fit as they are, one piece takes no more columns than this.
const WIDEST: usize = 24;
/// What is said of those that are left out takes so many.
const LEFT_OUT: usize = 12;

/// How many columns all pieces together may take, with what is said of those that are left out, and each of them alone.
#[derive(Debug, Clone, Copy)]
pub(super) struct Room {
    all: usize,
    each: usize,
}

impl Room {
    /// As much as there is on any terminal.
    pub(super) const MOST: Room = Room { all: 240, each: 240 };
    /// As little as has to do.
    const LEAST: usize = 34;
    /// On a page, which has more lines on a phone.
    pub(super) const PAGE: Room = Room { all: 96, each: WIDEST };

    /// From the most to the least.
    pub(super) fn all() -> impl Iterator<Item = Room> {
        let clipped = [Room::MOST.all, 160, 120].into_iter();
        let clipped = clipped.chain((Room::LEAST..100).rev().step_by(5)).chain([Room::LEAST]);
        std::iter::once(Room::MOST).chain(clipped.map(|all| Room { all, each: WIDEST }))
    }
}

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
    fn columns(&self, each: usize, source: Source<'_>) -> usize {
        let said = match self.of {
            PieceOf::Warmup => {
                let text = words::warmup(self.part.end.saturating_sub(self.part.start));
                Lang::ALL.iter().map(|lang| width(text.get(*lang))).max().unwrap_or(0)
            }
            PieceOf::Message(..) | PieceOf::Unknown => width(&self.label_in(each, source)),
        };
        1 + usize::from(self.handed) + said
    }

    /// What is written for it in so much room.
    pub(super) fn label(&self, room: Room, source: Source<'_>) -> String {
        self.label_in(room.each, source)
    }

    fn label_in(&self, widest: usize, source: Source<'_>) -> String {
        clip(&self.text_in(widest, source), widest)
    }

    /// What it says, or how much of it that is.
    fn text_in(&self, widest: usize, source: Source<'_>) -> String {
        let bytes = self.part.end.saturating_sub(self.part.start);
        let (no, len) = match self.of {
            PieceOf::Message(no, len) => (no, len),
            PieceOf::Warmup => return source.voice.say(words::warmup(bytes)),
            PieceOf::Unknown => return format!("{bytes} B"),
        };
        if len == 0 {
            return EMPTY.to_owned();
        }
        let text = source.texts.get(&no).map(|text| text.piece(self.part.start, self.part.end));
        match text.filter(|text| width(text) <= widest && !text.is_empty()) {
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

/// Those that are shown in so much room; how many are left out is said in some of it.
pub(super) fn shown(
    pieces: &[Piece],
    (keep, room): (Keep, Room),
    source: Source<'_>,
) -> Range<usize> {
    let columns = |piece: &Piece| piece.columns(room.each, source);
    let all = fitting(pieces.iter().map(columns), room.all) == pieces.len();
    let left = room.all.saturating_sub(LEFT_OUT);
    match (all, keep) {
        (true, _) => Range { start: 0, end: pieces.len() },
        (false, Keep::First) => {
            Range { start: 0, end: fitting(pieces.iter().map(columns), left).max(1) }
        }
        (false, Keep::Last) => {
            let last = fitting(pieces.iter().rev().map(columns), left).max(1);
            Range { start: pieces.len().saturating_sub(last), end: pieces.len() }
        }
    }
}

/// The row: as many pieces as there is room for, and how many are left out. `closed`: with an edge at both ends.
pub(super) fn row(
    pieces: &[Piece],
    (keep, closed, room): (Keep, bool, Room),
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
        line.push(piece.style(), &piece.label(room, source));
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
