//! What is wrong with a trace file: where, what, what to do.

use super::data::DataFault;
use super::locate::{self, Part};
use crate::analysis::{SessionFault, TraceProblem};
use crate::lang::{json as json_words, trace_file as words};
use crate::model::{CaseTrace, Host, Lang, PathStep, Scenario, TRACE_FORMAT, Text};
use crate::report::visible;
use crate::scenario::change::ChangeError;
use crate::scenario::{Notice, ScenarioError, did_you_mean};
use std::ops::Range;

/// The first thing that is wrong with a trace file.
///
/// Its `Display` is [`TraceError::text`] in English.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraceError {
    fault: Box<TraceFault>,
    notice: Box<Notice>,
}

/// What can be wrong with a trace file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TraceFault {
    /// Longer than a trace may be.
    TooLong,
    /// Begun as a compressed file, and none to its end.
    Packed,
    /// A page of HTML, and no trace is in it.
    NoTraceInPage,
    /// A page of HTML with more traces than a page may have: how many.
    Traces(usize),
    /// A page of HTML whose traces are longer together than they may be.
    TooMuchInPage,
    /// A page of HTML with several traces, where one is wanted: how many.
    SeveralTraces(usize),
    /// No text: this byte cannot stand there.
    NotUtf8(u8),
    /// No JSON.
    Syntax {
        /// What the JSON parser says.
        said: String,
        /// It begins as a trace does, with an object.
        begun: bool,
    },
    /// Brackets nested too deeply.
    TooDeep,
    /// JSON, but of nothing like a trace.
    NotATrace,
    /// Another format, or another version of this one: its name.
    OtherFormat(String),
    /// JSON of almost a trace.
    Data(DataFault),
    /// Made on a system that this program does not know: its name.
    System(String),
    /// More scenarios than a trace may have: how many.
    Scenarios(usize),
    /// More sessions than a trace may have: how many.
    Sessions(usize),
    /// The name of a session is none.
    SessionName,
    /// More runs of a scenario's cases than it can have cases: how many.
    Runs(usize),
    /// A part of the computer's description is longer than any system's.
    LongHost {
        /// The field of `host`.
        field: &'static str,
        /// Its length.
        bytes: usize,
    },
    /// Made by a program for one system under something that only stands in for another.
    Under {
        /// The system.
        os: String,
        /// What is said to have stood between.
        under: String,
    },
    /// A case that was not run on the wire that all of them are said to have been run on: its name.
    OtherWire(String),
    /// The source of this scenario is not what was run: its digest differs.
    Digest(String),
    /// The source of a scenario has another name than the trace says.
    OtherScenario {
        /// The name in the trace.
        said: String,
        /// The name in the source.
        is: String,
    },
    /// The source of a scenario is wrong.
    Scenario(ScenarioError),
    /// A change of `--set` that cannot be made in the scenario.
    Change(ChangeError),
    /// A case that its scenario does not have.
    NoCase {
        /// The scenario.
        scenario: String,
        /// The case.
        case: String,
        /// Those that it has.
        cases: Vec<String>,
    },
    /// The trace contradicts its scenario or itself.
    Contradiction(TraceProblem),
    /// To write: values that do not belong together.
    Mismatch(String),
}

impl TraceError {
    /// What is wrong, for a program.
    pub fn fault(&self) -> &TraceFault {
        &self.fault
    }

    /// What is wrong.
    pub fn text(&self) -> &Text {
        self.notice.text()
    }

    /// What is expected there, what may have been meant, or what to do.
    pub fn help(&self) -> Option<&Text> {
        self.notice.help()
    }

    /// All of it, as it is laid out.
    pub fn notice(&self) -> &Notice {
        &self.notice
    }

    /// The line and the column (in characters), both from 1, where it is at one place of the file.
    pub fn place(&self) -> Option<(u32, u32)> {
        self.notice.place()
    }

    /// The whole message, several lines without colours, ending in a line feed. `file`: its name.
    pub fn render(&self, file: &str, lang: Lang) -> String {
        self.notice.render(file, lang)
    }
}

impl From<TraceFault> for TraceError {
    /// A fault of the file as a whole.
    fn from(fault: TraceFault) -> Self {
        let notice = Notice::whole(fault.text(), Some(fault.help()));
        TraceError { fault: Box::new(fault), notice: Box::new(notice) }
    }
}

impl std::fmt::Display for TraceError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text().en)
    }
}

impl std::error::Error for TraceError {}

impl TraceFault {
    fn text(&self) -> Text {
        match self {
            TraceFault::TooLong => words::too_long(),
            TraceFault::Packed => words::packed(),
            TraceFault::NoTraceInPage => words::no_trace_in_page(),
            TraceFault::Traces(count) => words::traces(*count),
            TraceFault::TooMuchInPage => words::too_much_in_page(),
            TraceFault::SeveralTraces(count) => words::several_traces(*count),
            TraceFault::NotUtf8(byte) => json_words::not_utf8(*byte),
            TraceFault::Syntax { said, .. } => json_words::no_json(said),
            TraceFault::TooDeep => json_words::too_deep(),
            TraceFault::NotATrace => words::no_trace(TRACE_FORMAT),
            TraceFault::OtherFormat(found) => words::other_format(&shown(found), TRACE_FORMAT),
            TraceFault::Data(fault) => fault.text(),
            TraceFault::System(os) => words::other_system(&shown(os)),
            TraceFault::Scenarios(count) => words::scenarios(*count),
            TraceFault::Sessions(count) => words::sessions(*count),
            TraceFault::SessionName => SessionFault::Name.text(),
            TraceFault::Runs(count) => words::runs(*count),
            TraceFault::LongHost { field, bytes } => words::long_host(field, *bytes),
            TraceFault::Under { os, under } => words::not_under(&shown(os), &shown(under)),
            TraceFault::OtherWire(case) => words::other_wire(&shown(case)),
            TraceFault::Digest(id) => words::digest(&shown(id)),
            TraceFault::OtherScenario { said, is } => {
                words::other_scenario(&shown(said), &shown(is))
            }
            TraceFault::Scenario(error) => words::scenario(error.text()),
            TraceFault::Change(error) => words::change(&error.what()),
            TraceFault::NoCase { scenario, case, .. } => words::no_case(scenario, &shown(case)),
            TraceFault::Contradiction(problem) => {
                words::contradiction(&problem.text(), problem.session)
            }
            TraceFault::Mismatch(what) => words::mismatch(&visible(what)),
        }
    }

