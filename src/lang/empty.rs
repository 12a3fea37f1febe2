//! The words of empty messages: where nothing tells whether one came, and where one is nothing but the
//! end of a stream.

use super::count;
use crate::model::Text;

/// On a datagram when nothing tells whether it arrived.
pub fn unclear() -> Text {
    say!("unknown", "未知")
}

/// Beside the `received` ruler: how many of them.
pub fn unclear_note(note: Text, unclear: u64) -> Text {
    match unclear {
        0 => note,
        n => say!("{0}, {n} unknown", "{0}，{n} 个未知", note),
    }
}

/// Messages of which nothing travelled but the end of the stream.
pub fn made_of_the_end(numbers: &[u32]) -> Text {
    say!(
        "{0}: empty, and this framing adds nothing, so no byte travelled; the receiver took the end of the stream for \
         an empty message. If nothing had been sent before the close, it would have received the same.",
        "{0}：是空的，这种组帧又什么都不加，所以线路上一个字节也没有；接收方看到流结束，就当收到了一条空消息。\
         要是关闭之前什么都没发，它收到的也是这个。",
        count::these_messages(numbers)
    )
}

/// Why what became of an empty message cannot be told.
pub fn empty_or_end() -> Text {
    say!(
        "a recv returned 0 after the sender had closed: an empty message gives 0, and so does the end. Nothing \
         that the receiver can see tells which of the two it was.",
        "发送方关闭以后，recv 返回了 0：收到空消息返回 0，连接结束也返回 0。从接收方看，分不出是哪一种。"
    )
}
