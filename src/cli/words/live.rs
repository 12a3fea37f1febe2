//! `serve` and `connect`.

use super::{ArgWords, CommandWords, Words, say, switch, valued};
use crate::apps::App;

/// What each program is.
pub(crate) const APPS: &[(App, Words)] = &[
    (App::Raw, say("bytes in, bytes out, each call shown", "字节进、字节出，每次调用都显示出来")),
    (App::Upper, say("ASCII letters to upper case", "把 ASCII 字母变成大写")),
    (
        App::Time,
        say("a strftime format in, the local time out", "发去 strftime 格式，答回本地时间"),
    ),
    (
        App::Login,
        say(
            "user|password, and let in or not; good|bye leaves",
            "用户|密码，对了就放行；good|bye 离开",
        ),
    ),
    (
        App::Auth,
        say(
            "login by a shared key: a challenge, and its HMAC; then upper",
            "用共享密钥登录：挑战值和它的 HMAC；之后就是 upper",
        ),
    ),
];

const APP: ArgWords = valued(
    "app",
    say("APP", "程序"),
    say(
        "raw, upper, time, login or auth; without a name, they are listed",
        "raw、upper、time、login 或 auth；不写名字，就列出来",
    ),
);

const fn size(id: &'static str, help: Words) -> ArgWords {
    ArgWords {
        id,
        value: Some(say("BYTES", "字节数")),
        help,
        takes: Some(say("a whole number of bytes", "以字节为单位的整数")),
    }
}

const fn time(id: &'static str, help: Words) -> ArgWords {
    ArgWords {
        id,
        value: Some(say("TIME", "时间")),
        help,
        takes: Some(say(
            "a time up to an hour, as in 200ms or 2s",
            "不超过一小时的时间，例如 200ms 或 2s",
        )),
    }
}

const TCP: ArgWords = switch("tcp", say("over TCP", "用 TCP"));
const UDP: ArgWords = switch("udp", say("over UDP", "用 UDP"));
const UNIX: ArgWords = valued(
    "unix",
    say("FILE", "文件"),
    say("over a Unix-domain stream socket of this name", "用这个名字的 Unix 域流套接字"),
);
const RECV: ArgWords =
    size("recv", say("how much each recv asks for (1024)", "每次 recv 要多少字节（默认 1024）"));
const LATE: ArgWords = time(
    "late",
    say(
        "wait so long before the first receive of a connection",
        "每个连接第一次接收之前先等这么久",
    ),
);
const NODELAY: ArgWords =
    valued("nodelay", say("on|off", "on|off"), say("set TCP_NODELAY", "设置 TCP_NODELAY"));
const RCVBUF: ArgWords = size("rcvbuf", say("set SO_RCVBUF", "设置 SO_RCVBUF"));
const SNDBUF: ArgWords = size("sndbuf", say("set SO_SNDBUF", "设置 SO_SNDBUF"));
const CUT: ArgWords = ArgWords {
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
};
const PACE: ArgWords = time(
    "pace",
    say("wait so long between the sends of one message", "同一条消息的两次 send 之间等这么久"),
);
const KEY_FILE: ArgWords = valued(
    "key_file",
    say("FILE", "文件"),
    say("auth: the key is this file's first line", "auth：密钥是这个文件的第一行"),
);
const DIGEST: ArgWords = valued(
    "digest",
    say("DIGEST", "摘要"),
    say("auth: md5 (the tutorials') or sha256", "auth：md5（教程里的）或 sha256"),
);
const HEX: ArgWords = switch("hex", say("show bytes as hex digits", "用十六进制显示字节"));
const BOTH: ArgWords = switch(
    "both",
    say("show bytes as text and as hex digits", "字节既显示成文字，也显示成十六进制"),
);
const ENCODING: ArgWords = valued(
    "encoding",
    say("ENCODING", "编码"),
    say(
        "of text, typed and shown: utf-8, gbk, big5 or utf-16le",
        "文字的编码（输入和显示都用它）：utf-8、gbk、big5 或 utf-16le",
    ),
);
const QUIET: ArgWords = switch(
    "quiet",
    say("print only what the tutorial's program prints", "只输出教程里的程序会输出的内容"),
);
const VERBOSE: ArgWords = switch(
    "verbose",
    say("show every option, and the system's error numbers", "显示每个选项，以及系统的错误号"),
);

