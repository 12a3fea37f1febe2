//! The program as a person or a script has it: what it is given, what it says, what it leaves.
//!
//! One program of tests, so that they are linked once, and run side by side. What needs sockets of its own
//! in the same process is not here: a process that is started would hold copies of them.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed, and says what it expects"
)]

mod apps;
mod ask;
mod chosen;
mod cli;
mod completions;
mod course;
#[path = "../golden/mod.rs"]
mod golden;
mod hostile_text;
mod judged;
mod live;
mod named;
mod pages;
mod process;
mod readme;
mod robust_cli;
mod sandbox;
mod schemas;
mod step;
mod sweep;
mod targets;
mod torture;
mod traces;
mod wrong;
mod wrong_files;
mod wrong_traces;
