//! Texts that are kept in files and compared whole, to the last blank. With `UPDATE_EXPECTED=1` in the
//! environment what differs is written to its file instead: CONTRIBUTING.md says when.

use snapbox::assert::Action;
use snapbox::data::DataFormat;
use snapbox::report::Palette;
use snapbox::{Assert, Data};
use std::path::Path;

const UPDATE: &str = "UPDATE_EXPECTED";

/// How to take what was found.
pub(crate) const HOW: &str =
    "If what was found is right: UPDATE_EXPECTED=1, and read the difference.";

/// Whether files take what is found.
pub(crate) fn updating() -> bool {
    std::env::var_os(UPDATE).is_some_and(|value| !value.is_empty() && value != "0")
}

/// That a file below `tests` has this text; else what differs.
pub(crate) fn check(file: &Path, found: &str) -> Result<(), String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(file);
    let action = if updating() { Action::Overwrite } else { Action::Verify };
    let kept = Data::read_from(&path, Some(DataFormat::Text)).raw();
    let assert = Assert::new().action(action).palette(Palette::plain());
    let differs = |error| format!("{error}{HOW}\n");
    assert.try_eq(Some(&"what was found"), Data::text(found), kept).map_err(differs)
}
