//! Whether a stranger's trace fits its scenario and itself.

use crate::model::{CallRecord, Case, CaseTrace, Limits, SocketId, StepNo, Text};
use std::collections::BTreeSet;
use thiserror::Error;

/// What is wrong with a trace.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TraceProblem {
    /// A record names a step that the case does not have.
    #[error("case `{case}`: there is no step {step}")]
    NoStep {
        /// The case.
        case: String,
        /// The step.
        step: StepNo,
    },
    /// A record's call or actor is not its step's.
    #[error("case `{case}`: the record of step {step} is not what that step does")]
    OtherStep {
        /// The case.
        case: String,
        /// The step.
        step: StepNo,
    },
    /// Something names a socket that the trace does not have.
    #[error("case `{case}`: there is no socket {sock}")]
    NoSocket {
        /// The case.
        case: String,
        /// The socket.
        sock: SocketId,
    },
    /// More calls, sockets or leftovers than a scenario may make.
    #[error("case `{case}`: more than {} calls", Limits::CALLS)]
    TooMany {
        /// The case.
        case: String,
    },
}

impl TraceProblem {
    /// For a person.
    pub fn text(&self) -> Text {
        let zh = match self {
            TraceProblem::NoStep { case, step } => format!("用例 `{case}`：没有第 {step} 步"),
            TraceProblem::OtherStep { case, step } => {
                format!("用例 `{case}`：第 {step} 步的记录与这一步所做的事不符")
            }
            TraceProblem::NoSocket { case, sock } => format!("用例 `{case}`：没有套接字 {sock}"),
            TraceProblem::TooMany { case } => {
                format!("用例 `{case}`：调用超过 {} 次", Limits::CALLS)
            }
        };
        Text::new(self.to_string(), zh)
    }
}

/// Checks what the analysis takes for granted to be meaningful (it survives anything).
///
/// # Errors
/// The first contradiction.
pub fn validate(case: &Case, trace: &CaseTrace) -> Result<(), TraceProblem> {
    let known: BTreeSet<_> = case
        .all_steps()
        .map(|s| (s.no, s.call.name(), case.actor(s.who).map(|a| &a.name)))
        .collect();
    let steps: BTreeSet<StepNo> = case.all_steps().map(|step| step.no).collect();
    let mut calls = 0u64;
    for record in &trace.records {
        if !steps.contains(&record.step) {
            return Err(TraceProblem::NoStep { case: case.id.clone(), step: record.step });
        }
        if !known.contains(&(record.step, record.call, Some(&record.who))) {
            return Err(TraceProblem::OtherStep { case: case.id.clone(), step: record.step });
        }
        // A record without a call counts, too.
        calls = calls.saturating_add(record.calls.len().max(1) as u64);
        if calls > Limits::CALLS || record.calls.iter().any(is_too_large) {
            return Err(TraceProblem::TooMany { case: case.id.clone() });
        }
        record.calls.iter().try_for_each(|call| sockets_of(case, trace, call))?;
    }
    let limit = usize::try_from(Limits::CALLS).unwrap_or(usize::MAX);
    if trace.sockets.len() > limit || trace.leftovers.len() > limit {
        return Err(TraceProblem::TooMany { case: case.id.clone() });
    }
    let peers = trace.sockets.iter().filter_map(|socket| socket.peer);
    let left = trace.leftovers.iter().map(|left| left.sock);
    peers.chain(left).try_for_each(|sock| exists(case, trace, sock))
}

/// Whether a call has more beneath it than an engine would write.
fn is_too_large(call: &CallRecord) -> bool {
    call.below.len() > Limits::BELOW || call.below.iter().any(|below| !below.below.is_empty())
}

fn sockets_of(case: &Case, trace: &CaseTrace, call: &CallRecord) -> Result<(), TraceProblem> {
    let below = call.below.iter().flat_map(|below| [below.sock, below.other]);
    let all = [call.sock, call.other].into_iter().chain(below);
    all.flatten().try_for_each(|sock| exists(case, trace, sock))
}

fn exists(case: &Case, trace: &CaseTrace, sock: SocketId) -> Result<(), TraceProblem> {
    match super::events::socket(trace, sock) {
        Some(_) => Ok(()),
        None => Err(TraceProblem::NoSocket { case: case.id.clone(), sock }),
    }
}
