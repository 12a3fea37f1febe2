//! System calls about descriptors: which are watched, and what their arguments say. The manual page of each.

use super::memory::{MOST, Memory};
use crate::model::{Flag, How, OptionName, OptionValue, Seen};
use crate::net::watched::{Asked, Came, Offered, Took};
use std::fs::{self, File, Metadata};
use std::io::{Read, Seek, SeekFrom};
use std::net::SocketAddr;

/// A system call as the kernel is given it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Raw {
    pub(super) number: i64,
    pub(super) args: [u64; 6],
}

/// The calls at which a program stops. (Others do not move what is in a socket, or make or end one.)
pub(super) const WATCHED: &[i64] = &[
    libc::SYS_bind,
    libc::SYS_listen,
    libc::SYS_accept,
    libc::SYS_accept4,
    libc::SYS_connect,
    libc::SYS_sendto,
    libc::SYS_sendmsg,
    libc::SYS_sendmmsg,
    libc::SYS_recvfrom,
    libc::SYS_recvmsg,
    libc::SYS_recvmmsg,
    libc::SYS_read,
    libc::SYS_readv,
    libc::SYS_write,
    libc::SYS_writev,
    libc::SYS_sendfile,
    libc::SYS_splice,
    libc::SYS_shutdown,
    libc::SYS_close,
    libc::SYS_close_range,
    libc::SYS_dup3,
    libc::SYS_setsockopt,
    libc::SYS_getsockopt,
    libc::SYS_execve,
    libc::SYS_execveat,
    libc::SYS_io_uring_setup,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_dup2,
];

/// Calls, beside those of `waits`, in which a thread waits until another does something; with a time limit of its own perhaps, but what it is for
/// is that. (`nanosleep` is not: who sleeps will go on by itself.)
pub(super) const WAIT: &[i64] = &[
    libc::SYS_accept,
    libc::SYS_accept4,
    libc::SYS_connect,
    libc::SYS_sendto,
    libc::SYS_sendmsg,
    libc::SYS_recvfrom,
    libc::SYS_recvmsg,
    libc::SYS_recvmmsg,
    libc::SYS_read,
    libc::SYS_readv,
    libc::SYS_write,
    libc::SYS_futex,
    libc::SYS_wait4,
    libc::SYS_waitid,
    libc::SYS_rt_sigtimedwait,
    libc::SYS_rt_sigsuspend,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_pause,
];

impl Raw {
    fn int(&self, at: usize) -> i32 {
        self.args[at] as i32
    }

    /// The descriptors it may be about.
    pub(super) fn descriptors(&self) -> [i32; 2] {
        match self.number {
            // The one onto which another is copied: it is closed.
            _ if self.copies_onto() => [self.int(1); 2],
            libc::SYS_splice => [self.int(2), self.int(0)],
            _ => [self.int(0); 2],
        }
    }

    /// Whether the descriptor is another file afterwards, or none.
    pub(super) fn closes(&self) -> bool {
        self.number == libc::SYS_close || self.copies_onto()
    }

    fn copies_onto(&self) -> bool {
        #[cfg(target_arch = "x86_64")]
        if self.number == libc::SYS_dup2 {
            return self.int(0) != self.int(1);
        }
        self.number == libc::SYS_dup3
    }

    /// Whether it is told of, whatever its descriptor is.
    pub(super) fn is_of_no_socket(&self) -> bool {
        let all = [libc::SYS_execve, libc::SYS_execveat, libc::SYS_io_uring_setup];
        all.contains(&self.number) || self.number == libc::SYS_close_range
    }

