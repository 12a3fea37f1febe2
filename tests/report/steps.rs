//! A case step by step: every screen fits a projector of 80 columns and 24 rows, and every byte is somewhere on it.

use crate::look;
use crate::recordings::{LINUX, Recording, Run, recording};
use crate::rules::is_clean;
use stickydemo::analysis::{BytePlace, Course};
use stickydemo::model::Lang;
use stickydemo::report::{Look, steps};
use unicode_width::UnicodeWidthStr;

/// The lines of a terminal, less an empty one and the keys.
const ROWS: usize = 22;

impl Recording {
    /// The steps of a case, drawn with each of these looks.
    pub(crate) fn drawn(&self, run: Run<'_>, looks: &[Look]) -> Vec<(Look, String)> {
        let analysis = self.judged(run);
        let mut drawn = Vec::new();
        for look in looks {
            let of = (run.trace, &analysis);
            let screens = steps::case(run.scenario, run.case, of, &look.voice());
            let steps = screens.iter().filter(|screen| screen.step);
            drawn.extend(steps.map(|screen| (*look, screen.page.text(look))));
        }
        drawn
    }

    /// The steps of a case of this name, drawn.
    fn steps(&self, name: &str, look: &Look) -> Vec<String> {
        let named = |run: &Run<'_>| run.name() == name;
        let run = self.runs().find(named).unwrap();
        self.drawn(run, &[*look]).into_iter().map(|(_, text)| text).collect()
    }
}

/// Every step of every case, in both languages, with few letters and with all.
#[test]
fn every_step_fits_a_projector() {
    let [en, zh] = [Lang::En, Lang::Zh].map(|lang| look(80, lang));
    let plain = Look { ascii: true, ..en };
    for (recording, looks) in [(&*LINUX, &[en, zh, plain][..]), (&recording("windows-wine"), &[zh])]
    {
        let mut steps = 0;
        for (look, text) in recording.runs().flat_map(|run| recording.drawn(run, looks)) {
            is_clean(&text, &look).unwrap();
            let lines = text.lines().count();
            assert!(lines <= ROWS, "{lines} lines:\n{text}");
            steps += 1;
        }
        assert!(steps > 2000 * looks.len(), "{steps} steps");
    }
}

/// Nor is a line too long on a narrow terminal.
#[test]
fn no_step_is_wider_than_the_terminal() {
    let looks = [Lang::En, Lang::Zh].map(|lang| look(40, lang));
    for (look, text) in LINUX.runs().flat_map(|run| LINUX.drawn(run, &looks)) {
        is_clean(&text, &look).unwrap();
    }
}

/// What fits in a line stands there as it is: of a lane something is left out only where it would be wider than the terminal.
#[test]
fn no_lane_is_shortened_that_fits() {
    let (mut whole, mut shortened) = (0, 0);
    for (recording, lang) in [(&*LINUX, Lang::Zh), (&recording("windows-wine"), Lang::En)] {
        let [narrow, wide] = [80, 300].map(|width| [look(width, lang)]);
        for run in recording.runs() {
            let steps = recording.drawn(run, &narrow).into_iter().zip(recording.drawn(run, &wide));
            for ((_, step), (_, all)) in steps {
                for lane in all.lines().filter(|lane| lane.contains('│') || lane.contains('┊'))
                {
                    let fits = lane.width() <= 80;
                    assert!(!fits || step.lines().any(|line| line == lane), "{lane}\n{step}");
                    *(if fits { &mut whole } else { &mut shortened }) += 1;
                }
            }
        }
    }
    assert!(whole > 5000 && shortened > 100, "{whole} {shortened}");
}

/// After every call the places of a stream add up to what was written into it, one after another; at the end that is all
/// that the sends put there. And nothing that was seen is said to be unseen.
#[test]
fn every_byte_of_every_recording_is_somewhere() {
    let mut seen = 0;
    for run in LINUX.runs() {
        let (case, analysis) = (run.case, LINUX.judged(run));
        let mut course = Course::of(case, run.trace, &analysis);
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

/// Each is later than the one before, as nothing is shown that was not true at its time.
#[test]
fn no_step_is_earlier_than_the_one_before() {
    let look = look(80, Lang::En);
    let mut steps = 0;
    for recording in [&*LINUX, &recording("windows-wine")] {
        for run in recording.runs() {
            let mut before = 0.0;
            for (_, text) in recording.drawn(run, &[look]) {
                let head = text.lines().next().unwrap();
                let ms = head.rsplit_once(" · ").and_then(|(_, time)| time.strip_suffix(" ms"));
                let ms: f64 = ms.unwrap_or_else(|| panic!("{head}")).parse().unwrap();
                assert!(ms >= before, "after {before} ms: {head}");
                before = ms;
                steps += 1;
            }
        }
    }
    assert!(steps > 4000, "{steps} steps");
}

/// A thousand calls, and forty rounds, are a handful of steps.
#[test]
fn repeats_and_rounds_are_folded() {
    let look = look(80, Lang::En);
    for (name, most) in [
        ("udp-overflow/wait-every-hundred", 15),
        ("nagle/warm-up", 20),
        ("window/congestion-window", 12),
    ] {
        let steps = LINUX.steps(name, &look);
        assert!((5..=most).contains(&steps.len()), "{name}: {} steps", steps.len());
    }
}

/// The first round of two writes finds a connection on which nothing is unacknowledged; the second waits for 40 ms.
#[test]
fn the_round_that_waits_is_gone_through_call_by_call() {
    let steps = LINUX.steps("write-write-read/two-writes", &look(80, Lang::En));
    assert!(steps.iter().any(|step| step.contains("20 unsent, 4 unacknowledged")));
    assert!(steps.iter().any(|step| step.contains("rounds 3 to 10")));
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
    client: program  │✓hello│✓feng│
    client: kernel   nothing unsent, nothing unacknowledged
    on the way       nothing
    server: kernel   hello┊feng   9 readable
    server: program  nothing received yet
";
    has(&steps, 6, wanted);
    has(&steps, 9, "    server: program  │hello┊feng│\n");
    let plain = Look { ascii: true, ..look(80, Lang::En) };
    has(&LINUX.steps("late-read/hello-feng", &plain), 6, "  client: program  |+hello|+feng|\n");
    let steps = LINUX.steps("late-read/hello-feng", &look(80, Lang::Zh));
    has(&steps, 6, "    server 的内核  hello┊feng   可读 9\n");
    let steps = LINUX.steps("nagle/delayed-ack", &look(80, Lang::En));
    has(
        &steps,
        5,
        "    client: kernel   hello!┊hello!┊hello!… 6 more   54 unsent, 6 unacknowledged\n",
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
