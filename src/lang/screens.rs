//! The words around the screens of a case step by step: how the pictures are read, and the keys.

use super::count::bytes;
use crate::model::Text;

/// The name of the page that says how the pictures are read.
pub fn notation() -> Text {
    say!("How to read the pictures", "怎样看这些图")
}

/// Of edges that are there.
pub fn edges() -> Text {
    say!("edges that were there: each send, each receive", "真正有的边界：每次发送、每次接收")
}

/// Of what was handed over.
pub fn handed() -> Text {
    say!(
        "its program has handed it over: the kernel has taken it, which says nothing of the other side",
        "程序已经交出去：内核收下了，不等于对方收到了"
    )
}

/// Of an edge that is lost.
pub fn side_by_side() -> Text {
    say!(
        "two messages side by side in a stream: nothing marks where one ends",
        "流里挨在一起的两条消息：没有东西标出哪里是边界"
    )
}

/// Of a part of a message that is told by its size.
pub fn part_of(message: u32, here: u64, all: u64) -> Text {
    say!(
        "of message {message}, which has {0}, {here} are here",
        "消息 {message} 有 {0}，其中 {here} 字节在这里",
        bytes(all)
    )
}

/// Of a message that is told by its size.
pub fn whole(message: u32, all: u64) -> Text {
    say!("message {message}, all of it: {0}", "整条消息 {message}：{0}", bytes(all))
}

/// Of an empty message.
pub fn empty() -> Text {
    say!(
        "an empty message: it has no byte, and is one all the same",
        "空消息：一个字节也没有，但仍是一条消息"
    )
}

/// Words of a picture, and what they mean.
pub fn words() -> [(Text, Text); 4] {
    [
        (
            say!("unsent", "未发出"),
            say!(
                "the program has handed them over, and they have not left yet",
                "程序已经交给内核，还没有离开"
            ),
        ),
        (
            say!("unacknowledged", "未确认"),
            say!(
                "sent, and kept by the sender until the other kernel says that they came",
                "已经发出，发送方还留着，直到对方内核说收到了"
            ),
        ),
        (
            say!("readable", "可读"),
            say!("they have arrived, and wait for a receive", "已经到达，等着被接收"),
        ),
        (
            say!("not seen here", "此处看不到"),
            say!(
                "this system has no such figure, or there was nobody to ask: nothing is guessed",
                "本系统没有这个数字，或者没有谁可问：绝不瞎猜"
            ),
        ),
    ]
}

/// How the keys are used; `cases`: so many can be jumped to.
pub fn keys(cases: usize) -> Text {
    let jump = match cases {
        0 | 1 => say!("", ""),
        n => say!(" · 1–{n} case", " · 1–{n} 用例"),
    };
    say!(
        "Enter on · b back{0} · ? notation · q out",
        "回车 下一屏 · b 上一屏{0} · ? 图例 · q 退出",
        jump
    )
}

/// At the last screen.
pub fn end() -> Text {
    say!("the end", "完")
}

/// At the last screen, where another question comes then.
pub fn next() -> Text {
    say!("Enter: the next question", "回车：下一个问题")
}

/// The part of a screen that did not fit whole.
pub fn part(no: usize, of: usize) -> Text {
    say!("part {no}/{of}", "第 {no}/{of} 部分")
}
