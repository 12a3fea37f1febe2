//! What is said about bytes that were read but became no message.

use super::count;
use super::names::SaidError;
use crate::analysis::Undelivered;
use crate::model::{CallName, ErrorName, Text};

/// Beside the `received` ruler: how many receives, and the bytes that became no message.
pub fn received_note(n: u64, wasted: u64) -> Text {
    match wasted {
        0 => count::receives(n),
        _ => say!(
            "{0}, {1} read but no message",
            "{0}，{1}读了却没成消息",
            count::receives(n),
            count::bytes(wasted)
        ),
    }
}

/// In the second fact: nothing came out, and what became of the bytes.
pub fn nothing(rest: Text) -> Text {
    say!("nothing: {0}", "什么也没有：{0}", rest)
}

/// In the second fact: one thing, then another.
pub fn and(one: Text, next: Text) -> Text {
    say!("{0}; {1}", "{0}；{1}", one, next)
}

/// Under "Why": one sentence, then another.
pub fn sentences(one: Text, next: Text) -> Text {
    say!("{0} {1}", "{0}{1}", one, next)
}

/// In the second fact: bytes that were read, and why they became no message.
pub fn wasted(why: Undelivered, n: u64) -> Text {
    let bytes = count::bytes(n);
    let (were, they_are) = if n == 1 { ("was", "it is") } else { ("were", "they are") };
    match why {
        Undelivered::Rejected => {
            say!(
                "the framing rejected what was read ({0})",
                "读到的字节不合帧格式，拒收了（{0}）",
                bytes
            )
        }
        Undelivered::Ended => say!(
            "{0} {were} read, and the end came before the rest",
            "读到了 {0}，剩下的还没到就结束了",
            bytes
        ),
        Undelivered::GaveUp => say!(
            "{0} {were} read, not yet a frame, and the receive stopped waiting for the rest",
            "读到了 {0}，还不够一帧，接收没等到剩下的就不等了",
            bytes
        ),
        Undelivered::Dropped => say!(
            "{0} {were} read, less than the receive wanted; it stopped waiting, and {they_are} gone",
            "读到了 {0}，比要的少；接收不等了，这些字节也就没了",
            bytes
        ),
        Undelivered::ThrownAway => say!(
            "{0} {were} thrown away, as the program asked (MSG_TRUNC)",
            "{0}按程序的要求扔掉了（MSG_TRUNC）",
            bytes
        ),
        Undelivered::NotAsked => say!(
            "{0} {were} read in as well, and the framing was not asked again",
            "{0}一起读了进来，但程序没有再向组帧要消息",
            bytes
        ),
        Undelivered::Acknowledged => {
            say!(
                "send_message read {0} as the acknowledgement",
                "send_message 读走 {0}当作应答",
                bytes
            )
        }
        Undelivered::NoAcknowledgement => say!(
            "send_message read {0} instead of the acknowledgement, and did not accept that",
            "send_message 等应答，读到的却是这 {0}，没有接受",
            bytes
        ),
    }
}

/// The same beside a ruler.
pub fn wasted_shortly(why: Undelivered, n: u64) -> Text {
    let bytes = count::bytes(n);
    match why {
        Undelivered::Rejected => say!("{0} rejected", "{0}被拒收", bytes),
        Undelivered::Ended => say!("{0}, then the end", "{0}，然后就结束了", bytes),
        Undelivered::GaveUp => say!("{0}, not yet a frame", "{0}，还不够一帧", bytes),
        Undelivered::Dropped => say!("{0} read and given up", "{0}读了又丢了", bytes),
        Undelivered::ThrownAway => say!("{0} thrown away", "{0}被扔掉", bytes),
        Undelivered::NotAsked => say!("{0} not asked for", "{0}没有再去要", bytes),
        Undelivered::Acknowledged | Undelivered::NoAcknowledgement => {
            say!("{0} read by send_message", "{0}被 send_message 读走", bytes)
        }
    }
}

/// In the second fact: bytes that nobody read.
pub fn waiting(bytes: u64) -> Text {
    say!("{0} still unread", "还有 {0}没有读", count::bytes(bytes))
}

/// In the second fact: bytes that a close or a reset threw away.
pub fn discarded(bytes: u64) -> Text {
    say!("{0} discarded unread", "{0}没读就被丢弃了", count::bytes(bytes))
}

/// Under "Why": the receive that read bytes and brought nothing; `None` where another sentence
/// says it.
pub fn because(call: CallName, error: &SaidError, why: Undelivered) -> Option<Text> {
    if Undelivered::by(call, error.name) != Some(why) {
        return None;
    }
    let sentence = match why {
        Undelivered::Ended if error.name == ErrorName::EndOfStream => say!(
            "the stream ended before all the bytes were there: those already read are not a result",
            "字节还没到齐，数据流就结束了：已经读到的不算结果"
        ),
        Undelivered::Ended if call == CallName::RecvExact => say!(
            "the connection ended before all the bytes were there: those already read are not a result",
            "字节还没到齐，连接就断了：已经读到的不算结果"
        ),
        Undelivered::Ended => say!(
            "the connection ended inside a frame: the part that had arrived is not a message",
            "连接在一帧的中间断了：已经到的部分不成一条消息"
        ),
        Undelivered::GaveUp => say!(
            "only part of a frame had arrived, and the rest did not come in time; the framing keeps \
             this part, and the next recv_message goes on from there",
            "一帧只到了一部分，剩下的没有按时到；组帧留着这一部分，下一次 recv_message 从这里接着来"
        ),
        Undelivered::Dropped => say!(
            "not all the bytes came in time; this call hands over all or nothing, so those it had \
             read are gone",
            "字节没有按时到齐；这个调用要么全给，要么不给，所以已经读到的也没了"
        ),
        Undelivered::Rejected
        | Undelivered::ThrownAway
        | Undelivered::NotAsked
        | Undelivered::Acknowledged
        | Undelivered::NoAcknowledgement => return None,
    };
    Some(say!("{call}: {0}: {1}.", "{call}：{0}：{1}。", error.text, sentence))
}
