//! What was seen in a run, or what a choice of a guess says was, as a clause: `2 segments were sent`, `message 2 was never
//! sent`. A student reads it after the run, who knows nothing of expectations.

use super::checks::{durations, measured, receive, rounds as these_rounds, size};
use super::{count, names};
use crate::model::{
    Cause, Counted, Fate, Fates, MessageNo, PacketOf, Range, ReceiveNo, RoundNo, Text, Which,
    WhichRounds,
};

/// What became of messages.
pub fn message(which: &Which<MessageNo>, fates: &Fates) -> Text {
    let (who, several) = match which {
        Which::All => (say!("every message", "每条消息都"), false),
        Which::These(numbers) => {
            let numbers: Vec<u32> = numbers.iter().map(|no| no.0).collect();
            (say!("{0}", "{0} ", count::these_messages(&numbers)), numbers.len() > 1)
        }
    };
    let mut others = fates.iter().filter(|fate| *fate != Fate::Split);
    let parted = fates.contains(Fate::Split);
    if let (true, Some(rest), None) = (parted, others.next(), others.next())
        && is_end(rest)
    {
        let rest = became(rest, false);
        return say!(
            "only a part of {0} came, and the rest {1}",
            "{0}只到了一部分，其余的{1}",
            who,
            rest
        );
    }
    let became: Vec<Text> = fates.iter().map(|fate| became(fate, several)).collect();
    match became.is_empty() {
        true => say!("nobody knows what became of {0}", "{0}的去向不知道", who),
        false => say!("{0} {1}", "{0}{1}", who, Text::joined(&became, (" and ", "，而且"))),
    }
}

/// Whether bytes of this fate came to nobody.
fn is_end(fate: Fate) -> bool {
    match fate {
        Fate::Intact | Fate::Glued | Fate::Split | Fate::Duplicated | Fate::Reordered => false,
        Fate::Truncated | Fate::Lost | Fate::Discarded | Fate::Rejected | Fate::Buffered => true,
        Fate::Unread | Fate::InFlight | Fate::Unsent | Fate::NeverSent => true,
    }
}

/// A fate as what happened to one, or to several.
fn became(fate: Fate, several: bool) -> Text {
    let were = if several { "were" } else { "was" };
    match fate {
        Fate::Intact => say!("arrived whole", "完整地到了"),
        Fate::Glued => say!("came glued to another", "和别的消息粘在了一起"),
        Fate::Split => say!("came in pieces", "分成几段才收到"),
        Fate::Truncated => say!("{were} cut off", "被截断了"),
        Fate::Lost => say!("got lost", "丢了"),
        Fate::Duplicated => say!("came twice", "到了两次"),
        Fate::Reordered => say!("came out of order", "乱了顺序"),
        Fate::Discarded => say!("{were} thrown away", "被扔掉了"),
        Fate::Rejected => say!("{were} refused by the receiver", "被接收方拒收了"),
        Fate::Buffered => say!("stayed in the program's buffer", "留在了程序的缓冲区里"),
        Fate::Unread => say!("{were} left unread", "没有被读走"),
        Fate::InFlight => say!("{were} still on the way", "还在路上"),
        Fate::Unsent => say!("never left the sender's kernel", "一直没有离开发送方的内核"),
        Fate::NeverSent => say!("{were} never sent", "根本没有发出去"),
    }
}

/// What receives returned: bytes of which messages, and how many.
pub fn returned(
    which: &Which<ReceiveNo>,
    messages: Option<&[MessageNo]>,
    bytes: Option<Range>,
    whole: bool,
) -> Text {
    let who = receive(which);
    let of =
        messages.map(|all| count::these_messages(&all.iter().map(|no| no.0).collect::<Vec<_>>()));
    match (of.filter(|_| messages != Some(&[])), bytes.map(size), whole) {
        (None, None, _) if messages.is_none() => {
            say!("{0} returned exactly one message", "{0}拿到的正好是一条消息", who)
        }
        (None, None, _) => say!("{0} returned no message", "{0}没有拿到任何消息", who),
        (None, Some(bytes), true) => {
            say!(
                "{0} returned exactly one message, {1}",
                "{0}拿到的正好是一条消息，{1}",
                who,
                bytes
            )
        }
        (None, Some(bytes), false) => say!("{0} returned {1}", "{0}拿到 {1}", who, bytes),
        (Some(of), None, true) => {
            say!("{0} returned exactly {1}", "{0}拿到的正好是{1}", who, of)
        }
        (Some(of), None, false) => {
            say!("{0} returned bytes of {1}", "{0}拿到的是{1} 的字节", who, of)
        }
        (Some(of), Some(bytes), true) => {
            say!("{0} returned exactly {1}, {2}", "{0}拿到的正好是{1}，{2}", who, of, bytes)
        }
        (Some(of), Some(bytes), false) => {
            say!("{0} returned {2}, of {1}", "{0}拿到 {2}，是{1} 的", who, of, bytes)
        }
    }
}

/// Behind what a receive returned: the cause.
pub fn owing_to(what: &Text, cause: Cause) -> Text {
    say!("{0}, mainly owing to {1}", "{0}，主要原因：{1}", what, reason(cause))
}

/// The cause alone.
pub fn came_so(which: &Which<ReceiveNo>, cause: Cause) -> Text {
    say!(
        "the main reason for what {0} returned was {1}",
        "{0}拿到这些，主要是因为{1}",
        receive(which),
        reason(cause)
    )
}

