//! The words of the table of what the fixes cost.

use crate::model::Text;

/// Its heading.
pub fn heading() -> Text {
    say!("What each fix cost, on the same messages", "同样的消息，每种解法花了多少")
}

/// Its columns: bytes, sends, receives, round trips, time.
pub fn columns() -> [Text; 5] {
    [
        say!("bytes", "字节"),
        say!("sends", "发送"),
        say!("recvs", "接收"),
        say!("round trips", "来回"),
        say!("ms", "毫秒"),
    ]
}

/// What they mean.
pub fn legend() -> Text {
    say!(
        "bytes: all that was handed to the kernel, by both sides; sends, recvs: the calls beneath; round trips: \
         handshakes, and sends that waited for an answer; ms: the whole case, on this computer, this once.",
        "字节：双方交给内核的全部字节；发送、接收：底层的调用次数；来回：握手，以及发出后要等对方回答的次数；\
         毫秒：整个用例的时间，在这台电脑上，就这一次。"
    )
}
