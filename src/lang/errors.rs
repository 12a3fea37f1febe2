//! What the error of a socket call says, in a sentence: who said no, and to what.

use super::names::SaidError;
use super::{count, names};
use crate::model::{CallName, ErrorName, Fate, Text, Transport};
use std::time::Duration;

/// What the error says of this call on a socket of this kind; `None` where its name says it all, or
/// where a framing has found fault, which has words of its own.
///
/// Sources: connect(2), send(2), recv(2), bind(2), tcp(7), udp(7), unix(7); RFC 9293, 3.10.7 (what is
/// answered with a reset); RFC 1122, 4.1.3.3 (a port unreachable is passed to the sender).
pub fn meaning(call: CallName, transport: Option<Transport>, error: &SaidError) -> Option<Text> {
    if call.is_framed() {
        return None;
    }
    let sentence = match transport {
        Some(Transport::Udp) => datagram(call, error.name),
        _ => connection(call, transport, error.name),
    };
    let sentence = sentence.or_else(|| of_any(call, error.name))?;
    Some(failed(call, error, sentence))
}

/// `recv: reset (ECONNRESET): …`.
fn failed(call: CallName, error: &SaidError, sentence: Text) -> Text {
    say!("{call}: {0}: {1}.", "{call}：{0}：{1}。", error.text, sentence)
}

/// Why nothing can be sent on a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shut {
    /// The program itself has shut down writing.
    ByItself,
    /// There has never been a connection.
    NeverOpen,
    /// The kernel has given the connection up.
    GivenUp,
    /// The other end, a Unix socket, has shut down reading.
    UnreadByTheOther,
    /// The other end has gone, and the kernel has been told: by a reset.
    ByTheOther,
}

/// What a 0 of a receive on a stream was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StreamZero {
    /// The end: the other one has closed, or has shut down writing.
    End,
    /// The program itself has shut down reading.
    Shut,
    /// There has never been a connection: an earlier call had failed with this.
    NeverOpen(ErrorName),
    /// The connection was over before, and an earlier call had failed with this.
    After(ErrorName),
}

/// What it was, where it was not the end of the stream.
pub fn no_end(zero: StreamZero) -> Option<Text> {
    match zero {
        StreamZero::End => None,
        StreamZero::Shut => Some(say!("this end has shut down reading", "本端已经关闭了接收方向")),
        StreamZero::NeverOpen(error) => {
            Some(say!("there is no connection: {0}", "没有连接：{0}", names::error(error)))
        }
        StreamZero::After(error) => {
            let error = names::error(error);
            Some(say!("the connection had already ended: {0}", "连接先前已经断了：{0}", error))
        }
    }
}

/// A receive that wants more than a 0, and got one that is not the end of the stream.
pub fn nothing_more(call: CallName, error: &SaidError, why: Text) -> Text {
    failed(call, error, say!("nothing more can come: {0}", "不会再有数据了：{0}", why))
}

/// A message that a framing made of what had come, when a 0 came that is not the end of the stream.
pub fn taken_for_the_end(call: CallName, why: Text) -> Text {
    say!(
        "{call}: a receive returned 0; the framing took that for the end of the stream, and what had arrived for the \
         whole message. It was not the end: {0}.",
        "{call}：底层的接收返回了 0，组帧以为流结束了，就把已经收到的当成整条消息。其实流没有结束：{0}。",
        why
    )
}

/// UDP_CORK, MSG_MORE: udp_sendmsg in net/ipv4/udp.c.
pub fn grew_too_long(call: CallName, error: &SaidError) -> Text {
    let sentence = say!(
        "together with what was gathered before, the datagram is longer than a datagram may be; all of it was thrown away",
        "加上先前攒下的，这个数据报超过了允许的长度；全部扔掉了"
    );
    failed(call, error, sentence)
}

/// A reset of a connection on which this program had shut down reading.
pub fn reset_by_either(call: CallName, error: &SaidError) -> Text {
    let sentence = say!(
        "the connection was reset, either by the other end, or by this kernel because data came after this program had shut down reading",
        "连接被 RST 断开了：可能是对方断的，也可能是本机内核断的，因为本程序关闭接收方向以后还有数据到来"
    );
    failed(call, error, sentence)
}

/// EPIPE: send(2), shutdown(2), unix(7); over TCP, a send to an end that has gone is answered with a reset (RFC 9293,
/// 3.10.7), and the next one fails.
pub fn broken_pipe(call: CallName, error: &SaidError, why: Shut) -> Text {
    let sentence = match why {
        Shut::ByItself => {
            say!("this program itself has shut down writing", "是本程序自己关闭了发送方向")
        }
        Shut::NeverOpen => {
            say!("this socket has never been connected", "这个套接字从来没有连上过")
        }
        Shut::GivenUp => say!(
            "the kernel had given the connection up before, and nothing can be sent on it any more",
            "内核先前已经放弃了这条连接，在上面什么也发不出去了"
        ),
        Shut::UnreadByTheOther => {
            say!("the other end has shut down reading", "对方关闭了接收方向")
        }
        Shut::ByTheOther => say!(
            "the other end has gone, and by now the kernel knows it",
            "对方已经不在了，内核这时也已经知道"
        ),
    };
    failed(call, error, sentence)
}

