//! The program as a whole, and the headings of a help page.

use super::{CommandWords, Words, display, say};
use crate::cli::code::Code;

/// The program itself, and the options that every command takes.
pub(crate) const PROGRAM: CommandWords = CommandWords {
    name: "stickydemo",
    about: say(
        "Shows, on real sockets, what TCP and UDP do to messages (glued, split, cut, lost), names the \
         cause from the kernel's own figures, and shows each fix.",
        "用真实的套接字演示 TCP 和 UDP 怎样对待消息（粘包、拆包、截断、丢失），\
         用内核自己的数字说明原因，再演示每种解决办法。",
    ),
    usage: say("[OPTIONS] <COMMAND>", "[选项] <命令>"),
    more: None,
    args: display::ARGS,
    shared: &[],
    examples: &[
        ("stickydemo run nagle", say("watch one happen", "亲眼看一个场景怎样发生")),
        ("stickydemo run nagle --ask", say("guess first, then see", "先猜结果，再看真相")),
        ("stickydemo new mine", say("begin a scenario of your own", "开始写自己的场景")),
    ],
};

/// The headings, and the sentences around a help page.
pub(crate) struct Headings {
    pub usage: Words,
    pub commands: Words,
    pub arguments: Words,
    pub options: Words,
    pub display: Words,
    pub examples: Words,
    pub exit_codes: Words,
    pub name: Words,
    pub synopsis: Words,
    pub see_also: Words,
    pub description: Words,
    pub environment: Words,
    pub more: Words,
}

pub(crate) const HEADINGS: Headings = Headings {
    usage: say("Usage:", "用法："),
    commands: say("Commands:", "命令："),
    arguments: say("Arguments:", "参数："),
    options: say("Options:", "选项："),
    display: say("Display:", "显示："),
    examples: say("Examples:", "例子："),
    exit_codes: say("Exit codes:", "退出码："),
    name: say("Name:", "名称："),
    synopsis: say("Synopsis:", "概要："),
    see_also: say("See also:", "参见："),
    description: say("Description:", "描述："),
    environment: say("Environment:", "环境变量："),
    more: say(
        "`stickydemo help COMMAND` says more about a command.",
        "输入 `stickydemo help 命令` 查看某个命令的详细说明。",
    ),
};

/// What each exit code means.
pub(crate) const EXIT_CODES: &[(Code, Words)] = &[
    (
        Code::Fine,
        say(
            "everything was shown, or changed by --set, or cannot be seen on this system",
            "全部已演示，或者被 --set 改变，或者本系统观察不到",
        ),
    ),
    (
        Code::NotShown,
        say(
            "something was not shown or not found, a framing did not behave as expected, a program did not pass, or a client's line was not answered",
            "有用例没演示出来，什么也没找到，或者有组帧不符合预期，或者有程序没有通过，或者客户端有一行没得到应答",
        ),
    ),
    (Code::Usage, say("invalid command line", "命令行写得不对")),
    (Code::BadFile, say("a scenario or trace file is wrong", "场景文件或轨迹文件有错")),
    (Code::NoSockets, say("the sockets could not be set up", "套接字无法建立")),
    (Code::NoOutput, say("the output could not be written", "结果写不出去")),
    (Code::Interrupted, say("stopped by Ctrl-C", "被 Ctrl-C 中断")),
    (Code::ClosedPipe, say("the reader closed the pipe", "读取输出的程序关闭了管道")),
];

/// Variables that have a say, for the manual page.
pub(crate) const ENVIRONMENT: &[(&str, Words)] = &[
    ("STICKYDEMO_LANG", say("the language: en or zh", "语言：en 或 zh")),
    (
        "LC_ALL, LC_MESSAGES, LANG",
        say(
            "the language, where nothing above sets it; LC_ALL, LC_CTYPE and LANG also tell \
             whether the terminal shows more than ASCII",
            "上面没有指定时，由它们决定语言；LC_ALL、LC_CTYPE 和 LANG 还说明终端能否显示 ASCII 以外的字符",
        ),
    ),
    ("NO_COLOR", say("if not empty: no colours", "非空时不使用颜色")),
    (
        "CLICOLOR_FORCE",
        say(
            "if neither empty nor 0: colours, also for a pipe",
            "非空且不为 0 时，输出到管道也使用颜色",
        ),
    ),
    (
        "COLUMNS",
        say(
            "the width, where the terminal does not report its own",
            "终端不报告自己有多宽时，以它为准",
        ),
    ),
];
