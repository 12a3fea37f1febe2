//! `upper`: ASCII letters to upper case, byte by byte. Without a framing, as in the tutorials: what one
//! `recv` returns is answered, whatever of a message, or of several, it is.

use super::server::answering;
use super::{End, Input, Plan, Session, Stop};

pub(super) fn serve(plan: &Plan, session: &Session<'_>) -> Result<(), Stop> {
    answering(plan, session, upper)
}

/// The letters a to z as capitals, and every other byte as it is.
pub(super) fn upper(bytes: &[u8]) -> Option<Vec<u8>> {
    Some(bytes.to_ascii_uppercase())
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
    converse(End::connecting(session, &plan.place, &plan.knobs)?, input, is_question);
    Ok(())
}

/// Asks like [`ask`], on a socket that there is already.
pub(super) fn converse(
    mut end: End<'_>,
    input: &mut dyn Input,
    is_question: impl Fn(&[u8]) -> bool,
) {
    let session = end.session();
    while let Some(bytes) = input.line(session).filter(|line| line != b"quit") {
        if !is_question(&bytes) {
            continue;
        }
        let answer = end.send(&bytes).and_then(|()| Ok(end.hear()?.to_vec()));
        match answer {
            Ok(answer) => end.prints(&answer),
            Err(_) if end.is_of_datagrams() && !session.is_over() => {}
            Err(_) => break,
        }
    }
    end.close();
}