    /// What it asks, with what it offers.
    pub(super) fn asked(&self, memory: Memory) -> Option<Asked> {
        Some(match self.number {
            libc::SYS_bind => Asked::Bind(memory.address(self.args[1], self.args[2])),
            libc::SYS_listen => Asked::Listen,
            libc::SYS_accept | libc::SYS_accept4 => Asked::Accept,
            libc::SYS_connect => Asked::Connect(memory.address(self.args[1], self.args[2])),
            libc::SYS_sendfile => self.sends_file(memory).map_or(Asked::Moves, Asked::Send),
            libc::SYS_splice => Asked::Moves,
            _ if self.message_flags() & libc::MSG_OOB != 0 => Asked::Moves,
            libc::SYS_shutdown => Asked::Shutdown(how(self.int(1))?),
            libc::SYS_close => Asked::Close,
            libc::SYS_close_range if self.args[2] as u32 & libc::CLOSE_RANGE_CLOEXEC == 0 => {
                Asked::CloseRange(i32::try_from(self.args[1] as u32).unwrap_or(i32::MAX))
            }
            libc::SYS_execve | libc::SYS_execveat => Asked::Execs,
            libc::SYS_io_uring_setup => Asked::Ring,
            libc::SYS_setsockopt => self.sets(memory)?,
            libc::SYS_getsockopt => Asked::Get(option(self.int(1), self.int(2))?),
            _ if self.copies_onto() => Asked::Close,
            _ => return self.sends(memory).map(Asked::Send).or_else(|| self.receives(memory)),
        })
    }

    /// MSG_ flags, where it has some.
    fn message_flags(&self) -> i32 {
        match self.number {
            libc::SYS_sendto | libc::SYS_recvfrom | libc::SYS_sendmmsg | libc::SYS_recvmmsg => {
                self.int(3)
            }
            libc::SYS_sendmsg | libc::SYS_recvmsg => self.int(2),
            _ => 0,
        }
    }

    /// What `sendfile` will read, where that is a file: from where it is told to, or from where the descriptor stands
    /// (sendfile(2), proc_pid_fdinfo(5)).
    fn sends_file(&self, memory: Memory) -> Option<Vec<Offered>> {
        let (process, from) = (memory.0, self.int(1));
        let begin = match self.args[2] {
            0 => {
                let info = fs::read_to_string(format!("/proc/{process}/fdinfo/{from}")).ok()?;
                info.lines().find_map(|line| line.strip_prefix("pos:"))?.trim().parse().ok()?
            }
            at => memory.value::<u64>(at).ok()?,
        };
        let mut file = File::open(format!("/proc/{process}/fd/{from}")).ok()?;
        file.metadata().ok().filter(Metadata::is_file)?;
        file.seek(SeekFrom::Start(begin)).ok()?;
        let mut bytes = Vec::new();
        file.take(self.args[3].min(MOST)).read_to_end(&mut bytes).ok()?;
        Some(vec![Offered { bytes, gathered: false, flags: Vec::new(), waits: true, to: None }])
    }

    fn sets(&self, memory: Memory) -> Option<Asked> {
        let name = option(self.int(1), self.int(2))?;
        let value = match name {
            OptionName::SoLinger => {
                let linger: libc::linger = memory.value(self.args[3]).ok()?;
                match linger.l_onoff {
                    0 => OptionValue::Switch(false),
                    _ => OptionValue::Number(linger.l_linger.into()),
                }
            }
            _ => {
                let number: i32 = memory.value(self.args[3]).ok()?;
                match name.is_switch() {
                    true => OptionValue::Switch(number != 0),
                    false => OptionValue::Number(number.into()),
                }
            }
        };
        Some(Asked::Set(name, value))
    }

    fn sends(&self, memory: Memory) -> Option<Vec<Offered>> {
        let plain = |flags: i32, to| Offered {
            bytes: memory.bytes(self.args[1], self.args[2]),
            gathered: false,
            flags: flags_of(flags),
            waits: flags & libc::MSG_DONTWAIT == 0,
            to,
        };
        Some(match self.number {
            libc::SYS_write => vec![plain(0, None)],
            libc::SYS_sendto => {
                vec![plain(self.int(3), memory.address(self.args[4], self.args[5]))]
            }
            libc::SYS_writev => {
                let pieces = memory.pieces(self.args[1], self.args[2]);
                vec![offered(memory, &pieces, 0, None)]
            }
            libc::SYS_sendmsg => {
                vec![message(memory, &memory.value(self.args[1]).ok()?, self.int(2))]
            }
            libc::SYS_sendmmsg => {
                let all = self.many(memory);
                all.iter().map(|one| message(memory, &one.msg_hdr, self.int(3))).collect()
            }
            _ => return None,
        })
    }

