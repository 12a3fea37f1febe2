//! `chat`: one server, many clients, each answered at its own address. Anyone speaks at any time: a thread
//! receives while somebody types. What is typed at the server goes to one client: to the number before it (`2: hello`,
//! `@2 hello`), else to the one who spoke last; `list` shows who has spoken. As the tutorials wrote it, both sides
//! take strict turns instead (`turns`): one datagram each way.
//!
//! There is no framing: a datagram is a message, and may be empty.

mod book;
mod line;
mod turns;

use super::both::both_ways;
use super::{End, Event, Input, Plan, Session, Stop, said_in};
use crate::model::{Text, TextEncoding};
use book::{Book, Peer};
use line::Typed;
use std::sync::{Mutex, PoisonError};

/// What the client types to leave. It is never sent.
const QUIT: &[u8] = b"quit";

/// Whose a line is, before it: the tutorials'.
fn prefix(number: u64) -> String {
    format!("客户端{number}的消息:")
}

/// The server's own answer: what came, and whose it is.
fn echo(number: u64, bytes: &[u8], encoding: TextEncoding) -> Vec<u8> {
    [said_in(&prefix(number), encoding), bytes.to_vec()].concat()
}

pub(super) fn serve(plan: &Plan, session: &Session<'_>, input: &mut dyn Input) -> Result<(), Stop> {
    let end = End::listening(session, &plan.place, &plan.knobs)?;
    match plan.taught {
        true => turns::serve(end, plan, session, input),
        false => serve_anyone(end, plan, session, input)?,
    }
    Ok(())
}

/// Receives in a thread of its own, and sends what is typed. When nobody types any more it still receives.
fn serve_anyone(
    mut end: End<'_>,
    plan: &Plan,
    session: &Session<'_>,
    input: &mut dyn Input,
) -> Result<(), Stop> {
    let reader = end.reader()?;
    let book = Mutex::new(Book::default());
    std::thread::scope(|threads| {
        threads.spawn(|| receive(reader, &book, plan, session));
        while let Some(line) = input.line(session) {
            answer(&mut end, &book, &line);
        }
    });
    end.close();
    Ok(())
}

/// Until the session is over: an error is that of an earlier datagram (ICMP), and the next one may come.
fn receive(mut reader: End<'_>, book: &Mutex<Book>, plan: &Plan, session: &Session<'_>) {
    while !session.is_over() {
        let Ok((bytes, from)) = reader.recv_from() else { continue };
        let bytes = bytes.to_vec();
        let heard = book.lock().unwrap_or_else(PoisonError::into_inner).heard(&from);
        heard.remarks.iter().for_each(|remark| session.remark(remark));
        session.tell(&Event::Arrived { by: &prefix(heard.number), bytes: &bytes, marked: true });
        if plan.auto {
            // What cannot be sent (it is too long now) is shown, and the next one may be.
            reader.send_to(&echo(heard.number, &bytes, plan.encoding), &from).ok();
        }
    }
}

/// Does what a line at the server says.
fn answer(end: &mut End<'_>, book: &Mutex<Book>, line: &[u8]) {
    let session = end.session();
    let tell = |text: Text| session.remark(&text);
    let known = book.lock().unwrap_or_else(PoisonError::into_inner).clone();
    match line::typed(line) {
        Typed::Nothing => tell(super::upper::nothing_sent()),
        Typed::List => known.list().into_iter().for_each(tell),
        Typed::To(number, text) => match known.of(number) {
            Some(peer) => say(end, peer, text),
            None => tell(unknown(number)),
        },
        Typed::ToLast(text) => match known.last() {
            Some(peer) => say(end, peer, text),
            None => tell(nobody()),
        },
    }
}

fn say(end: &mut End<'_>, peer: &Peer, text: &[u8]) {
    // How it failed is shown; the chat goes on.
    end.send_to(text, &peer.address).ok();
}

fn unknown(number: u64) -> Text {
    Text::new(
        format!("no client {number} in the book: not sent; list shows who is there"),
        format!("通讯录里没有客户端{number}：没有发送；输入 list 看看有谁"),
    )
}

fn nobody() -> Text {
    Text::new(
        "nobody has spoken yet: a UDP server learns an address from the first datagram; not sent",
        "还没有人说过话：UDP 服务器要收到第一个数据报，才知道对方的地址；没有发送",
    )
}

pub(super) fn connect(
    plan: &Plan,
    session: &Session<'_>,
    input: &mut dyn Input,
) -> Result<(), Stop> {
    let end = End::connecting(session, &plan.place, &plan.knobs)?;
    if plan.taught {
        turns::connect(end, session, input);
        return Ok(());
    }
    let speak = |end: &mut End<'_>| {
        while let Some(line) = input.line(session) {
            match &*line {
                QUIT => session.end(),
                [] => super::upper::not_sent(end),
                // Nobody there, or too long: shown, and the next line may do better.
                line => drop(end.send(line)),
            }
        }
        Ok(())
    };
    both_ways(end, hear, speak, None)
}

/// One datagram: the server's is shown, a stranger's is not taken for it.
fn hear(reader: &mut End<'_>) -> Result<(), Stop> {
    let (bytes, from) = reader.recv_from()?;
    let bytes = bytes.to_vec();
    let event = match reader.is_from_server(&from) {
        true => Event::Arrived { by: "", bytes: &bytes, marked: true },
        false => Event::Remark(&stranger()),
    };
    reader.session().tell(&event);
    Ok(())
}

fn stranger() -> Text {
    Text::new(
        "this datagram is not from the server: anyone may send to this port",
        "这个数据报不是服务器发来的：谁都可以往这个端口发",
    )
}
