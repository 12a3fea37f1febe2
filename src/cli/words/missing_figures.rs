//! Why a system does not offer a figure: what `doctor` says beside its name.

use super::{Words, say};
use crate::analysis::Setting;
use crate::model::Platform;

/// Figures that are missing on a system for one reason.
struct Lack {
    on: Platform,
    figures: &'static [&'static str],
    why: Words,
}

/// Why this figure cannot be had there; nothing where no reason is known.
pub(crate) fn why_not(setting: &Setting, figure: &str) -> Option<Words> {
    let of = |lack: &&Lack| setting.is_on(lack.on) && lack.figures.contains(&figure);
    // What holds of Wine is more particular than what holds of Windows.
    let mut reasons = LACKS.iter().filter(of);
    let first = reasons.next()?;
    Some(reasons.find(|lack| lack.on == Platform::Wine).unwrap_or(first).why)
}

/// The words for a figure without a reason of its own here: an older kernel, say.
pub(crate) const OLDER: Words =
    say("this release of the system does not have it", "系统的这个版本不提供它");

/// The words for a figure that was never asked for.
pub(crate) const NOT_ASKED: Words = say(
    "not asked: nothing could be sent on loopback to ask about",
    "没有查询：环回接口上什么也发不出去，无从查起",
);

/// The words for a figure that the system would not tell.
pub(crate) const REFUSED: Words = say(
    "the system refused to give it; a sandbox may forbid asking",
    "系统拒绝提供；可能是沙箱不许查询",
);

/// Sources: `net/sys`, at the function that reads the figure.
const LACKS: &[Lack] = &[
    Lack {
        on: Platform::Wine,
        figures: &["bytes_sent", "bytes_retransmitted", "mss", "send_window", "unsent", "unacked"],
        why: say(
            "Wine does not have SIO_TCP_INFO, by which Windows tells it",
            "Windows 用 SIO_TCP_INFO 报告它，Wine 没有",
        ),
    },
    Lack {
        on: Platform::Windows,
        figures: &["segments_out", "segments_in", "segments_retransmitted"],
        why: say(
            "SIO_TCP_INFO counts bytes, not segments; the counts of GetPerTcpConnectionEStats must be \
             switched on by an administrator",
            "SIO_TCP_INFO 只数字节，不数报文段；GetPerTcpConnectionEStats 里有，但要管理员才能打开",
        ),
    },
    Lack {
        on: Platform::Windows,
        figures: &["in_flight", "cwnd"],
        why: say(
            "SIO_TCP_INFO gives it in bytes, not in segments",
            "SIO_TCP_INFO 给的是字节数，不是报文段数",
        ),
    },
    Lack {
        on: Platform::Windows,
        figures: &["unsent", "unacked"],
        why: say(
            "it is computed from SIO_TCP_INFO (BytesOut, BytesInFlight), which Windows has since 10 1703",
            "它要用 SIO_TCP_INFO（BytesOut、BytesInFlight）算出来，Windows 10 从 1703 版起才有",
        ),
    },
    Lack {
        on: Platform::Windows,
        figures: &["cork"],
        why: say("Windows has no TCP_CORK", "Windows 没有 TCP_CORK"),
    },
    Lack {
        on: Platform::Windows,
        figures: &["drops", "receive_memory", "send_memory"],
        why: say("Windows keeps no such count for one socket", "Windows 不给单个套接字计这个数"),
    },
    Lack {
        on: Platform::Windows,
        figures: &["readable"],
        why: say(
            "by its documentation Windows' FIONREAD adds up all queued datagrams, and so does not tell the \
             size of the first",
            "按文档，Windows 的 FIONREAD 是所有排队数据报的总和，看不出第一个有多大",
        ),
    },
    Lack {
        on: Platform::Macos,
        figures: &["unsent", "in_flight"],
        why: say(
            "TCP_CONNECTION_INFO has neither what is in flight nor what has not left",
            "TCP_CONNECTION_INFO 里既没有在途的，也没有还没发出的",
        ),
    },
    Lack {
        on: Platform::Freebsd,
        figures: &["segments_out", "segments_in", "bytes_sent", "bytes_retransmitted"],
        why: say("FreeBSD's TCP_INFO does not count it", "FreeBSD 的 TCP_INFO 不计这个数"),
    },
    Lack {
        on: Platform::Freebsd,
        figures: &["unsent"],
        why: say(
            "it is computed from TCP_INFO (tcpi_snd_una, tcpi_snd_max), which says so since FreeBSD 14",
            "它要用 TCP_INFO（tcpi_snd_una、tcpi_snd_max）算出来，FreeBSD 从 14 起才有",
        ),
    },
    Lack {
        on: Platform::Freebsd,
        figures: &["readable"],
        why: say(
            "FIONREAD adds up all queued datagrams here with their addresses, and so does not tell \
             the size of the first",
            "这里的 FIONREAD 是所有排队数据报连同地址的总和，看不出第一个有多大",
        ),
    },
    Lack { on: Platform::Macos, figures: &["cwnd"], why: IN_BYTES },
    Lack { on: Platform::Freebsd, figures: &["cwnd", "in_flight"], why: IN_BYTES },
    Lack {
        on: Platform::Macos,
        figures: &["drops", "receive_memory", "send_memory"],
        why: WHOLE_SYSTEM,
    },
    Lack {
        on: Platform::Freebsd,
        figures: &["drops", "receive_memory", "send_memory"],
        why: WHOLE_SYSTEM,
    },
];

