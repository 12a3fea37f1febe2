//! The framings beside tokio-util's codecs, on the same bytes: encoding, and decoding of a stream
//! that arrives in pieces of one Ethernet segment. Where they have no such codec (escapes,
//! varints), beside a plain copy of the stream.
//!
//! Before a newline is written ours looks for one in the message; theirs does not.
//!
//! No goal: the ratio shows whether ours is in the same class.
#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a benchmark times and tells"
)]

mod compare;

use bytes::{Bytes, BytesMut};
use compare::{Pair, time};
use std::hint::black_box;
use std::time::Duration;
use stickydemo::framing::{Delimiter, Framing, LengthPrefix};
use stickydemo::model::Header;
use tokio_util::codec::{AnyDelimiterCodec, Decoder, Encoder, LengthDelimitedCodec};

const TOTAL: usize = 8 << 20;
const PIECE: usize = 1448;
const ROUNDS: usize = 15;
const MAX: u64 = 1 << 20;

fn main() {
    println!("{:<34} {:>8} {:>12} {:>12} {:>8}", "", "message", "ours", "beside it", "ratio");
    for size in [16, 256, 4096, 65536] {
        let message = vec![b'x'; size];
        let length = LengthPrefix::new(Header::U32be, false, MAX);
        let line = Delimiter::new("\n", None, MAX);
        let theirs = LengthDelimitedCodec::builder().max_frame_length(1 << 20).new_codec();
        let lines = AnyDelimiterCodec::new_with_max_length(b"\n".to_vec(), b"\n".to_vec(), 1 << 20);
        let item = Bytes::from(message.clone());
        beside_a_codec("u32be / LengthDelimitedCodec", &length, (&theirs, item), &message);
        let item = "x".repeat(size);
        beside_a_codec("newline / AnyDelimiterCodec", &line, (&lines, &*item), &message);
        let escaped = Delimiter::new("\n", Some(b'\\'), MAX);
        beside_a_copy("newline with escapes / copy", &escaped, &message);
        beside_a_copy("varint / copy", &LengthPrefix::new(Header::Varint, false, MAX), &message);
    }
}

/// `item` is the message in the form in which the codec takes it.
fn beside_a_codec<C, I: Clone>(
    name: &str,
    framing: &dyn Framing,
    (codec, item): (&C, I),
    message: &[u8],
) where
    C: Clone + Decoder + Encoder<I>,
    <C as Encoder<I>>::Error: std::fmt::Debug,
{
    let times = TOTAL / message.len();
    let encode = || {
        let (mut codec, mut out) = (codec.clone(), BytesMut::new());
        time(|| {
            (0..times).for_each(|_| codec.encode(item.clone(), &mut out).unwrap());
            black_box(out);
        })
    };
    tell(name, "encode", message, &Pair::measure(ROUNDS, || encodes(framing, message), encode));
    let stream = stream(framing, message);
    let decode = || {
        let (mut codec, mut buf, mut got) = (codec.clone(), BytesMut::new(), 0);
        let took = time(|| {
            for piece in stream.chunks(PIECE) {
                buf.extend_from_slice(piece);
                while let Ok(Some(message)) = codec.decode(&mut buf) {
                    black_box(message);
                    got += 1;
                }
            }
        });
        assert_eq!(got, times);
        took
    };
    tell(
        name,
        "decode",
        message,
        &Pair::measure(ROUNDS, || decodes(framing, &stream, times), decode),
    );
}

fn beside_a_copy(name: &str, framing: &dyn Framing, message: &[u8]) {
    let stream = stream(framing, message);
    let copy = || {
        let mut out = Vec::new();
        time(|| {
            stream.chunks(PIECE).for_each(|piece| out.extend_from_slice(piece));
            black_box(out);
        })
    };
    let times = TOTAL / message.len();
    tell(name, "encode", message, &Pair::measure(ROUNDS, || encodes(framing, message), copy));
    tell(
        name,
        "decode",
        message,
        &Pair::measure(ROUNDS, || decodes(framing, &stream, times), copy),
    );
}

fn stream(framing: &dyn Framing, message: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    (0..TOTAL / message.len()).for_each(|_| framing.encode(message, &mut out).unwrap());
    out
}

fn encodes(framing: &dyn Framing, message: &[u8]) -> Duration {
    time(|| drop(black_box(stream(framing, message))))
}

fn decodes(framing: &dyn Framing, stream: &[u8], times: usize) -> Duration {
    let (mut decoder, mut buf, mut got) = (framing.decoder(), BytesMut::new(), 0);
    let took = time(|| {
        for piece in stream.chunks(PIECE) {
            buf.extend_from_slice(piece);
            while let Ok(Some(message)) = decoder.decode(&mut buf) {
                black_box(message);
                got += 1;
            }
        }
    });
    assert_eq!(got, times);
    took
}

fn tell(name: &str, what: &str, message: &[u8], pair: &Pair) {
    let rate = |took: Duration| TOTAL as f64 / took.as_secs_f64() / f64::from(1 << 20);
    println!(
        "{name:<34} {:>8} {:>6.0} MiB/s {:>6.0} MiB/s {:>6.2} × {what}",
        message.len(),
        rate(pair.ours),
        rate(pair.bare),
        pair.ratio(),
    );
}
