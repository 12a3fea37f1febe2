//! Where all bytes of a case are at one moment of it: plain data.
//!
//! A byte of a stream goes through these places, in this order: the sending program, its kernel, the way, the
//! receiver's kernel, the receiving program. Which of them it has come to at a moment follows from what had been
//! sent and taken by then, and from what the kernels said of themselves after the last call.

use crate::model::{MessageNo, ReceiveNo, Seen, SocketId};

/// All bytes at a moment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Places {
    /// So many calls had ended, those beneath others included.
    pub moment: usize,
    /// Each direction of each connection, in the order of the sockets.
    pub pipes: Vec<Pipe>,
    /// Datagrams, by sender and destination, in the order of the first of each.
    pub posts: Vec<Post>,
}

/// One direction of a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pipe {
    /// The sending socket.
    pub from: SocketId,
    /// The receiving socket; none where nobody has accepted the connection, or the program has it not.
    pub to: Option<SocketId>,
    /// Bytes that the sender's kernel had taken.
    pub written: u64,
    /// It may have taken more: of a send that had not returned yet, or of another program.
    pub at_least: bool,
    /// Where they are, from the first byte to the last; never empty ones.
    pub stretches: Vec<Placed>,
    /// What the kernels said, and when.
    pub figures: Figures,
    /// Whether the program had let go of the sending and of the receiving socket.
    pub closed: [bool; 2],
    /// Whether the receiving program had its socket: a connection may wait to be accepted.
    pub accepted: bool,
}

impl Pipe {
    /// How many bytes are at a place.
    pub fn at(&self, place: BytePlace) -> u64 {
        let there = self.stretches.iter().filter(|stretch| stretch.at == place);
        there.fold(0, |sum, stretch| sum.saturating_add(stretch.len))
    }
}

/// A stretch of a stream, and where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    /// Its first byte, counted from the beginning of the connection.
    pub start: u64,
    /// Its length, above 0.
    pub len: u64,
    /// Where it is.
    pub at: BytePlace,
}

/// Where a byte of a stream is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BytePlace {
    /// The receiving program has taken it from its kernel.
    Taken,
    /// In the receiver's kernel, where a receive can have it.
    Readable,
    /// It was acknowledged, and so has come to the other kernel. Whether it can be read, or was read by another
    /// program, or is gone with its socket, no figure says.
    Arrived,
    /// It has left, and cannot be read yet.
    OnTheWay,
    /// It has left. Whether it has arrived no figure says.
    Left,
    /// It cannot be read yet. Whether it has left no figure says.
    NotThere,
    /// In the sender's kernel, and it has not left.
    Unsent,
    /// In the sender's kernel, on the way or in the receiver's: no figure says where.
    Unseen,
    /// It has left; the figures are from a time when another call was moving bytes of this stream.
    Moving,
}

/// What the kernels said of one direction of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Figures {
    /// Bytes in the sender's kernel that had not left.
    pub unsent: Seen<u64>,
    /// Bytes that the receiver's kernel had not acknowledged, those that had not left included.
    pub unacked: Seen<u64>,
    /// Bytes that could be read.
    pub readable: Seen<u64>,
    /// After how many calls they said so; nothing: nobody has asked them.
    pub moment: Option<usize>,
    /// They contradict what had been sent and taken: they are from a later time.
    pub later: bool,
}

/// All datagrams from one socket to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    /// The sending socket.
    pub from: SocketId,
    /// The socket they went to, where the program has it.
    pub to: Option<SocketId>,
    /// Each that was sent by then, in order, and where it is.
    pub datagrams: Vec<PlacedDatagram>,
    /// What the receiver's kernel said.
    pub figures: QueueFigures,
    /// Whether the program had let go of the receiving socket.
    pub closed: bool,
}

/// A message sent as a datagram, or as a part of one, and where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlacedDatagram {
    /// Which message.
    pub message: MessageNo,
    /// Where it is.
    pub at: DatagramPlace,
    /// It is of one datagram with the message before it (MSG_MORE, UDP_CORK).
    pub joined: bool,
}

/// Where a datagram is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DatagramPlace {
    /// The send failed: it is nowhere.
    Refused,
    /// In the sender's kernel, which gathers more for it (MSG_MORE, UDP_CORK).
    Gathered,
    /// On the way, or waiting in the receiver's kernel: the figures do not tell these apart.
    Between,
    /// The first that waits in the receiver's kernel.
    Waiting,
    /// A receive has handed it over.
    Received,
    /// Nobody ever got it, as turned out later.
    Gone,
    /// No figure says what became of it.
    Unseen,
}

/// What a kernel said of the datagrams that wait at a socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct QueueFigures {
    /// The bytes of the first that waits; of sequenced packets, of all of them.
    pub readable: Seen<u64>,
    /// The memory that all take up.
    pub memory: Seen<u64>,
    /// Datagrams dropped so far.
    pub drops: Seen<u64>,
    /// After how many calls it said so; nothing: nobody has asked it.
    pub moment: Option<usize>,
}

/// What one send put into a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SentBytes {
    /// Which message; none: warm-up.
    pub message: Option<MessageNo>,
    /// Where it begins in the stream.
    pub start: u64,
    /// How many bytes the kernel took.
    pub len: u64,
}

/// What one receive handed over of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HandedBytes {
    /// Which receive; none: warm-up.
    pub receive: Option<ReceiveNo>,
    /// Where it begins in the stream.
    pub start: u64,
    /// Its length.
    pub len: u64,
    /// After how many calls it had returned.
    pub moment: usize,
}
