//! What the two sides of `shell` read, from a stream that comes in any pieces. The client: answers, one after another,
//! in one of the framings. The server: acknowledgements, and commands of which each is allowed or not.
#![no_main]

use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;
use std::path::Path;
use stickydemo::apps::{
    Ack, Allowed, Commands, Frames, LONGEST_ANSWER, Stop, Stream, acknowledged, announced_length,
    body,
};
use stickydemo_fuzz::assert_plain;

#[derive(Debug, Arbitrary)]
struct Input<'a> {
    framing: u8,
    ack: bool,
    /// As much each receive returns, at most, over and over; 0 counts as 1.
    pieces: Vec<u8>,
    bytes: &'a [u8],
}

/// The bytes that have not been received.
struct Bytes<'a> {
    bytes: &'a [u8],
    pieces: &'a [u8],
    nth: usize,
}

impl<'a> Bytes<'a> {
    fn of(input: &'a Input<'a>) -> Self {
        Bytes { bytes: input.bytes, pieces: &input.pieces, nth: 0 }
    }
}

impl Stream for Bytes<'_> {
    fn take(&mut self, most: u64) -> Result<&[u8], Stop> {
        assert!(most > 0, "a receive of nothing looks like the end of the stream");
        let piece = match self.pieces.len() {
            0 => usize::MAX,
            len => usize::from(self.pieces[self.nth % len]).max(1),
        };
        self.nth += 1;
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let (first, rest) = self.bytes.split_at(self.bytes.len().min(piece).min(most));
        self.bytes = rest;
        Ok(first)
    }
}

fn assert_said(stop: &Stop) {
    if let Stop::Refused(error) = stop {
        let text = error.text();
        assert_plain(&text.en);
        assert_plain(&text.zh);
    }
}

/// An answer is as long as was announced, and that is no more than is taken; reading ends.
fn answers(stream: &mut Bytes<'_>, framing: Frames) -> Result<(), Stop> {
    loop {
        let before = stream.bytes.len();
        let Some(len) = announced_length(stream, framing)? else { return Ok(()) };
        assert!(len <= LONGEST_ANSWER && stream.bytes.len() < before);
        assert_eq!(body(stream, len)?.len() as u64, len);
    }
}

/// An acknowledgement is exactly that, and takes no byte of what follows; what is none is not empty.
fn acknowledgements(stream: &mut Bytes<'_>, ack: Ack) -> Result<(), Stop> {
    loop {
        let before = stream.bytes;
        let read = acknowledged(stream, ack)?;
        let taken = &before[..before.len() - stream.bytes.len()];
        match read {
            Ok(()) => assert_eq!(taken, ack.as_str().as_bytes()),
            Err(got) => {
                assert_eq!(taken, got);
                assert!(!got.is_empty() && !ack.as_str().as_bytes().starts_with(&got));
            }
        }
    }
}

/// Whatever is typed: only a text of the list, or that and an end of line, may be run.
fn commands(bytes: &[u8]) {
    let mut commands = Commands::usual(Path::new("own"));
    if let Some(allowed) = std::str::from_utf8(bytes).ok().and_then(Allowed::read) {
        commands.allow(allowed);
    }
    let listed = |typed: &[u8]| commands.texts().any(|text| text.as_bytes() == typed);
    let ends: &[&[u8]] = &[b"", b"\n", b"\r\n", b"\r"];
    let bare = ends.iter().filter_map(|end| bytes.strip_suffix(*end));
    assert_eq!(commands.allows(bytes), bare.into_iter().any(listed));
}

fuzz_target!(|input: Input<'_>| {
    let framing = Frames::ALL[usize::from(input.framing) % Frames::ALL.len()];
    if let Err(stop) = answers(&mut Bytes::of(&input), framing) {
        assert_said(&stop);
    }
    let ack = if input.ack { Ack::Ok } else { Ack::RecvReady };
    let stop = acknowledgements(&mut Bytes::of(&input), ack).expect_err("a stream ends");
    assert_eq!(stop, Stop::End);
    commands(input.bytes);
});
