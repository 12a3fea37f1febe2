//! A session of which a framing is known.

use super::count;
use crate::model::{MessageNo, Text};

/// What a message is.
pub fn messages(actor: &str, framing: &str) -> Text {
    say!(
        "a message of {actor} is a frame of `{framing}`, in however many sends it leaves",
        "{actor} 的一条消息是 `{framing}` 的一帧，不管用了几次 send 发出"
    )
}

/// What stands behind the frames, and is none.
pub fn no_frame(socket: &str, at: u64, left: u64) -> Text {
    let left = count::bytes(left);
    say!(
        "from byte {at} on what {socket} sent is no such frame: the last {0} are shown as one message",
        "{socket} 发送的内容从第 {at} 字节起不是这样的帧：最后 {0}当作一条消息显示",
        left
    )
}

/// The last frame is not whole.
pub fn unfinished(socket: &str, left: u64) -> Text {
    let left = count::bytes(left);
    say!(
        "the last {0} that {socket} sent are no whole frame: its rest was never sent; they are shown as one message",
        "{socket} 最后发送的 {0}不是完整的一帧，其余部分一直没有发出：当作一条消息显示",
        left
    )
}

/// Nothing is to be explained.
pub fn as_framed() -> Text {
    say!("every receive held exactly one frame.", "每次接收都恰好是一帧。")
}

/// One call wrote both.
pub fn one_call(first: MessageNo, second: MessageNo) -> Text {
    say!(
        "one call of the sender's program wrote the end of message {first} and the beginning of message {second}: they were \
         together before any kernel had them",
        "发送方程序用同一次调用写出了消息 {first} 的结尾和消息 {second} 的开头：还没进内核就已经在一起了"
    )
}

/// The rest came with a later call.
pub fn written_later(message: MessageNo, left: u64) -> Text {
    say!(
        "the other {0} of message {message} had not been written: the sender's program wrote it in several calls",
        "消息 {message} 其余的 {0}还没有写出：发送方程序分几次调用才写完它",
        count::bytes(left)
    )
}
