//! Why a receive did not hold exactly one message: the causes, said with the figures that prove
//! them; and what else is said under "Why".

use super::names::SaidError;
use super::{broken, count, framed, holds, names};
use crate::analysis::{Asks, Proof};
use crate::model::{CallName, ErrorName, Exhibit, MessageNo, Seen, Text, Transport};

/// The evidence for a cause, for a student. `over`: what carried the bytes.
pub fn proof(proof: &Proof, over: Transport) -> Text {
    let stream = over.is_stream();
    match *proof {
        Proof::HeldBack { at, unsent, mss, in_flight, undelayed } => {
            let held = holds::held_back(at, unsent, mss, in_flight);
            if undelayed { holds::undelayed(held) } else { held }
        }
        Proof::HeldUntilProbe { at, unsent, mss, in_flight, waited_us } => {
            holds::until_probe(holds::held_back(at, unsent, mss, in_flight), waited_us)
        }
        Proof::Corked { at, unsent, by_flag, mss: None } => {
            holds::corked(at, unsent, by_flag, over)
        }
        Proof::Corked { at, unsent, by_flag, mss: Some(mss) } => say!(
            "{0}. A cork holds only the last of them, which do not fill a segment (MSS {mss}): full segments do not wait for it",
            "{0}。塞子（cork）只扣住末尾不满一个报文段（MSS {mss}）的部分，装满的报文段不受它管",
            holds::corked(at, unsent, by_flag, over)
        ),
        Proof::WindowFull { at, unsent, in_flight, cwnd, send_window } => {
            holds::window_full(at, unsent, in_flight, (cwnd, send_window))
        }
        Proof::Paced { at, unsent, rate } => holds::paced(at, unsent, rate),
        Proof::PacedSince { message, since_us, left_us, sent, rate } => {
            holds::paced_since(message, (since_us, left_us), sent, rate)
        }
        Proof::HeldByNone { at, unsent } => holds::by_none(at, unsent),
        Proof::BehindHole { first, second, arrived_us, readable_us } => {
            behind_hole(first, second, arrived_us, readable_us)
        }
        Proof::BothWaiting { first, second, readable } if over == Transport::UnixStream => {
            both_queued(first, second, readable)
        }
        Proof::BothWaiting { first, second, readable } => both_waiting(first, second, readable),
        Proof::OneCall { first, second } => framed::one_call(first, second),
        Proof::WrittenLater { message, left } => framed::written_later(message, left),
        Proof::WaitedFor { second, wanted, by, .. } => waited_for(second, wanted, by),
        Proof::WaitingAlready { first, second, together_us: Some(at_us) } => {
            sent_again_together(first, second, at_us)
        }
        Proof::WaitingAlready { first, .. } => say!(
            "the receive was waiting when message {first} came, and returned with both: nothing here shows whether it could have returned with the first alone",
            "消息 {first} 到的时候，这次接收已经在等着，结果两条一起返回：能不能只带第一条返回，这里看不出来",
        ),
        Proof::BeganInside { message, offset } => began_inside(message, offset),
        Proof::BufferFull { max, message, left, .. } if stream => buffer_full(max, message, left),
        Proof::BufferFull { max, left, flagged, .. } => cut(max, left, flagged),
        Proof::NotArrived { message, left, mss } => not_arrived(message, left, mss),
        Proof::AtHole { message, left, hole, there } => at_hole(message, left, hole, there),
        Proof::Filled { cut, max, left, .. } => filled(cut, max, left),
        Proof::NoEvidence => say!(
            "this system does not show the figures that would tell the cause",
            "本系统不提供能够判断原因的数据"
        ),
    }
}

/// RFC 9293, 3.10.7.4: what comes out of order is kept, and handed over when the bytes before it are
/// there.
fn behind_hole(first: MessageNo, second: MessageNo, arrived_us: u64, readable_us: u64) -> Text {
    let (arrived, readable) = (holds::ms(arrived_us), holds::ms(readable_us));
    say!(
        "message {second} arrived at {arrived} ms, but bytes of message {first} before it only at \
         {readable} ms: TCP hands bytes over in order, so both could be read at the same moment",
        "消息 {second} 在 {arrived} 毫秒就到了，可它前面消息 {first} 的字节 {readable} 毫秒才到：\
         TCP 按顺序交付，所以两条是同一刻变得可读的",
    )
}

