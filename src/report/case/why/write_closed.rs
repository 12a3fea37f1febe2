//! Why nothing can be sent on a socket any more, and what a 0 says that is not the end of a stream.

use crate::analysis::Shutdowns;
use crate::lang::errors::{Shut, StreamZero as Zero};
use crate::model::{
    CallName, CallRecord, Case, CaseTrace, ErrorName, How, Making, Record, SocketId, Transport,
};
use std::collections::HashMap;

/// What a call did to its socket, or told of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    /// It shut down a direction, or both.
    Shut(How),
    /// There is no connection, and there was none: this error said so.
    NeverOpen(ErrorName),
    /// There is no connection any more: this error said so.
    Over(ErrorName),
}

/// What the calls on each socket itself say, in the order in which they began.
pub(crate) struct WriteClosed(HashMap<SocketId, Vec<(u64, Told)>>);

impl WriteClosed {
    pub(crate) fn of(case: &Case, trace: &CaseTrace) -> Self {
        let shutdowns = Shutdowns::of(case);
        let mut all: HashMap<SocketId, Vec<(u64, Told)>> = HashMap::new();
        for (record, call) in trace.records.iter().flat_map(calls) {
            let socket = call.sock.and_then(|id| Some((id, trace.socket(id)?.transport)));
            let Some((sock, over)) = socket else { continue };
            if let Some(told) = told(call, shutdowns.by(record.step, call, over), over) {
                all.entry(sock).or_default().push((call.start_ns, told));
            }
        }
        all.values_mut().for_each(|told| told.sort_by_key(|(at, _)| *at));
        WriteClosed(all)
    }

    /// What was told of a call's socket before it, the last first.
    fn before(&self, call: &CallRecord) -> impl Iterator<Item = Told> {
        let of_socket = call.sock.and_then(|sock| self.0.get(&sock));
        let of_socket = of_socket.map_or(&[][..], Vec::as_slice);
        let before = of_socket.partition_point(|(at, _)| *at < call.start_ns);
        of_socket[..before].iter().rev().map(|(_, told)| *told)
    }

    /// Why a send that failed with `broken-pipe` could not go on. Where nothing of a connection's two ends says
    /// why, the other one has gone; without a connection nobody has.
    pub(crate) fn broken_pipe(&self, failed: &CallRecord, trace: &CaseTrace) -> Option<Shut> {
        let why = self.before(failed).find_map(|told| match told {
            Told::Shut(How::Write | How::Both) => Some(Shut::ByItself),
            Told::Shut(How::Read) => None,
            Told::NeverOpen(_) => Some(Shut::NeverOpen),
            Told::Over(ErrorName::ConnectionTimedOut | ErrorName::Aborted) => Some(Shut::GivenUp),
            Told::Over(_) => Some(Shut::ByTheOther),
        });
        let socket = failed.sock.and_then(|sock| trace.socket(sock))?;
        let other = socket.counterpart(failed).filter(|_| socket.transport.is_unix());
        let unread = other.filter(|other| self.does_not_read(*other, failed.end_ns()));
        let why = why.or(unread.map(|_| Shut::UnreadByTheOther));
        why.or_else(|| socket.transport.listens().then_some(Shut::ByTheOther))
    }

    /// Whether a socket had shut down reading by then. What is to be sent to a Unix socket that has, fails at
    /// once (`unix_stream_sendmsg` and `unix_dgram_sendmsg` in net/unix/af_unix.c); a TCP socket tells nobody.
    fn does_not_read(&self, sock: SocketId, by_ns: u64) -> bool {
        let told = self.0.get(&sock).map_or(&[][..], Vec::as_slice);
        let shut = |told: &Told| matches!(told, Told::Shut(How::Read | How::Both));
        told.iter().any(|(at, told)| *at < by_ns && shut(told))
    }

    /// Whether this program had shut down reading before. Data that come after both directions were shut down
    /// make its own kernel give the connection up, with the error of a reset (tcp_rcv_state_process in
    /// net/ipv4/tcp_input.c).
    pub(crate) fn stopped_reading(&self, call: &CallRecord) -> bool {
        self.before(call).any(|told| matches!(told, Told::Shut(How::Read | How::Both)))
    }

