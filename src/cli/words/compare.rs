//! `compare`.

use super::{CommandWords, run, say, switch, valued};

pub(super) const COMPARE: CommandWords = CommandWords {
    name: "compare",
    about: say(
        "Compare traces of several systems.",
        "比较几个系统上记录的轨迹：哪里不一样，为什么。",
    ),
    usage: say("[OPTIONS] [<TRACE> <TRACE>...]", "[选项] [<轨迹> <轨迹>...]"),
    more: Some(say(
        "A column for each system, and a row for each thing that is not the same on all: verdict, \
         fates, main causes, returned bytes, errors; below it the reason that the scenario gives. \
         Figures are shown as ranges and never count as differences. Traces of one system share a column; one of a session (serve, connect) has its own. Without a \
         trace, every scenario is run here, and compared with the recordings that come with the \
         program.",
        "每个系统一列，凡是不完全相同的就列出一行：结论、结局、主要原因、返回的字节、错误；\
         下面是场景给出的原因。数字只给范围，不算差别。同一个系统的几份轨迹合成一列；会话（serve、connect）的轨迹各成一列。\
         一份轨迹也不写，就在这台电脑上运行全部场景，再和程序自带的录制比较。",
    )),
    args: &[
        valued(
            "traces",
            say("TRACE", "轨迹"),
            say(
                "two or more files written by `run --format json --output FILE`, or names of \
                 recordings: {recordings}; or one page that `compare --format html` wrote, which has \
                 several in it",
                "两份以上由 `run --format json --output 文件` 写出的文件，或者自带录制的名字：{recordings}；\
                 也可以只写一个由 `compare --format html` 写出的网页，里面有好几份",
            ),
        ),
        valued(
            "case",
            say("CASE", "用例"),
            say(
                "compare only this case (CASE or SCENARIO/CASE); may be given several times",
                "只比较这个用例（用例，或者 场景/用例）；可以写多次",
            ),
        ),
        switch(
            "all",
            say(
                "every case and every row, even where nothing differs",
                "列出全部用例、全部行，没有差别的也列",
            ),
        ),
        valued(
            "format",
            say("FORMAT", "格式"),
            say(
                "text (the matrix), json (for programs), html (a page to keep, with what was compared \
                 in it) or markdown (for a lab report)",
                "text（表格）、json（供程序读取）、html（可以保存的网页，比较过的内容就在里面）或 \
                 markdown（写进实验报告）",
            ),
        ),
        run::OUTPUT,
    ],
    shared: &[],
    examples: &[
        (
            "stickydemo compare linux mine.json",
            say("a recording and your own trace", "一份自带的录制和自己的一份轨迹"),
        ),
        ("stickydemo compare", say("this computer and the recordings", "这台电脑和自带的录制")),
        (
            "stickydemo compare linux mine.json --format markdown",
            say("for a lab report", "写进实验报告"),
        ),
    ],
};
