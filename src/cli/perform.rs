//! One case, performed and judged.

use super::code::Code;
use super::failure::Failure;
use super::interrupt::Interrupts;
use crate::analysis::{CaseAnalysis, Setting, analyse};
use crate::engine::{EngineError, RunOptions, run_case};
use crate::model::{Case, CaseTrace, Host, WireKind};
use crate::stage::Stage;

/// Where cases are performed.
pub(crate) struct Performer {
    stage: Stage,
    options: RunOptions,
    pub host: Host,
}

impl Performer {
    /// On this computer's loopback.
    pub(crate) fn loopback(interrupts: &Interrupts) -> Result<Self, Failure> {
        let program = std::env::current_exe().map_err(|error| {
            let (en, zh) = ("cannot tell which program this is", "无法得知本程序的路径");
            Failure {
                code: Code::NoSockets,
                ..Failure::usage(format!("{en}: {error}"), format!("{zh}：{error}"))
            }
        })?;
        let options = RunOptions { program, cancel: interrupts.cancel() };
        Ok(Performer { stage: Stage::loopback(), options, host: crate::net::host() })
    }

    pub(crate) fn wire(&self) -> WireKind {
        self.stage.wire()
    }

    /// Performs it once.
    pub(crate) fn perform(
        &self,
        case: &Case,
        changed: bool,
    ) -> Result<(CaseTrace, CaseAnalysis), Failure> {
        let setting = self.setting(changed);
        let trace = run_case(case, &self.stage, &self.options).map_err(|e| failure(&e))?;
        if self.options.cancel.load(std::sync::atomic::Ordering::Acquire) {
            return Err(failure(&EngineError::Cancelled));
        }
        let analysis = analyse(case, &trace, &setting);
        Ok((trace, analysis))
    }

    fn setting(&self, changed: bool) -> Setting {
        Setting { os: self.host.os.clone(), wire: self.wire(), changed }
    }
}

fn failure(error: &EngineError) -> Failure {
    match error {
        EngineError::Cancelled => Failure::interrupted(),
        error => Failure::new(Code::NoSockets, error.text()),
    }
}