/// tcp_retransmit_skb in net/ipv4/tcp_output.c joins what fits into one segment (tcp_retrans_try_collapse).
fn sent_again_together(first: MessageNo, second: MessageNo, at_us: u64) -> Text {
    let at = holds::ms(at_us);
    say!(
        "the first copies of messages {first} and {second} did not arrive, and the kernel sent both again in one \
         packet, which arrived at {at} ms: they could be read only at the same moment",
        "消息 {first} 和消息 {second} 先前发出的没有送到，内核把两条装在一个包里重发，{at} 毫秒才到：两条是同一刻变得可读的",
    )
}

fn both_waiting(first: MessageNo, second: MessageNo, readable: u64) -> Text {
    let verb = if readable == 1 { "was" } else { "were" };
    say!(
        "messages {first} and {second} left separately, and before this receive {0} {verb} \
         waiting in the receiver's kernel, of both messages: the program read late",
        "消息 {first} 和消息 {second} 是分开发出的；这次接收之前，接收方内核里已有 {0}可读，两条消息都在其中：\
         程序读得晚",
        count::bytes(readable),
    )
}

/// Two messages that were both in the queue of a Unix socket. Nothing travels there: it puts what is
/// written straight into the receiver's queue (unix_stream_sendmsg in net/unix/af_unix.c).
fn both_queued(first: MessageNo, second: MessageNo, readable: u64) -> Text {
    let verb = if readable == 1 { "was" } else { "were" };
    say!(
        "message {first} was in the receiver's queue before message {second} was written, and \
         before this receive {0} {verb} waiting there, of both messages: the program read late",
        "写消息 {second} 之前，消息 {first} 已经在接收方的队列里；这次接收之前，队列里已有 {0}可读，\
         两条消息都在其中：程序读得晚",
        count::bytes(readable),
    )
}

fn waited_for(second: MessageNo, wanted: Option<u64>, by: Asks) -> Text {
    let Some(wanted) = wanted else {
        return say!(
            "the receive asks for a whole frame, which ends inside message {second} or after it: \
             whenever the receive begins, it returns the same",
            "这次接收要的是一个完整的帧，帧的结尾在消息 {second} 里面或者后面：什么时候开始读，结果都一样",
        );
    };
    let name = match by {
        Asks::Exact => say!("recv_exact", "recv_exact"),
        Asks::WaitAll => say!("MSG_WAITALL", "MSG_WAITALL"),
        Asks::LowWater => say!("SO_RCVLOWAT", "SO_RCVLOWAT"),
        Asks::Frame => say!("the frame", "帧"),
    };
    say!(
        "the receive asks for {0} ({1}), which reach into message {second}: whenever it begins, it \
         returns only once they are there, when its time is up, or when the stream ends",
        "这次接收要等够 {0}（{1}），一直要到消息 {second} 里面：什么时候开始读，都要等够了、时间到了，或者流结束了，才返回",
        count::bytes(wanted),
        name,
    )
}

fn began_inside(message: MessageNo, offset: u64) -> Text {
    say!(
        "it began inside message {message}: an earlier receive had taken the first {0}",
        "它从消息 {message} 的中间开始：更早的接收已经取走了开头的 {0}",
        count::bytes(offset),
    )
}

/// Of a session.
fn filled(cut: bool, max: u64, left: u64) -> Text {
    let (max, left) = (count::bytes(max), count::bytes(left));
    match cut {
        true => say!(
            "the datagram was longer than what was asked for ({0}): the kernel says so, and the rest is gone",
            "数据报比要的（{0}）长：内核是这么说的，剩下的就没了",
            max
        ),
        false => say!(
            "the buffer of {0} was full; {1} more could be read right afterwards",
            "{0}的缓冲区装满了；紧接着还能读到 {1}",
            max,
            left
        ),
    }
}

fn buffer_full(max: u64, message: MessageNo, left: u64) -> Text {
    say!(
        "its buffer of {0} was full before message {message} ended: {1} of it waited in the kernel",
        "消息 {message} 还没完，{0}的缓冲区就满了：它的 {1}还在内核里等着",
        count::bytes(max),
        count::bytes(left),
    )
}

fn cut(max: u64, left: u64, flagged: bool) -> Text {
    let (max, left) = (count::bytes(max), count::bytes(left));
    if flagged {
        return say!(
            "the buffer had room for {0}; the kernel threw the other {1} of the datagram away \
             and said so (MSG_TRUNC)",
            "缓冲区只放得下 {0}；内核扔掉了这个数据报其余的 {1}，并且如实报告了（MSG_TRUNC）",
            max,
            left,
        );
    }
    say!(
        "the buffer had room for {0}; the other {1} of the datagram never reached the program, \
         and the call that it made does not say so",
        "缓冲区只放得下 {0}；这个数据报其余的 {1}没有到达程序，而它用的调用不会说明这一点",
        max,
        left,
    )
}

