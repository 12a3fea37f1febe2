//! Packets between two hosts: an arrow for each.

use super::line::Style;
use std::ops::Range;

/// The arrows.
#[derive(Debug, Clone)]
pub(crate) struct Packets {
    /// The host that sent first, and the other one.
    pub(crate) hosts: [String; 2],
    pub(crate) rows: Vec<PacketRow>,
    /// Which rows are left out, and what is said instead of them; none where it is empty.
    pub(crate) left_out: (Range<usize>, String),
}

/// An arrow in words.
#[derive(Debug, Clone)]
pub(crate) struct PacketRow {
    /// When, in milliseconds.
    pub(crate) at: String,
    /// Whether the first host sent it.
    pub(crate) from_first: bool,
    pub(crate) end: ArrowEnd,
    pub(crate) style: Style,
    /// What stands on it.
    pub(crate) label: String,
    /// What stands beside it.
    pub(crate) notes: Vec<String>,
}

/// How an arrow ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ArrowEnd {
    /// At the other host.
    Arrives,
    /// On the wire: the packet was lost.
    Lost,
    /// On the wire: the packet was held back.
    Held,
}

impl Packets {
    /// Each packet in a line of words: `0.34  client → server  SYN  MSS 1460`.
    pub(crate) fn told(&self) -> impl Iterator<Item = String> {
        let [first, second] = &self.hosts;
        self.rows.iter().map(move |row| {
            let (from, to) = if row.from_first { (first, second) } else { (second, first) };
            let sign = if row.stops() { format!("→ {}", row.head()) } else { "→".to_owned() };
            let all = [row.at.clone(), format!("{from} {sign} {to}"), row.label.clone()];
            all.into_iter().chain(row.notes.iter().cloned()).collect::<Vec<_>>().join("  ")
        })
    }
}

impl PacketRow {
    /// Whether it stops on the wire: then no arrow gets to the other side.
    pub(crate) fn stops(&self) -> bool {
        self.end != ArrowEnd::Arrives
    }

    /// The end of its arrow, where it comes from the left or from the right.
    pub(crate) fn head(&self) -> &'static str {
        match (self.end, self.from_first) {
            (ArrowEnd::Held, _) => "○",
            (ArrowEnd::Lost, _) => "✘",
            (ArrowEnd::Arrives, true) => "→",
            (ArrowEnd::Arrives, false) => "←",
        }
    }
}
