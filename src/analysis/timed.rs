//! The calls of a trace in the order in which they ended, and the samples that were taken after them.

use crate::model::{CallPlace, CallRecord, CaseTrace, Evidence, Record, SocketId};

/// A call in time: when it ended decides its place among the events.
#[derive(Debug, Clone, Copy)]
pub(super) struct Timed<'a> {
    pub(super) place: CallPlace,
    pub(super) record: &'a Record,
    pub(super) call: &'a CallRecord,
    /// It is one of the calls beneath the call at that place.
    pub(super) beneath: bool,
}

impl<'a> Timed<'a> {
    /// The call that it is beneath, or is.
    pub(super) fn whole(&self) -> Option<&'a CallRecord> {
        self.record.calls.get(self.place.1)
    }

    /// When the call ended.
    pub(super) fn end(&self) -> u64 {
        self.call.end_ns()
    }
}

/// All calls of a trace, and those beneath them, in the order in which they ended: a background
/// step begins before others and ends after them, and what the kernel said is from its end.
pub(super) fn in_time(trace: &CaseTrace) -> Vec<Timed<'_>> {
    let mut calls: Vec<Timed<'_>> = Vec::new();
    for (record_at, record) in trace.records.iter().enumerate() {
        for (call_at, call) in record.calls.iter().enumerate() {
            let place = (record_at, call_at);
            let beneath = |call| Timed { place, record, call, beneath: true };
            calls.extend(call.below.iter().map(beneath));
            calls.push(Timed { place, record, call, beneath: false });
        }
    }
    calls.sort_by_key(Timed::end);
    calls
}

/// Every sample of the trace with its socket, in time; not those from the middle of a call.
pub(super) fn samples(trace: &CaseTrace) -> Vec<(SocketId, &Evidence)> {
    let whole = in_time(trace).into_iter().filter(|timed| !timed.beneath);
    whole.flat_map(|timed| of_call(trace, timed.call)).collect()
}

/// Every sample of the trace with its socket, in time, with those from the middle of a call.
pub(super) fn every_sample(trace: &CaseTrace) -> impl Iterator<Item = (SocketId, &Evidence)> {
    in_time(trace).into_iter().flat_map(|timed| of_call(trace, timed.call))
}

/// The samples of one call. The other end's is that of the peer, or for datagrams of the other
/// socket in the call.
pub(super) fn of_call<'a>(
    trace: &CaseTrace,
    call: &'a CallRecord,
) -> impl Iterator<Item = (SocketId, &'a Evidence)> + use<'a> {
    let own = call.sock.map(|sock| (sock, &call.own));
    let known = call.sock.and_then(|sock| trace.socket(sock));
    let peer = known.map_or(call.other, |socket| socket.counterpart(call));
    own.into_iter().chain(peer.zip(call.peer.as_ref()))
}
