//! A page: what a person is told, as a value. It says what each thing means and in which order it comes, not how
//! wide it is or how it looks: that is the pens' (`pens`).
//!
//! | file | what it is |
//! |---|---|
//! | `line` | words, each span with a meaning |
//! | `grid` | a table |
//! | `calls` | a timeline: calls in the order of time |
//! | `places` | where every byte is after one of them |
//! | `ruler` | a flow as three rows of cells over one axis of bytes |
//! | `message_text` | what a message says, byte by byte: for the cells of a ruler |
//! | `packets` | packets between two hosts |
//! | `bars` | figures of rows as bars |
//! | `byte_rows` | a stretch of a stream, byte by byte |
//! | `paragraphs` | the texts of scenario files |
//! | `title` | lines that are about one case |
//! | `document` | pages in several languages, to be kept in one file |

pub(crate) mod bars;
pub(crate) mod byte_rows;
pub(crate) mod calls;
pub(crate) mod document;
pub(crate) mod grid;
pub(crate) mod line;
pub(crate) mod message_text;
pub(crate) mod packets;
pub(crate) mod paragraphs;
pub(crate) mod places;
pub(crate) mod ruler;
pub(crate) mod title;

use bars::Bars;
use byte_rows::ByteRows;
use calls::Calls;
use grid::Grid;
use line::{Line, Style};
use packets::Packets;
use ruler::Ruler;
use title::{CaseRow, Title};

/// Blocks, top to bottom.
#[derive(Debug, Clone, Default)]
pub struct Page {
    pub(crate) blocks: Vec<Block>,
}

/// A part of a page.
#[derive(Debug, Clone)]
pub(crate) enum Block {
    /// An empty line.
    Gap,
    /// Words that go on in the next line where they do not fit.
    Words(Words),
    /// A line that is cut where it does not fit.
    Cut(Line),
    /// A line that is never too long.
    Line(Line),
    /// Words that stay whole, as many in a line as fit.
    Pieces(Vec<Line>),
    /// A table.
    Grid(Grid),
    /// A timeline.
    Calls(Calls),
    /// What became of the bytes of a flow.
    Ruler(Box<Ruler>),
    /// How to read signs.
    Legend(Vec<Sign>),
    /// What travelled on the lab's wire.
    Packets(Packets),
    /// The rule above the picture of a case.
    Title(Title),
    /// A case in one line.
    CaseRow(CaseRow),
    /// Figures of rows, as bars.
    Bars(Bars),
    /// A stretch of a stream.
    Bytes(ByteRows),
}

/// What belongs together on a page.
pub(crate) enum Group<'a> {
    /// Cases, each in a line: a table.
    Cases(Vec<&'a CaseRow>),
    /// Any other block.
    Block(&'a Block),
}

impl<'a> Group<'a> {
    fn of(blocks: &'a [Block]) -> Option<Self> {
        let row = |block: &'a Block| match block {
            Block::CaseRow(row) => Some(row),
            _ => None,
        };
        let rows: Vec<&CaseRow> = blocks.iter().filter_map(row).collect();
        match rows.is_empty() {
            true => blocks.first().map(Group::Block),
            false => Some(Group::Cases(rows)),
        }
    }
}

/// A sign, and what it means.
#[derive(Debug, Clone)]
pub(crate) struct Sign {
    pub(crate) text: String,
    /// It is explained only where it first appears: by this name it is known.
    pub(crate) once: Option<String>,
}

/// Words that flow.
#[derive(Debug, Clone)]
pub(crate) struct Words {
    pub(crate) line: Line,
    /// Where the first line begins, in columns.
    pub(crate) indent: usize,
    /// Where the others begin.
    pub(crate) hang: usize,
    /// They are read as a sentence, and not made wider than one is read well; else they are as wide as the page.
    pub(crate) prose: bool,
}

impl Page {
    /// An empty page.
    pub fn new() -> Self {
        Page::default()
    }

    /// Whether nothing is on it.
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// The blocks in order; cases that are told in a line each come together.
    pub(crate) fn groups(&self) -> impl Iterator<Item = Group<'_>> {
        let both = |a: &Block, b: &Block| matches!((a, b), (Block::CaseRow(_), Block::CaseRow(_)));
        self.blocks.chunk_by(both).filter_map(Group::of)
    }

    /// Adds a sentence: its first line begins after `indent` columns, the others after `hang`.
    pub(crate) fn say(&mut self, line: Line, (indent, hang): (usize, usize)) {
        self.blocks.push(Block::Words(Words { line, indent, hang, prose: true }));
    }

    /// Adds words that may be as wide as the page.
    pub(crate) fn wide(&mut self, line: Line, (indent, hang): (usize, usize)) {
        self.blocks.push(Block::Words(Words { line, indent, hang, prose: false }));
    }

    /// Adds a line that is cut where it does not fit.
    pub(crate) fn cut(&mut self, line: Line) {
        self.blocks.push(Block::Cut(line));
    }

    /// Adds a line that always fits.
    pub(crate) fn push(&mut self, line: Line) {
        self.blocks.push(Block::Line(line));
    }

    /// Adds all of another page.
    pub(crate) fn append(&mut self, other: Page) {
        self.blocks.extend(other.blocks);
    }

    /// Adds how a picture is read.
    pub(crate) fn legend(&mut self, text: &str) {
        self.say(Line::legend(text), (2, 2));
    }

    /// Adds an empty line, whatever is before.
    pub(crate) fn gap(&mut self) {
        self.blocks.push(Block::Gap);
    }

    /// Adds an empty line, unless there is one already or nothing before.
    pub(crate) fn blank(&mut self) {
        if !matches!(self.blocks.last(), None | Some(Block::Gap)) {
            self.gap();
        }
    }

    /// Adds the name of a part, with an empty line before it.
    pub(crate) fn part(&mut self, text: &str) {
        self.blank();
        self.wide(Line::of(Style::Strong, text), (0, 2));
    }

    /// Adds a heading, with an empty line before it.
    pub(crate) fn heading(&mut self, text: &str) {
        self.blank();
        self.wide(Line::of(Style::Heading, text), (0, 2));
    }
}
