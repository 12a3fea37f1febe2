//! What held bytes up, on real sockets over a wire of our own: which edges that explains, and until when it held.

use crate::words::says;
use crate::{live, look};
use stickydemo::model::{Cause, Lang};
use stickydemo::report::case;

const CONNECTED: &str = r#"
  { who = "server", call = "listen" },
  { who = "client", call = "connect", to = "server", set = { TCP_NODELAY = SWITCH } },
  { who = "server", call = "accept" },
"#;

/// What is found, and said.
struct Seen {
    /// The causes of each receive.
    causes: Vec<Vec<Cause>>,
    /// Whether the kernel paced.
    paced: bool,
    /// The longest call, in milliseconds.
    longest_ms: u64,
    en: String,
    zh: String,
}

/// None: this process can build no lab.
fn run(wire: &str, nodelay: &str, steps: &str) -> Option<Seen> {
    let steps = format!("{}{steps}", CONNECTED.replace("SWITCH", nodelay));
    let scenario = live::framed(&format!("wire = \"lab\"\nlab = {{ {wire} }}"), &steps, "");
    let (trace, analyses) = live::run(&scenario, &stickydemo::net::host());
    let (run, analysis) = (trace.cases.first()?, analyses.first()?);
    let causes = analysis.receives.iter().map(|r| r.causes.iter().map(|c| c.cause).collect());
    let draw = |lang| {
        case::case(&scenario, &scenario.cases[0], run, analysis, &look(100, lang).voice())
            .text(&look(100, lang))
    };
    Some(Seen {
        causes: causes.collect(),
        longest_ms: run.calls().map(|call| call.took_ns / 1_000_000).max().unwrap_or(0),
        paced: run.calls().any(|call| call.own.pacing_rate.seen().is_some()),
        en: draw(Lang::En),
        zh: draw(Lang::Zh),
    })
}

/// The window held the end of it; the segment where the receive stopped had left, and was lost.
#[test]
fn a_receive_stops_at_a_hole_and_not_at_a_window_behind_it() {
    let steps = r#"
  { who = "client", call = "send", data = { fill = "A", len = 20000 } },
  { who = "server", call = "wait_readable", bytes = 1448 },
  { who = "server", call = "pause", length = "3ms" },
  { who = "server", call = "recv", max = 100000 },
  { who = "server", call = "recv_exact", bytes = 18552 },"#;
    let wire = r#"delay = "5ms", congestion = "cubic", lose = [{ from = "client", data = 2 }]"#;
    let Some(Seen { causes, en, zh, .. }) = run(wire, "true", steps) else { return };
    assert_eq!(causes[0], [Cause::HeadOfLine], "{en}");
    assert!(says(&en, "of the other 18552 bytes the next 1448 bytes were missing"), "{en}");
    assert!(says(&en, "while 11584 bytes after them were there"), "{en}");
    assert!(says(&zh, "其余 18552 字节里") && says(&zh, "而后面的 11584 字节已经到了"), "{zh}");
    assert!(!says(&en, "had not arrived yet"), "{en}");
}

/// The windows have opened when the second is written, and the first has not left yet.
#[test]
fn pacing_joins_what_a_window_held_before() {
    let steps = r#"
  { who = "client", call = "send", data = { fill = "A", len = 1448 }, warmup = true },
  { who = "client", call = "send_all", data = { fill = "A", len = 27512 }, warmup = true },
  { who = "client", call = "send", data = "c" },
  { who = "client", call = "send", data = "d" },
  { who = "server", call = "recv_exact", bytes = 28960, warmup = true },
  { who = "server", call = "recv", max = 100 },"#;
    let wire = r#"delay = "20ms", congestion = "bbr""#;
    // Not every kernel has BBR.
    let seen = run(wire, "true", steps).filter(|seen| seen.paced);
    let Some(Seen { causes, en, zh, longest_ms, .. }) = seen else { return };
    // No call takes as long. A computer that stood still in the middle lets the timers ring together that
    // pace: what the window held may have left in one go then.
    if longest_ms > 150 {
        return assert_eq!(causes[0][0], Cause::Window, "{en}");
    }
    assert_eq!(causes, [[Cause::Window, Cause::Pacing]], "{en}");
    assert!(
        says(&en, "when these bytes of message 1 left") && says(&en, "left before them"),
        "{en}"
    );
    assert!(says(&zh, "对方什么也没有发来") && says(&zh, "分散在一段时间里发"), "{zh}");
}

