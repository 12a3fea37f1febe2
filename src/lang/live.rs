//! What is said of a session while it goes on.

use super::count;
use crate::model::Text;

/// How to read the last column, below the first line that has one.
pub fn held_legend() -> Text {
    say!(
        "for example 4/9: in this kernel 9 bytes are not acknowledged, 4 of these not sent yet; → 5: 5 can be read",
        "例如 4/9：本机内核里有 9 字节还没被确认，其中 4 字节还没发出；→ 5：有 5 字节可读"
    )
}

/// Up to where a write of a stream goes that is cut while it passes: so many bytes have gone then.
pub fn mark(cut: Option<u64>, at: u64) -> Text {
    match cut {
        Some(cut) => say!("cut {cut} at byte {at}", "第 {cut} 刀，第 {at} 字节后"),
        None => say!("to byte {at}, no cut", "到第 {at} 字节，没切"),
    }
}

/// What was sent, in all.
pub fn sent(sends: u64, bytes: u64) -> Text {
    say!("sent {0} in {1}", "发送 {0}，{1}", count::bytes(bytes), count::sends(sends))
}

/// What was received, in all.
pub fn received(receives: u64, bytes: u64) -> Text {
    say!("received {0} in {1}", "接收 {0}，{1}", count::bytes(bytes), count::receives(receives))
}

/// Printed lines that are not shown.
pub fn more_lines(lines: u64) -> Text {
    let more = if lines == 1 { "line" } else { "lines" };
    say!("… {lines} more {more} (--quiet prints all)", "……还有 {lines} 行（--quiet 会全部输出）")
}

/// How much calls moved that were only counted, and how much each.
pub fn counted(bytes: u64, (least, most): (u64, u64)) -> Text {
    let all = count::bytes(bytes);
    match least == most {
        true => say!("{0}, {most} each", "{0}，每次 {most}", all),
        false => say!("{0}, {least} to {most} each", "{0}，每次 {least} 到 {most}", all),
    }
}

/// What is not known of calls that were only counted.
pub fn counted_legend() -> Text {
    say!(
        "a transfer's first calls one by one, the rest counted: what the kernel held at these was not asked; --verbose shows and asks at each",
        "传输开头的几次调用逐个显示，其余只计数，也没有问内核里还有什么；--verbose 每次都显示，也都问"
    )
}
