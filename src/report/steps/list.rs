//! The steps of a case that has run: what is shown on one screen each.
//!
//! A step is a call: each send and each receive is one, so that what comes together is seen to. Unless everything was
//! asked for, of very many repeats of a call those after the first few are one, and so are rounds of a block after the
//! second, and all of a warm-up. Calls before the first byte that only make sockets ready are one step, and each is listed there; on a wire
//! that is watched each is one, as packets travel. A call that waits in the background is two steps: it begins, and it
//! ends. What is shown of a step is true at its time: when its call has come back; as it begins, where it waits.

use crate::analysis::Course;
use crate::model::{CallName, CallPlace, CallRecord, CaseTrace, Record, SocketId};
use std::ops::Range;

/// Of more repeats than these so many are steps of their own, and all others are one.
const SINGLE: (usize, usize) = (12, 5);

/// So many calls that make sockets ready are one step: as many as are listed there.
pub(super) const READY: usize = 5;

/// So many rounds are shown call by call: the first finds a fresh connection, the second one that is in use.
const OPEN: u32 = 2;

/// So many calls of later rounds are shown one by one.
const UNFOLDED: usize = 4;

/// Of more steps than these the first ones and the last ones are shown, and all between are one.
const MOST: (usize, usize) = (40, 15);

/// A step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) what: What,
    /// How many calls have ended then, those beneath others included.
    pub(crate) moment: usize,
    /// When that is, in nanoseconds since the case began.
    pub(crate) at_ns: u64,
}

/// What is done in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum What {
    /// Some calls of a record; none where it was not run. `ends`: one that was waiting ends.
    Calls { record: usize, calls: Range<usize>, ends: bool },
    /// These records, which make sockets ready before the first byte.
    Ready { records: Range<usize> },
    /// A call begins, and waits in the background.
    Begins { record: usize },
    /// These records, all of later rounds or of a warm-up.
    Rounds { records: Range<usize> },
    /// So many steps, for which there is no room.
    Several { steps: usize },
}

impl Step {
    /// The socket of the call that begins, and waits.
    pub(crate) fn begins(&self, trace: &CaseTrace) -> Option<SocketId> {
        match self.what {
            What::Begins { record } => trace.call((record, 0))?.sock,
            What::Calls { .. }
            | What::Ready { .. }
            | What::Rounds { .. }
            | What::Several { .. } => None,
        }
    }

    /// Its last call: it decides what is drawn.
    pub(crate) fn last(&self, trace: &CaseTrace) -> Option<CallPlace> {
        match &self.what {
            What::Calls { record, calls, .. } => Some((*record, calls.end.checked_sub(1)?)),
            What::Begins { record } => Some((*record, 0)),
            What::Ready { records } | What::Rounds { records } => {
                let last = records.end.checked_sub(1)?;
                Some((last, trace.records.get(last)?.calls.len().checked_sub(1)?))
            }
            What::Several { .. } => None,
        }
    }
}

/// All steps, in the order of time. `unfolded`: each call is one.
pub(crate) fn steps(trace: &CaseTrace, course: &Course<'_>, unfolded: bool) -> Vec<Step> {
    let records = &trace.records;
    let mut steps = Vec::new();
    let mut at = if unfolded { 0 } else { ready(trace) };
    for from in (0..at).step_by(READY) {
        let range = from..at.min(from + READY);
        match range.len() {
            1 => of_record(records, from, (course, unfolded), &mut steps),
            _ => steps.extend(together(
                What::Ready { records: range.clone() },
                (records, range),
                course,
            )),
        }
    }
    while at < records.len() {
        let later = |record: &&Record| record.round > OPEN || record.warmup;
        let later = records[at..].iter().take_while(later).count();
        if later > UNFOLDED && !unfolded {
            let range = at..at + later;
            let what = What::Rounds { records: range.clone() };
            steps.extend(together(what, (records, range), course));
            at += later;
        } else {
            of_record(records, at, (course, unfolded), &mut steps);
            at += 1;
        }
    }
    // Of several that begin between the same two ends each has its own time.
    steps.sort_by_key(|step| (step.moment, step.at_ns));
    shortened(steps)
}

