//! What is said of an analysis: it must say no more and no less than the figures do.

use crate::{live, look, samples};
use stickydemo::analysis::CaseAnalysis;
use stickydemo::model::{Lang, Scenario, Seen};
use stickydemo::report::case;

/// Whether a text says this, wherever its lines break.
pub(crate) fn says(text: &str, words: &str) -> bool {
    let close = |text: &str| text.split_whitespace().collect::<String>();
    close(text).contains(&close(words))
}

/// The fates of each message, by their names.
pub(crate) fn fates(analysis: &CaseAnalysis) -> Vec<Vec<&'static str>> {
    analysis.messages.iter().map(|m| m.fate.iter().map(|fate| fate.as_str()).collect()).collect()
}

/// Ten sends of six bytes, of which that much had left after each of these, in so many segments.
/// Nothing else was seen of the sender.
fn left_in(looks: &[(usize, u64, u64)]) -> [String; 2] {
    let first = 3;
    let sample = samples::nagle().with_calls(|at, call| {
        call.peer = None;
        if !(first..first + 10).contains(&at) {
            return;
        }
        let look = looks.iter().find(|(no, ..)| first + no - 1 == at);
        let written = 6 * (at - first + 1) as u64;
        let seen = |figure: fn(u64, u64, u64) -> u64| {
            look.map_or(Seen::Unsupported, |(_, left, out)| {
                Seen::Seen(figure(written, *left, *out))
            })
        };
        call.own.unsent = seen(|written, left, _| written - left);
        call.own.bytes_sent = seen(|_, left, _| left);
        call.own.segments_out = seen(|_, _, out| out);
    });
    [Lang::En, Lang::Zh].map(|lang| sample.drawn(&look(200, lang)))
}

#[test]
fn the_first_fact_says_which_edges_are_known() {
    let [en, zh] = left_in(&[(1, 6, 1), (2, 12, 2), (3, 18, 3), (9, 54, 5), (10, 60, 6)]);
    assert!(says(&en, "6 segments: [1] to [3], [4–9] in 2, [10]"));
    assert!(says(&zh, "6 个报文段：[1] 到 [3]，[4–9] 占 2 个，[10]"));
    assert!(!says(&en, "(GSO)") && !says(&zh, "（GSO）"), "less than one MSS is never cut");
    let [en, zh] = left_in(&[(10, 60, 3)]);
    assert!(says(&en, "do not tell") && says(&zh, "看不出"));
}

#[cfg(unix)]
const UNIX: &str = r#"
  { who = "server", call = "listen", transport = "TRANSPORT" },
  { who = "client", call = "connect", to = "server" },
  { who = "server", call = "accept" },
  { who = "client", call = "send", data = "hello" },
  { who = "client", call = "send", data = "feng" },
  { who = "server", call = "recv", max = 100 },
"#;

/// What was gathered and thrown away never left, and a send that fails for it is not too long by itself.
#[cfg(target_os = "linux")]
#[test]
fn what_a_corked_socket_threw_away_never_left() {
    let scenario = live::built_in(stickydemo::scenario::builtin::find("udp-cork").unwrap());
    let at = |id: &str| scenario.cases.iter().position(|case| case.id == id).unwrap();
    let (_, [en, zh]) = run(&scenario, at("closed"));
    assert!(says(&en, "9 bytes never left the sender's kernel, which held them for more"), "{en}");
    assert!(says(&zh, "9 字节从未离开发送方内核：内核扣着"), "{zh}");
    let (_, [en, zh]) = run(&scenario, at("too-long"));
    assert!(says(&en, "a later send made the datagram too long"), "{en}");
    assert!(
        says(&en, "together with what was gathered before, the datagram is longer than a"),
        "{en}"
    );
    assert!(says(&zh, "后面一次发送让数据报超长") && says(&zh, "加上先前攒下的"), "{zh}");
    assert!(!says(&en, "it is longer than a datagram may be"), "{en}");
}

/// A real run of a case of a scenario.
pub(crate) fn run(scenario: &Scenario, case: usize) -> (CaseAnalysis, [String; 2]) {
    let (trace, analyses) = live::run(scenario, &stickydemo::net::host());
    let analysis = analyses[case].clone();
    let text = |lang| {
        case::case(
            scenario,
            &scenario.cases[case],
            &trace.cases[case],
            &analysis,
            &look(200, lang).voice(),
        )
        .text(&look(200, lang))
    };
    let texts = [Lang::En, Lang::Zh].map(text);
    (analysis, texts)
}

#[cfg(unix)]
fn over(transport: &str) -> [String; 2] {
    run(&live::written(&UNIX.replace("TRANSPORT", transport), ""), 0).1
}

#[test]
#[cfg(unix)]
fn a_unix_stream_has_no_segments_and_no_acknowledgements() {
    let [en, zh] = over("unix-stream");
    assert!(says(&en, "message 1 was in the receiver's queue before message 2 was written"));
    assert!(says(&zh, "写消息 2 之前，消息 1 已经在接收方的队列里"));
    for no in ["acknowledged", "not seen here:", "left separately", "确认", "分开发出"] {
        assert!(!says(&en, no) && !says(&zh, no), "{no}\n{en}\n{zh}");
    }
    assert!(says(&en, "no segments") && says(&en, "→ server 5: at server 5 bytes readable."));
    assert!(says(&zh, "没有报文段") && says(&zh, "→ server 5：server 有 5 字节可读。"));
}

