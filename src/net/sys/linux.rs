//! Linux: all the evidence.

use super::fields::{Fields, field};
use super::linux_structs::{MemInfo, TcpInfo};
use super::options::{self, Way};
use super::{Interest, Ready, seen, sockopt, unix};
use crate::model::{ErrorName, Evidence, Flag, OptionName, OptionValue, Seen, Transport};
use crate::net::{Failure, Socket, Switches};
use socket2::{Domain, Protocol, SockAddr, Socket as Socket2, Type};
use std::io;
use std::time::Duration;

pub(in crate::net) use super::linux_settings::{SETTINGS, loopback_mtu, setting};
pub(in crate::net) use super::linux_time_wait::time_wait;
pub(in crate::net) use super::unix::{LIMIT_SAYS, never_began, repeats_what_was_asked, stdio};
pub(in crate::net) use super::unix::{
    before_connect, connect_begun, connect_within, error_name, recv, recv_datagram, release, under,
};
pub use super::unix_stdout::stdout_is_closed;

/// With SOCK_SEQPACKET, since Linux 2.6.4: unix(7).
pub(in crate::net) fn kind_of(
    transport: Transport,
    ip: Domain,
) -> Result<(Domain, Type, Option<Protocol>), Failure> {
    unix::kind_of(transport, ip, true)
}

/// MSG_MORE and MSG_TRUNC as input exist: send(2), recv(2).
pub(in crate::net) fn flags(flags: &[Flag]) -> Result<i32, Failure> {
    unix::flags(flags, Some(libc::MSG_MORE), true)
}

/// A name in the abstract namespace: unix(7). It is not a file, and goes with its socket.
pub fn abstract_name(name: &str) -> Option<SockAddr> {
    SockAddr::unix(format!("\0{name}")).ok()
}

/// With POLLRDHUP: the peer has shut down writing (poll(2)).
pub(in crate::net) fn poll(
    socket: &Socket,
    interest: Interest,
    timeout: Duration,
) -> io::Result<Ready> {
    unix::poll(socket.raw(), interest, timeout, libc::POLLRDHUP)
}

/// FIONREAD (SIOCINQ): tcp(7); for UDP the size of the first datagram, 0 if none: udp(7).
pub(in crate::net) fn readable(socket: &Socket) -> Seen<u64> {
    unix::ioctl_int(socket.raw(), libc::FIONREAD as _)
}

/// SIOCOUTQ: bytes written and not acknowledged, tcp(7); a FIN that is not counts as one. On a Unix-domain socket it counts memory
/// (`unix_outq_len`, net/unix/af_unix.c), so it is not asked there.
pub(in crate::net) fn unacked(socket: &Socket) -> Seen<u64> {
    match socket.transport() {
        Transport::Tcp => unix::ioctl_int(socket.raw(), libc::TIOCOUTQ as _),
        _ => Seen::Absent,
    }
}

/// All there is to know of a socket, without touching its queues or its pending error.
pub(in crate::net) fn sample(socket: &Socket) -> Evidence {
    sample_knowing(socket, switches(socket))
}

/// The same, where its switches are known.
pub(in crate::net) fn sample_knowing(socket: &Socket, switches: Switches) -> Evidence {
    let figures = match socket.transport() {
        Transport::Tcp => sample_tcp(socket),
        Transport::Udp => sample_udp(socket),
        _ => Evidence { readable: readable(socket), ..Evidence::default() },
    };
    let Switches { nodelay, cork } = switches;
    Evidence { nodelay, cork, ..figures }
}

/// tcp(7), udp(7).
fn switches(socket: &Socket) -> Switches {
    let raw = socket.raw();
    let udp_cork = || sockopt::int(raw, libc::SOL_UDP, libc::UDP_CORK).map(|cork| cork != 0);
    let (nodelay, cork) = match socket.transport() {
        Transport::Tcp => (seen(raw.tcp_nodelay()), seen(raw.tcp_cork())),
        Transport::Udp => (Seen::Absent, seen(udp_cork())),
        _ => (Seen::Absent, Seen::Absent),
    };
    Switches { nodelay, cork }
}

/// TCP_INFO: tcp(7).
fn sample_tcp(socket: &Socket) -> Evidence {
    let mut buffer = [0u8; size_of::<TcpInfo>()];
    let read = sockopt::read(socket.raw(), libc::IPPROTO_TCP, libc::TCP_INFO, &mut buffer);
    let info = Fields::new(&buffer, read);
    // Asked after the state: a FIN that was on its way then has at most been acknowledged since.
    let unacked = unacked(socket);
    let mut evidence = Evidence {
        readable: readable(socket),
        unacked,
        unsent: field!(info, TcpInfo, tcpi_notsent_bytes),
        segments_out: field!(info, TcpInfo, tcpi_data_segs_out),
        segments_in: field!(info, TcpInfo, tcpi_data_segs_in),
        segments_retransmitted: field!(info, TcpInfo, tcpi_total_retrans),
        bytes_sent: field!(info, TcpInfo, tcpi_bytes_sent),
        bytes_retransmitted: field!(info, TcpInfo, tcpi_bytes_retrans),
        in_flight: field!(info, TcpInfo, tcpi_unacked),
        mss: field!(info, TcpInfo, tcpi_snd_mss),
        cwnd: field!(info, TcpInfo, tcpi_snd_cwnd),
        send_window: field!(info, TcpInfo, tcpi_snd_wnd),
        pacing_rate: pacing_rate(socket, &info),
        ..Evidence::default()
    };
    only_data(&mut evidence, field!(info, TcpInfo, tcpi_state));
    evidence
}

