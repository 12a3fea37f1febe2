//! The words of the timeline.

use super::count;
use super::errors::{StreamZero, no_end};
use crate::model::Text;

/// The heads of its columns.
#[derive(Debug, Clone)]
pub struct Columns {
    /// Since the case began.
    pub time: Text,
    /// Who.
    pub actor: Text,
    /// What.
    pub call: Text,
    /// What came back.
    pub result: Text,
    /// What the kernel holds.
    pub held: Text,
}

/// The heads. Verbose: microseconds.
pub fn columns(verbose: bool) -> Columns {
    let time = if verbose { say!("µs", "微秒") } else { say!("ms", "毫秒") };
    Columns {
        time,
        actor: say!("actor", "角色"),
        call: say!("call", "调用"),
        result: say!("came back", "返回"),
        held: say!("kernel holds", "内核里还有"),
    }
}

/// How to read what a sending kernel holds, by an example.
pub fn kept_legend(who: &str, unsent: &str, unacked: &str) -> Text {
    say!(
        "{who} {unsent}/{unacked}: at {who} {0} not acknowledged, {unsent} of these not sent yet (0/0 is left out).",
        "{who} {unsent}/{unacked}：{who} 有 {0}还没被确认，其中 {unsent} 字节还没发出（都为 0 时省略）。",
        bytes(unacked)
    )
}

/// How to read what can be read from a stream.
pub fn stream_legend(to: &str, figure: &str) -> Text {
    say!(
        "→ {to} {figure}: at {to} {0} readable.",
        "→ {to} {figure}：{to} 有 {0}可读。",
        bytes(figure)
    )
}

/// How to read what waits of sequenced packets.
pub fn packets_legend(to: &str, figure: &str) -> Text {
    say!(
        "→ {to} {figure}: at {to} {0} of all packets together.",
        "→ {to} {figure}：{to} 那边所有的包一共有 {0}在等。",
        bytes(figure)
    )
}

/// How to read what waits of datagrams.
pub fn datagram_legend(to: &str, figure: &str) -> Text {
    match figure {
        "0" => say!("→ {to} 0: at {to} no byte waits.", "→ {to} 0：{to} 那边没有字节在等。"),
        figure => say!(
            "→ {to} {figure}: at {to} the next waiting datagram has {0}.",
            "→ {to} {figure}：{to} 那边排在最前面的数据报有 {0}。",
            bytes(figure)
        ),
    }
}

/// So many bytes; the figure may be a range.
fn bytes(figure: &str) -> Text {
    match figure {
        "1" => say!("1 byte", "1 字节"),
        figure => say!("{figure} bytes", "{figure} 字节"),
    }
}

/// After a 0: the next datagram that waits has no bytes.
pub fn empty_waits() -> Text {
    say!(" (an empty one)", "（空的）")
}

/// What a 0 may be, where empty datagrams were sent and only bytes are counted.
pub fn empty_legend() -> Text {
    say!(
        "0: nothing waits, or an empty datagram; the figures do not tell which.",
        "0：没有数据报在等，或者等着的是空数据报；内核的数字分不出来。"
    )
}

/// Where a figure was not seen.
pub fn unseen_legend() -> Text {
    say!("?: not seen here.", "?：此处看不到。")
}

/// Instead of what came back from a background step that has only begun.
pub fn waits() -> Text {
    say!("waits…", "在等……")
}

/// A background step's end.
pub fn ends() -> Text {
    say!("ends", "结束")
}

/// Success without a count.
pub fn ok() -> Text {
    say!("ok", "成功")
}

/// A 0 of a receive on a stream: the end, or what else it was.
pub fn end_of_stream(zero: StreamZero) -> Text {
    match no_end(zero) {
        None => say!("0: end of stream", "0：流已结束"),
        Some(why) => say!("0: {0}", "0：{0}", why),
    }
}

/// An error, and why there was nothing more to read.
pub fn because(error: &str, why: Text) -> Text {
    say!("{error}: {0}", "{error}：{0}", why)
}

/// Where a connection keeps boundaries: nothing tells which of the two.
pub fn empty_or_end() -> Text {
    say!("0: empty, or the end", "0：空消息，或者结束了")
}

/// An empty datagram.
pub fn empty_datagram() -> Text {
    say!("\"\" (empty)", "\"\"（空）")
}

/// Skipped.
pub fn not_run() -> Text {
    say!("not run", "未执行")
}

/// The beginning only was taken.
pub fn partly(taken: u64, offered: u64) -> Text {
    say!("{taken} of {offered}", "{offered} 中的 {taken}")
}

/// A datagram's sender.
pub fn from(text: &str, sender: &str) -> Text {
    say!("{text} from {sender}", "{text} 来自 {sender}")
}

/// What `getsockname` or `getpeername` returned: whose address.
pub fn address(owner: &str) -> Text {
    say!("address of {owner}", "{owner} 的地址")
}

