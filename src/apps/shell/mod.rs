//! `shell`: a command in, what it printed out. The command is the text of one `recv`, in every framing: the
//! tutorials give their commands none. What comes back:
//!
//! | `--framing` | on the wire | who reads how |
//! |---|---|---|
//! | `none` | the answer | one `recv`, whatever it returns: what is left over comes with the next command |
//! | `ack` | its length in digits; the client's `recv_ready` or `ok`; the answer | so many bytes |
//! | `i32le`, `u32be` | its length in four bytes, and the answer | so many bytes |
//! | `json` | `i32le n`, `n` bytes of JSON with the length, and the answer | so many bytes |
//! | (UDP) | two datagrams, always: standard error, standard output | two receives |
//!
//! No shell is behind it: what runs is one of a list of commands with fixed arguments ([`Commands`]), and nobody who
//! connects can add to that list or change an argument.

mod client;
mod commands;
mod read;
mod server;
mod wire;

pub use commands::{Allowed, Commands};
pub use read::{acknowledged, announced};
pub use wire::{Ack, Order};

pub(super) use client::connect;
pub(super) use server::serve;

use super::Frames;
use std::time::Duration;

/// How long a command may take.
const COMMAND: Duration = Duration::from_secs(5);
/// How long a client waits for an answer: longer than a command may take.
const ANSWER: Duration = Duration::from_secs(7);
/// The longest answer that a client takes, in bytes.
pub const LONGEST: u64 = 16 << 20;

/// What `shell` is to do.
#[derive(Debug, Clone, Default)]
pub struct ShellPlan {
    /// Only of a server: what may be run.
    pub commands: Commands,
    /// Only with [`Frames::Ack`]: how a length is acknowledged.
    pub ack: Ack,
    /// What comes back of a command, in which order; none: the framing's usual.
    pub order: Option<Order>,
}

/// Where an answer ends, if nothing else was said.
fn framing(plan: &super::Plan) -> Frames {
    plan.framing.unwrap_or(Frames::None)
}
