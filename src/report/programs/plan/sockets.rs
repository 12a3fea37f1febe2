//! The sockets of a case as far as they can be known without a kernel: what lies in which queue, and since when.

use super::clocks::Moment;
use crate::framing::Decoder;
use crate::report::programs::form::Var;
use bytes::BytesMut;
use std::collections::VecDeque;

/// A send of more than this may arrive in several segments.
const ONE_SEGMENT: u64 = 16_384;

/// What a packet of so many bytes takes of a buffer, at most: its memory is a power of two, and some is kept beside.
fn taken_by(len: u64) -> u64 {
    2 * (len + 1024)
}

/// What a socket is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// It listens.
    Listener,
    /// One end of a connection.
    Stream,
    /// It carries datagrams.
    Datagram,
    /// It only holds a port.
    Held,
}

/// What one call sent, as far as it has not been taken.
#[derive(Debug, Clone)]
pub(super) struct Chunk {
    /// What is left of it.
    pub(super) left: u64,
    /// All of it, where a framing may want to see it.
    pub(super) bytes: Vec<u8>,
    /// When it was sent.
    pub(super) sent: Moment,
    /// Whether it may arrive in parts.
    pub(super) long: bool,
}

impl Chunk {
    pub(super) fn new(len: u64, bytes: Vec<u8>, sent: Moment) -> Self {
        Chunk { left: len, bytes, sent, long: len > ONE_SEGMENT }
    }
}

/// A socket.
pub(super) struct Socket {
    pub(super) owner: usize,
    pub(super) kind: Kind,
    pub(super) var: Var,
    /// Whether it is one of UDP.
    pub(super) udp: bool,
    /// The name that the scenario gave it.
    pub(super) name: Option<String>,
    /// Its port, counted from the first of the case.
    pub(super) port: Option<u16>,
    pub(super) peer: Option<usize>,
    pub(super) open: bool,
    /// How many bytes its receive buffer was made for.
    pub(super) buffer: Option<u64>,
    pub(super) inbox: VecDeque<Chunk>,
    /// What has arrived so far took so much of the buffer; and of each read, how much of that was free again.
    arrived: u64,
    reads: Vec<(Moment, u64)>,
    /// The last thing that came.
    pub(super) last_in: Option<Moment>,
    /// The end of the stream that it reads.
    pub(super) fin: Option<Moment>,
    /// What reset the connection.
    pub(super) reset: Option<Moment>,
    /// The last receive on it.
    pub(super) last_read: Option<Moment>,
    /// The last receive that would have taken more, had more been there.
    pub(super) open_read: Option<Moment>,
    /// The last receive that waited for nothing.
    pub(super) starved: Option<Moment>,
    pub(super) closed: Option<Moment>,
    /// Connections that wait to be accepted: the server's end of each, and since when.
    pub(super) pending: VecDeque<(usize, Moment)>,
    /// What a framing has read in, and cuts messages from.
    pub(super) reader: Option<(Box<dyn Decoder>, BytesMut)>,
}

impl Socket {
    pub(super) fn new(owner: usize, kind: Kind, var: Var) -> Self {
        Socket {
            owner,
            kind,
            var,
            udp: kind == Kind::Datagram,
            name: None,
            port: None,
            peer: None,
            open: true,
            buffer: None,
            inbox: VecDeque::new(),
            arrived: 0,
            reads: Vec::new(),
            last_in: None,
            fin: None,
            reset: None,
            last_read: None,
            open_read: None,
            starved: None,
            closed: None,
            pending: VecDeque::new(),
            reader: None,
        }
    }

    /// The bytes that wait in it, if all that was sent has arrived.
    pub(super) fn waiting(&self) -> u64 {
        self.inbox.iter().map(|chunk| chunk.left).sum()
    }

    /// Something has arrived.
    pub(super) fn arrives(&mut self, chunk: Chunk) {
        self.arrived += taken_by(chunk.left);
        self.last_in = Some(chunk.sent.clone());
        self.inbox.push_back(chunk);
    }

    /// It was read then, and what lies there now was left.
    pub(super) fn was_read(&mut self, now: &Moment) {
        let left: u64 = self.inbox.iter().map(|chunk| taken_by(chunk.left)).sum();
        self.reads.push((now.clone(), self.arrived.saturating_sub(left)));
        self.last_read = Some(now.clone());
    }

    /// Whether its receive buffer, where it was set, has room for so much more: somebody knows of some of its reads. The
    /// kernel reckons with twice what was set (socket(7), SO_RCVBUF).
    pub(super) fn has_room_for(&self, len: u64, knows: impl Fn(&Moment) -> bool) -> bool {
        let Some(buffer) = self.buffer else { return true };
        let freed = self.reads.iter().rev().find(|(read, _)| knows(read)).map_or(0, |read| read.1);
        self.arrived.saturating_sub(freed) + taken_by(len) <= 2 * buffer
    }

    /// Takes so many bytes from the queue, and says which sends they came from.
    pub(super) fn take(&mut self, mut bytes: u64, keep: bool) -> Vec<(Moment, bool)> {
        let mut from = Vec::new();
        let mut at = 0;
        while bytes > 0 && at < self.inbox.len() {
            let chunk = &mut self.inbox[at];
            let part = chunk.left.min(bytes);
            from.push((chunk.sent.clone(), chunk.long));
            bytes -= part;
            if keep {
                at += 1;
                continue;
            }
            chunk.left -= part;
            if chunk.left == 0 {
                self.inbox.pop_front();
            }
        }
        from
    }
}
