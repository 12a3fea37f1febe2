//! Which socket got a datagram where several have had one address; and connections without a listener.

use super::count;
use crate::model::{StepNo, Text};

/// Why a socket received what was sent to another socket of the same address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The other was closed, and the address had become this one's.
    Rebound,
    /// Both had the address when it was sent.
    Shared,
    /// Both had it, and this one is connected to the sender. (Linux gives it to the socket that fits best:
    /// `compute_score` in net/ipv4/udp.c.)
    Connected,
    /// Both had it, and the other is connected to somebody else (udp(7): it takes from its peer alone).
    OtherConnected,
    /// It was sent to the other, and when it arrived the address was this one's.
    OnItsWay,
    /// It joined a datagram that was being gathered for this one, and went with it (udp_sendmsg in
    /// net/ipv4/udp.c: with frames pending the address is not looked at).
    Joined,
}

/// A datagram that another socket received than the one it was sent to. `to` and `by`: the two, by name;
/// `unread`: it still waits there. `since`: the step that made `by`.
pub fn taken_by_another(
    messages: &[u32],
    (to, by): (&str, &str),
    (why, unread): (Why, bool),
    since: Option<StepNo>,
) -> Text {
    let list = count::list(messages);
    let (s, were, wait, it) = match messages {
        [_] => ("", "was", "waits", "it"),
        _ => ("s", "were", "wait", "them"),
    };
    let fact = match unread {
        false => say!(
            "message{s} {list} {were} sent to {to}, and {by} received {it}",
            "消息 {list} 是发给 {to} 的，收到的却是 {by}"
        ),
        true => say!(
            "message{s} {list} {were} sent to {to}, and {wait} unread at {by}",
            "消息 {list} 是发给 {to} 的，却在 {by} 那里等着，没有人读"
        ),
    };
    let from =
        since.map_or_else(|| say!("", ""), |step| say!(" since step {step}", "从第 {step} 步起"));
    match why {
        Why::Rebound => say!(
            "{0}: a datagram goes to an address, not to a socket, and {by} has had that address{1}.",
            "{0}：数据报是发往地址的，不是发给套接字的，而这个地址{1}归 {by} 用。",
            fact,
            from
        ),
        Why::Shared => say!(
            "{0}: a datagram goes to an address, not to a socket. Both have that address ({by} has had it{1}), and \
             the kernel picks the one that gets it.",
            "{0}：数据报是发往地址的，不是发给套接字的。这个地址两个套接字都在用（{by} {1}就用着它），给哪一个由内核决定。",
            fact,
            from
        ),
        Why::Connected => say!(
            "{0}: a datagram goes to an address, not to a socket. Both have that address ({by} has had it{1}), and \
             {by} is connected to the sender: it is the better match.",
            "{0}：数据报是发往地址的，不是发给套接字的。这个地址两个套接字都在用（{by} {1}就用着它），而 {by} 正连着\
             发送方，匹配得更好。",
            fact,
            from
        ),
        Why::OtherConnected => say!(
            "{0}: a datagram goes to an address, not to a socket. Both have that address ({by} has had it{1}), but \
             {to} is connected to another, and takes only what that one sends.",
            "{0}：数据报是发往地址的，不是发给套接字的。这个地址两个套接字都在用（{by} {1}就用着它），可 {to} 连着\
             别的地址，只收那边发来的。",
            fact,
            from
        ),
        Why::Joined => say!(
            "{0}: the kernel was gathering a datagram for {by} (MSG_MORE, UDP_CORK), and whatever joins that datagram goes with it.",
            "{0}：内核正在给 {by} 攒一个数据报（MSG_MORE、UDP_CORK），并进去的数据就跟着它走。",
            fact
        ),
        Why::OnItsWay => say!(
            "{0}: it was still on its way when the address became that of {by}, which has had it{1}.",
            "{0}：它还在路上，地址就换了主人，{1}归 {by} 用。",
            fact,
            from
        ),
    }
}

/// Another socket of an actor who is named already.
pub fn another_of(actor: &str) -> Text {
    say!("another socket of {actor}", "{actor} 的另一个套接字")
}

/// A TCP socket that is both ends of its connection (RFC 9293, 3.5: a simultaneous open with itself).
pub fn connected_to_itself(name: &str) -> Text {
    say!(
        "{name} is connected to itself: its own port was the port it connected to, and TCP takes that for two ends that \
         open at the same time (RFC 9293, 3.5). One socket is both ends, so it reads what it sends. Nobody listened.",
        "{name} 连上了自己：它自己的端口正好就是要连的端口，TCP 把这当作两端同时打开（RFC 9293 第 3.5 节）。\
         一个套接字就是连接的两端，自己发的自己收。并没有人在监听。"
    )
}

/// Two that connected to each other (RFC 9293, 3.5: a simultaneous open).
pub fn connected_to_each_other(one: &str, other: &str) -> Text {
    say!(
        "{one} and {other} connected to each other at the same moment (a simultaneous open: RFC 9293, 3.5). Nobody \
         listened and nobody accepted, and it is one connection.",
        "{one} 和 {other} 在同一时刻互相连接（同时打开：RFC 9293 第 3.5 节）。没有人监听，也没有人 accept，得到的是一个连接。"
    )
}
