//! `too_long = "skip"`: after a message that is too long, the next one; and several delimiters.

use super::cut;
use bytes::{Bytes, BytesMut};
use proptest::prelude::*;
use stickydemo::framing::{Delimiter, Framing, FramingError, from_spec, pack};
use stickydemo::model::{ErrorName, FramingSpec, Header, PrefixLayout, TooLong};
use tokio_util::codec::{AnyDelimiterCodec, LinesCodec};

/// The messages of a stream, and in their places what was too long; and how it ended.
type Outcome = (Vec<Option<Bytes>>, Result<(), FramingError>);

/// Reads to the end, going on after what is too long.
fn read_on(framing: &dyn Framing, pieces: &[&[u8]]) -> Outcome {
    let (mut decoder, mut buf, mut found) = (framing.decoder(), BytesMut::new(), Vec::new());
    let is_long = |error: &FramingError| error.name() == ErrorName::FrameTooLarge;
    for piece in pieces {
        buf.extend_from_slice(piece);
        loop {
            match decoder.decode(&mut buf) {
                Ok(Some(message)) => found.push(Some(message)),
                Ok(None) => break,
                Err(error) if is_long(&error) => found.push(None),
                Err(error) => return (found, Err(error)),
            }
        }
        assert!(buf.len() <= 200, "what is passed over is not kept");
    }
    loop {
        match decoder.decode_eof(&mut buf) {
            Ok(Some(message)) => found.push(Some(message)),
            Ok(None) => return (found, Ok(())),
            Err(error) if is_long(&error) => found.push(None),
            Err(error) => return (found, Err(error)),
        }
    }
}

/// The same of theirs.
fn theirs<D: tokio_util::codec::Decoder>(
    mut codec: D,
    pieces: &[&[u8]],
    (eof, bytes): (bool, impl Fn(D::Item) -> Bytes),
) -> Vec<Option<Bytes>> {
    let (mut buf, mut found) = (BytesMut::new(), Vec::new());
    let mut all = |next: &mut dyn FnMut() -> Result<Option<D::Item>, D::Error>| loop {
        match next() {
            Ok(Some(message)) => found.push(Some(bytes(message))),
            Ok(None) => return,
            Err(_) => found.push(None),
        }
    };
    for piece in pieces {
        buf.extend_from_slice(piece);
        all(&mut || codec.decode(&mut buf));
    }
    if eof {
        all(&mut || codec.decode_eof(&mut buf));
    }
    found
}

fn lines(max: u64) -> Box<dyn Framing> {
    from_spec(&FramingSpec::Lines { too_long: TooLong::Skip, max })
}

