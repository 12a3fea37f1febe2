//! What `serve` and `connect` both take.

use super::super::{ArgWords, say, switch, valued};
use super::{BUFFER, lasting, size, time};

pub(super) const HEX: ArgWords =
    switch("hex", say("show bytes as hex digits", "用十六进制显示字节"));
pub(super) const BOTH: ArgWords = switch(
    "both",
    say("show bytes as text and as hex digits", "字节既显示成文字，也显示成十六进制"),
);

pub(super) const SHARED: &[ArgWords] = &[
    switch("tcp", say("over TCP", "用 TCP")),
    switch("udp", say("over UDP", "用 UDP")),
    valued(
        "unix",
        say("FILE", "文件"),
        say("over a Unix-domain stream socket of this name", "用这个名字的 Unix 域流套接字"),
    ),
    size(
        "recv",
        say(
            "how much each recv asks for (1024; file: 65536, but 1024 by lines; of datagrams all of one, unless \
             --as-taught)",
            "每次 recv 要多少字节（默认 1024；file 是 65536，其中 lines 是 1024；数据报默认整个收下，--as-taught 时除外）",
        ),
        say("a whole number of bytes from 1 to 16777216", "以字节为单位的整数，从 1 到 16777216"),
    ),
    time(
        "late",
        say(
            "wait so long before the first receive of a connection",
            "每个连接第一次接收之前先等这么久",
        ),
    ),
    valued("nodelay", say("on|off", "on|off"), say("set TCP_NODELAY", "设置 TCP_NODELAY")),
    size("rcvbuf", say("set SO_RCVBUF", "设置 SO_RCVBUF"), BUFFER),
    size("sndbuf", say("set SO_SNDBUF", "设置 SO_SNDBUF"), BUFFER),
    ArgWords {
        id: "cut",
        value: Some(say("SIZES|random:SEED", "大小|random:种子")),
        help: say(
            "cut each message into sends of these sizes, over and over (3,7; 1: byte by byte), or of 1 to 8 bytes \
             at random: the same seed, the same cuts",
            "把每条消息切成这样大小的几次 send，用完从头再来（3,7；1 就是一个字节一个字节地发）；\
             或者随机切成 1 到 8 字节：同一个种子，切法都一样",
        ),
        takes: Some(say(
            "sizes in bytes, as in 3,7, or random:SEED",
            "字节数，例如 3,7，或者 random:种子",
        )),
    },
    time(
        "pace",
        say(
            "wait so long between the sends of one message; file by lines: after the command and each line, with TCP_NODELAY on",
            "同一条消息的两次 send 之间等这么久；file 的 lines：命令之后、每一行之后都等，并打开 TCP_NODELAY",
        ),
    ),
    lasting(
        "idle",
        say(
            "a peer that says nothing for so long loses its connection (an hour)",
            "对方这么久不说话，就断开（默认一小时）",
        ),
    ),
    valued(
        "framing",
        say("FRAMING", "分帧"),
        say(
            "where a message ends: none, ack, i32le, u32be or json, as far as the program has it",
            "消息在哪里结束：none、ack、i32le、u32be 或 json；每个程序只有其中几种",
        ),
    ),
    switch(
        "as_taught",
        say(
            "as the tutorial wrote it, with its faults; each is named when it is met",
            "照教程原样，错误也照搬；每遇到一个就指出来",
        ),
    ),
    valued(
        "ack",
        say("ACK", "确认"),
        say(
            "shell --framing ack: what acknowledges a length: recv_ready (as usual) or ok",
            "shell --framing ack：收到长度后怎么确认：recv_ready（默认）或 ok",
        ),
    ),
    valued(
        "key_file",
        say("FILE", "文件"),
        say(
            "over TCP: let in only who has the key, this file's first line; needed beyond this computer. Of auth it \
             is the program's own key",
            "TCP：有密钥（这个文件的第一行）才放行；要让别的电脑连就必须有。对 auth 来说，它就是程序自己的密钥",
        ),
    ),
    valued(
        "digest",
        say("DIGEST", "摘要"),
        say("auth: md5 (the tutorials') or sha256", "auth：md5（教程里的）或 sha256"),
    ),
    valued(
        "protocol",
        say("PROTOCOL", "协议"),
        say(
            "file: header (a JSON header before each file, as usual), lines (a header before each line) or \
             transceiver (framed, within a chat)",
            "file：header（每个文件前面有 JSON 首部，默认）、lines（每一行前面有首部）或 \
             transceiver（夹在聊天里，一帧一帧）",
        ),
    ),
    size(
        "max_size",
        say(
            "file, stamp: the longest file that is taken (64 GiB)",
            "file 和 stamp：最多接收这么大的文件（默认 64 GiB）",
        ),
        say(
            "a whole number of bytes below 4611686018427387904",
            "以字节为单位的整数，小于 4611686018427387904",
        ),
    ),
    valued(
        "trace",
        say("FILE", "文件"),
        say(
            "write the session to a trace file, for replay and compare: what is said is in it, passwords, too (of more than 4 KiB in one call the beginning and a digest); each call of a file's transfer is kept, and shown; up to 20000 calls",
            "把会话写成轨迹文件，供 replay 和 compare 使用；收发的内容都在里面，包括密码（一次调用超过 4 KiB 的，只留开头和摘要）；传文件的每次调用也都记下，都显示；最多 20000 次调用",
        ),
    ),
    HEX,
    BOTH,
    valued(
        "encoding",
        say("ENCODING", "编码"),
        say(
            "of text, typed and shown: utf-8, gbk, big5 or utf-16le; what comes from a pipe and is no UTF-8 is sent as it is",
            "文字的编码（输入和显示都用它）：utf-8、gbk、big5 或 utf-16le；从管道来的内容如果不是 UTF-8，就原样发送",
        ),
    ),
    switch(
        "quiet",
        say("print only what the tutorial's program prints", "只输出教程里的程序会输出的内容"),
    ),
    switch(
        "verbose",
        say(
            "show every option, the system's error numbers, and each call of a file's transfer",
            "显示每个选项和系统的错误号，传文件时每次调用都显示",
        ),
    ),
];
