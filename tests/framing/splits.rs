//! Wherever the stream is cut, the same messages come out.

use super::{Outcome, byte, cut, read, spec};
use bytes::{Bytes, BytesMut};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use std::collections::BTreeSet;
use stickydemo::framing::{Delimiter, Fixed, Framing, FramingError, LengthPrefix, from_spec};
use stickydemo::model::{ErrorName, FramingSpec, PrefixLayout, TooLong};

/// The stream of those messages that the framing takes, and the frame ends in it.
fn encode(framing: &dyn Framing, messages: &[Vec<u8>]) -> (Vec<Bytes>, Vec<u8>, Vec<usize>) {
    let (mut sent, mut stream, mut ends) = (Vec::new(), Vec::new(), vec![0]);
    for message in messages {
        let before = stream.clone();
        if framing.encode(message, &mut stream).is_ok() {
            sent.push(Bytes::copy_from_slice(message));
            ends.push(stream.len());
        } else {
            assert_eq!(stream, before, "a refused message leaves nothing in the stream");
        }
    }
    (sent, stream, ends)
}

/// Whether it can tell a stream that was cut from one that ended: two cannot, and say so.
fn tells_a_cut(spec: &FramingSpec) -> bool {
    !matches!(spec, FramingSpec::Lines { .. } | FramingSpec::UntilClose { .. })
}

fn spec_and_messages() -> impl Strategy<Value = (FramingSpec, Vec<Vec<u8>>)> {
    with_messages(spec())
}

