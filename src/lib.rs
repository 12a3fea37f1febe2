//! stickydemo shows, on real sockets, what TCP and UDP do to messages, names the cause from the
//! kernel's own figures, and shows each fix.
//!
//! # Code layout
//!
//! The data goes one way: `scenarios/x.toml` → [`model::Scenario`] → sockets → [`model::Trace`] →
//! [`analysis::CaseAnalysis`] → text or JSON. A trace saved on another computer enters at `Trace`
//! and goes the rest of the same way. A valid scenario always yields a trace: a socket error is a
//! record in it, not a failure of the program.
//!
//! Imports go down the floors only; on one floor only [`engine`] may use [`stage`]. A test reads
//! the imports (`tests/floors`).
//!
//! | floor | module | what it is |
//! |---|---|---|
//! | 4 | [`cli`] | the command line; the only writer to the terminal and to files |
//! | 3 | [`report`] | a trace and its analysis as text and JSON: pure |
//! | 3 | [`lang`] | the program's own words, in English and Chinese |
//! | 2 | [`engine`] | the conductor: a scenario and a stage in, a trace out |
//! | 2 | [`apps`] | the tutorials' programs, live: a server in one terminal, a client in another |
//! | 2 | [`stage`] | where actors live, and their addresses: loopback, or two hosts and a wire between them |
//! | 2 | [`watch`] | programs that nobody changed, and what their calls show |
//! | 2 | [`grade`] | programs of others under examination: fed in pieces, their answers compared |
//! | 1 | [`net`] | sockets, the kernel's evidence, and each operating system's own file |
//! | 1 | [`scenario`] | scenario files, read and checked; the built-in ones |
//! | 1 | [`analysis`] | who owns which byte, fates, causes, verdicts: pure |
//! | 1 | [`torture`] | framings, right ones and broken ones, under thousands of splits of a stream: pure |
//! | 0 | [`framing`] | ways to mark message boundaries in a stream: codecs without sockets, and the broken ones |
//! | 0 | [`model`] | the nouns |
//!
//! `CONTRIBUTING.md` says where new code goes.

pub mod analysis;
pub mod apps;
pub mod cli;
pub mod engine;
pub mod framing;
pub mod grade;
pub mod lang;
pub mod model;
pub mod net;
pub mod report;
pub mod scenario;
#[cfg(test)]
mod schemas;
pub mod stage;
pub mod torture;
pub mod watch;
