//! Datagrams and the sends that make them: several sends one datagram, one send several. On real sockets.

use crate::live;
use crate::words::{fates, run, says};
use stickydemo::analysis::{CaseAnalysis, contradictions};
use stickydemo::model::Scenario;

fn shown(steps: &str) -> (CaseAnalysis, [String; 2]) {
    let scenario: Scenario = live::written(steps, "");
    let (trace, analyses) = live::run(&scenario, &stickydemo::net::host());
    assert_eq!(contradictions(&trace.cases[0], &analyses[0]), Vec::<String>::new());
    run(&scenario, 0)
}

const TO_A: &str =
    r#"{ who = "a", call = "bind" }, { who = "client", call = "connect", to = "a" },"#;

#[test]
fn what_is_gathered_waits_as_one_datagram() {
    let (analysis, [en, zh]) = shown(&format!(
        r#"{TO_A} {{ who = "client", call = "send", data = "x", flags = ["MSG_MORE"] }},
        {{ who = "client", call = "send", data = "y" }},"#
    ));
    assert_eq!(fates(&analysis), [["unread"], ["unread"]]);
    assert!(says(&en, "│x┊y│ 1 datagram") && says(&en, "2 bytes unread"), "{en}");
    assert!(says(&zh, "│x┊y│ 1 个数据报"), "{zh}");
}

#[test]
fn what_joins_a_datagram_goes_where_that_goes() {
    let (analysis, [en, zh]) = shown(
        r#"{ who = "a", call = "bind" }, { who = "b", call = "bind" }, { who = "client", call = "bind" },
        { who = "client", call = "send_to", to = "a", data = "one", flags = ["MSG_MORE"] },
        { who = "client", call = "send_to", to = "b", data = "two" },
        { who = "a", call = "recv_from", max = 100, returns = "onetwo" },"#,
    );
    assert_eq!(fates(&analysis), [["glued"], ["glued"]]);
    assert_eq!(analysis.receives[0].parts.len(), 2);
    assert!(
        says(&en, "message 2 was sent to b, and a received it: the kernel was gathering"),
        "{en}"
    );
    assert!(says(&zh, "内核正在给 a 攒一个数据报"), "{zh}");
}

#[test]
fn an_empty_send_joins_too() {
    let (analysis, [en, _]) = shown(&format!(
        r#"{TO_A} {{ who = "client", call = "send", data = "", flags = ["MSG_MORE"] }},
        {{ who = "client", call = "send", data = "x" }}, {{ who = "client", call = "send", data = "" }},
        {{ who = "a", call = "recv", max = 10, returns = "x" }}, {{ who = "a", call = "recv", max = 10 }},"#
    ));
    assert_eq!(fates(&analysis), [["glued"], ["glued"], ["intact"]]);
    assert!(says(&en, "cork: after message 1"), "{en}");
}

#[test]
fn each_datagram_of_one_send_has_its_own_end() {
    let gso = r#"{ who = "a", call = "bind" },
        { who = "client", call = "connect", to = "a", set = { UDP_SEGMENT = 4 } },
        { who = "client", call = "send", data = "helloworld" },"#;
    let recv = |max: u32| format!(r#"{{ who = "a", call = "recv_from", max = {max} }},"#);
    let (analysis, [en, zh]) = shown(&format!("{gso} {}{}{}", recv(100), recv(2), recv(100)));
    assert_eq!(fates(&analysis), [["split", "truncated"]]);
    assert!(says(&en, "│hell│ow×××××│ld│ 3 receives"), "{en}");
    assert!(says(&en, "threw the other 2 bytes of the datagram away"), "{en}");
    assert!(says(&zh, "│hell│ow×××××│ld│"), "{zh}");
    let (analysis, [en, zh]) = shown(&format!("{gso} {}", recv(100)));
    assert_eq!(fates(&analysis), [["split", "unread"]]);
    assert!(says(&en, "│hell│░owor░│░ld░│ 1 receive, 6 bytes unread"), "{en}");
    assert!(says(&zh, "6 字节还在接收方内核里等着"), "{zh}");
}

#[test]
fn what_never_left_is_in_no_datagram_on_the_wire() {
    let (analysis, [en, zh]) = shown(&format!(
        r#"{TO_A} {{ who = "client", call = "send", data = "one", flags = ["MSG_MORE"] }},
        {{ who = "client", call = "close" }},"#
    ));
    assert_eq!(fates(&analysis), [["discarded"]]);
    assert!(says(&en, "on wire │not left│ 0 datagrams"), "{en}");
    assert!(says(&zh, "0 个数据报"), "{zh}");
}

/// AF_UNIX looks at no MSG_MORE (net/unix/af_unix.c).
#[test]
fn a_unix_socket_gathers_nothing() {
    let (analysis, [en, _]) = shown(
        r#"{ who = "server", call = "listen", transport = "unix-seqpacket" },
        { who = "client", call = "connect", to = "server" }, { who = "server", call = "accept" },
        { who = "client", call = "send", data = "x", flags = ["MSG_MORE"] },
        { who = "client", call = "send", data = "y" },
        { who = "server", call = "recv", max = 10 }, { who = "server", call = "recv", max = 10 },"#,
    );
    assert_eq!(fates(&analysis), [["intact"], ["intact"]]);
    assert!(says(&en, "on wire │x│y│ 2 datagrams"), "{en}");
}

/// The kernel had said that it waited at the other socket of that address.
#[test]
fn what_waited_at_a_socket_that_was_closed_is_thrown_away_with_it() {
    let (analysis, [en, zh]) = shown(
        r#"{ who = "a", call = "bind", as = "sa", set = { SO_REUSEADDR = true } },
        { who = "b", call = "bind", as = "sb", port_of = "sa", set = { SO_REUSEADDR = true } },
        { who = "client", call = "bind" }, { who = "client", call = "send_to", to = "sa", data = "two" },
        { who = "b", call = "wait_readable" }, { who = "b", call = "close" },
        { who = "a", call = "recv_from", max = 100, timeout = "100ms", error = "timeout" },"#,
    );
    assert_eq!(fates(&analysis), [["discarded"]]);
    assert!(says(&en, "thrown away unread: the receiver closed its socket"), "{en}");
    assert!(says(&zh, "没读就扔掉了"), "{zh}");
}

/// The wire carries it twice, and nobody reads either.
#[test]
fn a_copy_that_nobody_read_is_told() {
    let steps = r#"{ who = "server", call = "bind" }, { who = "client", call = "connect", to = "server" },
        { who = "client", call = "send", data = "aaa" }, { who = "server", call = "wait_readable" },
        { who = "server", call = "recv_from", max = 9 }, { who = "server", call = "wait_readable" },"#;
    let lab = "wire = \"lab\"\nlab = { delay = \"5ms\", duplicate = [ { from = \"client\", data = 1 } ] }";
    let scenario = live::framed(lab, steps, "");
    let (_, analyses) = live::run(&scenario, &stickydemo::net::host());
    // Where this process can build no lab there is nothing to be seen.
    let Some(analysis) = analyses.first() else { return };
    assert_eq!(fates(analysis), [["duplicated", "unread"]]);
}
