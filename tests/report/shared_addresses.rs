//! Whose a datagram was, where several sockets have had one address, and connections without a listener:
//! run on real sockets, each said in both languages.

use crate::{live, look};
use stickydemo::analysis::{CaseAnalysis, contradictions};
use stickydemo::model::{Case, CaseTrace, Lang, Scenario, SocketId, Verdict};
use stickydemo::report::{case, json};

const FILE: &str = include_str!("../scenario_ok/addresses.toml");

/// What is said of each case, in English and in Chinese: one line, as wide as it gets.
const SAID: [(&str, &[(&str, &str)]); 19] = [
    (
        "rebind",
        &[(
            "message 1 was sent to o, and new received it: a datagram goes to an address, not to a socket, and new has had that address since step 4.",
            "消息 1 是发给 o 的，收到的却是 new：数据报是发往地址的，不是发给套接字的，而这个地址从第 4 步起归 new 用。",
        )],
    ),
    (
        "the-same-again",
        &[(
            "message 3 was sent to o, and new received it: a datagram goes to an address, not to a socket, and new has had that address since step 6.",
            "消息 3 是发给 o 的，收到的却是 new：数据报是发往地址的，不是发给套接字的，而这个地址从第 6 步起归 new 用。",
        )],
    ),
    (
        "connected-client",
        &[(
            "message 2 was sent to o, and new received it: a datagram goes to an address, not to a socket, and new has had that address since step 6.",
            "消息 2 是发给 o 的，收到的却是 new：数据报是发往地址的，不是发给套接字的，而这个地址从第 6 步起归 new 用。",
        )],
    ),
    (
        "one-for-each",
        &[
            (
                "message 1 was sent to door, and of-first received it: a datagram goes to an address, not to a socket. Both have that address (of-first has had it since step 4), and of-first is connected to the sender: it is the better match.",
                "消息 1 是发给 door 的，收到的却是 of-first：数据报是发往地址的，不是发给套接字的。这个地址两个套接字都在用（of-first 从第 4 步起就用着它），而 of-first 正连着发送方，匹配得更好。",
            ),
            (
                "message 2 was sent to of-first, and door received it: a datagram goes to an address, not to a socket. Both have that address (door has had it since step 1), but of-first is connected to another, and takes only what that one sends.",
                "消息 2 是发给 of-first 的，收到的却是 door：数据报是发往地址的，不是发给套接字的。这个地址两个套接字都在用（door 从第 1 步起就用着它），可 of-first 连着别的地址，只收那边发来的。",
            ),
        ],
    ),
    // Which of them wait at the other the kernel decides anew each time.
    ("the-kernel-picks", &[]),
    (
        "drops-of-the-new",
        &[(
            "wait unread at new: a datagram goes to an address, not to a socket, and new has had that address since step 4.",
            "却在 new 那里等着，没有人读：数据报是发往地址的，不是发给套接字的，而这个地址从第 4 步起归 new 用。",
        )],
    ),
    ("two-senders", &[("\"hello\" from old", "\"hello\" 来自 old")]),
    (
        "on-its-way",
        &[(
            "message 1 was sent to o, and new received it: it was still on its way when the address became that of new, which has had it since step 5.",
            "消息 1 是发给 o 的，收到的却是 new：它还在路上，地址就换了主人，从第 5 步起归 new 用。",
        )],
    ),
    (
        "udp-to-itself",
        &[(
            "message 1 was sent to door, and client received it: a datagram goes to an address, not to a socket, and client has had that address since step 3.",
            "消息 1 是发给 door 的，收到的却是 client：数据报是发往地址的，不是发给套接字的，而这个地址从第 3 步起归 client 用。",
        )],
    ),
    ("tcp-to-itself", &[ITSELF]),
    ("glued-to-itself", &[ITSELF]),
    ("frames-to-itself", &[ITSELF]),
    (
        "both-connect",
        &[(
            "a and b connected to each other at the same moment (a simultaneous open: RFC 9293, 3.5).",
            "a 和 b 在同一时刻互相连接（同时打开：RFC 9293 第 3.5 节）。",
        )],
    ),
    ("both-refused", &[]),
    ("the-same-two-addresses", &[("1 segment (seen on the wire)", "1 个报文段（线路上看到的）")]),
    ("beside-the-wire", &[("1 segment (TCP_INFO)", "1 个报文段（TCP_INFO）")]),
    ("never-accepted", &[UNACCEPTED]),
    ("never-accepted-local", &[UNACCEPTED]),
    ("not-yet-accepted", &[("5 bytes are waiting in the receiver's kernel", "5 字节")]),
];

