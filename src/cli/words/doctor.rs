//! What `doctor` says.

use super::{Words, say};
use crate::model::Platform;

/// ENOSPC of a namespace.
pub(crate) const NAMESPACES_FULL: Words =
    say("ENOSPC: the limit on namespaces is reached", "ENOSPC：命名空间的数量已到上限");

pub(crate) const ON: Words = say("on", "运行于");
pub(crate) const UNDER: Words = say("under", "经由");
/// The least release of each system that has what this program asks for. Sources: `net/sys`, at the functions
/// that ask.
pub(crate) const LEAST: &[(Platform, Words)] = &[
    (
        Platform::Linux,
        say(
            "What is shown here needs at least Linux 5.4: an older TCP_INFO lacks the peer's window, one before \
             4.19 the bytes sent.",
            "这里的演示至少要 Linux 5.4：更老的 TCP_INFO 里没有对方的窗口，4.19 之前的连发出的字节数也没有。",
        ),
    ),
    (
        Platform::Windows,
        say(
            "What is shown here needs at least Windows 10 1803 or Server 2019: SIO_TCP_INFO came with 1703, a \
             connect that is refused at once with 1709, Unix-domain streams with 1803.",
            "这里的演示至少要 Windows 10 1803 或 Server 2019：SIO_TCP_INFO 从 1703 起才有，connect 被拒绝时能马上知道要到 \
             1709，Unix 域的流要到 1803。",
        ),
    ),
    (
        Platform::Macos,
        say(
            "What is shown here needs at least macOS 11: on macOS 10.15 a wait does not notice an empty datagram \
             (nodejs/node#30030).",
            "这里的演示至少要 macOS 11：在 macOS 10.15 上，空数据报到了，等待也不会结束（nodejs/node#30030）。",
        ),
    ),
    (
        Platform::Freebsd,
        say(
            "What is shown here needs at least FreeBSD 14: on FreeBSD 13.0 a wait does not notice that the peer has shut \
             down (POLLRDHUP), nor what has not left (tcpi_snd_max).",
            "这里的演示至少要 FreeBSD 14：在 FreeBSD 13.0 上，对方关了发送方向，等待也察觉不到（没有 POLLRDHUP），还有多少字节没发出去也问不到（没有 \
             tcpi_snd_max）。",
        ),
    ),
];

pub(crate) const LESSONS: Words = say("What can be shown here", "这里能演示什么");
pub(crate) const KINDS: Words = say("Kinds of socket", "套接字的种类");
pub(crate) const OPTIONS: Words = say(
    "Socket options (value on a fresh socket; SO_LISTENQ… of a listener)",
    "套接字选项（新套接字上的值；SO_LISTENQ… 取自监听套接字）",
);
pub(crate) const LARGEST: Words =
    say("The largest buffers the kernel grants", "内核最多给多大的缓冲区");
pub(crate) const SYSTEM: Words = say("The system as a whole", "整个系统的设置");
pub(crate) const MTU: Words = say("MTU of the loopback interface", "环回接口的 MTU");
pub(crate) const LACKING: Words = say("this system does not say", "本系统不提供");
pub(crate) const NOT_HERE: Words = say("not on this system", "本系统没有");
pub(crate) const FORBIDDEN: Words = say("not permitted here", "这里不允许");
pub(crate) const NO_SOCKET: Words =
    say("not asked: there is no such socket here", "没有查询：这里没有这种套接字");
pub(crate) const REPEATED: Words = say(
    "not known here: the system just returns what was asked for",
    "这里无从得知：系统只返回当初请求的值",
);
pub(crate) const SET_ONLY: Words = say("can be set, not read", "能设置，不能读取");
pub(crate) const LAB: Words = say(
    "every packet on a wire between two hosts, with delay and loss (the lab)",
    "两台主机之间线路上的每一个包，有延迟，会丢包（实验网络）",
);

/// The kinds of socket, by the case of the probe that tries it.
pub(crate) const KIND_NAMES: &[(&str, Words)] = &[
    ("tcp", say("TCP over IPv4", "IPv4 上的 TCP")),
    ("tcp-ipv6", say("TCP over IPv6", "IPv6 上的 TCP")),
    ("udp", say("UDP over IPv4", "IPv4 上的 UDP")),
    ("udp-ipv6", say("UDP over IPv6", "IPv6 上的 UDP")),
    ("unix-stream", say("Unix-domain stream", "Unix 域：流")),
    ("unix-datagram", say("Unix-domain datagram", "Unix 域：数据报")),
    ("unix-seqpacket", say("Unix-domain seqpacket", "Unix 域：有序包")),
];

/// Something that can be shown, and the figures it takes.
pub(crate) struct Lesson {
    pub what: Words,
    pub sender: &'static [&'static str],
    pub receiver: &'static [&'static str],
    pub datagram: &'static [&'static str],
}

/// By the rules by which causes are found (`analysis`).
pub(crate) const CAN_SHOW: &[Lesson] = &[
    Lesson {
        what: say(
            "glued because it was read late, and what each recv left over",
            "因为读得晚而粘包，以及每次 recv 剩下了什么",
        ),
        sender: &[],
        receiver: &["readable"],
        datagram: &[],
    },
    Lesson {
        what: say(
            "that bytes were held back by Nagle, by a cork or by a window, and which of them it was",
            "字节被扣住没发，以及扣住它的是 Nagle、cork 还是窗口",
        ),
        sender: &["unsent", "in_flight", "mss", "cwnd", "send_window", "nodelay", "cork"],
        receiver: &[],
        datagram: &[],
    },
    Lesson {
        what: say("how many segments left", "发出了几个报文段"),
        sender: &["segments_out", "segments_retransmitted", "bytes_sent", "bytes_retransmitted"],
        receiver: &[],
        datagram: &[],
    },
    Lesson {
        what: say("that a datagram was cut", "数据报被截断"),
        sender: &[],
        receiver: &[],
        datagram: &["truncated"],
    },
    Lesson {
        what: say("how many datagrams the kernel dropped", "内核丢掉了几个数据报"),
        sender: &[],
        receiver: &[],
        datagram: &["drops"],
    },
];
