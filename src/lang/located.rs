//! Where bytes that no receive handed over are at the end.

use super::{count, names, undelivered};
use crate::analysis::{Departure, Discard, Whereabouts};
use crate::model::Text;

/// So many bytes of a message, or of several, are there.
pub fn place(at: &Whereabouts, n: u64) -> Text {
    let bytes = count::bytes(n);
    let (are, them, they) = if n == 1 { ("is", "it", "it") } else { ("are", "them", "they") };
    match at {
        Whereabouts::Unsent(causes) => {
            let names: Vec<Text> =
                causes.iter().map(|finding| names::cause(finding.cause)).collect();
            let causes = Text::joined(&names, (", ", "、"));
            say!(
                "{0} never left the sender's kernel, held there by: {1}",
                "{0}从未离开发送方内核，扣住的原因：{1}",
                bytes,
                causes
            )
        }
        Whereabouts::Orphaned => say!(
            "{0} went to the sender's kernel, which goes on sending after close; nothing here shows how far that went",
            "{0}交给了发送方内核，close 之后内核还会接着发；发到了哪里，这里看不到",
            bytes
        ),
        Whereabouts::OnTheWay => {
            say!("{0} left the sender and had not arrived yet", "{0}离开了发送方，还没有到", bytes)
        }
        Whereabouts::Leaving => say!(
            "{0} may still be on the way, or lost: the sending device had not passed on all that this socket sent (SO_MEMINFO)",
            "{0}也许还在路上，也许丢了：这个套接字发的东西，发送设备还没有全部送走（SO_MEMINFO）",
            bytes
        ),
        Whereabouts::Lost => say!(
            "{0} left the sender, and the wire lost every copy so far",
            "{0}离开了发送方，到现在为止每一份都在线路上丢了",
            bytes
        ),
        Whereabouts::Filtered => say!(
            "{0} went to a socket that is connected to another address: its kernel takes datagrams from there only",
            "{0}发给了一个已连接到别的地址的套接字：它的内核只收从那个地址来的数据报",
            bytes
        ),
        Whereabouts::NoSocket => say!(
            "{0} went to an address that nobody had any more: its socket had been closed before",
            "{0}发往的地址已经没有人用了：那个套接字之前就关了",
            bytes
        ),
        Whereabouts::BehindHole => say!(
            "{0} arrived, but cannot be read yet: bytes before {them} are missing",
            "{0}到了，但还读不到：它们前面的字节还没到",
            bytes
        ),
        Whereabouts::Readable => say!(
            "{0} {are} waiting in the receiver's kernel; no receive has taken {them}",
            "{0}还在接收方内核里等着；没有任何一次接收取走",
            bytes
        ),
        Whereabouts::Read(why) => undelivered::wasted(*why, n),
        Whereabouts::Discarded(discard) => discarded(*discard, n),
        Whereabouts::Acknowledged => elsewhere(true, n),
        Whereabouts::Elsewhere => elsewhere(false, n),
        Whereabouts::Unknown => {
            say!("{0}: nothing here shows where {they} {are}", "{0}：在哪里，这里看不出来", bytes)
        }
    }
}

/// What reached another program, of which a session has no call.
fn elsewhere(acknowledged: bool, n: u64) -> Text {
    let (bytes, them) = (count::bytes(n), if n == 1 { "it" } else { "them" });
    match acknowledged {
        true => say!(
            "{0}: the other kernel has acknowledged {them}; what the program there made of {them}, only that end knows",
            "{0}：对方内核已经确认；对方程序怎么处理的，只有那一端知道",
            bytes
        ),
        false => say!(
            "{0} left for the other program; what became of {them}, only that end knows",
            "{0}已经发往对方程序；后来怎样，只有那一端知道",
            bytes
        ),
    }
}

