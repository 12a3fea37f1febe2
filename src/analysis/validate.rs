//! Whether a stranger's trace fits its scenario and itself.

use crate::model::{
    CallName, CallRecord, Case, CaseTrace, Hop, Limits, Record, SocketId, StepNo, Text,
};
use std::collections::BTreeMap;
use thiserror::Error;

/// What is wrong with a trace, and where.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}", self.text().en)]
pub struct TraceProblem {
    /// The case.
    pub case: String,
    /// What is wrong.
    pub what: Contradiction,
    /// The way to it, from the [`CaseTrace`].
    pub at: Vec<Hop>,
}

/// How a trace can contradict its scenario or itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Contradiction {
    /// A record names a step that the case does not have.
    NoStep {
        /// The step.
        step: StepNo,
        /// How many steps it has; they count from 1.
        steps: usize,
    },
    /// A record's call is not its step's.
    OtherCall {
        /// The step.
        step: StepNo,
        /// Its call.
        is: CallName,
    },
    /// A record's actor is not its step's.
    OtherActor {
        /// The step.
        step: StepNo,
        /// Its actor.
        is: String,
    },
    /// Something names a socket that the trace does not have.
    NoSocket {
        /// The socket.
        sock: SocketId,
        /// How many sockets it has; they count from 0.
        sockets: usize,
    },
    /// More calls, sockets or leftovers than a scenario may make.
    TooMany,
    /// More calls beneath a call than one can have.
    TooManyBelow,
    /// Calls beneath a call that is itself beneath one.
    TooDeep,
}

impl TraceProblem {
    /// For a person.
    pub fn text(&self) -> Text {
        let case = &self.case;
        let (en, zh) = match &self.what {
            Contradiction::NoStep { step, .. } => {
                (format!("there is no step {step}"), format!("没有第 {step} 步"))
            }
            Contradiction::OtherCall { step, .. } => (
                format!("the record of step {step} names another call than the step"),
                format!("第 {step} 步的记录写的调用与这一步不符"),
            ),
            Contradiction::OtherActor { step, .. } => (
                format!("the record of step {step} names another actor than the step"),
                format!("第 {step} 步的记录写的角色与这一步不符"),
            ),
            Contradiction::NoSocket { sock, .. } => {
                (format!("there is no socket {sock}"), format!("没有套接字 {sock}"))
            }
            Contradiction::TooMany => (
                format!("more than {} calls, sockets or leftovers", Limits::CALLS),
                format!("调用、套接字或剩余数据超过 {} 个", Limits::CALLS),
            ),
            Contradiction::TooManyBelow => (
                format!("more than {} calls beneath one", Limits::BELOW),
                format!("一次调用之下的调用超过 {} 个", Limits::BELOW),
            ),
            Contradiction::TooDeep => (
                "calls beneath a call that is itself beneath another".to_owned(),
                "下层的调用之下又有调用".to_owned(),
            ),
        };
        Text::new(format!("case `{case}`: {en}"), format!("用例 `{case}`：{zh}"))
    }

    /// What would be right there, where that is known.
    pub fn help(&self) -> Option<Text> {
        match &self.what {
            Contradiction::NoStep { steps, .. } => Some(Text::new(
                format!("its steps are numbered 1 to {steps}"),
                format!("步骤的编号是 1 到 {steps}"),
            )),
            Contradiction::OtherCall { is, .. } => Some(expected(is.as_str())),
            Contradiction::OtherActor { is, .. } => Some(expected(is)),
            Contradiction::NoSocket { sockets: 0, .. } => {
                Some(Text::new("the case has no sockets", "这个用例没有套接字"))
            }
            Contradiction::NoSocket { sockets, .. } => Some(Text::new(
                format!("its sockets are numbered 0 to {}", sockets - 1),
                format!("套接字的编号是 0 到 {}", sockets - 1),
            )),
            Contradiction::TooMany | Contradiction::TooManyBelow | Contradiction::TooDeep => None,
        }
    }
}

fn expected(word: &str) -> Text {
    Text::new(format!("expected here: `{word}`"), format!("这里应为 `{word}`"))
}

/// A fault, and the way to it from the value that was looked at.
type Fault = (Contradiction, Vec<Hop>);

/// The same fault as seen from further out.
fn under<const N: usize>(outer: [Hop; N]) -> impl FnOnce(Fault) -> Fault {
    |(what, way)| (what, outer.into_iter().chain(way).collect())
}

