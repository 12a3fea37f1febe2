//! What stands before the cursor when somebody is asked.

use super::{Words, say};
use crate::model::Text;
use crate::report::guess::letter;

/// Nothing to choose from.
pub(crate) const PLAIN: Words =
    say("  Enter: run it    ?: a hint    q: out  > ", "  回车：运行    ?：看提示    q：退出  > ");
/// A class votes.
pub(crate) const FIRST: Words = say(
    "  Votes, like A12 B20 (not shown)    ?: a hint    s: skip    q: out  > ",
    "  票数，如 A12 B20（不显示）    ?：看提示    s：跳过    q：退出  > ",
);
/// And once more.
pub(crate) const SECOND: Words = say(
    "  Second vote    r: the first once more    s: no second    q: out  > ",
    "  第二次的票数    r：重输第一次的    s：不投第二次    q：退出  > ",
);
/// What was right has been said.
pub(crate) const ON: Words = say("  Enter: on    q: out  > ", "  回车：继续    q：退出  > ");
/// Nobody can be asked.
pub(crate) const NOBODY: Words =
    say("  (no more answers to read: going on)\n", "  （没有更多的回答可读，直接继续）\n");

/// One person chooses.
pub(crate) fn letters(choices: usize) -> Text {
    let last = letter(choices.saturating_sub(1));
    Text::new(
        format!("  A-{last}: your guess    ?: a hint    s: skip    q: out  > "),
        format!("  A-{last}：选一个    ?：看提示    s：跳过    q：退出  > "),
    )
}

/// It was none of the choices.
pub(crate) fn type_a_letter(choices: usize) -> Text {
    let last = letter(choices.saturating_sub(1));
    Text::new(
        format!("type a letter from A to {last}, or s to run it without a guess"),
        format!("请输入 A 到 {last} 中的一个字母；不想猜就输入 s，直接运行"),
    )
}