fn discarded(discard: Discard, n: u64) -> Text {
    let bytes = count::bytes(n);
    let (they, they_were, them) =
        if n == 1 { ("it", "it was", "it") } else { ("they", "they were", "them") };
    match discard {
        Discard::NeverLeft => say!(
            "{0} never left the sender's kernel; {they_were} thrown away there with the connection",
            "{0}从未离开发送方内核，连接一断，就在那里扔掉了",
            bytes
        ),
        Discard::Uncollected => say!(
            "{0} never left the sender's kernel, which held {them} for more (MSG_MORE, UDP_CORK): close threw {them} away",
            "{0}从未离开发送方内核：内核扣着，等后面的数据（MSG_MORE、UDP_CORK），close 时扔掉了",
            bytes
        ),
        Discard::GrewTooLong => say!(
            "{0} never left the sender's kernel: a later send made the datagram too long, and what had been gathered was thrown away",
            "{0}从未离开发送方内核：后面一次发送让数据报超长，内核把攒下的一起扔掉了",
            bytes
        ),
        Discard::InReceiver(departure) => say!(
            "{0} had arrived; {they_were} thrown away unread: {1}",
            "{0}已经到了，没读就扔掉了：{1}",
            bytes,
            receiver(departure)
        ),
        Discard::BehindHole(departure) => say!(
            "{0} had arrived, and bytes before {them} were missing; {they_were} thrown away unread: {1}",
            "{0}已经到了，但它们前面的字节还没到；没读就扔掉了：{1}",
            bytes,
            receiver(departure)
        ),
        Discard::Unaccepted => say!(
            "{0} had left the sender; {they_were} thrown away: the server closed its listening socket, and nobody had accepted the connection",
            "{0}已经离开发送方，后来扔掉了：服务器关了监听套接字，而这个连接还没有被 accept",
            bytes
        ),
        Discard::Gone => say!(
            "{0} left the sender, and the receiver's socket was gone when {they} came: thrown away there",
            "{0}离开了发送方，到的时候接收方的套接字已经没了：在那边扔掉了",
            bytes
        ),
        Discard::AfterClose => say!(
            "{0} left the sender; when {they} came, the receiver's socket was gone or being closed: thrown away there",
            "{0}离开了发送方，到的时候接收方的套接字已经没了，或者正在关：在那边扔掉了",
            bytes
        ),
        Discard::ByReset(departure) => say!(
            "{0} had left the sender; {they_were} thrown away: {1}",
            "{0}已经离开发送方，后来扔掉了：{1}",
            bytes,
            sender(departure)
        ),
        Discard::Somewhere => say!(
            "{0} {they_were} thrown away with the connection; this system does not show in which kernel {they_were}",
            "{0}随着连接一起扔掉了；当时在哪一边的内核里，本系统不显示",
            bytes
        ),
    }
}

/// How the receiver let go.
fn receiver(departure: Departure) -> Text {
    match departure {
        Departure::Closed | Departure::ClosedUnread => {
            say!("the receiver closed its socket", "接收方关闭了套接字")
        }
        Departure::LingerZero => say!(
            "the receiver closed its socket with SO_LINGER at 0 seconds",
            "接收方在 SO_LINGER 为 0 秒时关闭了套接字"
        ),
        Departure::Reset => say!("the receiver reset the connection", "接收方用 RST 断开了连接"),
        Departure::WasReset => say!("the connection was reset", "连接被 RST 断开了"),
        Departure::GaveUp => {
            say!("the receiver's kernel gave the connection up", "接收方内核放弃了这条连接")
        }
    }
}

/// How the sender's side ended.
fn sender(departure: Departure) -> Text {
    match departure {
        Departure::Closed => say!("the sender closed its socket", "发送方关闭了套接字"),
        Departure::ClosedUnread => say!(
            "the sender closed its socket with bytes unread, which is a reset",
            "发送方还有字节没读就关闭了套接字，这等于 RST"
        ),
        Departure::LingerZero => say!(
            "the sender closed its socket with SO_LINGER at 0 seconds, which is a reset",
            "发送方在 SO_LINGER 为 0 秒时关闭了套接字，这等于 RST"
        ),
        Departure::Reset => say!("the sender reset the connection", "发送方用 RST 断开了连接"),
        Departure::WasReset => say!("the connection was reset", "连接被 RST 断开了"),
        Departure::GaveUp => {
            say!("the kernel gave the connection up", "内核放弃了这条连接")
        }
    }
}

/// An empty send on a stream.
pub fn nothing_to_send() -> Text {
    say!(
        "it has no bytes, so nothing entered the stream",
        "它一个字节也没有，所以没有任何东西进入数据流"
    )
}

/// Each side waits in a send for the other to read; over TCP, or within one kernel.
pub fn both_full(tcp: bool) -> Text {
    match tcp {
        true => say!(
            "each side waits in a send until the other has read, and neither reads: both windows are full.",
            "双方都卡在发送里，等对方来读，可谁也不读：两边的窗口都满了。"
        ),
        false => say!(
            "each side waits in a send until the other has read, and neither reads: both send buffers are full.",
            "双方都卡在发送里，等对方来读，可谁也不读：两边的发送缓冲区都满了。"
        ),
    }
}
