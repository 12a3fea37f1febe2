//! `grade`.

use super::{ArgWords, CommandWords, say, switch, valued};

pub(super) const GRADE: CommandWords = CommandWords {
    name: "grade",
    about: say(
        "Grade a server: which cut kills it?",
        "给你的服务器打分：切在哪里它会出错，错在哪一行。",
    ),
    usage: say(
        "[OPTIONS] --framing <FRAMING> <--server <CMD> --protocol <P> | --decoder <CMD>>",
        "[选项] --framing <组帧> <--server <命令> --protocol <协议> | --decoder <命令>>",
    ),
    more: Some(say(
        "Starts the program and sends it messages whole, glued, cut at every place and at every pair of places, byte by \
         byte, cut short, with headers that lie, from two clients at once. On Linux a piece goes when the one before has been \
         read, so the same cuts hit every time. Draws the first trial that fails, and names the mistake it looks like, with \
         the wrong line and the right one. Exit code 0: all passed.",
        "启动程序，把消息整条、粘在一起、每个位置切一刀、任意两个位置切两刀、逐字节、半路断掉、带伪造首部、两个客户端同时地发给它。\
         在 Linux 上，前一段被读走才发后一段，所以每次切得都一样准。画出第一个出错的切法，指出看起来是哪个错误，\
         并排给出错的那行和对的那行。全部通过时退出码是 0。",
    )),
    args: &[
        valued(
            "server",
            say("CMD", "命令"),
            say(
                "a server, as a shell takes it; {port} in it becomes a free port",
                "服务器，写法同 shell；里面的 {port} 会换成一个空闲端口",
            ),
        ),
        valued(
            "decoder",
            say("CMD", "命令"),
            say(
                "a decoder: bytes on its standard input, each message as a JSON string on a line of its output",
                "解码器：从标准输入读字节，每条消息输出一行 JSON 字符串",
            ),
        ),
        valued(
            "framing",
            say("FRAMING", "组帧"),
            say(
                "how messages are marked, both ways: length-prefix:u32be, say",
                "两个方向上怎样标出消息，例如 length-prefix:u32be",
            ),
        ),
        valued(
            "protocol",
            say("PROTOCOL", "协议"),
            say(
                "what is answered to each message: echo (the same), upper (ASCII capitals) or count (its bytes, in digits)",
                "每条消息该怎样应答：echo（原样）、upper（ASCII 字母变大写）或 count（字节数，十进制）",
            ),
        ),
        ArgWords {
            id: "port",
            value: Some(say("PORT", "端口")),
            help: say(
                "where it listens, if its command has no {port}",
                "命令里没有 {port} 时，它监听的端口",
            ),
            takes: Some(say("a port from 1 to 65535", "1 到 65535 之间的端口")),
        },
        ArgWords {
            id: "seed",
            value: Some(say("N", "数")),
            help: say(
                "what the messages are made from (1): another seed, other messages",
                "消息由它生成（默认 1）：换个种子，消息就不同",
            ),
            takes: Some(say(
                "a whole number from 0 to 18446744073709551615",
                "0 到 18446744073709551615 之间的整数",
            )),
        },
        valued(
            "trial",
            say("DURATION", "时长"),
            say("how long one trial may take (2s)", "一次最多多久（默认 2s）"),
        ),
        valued(
            "limit",
            say("DURATION", "时长"),
            say("how long all may take (120s)", "总共最多多久（默认 120s）"),
        ),
        valued(
            "junit",
            say("FILE", "文件"),
            say("write JUnit's XML, for graders", "另外写一份 JUnit 的 XML，供评分系统用"),
        ),
        valued(
            "format",
            say("FORMAT", "格式"),
            say("text (the picture) or json (for programs)", "text（图文）或 json（供程序读取）"),
        ),
        switch("json", say("as JSON, for programs", "以 JSON 输出，供程序读取")),
        switch(
            "watch",
            say(
                "the first trial that fails once more, watched (Linux): each call of both ends, and the causes",
                "把第一个出错的再来一次，同时观察（Linux）：两端的每次调用，以及原因",
            ),
        ),
    ],
    shared: &[],
    examples: &[(
        "stickydemo grade --framing lines --decoder ./mine",
        say("a decoder: no sockets to write", "解码器：不用写套接字"),
    )],
};
