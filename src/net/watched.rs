//! What a program that is watched asks of its kernel about sockets, and what came back: system calls, whatever their
//! numbers on a processor.

use super::{Clock, Socket, sys};
use crate::model::{Flag, How, OptionName, OptionValue, Seen, Transport};
use std::ffi::{OsStr, OsString};
use std::io;
use std::net::SocketAddr;
use std::process::{Child, Command};

/// Where a call is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caller {
    /// The process, whose threads share its descriptors.
    pub process: u32,
    /// The thread.
    pub thread: u32,
}

/// What a call is about.
#[derive(Debug, Clone, PartialEq)]
pub enum Asked {
    /// `bind`, to this address where it is one of the internet's.
    Bind(Option<SocketAddr>),
    /// `listen`.
    Listen,
    /// `accept`, `accept4`.
    Accept,
    /// `connect`.
    Connect(Option<SocketAddr>),
    /// `send`, `sendto`, `sendmsg`, `write`, `writev`; of `sendmmsg` several.
    Send(Vec<Offered>),
    /// `splice`, `sendfile` from what is no file, urgent data (MSG_OOB): bytes of which nobody knows where they stand.
    Moves,
    /// `recv`, `recvfrom`, `recvmsg`, `read`, `readv`, `recvmmsg`.
    Receive {
        /// How much each of its messages has room for; but for `recvmmsg`, there is one.
        room: Vec<u64>,
        /// Its flags.
        flags: Vec<Flag>,
        /// MSG_DONTWAIT is not among them.
        waits: bool,
    },
    /// `shutdown`.
    Shutdown(How),
    /// `close`; or `dup2` onto a descriptor that is open.
    Close,
    /// `close_range`, from the descriptor it is about to this one.
    CloseRange(i32),
    /// `setsockopt`, where it is an option that this program knows.
    Set(OptionName, OptionValue),
    /// `getsockopt`, likewise.
    Get(OptionName),
    /// `execve`: descriptors may go with it.
    Execs,
    /// `io_uring_setup`: what goes through it makes no system call of its own.
    Ring,
}

/// What a call offered to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Gathered from several pieces.
    pub gathered: bool,
    /// Its flags.
    pub flags: Vec<Flag>,
    /// MSG_DONTWAIT is not among them.
    pub waits: bool,
    /// To whom, where the call says so.
    pub to: Option<SocketAddr>,
}

/// What a call brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Took {
    /// The bytes that were handed over.
    pub bytes: Vec<u8>,
    /// What the call says it was: with MSG_TRUNC more than were handed over.
    pub count: u64,
    /// Whether the kernel said that a datagram was cut.
    pub truncated: Seen<bool>,
    /// From whom, where the kernel said so.
    pub from: Option<SocketAddr>,
}

/// What came back.
#[derive(Debug)]
pub struct Came {
    /// What the call returned, or the number of its error.
    pub result: Result<u64, i32>,
    /// Of a receive: what each of its messages is. Of a send: how much of each message was taken.
    pub took: Vec<Took>,
}

/// A datagram that nobody has received yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queued {
    /// What it holds.
    pub bytes: Vec<u8>,
    /// From whom.
    pub from: Option<SocketAddr>,
}

/// How a process ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// By itself, with this code.
    Exited(i32),
    /// By a signal.
    Killed(i32),
}

/// Looks into the processes that are watched; only while the one who is told of them is told.
pub trait Peek {
    /// A copy of a descriptor that is a socket of a kind this program knows. `known`: of which, where that was asked
    /// before.
    ///
    /// # Errors
    /// It is none, or the process is gone.
    fn socket(
        &mut self,
        process: u32,
        descriptor: i32,
        known: Option<Transport>,
    ) -> io::Result<Socket>;
    /// The inode of the socket that a descriptor is; nothing of any other file.
    fn inode(&self, process: u32, descriptor: i32) -> Option<u64>;
    /// Whether calls on it wait: O_NONBLOCK is not set.
    fn waits(&self, socket: &Socket) -> bool;
    /// The datagrams that wait in a socket, at most so many; they stay there.
    fn queued(&self, socket: &Socket, most: usize) -> Vec<Queued>;
    /// The descriptors that are open.
    fn descriptors(&self, process: u32) -> Vec<i32>;
    /// The time since the watching began, in nanoseconds.
    fn ns(&self) -> u64;
}

