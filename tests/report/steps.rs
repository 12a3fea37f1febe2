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
                // An arrow of a packet is as wide as there is room.
                let is_lane = |line: &&str| line.contains(['│', '┊']) && !line.contains('─');
                for lane in all.lines().filter(is_lane) {
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

/// A thousand calls, and forty rounds, are a few steps.
#[test]
fn repeats_and_rounds_are_folded() {
    let look = look(80, Lang::En);
    for (name, most) in [
        ("udp-overflow/wait-every-hundred", 30),
        ("nagle/warm-up", 14),
        ("window/congestion-window", 12),
    ] {
        let steps = LINUX.steps(name, &look);
        assert!((5..=most).contains(&steps.len()), "{name}: {} steps", steps.len());
    }
    // Those that come together say how many they are.
    let steps = LINUX.steps("window/congestion-window", &look);
    let first = steps.iter().filter(|step| step.contains("\nclient  send(")).count();
    assert!(steps.iter().any(|step| step.contains("calls in one step")) && first >= 6, "{first}");
}

/// Ten sends are seen to wait one behind the other: each is a step, and each of them holds more than the one before.
#[test]
fn each_send_is_a_step_and_what_is_held_back_grows() {
    for (lang, held) in [(Lang::En, "unsent, 6 unacknowledged"), (Lang::Zh, "，未确认 6")] {
        let steps = LINUX.steps("nagle/delayed-ack", &look(80, lang));
        assert_eq!(steps.len(), 13);
        let amount = |step: &String| {
            let line = step.lines().find(|line| line.contains(held)).unwrap_or(step);
            let before = line.split(held).next().unwrap().trim_end();
            before.rsplit(' ').next().unwrap().parse().ok()
        };
        let held: Vec<Option<u64>> = steps[1..11].iter().map(amount).collect();
        assert_eq!(held, (0..10).map(|sent| Some(sent * 6)).collect::<Vec<_>>());
    }
}

/// What only makes sockets ready is one step, in which each call is told; a failure is a step of its own, and so is each
/// call where it is all there is, and where packets travel.
#[test]
fn sockets_are_made_ready_in_one_step_that_shows_the_places_to_come() {
    let look = look(80, Lang::En);
    let steps = LINUX.steps("late-read/hello-feng", &look);
    let wanted = "\
server  listen() → ok
client  connect(server, TCP_NODELAY=on) → ok
server  accept() → ok

  client → server   nothing sent yet
    client: program  nothing sent yet
";
    has(&steps, 1, wanted);
    let steps = LINUX.steps("refused/bound-only", &look);
    assert!(steps.iter().any(|step| step.contains("\nclient  connect(server) → refused")));
    let steps = LINUX.steps("handshake/greeting", &look);
    has(&steps, 1, "No program has sent a byte yet.");
    has(&steps, 2, "SYN ACK 1");
    assert!(steps.iter().any(|step| step.contains("bytes 1–7")), "{steps:#?}");
}

/// The first screen of a case says what is done in it, and nothing of what comes out.
#[test]
fn a_case_begins_with_what_is_done_in_it() {
    for run in LINUX.runs() {
        for lang in [Lang::En, Lang::Zh] {
            let look = look(80, lang);
            let analysis = LINUX.judged(run);
            let screens =
                steps::case(run.scenario, run.case, (run.trace, &analysis), &look.voice());
            let first = screens.first().unwrap();
            let text = first.page.text(&look);
            assert!(first.begins && text.lines().count() <= ROWS + 4, "{text}");
            assert!(text.contains("\n  1  ") && !text.contains('→'), "{text}");
        }
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
    assert_eq!(steps.len(), 8);
    let wanted = "\
client  send(\"feng\") #2 → 4

  client → server   9 bytes sent
    client: program  │✓hello│✓feng│
    client: kernel   nothing unsent, nothing unacknowledged
    on the way       nothing
    server: kernel   hello┊feng   9 readable
    server: program  nothing received yet
";
    has(&steps, 4, wanted);
    has(&steps, 7, "    server: program  │hello┊feng│\n");
    let plain = Look { ascii: true, ..look(80, Lang::En) };
    has(&LINUX.steps("late-read/hello-feng", &plain), 4, "  client: program  |+hello|+feng|\n");
    let steps = LINUX.steps("late-read/hello-feng", &look(80, Lang::Zh));
    has(&steps, 4, "    server 的内核  hello┊feng   可读 9\n");
    let steps = LINUX.steps("nagle/delayed-ack", &look(80, Lang::En));
    has(
        &steps,
        11,
        "    client: kernel   hello!┊hello!┊hello!… 6 more   54 unsent, 6 unacknowledged\n",
    );
    has(&steps, 11, "    server: kernel   hello!   6 readable\n");
}

#[test]
fn datagrams_wait_one_behind_the_other_and_a_cork_holds_them() {
    let steps = LINUX.steps("udp-cork/udp-cork", &look(80, Lang::En));
    has(&steps, 3, "client: kernel                │hello┊feng│   held for more (cork)");
    has(&steps, 5, "on the way or server: kernel  │hello┊feng│   the first that waits has 9");
    has(&steps, 7, "server: program               │hello┊feng│\n");
}

#[test]
fn a_connection_that_nobody_has_accepted_is_said_to_wait() {
    let steps = LINUX.steps("one-at-a-time/second-waits", &look(80, Lang::En));
    has(&steps, 2, "server: kernel   alex|dsb   acknowledged; more is not seen here");
    has(&steps, 2, "server: program  not accepted yet");
    has(&steps, 3, "  second → conn2   8 bytes sent: 8 not seen here\n");
    // Its receive waits for what nobody sends: what it sent itself is what there is to see.
    has(&steps, 7, "  second → conn2   8 bytes sent\n");
}

/// A framing keeps what it has read beyond a message; an acknowledgement that was taken has been sent.
#[test]
fn what_was_taken_is_with_the_program() {
    let steps = LINUX.steps("late-read/length-prefix", &look(80, Lang::En));
    has(&steps, 7, "server: program  │[5]hello│   \\x00   taken, of no receive yet");
    let steps = LINUX.steps("length-ack/number-with-an-end", &look(80, Lang::En));
    let receives = steps.iter().filter(|step| step.contains("recv_exact(2)"));
    for step in receives.filter(|step| step.contains("\"ok\"")) {
        assert!(!step.contains("had already gone") && !step.contains("nothing sent yet"), "{step}");
    }
}
