//! The words of everything else: introductions, verdicts, lists, summaries.

use super::{count, names};
use crate::model::{Cause, Role, Seen, Text};

/// The question's label.
pub fn question() -> Text {
    say!("Question", "问题")
}

/// The hint's label.
pub fn hint() -> Text {
    say!("Hint", "提示")
}

/// The answer's label.
pub fn answer() -> Text {
    say!("Answer", "解答")
}

/// Instead of the answer, where not all cases were run.
pub fn of_all_cases(run: u64, all: u64, scenario: &str) -> Text {
    say!(
        "{run} of {all} cases: the story and the answer speak of all of them, and are left out. `stickydemo show {scenario}` has them.",
        "{all} 个用例里只有 {run} 个：故事和解答讲的是全部用例，所以不显示；想看请输入 `stickydemo show {scenario}`。"
    )
}

/// The remark's label.
pub fn note() -> Text {
    say!("Note", "说明")
}

/// After a run on another system: what the answer is about, then the notes.
pub fn of_linux(notes: &str) -> Text {
    say!(
        "what the answer says was measured on Linux. {notes}",
        "解答里说的，是在 Linux 上测到的。{notes}"
    )
}

/// After the answer of a scenario over loopback.
pub fn of_loopback() -> Text {
    say!(
        "Measured over loopback, except where a distance is named. Across a network, acknowledgements, errors and resets come back later, and packets can be lost or overtake each other.",
        "除了写明距离的，以上都是在环回接口上测的。隔着网络，确认、报错和重置回来得晚，包还可能丢、可能乱序。"
    )
}

/// Its label.
pub fn elsewhere() -> Text {
    say!("Other systems", "其他系统")
}

/// The notes' label.
pub fn notes() -> Text {
    say!("For the teacher", "给老师")
}

/// What was kept of a session is not all of it.
pub fn session_goes_on(calls: u64, more: u64) -> Text {
    say!(
        "only the first {calls} calls were kept; {more} more came after them, and nothing below knows of those",
        "只保存了前 {calls} 次调用；后面还有 {more} 次，下面说的都不包括它们"
    )
}

/// What stands where a case has its role.
pub fn session() -> Text {
    say!("session", "会话")
}

/// The timeline's heading.
pub fn timeline() -> Text {
    say!("What happened", "发生了什么")
}

/// The rulers' heading.
pub fn boundaries() -> Text {
    say!("Where the message boundaries are", "消息的边界在哪里")
}

/// What it means that a case was shown.
pub fn shown(role: Role, fix: Option<&Text>) -> Text {
    match (role, fix) {
        (Role::Problem, _) => {
            say!("as expected: the effect occurred", "和预期一致：现象出现了")
        }
        (Role::NotAFix, _) => {
            say!("as expected: this does not fix it", "和预期一致：这个办法不管用")
        }
        (Role::Fix, Some(fix)) => say!("the fix works: {0}", "解决办法有效：{0}", fix),
        (Role::Fix, None) => say!("the fix works", "解决办法有效"),
    }
}

/// Before what became of the messages of a case that was shown.
pub fn shown_as(role: Role, fix: Option<&Text>) -> Text {
    match (role, fix) {
        (Role::Problem, _) => say!("as expected: ", "和预期一致："),
        (Role::NotAFix, _) => {
            say!("as expected, this does not fix it: ", "和预期一致，这个办法不管用：")
        }
        (Role::Fix, Some(fix)) => say!("the fix works ({0}): ", "解决办法有效（{0}）：", fix),
        (Role::Fix, None) => say!("the fix works: ", "解决办法有效："),
    }
}

/// Between two things of which each has commas of its own.
pub fn semicolon() -> Text {
    say!("; ", "；")
}

/// Causes whose proof is left out, and how many there are that are not named.
pub fn named_and_more(named: &[Text], more: usize) -> Text {
    let named = Text::joined(named, ("; ", "；"));
    match more {
        0 => say!("… {0} (-v)", "…… {0}（-v）", named),
        n => say!("… {0}; {n} more (-v)", "…… {0}；还有 {n} 条（-v）", named),
    }
}

/// What does not stand on one screen.
pub fn more_in_full(n: usize) -> Text {
    say!("… {n} more (-v)", "…… 还有 {n} 条（-v 全部显示）")
}

/// What it means that a case was not shown.
pub fn not_shown(n: u64) -> Text {
    let noun = if n == 1 { "expectation" } else { "expectations" };
    say!("{n} {noun} did not hold", "有 {n} 条预期没有成立")
}

/// It did not show, and that is not a failure here.
pub fn not_shown_here(why: &Text) -> Text {
    say!("this system need not show it: {0}", "在本系统上不一定能演示出来：{0}", why)
}

/// It was not run.
pub fn not_run(why: &Text) -> Text {
    say!("it was not run: {0}", "没有运行：{0}", why)
}

/// What it means that a case is unsupported.
pub fn unsupported() -> Text {
    say!(
        "nothing contradicts the expectations, but this computer cannot show the decisive point",
        "没有什么与预期矛盾，但关键的一点在这台电脑上看不到"
    )
}

/// What it means that a case was changed.
pub fn changed() -> Text {
    say!(
        "--set changed what this case relies on; the result is shown above",
        "--set 改动了本用例的前提；结果见上"
    )
}

