//! The words about packets on the lab's wire: the picture of them, what is expected of them, and the
//! rules of the wire.

use super::count;
use crate::model::{Act, Congestion, Deed, PacketKind, PacketOf, Range, Rule, Text};
use std::time::Duration;

/// The heading.
pub fn heading() -> Text {
    say!("Packets on the wire", "线路上的包")
}

/// The head of the column of times.
pub fn time() -> Text {
    say!("ms", "毫秒")
}

/// No packet came.
pub fn none() -> Text {
    say!("no packet came onto the wire", "一个包也没有进入线路")
}

/// Packets left out of the picture.
pub fn left_out(n: u64) -> Text {
    let packets = if n == 1 { "packet" } else { "packets" };
    say!("… {n} more {packets} …", "…… 中间还有 {n} 个包 ……")
}

/// Beside the `on wire` ruler: how many segments, who says so.
pub fn segments_note(segments: u64) -> Text {
    say!("{0} (seen on the wire)", "{0}（线路上看到的）", count::segments(segments))
}

/// A stretch of a stream.
pub fn stretch(first: u64, last: u64) -> Text {
    match first == last {
        true => say!("byte {first}", "第 {first} 字节"),
        false => say!("bytes {first}–{last}", "第 {first}–{last} 字节"),
    }
}

/// A datagram.
pub fn datagram(number: u32, bytes: u64) -> Text {
    say!("datagram {number}, {0}", "数据报 {number}，{0}", count::bytes(bytes))
}

/// A fragment of a datagram.
pub fn fragment(number: u32, part: u64, bytes: u64) -> Text {
    say!("fragment {number}.{part}, {0}", "分片 {number}.{part}，{0}", count::bytes(bytes))
}

/// What an ICMP packet is for a class.
pub fn icmp() -> Text {
    say!("ICMP: an error about a packet", "ICMP：报告某个包出错")
}

/// Beside a packet: the wire lost it.
pub fn lost() -> Text {
    say!("lost", "丢失")
}

/// Datagrams of a host that the wire lost.
pub fn datagrams_lost(host: &str, numbers: &[u32]) -> Text {
    say!(
        "the wire lost {0} of {host}. UDP sends nothing again, and tells nobody.",
        "线路丢掉了 {host} 的{0}。UDP 不会重发，也不告诉任何人。",
        count::these_datagrams(numbers)
    )
}

/// Datagrams of a host of which the wire lost a fragment: RFC 791, 3.2 (an incomplete datagram is
/// discarded when its time is over).
pub fn fragments_lost(host: &str, numbers: &[u32]) -> Text {
    say!(
        "the wire lost a fragment of {0} of {host}; without it the rest is not a datagram.",
        "线路丢掉了 {host} 的{0} 的一个分片；少了它，剩下的就不成数据报。",
        count::these_datagrams(numbers)
    )
}

/// Packets of a host's TCP that the wire lost.
pub fn segments_lost(host: &str, n: u64) -> Text {
    let packets = if n == 1 { "packet" } else { "packets" };
    say!(
        "the wire lost {n} TCP {packets} of {host}. The packets show what its kernel did about it.",
        "线路丢掉了 {host} 的 {n} 个 TCP 包。它的内核怎么补救，看上面的包就知道。"
    )
}

/// Packets of a host that the wire carried twice.
pub fn doubled(host: &str, n: u64) -> Text {
    let packets = if n == 1 { "packet" } else { "packets" };
    say!("the wire carried {n} {packets} of {host} twice.", "线路把 {host} 的 {n} 个包送了两次。")
}

/// Packets of a host that the wire held back.
pub fn held_back(host: &str, n: u64) -> Text {
    let (packets, it) = if n == 1 { ("packet", "it") } else { ("packets", "them") };
    say!(
        "the wire held {n} {packets} of {host} back until later ones had passed {it}.",
        "线路把 {host} 的 {n} 个包扣住，让后面的包先过去。"
    )
}

/// Beside a packet: the wire carried it twice.
pub fn twice() -> Text {
    say!("arrives twice", "到达两次")
}

