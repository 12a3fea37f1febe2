//! A stranger's file into a trace. Everything it says is checked against itself: the format, the
//! digest of the source, the scenario in the source, each case against its scenario.

use super::error::{Problem, TraceError, TraceFault};
use super::file::{self, File};
use super::packed::unpacked;
use super::refuse;
use crate::analysis::{Extent, Setting, Tally, Validator};
use crate::model::{
    CaseTrace, Host, Limits, Scenario, ScenarioTrace, TRACE_FORMAT, Trace, WireKind, is_plain_name,
    unmarked,
};
use crate::scenario::change::{ChangeError, apply, changes};
use std::borrow::Cow;
use std::collections::HashMap;

/// The trace in a file (which may be compressed: [`unpacked`]), and its scenarios as they were run (with the changes of `--set`), in the
/// same order.
///
/// # Errors
/// Anything that is wrong with the file; nothing is read from one longer than [`Limits::TRACE`].
pub fn read(bytes: &[u8]) -> Result<(Trace, Vec<Scenario>), TraceError> {
    read_repeated(bytes).map(|recording| (recording.trace, recording.scenarios))
}

/// All that a file says: the trace, and what it counted over many runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recording {
    /// The trace.
    pub trace: Trace,
    /// Its scenarios as they were run, in the same order.
    pub scenarios: Vec<Scenario>,
    /// For each scenario, for each of its cases: what was counted with `--repeat`. Only the trace of
    /// one of the runs is there to hold this against: whether to believe it is the reader's decision.
    pub repeats: Vec<Vec<Option<Tally>>>,
}

/// Reads a trace as [`read`] does, with the counts of repeats.
///
/// # Errors
/// As for [`read`].
pub fn read_repeated(bytes: &[u8]) -> Result<Recording, TraceError> {
    Reader::default().read(bytes)
}

/// Reads one trace after another. Many have the same scenarios, and each is read from its source once.
#[derive(Debug, Default)]
pub struct Reader {
    /// By name, and the digest of the source.
    known: HashMap<(String, String), Scenario>,
}

impl Reader {
    /// Reads a trace as [`read_repeated`] does.
    ///
    /// # Errors
    /// As for [`read`].
    pub fn read(&mut self, bytes: &[u8]) -> Result<Recording, TraceError> {
        let bytes = &*unpacked(bytes)?;
        let source = text(bytes)?;
        self.understood(source).map_err(|problem| problem.placed(source))
    }
}

fn text(bytes: &[u8]) -> Result<&str, TraceError> {
    if bytes.len() as u64 > Limits::TRACE {
        return Err(TraceFault::TooLong.into());
    }
    let source = std::str::from_utf8(bytes).map_err(|wrong| {
        let (text, problem) = refuse::no_text(bytes, wrong.valid_up_to());
        problem.placed(&text)
    })?;
    Ok(unmarked(source))
}

impl Reader {
    fn understood(&mut self, source: &str) -> Result<Recording, Problem> {
        let file = parsed(source)?;
        let repeats = file.scenarios.iter().map(repeats).collect();
        let trace = trace(file);
        bounded(&trace.host)?;
        counted(&trace.scenarios)?;
        few(&trace.sessions)?;
        known_system(&trace.host)?;
        on_its_wire(&trace)?;
        let mut validator = Validator::default();
        let scenarios = trace.scenarios.iter().enumerate().map(|(index, scenario)| {
            let setting = Setting::of(&trace.host, trace.wire, !scenario.set.is_empty());
            self.checked(scenario, &setting, &mut validator)
                .map_err(|problem| problem.under(["scenarios".into(), index.into()]))
        });
        let scenarios = scenarios.collect::<Result<Vec<_>, _>>()?;
        for (index, session) in trace.sessions.iter().enumerate() {
            validator.session(session).map_err(|problem| {
                Problem::from(problem).under(["sessions".into(), index.into(), "trace".into()])
            })?;
        }
        Ok(Recording { trace, scenarios, repeats })
    }

    /// The scenario of a trace, and that the trace fits it.
    fn checked(
        &mut self,
        trace: &ScenarioTrace,
        setting: &Setting,
        validator: &mut Validator,
    ) -> Result<Scenario, Problem> {
        let scenario = self.scenario(trace)?;
        for (index, run) in trace.cases.iter().enumerate() {
            fits(&scenario, run, setting, validator)
                .map_err(|problem| problem.under(["cases".into(), index.into()]))?;
        }
        Ok(scenario)
    }