/// A cause in words, with the word that the pictures have for it.
fn reason(cause: Cause) -> Text {
    let words = match cause {
        Cause::Leftover => "what an earlier receive had left",
        Cause::SentTogether => "one write of all of them",
        Cause::SentInParts => "a sender that wrote in parts",
        Cause::Nagle => "Nagle's algorithm",
        Cause::Cork => "a sender that asked to collect first",
        Cause::Window => "a window without room",
        Cause::Pacing => "a kernel that sends at a steady pace",
        Cause::HeadOfLine => "a gap in front of it",
        Cause::Segmented => "messages larger than a segment",
        Cause::ReadLate => "a late read",
        Cause::WaitedForMore => "a receive that waits for more",
        Cause::ShortBuffer => "a buffer that is too small",
        Cause::Unknown => "something that cannot be seen here",
    };
    Text::new(format!("{words} ({cause})"), names::cause(cause).zh)
}

/// How long rounds took, and what held bytes back in them.
pub fn rounds(which: &WhichRounds, took: Range, cause: Option<Cause>) -> Text {
    let (who, took) = (these_rounds(which), spaced(&durations(took)));
    match cause {
        None => say!("{0} took {1}", "{0}用时{1}", who, took),
        Some(cause) => say!(
            "{0} took {1}, and bytes were held back by {2}",
            "{0}用时{1}，扣住字节的是：{2}",
            who,
            took,
            reason(cause)
        ),
    }
}

/// How long a round took, in microseconds.
pub fn round_took(no: RoundNo, us: u64) -> Text {
    let which = WhichRounds::Each(Which::These(vec![no]));
    say!("{0} took {1}", "{0}用时{1}", these_rounds(&which), spaced(&measured(us)))
}

/// What held bytes back in a round.
pub fn round_held(no: RoundNo, cause: Option<Cause>) -> Text {
    let which = these_rounds(&WhichRounds::Each(Which::These(vec![no])));
    match cause {
        None => say!("in {0} no bytes were held back", "{0}没有扣住字节", which),
        Some(cause) => {
            say!("in {0} bytes were held back by {1}", "{0}扣住字节的是：{1}", which, reason(cause))
        }
    }
}

/// What a packet was like, in parts.
pub fn packet(packet: &PacketOf, parts: &[Text]) -> Text {
    let parts = Text::joined(parts, (", ", "，"));
    let packet = super::packets::packet(packet);
    say!("{0} was on the wire with {1}", "{0}在线路上是这样的：{1}", packet, parts)
}

/// How many packets there were, and what they were like, in parts.
pub fn packets(range: Range, from: Option<&str>, parts: &[Text]) -> Text {
    let packets = if range.max == 1 { "packet" } else { "packets" };
    let n = spaced(&count::range(range));
    let sent = match from {
        Some(from) => say!("{from} sent {0} {packets}", "{from} 发了{0} 个包", n),
        None => say!("{0} {packets} came onto the wire", "线路上有{0} 个包", n),
    };
    match parts {
        [] => sent,
        parts => say!("{0} ({1})", "{0}（{1}）", sent, Text::joined(parts, (", ", "，"))),
    }
}

/// Before a digit Chinese has a space, and before a word it has none.
fn spaced(text: &Text) -> Text {
    let digit = text.zh.starts_with(|c: char| c.is_ascii_digit());
    Text::new(text.en.clone(), format!("{}{}", if digit { " " } else { "" }, text.zh))
}

/// A figure of a whole run.
pub fn counted(what: Counted, of: Option<&str>, range: Range) -> Text {
    if what == Counted::Took {
        return took(of, &durations(range));
    }
    let one = range.max == 1;
    let (s, was) = if one { ("", "was") } else { ("s", "were") };
    let n = spaced(&count::range(range));
    let none = range.max == 0;
    match (what, of) {
        (Counted::Sends, Some(of)) => say!("{of} sent {0} message{s}", "{of} 发了{0} 条消息", n),
        (Counted::Sends, None) => say!("{0} message{s} {was} sent", "发了{0} 条消息", n),
        (Counted::Segments, _) if none => say!("no segment was sent", "一个报文段也没有发出"),
        (Counted::Segments, Some(of)) => {
            say!("{of} sent {0} segment{s}", "{of} 发出了{0} 个报文段", n)
        }
        (Counted::Segments, None) => say!("{0} segment{s} {was} sent", "发出了{0} 个报文段", n),
        (Counted::Receives, _) if none => say!("nothing was received", "一次也没有收到"),
        (Counted::Receives, Some(of)) => {
            say!("{of} received {0} time{s}", "{of} 收到了{0} 次", n)
        }
        (Counted::Receives, None) => {
            say!("{0} receive{s} returned something", "有{0} 次接收拿到了数据", n)
        }
        (Counted::Drops, _) => {
            say!("the kernel dropped {0} datagram{s}", "内核丢掉了{0} 个数据报", n)
        }
        (Counted::Accounted, _) => {
            say!("what became of {0} datagram{s} is known", "有{0} 个数据报知道去向", n)
        }
        (Counted::Held, _) if none => say!("no byte was held back", "一个字节也没有扣住"),
        (Counted::Held, _) if (range.min, range.max) == (1, u64::MAX) => {
            say!("some bytes were held back", "有字节被扣住")
        }
        (Counted::Held, _) if range.min == range.max => {
            say!("up to {0} byte{s} {was} held back", "最多的时候扣住了{0} 字节", n)
        }
        (Counted::Held, _) => say!("{0} byte{s} {was} held back", "扣住的字节{0}", n),
        (Counted::Took, of) => took(of, &durations(range)),
    }
}

/// How long it took.
pub fn took(of: Option<&str>, time: &Text) -> Text {
    match of {
        Some(of) => say!("{of} took {0}", "{of} 用时{0}", spaced(time)),
        None => say!("it took {0}", "用时{0}", spaced(time)),
    }
}
