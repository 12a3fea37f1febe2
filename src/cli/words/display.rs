//! The options that every command takes.

use super::{ArgWords, say, switch, valued};

pub(super) const ARGS: &[ArgWords] = &[
    valued(
        "lang",
        say("LANG", "语言"),
        say(
            "use English (en) or Chinese (zh); without it, your system's language",
            "用英文（en）或中文（zh）显示；不写时跟随系统的语言设置",
        ),
    ),
    valued(
        "color",
        say("WHEN", "时机"),
        say(
            "use colours: auto (only on a terminal), always or never",
            "使用颜色：auto（仅限终端）、always（总是）或 never（从不）",
        ),
    ),
    switch(
        "ascii",
        say(
            "use ASCII only, for terminals that cannot draw lines; a Chinese report keeps its Chinese",
            "只用 ASCII 字符，适合画不出线条的终端；别的字符写成转义，但中文报告里的汉字照常显示",
        ),
    ),
    ArgWords {
        id: "width",
        value: Some(say("COLUMNS", "列数")),
        help: say(
            "draw so many columns, 40 to 400; without it, the terminal's, else 80",
            "画面宽度，40 到 400 列；不写就与终端同宽，没有终端就是 80",
        ),
        takes: Some(say("a whole number from 40 to 400", "40 到 400 之间的整数")),
    },
    switch("help", say("show this help", "显示这份帮助")),
    switch("version", say("show the version", "显示版本")),
];
