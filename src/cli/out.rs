//! Where the result goes: the terminal (or a pipe), or a file that is complete or not there. A file
//! whose name ends in `.gz` is compressed.
//!
//! Nothing is written but through here, and everything is made fit to be written here
//! ([`report::fit`]): what is a stranger's and was not escaped where it was put into a sentence is
//! escaped now.

use super::failure::Failure;
use super::interrupt::Interrupts;
use super::locale::Manner;
use super::save::Save;
use crate::net;
use crate::report::{Document, Look, Page, Pen, Verbosity, fit, json, visible};
use anyhow::Context;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;
use std::path::Path;

/// The result's destination.
pub(crate) struct Output {
    place: Destination,
    look: Look,
    pen: Pen,
}

enum Destination {
    /// Standard output.
    Standard,
    /// `--output FILE`.
    File(Save),
    /// `--output FILE.gz`, and what has come so far.
    Packed(Save, GzEncoder<Vec<u8>>),
}

impl Output {
    /// Opens it. What cannot be written is refused here, before any work is done.
    pub(crate) fn open(
        file: Option<&Path>,
        look: &Look,
        interrupts: &Interrupts,
    ) -> anyhow::Result<Self> {
        let place = match file {
            None => standard().map(|()| Destination::Standard)?,
            Some(path) => {
                let save = Save::begin(path, interrupts)?;
                let packed = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("gz"));
                match packed {
                    true => {
                        Destination::Packed(save, GzEncoder::new(Vec::new(), Compression::best()))
                    }
                    false => Destination::File(save),
                }
            }
        };
        Ok(Output { place, look: *look, pen: Pen::new(*look) })
    }

    /// Whether it is standard output.
    pub(crate) fn is_standard(&self) -> bool {
        matches!(self.place, Destination::Standard)
    }

    /// Writes, and lets it be seen at once.
    pub(crate) fn write(&mut self, text: &str) -> anyhow::Result<()> {
        let text = fit(text, &self.look);
        self.bytes(text.as_bytes())
    }

    /// Writes a page.
    pub(crate) fn page(&mut self, page: &Page) -> anyhow::Result<()> {
        let text = self.pen.draw(page);
        self.write(&text)
    }

    /// Writes JSON, whose escapes are its own, and lets it be seen at once.
    pub(crate) fn write_json(&mut self, text: &str) -> anyhow::Result<()> {
        let text = json::fit(text, self.look.ascii);
        self.bytes(text.as_bytes())
    }

    /// Writes XML, whose escapes are its own.
    pub(crate) fn write_xml(&mut self, text: &str) -> anyhow::Result<()> {
        self.bytes(text.as_bytes())
    }

    /// Writes HTML, in which everything is escaped, and lets it be seen at once.
    pub(crate) fn write_html(&mut self, document: &Document) -> anyhow::Result<()> {
        self.bytes(document.html(self.look.ascii).as_bytes())
    }

    fn bytes(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        match &mut self.place {
            Destination::Standard => print_bytes(bytes),
            Destination::File(save) => save.write(bytes),
            Destination::Packed(_, encoder) => {
                encoder.write_all(bytes).with_context(|| Failure::unwritable(None))
            }
        }
    }

    /// Everything is written: now the file may take its name.
    pub(crate) fn finish(self) -> anyhow::Result<()> {
        match self.place {
            Destination::Standard => Ok(()),
            Destination::File(save) => save.finish(),
            Destination::Packed(mut save, encoder) => {
                let bytes = encoder.finish().with_context(|| Failure::unwritable(None))?;
                save.write(&bytes)?;
                save.finish()
            }
        }
    }
}

/// To standard output.
pub(crate) fn print(text: &str, manner: &Manner) -> anyhow::Result<()> {
    print_bytes(fit(text, &manner.look(Verbosity::Normal)).as_bytes())
}

/// A page, to standard output.
pub(crate) fn print_page(page: &Page, manner: &Manner) -> anyhow::Result<()> {
    print(&page.text(&manner.look(Verbosity::Normal)), manner)
}

/// Rows of fields with a tab between two, to standard output, for programs that take lines: whatever this terminal
/// shows, nobody but them reads it.
pub(crate) fn print_fields<const N: usize>(
    rows: &[[String; N]],
    manner: &Manner,
) -> anyhow::Result<()> {
    let look = Look { color: false, ascii: manner.ascii_asked, ..manner.look(Verbosity::Normal) };
    let line = |row: &[String; N]| {
        let fields = row.iter().map(|field| fit(field, &look).replace('\n', " "));
        fields.collect::<Vec<_>>().join("\t") + "\n"
    };
    print_bytes(rows.iter().map(line).collect::<String>().as_bytes())
}

/// JSON, to standard output.
pub(crate) fn print_json(text: &str, manner: &Manner) -> anyhow::Result<()> {
    print_bytes(json::fit(text, manner.ascii).as_bytes())
}

/// To standard output as it is, to the byte: only what is known to be text and nothing more.
pub(crate) fn print_bytes(bytes: &[u8]) -> anyhow::Result<()> {
    standard()?;
    let mut out = std::io::stdout().lock();
    out.write_all(bytes).and_then(|()| out.flush()).with_context(|| Failure::unwritable(None))
}

/// Refuses a standard output that is closed: what is written there is lost, and no write says so.
pub(crate) fn standard() -> anyhow::Result<()> {
    if net::stdout_is_closed() { Err(Failure::no_standard_output().into()) } else { Ok(()) }
}

/// To standard error. If that is gone too there is nobody left to tell.
pub(crate) fn complain(text: &str, manner: &Manner) {
    complain_bytes(fit(text, &manner.error_look()).as_bytes());
}

/// Draws this line over the one that standard error, a terminal, stands in.
pub(crate) fn redraw(line: &str) {
    complain_bytes(format!("\r{}", visible(line)).as_bytes());
}

pub(super) fn complain_bytes(bytes: &[u8]) {
    let mut err = std::io::stderr().lock();
    let _ = err.write_all(bytes).and_then(|()| err.flush());
}
