//! Texts that are kept in files and compared whole, to the last blank, and recordings. With
//! `UPDATE_EXPECTED=1` in the environment what differs is written to its file instead: CONTRIBUTING.md says
//! when.

use flate2::{Compression, write::GzEncoder};
use snapbox::assert::Action;
use snapbox::data::DataFormat;
use snapbox::report::Palette;
use snapbox::{Assert, Data};
use std::fs::{File, read};
use std::io::Write;
use std::path::{Path, PathBuf};
use stickydemo::model::Trace;
use stickydemo::report::json;

const UPDATE: &str = "UPDATE_EXPECTED";

/// How to take what was found.
pub(crate) const HOW: &str =
    "If what was found is right: UPDATE_EXPECTED=1, and read the difference.";

/// Whether files take what is found.
pub(crate) fn updating() -> bool {
    std::env::var_os(UPDATE).is_some_and(|value| !value.is_empty() && value != "0")
}

fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

/// That a file below `tests` has this text; else what differs.
pub(crate) fn check(file: &Path, found: &str) -> Result<(), String> {
    let path = tests().join(file);
    let action = if updating() { Action::Overwrite } else { Action::Verify };
    let kept = Data::read_from(&path, Some(DataFormat::Text)).raw();
    let assert = Assert::new().action(action).palette(Palette::plain());
    let differs = |error| format!("{error}{HOW}\n");
    assert.try_eq(Some(&"what was found"), Data::text(found), kept).map_err(differs)
}

/// That a file below `tests` has nothing in it but this trace. `run` writes beside that what it makes of it,
/// which nobody reads.
pub(crate) fn check_recording(file: &Path, trace: &Trace) -> Result<(), String> {
    let (path, recorded) = (tests().join(file), json::write_recorded(trace).unwrap());
    if *json::unpacked(&read(&path).unwrap()).unwrap() == *recorded.as_bytes() {
        return Ok(());
    }
    if !updating() {
        return Err(format!("{}: more is in it than was recorded. {HOW}\n", file.display()));
    }
    let mut packed = GzEncoder::new(File::create(&path).unwrap(), Compression::best());
    packed.write_all(recorded.as_bytes()).unwrap();
    packed.finish().unwrap();
    Ok(())
}
