//! What is wrong with packets, in words.

use crate::model::{Limits, Text};

/// How packets can contradict the case or themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PacketFault {
    /// The case is about no wire of the lab.
    NotOfLab,
    /// There was no lab, and yet there are packets.
    NoLab,
    /// More than are written down.
    TooMany,
    /// A host that the case does not have.
    NoHost(String),
    /// A rule that the case's wire does not have, and how many it has.
    NoRule(usize),
    /// A packet stands after one that came later, or is delivered before it came.
    Backwards,
    /// Its parts do not fit one another.
    Impossible,
}

impl PacketFault {
    /// For a person.
    pub fn text(&self) -> Text {
        match self {
            PacketFault::NotOfLab => Text::new(
                "the case is not about the lab, and yet it has packets from the wire",
                "这个用例不是在实验网络上做的，却有线路上的包",
            ),
            PacketFault::NoLab => Text::new(
                "there was no lab, and yet there are packets",
                "没有实验网络，却有线路上的包",
            ),
            PacketFault::TooMany => Text::new(
                format!("more than {} packets", Limits::PACKETS),
                format!("包超过 {} 个", Limits::PACKETS),
            ),
            PacketFault::NoHost(name) => {
                Text::new(format!("there is no host `{name}`"), format!("没有主机 `{name}`"))
            }
            PacketFault::NoRule(_) => {
                Text::new("the wire has no rule of this number", "线路没有这个编号的规则")
            }
            PacketFault::Backwards => {
                Text::new("a packet is out of its order in time", "有一个包的时间次序不对")
            }
            PacketFault::Impossible => {
                Text::new("the parts of this packet do not fit one another", "这个包的各项互相矛盾")
            }
        }
    }

    /// What would be right.
    pub fn help(&self) -> Option<Text> {
        match self {
            PacketFault::NoRule(0) => Some(Text::new("it has none", "它没有规则")),
            PacketFault::NoRule(rules) => Some(Text::new(
                format!("its rules are numbered 1 to {rules}"),
                format!("规则的编号是 1 到 {rules}"),
            )),
            PacketFault::Impossible => Some(Text::new(
                "a lost packet is never delivered, a duplicated one twice, any other once; \
                 its payload is shorter than the packet; only TCP has segments, only UDP datagrams",
                "丢失的包一次也没有送到，送两遍的送到两次，别的都是一次；载荷比整个包短；\
                 只有 TCP 有报文段，只有 UDP 有数据报",
            )),
            _ => None,
        }
    }
}
