//! Headers and streams from somebody who means harm, or from another protocol.

use super::read;
use bytes::BytesMut;
use proptest::prelude::*;
use stickydemo::framing::{
    Delimiter, Framing, FramingError, JsonHeader, LengthAck, LengthPrefix, Lines, UntilClose,
    check, from_spec,
};
use stickydemo::model::{ErrorName, FramingSpec, Header, TooLong};

const MAX: u64 = FramingSpec::DEFAULT_MAX;

/// The error the first message of a stream is answered with.
fn refused(framing: &dyn Framing, stream: &[u8]) -> FramingError {
    let (messages, ended) = read(framing, [stream]);
    assert!(messages.is_empty());
    ended.unwrap_err()
}

#[test]
fn a_claim_above_the_maximum_is_refused_in_every_header() {
    let claims: [(Header, &[u8], u64); 7] = [
        (Header::U32be, &[0xff; 4], 0xffff_ffff),
        (Header::U32le, &[0xff; 4], 0xffff_ffff),
        (Header::U64be, &[0xff; 8], u64::MAX),
        (Header::U64le, &[0xff; 8], u64::MAX),
        (Header::I32be, &[0x7f, 0xff, 0xff, 0xff], 0x7fff_ffff),
        (Header::I32le, &[0xff, 0xff, 0xff, 0x7f], 0x7fff_ffff),
        (Header::Varint, &[0xff, 0xff, 0xff, 0xff, 0x0f], 0xffff_ffff),
    ];
    for (header, stream, claim) in claims {
        let error = refused(&LengthPrefix::new(header, false, MAX), stream);
        assert_eq!(error, FramingError::ClaimTooLarge { claim, max: MAX });
        assert_eq!(error.name(), ErrorName::FrameTooLarge);
        let text = error.text();
        assert!(text.en.contains(&claim.to_string()) && text.zh.contains(&claim.to_string()));
    }
}

#[test]
fn one_byte_above_the_maximum_is_refused_and_the_maximum_taken() {
    for includes_header in [false, true] {
        let wide = LengthPrefix::new(Header::U16be, includes_header, 11);
        let narrow = LengthPrefix::new(Header::U16be, includes_header, 10);
        let (mut ten, mut eleven) = (Vec::new(), Vec::new());
        wide.encode(&[b'x'; 10], &mut ten).unwrap();
        wide.encode(&[b'x'; 11], &mut eleven).unwrap();
        assert_eq!(read(&narrow, [&ten[..]]).0.len(), 1);
        assert_eq!(refused(&narrow, &eleven), FramingError::ClaimTooLarge { claim: 11, max: 10 });
        let error = narrow.encode(&[b'x'; 11], &mut ten).unwrap_err();
        assert_eq!(error, FramingError::MessageTooLong { len: 11, max: 10 });
    }
    let line = Delimiter::new("\n", None, 10);
    assert_eq!(read(&line, [&b"xxxxxxxxxx\n"[..]]).0.len(), 1);
    let error = refused(&line, b"xxxxxxxxxxx\n");
    assert_eq!(error, FramingError::NoDelimiter { max: 10 });
    assert_eq!(error.name(), ErrorName::FrameTooLarge);
    let error = line.encode(&[b'x'; 11], &mut Vec::new()).unwrap_err();
    assert_eq!(error, FramingError::MessageTooLong { len: 11, max: 10 });
}

#[test]
fn lines_and_connections_have_a_longest() {
    let line = Lines::new(10);
    assert_eq!(read(&line, [&b"xxxxxxxxxx\n"[..]]).0.len(), 1);
    assert_eq!(refused(&line, b"xxxxxxxxxx\r\n"), FramingError::NoDelimiter { max: 10 });
    assert_eq!(refused(&line, b"xxxxxxxxxxx"), FramingError::NoDelimiter { max: 10 });
    let close = UntilClose::new(10);
    assert_eq!(read(&close, [&b"xxxxxxxxxx"[..]]).0.len(), 1);
    let error = refused(&close, b"xxxxxxxxxxx");
    assert_eq!(error, FramingError::NoEnd { max: 10 });
    assert_eq!(error.name(), ErrorName::FrameTooLarge);
    for framing in [&line as &dyn Framing, &close] {
        let error = framing.encode(&[b'x'; 11], &mut Vec::new()).unwrap_err();
        assert_eq!(error, FramingError::MessageTooLong { len: 11, max: 10 });
    }
}

