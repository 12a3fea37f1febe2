//! Linux: hosts made of network namespaces, each with a TUN device, without any library.
//!
//! Sources: namespaces(7), user_namespaces(7), network_namespaces(7), unshare(2), setns(2),
//! netdevice(7), Documentation/networking/tuntap.rst and drivers/net/tun.c of the kernel.

use super::linux_netlink::{ask, new_address, queue_length};
use crate::model::LabGap;
use crate::net::lab::LabFault;
use socket2::{Domain, SockAddr, Socket, Type};
use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddrV4};
use std::os::fd::{AsRawFd, FromRawFd, RawFd};
use std::os::unix::fs::OpenOptionsExt;
use std::time::Duration;

/// The device's name on every host.
const DEVICE: &str = "lab0";
/// So many packets may wait in a device for the wire: more than a case can send before the wire
/// comes to read (`Limits::CALLS`). A device drops what does not fit (`tun_net_xmit`).
const QUEUE: u32 = 50_000;
/// The bit of CAP_SYS_ADMIN in a set of capabilities (include/uapi/linux/capability.h).
const CAP_SYS_ADMIN: u32 = 21;

/// TCP_CONGESTION. A name that this kernel does not have is ENOENT (tcp_set_congestion_control in
/// net/ipv4/tcp_cong.c).
pub(in crate::net) fn set_congestion(socket: &Socket, name: &str) -> io::Result<()> {
    socket.set_tcp_congestion(name.as_bytes())
}

/// Gets this process what it needs to make network namespaces: nothing as root; else a user
/// namespace of its own, in which it may (user_namespaces(7)). The user stays who it is: its own
/// number is mapped to itself.
pub(in crate::net) fn prepare() -> Result<(), LabFault> {
    if !File::open("/dev/net/tun").is_err_and(|error| error.kind() == ErrorKind::NotFound) {
        return match is_admin() {
            Ok(true) => Ok(()),
            Ok(false) => enter_user_namespace(),
            Err(source) => Err(LabFault { gap: LabGap::Failed, source }),
        };
    }
    Err(LabFault { gap: LabGap::NoTun, source: io::Error::from_raw_os_error(libc::ENOENT) })
}

/// Whether this process may make namespaces as it is: proc_pid_status(5), `CapEff`.
fn is_admin() -> io::Result<bool> {
    let status = match std::fs::read_to_string("/proc/self/status") {
        Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
        read => read?,
    };
    let line = status.lines().find_map(|line| line.strip_prefix("CapEff:"));
    let bits = line.and_then(|hex| u64::from_str_radix(hex.trim(), 16).ok()).unwrap_or(0);
    Ok(bits >> CAP_SYS_ADMIN & 1 == 1)
}

fn enter_user_namespace() -> Result<(), LabFault> {
    // SAFETY: neither takes an argument or touches memory.
    let (uid, gid) = unsafe { (libc::geteuid(), libc::getegid()) };
    // SAFETY: takes flags only. EINVAL: the process has several threads (unshare(2)).
    if unsafe { libc::unshare(libc::CLONE_NEWUSER) } != 0 {
        let source = io::Error::last_os_error();
        let gap = match source.raw_os_error() {
            Some(libc::EINVAL) => LabGap::Threads,
            _ => LabGap::NamespacesForbidden,
        };
        return Err(LabFault { gap, source });
    }
    // Without `deny` a gid_map may not be written (user_namespaces(7)).
    let write = |file: &str, text: String| std::fs::write(format!("/proc/self/{file}"), text);
    write("setgroups", "deny".to_owned())
        .and_then(|()| write("uid_map", format!("{uid} {uid} 1")))
        .and_then(|()| write("gid_map", format!("{gid} {gid} 1")))
        .map_err(|source| LabFault { gap: LabGap::NamespacesForbidden, source })
}

