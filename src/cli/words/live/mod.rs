//! `serve`, `connect` and `relay`.

mod connect;
mod relay;
mod serve;
mod shared;

pub(super) use connect::CONNECT;
pub(super) use relay::RELAY;
pub(super) use serve::SERVE;

use super::{ArgWords, Words, say, valued};
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
    (
        App::Shell,
        say(
            "a command in, what it printed out: harmless ones of a list, without a shell",
            "发去命令，答回它的输出：只执行列表里无害的命令，不经过 shell",
        ),
    ),
    (
        App::Chat,
        say("one server, many clients, anyone at any time", "一个服务器，许多客户端，谁想说就说"),
    ),
    (
        App::File,
        say("files up and down: put NAME, get NAME, list", "传文件：put 文件名、get 文件名、list"),
    ),
    (
        App::Stamp,
        say(
            "every text comes back with the time, quoted; framed, with files",
            "每句话都配上时间、引用原话送回来；分帧的还能传文件",
        ),
    ),
];

const APP: ArgWords = valued(
    "app",
    say("APP", "程序"),
    say(
        "raw, upper, time, login, auth, shell, chat, file or stamp; without a name, they are listed",
        "raw、upper、time、login、auth、shell、chat、file 或 stamp；不写名字，就列出来",
    ),
);

const fn size(id: &'static str, help: Words, takes: Words) -> ArgWords {
    ArgWords { id, value: Some(say("BYTES", "字节数")), help, takes: Some(takes) }
}

/// What a buffer of a socket takes.
const BUFFER: Words =
    say("a whole number of bytes up to 1073741824", "以字节为单位的整数，最大 1073741824");

/// A time that is not nothing.
const fn lasting(id: &'static str, help: Words) -> ArgWords {
    let takes = say(
        "a time from 1ms up to an hour, as in 200ms or 2s",
        "从 1ms 到一小时的时间，例如 200ms 或 2s",
    );
    ArgWords { takes: Some(takes), ..time(id, help) }
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
