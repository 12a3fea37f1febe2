//! Numbers at the edges of what a header can say.

use stickydemo::framing::{Framing, FramingError, LengthPrefix, pack, range, unpack};
use stickydemo::model::{ErrorName, FramingSpec, Header};

#[test]
fn each_header_takes_its_whole_range_and_nothing_else() {
    let ranges: Vec<(&str, i128, i128)> =
        Header::ALL.iter().map(|h| (h.as_str(), *range(*h).start(), *range(*h).end())).collect();
    let (u32_max, u64_max) = (i128::from(u32::MAX), i128::from(u64::MAX));
    assert_eq!(
        ranges,
        [
            ("u8", 0, 255),
            ("u16be", 0, 65535),
            ("u16le", 0, 65535),
            ("u24be", 0, 16_777_215),
            ("u24le", 0, 16_777_215),
            ("u32be", 0, u32_max),
            ("u32le", 0, u32_max),
            ("u64be", 0, u64_max),
            ("u64le", 0, u64_max),
            ("i32be", -2_147_483_648, 2_147_483_647),
            ("i32le", -2_147_483_648, 2_147_483_647),
            ("varint", 0, u64_max),
        ]
    );
    for (header, (_, least, most)) in Header::ALL.iter().copied().zip(ranges) {
        for value in [least, most] {
            assert_eq!(unpack(header, &pack(header, value).unwrap()), Ok(value));
        }
        for value in [least - 1, most + 1] {
            assert_eq!(pack(header, value), Err(FramingError::OutOfRange { header, value }));
        }
    }
}

#[test]
fn the_tutorials_range_error_with_its_figures() {
    let error = pack(Header::I32le, 1_111_111_111_111).unwrap_err();
    assert_eq!(error.name(), ErrorName::OutOfRange);
    for text in [error.text().en, error.text().zh] {
        for figure in ["1111111111111", "i32le", "-2147483648", "2147483647"] {
            assert!(text.contains(figure), "{text}");
        }
    }
}

#[test]
fn the_tutorials_bytes() {
    assert_eq!(pack(Header::I32le, 69).unwrap(), [0x45, 0, 0, 0]);
    assert_eq!(pack(Header::U32be, 12).unwrap(), [0, 0, 0, 12]);
    assert_eq!(pack(Header::I32le, -1).unwrap(), [0xff; 4]);
    assert_eq!(unpack(Header::I32le, b"a.tx"), Ok(2_020_879_969));
    assert_eq!(unpack(Header::U64le, &[1, 0, 0, 0, 0, 0, 0, 1]), Ok((1 << 56) + 1));
}

#[test]
fn a_field_of_another_size_is_refused() {
    for (header, field) in [
        (Header::U32be, &[0, 0, 1][..]),
        (Header::U32be, &[0, 0, 0, 0, 1]),
        (Header::U8, &[]),
        (Header::Varint, &[0x80]),
        (Header::Varint, &[1, 1]),
    ] {
        let error = unpack(header, field).unwrap_err();
        assert_eq!(error, FramingError::WrongField { header, len: field.len() as u64 });
        assert_eq!(error.name(), ErrorName::BadFrame);
    }
}

#[test]
fn varints_as_protocol_buffers_write_them() {
    for (value, field) in [
        (0, &[0][..]),
        (127, &[0x7f]),
        (128, &[0x80, 1]),
        (150, &[0x96, 1]),
        (16_383, &[0xff, 0x7f]),
        (16_384, &[0x80, 0x80, 1]),
        (i128::from(u64::MAX), &[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1]),
    ] {
        assert_eq!(pack(Header::Varint, value).unwrap(), field);
        assert_eq!(unpack(Header::Varint, field), Ok(value));
    }
}

/// The number says how long it is itself, and its length changes the number.
#[test]
fn a_varint_that_counts_itself() {
    let framing = LengthPrefix::new(Header::Varint, true, FramingSpec::DEFAULT_MAX);
    for (len, head) in [
        (0, &[1][..]),
        (126, &[0x7f]),
        (127, &[0x81, 1]),
        (16_381, &[0xff, 0x7f]),
        (16_382, &[0x81, 0x80, 1]),
    ] {
        let mut stream = Vec::new();
        framing.encode(&vec![b'x'; len], &mut stream).unwrap();
        assert_eq!(&stream[..head.len()], head, "{len}");
        assert_eq!(stream.len(), head.len() + len);
    }
}

#[test]
fn a_length_that_counts_itself_must_fit_with_itself() {
    let framing = LengthPrefix::new(Header::U8, true, 1000);
    let mut stream = Vec::new();
    framing.encode(&[b'x'; 254], &mut stream).unwrap();
    assert_eq!((stream.len(), stream[0]), (255, 255));
    let error = framing.encode(&[b'x'; 255], &mut stream).unwrap_err();
    assert_eq!(error, FramingError::OutOfRange { header: Header::U8, value: 256 });
    assert_eq!(stream.len(), 255);
}
