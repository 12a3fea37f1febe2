//! Who has shut down or closed what, and what that did to bytes and calls: on real sockets.

use crate::live;
use crate::words::{run, says};
use stickydemo::analysis::CaseAnalysis;

/// What comes before the steps of a case with a connection of this kind.
fn connected(transport: &str, steps: &str) -> (CaseAnalysis, [String; 2]) {
    let steps = format!(
        r#"{{ who = "server", call = "listen", transport = "{transport}" }},
           {{ who = "client", call = "connect", to = "server" }},
           {{ who = "server", call = "accept" }},{steps}"#
    );
    run(&live::written(&steps, ""), 0)
}

/// What comes before the steps of a case with two datagram sockets, the client's connected.
fn datagrams(transport: &str, steps: &str) -> (CaseAnalysis, [String; 2]) {
    let steps = format!(
        r#"{{ who = "a", call = "bind", transport = "{transport}" }},
           {{ who = "client", call = "connect", to = "a" }},{steps}"#
    );
    run(&live::written(&steps, ""), 0)
}

fn fates(analysis: &CaseAnalysis) -> Vec<Vec<&'static str>> {
    analysis.messages.iter().map(|m| m.fate.iter().map(|fate| fate.as_str()).collect()).collect()
}

const GONE: [&str; 2] = ["the other end has gone", "对方已经不在了"];

/// Without a connection nobody can have gone: send(2) fails for what the socket itself shut down.
#[test]
fn a_datagram_socket_that_shut_down_writing_says_so() {
    for transport in ["udp", "unix-datagram"] {
        let (_, [en, zh]) = datagrams(
            transport,
            r#"{ who = "client", call = "send", data = "x" },
               { who = "client", call = "shutdown", how = "write" },
               { who = "client", call = "send", data = "y", error = "broken-pipe" },
               { who = "a", call = "recv_from", max = 9 },"#,
        );
        assert!(says(&en, "(EPIPE): this program has shut down writing itself"), "{en}");
        assert!(says(&zh, "是本程序自己关闭了发送方向"), "{zh}");
        assert!(!says(&en, GONE[0]) && !says(&zh, GONE[1]), "{en}{zh}");
    }
}

/// A Unix socket that shut down reading makes sends to it fail, and it is there (net/unix/af_unix.c).
#[cfg(target_os = "linux")]
#[test]
fn a_unix_socket_that_does_not_read_any_more_has_not_gone() {
    let shut = r#"{ who = "server", call = "shutdown", how = "read" },
        { who = "client", call = "send", data = "x", error = "broken-pipe" },
        { who = "server", call = "send", data = "y" },
        { who = "client", call = "recv", max = 9, returns = "y" },"#;
    // This one had waited for room when the other end shut down.
    let waiting = r#"{ who = "client", call = "send_all", data = { fill = "A", len = 1000000 },
          timeout = "9s", background = true, error = "broken-pipe" },
        { who = "server", call = "wait_readable" },
        { who = "server", call = "pause", length = "50ms" },
        { who = "server", call = "shutdown", how = "read" },
        { who = "client", call = "join" },"#;
    for (transport, steps) in
        [("unix-stream", shut), ("unix-seqpacket", shut), ("unix-stream", waiting)]
    {
        let (_, [en, zh]) = connected(transport, steps);
        assert!(says(&en, "broken-pipe (EPIPE): the other end has shut down reading."), "{en}");
        assert!(says(&zh, "对方关闭了接收方向"), "{zh}");
        assert!(!says(&en, GONE[0]) && !says(&zh, GONE[1]), "{en}{zh}");
    }
    let gone = r#"{ who = "server", call = "close" },
        { who = "client", call = "send", data = "x", error = "broken-pipe" },"#;
    let (_, [en, zh]) = connected("unix-stream", gone);
    assert!(says(&en, GONE[0]) && says(&zh, GONE[1]), "{en}{zh}");
}

/// Nobody sent an empty datagram: a 0 is none, and no receive. One that was sent is there before it.
#[cfg(target_os = "linux")]
#[test]
fn a_zero_after_an_own_shutdown_is_no_empty_datagram() {
    let (analysis, [en, zh]) = datagrams(
        "udp",
        r#"{ who = "client", call = "send", data = "x" },
           { who = "a", call = "recv_from", max = 9 },
           { who = "a", call = "send_to", to = "client", data = "" },
           { who = "client", call = "shutdown", how = "read" },
           { who = "client", call = "peek", max = 9 },
           { who = "client", call = "recv", max = 9 },
           { who = "client", call = "peek", max = 9 },
           { who = "client", call = "recv", max = 9 },"#,
    );
    assert_eq!(analysis.counts.receives, 2);
    assert_eq!(fates(&analysis), [["intact"], ["intact"]]);
    let shut = "0: this end has shut down reading";
    assert_eq!(en.matches(shut).count(), 2, "{en}");
    assert!(says(&en, "R2 \"\" (empty)") && !says(&en, "R3"), "{en}");
    assert_eq!(zh.matches("0：本端已经关闭了接收方向").count(), 2, "{zh}");
    // A socket that is not connected is told so, and shut down all the same.
    let (analysis, [en, _]) = datagrams(
        "udp",
        r#"{ who = "a", call = "shutdown", how = "read", error = "not-connected" },
           { who = "a", call = "recv_from", max = 9, returns = 0 },"#,
    );
    assert!(analysis.counts.receives == 0 && says(&en, shut), "{en}");
}

/// The other end of sequenced packets is open: that is not the end.
#[cfg(target_os = "linux")]
#[test]
fn a_zero_after_an_own_shutdown_is_not_the_end_of_sequenced_packets() {
    let (analysis, [en, zh]) = connected(
        "unix-seqpacket",
        r#"{ who = "client", call = "send", data = "" },
           { who = "server", call = "shutdown", how = "read" },
           { who = "server", call = "recv", max = 9, repeat = 2 },"#,
    );
    assert_eq!((analysis.counts.receives, fates(&analysis)), (1, vec![vec!["intact"]]));
    assert!(says(&en, "0: this end has shut down reading") && says(&en, "(empty)"), "{en}");
    assert!(!says(&en, "or the end") && !says(&zh, "或者结束了"), "{en}{zh}");
}
