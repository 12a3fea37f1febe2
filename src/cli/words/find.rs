//! `find`.

use super::{CommandWords, say, switch, valued};

pub(super) const FIND: CommandWords = CommandWords {
    name: "find",
    about: say("Find scenarios by a word or an error.", "按关键词或报错找场景。"),
    usage: say("[OPTIONS] <WORD>...", "[选项] <词>..."),
    more: Some(say(
        "Looks in titles, questions and keywords in both languages, and knows errors by their names, their numbers on \
         each system and the messages of several programming languages. The best comes first, with the line that \
         matched; what matched stands in brackets. Exit code 1: nothing was found.",
        "在中英文的标题、问题和关键词里找，也认得各种系统的错误名、错误号和几种编程语言的报错文字。最合适的排在最前面，\
         下面是匹配的那一行，匹配的部分放在方括号里。什么也没找到时，退出码是 1。",
    )),
    args: &[
        valued(
            "words",
            say("WORD", "词"),
            say(
                "what to look for; several words are one question; a whole error message will do",
                "要找的内容；几个词算一个问题；也可以把整条报错粘贴进来",
            ),
        ),
        switch("json", say("as JSON, for programs", "以 JSON 输出，供程序读取")),
    ],
    shared: &[],
    examples: &[
        ("stickydemo find messages concatenated", say("in your own words", "用自己的话")),
        ("stickydemo find 10054", say("an error of Windows", "Windows 的错误号")),
        (
            "stickydemo find \"[Errno 98] Address already in use\"",
            say("an error as Python prints it", "Python 的报错"),
        ),
    ],
};
