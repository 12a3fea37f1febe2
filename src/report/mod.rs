//! Values into text and JSON. Pure: no sockets, no clock, no files, no terminal.
//!
//! ```text
//!   page       what a person is told, as a value: blocks of spans that say what they mean
//!   case       a trace and its analysis → page: a case (timeline, packets, rulers, fates, causes, verdict), a session,
//!              what stands before and after
//!   steps      a case that has run, one screen at a time → pages
//!   scenarios  `show` and `list`; `found`: what `find` found
//!   guess      what is guessed before a run, and what came of it → page
//!   compare    several traces side by side: page, Markdown, JSON
//!   sweep      a truth table over option values, with bars: page, JSON
//!   torture    what a framing survived, and the split that kills it: page, JSON
//!   grade      how a program of somebody else did: page, JSON, JUnit
//!   pens       page → text: the terminal's, HTML, Markdown
//!   live       a call as it comes back, of a session that goes on
//!   json       the trace file, written and read; its structs are the published schema
//!   recordings the traces that come with the program
//!   escape     bytes as they may be drawn, and the columns they take; `breaks`: where a line may end
//! ```
//!
//! A page is made for a [`Voice`]: language, letters, how much is said. It knows no width and no colour; a
//! pen draws it with a [`Look`]. A span says what it *means* (message 3, good, bad), not what colour it has.
//! One function at the end, in `paint`, decides about colours and about characters a plain terminal lacks, so
//! nothing else can forget either. A span escapes control and bidirectional characters when it is made: all text
//! passes there, a stranger's too.

mod breaks;
pub mod case;
pub mod compare;
mod escape;
pub mod found;
pub mod grade;
pub mod guess;
pub mod json;
pub mod live;
pub(crate) mod page;
mod pens;
pub mod programs;
pub mod recordings;
pub mod scenarios;
pub mod steps;
pub mod sweep;
pub mod torture;

pub use crate::model::visible;
pub use case::costs::Costs;
pub(crate) use case::errors;
pub use case::verdict::Summary;
pub use page::Page;
pub use page::document::{Document, Kept, Lesson, Sheet};
pub(crate) use page::line::Style;
pub use pens::terminal::Pen;
pub use pens::terminal::fit::{fit, spelled};
pub(crate) use pens::terminal::paint::painted;
pub use pens::terminal::wrap::prose;

use crate::model::{Lang, Text};
use escape::Letters;

/// How much is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verbosity {
    /// Verdict lines only.
    Quiet,
    /// The lesson, a case on one screen.
    Normal,
    /// Everything that is known of messages, receives and causes.
    Full,
    /// Every call, every figure, this system's own error numbers.
    Verbose,
}

/// How a text is to look. Everything that depends on the terminal is in here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Columns of the terminal. Below [`Look::NARROWEST`] it is taken as that.
    pub width: usize,
    /// Whether escape sequences for colours are written. Without, none are.
    pub color: bool,
    /// Whether to do without characters that a plain terminal lacks. In English all is ASCII then,
    /// and other characters in data are escaped; in Chinese only lines, arrows and marks change:
    /// a terminal that shows Chinese sentences shows Chinese data too.
    pub ascii: bool,
    /// The language.
    pub lang: Lang,
    /// How much is said.
    pub verbosity: Verbosity,
}

impl Look {
    /// The narrowest terminal that is drawn for, in columns.
    pub const NARROWEST: usize = 40;
    /// Prose is not made wider than this, in columns: longer lines are hard to read.
    pub const WIDEST_PROSE: usize = 100;

    /// 80 columns, without colours, in English.
    pub(crate) const PLAIN: Look = Look {
        width: 80,
        color: false,
        ascii: false,
        lang: Lang::En,
        verbosity: Verbosity::Normal,
    };

    /// The columns to draw in.
    pub(crate) fn columns(&self) -> usize {
        self.width.max(Self::NARROWEST)
    }

    /// The columns for prose.
    pub(crate) fn prose_columns(&self) -> usize {
        self.columns().min(Self::WIDEST_PROSE)
    }

    /// How pages are written that are drawn with this: language, letters, how much is said.
    pub fn voice(&self) -> Voice {
        let columns = self.columns();
        // `...` takes two columns more than `…`.
        let dots = if self.ascii { 2 } else { 0 };
        let received = (columns / 6).max(columns.saturating_sub(120));
        Voice {
            lang: self.lang,
            verbosity: self.verbosity,
            ascii: self.ascii,
            sent: (columns / 4).clamp(12, 48) - dots,
            received: received.clamp(12, 64) - dots,
            stepped: false,
        }
    }

    /// A text in the language.
    pub(crate) fn say(&self, text: Text) -> String {
        self.voice().say(text)
    }

    /// What stands between two things of a list.
    pub(crate) fn comma(&self) -> &'static str {
        self.voice().comma()
    }

    /// The characters that may be written.
    pub(crate) fn letters(&self) -> Letters {
        self.voice().letters()
    }
}

/// How a page is written: what decides on its words, whatever it is drawn on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Voice {
    /// The language.
    pub lang: Lang,
    /// How much is said.
    pub verbosity: Verbosity,
    /// As in [`Look::ascii`].
    pub ascii: bool,
    /// So much is quoted of what a call sends, in columns.
    pub sent: usize,
    /// So much is quoted of what a call brought, in columns: on a wide terminal, what the other columns leave.
    pub received: usize,
    /// Whether the page is stepped through where it is read: then it has the places of all bytes after each call.
    pub stepped: bool,
}

impl Voice {
    /// For sentences in a file for programs: English.
    pub const FOR_PROGRAMS: Voice = Voice {
        lang: Lang::En,
        verbosity: Verbosity::Normal,
        ascii: false,
        sent: 20,
        received: 13,
        stepped: false,
    };

    /// The characters that may be written.
    pub(crate) fn letters(&self) -> Letters {
        match (self.ascii, self.lang) {
            (true, Lang::En) => Letters::Ascii,
            _ => Letters::All,
        }
    }

    /// Bytes in quotation marks: see [`escape::quote`].
    pub(crate) fn quote(&self, bytes: &[u8], len: u64, columns: usize) -> String {
        escape::quote(bytes, len, columns, self.letters())
    }

    /// A text of `len` bytes in another encoding, in quotation marks; `whole`: it is all of it.
    pub(crate) fn quote_decoded(
        &self,
        text: &str,
        whole: bool,
        len: u64,
        columns: usize,
    ) -> String {
        escape::quote_part(text.as_bytes(), whole, len, columns, self.letters())
    }

    /// A text in the language.
    pub(crate) fn say(&self, text: Text) -> String {
        match self.lang {
            Lang::En => text.en,
            Lang::Zh => text.zh,
        }
    }

    /// What stands between two things of a list.
    pub(crate) fn comma(&self) -> &'static str {
        match self.lang {
            Lang::En => ", ",
            Lang::Zh => "，",
        }
    }

    /// Whether a case is to fit a screen.
    pub(crate) fn brief(&self) -> bool {
        self.verbosity == Verbosity::Normal
    }

    /// The voice for what has no screen to fit: only who wants next to nothing gets no more.
    pub fn in_full(self) -> Self {
        let verbosity = match self.verbosity {
            Verbosity::Normal => Verbosity::Full,
            Verbosity::Quiet | Verbosity::Full | Verbosity::Verbose => self.verbosity,
        };
        Voice { verbosity, ..self }
    }

    pub(crate) fn quiet(&self) -> bool {
        self.verbosity == Verbosity::Quiet
    }

    pub(crate) fn verbose(&self) -> bool {
        self.verbosity == Verbosity::Verbose
    }
}
