//! What held bytes back at the sender, said with the figures that prove it.

use super::count;
use crate::model::{MessageNo, Seen, Text, Transport};

pub(super) fn held_back(at: MessageNo, unsent: u64, mss: u64, in_flight: u64) -> Text {
    let verb = if in_flight == 1 { "was" } else { "were" };
    say!(
        "after message {at} the sender's kernel held {0} back: less than one segment (MSS {mss}), \
         while {1} {verb} not yet acknowledged, a small one among them, and TCP_NODELAY was off. Nagle's rule, as Linux has it: \
         a small segment waits until the small one before it is acknowledged",
        "消息 {at} 发送之后，发送方内核扣住了 {0}：不足一个报文段（MSS {mss}），同时有 {1}\
         还没有被确认，其中有小报文段，TCP_NODELAY 是关的。Linux 上的 Nagle 规则是：小报文段要等前一个小报文段得到确认才走",
        count::bytes(unsent),
        count::segments(in_flight),
    )
}

/// Bytes that Nagle's rule held, and that left when it was switched off (do_tcp_setsockopt in net/ipv4/tcp.c pushes then).
pub(super) fn undelayed(held: Text) -> Text {
    say!(
        "{0}. They did not wait for that: the program switched TCP_NODELAY on, and they left",
        "{0}。这次没有等到确认：程序打开了 TCP_NODELAY，它们就走了",
        held
    )
}

/// tcp_send_loss_probe in net/ipv4/tcp_output.c.
pub(super) fn until_probe(held: Text, waited_us: u64) -> Text {
    let waited = ms(waited_us);
    say!(
        "{0}. No acknowledgement came. {waited} ms after the segment before, they left anyway, as a loss probe: with it \
         the kernel asks for the acknowledgement, and the rule does not apply to it",
        "{0}。确认一直没有来；在前一个报文段之后 {waited} 毫秒，它们还是走了：内核拿它们作丢包探测（loss probe），催对方确认，\
         这种探测不受这条规则管",
        held,
    )
}

/// `21.58`, of microseconds.
pub(super) fn ms(us: u64) -> String {
    format!("{}.{:02}", us / 1000, us % 1000 / 10)
}

pub(super) fn corked(at: MessageNo, unsent: u64, by_flag: bool, over: Transport) -> Text {
    let fact = match unsent {
        0 => say!(
            "after message {at} the sender's kernel kept the datagram open",
            "消息 {at} 发送之后，发送方内核还没有封上这个数据报"
        ),
        _ => say!(
            "after message {at} the sender's kernel held {0} back",
            "消息 {at} 发送之后，发送方内核扣住了 {0}",
            count::bytes(unsent)
        ),
    };
    if by_flag {
        return say!(
            "{0}: the send said that more follows (MSG_MORE)",
            "{0}：这次发送声明了后面还有（MSG_MORE）",
            fact
        );
    }
    let options = match over {
        Transport::Udp => say!("UDP_CORK", "UDP_CORK"),
        _ => say!("TCP_CORK or TCP_NOPUSH", "TCP_CORK 或 TCP_NOPUSH"),
    };
    say!(
        "{0}: the program had corked the socket ({1})",
        "{0}：程序给套接字塞了塞子（cork，{1}）",
        fact,
        options
    )
}

pub(super) fn window_full(
    at: MessageNo,
    unsent: u64,
    in_flight: u64,
    (cwnd, send_window): (Seen<u64>, Seen<u64>),
) -> Text {
    say!(
        "after message {at} {0} had not left: {1} in flight, congestion window (in segments): {2}, the \
         receiver's window (in bytes): {3}. They waited for room in a window",
        "消息 {at} 发送之后，还有 {0}没有发出：\
         在途 {1}，拥塞窗口（报文段）：{2}，对方接收窗口（字节）：{3}。它们在等窗口有空位",
        count::bytes(unsent),
        count::segments(in_flight),
        count::seen(cwnd),
        count::seen(send_window),
    )
}

/// tcp_pacing_check in net/ipv4/tcp_output.c.
pub(super) fn paced(at: MessageNo, unsent: u64, rate: u64) -> Text {
    say!(
        "after message {at} {0} had not left, though both windows had room: this congestion control \
         spreads what it sends over time ({rate} bytes per second just then), and their turn had not come",
        "消息 {at} 发送之后，还有 {0}没有发出，而两个窗口都有空位：这种拥塞控制把要发的数据分散在一段时间里发\
         （当时每秒 {rate} 字节），还没轮到它们",
        count::bytes(unsent),
    )
}

/// Bytes that pacing held, once a window had room for them.
pub(super) fn paced_since(
    message: MessageNo,
    (since_us, left_us): (u64, u64),
    sent: u64,
    rate: u64,
) -> Text {
    let (since, left) = (ms(since_us), ms(left_us));
    say!(
        "nothing came from the other end between {since} ms and {left} ms, when these bytes of message {message} left. So the \
         windows had room for them from {since} ms on. {0} left before them, and this congestion control spreads what it \
         sends over time ({rate} bytes per second when it was last asked)",
        "从 {since} 毫秒起，到 {left} 毫秒消息 {message} 的这些字节发出为止，对方什么也没有发来，可见窗口从 {since} 毫秒起就容得下它们；\
         先走的是 {0}，而这种拥塞控制把要发的数据分散在一段时间里发（最后一次查询时每秒 {rate} 字节）",
        count::bytes(sent),
    )
}

/// Bytes that no known rule held.
pub(super) fn by_none(at: MessageNo, unsent: u64) -> Text {
    say!(
        "after message {at} {0} had not left, and by the kernel's figures this was not due to a cork, to Nagle's rule, to a \
         window or to pacing",
        "消息 {at} 发送之后，还有 {0}没有发出；从内核的数字看，原因不是塞子（cork），不是 Nagle 的规则，也不是窗口或 pacing",
        count::bytes(unsent),
    )
}