/// How many records come first that make sockets ready and nothing else, all of which succeed. Where packets were seen
/// each of these has something to show.
fn ready(trace: &CaseTrace) -> usize {
    if trace.lab.as_ref().is_some_and(|lab| !lab.packets.is_empty()) {
        return 0;
    }
    let ready = |at: usize, record: &Record| {
        let good = |call: &CallRecord| makes_ready(call.call) && call.outcome.count().is_some();
        !waits(&trace.records, at) && !record.calls.is_empty() && record.calls.iter().all(good)
    };
    let first = trace.records.iter().enumerate().take_while(|(at, record)| ready(*at, record));
    // Where nothing else is done they are what it is about.
    Some(first.count()).filter(|ready| *ready < trace.records.len()).unwrap_or(0)
}

/// Whether a call only makes a socket ready: it moves no byte, and ends nothing.
fn makes_ready(call: CallName) -> bool {
    use CallName as C;
    match call {
        C::Listen | C::Connect | C::Accept | C::Bind | C::Reserve | C::Set => true,
        // What is asked for is to be seen.
        C::Get | C::GetSockName | C::GetPeerName => false,
        C::Send | C::Writev | C::SendAll | C::SendTo | C::SendMessage => false,
        C::Recv | C::RecvFrom | C::RecvExact | C::Peek | C::RecvMessage => false,
        C::Shutdown | C::Close | C::Reset | C::Kill => false,
        C::WaitReadable | C::WaitAcked | C::WaitHangup | C::Pause | C::Join => false,
    }
}

/// Several records as one step: it ends when the last of them that was waited for does.
fn together(
    what: What,
    (records, range): (&[Record], Range<usize>),
    course: &Course<'_>,
) -> Option<Step> {
    let places = |background: bool| {
        let of = records.iter().enumerate().take(range.end).skip(range.start);
        let of = of.filter(move |(_, record)| background || !record.background);
        of.filter_map(|(at, record)| {
            let last = record.calls.len().checked_sub(1)?;
            Some((course.after((at, last)), record.calls.get(last)?.end_ns()))
        })
    };
    let (moment, at_ns) = places(false).max().or_else(|| places(true).max())?;
    Some(Step { what, moment, at_ns })
}

fn of_record(
    records: &[Record],
    at: usize,
    (course, unfolded): (&Course<'_>, bool),
    steps: &mut Vec<Step>,
) {
    let Some(record) = records.get(at) else { return };
    let waits = waits(records, at);
    if let Some(first) = record.calls.first().filter(|_| waits) {
        let moment = course.at_time(first.start_ns);
        steps.push(Step { what: What::Begins { record: at }, moment, at_ns: first.start_ns });
    }
    for calls in parts(record.calls.len(), unfolded) {
        let last = calls.end.checked_sub(1).and_then(|last| Some((last, record.calls.get(last)?)));
        let before = steps.last().map_or((0, 0), |step| (step.moment, step.at_ns));
        let (moment, at_ns) =
            last.map_or(before, |(last, call)| (course.after((at, last)), call.end_ns()));
        steps.push(Step { what: What::Calls { record: at, calls, ends: waits }, moment, at_ns });
    }
}

/// The calls of a record that are one step each.
fn parts(calls: usize, unfolded: bool) -> Vec<Range<usize>> {
    let (most, first) = SINGLE;
    let single = if unfolded || calls <= most { calls } else { first };
    let mut parts: Vec<Range<usize>> = (0..single).map(|at| at..at + 1).collect();
    // A record without a call is a step, too.
    if single < calls || calls == 0 {
        parts.push(single..calls);
    }
    parts
}

/// Whether a background step had not ended when the next began.
fn waits(records: &[Record], at: usize) -> bool {
    let Some(record) = records.get(at).filter(|record| record.background) else { return false };
    let start = |record: &Record| record.calls.first().map(|call| call.start_ns);
    let next = records.iter().skip(at + 1).find_map(start);
    record.calls.last().map(CallRecord::end_ns) > next && next.is_some()
}

fn shortened(mut steps: Vec<Step>) -> Vec<Step> {
    let (first, last) = MOST;
    if steps.len() > first + last + 1 {
        let left_out = first..steps.len() - last;
        if let Some(Step { moment, at_ns, .. }) = steps.get(left_out.end - 1).cloned() {
            let what = What::Several { steps: left_out.len() };
            steps.splice(left_out, [Step { what, moment, at_ns }]);
        }
    }
    steps
}
