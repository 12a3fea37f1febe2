//! The chat as the tutorials wrote it: `recvfrom`, print, a line that is typed, `sendto`; and at the client the
//! other way round. Whatever arrives out of turn waits in the kernel.

use super::{QUIT, echo};
use crate::apps::{End, Event, Fault, Input, Plan, Session};
use socket2::SockAddr;

/// Serves until nobody types any more, or the session is over.
pub(super) fn serve(mut end: End<'_>, plan: &Plan, session: &Session<'_>, input: &mut dyn Input) {
    // Whom it was answering when the next datagram was there already.
    let mut busy_with: Option<SockAddr> = None;
    while !session.is_over() {
        let Ok((bytes, from)) = end.recv_from() else { continue };
        let bytes = bytes.to_vec();
        if end.was_cut() {
            session.met(Fault::DatagramCut);
        }
        if let Some(before) = busy_with.take() {
            session.met(if before == from { Fault::SecondWaits } else { Fault::OthersWait });
        }
        session.tell(&Event::Arrived { by: "", bytes: &bytes, marked: true });
        let answer = match plan.auto {
            true => Some(echo(1, &bytes, plan.encoding)),
            false => input.line(session),
        };
        let Some(answer) = answer else { break };
        busy_with = Some(from.clone()).filter(|_| !plan.auto && end.hears_now());
        // How it failed is shown; somebody else may be next.
        end.send_to(&answer, &from).ok();
    }
    end.close();
}

/// A line, and then whatever comes next is taken for its answer.
pub(super) fn connect(mut end: End<'_>, session: &Session<'_>, input: &mut dyn Input) {
    while let Some(line) = input.line(session).filter(|line| line != QUIT) {
        let early = end.hears_now();
        let heard = |(answer, from): (&[u8], _)| (answer.to_vec(), from);
        let answer = end.send(&line).and_then(|()| end.recv_from().map(heard));
        let Ok((answer, from)) = answer else { continue };
        if !end.is_from_server(&from) {
            session.met(Fault::Stranger);
        }
        if early {
            session.met(Fault::NotItsAnswer);
        }
        if end.was_cut() {
            session.met(Fault::DatagramCut);
        }
        session.tell(&Event::Arrived { by: "", bytes: &answer, marked: true });
    }
    end.close();
}