/// After what came back: how long the call waited, in microseconds; for several calls from the least to
/// the most.
pub fn after(least: u64, most: u64) -> Text {
    let (least, most) = (milliseconds(least), milliseconds(most));
    if least == most {
        return say!(" after {most} ms", " 等了 {most} 毫秒");
    }
    say!(" after {least}–{most} ms", " 等了 {least}–{most} 毫秒")
}

/// Milliseconds with one decimal where they are few; of microseconds.
fn milliseconds(us: u64) -> String {
    let (ms, rest) = (us / 1000, us % 1000);
    match rest {
        0 => ms.to_string(),
        _ if ms < 100 => format!("{ms}.{}", rest / 100),
        _ => ms.to_string(),
    }
}

/// The kernel cut it.
pub fn truncated(text: Text) -> Text {
    say!("{0} (cut)", "{0}（被截断）", text)
}

/// Dropped datagrams.
pub fn dropped(n: &str) -> Text {
    say!("{n} dropped", "丢 {n} 个")
}

/// A background step.
pub fn background() -> Text {
    say!("in the background", "在后台")
}

/// The head of a block that was folded.
pub fn rounds(n: u64) -> Text {
    say!("{0} of:", "{0}，每轮：", count::rounds(n))
}

/// The same, of a warm-up.
pub fn of_warmup(n: u64) -> Text {
    say!("{0} of: (warm-up, not counted)", "{0}，每轮：（预热，不计入）", count::rounds(n))
}

/// Instead of a warm-up.
pub fn warmup_rounds(n: u64) -> Text {
    say!("{0} to warm up, not counted (-v)", "预热 {0}，不计入（-v）", count::rounds(n))
}

/// The head of a block of which only the round is told that took the median time.
pub fn one_of_rounds(n: u64, round: usize) -> Text {
    say!(
        "{0}; here round {round}, the median:",
        "共 {0}；这里是第 {round} 轮，用时居中：",
        count::rounds(n)
    )
}

/// `after the first: …; after the last: …`.
pub fn first_and_last(first: &str, last: &str) -> Text {
    say!(
        "after the first: {first}; after the last: {last}",
        "第一次之后：{first}；最后一次之后：{last}"
    )
}

/// Of a folded repeat: what was held after its last call.
pub fn after_the_last(held: &str) -> Text {
    say!("finally: {held}", "最后：{held}")
}

/// What stands for the calls of several actors.
pub fn all_of_them(actors: usize) -> Text {
    if actors == 2 { say!("both", "双方") } else { say!("all", "各方") }
}

/// Calls that are not shown on one screen.
pub fn more_calls(n: usize) -> Text {
    let calls = if n == 1 { "call" } else { "calls" };
    say!("… {n} more {calls} (-v) …", "…… 中间还有 {n} 个调用（-v 全部显示）……")
}

/// Bytes that have not left; whose, where that is not the caller.
pub fn unsent(at: Option<String>, n: u64) -> Text {
    of_whom(at, say!("{n} B unsent", "{n} 字节未发出"))
}

/// Bytes that can be read.
pub fn readable(at: Option<String>, n: u64) -> Text {
    of_whom(at, say!("{n} B readable", "{n} 字节可读"))
}

/// An empty datagram that can be read.
pub fn empty_at(at: Option<String>) -> Text {
    of_whom(at, say!("an empty datagram", "一个空数据报"))
}

fn of_whom(at: Option<String>, what: Text) -> Text {
    match at {
        Some(at) => say!("{at}: {0}", "{at}：{0}", what),
        None => what,
    }
}

/// Lines left out.
pub fn elided(n: usize) -> Text {
    say!("… {n} more steps, shown with --verbose", "……还有 {n} 步，用 --verbose 显示")
}

/// What was asked for an option, and what was granted.
pub fn granted(option: &str, asked: &str, granted: &str) -> Text {
    say!(
        "{option}: asked for {asked}, the kernel granted {granted}",
        "{option}：请求 {asked}，内核给了 {granted}"
    )
}

/// An option that was not set.
pub fn not_granted(option: &str, asked: &str, error: &Text) -> Text {
    say!("{option} = {asked} was not set: {0}", "{option} = {asked} 没有设上：{0}", error)
}

/// What an option is.
pub fn option_is(option: &str, value: &str) -> Text {
    say!("{option} is {value}", "{option} 现在是 {value}")
}

/// How long a call took, in microseconds.
pub fn took(us: u64) -> Text {
    say!("took {us} µs", "用时 {us} 微秒")
}

/// Whose figures follow.
pub fn own_figures(actor: &str) -> Text {
    say!("{actor}'s kernel:", "{actor} 的内核：")
}

/// Left in a kernel at the end.
pub fn leftover(actor: &str, bytes: u64) -> Text {
    let verb = if bytes == 1 { "was" } else { "were" };
    say!(
        "{actor} never read {0} that {verb} sent to it",
        "发给 {actor} 的 {0}，直到结束它都没有读",
        count::bytes(bytes)
    )
}