/// The changes that were made.
pub fn with_set(changes: &str) -> Text {
    say!("changed by --set: {changes}", "--set 改动：{changes}")
}

/// Above the texts of a scenario in which something was changed.
pub fn about_the_unchanged() -> Text {
    say!(
        "What the scenario says below is about the case without these changes.",
        "下面是场景自己的文字，讲的都是没有改动的情况。"
    )
}

/// The label of a case's remark, where changes have made it a different case.
pub fn note_on_the_unchanged() -> Text {
    say!("Note, on the case without changes", "说明（针对没有改动的用例）")
}

/// The host of a trace.
pub fn recorded_on(host: &str, version: &str, wire: &str) -> Text {
    say!(
        "recorded on {host}, wire {wire}, stickydemo {version}",
        "记录于 {host}，线路 {wire}，stickydemo {version}"
    )
}

/// The host of a trace that has no case to show.
pub fn recorded_nothing(host: &str, version: &str) -> Text {
    say!(
        "recorded on {host}, stickydemo {version}: there is no case in it to show",
        "记录于 {host}，stickydemo {version}：里面没有可以显示的用例"
    )
}

/// What the system ran under.
pub fn under(host: Text, under: &str) -> Text {
    say!("{0}, under {under}", "{0}，运行在 {under} 之下", host)
}

/// The last line of `run all`.
pub fn summary(cases: u64, ms: &str) -> Text {
    say!("{0} in {ms} ms", "{0}，{ms} 毫秒", count::cases(cases))
}

/// How to read the figures of a case's line.
pub fn figures_legend(figures: &str, [sent, received]: [u64; 2], segments: Seen<u64>) -> Text {
    let left = match segments {
        Seen::Seen(n) => count::segments(n),
        Seen::Absent => say!("no segments", "没有报文段"),
        Seen::Unsupported | Seen::Failed(_) => say!("segments not seen", "报文段看不到"),
    };
    say!(
        "{figures}: {0} sent, {1}, {2}",
        "{figures}：发了 {0}，{1}，{2}",
        count::messages(sent),
        left,
        count::receives(received)
    )
}

/// One figure of a summary.
pub fn tallied(n: u64, what: &Text) -> Text {
    say!("{n} {0}", "{n} 个{0}", what)
}

/// `1000 of 1000 shown`.
pub fn shown_of(shown: u64, runs: u64) -> Text {
    say!("{shown} of {runs} shown", "{runs} 次中 {shown} 次演示成功")
}

/// The first run that was not shown.
pub fn first_not_shown(run: u64) -> Text {
    say!("The first that was not shown: run {run}", "第一次没演示出来的：第 {run} 次")
}

/// A main cause, in the table of many runs.
pub fn main_cause(cause: Cause) -> Text {
    say!("main cause {0}", "主要原因：{0}", names::cause(cause))
}

/// In how many runs.
pub fn in_runs(n: u64) -> Text {
    say!("in {0}", "出现在 {0}中", count::runs(n))
}

/// A range of a figure.
pub fn ranged(min: &str, max: &str) -> Text {
    if min == max {
        return say!("always {min}", "总是 {min}");
    }
    say!("{min} to {max}", "{min} 到 {max}")
}

/// Some runs did not see the figure.
pub fn unseen_in(text: Text, n: u64) -> Text {
    say!("{0} (not seen in {1})", "{0}（{1}没有看到）", text, count::runs(n))
}

/// The script of a case.
pub fn script() -> Text {
    say!("steps", "步骤")
}

/// The expectations of a case.
pub fn expects() -> Text {
    say!("expected", "预期")
}

/// The framing of a case.
pub fn framing(what: &str) -> Text {
    say!("framing: {what}", "组帧：{what}")
}

/// The wire a case is about.
pub fn only_on(wire: &str) -> Text {
    say!("only on the wire: {wire}", "只适用于线路：{wire}")
}

/// The parties of a case.
pub fn actors(names: &str) -> Text {
    say!("actors: {names}", "角色：{names}")
}

/// A block.
pub fn block(times: u32) -> Text {
    say!("{times} times:", "重复 {times} 遍：")
}

/// A variant of a whole case: it may not show.
pub fn may_not_show() -> Text {
    say!("may not show", "可能演示不出来")
}

/// A variant of a whole case: it cannot be done.
pub fn not_run_there() -> Text {
    say!("cannot be done there", "在那里做不了")
}

/// A variant: free.
pub fn anything() -> Text {
    say!("anything may happen", "什么结果都可以")
}

/// `on macOS instead: …`.
pub fn instead(platform: Text, what: Text, why: &Text) -> Text {
    say!("on {0}: {1} ({2})", "在 {0} 上：{1}（{2}）", platform, what, why)
}

/// Of an error.
pub fn unshown(name: &str) -> Text {
    Text::new(format!("no scenario shows {name}"), format!("没有哪个场景演示 {name}"))
}

/// Says how to see one.
pub fn list_footer() -> Text {
    say!(
        "stickydemo run NAME shows one; stickydemo show NAME prints its texts and script.",
        "stickydemo run 名字 演示一个场景；stickydemo show 名字 显示它的文字和步骤。"
    )
}

/// The real output of a sub-command.
pub fn output_of(name: &str) -> Text {
    say!("output of `{name}`", "`{name}` 的输出")
}
