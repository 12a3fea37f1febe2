//! A case step by step: every screen fits a projector of 80 columns and 24 rows, and every byte is somewhere on it.

use crate::look;
use crate::rules::is_clean;
use std::sync::LazyLock;
use stickydemo::analysis::{BytePlace, CaseAnalysis, Course, Setting, analyse};
use stickydemo::model::{Case, CaseTrace, Lang, Scenario, Trace};
use stickydemo::report::{Look, json, recordings, steps};

/// The lines of a terminal, less an empty one and the keys.
const ROWS: usize = 22;

/// A case of a recording, judged.
struct Run {
    scenario: usize,
    case: usize,
    trace: CaseTrace,
    analysis: CaseAnalysis,
}

struct Recording {
    scenarios: Vec<Scenario>,
    runs: Vec<Run>,
}

static LINUX: LazyLock<Recording> = LazyLock::new(|| recording("linux"));

fn recording(name: &str) -> Recording {
    let (trace, scenarios) = json::read(recordings::find(name).unwrap()).unwrap();
    let runs = runs(&trace, &scenarios);
    Recording { scenarios, runs }
}

fn runs(trace: &Trace, scenarios: &[Scenario]) -> Vec<Run> {
    let setting = Setting::of(&trace.host, trace.wire, false);
    let mut runs = Vec::new();
    for (at, (scenario, recorded)) in scenarios.iter().zip(&trace.scenarios).enumerate() {
        for (case_at, case) in scenario.cases.iter().enumerate() {
            for run in recorded.cases.iter().filter(|run| run.id == case.id) {
                let (trace, analysis) = (run.clone(), analyse(case, run, &setting));
                runs.push(Run { scenario: at, case: case_at, trace, analysis });
            }
        }
    }
    runs
}

impl Recording {
    fn case(&self, run: &Run) -> &Case {
        &self.scenarios[run.scenario].cases[run.case]
    }

    /// The steps of a case, drawn.
    fn drawn(&self, run: &Run, look: &Look) -> Vec<String> {
        let (scenario, case) = (&self.scenarios[run.scenario], self.case(run));
        let screens = steps::case(scenario, case, (&run.trace, &run.analysis), &look.voice());
        let steps = screens.iter().filter(|screen| screen.step);
        steps.map(|screen| screen.page.text(look)).collect()
    }

    /// The steps of a case of this name, drawn.
    fn steps(&self, name: &str, look: &Look) -> Vec<String> {
        let of = |run: &&Run| {
            format!("{}/{}", self.scenarios[run.scenario].id, self.case(run).id) == name
        };
        let run = self.runs.iter().find(of).unwrap();
        self.drawn(run, look)
    }
}

/// Every step of every case, in both languages, with few letters and with all.
#[test]
fn every_step_fits_a_projector() {
    for recording in [&*LINUX, &recording("windows-wine")] {
        for (lang, ascii) in
            [(Lang::En, false), (Lang::Zh, false), (Lang::En, true), (Lang::Zh, true)]
        {
            let look = Look { ascii, ..look(80, lang) };
            let mut steps = 0;
            for run in &recording.runs {
                for text in recording.drawn(run, &look) {
                    is_clean(&text, &look).unwrap();
                    steps += 1;
                    let lines = text.lines().count();
                    assert!(lines <= ROWS, "{lines} lines:\n{text}");
                }
            }
            assert!(steps > 2000, "{steps} steps");
        }
    }
}

/// A narrow terminal, and a wide one: no line is too long.
#[test]
fn no_screen_is_wider_than_the_terminal() {
    for (width, lang) in [(40, Lang::En), (40, Lang::Zh), (160, Lang::En)] {
        let look = look(width, lang);
        for run in &LINUX.runs {
            for text in LINUX.drawn(run, &look) {
                is_clean(&text, &look).unwrap();
            }
        }
    }
}