/// A host: a network namespace, the device in it, and sockets in it that settings go through.
#[derive(Debug)]
pub struct Network {
    namespace: File,
    device: File,
    control: Socket,
    routes: Socket,
}

impl Network {
    /// Makes one. The calling thread lives in it afterwards: call it on a thread of its own.
    ///
    /// # Errors
    /// Why there is no lab here.
    pub(in crate::net) fn make_here() -> Result<Self, LabFault> {
        let fault = |gap| move |source| LabFault { gap, source };
        // SAFETY: takes flags only.
        check(unsafe { libc::unshare(libc::CLONE_NEWNET) })
            .map_err(fault(LabGap::NamespacesForbidden))?;
        let namespace = File::open("/proc/thread-self/ns/net").map_err(fault(LabGap::Failed))?;
        let device = open_device()?;
        let socket = |domain, kind| Socket::new(domain, kind, None).map_err(fault(LabGap::Failed));
        let control = socket(Domain::IPV4, Type::DGRAM)?;
        // No protocol is NETLINK_ROUTE (include/uapi/linux/netlink.h).
        let routes = socket(Domain::from(libc::AF_NETLINK), Type::RAW)?;
        let network = Network { namespace, device, control, routes };
        network.switch_on().map_err(fault(LabGap::Failed))?;
        Ok(network)
    }

    /// Brings both devices up: what a host sends to its own address goes through `lo`.
    fn switch_on(&self) -> io::Result<()> {
        ask(&self.routes, &queue_length(self.index()?, QUEUE))?;
        self.turn("lo", true)?;
        self.turn(DEVICE, true)
    }

    /// Brings a device up or down; its other flags (IFF_NOARP) stay.
    fn turn(&self, name: &str, up: bool) -> io::Result<()> {
        let mut request = request(name);
        self.ioctl(libc::SIOCGIFFLAGS, &mut request)?;
        // SAFETY: SIOCGIFFLAGS filled in this member of the union.
        let flags = unsafe { request.ifr_ifru.ifru_flags };
        let bit = libc::IFF_UP as libc::c_short;
        request.ifr_ifru.ifru_flags = if up { flags | bit } else { flags & !bit };
        self.ioctl(libc::SIOCSIFFLAGS, &mut request)
    }

    /// Brings the calling thread to this host: setns(2). Sockets it makes from now on are here.
    ///
    /// # Errors
    /// What the system says.
    pub fn enter(&self) -> io::Result<()> {
        // SAFETY: a descriptor that is open, and flags.
        check(unsafe { libc::setns(self.namespace.as_raw_fd(), libc::CLONE_NEWNET) })
    }

    /// Gives the device an MTU, an address (instead of the one before) and a way to the other host.
    ///
    /// # Errors
    /// What the system says.
    pub fn set_up(&self, mtu: u32, own: IpAddr, other: IpAddr) -> io::Result<()> {
        let mut request = request(DEVICE);
        request.ifr_ifru.ifru_mtu = i32::try_from(mtu).unwrap_or(i32::MAX);
        self.ioctl(libc::SIOCSIFMTU, &mut request)?;
        match (own, other) {
            (IpAddr::V4(own), IpAddr::V4(other)) => self.address4(own, other),
            (IpAddr::V6(own), _) => self.address6(own),
            _ => Err(ErrorKind::InvalidInput.into()),
        }
    }

    /// netdevice(7): SIOCSIFADDR replaces the address; a device like this has one peer.
    fn address4(&self, own: Ipv4Addr, other: Ipv4Addr) -> io::Result<()> {
        let mut request = request(DEVICE);
        request.ifr_ifru.ifru_addr = sockaddr(own);
        self.ioctl(libc::SIOCSIFADDR, &mut request)?;
        request.ifr_ifru.ifru_dstaddr = sockaddr(other);
        self.ioctl(libc::SIOCSIFDSTADDR, &mut request)
    }