#[test]
fn what_nagle_held_left_as_a_loss_probe() {
    let steps = r#"
  { who = "client", call = "send", data = "a" },
  { who = "client", call = "send", data = "b" },
  { who = "client", call = "send", data = "c" },
  { who = "server", call = "wait_readable", bytes = 3 },
  { who = "server", call = "recv", max = 10 },"#;
    let wire = r#"delay = "5ms", congestion = "cubic", lose = [{ from = "server", ack = 1 }]"#;
    let Some(Seen { causes, en, zh, .. }) = run(wire, "false", steps) else { return };
    assert_eq!(causes, [[Cause::Nagle, Cause::ReadLate]], "{en}");
    assert!(says(&en, "they left anyway, as a loss probe"), "{en}");
    assert!(says(&zh, "内核拿它们作丢包探测（loss probe）"), "{zh}");
    assert!(!says(&en, "does not show the figures"), "{en}");
    let Some(Seen { causes, en, .. }) = run(wire, "true", steps) else { return };
    assert_eq!(causes, [[Cause::ReadLate]], "{en}");
}

#[test]
fn a_recv_exact_across_a_hole_waited_for_more_as_well() {
    let steps = r#"
  { who = "client", call = "send", data = "one" },
  { who = "client", call = "send", data = "two" },
  { who = "server", call = "recv_exact", bytes = 6 },"#;
    let wire = r#"delay = "5ms", congestion = "cubic", lose = [{ from = "client", data = 1 }]"#;
    let Some(Seen { causes, en, .. }) = run(wire, "true", steps) else { return };
    assert_eq!(causes, [[Cause::HeadOfLine, Cause::WaitedForMore]], "{en}");
}

/// The first copies were lost, and both messages came in one packet: neither could be read alone.
#[test]
fn what_is_sent_again_in_one_packet_is_read_together() {
    let steps = r#"
  { who = "client", call = "send", data = "one" }, { who = "client", call = "send", data = "two" },
  { who = "client", call = "send", data = "three" }, { who = "server", call = "recv", max = 100 },"#;
    let lose = [1, 2, 3].map(|n| format!(r#"{{ from = "client", data = {n} }}"#)).join(", ");
    let wire = format!(r#"delay = "10ms", congestion = "cubic", lose = [{lose}]"#);
    let Some(Seen { causes, en, zh, .. }) = run(&wire, "true", steps) else { return };
    assert_eq!(causes[0], [Cause::HeadOfLine], "{en}");
    assert!(says(&en, "the kernel sent both again in one packet"), "{en}");
    assert!(says(&zh, "装在一个包里重发"), "{zh}");
}

/// What Nagle's rule held does not wait for the acknowledgement once it is switched off, and that is said.
#[test]
fn who_switched_nagle_off_is_told_that_it_let_go() {
    let steps = r#"
  { who = "client", call = "send", data = "one" }, { who = "client", call = "send", data = "two" },
  { who = "client", call = "set", set = { TCP_NODELAY = true } },
  { who = "server", call = "recv_exact", bytes = 6 },"#;
    let wire = r#"delay = "10ms", congestion = "cubic""#;
    let Some(Seen { en, zh, .. }) = run(wire, "false", steps) else { return };
    assert!(says(&en, "They did not wait for that: the program switched TCP_NODELAY on"), "{en}");
    assert!(says(&zh, "程序打开了 TCP_NODELAY，它们就走了"), "{zh}");
}