    fn help(&self) -> Text {
        match self {
            TraceFault::TooLong => words::make_shorter(),
            TraceFault::Packed => words::copy_again(),
            TraceFault::NoTraceInPage => words::which_pages(),
            TraceFault::TooMuchInPage => words::fewer_cases(),
            TraceFault::SeveralTraces(_) => words::name_one("FILE", "文件"),
            TraceFault::NotUtf8(_) => json_words::save_as_utf8(),
            TraceFault::NotATrace | TraceFault::Syntax { begun: false, .. } => words::make_one(),
            TraceFault::OtherFormat(_) => words::other_version(),
            TraceFault::Digest(_) => words::changed_afterwards(),
            TraceFault::Mismatch(_) => words::a_defect(),
            _ => self.expected().unwrap_or_else(words::make_again),
        }
    }

    /// What is expected at the place, where that is known.
    fn expected(&self) -> Option<Text> {
        match self {
            TraceFault::Syntax { said, .. } => json_words::help(said),
            TraceFault::Data(fault) => fault.help(),
            TraceFault::Scenario(error) => {
                Some(error.help().map_or_else(words::other_version, Text::clone))
            }
            TraceFault::Change(error) => error.help(),
            TraceFault::NoCase { case, cases, .. } => {
                let cases: Vec<&str> = cases.iter().map(String::as_str).collect();
                did_you_mean(case, &cases)
            }
            TraceFault::System(os) => did_you_mean(os, Host::SYSTEMS),
            TraceFault::OtherWire(_) => Some(words::of_its_own()),
            TraceFault::SessionName => Some(SessionFault::Name.help()),
            TraceFault::Contradiction(problem) => problem.help(),
            _ => None,
        }
    }

    /// A case that is not in its scenario.
    pub(super) fn no_case(scenario: &Scenario, run: &CaseTrace) -> Self {
        let cases = scenario.cases.iter().map(|case| case.id.clone()).collect();
        TraceFault::NoCase { scenario: scenario.id.clone(), case: run.id.clone(), cases }
    }
}

/// A fault and where it is, before the file is looked at again to say so.
#[derive(Debug)]
pub(super) struct Problem {
    pub(super) fault: Box<TraceFault>,
    at: At,
}

/// Where a fault is.
#[derive(Debug)]
enum At {
    /// In the file as a whole.
    Whole,
    /// At these bytes.
    Bytes(Range<usize>),
    /// At the end of this way.
    Way(Vec<PathStep>),
    /// In the text at the end of this way, at these of its bytes.
    Inside(Vec<PathStep>, Range<usize>),
}

impl Problem {
    pub(super) fn at(fault: TraceFault, bytes: Option<Range<usize>>) -> Self {
        Problem { fault: Box::new(fault), at: bytes.map_or(At::Whole, At::Bytes) }
    }

    pub(super) fn on<const N: usize>(fault: TraceFault, way: [PathStep; N]) -> Self {
        Problem { fault: Box::new(fault), at: At::Way(way.to_vec()) }
    }

    pub(super) fn inside(fault: TraceFault, field: PathStep, bytes: Range<usize>) -> Self {
        Problem { fault: Box::new(fault), at: At::Inside(vec![field], bytes) }
    }

    /// The problem as seen from further out: its way begins with `outer`.
    pub(super) fn under<const N: usize>(mut self, outer: [PathStep; N]) -> Self {
        if let At::Way(way) | At::Inside(way, _) = &mut self.at {
            way.splice(0..0, outer);
        }
        self
    }

    /// With its place in the file.
    pub(super) fn placed(self, source: &str) -> TraceError {
        let Some(bytes) = self.at.bytes(source) else { return (*self.fault).into() };
        let (what, help) = (self.fault.text(), self.fault.help());
        let notice = Notice::at(source, bytes, what, Some(help));
        TraceError { fault: self.fault, notice: Box::new(notice) }
    }
}

impl From<TraceProblem> for Problem {
    fn from(problem: TraceProblem) -> Self {
        let at = At::Way(problem.at.clone());
        Problem { fault: Box::new(TraceFault::Contradiction(problem)), at }
    }
}

impl At {
    fn bytes(self, source: &str) -> Option<Range<usize>> {
        let value = |way: &[PathStep]| locate::locate(source, way, Part::Value);
        match self {
            At::Whole => None,
            At::Bytes(bytes) => Some(bytes),
            At::Way(way) => Some(locate::bracket(source, value(&way)?)),
            At::Inside(way, bytes) => {
                let raw = value(&way)?;
                let inside = locate::inside(source.get(raw.clone())?, bytes);
                Some(raw.start + inside.start..raw.start + inside.end)
            }
        }
    }
}

/// A word from the file: escaped, and not longer than a line.
pub(super) fn shown(word: &str) -> String {
    // Of a word of many megabytes no more than a line is looked at.
    let word: String = word.chars().take(128).collect();
    crate::report::escape::clip(&visible(&word), 64)
}
