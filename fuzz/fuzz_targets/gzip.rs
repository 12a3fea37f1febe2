//! Unpacking: bytes that are no gzip file stay what they are, others come out whole or not at all, and
//! never more of them than a trace may have, and one. Of a page each trace, and of all no more than a page may have.
#![no_main]

use libfuzzer_sys::fuzz_target;
use stickydemo::model::Limits;
use stickydemo::report::json::{Pieces, read, unpacked};
use stickydemo_fuzz::assert_refused;

fn is_page(bytes: &[u8]) -> bool {
    let begin = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    begin.get(..14).is_some_and(|word| word.eq_ignore_ascii_case(b"<!doctype html"))
}

fn each(pieces: Pieces<'_>) {
    let count = pieces.count_left();
    assert!((1..=Limits::TRACES).contains(&count));
    let (mut all, mut seen) = (0, 0);
    for piece in pieces {
        seen += 1;
        match piece {
            Ok(bytes) => {
                assert!(bytes.len() as u64 <= Limits::TRACE + 1);
                all += bytes.len() as u64;
                if let Err(error) = read(&bytes) {
                    assert_refused(&error);
                }
            }
            Err(error) => assert_refused(&error),
        }
    }
    assert_eq!(seen, count);
    assert!(all <= Limits::PAGE + 1);
}

fuzz_target!(|bytes: &[u8]| {
    match unpacked(bytes) {
        Ok(out) if bytes.starts_with(&[0x1f, 0x8b]) => {
            assert!(out.len() as u64 <= Limits::TRACE + 1)
        }
        Ok(out) if !is_page(bytes) => assert_eq!(*out, *bytes),
        Ok(out) => assert!(out.len() as u64 <= Limits::TRACE + 1),
        Err(error) => assert_refused(&error),
    }
    match Pieces::of(bytes) {
        Ok(pieces) => each(pieces),
        Err(error) => assert_refused(&error),
    }
    if let Err(error) = read(bytes) {
        assert_refused(&error);
    }
});
