//! The words of one send that its kernel cuts into several datagrams, and of a receive that holds
//! several.

use super::count;
use crate::model::Text;

/// How the datagrams of one send came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CameOut {
    /// Each in a receive of its own.
    OneByOne,
    /// All of them, in so few receives.
    Joined {
        /// How many receives.
        receives: u64,
    },
    /// Some did not.
    InPart,
}

/// The fate of a message that is one send and several datagrams.
pub fn of_one_send(fate: Text, datagrams: u64, out: CameOut) -> Text {
    let cut = say!(
        "counted as one send: {0}. That send is {1} (UDP_SEGMENT)",
        "按一次发送算：{0}。这次发送是 {1}（UDP_SEGMENT）",
        fate,
        count::datagrams(datagrams)
    );
    match out {
        CameOut::OneByOne => {
            say!("{0}, each of them alone in its receive", "{0}，每个各占一次接收", cut)
        }
        CameOut::Joined { receives } => {
            say!("{0}, all of them in {1}", "{0}，{1}就全拿到了", cut, count::receives(receives))
        }
        CameOut::InPart => {
            say!("{0}, and not all of their bytes were received", "{0}，字节没有全部收到", cut)
        }
    }
}

/// Why a receive held several datagrams.
pub fn joined() -> Text {
    say!(
        "a receive held several datagrams: the receiver had switched UDP_GRO on, and the kernel handed them over end \
         to end. The kernel gives their size in a control message, which this receive did not ask for.",
        "一次接收里有好几个数据报：接收方打开了 UDP_GRO，内核就把它们首尾相接，一起交出来。每个多长，内核写在控制消息里，\
         而这次接收没有要这个控制消息。"
    )
}

/// Why one send became several receives.
pub fn one_by_one() -> Text {
    say!(
        "one send is counted as one message here, and its sender asked for several datagrams: each of these kept its \
         boundaries and was one receive. Nothing else split it.",
        "这里把一次发送算作一条消息，而发送方自己要求切成几个数据报：每个数据报都保住了边界，各是一次接收。除此之外没有什么把它拆开。"
    )
}

/// How to read what waits at a receiver that has UDP_GRO on.
pub fn several_may_wait() -> Text {
    say!("With UDP_GRO that may be several, joined.", "打开 UDP_GRO 以后，那可能是好几个连在一起。")
}