/// Who is told of the calls of programs. They stand still while it is told.
pub trait Watcher {
    /// A call on this descriptor begins, after which it may be another file; whether it is to be told of.
    fn wants(&mut self, at: Caller, descriptor: i32, closes: bool, peek: &mut dyn Peek) -> bool;
    /// It is this.
    fn begins(&mut self, at: Caller, descriptor: i32, asked: Asked, peek: &mut dyn Peek);
    /// It has come back.
    fn returns(&mut self, at: Caller, came: Came, peek: &mut dyn Peek);
    /// A call begins that waits for one of several descriptors.
    fn waits(&mut self, at: Caller, peek: &mut dyn Peek);
    /// It has come back, and says that these can be read.
    fn waited(&mut self, at: Caller, readable: &[i32], peek: &mut dyn Peek);
    /// A process was made by another.
    fn forked(&mut self, process: u32, by: u32);
    /// A process became another program.
    fn became(&mut self, process: u32, peek: &mut dyn Peek);
    /// A process ends: its descriptors are still open, and will be closed. `killed`: by a signal.
    fn ends(&mut self, process: u32, killed: bool, peek: &mut dyn Peek);
    /// A process has ended.
    fn ended(&mut self, process: u32, fate: Fate);
    /// Whoever stood still goes on: what needs no look at it is done now.
    fn settles(&mut self);
}

/// The calls of programs that were started to be watched. All of it happens on one thread: when that ends, the programs
/// do.
#[derive(Debug)]
pub struct Tracer(sys::watch::Tracer);

impl Tracer {
    /// What tells this program, started by [`Tracer::start`], to become another one that is watched.
    pub const ARGUMENT: &str = "--watched";
    /// The same, and its calls that wait for one of several descriptors are told of, too.
    pub const ARGUMENT_WAITS: &str = "--watched-waits";

    /// Nothing is watched yet.
    pub fn new(clock: Clock) -> Self {
        Tracer(sys::watch::Tracer::new(clock))
    }

    /// Starts a program and watches it from its first call on. `itself`: this program, with the arguments that make it
    /// [`become_watched`].
    ///
    /// # Errors
    /// It cannot be started, or not be watched here.
    pub fn start(&mut self, itself: &mut Command) -> io::Result<Child> {
        let child = super::start(itself)?;
        self.0.take(child.id())?;
        Ok(child)
    }

    /// Waits for the next stop of any process, tells of it, and lets it go on; whether any process is left.
    ///
    /// # Errors
    /// What the system says.
    pub fn step(&mut self, watcher: &mut dyn Watcher) -> io::Result<bool> {
        self.0.step(watcher)
    }

    /// How often a thread was stopped, and how long they stood still in all, in nanoseconds.
    pub fn stood(&self) -> (u64, u64) {
        self.0.stood()
    }
}

/// Makes this process one that its parent watches, and then the program that is named; `waits`: see
/// [`Tracer::ARGUMENT_WAITS`]. Returns only where that cannot be.
pub fn become_watched(program: &OsStr, arguments: &[OsString], waits: bool) -> io::Error {
    sys::watch::become_watched(program, arguments, waits)
}

/// Ends a process that is watched: asks it to (SIGTERM), or does so (SIGKILL).
pub fn end(process: u32, at_once: bool) {
    sys::watch::end(process, at_once);
}

/// Whether every thread of a process waits for somebody else to do something.
pub fn waits_for_others(process: u32) -> bool {
    sys::watch::waits_for_others(process)
}

/// Whether this system can watch programs.
pub const CAN_WATCH: bool = sys::watch::CAN;
