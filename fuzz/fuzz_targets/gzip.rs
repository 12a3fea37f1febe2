//! Unpacking: bytes that are no gzip file stay what they are, others come out whole or not at all, and
//! never more of them than a trace may have, and one.
#![no_main]

use libfuzzer_sys::fuzz_target;
use stickydemo::model::Limits;
use stickydemo::report::json::{read, unpacked};
use stickydemo_fuzz::assert_refused;

fuzz_target!(|bytes: &[u8]| {
    match unpacked(bytes) {
        Ok(out) if bytes.starts_with(&[0x1f, 0x8b]) => {
            assert!(out.len() as u64 <= Limits::TRACE + 1)
        }
        Ok(out) => assert_eq!(*out, *bytes),
        Err(error) => assert_refused(&error),
    }
    if let Err(error) = read(bytes) {
        assert_refused(&error);
    }
});
