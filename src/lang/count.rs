//! Numbers with their nouns, and lists of numbers.

use crate::model::{Range, Seen, Text};
use std::time::Duration;

/// `1 message`, `2 messages`; Chinese nouns have no plural.
fn plural(n: u64, one: &str, many: &str, zh: &str) -> Text {
    let noun = if n == 1 { one } else { many };
    say!("{n} {noun}", "{n} {zh}")
}

/// Messages.
pub fn messages(n: u64) -> Text {
    plural(n, "message", "messages", "条消息")
}

/// Calls that sent.
pub fn sends(n: u64) -> Text {
    plural(n, "send", "sends", "次发送")
}

/// Receives.
pub fn receives(n: u64) -> Text {
    plural(n, "receive", "receives", "次接收")
}

/// Segments.
pub fn segments(n: u64) -> Text {
    plural(n, "segment", "segments", "个报文段")
}

/// Datagrams.
pub fn datagrams(n: u64) -> Text {
    plural(n, "datagram", "datagrams", "个数据报")
}

/// Connections.
pub fn connections(n: u64) -> Text {
    plural(n, "connection", "connections", "条连接")
}

/// Bytes, spelled out.
pub fn bytes(n: u64) -> Text {
    plural(n, "byte", "bytes", "字节")
}

/// Rows of a table.
pub fn rows(n: u64) -> Text {
    plural(n, "row", "rows", "行")
}

/// Traces.
pub fn traces(n: u64) -> Text {
    plural(n, "trace", "traces", "份轨迹")
}

/// Runs.
pub fn runs(n: u64) -> Text {
    plural(n, "run", "runs", "次运行")
}

/// Cases.
pub fn cases(n: u64) -> Text {
    plural(n, "case", "cases", "个用例")
}

/// Steps.
pub fn steps(n: u64) -> Text {
    plural(n, "step", "steps", "个步骤")
}

/// Rounds of a block.
pub fn rounds(n: u64) -> Text {
    plural(n, "round", "rounds", "轮")
}

/// A duration in the unit that needs no fraction: `40 ms`.
pub fn duration(length: Duration) -> Text {
    let us = length.as_micros();
    match us {
        us if us.is_multiple_of(1_000_000) => {
            let s = us / 1_000_000;
            say!("{s} s", "{s} 秒")
        }
        us if us.is_multiple_of(1_000) => {
            let ms = us / 1_000;
            say!("{ms} ms", "{ms} 毫秒")
        }
        us => say!("{us} µs", "{us} 微秒"),
    }
}

/// A range of a figure: `5`, `at least 5`, `at most 5`, `5 to 9`.
pub fn range(range: Range) -> Text {
    let Range { min, max } = range;
    match (min, max) {
        (min, max) if min == max => say!("{min}", "{min}"),
        (min, u64::MAX) => say!("at least {min}", "至少 {min}"),
        (0, max) => say!("at most {max}", "至多 {max}"),
        (min, max) => say!("{min} to {max}", "{min} 到 {max}"),
    }
}

/// A figure, or why there is none.
pub fn seen(value: Seen<u64>) -> Text {
    match value {
        Seen::Seen(n) => say!("{n}", "{n}"),
        Seen::Unsupported => say!("not seen here", "此处看不到"),
        Seen::Failed(code) => {
            say!("not seen (the query failed with {code})", "没看到（查询失败，错误码 {code}）")
        }
        Seen::Absent => say!("none", "无"),
    }
}

/// Rising numbers as ranges: `1, 3–5`.
pub fn list(numbers: &[u32]) -> String {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for &n in numbers {
        match runs.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(n) => *last = n,
            _ => runs.push((n, n)),
        }
    }
    let words: Vec<String> = runs
        .iter()
        .map(|&(a, b)| if a == b { a.to_string() } else { format!("{a}–{b}") })
        .collect();
    words.join(", ")
}

/// Messages by their numbers, or by how many they are where these would fill a line.
pub fn few_messages(numbers: &[u32]) -> Text {
    let parts = list(numbers).matches(',').count();
    if parts < 4 { these_messages(numbers) } else { messages(numbers.len() as u64) }
}

/// `message 1`, `messages 2–10`.
pub fn these_messages(numbers: &[u32]) -> Text {
    let list = list(numbers);
    let noun = if numbers.len() == 1 { "message" } else { "messages" };
    let zh = list.replace(", ", "、");
    say!("{noun} {list}", "消息 {zh}")
}

/// `datagram 1`, `datagrams 2–10`.
pub fn these_datagrams(numbers: &[u32]) -> Text {
    let list = list(numbers);
    let noun = if numbers.len() == 1 { "datagram" } else { "datagrams" };
    let zh = list.replace(", ", "、");
    say!("{noun} {list}", "数据报 {zh}")
}

/// `receive 1`, `receives 2–10`.
pub fn these_receives(numbers: &[u32]) -> Text {
    let list = list(numbers);
    let noun = if numbers.len() == 1 { "receive" } else { "receives" };
    let zh = list.replace(", ", "、");
    say!("{noun} {list}", "第 {zh} 次接收")
}

/// `round 2`, `rounds 2–10`.
pub fn these_rounds(numbers: &[u32]) -> Text {
    let list = list(numbers);
    let noun = if numbers.len() == 1 { "round" } else { "rounds" };
    let zh = list.replace(", ", "、");
    say!("{noun} {list}", "第 {zh} 轮")
}

/// How to read `#1` and `R1`: the first that stand there.
pub fn numbers_legend(message: Option<u32>, receive: Option<u32>) -> Text {
    match (message, receive) {
        (Some(message), Some(receive)) => say!(
            "#{message} is message {message}, R{receive} receive {receive}.",
            "#{message} 是消息 {message}，R{receive} 是第 {receive} 次接收。"
        ),
        (Some(message), None) => {
            say!("#{message} is message {message}.", "#{message} 是消息 {message}。")
        }
        (None, receive) => {
            let receive = receive.unwrap_or(1);
            say!("R{receive} is receive {receive}.", "R{receive} 是第 {receive} 次接收。")
        }
    }
}
