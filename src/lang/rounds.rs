//! The words of the table of rounds.

use crate::model::{RoundNo, Text};

/// The heading.
pub fn heading() -> Text {
    say!("Round by round", "一轮一轮地看")
}

/// The heads of its columns.
#[derive(Debug, Clone)]
pub struct Columns {
    /// Which round.
    pub round: Text,
    /// From its beginning to its end.
    pub took: Text,
    /// Of this, in the calls themselves.
    pub calls: Text,
    /// The most bytes held back.
    pub held: Text,
}

/// The heads.
pub fn columns() -> Columns {
    Columns {
        round: say!("round", "轮次"),
        took: say!("ms in all", "总共（毫秒）"),
        calls: say!("ms in the calls", "调用里（毫秒）"),
        held: say!("bytes held back", "扣住的字节"),
    }
}

/// The least of a column.
pub fn least() -> Text {
    say!("least", "最少")
}

/// The median.
pub fn middle() -> Text {
    say!("median", "中位数")
}

/// The most.
pub fn most() -> Text {
    say!("most", "最多")
}

/// Rounds left out of the table.
pub fn left_out(n: u64) -> Text {
    let rounds = if n == 1 { "round" } else { "rounds" };
    say!("… {n} more {rounds} …", "…… 中间还有 {n} 轮 ……")
}

/// Rounds told together: with an option each has its row.
pub fn in_full(rounds: &str) -> Text {
    say!("{rounds} (-v)", "{rounds}（-v）")
}

/// In a verdict: how long a round took.
pub fn each_took(ms: &str) -> Text {
    say!("{ms} ms a round (median)", "每轮 {ms} 毫秒（中位数）")
}

/// After the name of a cause: the round in which it is proved, and how.
pub fn cause(round: RoundNo, proof: &Text) -> Text {
    say!(", in round {round}: {0}.", "，第 {round} 轮：{0}。", proof)
}

/// What the two times are.
pub fn legend() -> Text {
    say!(
        "In all: from the beginning of a round's first call to the end of its last. What is not in the \
         calls is this program's own time: it hands each call to its actor and \
         asks the kernel for figures after it.",
        "总共：从一轮的第一次调用开始，到最后一次调用结束。不在调用里的时间是本程序自己用掉的：把每次调用交给角色去做，做完再向内核查数字。"
    )
}
