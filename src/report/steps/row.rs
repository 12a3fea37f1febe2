//! What is at one place: pieces, and what is said of them. A screen has it in a line, a page as a lane of a picture.

use super::Source;
use super::pieces::{self, Keep, Piece};
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

/// A piece shorter than that part of the axis is drawn together with neighbours that are, until they have room to say
/// how many they are.
const FINEST: u64 = 48;
const SAID: u64 = 6;
/// Of more cells, which lie apart, only so many are drawn.
const MOST: usize = 96;

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

    /// In a line: as many pieces as there is room for.
    pub(super) fn line(&self, source: Source<'_>) -> Line {
        let mut line = Line::new();
        for part in &self.parts {
            match part {
                Part::Pieces(pieces, keep, closed) => {
                    line.append(pieces::row(pieces, (*keep, *closed), source));
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

    /// As a lane of a picture whose axis is so long.
    pub(super) fn lane(&self, label: Text, total: u64, source: Source<'_>) -> Lane {
        let mut parts = Vec::new();
        for part in &self.parts {
            match part {
                Part::Pieces(pieces, keep, closed) => {
                    let drawn = together(pieces, total);
                    let left_out = drawn.len().saturating_sub(MOST);
                    let pieces = |cells: &[&[Piece]]| cells.iter().map(|some| some.len()).sum();
                    let (skipped, said) = match keep {
                        Keep::First => (0, words::more(pieces(&drawn[drawn.len() - left_out..]))),
                        Keep::Last => (left_out, words::earlier(pieces(&drawn[..left_out]))),
                    };
                    let shown = drawn.iter().skip(skipped).take(MOST).enumerate();
                    let cells =
                        shown.filter_map(|(at, some)| cell(some, at > 0 || *closed, source));
                    parts.push(LanePart::Cells(cells.collect()));
                    if left_out > 0 {
                        parts.push(LanePart::Said(source.voice.say(said)));
                    }
                }
                Part::Gap(_) => {}
                Part::Said(text) => parts.push(LanePart::Said(source.voice.say(text.clone()))),
            }
        }
        Lane { label: source.voice.say(label), parts }
    }
}

/// The pieces that are one cell each: short ones that lie side by side are one, and what warms up is.
fn together(pieces: &[Piece], total: u64) -> Vec<&[Piece]> {
    let [finest, said] = [FINEST, SAID].map(|parts| total.div_ceil(parts));
    let mut cells = Vec::new();
    let mut at = 0;
    while at < pieces.len() {
        let mut end = at + 1;
        let mut len = pieces[at].len();
        let first = len;
        while let Some(next) = pieces.get(end) {
            let touches = pieces[end - 1].end() == next.at();
            let (warmup, handed) = (pieces[at].is_warmup(), pieces[at].is_handed());
            let short = warmup || (first < finest && len < said && next.len() < finest);
            if !touches || warmup != next.is_warmup() || handed != next.is_handed() || !short {
                break;
            }
            len = len.saturating_add(next.len());
            end += 1;
        }
        cells.extend(pieces.get(at..end));
        at = end;
    }
    cells
}

/// One cell of these. `edge`: one is drawn before it.
fn cell(pieces: &[Piece], edge: bool, source: Source<'_>) -> Option<Cell> {
    let (first, last) = (pieces.first()?, pieces.last()?);
    let (start, end) = (first.at(), last.end());
    let (message, text) = match pieces {
        [one] => (one.message(), one.text(source)),
        _ if first.is_warmup() => {
            (None, source.voice.say(words::warmup(end.saturating_sub(start))))
        }
        several => (None, format!("× {}", several.len())),
    };
    let edge = match (edge, first.edge == LOST_EDGE) {
        (false, _) => Edge::Open,
        (true, true) => Edge::Lost,
        (true, false) => Edge::Boundary,
    };
    let len = end.saturating_sub(start).max(1);
    Some(Cell { start, len, message, text, edge, handed: first.is_handed() })
}
