//! `length-prefix` with what Netty's `LengthFieldBasedFrameDecoder` has besides: the seven layouts of its documentation
//! (<https://netty.io/4.1/api/io/netty/handler/codec/LengthFieldBasedFrameDecoder.html>), and tokio-util's codec.

use super::{byte, cut, header, layout, read};
use bytes::{Bytes, BytesMut};
use proptest::prelude::*;
use stickydemo::framing::{Framing, FramingError, LengthPrefix, check, pack};
use stickydemo::model::{FramingSpec, Header, PrefixLayout, TooLong};
use tokio_util::codec::{Decoder as _, LengthDelimitedCodec};

/// `offset`, `adjust`, `strip`.
type Fields = (u32, i32, u32);

fn framing(header: Header, (offset, adjust, strip): Fields) -> LengthPrefix {
    let layout = PrefixLayout { offset, adjust, strip: Some(strip) };
    LengthPrefix::new(header, false, 1024).with(layout)
}

/// Each of them: length field, `lengthFieldOffset`, `lengthAdjustment`, `initialBytesToStrip`; before and after decode.
#[test]
fn the_seven_layouts_of_nettys_documentation() {
    let all: [(Header, Fields, &[u8], &[u8]); 7] = [
        (Header::U16be, (0, 0, 0), b"\x00\x0cHELLO, WORLD", b"\x00\x0cHELLO, WORLD"),
        (Header::U16be, (0, 0, 2), b"\x00\x0cHELLO, WORLD", b"HELLO, WORLD"),
        (Header::U16be, (0, -2, 0), b"\x00\x0eHELLO, WORLD", b"\x00\x0eHELLO, WORLD"),
        (
            Header::U24be,
            (2, 0, 0),
            b"\xca\xfe\x00\x00\x0cHELLO, WORLD",
            b"\xca\xfe\x00\x00\x0cHELLO, WORLD",
        ),
        (
            Header::U24be,
            (0, 2, 0),
            b"\x00\x00\x0c\xca\xfeHELLO, WORLD",
            b"\x00\x00\x0c\xca\xfeHELLO, WORLD",
        ),
        (Header::U16be, (1, 1, 3), b"\xca\x00\x0c\xfeHELLO, WORLD", b"\xfeHELLO, WORLD"),
        (Header::U16be, (1, -3, 3), b"\xca\x00\x10\xfeHELLO, WORLD", b"\xfeHELLO, WORLD"),
    ];
    for (header, layout, before, after) in all {
        let framing = framing(header, layout);
        let twice = before.repeat(2);
        for pieces in [vec![&twice[..]], twice.chunks(1).collect()] {
            let expected = (vec![Bytes::from_static(after); 2], Ok(()));
            assert_eq!(read(&framing, pieces), expected, "{header} {layout:?}");
        }
        // Written, what is taken off is the length, and zeros.
        let mut written = Vec::new();
        framing.encode(after, &mut written).unwrap();
        let mut zeros = before.to_vec();
        zeros[..layout.0.min(layout.2) as usize].fill(0);
        assert_eq!(written, zeros, "{header} {layout:?}");
    }
}

/// The same as `includes_header`, as Netty's documentation says of its third example.
#[test]
fn a_length_that_counts_itself_is_one_that_is_adjusted() {
    let (mut counted, mut adjusted) = (Vec::new(), Vec::new());
    LengthPrefix::new(Header::U16be, true, 100).encode(b"hello", &mut counted).unwrap();
    framing(Header::U16be, (0, -2, 2)).encode(b"hello", &mut adjusted).unwrap();
    assert_eq!(counted, adjusted);
}