/// The rate is there for every congestion control; only BBR's is kept to by the socket itself
/// (`sk_pacing_status` is SK_PACING_NEEDED: bbr_init in net/ipv4/tcp_bbr.c). Others leave it to a queue of
/// the interface's (tc-fq(8)).
fn pacing_rate(socket: &Socket, info: &Fields<'_>) -> Seen<u64> {
    let unsent: Seen<u64> = field!(info, TcpInfo, tcpi_notsent_bytes);
    let held = unsent.seen().is_some_and(|unsent| unsent > 0);
    let paces = || socket.raw().tcp_congestion().is_ok_and(|name| name.starts_with(b"bbr"));
    if held && paces() { field!(info, TcpInfo, tcpi_pacing_rate) } else { Seen::Absent }
}

/// A SYN and a FIN have a number in the sequence as a byte has, and the kernel counts them with the
/// bytes (`write_seq` in `tcp_connect_init` and `tcp_send_fin`, net/ipv4/tcp_output.c; `tcp_ioctl`
/// and `tcp_get_info`, net/ipv4/tcp.c, subtract from it). They are not data.
fn only_data(evidence: &mut Evidence, state: Seen<u64>) {
    let less = |figure: Seen<u64>| figure.map(|n| n.saturating_sub(1));
    // FIN_WAIT1, LAST_ACK, CLOSING (include/net/tcp_states.h): there is a FIN, after all the data,
    // and it is not acknowledged. As long as anything is unsent, it is.
    if let Seen::Seen(4 | 9 | 11) = state {
        evidence.unacked = less(evidence.unacked);
        evidence.unsent = less(evidence.unsent);
    }
    // Of data no more can be unacknowledged than was ever sent or waits to be. On a connection
    // that never came about the one byte is the SYN.
    if let (Seen::Seen(unacked), Seen::Seen(sent), Seen::Seen(unsent)) =
        (evidence.unacked, evidence.bytes_sent, evidence.unsent)
    {
        evidence.unacked = Seen::Seen(unacked.min(sent.saturating_add(unsent)));
    }
}

/// SO_MEMINFO, the memory of a socket (Linux 4.12: `sk_get_meminfo`, net/core/sock.c).
fn sample_udp(socket: &Socket) -> Evidence {
    let mut buffer = [0u8; size_of::<MemInfo>()];
    let read = sockopt::read(socket.raw(), libc::SOL_SOCKET, libc::SO_MEMINFO, &mut buffer);
    let info = Fields::new(&buffer, read);
    Evidence {
        readable: readable(socket),
        receive_memory: field!(info, MemInfo, rmem_alloc),
        send_memory: field!(info, MemInfo, wmem_alloc),
        drops: field!(info, MemInfo, drops),
        ..Evidence::default()
    }
}

/// tcp(7), udp(7), ip(7).
fn way(option: OptionName) -> Option<Way> {
    use OptionName as O;
    Some(match option {
        O::TcpCork => Way::Switch(Socket2::tcp_cork, Socket2::set_tcp_cork),
        O::TcpQuickack => Way::Switch(Socket2::tcp_quickack, Socket2::set_tcp_quickack),
        O::TcpUserTimeout => Way::Number(user_timeout, set_user_timeout),
        O::TcpNotsentLowat => Way::Number(
            |socket| socket.tcp_notsent_lowat().map(u32::cast_signed),
            |socket, bytes| socket.set_tcp_notsent_lowat(bytes.cast_unsigned()),
        ),
        O::TcpKeepidle => Way::Raw(libc::IPPROTO_TCP, libc::TCP_KEEPIDLE),
        O::IpRecverr => Way::Raw(libc::IPPROTO_IP, libc::IP_RECVERR),
        O::UdpCork => Way::Raw(libc::SOL_UDP, libc::UDP_CORK),
        O::UdpSegment => Way::Raw(libc::SOL_UDP, libc::UDP_SEGMENT),
        O::UdpGro => Way::Raw(libc::SOL_UDP, libc::UDP_GRO),
        other => return unix::option(other),
    })
}

/// TCP_USER_TIMEOUT in milliseconds; 0, of which socket2 makes `None`, is the system's own.
fn user_timeout(socket: &Socket2) -> io::Result<i32> {
    let time = socket.tcp_user_timeout()?.unwrap_or_default();
    Ok(time.as_millis() as i32)
}