/// What the figures tell of a connection that the kernel gave up, or of an attempt to make one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct GivenUp {
    /// Bytes that were never acknowledged.
    pub unacked: Option<u64>,
    /// The receiver's window in bytes, where none of the unacknowledged had left: there was no room
    /// for them.
    pub shut_out: Option<u64>,
    /// Segments that were sent again, in the whole life of the connection.
    pub again: Option<u64>,
    /// What TCP_USER_TIMEOUT allows, where it was set.
    pub allowed: Option<Duration>,
    /// How long ago the last send was, or how long a connect took.
    pub tried: Option<Duration>,
}

/// ETIMEDOUT: tcp(7) on TCP_USER_TIMEOUT, RFC 9293, 3.8.3 (retransmissions) and 3.8.4 (keepalive), RFC 5482
/// (a window that stays closed counts, too: tcp_probe_timer in net/ipv4/tcp_timer.c). What the other end did
/// not do is the same in the others: acknowledge.
pub fn given_up(call: CallName, error: &SaidError, told: &GivenUp) -> Text {
    let again =
        told.again.map(|n| say!("; {0} had been sent again", "；重发过 {0}", count::segments(n)));
    let allowed = told.allowed.map(|time| {
        let time = count::duration(time);
        say!("; TCP_USER_TIMEOUT allows {0}", "；TCP_USER_TIMEOUT 只给 {0}", time)
    });
    let tried = told.tried.map(|time| {
        let time = count::duration(time);
        if call == CallName::Connect {
            return say!("; it took {0}", "；用了 {0}", time);
        }
        say!("; {0} had passed since the last send", "；距上一次发送 {0}", time)
    });
    let parts = [again, allowed, tried].into_iter().flatten();
    let whole = parts
        .fold(what_was_given_up(call, told), |text, part| say!("{0}{1}", "{0}{1}", text, part));
    failed(call, error, whole)
}

fn what_was_given_up(call: CallName, told: &GivenUp) -> Text {
    match (call, told.unacked, told.shut_out) {
        (CallName::Connect, ..) => {
            say!(
                "nobody answered, and the kernel has given up trying",
                "没有人应答，内核不再尝试了"
            )
        }
        (_, Some(n), Some(window)) => say!(
            "the kernel has given the connection up, as {0} had waited for room in the receiver's window, which was {1}",
            "内核放弃了这条连接：有 {0}一直在等接收方的窗口，而窗口只有 {1}",
            count::bytes(n),
            count::bytes(window)
        ),
        (_, Some(n), None) => say!(
            "the kernel has given the connection up, as {0} had not been acknowledged",
            "内核放弃了这条连接：有 {0}一直没有得到确认",
            count::bytes(n)
        ),
        (_, None, _) => say!(
            "the kernel has given the connection up, as the other end had not acknowledged in time",
            "内核放弃了这条连接：对方没有按时确认"
        ),
    }
}

/// The errors that only say that a call did not wait, or not any longer. Where there is more to
/// tell, they are no news.
pub fn is_a_wait(error: ErrorName) -> bool {
    matches!(error, ErrorName::Timeout | ErrorName::WouldBlock | ErrorName::InProgress)
}

/// What is known of messages with this fate where no figure and no error tells more. `only`: of these alone.
/// `answered`: the wire carried an ICMP error.
pub fn of_fate(fate: Fate, only: Option<&[u32]>, answered: bool) -> Option<Text> {
    let sentence = match fate {
        Fate::Lost if answered => say!(
            "nobody received it. An ICMP error about a packet came back over the wire: see the packets.",
            "没有人收到。线路上回来过 ICMP，报告某个包出错：见“线路上的包”。"
        ),
        Fate::Lost => say!(
            "nobody received it, and no call and no figure here says where it went.",
            "没有人收到；从这里的调用和数字看不出它去了哪里。"
        ),
        Fate::Unread => say!(
            "it had arrived and waits in the receiver's kernel; no receive has taken it.",
            "已经到了，还在接收方的内核里；没有任何一次接收取走它。"
        ),
        Fate::Discarded => say!(
            "it had arrived, and was thrown away unread when the socket was closed.",
            "已经到了，套接字关闭时没读就扔掉了。"
        ),
        Fate::NeverSent => say!(
            "the kernel did not take it, or not all of it.",
            "内核没有收下，或者没有全部收下。"
        ),
        Fate::Intact
        | Fate::Glued
        | Fate::Split
        | Fate::Truncated
        | Fate::Duplicated
        | Fate::Reordered
        | Fate::Rejected
        | Fate::Buffered
        | Fate::InFlight
        | Fate::Unsent => return None,
    };
    let fate = names::fate(fate);
    Some(match only {
        None => say!("{0}: {1}", "{0}：{1}", fate, sentence),
        Some(numbers) => {
            let these = count::these_messages(numbers);
            say!("{0} ({1}): {2}", "{0}（{1}）：{2}", fate, these, sentence)
        }
    })
}

