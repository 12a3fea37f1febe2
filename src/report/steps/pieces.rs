//! What is at one place, in a row: pieces of messages and the edges between them.

use super::Source;
use crate::analysis::SentBytes;
use crate::lang::steps as words;
use crate::model::MessageNo;
use crate::report::escape::{clip, width};
use crate::report::page::line::{LOST_EDGE, Line, Style};
use std::ops::Range;

/// An edge that was there.
const EDGE: &str = "│";
/// One piece takes no more columns than this.
const WIDEST: usize = 24;
/// All together take no more.
const ROOM: usize = 34;

/// A piece, and whether an edge is before it.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    pub(super) edge: &'static str,
    pub(super) text: String,
    pub(super) style: Style,
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
pub(super) fn of_stream(sent: &[SentBytes], stretch: Range<u64>, source: Source<'_>) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut at = stretch.start;
    let first =
        sent.partition_point(|bytes| bytes.start.saturating_add(bytes.len) <= stretch.start);
    for bytes in sent.iter().skip(first).take_while(|bytes| bytes.start < stretch.end) {
        let end = bytes.start.saturating_add(bytes.len).min(stretch.end);
        let from = at.max(bytes.start);
        pieces.push(piece(bytes, from - bytes.start..end.saturating_sub(bytes.start), source));
        at = end;
    }
    if at < stretch.end {
        let text = format!("{} B", stretch.end - at);
        pieces.push(Piece { edge: LOST_EDGE, text, style: Style::Plain });
    }
    pieces
}

/// A part of what one send put into a stream.
fn piece(bytes: &SentBytes, part: Range<u64>, source: Source<'_>) -> Piece {
    let Some(no) = bytes.message else {
        let text = source.voice.say(words::warmup(part.end.saturating_sub(part.start)));
        return Piece { edge: LOST_EDGE, text, style: Style::Plain };
    };
    of_message(no, (bytes.len, part), source)
}

/// A part of a message.
pub(super) fn of_message(no: MessageNo, part: (u64, Range<u64>), source: Source<'_>) -> Piece {
    Piece { edge: LOST_EDGE, text: message(no, part, source), style: Style::Message(no.0) }
}

/// A part of a message: what it says, or how much of it that is.
fn message(no: MessageNo, (len, part): (u64, Range<u64>), source: Source<'_>) -> String {
    let there = part.end.saturating_sub(part.start);
    let text = source.texts.get(&no).map(|text| text.piece(part.start, part.end));
    match text.filter(|text| width(text) <= WIDEST && !text.is_empty()) {
        Some(text) => text,
        None if there == len => format!("#{} {len} B", no.0),
        None => format!("#{} {there}/{len} B", no.0),
    }
}

/// Edges around all of them: they are the whole of a send or a receive.
pub(super) fn whole(mut pieces: Vec<Piece>) -> Vec<Piece> {
    if let Some(first) = pieces.first_mut() {
        first.edge = EDGE;
    }
    pieces
}

/// The row: as many pieces as there is room for, and how many are left out. `closed`: with an edge at both ends.
pub(super) fn row(pieces: &[Piece], (keep, closed): (Keep, bool), source: Source<'_>) -> Line {
    let columns = |piece: &Piece| 1 + width(&clip(&piece.text, WIDEST));
    let all: usize = pieces.iter().map(columns).sum();
    let shown = match (all <= ROOM, keep) {
        (true, _) => 0..pieces.len(),
        (false, Keep::First) => 0..fitting(pieces.iter().map(columns)),
        (false, Keep::Last) => {
            pieces.len() - fitting(pieces.iter().rev().map(columns))..pieces.len()
        }
    };
    let mut line = Line::new();
    if shown.start > 0 {
        line.push(Style::Dim, &source.voice.say(words::earlier(shown.start)));
    }
    for (i, piece) in pieces[shown.clone()].iter().enumerate() {
        if i > 0 || closed {
            let style = if piece.edge == LOST_EDGE { Style::Warn } else { Style::Plain };
            line.push(style, piece.edge);
        }
        line.push(piece.style, &clip(&piece.text, WIDEST));
    }
    if closed && shown.end == pieces.len() && !pieces.is_empty() {
        line.push(Style::Plain, EDGE);
    }
    if shown.end < pieces.len() {
        line.push(Style::Dim, &source.voice.say(words::more(pieces.len() - shown.end)));
    }
    line
}

/// How many fit, and what is said of the others; at least one.
fn fitting(columns: impl Iterator<Item = usize>) -> usize {
    let room = ROOM - 12;
    let mut used = 0;
    let fits = columns.take_while(|columns| {
        used += columns;
        used <= room
    });
    fits.count().max(1)
}