const IN_BYTES: Words =
    say("the system gives it in bytes, not in segments", "系统给的是字节数，不是报文段数");

const WHOLE_SYSTEM: Words = say(
    "the system counts it for all sockets together only (`netstat -s`)",
    "系统只有所有套接字合计的数（`netstat -s`）",
);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Seen::Unsupported;
    use crate::model::{Evidence, Host, WireKind};

    fn at(os: &str, under: Option<&str>) -> Setting {
        let host = Host {
            os: os.into(),
            release: String::new(),
            arch: String::new(),
            version: String::new(),
            under: under.map(str::to_owned),
        };
        Setting::of(&host, WireKind::Loopback, false)
    }

    #[test]
    fn wine_has_reasons_of_its_own_and_else_those_of_windows() {
        let why = |setting, figure| why_not(&setting, figure).unwrap().en;
        assert!(why(at("windows", Some("wine 8.0")), "mss").starts_with("Wine"));
        assert!(why(at("windows", Some("wine 8.0")), "cwnd").starts_with("SIO_TCP_INFO"));
        assert!(why_not(&at("windows", None), "mss").is_none(), "Windows has it");
        assert_eq!(why(at("windows", Some("wine 8.0")), "cork"), "Windows has no TCP_CORK");
        assert!(why_not(&at("linux", None), "cwnd").is_none());
    }

    #[test]
    fn every_reason_is_of_a_figure_that_there_is() {
        let all = Evidence {
            readable: Unsupported,
            unacked: Unsupported,
            unsent: Unsupported,
            segments_out: Unsupported,
            segments_in: Unsupported,
            segments_retransmitted: Unsupported,
            bytes_sent: Unsupported,
            bytes_retransmitted: Unsupported,
            in_flight: Unsupported,
            mss: Unsupported,
            cwnd: Unsupported,
            send_window: Unsupported,
            pacing_rate: Unsupported,
            nodelay: Unsupported,
            cork: Unsupported,
            receive_memory: Unsupported,
            send_memory: Unsupported,
            drops: Unsupported,
            time_wait: Unsupported,
        };
        let known: Vec<&str> = all.figures().map(|(name, _)| name).collect();
        let named = LACKS.iter().flat_map(|lack| lack.figures);
        assert!(named.clone().all(|figure| known.contains(figure)));
    }
}
