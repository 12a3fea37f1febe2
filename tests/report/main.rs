//! Reports: compared whole with files, and held to rules at every width, in both languages.
#![allow(clippy::unwrap_used, reason = "these are tests, their helpers too")]

mod any;
mod compare;
// UDP_CORK, UDP_SEGMENT and what MSG_MORE does on Unix-domain sockets.
#[cfg(target_os = "linux")]
mod composed;
mod cut;
mod ends;
mod explained;
#[path = "../golden/mod.rs"]
mod golden;
#[cfg(unix)]
mod gone;
mod guesses;
mod held;
mod json;
mod lab;
mod live;
mod picture;
mod placed;
mod recordings;
mod rounds;
mod rules;
mod said;
mod samples;
mod schema;
mod screen;
mod session;
#[path = "../side_by_side/mod.rs"]
mod side_by_side;
mod signs;
mod snapshots;
mod steps;
mod sweep;
mod undelivered;
// Which of several sockets of an address gets a datagram is each system's own.
#[cfg(target_os = "linux")]
mod shared_addresses;
mod words;

use stickydemo::model::Lang;
use stickydemo::report::{Look, Verbosity};

fn look(width: usize, lang: Lang) -> Look {
    Look { width, color: false, ascii: false, lang, verbosity: Verbosity::Full }
}