fn not_arrived(message: MessageNo, left: u64, mss: Seen<u64>) -> Text {
    let left = count::bytes(left);
    let Seen::Seen(mss) = mss else {
        return say!(
            "it stopped inside message {message} with room left in its buffer: the other {0} had \
             not arrived yet",
            "它停在消息 {message} 的中间，缓冲区却还有空位：其余 {0}还没有到",
            left,
        );
    };
    say!(
        "it stopped inside message {message} with room left in its buffer: the other {0} had not \
         arrived yet (one segment carries at most {1})",
        "它停在消息 {message} 的中间，缓冲区却还有空位：其余 {0}还没有到（一个报文段最多装 {1}）",
        left,
        count::bytes(mss),
    )
}

/// RFC 9293, 3.10.7.4, too.
fn at_hole(message: MessageNo, left: u64, hole: u64, there: u64) -> Text {
    let (verb, have) =
        (if hole == 1 { "was" } else { "were" }, if there == 1 { "was" } else { "were" });
    say!(
        "it stopped inside message {message} with room left in its buffer, at a hole: of the other {0} the next {1} {verb} \
         missing when it returned, while {2} after them {have} there. TCP hands bytes over in order",
        "它停在消息 {message} 的中间，缓冲区却还有空位，因为那里有个缺口：其余 {0}里，返回的时候紧接着的 {1}还没有到，\
         而后面的 {2}已经到了。TCP 按顺序交付",
        count::bytes(left),
        count::bytes(hole),
        count::bytes(there),
    )
}

/// `: 976 bytes of message 1, 48 bytes of message 2`, after who held what.
pub fn sizes(held: Text, parts: impl Iterator<Item = (u64, u32)>) -> Text {
    let (mut en, mut zh) = (Vec::new(), Vec::new());
    for (len, message) in parts {
        en.push(format!("{} of message {message}", count::bytes(len).en));
        zh.push(format!("消息 {message} 的 {}", count::bytes(len).zh));
    }
    let parts = Text::new(en.join(", "), zh.join("，"));
    say!("{0}: {1}", "{0}：{1}", held, parts)
}

/// The first sentence of several: what was seen, without the rule behind it.
pub fn first_sentence(text: &Text) -> Text {
    let en = text.en.split_once(". ").map_or(text.en.clone(), |(first, _)| format!("{first}."));
    let zh = text.zh.split_once('。').map_or(text.zh.clone(), |(first, _)| format!("{first}。"));
    Text::new(en, zh)
}

/// Before the name of a cause: of which receive or messages it is one.
pub fn of_whom(whom: &Text) -> Text {
    say!("{0}: ", "{0}：", whom)
}

/// After the name of a cause: its proof.
pub fn cause(proof: &Text) -> Text {
    say!(": {0}.", "：{0}。", proof)
}

/// Datagrams that the receiver's kernel dropped.
pub fn kernel_dropped(n: u64) -> Text {
    say!(
        "the kernel dropped {0} because the receive buffer was full (SO_MEMINFO).",
        "接收缓冲区满了，内核丢掉了 {0}（SO_MEMINFO）。",
        count::datagrams(n)
    )
}

/// Datagrams that are missing, besides those that the receiver's kernel counts as dropped.
pub fn missing_uncounted(n: u64) -> Text {
    say!(
        "{0} more did not come, and the receiver's kernel did not drop them: they were lost on their way (in the queue \
         of an interface, say), or had not arrived when the case ended.",
        "另有 {0} 没有收到，也不是接收方内核丢的：它们丢在了路上（例如网卡的队列里），或者用例结束时还没有到。",
        count::datagrams(n)
    )
}

/// What a framing refused, and why: the framing's own sentence where there is one; `None` where that
/// is no refusal.
pub fn refused(call: CallName, error: &SaidError, reason: Option<Text>) -> Option<Text> {
    let sentence = refusal(call, error.name)?;
    let reason = reason.unwrap_or_else(|| say!("{0}.", "{0}。", sentence));
    Some(say!("{call}: {0}: {1}", "{call}：{0}：{1}", error.text, reason))
}

