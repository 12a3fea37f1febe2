//! Every command but those that have a file of their own.

use super::{
    CommandWords, SCENARIO, compare, find, grade, live, run, say, sweep, switch, torture, valued,
    watch,
};

/// All commands, in the order of the help page.
pub(crate) const COMMANDS: &[CommandWords] = &[
    LIST,
    find::FIND,
    SHOW,
    run::RUN,
    sweep::SWEEP,
    NEW,
    CHECK,
    run::REPLAY,
    COURSE,
    compare::COMPARE,
    live::SERVE,
    live::CONNECT,
    live::RELAY,
    watch::WATCH,
    grade::GRADE,
    torture::TORTURE,
    DOCTOR,
    SCHEMA,
    COMPLETIONS,
    MAN,
    HELP,
];

const LIST: CommandWords = CommandWords {
    name: "list",
    about: say("List the scenarios, by group.", "按组列出所有场景。"),
    usage: say("[OPTIONS]", "[选项]"),
    more: Some(say(
        "In a pipe each scenario is one line: name, group, number of cases, title, keywords of both languages, with a tab \
         between two.",
        "输出到管道时每个场景一行：名字、组、用例个数、标题、中英文关键词，用制表符隔开。",
    )),
    args: &[
        valued(
            "group",
            say("GROUP", "组"),
            say(
                "only this group: tcp, udp, boundaries, fixes, apps or lab",
                "只列这一组：tcp、udp、boundaries（边界）、fixes（解决办法）、apps（程序）或 lab（实验网络）",
            ),
        ),
        switch("json", say("as JSON, for programs", "以 JSON 输出，供程序读取")),
    ],
    shared: &[],
    examples: &[
        ("stickydemo list --group udp", say("only UDP", "只看 UDP")),
        ("stickydemo list | grep TIME_WAIT", say("a line for each", "每个场景一行")),
    ],
};

const SHOW: CommandWords = CommandWords {
    name: "show",
    about: say("Show a scenario's texts and steps.", "查看一个场景的文字和步骤，但不运行它。"),
    usage: say("[OPTIONS] <SCENARIO|FILE>[/CASE]", "[选项] <场景|文件>[/用例]"),
    more: Some(say(
        "--as writes a case as two short programs, a server and a client, to type in and to change: a wrong pair, and beside \
         it a right one where the scenario has one. They use only the language's standard library, at most 60 lines each, say \
         `ready` when the other may be started, and print what each receive gave. Where the scenario waits for the kernel's \
         own figures they pause, and say so. What is left out is told on standard error; a case that would lose its \
         point is not written (exit code 1).",
        "--as 把一个用例写成两个短程序：一个服务器，一个客户端，可以照着敲，也可以改着玩。先是错误写法；场景里有正确写法的话，也一并写出来。\
         只用语言自带的标准库，每个程序不超过 60 行。程序显示 ready，就可以启动另一个；每次收到什么都会打印出来。场景里等内核数字的地方，\
         程序改为停顿，并写明原因。写不出来的东西会在标准错误上说明；要是写出来就演示不了原来的现象，就什么也不写（退出码 1）。",
    )),
    args: &[
        SCENARIO,
        switch(
            "source",
            say(
                "print the scenario file itself: a start for one of your own",
                "输出场景文件的原文，可以拿来改成自己的场景",
            ),
        ),
        switch(
            "question",
            say(
                "a sheet for the class: story, question and steps, without any answer",
                "给学生的题目：只有故事、问题和步骤，不带任何答案",
            ),
        ),
        run::CASE,
        run::ONLY,
        valued(
            "tongue",
            say("LANGUAGE", "语言"),
            say(
                "a case as programs, wrong and right, in this language: python or c",
                "用这种语言把用例写成程序，错误写法和正确写法都有：python 或 c",
            ),
        ),
        valued(
            "output",
            say("DIR", "目录"),
            say(
                "write these programs as files into this directory; none that is there is overwritten",
                "把这些程序写成文件，放进这个目录；已经有的文件不会被覆盖",
            ),
        ),
    ],
    shared: &[],
    examples: &[
        ("stickydemo show nagle", say("the texts and the steps", "看文字和步骤")),
        (
            "stickydemo show nagle --question --only problem",
            say("to hand out, without the fixes", "发给学生，不带解决办法"),
        ),
        ("stickydemo show nagle --source > mine.toml", say("a copy to change", "复制一份来修改")),
        (
            "stickydemo show late-read/hello-feng --as python",
            say("two programs to type in", "可以照着敲的两个程序"),
        ),
        ("stickydemo show late-read --as c -o late", say("as files, in C", "写成 C 文件")),
    ],
};

const NEW: CommandWords = CommandWords {
    name: "new",
    about: say("Write a scenario file to start from.", "新建一个自己的场景文件，从这里开始写。"),
    usage: say("[OPTIONS] <NAME>", "[选项] <名字>"),
    more: Some(say(
        "Writes NAME.toml here: commented, and ready to run. A file that exists is never \
         overwritten.",
        "在当前目录写出“名字.toml”：带注释，而且马上就能运行。已经存在的文件绝不会被覆盖。",
    )),
    args: &[valued(
        "name",
        say("NAME", "名字"),
        say("the scenario's name: a-z, 0-9 and -", "场景的名字：由 a-z、0-9 和 - 组成"),
    )],
    shared: &[],
    examples: &[("stickydemo new mine", say("writes mine.toml", "写出 mine.toml"))],
};