    fn receives(&self, memory: Memory) -> Option<Asked> {
        let (room, flags) = match self.number {
            libc::SYS_read => (vec![self.args[2]], 0),
            libc::SYS_recvfrom => (vec![self.args[2]], self.int(3)),
            libc::SYS_readv => (vec![room(&memory.pieces(self.args[1], self.args[2]))], 0),
            libc::SYS_recvmsg => {
                let head: libc::msghdr = memory.value(self.args[1]).ok()?;
                (vec![room(&pieces(memory, &head))], self.int(2))
            }
            libc::SYS_recvmmsg => {
                let all = self.many(memory);
                let rooms = all.iter().map(|one| room(&pieces(memory, &one.msg_hdr)));
                (rooms.collect(), self.int(3))
            }
            _ => return None,
        };
        let waits = flags & libc::MSG_DONTWAIT == 0;
        Some(Asked::Receive { room, flags: flags_of(flags), waits })
    }

    /// The messages of a `sendmmsg` or `recvmmsg`.
    fn many(&self, memory: Memory) -> Vec<libc::mmsghdr> {
        const MOST: u64 = 1024;
        let step = size_of::<libc::mmsghdr>() as u64;
        let at = |n| self.args[1].saturating_add(n * step);
        (0..self.args[2].min(MOST)).map_while(|n| memory.value(at(n)).ok()).collect()
    }

    /// What came back. `returned`: what the kernel said, a negative number being an error's.
    pub(super) fn came(&self, returned: i64, memory: Memory) -> Came {
        let result = u64::try_from(returned).map_err(|_| i32::try_from(-returned).unwrap_or(0));
        let took = result.map(|count| self.took(count, memory)).unwrap_or_default();
        Came { result, took }
    }

    fn took(&self, count: u64, memory: Memory) -> Vec<Took> {
        let stated = |bytes: Vec<u8>, from| Took { bytes, count, truncated: Seen::Absent, from };
        match self.number {
            libc::SYS_read => vec![stated(memory.bytes(self.args[1], count), None)],
            libc::SYS_recvfrom => {
                let handed = count.min(self.args[2]);
                let from = (self.args[4] != 0).then(|| memory.value::<u32>(self.args[5]).ok());
                let from = from.flatten().and_then(|len| memory.address(self.args[4], len.into()));
                vec![stated(memory.bytes(self.args[1], handed), from)]
            }
            libc::SYS_readv => {
                let pieces = memory.pieces(self.args[1], self.args[2]);
                vec![stated(memory.gathered(&pieces, count), None)]
            }
            libc::SYS_recvmsg => {
                let head = memory.value::<libc::msghdr>(self.args[1]);
                head.map(|head| vec![taken(memory, &head, count)]).unwrap_or_default()
            }
            libc::SYS_recvmmsg => {
                let all = self.many(memory).into_iter().take(usize::try_from(count).unwrap_or(0));
                all.map(|one| taken(memory, &one.msg_hdr, one.msg_len.into())).collect()
            }
            libc::SYS_sendmmsg => {
                let all = self.many(memory).into_iter().take(usize::try_from(count).unwrap_or(0));
                all.map(|one| sent(one.msg_len.into())).collect()
            }
            _ => vec![sent(count)],
        }
    }
}

/// What one message of a send took.
fn sent(count: u64) -> Took {
    Took { bytes: Vec::new(), count, truncated: Seen::Absent, from: None }
}

fn taken(memory: Memory, head: &libc::msghdr, count: u64) -> Took {
    let from = memory.address(head.msg_name as u64, head.msg_namelen.into());
    let truncated = Seen::Seen(head.msg_flags & libc::MSG_TRUNC != 0);
    let bytes = memory.gathered(&pieces(memory, head), count);
    Took { bytes, count, truncated, from: from.filter(|_| !head.msg_name.is_null()) }
}

fn message(memory: Memory, head: &libc::msghdr, flags: i32) -> Offered {
    let to = memory.address(head.msg_name as u64, head.msg_namelen.into());
    offered(memory, &pieces(memory, head), flags, to.filter(|_| !head.msg_name.is_null()))
}

