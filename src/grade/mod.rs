//! A program of somebody else under examination: it is started, spoken to in pieces, and started again where it dies.
//!
//! | file | what it is there for |
//! |---|---|
//! | `server` | a server: started, seen to listen, ended |
//! | `talk` | one connection: the next piece goes when the one before was read |
//! | `served` | the trials of a server, one after the other |
//! | `decoded` | the trials of a decoder: a process for each, as many at once as there are processors |
//! | `feed` | one trial by itself, while somebody watches |
//! | `lines` | what a decoder prints: a JSON string a line |
//! | `tally` | what became of the trials, kind by kind |
//!
//! # How a piece arrives by itself
//!
//! The next piece is sent when nothing is left unread in the program's socket (sock_diag(7)), or in its pipe (FIONREAD):
//! then the `recv` that took the last bytes has returned with no more than that piece. So a cut of the stream is a cut in
//! what the program receives, however busy the computer is. Where a system does not tell, there is a pause instead, and
//! the report says so. A piece that is not read for [`UNREAD`] is followed by the next all the same.
//!
//! After the last piece the stream ends (`shutdown`), and the answers are read until theirs does: so no trial of a program
//! that is alive waits for a time to pass. Whoever does not come to an end meets the deadline.

mod decoded;
mod feed;
mod lines;
mod served;
mod server;
mod talk;
mod tally;

pub use feed::feed;
pub use server::{NotUp, free_port};
pub use tally::{Tally, Untried};

use crate::net::Exit;
use crate::torture::exam::{Exam, Fault, Named, Trial};
use bytes::Bytes;
use serde::{Serialize, Serializer};
use std::process::Command;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// A piece that is not read for so long is followed by the next.
pub const UNREAD: Duration = Duration::from_secs(1);
/// After so many trials in which that happened, each piece is given no longer than [`UNREAD_AGAIN`].
pub const PEEKS: usize = 3;
/// A piece of a program that looks at pieces without reading them may lie so long.
pub const UNREAD_AGAIN: Duration = Duration::from_millis(50);
/// Where nobody tells what was read, the pause after each piece.
pub const PAUSE: Duration = Duration::from_millis(5);
/// A program may print so much before that is said, in bytes.
pub const PRINTED: u64 = 1024 * 1024;
/// A program may have so many processes.
pub const PROCESSES: usize = 100;
/// Where so many trials of one kind ended the program, the rest of that kind is left out.
pub const DEATHS: usize = 40;
/// Where so many trials of one kind met the deadline, the rest of that kind is left out.
pub const HANGS: usize = 3;
/// A program has so long until it must listen.
pub const START: Duration = Duration::from_secs(10);

/// A header that claims less says nothing about memory: programs grow by so much for other reasons, in bytes.
const NOTABLE: i128 = 256 << 20;

/// What the header of a trial claims, where that is enough to be seen in the memory of who believes it, in bytes.
fn notable(trial: &Trial) -> Option<i128> {
    trial.claim.filter(|claim| *claim >= NOTABLE)
}

/// Whether a program that grew by so many bytes has taken them because of a claim.
fn is_of_claim(grew: u64, claim: i128) -> bool {
    i128::from(grew) >= claim.min(2 * NOTABLE) / 2
}

/// Makes a command for a port.
pub type ServerCommand<'a> = &'a (dyn Fn(u16) -> Command + Sync);

/// What is examined.
#[derive(Clone, Copy)]
pub enum Program<'a> {
    /// One that listens; on this port, or where none is said on any that it is given.
    Server(ServerCommand<'a>, Option<u16>),
    /// One that reads its standard input.
    Decoder(&'a (dyn Fn() -> Command + Sync)),
}

/// An examination.
pub struct Plan<'a> {
    /// What is asked.
    pub exam: &'a Exam,
    /// Of whom.
    pub program: Program<'a>,
    /// How long a trial may take.
    pub trial: Duration,
    /// How long all may take.
    pub limit: Duration,
    /// Set by Ctrl-C.
    pub cancel: &'a AtomicBool,
    /// Told how many trials are done.
    pub progress: &'a (dyn Fn(usize) + Sync),
}

/// What became of one trial.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tried {
    /// Which, by its place among the exam's.
    pub trial: usize,
    /// What went wrong, if something did.
    pub fault: Option<Fault>,
    /// The answers that came.
    pub got: Vec<Bytes>,
    /// How the program ended, where this trial ended it.
    pub exit: Option<Exit>,
    /// What it said last, where it ended or had to be ended.
    pub words: Vec<u8>,
    /// At the deadline it did not rest.
    pub races: bool,
    /// While a piece lay unread it did not rest.
    pub peeks: bool,
    /// The next client was answered wrong.
    pub mixes: bool,
}

/// What there is to know beside the trials.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "GradeRemarks"))]
pub struct Remarks {
    /// Pieces were kept apart by pauses, as this system does not tell what was read.
    pub pauses: bool,
    /// Trials in which a piece was not read before the next went.
    pub unread: usize,
    /// One client is served after the other.
    pub in_turn: bool,
    /// How often it had ended well after a client.
    pub one_client: usize,
    /// It printed more than 1 MiB.
    pub flood: bool,
    /// Something that it had started could not be ended.
    pub left: bool,
    /// The most processes that had ended and that it did not wait for.
    pub unwaited: usize,
    /// This system does not tell how much memory it takes.
    pub no_memory: bool,
    /// So many processes it had when it was ended for good; null: never too many.
    pub bomb: Option<usize>,
    /// It could not be started again.
    #[serde(serialize_with = "whether")]
    #[cfg_attr(test, schemars(with = "bool"))]
    pub not_again: Option<NotUp>,
    /// The limit of all was met.
    pub out_of_time: bool,
    /// Ctrl-C.
    pub called_off: bool,
}

/// Why is for people.
fn whether<S: Serializer>(why: &Option<NotUp>, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_bool(why.is_some())
}

/// An examination that was held.
#[derive(Debug, Clone, PartialEq)]
pub struct Graded {
    /// The trials that were made, in order.
    pub tried: Vec<Tried>,
    /// The counts of each kind.
    pub tally: Vec<Tally>,
    /// The mistakes that it looks like.
    pub named: Named,
    /// What there is to know besides.
    pub remarks: Remarks,
    /// How long it took.
    pub took: Duration,
}

impl Graded {
    /// Of a program that could not be examined: nothing was tried.
    pub fn nothing(exam: &Exam) -> Self {
        let (tally, named) = tally::of(exam, &[]);
        let (remarks, took) = (Remarks::default(), Duration::ZERO);
        Graded { tried: Vec::new(), tally, named, remarks, took }
    }

    /// Whether everything was tried and passed.
    pub fn passed(&self) -> bool {
        self.tally.iter().all(|tally| tally.tried == tally.of && tally.passed == tally.of)
    }

    /// How many trials were made, and how many passed.
    pub fn counts(&self) -> (usize, usize) {
        (self.tried.len(), self.tried.iter().filter(|tried| tried.fault.is_none()).count())
    }
}

/// Examines.
///
/// # Errors
/// The program could not be started, or never listened.
pub fn grade(plan: &Plan<'_>) -> Result<Graded, NotUp> {
    let clock = crate::net::Clock::start();
    let (tried, remarks) = match plan.program {
        Program::Server(command, port) => served::all(plan, (command, port))?,
        Program::Decoder(command) => decoded::all(plan, command)?,
    };
    let took = Duration::from_nanos(clock.ns());
    let (tally, named) = tally::of(plan.exam, &tried);
    Ok(Graded { tried, tally, named, remarks, took })
}