fn datagram(call: CallName, error: ErrorName) -> Option<Text> {
    use ErrorName as E;
    Some(match error {
        E::Refused | E::Reset if call.sends() || call.receives() => say!(
            "no socket there took a datagram that this one had sent before, and an ICMP message came \
             back saying so",
            "之前发出的一个数据报，那边没有套接字接收，对方用 ICMP 消息回报了"
        ),
        E::MessageTooLong if call.sends() => {
            say!(
                "it is longer than a datagram may be; nothing was sent",
                "超过了数据报的上限；一个字节也没发"
            )
        }
        E::MessageTooLong => say!(
            "the datagram was longer than the buffer; the rest of it is gone",
            "数据报比缓冲区长；放不下的部分没有了"
        ),
        E::DestinationRequired => say!(
            "the socket is not connected, and the call names no address",
            "套接字没有 connect 过，这次调用又没给地址"
        ),
        _ => return None,
    })
}

fn connection(call: CallName, transport: Option<Transport>, error: ErrorName) -> Option<Text> {
    use ErrorName as E;
    let tcp = transport == Some(Transport::Tcp);
    let connects = call == CallName::Connect;
    Some(match error {
        E::Refused if connects && tcp => say!(
            "nobody listens on that port, and the kernel there said so at once, with a reset",
            "那个端口上没人监听，那边的内核马上回了一个 RST"
        ),
        E::Refused if connects => {
            say!("nobody listens at that name", "这个名字上没有人监听")
        }
        E::Timeout if connects && tcp => say!(
            "nobody answered: neither a yes nor a reset came in time",
            "没有人应答：在时限内既没等到同意，也没等到 RST"
        ),
        E::Reset if (call.sends() || call.receives()) && tcp => say!(
            "the other end has reset the connection, which is not an orderly end",
            "对方用 RST 断开了连接，这不是正常的结束"
        ),
        // Nothing is sent: unix_release_sock in net/unix/af_unix.c.
        E::Reset if call.sends() || call.receives() => say!(
            "the other end has reset the connection, which is not an orderly end",
            "对方重置了连接，这不是正常的结束"
        ),
        E::Aborted => say!("the system has given the connection up", "系统放弃了这条连接"),
        E::NotConnected => say!(
            "this socket has no other end: it is not connected",
            "这个套接字没有对端：它没有连接"
        ),
        E::MessageTooLong => {
            say!(
                "it is longer than one packet may be; nothing was sent",
                "超过了一个包的上限；一个字节也没发"
            )
        }
        _ => return None,
    })
}

fn of_any(call: CallName, error: ErrorName) -> Option<Text> {
    use ErrorName as E;
    let accepts = call == CallName::Accept;
    let text = match error {
        E::AddressInUse => say!("another socket has this address", "别的套接字占着这个地址"),
        E::WouldBlock if call.sends() => say!(
            "the send buffer is full, and the call was told not to wait",
            "发送缓冲区满了，而这次调用设成了不等待"
        ),
        E::WouldBlock if call.receives() => {
            say!(
                "there was nothing to receive, and the call was told not to wait",
                "没有东西可收，而这次调用设成了不等待"
            )
        }
        E::WouldBlock if accepts => say!(
            "no connection was waiting, and the call was told not to wait",
            "没有连接在等，而这次调用设成了不等待"
        ),
        E::Timeout if call.sends() => say!(
            "the send buffer stayed full until the time limit",
            "直到时限，发送缓冲区一直是满的"
        ),
        E::Timeout if call.receives() => {
            say!("nothing came within the time limit", "在时限内什么也没收到")
        }
        E::Timeout if accepts => {
            say!("no connection came within the time limit", "在时限内没有连接进来")
        }
        _ => return None,
    };
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Lang;

    #[test]
    fn one_error_says_different_things_on_different_sockets() {
        let said = |call, transport| {
            let refused = SaidError::of(ErrorName::Refused, None);
            let text = meaning(call, Some(transport), &refused).expect("it says something");
            text.get(Lang::En).to_owned()
        };
        assert!(said(CallName::Connect, Transport::Tcp).contains("with a reset"));
        assert!(said(CallName::Connect, Transport::UnixStream).contains("at that name"));
        assert!(said(CallName::Recv, Transport::Udp).contains("ICMP"));
        let reset = SaidError::of(ErrorName::Reset, None);
        let framed = meaning(CallName::RecvMessage, Some(Transport::Tcp), &reset);
        assert!(framed.is_none());
    }
}
