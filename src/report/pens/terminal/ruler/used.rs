//! What of a drawn ruler needs explaining.

use crate::lang::signs::Legend;
use crate::report::page::ruler::{OnAxis, Ruler};
use crate::report::pens::terminal::ruler::draw::ticks;
use crate::report::pens::terminal::ruler::pieces::{Edge, NOTHING, Piece, Words, pieces};
use crate::report::pens::terminal::ruler::scale::Scale;

/// What a ruler used: of each sign the first that was drawn.
pub(super) fn used(ruler: &Ruler, scale: &Scale, words: &Words) -> Legend {
    let mut used =
        Legend { boundary: !ruler.compact, cuts: !ruler.cuts.is_empty(), ..Legend::default() };
    for row in &ruler.rows {
        for piece in pieces(row, ruler, &scale.edges, words) {
            of_piece(&mut used, &piece, (ruler, scale));
        }
    }
    used
}

fn of_piece(used: &mut Legend, piece: &Piece, (ruler, scale): (&Ruler, &Scale)) {
    let content = &piece.content;
    let columns = scale.columns.get(piece.from).zip(scale.columns.get(piece.to));
    let room = columns.map_or(0, |(from, to)| to.saturating_sub(from + 1));
    used.dotted |= piece.edge == Edge::Gone;
    used.unknown |= piece.edge == Edge::Unknown;
    used.cut |= content.fill == '×';
    if content.run {
        return many(used, piece, room);
    }
    let written = content.written(room).map(String::as_str);
    let own = written.filter(|text| {
        content.text && content.candidates.first().is_some_and(|first| first == text)
    });
    // A word in it says what its filling is.
    let worded = written.is_some() && own.is_none();
    used.unread |= content.fill == '░' && !worded;
    used.blind |= content.fill == '┄' && !worded;
    match (own, written) {
        (Some(text), _) => {
            used.spaces |= text.contains('·');
            used.header = used.header.or_else(|| header(piece, (ruler, scale)));
        }
        (None, Some(NOTHING)) => used.nothing = true,
        (None, Some(text)) => {
            used.sizes |= text.contains(" B");
            used.numbers = used.numbers.or_else(|| numbers(text));
        }
        (None, None) => {}
    }
}

/// Many cells as one: of such the one with the most ticks.
fn many(used: &mut Legend, piece: &Piece, columns: usize) {
    let ticks = ticks(columns);
    let Some(text) = piece.content.written(columns.saturating_sub(2 * ticks)) else { return };
    used.sizes |= text.contains(" B");
    let edge = "│".repeat(ticks + 1);
    let drawn = format!("{edge}{text}{edge}");
    if used.run.as_ref().is_none_or(|(known, _)| !known.starts_with(&edge)) {
        used.run = Some((drawn, piece.content.cells));
    }
}

/// `#1` or `#2–10` at the beginning of what is written.
fn numbers(text: &str) -> Option<(u32, u32)> {
    let who = text.strip_prefix('#')?.split(' ').next()?;
    let (first, last) = who.split_once('–').unwrap_or((who, who));
    Some((first.parse().ok()?, last.parse().ok()?))
}

/// What the header says that is drawn in it: `[5]hello`.
fn header(piece: &Piece, (ruler, scale): (&Ruler, &Scale)) -> Option<u64> {
    let (start, end) = (*scale.edges.get(piece.from)?, *scale.edges.get(piece.to)?);
    let inside = |message: &&OnAxis| message.start < end && message.end > start;
    let message = ruler.messages.iter().find(inside)?;
    let (len, says) = message.text.as_ref()?.header()?;
    (message.start >= start && message.start.saturating_add(len) <= end).then_some(says)
}
