//! Lengths in text, and values that are text: their definitions, and other people's readers.

use super::{cut, read};
use bytes::{Bytes, BytesMut};
use proptest::prelude::*;
use redis_protocol::resp2::{decode::decode, types::OwnedFrame};
use serde_json::value::RawValue;
use stickydemo::framing::{ContentLength, Framing, FramingError, JsonValue, TextLength};

fn error(framing: &dyn Framing, stream: &[u8]) -> FramingError {
    let at_once = read(framing, [stream]);
    assert_eq!(read(framing, stream.chunks(1)), at_once, "{stream:?}");
    at_once.1.unwrap_err()
}

/// The examples of <https://cr.yp.to/proto/netstrings.txt>.
#[test]
fn netstrings_as_they_are_defined() {
    let framing = TextLength::netstring(100);
    let stream = b"12:hello world!,0:,";
    let expected = (vec![Bytes::from("hello world!"), Bytes::new()], Ok(()));
    assert_eq!(read(&framing, [&stream[..]]), expected);
    for (stream, expected) in [
        (&b"012:hello world!,"[..], FramingError::LeadingZero),
        (b"00:,", FramingError::LeadingZero),
        (b":,", FramingError::NoNumber { at: 0 }),
        (b" 5:hello,", FramingError::NoNumber { at: 0 }),
        (b"-1:,", FramingError::NoNumber { at: 0 }),
        (b"5;hello,", FramingError::WrongSign { at: 1 }),
        (b"5:hello;", FramingError::WrongSign { at: 7 }),
        (b"101:", FramingError::ClaimTooLarge { claim: 101, max: 100 }),
        (b"99999999999999999999:", FramingError::LongNumber { most: 19 }),
        (b"5:hell", FramingError::EndInsideFrame { have: 6, whole: Some(8) }),
        (b"5:hello", FramingError::EndInsideFrame { have: 7, whole: Some(8) }),
    ] {
        assert_eq!(error(&framing, stream), expected, "{stream:?}");
    }
}

