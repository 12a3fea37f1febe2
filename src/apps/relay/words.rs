//! What is said of connections that pass.

use super::datagrams::{Done, Tally};
use super::line::{Ending, Half, Passed, Side};
use super::{MOST, Place};
use crate::apps::Stop;
use crate::framing::FramingError;
use crate::model::Text;
use socket2::SockAddr;

/// There are as many as there may be.
pub(super) fn too_many() -> Text {
    Text::new(
        format!("more than {MOST} at a time: this one is reset"),
        format!("同时超过 {MOST} 个连接：重置这一个"),
    )
}

/// The server does not take the connection.
pub(super) fn no_server(nth: u64, server: &Place, stop: &Stop) -> Text {
    let why = stop.text();
    Text::new(
        format!("the server at {server} was not reached ({}): c{nth} is reset", why.en),
        format!("连不上服务器 {server}（{}）：重置 c{nth}", why.zh),
    )
}

/// Nobody has said anything for too long.
pub(super) fn silent() -> Text {
    Text::new(
        "nobody has said anything here for an hour: closed",
        "这个连接一小时没有任何动静：关闭",
    )
}

/// What cannot be a frame.
pub(super) fn no_frame(error: &FramingError) -> Text {
    let why = error.text();
    Text::new(
        format!("no frame begins here, so this direction is cut no more: {}", why.en),
        format!("这里不是帧的开头，这个方向不再切：{}", why.zh),
    )
}

fn side(side: Side) -> (&'static str, &'static str) {
    match side {
        Side::Client => ("the client", "客户端"),
        Side::Server => ("the server", "服务器"),
    }
}

fn place(passed: Passed) -> Text {
    let Passed { bytes, cuts, .. } = passed;
    Text::new(
        format!("after cut {cuts}, at byte {bytes} of what went to it"),
        format!("在第 {cuts} 刀之后，发给它的第 {bytes} 字节处"),
    )
}

/// A side ended first, or broke.
pub(super) fn early(nth: u64, (who, how): (Side, Ending), passed: Passed) -> Text {
    let (who, at) = (side(who), place(passed));
    let (en, zh) = match how {
        Ending::Fin => ("ended first", "先结束了"),
        Ending::Reset => ("reset the connection", "重置了连接"),
    };
    Text::new(
        format!("c{nth}: {} {en}, {}", who.0, at.en),
        format!("c{nth}：{}{zh}，{}", who.1, at.zh),
    )
}

/// What a connection came to.
pub(super) fn summary(nth: u64, client: &Half, server: &Half) -> Text {
    let (up, down) = (went(&server.passed), went(&client.passed));
    let (client_end, server_end) = (ended(client.ended), ended(server.ended));
    let answered = server.answered.filter(|passed| passed.cuts > 0).map_or_else(
        || Text::new("", ""),
        |passed| {
            let at = place(passed);
            Text::new(
                format!("; the server spoke first {} (how much it had read, only it knows)", at.en),
                format!("；服务器第一次说话，{}（它读了多少，只有它知道）", at.zh),
            )
        },
    );
    Text::new(
        format!(
            "c{nth}: to the server {}, to the client {}; the client {}, the server {}{}",
            up.en, down.en, client_end.0, server_end.0, answered.en
        ),
        format!(
            "c{nth}：发给服务器 {}，发给客户端 {}；客户端{}，服务器{}{}",
            up.zh, down.zh, client_end.1, server_end.1, answered.zh
        ),
    )
}

fn went(passed: &Passed) -> Text {
    let Passed { bytes, writes, cuts } = passed;
    let plural = |n: u64, one: &'static str, more: &'static str| if n == 1 { one } else { more };
    let byte = plural(*bytes, "byte", "bytes");
    let write = plural(*writes, "write", "writes");
    let cut = plural(*cuts, "cut", "cuts");
    Text::new(
        format!("{bytes} {byte} in {writes} {write} ({cuts} {cut})"),
        format!("{bytes} 字节，写了 {writes} 次（{cuts} 刀）"),
    )
}

fn ended(how: Option<Ending>) -> (&'static str, &'static str) {
    match how {
        Some(Ending::Fin) => ("ended (FIN)", "正常结束（FIN）"),
        Some(Ending::Reset) => ("reset it", "重置了连接"),
        None => ("was still there", "还在"),
    }
}

/// There are as many clients as there may be.
pub(super) fn too_many_clients() -> Text {
    Text::new(
        format!("more than {MOST} clients at a time: what the others send is not passed on"),
        format!("客户端同时超过 {MOST} 个：其余的数据报不转发"),
    )
}

/// Who it is that sends datagrams.
pub(super) fn client(nth: u64, from: &SockAddr) -> Text {
    let from = from.as_socket().map_or_else(String::new, |from| from.to_string());
    Text::new(
        format!("client {nth} is {from}: what it sends goes on from s{nth}"),
        format!("客户端 {nth} 是 {from}：它发的内容由 s{nth} 转发"),
    )
}

/// What was done with a datagram on purpose.
pub(super) fn done(client: u64, to: Side, nth: u64, done: Done) -> Text {
    let (en, zh) = match done {
        Done::Nothing => ("passed on", "照常转发"),
        Done::Lost => ("lost on purpose", "故意丢掉"),
        Done::Doubled => ("passed on twice", "转发两次"),
        Done::Swapped => ("waits until the next has gone", "等下一个走了再走"),
        Done::Crowded => ("lost: too many wait for their time", "丢掉：等待转发的太多了"),
    };
    let to = side(to);
    Text::new(
        format!("client {client}: datagram {nth} to {}: {en}", to.0),
        format!("客户端 {client}：发给{}的第 {nth} 个数据报：{zh}", to.1),
    )
}

/// What came of a client's datagrams, and of those that came back.
pub(super) fn tally(nth: u64, tally: Tally, (came, lost): (u64, u64)) -> Text {
    let Tally { came: up, lost: up_lost, doubled, swapped } = tally;
    Text::new(
        format!(
            "client {nth}: {up} to the server ({up_lost} lost, {doubled} doubled, {swapped} swapped), {came} to the \
             client ({lost} lost)"
        ),
        format!(
            "客户端 {nth}：发给服务器 {up} 个（丢 {up_lost}、重复 {doubled}、换序 {swapped}），发给客户端 {came} 个（丢 {lost}）"
        ),
    )
}