const CHECK: CommandWords = CommandWords {
    name: "check",
    about: say("Check scenario files.", "检查场景文件写得对不对，但不运行。"),
    usage: say("[OPTIONS] <FILE>...", "[选项] <文件>..."),
    more: None,
    args: &[valued("files", say("FILE", "文件"), say("the scenario files", "要检查的场景文件"))],
    shared: &[],
    examples: &[(
        "stickydemo check mine.toml",
        say("says all that is wrong, and where", "指出全部错误、错在什么地方"),
    )],
};

const COURSE: CommandWords = CommandWords {
    name: "course",
    about: say("Write all lessons as a website.", "把全部课程写成一个网站。"),
    usage: say("[OPTIONS] --output <DIR> [TRACE]", "[选项] --output <目录> [轨迹]"),
    more: Some(say(
        "A page for each lesson, in both languages, and an index: files that any server can offer, \
         and that a browser also opens without one.",
        "每门课程一个网页，两种语言都有，再加一个目录页：放到任何服务器上都行，不用服务器也能直接用浏览器打开。",
    )),
    args: &[
        valued(
            "trace",
            say("TRACE", "轨迹"),
            say(
                "a trace of your own, or the name of a recording: {recordings}; without it, linux",
                "自己的轨迹，或者自带录制的名字：{recordings}；不写就是 linux",
            ),
        ),
        valued(
            "output",
            say("DIR", "目录"),
            say(
                "write into this directory; it is made, or must be empty",
                "写进这个目录；没有就新建，已有的必须是空的",
            ),
        ),
        switch(
            "overwrite",
            say(
                "write into it even if it is not empty; its other files stay",
                "目录不是空的也写；里面别的文件不受影响",
            ),
        ),
    ],
    shared: &[],
    examples: &[(
        "stickydemo course -o site",
        say("then open site/index.html", "然后打开 site/index.html"),
    )],
};

const DOCTOR: CommandWords = CommandWords {
    name: "doctor",
    about: say(
        "Say what this computer can and cannot show.",
        "看看这台电脑能演示什么、不能演示什么。",
    ),
    usage: say("[OPTIONS]", "[选项]"),
    more: None,
    args: &[switch("json", say("as JSON, for programs", "以 JSON 输出，供程序读取"))],
    shared: &[],
    examples: &[],
};

const SCHEMA: CommandWords = CommandWords {
    name: "schema",
    about: say("Print a format's JSON Schema.", "输出某种格式的 JSON Schema。"),
    usage: say("[OPTIONS] <NAME>", "[选项] <名字>"),
    more: Some(say(
        "An editor that knows TOML schemas (Even Better TOML, Tombi) completes and checks a scenario file by its first line, \
         `#:schema scenario-1.json`, with that file beside it. What no schema can say, `stickydemo check` says.",
        "认得 TOML schema 的编辑器（Even Better TOML、Tombi）按场景文件的第一行 `#:schema scenario-1.json` 补全和检查，\
         这个 schema 文件要放在场景旁边。schema 说不清的，`stickydemo check` 会说。",
    )),
    args: &[valued(
        "name",
        say("NAME", "名字"),
        say(
            "scenario, trace, sweep, torture, grade, compare, list, find or doctor",
            "scenario、trace、sweep、torture、grade、compare、list、find 或 doctor",
        ),
    )],
    shared: &[],
    examples: &[(
        "stickydemo schema scenario > scenario-1.json",
        say("for the editor", "给编辑器用"),
    )],
};

const COMPLETIONS: CommandWords = CommandWords {
    name: "completions",
    about: say("Print completions for your shell.", "输出命令行补全脚本，供你的 shell 使用。"),
    usage: say("[OPTIONS] <SHELL>", "[选项] <SHELL>"),
    more: Some(say(
        "The shell then asks the program at each Tab: for scenarios, their cases and what --set changes in them, framings, \
         recordings, options, and files. So nothing has to be made anew after an update.",
        "装好以后，每按一次 Tab，shell 都会来问这个程序：场景、场景里的用例、--set 能改的东西、组帧、自带的录制、选项和文件名都能补全。\
         所以程序更新以后，不用重新生成脚本。",
    )),
    args: &[valued(
        "shell",
        say("SHELL", "SHELL"),
        say("bash, elvish, fish, powershell or zsh", "bash、elvish、fish、powershell 或 zsh"),
    )],
    shared: &[],
    examples: &[
        (
            "source <(stickydemo completions bash)",
            say("for this shell, now; zsh, too", "在当前 shell 里立即生效；zsh 也一样"),
        ),
        ("stickydemo completions fish | source", say("in fish", "在 fish 里")),
        (
            "stickydemo completions powershell | Out-String | iex",
            say("in PowerShell", "在 PowerShell 里"),
        ),
    ],
};

const MAN: CommandWords = CommandWords {
    name: "man",
    about: say("Print the manual page.", "输出手册页。"),
    usage: say("[OPTIONS] [COMMAND]", "[选项] [命令]"),
    more: None,
    args: &[valued(
        "command",
        say("COMMAND", "命令"),
        say(
            "the page of one command; without it, the program's",
            "某个命令的手册页；不写就是整个程序的",
        ),
    )],
    shared: &[],
    examples: &[(
        "stickydemo man run > stickydemo-run.1",
        say("then: man ./stickydemo-run.1", "然后输入：man ./stickydemo-run.1"),
    )],
};

const HELP: CommandWords = CommandWords {
    name: "help",
    about: say("Show this help, or a command's.", "显示这份帮助，或某个命令的帮助。"),
    usage: say("[OPTIONS] [COMMAND]", "[选项] [命令]"),
    more: None,
    args: &[valued("command", say("COMMAND", "命令"), say("the command", "要查看的命令"))],
    shared: &[],
    examples: &[],
};