fn set_user_timeout(socket: &Socket2, ms: i32) -> io::Result<()> {
    socket.set_tcp_user_timeout(Some(Duration::from_millis(ms.cast_unsigned().into())))
}

/// Where TCP_INFO of a listener has the length of its queue and the limit of it: in `tcpi_unacked`
/// and `tcpi_sacked` (net/ipv4/tcp.c, `tcp_get_info`).
fn of_queue(option: OptionName) -> Option<fn(&Fields<'_>) -> Seen<u64>> {
    match option {
        OptionName::SoListenqlen => Some(|info| field!(info, TcpInfo, tcpi_unacked)),
        OptionName::SoListenqlimit => Some(|info| field!(info, TcpInfo, tcpi_sacked)),
        _ => None,
    }
}

/// A figure of a listener's queue. On any other socket these fields mean something else.
fn queue_figure(
    socket: &Socket,
    figure: fn(&Fields<'_>) -> Seen<u64>,
) -> Result<OptionValue, Failure> {
    const TCP_LISTEN: u64 = 10;
    let mut buffer = [0u8; size_of::<TcpInfo>()];
    let read = sockopt::read(socket.raw(), libc::IPPROTO_TCP, libc::TCP_INFO, &mut buffer);
    let info = Fields::new(&buffer, read);
    let listens = field!(info, TcpInfo, tcpi_state) == Seen::Seen(TCP_LISTEN);
    match figure(&info) {
        Seen::Seen(figure) if listens => {
            Ok(OptionValue::Number(i64::try_from(figure).unwrap_or(i64::MAX)))
        }
        Seen::Seen(_) => Err(Failure::named(ErrorName::InvalidArgument)),
        // It is not an option, but a figure: who may not ask for it has none.
        Seen::Failed(number) => {
            Err(Failure::of_question("getsockopt", io::Error::from_raw_os_error(number)))
        }
        Seen::Unsupported | Seen::Absent => Err(Failure::named(ErrorName::Unsupported)),
    }
}

/// Whether this system has the option at all.
pub fn has_option(option: OptionName) -> bool {
    way(option).is_some() || of_queue(option).is_some()
}

/// `setsockopt(2)`.
pub(in crate::net) fn set_option(
    socket: &Socket,
    option: OptionName,
    value: OptionValue,
) -> Result<(), Failure> {
    options::set(socket.raw(), way(option), value)
}

/// `getsockopt(2)`.
pub(in crate::net) fn get_option(
    socket: &Socket,
    option: OptionName,
) -> Result<OptionValue, Failure> {
    match of_queue(option) {
        Some(figure) => queue_figure(socket, figure),
        None => options::get(socket.raw(), way(option), option),
    }
}

/// Whether an option only works on a connected socket: TCP_QUICKACK is not a lasting state but an act
/// on the running connection (tcp(7)); everything else is set before.
pub fn set_after_connect(option: OptionName) -> bool {
    option == OptionName::TcpQuickack
}

/// Keeps this thread, and those it starts from now on, on the processor it runs on, until dropped.
/// A hand-over between two threads costs a fraction so, and their order is easier to follow.
/// sched_setaffinity(2): a thread hands its mask down to those it starts.
#[derive(Debug)]
pub struct OneCpu {
    before: Option<libc::cpu_set_t>,
}

impl OneCpu {
    /// Where the system refuses, nothing changes.
    #[must_use]
    pub fn here() -> Self {
        OneCpu { before: pin() }
    }
}

impl Drop for OneCpu {
    fn drop(&mut self) {
        if let Some(before) = &self.before {
            set_affinity(before);
        }
    }
}

/// The mask until now; sched_getaffinity(2), sched_getcpu(3).
fn pin() -> Option<libc::cpu_set_t> {
    // SAFETY: cpu_set_t is a plain bit mask, for which zeros are a valid value.
    let (mut before, mut one): (libc::cpu_set_t, libc::cpu_set_t) = unsafe { std::mem::zeroed() };
    let size = std::mem::size_of::<libc::cpu_set_t>();
    // SAFETY: `before` is a mask of `size` bytes; 0 is the calling thread (sched_setaffinity(2)).
    if unsafe { libc::sched_getaffinity(0, size, &mut before) } != 0 {
        return None;
    }
    // SAFETY: takes no argument and touches no memory of ours.
    let cpu = usize::try_from(unsafe { libc::sched_getcpu() }).ok()?;
    if cpu >= size * 8 {
        return None;
    }
    // SAFETY: `cpu` is within the mask.
    unsafe { libc::CPU_SET(cpu, &mut one) };
    set_affinity(&one).then_some(before)
}

/// sched_setaffinity(2).
fn set_affinity(mask: &libc::cpu_set_t) -> bool {
    // SAFETY: the mask is valid for its size; 0 is the calling thread.
    unsafe { libc::sched_setaffinity(0, std::mem::size_of::<libc::cpu_set_t>(), mask) == 0 }
}
