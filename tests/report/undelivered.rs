//! What is said of bytes that were read and of which no message came: on real sockets.

use crate::words::{fates, run, says};
use crate::{live, look, samples};
use stickydemo::analysis::CaseAnalysis;
use stickydemo::model::{CallName, Lang, Role};

/// What comes before the steps of each case.
const CONNECTED: &str = r#"
  { who = "server", call = "listen" },
  { who = "client", call = "connect", to = "server" },
  { who = "server", call = "accept" },
"#;

const U32: &str = r#"{ kind = "length-prefix", header = "u32be" }"#;

fn shown(framing: Option<&str>, steps: &str) -> (CaseAnalysis, [String; 2]) {
    let framing = framing.map_or(String::new(), |framing| format!("framing = {framing}"));
    let scenario = live::framed(&framing, &format!("{CONNECTED}{steps}"), "");
    run(&scenario, 0)
}

#[test]
fn what_was_refused_stands_where_it_was_read_and_the_rest_waits() {
    let (analysis, [en, zh]) = shown(
        Some(r#"{ kind = "delimiter", delimiter = "\n", max = 4 }"#),
        r#"{ who = "client", call = "send", data = "hello world" },
           { who = "server", call = "wait_readable", bytes = 11 },
           { who = "server", call = "recv_message", max = 5, error = "frame-too-large" },"#,
    );
    assert_eq!(fates(&analysis), [["rejected", "unread"]]);
    assert!(says(&en, "│no message│░·world░│"), "{en}");
    assert!(says(&en, "0 receives, 5 bytes read but no message, 6 bytes unread"), "{en}");
    assert!(says(&en, "the framing rejected what was read (5 bytes); 6 bytes still unread"));
    assert!(says(&zh, "│没成消息│░·world░│"), "{zh}");
    assert!(says(&zh, "不合帧格式，拒收了（5 字节）；还有 6 字节没有读"), "{zh}");
}

#[test]
fn a_close_discards_only_what_was_not_read() {
    let (analysis, [en, zh]) = shown(
        Some(U32),
        r#"{ who = "client", call = "send", data = { hex = "ffffffff 68656c6c6f" } },
           { who = "server", call = "wait_readable", bytes = 9 },
           { who = "server", call = "recv_message", max = 6, error = "frame-too-large" },
           { who = "server", call = "close" },"#,
    );
    assert_eq!(fates(&analysis), [["discarded", "rejected"]]);
    assert!(says(&en, "│no message│discarded"), "{en}");
    assert!(says(&en, "what was read (6 bytes); 3 bytes discarded unread"), "{en}");
    assert!(says(&zh, "不合帧格式，拒收了（6 字节）；3 字节没读就被丢弃了"), "{zh}");
}

#[test]
fn a_part_of_a_frame_that_was_given_up_on_is_split_and_not_unread() {
    let steps = r#"{ who = "client", call = "send", data = { hex = "00000005 6865" } },
        { who = "server", call = "wait_readable", bytes = 6 },
        { who = "server", call = "recv_message", timeout = "30ms", error = "timeout" },"#;
    let (analysis, [en, zh]) = shown(Some(U32), steps);
    assert_eq!(fates(&analysis), [["split"]]);
    assert!(says(&en, "6 bytes were read, not yet a frame"), "{en}");
    assert!(says(&en, "recv_message: timeout: only part of a frame had arrived"), "{en}");
    assert!(!says(&en, "nothing was received") && !says(&en, "unread"), "{en}");
    assert!(says(&zh, "读到了 6 字节，还不够一帧") && !says(&zh, "未读"), "{zh}");
    let more = r#"{ who = "client", call = "send", data = "llo" },
        { who = "server", call = "recv_message", returns = "hello" },"#;
    let (analysis, [en, _]) = shown(Some(U32), &format!("{steps}{more}"));
    assert_eq!(fates(&analysis), [["glued"], ["glued"]]);
    assert!(!says(&en, "no message") && !says(&en, "recv_message: timeout"), "{en}");
}

#[test]
fn what_recv_exact_had_read_is_gone_when_it_gives_up() {
    let (analysis, [en, zh]) = shown(
        None,
        r#"{ who = "client", call = "send", data = "hello" },
           { who = "server", call = "wait_readable", bytes = 5 },
           { who = "server", call = "recv_exact", bytes = 9, timeout = "30ms", error = "timeout" },
           { who = "client", call = "send", data = "feng" },
           { who = "server", call = "recv", max = 9, returns = "feng" },"#,
    );
    assert_eq!(fates(&analysis), [["truncated"], ["intact"]]);
    assert!(says(&en, "│no message│feng│"), "{en}");
    assert!(says(&en, "1 receive: [2]; 5 bytes were read, less than the receive wanted"), "{en}");
    assert!(says(&en, "recv_exact: timeout: not all the bytes came in time"), "{en}");
    assert!(says(&zh, "读到了 5 字节，比要的少"), "{zh}");
}

#[test]
fn what_had_come_when_the_stream_ended_was_read() {
    let end = r#"{ who = "client", call = "close" },"#;
    let send =
        |hex: &str| format!("{{ who = 'client', call = 'send', data = {{ hex = '{hex}' }} }},");
    let recv = r#"{ who = "server", call = "recv_message", error = "end-inside-frame" },"#;
    let exact = r#"{ who = "server", call = "recv_exact", bytes = 9, error = "end-of-stream" },"#;
    for (framing, hex, recv, n, why) in [
        (Some(U32), "00000009 68656c6c6f", recv, 9, "recv_message: end-inside-frame: The stream"),
        (Some(U32), "0000", recv, 2, "recv_message: end-inside-frame: The stream"),
        (None, "68656c6c6f", exact, 5, "recv_exact: end-of-stream: the stream ended before all"),
    ] {
        let (analysis, [en, zh]) = shown(framing, &format!("{}{end}{recv}", send(hex)));
        assert_eq!(fates(&analysis), [["truncated"]]);
        assert!(
            says(&en, &format!("nothing: {n} bytes were read, and the end came before the rest")),
            "{en}"
        );
        assert!(says(&en, why) && !says(&en, "nothing was received"), "{en}");
        assert!(says(&zh, &format!("读到了 {n} 字节")) && !says(&zh, "什么也没有收到"), "{zh}");
    }
}

/// The two begin at about the same time; here the reader is the first.
#[test]
fn a_receive_during_which_the_send_begins_waits_for_it() {
    let scenario = live::built_in(stickydemo::scenario::builtin::find("buffers").unwrap());
    let sample = samples::run(&scenario, "reader-reads").with(|trace| {
        let records = &mut trace.records;
        let of = |name| records.iter().position(|record| record.call == name).unwrap();
        let (send, recv) = (of(CallName::SendAll), of(CallName::RecvExact));
        let sent = records[send].calls[0].start_ns;
        let call = &mut records[recv].calls[0];
        let end = (call.start_ns + call.took_ns).max(sent + 1);
        (call.start_ns, call.took_ns) = (sent - 1, end - (sent - 1));
    });
    for (lang, waits, ends) in [(Lang::En, "waits…", "(ends)"), (Lang::Zh, "在等……", "（结束）")]
    {
        let text = sample.drawn(&look(200, lang));
        let rows: Vec<&str> =
            text.lines().filter(|line| line.contains("recv_exact(200000)")).collect();
        let [first, last] = rows[..] else { panic!("{text}") };
        assert!(first.contains(waits) && !first.contains("AAA"), "{first}");
        assert!(last.contains(ends) && last.contains("AAA"), "{last}");
        let begun = text.find("send_all").unwrap();
        assert!(text.find(last).unwrap() > begun, "{text}");
    }
}

#[test]
fn a_broken_framing_is_named_before_what_came_of_it() {
    let (_, [en, zh]) = shown(
        Some(r#"{ kind = "broken", exhibit = "sum-of-everything" }"#),
        r#"{ who = "client", call = "send_message", data = { fill = "A", len = 3000 } },
           { who = "server", call = "wait_readable", bytes = 3004 },
           { who = "server", call = "recv_message", returns = { fill = "A", len = 2048 } },
           { who = "server", call = "recv_message", error = "frame-too-large" },"#,
    );
    let named = "Why sum-of-everything: the loop adds the length of everything so far (stickydemo \
                 torture sum-of-everything shows the wrong line). recv_message: frame-too-large";
    assert!(says(&en, named), "{en}");
    assert!(says(&zh, "原因 sum-of-everything：循环每次累加的是“到目前为止的总长”"), "{zh}");
}

#[test]
fn a_broken_framing_is_named_even_where_each_receive_held_one_message() {
    let (analysis, [en, zh]) = shown(
        Some(r#"{ kind = "broken", exhibit = "end-as-message-end" }"#),
        r#"{ who = "client", call = "send", data = { hex = "09 00 00 00 68 65 6c 6c 6f" } },
           { who = "client", call = "close" },
           { who = "server", call = "recv_message", returns = "hello" },"#,
    );
    assert_eq!(fates(&analysis), [["intact"]]);
    assert!(says(&en, "Why end-as-message-end: the end of the stream taken"), "{en}");
    assert!(!says(&en, "exactly one message") && !says(&zh, "恰好是"), "{en}{zh}");
}

#[test]
fn nothing_is_left_to_explain_only_in_a_fix_of_which_no_call_failed() {
    let one = r#"{ who = "client", call = "send", data = "hello" },
                 { who = "server", call = "recv", max = 9, returns = "hello" },"#;
    let none =
        r#"{ who = "server", call = "recv", max = 9, nonblocking = true, error = "would-block" },"#;
    let (_, [en, zh]) = shown(None, one);
    assert!(says(&en, "exactly one message, as it was passed to send."), "{en}");
    assert!(says(&zh, "恰好是交给 send 的一条消息。"), "{zh}");
    let (_, [en, zh]) = shown(None, &format!("{one}{none}"));
    assert!(says(
        &en,
        "exactly one message. What else happened (see the timeline): recv: would-block ("
    ));
    assert!(says(&zh, "另外还有（见时间线）：recv：需要等待（would-block"), "{zh}");
    let mut fix = live::framed("", &format!("{CONNECTED}{one}"), "");
    fix.cases[0].role = Role::Fix;
    let (_, [en, zh]) = run(&fix, 0);
    assert!(says(&en, "exactly one message: nothing to explain."), "{en}");
    assert!(says(&zh, "一切正常，无需解释"), "{zh}");
}

/// A slow interface drops datagrams before the receiver's kernel sees them, and may still hold some when
/// the case ends: those that no counter has are said to be missing, not passed over.
#[cfg(target_os = "linux")]
#[test]
fn datagrams_that_no_kernel_counts_are_not_passed_over() {
    let scenario = live::written(
        r#"{ who = "server", call = "bind", set = { SO_RCVBUF = 0 } },
           { who = "client", call = "bind" },
           { who = "client", call = "send_to", to = "server", data = "x", repeat = 20 },
           { who = "server", call = "recv_from", max = 9, nonblocking = true, repeat = 21, until = "would-block" },"#,
        "",
    );
    let sample = samples::run(&scenario, "written");
    let dropped = sample.analysis.counts.drops.seen().unwrap();
    let said = |counted: u64, lang| {
        let count = |drops: &mut stickydemo::model::Seen<u64>| {
            *drops = drops.map(|drops| drops.min(counted))
        };
        let counted = sample.clone().with_calls(|_, call| {
            count(&mut call.own.drops);
            call.peer.iter_mut().for_each(|peer| count(&mut peer.drops));
        });
        let counted = counted.with(|trace| {
            trace.leftovers.iter_mut().for_each(|leftover| count(&mut leftover.drops));
        });
        counted.drawn(&look(200, lang))
    };
    assert!(!says(&said(dropped, Lang::En), "more did not come"));
    let en = said(dropped - 3, Lang::En);
    let more = "3 datagrams more did not come, and the receiver's kernel did not drop them";
    assert!(says(&en, more), "{en}");
    let zh = said(dropped - 3, Lang::Zh);
    assert!(says(&zh, "另有 3 个数据报没有收到，也不是接收方内核丢的"), "{zh}");
}

/// What recv_exact had read is gone; a plain recv that waited in vain had read nothing.
#[test]
fn what_one_call_had_read_is_not_said_of_another() {
    let (_, [en, zh]) = shown(
        None,
        r#"{ who = "server", call = "recv", max = 10, timeout = "40ms", error = "timeout" },
           { who = "client", call = "send", data = "ab" },
           { who = "server", call = "recv_exact", bytes = 4, timeout = "40ms", error = "timeout" },"#,
    );
    assert!(says(&en, "recv_exact: timeout: not all the bytes came in time"), "{en}");
    assert!(!says(&en, "recv: timeout: not all the bytes"), "{en}");
    let close: String = zh.split_whitespace().collect();
    assert_eq!(close.matches("字节没有按时到齐").count(), 1, "{zh}");
}
