//! The same bytes through other people's codecs.

use super::{byte, cut, header, read};
use bytes::{Bytes, BytesMut};
use proptest::prelude::*;
use stickydemo::framing::{Delimiter, Framing, FramingError, LengthPrefix, Lines, pack, unpack};
use stickydemo::model::Header;
use tokio_util::codec::{AnyDelimiterCodec, Encoder as _, LengthDelimitedCodec, LinesCodec};

/// Messages until the first error or the end of the bytes, and whether there was an error. The
/// end of the stream is not asked about: theirs takes a stream that ends right behind a header for
/// a whole one, and a last line without its end for a line.
fn theirs<D: tokio_util::codec::Decoder>(
    mut codec: D,
    pieces: &[&[u8]],
    bytes: impl Fn(D::Item) -> Bytes,
) -> (Vec<Bytes>, bool) {
    let (mut buf, mut messages) = (BytesMut::new(), Vec::new());
    for piece in pieces {
        buf.extend_from_slice(piece);
        loop {
            match codec.decode(&mut buf) {
                Ok(Some(message)) => messages.push(bytes(message)),
                Ok(None) => break,
                Err(_) => return (messages, true),
            }
        }
    }
    (messages, false)
}

/// The same, and then the end of the stream.
fn to_the_end<D: tokio_util::codec::Decoder>(
    mut codec: D,
    pieces: &[&[u8]],
    bytes: impl Fn(D::Item) -> Bytes,
) -> (Vec<Bytes>, bool) {
    let (mut buf, mut messages) = (BytesMut::new(), Vec::new());
    let mut all = |next: &mut dyn FnMut() -> Result<Option<D::Item>, D::Error>| loop {
        match next() {
            Ok(Some(message)) => messages.push(bytes(message)),
            Ok(None) => return false,
            Err(_) => return true,
        }
    };
    let mut failed = false;
    for piece in pieces {
        buf.extend_from_slice(piece);
        failed = failed || all(&mut || codec.decode(&mut buf));
    }
    failed = failed || all(&mut || codec.decode_eof(&mut buf));
    (messages, failed)
}

fn ours(framing: &dyn Framing, pieces: &[&[u8]]) -> (Vec<Bytes>, bool) {
    let (messages, ended) = read(framing, pieces.iter().copied());
    let failed = !matches!(ended, Ok(()) | Err(FramingError::EndInsideFrame { .. }));
    (messages, failed)
}

/// Theirs for the same header. They read an i32 as a u32: what is negative is too large for them.
fn length_delimited(header: Header, includes_header: bool, max: usize) -> LengthDelimitedCodec {
    let (bytes, little) = match header {
        Header::U8 => (1, false),
        Header::U16be => (2, false),
        Header::U16le => (2, true),
        Header::U24be => (3, false),
        Header::U24le => (3, true),
        Header::U32be | Header::I32be => (4, false),
        Header::U32le | Header::I32le => (4, true),
        Header::U64be => (8, false),
        Header::U64le => (8, true),
        Header::Varint => unreachable!("they have none"),
    };
    let mut builder = LengthDelimitedCodec::builder();
    builder.length_field_length(bytes).max_frame_length(max);
    if little {
        builder.little_endian();
    }
    if includes_header {
        // They compare the number in the header with the maximum, we the bytes behind it.
        builder.length_adjustment(-(bytes as isize)).max_frame_length(max + bytes);
    }
    builder.new_codec()
}

fn fixed_header() -> impl Strategy<Value = Header> {
    header().prop_filter("they have none", |header| *header != Header::Varint)
}