/// Beside a packet: the wire held it back.
pub fn held() -> Text {
    say!("held back", "被扣住")
}

/// Beside a packet: it was held back, and is released.
pub fn let_go() -> Text {
    say!("released now", "现在放行")
}

/// Beside a packet: it was sent before.
pub fn again() -> Text {
    say!("sent again", "重发")
}

/// Beside a SYN: the largest segment its sender takes.
pub fn mss(bytes: u64) -> Text {
    say!("MSS {bytes}", "MSS {bytes}")
}

/// Beside an acknowledgement: what arrived beyond a hole.
pub fn sack(first: u64, last: u64) -> Text {
    say!("SACK {first}–{last}", "SACK {first}–{last}")
}

/// Beside an acknowledgement: what arrived once more.
pub fn d_sack(first: u64, last: u64) -> Text {
    say!("D-SACK {first}–{last}", "D-SACK {first}–{last}")
}

/// What the picture contains that needs explaining.
#[derive(Debug, Clone, Copy, Default)]
pub struct Legend {
    /// An acknowledgement number that is drawn.
    pub ack: Option<u64>,
    /// A stretch beyond a hole is drawn.
    pub sacks: bool,
    /// A stretch that arrived once more is drawn.
    pub repeats: bool,
    /// Bytes of a stream are drawn.
    pub bytes: bool,
    /// A fragment that is drawn: of which datagram, and which part.
    pub fragment: Option<(u64, u64)>,
}

/// The legend.
pub fn legend(what: Legend) -> Text {
    let mut text =
        say!("Time: when the packet came onto the wire.", "时间：这个包进入线路的时刻。");
    if what.bytes {
        text = say!(
            "{0} Bytes count from 1 in each direction; SYN and FIN take a number each, as a byte does.",
            "{0}两个方向的字节各自从 1 数起；SYN 和 FIN 也各占一个编号，跟一个字节一样。",
            text
        );
    }
    if let Some(ack) = what.ack {
        text = say!(
            "{0} ACK {ack}: everything before number {ack} has arrived, number {ack} is expected next.",
            "{0}ACK {ack}：编号 {ack} 之前的全都到了，接下来要 {ack}。",
            text
        );
    }
    if let Some((datagram, part)) = what.fragment {
        text = say!(
            "{0} Fragment {datagram}.{part}: part {part} of datagram {datagram}, which is whole only with all its parts.",
            "{0}分片 {datagram}.{part}：数据报 {datagram} 的第 {part} 片，所有的片都到了才拼得成整个数据报。",
            text
        );
    }
    if what.sacks {
        text = say!(
            "{0} SACK: these have arrived, too, after a hole.",
            "{0}SACK：缺口后面的这些也到了。",
            text
        );
    }
    if what.repeats {
        text = say!(
            "{0} D-SACK: these arrived a second time (RFC 2883).",
            "{0}D-SACK：这些又到了一次，是重复的（RFC 2883）。",
            text
        );
    }
    text
}

/// Which packet a number means.
pub fn packet(packet: &PacketOf) -> Text {
    let PacketOf { from, kind, number } = packet;
    match kind {
        PacketKind::Any => say!("packet {number} of {from}", "{from} 的第 {number} 个包"),
        PacketKind::Data => {
            say!("packet {number} with data of {from}", "{from} 的第 {number} 个带数据的包")
        }
        PacketKind::Syn => say!("SYN {number} of {from}", "{from} 的第 {number} 个 SYN"),
        PacketKind::Ack => {
            say!("pure acknowledgement {number} of {from}", "{from} 的第 {number} 个纯确认")
        }
        PacketKind::Fin => say!("FIN {number} of {from}", "{from} 的第 {number} 个 FIN"),
    }
}

/// What the wire did with a packet.
pub fn deed(deed: Deed) -> Text {
    match deed {
        Deed::Delivered => say!("carried", "送到"),
        Deed::Lost => lost(),
        Deed::Duplicated => twice(),
        Deed::Held => held(),
    }
}

