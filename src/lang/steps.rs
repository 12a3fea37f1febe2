//! The words of a case step by step: where every byte is after a call.

use super::count;
use crate::model::Text;

/// Step 4 of 6.
pub fn step(no: usize, of: usize) -> Text {
    say!("step {no} of {of}", "第 {no} 步，共 {of} 步")
}

/// How many steps a case has; below stands what is done in it, by the lines of its script.
pub fn steps(n: usize) -> Text {
    match n {
        0 => say!("nothing was called", "一次调用也没有"),
        1 => say!("in one step; its script:", "只有一步；用例里写的是："),
        _ => say!("in {n} steps; its script:", "共 {n} 步；用例里写的是："),
    }
}

/// Rounds that are one step.
pub fn rounds(first: u32, last: u32, calls: u64) -> Text {
    say!(
        "rounds {first} to {last}, {calls} calls in one step",
        "第 {first} 到 {last} 轮，{calls} 次调用合成一步"
    )
}

/// Calls that are one step.
pub fn calls_together(calls: usize) -> Text {
    say!("{calls} calls in one step", "{calls} 次调用合成一步")
}

/// Steps that are one.
pub fn together(steps: usize) -> Text {
    say!("{steps} steps, together", "{steps} 步，合成一步")
}

/// Calls that are told one after another.
pub fn one_by_one(told: &[String]) -> Text {
    Text::new(told.join("; "), told.join("；"))
}

/// A line is left out for each of so many calls.
pub fn more_calls(n: usize) -> Text {
    say!("… and {n} more", "……另外还有 {n} 个")
}

/// So many parts of a row are left out.
pub fn more(n: usize) -> Text {
    say!("… {n} more", "……还有 {n} 段")
}

/// So many parts of a row, which came first, are left out.
pub fn earlier(n: usize) -> Text {
    say!("{n} earlier …", "前面还有 {n} 段……")
}

/// The label of an actor's program.
pub fn program(who: &str) -> Text {
    say!("{who}: program", "{who} 的程序")
}

/// The label of an actor's kernel.
pub fn kernel(who: &str) -> Text {
    say!("{who}: kernel", "{who} 的内核")
}

/// The label of what is in neither kernel.
pub fn on_the_way() -> Text {
    say!("on the way", "路上")
}

/// The head of a picture.
pub fn head(from: &str, to: Option<&str>) -> Text {
    match to {
        Some(to) => say!("{from} → {to}", "{from} → {to}"),
        None => say!("{from} → nobody has accepted it", "{from} → 还没有人 accept"),
    }
}

/// How many bytes were sent.
pub fn sent(bytes: u64, at_least: bool) -> Text {
    match at_least {
        true => say!("at least {0} sent", "至少发了 {0}", count::bytes(bytes)),
        false => say!("{0} sent", "发了 {0}", count::bytes(bytes)),
    }
}

/// How many datagrams were sent, or parts of them.
pub fn sends(n: u64) -> Text {
    count::sends(n)
}

/// Nothing was sent so far.
pub fn nothing_sent() -> Text {
    say!("nothing sent yet", "还没有发送")
}

/// Nothing was sent by anybody so far.
pub fn nothing_yet() -> Text {
    say!("No program has sent a byte yet.", "还没有哪个程序发送过字节。")
}

/// A send that has not returned.
pub fn sending() -> Text {
    say!("a send has not returned", "有一次发送还没返回")
}

/// It is another program, which this one cannot look into.
pub fn another_program() -> Text {
    say!("another program: not seen here", "另一个程序：此处看不到")
}

/// The socket is closed.
pub fn closed() -> Text {
    say!("closed", "已关闭")
}

/// A figure that was not had.
pub fn not_seen() -> Text {
    say!("not seen here", "此处看不到")
}

/// The sender's kernel: what it holds.
pub fn held(unsent: Option<u64>, unacked: Option<u64>) -> Text {
    // Of the bytes that are not acknowledged some may not have been sent: each is told in one place only.
    match (unsent, unacked) {
        (None, None) => not_seen(),
        (Some(0), Some(0)) => {
            say!("nothing unsent, nothing unacknowledged", "没有未发出的，也没有未确认的")
        }
        (Some(unsent), Some(unacked)) if unsent <= unacked => {
            let sent = unacked - unsent;
            say!("{unsent} unsent, {sent} unacknowledged", "未发出 {unsent}，未确认 {sent}")
        }
        (Some(unsent), _) => {
            say!("{unsent} unsent, unacknowledged: ?", "未发出 {unsent}，未确认：？")
        }
        (None, Some(unacked)) => {
            say!("{unacked} not acknowledged, sent or unsent", "{unacked} 未确认，是否发出不清楚")
        }
    }
}

/// The receiver's kernel: what can be read there.
pub fn readable(bytes: u64) -> Text {
    match bytes {
        0 => say!("nothing readable", "没有可读的"),
        n => say!("{n} readable", "可读 {n}"),
    }
}

/// Nothing is on the way.
pub fn nothing() -> Text {
    say!("nothing", "没有")
}

/// So many bytes, on the way.
pub fn travelling(bytes: u64) -> Text {
    count::bytes(bytes)
}

/// They have arrived; whether they can be read is not known.
pub fn arrived() -> Text {
    say!("acknowledged; more is not seen here", "已被确认，别的此处看不到")
}

/// They have left; whether they have arrived is not known.
pub fn left() -> Text {
    say!("left; whether there: not seen here", "已发出，到没到此处看不到")
}

