//! What is said about a trace file that cannot be read.

use crate::model::{Limits, Text};

/// Longer than a trace may be.
pub fn too_long() -> Text {
    let mib = Limits::TRACE / (1024 * 1024);
    say!(
        "the file is longer than a trace may be ({mib} MiB)",
        "文件超过了轨迹允许的长度（{mib} MiB）"
    )
}

/// A compressed file that is damaged.
pub fn packed() -> Text {
    say!(
        "the compressed file (gzip) is damaged, or a part of it is missing",
        "压缩文件（gzip）已损坏，或者缺了一部分"
    )
}

/// A page of HTML that keeps no trace.
pub fn no_trace_in_page() -> Text {
    say!("there is no trace in this page", "这个网页里没有轨迹")
}

/// A page with too many traces.
pub fn traces(count: usize) -> Text {
    let most = Limits::TRACES;
    say!(
        "there are {count} traces in this page; at most {most} are allowed",
        "这个网页里有 {count} 份轨迹；最多 {most} 份"
    )
}

/// A page whose traces are too long.
pub fn too_much_in_page() -> Text {
    let mib = Limits::PAGE / (1024 * 1024);
    say!(
        "the traces in this page are longer together than they may be ({mib} MiB)",
        "这个网页里的轨迹加起来超过了允许的长度（{mib} MiB）"
    )
}

/// Several traces, where one is wanted.
pub fn several_traces(count: usize) -> Text {
    say!(
        "there are {count} traces in this page, and one is wanted",
        "这个网页里有 {count} 份轨迹，这里只要一份"
    )
}

/// What to do: how one of them is named.
pub fn name_one(page: &str, zh: &str) -> Text {
    say!("name one of them: `{page}#1` is the first", "请指明其中一份：`{zh}#1` 是第一份")
}

/// What to do.
pub fn fewer_cases() -> Text {
    say!("compare fewer cases in one page: --case", "一个网页里少比较几个用例：--case")
}

/// Which pages keep one.
pub fn which_pages() -> Text {
    say!(
        "`stickydemo run SCENARIO --format html -o FILE` writes a page with its trace in it",
        "`stickydemo run 场景 --format html -o 文件` 写出的网页里带着轨迹"
    )
}

/// JSON, but of nothing like a trace.
pub fn no_trace(format: &str) -> Text {
    say!(
        "this is not a trace: a JSON object with \"format\": \"{format}\" is expected",
        "这不是轨迹文件：轨迹是一个 JSON 对象，其中有 \"format\": \"{format}\""
    )
}

/// Another format.
pub fn other_format(found: &str, known: &str) -> Text {
    say!(
        "the file's format is `{found}`; this program reads `{known}`",
        "文件的格式是 `{found}`，本程序能读的是 `{known}`"
    )
}

/// Another system.
pub fn other_system(os: &str) -> Text {
    say!(
        "the trace says it was made on `{os}`, a system that this program cannot run on",
        "轨迹说它是在 `{os}` 上记录的，本程序不能在这个系统上运行"
    )
}

/// Too many scenarios.
pub fn scenarios(count: usize) -> Text {
    let most = Limits::SCENARIOS;
    say!(
        "the trace has {count} scenarios; at most {most} are allowed",
        "轨迹里有 {count} 个场景；最多 {most} 个"
    )
}

/// Too many sessions.
pub fn sessions(count: usize) -> Text {
    let most = Limits::SCENARIOS;
    say!(
        "the trace has {count} sessions; at most {most} are allowed",
        "轨迹里有 {count} 个会话；最多 {most} 个"
    )
}

/// Too many runs.
pub fn runs(count: usize) -> Text {
    let most = Limits::CASES;
    say!(
        "{count} runs of the cases of one scenario; it can have at most {most} cases",
        "一个场景的用例运行了 {count} 次；一个场景最多有 {most} 个用例"
    )
}