/// Bytes in which headers of every width that say something small come up often.
fn stream_for(header: Header) -> impl Strategy<Value = Vec<u8>> {
    let small = (-3_i128..40).prop_map(move |n| pack(header, n).unwrap_or_else(|_| vec![0xff; 4]));
    let piece = prop_oneof![small, prop::collection::vec(byte(), 0..12)];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn length_prefix_reads_what_length_delimited_reads(
        (header, stream) in fixed_header().prop_flat_map(|h| (Just(h), stream_for(h))),
        includes_header: bool,
        max in 0..45_usize,
        places in prop::collection::vec(0..200_usize, 0..5),
    ) {
        let framing = LengthPrefix::new(header, includes_header, max as u64);
        let pieces = cut(&stream, &places);
        let codec = length_delimited(header, includes_header, max);
        prop_assert_eq!(ours(&framing, &pieces), theirs(codec, &pieces, BytesMut::freeze));
    }

    #[test]
    fn length_prefix_writes_what_length_delimited_writes(
        header in fixed_header(),
        includes_header: bool,
        message in prop::collection::vec(any::<u8>(), 0..200),
        max in 100..200_usize,
    ) {
        let framing = LengthPrefix::new(header, includes_header, max as u64);
        let (mut mine, mut yours) = (Vec::new(), BytesMut::new());
        let wrote = framing.encode(&message, &mut mine);
        let mut codec = length_delimited(header, includes_header, max);
        // Writing, they compare the bytes of the message.
        codec.set_max_frame_length(max);
        prop_assert_eq!(codec.encode(Bytes::from(message), &mut yours).is_ok(), wrote.is_ok());
        prop_assert_eq!(&mine[..], &yours[..]);
    }

    #[test]
    fn a_newline_delimiter_reads_what_lines_reads(
        text in "[abé\r\n]{0,60}",
        max in prop_oneof![Just(5_usize), Just(1000)],
        places in prop::collection::vec(0..60_usize, 0..5),
    ) {
        let pieces = cut(text.as_bytes(), &places);
        let (lines, failed) = ours(&Delimiter::new("\n", None, max as u64), &pieces);
        // They take one carriage return off a line, we hand over what was sent.
        let lines = lines.iter().map(|l| l.slice_ref(l.strip_suffix(b"\r").unwrap_or(l))).collect();
        let theirs = theirs(LinesCodec::new_with_max_length(max), &pieces, Bytes::from);
        prop_assert_eq!((lines, failed), theirs);
    }

    /// Ours at the end of the stream, too: what is behind the last newline is a line.
    #[test]
    fn lines_read_what_lines_reads(
        text in "[abé\r\n]{0,60}",
        max in prop_oneof![0..8_usize, Just(1000)],
        places in prop::collection::vec(0..60_usize, 0..5),
    ) {
        let pieces = cut(text.as_bytes(), &places);
        let (lines, ended) = read(&Lines::new(max as u64), pieces.iter().copied());
        let theirs = to_the_end(LinesCodec::new_with_max_length(max), &pieces, Bytes::from);
        prop_assert_eq!((lines, ended.is_err()), theirs);
    }

    #[test]
    fn lines_write_what_lines_writes(text in "[abé\r\n]{0,12}") {
        let (mut mine, mut yours) = (Vec::new(), BytesMut::new());
        LinesCodec::new().encode(&text, &mut yours).unwrap();
        match Lines::new(1000).encode(text.as_bytes(), &mut mine) {
            Ok(()) => prop_assert_eq!(&mine[..], &yours[..]),
            // They write a message that they do not read back as it was.
            Err(_) => {
                let back = to_the_end(LinesCodec::new(), &[&yours[..]], Bytes::from);
                prop_assert_ne!(back.0, [Bytes::from(text)]);
            }
        }
    }

    #[test]
    fn a_delimiter_byte_reads_what_any_delimiter_reads(
        delimiter in byte(),
        stream in prop::collection::vec(byte(), 0..60),
        max in prop_oneof![Just(4_usize), Just(1000)],
        places in prop::collection::vec(0..60_usize, 0..5),
    ) {
        let pieces = cut(&stream, &places);
        let framing = Delimiter::new([delimiter], None, max as u64);
        let codec = AnyDelimiterCodec::new_with_max_length(vec![delimiter], vec![delimiter], max);
        prop_assert_eq!(ours(&framing, &pieces), theirs(codec, &pieces, |message| message));
    }

    #[test]
    fn a_delimiter_with_escapes_reads_what_its_definition_says(
        delimiter in prop::collection::vec(0..2_u8, 1..4),
        stream in prop::collection::vec(0..3_u8, 0..40),
    ) {
        let framing = Delimiter::new(delimiter.clone(), Some(2), 1000);
        prop_assert_eq!(ours(&framing, &[&stream[..]]).0, by_definition(&stream, &delimiter, 2));
    }

    #[test]
    fn every_number_comes_back_and_in_rusts_own_bytes(header in header(), n: i64, shift in 0..64) {
        let n = i128::from(n >> shift);
        if let Ok(field) = pack(header, n) {
            prop_assert_eq!(unpack(header, &field), Ok(n));
            if let Some(bytes) = rusts(header, n) {
                prop_assert_eq!(field, bytes);
            }
        }
    }
}

/// The plainest reader there is: all of the stream at once, looking at every place anew.
fn by_definition(mut stream: &[u8], delimiter: &[u8], escape: u8) -> Vec<Bytes> {
    let (mut messages, mut message) = (Vec::new(), Vec::new());
    loop {
        if let Some(rest) = stream.strip_prefix(delimiter) {
            messages.push(Bytes::from(std::mem::take(&mut message)));
            stream = rest;
            continue;
        }
        match stream {
            [] => return messages,
            [byte, _, rest @ ..] if *byte == escape => {
                message.push(stream[1]);
                stream = rest;
            }
            [byte, rest @ ..] => {
                message.push(*byte);
                stream = rest;
            }
        }
    }
}

/// What the standard library makes of the number.
fn rusts(header: Header, n: i128) -> Option<Vec<u8>> {
    Some(match header {
        Header::U8 => u8::try_from(n).unwrap().to_be_bytes().to_vec(),
        Header::U16be => u16::try_from(n).unwrap().to_be_bytes().to_vec(),
        Header::U16le => u16::try_from(n).unwrap().to_le_bytes().to_vec(),
        Header::U24be => u32::try_from(n).unwrap().to_be_bytes()[1..].to_vec(),
        Header::U24le => u32::try_from(n).unwrap().to_le_bytes()[..3].to_vec(),
        Header::U32be => u32::try_from(n).unwrap().to_be_bytes().to_vec(),
        Header::U32le => u32::try_from(n).unwrap().to_le_bytes().to_vec(),
        Header::U64be => u64::try_from(n).unwrap().to_be_bytes().to_vec(),
        Header::U64le => u64::try_from(n).unwrap().to_le_bytes().to_vec(),
        Header::I32be => i32::try_from(n).unwrap().to_be_bytes().to_vec(),
        Header::I32le => i32::try_from(n).unwrap().to_le_bytes().to_vec(),
        Header::Varint => return None,
    })
}
