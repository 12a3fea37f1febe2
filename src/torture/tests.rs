//! The torturer itself: it must see what is wrong, and come to an end.

use super::feed::Feed;
use super::judge::{Asked, judge};
use super::stream::{Line, Stream};
use super::{Plan, Trial, Why, find, splits, subjects, torture};
use crate::framing::{Reader, Recv, Stop};
use bytes::Bytes;

/// Calls a reader, whatever it does.
struct Does(fn(&mut dyn Recv) -> Result<Bytes, Stop>);

impl Reader for Does {
    fn next(&mut self, stream: &mut dyn Recv) -> Result<Bytes, Stop> {
        (self.0)(stream)
    }
}

fn hello() -> Stream {
    let message = Bytes::from_static(b"hello");
    let frame = super::Frame { message, start: 0, header: 0, sends: vec![5] };
    Stream { bytes: Bytes::from_static(b"hello"), frames: vec![frame], lie: 0 }
}

fn judged(cuts: &[usize], does: fn(&mut dyn Recv) -> Result<Bytes, Stop>) -> Option<Why> {
    let stream = hello();
    judge(&mut Does(does), &mut Feed::new(&stream, cuts), (&stream, Asked::All))
}

#[test]
fn a_recv_gets_at_most_the_rest_of_a_piece() {
    let stream = hello();
    let mut feed = Feed::new(&stream, &[2]);
    let pieces: Vec<Bytes> =
        [1, 0, 9, 9, 9].into_iter().filter_map(|max| feed.recv(max).ok()).collect();
    assert_eq!(pieces, ["h", "", "e", "llo", ""]);
}

#[test]
fn who_asks_for_ever_is_stopped() {
    let spins = |stream: &mut dyn Recv| loop {
        stream.recv(1024)?;
    };
    assert_eq!(judged(&[], spins), Some(Why::Waits { message: 1 }));
}

#[test]
fn who_gives_messages_for_ever_is_stopped() {
    let gives = |_: &mut dyn Recv| Ok(Bytes::from_static(b"hello"));
    let got = Bytes::from_static(b"hello");
    assert_eq!(judged(&[], gives), Some(Why::Part { message: 2, got }));
}

#[test]
fn who_gives_up_is_seen() {
    assert_eq!(judged(&[], |_| Err(Stop::End)), Some(Why::Missing { message: 1 }));
    let stop = Stop::NoText { at: 0 };
    let fails = |_: &mut dyn Recv| Err(Stop::NoText { at: 0 });
    assert_eq!(judged(&[], fails), Some(Why::Failed { message: 1, stop }));
}

#[test]
fn memory_for_a_claim_is_refused() {
    let wants = |stream: &mut dyn Recv| stream.allow(1 << 32).map(|()| Bytes::new());
    assert_eq!(judged(&[], wants), Some(Why::Memory { message: 1, bytes: 1 << 32 }));
}

#[test]
fn a_seed_is_enough_to_have_it_all_again() {
    let plan = Plan { seed: 7, every_pair: false };
    for name in ["utf8-per-piece", "length-prefix:varint"] {
        let subject = find(name).unwrap_or_else(|| unreachable!("{name}"));
        assert_eq!(torture(&subject, plan), torture(&subject, plan));
    }
}

/// The messages a right reader makes of the streams of a framing, each cut after so many bytes.
fn cut_short(name: &str, len: usize) -> Vec<Vec<Bytes>> {
    let subject = find(name).unwrap_or_else(|| unreachable!("{name}"));
    let line = Line::of(&subject);
    let streams = line.streams();
    let long_enough = streams.iter().filter(|stream| stream.bytes.len() >= len);
    long_enough.map(|one| line.cut_short(one, len).whole_messages().cloned().collect()).collect()
}

#[test]
fn where_a_cut_is_an_end_what_had_come_is_the_message() {
    let first = |name, len| cut_short(name, len).first().cloned().unwrap_or_default();
    for (name, len, messages) in [
        ("lines", 3, &["hel"][..]),
        ("lines", 5, &["hello"]),
        ("lines", 6, &["hello"]),
        ("lines", 7, &["hello", "f"]),
        // hello, feng, and an empty line of which the newline is missing.
        ("lines:crlf", 13, &["hello", "feng"]),
        ("lines:crlf", 14, &["hello", "feng"]),
        ("lines:crlf", 15, &["hello", "feng", ""]),
        // Others give nothing of a message that is not whole.
        ("delimiter", 7, &["hello"]),
        ("length-prefix:u32be", 8, &[]),
    ] {
        assert_eq!(first(name, len), messages, "{name} after {len} bytes");
    }
    let five = [&b"a\nb|c"[..], b"hello", &"你好".as_bytes()[..5], b"01234"].map(|one| vec![one]);
    assert_eq!(cut_short("until-close", 5), five);
}

/// Each pair once, rising; a stream that is too long for it only where that is asked for.
#[test]
fn every_pair_is_every_pair() {
    let pairs = |trial, len: usize, every_pair| {
        let stream = Stream { bytes: vec![0; len].into(), ..Stream::default() };
        let mut pairs = Vec::new();
        let plan = Plan { seed: 0, every_pair };
        splits::each(trial, &stream, plan, &mut |cuts| pairs.push(cuts.to_vec()));
        pairs
    };
    let all = |len| -> Vec<Vec<usize>> {
        (1..len).flat_map(|one| (one + 1..len).map(move |two| vec![one, two])).collect()
    };
    for (len, every_pair) in [(0, false), (1, false), (9, false), (256, false), (300, true)] {
        assert_eq!(pairs(Trial::TwoCuts, len, every_pair), all(len), "{len} bytes");
        assert!(pairs(Trial::NearEdges, len, every_pair).is_empty(), "{len} bytes");
    }
    assert!(pairs(Trial::TwoCuts, 257, false).is_empty());
}

#[test]
fn no_name_stands_for_two() {
    let names: Vec<String> = subjects().into_iter().map(|subject| subject.name).collect();
    let mut sorted = names.clone();
    sorted.sort();
    sorted.dedup();
    assert_eq!(sorted.len(), names.len());
}
