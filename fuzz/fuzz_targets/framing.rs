//! The framings: whatever arrives, wherever it is cut, the same messages come out, and the same end.
//! What is sent comes out again. An exhibit may read wrongly; it ends.
#![no_main]

use bytes::{Bytes, BytesMut};
use libfuzzer_sys::arbitrary::{Arbitrary, Result, Unstructured};
use libfuzzer_sys::fuzz_target;
use stickydemo::framing::{self, Framing, FramingError, Recv, Stop, broken};
use stickydemo::model::{Exhibit, FramingSpec, Header, PrefixLayout, TooLong};

#[derive(Debug)]
struct Input {
    spec: FramingSpec,
    /// How many bytes each piece of the stream has, again and again.
    pieces: Vec<u8>,
    /// Where `exact`, messages that the framing itself puts into the stream.
    messages: Option<Vec<Vec<u8>>>,
    stream: Vec<u8>,
}

fn max(from: &mut Unstructured) -> Result<u64> {
    from.choose(&[0, 3, 7, 126, 1024, FramingSpec::DEFAULT_MAX, u64::MAX]).copied()
}

fn spec(from: &mut Unstructured) -> Result<FramingSpec> {
    let kind = *from.choose(FramingSpec::KINDS)?;
    Ok(match kind {
        "fixed" => FramingSpec::Fixed { len: from.int_in_range(0..=40)?, pad: from.arbitrary()? },
        "delimiter" => FramingSpec::Delimiter {
            delimiter: short(from)?,
            or: from.arbitrary::<bool>()?.then(|| short(from)).transpose()?.into_iter().collect(),
            escape: from.arbitrary()?,
            too_long: TooLong::Close,
            max: max(from)?,
        },
        "length-prefix" => FramingSpec::LengthPrefix {
            header: *from.choose(Header::ALL)?,
            includes_header: from.arbitrary()?,
            layout: PrefixLayout {
                offset: from.int_in_range(0..=9)?,
                adjust: from.int_in_range(-9..=9)?,
                strip: from.arbitrary::<bool>()?.then(|| from.int_in_range(0..=9)).transpose()?,
            },
            too_long: TooLong::Close,
            max: max(from)?,
        },
        "lines" => FramingSpec::Lines { too_long: TooLong::Close, max: max(from)? },
        "length-ack" => {
            FramingSpec::LengthAck { ack: short(from)?, end: from.arbitrary()?, max: max(from)? }
        }
        "json-header" => FramingSpec::JsonHeader {
            header: *from.choose(Header::ALL)?,
            key: FramingSpec::DEFAULT_KEY.to_owned(),
            header_max: max(from)?,
            max: max(from)?,
        },
        "netstring" => FramingSpec::Netstring { max: max(from)? },
        "resp" => FramingSpec::Resp { max: max(from)? },
        "content-length" => FramingSpec::ContentLength { header_max: max(from)?, max: max(from)? },
        "slip" => FramingSpec::Slip { too_long: TooLong::Close, max: max(from)? },
        "cobs" => FramingSpec::Cobs { too_long: TooLong::Close, max: max(from)? },
        "json" => FramingSpec::Json { max: max(from)? },
        "until-close" => FramingSpec::UntilClose { max: max(from)? },
        "broken" => FramingSpec::Broken { exhibit: *from.choose(Exhibit::ALL)? },
        other => panic!("a framing that is not fuzzed: {other}"),
    })
}

fn short(from: &mut Unstructured) -> Result<Vec<u8>> {
    let len = from.int_in_range(0..=3)?;
    Ok(from.bytes(len)?.to_vec())
}

impl<'a> Arbitrary<'a> for Input {
    fn arbitrary(from: &mut Unstructured<'a>) -> Result<Self> {
        let spec = spec(from)?;
        let pieces = short(from)?;
        let messages = from.arbitrary::<bool>()?.then(|| from.arbitrary()).transpose()?;
        let stream = from.bytes(from.len())?.to_vec();
        Ok(Input { spec, pieces, messages, stream })
    }
}

/// The stream in pieces of these sizes; a size of 0 is one byte.
fn cut<'a>(stream: &'a [u8], sizes: &[u8]) -> Vec<&'a [u8]> {
    let mut sizes = sizes.iter().cycle().map(|size| usize::from(*size).max(1));
    let (mut pieces, mut rest) = (Vec::new(), stream);
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(sizes.next().unwrap_or(rest.len()).min(rest.len()));
        pieces.push(piece);
        rest = after;
    }
    pieces
}

type Outcome = (Vec<Bytes>, std::result::Result<(), FramingError>);

