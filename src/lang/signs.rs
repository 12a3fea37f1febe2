//! How signs are read: those of the rulers, and those of the groups beside them.

use super::count;
use crate::model::{MessageNo, Text};

/// What the rulers contain that needs explaining.
#[derive(Debug, Clone, Default)]
pub struct Legend {
    /// An edge.
    pub boundary: bool,
    /// A message boundary that a row does not have.
    pub dotted: bool,
    /// A message boundary that a row may or may not have: nothing tells.
    pub unknown: bool,
    /// A cell too narrow for its word.
    pub nothing: bool,
    /// Sends that were cut into datagrams.
    pub cuts: bool,
    /// A part that was cut off.
    pub cut: bool,
    /// Bytes nobody read, without that word.
    pub unread: bool,
    /// A stretch of which nothing is known, without a word.
    pub blind: bool,
    /// Many cells drawn as one: as they are drawn, and how many they are.
    pub run: Option<(String, usize)>,
    /// A space drawn as `·`.
    pub spaces: bool,
    /// Sizes instead of texts.
    pub sizes: bool,
    /// Numbers of messages instead of texts: the first and the last.
    pub numbers: Option<(u32, u32)>,
    /// The length that stands for a header.
    pub header: Option<u64>,
}

/// How to read the rulers: signs by their names.
pub fn legend(used: &Legend) -> Vec<(&'static str, Text)> {
    let cells = |(drawn, n): &(String, usize)| {
        say!("{drawn} {n} cells drawn as one", "{drawn} {n} 格合画成一格")
    };
    let all = [
        ("boundary", used.boundary.then(|| say!("│ boundary", "│ 边界"))),
        (
            "dotted",
            (used.dotted && !used.cuts)
                .then(|| say!("┊ message boundary, lost here", "┊ 消息边界，在这里丢失")),
        ),
        (
            "dotted datagrams",
            (used.dotted && used.cuts)
                .then(|| say!("┊ datagram boundary, lost here", "┊ 数据报边界，在这里丢失")),
        ),
        ("unknown", used.unknown.then(unknown)),
        ("nothing", used.nothing.then(|| say!("- did not come out", "- 没有出来"))),
        ("cut", used.cut.then(|| say!("× cut off and gone", "× 被截掉，没有了"))),
        ("unread", used.unread.then(|| say!("░ unread", "░ 未读"))),
        ("blind", used.blind.then(|| say!("┄ not seen here", "┄ 此处看不到"))),
        ("run", used.run.as_ref().map(cells)),
        ("spaces", used.spaces.then(|| say!("· a space", "· 空格"))),
        ("numbers", used.numbers.map(numbered)),
        ("header", used.header.map(header)),
        ("sizes", used.sizes.then(|| say!("B bytes, not to scale", "B 字节，不按比例"))),
    ];
    all.into_iter().filter_map(|(name, text)| Some((name, text?))).collect()
}

fn unknown() -> Text {
    say!("? message boundary, unknown whether kept here", "? 消息边界，不知道在这里是否还在")
}

fn numbered((first, last): (u32, u32)) -> Text {
    if first == last {
        return say!("#{first} message {first}", "#{first} 消息 {first}");
    }
    say!("#{first}–{last} messages {first} to {last}", "#{first}–{last} 消息 {first} 到 {last}")
}

fn header(says: u64) -> Text {
    say!("[{says}] a header, for {0}", "[{says}] 头部，说后面有 {0}", count::bytes(says))
}

/// What `[1]` means.
pub fn alone(message: u32) -> Text {
    say!("[{message}] message {message} alone", "[{message}] 只有消息 {message}")
}

/// What `[1] to [34]` means.
pub fn each_alone(run: Text) -> Text {
    say!("{0} each message alone", "{0} 每条消息都是单独的", run)
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
