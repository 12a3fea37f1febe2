//! A stretch of a stream, byte by byte: rows whose cells stand below each other.

use super::svg::{COLUMN, path, picture, text};
use super::words::message_class;
use super::write::Html;
use crate::report::escape::width;
use crate::report::page::byte_rows::{ByteCell, ByteRow, ByteRows};
use crate::report::page::line::LOST_EDGE;

/// The pixels of a row.
const ROW: usize = 24;
/// The most cells that are drawn; the picture ends with `…` there.
const MOST: usize = 120;

/// The rows.
pub(crate) fn byte_rows(html: &mut Html, bytes: &ByteRows, caption: &str) {
    let label = bytes.rows.iter().map(|row| width(&row.label)).max().unwrap_or(0) + 2;
    let edges: Vec<usize> = edges(&bytes.widths, label);
    let end = edges.last().copied().unwrap_or(label);
    let size = ((end + 3) * COLUMN, bytes.rows.len() * ROW);
    let says = bytes.rows.iter().map(told).collect::<Vec<_>>().join("; ");
    html.within("figure", &[], |html| {
        picture(html, size, &format!("{caption}: {says}"), |html| {
            for (at, row) in bytes.rows.iter().enumerate() {
                drawn(html, row, (&edges, at * ROW));
                let more = row.closed && bytes.widths.len() > MOST;
                text(html, ((end + 1) * COLUMN, at * ROW + 16), "dim", if more { "…" } else { "" });
            }
        });
    });
    html.line();
}

/// Where each cell begins, and where the last one ends, in columns.
fn edges(widths: &[usize], label: usize) -> Vec<usize> {
    let widths = widths.iter().take(MOST);
    let ends = widths.scan(label, |at, wide| {
        *at += wide + 1;
        Some(*at)
    });
    std::iter::once(label).chain(ends).collect()
}

fn drawn(html: &mut Html, row: &ByteRow, (edges, y): (&[usize], usize)) {
    text(html, (0, y + 16), "dim", &row.label);
    let [mut solid, mut gone] = [String::new(), String::new()];
    for (at, (cell, pair)) in row.cells.iter().zip(edges.windows(2)).enumerate() {
        let (from, to) = (pair[0] * COLUMN, pair[1] * COLUMN);
        let class = match cell.message {
            None => "dim c",
            Some(0) => "c",
            Some(message) => message_class(message),
        };
        html.within("g", &[("class", class)], |html| {
            text(html, ((from + to) / 2, y + 16), "c", cell.inside.trim());
        });
        let edge = format!("M{from} {y}v{ROW}");
        match cell.edge {
            Some(LOST_EDGE) => gone.push_str(&edge),
            Some(_) => solid.push_str(&edge),
            None if at == 0 && row.closed => solid.push_str(&edge),
            None => {}
        }
    }
    if let Some(end) = edges.last().filter(|_| row.closed && row.cells.len() < edges.len()) {
        solid.push_str(&format!("M{} {y}v{ROW}", end * COLUMN));
    }
    path(html, "e", &solid);
    path(html, "l", &gone);
}

/// A row in words.
fn told(row: &ByteRow) -> String {
    let cell = |cell: &ByteCell| format!("{}{}", cell.edge.unwrap_or(" "), cell.inside.trim());
    let cells: String = row.cells.iter().take(MOST).map(cell).collect();
    format!("{}: {}", row.label, cells.trim())
}
