//! What is said of a case on one screen.

use super::count;
use crate::model::Text;

/// The fates of some messages.
pub fn fate_of(messages: Text, fates: &Text) -> Text {
    say!("{0}: {1}", "{0}：{1}", messages, fates)
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
