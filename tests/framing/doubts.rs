//! What is said of a length that cannot be right: text, another protocol, the other byte order.

use bytes::BytesMut;
use proptest::prelude::*;
use stickydemo::framing::{Doubt, Framing, JsonHeader, LengthAck, LengthPrefix, pack, unpack};
use stickydemo::model::{FramingSpec, Header};

const MAX: u64 = FramingSpec::DEFAULT_MAX;

/// The headers of more than one byte that have another byte order.
const ORDERED: [(Header, Header); 4] = [
    (Header::U16be, Header::U16le),
    (Header::U32be, Header::U32le),
    (Header::U64be, Header::U64le),
    (Header::I32be, Header::I32le),
];

/// What the decoder says of the front of a stream, in English: it was refused, or it waits.
fn said(framing: &dyn Framing, stream: &[u8]) -> Option<String> {
    let mut decoder = framing.decoder();
    let mut buf = BytesMut::from(stream);
    let refused = decoder.decode(&mut buf).is_err();
    decoder.doubt(&buf, refused).map(|doubt| doubt.text().en)
}

fn prefix(header: Header) -> LengthPrefix {
    LengthPrefix::new(header, false, MAX)
}

#[test]
fn other_protocols_are_called_by_their_names() {
    let http = "The bytes begin with \"GET \", as an HTTP request does.";
    let tls = "The bytes begin with 16 03 01, as a TLS record does.";
    let all: [(Header, &[u8], &str); 9] = [
        (Header::U32be, b"GET / HTTP/1.1\r\n", http),
        (Header::U32le, b"GET / HTTP/1.1\r\n", http),
        (Header::I32be, b"GET ", http),
        (Header::U16be, b"GET / HTTP/1.1\r\n", http),
        (Header::U8, b"GET / HTTP/1.1\r\n", http),
        (
            Header::U64be,
            b"POST / HTTP/1.1",
            "The bytes begin with \"POST \", as an HTTP request does.",
        ),
        (
            Header::U32be,
            b"HTTP/1.1 400",
            "The bytes begin with \"HTTP/\", as an HTTP response does.",
        ),
        (Header::U16be, b"SSH-2.0-OpenSSH", "The bytes begin with \"SSH-\", as SSH does."),
        (Header::U32be, b"\x16\x03\x01\x02\0\x01", tls),
    ];
    for (header, stream, text) in all {
        assert_eq!(said(&prefix(header), stream).as_deref(), Some(text), "{header}");
    }
}

#[test]
fn text_is_shown_as_text_in_both_languages() {
    let framing = prefix(Header::U32be);
    let text = said(&framing, b"hello, server\n").unwrap();
    assert_eq!(text, "These bytes are the text \"hell\".");
    let doubt = Doubt::refused(Header::I32le, b"a.tx", MAX).unwrap();
    assert!(doubt.text().zh.contains("\"a.tx\""));
    // A length of two bytes that is text by chance is no news; letters are.
    assert_eq!(said(&prefix(Header::U16be), b"#(and so on"), None);
    assert!(said(&prefix(Header::U16be), b"hello").unwrap().contains("\"he\""));
    let digits = LengthAck::new("ok", None, MAX);
    assert!(said(&digits, b"hello").unwrap().contains("\"hello\""));
    assert_eq!(said(&digits, b"30x"), None);
}

/// u16, where nothing is too large: what shows the order is that the frames fit to the byte.
#[test]
fn a_wait_for_what_never_comes_shows_the_other_order() {
    let mut stream = Vec::new();
    for message in [&b"hello"[..], b"feng", b""] {
        prefix(Header::U16le).encode(message, &mut stream).unwrap();
    }
    let order = "In the other byte order (it was read as u16be) the header says 5.";
    assert_eq!(said(&prefix(Header::U16be), &stream).as_deref(), Some(order));
    stream.pop();
    assert_eq!(said(&prefix(Header::U16be), &stream), None);
    // A length of 256 whose message is on its way: read the other way, nothing fits.
    assert_eq!(said(&prefix(Header::U16be), b"\x01\0abc"), None);
    let counted = LengthPrefix::new(Header::U16be, true, MAX);
    assert_eq!(said(&counted, b"\x07\0hello").as_deref(), Some(order.replace('5', "7").as_str()));
}

/// The prefix of a JSON header, not the size that the JSON text says.
#[test]
fn of_a_json_header_the_prefix_is_looked_at() {
    let framing = JsonHeader::new(Header::I32be, "total_size", 4096, 100);
    let json = b"{\"total_size\": 5}";
    let stream = [&17_i32.to_le_bytes()[..], json, b"hello"].concat();
    let order = "In the other byte order (it was read as i32be) the header says 17.";
    assert_eq!(said(&framing, &stream).as_deref(), Some(order));
    let much = b"{\"total_size\": 1195725856}";
    let stream = [&(much.len() as u32).to_be_bytes()[..], much].concat();
    assert_eq!(said(&framing, &stream), None);
}

proptest! {
    /// The oracle: who wrote the header, in the other order, knows the length.
    #[test]
    fn the_other_order_is_told_where_it_may_be_and_never_where_not(
        order in 0..ORDERED.len(), turned: bool, len in 0..=2 * MAX, max in 1..=MAX,
    ) {
        let (mut read, mut written) = ORDERED[order];
        if turned {
            std::mem::swap(&mut read, &mut written);
        }
        let Ok(field) = pack(written, i128::from(len)) else { return Ok(()) };
        prop_assume!(!field.iter().all(|byte| byte.is_ascii_graphic()));
        let told = Doubt::refused(read, &field, max).map(|doubt| doubt.text().en);
        let wanted = (1..=max).contains(&len).then(|| {
            format!("In the other byte order (it was read as {read}) the header says {len}.")
        });
        prop_assert_eq!(told, wanted);
    }

    /// A frame that is only late says nothing of itself, unless it is text from end to end.
    #[test]
    fn a_right_frame_that_comes_in_pieces_is_not_doubted(
        order in 0..ORDERED.len(), message in prop::collection::vec(any::<u8>(), 1..600), cut: prop::sample::Index,
    ) {
        let (header, _) = ORDERED[order];
        let framing = prefix(header);
        let mut stream = Vec::new();
        framing.encode(&message, &mut stream).unwrap();
        let there = &stream[..cut.index(stream.len())];
        let told = said(&framing, there);
        // What it may say is true all the same: read so, the bytes are whole frames.
        if let Some(told) = told {
            let turned: Vec<u8> = there.iter().take(2).rev().copied().collect();
            prop_assert_eq!(header, Header::U16be);
            let other = unpack(Header::U16be, &turned).unwrap();
            let figure = format!("says {other}.");
            prop_assert!(told.contains(&figure) && other <= there.len() as i128);
        }
    }

    /// Whatever comes, nothing panics, and what is said has no control character in it.
    #[test]
    fn any_bytes_may_be_doubted(bytes in prop::collection::vec(any::<u8>(), 0..40), header in 0..Header::ALL.len(), refused: bool) {
        let framing = prefix(Header::ALL[header]);
        if let Some(doubt) = framing.decoder().doubt(&bytes, refused) {
            let text = doubt.text();
            prop_assert!(text.en.is_ascii() && !text.en.contains(char::is_control));
            prop_assert!(!text.zh.contains(char::is_control));
        }
    }
}
