//! Programs that are watched.

use crate::model::Text;

/// A program that has ended by itself.
pub fn exited(name: &str, code: i32) -> Text {
    say!("{name} ended with exit code {code}", "{name} 结束，退出码 {code}")
}

/// One that a signal ended.
pub fn killed(name: &str, signal: i32) -> Text {
    say!("{name} was ended by signal {signal}", "{name} 被信号 {signal} 结束")
}

/// One that could not be started.
pub fn not_started(name: &str, why: &Text) -> Text {
    say!("{name} could not be started: {0}", "无法启动 {name}：{0}", why)
}

/// The program had to end before anything was shown.
pub fn lost() -> Text {
    say!("ended at once: what was seen is lost", "程序立即结束：看到的东西没有保存")
}

/// Why it is over, though a program would have gone on.
pub fn settled() -> Text {
    say!(
        "the clients have ended, and whoever is left only waits for somebody: ended",
        "客户端都已结束，剩下的程序只是在等别人：到此结束"
    )
}

/// The time was over.
pub fn limit(seconds: f64) -> Text {
    say!(
        "{seconds} s are over: whoever was left was ended (--for gives more time)",
        "{seconds} 秒到了：剩下的程序已被结束（用 --for 可以多给时间）"
    )
}

/// Ctrl-C.
pub fn called_off() -> Text {
    say!("stopped: this is what happened until then", "已停止：下面是到此为止发生的事")
}

/// Too many processes.
pub fn too_many() -> Text {
    say!("more than 256 processes at a time: all were ended", "同时超过 256 个进程：已全部结束")
}

/// A server ended before anybody could speak to it.
pub fn no_server() -> Text {
    say!(
        "a server ended before it listened: no client was started",
        "有服务器还没开始监听就结束了：没有启动客户端"
    )
}

/// Nothing was seen.
pub fn nothing() -> Text {
    say!("no call on a socket was seen", "没有看到任何套接字调用")
}

/// What the watching changed. `ns`: in all.
pub fn cost(stops: u64, ns: u64) -> Text {
    let each = ns / stops.max(1) / 1000;
    let (ms, rest) = (ns / 1_000_000, ns / 1000 % 1000);
    say!(
        "watched: the programs stood still {stops} times, about {each} us each, {ms}.{rest:03} ms in all; that changes \
         when things happen, and no byte",
        "观察的代价：程序停顿 {stops} 次，每次约 {each} 微秒，合计 {ms}.{rest:03} 毫秒；变的只是时间，字节一个没动"
    )
}

/// A program uses io_uring.
pub fn ring() -> Text {
    say!(
        "a program uses io_uring: what it sends and receives through that makes no system call, and is not seen here",
        "有程序使用 io_uring：经它收发的数据不产生系统调用，这里看不到"
    )
}

/// Connections that no server accepted.
pub fn never_accepted(n: u64) -> Text {
    say!(
        "{n} of the connections no server accepted: their kernel had completed them, and nobody read what came there (stickydemo run one-at-a-time)",
        "有 {n} 个连接服务器一直没有 accept：内核已经把它们建好，但没有人读那里收到的东西（stickydemo run one-at-a-time）"
    )
}

/// Unix-domain sockets.
pub fn unix() -> Text {
    say!(
        "there were Unix-domain sockets, too: of those nothing is told",
        "还有 Unix 域套接字：这里不讲述它们"
    )
}

/// Bytes moved by `splice` and the like.
pub fn blind(calls: u64) -> Text {
    say!(
        "bytes were moved {calls} times in a way that is not followed (splice, urgent data): from there on nothing is told",
        "有 {calls} 次搬动字节的方式无法跟踪（splice、紧急数据）：从那里起不再讲述"
    )
}

/// What a program printed is not passed on any more.
pub fn printed_too_much(name: &str) -> Text {
    say!(
        "{name} printed more than 1 MiB: the rest is not shown",
        "{name} 输出超过 1 MiB：其余不再显示"
    )
}

/// Elsewhere.
pub fn only_on_linux() -> Text {
    say!(
        "this system lets nobody watch a program's calls that was not changed: `watch` needs Linux",
        "这个系统不允许在不改动程序的情况下观察它的调用：`watch` 需要 Linux"
    )
}
