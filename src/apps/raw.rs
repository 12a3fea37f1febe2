//! `raw`: bytes in, bytes out; what `nc` is for, with each call visible. Nothing is answered but what
//! [`Reply`] says, nothing is added to what is typed, not even an end of line.

use super::server::{Mode, connections};
use super::{End, Input, Plan, Reply, Session, Stop};
use crate::model::Transport;

pub(super) fn serve(plan: &Plan, session: &Session<'_>) -> Result<(), Stop> {
    if plan.place.transport() == Transport::Udp {
        return datagrams(plan, session);
    }
    connections(plan, session, |mut end| {
        while let Ok(bytes) = end.recv() {
            let bytes = bytes.to_vec();
            end.prints(&bytes);
            if answered(&mut end, &bytes, &plan.replies).is_err() || plan.mode == Mode::Once {
                break;
            }
        }
        end.close();
    })
}

fn answered(end: &mut End<'_>, bytes: &[u8], replies: &[Reply]) -> Result<(), Stop> {
    match replies.iter().find(|reply| reply.to == bytes) {
        Some(reply) => end.send(&reply.with),
        None => Ok(()),
    }
}

fn datagrams(plan: &Plan, session: &Session<'_>) -> Result<(), Stop> {
    let mut end = End::listening(session, &plan.place, &plan.knobs)?;
    while !session.is_over() {
        let Ok((bytes, from)) = end.recv_from() else { continue };
        let bytes = bytes.to_vec();
        end.prints(&bytes);
        if let Some(reply) = plan.replies.iter().find(|reply| reply.to == bytes) {
            end.send_to(&reply.with, &from).ok();
        }
    }
    end.close();
    Ok(())
}

/// Sends each line; a thread of its own receives whatever comes.
pub(super) fn connect(
    plan: &Plan,
    session: &Session<'_>,
    input: &mut dyn Input,
) -> Result<(), Stop> {
    let mut end = End::connecting(session, &plan.place, &plan.knobs)?;
    let mut reader = end.reader()?;
    let stream = plan.place.transport().is_stream();
    std::thread::scope(|threads| {
        threads.spawn(move || {
            hear(&mut reader, stream, session);
        });
        speak(&mut end, plan, session, input);
    });
    end.close();
    Ok(())
}

/// Receives until the other side ends. Then nobody is left to type for.
fn hear(reader: &mut End<'_>, stream: bool, session: &Session<'_>) {
    loop {
        let heard = match stream {
            true => reader.recv().map(<[u8]>::to_vec),
            false => reader.recv_from().map(|(bytes, _)| bytes.to_vec()),
        };
        match heard {
            Ok(bytes) => reader.prints(&bytes),
            Err(_) if !stream && !session.is_over() => {}
            Err(_) => return session.end(),
        }
    }
}

fn speak(end: &mut End<'_>, plan: &Plan, session: &Session<'_>, input: &mut dyn Input) {
    let server = plan.place.address().ok().filter(|_| !plan.place.transport().is_stream());
    let say = |end: &mut End<'_>, line: &[u8]| match &server {
        Some(server) => end.send_to(line, server),
        None => end.send(line),
    };
    if plan.file.as_ref().is_some_and(|file| say(end, file).is_err()) {
        return session.end();
    }
    while let Some(line) = input.line(session) {
        if say(end, &line).is_err() {
            return session.end();
        }
        while let Some(every) = plan.every.filter(|_| !session.is_over()) {
            session.pause(every);
            if session.is_over() || say(end, &line).is_err() {
                return session.end();
            }
        }
    }
    match server {
        _ if session.is_over() => {}
        // Nothing tells a datagram's receiver that no more will come.
        Some(_) => session.end(),
        None if end.finish_sending().is_err() => session.end(),
        None => {}
    }
}
