//! Every framing against every cut of the stream, against other people's codecs, and against
//! hostile bytes.

#![allow(clippy::unwrap_used, reason = "these are tests, their helpers too")]

mod doubts;
mod exchange;
mod hostile;
mod json;
mod lengths;
mod line_readers;
mod netty;
mod oracle;
mod splits;
mod stuffing;
mod texts;
mod too_long;

use bytes::{Bytes, BytesMut};
use proptest::prelude::*;
use stickydemo::framing::{Framing, FramingError, is_inside};
use stickydemo::model::{FramingSpec, Header, PrefixLayout, TooLong};

/// What came of a stream: the messages, and how it ended.
type Outcome = (Vec<Bytes>, Result<(), FramingError>);

/// Feeds a decoder the pieces, one after the other, and then the end of the stream.
fn read<'a>(framing: &dyn Framing, pieces: impl IntoIterator<Item = &'a [u8]>) -> Outcome {
    let (mut decoder, mut buf, mut messages) = (framing.decoder(), BytesMut::new(), Vec::new());
    for piece in pieces {
        buf.extend_from_slice(piece);
        loop {
            match decoder.decode(&mut buf) {
                Ok(Some(message)) => messages.push(message),
                Ok(None) => break,
                Err(error) => return (messages, Err(error)),
            }
        }
    }
    loop {
        match decoder.decode_eof(&mut buf) {
            Ok(Some(message)) => messages.push(message),
            Ok(None) => return (messages, Ok(())),
            Err(error) => return (messages, Err(error)),
        }
    }
}

/// The stream cut at these places, in any order.
fn cut<'a>(stream: &'a [u8], places: &[usize]) -> Vec<&'a [u8]> {
    let mut places: Vec<usize> = places.iter().map(|place| place % (stream.len() + 1)).collect();
    places.sort_unstable();
    let mut pieces = Vec::new();
    let mut from = 0;
    for place in places.into_iter().chain([stream.len()]) {
        pieces.push(&stream[from..place]);
        from = place;
    }
    pieces
}

/// Few different bytes, so that delimiters, escapes and small lengths come up often.
fn byte() -> impl Strategy<Value = u8> {
    prop_oneof![
        Just(b'a'),
        Just(b'b'),
        Just(b'\n'),
        Just(b'\\'),
        Just(0),
        Just(1),
        Just(2),
        Just(0x80),
        Just(0xff),
        any::<u8>()
    ]
}

fn header() -> impl Strategy<Value = Header> {
    prop::sample::select(Header::ALL)
}

/// Any framing that marks boundaries; short maxima among them.
fn spec() -> impl Strategy<Value = FramingSpec> {
    let max = prop_oneof![Just(3_u64), Just(7), Just(126), Just(FramingSpec::DEFAULT_MAX)];
    let delimiter = (prop::collection::vec(byte(), 1..4), prop::option::of(byte()), max.clone());
    prop_oneof![
        (1_u32..7, prop::option::of(byte())).prop_map(|(len, pad)| FramingSpec::Fixed { len, pad }),
        delimiter.prop_map(|(delimiter, escape, max)| {
            let escape = escape.filter(|escape| !delimiter.contains(escape));
            FramingSpec::Delimiter { delimiter, or: vec![], escape, too_long: TooLong::Close, max }
        }),
        several(max.clone()),
        (header(), any::<bool>(), layout(), max.clone()).prop_map(
            |(header, includes_header, layout, max)| {
                let strip = layout.strip.filter(|_| header != Header::Varint);
                let layout = PrefixLayout { strip, ..layout };
                FramingSpec::LengthPrefix {
                    header,
                    includes_header,
                    layout,
                    too_long: TooLong::Close,
                    max,
                }
            }
        ),
        max.clone().prop_map(|max| FramingSpec::Lines { too_long: TooLong::Close, max }),
        (ack(), max.clone()).prop_map(|(ack, max)| {
            // Without an end the number is what arrives together: `exchange` has that one.
            FramingSpec::LengthAck { ack, end: Some(b'\n'), max }
        }),
        (header(), prop::sample::select(vec![18_u64, 64]), max.clone()).prop_map(
            |(header, header_max, max)| {
                let key = FramingSpec::DEFAULT_KEY.to_owned();
                FramingSpec::JsonHeader { header, key, header_max, max }
            }
        ),
        max.clone().prop_map(|max| FramingSpec::Netstring { max }),
        max.clone().prop_map(|max| FramingSpec::Resp { max }),
        (prop::sample::select(vec![22_u64, 64]), max.clone())
            .prop_map(|(header_max, max)| FramingSpec::ContentLength { header_max, max }),
        max.clone().prop_map(|max| FramingSpec::Slip { too_long: TooLong::Close, max }),
        max.clone().prop_map(|max| FramingSpec::Cobs { too_long: TooLong::Close, max }),
        max.clone().prop_map(|max| FramingSpec::Json { max }),
        max.prop_map(|max| FramingSpec::UntilClose { max }),
    ]
}

/// Any of several delimiters: of few bytes, so that one is in the other more often than not.
fn several(max: impl Strategy<Value = u64>) -> impl Strategy<Value = FramingSpec> {
    let one = || prop::collection::vec(prop::sample::select(&b"ab\n"[..]), 1..4);
    (one(), prop::collection::vec(one(), 1..4), prop::option::of(Just(b'\\')), max).prop_map(
        |(delimiter, or, escape, max)| {
            let or = or.into_iter().filter(|other| !is_inside(other, &delimiter)).collect();
            FramingSpec::Delimiter { delimiter, or, escape, too_long: TooLong::Close, max }
        },
    )
}

/// Half of them the plain one.
fn layout() -> impl Strategy<Value = PrefixLayout> {
    let any = (0..4_u32, -4..5_i32, prop::option::of(0..9_u32))
        .prop_map(|(offset, adjust, strip)| PrefixLayout { offset, adjust, strip });
    prop_oneof![Just(PrefixLayout::default()), any]
}

fn ack() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![Just(b"recv_ready".to_vec()), Just(b"ok".to_vec())]
}