/// Messages that this framing takes, as a rule.
fn with_messages(
    spec: impl Strategy<Value = FramingSpec>,
) -> impl Strategy<Value = (FramingSpec, Vec<Vec<u8>>)> {
    let messages = prop::collection::vec(prop::collection::vec(byte(), 0..9), 0..6);
    (spec, messages).prop_map(|(spec, mut messages)| {
        if let FramingSpec::Fixed { len, pad: None } = spec {
            messages.iter_mut().for_each(|message| message.resize(len as usize, b'x'));
        }
        if let FramingSpec::LengthPrefix { header, includes_header, layout, max, .. } = spec {
            // Where it is not stripped, the length is a part of the message.
            let plain = PrefixLayout { strip: None, ..layout };
            let framing = LengthPrefix::new(header, includes_header, max).with(plain);
            for message in &mut messages {
                let mut frame = Vec::new();
                let strip = layout.strip.unwrap_or(u32::MAX) as usize;
                if framing.encode(message, &mut frame).is_ok() && strip <= frame.len() {
                    *message = frame.split_off(strip);
                }
            }
        }
        if let FramingSpec::Json { .. } = spec {
            let quoted = |message: &Vec<u8>| serde_json::to_vec(&String::from_utf8_lossy(message));
            messages = messages.iter().map(|message| quoted(message).unwrap()).collect();
        }
        if let FramingSpec::JsonHeader { .. } | FramingSpec::ContentLength { .. } = spec {
            // Frames of 25 bytes and more: two of them have cuts enough.
            messages.truncate(2);
        }
        if let FramingSpec::UntilClose { max } = spec {
            // A stream is one message there, and an empty one a message, too.
            let one = messages.pop().unwrap_or_default();
            let len = one.len().min(max as usize);
            messages = vec![one[..len].to_vec()];
        }
        (spec, messages)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_cut_gives_the_same_messages((spec, messages) in spec_and_messages()) {
        let framing = from_spec(&spec);
        let (sent, stream, _) = encode(&*framing, &messages);
        same_wherever_it_is_cut(&*framing, &stream, &(sent, Ok(())))?;
    }

    /// A sender may end a line with a carriage return, too, and the last one not at all: a cut
    /// between the two bytes changes nothing.
    #[test]
    fn lines_of_other_senders_are_the_same_wherever_they_are_cut(
        lines in prop::collection::vec(("([ab\\r]{0,3}[ab])?", "\\r?\\n"), 0..6),
        last in "[ab]{0,2}",
    ) {
        let framing = from_spec(&FramingSpec::Lines { too_long: TooLong::Close, max: FramingSpec::DEFAULT_MAX });
        let mut sent: Vec<Bytes> = lines.iter().map(|(line, _)| Bytes::from(line.clone())).collect();
        sent.extend((!last.is_empty()).then(|| Bytes::from(last.clone())));
        let stream: String = lines.iter().flat_map(|(line, end)| [&**line, end]).chain([&*last]).collect();
        same_wherever_it_is_cut(&*framing, stream.as_bytes(), &(sent, Ok(())))?;
    }

    #[test]
    fn a_stream_that_ends_early_is_told_from_one_that_ends(
        (spec, messages) in with_messages(spec().prop_filter("it cannot tell", tells_a_cut)),
    ) {
        let framing = from_spec(&spec);
        let (sent, stream, ends) = encode(&*framing, &messages);
        for end in 0..=stream.len() {
            let (got, ended) = read(&*framing, [&stream[..end]]);
            let whole = ends.iter().filter(|&&e| e <= end).count() - 1;
            prop_assert_eq!(&got[..], &sent[..whole]);
            match ended {
                Ok(()) => prop_assert!(ends.contains(&end)),
                Err(FramingError::EndInsideFrame { have, whole: len }) => {
                    prop_assert!(!ends.contains(&end));
                    prop_assert_eq!(have, (end - ends[whole]) as u64);
                    let real = (ends[whole + 1] - ends[whole]) as u64;
                    prop_assert!(len.is_none_or(|len| len == real));
                }
                Err(other) => prop_assert!(false, "{other}"),
            }
        }
    }

    /// The two that cannot tell hand over what had come, as one message more at the most.
    #[test]
    fn a_cut_they_cannot_tell_gives_a_message_cut_short(
        (spec, messages) in with_messages(spec().prop_filter("it tells", |s| !tells_a_cut(s))),
    ) {
        let framing = from_spec(&spec);
        let (sent, stream, ends) = encode(&*framing, &messages);
        for end in 0..=stream.len() {
            let (got, ended) = read(&*framing, [&stream[..end]]);
            prop_assert_eq!(ended, Ok(()));
            let whole = match spec {
                FramingSpec::UntilClose { .. } => 0,
                _ => ends.iter().filter(|&&e| e <= end).count() - 1,
            };
            prop_assert_eq!(&got[..whole], &sent[..whole]);
            match &got[whole..] {
                [] => prop_assert!(ends.contains(&end) || &stream[ends[whole]..end] == b"\r"),
                [cut] => prop_assert!(sent[whole].starts_with(cut)),
                more => prop_assert!(false, "{more:?}"),
            }
        }
    }

    #[test]
    fn any_bytes_cut_anywhere_have_the_same_outcome(
        spec in spec(),
        stream in prop::collection::vec(byte(), 0..60),
        places in prop::collection::vec(0..60_usize, 0..6),
    ) {
        let framing = from_spec(&spec);
        let at_once = read(&*framing, [&stream[..]]);
        prop_assert_eq!(&read(&*framing, cut(&stream, &places)), &at_once);
        prop_assert_eq!(&read(&*framing, stream.chunks(1)), &at_once);
        for message in &at_once.0 {
            prop_assert!(message.len() as u64 <= max(&spec));
        }
    }

    #[test]
    fn the_decoder_and_the_single_call_agree(
        spec in spec(),
        stream in prop::collection::vec(byte(), 0..40),
    ) {
        // There the end of a stream is a message each time a fresh decoder is asked.
        prop_assume!(!matches!(spec, FramingSpec::UntilClose { .. }));
        let framing = from_spec(&spec);
        let (mut one, mut other) = (BytesMut::from(&stream[..]), BytesMut::from(&stream[..]));
        let mut decoder = framing.decoder();
        loop {
            let outcome = decoder.decode_eof(&mut one);
            prop_assert_eq!(framing.decode_eof(&mut other), outcome.clone());
            prop_assert_eq!(&one, &other);
            if !matches!(outcome, Ok(Some(_))) {
                break;
            }
        }
    }

    #[test]
    fn an_error_leaves_the_buffer_and_stays(
        spec in spec(),
        stream in prop::collection::vec(byte(), 0..40),
    ) {
        let framing = from_spec(&spec);
        let (mut decoder, mut buf) = (framing.decoder(), BytesMut::from(&stream[..]));
        while let Ok(Some(_)) = decoder.decode(&mut buf) {}
        let left = buf.clone();
        if let Err(error) = decoder.decode(&mut buf) {
            prop_assert_eq!(&buf, &left);
            prop_assert_eq!(decoder.decode(&mut buf), Err(error));
            buf.extend_from_slice(b"more\n");
            prop_assert_eq!(decoder.decode(&mut buf), Err(error));
        }
    }

    #[test]
    fn without_an_escape_exactly_what_would_be_cut_early_is_refused(
        delimiter in prop::collection::vec(0..2_u8, 1..4),
        message in prop::collection::vec(0..2_u8, 0..8),
    ) {
        let with_delimiter = [&message[..], &delimiter[..]].concat();
        let found = with_delimiter.windows(delimiter.len()).position(|w| w == &delimiter[..]);
        let outcome = Delimiter::new(delimiter, None, 100).encode(&message, &mut Vec::new());
        match outcome {
            Ok(()) => prop_assert_eq!(found, Some(message.len())),
            Err(FramingError::HoldsDelimiter { at }) => {
                prop_assert!(at < message.len() as u64);
                prop_assert_eq!(found, Some(at as usize));
            }
            Err(other) => prop_assert!(false, "{other}"),
        }
    }

    #[test]
    fn with_an_escape_nothing_is_refused_for_its_bytes(
        delimiter in prop::collection::vec(0..2_u8, 1..5),
        message in prop::collection::vec(0..3_u8, 0..12),
    ) {
        let framing = Delimiter::new(delimiter, Some(2), 100);
        let mut stream = Vec::new();
        prop_assert_eq!(framing.encode(&message, &mut stream), Ok(()));
        prop_assert_eq!(read(&framing, [&stream[..]]), (vec![Bytes::from(message)], Ok(())));
    }
}

/// At once, byte by byte, with every cut and with every pair of cuts.
fn same_wherever_it_is_cut(
    framing: &dyn Framing,
    stream: &[u8],
    expected: &Outcome,
) -> Result<(), TestCaseError> {
    prop_assert_eq!(&read(framing, [stream]), expected);
    prop_assert_eq!(&read(framing, stream.chunks(1)), expected);
    for one in 0..=stream.len() {
        for two in one..=stream.len() {
            prop_assert_eq!(&read(framing, cut(stream, &[one, two])), expected);
        }
    }
    Ok(())
}

/// A right framing that `spec` left out would be cut by none of these tests.
#[test]
fn every_right_framing_is_among_those_that_are_cut() {
    let mut runner = TestRunner::deterministic();
    let mut drawn = || spec().new_tree(&mut runner).unwrap().current().kind();
    let kinds: BTreeSet<&str> = (0..500).map(|_| drawn()).collect();
    let right = FramingSpec::KINDS.iter().copied().filter(|kind| *kind != "broken");
    assert_eq!(kinds, right.collect());
}

fn max(spec: &FramingSpec) -> u64 {
    match spec {
        FramingSpec::Fixed { len, .. } => u64::from(*len),
        FramingSpec::Delimiter { max, .. }
        | FramingSpec::LengthPrefix { max, .. }
        | FramingSpec::Lines { max, .. }
        | FramingSpec::LengthAck { max, .. }
        | FramingSpec::JsonHeader { max, .. }
        | FramingSpec::Netstring { max }
        | FramingSpec::Resp { max }
        | FramingSpec::ContentLength { max, .. }
        | FramingSpec::Slip { max, .. }
        | FramingSpec::Cobs { max, .. }
        | FramingSpec::Json { max }
        | FramingSpec::UntilClose { max } => *max,
        FramingSpec::Broken { .. } => 0,
    }
}

#[test]
fn escapes_as_documented() {
    let framing = Delimiter::new("|", Some(b'\\'), 100);
    let mut stream = Vec::new();
    framing.encode(br"a|b\c", &mut stream).unwrap();
    assert_eq!(stream, br"a\|b\\c|");
    assert_eq!(read(&framing, [&br"\a\b|"[..]]).0, [&b"ab"[..]], "any byte may be escaped");
    let (none, ended) = read(&framing, [&br"abc\|"[..]]);
    assert!(none.is_empty(), "an escaped delimiter ends nothing");
    assert_eq!(ended.unwrap_err().name(), ErrorName::EndInsideFrame);
}

#[test]
fn padding_comes_off_and_nothing_else() {
    let framing = Fixed::padded(6, b' ');
    let mut stream = Vec::new();
    for message in ["hello", "", "a b"] {
        framing.encode(message.as_bytes(), &mut stream).unwrap();
    }
    assert_eq!(stream, b"hello       a b   ");
    assert_eq!(read(&framing, [&stream[..]]).0, [&b"hello"[..], b"", b"a b"]);
    for (message, error) in [
        ("hello  ", FramingError::MessageTooLong { len: 7, max: 6 }),
        ("hi ", FramingError::EndsWithPadding { len: 3 }),
    ] {
        assert_eq!(framing.encode(message.as_bytes(), &mut stream), Err(error));
    }
}

/// Were the search begun anew with each byte, these would be 10^12 and 10^9 comparisons.
#[test]
fn byte_by_byte_is_not_quadratic() {
    let long = vec![b'a'; 1 << 20];
    for delimiter in ["\n".to_owned(), "a".repeat(1000) + "b"] {
        let framing = Delimiter::new(delimiter, None, 1 << 20);
        let mut stream = Vec::new();
        framing.encode(&long, &mut stream).unwrap();
        let (messages, ended) = read(&framing, stream.chunks(1));
        assert_eq!(messages, [&long[..]]);
        assert_eq!(ended, Ok(()));
    }
}

#[test]
fn a_message_is_not_copied() {
    for spec in [
        FramingSpec::Fixed { len: 5, pad: None },
        FramingSpec::Delimiter {
            delimiter: b"\n".to_vec(),
            or: vec![],
            escape: Some(b'\\'),
            too_long: TooLong::Close,
            max: 9,
        },
        FramingSpec::LengthPrefix {
            header: stickydemo::model::Header::U32be,
            includes_header: false,
            layout: Default::default(),
            too_long: TooLong::Close,
            max: 9,
        },
        FramingSpec::Lines { too_long: TooLong::Close, max: 9 },
        FramingSpec::LengthAck { ack: b"ok".to_vec(), end: None, max: 9 },
        FramingSpec::JsonHeader {
            header: stickydemo::model::Header::I32le,
            key: "n".to_owned(),
            header_max: 99,
            max: 9,
        },
        FramingSpec::Netstring { max: 9 },
        FramingSpec::Resp { max: 9 },
        FramingSpec::ContentLength { header_max: 99, max: 9 },
        FramingSpec::Slip { too_long: TooLong::Close, max: 9 },
        FramingSpec::Cobs { too_long: TooLong::Close, max: 9 },
        FramingSpec::UntilClose { max: 9 },
    ] {
        let framing = from_spec(&spec);
        let mut stream = Vec::new();
        framing.encode(b"hello", &mut stream).unwrap();
        let mut buf = BytesMut::from(&stream[..]);
        let (begin, end) = (buf.as_ptr() as usize, buf.as_ptr() as usize + buf.len());
        if matches!(spec, FramingSpec::LengthAck { .. }) {
            // Its length arrives first, by itself.
            buf.truncate(1);
        }
        let mut decoder = framing.decoder();
        let mut message = decoder.decode(&mut buf).unwrap();
        if matches!(spec, FramingSpec::LengthAck { .. }) {
            assert_eq!(message, None);
            buf.extend_from_slice(b"hello");
        }
        message = message.or_else(|| decoder.decode_eof(&mut buf).unwrap());
        let message = message.unwrap();
        assert_eq!(message, &b"hello"[..]);
        assert!((begin..end).contains(&(message.as_ptr() as usize)), "{spec:?}");
    }
}
