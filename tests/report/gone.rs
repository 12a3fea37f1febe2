//! Who has shut down or closed what, and what that did to bytes and calls: on real sockets.

use crate::live;
#[cfg(target_os = "linux")]
use crate::words::fates;
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
        assert!(says(&en, "(EPIPE): this program itself has shut down writing"), "{en}");
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

const BOTH: &str = "each side waits in a send until the other has read";

/// Two sends of which the first had given up before the second began do not wait for each other.
#[test]
fn each_side_waits_only_where_both_wait_at_one_time() {
    let small = "set = { SO_RCVBUF = 4096, SO_SNDBUF = 4096 }";
    let send = |who: &str, more: &str| {
        let data = r#"data = { fill = "A", len = 1000000 }, timeout = "200ms", error = "timeout""#;
        format!(r#"{{ who = "{who}", call = "send_all", {data}{more} }},"#)
    };
    let steps = |transport: &str, more: &str, join: &str| {
        let (one, other) = (send("client", more), send("server", ""));
        let steps = format!(
            r#"{{ who = "server", call = "listen", transport = "{transport}", {small} }},
               {{ who = "client", call = "connect", to = "server", {small} }},
               {{ who = "server", call = "accept" }},{one}{other}{join}"#
        );
        run(&live::written(&steps, ""), 0).1
    };
    let background = ", background = true";
    let join = r#"{ who = "client", call = "join" },"#;
    for transport in ["tcp", "unix-stream"] {
        let [en, zh] = steps(transport, "", "");
        assert!(!says(&en, BOTH) && !says(&zh, "双方都卡在发送里"), "{en}{zh}");
    }
    let [en, zh] = steps("unix-stream", background, join);
    assert!(says(&en, BOTH) && says(&en, "both send buffers are full"), "{en}");
    assert!(says(&zh, "双方都卡在发送里") && says(&zh, "发送缓冲区都满了"), "{zh}");
    assert!(!says(&en, "window") && !says(&zh, "窗口"), "{en}{zh}");
}

/// Nothing travels between Unix sockets, and no packet resets anything.
#[cfg(target_os = "linux")]
#[test]
fn unix_sockets_have_no_rst() {
    for transport in ["unix-stream", "unix-seqpacket"] {
        let (_, [en, zh]) = connected(
            transport,
            r#"{ who = "client", call = "send", data = "one" },
               { who = "server", call = "close" },
               { who = "client", call = "recv", max = 9, error = "reset" },"#,
        );
        assert!(says(&en, "the other end has reset the connection"), "{en}");
        assert!(says(&zh, "对方重置了连接") && !zh.contains("RST"), "{zh}");
    }
    let (_, [_, zh]) = connected(
        "unix-stream",
        r#"{ who = "client", call = "send", data = "one" },
           { who = "server", call = "reset" },
           { who = "client", call = "recv", max = 9, error = "reset" },"#,
    );
    assert!(says(&zh, "没读就扔掉了") && !zh.contains("RST"), "{zh}");
}

const NEARLY: [&str; 2] = ["gone or being closed", "或者正在关"];

/// Nobody looked at the receiver before it closed; the sender's kernel says later that it had acknowledged all
/// that left. What is written to a Unix socket is in the other one's queue at once.
#[cfg(target_os = "linux")]
#[test]
fn what_lay_in_a_receiver_that_closed_had_arrived() {
    for transport in ["tcp", "unix-stream"] {
        let small = "SO_RCVBUF = 4096, SO_SNDBUF = 4096";
        let steps = format!(
            r#"{{ who = "server", call = "listen", transport = "{transport}", set = {{ {small} }} }},
               {{ who = "client", call = "connect", to = "server", set = {{ {small} }} }},
               {{ who = "server", call = "accept" }},
               {{ who = "client", call = "send_all", data = {{ fill = "A", len = 1000000 }},
                  timeout = "9s", background = true }},
               {{ who = "server", call = "pause", length = "300ms" }},
               {{ who = "server", call = "close" }},
               {{ who = "client", call = "join" }},"#
        );
        let (_, [en, zh]) = run(&live::written(&steps, ""), 0);
        let arrived = "bytes had arrived; they were thrown away unread: the receiver closed";
        assert!(says(&en, arrived) && says(&zh, "没读就扔掉了：接收方关闭了套接字"), "{en}{zh}");
        assert!(!says(&en, NEARLY[0]) && !says(&zh, NEARLY[1]), "{en}{zh}");
    }
}

#[test]
fn what_lay_behind_a_hole_when_the_receiver_closed_had_arrived() {
    let steps = r#"
  { who = "server", call = "listen" },
  { who = "client", call = "connect", to = "server", set = { TCP_NODELAY = true } },
  { who = "server", call = "accept" },
  { who = "client", call = "send", data = "abc" },
  { who = "client", call = "send", data = "def" },
  { who = "server", call = "recv", max = 10, timeout = "100ms", error = "timeout" },
  { who = "server", call = "close" },
"#;
    let lose = (3..=6).map(|n| format!(r#", {{ from = "client", data = {n} }}"#));
    let lose = lose.collect::<String>();
    let wire = format!(
        "wire = \"lab\"\nlab = {{ delay = \"5ms\", lose = [{{ from = \"client\", data = 1 }}{lose}] }}"
    );
    let scenario = live::framed(&wire, steps, "");
    // Where this process can build no lab there is nothing to be seen.
    if live::run(&scenario, &stickydemo::net::host()).0.cases.is_empty() {
        return;
    }
    let (_, [en, zh]) = run(&scenario, 0);
    assert!(says(&en, "3 bytes had arrived, and bytes before them were missing"), "{en}");
    assert!(says(&zh, "3 字节已经到了，但它们前面的字节还没到；没读就扔掉了"), "{zh}");
    assert!(!says(&en, NEARLY[0]) && !says(&zh, NEARLY[1]), "{en}{zh}");
}

/// One has no bytes, the other one has and was refused.
#[test]
fn what_is_said_of_one_message_is_not_said_of_another_with_its_fate() {
    let (_, [en, zh]) = connected(
        "tcp",
        r#"{ who = "client", call = "send", data = "" },
           { who = "client", call = "shutdown", how = "write" },
           { who = "client", call = "send", data = "z", error = "broken-pipe" },"#,
    );
    let empty = "message 1: never sent it has no bytes, so nothing entered the stream message 2: never sent Why";
    assert!(says(&en, empty), "{en}");
    assert!(says(&zh, "进入数据流 消息 2：从未发送 原因"), "{zh}");
}

/// Of the one it is known why nobody received it.
#[cfg(target_os = "linux")]
#[test]
fn what_is_known_of_one_lost_datagram_is_not_said_of_another() {
    let (_, [en, zh]) = datagrams(
        "udp",
        r#"{ who = "stranger", call = "bind" },
           { who = "stranger", call = "send_to", to = "client", data = "spam" },
           { who = "a", call = "close" },
           { who = "client", call = "send", data = "gone" },"#,
    );
    assert!(says(&en, "message 1: lost 4 bytes went to a socket that is connected"), "{en}");
    assert!(
        says(&en, "message 2: lost 4 bytes went to an address that nobody had any more"),
        "{en}"
    );
    assert!(says(&zh, "4 字节发往的地址已经没有人用了"), "{zh}");
    assert!(!says(&en, "nobody received it"), "{en}");
}

/// Each kernel has its own bytes: those of two directions are not added up.
#[test]
fn what_waits_at_two_ends_is_told_apart() {
    let (_, [en, zh]) = connected(
        "tcp",
        r#"{ who = "client", call = "send", data = "hello" },
           { who = "server", call = "send", data = "welcome" },
           { who = "server", call = "wait_readable", bytes = 5 },
           { who = "client", call = "wait_readable", bytes = 7 },"#,
    );
    assert!(says(&en, "message 1: unread 5 bytes are waiting in the receiver's kernel"), "{en}");
    assert!(says(&en, "message 2: unread 7 bytes are waiting in the receiver's kernel"), "{en}");
    assert!(says(&zh, "消息 2：未读 7 字节还在接收方内核里等着"), "{zh}");
}

/// Where a datagram is that nobody read is said, whatever else there is to say.
#[cfg(target_os = "linux")]
#[test]
fn where_an_unread_datagram_is_stands_below_its_fate() {
    let (_, [en, zh]) = datagrams(
        "udp",
        r#"{ who = "client", call = "send", data = "one" },
           { who = "client", call = "send", data = "two" },
           { who = "a", call = "recv", max = 1 },"#,
    );
    assert!(says(&en, "message 2: unread 3 bytes are waiting in the receiver's kernel"), "{en}");
    assert!(says(&zh, "消息 2：未读 3 字节还在接收方内核里等着"), "{zh}");
}

/// A framing that goes on to the end of the stream, and no end came.
#[cfg(target_os = "linux")]
#[test]
fn a_message_that_an_own_shutdown_completed_came_without_an_end() {
    let shown = |framing: &str, send: &str| {
        let steps = format!(
            r#"{{ who = "server", call = "listen" }},
               {{ who = "client", call = "connect", to = "server" }},
               {{ who = "server", call = "accept" }},{send}
               {{ who = "server", call = "shutdown", how = "read" }},
               {{ who = "server", call = "recv_message" }},"#
        );
        run(&live::framed(&format!("framing = {framing}"), &steps, ""), 0)
    };
    let part = r#"{ who = "client", call = "send", data = "part" },
        { who = "server", call = "wait_readable", bytes = 4 },"#;
    let until_close = r#"{ kind = "until-close" }"#;
    let no_end = "It was not the end: this end has shut down reading.";
    let (_, [en, zh]) = shown(until_close, part);
    assert!(says(&en, no_end) && says(&zh, "其实流没有结束：本端已经关闭了接收方向"), "{en}{zh}");
    assert!(!says(&en, "as it was passed to send"), "{en}");
    // Nothing of an empty message travels but the end.
    let empty = r#"{ who = "client", call = "send_message", data = "" },"#;
    let (analysis, [en, zh]) = shown(until_close, empty);
    assert_eq!(fates(&analysis), [["never-sent"]]);
    assert!(says(&en, no_end) && !says(&en, "made the message of the end"), "{en}");
    assert!(!says(&zh, "接收方看到流结束"), "{zh}");
}

/// Both ends wrote more than the other one's window takes.
#[cfg(target_os = "linux")]
#[test]
fn what_never_left_was_not_there_to_be_read() {
    let (analysis, [en, _]) = connected(
        "tcp",
        r#"{ who = "client", call = "send", data = { fill = "A", len = 100000 }, nonblocking = true,
             repeat = 200, until = "would-block" },"#,
    );
    let unread = analysis.flows[0].unread;
    let written: u64 = analysis.flows[0].sent.iter().map(|sent| sent.len).sum();
    assert!(unread < written, "{unread} of {written}");
    assert!(says(&en, &format!("server never read {unread} bytes that were sent to it")), "{en}");
}
