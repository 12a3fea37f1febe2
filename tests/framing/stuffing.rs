//! Byte stuffing through other people's codecs.

use super::read;
use bytes::Bytes;
use proptest::prelude::*;
use slip_codec::{SlipDecoder, SlipEncoder, SlipError};
use stickydemo::framing::{Cobs, Framing, FramingError, Slip};

/// Bytes that are a matter of SLIP, or of COBS, more often than not.
fn bytes(
    of: Vec<u8>,
    len: impl Into<prop::collection::SizeRange>,
) -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(prop_oneof![prop::sample::select(of), any::<u8>()], len)
}

fn slip() -> Vec<u8> {
    vec![0xc0, 0xdb, 0xdc, 0xdd, b'a']
}

/// Messages until the first error or the end of the bytes, and whether there was an error.
fn slips(mut stream: &[u8]) -> (Vec<Bytes>, bool) {
    let (mut decoder, mut messages) = (SlipDecoder::new(), Vec::new());
    loop {
        let mut message = Vec::new();
        match decoder.decode(&mut stream, &mut message) {
            Ok(_) => messages.push(Bytes::from(message)),
            Err(SlipError::EndOfStream) => return (messages, false),
            Err(_) => return (messages, true),
        }
    }
}

fn ours(framing: &dyn Framing, stream: &[u8]) -> (Vec<Bytes>, bool) {
    let (messages, ended) = read(framing, [stream]);
    (messages, !matches!(ended, Ok(()) | Err(FramingError::EndInsideFrame { .. })))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn slip_writes_what_slip_codec_writes(message in bytes(slip(), 1..60)) {
        let (mut mine, mut yours) = (Vec::new(), Vec::new());
        Slip::new(100).encode(&message, &mut mine).unwrap();
        SlipEncoder::new(false).encode(&message, &mut yours).unwrap();
        prop_assert_eq!(mine, yours);
    }

    /// They look at a byte when it comes, we at a frame when it is whole: an escape that is none in a frame that does
    /// not end is told by them alone.
    #[test]
    fn slip_reads_what_slip_codec_reads(mut stream in bytes(slip(), 0..60)) {
        stream.push(0xc0);
        prop_assert_eq!(ours(&Slip::new(100), &stream), slips(&stream));
    }

    #[test]
    fn cobs_writes_what_cobs_writes(
        message in bytes(vec![0, 1, 0xff], 0..40),
        run in prop_oneof![0..4_usize, 250..258_usize, 505..512_usize],
    ) {
        let message = [&vec![7; run][..], &message, &vec![8; run]].concat();
        let mut mine = Vec::new();
        Cobs::new(2000).encode(&message, &mut mine).unwrap();
        prop_assert_eq!(mine.pop(), Some(0));
        prop_assert_eq!(mine, cobs::encode_vec(&message));
    }

    #[test]
    fn cobs_reads_what_cobs_reads(
        head in bytes(vec![1, 2, 3, 0xff], 1..8),
        tail in prop::collection::vec(prop_oneof![Just(1_u8), Just(4), Just(0xff), 1..=255_u8], 0..300),
    ) {
        let mut stream = [head, tail].concat();
        stream.retain(|byte| *byte != 0);
        prop_assume!(!stream.is_empty());
        let theirs = cobs::decode_vec(&stream);
        stream.push(0);
        let (messages, failed) = ours(&Cobs::new(2000), &stream);
        match theirs {
            Ok(message) => prop_assert_eq!((messages, failed), (vec![Bytes::from(message)], false)),
            Err(_) => prop_assert_eq!((messages, failed), (vec![], true)),
        }
    }
}

#[test]
fn ends_in_a_row_hold_nothing() {
    assert_eq!(read(&Slip::new(9), [&b"\xc0\xc0a\xc0\xc0"[..]]), (vec![Bytes::from("a")], Ok(())));
    assert_eq!(
        read(&Cobs::new(9), [&b"\0\0\x02a\0\0\x01\0"[..]]),
        (vec![Bytes::from("a"), Bytes::new()], Ok(()))
    );
    assert_eq!(Slip::new(9).encode(b"", &mut Vec::new()), Err(FramingError::EmptyMessage));
}

#[test]
fn what_is_no_stuffing_is_refused_where_it_is() {
    let bad = |at| Err(FramingError::BadStuffing { at });
    assert_eq!(read(&Slip::new(9), [&b"ab\xdbc\xc0"[..]]).1, bad(2));
    assert_eq!(read(&Slip::new(9), [&b"ab\xdb\xc0"[..]]).1, bad(2));
    assert_eq!(read(&Cobs::new(9), [&b"\x02a\x05bc\0"[..]]).1, bad(2));
}

/// The maximum is of the message: what it is stuffed with does not count.
#[test]
fn the_longest_message_is_taken_and_one_byte_more_is_not() {
    let (slip, cobs) = (Slip::new(300), Cobs::new(300));
    for framing in [&slip as &dyn Framing, &cobs] {
        for byte in [0, 0xc0, b'x'] {
            let (mut frame, mut longer) = (Vec::new(), Vec::new());
            framing.encode(&[byte; 300], &mut frame).unwrap();
            assert_eq!(read(framing, [&frame[..]]), (vec![Bytes::from(vec![byte; 300])], Ok(())));
            Slip::new(301).encode(&[byte; 301], &mut longer).unwrap();
            let mut other = Vec::new();
            Cobs::new(301).encode(&[byte; 301], &mut other).unwrap();
            let longer = if framing.encode(b"", &mut Vec::new()).is_ok() { other } else { longer };
            for pieces in [vec![&longer[..]], longer.chunks(1).collect()] {
                assert_eq!(
                    read(framing, pieces),
                    (vec![], Err(FramingError::NoDelimiter { max: 300 }))
                );
            }
        }
    }
    for framing in [&slip as &dyn Framing, &cobs] {
        let flood = vec![b'x'; 5000];
        assert_eq!(read(framing, flood.chunks(7)).1, Err(FramingError::NoDelimiter { max: 300 }));
    }
}
