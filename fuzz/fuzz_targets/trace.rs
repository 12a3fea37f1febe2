//! The trace reader, and what is made of a trace that it takes: the analysis, the pictures, the file.
#![no_main]

use libfuzzer_sys::fuzz_target;
use stickydemo::report::json::read_repeated;
use stickydemo_fuzz::{analyses, assert_kept, assert_refused, draw};

fuzz_target!(|bytes: &[u8]| match read_repeated(bytes) {
    Ok(recording) => {
        let analyses = analyses(&recording.trace, &recording.scenarios);
        draw(&recording.trace, &recording.scenarios, &analyses);
        assert_kept(&recording, &analyses);
    }
    Err(error) => assert_refused(&error),
});
