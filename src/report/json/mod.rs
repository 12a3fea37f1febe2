//! The trace file: written for other programs and other computers, read back from strangers.
//!
//! The published schema, `schema/trace-1.json`, is made of the structs in `file`; a test holds it to them.
//! A case has three parts:
//!
//! ```text
//!   stable    what is the same in every run that shows the same: verdict, fates, main causes,
//!             returned bytes, the outcome of each expectation
//!   measured  what differs from run to run: segment counts, held bytes, times, the figures that
//!             prove the causes
//!   trace     what happened: sockets, records, leftovers. Everything above is worked out from it
//! ```
//!
//! Ports and absolute times are in none of them. A reader recomputes `stable` and `measured` from
//! `trace` with its own analysis and does not believe the file's; they are there for programs that
//! have no analysis (`jq`), and a file may do without them ([`write_recorded`]). With `--repeat` a case also has `repeat`: counts and ranges over all
//! runs; its other parts are then one of the runs, the first that was not shown if there was one. A
//! comparison uses these counts where they can be of runs like that one, and says so where not.

mod data;
mod embedded;
mod error;
mod file;
mod format;
mod locate;
mod make;
mod packed;
mod read;
mod refuse;
mod wanted;

pub use data::DataFault;
pub use embedded::embed;
pub use error::{TraceError, TraceFault};
pub use format::fit;
pub use packed::{Pieces, unpacked};
pub use read::{Reader, Recording, read, read_repeated};
pub use wanted::{Kind, Wanted};

use crate::analysis::{CaseAnalysis, Tally};
use crate::model::{CaseTrace, Trace, digest as sha256};
use make::Judged;

/// The digest of a scenario's source, as a trace has it: SHA-256 in lower-case hex.
pub fn digest(source: &str) -> String {
    sha256(source.as_bytes())
}

/// The bytes that a case's trace comes to in a file at the least: as JSON without a space.
pub fn size_of(trace: &CaseTrace) -> u64 {
    struct Counter(u64);
    impl std::io::Write for Counter {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0 = self.0.saturating_add(bytes.len() as u64);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let mut counter = Counter(0);
    // Writing what this program has made to a counter does not fail; what was counted counts.
    serde_json::to_writer(&mut counter, &trace.records).ok();
    counter.0
}

/// A trace as a file of nothing but what happened: whoever reads it judges it.
///
/// # Errors
/// The source of a scenario is not a scenario, or a case is not in it.
pub fn write_recorded(trace: &Trace) -> Result<String, TraceError> {
    written(trace, None, &[])
}

/// The same with what was counted over many runs, for each scenario, for each of its cases, as [`Recording::repeats`]
/// has it.
///
/// # Errors
/// As for [`write_recorded`].
pub fn write_counted(trace: &Trace, repeats: &[Vec<Option<Tally>>]) -> Result<String, TraceError> {
    let tallies: Vec<Vec<Option<&Tally>>> =
        repeats.iter().map(|all| all.iter().map(Option::as_ref).collect()).collect();
    written(trace, None, &tallies)
}

/// A trace as a file. `analyses`: for each scenario, for each of its cases.
///
/// # Errors
/// The values do not belong together: the source of a scenario is not a scenario, a case is not in it, or an
/// analysis is missing.
pub fn write(trace: &Trace, analyses: &[Vec<CaseAnalysis>]) -> Result<String, TraceError> {
    write_repeated(trace, analyses, &[])
}

/// Writes a trace of many runs of each case: `tallies` is shaped like `analyses`.
///
/// # Errors
/// As for [`write()`].
pub fn write_repeated(
    trace: &Trace,
    analyses: &[Vec<CaseAnalysis>],
    tallies: &[Vec<Tally>],
) -> Result<String, TraceError> {
    let sessions = make::sessions(trace);
    let tallies: Vec<Vec<Option<&Tally>>> =
        tallies.iter().map(|all| all.iter().map(Some).collect()).collect();
    written(trace, Some(Judged { cases: analyses, sessions: &sessions }), &tallies)
}

fn written(
    trace: &Trace,
    judged: Option<Judged<'_>>,
    tallies: &[Vec<Option<&Tally>>],
) -> Result<String, TraceError> {
    let file = make::file(trace, judged, tallies)?;
    let text = format::text(&file).map_err(|error| TraceFault::Mismatch(error.to_string()))?;
    Ok(fit(&text, false).into_owned())
}
