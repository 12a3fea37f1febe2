//! The words of the first fact where some boundaries between segments are known: which messages left
//! in how many segments.

use super::count;
use crate::model::{MessageNo, Text};

/// The count, and in how many segments which messages left.
pub fn grouped_by_stretch(count: Text, groups: Vec<Text>) -> Text {
    let mut groups = groups.into_iter();
    let first = groups.next().unwrap_or_else(|| say!("", ""));
    let list = groups.fold(first, |list, group| say!("{0}, {1}", "{0}，{1}", list, group));
    say!("{0}: {1}", "{0}：{1}", count, list)
}

/// All of it is one message, cut into many.
pub fn of_one(message: MessageNo, segments: u64, known: u64) -> Text {
    let edges = segments.saturating_sub(1);
    say!(
        "{0}, all of message {message}; {known} of the {edges} boundaries between them are known",
        "{0}，都是消息 {message} 的；其间 {edges} 条边界中已知 {known} 条",
        count::segments(segments)
    )
}

/// Consecutive messages, each alone in its segment.
pub fn one_each(first: &str, last: &str) -> Text {
    say!("{first} to {last} in one each", "{first} 到 {last} 各占一个")
}

/// What left in several segments whose boundaries are not known.
pub fn in_several(group: &str, segments: u64) -> Text {
    let noun = count::segments(segments);
    say!("{group} in {0}", "{group} 占 {0}", noun)
}

/// What left in one segment.
pub fn in_one(group: &str) -> Text {
    say!("{group} in one", "{group} 占一个")
}

/// What else there is.
pub fn and_more() -> Text {
    say!("…", "……")
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
