//! The words around the three rulers, and the two facts.

use super::count;
use crate::analysis::Rest;
use crate::model::{Fates, MessageNo, ReceiveNo, Seen, Text};

/// The labels of the three rulers.
#[derive(Debug, Clone)]
pub struct Labels {
    /// What was sent.
    pub sent: Text,
    /// What left.
    pub wire: Text,
    /// What came out.
    pub received: Text,
}

/// The labels.
pub fn labels() -> Labels {
    Labels {
        sent: say!("sent", "发送"),
        wire: say!("on wire", "线路"),
        received: say!("received", "接收"),
    }
}

/// The heading over the rulers of one direction.
pub fn direction(from: &str, to: Option<&str>, total: u64) -> Text {
    let bytes = count::bytes(total);
    match to {
        Some(to) => say!("{from} → {to}, {0}", "{from} → {to}，{0}", bytes),
        None => say!("{from} → no socket, {0}", "{from} → 没有套接字，{0}", bytes),
    }
}

/// Nothing travelled.
pub fn nothing() -> Text {
    say!("no byte travelled", "一个字节也没有传送")
}

/// Beside the `sent` ruler.
pub fn sent_note(n: u64, stream: bool) -> Text {
    if stream { count::sends(n) } else { count::datagrams(n) }
}

/// The same where messages have several parts.
pub fn parts_note(messages: u64, sends: u64) -> Text {
    say!("{0} in {1}", "{0}，{1}", count::messages(messages), count::sends(sends))
}

/// The same where messages are frames.
pub fn framed_note(n: u64) -> Text {
    count::messages(n)
}

/// Beside the `on wire` ruler: how many segments, who says so.
pub fn segments_note(segments: u64) -> Text {
    say!("{0} (TCP_INFO)", "{0}（TCP_INFO）", count::segments(segments))
}

/// Beside the `on wire` ruler of datagrams.
pub fn datagrams_note(n: u64, sends: u64) -> Text {
    match n > sends {
        true => say!("{0} (UDP_SEGMENT)", "{0}（UDP_SEGMENT）", count::datagrams(n)),
        false => count::datagrams(n),
    }
}

/// The boundaries are not all known.
pub fn boundaries_note(segments: Text, known: u64, all: u64) -> Text {
    say!("{0}; {known} of {all} boundaries known", "{0}；{all} 条边界中已知 {known} 条", segments)
}

/// No figure for the wire.
pub fn wire_unseen(segments: Seen<u64>, stream: bool) -> Text {
    match segments {
        Seen::Failed(code) => {
            say!("not seen: the query failed ({code})", "没看到：查询失败（{code}）")
        }
        Seen::Unsupported => say!("unsupported: not seen here", "本系统不支持：看不到"),
        _ if stream => {
            say!("no segments: one kernel has both ends", "没有报文段：两端都在同一个内核里")
        }
        _ => say!("the sends do not show when they left", "从发送调用看不出何时发出"),
    }
}

/// The count of segments was rejected.
pub fn doubtful() -> Text {
    say!(
        "the segment count cannot be trusted: the kernel's figures contradict each other",
        "报文段数不可信：内核的几个数字互相矛盾"
    )
}

/// The same, shortly.
pub fn doubtful_shortly() -> Text {
    say!("count not to be trusted", "数目不可信")
}

/// Beside a ruler of a session, where the other program alone knows it.
pub fn of_the_other_program() -> Text {
    say!("only the other program knows", "只有对方程序知道")
}

/// On the `on wire` ruler, where nothing is known.
pub fn not_seen_here() -> Text {
    say!("not seen here", "此处看不到")
}

/// Beside the `received` ruler: what was not read, and what did not arrive.
pub fn unread_note(mut note: Text, unread: u64, lost: u64) -> Text {
    if unread > 0 {
        note = say!("{0}, {1} unread", "{0}，{1}未读", note, count::bytes(unread));
    }
    if lost > 0 {
        note = say!("{0}, {lost} lost", "{0}，丢失 {lost} 个", note);
    }
    note
}

