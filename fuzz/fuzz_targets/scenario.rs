//! The scenario reader: any bytes are a scenario, or one error with its place.
#![no_main]

use libfuzzer_sys::fuzz_target;
use stickydemo::model::Lang;
use stickydemo::report::{Verbosity, case};
use stickydemo::scenario::parse;
use stickydemo_fuzz::{assert_plain, look};

fuzz_target!(|bytes: &[u8]| match parse("x.toml", bytes) {
    Ok(scenario) => {
        assert_eq!(scenario.source.as_bytes(), bytes, "a scenario keeps its source");
        for look in [
            look(40, Lang::Zh, false, Verbosity::Normal),
            look(80, Lang::En, true, Verbosity::Normal),
        ] {
            assert_plain(&case::intro(&scenario, &look.voice()).text(&look));
            assert_plain(&case::outro(&scenario, "linux", &look.voice()).text(&look));
        }
    }
    Err(error) => {
        for lang in [Lang::En, Lang::Zh] {
            assert_plain(&error.render(lang));
        }
    }
});
