//! Values into text and JSON. Pure: no sockets, no clock, no files, no terminal.
//!
//! ```text
//!   costs  after a scenario: what its fixes cost, side by side
//!   text   what a person reads: intro, one case (timeline, packets, rulers, fates, causes, verdict), outro, summaries
//!   pages  `show` and `list`
//!   recordings  the traces that come with the program
//!   sweep  a truth table over option values, with bars
//!   compare  several traces side by side: a matrix, Markdown, JSON
//!   torture  what a framing survived, and the split that kills it
//!   live   a call as it comes back, of a session that goes on
//!   json   the trace file, written and read; its structs are the published schema
//!   fit    the last gate: what may be written to a terminal
//!   doc    lines of spans with a meaning; paint gives them colours (or none) last
//! ```
//!
//! Every text is first a document of lines of spans, and a span says what it *means* (message 3,
//! good, bad), not what colour it has. One function at the end, in `paint`, decides about colours
//! and about characters a plain terminal lacks, so nothing else can forget either. A span escapes
//! control and bidirectional characters when it is made: all text passes there, a stranger's too.

mod bytes;
mod calls;
mod checks;
pub mod compare;
mod costs;
mod datagrams;
mod departure;
mod doc;
pub(crate) mod errors;
mod escape;
mod facts;
mod fates;
mod fit;
mod given_up;
pub mod json;
mod kernel_bytes;
pub mod live;
mod packets;
pub mod pages;
mod paint;
mod places;
pub mod recordings;
mod repeat;
mod rounds;
mod ruler;
mod shared_addresses;
pub mod sweep;
pub mod text;
mod timeline;
pub mod torture;
mod trace_lookup;
mod verdict;
mod wire_losses;
mod wrap;
mod write_closed;

pub use crate::model::visible;
pub use costs::Costs;
pub(crate) use doc::Style;
pub use fit::{fit, spelled};
pub(crate) use paint::painted;
pub use verdict::Summary;
pub use wrap::prose;

use crate::model::{Lang, Text};
use escape::Letters;

/// How much is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verbosity {
    /// Verdict lines only.
    Quiet,
    /// The lesson.
    Normal,
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

    /// For sentences in a file for programs: English, and no terminal.
    pub(crate) const FOR_PROGRAMS: Look = Look {
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

    pub(crate) fn quiet(&self) -> bool {
        self.verbosity == Verbosity::Quiet
    }

    pub(crate) fn verbose(&self) -> bool {
        self.verbosity == Verbosity::Verbose
    }
}