#[test]
fn a_line_that_its_reader_would_change_is_refused() {
    let lines = Lines::new(100);
    for (message, at) in [("two\nlines", 3), ("\n", 0), ("end\r", 3), ("\r", 0)] {
        let error = lines.encode(message.as_bytes(), &mut Vec::new()).unwrap_err();
        assert_eq!(error, FramingError::HoldsDelimiter { at });
    }
    assert_eq!(lines.encode(b"a\rb", &mut Vec::new()), Ok(()));
}

#[test]
fn a_negative_length_is_refused() {
    for (header, stream) in
        [(Header::I32be, [0xff, 0xff, 0xff, 0xfe]), (Header::I32le, [0xfe, 0xff, 0xff, 0xff])]
    {
        for includes_header in [false, true] {
            let error = refused(&LengthPrefix::new(header, includes_header, MAX), &stream);
            assert_eq!(error, FramingError::Negative { value: -2 });
            assert_eq!(error.name(), ErrorName::BadFrame);
        }
    }
}

#[test]
fn a_frame_smaller_than_its_own_header_is_refused() {
    for claim in 0..4_u8 {
        let error = refused(&LengthPrefix::new(Header::U32be, true, MAX), &[0, 0, 0, claim]);
        let claim = u64::from(claim);
        assert_eq!(error, FramingError::SmallerThanHeader { claim, header: 4 });
        assert_eq!(error.name(), ErrorName::BadFrame);
    }
    let error = refused(&LengthPrefix::new(Header::Varint, true, MAX), &[0]);
    assert_eq!(error, FramingError::SmallerThanHeader { claim: 0, header: 1 });
}

#[test]
fn varints_that_are_none() {
    let framing = LengthPrefix::new(Header::Varint, false, u64::MAX);
    assert_eq!(refused(&framing, &[0x80, 0]), FramingError::Overlong { bytes: 2 });
    assert_eq!(refused(&framing, &[0x85, 0x80, 0]), FramingError::Overlong { bytes: 3 });
    assert_eq!(refused(&framing, &[0x80; 10]), FramingError::VarintTooBig);
    let mut two_to_the_64 = [0x80; 10];
    two_to_the_64[9] = 2;
    assert_eq!(refused(&framing, &two_to_the_64), FramingError::VarintTooBig);
    let begun = refused(&framing, &[0x80; 9]);
    assert_eq!(begun, FramingError::EndInsideFrame { have: 9, whole: None });
}

#[test]
fn the_end_inside_a_frame_is_an_error_with_its_figures() {
    let framing = LengthPrefix::new(Header::U32be, false, MAX);
    let error = refused(&framing, b"\0\0\0\x05hel");
    assert_eq!(error, FramingError::EndInsideFrame { have: 7, whole: Some(9) });
    assert_eq!(error.name(), ErrorName::EndInsideFrame);
    assert_eq!(error.text().en, "The stream ended inside a frame: 7 of its 9 bytes had arrived.");
    assert_eq!(error.text().zh, "数据流在一帧的中间结束了：这一帧共 9 字节，只到了 7 字节。");
    let error = refused(&framing, b"\0\0");
    assert_eq!(error, FramingError::EndInsideFrame { have: 2, whole: None });
}

#[test]
fn framings_that_mark_nothing_refuse_everything() {
    let max = MAX;
    for (spec, error) in [
        (FramingSpec::Fixed { len: 0, pad: None }, FramingError::ZeroLength),
        (
            FramingSpec::Delimiter {
                delimiter: vec![],
                or: vec![],
                escape: None,
                too_long: TooLong::Close,
                max,
            },
            FramingError::EmptyDelimiter,
        ),
        (
            FramingSpec::Delimiter {
                delimiter: b"a\\".to_vec(),
                or: vec![],
                escape: Some(b'\\'),
                too_long: TooLong::Close,
                max,
            },
            FramingError::EscapeInDelimiter,
        ),
        (FramingSpec::LengthAck { ack: vec![], end: None, max }, FramingError::EmptyAck),
        (
            FramingSpec::LengthAck { ack: b"ok".to_vec(), end: Some(b'0'), max },
            FramingError::DigitEnd,
        ),
    ] {
        assert_eq!(check(&spec), Err(error));
        let framing = from_spec(&spec);
        assert_eq!(framing.encode(b"", &mut Vec::new()), Err(error));
        assert_eq!(framing.decode(&mut BytesMut::from(&b"abc"[..])), Err(error));
        assert_eq!(framing.decode_eof(&mut BytesMut::new()), Err(error));
    }
}

