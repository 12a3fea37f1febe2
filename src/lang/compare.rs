//! The words of `compare`.

use super::count;
use crate::model::{Counted, Text};

/// The heading: what is compared.
pub fn title(systems: u64, traces: u64) -> Text {
    match (systems, traces) {
        (1, 1) => say!("One and the same trace", "同一份轨迹"),
        (1, _) => say!(
            "{traces} traces of one system side by side",
            "同一个系统的 {traces} 份轨迹，放在一起比较"
        ),
        _ => say!("{systems} systems side by side", "{systems} 个系统，放在一起比较"),
    }
}

/// The heading where some are no more than sessions.
pub fn of_traces(n: u64) -> Text {
    say!("{n} traces side by side", "{n} 份轨迹，放在一起比较")
}

/// This computer's column.
pub fn here(system: &str) -> Text {
    say!("this computer ({system})", "这台电脑（{system}）")
}

/// Which computer a column is about.
pub fn column(host: &str, wire: &str, version: &str) -> Text {
    say!("{host}, wire {wire}, stickydemo {version}", "{host}，线路 {wire}，stickydemo {version}")
}

/// How many traces a column is made of.
pub fn traces(column: Text, n: u64) -> Text {
    say!("{0}, {n} traces", "{0}，{n} 份轨迹", column)
}

/// What a column under something else stands for.
pub fn under(os: &str, under: &str) -> Text {
    say!(
        "{under} provides the calls of {os} on top of another system's TCP/IP: this column says nothing about {os} itself",
        "{under} 是用另一个系统的 TCP/IP 来实现 {os} 的调用：这一列不代表真正的 {os}"
    )
}

/// Different versions of the program; `list`: which by which.
pub fn versions(list: &str) -> Text {
    say!(
        "the traces were made by different versions of stickydemo: {list}",
        "这些轨迹是用不同版本的 stickydemo 记录的：{list}"
    )
}

/// A scenario's file differs.
pub fn sources(scenario: &str, list: &str) -> Text {
    say!(
        "the file of the scenario `{scenario}` is not the same in all traces, so its cases may not be either: {list}",
        "场景 `{scenario}` 的文件在各份轨迹里不一样，它的用例也可能不同：{list}"
    )
}

/// A scenario was not changed in the same way.
pub fn changes(scenario: &str, list: &str) -> Text {
    say!(
        "the scenario `{scenario}` was not run with the same changes (--set): {list}",
        "场景 `{scenario}` 运行时的改动（--set）不一样：{list}"
    )
}

/// No changes.
pub fn unchanged() -> Text {
    say!("none", "没有改动")
}

/// Counts that contradict the run they belong to.
pub fn repeats(column: &str, case: &str) -> Text {
    say!(
        "{column}: the trace's counts over many runs of `{case}` contradict the one run that it holds; only that run is used",
        "{column}：轨迹里 `{case}` 多次运行的统计与其中保存的那次运行矛盾，只采用保存的那次"
    )
}

/// A session of which not all calls were kept.
pub fn cut(column: &str, session: &str, (calls, more): (u64, u64)) -> Text {
    say!(
        "{column}: only the first {calls} calls of `{session}` were kept; the {more} that came after them are not compared",
        "{column}：`{session}` 只保存了前 {calls} 次调用；后面的 {more} 次不参加比较"
    )
}

/// Something about a column.
pub fn of_column(column: &str, what: &Text) -> Text {
    say!("{column}: {0}", "{column}：{0}", what)
}

/// The heads of the first columns of a table for a report.
pub fn heads() -> [Text; 3] {
    [say!("case", "用例"), say!("what", "比较什么"), say!("why", "原因说明")]
}

/// The row of what carried the bytes.
pub fn carriers() -> Text {
    say!("carried by", "传输方式")
}

/// The row of verdicts.
pub fn verdict() -> Text {
    say!("verdict", "结论")
}

/// The row of fates.
pub fn fates() -> Text {
    say!("fates", "结局")
}

/// The row of causes.
pub fn causes() -> Text {
    say!("main causes", "主要原因")
}

/// A row of a step.
pub fn step(no: u32, call: &str) -> Text {
    say!("step {no} {call}", "步骤 {no} {call}")
}

/// A row of a figure.
pub fn figure(what: Counted) -> Text {
    match what {
        Counted::Held => say!("most held back (bytes)", "最多扣住的字节"),
        Counted::Took => say!("time (ms)", "用时（毫秒）"),
        other => super::sweep::column(other),
    }
}

/// Some of them, by number.
pub fn these(numbers: &str, what: &Text) -> Text {
    let zh = numbers.replace(", ", "、");
    say!("{numbers}: {0}", "{zh}：{0}", what)
}

/// Some messages, where their numbers would fill the line.
pub fn many_messages(n: u64, what: &Text) -> Text {
    say!("{0}: {1}", "{0}：{1}", count::messages(n), what)
}

/// Some receives, where their numbers would fill the line.
pub fn many_receives(n: u64, what: &Text) -> Text {
    say!("{0}: {1}", "{0}：{1}", count::receives(n), what)
}

/// A receive that held exactly one message, or a step that did not fail.
pub fn no_cause() -> Text {
    say!("none", "没有")
}

/// Nothing at all was received.
pub fn no_receives() -> Text {
    say!("no receive", "没有接收")
}

/// A receive that did not happen.
pub fn no_such_receive() -> Text {
    say!("no such receive", "没有这次接收")
}

/// A step that did not fail.
pub fn no_error() -> Text {
    say!("no error", "没有出错")
}

