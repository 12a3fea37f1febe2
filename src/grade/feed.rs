//! One trial by itself: what a program is fed while somebody watches it.

use super::server::{connected, listening};
use super::talk::Talk;
use crate::net::{Deadline, Wait};
use crate::torture::exam::{Exam, Fault, Trial};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// Feeds a server that listens on this port, once; what is wrong with its answers. Of two clients only the first speaks.
pub fn feed(exam: &Exam, trial: &Trial, port: u16, time: Duration) -> Option<Fault> {
    let cancel = AtomicBool::new(false);
    let wait = Wait { deadline: Deadline::after(time), cancel: [&cancel, &cancel] };
    let socket = listening(port).and_then(connected);
    let Some(socket) = socket else { return Some(Fault::Unreachable) };
    let mut talk = Talk::first(socket, exam, trial);
    // Nobody interrupts it.
    talk.finish(wait).ok();
    let fault = talk.fault();
    talk.close();
    fault
}
