//! Which lesson explains what was found in somebody's own program, and what mends it there.

use crate::model::{Cause, ErrorName, Fate, Text};

/// The heading.
pub fn heading() -> Text {
    say!("What explains it, and what mends it", "哪一课讲这个，怎么改")
}

/// The command that shows a lesson.
pub fn lesson(scenario: &str) -> String {
    format!("stickydemo run {scenario}")
}

/// A lesson, by its scenario's name, and what to do.
pub type Advice = (&'static str, Text);

/// What a message has on a stream, and its receiver does not look for.
fn mark_the_end() -> Text {
    say!(
        "TCP carries bytes and no messages: say where each ends (a length before it: length-prefix; a mark behind it: \
         delimiter) and read until one is whole",
        "TCP 只传字节，不认消息：要写明每条消息在哪里结束（前面加长度：length-prefix；后面加分隔符：delimiter），\
         并且一直读到一条消息收齐为止"
    )
}

fn read_on() -> Text {
    say!(
        "one recv is not one message: read on until all of it is there, and keep what belongs to the next",
        "一次 recv 不等于一条消息：要一直读到收齐，多读到的留给下一条"
    )
}

/// What a receiver does that knows where messages end.
fn keep_the_rest() -> Text {
    say!(
        "right, if the reader keeps what it has until a frame is whole, and what comes behind it for the next; wrong, if \
         it takes one recv for one message",
        "如果读的一方把收到的攒到一帧收齐、多出来的留给下一帧，这就没问题；如果把一次 recv 当成一条消息，就错了"
    )
}

/// Of a cause. None where this computer does not tell.
/// `framed`: where messages end is known.
pub fn of_cause(cause: Cause, stream: bool, framed: bool) -> Option<Advice> {
    Some(match cause {
        Cause::SentInParts => ("device", keep_the_rest()),
        Cause::ReadLate | Cause::SentTogether | Cause::Leftover | Cause::ShortBuffer
            if stream && framed =>
        {
            ("fixes", keep_the_rest())
        }
        Cause::ReadLate | Cause::SentTogether => ("late-read", mark_the_end()),
        Cause::Leftover | Cause::ShortBuffer if stream => ("short-recv", read_on()),
        Cause::Leftover | Cause::ShortBuffer => of_cut_datagram(),
        Cause::Nagle => (
            "nagle",
            say!(
                "TCP_NODELAY, or one write for a whole request, ends the wait; messages stay as glued as the reader is \
                 late: say where each ends",
                "TCP_NODELAY、或者一个请求只写一次，可以消除等待；但读得晚照样粘在一起：要写明每条消息在哪里结束"
            ),
        ),
        Cause::Cork => (
            "cork",
            say!(
                "take the cork out (TCP_CORK off, the last send without MSG_MORE) where bytes are to leave",
                "要发出去的时候拔掉“塞子”（关闭 TCP_CORK，最后一次 send 不带 MSG_MORE）"
            ),
        ),
        Cause::Window | Cause::Pacing => (
            "window",
            say!(
                "the receiver reads too slowly, or the network is slower than the sender: let the sender wait, and say \
                 where each message ends",
                "接收方读得太慢，或者网络比发送方慢：让发送方等一等，并写明每条消息在哪里结束"
            ),
        ),
        Cause::Segmented => (
            "mss",
            say!(
                "a message larger than a segment comes in pieces: read on until all of it is there",
                "比一个报文段大的消息会分几次到达：要一直读到收齐"
            ),
        ),
        Cause::HeadOfLine => (
            "tcp-survives-loss",
            say!(
                "a segment was lost, and what came after it had to wait: nothing to mend in the program, but that it \
                 reads until a message is whole",
                "丢了一个报文段，后面的只能等：程序不用改，只要一直读到消息收齐"
            ),
        ),
        Cause::WaitedForMore => (
            "waitall-peek",
            say!(
                "ask for the bytes of one message, which only a length before it tells",
                "只要一条消息的字节数：这得靠消息前面的长度"
            ),
        ),
        Cause::Unknown => return None,
    })
}

fn of_cut_datagram() -> Advice {
    (
        "udp-truncation",
        say!(
            "a datagram that does not fit is cut, and the rest is gone: a buffer of 65535 bytes takes any",
            "放不下的数据报会被截断，其余的就没了：65535 字节的缓冲区什么都放得下"
        ),
    )
}

/// Of what became of a message. None where there is nothing to mend, or a receive's cause tells.
pub fn of_fate(fate: Fate, stream: bool) -> Option<Advice> {
    match fate {
        Fate::Truncated if !stream => Some(of_cut_datagram()),
        Fate::Discarded if stream => Some((
            "end-of-stream",
            say!(
                "a close with bytes unread, or with SO_LINGER=0, resets the connection: read to the end (recv returns 0) before close",
                "还有没读的字节就 close，或者设了 SO_LINGER=0 再 close，都会重置连接：先读到结尾（recv 返回 0）再 close"
            ),
        )),
        Fate::Lost | Fate::Discarded if !stream => Some((
            "udp-loses",
            say!(
                "UDP says nothing of a datagram that is gone: answer, number, and send again, or use TCP",
                "UDP 丢了数据报不会吭声：要应答、编号、重发，或者改用 TCP"
            ),
        )),
        Fate::Unread if !stream => Some((
            "udp-missing-recv",
            say!("one receive for each datagram", "每个数据报都要有一次接收"),
        )),
        Fate::Intact
        | Fate::Glued
        | Fate::Split
        | Fate::Truncated
        | Fate::Lost
        | Fate::Duplicated
        | Fate::Reordered
        | Fate::Discarded
        | Fate::Rejected
        | Fate::Buffered
        | Fate::Unread
        | Fate::InFlight
        | Fate::Unsent
        | Fate::NeverSent => None,
    }
}

/// Of an error of a call.
pub fn of_error(error: ErrorName) -> Option<Advice> {
    match error {
        ErrorName::Reset | ErrorName::BrokenPipe | ErrorName::Aborted => Some((
            "end-of-stream",
            say!(
                "the other end is gone, and not in an orderly way: catch the error, and look at why it closed with bytes \
                 unread, or died",
                "对端不是有序关闭的：要捕获这个错误，再看看它为什么留着没读的字节就关闭，或者中途退出"
            ),
        )),
        ErrorName::Refused => Some((
            "refused",
            say!(
                "nobody listens there: start the server first, and look at the port",
                "那里没有人监听：先启动服务器，再核对端口"
            ),
        )),
        ErrorName::AddressInUse => Some((
            "time-wait",
            say!(
                "the port is taken, by a server that runs or by connections of one that ended: SO_REUSEADDR helps \
                 against the second",
                "端口被占着：要么还有服务器在用，要么是结束的服务器留下的连接；后一种用 SO_REUSEADDR"
            ),
        )),
        ErrorName::MessageTooLong => Some((
            "udp-too-big",
            say!(
                "a datagram has at most 65507 bytes: send less, or use TCP",
                "一个数据报最多 65507 字节：少发一点，或者改用 TCP"
            ),
        )),
        _ => None,
    }
}
