//! The words of the table of what the fixes cost.

use crate::model::Text;

/// Its heading.
pub fn heading() -> Text {
    say!("What each fix cost, for the same messages", "同样的消息，每种解决办法花了多少")
}

/// Its columns: bytes, sends, receives, copies, round trips, time.
pub fn columns() -> [Text; 6] {
    [
        say!("bytes", "字节"),
        say!("sends", "发送"),
        say!("recvs", "接收"),
        say!("copies", "复制"),
        say!("trips", "来回"),
        say!("ms", "毫秒"),
    ]
}

/// What they mean.
pub fn legend() -> Text {
    say!(
        "bytes: everything that both sides handed to the kernel; sends, recvs: the underlying socket calls; copies: how \
         often, on average, encoding and decoding copy a byte of a message, measured by sending the same messages \
         through the framing once more (what send and recv copy to and from the kernel, and a program's own buffers, \
         do not count; ? not measured); trips: round trips, that is, handshakes and sends that waited for an answer; \
         ms: the time of the whole case, on this computer, in this one run.",
        "字节：双方交给内核的全部字节；发送、接收：底层的调用次数；复制：编码和解码时，消息的一个字节平均复制几次，\
         办法是把同样的消息再过一遍组帧来测（send、recv 和内核之间的复制，程序自己缓冲区里的复制，都不算；? 表示没有测到）；\
         来回：握手，以及发出后要等对方应答的次数；毫秒：整个用例的时间，只是这台电脑上这一次运行的结果。"
    )
}
