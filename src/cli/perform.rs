//! One case, performed and judged.

use super::code::Code;
use super::failure::Failure;
use super::interrupt::Interrupts;
use super::jobs::Edition;
use crate::analysis::{CaseAnalysis, Setting, analyse, not_runnable};
use crate::engine::{EngineError, RunOptions, run_case};
use crate::model::{Case, CaseTrace, Host, Text, WireKind};
use crate::stage::Stage;

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
    /// Why it was not performed at all, if it was not.
    pub skipped: Option<Text>,
}

impl Performed {
    /// A performance that was recorded: judged, by the rules of where it was recorded.
    pub(crate) fn judged(case: &Case, trace: CaseTrace, setting: &Setting) -> Self {
        let analysis = analyse(case, &trace, setting);
        Performed { trace, analysis, skipped: not_runnable(case, setting) }
    }
}

impl Performer {
    /// On this computer's loopback.
    pub(crate) fn loopback(interrupts: &Interrupts) -> Result<Self, Failure> {
        let program = std::env::current_exe().map_err(|error| {
            Failure::new(
                Code::NoSockets,
                Text::new(
                    format!("cannot tell where this program is: {error}"),
                    format!("无法得知本程序在哪里：{error}"),
                ),
            )
        })?;
        let stage = Stage::loopback();
        stage.look().map_err(|error| no_loopback(&error))?;
        Ok(Performer {
            stage,
            options: RunOptions { program, cancel: interrupts.cancel() },
            interrupts: interrupts.clone(),
            host: crate::net::host(),
        })
    }

    /// Where the packets travel.
    pub(crate) fn wire(&self) -> WireKind {
        self.stage.wire()
    }

    /// Performs it once; what cannot be performed here leaves an empty trace.
    pub(crate) fn perform(&self, case: &Case, edition: Edition) -> Result<Performed, Failure> {
        let changed = edition == Edition::Changed;
        let setting = Setting::of(&self.host, self.wire(), changed);
        let trace = match not_runnable(case, &setting) {
            Some(_) => empty(case),
            None => run_case(case, &self.stage, &self.options).map_err(|e| failure(&e))?,
        };
        if self.interrupts.interrupted() {
            return Err(Failure::interrupted());
        }
        Ok(Performed::judged(case, trace, &setting))
    }
}

fn empty(case: &Case) -> CaseTrace {
    CaseTrace { id: case.id.clone(), sockets: vec![], records: vec![], leftovers: vec![] }
}

fn failure(error: &EngineError) -> Failure {
    match error {
        EngineError::Cancelled => Failure::interrupted(),
        error => Failure::new(Code::NoSockets, error.text()),
    }
}

fn no_loopback(error: &std::io::Error) -> Failure {
    Failure::new(
        Code::NoSockets,
        Text::new(
            format!(
                "this computer's loopback interface cannot be used: {error}; \
                 on Linux, `ip link set lo up` brings it up"
            ),
            format!("这台电脑的环回接口用不了：{error}；在 Linux 上用 `ip link set lo up` 启用它"),
        ),
    )
}
