//! Cases of recordings, judged here. What a test needs otherwise it changes in the trace or in the
//! scenario, and the analysis sees it.
//!
//! | file of `recorded` | how it was made |
//! |---|---|
//! | `linux`, `windows-wine` | `replay linux --case nagle/fresh … --format json`: cases of `tests/traces` |
//! | `own` | `run own.toml --format json` |
//! | `set` | `run short-recv --case two-sends --set recv.max=4 --format json` |

use crate::{golden, lab, live};
use std::path::Path;
use std::sync::LazyLock;
use stickydemo::analysis::{CaseAnalysis, Setting, analyse};
use stickydemo::model::{CallRecord, Case, CaseTrace, Host, Scenario, Seen, Trace, WireKind};
use stickydemo::report::{Look, case, json};
use stickydemo::scenario::parse;

/// A case of a recording, and what is found of it.
#[derive(Clone)]
pub(crate) struct Sample {
    /// With this case only.
    pub(crate) scenario: Scenario,
    pub(crate) trace: CaseTrace,
    pub(crate) setting: Setting,
    pub(crate) analysis: CaseAnalysis,
}

pub(crate) type Recording = LazyLock<(Trace, Vec<Scenario>)>;

fn read(file: &[u8]) -> (Trace, Vec<Scenario>) {
    json::read(file).unwrap()
}

static LINUX: Recording = LazyLock::new(|| read(include_bytes!("recorded/linux.json.gz")));
static WINE: Recording = LazyLock::new(|| read(include_bytes!("recorded/windows-wine.json.gz")));
static OWN: Recording = LazyLock::new(|| read(include_bytes!("recorded/own.json.gz")));
static SET: Recording = LazyLock::new(|| read(include_bytes!("recorded/set.json.gz")));

impl Sample {
    /// `SCENARIO/CASE` of a recording.
    fn of((trace, scenarios): &(Trace, Vec<Scenario>), name: &str) -> Self {
        let (scenario, case) = name.split_once('/').unwrap();
        let at = scenarios.iter().position(|known| known.id == scenario).unwrap();
        let run = &trace.scenarios[at];
        let setting = Setting::of(&trace.host, trace.wire, !run.set.is_empty());
        let run = run.cases.iter().find(|run| run.id == case).unwrap();
        Sample::judged(only(scenarios[at].clone(), case), run.clone(), setting)
    }

    fn judged(scenario: Scenario, trace: CaseTrace, setting: Setting) -> Self {
        let analysis = analyse(&scenario.cases[0], &trace, &setting);
        Sample { scenario, trace, setting, analysis }
    }

    pub(crate) fn case(&self) -> &Case {
        &self.scenario.cases[0]
    }

    /// Its picture.
    pub(crate) fn drawn(&self, look: &Look) -> String {
        case::case(&self.scenario, self.case(), &self.trace, &self.analysis, &look.voice())
            .text(look)
    }

    /// With another trace.
    pub(crate) fn with(mut self, change: impl FnOnce(&mut CaseTrace)) -> Self {
        change(&mut self.trace);
        Sample::judged(self.scenario, self.trace, self.setting)
    }

    /// With other figures and data in the calls of the case.
    pub(crate) fn with_calls(self, mut change: impl FnMut(usize, &mut CallRecord)) -> Self {
        self.with(|trace| {
            let calls = trace.records.iter_mut().flat_map(|record| &mut record.calls);
            calls.enumerate().for_each(|(at, call)| change(at, call));
        })
    }

    /// On another system.
    pub(crate) fn on(mut self, os: &str) -> Self {
        self.setting.os = os.to_owned();
        Sample::judged(self.scenario, self.trace, self.setting)
    }

    /// Held against another scenario: that has the second where its own has the first.
    pub(crate) fn held_against(self, changes: &[(&str, &str)]) -> Self {
        let mut source = self.scenario.source;
        for (from, to) in changes {
            assert!(source.contains(from), "{from}");
            source = source.replace(from, to);
        }
        let scenario = parse("other.toml", source.as_bytes()).unwrap();
        Sample::judged(only(scenario, &self.trace.id), self.trace, self.setting)
    }
}

fn only(mut scenario: Scenario, case: &str) -> Scenario {
    scenario.cases.retain(|known| known.id == case);
    scenario
}

/// Every case of a recording.
pub(crate) fn every(recording: &(Trace, Vec<Scenario>)) -> Vec<Sample> {
    let runs = recording.0.scenarios.iter();
    let names =
        runs.flat_map(|runs| runs.cases.iter().map(|run| format!("{}/{}", runs.id, run.id)));
    names.map(|name| Sample::of(recording, &name)).collect()
}