/// Messages that have no bytes in the stream would be without end.
fn read(framing: &dyn Framing, pieces: &[&[u8]]) -> Outcome {
    let most = pieces.iter().map(|piece| piece.len()).sum::<usize>() + 1;
    let (mut decoder, mut buf, mut messages) = (framing.decoder(), BytesMut::new(), Vec::new());
    for piece in pieces {
        buf.extend_from_slice(piece);
        loop {
            match decoder.decode(&mut buf) {
                Ok(Some(message)) => messages.push(message),
                Ok(None) => break,
                Err(error) => {
                    let again = decoder.decode(&mut buf);
                    assert_eq!(again, Err(error), "a stream that is no frame stays none");
                    return (messages, Err(error));
                }
            }
            assert!(messages.len() <= most, "more messages than bytes");
        }
    }
    loop {
        match decoder.decode_eof(&mut buf) {
            Ok(Some(message)) => messages.push(message),
            Ok(None) => return (messages, Ok(())),
            Err(error) => return (messages, Err(error)),
        }
        assert!(messages.len() <= most, "more messages than bytes");
    }
}

/// Whether it is one that cuts do not change: a number without an end is what arrives together.
fn survives_cuts(spec: &FramingSpec) -> bool {
    !matches!(spec, FramingSpec::LengthAck { end: None, .. })
}

fn right(input: &Input) {
    let framing = framing::from_spec(&input.spec);
    let whole = read(&*framing, &[&input.stream]);
    let pieces = read(&*framing, &cut(&input.stream, &input.pieces));
    let bytes = read(&*framing, &cut(&input.stream, &[1]));
    if survives_cuts(&input.spec) {
        assert_eq!(pieces, whole);
        assert_eq!(bytes, whole);
    }
}

fn sent(input: &Input, messages: &[Vec<u8>]) {
    let framing = framing::from_spec(&input.spec);
    let one = matches!(input.spec, FramingSpec::UntilClose { .. });
    let (mut sent, mut stream) = (Vec::new(), Vec::new());
    for message in messages.iter().take(if one { 1 } else { usize::MAX }) {
        let before = stream.len();
        match framing.encode(message, &mut stream) {
            Ok(()) => sent.push(Bytes::copy_from_slice(message)),
            Err(_) => assert_eq!(stream.len(), before, "a refused message leaves nothing"),
        }
    }
    if let FramingSpec::Fixed { len, pad: Some(pad) } = input.spec {
        // What was filled up comes out without what fills it up, or with: it cannot be told.
        assert_eq!(stream.len(), sent.len() * len as usize, "{pad}");
        return;
    }
    if !survives_cuts(&input.spec) || one && sent.is_empty() {
        return;
    }
    let expected = (sent, Ok(()));
    assert_eq!(read(&*framing, &[&stream]), expected);
    assert_eq!(read(&*framing, &cut(&stream, &input.pieces)), expected);
}

/// A stream of pieces. Nothing is to be allocated for what a header says.
struct Pieces<'a> {
    pieces: std::vec::IntoIter<&'a [u8]>,
    rest: &'a [u8],
    asked: usize,
}

impl Recv for Pieces<'_> {
    fn recv(&mut self, max: usize) -> std::result::Result<Bytes, Stop> {
        self.asked += 1;
        if self.rest.is_empty() {
            self.rest = self.pieces.next().unwrap_or_default();
        }
        let (now, later) = self.rest.split_at(max.min(self.rest.len()));
        self.rest = later;
        Ok(Bytes::copy_from_slice(now))
    }

    fn allow(&mut self, bytes: u64) -> std::result::Result<(), Stop> {
        if bytes > 1 << 20 { Err(Stop::Memory { bytes }) } else { Ok(()) }
    }
}

fn exhibit(exhibit: Exhibit, input: &Input) {
    let broken = broken::exhibit(exhibit);
    let mut reader = broken.reader();
    let pieces = cut(&input.stream, &input.pieces).into_iter();
    let mut stream = Pieces { pieces, rest: &[], asked: 0 };
    for _ in 0..=input.stream.len() + 1 {
        if reader.next(&mut stream).is_err() {
            break;
        }
    }
    let most = 4 * (input.stream.len() + 4);
    assert!(stream.asked <= most, "{exhibit}: {} receives", stream.asked);
    for message in input.messages.iter().flatten() {
        broken.sends(message).ok();
    }
}

fuzz_target!(|input: Input| {
    match (&input.spec, &input.messages) {
        (FramingSpec::Broken { exhibit: name }, _) => exhibit(*name, &input),
        (_, Some(messages)) if framing::check(&input.spec).is_ok() => sent(&input, messages),
        _ => right(&input),
    }
});
