//! What is at one place: pieces, and what is said of them. A screen has it in a line, a page as a lane of a picture.

use super::Source;
use super::pieces::{self, Keep, Piece, Room};
use crate::lang::steps as words;
use crate::model::Text;
use crate::report::page::line::{LOST_EDGE, Line, Style};
use crate::report::page::places::{Cell, Edge, Lane, LanePart};

/// A row of the picture: a label and what is there.
pub(super) type Row = (Text, There);

/// What is there.
#[derive(Debug, Clone, Default)]
pub(super) struct There {
    parts: Vec<Part>,
}

#[derive(Debug, Clone)]
enum Part {
    /// Never none of them. `true`: with an edge at both ends.
    Pieces(Vec<Piece>, Keep, bool),
    Said(Text),
    /// What stands between two of these in a line.
    Gap(&'static str),
}

/// A line that is no longer fits anywhere.
const SHORT: usize = 24;

impl There {
    /// Words alone.
    pub(super) fn said(text: Text) -> Self {
        There { parts: vec![Part::Said(text)] }
    }

    /// Adds pieces.
    pub(super) fn add(&mut self, pieces: Vec<Piece>, (keep, closed): (Keep, bool)) {
        if !pieces.is_empty() {
            self.parts.push(Part::Pieces(pieces, keep, closed));
        }
    }

    /// Adds a remark behind what is there.
    pub(super) fn say(&mut self, text: Text) {
        self.parts.push(Part::Said(text));
    }

    /// Adds some room, where something is there.
    pub(super) fn gap(&mut self, gap: &'static str) {
        if !self.is_empty() {
            self.parts.push(Part::Gap(gap));
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// In a line, the longest first: all pieces as they are, and then as many as there is room for, and less.
    pub(super) fn lines(&self, source: Source<'_>) -> Vec<Line> {
        let mut lines: Vec<Line> = Vec::new();
        for room in Room::all() {
            let line = self.line(room, source);
            let is_shorter = lines.last().is_none_or(|last| line.width() < last.width());
            lines.extend(is_shorter.then_some(line));
            if lines.last().is_some_and(|line| line.width() <= SHORT) {
                break;
            }
        }
        lines
    }

    fn line(&self, room: Room, source: Source<'_>) -> Line {
        let mut line = Line::new();
        for part in &self.parts {
            match part {
                Part::Pieces(pieces, keep, closed) => {
                    line.append(pieces::row(pieces, (*keep, *closed, room), source));
                }
                Part::Gap(gap) => line.push(Style::Plain, gap),
                Part::Said(text) => {
                    let gap = if line.spans.is_empty() { "" } else { "   " };
                    line.push(Style::Plain, gap);
                    line.push(Style::Dim, &source.voice.say(text.clone()));
                }
            }
        }
        line
    }

    /// As a lane of a picture.
    pub(super) fn lane(&self, label: Text, source: Source<'_>) -> Lane {
        let parts = self.parts.iter().filter_map(|part| match part {
            Part::Pieces(pieces, keep, closed) => {
                Some(LanePart::Cells(cells(pieces, (*keep, *closed), source)))
            }
            Part::Gap(_) => None,
            Part::Said(text) => Some(LanePart::Said(source.voice.say(text.clone()))),
        });
        Lane { label: source.voice.say(label), parts: parts.collect() }
    }
}

/// A cell for each piece that is shown, and one for those before them or behind them that are not.
fn cells(pieces: &[Piece], (keep, closed): (Keep, bool), source: Source<'_>) -> Vec<Cell> {
    let shown = pieces::shown(pieces, (keep, Room::PAGE), source);
    let (earlier, rest) = pieces.split_at(shown.start.min(pieces.len()));
    let (rest, more) = rest.split_at(shown.len().min(rest.len()));
    let voice = source.voice;
    let mut cells = Vec::new();
    cells.extend(left_out(earlier, || voice.say(words::earlier(earlier.len()))));
    cells.extend(rest.iter().enumerate().map(|(at, piece)| {
        let edge = match (at > 0 || closed, piece.edge == LOST_EDGE) {
            (false, _) => Edge::Open,
            (true, true) => Edge::Lost,
            (true, false) => Edge::Boundary,
        };
        let (message, handed) = (piece.message(), piece.is_handed());
        let (start, end, text) = (piece.at(), piece.end(), piece.label(Room::PAGE, source));
        Cell { start, end, message, text, edge, handed }
    }));
    cells.extend(left_out(more, || voice.say(words::more(more.len()))));
    cells
}

fn left_out(pieces: &[Piece], said: impl Fn() -> String) -> Option<Cell> {
    let (start, end) = (pieces.first()?.at(), pieces.last()?.end());
    let (message, edge, handed) = (None, Edge::LeftOut, false);
    Some(Cell { start, end, message, text: said(), edge, handed })
}
