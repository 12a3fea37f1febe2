//! One case, performed and judged.

use super::code::Code;
use super::failure::Failure;
use super::interrupt::Interrupts;
use super::jobs::Edition;
use crate::analysis::{CaseAnalysis, Claimed, Setting, analyse, guessed, not_runnable};
use crate::engine::{EngineError, RunOptions, run_case};
use crate::model::{
    Call, Case, CaseTrace, ErrorInfo, ErrorName, Family, Guess, Host, LabGap, LabTrace, Outcome,
    Step, Text, Verdict, WireKind,
};
use crate::net::lab::LabFault;
use crate::net::{self, files};
use crate::stage::Stage;
use anyhow::Context;
use std::io;

/// Where cases are performed.
pub(crate) struct Performer {
    stage: Stage,
    options: RunOptions,
    interrupts: Interrupts,
    pub host: Host,
    /// Why IPv4 and IPv6 cannot travel on loopback, where they cannot.
    no_loopback: [Option<Text>; 2],
}

/// What came of a performance.
pub(crate) struct Performed {
    pub trace: CaseTrace,
    pub analysis: CaseAnalysis,
    /// By whose rules it is judged.
    setting: Setting,
    /// It could not be begun here and now, for a reason that no trace knows of.
    pub impossible: bool,
}

impl Performed {
    /// A performance that was recorded: judged, by the rules of where it was recorded.
    pub(crate) fn judged(case: &Case, trace: CaseTrace, setting: &Setting) -> Self {
        let analysis = analyse(case, &trace, setting);
        Performed { trace, analysis, setting: setting.clone(), impossible: false }
    }

    /// What came of each choice of a guess about it. Where nothing was done nothing was seen.
    pub(crate) fn came(&self, case: &Case, guess: &Guess) -> Vec<Claimed> {
        match self.impossible {
            true => vec![Claimed::Unseen; guess.choices.len()],
            false => guessed(&guess.choices, case, &self.trace, &self.setting),
        }
    }

    /// None: nothing was done, and this is why.
    fn impossible(case: &Case, trace: CaseTrace, setting: &Setting, why: Text) -> Self {
        let analysis = CaseAnalysis {
            verdict: Verdict::Unsupported,
            variant: None,
            may_not_show: None,
            not_run: Some(why),
            checks: Vec::new(),
            ..analyse(case, &trace, setting)
        };
        Performed { trace, analysis, setting: setting.clone(), impossible: true }
    }
}

