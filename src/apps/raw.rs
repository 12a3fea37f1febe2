//! `raw`: bytes in, bytes out; what `nc` is for, with each call visible. Nothing is answered but what
//! [`Reply`] says, nothing is added to what is typed, not even an end of line.

use super::server::answering;
use super::{End, Event, Input, Plan, Session, Stop};

pub(super) fn serve(
    plan: &Plan,
    session: &Session<'_>,
    _input: &mut dyn Input,
) -> Result<(), Stop> {
    answering(plan, session, |bytes| {
        session.tell(&Event::Prints(bytes));
        plan.replies.iter().find(|reply| reply.to == bytes).map(|reply| reply.with.clone())
    })
}

/// Sends each line; a thread of its own receives whatever comes.
pub(super) fn connect(
    plan: &Plan,
    session: &Session<'_>,
    input: &mut dyn Input,
) -> Result<(), Stop> {
    let mut end = End::connecting(session, &plan.place, &plan.knobs)?;
    let mut reader = end.reader()?;
    std::thread::scope(|threads| {
        threads.spawn(move || listen(&mut reader, session));
        speak(&mut end, plan, session, input);
    });
    end.close();
    Ok(())
}

/// Receives until the other side ends. Then nobody is left to type for.
fn listen(reader: &mut End<'_>, session: &Session<'_>) {
    loop {
        match reader.hear().map(<[u8]>::to_vec) {
            Ok(bytes) => reader.prints(&bytes),
            Err(_) if reader.is_of_datagrams() && !session.is_over() => {}
            Err(_) => return session.end(),
        }
    }
}

fn speak(end: &mut End<'_>, plan: &Plan, session: &Session<'_>, input: &mut dyn Input) {
    if plan.file.as_ref().is_some_and(|file| end.send(file).is_err()) {
        return session.end();
    }
    while let Some(line) = input.line(session) {
        if end.send(&line).is_err() {
            return session.end();
        }
        while let Some(every) = plan.every.filter(|_| !session.is_over()) {
            session.pause(every);
            if session.is_over() || end.send(&line).is_err() {
                return session.end();
            }
        }
    }
    if session.is_over() {
        return;
    }
    // Nothing tells a datagram's receiver that no more will come.
    if end.is_of_datagrams() || end.finish_sending().is_err() {
        session.end();
    }
}