/// A step or a case that was not run.
pub fn not_run() -> Text {
    say!("not run", "没有运行")
}

/// What stands between two things that follow each other.
pub fn and() -> Text {
    say!("; ", "；")
}

/// Two things, one after the other.
pub fn both(first: Text, second: Text) -> Text {
    say!("{0}; {1}", "{0}；{1}", first, second)
}

/// In how many of the runs a value was there.
pub fn runs_of(value: &Text, runs: u64, of: u64) -> Text {
    say!("{0} ({runs} of {of} runs)", "{0}（{of} 次运行中 {runs} 次）", value)
}

/// The reason that a scenario gives for a platform: by itself, where it begins with the platform.
pub fn reason(platform: &Text, why: &Text) -> Text {
    let named = |why: &str, name: &str, on: &[&str]| {
        let rest = on.iter().find_map(|on| why.strip_prefix(on)).unwrap_or(why);
        rest.trim_start().starts_with(name)
    };
    let both = super::checks::variant(platform.clone(), why);
    Text {
        en: if named(&why.en, &platform.en, &["On ", "Under "]) { why.en.clone() } else { both.en },
        zh: if named(&why.zh, &platform.zh, &["在"]) { why.zh.clone() } else { both.zh },
    }
}

/// What could not be observed on a system.
pub fn unseen_there(what: &Text) -> Text {
    say!("cannot be observed there: {0}", "那里观察不到：{0}", what)
}

/// What was not as expected on a system.
pub fn failed(expected: &Text, got: &Text) -> Text {
    say!("expected {0}, got {1}", "预期{0}；实际{1}", spaced(expected), spaced(got))
}

/// To be put after Chinese: with a space where it does not begin in Chinese itself.
fn spaced(text: &Text) -> Text {
    let space = if text.zh.starts_with(|c: char| c.is_ascii_alphanumeric()) { " " } else { "" };
    Text { en: text.en.clone(), zh: format!("{space}{}", text.zh) }
}

/// No variant explains a difference.
pub fn no_reason() -> Text {
    say!("the scenario names no reason", "场景没有说明原因")
}

/// The rest of many rows.
pub fn more_rows(n: u64) -> Text {
    say!("… and {n} more receives that differ: --all", "……还有 {n} 行接收也不一样：--all")
}

/// Cases that a column does not have.
pub fn missing(column: &str, list: &str) -> Text {
    say!("not recorded — {column}: {list}", "没有记录 — {column}：{list}")
}

/// What `?` means.
pub fn unseen() -> Text {
    say!("? cannot be seen on that system", "? 在那个系统上看不到")
}

/// What `—` means.
pub fn absent() -> Text {
    say!("— the case is not in that trace", "— 那份轨迹里没有这个用例")
}

/// Cases that only some of a system's traces have.
pub fn partly(column: &str, list: &str) -> Text {
    say!("not in every trace — {column}: {list}", "不是每份轨迹都有 — {column}：{list}")
}

/// The last line: how many cases agree, of those that can be compared.
pub fn summary(agree: u64, of: u64) -> Text {
    let differ = of.saturating_sub(agree);
    let plural = |n: u64, one: &'static str, many: &'static str| if n == 1 { one } else { many };
    let cases = plural(of, "case", "cases");
    let agrees = if of == 1 { "agrees" } else { plural(agree, "agrees", "agree") };
    let differs = plural(differ, "differs", "differ");
    match differ {
        0 => say!(
            "{of} of {of} {cases} {agrees}: nothing differs",
            "{of} 个用例中 {of} 个一致：没有任何差别"
        ),
        _ => say!(
            "{agree} of {of} {cases} {agrees}, {differ} {differs}",
            "{of} 个用例中 {agree} 个一致，{differ} 个不一致"
        ),
    }
}

/// Nothing can be compared.
pub fn nothing_in_common() -> Text {
    say!(
        "no case is in more than one of the traces: nothing to compare",
        "没有哪个用例同时出现在两份轨迹里：没有什么可以比较"
    )
}

/// Nothing can be compared of traces of sessions; `commands` show each.
pub fn no_other_session(commands: &Text) -> Text {
    say!(
        "nothing to compare: a session is compared with another of its name (serve-upper with serve-upper); the two ends of a conversation \
         make different calls. Each by itself: {0}",
        "没有什么可以比较：会话只和同名的会话比（serve-upper 和 serve-upper）；一次对话的两端，调用本来就不同。分别查看：{0}",
        commands
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_that_names_its_system_is_not_told_whose_it_is() {
        let wine = || Text::new("Wine", "Wine");
        for own in [("Under Wine it is so", "在 Wine 下就这样"), ("On Wine 8 too", "Wine 8 也是")]
        {
            let why = Text::new(own.0, own.1);
            assert_eq!(reason(&wine(), &why), why);
        }
        let told =
            reason(&wine(), &Text::new("Linux says EPIPE to Wine", "Linux 告诉 Wine 的是 EPIPE"));
        assert!(told.en.starts_with("on Wine: Linux"), "{told:?}");
        assert!(told.zh.contains("Wine") && !told.zh.starts_with("Linux"), "{told:?}");
    }

    #[test]
    fn a_number_behind_chinese_has_a_space_before_it() {
        let expected = Text::new("returns 5", "返回 5");
        let number = failed(&expected, &Text::new("10", "10"));
        assert_eq!(number.zh, "预期返回 5；实际 10");
        assert_eq!(failed(&expected, &Text::new("nobody", "没有人")).zh, "预期返回 5；实际没有人");
    }
}
