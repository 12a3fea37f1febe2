//! The words of the first fact where some boundaries between segments are known: which messages left
//! in how many segments.

use super::count;
use crate::model::{MessageNo, Text};

/// All of it is one message, cut into many.
pub fn of_one(message: MessageNo, segments: u64, known: u64) -> Text {
    let edges = segments.saturating_sub(1);
    say!(
        "{0}, all of message {message}; {known} of the {edges} boundaries between them are known",
        "{0}，都是消息 {message} 的；其间 {edges} 条边界中已知 {known} 条",
        count::segments(segments)
    )
}

/// Consecutive messages, each alone in its segment or receive.
pub fn one_each(first: &str, last: &str) -> Text {
    say!("{first} to {last}", "{first} 到 {last}")
}

/// Several that are the same.
pub fn times(one: Text, n: usize) -> Text {
    say!("{n} × {0}", "{n} × {0}", one)
}

/// Many that are alike: the first two and the last.
pub fn and_so_on([first, second, last]: [Text; 3]) -> Text {
    say!("{0} {1} … {2}", "{0} {1} …… {2}", first, second, last)
}

/// What left in several segments whose boundaries are not known.
pub fn in_several(group: &str, segments: u64) -> Text {
    say!("{group} in {segments}", "{group} 占 {segments} 个")
}

/// So many more, and the option that shows them.
pub fn and_more(n: usize, shown_by: &str) -> Text {
    say!("… {n} more ({shown_by})", "…… 还有 {n} 个（{shown_by}）")
}

/// What the kernel counts as a segment, where several left in one go.
pub fn bursts_legend() -> Text {
    say!(
        "TCP_INFO counts segments of at most one MSS. Several that leave in one go may cross \
         loopback uncut, as one packet (GSO): a capture shows fewer.",
        "TCP_INFO 按不超过 MSS 的报文段计数。一口气发走的几个，在环回上可以不切开、当作一个包走（GSO）：\
         抓包看到的会少一些。"
    )
}