#[test]
fn what_cannot_be_laid_out_so_is_refused() {
    let whole = framing(Header::U16be, (1, -3, 0));
    let mut out = b"before".to_vec();
    for (message, error) in [
        (&b"\xca\0\x05h"[..], FramingError::WrongOwnLength { says: 5, must: 4 }),
        (b"\xca\0", FramingError::BelowMessage { len: 2, least: 3 }),
    ] {
        assert_eq!(whole.encode(message, &mut out), Err(error));
        assert_eq!(out, b"before");
    }
    let error = |framing: &LengthPrefix, stream: &[u8]| read(framing, [stream]).1.unwrap_err();
    assert_eq!(error(&whole, b"\xca\0\x02"), FramingError::BelowLayout { claim: 2, least: 3 });
    let behind = framing(Header::U8, (0, 0, 9));
    assert_eq!(
        error(&behind, b"\x07AAAAAAAAAAA"),
        FramingError::BelowLayout { claim: 7, least: 8 }
    );
    assert_eq!(read(&behind, [&b"\x08AAAAAAAA"[..]]), (vec![Bytes::new()], Ok(())));
    let adds = framing(Header::U64be, (0, 4, 8));
    assert_eq!(
        error(&adds, &[0xff; 12]),
        FramingError::ClaimTooLarge { claim: u64::MAX, max: 1024 }
    );
    let layout = PrefixLayout { strip: Some(1), ..PrefixLayout::default() };
    let spec = FramingSpec::LengthPrefix {
        header: Header::Varint,
        includes_header: false,
        layout,
        too_long: TooLong::Close,
        max: 9,
    };
    assert_eq!(check(&spec), Err(FramingError::StrippedVarint));
}

/// Theirs for the same layout. They count the frame from where they begin to hand it over, and compare what the header
/// says, as it is, with the maximum; an i32 is a u32 for them. `None`: they cannot.
fn theirs(header: Header, layout: PrefixLayout, max: usize) -> Option<LengthDelimitedCodec> {
    let size = pack(header, 0).ok()?.len();
    let head = layout.offset as usize + size;
    let strip = layout.strip.map_or(head, |strip| strip as usize);
    let adjust = layout.adjust as isize + head as isize - strip as isize;
    let mut builder = LengthDelimitedCodec::builder();
    builder.length_field_offset(layout.offset as usize).length_field_length(size);
    builder.length_adjustment(adjust).num_skip(strip);
    builder.max_frame_length(max.checked_add_signed(-adjust)?);
    if header.as_str().ends_with("le") {
        builder.little_endian();
    }
    Some(builder.new_codec())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn a_layout_reads_what_length_delimited_reads(
        header in header().prop_filter("they have none", |header| *header != Header::Varint),
        layout in layout(),
        claims in prop::collection::vec((-3..40_i128, prop::collection::vec(byte(), 0..14)), 0..8),
        max in 10..45_usize,
        places in prop::collection::vec(0..200_usize, 0..5),
    ) {
        // Where more is stripped than the header, theirs waits for that before it looks at the length.
        let head = layout.offset + pack(header, 0).unwrap().len() as u32;
        let layout = PrefixLayout { strip: layout.strip.map(|strip| strip.min(head)), ..layout };
        let mut stream = Vec::new();
        for (claim, bytes) in claims {
            stream.resize(stream.len() + layout.offset as usize, 0);
            stream.extend(pack(header, claim).unwrap_or_default());
            stream.extend(bytes);
        }
        let Some(mut codec) = theirs(header, layout, max) else { return Ok(()) };
        let ours = LengthPrefix::new(header, false, max as u64).with(layout);
        let pieces = cut(&stream, &places);
        let (messages, ended) = read(&ours, pieces.iter().copied());
        let failed = !matches!(ended, Ok(()) | Err(FramingError::EndInsideFrame { .. }));
        let (mut buf, mut told, mut refused) = (BytesMut::new(), Vec::new(), false);
        for piece in pieces {
            buf.extend_from_slice(piece);
            while !refused {
                match codec.decode(&mut buf) {
                    // Theirs hands over frames of no bytes at all, and would do so for ever.
                    Ok(Some(message)) if message.is_empty() && layout.strip == Some(0) => refused = true,
                    Ok(Some(message)) => told.push(message.freeze()),
                    Ok(None) => break,
                    Err(_) => refused = true,
                }
            }
        }
        if let Err(FramingError::BelowLayout { .. }) = ended {
            // Netty refuses a frame that ends inside its own header, as ours does; theirs hands it over.
            prop_assert!(told.starts_with(&messages));
        } else {
            prop_assert_eq!((messages, failed), (told, refused));
        }
    }

    #[test]
    fn what_is_written_is_read_back_whatever_the_layout(
        header in header(),
        includes_header: bool,
        layout in layout(),
        message in prop::collection::vec(byte(), 0..60),
    ) {
        let framing = LengthPrefix::new(header, includes_header, 1000).with(layout);
        let mut stream = Vec::new();
        match framing.encode(&message, &mut stream) {
            Ok(()) => prop_assert_eq!(read(&framing, [&stream[..]]), (vec![Bytes::from(message)], Ok(()))),
            Err(_) => prop_assert!(stream.is_empty()),
        }
    }
}