/// Checks what the analysis takes for granted to be meaningful (it survives anything).
///
/// # Errors
/// The first contradiction.
pub fn validate(case: &Case, trace: &CaseTrace) -> Result<(), TraceProblem> {
    check(case, trace).map_err(|(what, at)| TraceProblem { case: case.id.clone(), what, at })
}

fn check(case: &Case, trace: &CaseTrace) -> Result<(), Fault> {
    let steps = Steps::of(case);
    let mut calls = 0u64;
    for (index, record) in trace.records.iter().enumerate() {
        // A record without a call counts, too.
        calls = calls.saturating_add(record.calls.len().max(1) as u64);
        let few =
            if calls > Limits::CALLS { Err((Contradiction::TooMany, vec![])) } else { Ok(()) };
        steps
            .check(record)
            .and(few)
            .and_then(|()| each(&record.calls, "calls", |call| check_call(trace, call)))
            .map_err(under(["records".into(), index.into()]))?;
    }
    lists(trace)
}

/// The sockets and the leftovers.
fn lists(trace: &CaseTrace) -> Result<(), Fault> {
    let limit = usize::try_from(Limits::CALLS).unwrap_or(usize::MAX);
    for (name, len) in [("sockets", trace.sockets.len()), ("leftovers", trace.leftovers.len())] {
        if len > limit {
            return Err((Contradiction::TooMany, vec![name.into(), limit.into()]));
        }
    }
    each(&trace.sockets, "sockets", |socket| exists(trace, socket.peer, "peer"))?;
    each(&trace.leftovers, "leftovers", |left| {
        exists(trace, Some(left.sock), "sock")?;
        each(&left.datagrams, "datagrams", |datagram| exists(trace, datagram.from, "from"))
    })
}

/// Checks the items of the list in a field.
fn each<T>(
    list: &[T],
    field: &'static str,
    check: impl Fn(&T) -> Result<(), Fault>,
) -> Result<(), Fault> {
    list.iter()
        .enumerate()
        .try_for_each(|(index, item)| check(item).map_err(under([field.into(), index.into()])))
}

/// What each step of a case does, and who does it.
struct Steps<'a>(BTreeMap<StepNo, (CallName, Option<&'a str>)>);

impl<'a> Steps<'a> {
    fn of(case: &'a Case) -> Self {
        let who = |id| case.actor(id).map(|actor| actor.name.as_str());
        Steps(case.all_steps().map(|s| (s.no, (s.call.name(), who(s.who)))).collect())
    }

    /// That a record is one of its step.
    fn check(&self, record: &Record) -> Result<(), Fault> {
        let step = record.step;
        let Some(&(call, who)) = self.0.get(&step) else {
            let what = Contradiction::NoStep { step, steps: self.0.len() };
            return Err((what, vec!["step".into()]));
        };
        if record.call != call {
            return Err((Contradiction::OtherCall { step, is: call }, vec!["call".into()]));
        }
        if who != Some(record.who.as_str()) {
            let is = who.unwrap_or_default().to_owned();
            return Err((Contradiction::OtherActor { step, is }, vec!["who".into()]));
        }
        Ok(())
    }
}

/// That a call names sockets that there are, and has no more beneath it than an engine would write.
fn check_call(trace: &CaseTrace, call: &CallRecord) -> Result<(), Fault> {
    if call.below.len() > Limits::BELOW {
        return Err((Contradiction::TooManyBelow, vec!["below".into(), Limits::BELOW.into()]));
    }
    sockets_of(trace, call)?;
    each(&call.below, "below", |below| match below.below.is_empty() {
        true => sockets_of(trace, below),
        false => Err((Contradiction::TooDeep, vec!["below".into()])),
    })
}

fn sockets_of(trace: &CaseTrace, call: &CallRecord) -> Result<(), Fault> {
    exists(trace, call.sock, "sock").and_then(|()| exists(trace, call.other, "other"))
}

/// That the socket a field names, if it names one, is in the trace.
fn exists(trace: &CaseTrace, sock: Option<SocketId>, field: &'static str) -> Result<(), Fault> {
    match sock {
        Some(sock) if super::events::socket(trace, sock).is_none() => {
            let what = Contradiction::NoSocket { sock, sockets: trace.sockets.len() };
            Err((what, vec![field.into()]))
        }
        _ => Ok(()),
    }
}
