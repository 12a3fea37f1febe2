//! `time`: a strftime format in, the local time out. Over UDP an empty datagram is a question, too; over TCP
//! an empty message never travels, and cannot be asked.

use super::server::{answering, datagrams, is_too_long};
use super::strftime::strftime;
use super::taught::{self, Loop};
use super::upper;
use super::{End, Fault, Input, Plan, Session, Stop};
use crate::model::Transport;
use jiff::ZonedDateTime;
use socket2::SockAddr;

/// What an empty question asks for.
const USUAL: &str = "%Y-%m-%d %X";

pub(super) fn serve(plan: &Plan, session: &Session<'_>) -> Result<(), Stop> {
    match (plan.taught, plan.place.transport()) {
        (true, _) => taught::answering(plan, session, Loop::Looks, as_taught),
        (false, Transport::Udp) => datagrams(plan, session, answer_datagram),
        (false, _) => answering(plan, session, |format| Some(now_as(format))),
    }
}

/// Answers; where no datagram takes the answer, it is said how long it would be.
fn answer_datagram(end: &mut End<'_>, format: &[u8], from: &SockAddr) {
    let said = now_as(format);
    if end.send_to(&said, from).is_err_and(|stop| is_too_long(&stop)) {
        let why = format!("{} bytes: more than a datagram takes", said.len());
        end.send_to(why.as_bytes(), from).ok();
    }
}

/// The time in this format, or what is wrong with the format.
fn now_as(format: &[u8]) -> Vec<u8> {
    let said = match std::str::from_utf8(format) {
        Ok(format) => written(format, false).map_err(|part| format!("`{part}` is no part of one")),
        Err(_) => Err("not UTF-8".to_owned()),
    };
    said.unwrap_or_else(|why| format!("not a time format: {why}")).into_bytes()
}

/// What `strftime(data.decode() or '%Y-%m-%d %X')` returns or raises in Python. What follows a `%` and means nothing
/// is an error on Windows (Modules/timemodule.c); glibc copies it, and Python 3.11 on Linux answers so.
fn as_taught(format: &[u8]) -> Result<Vec<u8>, Fault> {
    let format = std::str::from_utf8(format).map_err(|_| Fault::NotText)?;
    if format.contains('\0') {
        // "ValueError: embedded null character": Python 3.11.
        return Err(Fault::NoFormat);
    }
    let copies = !crate::net::is_windows();
    written(format, copies).map(String::into_bytes).map_err(|_| Fault::NoFormat)
}

/// The time as strftime(3) writes it in the C locale, which is what Python has without `setlocale`; `copies`: also where a
/// part of the format means nothing, and then as that part stands there.
///
/// # Errors
/// The part that means nothing.
pub(super) fn written(format: &str, copies: bool) -> Result<String, &str> {
    strftime(&ZonedDateTime::now(), if format.is_empty() { USUAL } else { format }, copies)
}

pub(super) fn connect(
    plan: &Plan,
    session: &Session<'_>,
    input: &mut dyn Input,
) -> Result<(), Stop> {
    // How long an answer is, nobody knows.
    upper::connect(plan, session, input, |_| 1)
}