#[test]
#[cfg(target_os = "linux")] // Elsewhere there are none, or their bytes are not told.
fn what_waits_of_sequenced_packets_is_all_of_them() {
    let [en, zh] = over("unix-seqpacket");
    assert!(says(&en, "→ server 9\n") && says(&en, "of all packets together"), "{en}");
    assert!(says(&zh, "所有的包一共有 5 字节"), "{zh}");
}

#[test]
#[cfg(target_os = "linux")] // The others lack TCP_CORK or the counters.
fn real_segments_end_inside_a_message_and_what_is_refused_is_rejected() {
    let (_, scenarios, analyses) = live::trace(&["length-prefix"]);
    let scenario = &scenarios[0];
    let at = |id: &str| scenario.cases.iter().position(|case| case.id == id).unwrap();
    let across = &analyses[0][at("header-across-segments")];
    assert_eq!(across.flows[0].wire.boundaries, [76]);
    assert!(across.flows[0].wire.complete);
    let (_, [en, zh]) = run(scenario, at("four-gib"));
    assert!(says(&en, "message 1: rejected") && says(&en, "the framing rejected what was read"));
    assert!(says(&zh, "消息 1：被拒收") && !says(&zh, "什么也没有收到"));
    assert!(!says(&en, "nothing was received"));
}

#[test]
#[cfg(target_os = "linux")] // The others lack UDP_SEGMENT and UDP_GRO.
fn one_send_of_five_datagrams_is_counted_as_both() {
    let (_, scenarios, _) = live::trace(&["udp-gro"]);
    let at = |id: &str| scenarios[0].cases.iter().position(|case| case.id == id).unwrap();
    let (analysis, [en, zh]) = run(&scenarios[0], at("gro"));
    assert_eq!(analysis.messages[0].datagrams(), Some(5));
    assert!(says(
        &en,
        "counted as one send: intact. That send is 5 datagrams (UDP_SEGMENT), all of them in 1 receive"
    ));
    assert!(says(&en, "┊ datagram boundary, lost here") && says(&en, "switched UDP_GRO on"));
    assert!(says(&zh, "按一次发送算：完整。这次发送是 5 个数据报") && says(&zh, "打开了 UDP_GRO"));
    assert!(!says(&en, "nothing to explain") && !says(&zh, "一切正常，无需解释"), "{en}\n{zh}");
    let (_, [en, zh]) = run(&scenarios[0], at("gro-off"));
    assert!(says(
        &en,
        "counted as one send: split. That send is 5 datagrams (UDP_SEGMENT), each of them alone"
    ));
    assert!(says(&en, "Nothing else split it") && !says(&en, "UDP_GRO these"), "{en}");
    assert!(says(&zh, "每个各占一次接收"), "{zh}");
    let (analysis, [en, _]) = run(&scenarios[0], at("single-sends"));
    assert!(analysis.messages.iter().all(|message| message.datagrams().is_none()));
    assert!(!says(&en, "as one send") && says(&en, "all 5 messages: intact"), "{en}");
}

#[test]
#[cfg(target_os = "linux")]
fn the_text_of_a_full_buffer_says_what_its_figures_say() {
    let (_, scenarios, analyses) = live::trace(&["buffers"]);
    let at = scenarios[0].cases.iter().position(|case| case.id == "until-full").unwrap();
    let flow = &analyses[0][at].flows[0];
    let told: u64 = flow.wire.stretches.iter().map(|stretch| stretch.segments).sum();
    assert_eq!(Seen::Seen(told), flow.wire.segments);
    let (_, [en, _]) = run(&scenarios[0], at);
    assert!(says(&en, "(GSO): a capture shows fewer"), "{en}");
    assert!(!says(&en, "do not tell") && !says(&en, "left together"), "{en}");
}

/// Two sends under MSG_MORE are one datagram and one receive.
#[cfg(target_os = "linux")]
#[test]
fn a_datagram_of_two_sends_has_an_edge_at_its_end_only() {
    for (max, drawn) in [(100, "│hello┊feng│"), (5, "│hello│××××│"), (3, "│hel×××××│××××│")]
    {
        let steps = format!(
            r#"
  {{ who = "server", call = "bind" }},
  {{ who = "client", call = "connect", to = "server" }},
  {{ who = "client", call = "send", data = "hello", flags = ["MSG_MORE"] }},
  {{ who = "client", call = "send", data = "feng" }},
  {{ who = "server", call = "wait_readable" }},
  {{ who = "server", call = "recv_from", max = {max} }},
"#
        );
        for text in run(&live::written(&steps, ""), 0).1 {
            assert!(text.contains(drawn), "{text}");
        }
    }
}

/// Taking the cork out ends a datagram: what is sent under the next one is not cut off from it.
#[cfg(target_os = "linux")]
#[test]
fn each_cork_makes_a_datagram_of_its_own() {
    let steps = r#"
  { who = "server", call = "bind" },
  { who = "client", call = "connect", to = "server" },
  { who = "client", call = "set", set = { UDP_CORK = true } },
  { who = "client", call = "send", data = "hello" },
  { who = "client", call = "send", data = "feng" },
  { who = "client", call = "set", set = { UDP_CORK = false } },
  { who = "client", call = "set", set = { UDP_CORK = true } },
  { who = "client", call = "send", data = "good" },
  { who = "client", call = "send", data = "bye" },
  { who = "client", call = "set", set = { UDP_CORK = false } },
  { who = "server", call = "wait_readable" },
  { who = "server", call = "recv_from", max = 7 },
  { who = "server", call = "recv_from", max = 100 },
"#;
    for text in run(&live::written(steps, ""), 0).1 {
        assert!(text.contains("│hello┊fe×××××│good┊bye│"), "{text}");
    }
}
