//! `watch`.

use super::{CommandWords, run, say, switch, valued};

pub(super) const WATCH: CommandWords = CommandWords {
    name: "watch",
    about: say(
        "Say what your own programs do to messages, and why.",
        "观察你自己的程序，说明字节为什么这样到达。",
    ),
    usage: say(
        "[OPTIONS] <--server <CMD> --client <CMD> | -- <PROGRAM>...>",
        "[选项] <--server <命令> --client <命令> | -- <程序>...>",
    ),
    more: Some(say(
        "Runs programs as they are, in any language, and shows each socket call with what the kernel held at both ends. \
         Linux only; no rights are needed. A client is started when every server has been seen to listen.",
        "原样运行任何语言写的程序，显示每次套接字调用，以及当时两端内核里各有什么。只在 Linux 上可用，不需要特权。\
         看到服务器都在监听以后，才启动客户端。",
    )),
    args: &[
        valued(
            "server",
            say("CMD", "命令"),
            say("a program that listens, as a shell takes it", "监听的程序，写法同 shell"),
        ),
        valued(
            "client",
            say("CMD", "命令"),
            say("one that connects; may be given several times", "去连接的程序；可以写多个"),
        ),
        valued(
            "program",
            say("PROGRAM", "程序"),
            say("one program with its arguments", "单个程序和它的参数"),
        ),
        valued(
            "framing",
            say("[NAME=]FRAMING", "[名字=]组帧"),
            say(
                "where messages end in what they send: length-prefix:u32be, or of one program: client=lines; without it \
                 each send is a message",
                "发出的字节里消息在哪里结束：length-prefix:u32be；也可只针对某个程序：client=lines；不写则每次 send 算一条消息",
            ),
        ),
        valued(
            "limit",
            say("DURATION", "时长"),
            say(
                "end them after so long: 10s (60s where there are clients)",
                "最多观察这么久：10s（有客户端时默认 60s）",
            ),
        ),
        valued("trace", say("FILE", "文件"), say("keep the session as a trace", "把会话存成轨迹")),
        run::FORMAT,
        run::OUTPUT,
        switch(
            "quiet",
            say(
                "only what the programs did, without what they print",
                "只显示程序做了什么，不显示它们的输出",
            ),
        ),
        switch(
            "verbose",
            say(
                "calls that wait for several sockets, too; -vv: every figure from the kernel",
                "也显示同时等几个套接字的调用；-vv：显示内核给出的所有数字",
            ),
        ),
    ],
    shared: &[],
    examples: &[
        ("stickydemo watch --server './s.py' --client './c.py'", say("both ends", "两端都看")),
        (
            "stickydemo watch --for 30s -- ./server 8080",
            say("one end; others speak to it", "只看一端，别的程序来连它"),
        ),
    ],
};