/// After every call the places of a stream add up to what was written into it, one after another; at the end that is all
/// that the sends put there. And nothing that was seen is said to be unseen.
#[test]
fn every_byte_of_every_recording_is_somewhere() {
    let mut seen = 0;
    for run in &LINUX.runs {
        let case = LINUX.case(run);
        let mut course = Course::of(case, &run.trace, &run.analysis);
        let last = course.at_time(u64::MAX);
        let places = course.places(&(0..=last).collect::<Vec<_>>());
        for pipe in places.iter().flat_map(|places| &places.pipes) {
            let mut end = 0;
            for stretch in &pipe.stretches {
                assert!(stretch.start == end && stretch.len > 0, "{}: {pipe:?}", case.id);
                end += stretch.len;
            }
            assert_eq!(end, pipe.written, "{}: {pipe:?}", case.id);
            let figures = pipe.figures;
            let all = [figures.unsent, figures.unacked, figures.readable];
            if all.iter().all(|figure| figure.seen().is_some()) && !figures.later {
                seen += 1;
                let unseen = [BytePlace::Left, BytePlace::NotThere, BytePlace::Unseen];
                assert!(unseen.iter().all(|place| pipe.at(*place) == 0), "{}: {pipe:?}", case.id);
                assert_eq!(Some(pipe.at(BytePlace::Readable)), figures.readable.seen());
                assert_eq!(Some(pipe.at(BytePlace::Unsent)), figures.unsent.seen());
            }
        }
        for pipe in places.last().into_iter().flat_map(|places| &places.pipes) {
            let sent = course.sent(pipe.from).last().map_or(0, |bytes| bytes.start + bytes.len);
            assert!(pipe.written >= sent, "{}: {pipe:?}", case.id);
        }
    }
    assert!(seen > 1000, "{seen}");
}

/// A thousand calls, and forty rounds, are a handful of steps.
#[test]
fn repeats_and_rounds_are_folded() {
    let look = look(80, Lang::En);
    for (name, most) in [
        ("udp-overflow/wait-every-hundred", 9),
        ("nagle/warm-up", 20),
        ("window/congestion-window", 12),
    ] {
        let steps = LINUX.steps(name, &look);
        assert!((5..=most).contains(&steps.len()), "{name}: {} steps", steps.len());
    }
}

fn has(steps: &[String], at: usize, wanted: &str) {
    let text = &steps[at - 1];
    assert!(text.contains(wanted), "{wanted}\n{text}");
}

#[test]
fn a_step_says_where_every_byte_is() {
    let steps = LINUX.steps("late-read/hello-feng", &look(80, Lang::En));
    assert_eq!(steps.len(), 10);
    has(&steps, 3, "No byte has been sent yet.");
    let wanted = "\
client  send(\"feng\") #2 → 4

  client → server   9 bytes sent
    client: program  │hello│feng│
    client: kernel   nothing unsent, nothing unacknowledged
    on the way       nothing
    server: kernel   hello┊feng   9 readable
    server: program  nothing received yet
";
    has(&steps, 6, wanted);
    has(&steps, 9, "    server: program  │hello┊feng│\n");
    let steps = LINUX.steps("late-read/hello-feng", &look(80, Lang::Zh));
    has(&steps, 6, "    server 的内核  hello┊feng   可读 9\n");
    let steps = LINUX.steps("nagle/delayed-ack", &look(80, Lang::En));
    has(
        &steps,
        5,
        "    client: kernel   hello!┊hello!┊hello!… 6 more   54 unsent, 60 unacknowledged\n",
    );
    has(&steps, 5, "    server: kernel   hello!   6 readable\n");
}

#[test]
fn datagrams_wait_one_behind_the_other_and_a_cork_holds_them() {
    let steps = LINUX.steps("udp-cork/udp-cork", &look(80, Lang::En));
    has(&steps, 4, "client: kernel                │hello┊feng│   held for more (cork)");
    has(&steps, 6, "on the way or server: kernel  │hello┊feng│   the first that waits has 9");
    has(&steps, 8, "server: program               │hello┊feng│\n");
}

#[test]
fn a_connection_that_nobody_has_accepted_is_said_to_wait() {
    let steps = LINUX.steps("one-at-a-time/second-waits", &look(80, Lang::En));
    has(&steps, 5, "server: kernel   alex|dsb   acknowledged; more is not seen here");
    has(&steps, 5, "server: program  not accepted yet");
    has(&steps, 6, "  second → conn2   8 bytes sent: 8 not seen here\n");
    // Its receive waits for what nobody sends: what it sent itself is what there is to see.
    has(&steps, 10, "  second → conn2   8 bytes sent\n");
}

/// A framing keeps what it has read beyond a message; an acknowledgement that was taken has been sent.
#[test]
fn what_was_taken_is_with_the_program() {
    let steps = LINUX.steps("late-read/length-prefix", &look(80, Lang::En));
    has(&steps, 9, "server: program  │[5]hello│   \\x00   taken, of no receive yet");
    let steps = LINUX.steps("length-ack/number-with-an-end", &look(80, Lang::En));
    let receives = steps.iter().filter(|step| step.contains("recv_exact(2)"));
    for step in receives.filter(|step| step.contains("\"ok\"")) {
        assert!(!step.contains("had already gone") && !step.contains("nothing sent yet"), "{step}");
    }
}