/// A case of a scenario, run here.
pub(crate) fn run(scenario: &Scenario, case: &str) -> Sample {
    let (host, scenario) = (stickydemo::net::host(), only(scenario.clone(), case));
    let trace = live::run(&scenario, &host).0.cases.remove(0);
    Sample::judged(scenario, trace, Setting::of(&host, WireKind::Loopback, false))
}

/// A computer.
pub(crate) fn host(os: &str, release: &str) -> Host {
    let [os, release, arch, version] = [os, release, "x86_64", "0.1.0"].map(str::to_owned);
    Host { os, release, arch, version, under: None }
}

/// A case of the recording of Linux.
pub(crate) fn linux(name: &str) -> Sample {
    Sample::of(&LINUX, name)
}

/// A case of the recording of Windows, which was made under Wine.
pub(crate) fn wine(name: &str) -> Sample {
    Sample::of(&WINE, name)
}

/// Ten sends, Nagle on: two segments, one recv.
pub(crate) fn nagle() -> Sample {
    linux("nagle/delayed-ack")
}

/// `hello` and ` feng`, read by 2 and by 10.
pub(crate) fn short_recv() -> Sample {
    linux("short-recv/two-sends")
}

/// 2000 and 1000 bytes, read by 1024; 952 nobody reads.
pub(crate) fn long_messages() -> Sample {
    linux("short-recv/three-thousand")
}

/// A thousand messages; six receives.
pub(crate) fn thousand() -> Sample {
    Sample::of(&OWN, "own/thousand")
}

/// Three datagrams into a buffer of 1 byte; a fourth lost, a fifth unread.
pub(crate) fn truncated() -> Sample {
    Sample::of(&OWN, "own/datagrams")
}

/// Three framed messages.
pub(crate) fn framed() -> Sample {
    linux("length-prefix/u32be")
}

/// With another count of the client's segments, wherever a call has seen all of them.
pub(crate) fn with_segments(sample: &Sample, all: u64, other: u64) -> Sample {
    let change = |seen: &mut Seen<u64>| {
        if *seen == Seen::Seen(all) {
            *seen = Seen::Seen(other);
        }
    };
    sample.clone().with_calls(|_, call| {
        change(&mut call.own.segments_out);
        call.peer.iter_mut().for_each(|peer| change(&mut peer.segments_out));
    })
}

/// A run that did not show, on a system that says little.
pub(crate) fn not_shown() -> Sample {
    let other = [("\"llo feng\"", "\"llo feng!\""), ("{ receives = 2 }", "{ receives = 3 }")];
    wine("short-recv/two-sends").held_against(&other)
}

/// One that did not, and of which the scenario says that it need not.
pub(crate) fn excused() -> Sample {
    wine("end-of-stream/unread")
}

/// One that `--set` changed: the second receive has a buffer of 4, too.
pub(crate) fn changed() -> Sample {
    Sample::of(&SET, "short-recv/two-sends")
}

/// One of which this system does not show the decisive point.
pub(crate) fn unsupported() -> Sample {
    wine("half-message/bigger-buffer")
}

pub(crate) fn all() -> Vec<(&'static str, Sample)> {
    vec![
        ("nagle", nagle()),
        ("short-recv", short_recv()),
        ("long", long_messages()),
        ("thousand", thousand()),
        ("truncated", truncated()),
        ("framed", framed()),
        ("not-shown", not_shown()),
    ]
}

/// A scenario as its file says it: a little of everything a page shows.
pub(crate) fn written() -> Scenario {
    parse("page.toml", include_bytes!("page.toml")).unwrap()
}

#[test]
fn the_recording_of_our_own_is_of_the_file_beside_it() {
    assert_eq!(OWN.1[0].source, include_str!("recorded/own.toml"));
}

#[test]
fn recordings_hold_what_was_recorded() {
    let mut differences = String::new();
    for (file, recording) in [
        ("report/recorded/linux.json.gz", &LINUX),
        ("report/recorded/windows-wine.json.gz", &WINE),
        ("report/recorded/own.json.gz", &OWN),
        ("report/recorded/set.json.gz", &SET),
        ("report/lab.json.gz", &lab::RECORDED),
    ] {
        let checked = golden::check_recording(Path::new(file), &recording.0);
        differences += &checked.err().unwrap_or_default();
    }
    assert!(differences.is_empty(), "{differences}");
}