/// One of each.
fn errors() -> Vec<FramingError> {
    let header = Header::U8;
    vec![
        FramingError::OutOfRange { header, value: 300 },
        FramingError::MessageTooLong { len: 12, max: 11 },
        FramingError::ClaimTooLarge { claim: 12, max: 11 },
        FramingError::NoDelimiter { max: 11 },
        FramingError::EndInsideFrame { have: 1, whole: None },
        FramingError::EndInsideFrame { have: 3, whole: Some(9) },
        FramingError::WrongLength { len: 4, must: 5 },
        FramingError::HoldsDelimiter { at: 4 },
        FramingError::Negative { value: -2 },
        FramingError::SmallerThanHeader { claim: 3, header: 4 },
        FramingError::BelowLayout { claim: 3, least: 4 },
        FramingError::BelowMessage { len: 3, least: 4 },
        FramingError::WrongOwnLength { says: 3, must: 12 },
        FramingError::StrippedVarint,
        FramingError::Overlong { bytes: 2 },
        FramingError::VarintTooBig,
        FramingError::WrongField { header, len: 3 },
        FramingError::ZeroLength,
        FramingError::EmptyDelimiter,
        FramingError::EscapeInDelimiter,
        FramingError::DelimiterInDelimiter,
        FramingError::EndsWithPadding { len: 5 },
        FramingError::NoEnd { max: 11 },
        FramingError::NoNumber { at: 4 },
        FramingError::LongNumber { most: 19 },
        FramingError::WrongAnswer { at: 3, len: 10 },
        FramingError::EmptyAck,
        FramingError::DigitEnd,
        FramingError::HeaderTooLarge { claim: 12, max: 11 },
        FramingError::NoJson { line: 1, column: 7 },
        FramingError::NoSize,
        FramingError::TwoSizes,
        FramingError::WrongSign { at: 6 },
        FramingError::LeadingZero,
        FramingError::HeadTooLong { max: 11 },
        FramingError::BadField { line: 2 },
        FramingError::NoLength,
        FramingError::TwoLengths,
        FramingError::EmptyMessage,
        FramingError::BadStuffing { at: 3 },
        FramingError::LongValue { max: 11 },
        FramingError::BadJson { line: 1, column: 7 },
        FramingError::NoValue { at: 3 },
    ]
}

/// Every error has both languages, and the same figures in both.
#[test]
fn every_error_says_the_same_in_both_languages() {
    for error in errors() {
        let text = error.text();
        assert_eq!(text.en, error.to_string());
        assert_ne!(text.en, text.zh);
        assert!(text.en.ends_with('.') && text.zh.ends_with('。'), "{text:?}");
        let figures = |text: &str| {
            let mut all: Vec<String> = text
                .split(|c: char| !c.is_ascii_digit())
                .filter(|figure| !figure.is_empty())
                .map(str::to_owned)
                .collect();
            all.sort();
            all
        };
        assert_eq!(figures(&text.en), figures(&text.zh), "{text:?}");
    }
}

proptest! {
    /// Whatever a header claims, the decoder reserves nothing for it.
    #[test]
    fn a_claim_reserves_nothing(
        stream in prop::collection::vec(any::<u8>(), 0..16),
        header in super::header(),
        includes_header: bool,
    ) {
        let framing = LengthPrefix::new(header, includes_header, u64::MAX);
        prop_assert!(capacity_after(&framing, &stream) <= 64);
    }

    #[test]
    fn a_claim_in_digits_or_in_json_reserves_nothing(claim in any::<i64>().prop_map(i64::unsigned_abs)) {
        let digits = LengthAck::new("ok", Some(b'\n'), u64::MAX);
        let stream = format!("{claim}\nhello");
        prop_assert!(capacity_after(&digits, stream.as_bytes()) <= 64);
        let json = JsonHeader::new(Header::U8, "n", 4096, u64::MAX);
        let text = format!("{{\"n\": {claim}}}");
        let stream = [&[text.len() as u8], text.as_bytes(), b"hello"].concat();
        prop_assert!(capacity_after(&json, &stream) <= 64);
    }
}

/// What a buffer of 64 bytes has become when the stream in it was decoded.
fn capacity_after(framing: &dyn Framing, stream: &[u8]) -> usize {
    let mut buf = BytesMut::with_capacity(64);
    buf.extend_from_slice(stream);
    let mut decoder = framing.decoder();
    while let Ok(Some(_)) = decoder.decode(&mut buf) {}
    buf.capacity()
}
