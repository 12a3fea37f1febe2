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
use crate::torture::{Call, Death, Stream, Trial, Why};

/// What was sent, in which pieces it arrived, and what each `recv` took.
pub(super) fn draw(page: &mut Page, death: &Death, voice: &Voice) {
    let cells = cells(death);
    let widths = cells.iter().map(|cell| width(&cell.text)).collect();
    page.blocks.push(Block::Bytes(ByteRows { widths, rows: rows(&cells, voice).into() }));
    page.legend(&voice.say(words::legend()));
}

/// What was sent and in which pieces it went, where nobody knows what each `recv` of its reader took: from the first cut,
/// or the first message that came out wrong (`right`: so many were right), to where the last of them ends.
pub(in crate::report) fn sent(
    page: &mut Page,
    (stream, cuts, right): (&Stream, &[usize], usize),
    voice: &Voice,
) {
    let holds = |at: usize| stream.frames.iter().find(|f| (f.start..f.end()).contains(&at));
    let frame = stream.frames.get(right);
    let begins = cuts.first().and_then(|cut| holds(*cut)).or(frame).map(|frame| frame.start);
    let begins = begins.into_iter().chain(frame.map(|frame| frame.start)).min().unwrap_or(0);
    let ends = cuts.last().and_then(|cut| holds(*cut)).map(|frame| frame.end());
    let ends = ends.into_iter().chain(frame.map(|frame| frame.end())).max();
    let got = ends.unwrap_or(stream.bytes.len()).min(stream.bytes.len()).saturating_sub(begins);
    let death = Death {
        trial: Trial::AsSent,
        stream: stream.clone(),
        cuts: cuts.to_vec(),
        claim: None,
        calls: vec![Call { at: begins, asked: got, got }],
        first_call: 0,
        why: Why::Missing { message: right + 1 },
    };
    let cells = cells(&death);
    let widths = cells.iter().map(|cell| width(&cell.text)).collect();
    let [sent, header, arrived, _] = rows(&cells, voice);
    page.blocks.push(Block::Bytes(ByteRows { widths, rows: vec![sent, header, arrived] }));
    page.legend(&voice.say(words::short_legend()));
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
