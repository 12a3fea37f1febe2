//! `upper`: ASCII letters to upper case, byte by byte. Without a framing, as in the tutorials: what one
//! `recv` returns is answered, whatever of a message, or of several, it is.

use super::server::{Mode, connections};
use super::{End, Input, Plan, Session, Stop};
use crate::model::Transport;

pub(super) fn serve(plan: &Plan, session: &Session<'_>) -> Result<(), Stop> {
    match plan.place.transport() {
        Transport::Udp => answer_datagrams(plan, session, |bytes| bytes.to_ascii_uppercase()),
        _ => connections(plan, session, |end| answer(end, plan.mode)),
    }
}

/// Answers until the client leaves; once only, where that is the server's way.
pub(super) fn answer(mut end: End<'_>, mode: Mode) {
    while let Ok(bytes) = end.recv() {
        let upper = bytes.to_ascii_uppercase();
        if end.send(&upper).is_err() || mode == Mode::Once {
            break;
        }
    }
    end.close();
}

/// Answers each datagram to where it came from, for ever.
pub(super) fn answer_datagrams(
    plan: &Plan,
    session: &Session<'_>,
    answer: impl Fn(&[u8]) -> Vec<u8>,
) -> Result<(), Stop> {
    let mut end = End::listening(session, &plan.place, &plan.knobs)?;
    while !session.is_over() {
        // A silence, or an error that an earlier datagram met (ICMP): the next one may come.
        let Ok((bytes, from)) = end.recv_from() else { continue };
        let said = answer(bytes);
        end.send_to(&said, &from).ok();
    }
    end.close();
    Ok(())
}

pub(super) fn connect(
    plan: &Plan,
    session: &Session<'_>,
    input: &mut dyn Input,
) -> Result<(), Stop> {
    ask(plan, session, input, |line| !line.is_empty())
}

/// Sends each line that is a question, and prints what the next receive returns; `quit` ends it.
pub(super) fn ask(
    plan: &Plan,
    session: &Session<'_>,
    input: &mut dyn Input,
    is_question: impl Fn(&[u8]) -> bool,
) -> Result<(), Stop> {
    let end = End::connecting(session, &plan.place, &plan.knobs)?;
    converse(end, plan, input, is_question);
    Ok(())
}

/// The same on a connection that there is.
pub(super) fn converse(
    mut end: End<'_>,
    plan: &Plan,
    input: &mut dyn Input,
    is_question: impl Fn(&[u8]) -> bool,
) {
    let session = end.session();
    let server = plan.place.address().ok();
    let datagrams = plan.place.transport() == Transport::Udp;
    while let Some(bytes) = input.line(session).filter(|line| line != b"quit") {
        if !is_question(&bytes) {
            continue;
        }
        let answer = match (&server, datagrams) {
            (Some(server), true) => {
                end.send_to(&bytes, server).and_then(|()| Ok(end.recv_from()?.0.to_vec()))
            }
            _ => end.send(&bytes).and_then(|()| Ok(end.recv()?.to_vec())),
        };
        match answer {
            Ok(answer) => end.prints(&answer),
            Err(_) if datagrams && !session.is_over() => {}
            Err(_) => break,
        }
    }
    end.close();
}