    /// What the 0 was for which a call failed that wanted more: the last one beneath it.
    pub(crate) fn zero_of(&self, failed: &CallRecord) -> Option<Zero> {
        let wanted_more = [ErrorName::EndOfStream, ErrorName::EndInsideFrame];
        failed.outcome.error().filter(|error| wanted_more.contains(error))?;
        let last = failed.below.iter().rfind(|below| below.call.receives());
        let zero = last.filter(|last| last.outcome.count() == Some(0))?;
        Some(self.zero(zero))
    }

    /// What the 0 was by which a framing completed a message that it handed over.
    pub(crate) fn completed_by(&self, call: &CallRecord) -> Option<Zero> {
        let last = call.below.iter().rfind(|below| below.call.receives());
        let framed =
            call.call.is_framed() && call.call.receives() && call.outcome.error().is_none();
        let zero = last.filter(|last| framed && last.outcome.count() == Some(0))?;
        Some(self.zero(zero))
    }

    /// What a 0 of a receive on a stream was. After an error was reported, and after its own
    /// shutdown, a socket has nothing more to give, whatever the other end does (recv(2),
    /// shutdown(2); Linux tcp_recvmsg_locked in net/ipv4/tcp.c: RCV_SHUTDOWN, which tcp_done sets, too).
    pub(crate) fn zero(&self, receive: &CallRecord) -> Zero {
        let why = self.before(receive).find_map(|told| match told {
            Told::Shut(How::Read | How::Both) => Some(Zero::Shut),
            Told::Shut(How::Write) => None,
            Told::NeverOpen(error) => Some(Zero::NeverOpen(error)),
            Told::Over(error) => Some(Zero::After(error)),
        });
        why.unwrap_or(Zero::End)
    }
}

fn calls(record: &Record) -> impl Iterator<Item = (&Record, &CallRecord)> {
    record.calls.iter().map(move |call| (record, call))
}

/// What a call says of its socket; `how` is what it shut down. Only a connection can be over.
fn told(call: &CallRecord, how: Option<How>, transport: Transport) -> Option<Told> {
    let error = call.outcome.error().filter(|_| transport.listens());
    how.map(Told::Shut).or_else(|| over(call.call, error?))
}

/// Whether nothing comes after it on the socket that said it. A connect that failed has made no connection,
/// unless it has only begun or was not waited for any longer. After a `broken-pipe` the end of what the other
/// one sent may still be to come: this end may have shut down only its own sending.
fn over(call: CallName, error: ErrorName) -> Option<Told> {
    use ErrorName as E;
    let unmade = call.makes().is_some_and(Making::survives_failure);
    match error {
        E::InProgress | E::Timeout | E::AlreadyConnected => None,
        E::Refused => Some(Told::NeverOpen(error)),
        _ if unmade => Some(Told::NeverOpen(error)),
        E::Reset | E::Aborted | E::ConnectionTimedOut | E::Unreachable => Some(Told::Over(error)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ErrorInfo, Outcome};

    /// The calls that say something of their socket where they end so.
    fn saying(error: Option<ErrorName>) -> Vec<(CallName, Told)> {
        let ended = |name: &CallName| {
            let mut call = CallRecord::new(*name);
            if let Some(error) = error {
                call.outcome = Outcome::Error(ErrorInfo::named(error));
            }
            let how = (*name == CallName::Shutdown && error.is_none()).then_some(How::Write);
            told(&call, how, Transport::Tcp).map(|told| (*name, told))
        };
        CallName::ALL.iter().filter_map(ended).collect()
    }

    #[test]
    fn a_shutdown_shuts_and_a_connect_that_failed_made_nothing() {
        use ErrorName as E;
        assert_eq!(saying(None), [(CallName::Shutdown, Told::Shut(How::Write))]);
        for error in [E::InvalidArgument, E::BrokenPipe, E::AddressNotAvailable] {
            assert_eq!(saying(Some(error)), [(CallName::Connect, Told::NeverOpen(error))]);
        }
        for error in [E::InProgress, E::Timeout, E::AlreadyConnected] {
            assert_eq!(saying(Some(error)), []);
        }
        for error in [E::Reset, E::Aborted, E::ConnectionTimedOut, E::Unreachable] {
            assert_eq!(saying(Some(error)).len(), CallName::ALL.len());
            for (name, told) in saying(Some(error)) {
                let connects = name == CallName::Connect;
                let wanted = if connects { Told::NeverOpen(error) } else { Told::Over(error) };
                assert_eq!(told, wanted, "{name}");
            }
        }
    }
}