/// Said of connections only: two that were refused have none.
const EACH_OTHER: &str = "connected to each other";

const ITSELF: (&str, &str) = (
    "client is connected to itself: its own port was the port it connected to",
    "client 连上了自己：它自己的端口正好就是要连的端口",
);

const UNACCEPTED: (&str, &str) = (
    "thrown away: the server closed its listening socket, and nobody had accepted the connection",
    "扔掉了：服务器关了监听套接字，而这个连接还没有被 accept",
);

fn file() -> Scenario {
    stickydemo::scenario::parse("addresses.toml", FILE.as_bytes()).unwrap()
}

/// Without blanks: where a line is wrapped is of no interest here.
fn joined(text: &str) -> String {
    text.split_whitespace().collect()
}

fn said(scenario: &Scenario, run: (&Case, &CaseTrace, &CaseAnalysis), lang: Lang) -> String {
    joined(
        &case::case(scenario, run.0, run.1, run.2, &look(1000, lang).voice())
            .text(&look(1000, lang)),
    )
}

#[test]
fn each_is_received_and_who_received_it_is_said() {
    let scenario = file();
    let host = stickydemo::net::host();
    let (trace, analyses) = live::run(&scenario, &host);
    let runs = trace.cases.iter().zip(&analyses);
    for (trace, found) in runs {
        let case = scenario.cases.iter().find(|case| case.id == trace.id).unwrap();
        let run = (case, trace, found);
        let (en, zh) = (said(&scenario, run, Lang::En), said(&scenario, run, Lang::Zh));
        assert_eq!(found.verdict, Verdict::Shown, "{en}");
        assert_eq!(contradictions(trace, found), Vec::<String>::new(), "{en}");
        let (_, all) = SAID.iter().find(|(id, _)| *id == case.id).unwrap();
        assert_eq!(en.contains(&joined(EACH_OTHER)), case.id == "both-connect", "{en}");
        for (wanted_en, wanted_zh) in *all {
            assert!(en.contains(&joined(wanted_en)), "{wanted_en}\n{en}");
            assert!(zh.contains(&joined(wanted_zh)), "{wanted_zh}\n{zh}");
        }
    }
    assert!(analyses.len() >= 12, "all but those about the lab: {}", analyses.len());
}

/// The file says of each who took it in, and reads back as what it was.
#[test]
fn a_trace_keeps_who_had_which_address() {
    let mut scenario = file();
    scenario.cases.truncate(1);
    let host = stickydemo::net::host();
    let (run, analyses) = live::run(&scenario, &host);
    assert_eq!(run.cases[0].sockets[2].same_address_as, Some(SocketId(0)));
    let wire = stickydemo::model::WireKind::Loopback;
    let trace = stickydemo::model::Trace { host, wire, scenarios: vec![run], sessions: vec![] };
    let written = json::write(&trace, std::slice::from_ref(&analyses)).unwrap();
    let (read, _) = json::read(written.as_bytes()).unwrap();
    assert_eq!(read, trace);
    let file: serde_json::Value = serde_json::from_str(&written).unwrap();
    let stable = &file["scenarios"][0]["cases"][0]["stable"];
    // It was sent to who had the address, and taken in by the same.
    assert_eq!(
        (&stable["messages"][0]["to"], &stable["receives"][0]["by"]),
        (&"new".into(), &"new".into())
    );
    assert!(stable["messages"][0].get("taken_by").is_none(), "{stable}");
}
