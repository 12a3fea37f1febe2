//! One case, performed and judged.

use super::code::Code;
use super::failure::Failure;
use super::interrupt::Interrupts;
use super::jobs::Edition;
use crate::analysis::{CaseAnalysis, Setting, analyse, not_runnable};
use crate::engine::{EngineError, RunOptions, run_case};
use crate::model::{Case, CaseTrace, Host, LabGap, LabTrace, Text, WireKind};
use crate::net::lab::LabFault;
use crate::stage::Stage;
use anyhow::Context;

/// Where cases are performed.
pub(crate) struct Performer {
    stage: Stage,
    options: RunOptions,
    interrupts: Interrupts,
    pub host: Host,
}

/// What came of a performance.
pub(crate) struct Performed {
    pub trace: CaseTrace,
    pub analysis: CaseAnalysis,
}

impl Performed {
    /// A performance that was recorded: judged, by the rules of where it was recorded.
    pub(crate) fn judged(case: &Case, trace: CaseTrace, setting: &Setting) -> Self {
        let analysis = analyse(case, &trace, setting);
        Performed { trace, analysis }
    }
}

impl Performer {
    /// On a stage: this computer's loopback, and the lab where it has one.
    pub(crate) fn on(stage: Stage, interrupts: &Interrupts) -> anyhow::Result<Self> {
        let program = std::env::current_exe().with_context(nowhere)?;
        stage.look().with_context(no_loopback)?;
        Ok(Performer {
            stage,
            options: RunOptions { program, cancel: interrupts.cancel() },
            interrupts: interrupts.clone(),
            host: crate::net::host(),
        })
    }

    /// Where the packets travel, but for the cases that are about another wire.
    pub(crate) fn wire(&self) -> WireKind {
        WireKind::Loopback
    }

    /// Why there is no lab, where one was asked for.
    pub(crate) fn fault(&self) -> Option<&LabFault> {
        self.stage.fault()
    }

    /// Why it cannot be performed here, if it cannot.
    pub(crate) fn obstacle(&self, case: &Case) -> Option<Text> {
        let setting = Setting::of(&self.host, self.wire(), false);
        not_runnable(case, &setting.over(&empty(case, self.stage.wire(case))))
    }

    /// Performs it once; what cannot be performed here leaves an empty trace. Which case it was is for
    /// the caller to say ([`Failure::unperformed`]).
    pub(crate) fn perform(&self, case: &Case, edition: Edition) -> anyhow::Result<Performed> {
        let setting = Setting::of(&self.host, self.wire(), edition == Edition::Changed);
        let trace = match self.obstacle(case) {
            Some(_) => empty(case, self.stage.wire(case)),
            None => match run_case(case, &self.stage, &self.options) {
                Err(EngineError::Cancelled) => return Err(Failure::interrupted().into()),
                ended => ended?,
            },
        };
        if self.interrupts.interrupted() {
            return Err(Failure::interrupted().into());
        }
        Ok(Performed::judged(case, trace, &setting))
    }
}

/// The trace of a case that has not begun, or cannot.
fn empty(case: &Case, wire: Result<WireKind, LabGap>) -> CaseTrace {
    let lab = match wire {
        Ok(WireKind::Loopback) => None,
        Ok(WireKind::Lab) => Some(LabTrace::default()),
        Err(gap) => Some(LabTrace { missing: Some(gap), ..LabTrace::default() }),
    };
    let (sockets, records, leftovers) = (vec![], vec![], vec![]);
    CaseTrace { id: case.id.clone(), sockets, records, leftovers, lab }
}

/// The stage that these cases need. It goes before everything that starts threads (so before
/// `Interrupts::listen`): without root, a lab needs a user namespace, which only a process of one
/// thread can enter.
pub(crate) fn stage<'a>(mut cases: impl Iterator<Item = &'a Case>) -> Stage {
    match cases.any(|case| case.wire == Some(WireKind::Lab)) {
        true => Stage::with_lab(),
        false => Stage::loopback(),
    }
}

fn nowhere() -> Failure {
    let what = Text::new("cannot tell where this program is", "无法得知本程序在哪里");
    Failure::new(Code::NoSockets, what)
}

fn no_loopback() -> Failure {
    let what =
        Text::new("this computer's loopback interface cannot be used", "这台电脑的环回接口用不了");
    Failure::new(Code::NoSockets, what).help(
        "on Linux, `ip link set lo up` brings it up",
        "在 Linux 上用 `ip link set lo up` 启用它",
    )
}
