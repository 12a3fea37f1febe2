//! The split that kills, byte by byte.
//!
//! ```text
//!   sent     │05 00 00 00│ h  e  l  l  o│04 00 00 00│ f  e  n  g│
//!   header    ── ── ── ──                ── ── ── ──
//!   arrived  │05 00 00 00  h  e  l  l  o  04 00 00 00  f  e  n  g│
//!   read     │05 00 00 00│ h  e  l  l  o  04 00 00 00  f  e  n  g│
//! ```

use super::cells::{TortureCell, cells};
use crate::lang::torture as words;
use crate::report::Voice;
use crate::report::escape::width;
use crate::report::page::byte_rows::{ByteCell, ByteRow, ByteRows};
use crate::report::page::line::LOST_EDGE;
use crate::report::page::{Block, Page};
use crate::torture::Death;

/// What was sent, in which pieces it arrived, and what each `recv` took.
pub(super) fn draw(page: &mut Page, death: &Death, voice: &Voice) {
    let cells = cells(death);
    let widths = cells.iter().map(|cell| width(&cell.text)).collect();
    page.blocks.push(Block::Bytes(ByteRows { widths, rows: rows(&cells, voice).into() }));
    page.legend(&voice.say(words::legend()));
}

fn rows(cells: &[TortureCell], voice: &Voice) -> [ByteRow; 4] {
    let row = |label, of: &dyn Fn(&TortureCell) -> (Option<&'static str>, String)| {
        let owned = |cell: &TortureCell| {
            let (edge, inside) = of(cell);
            ByteCell { edge, inside, message: Some(cell.message) }
        };
        let cells = cells.iter().map(owned).collect();
        ByteRow { label: voice.say(label), cells, closed: true }
    };
    let piece = |cell: &TortureCell| cell.edges.piece.then_some("│");
    let recv = |cell: &TortureCell| cell.edges.recv.then_some("│");
    let taken = |cell: &TortureCell| if cell.read { cell.text.clone() } else { "·".to_owned() };
    [
        row(words::sent(), &|cell| (sent_edge(cell), cell.text.clone())),
        headers(cells, voice),
        row(words::arrived(), &|cell| (piece(cell), cell.text.clone())),
        row(words::read(), &|cell| (recv(cell), taken(cell))),
    ]
}

/// Under the bytes of each length a line.
fn headers(cells: &[TortureCell], voice: &Voice) -> ByteRow {
    let mark = |cell: &TortureCell| {
        let inside = if cell.header { "─".repeat(width(&cell.text)) } else { String::new() };
        ByteCell { edge: None, inside, message: None }
    };
    let cells = cells.iter().map(mark).collect();
    ByteRow { label: voice.say(words::header()), cells, closed: false }
}

fn sent_edge(cell: &TortureCell) -> Option<&'static str> {
    match (cell.edges.frame, cell.edges.send) {
        (true, _) => Some("│"),
        (false, true) => Some(LOST_EDGE),
        _ => None,
    }
}
