//! `raw`: bytes in, bytes out; what `nc` is for, with each call visible. Nothing is answered but what
//! [`Reply`] says, nothing is added to what is typed, not even an end of line.

use super::both::both_ways;
use super::server::answering;
use super::{End, Event, Input, Plan, Session, Stop};

pub(super) fn serve(plan: &Plan, session: &Session<'_>) -> Result<(), Stop> {
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
    let end = End::connecting(session, &plan.place, &plan.knobs)?;
    both_ways(end, hear, |end| speak(end, plan, session, input))
}

fn hear(reader: &mut End<'_>) -> Result<(), Stop> {
    let bytes = reader.hear()?.to_vec();
    reader.prints(&bytes);
    Ok(())
}

fn speak(
    end: &mut End<'_>,
    plan: &Plan,
    session: &Session<'_>,
    input: &mut dyn Input,
) -> Result<(), Stop> {
    plan.file.as_ref().map_or(Ok(()), |file| end.send(file))?;
    while let Some(line) = input.line(session) {
        end.send(&line)?;
        while let Some(every) = plan.every.filter(|_| !session.is_over()) {
            session.pause(every);
            if !session.is_over() {
                end.send(&line)?;
            }
        }
    }
    Ok(())
}