#[test]
fn bulk_strings_as_they_are_defined() {
    let framing = TextLength::resp(100);
    let stream = b"$5\r\nhello\r\n$0\r\n\r\n";
    assert_eq!(read(&framing, [&stream[..]]), (vec![Bytes::from("hello"), Bytes::new()], Ok(())));
    for (stream, expected) in [
        (&b"$-1\r\n"[..], FramingError::NoNumber { at: 1 }),
        (b"+OK\r\n", FramingError::WrongSign { at: 0 }),
        (b"*1\r\n$1\r\na\r\n", FramingError::WrongSign { at: 0 }),
        (b"$5\nhello\r\n", FramingError::WrongSign { at: 2 }),
        (b"$5\r\nhello!\r\n", FramingError::WrongSign { at: 9 }),
    ] {
        assert_eq!(error(&framing, stream), expected, "{stream:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    /// What ours takes theirs takes, and makes the same of it. Theirs takes more: a null, leading zeros, and other bytes
    /// where the end of a string is due.
    #[test]
    fn bulk_strings_are_what_redis_protocol_reads(
        stream in prop_oneof![
            "(\\$[0-9]{1,2}\r\n[a\r\n$0-9]{0,12}\r\n){0,3}",
            prop::collection::vec("[a\r\n]{0,9}", 0..4).prop_map(|texts| {
                texts.iter().map(|text| format!("${}\r\n{text}\r\n", text.len())).collect::<String>()
            }),
        ],
        places in prop::collection::vec(0..60_usize, 0..5),
    ) {
        let (messages, ended) = read(&TextLength::resp(1000), cut(stream.as_bytes(), &places));
        let mut rest = stream.as_bytes();
        for message in messages {
            let (frame, len) = decode(rest).unwrap().unwrap();
            prop_assert_eq!(frame, OwnedFrame::BulkString(message.to_vec()));
            rest = &rest[len..];
        }
        match ended {
            Ok(()) => prop_assert!(rest.is_empty()),
            Err(FramingError::EndInsideFrame { .. }) => prop_assert!(matches!(decode(rest), Ok(None))),
            Err(_) => {}
        }
    }

    /// Header lines that ours takes httparse takes, and finds the same length in them; it also takes a bare `\n`,
    /// and leaves the meaning of two lengths to whoever asks it.
    #[test]
    fn header_lines_are_what_httparse_reads(
        lines in prop::collection::vec(
            prop_oneof![
                "[Cc]ontent-[Ll]ength:[ \t]?[0-9]{1,2}[ ]?",
                "[a-z-]{0,4}[ :]{0,2}[a-z\t\u{1}]{0,4}",
                "[A-Za-z-]{1,9}: [ -~]{0,9}",
            ]
            .prop_filter("an empty line would end them", |line| !line.is_empty()),
            0..4,
        ),
        end in prop_oneof![4 => Just("\r\n"), 1 => Just("\n")],
    ) {
        let head: String = lines.iter().map(|line| format!("{line}{end}")).collect();
        let stream = format!("{head}\r\n{}", "x".repeat(99));
        let mut decoder = ContentLength::new(400, 99).decoder();
        let found = decoder.decode(&mut BytesMut::from(stream.as_bytes()));
        let mut fields = [httparse::EMPTY_HEADER; 9];
        let theirs = httparse::parse_headers(stream.as_bytes(), &mut fields);
        let Ok(Some(message)) = found else {
            if let Ok(httparse::Status::Complete((_, fields))) = theirs {
                let lengths = fields.iter().filter(|field| field.name.eq_ignore_ascii_case("content-length"));
                // A first line that is empty is the end of no lines at all.
                prop_assert!(lengths.count() != 1 || end == "\n");
            }
            return Ok(());
        };
        let (size, fields) = theirs.unwrap().unwrap();
        prop_assert_eq!(size, head.len() + 2);
        let lengths: Vec<&[u8]> =
            fields.iter().filter(|f| f.name.eq_ignore_ascii_case("content-length")).map(|f| f.value).collect();
        let says: usize = std::str::from_utf8(lengths[0]).unwrap().trim().parse().unwrap();
        prop_assert_eq!((lengths.len(), says), (1, message.len()));
    }

    /// `StreamDeserializer` takes numbers and words, too, where a blank is behind them; and it takes no two strings
    /// without anything between them for an error.
    #[test]
    fn json_values_are_what_serde_json_streams(
        stream in prop_oneof![
            "[\\[\\]{}\", \\\\:1a\n]{0,24}",
            "(\\[(\"[a\\\\\"\\]]{0,3}\",?)*\\] ?){0,4}",
            "(\\{\"a\":\\{\"]\":\\[1,\"\\\\\"\"\\]\\}\\} ?){0,3}",
        ],
        places in prop::collection::vec(0..60_usize, 0..5),
    ) {
        let (messages, ended) = read(&JsonValue::new(1000), cut(stream.as_bytes(), &places));
        let theirs: Vec<_> =
            serde_json::Deserializer::from_str(&stream).into_iter::<&RawValue>().collect();
        for (message, value) in messages.iter().zip(&theirs) {
            prop_assert_eq!(message, value.as_ref().unwrap().get());
        }
        if ended.is_ok() {
            prop_assert_eq!(messages.len(), theirs.len());
        }
        // What they take beyond ours is a number or a word, or what comes after one.
        if let Some(Ok(next)) = theirs.get(messages.len()) {
            prop_assert!(!matches!(next.get().as_bytes()[0], b'[' | b'{' | b'"'), "{:?} {ended:?}", next);
        }
    }
}

#[test]
fn header_lines_that_are_none() {
    let framing = ContentLength::new(60, 100);
    for (stream, expected) in [
        (&b"\r\nhello"[..], FramingError::NoLength),
        (b"Content-Type: text\r\n\r\n", FramingError::NoLength),
        (b"Content-Length: 1\r\ncontent-length: 1\r\n\r\nx", FramingError::TwoLengths),
        (b"Content-Length : 1\r\n\r\nx", FramingError::BadField { line: 1 }),
        (b"A: b\r\n Content-Length: 1\r\n\r\nx", FramingError::BadField { line: 2 }),
        (b"GET / HTTP/1.1\r\nContent-Length: 1\r\n\r\nx", FramingError::BadField { line: 1 }),
        (b"Content-Length: 1\nX: y\r\n\r\nx", FramingError::BadField { line: 1 }),
        (b"Content-Length: +1\r\n\r\nx", FramingError::BadField { line: 1 }),
        (b"Content-Length: 1, 1\r\n\r\nx", FramingError::BadField { line: 1 }),
        (b"Content-Length:\r\n\r\n", FramingError::BadField { line: 1 }),
        (b"Content-Length: 99999999999999999999\r\n\r\n", FramingError::BadField { line: 1 }),
        (b"Content-Length: 101\r\n\r\n", FramingError::ClaimTooLarge { claim: 101, max: 100 }),
        (
            b"X: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n\r\n",
            FramingError::HeadTooLong { max: 60 },
        ),
    ] {
        assert_eq!(error(&framing, stream), expected, "{stream:?}");
    }
    let mut decoder = framing.decoder();
    let mut request = BytesMut::from(&b"GET / HTTP/1.1\r\n\r\n"[..]);
    assert!(decoder.decode(&mut request).is_err());
    let said = decoder.doubt(&request, true).unwrap().text().en;
    assert_eq!(said, "The bytes begin with \"GET \", as an HTTP request does.");
}

#[test]
fn json_that_shows_no_end_or_is_none() {
    let framing = JsonValue::new(20);
    for (stream, expected) in [
        (&b"12 "[..], FramingError::NoValue { at: 0 }),
        (b" true", FramingError::NoValue { at: 0 }),
        (b"}", FramingError::NoValue { at: 0 }),
        (b"[1}", FramingError::BadJson { line: 1, column: 3 }),
        (b"[\n\"\xff\"]", FramingError::BadJson { line: 2, column: 2 }),
        (b"[[[[[[[[[[[[[[[[[[[[[[[[[[", FramingError::LongValue { max: 20 }),
        (b"\"a 20 byte string!!!!!\"", FramingError::LongValue { max: 20 }),
        (b"[\"]\\\"", FramingError::EndInsideFrame { have: 5, whole: None }),
    ] {
        assert_eq!(error(&framing, stream), expected, "{stream:?}");
    }
    for (message, expected) in [
        (&b"12"[..], FramingError::NoValue { at: 0 }),
        (b"", FramingError::BadJson { line: 1, column: 0 }),
        (b"[1] ", FramingError::NoValue { at: 3 }),
        (b" [1]", FramingError::NoValue { at: 0 }),
        (b"[1", FramingError::BadJson { line: 1, column: 2 }),
        (b"{\"a\"}", FramingError::BadJson { line: 1, column: 5 }),
    ] {
        assert_eq!(framing.encode(message, &mut Vec::new()), Err(expected), "{message:?}");
    }
}

/// As deep as the maximum lets it be: nothing recurses.
#[test]
fn brackets_without_end_are_no_recursion() {
    let deep = [vec![b'['; 1 << 19], vec![b']'; 1 << 19]].concat();
    assert_eq!(read(&JsonValue::new(1 << 20), [&deep[..]]).0, [&deep[..]]);
}
