//! Where the result goes: the terminal (or a pipe), or a file that is complete or not there. A file
//! whose name ends in `.gz` is compressed.

use super::failure::Failure;
use super::interrupt::Interrupts;
use super::save::Save;
use crate::net;
use anyhow::Context;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;
use std::path::Path;

/// The result's destination.
pub(crate) enum Output {
    /// Standard output.
    Standard,
    /// `--output FILE`.
    File(Save),
    /// `--output FILE.gz`, and what has come so far.
    Packed(Save, GzEncoder<Vec<u8>>),
}

impl Output {
    /// Opens it. What cannot be written is refused here, before any work is done.
    pub(crate) fn open(file: Option<&Path>, interrupts: &Interrupts) -> anyhow::Result<Self> {
        match file {
            None => standard().map(|()| Output::Standard),
            Some(path) => {
                let save = Save::begin(path, interrupts)?;
                let packed = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("gz"));
                Ok(match packed {
                    true => Output::Packed(save, GzEncoder::new(Vec::new(), Compression::best())),
                    false => Output::File(save),
                })
            }
        }
    }

    /// Writes, and lets it be seen at once.
    pub(crate) fn write(&mut self, text: &str) -> anyhow::Result<()> {
        match self {
            Output::Standard => print(text),
            Output::File(save) => save.write(text.as_bytes()),
            Output::Packed(_, encoder) => {
                encoder.write_all(text.as_bytes()).with_context(|| Failure::unwritable(None))
            }
        }
    }

    /// Everything is written: now the file may take its name.
    pub(crate) fn finish(self) -> anyhow::Result<()> {
        match self {
            Output::Standard => Ok(()),
            Output::File(save) => save.finish(),
            Output::Packed(mut save, encoder) => {
                let bytes = encoder.finish().with_context(|| Failure::unwritable(None))?;
                save.write(&bytes)?;
                save.finish()
            }
        }
    }
}

/// To standard output.
pub(crate) fn print(text: &str) -> anyhow::Result<()> {
    print_bytes(text.as_bytes())
}

/// Bytes as they are to standard output.
pub(crate) fn print_bytes(bytes: &[u8]) -> anyhow::Result<()> {
    standard()?;
    let mut out = std::io::stdout().lock();
    out.write_all(bytes).and_then(|()| out.flush()).with_context(|| Failure::unwritable(None))
}

/// Refuses a standard output that is closed: what is written there is lost, and no write says so.
fn standard() -> anyhow::Result<()> {
    if net::stdout_is_closed() { Err(Failure::no_standard_output().into()) } else { Ok(()) }
}

/// To standard error. If that is gone too there is nobody left to tell.
pub(crate) fn complain(text: &str) {
    let mut err = std::io::stderr().lock();
    let _ = err.write_all(text.as_bytes()).and_then(|()| err.flush());
}