/// On a stretch nobody read.
pub fn unread() -> Text {
    say!("unread", "未读")
}

/// On a datagram that did not arrive.
pub fn lost() -> Text {
    say!("lost", "丢失")
}

/// On what a kernel threw away.
pub fn discarded() -> Text {
    say!("discarded", "被丢弃")
}

/// On bytes that have not left.
pub fn unsent() -> Text {
    say!("not left", "没发出")
}

/// On bytes that have left, and could not be read yet.
pub fn on_the_way() -> Text {
    say!("on the way", "在途")
}

/// Beside the `on wire` ruler, and in the first fact: bytes that have not left.
pub fn unsent_note(note: Text, bytes: u64, rest: Rest) -> Text {
    let (verb, bytes) = (if bytes == 1 { "has" } else { "have" }, count::bytes(bytes));
    match rest {
        Rest::Stayed => {
            say!("{0}; {1} {verb} not left", "{0}；还有 {1}没有发出", note, bytes)
        }
        Rest::Closed => say!(
            "{0}; {1} had not left when the socket was closed",
            "{0}；关闭套接字时还有 {1}没有发出",
            note,
            bytes
        ),
        Rest::Cut => say!(
            "{0}; {1} had not left at the last call that was kept",
            "{0}；保存的最后一次调用时还有 {1}没有发出",
            note,
            bytes
        ),
    }
}

/// Beside the `on wire` ruler, and in the first fact: bytes that left after the last sample.
pub fn left_later(note: Text, bytes: u64) -> Text {
    say!(
        "{0}; {1} left after the kernel was last asked",
        "{0}；最后一次查询内核之后又发出 {1}",
        note,
        count::bytes(bytes)
    )
}

/// Beside the `received` ruler: datagrams that a kernel threw away.
pub fn discarded_note(note: Text, discarded: u64) -> Text {
    match discarded {
        0 => note,
        n => say!("{0}, {n} discarded", "{0}，被丢弃 {n} 个", note),
    }
}

/// On bytes of a stream that the program was not given: taken by a decoder that found no message
/// in them, or thrown away.
pub fn withheld() -> Text {
    say!("no message", "没成消息")
}

/// On the part of a datagram that was cut off.
pub fn cut() -> Text {
    say!("cut", "截掉")
}

/// Under the ruler: where a receive stopped.
pub fn stopped_inside(receive: ReceiveNo, message: MessageNo) -> Text {
    say!(
        "receive {receive} stopped inside message {message}",
        "第 {receive} 次接收停在了消息 {message} 的中间"
    )
}

/// Below rulers of datagrams that came in another order, or twice.
pub fn in_the_order_of_sending() -> Text {
    say!(
        "The rulers show each datagram once, in the order of sending. The timeline shows in what \
         order they came, and which came twice.",
        "标尺按发出的顺序画，每个数据报画一次。到达的顺序，以及哪个到了两次，见时间线。"
    )
}

/// The heading over the two facts.
pub fn two_facts() -> Text {
    say!("Two separate questions", "这是两回事，别混为一谈")
}

/// The first fact: what left in one segment.
pub fn left() -> Text {
    say!("what left in one segment", "一个报文段里发走了什么")
}

/// The second fact: what came out of one receive.
pub fn came_out() -> Text {
    say!("what came out of one receive", "一次接收里拿到了什么")
}

/// Every message alone in its segment.
pub fn each_alone_segment(n: u64) -> Text {
    say!("{0}, each message alone in its own", "{0}，每条消息独占一个报文段", count::segments(n))
}

/// Every message alone in its receive.
pub fn each_alone_receive(n: u64) -> Text {
    say!("{0}, each message alone in its own", "{0}，每次恰好一条消息", count::receives(n))
}

