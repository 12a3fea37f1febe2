//! The most that a scenario from a stranger may ask for.

/// Upper bounds on everything that multiplies. A scenario file that passes one is refused when it
/// is read, with its place; nothing is allocated for it.
#[derive(Debug, Clone, Copy)]
pub struct Limits;

impl Limits {
    /// A scenario file, in bytes.
    pub const FILE: u64 = 1024 * 1024;
    /// A trace file, in bytes.
    pub const TRACE: u64 = 64 * 1024 * 1024;
    /// Traces in a page of HTML.
    pub const TRACES: usize = 100;
    /// All traces in a page together, unpacked, in bytes: whoever shows them has them in memory together.
    pub const PAGE: u64 = 2 * Limits::TRACE;
    /// What a trace says of the computer it was made on (release, architecture, version…), each in bytes.
    /// Systems say less: 64 (`struct utsname`, uname(2) of Linux), 256 (sys/utsname.h of macOS and FreeBSD).
    pub const HOST: usize = 256;
    /// Scenarios in a trace.
    pub const SCENARIOS: usize = 1000;
    /// Changes made to a scenario with `--set`.
    pub const CHANGES: usize = 100;
    /// One of them, in bytes: what Linux takes as one argument (MAX_ARG_STRLEN, execve(2)).
    pub const CHANGE: usize = 128 * 1024;
    /// Cases in a scenario.
    pub const CASES: usize = 64;
    /// Actors in a case.
    pub const ACTORS: usize = 32;
    /// Steps written in a case, those of blocks included.
    pub const STEPS: usize = 1000;
    /// Calls in a case once every repeat is multiplied out.
    pub const CALLS: u64 = 20_000;
    /// Socket calls beneath one call (`recv_message` that reads a frame byte by byte).
    pub const BELOW: usize = 20_000;
    /// Calls recorded in a case, those beneath others included.
    pub const RECORDS: u64 = 60_000;
    /// Bytes that all sends of a case may offer together, repeats multiplied out.
    pub const BYTES: u64 = 64 * 1024 * 1024;
    /// Pieces of one `writev`: POSIX lets a system take no more than 16 (_XOPEN_IOV_MAX, limits.h).
    pub const PIECES: usize = 16;
    /// The largest buffer one receive may ask for, in bytes.
    pub const RECEIVE: u64 = 16 * 1024 * 1024;
    /// The longest deadline or pause, in milliseconds.
    pub const WAIT_MS: u64 = 60_000;
    /// What a case may wait in all by its own words (its pauses, and the deadlines it expects to
    /// reach), in milliseconds.
    pub const WAITS_MS: u64 = 120_000;
    /// When a case has taken so long, none of its steps is begun any more, in milliseconds.
    pub const CASE_MS: u64 = 180_000;
    /// The rows of a sweep: combinations of values, in all cases together.
    pub const SWEEP_ROWS: usize = 200;
    /// The longest name (scenario, case, actor, socket), in bytes.
    pub const NAME: usize = 64;
    /// The longest text (title, story…), in bytes.
    pub const TEXT: usize = 16 * 1024;
    /// Keywords of a scenario, in each language.
    pub const KEYWORDS: usize = 100;
    /// Choices of a guess, from how many to how many.
    pub const CHOICES: std::ops::RangeInclusive<usize> = 2..=4;
    /// Packets of a case that are written down; more are carried and counted.
    pub const PACKETS: usize = 20_000;
    /// Rules of a wire.
    pub const RULES: usize = 32;
    /// The largest number of a packet that a rule or an expectation may name.
    pub const PACKET_NUMBER: u32 = 10_000;
    /// How many packets another one may be held back for.
    pub const BEHIND: u32 = 64;
    /// The longest that a wire takes for a packet, in milliseconds.
    pub const DELAY_MS: u64 = 1000;
    /// Payloads up to this length are kept whole in a trace, in bytes; longer ones as head, length
    /// and digest.
    pub const PAYLOAD: usize = 4096;
    /// What is kept of a longer payload's beginning, in bytes.
    pub const HEAD: usize = 64;
}
