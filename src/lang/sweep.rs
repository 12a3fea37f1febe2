//! The words of `sweep`.

use super::count;
use crate::model::{Counted, OptionName, Text, Verdict};

/// What is going to be measured.
pub fn about(rows: u64, runs: u64) -> Text {
    let noun = if rows == 1 { "row" } else { "rows" };
    let each = count::runs(runs).en;
    say!(
        "{rows} {noun}, one for each combination of values; {each} for each, on real sockets.",
        "共 {rows} 行，每种取值组合一行；每行都在真实的套接字上运行 {runs} 次。"
    )
}

/// The head of a column of figures.
pub fn column(what: Counted) -> Text {
    match what {
        Counted::Sends => say!("sends", "发送"),
        Counted::Segments => say!("segments", "报文段"),
        Counted::Receives => say!("receives", "接收"),
        Counted::Drops => say!("dropped", "丢掉"),
        Counted::Accounted => say!("accounted for", "去向已知"),
        Counted::Held => say!("held back", "扣住"),
        Counted::Took => say!("ms", "毫秒"),
    }
}

/// The head of the column of fates.
pub fn fates() -> Text {
    say!("fates", "结局")
}

/// The head of the column of causes; a space ends a line of it.
pub fn cause() -> Text {
    say!("main cause", "主要 原因")
}

/// What became of a message is unknown.
pub fn unknown() -> Text {
    say!("unknown", "未知")
}

/// How many messages have these fates.
pub fn messages(n: &str, fates: &Text) -> Text {
    say!("{n} {0}", "{n} {0}", fates)
}

/// A time in milliseconds, where there is no column for it.
pub fn took(ms: &str) -> Text {
    say!("{ms} ms", "{ms} 毫秒")
}

/// The calls are those of an earlier case. `same`: every count was the same, too.
pub fn same_calls(case: &str, same: bool) -> Text {
    match same {
        true => say!(
            "With these values it makes the same calls as {case}. They were made again, and every count was the same; only its expectations are its own:",
            "取了这些值，它的调用和 {case} 完全一样。这里又运行了一遍，每个数字也都一样，不同的只有它自己的预期："
        ),
        false => say!(
            "With these values it makes the same calls as {case}: any difference below is one between runs.",
            "取了这些值，它的调用和 {case} 完全一样：下面如有不同，只是每次运行本来就会有的差别。"
        ),
    }
}

/// The heading of the bars of datagrams.
pub fn kept_and_dropped(varied: &str) -> Text {
    say!("Datagrams kept and dropped, by {varied}", "留下和丢掉的数据报，随 {varied} 的变化")
}

/// The heading of the bars of a figure.
pub fn bars(what: Counted, varied: &str) -> Text {
    match what {
        Counted::Segments => say!("Segments, by {varied}", "报文段，随 {varied} 的变化"),
        Counted::Took => say!("Milliseconds, by {varied}", "用时（毫秒），随 {varied} 的变化"),
        _ => say!("Receives, by {varied}", "接收次数，随 {varied} 的变化"),
    }
}

/// After a bar of datagrams.
pub fn kept(kept: &str, dropped: &str) -> Text {
    say!("{kept} kept, {dropped} dropped", "留下 {kept}，丢掉 {dropped}")
}

/// What the parts of the bars of datagrams are.
pub fn parts(kept: char, dropped: char) -> Text {
    say!("{kept} kept   {dropped} dropped", "{kept} 留下   {dropped} 丢掉")
}

/// What the part of a bar is that not every run reached.
pub fn in_some_runs(part: char) -> Text {
    say!("{part} in some runs only", "{part} 只在一部分运行中")
}

/// An option that the kernel did not set.
pub fn not_set(option: OptionName, asked: &str, error: &Text) -> Text {
    say!(
        "{option} = {asked} was not set ({0}): that row was measured without it.",
        "{option} = {asked} 没有设上：{0}。那一行是在没有它的情况下测出来的。",
        error
    )
}

/// What the mark of a row means.
pub fn mark(mark: &str, verdict: Verdict) -> Text {
    match verdict {
        Verdict::Shown => say!("{mark} what the case expects", "{mark} 和用例的预期一致"),
        Verdict::NotShown => say!(
            "{mark} NOT what the case expects, though nothing was changed",
            "{mark} 什么也没有改，却和用例的预期不一致"
        ),
        Verdict::Unsupported => say!(
            "{mark} this computer cannot show the decisive point",
            "{mark} 关键的一点在这台电脑上看不到"
        ),
        Verdict::Changed => say!(
            "{mark} not what the case expects: these values change what it relies on",
            "{mark} 和用例的预期不一致：这样取值，改变了用例的前提"
        ),
    }
}

/// What stands after an arrow.
pub fn granted() -> Text {
    say!("a→b: asked for a, the kernel granted b", "a→b：请求的是 a，内核给的是 b")
}

/// What a question mark means.
pub fn unseen() -> Text {
    say!("? cannot be seen on this system", "? 本系统上看不到")
}

/// What a dash means.
pub fn absent() -> Text {
    say!("- none", "- 没有")
}

/// What a star means.
pub fn cut_short() -> Text {
    say!(
        "* a wait failed or timed out, and the steps after it were not run",
        "* 有一处等待失败或超时了，它后面的步骤没有执行"
    )
}

/// What a fraction after a cause means.
pub fn in_runs() -> Text {
    say!("n/m after a cause: in n of m runs", "原因后面的 n/m：m 次运行中有 n 次")
}
