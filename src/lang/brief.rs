//! What is said of a case on one screen.

use super::count;
use crate::model::{MessageNo, Text};

/// The fates of some messages.
pub fn fate_of(messages: Text, fates: &Text) -> Text {
    say!("{0}: {1}", "{0}：{1}", messages, fates)
}

/// What `[2–10]` means.
pub fn together(group: &str) -> Text {
    say!("{group} these messages together", "{group} 这些消息在一起")
}

/// What `1…` means.
pub fn beginning(message: MessageNo) -> Text {
    say!("{message}… the beginning of message {message}", "{message}… 消息 {message} 的前一部分")
}

/// What `…1` means.
pub fn rest(message: MessageNo) -> Text {
    say!("…{message} a later part of message {message}", "…{message} 消息 {message} 后面的部分")
}

/// A flow in which each message left alone and came out alone: its ends, and how many of each there were.
pub fn one_to_one(way: &Text, sends: u64, segments: &Text, receives: u64) -> Text {
    say!(
        "{0}: {1}, {2}, {3}: each message alone",
        "{0}：{1}，{2}，{3}：每条消息都是单独的",
        way,
        count::sends(sends),
        segments,
        count::receives(receives)
    )
}

/// From whom to whom, shortly.
pub fn way(from: &str, to: &str) -> Text {
    say!("{from} → {to}", "{from} → {to}")
}

/// Flows that do not stand on one screen.
pub fn more_flows(n: usize) -> Text {
    let directions = if n == 1 { "direction" } else { "directions" };
    say!("… {n} more {directions} (-v)", "…… 还有 {n} 个方向（-v 全部显示）")
}
