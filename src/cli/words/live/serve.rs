//! `serve`.

use super::super::{ArgWords, CommandWords, say, switch, valued};
use super::shared::SHARED;
use super::{APP, lasting};

pub(in super::super) const SERVE: CommandWords = CommandWords {
    name: "serve",
    about: say("Be a tutorial's server, live.", "充当教程里某个程序的服务器，真的跑起来。"),
    usage: say("[OPTIONS] <APP>", "[选项] <程序>"),
    more: Some(say(
        "A server in one terminal, a client in another: `stickydemo serve upper`, then \
         `stickydemo connect upper`. Programs of your own, or nc, can be either side. Each line is one socket \
         call: when, what was asked, what came back, and what this kernel holds now. Ctrl-C ends it. At `raw` and `chat` the \
         server speaks, too: a typed line goes to the newest connection, or to who sent the last datagram; in `chat` \
         `2: hello` or `@2 hello` goes to client 2, and `list` shows who has spoken.",
        "一个终端里是服务器，另一个终端里是客户端：先 `stickydemo serve upper`，再 \
         `stickydemo connect upper`。任何一边都可以换成自己写的程序或 nc。每一行是一次套接字调用：\
         什么时候、要什么、得到什么、这时内核里还有什么。按 Ctrl-C 结束。`raw` 和 `chat` 的服务器也能说话：输入的一行发给最新的那个连接，\
         或者最近发来数据报的那一方；在 `chat` 里，`2: 你好` 或 `@2 你好` 发给客户端2，`list` 看有谁说过话。",
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
                "once (one connection, one exchange), one-at-a-time (as usual of raw, and --as-taught) or threaded",
                "once（一个连接，一问一答）、one-at-a-time（一个接一个，raw 和 --as-taught 时默认）\
                 或 threaded（每个连接一个线程）",
            ),
        ),
        ArgWords {
            id: "max_clients",
            value: Some(say("N", "数")),
            help: say(
                "threaded: serve so many at a time (256); the next is told so, and closed (stamp as taught: 4, or 5 \
                 framed, in all; the next hangs)",
                "threaded：同时最多服务这么多个（默认 256）；再来的会被告知，然后关闭（照教程原样的 stamp：一共 4 个，\
                 分帧的 5 个；再来的挂着）",
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
            say(
                "login, file: who may; one user|password a line; file asks for a login only with it, and its client \
                 types user|password first",
                "login 和 file：账号文件，每行一个 用户|密码；file 有了它才要求登录，\
                 客户端先输入 用户|密码",
            ),
        ),
        valued(
            "add",
            say("USER", "用户"),
            say(
                "login: add this user to the file of accounts, with the hash of a password, and end",
                "login：把这个用户加进账号文件，密码存成散列值，然后结束",
            ),
        ),
        valued(
            "allow",
            say("COMMAND", "命令"),
            say(
                "shell: may be run, too, typed exactly so: a program and its arguments, split at spaces, without quotes; \
                 can be given several times",
                "shell：也允许执行这条命令，要一字不差地输入：程序和参数，按空格分开，不认引号；可以写多次",
            ),
        ),
        valued(
            "order",
            say("ORDER", "顺序"),
            say(
                "shell: of a command's stderr and stdout, which comes back: out-err, err-out, err-or-out or out (each \
                 framing has the tutorials')",
                "shell：stderr 和 stdout 怎么发回来：out-err、err-out、err-or-out 或 out（默认各按教程）",
            ),
        ),
        switch(
            "auto",
            say(
                "chat: answer by itself, with what came and the number of the client",
                "chat：自动应答，把收到的话加上客户端的编号送回去",
            ),
        ),
        lasting(
            "every",
            say(
                "stamp: send each client the date, unasked, each time after so long",
                "stamp：每隔这么久，主动给每个客户端发一次日期",
            ),
        ),
        valued(
            "folder",
            say("FOLDER", "文件夹"),
            say(
                "file: take files from here and put them here; stamp, framed: put them here (upload, which is made)",
                "file：从这里取文件，也存到这里；分帧的 stamp：存到这里（默认 upload，没有就建一个）",
            ),
        ),
    ],
    shared: SHARED,
    examples: &[
        (
            "stickydemo serve upper --late 3s",
            say(
                "type two lines at `connect raw` meanwhile: one recv",
                "趁这 3 秒在 connect raw 里输入两行：一次 recv 全收到",
            ),
        ),
        (
            "stickydemo serve raw --reply hello=HELLO",
            say("a server that knows one answer", "只会一句应答的服务器"),
        ),
        (
            "stickydemo serve shell --framing i32le",
            say(
                "run commands of a list, each answer with its length",
                "执行列表里的命令，每个应答带上长度",
            ),
        ),
        ("stickydemo serve time", say("over UDP, on port 9000", "走 UDP，端口 9000")),
    ],
};