pub(super) const SERVE: CommandWords = CommandWords {
    name: "serve",
    about: say("Be a tutorial's server, live.", "做教程里某个程序的服务器，真的跑起来。"),
    usage: say("[OPTIONS] <APP>", "[选项] <程序>"),
    more: Some(say(
        "A server in one terminal, a client in another: `stickydemo serve upper`, then \
         `stickydemo connect upper`. Programs of your own, or nc, can be either side. Each line is one socket \
         call: when, what was asked, what came back, and what this kernel holds now. Ctrl-C ends it.",
        "一个终端里是服务器，另一个终端里是客户端：先 `stickydemo serve upper`，再 \
         `stickydemo connect upper`。任何一边都可以换成自己写的程序或 nc。每一行是一次套接字调用：\
         什么时候、要什么、得到什么、这时内核里还有什么。按 Ctrl-C 结束。",
    )),
    args: &[
        APP,
        valued(
            "listen",
            say("ADDRESS", "地址"),
            say(
                "where: 127.0.0.1:9000, [::1]:9000 or only a port (127.0.0.1 and the tutorial's port)",
                "在哪里监听：127.0.0.1:9000、[::1]:9000，或者只写端口（默认 127.0.0.1 和教程里的端口）",
            ),
        ),
        valued(
            "mode",
            say("MODE", "方式"),
            say(
                "once (one connection, one exchange), one-at-a-time (as usual) or threaded",
                "once（一个连接，一问一答）、one-at-a-time（一个接一个，默认）或 threaded（每个连接一个线程）",
            ),
        ),
        ArgWords {
            id: "max_clients",
            value: Some(say("N", "数")),
            help: say(
                "threaded: serve so many at a time (256); the next is told so, and closed",
                "threaded：同时最多服务这么多个（默认 256）；再来的会被告知，然后关闭",
            ),
            takes: Some(say("a whole number from 1 to 65535", "1 到 65535 之间的整数")),
        },
        valued(
            "reply",
            say("TEXT=ANSWER", "收到=应答"),
            say(
                "raw: answer a receive of exactly TEXT; can be given several times",
                "raw：收到的恰好是这些文字，就这样应答；可以写多次",
            ),
        ),
        valued(
            "accounts",
            say("FILE", "文件"),
            say("login: who may; one user|password a line", "login：账号文件，每行一个 用户|密码"),
        ),
        valued(
            "add",
            say("USER", "用户"),
            say(
                "login: add this user to the file of accounts, with the hash of a password, and end",
                "login：把这个用户加进账号文件，密码存成散列值，然后结束",
            ),
        ),
        TCP,
        UDP,
        UNIX,
        RECV,
        LATE,
        NODELAY,
        RCVBUF,
        SNDBUF,
        CUT,
        PACE,
        KEY_FILE,
        DIGEST,
        HEX,
        BOTH,
        ENCODING,
        QUIET,
        VERBOSE,
    ],
    examples: &[
        (
            "stickydemo serve upper --late 3s",
            say(
                "type two lines at the client meanwhile: one recv",
                "趁这 3 秒在客户端输入两行：一次 recv 全收到",
            ),
        ),
        (
            "stickydemo serve raw --reply hello=HELLO",
            say("a server that knows one answer", "只会一句应答的服务器"),
        ),
        ("stickydemo serve time", say("over UDP, on port 9000", "走 UDP，端口 9000")),
    ],
};

pub(super) const CONNECT: CommandWords = CommandWords {
    name: "connect",
    about: say("Be a tutorial's client, live.", "做教程里某个程序的客户端，真的跑起来。"),
    usage: say("[OPTIONS] <APP> [ADDRESS]", "[选项] <程序> [地址]"),
    more: Some(say(
        "Each line that is typed (or comes from a pipe) is sent as it is, without its end. `upper` and `time` \
         then take the next receive for the answer, as the tutorials do; `quit` ends them. `raw` shows whatever \
         comes, whenever it comes.",
        "输入的每一行（也可以来自管道）原样发出去，不带换行。`upper` 和 `time` 接着把下一次接收当作应答，\
         和教程里一样；输入 `quit` 结束。`raw` 则随时显示收到的任何东西。",
    )),
    args: &[
        APP,
        valued(
            "address",
            say("ADDRESS", "地址"),
            say(
                "of the server: 127.0.0.1:9000, [::1]:9000 or only a port",
                "服务器的地址：127.0.0.1:9000、[::1]:9000，或者只写端口",
            ),
        ),
        time(
            "every",
            say(
                "raw: say the last line again, each time after so long",
                "raw：每隔这么久，把上一行再发一遍",
            ),
        ),
        valued(
            "send_file",
            say("FILE", "文件"),
            say("raw: send this file first, as one message", "raw：先把这个文件当作一条消息发出去"),
        ),
        valued(
            "guise",
            say("WHO", "谁"),
            say(
                "auth: valid, ignorant (takes the challenge for an answer) or wrong-key",
                "auth：valid（有密钥）、ignorant（什么都不懂，把挑战值当成应答）或 wrong-key（密钥不对）",
            ),
        ),
        TCP,
        UDP,
        UNIX,
        RECV,
        LATE,
        NODELAY,
        RCVBUF,
        SNDBUF,
        CUT,
        PACE,
        KEY_FILE,
        DIGEST,
        HEX,
        BOTH,
        ENCODING,
        QUIET,
        VERBOSE,
    ],
    examples: &[
        (
            "stickydemo connect upper --cut 1",
            say(
                "each line byte by byte: how many answers?",
                "每一行一个字节一个字节地发：会有几个应答？",
            ),
        ),
        (
            "echo hello | stickydemo connect raw 9000",
            say("one line, from a pipe", "从管道来的一行"),
        ),
    ],
};