/// A number of packets, of one host or of both.
pub fn packets(count: Range, from: Option<&str>) -> Text {
    let count = count::range(count);
    match from {
        Some(from) => say!("packets of {from}: {0}", "{from} 的包：{0}", count),
        None => say!("packets: {0}", "包：{0}", count),
    }
}

/// Which packets are counted.
pub fn that_are(packets: Text, what: Text) -> Text {
    say!("{0} ({1})", "{0}（{1}）", packets, what)
}

/// A packet without any flag.
pub fn no_flag() -> Text {
    say!("no flag", "没有标志")
}

/// The flags of a packet.
pub fn flags(flags: &str) -> Text {
    say!("{flags}", "{flags}")
}

/// Its payload.
pub fn payload(range: Range) -> Text {
    say!("payload {0}", "载荷 {0}", super::checks::size(range))
}

/// Its option MSS.
pub fn with_mss(range: Range) -> Text {
    say!("MSS {0}", "MSS {0}", count::range(range))
}

/// What it acknowledges.
pub fn acknowledges(range: Range) -> Text {
    say!("ACK {0}", "ACK {0}", count::range(range))
}

/// Whether it was sent before.
pub fn sent_again(again: bool) -> Text {
    match again {
        true => self::again(),
        false => say!("sent for the first time", "第一次发"),
    }
}

/// Whether it is a fragment.
pub fn is_fragment(fragment: bool) -> Text {
    match fragment {
        true => say!("a fragment", "是分片"),
        false => say!("no fragment", "不是分片"),
    }
}

/// How long after the packet before it.
pub fn after(range: &Text) -> Text {
    say!("{0} after the packet before it from there", "在同一主机的上一个包之后 {0}", range)
}

/// What a rule does.
pub fn rule(rule: &Rule) -> Text {
    let packet = packet(&rule.packet);
    match rule.act {
        Act::Lose => say!("the wire loses {0}", "线路丢掉 {0}", packet),
        Act::Cut => say!(
            "the wire is cut at {0}: nothing gets through from then on, either way",
            "从 {0}起线路断开：两个方向都不再通",
            packet
        ),
        Act::Duplicate => say!("the wire carries {0} twice", "线路把 {0}送两遍", packet),
        Act::Hold { behind } => {
            let have = if behind == 1 { "has" } else { "have" };
            say!(
                "the wire holds back {0} until {behind} more {have} passed",
                "线路扣住 {0}，等后面的包过去 {behind} 个才放行",
                packet
            )
        }
    }
}

/// How both sides control congestion.
pub fn congestion(name: Congestion) -> Text {
    say!("both sides use the congestion control {name}", "双方使用拥塞控制算法 {name}")
}

/// How long each packet takes.
pub fn delay(delay: Duration) -> Text {
    say!("each packet takes {0}", "每个包走 {0}", count::duration(delay))
}

/// The largest packet of a host's device.
pub fn mtu(host: &str, bytes: u32) -> Text {
    say!(
        "{host} sends and takes packets of at most {bytes} bytes",
        "{host} 收发的包最大 {bytes} 字节"
    )
}

/// A rule had nothing to do.
pub fn never_met() -> Text {
    say!("that packet never came: the rule did nothing", "那个包一直没有来：这条规则什么也没做")
}

/// A packet that was held back was never released.
pub fn never_let_go() -> Text {
    say!("too few packets came after it: it was never released", "后面的包不够多：它一直没有被放行")
}

/// There is no packet of this number.
pub fn no_packet(kind: PacketKind, found: u32) -> Text {
    let noun = match kind {
        PacketKind::Any => say!("packets", "包"),
        PacketKind::Data => say!("packets with data", "带数据的包"),
        PacketKind::Syn => say!("SYN", "SYN"),
        PacketKind::Ack => say!("pure acknowledgements", "纯确认"),
        PacketKind::Fin => say!("FIN", "FIN"),
    };
    say!("there was none; {0} from there: {found}", "没有；那里发出的{0}：{found} 个", noun)
}

/// Where: a rule of the wire.
pub fn at_rule(number: u32) -> Text {
    say!("rule {number} of the wire", "线路的第 {number} 条规则")
}