/// A text that no system gives.
pub fn long_host(field: &str, bytes: usize) -> Text {
    let most = Limits::HOST;
    say!(
        "`{field}` of the computer has {bytes} bytes; a trace has at most {most} there",
        "电脑的 `{field}` 有 {bytes} 字节；轨迹里这一项最多 {most} 字节"
    )
}

/// Wine, and no Windows program.
pub fn not_under(os: &str, under: &str) -> Text {
    say!(
        "the trace says it was made on `{os}` under `{under}`, which runs programs for `windows` only",
        "轨迹说它是在 `{os}` 上、由 `{under}` 运行时记录的，可是后者只运行 `windows` 程序"
    )
}

/// Cases that were not run on the wire that the trace names.
pub fn other_wire(case: &str) -> Text {
    say!(
        "the trace says that its cases were run on another wire than loopback, and `{case}` was not",
        "轨迹说用例不是在回环上运行的，`{case}` 却是"
    )
}

/// What to write.
pub fn of_its_own() -> Text {
    say!(
        "expected here: `loopback`; a case on the lab's wire says so itself",
        "这里应为 `loopback`；在实验网络上运行的用例自己会写明"
    )
}

/// The source was changed.
pub fn digest(scenario: &str) -> Text {
    say!(
        "the source of the scenario `{scenario}` does not have the digest that the trace names",
        "场景 `{scenario}` 的源文本与轨迹里写的摘要不符"
    )
}

/// Another name.
pub fn other_scenario(said: &str, is: &str) -> Text {
    say!(
        "the trace says the scenario `{said}`, its source says `{is}`",
        "轨迹说这是场景 `{said}`，源文本却说是 `{is}`"
    )
}

/// The source cannot be read.
pub fn scenario(what: &Text) -> Text {
    say!("the scenario in the trace is wrong: {0}", "轨迹里的场景有错：{0}", what)
}

/// No such case.
pub fn no_case(scenario: &str, case: &str) -> Text {
    say!("the scenario `{scenario}` has no case `{case}`", "场景 `{scenario}` 里没有用例 `{case}`")
}

/// A contradiction. A session has no scenario to contradict.
pub fn contradiction(what: &Text, session: bool) -> Text {
    match session {
        true => say!("the trace contradicts itself: {0}", "轨迹自相矛盾：{0}", what),
        false => say!("the trace contradicts its scenario: {0}", "轨迹与它的场景矛盾：{0}", what),
    }
}

/// `--set` cannot be applied again.
pub fn change(what: &Text) -> Text {
    say!(
        "a change that the trace names cannot be made again: {0}",
        "轨迹里的改动无法重做：{0}",
        what
    )
}

/// Values that do not belong together.
pub fn mismatch(what: &str) -> Text {
    say!("the trace cannot be written: {what}", "无法写出轨迹：{what}")
}

/// What to do.
pub fn make_shorter() -> Text {
    say!("record fewer cases into one file: --case", "少记录几个用例：--case")
}

/// What to do.
pub fn copy_again() -> Text {
    say!("copy it here again, or record it again", "请重新拷贝一次，或者重新记录")
}

/// What to do.
pub fn other_version() -> Text {
    say!(
        "use the version of stickydemo that wrote it, or record it again",
        "请用写出它的那个版本的 stickydemo，或者重新记录"
    )
}

/// What to do.
pub fn changed_afterwards() -> Text {
    say!(
        "the file was changed after it was written; record it again",
        "文件写好之后被改动过；请重新记录"
    )
}

/// What to do.
pub fn make_one() -> Text {
    say!(
        "a trace is written by: stickydemo run NAME --format json --output FILE",
        "轨迹是这样写出来的：stickydemo run NAME --format json --output FILE"
    )
}

/// What to do.
pub fn make_again() -> Text {
    say!(
        "the program does not write this; record the trace again",
        "程序不会写出这样的内容；请重新记录轨迹"
    )
}

/// What to do.
pub fn a_defect() -> Text {
    say!("this is a defect of the program", "这是程序的缺陷")
}