    /// The scenario in a trace's source, changed as it was for the run.
    fn scenario(&mut self, trace: &ScenarioTrace) -> Result<Scenario, Problem> {
        if super::digest(&trace.source) != trace.digest {
            return Err(Problem::on(TraceFault::Digest(trace.id.clone()), ["digest".into()]));
        }
        let known = (trace.id.clone(), trace.digest.clone());
        let mut scenario = match self.known.get(&known) {
            Some(scenario) => scenario.clone(),
            None => self.known.entry(known).or_insert(as_written(trace)?).clone(),
        };
        changed(&mut scenario, trace)?;
        Ok(scenario)
    }
}

fn repeats(scenario: &file::Scenario<'_>) -> Vec<Option<Tally>> {
    scenario.cases.iter().map(|case| case.repeat.as_ref().map(tally)).collect()
}

fn tally(repeat: &file::Repeat) -> Tally {
    let extent =
        |figure: &file::FigureRange| Extent { min: figure.min, max: figure.max, runs: figure.runs };
    Tally {
        runs: repeat.runs,
        verdicts: repeat.verdicts.iter().map(|count| (count.verdict, count.runs)).collect(),
        figures: repeat.figures.iter().map(|figure| (figure.figure, extent(figure))).collect(),
        causes: repeat.causes.iter().map(|count| (count.cause, count.runs)).collect(),
        first_not_shown: repeat.first_not_shown,
    }
}

/// That nothing of the computer's description is longer than any system's own.
fn bounded(host: &Host) -> Result<(), Problem> {
    let under = host.under.as_deref().unwrap_or_default();
    let texts: [(&'static str, &str); 4] = [
        ("release", &host.release),
        ("arch", &host.arch),
        ("version", &host.version),
        ("under", under),
    ];
    match texts.into_iter().find(|(_, text)| text.len() > Limits::HOST) {
        Some((field, text)) => {
            let fault = TraceFault::LongHost { field, bytes: text.len() };
            Err(Problem::on(fault, ["host".into(), field.into()]))
        }
        None => Ok(()),
    }
}

/// That there are no more scenarios, and no more runs of each, than can be shown in one piece. The program
/// writes one run of each case.
fn counted(scenarios: &[ScenarioTrace]) -> Result<(), Problem> {
    if scenarios.len() > Limits::SCENARIOS {
        let way = ["scenarios".into(), Limits::SCENARIOS.into()];
        return Err(Problem::on(TraceFault::Scenarios(scenarios.len()), way));
    }
    let wrong = |scenario: &ScenarioTrace| scenario.cases.len() > Limits::CASES;
    match scenarios.iter().position(wrong) {
        Some(index) => {
            let count = scenarios.get(index).map_or(0, |scenario| scenario.cases.len());
            let way = ["scenarios".into(), index.into(), "cases".into(), Limits::CASES.into()];
            Err(Problem::on(TraceFault::Runs(count), way))
        }
        None => Ok(()),
    }
}

/// That there are no more sessions than can be shown in one piece, each under a name that is one.
fn few(sessions: &[CaseTrace]) -> Result<(), Problem> {
    if sessions.len() > Limits::SCENARIOS {
        let way = ["sessions".into(), Limits::SCENARIOS.into()];
        return Err(Problem::on(TraceFault::Sessions(sessions.len()), way));
    }
    match sessions.iter().position(|run| !is_plain_name(&run.id)) {
        Some(index) => {
            let way = ["sessions".into(), index.into(), "id".into()];
            Err(Problem::on(TraceFault::SessionName, way))
        }
        None => Ok(()),
    }
}

/// That the trace was made on a system that the program can run on. Wine stands between a program and
/// Windows, and nothing else.
fn known_system(host: &Host) -> Result<(), Problem> {
    let (os, under) = (host.os.as_str(), host.under.as_deref());
    if !Host::SYSTEMS.contains(&os) {
        let fault = TraceFault::System(host.os.clone());
        return Err(Problem::on(fault, ["host".into(), "os".into()]));
    }
    match under.filter(|under| under.starts_with("wine") && os != "windows") {
        Some(under) => {
            let fault = TraceFault::Under { os: host.os.clone(), under: under.to_owned() };
            Err(Problem::on(fault, ["host".into(), "under".into()]))
        }
        None => Ok(()),
    }
}

/// That no case is said to have been run on the lab's wire that does not say so itself.
fn on_its_wire(trace: &Trace) -> Result<(), Problem> {
    let mut runs = trace.scenarios.iter().flat_map(|scenario| &scenario.cases);
    let other = |run: &&CaseTrace| match trace.wire {
        WireKind::Loopback => false,
        WireKind::Lab => run.lab.is_none(),
        WireKind::Network => true,
    };
    let session = trace.sessions.iter().find(|_| trace.wire == WireKind::Lab);
    match runs.find(other).or(session) {
        Some(run) => {
            let fault = TraceFault::OtherWire(run.id.clone());
            Err(Problem::on(fault, ["wire".into(), "kind".into()]))
        }
        None => Ok(()),
    }
}

/// The structs. (They would take a list for an object.)
fn parsed(source: &str) -> Result<File<'_>, Problem> {
    if !refuse::begun(source) {
        return Err(refuse::why(source));
    }
    let file: File<'_> = serde_json::from_str(source).map_err(|_| refuse::why(source))?;
    match file.format == TRACE_FORMAT {
        true => Ok(file),
        false => Err(refuse::other_format(file.format)),
    }
}