fn offered(memory: Memory, all: &[libc::iovec], flags: i32, to: Option<SocketAddr>) -> Offered {
    Offered {
        bytes: memory.gathered(all, u64::MAX),
        gathered: all.len() > 1,
        flags: flags_of(flags),
        waits: flags & libc::MSG_DONTWAIT == 0,
        to,
    }
}

fn pieces(memory: Memory, head: &libc::msghdr) -> Vec<libc::iovec> {
    memory.pieces(head.msg_iov as u64, head.msg_iovlen as u64)
}

fn room(pieces: &[libc::iovec]) -> u64 {
    pieces.iter().fold(0_u64, |sum, piece| sum.saturating_add(piece.iov_len as u64))
}

fn flags_of(bits: i32) -> Vec<Flag> {
    Flag::ALL.iter().copied().filter(|flag| bits & bit(*flag) != 0).collect()
}

/// send(2), recv(2).
fn bit(flag: Flag) -> i32 {
    match flag {
        Flag::MsgMore => libc::MSG_MORE,
        Flag::MsgWaitall => libc::MSG_WAITALL,
        Flag::MsgPeek => libc::MSG_PEEK,
        Flag::MsgTrunc => libc::MSG_TRUNC,
    }
}

fn how(number: i32) -> Option<How> {
    match number {
        libc::SHUT_RD => Some(How::Read),
        libc::SHUT_WR => Some(How::Write),
        libc::SHUT_RDWR => Some(How::Both),
        _ => None,
    }
}

/// socket(7), tcp(7), udp(7).
fn option(level: i32, name: i32) -> Option<OptionName> {
    const OPTIONS: &[(i32, i32, OptionName)] = &[
        (libc::IPPROTO_TCP, libc::TCP_NODELAY, OptionName::TcpNodelay),
        (libc::IPPROTO_TCP, libc::TCP_CORK, OptionName::TcpCork),
        (libc::IPPROTO_TCP, libc::TCP_QUICKACK, OptionName::TcpQuickack),
        (libc::IPPROTO_TCP, libc::TCP_MAXSEG, OptionName::TcpMaxseg),
        (libc::IPPROTO_TCP, libc::TCP_USER_TIMEOUT, OptionName::TcpUserTimeout),
        (libc::IPPROTO_TCP, libc::TCP_NOTSENT_LOWAT, OptionName::TcpNotsentLowat),
        (libc::IPPROTO_TCP, libc::TCP_KEEPIDLE, OptionName::TcpKeepidle),
        (libc::IPPROTO_TCP, libc::TCP_KEEPINTVL, OptionName::TcpKeepintvl),
        (libc::IPPROTO_TCP, libc::TCP_KEEPCNT, OptionName::TcpKeepcnt),
        (libc::SOL_SOCKET, libc::SO_SNDBUF, OptionName::SoSndbuf),
        (libc::SOL_SOCKET, libc::SO_RCVBUF, OptionName::SoRcvbuf),
        (libc::SOL_SOCKET, libc::SO_RCVLOWAT, OptionName::SoRcvlowat),
        (libc::SOL_SOCKET, libc::SO_LINGER, OptionName::SoLinger),
        (libc::SOL_SOCKET, libc::SO_REUSEADDR, OptionName::SoReuseaddr),
        (libc::SOL_SOCKET, libc::SO_REUSEPORT, OptionName::SoReuseport),
        (libc::SOL_SOCKET, libc::SO_KEEPALIVE, OptionName::SoKeepalive),
        (libc::IPPROTO_IP, libc::IP_RECVERR, OptionName::IpRecverr),
        (libc::IPPROTO_IPV6, libc::IPV6_V6ONLY, OptionName::Ipv6V6only),
        (libc::SOL_UDP, libc::UDP_CORK, OptionName::UdpCork),
        (libc::SOL_UDP, libc::UDP_SEGMENT, OptionName::UdpSegment),
        (libc::SOL_UDP, libc::UDP_GRO, OptionName::UdpGro),
    ];
    OPTIONS.iter().find(|row| (row.0, row.1) == (level, name)).map(|row| row.2)
}
