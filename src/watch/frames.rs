//! Bytes into messages, while they are sent: what of a session is a frame.

use crate::framing::{Decoder, from_spec};
use crate::model::{Framed, FramingSpec, SocketId};
use bytes::BytesMut;
use std::collections::BTreeMap;

/// How what programs send is cut into messages: for each of them by its name, or for all.
#[derive(Debug, Clone, Default)]
pub struct Framings {
    /// Of all programs that are not named.
    pub all: Option<FramingSpec>,
    /// Of one by its name.
    pub named: BTreeMap<String, FramingSpec>,
}

impl Framings {
    fn of(&self, program: &str) -> Option<&FramingSpec> {
        self.named.get(program).or(self.all.as_ref())
    }
}

/// The frames of each stream, by the socket that sends it.
#[derive(Default)]
pub(super) struct Frames {
    framings: Framings,
    streams: BTreeMap<SocketId, Stream>,
}

struct Stream {
    decoder: Box<dyn Decoder>,
    buffer: BytesMut,
    /// Bytes that were sent.
    sent: u64,
    framed: Framed,
}

impl Frames {
    pub(super) fn new(framings: Framings) -> Self {
        Frames { framings, streams: BTreeMap::new() }
    }

    /// These bytes were sent from a socket of a program.
    pub(super) fn sent(&mut self, program: &str, sock: SocketId, bytes: &[u8]) {
        let Some(spec) = self.framings.of(program) else { return };
        self.streams.entry(sock).or_insert_with(|| Stream::of(spec)).take(bytes);
    }

    /// What was found; the stream has ended as far as is known.
    pub(super) fn found(self) -> impl Iterator<Item = (SocketId, Framed)> {
        self.streams.into_iter().map(|(sock, stream)| (sock, stream.end()))
    }
}

impl Stream {
    fn of(spec: &FramingSpec) -> Self {
        let framed = Framed { by: spec.to_string(), ends: Vec::new(), broken: false };
        let decoder = from_spec(spec).decoder();
        Stream { decoder, buffer: BytesMut::new(), sent: 0, framed }
    }

    fn take(&mut self, bytes: &[u8]) {
        self.sent = self.sent.saturating_add(bytes.len() as u64);
        if self.framed.broken {
            return;
        }
        self.buffer.extend_from_slice(bytes);
        loop {
            let before = self.buffer.len();
            match self.decoder.decode(&mut self.buffer) {
                Ok(Some(_)) => self.ends(before),
                Ok(None) => return,
                // Passed over, and goes on behind it: `too_long = "skip"`.
                Err(_) if self.buffer.len() < before => self.ends(before),
                Err(_) => {
                    self.framed.broken = true;
                    self.buffer = BytesMut::new();
                    return;
                }
            }
        }
    }

    /// A frame was taken off the buffer. One of no bytes would be a message of nothing.
    fn ends(&mut self, before: usize) {
        let end = self.sent.saturating_sub(self.buffer.len() as u64);
        if self.buffer.len() < before && self.framed.ends.last() != Some(&end) {
            self.framed.ends.push(end);
        }
    }

    /// Where the end of the stream ends a message, too.
    fn end(mut self) -> Framed {
        let before = self.buffer.len();
        let whole = !self.framed.broken && before > 0;
        if whole && matches!(self.decoder.decode_eof(&mut self.buffer), Ok(Some(_))) {
            self.ends(before);
        }
        self.framed
    }
}
