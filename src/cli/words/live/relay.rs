//! `relay`.

use super::super::{ArgWords, CommandWords, Words, say, switch, valued};
use super::shared::{BOTH, HEX};
use super::{lasting, time};

pub(in crate::cli::words) const RELAY: CommandWords = CommandWords {
    name: "relay",
    about: say(
        "Cut and glue what passes between two programs.",
        "站在客户端和服务器中间，把经过的字节切开或粘上。",
    ),
    usage: say("[OPTIONS] <LISTEN> <SERVER>", "[选项] <监听地址> <服务器地址>"),
    more: Some(say(
        "Both programs stay as they are: the client connects to the relay, and the relay to the server. A program that \
         takes one recv for a message breaks here every time, and the relay says at which cut. Cuts are positions in \
         the stream, so they are the same in every run. The end of a stream, a reset and back pressure pass through.",
        "两个程序都不用改：客户端连中继，中继连服务器。把一次 recv 当成一条消息的程序，在这里每次都会出错，\
         中继会说出是在第几刀。切的是流里的位置，所以每次运行都一样。流的结束、重置和背压都照样传过去。",
    )),
    args: &[
        valued(
            "listen",
            say("LISTEN", "监听地址"),
            say(
                "where clients connect: 127.0.0.1:9000, or 9000",
                "客户端连这里：127.0.0.1:9000，或者 9000",
            ),
        ),
        valued(
            "server",
            say("SERVER", "服务器地址"),
            say(
                "where the server listens: 127.0.0.1:8080, or 8080",
                "服务器在这里监听：127.0.0.1:8080，或者 8080",
            ),
        ),
        ArgWords {
            id: "cut",
            value: Some(say("CUTS", "切法")),
            help: say(
                "into pieces of these sizes, over and over through the stream (3,7; 1: byte by byte); of 1 to 8 bytes at \
                 random (random, random:SEED); or at a place of each frame: frame:header-1, frame:header+2, frame:end, \
                 frame:end-1",
                "切成这样大小的段，整个流里反复用（3,7；1 就是一个字节一个字节地切）；随机切成 1 到 8 字节\
                 （random、random:种子）；或者切在每一帧的某个位置：frame:header-1、frame:header+2、frame:end、frame:end-1",
            ),
            takes: Some(say(
                "sizes in bytes (3,7), random, random:SEED, or frame:header-1, frame:header+2, frame:end-1",
                "字节数（3,7）、random、random:种子，或者 frame:header-1、frame:header+2、frame:end-1",
            )),
        },
        ArgWords {
            id: "seed",
            value: Some(say("SEED", "种子")),
            help: say(
                "of --cut random (1): the same seed, the same cuts",
                "--cut random 的种子（默认 1）：种子相同，切法就相同",
            ),
            takes: Some(say("a whole number", "一个整数")),
        },
        valued(
            "framing",
            say("FRAMING", "组帧"),
            say(
                "of --cut frame:PLACE: what says how long a frame is: length-prefix:u32be, in short u32be",
                "配 --cut frame:位置：帧的长度写在哪里：length-prefix:u32be，可以简写成 u32be",
            ),
        ),
        short(
            "pace",
            say(
                "so long between two pieces, and so long a piece waits for its rest (1ms)",
                "两段之间隔这么久，不完整的一段也最多等这么久（默认 1ms）",
            ),
        ),
        lasting(
            "glue",
            say(
                "what comes within this time goes on in one write",
                "这段时间里来的字节，一次写出去",
            ),
        ),
        lasting(
            "delay",
            say(
                "everything goes on so much later, in its order",
                "所有内容都晚这么久再转发，顺序不变",
            ),
        ),
        valued(
            "direction",
            say("DIRECTION", "方向"),
            say(
                "what is changed: both (over TCP as usual), to-server (over UDP as usual) or to-client",
                "改动哪个方向：both（TCP 默认）、to-server（UDP 默认）或 to-client",
            ),
        ),
        switch("udp", say("over UDP", "用 UDP")),
        numbers(
            "lose",
            say(
                "UDP: do not pass on these datagrams of a client, counted from 1 (2,5)",
                "UDP：不转发每个客户端的这几个数据报，从 1 数起（2,5）",
            ),
        ),
        numbers("double", say("UDP: pass these on twice", "UDP：这几个转发两次")),
        numbers(
            "swap",
            say("UDP: pass these on after the next", "UDP：这几个排到下一个之后再转发"),
        ),
        switch("once", say("end when the first connection has ended", "第一个连接结束后就退出")),
        lasting("limit", say("end after so long", "最多运行这么久")),
        valued(
            "trace",
            say("FILE", "文件"),
            say(
                "write the session to a trace file, for replay and compare; what is said is in it, passwords, too",
                "把会话写成轨迹文件，供 replay 和 compare 使用；经过的内容都在里面，包括密码",
            ),
        ),
        HEX,
        BOTH,
        valued(
            "encoding",
            say("ENCODING", "编码"),
            say(
                "of text that is shown: utf-8, gbk, big5 or utf-16le",
                "显示文字用的编码：utf-8、gbk、big5 或 utf-16le",
            ),
        ),
        switch("quiet", say("show nothing that passes", "经过的内容都不显示")),
        switch(
            "verbose",
            say("show every option, and the system's error numbers", "显示每个选项和系统的错误号"),
        ),
    ],
    shared: &[],
    examples: &[
        (
            "stickydemo relay 9000 8080 --cut 1",
            say("byte by byte, both ways", "两个方向都一个字节一个字节地走"),
        ),
        (
            "stickydemo relay 9000 8080 --cut frame:end --framing u32be",
            say("each frame by itself", "每一帧单独走"),
        ),
        ("stickydemo relay 9000 8080 --glue 200ms", say("messages stick together", "消息粘在一起")),
        (
            "stickydemo relay 9000 8080 --udp --lose 2 --swap 4",
            say("what a network may do", "网络可能做的事"),
        ),
    ],
};

/// A time that may be nothing, and is mostly short.
const fn short(id: &'static str, help: Words) -> ArgWords {
    let takes = say("a time up to an hour, as in 1ms or 2s", "不超过一小时的时间，例如 1ms 或 2s");
    ArgWords { takes: Some(takes), ..time(id, help) }
}

const fn numbers(id: &'static str, help: Words) -> ArgWords {
    ArgWords {
        id,
        value: Some(say("NUMBERS", "序号")),
        help,
        takes: Some(say("whole numbers from 1, as in 2 or 2,5", "从 1 开始的整数，例如 2 或 2,5")),
    }
}
