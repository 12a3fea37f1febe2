//! `run` and `replay`, and what they share.

use super::{ArgWords, CommandWords, say, switch, valued};

pub(super) const FORMAT: ArgWords = valued(
    "format",
    say("FORMAT", "格式"),
    say(
        "text (the picture), json (the trace: everything that was recorded, to keep or to \
         replay on another computer), html (a page to keep, with the trace in it) or markdown \
         (for a lab report)",
        "text（图文）、json（轨迹：记录下来的全部内容，可以保存，也可以拿到别的电脑上重放）、\
         html（可以保存的网页，轨迹就在里面）或 markdown（写实验报告用）",
    ),
);

pub(super) const OUTPUT: ArgWords = valued(
    "output",
    say("FILE", "文件"),
    say(
        "write to this file; an existing one is replaced only when the new one is complete; one \
         that ends in .gz is compressed",
        "写到这个文件里；如果文件已经存在，新内容全部写好之后才会替换它；名字以 .gz 结尾就压缩",
    ),
);

/// Of commands that show.
pub(super) const CASE: ArgWords = valued(
    "case",
    say("CASE", "用例"),
    say(
        "show only this case (CASE or SCENARIO/CASE); may be given several times",
        "只显示这个用例（用例，或者 场景/用例）；可以写多次",
    ),
);

pub(super) const ONLY: ArgWords = valued(
    "only",
    say("ROLE", "类别"),
    say(
        "only the cases that are a problem, not-a-fix or a fix; may be given several times",
        "只要这一类用例：problem（现象）、not-a-fix（无效办法）或 fix（解决办法）；可以写多次",
    ),
);

const NO_ANSWER: ArgWords = switch(
    "no_answer",
    say("do not show the scenario's answer at the end", "最后不显示场景的解答"),
);

const STEP: ArgWords = switch(
    "step",
    say(
        "one screen at a time: each call, and where every byte is then; Enter goes on, b back, q out",
        "一屏一屏地看：每次调用，以及这时每个字节在哪里；回车看下一屏，b 看上一屏，q 退出",
    ),
);

const QUIET: ArgWords = switch("quiet", say("only the verdicts", "只显示结论"));

const VERBOSE: ArgWords = switch(
    "verbose",
    say(
        "the whole picture of each case, even for several scenarios: all that is known of its messages, receives and \
         causes; -vv: each call by itself and every figure from the kernel",
        "显示每个用例的完整内容（多个场景时也一样）：关于消息、接收和原因所知道的一切；-vv：逐次显示每次调用，以及\
         内核给出的所有数字",
    ),
);

pub(super) const RUN: CommandWords = CommandWords {
    name: "run",
    about: say(
        "Run scenarios: what became of each message?",
        "在真实的套接字上运行场景，看每条消息的结局。",
    ),
    usage: say("[OPTIONS] <SCENARIO|FILE|all>...", "[选项] <场景|文件|all>..."),
    more: Some(say(
        "Tells the story, asks the question, runs each case, draws what was sent, what travelled \
         and what was received, and says whether the effect occurred, why, and how to fix it.",
        "先讲故事，提问题，再逐个运行用例，画出发送了什么、线路上走了什么、收到了什么，\
         最后说明现象是否出现、原因是什么、怎样解决。",
    )),
    args: &[
        valued(
            "scenarios",
            say("SCENARIO|FILE|all", "场景|文件|all"),
            say(
                "names from `stickydemo list`, scenario files of your own (with a / or ending in \
                 .toml), or all",
                "`stickydemo list` 里的名字、自己写的场景文件（带 / 或以 .toml 结尾），或者 all（全部）",
            ),
        ),
        valued(
            "case",
            say("CASE", "用例"),
            say(
                "run only this case (CASE or SCENARIO/CASE); may be given several times",
                "只运行这个用例（用例，或者 场景/用例）；可以写多次",
            ),
        ),
        ONLY,
        valued(
            "set",
            say("CHANGE", "改动"),
            say(
                "what if? client.TCP_NODELAY=on changes a socket option, recv.max=4 the argument \
                 of a call; a leading CASE: is allowed; may be given several times",
                "试试“如果……会怎样”：client.TCP_NODELAY=on 改套接字选项，recv.max=4 改调用的参数；\
                 前面可以再写“用例:”；可以写多次",
            ),
        ),
        ArgWords {
            id: "repeat",
            value: Some(say("N", "次数")),
            help: say(
                "run every case N times and say how often it was shown",
                "每个用例运行 N 次，统计有多少次演示成功",
            ),
            takes: Some(say("a whole number from 1 to 4294967295", "1 到 4294967295 之间的整数")),
        },
        switch(
            "ask",
            say(
                "guess first: choices to pick from before the run, and what was right after it; \
                 `?` shows the hint",
                "先猜再看：运行之前先选一个答案，运行之后告诉你对不对；输入 ? 可以看提示",
            ),
        ),
        switch(
            "votes",
            say(
                "the same for a class that votes: A12 B20 C3, before a discussion and after it",
                "让全班投票：输入 A12 B20 C3，讨论之前一次，讨论之后再一次",
            ),
        ),
        FORMAT,
        OUTPUT,
        QUIET,
        VERBOSE,
        NO_ANSWER,
        STEP,
    ],
    shared: &[],
    examples: &[
        ("stickydemo run nagle", say("one scenario, in full", "完整地看一个场景")),
        (
            "stickydemo run nagle --set client.TCP_NODELAY=on",
            say("what if Nagle were off?", "要是关掉 Nagle 会怎样？"),
        ),
        ("stickydemo run short-recv --set recv.max=4", say("smaller reads", "每次少读一点")),
        ("stickydemo run late-read --step", say("call by call", "一次调用一次调用地看")),
        ("stickydemo run all", say("one line for each case", "每个用例一行")),
        ("stickydemo run late-read --repeat 1000", say("how reliable is it?", "有多可靠？")),
        (
            "stickydemo run nagle --format json -o nagle.json",
            say("keep the trace", "把轨迹保存下来"),
        ),
        (
            "stickydemo run nagle --format html -o nagle.html",
            say("a page for the browser", "一个可以用浏览器看的网页"),
        ),
    ],
};

pub(super) const REPLAY: CommandWords = CommandWords {
    name: "replay",
    about: say("Show a saved trace again.", "重放保存下来的轨迹，不管它是在哪种系统上记录的。"),
    usage: say("[OPTIONS] <TRACE>", "[选项] <轨迹>"),
    more: Some(say(
        "A trace has all that it takes: the scenario itself, and every figure from the kernel. No \
         socket is opened.",
        "轨迹里什么都有：场景本身，还有内核给出的全部数字。重放时不打开任何套接字。",
    )),
    args: &[
        valued(
            "trace",
            say("TRACE", "轨迹"),
            say(
                "a file written by `run --format json --output FILE` (or html), or the name of a \
                 recording that comes with the program",
                "由 `run --format json --output 文件`（或 html）写出的文件，或者程序自带的某份录制的名字",
            ),
        ),
        CASE,
        ONLY,
        FORMAT,
        OUTPUT,
        QUIET,
        VERBOSE,
        NO_ANSWER,
        STEP,
    ],
    shared: &[],
    examples: &[
        ("stickydemo replay nagle.json", say("as if it had just run", "就像刚刚运行过一样")),
        ("stickydemo replay nagle.json -vv", say("with every figure", "连同所有数字")),
        (
            "stickydemo replay linux --case delayed-ack",
            say("as it was on a Linux computer", "看它在一台 Linux 电脑上的样子"),
        ),
    ],
};
