//! Headers in JSON: the tutorials' own bytes, other people's spellings, and hostile ones.

use super::read;
use bytes::Bytes;
use proptest::prelude::*;
use stickydemo::framing::{Framing, FramingError, JsonHeader};
use stickydemo::model::{ErrorName, Header};

fn framing(key: &str) -> JsonHeader {
    JsonHeader::new(Header::I32le, key, 4096, 5000)
}

/// A frame with this JSON text and this body.
fn frame(json: &str, body: &[u8]) -> Vec<u8> {
    let len = i32::try_from(json.len()).unwrap();
    [&len.to_le_bytes(), json.as_bytes(), body].concat()
}

fn refused(json: &str) -> FramingError {
    let (messages, ended) = read(&framing("total_size"), [&frame(json, b"")[..]]);
    assert!(messages.is_empty(), "{json}");
    ended.unwrap_err()
}

/// A 3000-byte answer has a 69-byte header, prefix `45000000`.
#[test]
fn the_tutorials_header() {
    let json = r#"{"file_name": "a.txt", "total_size": 3000, "md5": "asdfasdf12345678"}"#;
    let stream = frame(json, &[b'x'; 3000]);
    assert_eq!(stream[..4], [0x45, 0, 0, 0]);
    let (messages, ended) = read(&framing("total_size"), stream.chunks(1024));
    assert_eq!((messages, ended), (vec![Bytes::from(vec![b'x'; 3000])], Ok(())));
}

#[test]
fn what_is_written_is_what_json_dumps_writes() {
    for (key, bytes) in [
        ("total_size", &b"\x11\0\0\0{\"total_size\": 2}hi"[..]),
        ("data_size", b"\x10\0\0\0{\"data_size\": 2}hi"),
        ("a\"b", b"\x0b\0\0\0{\"a\\\"b\": 2}hi"),
    ] {
        let mut out = Vec::new();
        framing(key).encode(b"hi", &mut out).unwrap();
        assert_eq!(out, bytes);
        assert_eq!(read(&framing(key), [&out[..]]).0, [&b"hi"[..]]);
    }
}

#[test]
fn any_order_any_other_keys_escaped_or_not() {
    for json in [
        r#"{"total_size":2}"#,
        r#" { "total_size" : 2 } "#,
        r#"{"total\u005fsize": 2}"#,
        r#"{"md5": null, "total_size": 2, "file_name": "\u4f60\u597d.txt"}"#,
        r#"{"total_size": 2, "file_name": "你好.txt", "more": {"total_size": 9, "a": [1, 2.5]}}"#,
    ] {
        let (messages, ended) = read(&framing("total_size"), [&frame(json, b"hi")[..]]);
        assert_eq!((messages, ended), (vec![Bytes::from("hi")], Ok(())), "{json}");
    }
}

#[test]
fn what_says_no_size() {
    for json in ["{}", r#"{"file_size": 2}"#, r#"{"total_size": "2"}"#, r#"{"total_size": 2.0}"#] {
        assert_eq!(refused(json), FramingError::NoSize, "{json}");
    }
    assert_eq!(refused(r#"{"total_size": -2}"#), FramingError::Negative { value: -2 });
    assert_eq!(refused(r#"{"total_size": 2, "total_size": 3}"#), FramingError::TwoSizes);
    let claim = FramingError::ClaimTooLarge { claim: 5001, max: 5000 };
    assert_eq!(refused(r#"{"total_size": 5001}"#), claim);
    let terabyte = FramingError::ClaimTooLarge { claim: 1 << 40, max: 5000 };
    assert_eq!(refused(r#"{"total_size": 1099511627776}"#), terabyte);
}

#[test]
fn what_is_no_json_object() {
    for (json, line, column) in [
        ("", 1, 0),
        ("[2]", 1, 0),
        ("2", 1, 1),
        ("{\"total_size\": 2,}", 1, 18),
        ("{\"total_size\": 2} 3", 1, 19),
        ("{\n\"total_size\" 2}", 2, 14),
    ] {
        let error = refused(json);
        assert_eq!(error.name(), ErrorName::BadFrame, "{json}");
        assert_eq!(error, FramingError::NoJson { line, column }, "{json}");
    }
    let deep = format!("{{\"total_size\": {}", "[".repeat(4000));
    assert!(matches!(refused(&deep), FramingError::NoJson { .. }));
    let deep = format!("{{\"a\": {}", "{\"a\":".repeat(800));
    assert!(matches!(refused(&deep), FramingError::NoJson { .. }));
}

/// The length of the JSON text is a stranger's word like any other.
#[test]
fn a_header_has_a_longest() {
    for (prefix, claim) in [([0xff, 0xff, 0xff, 0x7f], i32::MAX as u64), ([1, 0x10, 0, 0], 4097)] {
        let error = read(&framing("n"), [&prefix[..]]).1.unwrap_err();
        assert_eq!(error, FramingError::HeaderTooLarge { claim, max: 4096 });
        assert_eq!(error.name(), ErrorName::FrameTooLarge);
    }
    let error = read(&framing("n"), [&[0xff; 4][..]]).1.unwrap_err();
    assert_eq!(error, FramingError::Negative { value: -1 });
    let long = JsonHeader::new(Header::I32le, "k".repeat(100), 64, 10);
    let error = long.encode(b"", &mut Vec::new()).unwrap_err();
    assert_eq!(error, FramingError::HeaderTooLarge { claim: 107, max: 64 });
    let narrow = JsonHeader::new(Header::U8, "k".repeat(300), 4096, 10);
    let error = narrow.encode(b"", &mut Vec::new()).unwrap_err();
    assert_eq!(error, FramingError::OutOfRange { header: Header::U8, value: 307 });
}

#[test]
fn the_end_in_each_part() {
    let stream = frame(r#"{"total_size": 2}"#, b"hi");
    for (end, whole) in [(3, None), (20, None), (21, Some(23)), (22, Some(23))] {
        let error = read(&framing("total_size"), [&stream[..end]]).1.unwrap_err();
        assert_eq!(error, FramingError::EndInsideFrame { have: end as u64, whole });
    }
}

proptest! {
    /// Whatever serde_json writes with that key in it is understood, or has a reason.
    #[test]
    fn objects_of_any_kind(
        others in prop::collection::btree_map("[a-z_é\"]{0,5}", ".{0,8}", 0..4),
        len in 0..20_usize,
        place in 0..300_usize,
    ) {
        let mut object: serde_json::Map<String, serde_json::Value> =
            others.into_iter().map(|(key, value)| (key, value.into())).collect();
        object.insert("total_size".into(), len.into());
        let body = vec![b'x'; len];
        let stream = frame(&serde_json::Value::Object(object).to_string(), &body);
        let (one, two) = stream.split_at(place % (stream.len() + 1));
        let outcome = read(&framing("total_size"), [one, two]);
        prop_assert_eq!(outcome, (vec![Bytes::from(body)], Ok(())));
    }

    #[test]
    fn any_json_text_has_an_outcome(json in "[{}\\[\\]:,\"a0-9 .e-]{0,40}") {
        let _ = read(&framing("a"), [&frame(&json, b"")[..]]);
    }
}
