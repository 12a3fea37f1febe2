//! Packets in lines, all of them alike: as a class draws them, as arrows between two lines (`picture`); where the
//! terminal is too narrow for what stands on the arrows, as a list (`list`): a number that is cut is another
//! number.

mod list;
mod picture;

use crate::report::Look;
use crate::report::escape::width;
use crate::report::page::line::{Line, Style};
use crate::report::page::packets::{PacketRow, Packets};

/// The hosts, and a line or more for each packet.
pub(crate) fn lines(packets: &Packets, look: &Look) -> Vec<Line> {
    let layout = Layout::of(packets, look);
    let mut lines = vec![layout.head()];
    let (hidden, note) = &packets.left_out;
    for (at, row) in packets.rows.iter().enumerate() {
        if !hidden.contains(&at) {
            lines.extend(layout.lines(row));
        } else if at == hidden.start {
            lines.push(Line::of(Style::Dim, note).indented(2));
        }
    }
    lines
}

enum Layout<'a> {
    Picture(picture::Picture<'a>),
    List(list::List<'a>),
}

impl<'a> Layout<'a> {
    fn of(packets: &'a Packets, look: &'a Look) -> Self {
        match picture::Picture::of(packets, look) {
            Some(picture) => Layout::Picture(picture),
            None => Layout::List(list::List::of(packets, look)),
        }
    }

    fn head(&self) -> Line {
        match self {
            Layout::Picture(picture) => picture.head(),
            Layout::List(list) => list.head(),
        }
    }

    fn lines(&self, row: &PacketRow) -> Vec<Line> {
        match self {
            Layout::Picture(picture) => picture.lines(row),
            Layout::List(list) => list.lines(row),
        }
    }
}

/// Notes in lines of so many columns, as many in each as fit; none is broken.
pub(crate) fn fill(notes: &[String], columns: usize, comma: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for (index, note) in notes.iter().enumerate() {
        let behind = if index + 1 < notes.len() { width(comma.trim_end()) } else { 0 };
        match lines.last_mut() {
            Some(line) if width(line) + width(comma) + width(note) + behind <= columns => {
                line.push_str(comma);
                line.push_str(note);
            }
            last => {
                last.into_iter().for_each(|line| line.push_str(comma.trim_end()));
                lines.push(note.clone());
            }
        }
    }
    lines
}