/// The count, and the groups.
pub fn grouped(count: Text, groups: &Text) -> Text {
    say!("{0}: {1}", "{0}：{1}", count, groups)
}

/// The count; no boundary is known.
pub fn boundaries_unknown(count: Text) -> Text {
    say!("{0}, boundaries unknown", "{0}，边界不知道", count)
}

/// Only the count is known.
pub fn only_counted(count: Text) -> Text {
    say!(
        "{0}; the figures do not tell which bytes left together",
        "{0}；内核的数字看不出哪些字节是一起走的",
        count
    )
}

/// Nothing was received.
pub fn nothing_received() -> Text {
    say!("nothing was received", "什么也没有收到")
}

/// How to read `1–3` among the messages of a segment or a receive.
pub fn together(first: u32, last: u32) -> Text {
    say!(
        "{first}–{last}: messages {first} to {last} together",
        "{first}–{last}：消息 {first} 到 {last} 在一起"
    )
}

/// How to read `4…`.
pub fn beginning_of(message: u32) -> Text {
    say!("{message}…: the beginning of message {message}", "{message}…：消息 {message} 的前一部分")
}

/// How to read `…4`.
pub fn rest_of(message: u32) -> Text {
    say!("…{message}: the rest of message {message}", "…{message}：消息 {message} 的其余部分")
}

/// How to read `…4…`.
pub fn middle_of(message: u32) -> Text {
    say!(
        "…{message}…: a part in the middle of message {message}",
        "…{message}…：消息 {message} 中间的一部分"
    )
}

/// The heading over the fates.
pub fn fates_heading() -> Text {
    say!("What became of each message", "每条消息的结局")
}

/// `messages 2–10: glued`.
pub fn fate(messages: &[u32], fates: &Text) -> Text {
    say!("{0}: {1}", "{0}：{1}", count::these_messages(messages), fates)
}

/// `all 10 messages: glued`.
pub fn fate_of_all(n: u64, fates: &Text) -> Text {
    say!("all {n} messages: {0}", "全部 {n} 条消息：{0}", fates)
}

/// One of several identical datagrams.
pub fn one_of(text: Text, of: u32) -> Text {
    say!(
        "{0} (one of {of} identical datagrams: the bytes do not tell which)",
        "{0}（{of} 个内容相同的数据报之一：具体是哪一个，从字节上看不出来）",
        text
    )
}

/// No message was sent.
pub fn no_messages() -> Text {
    say!("no message was sent", "没有发送任何消息")
}

/// The fates of a receive's messages, as a word for the heading of causes.
pub fn why_heading() -> Text {
    say!("Why", "原因")
}

/// `receive 1 held messages 1–10`.
pub fn held(receives: &Text, messages: &str) -> Text {
    match messages {
        "[]" => receives.clone(),
        _ => say!("{0} held {messages}", "{0}拿到 {messages}", receives),
    }
}

/// Of rulers that look alike the first is drawn.
pub fn rulers_likewise(n: u64) -> Text {
    let looks = if n == 1 { "looks" } else { "look" };
    say!("and {n} more {looks} the same (-vv: each)", "另有 {n} 个看起来也一样（-vv 逐个列出）")
}

/// Of messages of which the same is said those of one flow are named.
pub fn messages_likewise(n: u64) -> Text {
    let noun = if n == 1 { "message" } else { "messages" };
    say!("and {n} more {noun} likewise (-vv: each)", "另有 {n} 条消息也一样（-vv 逐条列出）")
}

/// `receives 1–5: each of them likewise`.
pub fn likewise(n: u64) -> Text {
    let noun = if n == 1 { "receive" } else { "receives" };
    say!("and {n} more {noun} likewise", "另有 {n} 次接收也一样")
}

/// Whether fates are worth a warning.
pub fn is_whole(fates: &Fates) -> bool {
    fates.iter().all(|fate| fate == crate::model::Fate::Intact) && !fates.is_empty()
}