/// A call that this computer cannot make, and why.
pub fn not_here(call: CallName, reason: Text) -> Text {
    let error = names::error(ErrorName::Unsupported);
    say!("{call}: {0}: {1}.", "{call}：{0}：{1}。", error, reason)
}

/// The sentence that is right whatever the framing found, without its full stop.
fn refusal(call: CallName, error: ErrorName) -> Option<Text> {
    Some(match error {
        ErrorName::FrameTooLarge if call.sends() => {
            say!("the message is longer than this framing takes", "消息超过了这种组帧允许的长度")
        }
        ErrorName::FrameTooLarge => say!(
            "the frame is longer than the receiver takes, and was refused",
            "这一帧超过了接收方允许的长度，被拒绝了"
        ),
        ErrorName::EndInsideFrame => say!(
            "the stream ended inside a frame: the part that had arrived is not a message",
            "数据流在一帧的中间结束了：已经到的部分不成一条消息"
        ),
        ErrorName::NoBufferSpace if call.receives() => say!(
            "the reader wanted memory for all that the header announced",
            "首部说有多长，接收方就要申请多大的内存"
        ),
        ErrorName::OutOfRange => {
            say!("the length does not fit into the header", "这个长度在首部里放不下")
        }
        ErrorName::BadFrame => {
            say!("these bytes are not a frame of this framing", "这些字节不合这种组帧的帧格式")
        }
        _ => return None,
    })
}

/// Every receive held exactly one message, in a case that shows a fix.
pub fn no_cause() -> Text {
    say!(
        "every receive held exactly one message: nothing to explain.",
        "每次接收都恰好是一条完整的消息：一切正常，无需解释。"
    )
}

/// Every receive held exactly one message, in a case that shows a problem: that problem does not concern
/// what a receive held.
pub fn as_sent() -> Text {
    say!(
        "every receive held exactly one message, as it was passed to send.",
        "每次接收都恰好是交给 send 的一条消息。"
    )
}

/// Every receive held exactly one message, but calls failed: which, and how.
pub fn as_sent_but(failed: &[(CallName, Text)]) -> Text {
    let listed = |colon: &str, comma: &str, get: fn(&Text) -> &str| {
        let each = failed.iter().map(|(call, error)| format!("{call}{colon}{}", get(error)));
        each.collect::<Vec<_>>().join(comma)
    };
    say!(
        "every receive held exactly one message. What else happened (see the timeline): {0}.",
        "每次接收都恰好是一条完整的消息。另外还有（见时间线）：{0}。",
        Text::new(listed(": ", ", ", |text| &text.en), listed("：", "，", |text| &text.zh))
    )
}

/// A port that was asked for again and refused, with what is in TIME_WAIT on it.
pub fn port_refused(call: CallName, error: &Text, waiting: u64) -> Text {
    match waiting {
        0 => say!(
            "{call}: {0}: another socket has this port; no connection of it is in TIME_WAIT.",
            "{call}：{0}：别的套接字占着这个端口；上面没有连接处于 TIME_WAIT。",
            error
        ),
        n => say!(
            "{call}: {0}: this port has {1} in TIME_WAIT.",
            "{call}：{0}：这个端口上有 {1}处于 TIME_WAIT。",
            error,
            count::connections(n)
        ),
    }
}

/// A port that was asked for again and granted, with what is in TIME_WAIT on it.
pub fn port_given(call: CallName, waiting: u64) -> Text {
    match waiting {
        0 => say!(
            "{call}: the port was granted; no connection of it is in TIME_WAIT.",
            "{call}：端口拿到了；上面没有连接处于 TIME_WAIT。"
        ),
        n => say!(
            "{call}: the port was granted, although it has {0} in TIME_WAIT.",
            "{call}：虽然这个端口上有 {0}处于 TIME_WAIT，还是拿到了。",
            count::connections(n)
        ),
    }
}

/// The mistake of a broken framing, and which command shows it.
pub fn exhibit(exhibit: Exhibit) -> Text {
    say!(
        ": {0} (stickydemo torture {exhibit} shows the wrong line).",
        "：{0}（错的那一行见 stickydemo torture {exhibit}）。",
        broken::of(exhibit).name
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_byte_is_no_bytes() {
        let why = not_arrived(MessageNo(1), 1, Seen::Seen(1)).en;
        assert!(why.contains("the other 1 byte had") && why.contains("at most 1 byte)"), "{why}");
        assert!(filled(true, 1, 0).en.contains("(1 byte)"));
        assert!(filled(false, 1, 1).en.starts_with("the buffer of 1 byte was full; 1 byte more"));
    }
}