/// They are not there; whether they have left is not known.
pub fn not_there() -> Text {
    say!("not there; whether left: not seen here", "没到，发出没有此处看不到")
}

/// Where they are is not known.
pub fn unseen() -> Text {
    say!("or in a kernel: not seen here", "还是在内核里，此处看不到")
}

/// Another call is moving them.
pub fn moving() -> Text {
    say!("or just moved by a call that goes on", "或者刚被正在进行的调用取走")
}

/// What the receiving program has.
pub fn receives(n: u64) -> Text {
    match n {
        0 => say!("nothing received yet", "还没有收到"),
        n => count::receives(n),
    }
}

/// Bytes that a program took and that are in no receive.
pub fn of_no_receive() -> Text {
    say!("taken, of no receive yet", "已取走，还不属于任何一次接收")
}

/// The figures are from an earlier step.
pub fn figures_of(step: Option<usize>) -> Text {
    match step {
        Some(no) => say!(
            "The kernels were last asked about this at step {no}.",
            "这里的内核数字是第 {no} 步时的。"
        ),
        None => say!(
            "The kernels were last asked about this some steps earlier.",
            "这里的内核数字是前面某一步时的。"
        ),
    }
}

/// The places are those of the beginning of a call.
pub fn as_it_began() -> Text {
    say!("As it was when this call began.", "这是这次调用刚开始时的样子。")
}

/// A connection is there, and its program has not got it.
pub fn not_accepted() -> Text {
    say!("not accepted yet", "还没有 accept")
}

/// The figures do not fit: they are from a later time.
pub fn figures_are_later() -> Text {
    say!(
        "The kernels were asked a moment after this call, when another had already gone on.",
        "内核数字是这次调用之后才问到的，那时别的调用已经往前走了。"
    )
}

/// Bytes by place, in one line.
pub fn taken(bytes: u64) -> Text {
    say!("{bytes} taken", "已取走 {bytes}")
}

/// Bytes by place, in one line.
pub fn unsent(bytes: u64) -> Text {
    say!("{bytes} unsent", "未发出 {bytes}")
}

/// Bytes by place, in one line.
pub fn on_way(bytes: u64) -> Text {
    say!("{bytes} on the way", "路上 {bytes}")
}

/// Bytes by place, in one line.
pub fn somewhere(bytes: u64) -> Text {
    say!("{bytes} not seen here", "{bytes} 此处看不到")
}

/// Behind how much was sent: where it is.
pub fn by_place(places: &str) -> Text {
    match places {
        "" => say!("", ""),
        _ => say!(": {places}", "：{places}"),
    }
}

/// Pictures that are left out.
pub fn more_flows(n: usize) -> Text {
    match n {
        1 => say!("… and one more direction, not drawn here", "……另外还有 1 个方向没有画出"),
        n => say!("… and {n} more directions, not drawn here", "……另外还有 {n} 个方向没有画出"),
    }
}

/// The label of datagrams that wait or travel.
pub fn between(to: &str) -> Text {
    say!("on the way or {to}: kernel", "路上或 {to} 的内核")
}

/// The label of datagrams of which no figure says what became of them.
pub fn where_unseen() -> Text {
    say!("where: not seen here", "在哪里，此处看不到")
}

/// An empty one may wait, or may not.
pub fn no_byte_waits() -> Text {
    say!("no byte waits (an empty one has none)", "没有字节在等（空消息没有字节）")
}

/// The label of datagrams that nobody got.
pub fn gone() -> Text {
    say!("never arrived", "没有人收到")
}

/// The label of datagrams that were not taken.
pub fn refused() -> Text {
    say!("refused", "被拒绝")
}

/// A datagram gathers more.
pub fn gathered() -> Text {
    say!("held for more (cork)", "塞住了，等着更多数据（cork）")
}

/// The first that waits at a socket.
pub fn first_waits(bytes: u64, empty: bool) -> Text {
    match (bytes, empty) {
        (0, true) => say!("an empty one waits first", "排在最前面的是空数据报"),
        (0, false) => say!("none waits at the receiver", "接收方没有在等的"),
        (n, _) => say!("the first that waits has {0}", "排在最前面的有 {0}", count::bytes(n)),
    }
}

/// Of sequenced packets.
pub fn all_wait(bytes: u64) -> Text {
    match bytes {
        0 => say!("none waits at the receiver", "接收方没有在等的"),
        n => say!("all that wait have {0}", "在等的一共 {0}", count::bytes(n)),
    }
}

/// Datagrams the receiver's kernel dropped.
pub fn dropped(n: u64) -> Text {
    say!("dropped so far: {n}", "至此已丢弃 {n} 个")
}

/// That it turned out later.
pub fn as_turned_out() -> Text {
    say!("(as turned out later)", "（后来才知道）")
}

/// Datagrams by place, in one line.
pub fn received(n: u64) -> Text {
    say!("{n} received", "已收到 {n}")
}

/// Datagrams by place, in one line.
pub fn not_received(n: u64) -> Text {
    say!("{n} on the way or waiting", "路上或在等 {n}")
}

/// Datagrams by place, in one line.
pub fn never(n: u64) -> Text {
    say!("{n} never arrived", "没有人收到 {n}")
}

/// Bytes of no message that is counted.
pub fn warmup(bytes: u64) -> Text {
    say!("warm-up {bytes} B", "预热 {bytes} B")
}
