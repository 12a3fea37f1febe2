//! Packets as a class draws them: a line down for each host, an arrow across for each packet.
//!
//! ```text
//!       ms   client                                          server
//!     0.31   │──────────────── SYN ─────────────────────────→│  MSS 1460
//!     2.40   │←─────────────── SYN ACK 1 ────────────────────│  MSS 1460
//!     7.45   │───────── bytes 1449–2896 ───────── ✘          │  lost
//! ```

use super::fill;
use crate::lang::packets as words;
use crate::report::Look;
use crate::report::escape::{clip, width};
use crate::report::page::line::{Line, Style};
use crate::report::page::packets::{PacketRow, Packets};

/// Columns of the times, where none is longer.
const TIME: usize = 9;
/// What stands between a time and the first host.
const GAP: usize = 3;
/// What is left for notes, where there is room.
const NOTE: usize = 24;
/// The narrowest and the widest distance between the hosts.
const NARROWEST: usize = 12;
const WIDEST: usize = 46;

/// The measures of a picture.
pub(crate) struct Picture<'a> {
    look: &'a Look,
    hosts: &'a [String; 2],
    /// The columns of the times.
    time: usize,
    /// The columns between the hosts' lines.
    lane: usize,
    /// The columns for notes.
    note: usize,
}

impl<'a> Picture<'a> {
    /// The picture in which each label stands on its arrow and each note beside it, whole; nothing
    /// where the terminal is too narrow for one.
    pub(crate) fn of(packets: &'a Packets, look: &'a Look) -> Option<Self> {
        let Packets { hosts, rows, .. } = packets;
        let time = rows.iter().map(|row| width(&row.at)).max().unwrap_or(0).max(TIME);
        let room = look.columns().saturating_sub(time + GAP + 4);
        let least = rows.iter().map(lane_of).max().unwrap_or(0).max(NARROWEST);
        let usual = room.saturating_sub(NOTE).clamp(NARROWEST, WIDEST);
        let [all, longest] = notes(rows, look);
        let beside = |notes: usize| room.saturating_sub(notes).min(WIDEST);
        // All notes in the packet's own line is best, then the usual lane.
        let ways = [(usual, all), (beside(all), all), (usual, longest), (beside(longest), longest)];
        let fits = |(lane, notes): &(usize, usize)| *lane >= least && lane + notes <= room;
        let (lane, _) = ways.into_iter().find(fits)?;
        Some(Picture { look, hosts, time, lane, note: room - lane })
    }

    /// The hosts over their lines.
    pub(crate) fn head(&self) -> Line {
        let ms = self.look.say(words::time());
        let [left, right] = [0, 1].map(|at| clip(&self.hosts[at], self.lane / 2));
        let mut line = self.timed(&ms);
        line.push(Style::Strong, &left);
        line.pad_to((self.time + GAP + self.lane + 2).saturating_sub(width(&right)));
        line.with(Style::Strong, &right)
    }

    /// A packet, and below it the notes that do not fit beside it.
    pub(crate) fn lines(&self, row: &PacketRow) -> Vec<Line> {
        let mut notes = fill(&row.notes, self.note, self.look.comma()).into_iter();
        let first = self.line(row, &row.at, &self.shaft(row), &notes.next().unwrap_or_default());
        let empty = " ".repeat(self.lane);
        let rest = notes.map(|note| self.line(row, "", &empty, &note));
        std::iter::once(first).chain(rest).collect()
    }

    fn line(&self, row: &PacketRow, at: &str, shaft: &str, note: &str) -> Line {
        let line = self.timed(at).with(Style::Plain, "│").with(row.style, shaft);
        line.with(Style::Plain, "│").with(Style::Plain, "  ").with(row.style, note)
    }

    /// A line up to the first host.
    fn timed(&self, at: &str) -> Line {
        let mut line = Line::of(Style::Plain, &" ".repeat(self.time.saturating_sub(width(at))));
        line.push(Style::Dim, at);
        line.pad_to(self.time + GAP);
        line
    }

    /// From edge to edge: a shaft with its label in the middle, and a head at the end it gets to.
    fn shaft(&self, row: &PacketRow) -> String {
        let from_left = row.from_first;
        let long = if row.stops() { self.lane * 4 / 5 } else { self.lane };
        let (head, label) = (row.head(), format!(" {} ", row.label));
        let bare = long.saturating_sub(width(&label) + 1);
        let (before, behind) = ("─".repeat(bare / 2), "─".repeat(bare - bare / 2));
        let rest = " ".repeat(self.lane - long);
        match from_left {
            true => format!("{before}{label}{behind}{head}{rest}"),
            false => format!("{rest}{head}{behind}{label}{before}"),
        }
    }
}

/// The narrowest lane in which a packet's label stands whole on its arrow; one that does not get to
/// the other side has four fifths of it.
fn lane_of(row: &PacketRow) -> usize {
    let long = width(&row.label) + 5;
    if row.stops() { (long * 5).div_ceil(4) } else { long }
}

/// The columns of the notes: of all that one packet has, and of the longest single one.
fn notes(rows: &[PacketRow], look: &Look) -> [usize; 2] {
    let all = rows.iter().map(|row| width(&row.notes.join(look.comma())));
    let comma = width(look.comma().trim_end());
    let each = rows.iter().flat_map(|row| &row.notes).map(|note| width(note) + comma);
    [all.max(), each.max()].map(|columns| columns.unwrap_or(0))
}
