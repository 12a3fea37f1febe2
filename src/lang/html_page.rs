//! What stands on a page to keep besides the report itself: buttons, captions, what pictures say to those who do not
//! see them.

use super::count;
use crate::model::Text;

/// A page that no lesson gives its name to.
pub fn untitled() -> Text {
    say!("stickydemo: what was shown", "stickydemo：演示结果")
}

/// A timeline's caption, where nothing stands above it.
pub fn calls() -> Text {
    say!("The calls, in the order of time", "各次调用，按时间排列")
}

/// A table's caption, where nothing stands above it.
pub fn figures() -> Text {
    say!("Figures", "数据")
}

/// The caption of a table of cases.
pub fn cases() -> Text {
    say!("The cases", "各个用例")
}

/// Its columns: verdict, name, role, figures, cause, time.
pub fn case_columns() -> [Text; 6] {
    [
        say!("verdict", "结论"),
        say!("case", "用例"),
        say!("role", "角色"),
        say!("messages→segments→receives", "消息→报文段→接收"),
        say!("main cause", "主要原因"),
        say!("took", "用时"),
    ]
}

/// Beside a lesson: how many cases it has, and on which wires they were run.
pub fn cases_on(cases: &Text, wires: &str) -> Text {
    say!("{0}, wire {wires}", "{0}，线路 {wires}", cases)
}

/// What hides everything that answers the question.
pub fn unfold(cases: u64, answer: bool) -> Text {
    let noun = if cases == 1 { "case" } else { "cases" };
    match answer {
        true => {
            say!("Run it: {cases} {noun}, and the answer", "运行看看：{cases} 个用例，以及解答")
        }
        false => say!("Run it: {cases} {noun}", "运行看看：{cases} 个用例"),
    }
}

/// What the choice of a language is called.
pub fn language() -> Text {
    say!("Language", "语言")
}

/// The name of a language, in that language.
pub fn own_name() -> Text {
    say!("English", "中文")
}

/// What the buttons that step through the calls are called together.
pub fn stepping() -> Text {
    say!("Step through the calls", "逐次查看调用")
}

/// The buttons: to the first call, back, on, to the end.
pub fn buttons() -> [Text; 4] {
    [
        say!("first call", "第一次调用"),
        say!("previous call", "上一次调用"),
        say!("next call", "下一次调用"),
        say!("last call", "最后一次调用"),
    ]
}

/// The slider.
pub fn slider() -> Text {
    say!("time", "时间")
}

/// What is said before a step was taken.
pub fn begin() -> Text {
    say!(
        "Arrow keys, the buttons or the slider step through the calls; Esc shows all again.",
        "用方向键、按钮或滑块逐次查看调用；按 Esc 恢复全部。"
    )
}

/// Between the actors of a diagram.
pub fn kernels() -> Text {
    say!("the kernels", "内核")
}

/// What a comparison is called.
pub fn comparison() -> Text {
    say!("stickydemo: traces side by side", "stickydemo：轨迹对照")
}

/// Where the trace is.
pub fn trace_inside() -> Text {
    say!(
        "What was recorded is in this page: `stickydemo replay` takes the file itself.",
        "记录下来的全部内容就在这个网页里：`stickydemo replay` 可以直接读这个文件。"
    )
}

/// The same of several, as a page that holds several is replayed.
pub fn traces_inside(traces: u64) -> Text {
    let traces = count::traces(traces);
    say!(
        "What was recorded is in this page ({0}): `stickydemo replay` takes the file itself.",
        "记录下来的全部内容就在这个网页里（{0}）：`stickydemo replay` 可以直接读这个文件。",
        traces
    )
}

/// Where what was compared is.
pub fn compared_inside(traces: u64) -> Text {
    let traces = count::traces(traces);
    say!(
        "What was compared is in this page ({0}, each with the cases that were compared): \
         `stickydemo replay` and `stickydemo compare` take the file itself.",
        "比较过的内容就在这个网页里（{0}，各有比较过的用例）：`stickydemo replay` 和 \
         `stickydemo compare` 都可以直接读这个文件。",
        traces
    )
}

/// Where the runs of a sweep are.
pub fn rows_inside() -> Text {
    say!(
        "The runs of all rows are in this page: `stickydemo replay` takes the file itself.",
        "每一行的运行都在这个网页里：`stickydemo replay` 可以直接读这个文件。"
    )
}

/// The same where each was run many times.
pub fn first_runs_inside() -> Text {
    say!(
        "The first run of each row is in this page: `stickydemo replay` takes the file itself.",
        "每一行的第一次运行就在这个网页里：`stickydemo replay` 可以直接读这个文件。"
    )
}

/// What did not fit.
pub fn rows_left_out(rows: u64) -> Text {
    let rows = count::rows(rows);
    say!(
        "Left out of it, because a page would be too large with it: {0}. The tables have them all.",
        "因为网页会太大，有 {0} 没有放进来；表格里仍然是全部。",
        rows
    )
}

/// What did not fit.
pub fn traces_left_out(names: &Text) -> Text {
    say!(
        "Left out of it, because a page would be too large with it: {0}. Fewer cases fit (--case).",
        "因为网页会太大，没有放进来的轨迹：{0}。少比较几个用例（--case）就放得下。",
        names
    )
}

/// The index of a course.
pub fn course() -> Text {
    say!("stickydemo: what TCP and UDP do to messages", "stickydemo：TCP 和 UDP 怎样对待消息")
}

/// A course was written.
pub fn course_written(lessons: u64, index: &str) -> Text {
    let noun = if lessons == 1 { "lesson" } else { "lessons" };
    say!(
        "{lessons} {noun} written; begin with {index}",
        "写好了 {lessons} 门课程；请从 {index} 开始"
    )
}

/// The way back to the index of a course.
pub fn all_lessons() -> Text {
    say!("All lessons", "全部课程")
}

/// At the end of what is told of a packet that did not arrive.
pub fn arrow_lost() -> Text {
    say!(" (did not arrive)", "（没有到达）")
}

/// The same of one that was held back.
pub fn arrow_held() -> Text {
    say!(" (held back)", "（被扣下）")
}