fn delimiter(delimiter: &[u8], or: &[&[u8]], max: u64) -> Box<dyn Framing> {
    let or = or.iter().map(|or| or.to_vec()).collect();
    let too_long = TooLong::Skip;
    from_spec(&FramingSpec::Delimiter {
        delimiter: delimiter.to_vec(),
        or,
        escape: None,
        too_long,
        max,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn lines_go_on_where_lines_codec_goes_on(
        text in "[ab\r\n]{0,60}",
        max in 0..8_usize,
        places in prop::collection::vec(0..60_usize, 0..5),
    ) {
        let pieces = cut(text.as_bytes(), &places);
        let (found, ended) = read_on(&*lines(max as u64), &pieces);
        prop_assert_eq!(ended, Ok(()));
        let codec = LinesCodec::new_with_max_length(max);
        prop_assert_eq!(found, theirs(codec, &pieces, (true, Bytes::from)));
    }

    /// Theirs says that a message is too long when it sees it, ours when it is past: with the end in the stream, both do.
    #[test]
    fn any_of_several_bytes_ends_what_it_ends_for_any_delimiter_codec(
        text in "[ab\r\n;]{0,60}",
        max in 0..8_usize,
        places in prop::collection::vec(0..60_usize, 0..5),
    ) {
        let text = text + ";";
        let pieces = cut(text.as_bytes(), &places);
        let (found, ended) = read_on(&*delimiter(b"\n", &[b"\r", b";"], max as u64), &pieces);
        prop_assert_eq!(ended, Ok(()));
        let codec = AnyDelimiterCodec::new_with_max_length(b"\n\r;".to_vec(), b"\n".to_vec(), max);
        prop_assert_eq!(found, theirs(codec, &pieces, (false, |message| message)));
    }

    /// The plainest reader there is: of every delimiter that ends first the longest.
    #[test]
    fn several_delimiters_as_they_are_defined(
        stream in "[ab\n]{0,40}",
        or in prop::collection::vec("[ab\n]{1,3}", 1..4),
        escape in prop::option::of(Just(b'\\')),
        places in prop::collection::vec(0..40_usize, 0..5),
    ) {
        let all: Vec<&[u8]> = or.iter().map(String::as_bytes).chain([&b"\n"[..]]).collect();
        let (mut wanted, mut rest) = (Vec::new(), stream.as_bytes());
        let ends = |end: &usize| all.iter().any(|one| rest[..*end].ends_with(one));
        let mut end = (1..=rest.len()).find(ends);
        while let Some(at) = end {
            let longest = all.iter().filter(|one| rest[..at].ends_with(one)).map(|one| one.len()).max();
            wanted.push(Bytes::copy_from_slice(&rest[..at - longest.unwrap()]));
            rest = &rest[at..];
            end = (1..=rest.len()).find(|end| all.iter().any(|one| rest[..*end].ends_with(one)));
        }
        let or = or.iter().map(|one| one.as_bytes().to_vec()).collect();
        let framing = Delimiter::any("\n", or, escape, 100);
        let (found, _) = super::read(&framing, cut(stream.as_bytes(), &places));
        prop_assert_eq!(found, wanted);
    }

    /// After a length that is too large stand as many bytes as it says.
    #[test]
    fn a_length_prefix_goes_on_behind_what_it_claims(
        claims in prop::collection::vec(0..30_u8, 0..8),
        offset in 0..3_u32,
        places in prop::collection::vec(0..250_usize, 0..5),
    ) {
        let layout = PrefixLayout { offset, ..PrefixLayout::default() };
        let spec = FramingSpec::LengthPrefix {
            header: Header::U16be, includes_header: false, layout, too_long: TooLong::Skip, max: 9,
        };
        let (mut stream, mut wanted) = (Vec::new(), Vec::new());
        for claim in claims {
            stream.resize(stream.len() + offset as usize, 0);
            stream.extend(pack(Header::U16be, claim.into()).unwrap());
            stream.resize(stream.len() + usize::from(claim), claim);
            wanted.push((claim <= 9).then(|| Bytes::from(vec![claim; claim.into()])));
        }
        prop_assert_eq!(read_on(&*from_spec(&spec), &cut(&stream, &places)), (wanted, Ok(())));
    }

    /// Wherever the stream is cut, and whatever is in it.
    #[test]
    fn what_is_skipped_is_no_matter_of_cuts(
        stream in prop::collection::vec(prop_oneof![super::byte(), Just(0xc0), Just(3)], 0..60),
        places in prop::collection::vec(0..60_usize, 0..5),
        which in 0..6_usize,
    ) {
        let (too_long, max) = (TooLong::Skip, 3);
        let long = |escape| FramingSpec::Delimiter {
            delimiter: b"aab".to_vec(), or: vec![b"\n".to_vec(), b"ab\n".to_vec()], escape, too_long, max,
        };
        let layout = PrefixLayout::default();
        let mut specs = vec![
            FramingSpec::Lines { too_long, max },
            FramingSpec::Slip { too_long, max },
            FramingSpec::Cobs { too_long, max },
            FramingSpec::LengthPrefix { header: Header::Varint, includes_header: true, layout, too_long, max },
            long(None),
            long(Some(b'\\')),
        ];
        let framing = from_spec(&specs.swap_remove(which));
        let at_once = read_on(&*framing, &[&stream]);
        let bytes: Vec<&[u8]> = stream.chunks(1).collect();
        prop_assert_eq!(&read_on(&*framing, &bytes), &at_once);
        prop_assert_eq!(&read_on(&*framing, &cut(&stream, &places)), &at_once);
    }
}

/// A delimiter of which a part ends the piece is not lost while its message is passed over.
#[test]
fn a_delimiter_cut_in_two_ends_what_is_skipped() {
    let framing = delimiter(b"\r\n", &[], 3);
    let expected = (vec![None, Some(Bytes::from("feng"[..3].to_owned()))], Ok(()));
    assert_eq!(read_on(&*framing, &[b"hello, world\r", b"\nfen\r\n"]), expected);
}

/// Gigabytes that a length claims are passed over as they come; where the stream ends first, that is said.
#[test]
fn what_is_claimed_and_never_comes_ends_with_the_stream() {
    let layout = PrefixLayout::default();
    let (header, too_long) = (Header::U64be, TooLong::Skip);
    let spec =
        FramingSpec::LengthPrefix { header, includes_header: false, layout, too_long, max: 9 };
    assert_eq!(read_on(&*from_spec(&spec), &[&[0xff; 150], &[0xff; 150]]), (vec![None], Ok(())));
}
