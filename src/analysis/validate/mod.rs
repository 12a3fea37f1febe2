//! Whether a stranger's trace fits its scenario and itself: only what is true of every trace that
//! the engine writes, on any system.
//!
//! | file | what it checks |
//! |---|---|
//! | `script` | one record for each step, in order; no more calls than its repeats |
//! | `asked` | what a call was asked is what its step says |
//! | `sockets` | each socket is what its call makes, its owner's, and has an other end that it can have |
//! | `streams` | what came out of a stream is what went in |
//! | `bytes` | what was sent is what the step sends; counts, bytes and buffers fit one another |
//! | `session` | a session, which has no script, fits itself |
//! | `lists` | what is named is there |
//! | `times` | no actor does a thing before the one before it has ended |
//! | `packets` | what the lab's wire wrote down is of the case's hosts and fits itself |
//! | `contradiction` | what is said when it does not fit |
//! | `fault` | … and of which value it is said |

mod asked;
mod bytes;
mod contradiction;
mod fault;
mod lists;
mod packets;
mod script;
mod session;
mod sockets;
mod streams;
mod times;

pub use contradiction::{
    AskedFault, BytesFault, Contradiction, PacketFault, ScriptFault, SessionFault, SocketFault,
    StreamFault, TimesFault, TraceProblem, Turn,
};

use super::setting::{Setting, not_runnable};
use crate::model::{CallRecord, Case, CaseTrace, Limits, Record};
use asked::Asked;
use bytes::{Allowance, Scripted};
use fault::{Fault, each, under};
use lists::{lists, sockets_of};
use script::Script;
use sockets::Makers;
use times::Times;

/// Checks the traces of one file.
#[derive(Debug, Default)]
pub struct Validator {
    allowance: Allowance,
}

impl Validator {
    /// Checks what the analysis takes for granted to be meaningful (it survives anything), and that
    /// a run can have left such a trace. `setting`: where it was made.
    ///
    /// # Errors
    /// The first contradiction.
    pub fn validate(
        &mut self,
        case: &Case,
        trace: &CaseTrace,
        setting: &Setting,
    ) -> Result<(), TraceProblem> {
        let scripted = Scripted::new(&mut self.allowance);
        check(case, trace, setting, scripted).map_err(|(what, at)| TraceProblem {
            case: case.id.clone(),
            session: false,
            what,
            at,
        })
    }

    /// Checks a session in the same way.
    ///
    /// # Errors
    /// The first contradiction.
    pub fn session(&self, trace: &CaseTrace) -> Result<(), TraceProblem> {
        session::check(trace).map_err(|(what, at)| TraceProblem {
            case: trace.id.clone(),
            session: true,
            what,
            at,
        })
    }
}

fn check(
    case: &Case,
    trace: &CaseTrace,
    setting: &Setting,
    mut scripted: Scripted<'_>,
) -> Result<(), Fault> {
    let setting = &setting.over(trace);
    let (mut script, mut times) = (Script::of(case), Times::default());
    let mut makers = Makers::default();
    let mut calls = 0u64;
    for (index, record) in trace.records.iter().enumerate() {
        // A record without a call counts, too.
        calls = calls.saturating_add(record.calls.len().max(1) as u64);
        let few =
            if calls > Limits::CALLS { Err((Contradiction::TooMany, vec![])) } else { Ok(()) };
        few.and_then(|()| script.next(record))
            .and_then(|step| {
                each(&record.calls, "calls", |call| check_call(trace, record, call))?;
                each(&record.calls, "calls", |call| scripted.check(step, call))?;
                makers.check(trace, step, record)?;
                Asked::of(case, step).check(record)
            })
            .and_then(|()| times.check(record))
            .map_err(under(["records".into(), index.into()]))?;
    }
    script.end(trace, not_runnable(case, setting).is_none())?;
    lists(trace)?;
    here(trace)?;
    packets::check(case, trace)?;
    makers.sockets(case, trace)?;
    streams::check(trace)
}

/// That a call is its step's, names sockets that there are, and has no more beneath it than an
/// engine would write.
fn check_call(trace: &CaseTrace, record: &Record, call: &CallRecord) -> Result<(), Fault> {
    if call.call != record.call {
        let what = Contradiction::OtherCall { step: record.step, is: record.call };
        return Err((what, vec!["call".into()]));
    }
    if call.how.is_some() {
        return Err((Contradiction::Session(SessionFault::NotOfACase), vec!["call".into()]));
    }
    if call.below.len() > Limits::BELOW {
        return Err((Contradiction::TooManyBelow, vec!["below".into(), Limits::BELOW.into()]));
    }
    sockets_of(trace, call)?;
    each(&call.below, "below", |below| match below.below.is_empty() {
        true => sockets_of(trace, below),
        false => Err((Contradiction::TooDeep, vec!["below".into()])),
    })
}

/// That no socket of a case is another program's, and no call of it left out.
fn here(trace: &CaseTrace) -> Result<(), Fault> {
    let what = Contradiction::Session(SessionFault::NotOfACase);
    match trace.elsewhere().next() {
        Some(sock) => Err((what, vec!["sockets".into(), sock.index().into(), "elsewhere".into()])),
        None if trace.is_cut() => Err((what, vec!["left_out".into()])),
        None => Ok(()),
    }
}
