//! Packets where the terminal is too narrow for labels on arrows: a line for each, with a short
//! arrow for its direction, and what does not fit beside it below.
//!
//! ```text
//!      ms  client ─→ server
//!    0.80  ─→  SYN  MSS 1460
//!   17.76  ─✘  bytes 1449–2896  lost
//!   23.04  ←─  ACK 1449  SACK 2897–4344
//! ```

use super::fill;
use crate::lang::packets as words;
use crate::report::Look;
use crate::report::escape::{clip, width};
use crate::report::page::line::{Line, Style};
use crate::report::page::packets::{PacketRow, Packets};
use crate::report::pens::terminal::wrap::wrap;

/// The measures of a list.
pub(crate) struct List<'a> {
    look: &'a Look,
    hosts: &'a [String; 2],
    /// The columns of the times.
    time: usize,
}

impl<'a> List<'a> {
    pub(crate) fn of(packets: &'a Packets, look: &'a Look) -> Self {
        let Packets { hosts, rows, .. } = packets;
        let head = width(&look.say(words::time()));
        let time = rows.iter().map(|row| width(&row.at)).max().unwrap_or(0).max(head);
        List { look, hosts, time }
    }

    /// Whose packets go to the right.
    pub(crate) fn head(&self) -> Line {
        let room = self.look.columns().saturating_sub(self.time + 8) / 2;
        let [left, right] = [0, 1].map(|at| clip(&self.hosts[at], room));
        let line = self.timed(&self.look.say(words::time()));
        line.with(Style::Strong, &left).with(Style::Plain, " ─→ ").with(Style::Strong, &right)
    }

    /// A packet: its label and its notes in one line, or the notes below.
    pub(crate) fn lines(&self, row: &PacketRow) -> Vec<Line> {
        let from_left = row.from_first;
        let head = row.head();
        let arrow = if from_left { format!("─{head}  ") } else { format!("{head}─  ") };
        let begin = self.timed(&row.at).with(row.style, &arrow);
        let (at, empty) = (begin.width(), Line::new());
        let begins = std::iter::once(begin).chain(std::iter::repeat(empty));
        let placed = |(mut line, said): (Line, Line)| {
            line.pad_to(at);
            line.joined(said)
        };
        begins.zip(self.said(row, self.look.columns().saturating_sub(at))).map(placed).collect()
    }

    fn said(&self, row: &PacketRow, room: usize) -> Vec<Line> {
        let notes = row.notes.join(self.look.comma());
        let gap = if notes.is_empty() { "" } else { "  " };
        let whole = format!("{}{gap}{notes}", row.label);
        if width(&whole) <= room {
            return vec![Line::of(row.style, &whole)];
        }
        let all =
            std::iter::once(row.label.clone()).chain(fill(&row.notes, room, self.look.comma()));
        all.flat_map(|said| wrap(&Line::of(row.style, &said), room, 0)).collect()
    }

    /// A line up to the arrows.
    fn timed(&self, at: &str) -> Line {
        let mut line = Line::of(Style::Plain, &" ".repeat(2 + self.time - width(at)));
        line.push(Style::Dim, at);
        line.with(Style::Plain, "  ")
    }
}