    /// rtnetlink(7), RTM_NEWADDR: only there can an address be asked for that nobody looks for
    /// duplicates of first (IFA_F_NODAD), so that it can be used at once; the prefix is the way to
    /// the other host. A device whose MTU was below 1280 has lost its IPv6 (`addrconf_notify`,
    /// net/ipv6/addrconf.c): coming up again it gets it back, and has no other addresses then.
    fn address6(&self, own: Ipv6Addr) -> io::Result<()> {
        self.turn(DEVICE, false)?;
        self.turn(DEVICE, true)?;
        match ask(&self.routes, &new_address(own, self.index()?)) {
            // No IPv6 here at all: the sockets of the case will say so.
            Err(error) if error.raw_os_error() == Some(libc::EOPNOTSUPP) => Ok(()),
            done => done,
        }
    }

    /// The device's number: netdevice(7).
    fn index(&self) -> io::Result<i32> {
        let mut named = request(DEVICE);
        self.ioctl(libc::SIOCGIFINDEX as _, &mut named)?;
        // SAFETY: SIOCGIFINDEX filled in this member of the union.
        Ok(unsafe { named.ifr_ifru.ifru_ifindex })
    }

    /// A packet that waits in the device; `None`: none does.
    ///
    /// # Errors
    /// What the system says.
    pub fn read(&self, buffer: &mut [u8]) -> io::Result<Option<usize>> {
        match (&self.device).read(buffer) {
            Ok(length) => Ok(Some(length)),
            Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Hands the host a packet. The kernel takes it in before this returns: what it answers at once
    /// waits in the device then (`tun_get_user`, drivers/net/tun.c).
    ///
    /// # Errors
    /// What the system says.
    pub fn write(&self, packet: &[u8]) -> io::Result<()> {
        (&self.device).write(packet).map(|_| ())
    }

    fn ioctl(&self, number: libc::c_ulong, request: &mut libc::ifreq) -> io::Result<()> {
        // SAFETY: the requests of netdevice(7) take an ifreq, which is valid here.
        check(unsafe { libc::ioctl(self.control.as_raw_fd(), number as _, request) })
    }
}

/// Opens a TUN device: IP packets with nothing before them (IFF_NO_PI). Without IFF_VNET_HDR nobody
/// promises to cut segments later, so that they leave in the sizes of the MTU.
fn open_device() -> Result<File, LabFault> {
    let opened = OpenOptions::new()
        .read(true)
        .write(true)
        .custom_flags(libc::O_NONBLOCK | libc::O_CLOEXEC)
        .open("/dev/net/tun");
    let device = opened.map_err(|source| {
        let gap = match source.raw_os_error() {
            Some(libc::ENOENT | libc::ENODEV | libc::ENXIO) => LabGap::NoTun,
            Some(libc::EACCES | libc::EPERM) => LabGap::TunForbidden,
            _ => LabGap::Failed,
        };
        LabFault { gap, source }
    })?;
    let mut request = request(DEVICE);
    request.ifr_ifru.ifru_flags = (libc::IFF_TUN | libc::IFF_NO_PI) as libc::c_short;
    // SAFETY: TUNSETIFF takes an ifreq, which is valid here.
    check(unsafe { libc::ioctl(device.as_raw_fd(), libc::TUNSETIFF as _, &mut request) })
        .map_err(|source| LabFault { gap: LabGap::NamespacesForbidden, source })?;
    Ok(device)
}

/// Something that wakes a waiting wire: eventfd(2).
#[derive(Debug)]
pub struct Bell(File);

impl Bell {
    /// One that has not been rung.
    ///
    /// # Errors
    /// What the system says.
    pub fn new() -> io::Result<Self> {
        // SAFETY: takes numbers only.
        let fd = unsafe { libc::eventfd(0, libc::EFD_CLOEXEC | libc::EFD_NONBLOCK) };
        check(fd)?;
        // SAFETY: a descriptor just made, which nobody else has.
        Ok(Bell(unsafe { File::from_raw_fd(fd) }))
    }

    /// Wakes every waiter, now and from now on.
    pub fn ring(&self) {
        // Fails only where it has been rung 2^64 times.
        (&self.0).write_all(&1u64.to_ne_bytes()).ok();
    }
}

/// Waits until a packet waits in a device, the bell has been rung, or the time is over: ppoll(2).
///
/// # Errors
/// What the system says.
pub fn wait(networks: &[Network; 2], bell: &Bell, most: Option<Duration>) -> io::Result<()> {
    let watch = |fd: RawFd| libc::pollfd { fd, events: libc::POLLIN, revents: 0 };
    let mut fds = [
        watch(networks[0].device.as_raw_fd()),
        watch(networks[1].device.as_raw_fd()),
        watch(bell.0.as_raw_fd()),
    ];
    let time = most.map(|most| libc::timespec {
        tv_sec: libc::time_t::try_from(most.as_secs()).unwrap_or(libc::time_t::MAX),
        tv_nsec: most.subsec_nanos() as _,
    });
    let time = time.as_ref().map_or(std::ptr::null(), std::ptr::from_ref);
    // SAFETY: three valid pollfds; a time that is null or lives longer than the call; no mask.
    match check(unsafe { libc::ppoll(fds.as_mut_ptr(), 3, time, std::ptr::null()) }) {
        Err(error) if error.kind() == ErrorKind::Interrupted => Ok(()),
        done => done,
    }
}

/// `struct sched_attr` of include/uapi/linux/sched/types.h.
#[repr(C)]
struct Turns {
    size: u32,
    policy: u32,
    flags: u64,
    nice: i32,
    priority: u32,
    runtime_ns: u64,
    deadline_ns: u64,
    period_ns: u64,
}

/// Lets the calling thread run as soon as it has something to do, until dropped: with the best nice
/// value where it may have that, and in any case in short turns, which come sooner (`custom_slice`,
/// kernel/sched/fair.c, Linux 6.12; older kernels pass over it). Where neither works, nothing changes.
#[derive(Debug)]
pub struct Hurry {
    nice: i32,
}

impl Hurry {
    /// From now on.
    #[must_use]
    pub fn now() -> Self {
        // SAFETY: takes numbers only; 0 is the calling thread (setpriority(2)).
        let nice = unsafe { libc::getpriority(libc::PRIO_PROCESS, 0) };
        let _ = set_turns(-20, 100_000) || set_turns(nice, 100_000);
        Hurry { nice }
    }
}

impl Drop for Hurry {
    fn drop(&mut self) {
        set_turns(self.nice, 0);
    }
}

/// sched_setattr(2) of the calling thread; a turn of 0 is the system's own.
fn set_turns(nice: i32, runtime_ns: u64) -> bool {
    let turns = Turns {
        size: size_of::<Turns>() as u32,
        policy: 0,
        flags: 0,
        nice,
        priority: 0,
        runtime_ns,
        deadline_ns: 0,
        period_ns: 0,
    };
    // SAFETY: the calling thread, a structure of the size it names, no flags.
    unsafe { libc::syscall(libc::SYS_sched_setattr, 0, &raw const turns, 0) == 0 }
}

/// A request about a device.
fn request(name: &str) -> libc::ifreq {
    // SAFETY: ifreq is plain data, for which zeros are a valid value.
    let mut request: libc::ifreq = unsafe { std::mem::zeroed() };
    for (to, from) in request.ifr_name.iter_mut().zip(name.bytes()) {
        *to = from as libc::c_char;
    }
    request
}

fn sockaddr(ip: Ipv4Addr) -> libc::sockaddr {
    let address = SockAddr::from(SocketAddrV4::new(ip, 0));
    // SAFETY: an address of the Internet is as long as any sockaddr at least: ip(7).
    unsafe { address.as_ptr().cast::<libc::sockaddr>().read_unaligned() }
}

fn check(result: i32) -> io::Result<()> {
    if result < 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
}