fn trace(file: File<'_>) -> Trace {
    Trace {
        host: file.host,
        wire: file.wire.kind,
        scenarios: file.scenarios.into_iter().map(scenario_trace).collect(),
        sessions: file.sessions.into_iter().map(|one| run(one.id, one.trace)).collect(),
    }
}

fn scenario_trace(scenario: file::Scenario<'_>) -> ScenarioTrace {
    ScenarioTrace {
        id: scenario.id,
        digest: scenario.digest,
        source: scenario.source,
        set: scenario.set,
        cases: scenario.cases.into_iter().map(|case| run(case.id, case.trace)).collect(),
    }
}

fn run(id: String, trace: Cow<'_, CaseTrace>) -> CaseTrace {
    CaseTrace { id, ..trace.into_owned() }
}

/// That a case is one of its scenario.
fn fits(
    scenario: &Scenario,
    run: &CaseTrace,
    setting: &Setting,
    validator: &mut Validator,
) -> Result<(), Problem> {
    let Some(case) = scenario.cases.iter().find(|case| case.id == run.id) else {
        return Err(Problem::on(TraceFault::no_case(scenario, run), ["id".into()]));
    };
    validator
        .validate(case, run, setting)
        .map_err(|problem| Problem::from(problem).under(["trace".into()]))
}

/// The scenario in a trace's source, changed as it was for the run.
pub(super) fn scenario(trace: &ScenarioTrace) -> Result<Scenario, Problem> {
    Reader::default().scenario(trace)
}

/// The scenario in a trace's source.
fn as_written(trace: &ScenarioTrace) -> Result<Scenario, Problem> {
    let name = format!("{}.toml", trace.id);
    let scenario = crate::scenario::parse(&name, trace.source.as_bytes()).map_err(|error| {
        let (span, fault) = (error.span().unwrap_or(0..0), TraceFault::Scenario(error));
        Problem::inside(fault, "source".into(), span)
    })?;
    if scenario.id != trace.id {
        let fault = TraceFault::OtherScenario { said: trace.id.clone(), is: scenario.id };
        return Err(Problem::on(fault, ["id".into()]));
    }
    Ok(scenario)
}

/// Makes the changes of the run.
fn changed(scenario: &mut Scenario, trace: &ScenarioTrace) -> Result<(), Problem> {
    change(scenario, trace).map_err(|error| {
        let is_meant = |typed: &String| Some(typed.as_str()) == error.written();
        let index = match error {
            ChangeError::TooMany { .. } => Some(Limits::CHANGES),
            _ => trace.set.iter().position(is_meant),
        };
        Problem::on(TraceFault::Change(error), ["set".into(), index.unwrap_or(0).into()])
    })
}

/// Makes the changes of `--set` as the run made them: in the cases that were run, or in all, where
/// some of those that were asked for could not be run.
fn change(scenario: &mut Scenario, trace: &ScenarioTrace) -> Result<(), ChangeError> {
    if trace.set.is_empty() {
        return Ok(());
    }
    let changes = changes(&trace.set)?;
    let mut run = scenario.clone();
    run.cases.retain(|case| trace.cases.iter().any(|run| run.id == case.id));
    if apply(&mut run, &changes).is_ok() {
        *scenario = run;
        return Ok(());
    }
    apply(scenario, &changes)
}