impl Performer {
    /// On a stage: this computer's loopback, and the lab where it has one.
    pub(crate) fn on(stage: Stage, interrupts: &Interrupts) -> anyhow::Result<Self> {
        let program = own_program()?;
        Ok(Performer {
            stage,
            options: RunOptions { program, cancel: interrupts.cancel() },
            interrupts: interrupts.clone(),
            host: net::host(),
            no_loopback: no_loopback(),
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
        let of_system = || not_runnable(case, &setting.over(&self.nothing_of(case)));
        self.lab_without_files(case).or_else(of_system).or_else(|| self.hindrance(case))
    }

    /// What keeps it from being begun here and now, of which no trace knows.
    pub(crate) fn hindrance(&self, case: &Case) -> Option<Text> {
        self.lab_without_files(case).or_else(|| self.lacks_loopback(case).cloned())
    }

    /// Why there is no lab for it, where there would be one if more files might be open.
    fn lab_without_files(&self, case: &Case) -> Option<Text> {
        let fault = self.fault().filter(|_| case.wire == Some(WireKind::Lab))?;
        no_more_files_for(&fault.source)
    }

    /// Why it finds no way from one socket to the other, if it needs loopback for that.
    pub(crate) fn lacks_loopback(&self, case: &Case) -> Option<&Text> {
        let [ipv4, ipv6] = &self.no_loopback;
        let why = match case.family {
            Family::Ipv4 => ipv4.as_ref()?,
            Family::Ipv6 => ipv6.as_ref()?,
        };
        let needed = case.wire != Some(WireKind::Lab) && case.all_steps().any(has_address);
        needed.then_some(why)
    }

    /// Performs it once; what cannot be performed here leaves an empty trace. One that could not be
    /// begun is not a reason to give up the others. Which case it was is for the caller to say
    /// ([`Failure::unperformed`]).
    pub(crate) fn perform(&self, case: &Case, edition: Edition) -> anyhow::Result<Performed> {
        let setting = Setting::of(&self.host, self.wire(), edition == Edition::Changed);
        let nothing = self.nothing_of(case);
        if self.lab_without_files(case).is_none()
            && not_runnable(case, &setting.over(&nothing)).is_some()
        {
            return Ok(Performed::judged(case, nothing, &setting));
        }
        if let Some(why) = self.hindrance(case) {
            return Ok(Performed::impossible(case, nothing, &setting, why));
        }
        let ended = self.run(case)?.and_then(|trace| match ran_out_of_files(case, &trace) {
            Some(error) => Err(no_more_files(error)),
            None => Ok(trace),
        });
        Ok(match ended {
            Ok(trace) => Performed::judged(case, trace, &setting),
            Err(why) => Performed::impossible(case, nothing, &setting, why),
        })
    }

    /// What comes of trying it, whatever there is to travel on: for `doctor`.
    pub(crate) fn tried(&self, case: &Case) -> anyhow::Result<CaseTrace> {
        let tried = self.stage.wire(case).is_ok().then(|| self.run(case)).transpose()?;
        Ok(tried.and_then(Result::ok).unwrap_or_else(|| self.nothing_of(case)))
    }

    /// Runs it, or says why it could not be begun.
    fn run(&self, case: &Case) -> anyhow::Result<Result<CaseTrace, Text>> {
        let ended = run_case(case, &self.stage, &self.options);
        if self.interrupts.interrupted() {
            return Err(Failure::interrupted().into());
        }
        match ended {
            Ok(trace) => Ok(Ok(trace)),
            Err(EngineError::Cancelled) => Err(Failure::interrupted().into()),
            Err(error @ EngineError::Died { .. }) => Err(error.into()),
            Err(
                error @ (EngineError::Thread { .. }
                | EngineError::Host { .. }
                | EngineError::Wire(_)
                | EngineError::Output { .. }),
            ) => {
                let of_files = error.of_system().and_then(no_more_files_for);
                Ok(Err(of_files.unwrap_or_else(|| error.text())))
            }
        }
    }

    /// The trace of a case that has not begun, or cannot.
    fn nothing_of(&self, case: &Case) -> CaseTrace {
        empty(case, self.stage.wire(case))
    }
}

/// Whether it makes a socket with an internet address.
fn has_address(step: &Step) -> bool {
    let (Call::Listen { transport, .. }
    | Call::Bind { transport, .. }
    | Call::Reserve { transport }) = &step.call
    else {
        return false;
    };
    !transport.is_unix()
}

/// The trace of a case that has not begun, or cannot.
fn empty(case: &Case, wire: Result<WireKind, LabGap>) -> CaseTrace {
    let lab = match wire {
        Ok(WireKind::Loopback | WireKind::Network) => None,
        Ok(WireKind::Lab) => Some(LabTrace::default()),
        Err(gap) => Some(LabTrace { missing: Some(gap), ..LabTrace::default() }),
    };
    CaseTrace { id: case.id.clone(), lab, ..CaseTrace::default() }
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

/// Where this program is.
pub(super) fn own_program() -> anyhow::Result<std::path::PathBuf> {
    std::env::current_exe().with_context(|| {
        let what = Text::new("cannot find out where this program is", "无法得知本程序在哪里");
        Failure::new(Code::NoSockets, what)
    })
}

/// Why nothing can travel on loopback between sockets of IPv4 and of IPv6, if the interface is to blame. What
/// forbids sockets, or some of them, says so at the sockets. One that is down has no ::1 either
/// (`addrconf_ifdown`, net/ipv6/addrconf.c), and says so only of IPv4.
fn no_loopback() -> [Option<Text>; 2] {
    match [Family::Ipv4, Family::Ipv6].map(looked) {
        [Some(ErrorName::Unreachable), _] => [Some(is_down()), Some(is_down())],
        [ipv4, ipv6] => [
            ipv4.and_then(|error| lacking(error, "127.0.0.1")),
            ipv6.and_then(|error| lacking(error, "::1")),
        ],
    }
}

/// What keeps this family from travelling on loopback.
fn looked(family: Family) -> Option<ErrorName> {
    Stage::look(family).err().map(|error| net::Failure::from(error).name())
}

fn lacking(error: ErrorName, address: &str) -> Option<Text> {
    match error {
        ErrorName::Unreachable => Some(is_down()),
        ErrorName::AddressNotAvailable => Some(Text::new(
            format!("this computer has no loopback address {address}"),
            format!("这台电脑没有环回地址 {address}"),
        )),
        _ => None,
    }
}

fn is_down() -> Text {
    Text::new(
        "the loopback interface of this computer is down; on Linux, `ip link set lo up` brings it up",
        "这台电脑的环回接口没有启用；在 Linux 上用 `ip link set lo up` 启用它",
    )
}

/// What to do where the system says that too many files are open.
pub(crate) fn no_more_files(error: &ErrorInfo) -> Text {
    let native = error.native.as_deref().unwrap_or_default();
    let Some(most) = files::most_open().filter(|_| native == "EMFILE") else {
        return Text::new(
            format!("this computer has no descriptor left for a socket or a file ({native})"),
            format!("这台电脑已没有描述符可用于套接字或文件（{native}）"),
        );
    };
    let more = most.saturating_mul(2).max(1024);
    Text::new(
        format!(
            "no descriptor is left: this program may have no more than {most} sockets and files open; \
             `ulimit -n {more}` lets it have more, in a new shell if this one does not let you"
        ),
        format!(
            "描述符用完了：本程序最多只能打开 {most} 个套接字和文件；用 `ulimit -n {more}` 放宽，\
             当前的 shell 不让改就换一个新的"
        ),
    )
}

/// What to do where too many files are open, of an error that no record has; `None` if it is another error.
fn no_more_files_for(error: &io::Error) -> Option<Text> {
    let error = error.raw_os_error().map(io::Error::from_raw_os_error)?;
    let error = net::Failure::from(error).info();
    (error.name == ErrorName::TooManyOpen).then(|| no_more_files(&error))
}

/// The error of a call of the case for which there was no descriptor left, if it was not about that.
fn ran_out_of_files<'t>(case: &Case, trace: &'t CaseTrace) -> Option<&'t ErrorInfo> {
    let errors = trace.calls().filter_map(|call| match &call.outcome {
        Outcome::Error(error) => Some(error),
        Outcome::Returned(_) => None,
    });
    let mut full = errors.filter(|error| error.name == ErrorName::TooManyOpen);
    full.next().filter(|_| !case.expects(ErrorName::TooManyOpen))
}
