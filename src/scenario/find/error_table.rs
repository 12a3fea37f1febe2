//! All errors that are known: their names, numbers and messages, and what those mean that no scenario is about.
//!
//! Sources. Numbers: include/uapi/asm-generic/errno.h and errno-base.h of Linux; sys/errno.h of macOS and FreeBSD, which
//! agree in all of these; "Windows Sockets Error Codes" (winsock2.h) of Microsoft. Messages: strerror(3) of glibc (EAGAIN,
//! ENOTCONN and EISCONN differ in macOS and FreeBSD: sys/errno.h there), in Chinese
//! those of glibc's po/zh_CN.po; FormatMessage of Windows in English and Chinese.
//! Exceptions: "Built-in Exceptions" of Python's documentation; `SocketError` of .NET; `std::io::ErrorKind` of Rust; what
//! the sockets of OpenJDK throw (net_util and NioSocketImpl say `Connection reset`, `Read timed out`, `Connect timed out`).
//! Node and libuv print the POSIX name on every system.

use super::errors::ErrorWords;

const fn error(
    (name, linux, bsd): (&'static str, u16, u16),
    windows: Option<(&'static str, u16)>,
    names: &'static [&'static str],
    said: &'static [&'static str],
    windows_said: &'static [&'static str],
) -> ErrorWords {
    ErrorWords { name, linux, bsd, windows, names, said, windows_said, meaning: None }
}

/// One that no scenario is about: what it means, in English and Chinese, is said here.
const fn unshown(error: ErrorWords, meaning: (&'static str, &'static str)) -> ErrorWords {
    ErrorWords { meaning: Some(meaning), ..error }
}

/// All of them.
pub(super) static ERRORS: &[ErrorWords] = &[
    error(
        ("ECONNREFUSED", 111, 61),
        Some(("WSAECONNREFUSED", 10061)),
        &["ConnectionRefusedError", "ConnectionRefused"],
        &["Connection refused", "拒绝连接"],
        &[
            "No connection could be made because the target machine actively refused it",
            "由于目标计算机积极拒绝，无法连接",
        ],
    ),
    error(
        ("ECONNRESET", 104, 54),
        Some(("WSAECONNRESET", 10054)),
        &["ConnectionResetError", "ConnectionReset"],
        &["Connection reset by peer", "Connection reset", "连接被对方重设"],
        &[
            "An existing connection was forcibly closed by the remote host",
            "远程主机强迫关闭了一个现有的连接",
        ],
    ),
    error(
        ("EPIPE", 32, 32),
        // What Winsock says where POSIX says EPIPE: send after shutdown.
        Some(("WSAESHUTDOWN", 10058)),
        &["BrokenPipeError", "BrokenPipe", "ESHUTDOWN"],
        &[
            "Broken pipe",
            "断开的管道",
            "Cannot send after transport endpoint shutdown",
            "无法在传输端点关闭以后发送",
        ],
        &["Cannot send after socket shutdown"],
    ),
    error(
        ("ECONNABORTED", 103, 53),
        Some(("WSAECONNABORTED", 10053)),
        &["ConnectionAbortedError", "ConnectionAborted"],
        &["Software caused connection abort", "Connection aborted", "由软件导致的连接断开"],
        &[
            "An established connection was aborted by the software in your host machine",
            "你的主机中的软件中止了一个已建立的连接",
        ],
    ),
    error(
        ("EADDRINUSE", 98, 48),
        Some(("WSAEADDRINUSE", 10048)),
        &["AddressAlreadyInUse", "AddrInUse", "address-in-use"],
        &["Address already in use", "地址已在使用"],
        &[
            "Only one usage of each socket address (protocol/network address/port) is normally permitted",
            "通常每个套接字地址(协议/网络地址/端口)只允许使用一次",
        ],
    ),
    error(
        ("EMSGSIZE", 90, 40),
        Some(("WSAEMSGSIZE", 10040)),
        &["MessageSize", "message-too-long"],
        &["Message too long", "消息过长"],
        &[
            "A message sent on a datagram socket was larger than the internal message buffer",
            "一个在数据报套接字上发送的消息大于内部消息缓冲区",
        ],
    ),
    error(
        ("EAGAIN", 11, 35),
        Some(("WSAEWOULDBLOCK", 10035)),
        &["EWOULDBLOCK", "BlockingIOError", "WouldBlock", "would-block"],
        &["Resource temporarily unavailable", "Operation would block", "资源暂时不可用"],
        &[
            "A non-blocking socket operation could not be completed immediately",
            "无法立即完成一个非阻止性套接字操作",
        ],
    ),
    error(
        ("EINPROGRESS", 115, 36),
        Some(("WSAEINPROGRESS", 10036)),
        &["InProgress"],
        &["Operation now in progress", "操作现在正在进行"],
        &[],
    ),
    error(
        ("ETIMEDOUT", 110, 60),
        Some(("WSAETIMEDOUT", 10060)),
        &["TimedOut", "connection-timed-out"],
        &["Connection timed out", "Connect timed out", "Operation timed out", "连接超时"],
        &[
            "A connection attempt failed because the connected party did not properly respond after a period of time",
            "由于连接方在一段时间后没有正确答复或连接的主机没有反应，连接尝试失败",
        ],
    ),
    error(
        ("ENOTCONN", 107, 57),
        Some(("WSAENOTCONN", 10057)),
        &["NotConnected"],
        &["Transport endpoint is not connected", "Socket is not connected", "传输端点尚未连接"],
        &["A request to send or receive data was disallowed because the socket is not connected"],
    ),
    unshown(
        error(
            ("EHOSTUNREACH", 113, 65),
            Some(("WSAEHOSTUNREACH", 10065)),
            &["NoRouteToHostException", "HostUnreachable"],
            &["No route to host", "没有到主机的路由"],
            &[
                "A socket operation was attempted to an unreachable host",
                "套接字操作尝试一个无法连接的主机",
            ],
        ),
        (
            "no way leads to this host: nobody answers for its address on the last network, or a router or a firewall says so",
            "到不了这台主机：在最后一段网络上没有谁应答这个地址，或者是路由器、防火墙这样回答",
        ),
    ),
    unshown(
        error(
            ("ENETUNREACH", 101, 51),
            Some(("WSAENETUNREACH", 10051)),
            &["NetworkUnreachable"],
            &["Network is unreachable", "网络不可达"],
            &[
                "A socket operation was attempted to an unreachable network",
                "向一个无法连接的网络尝试了一个套接字操作",
            ],
        ),
        (
            "this computer knows no route to that network: often it has no network at all, or no IPv6",
            "本机没有通向那个网络的路由：常见原因是没有联网，或者没有 IPv6",
        ),
    ),
    unshown(
        error(
            ("EADDRNOTAVAIL", 99, 49),
            Some(("WSAEADDRNOTAVAIL", 10049)),
            &["AddressNotAvailable", "AddrNotAvailable", "address-not-available"],
            &[
                "Cannot assign requested address",
                "Can't assign requested address",
                "无法指定被请求的地址",
            ],
            &[
                "The requested address is not valid in its context",
                "在其上下文中，该请求的地址无效",
            ],
        ),
        (
            "bind was given an address that this computer does not have, or connect found no free port of its own",
            "bind 的地址不是本机的地址，或者 connect 时本机已经没有空闲的端口",
        ),
    ),
    unshown(
        error(
            ("ENOBUFS", 105, 55),
            Some(("WSAENOBUFS", 10055)),
            &["NoBufferSpaceAvailable", "no-buffer-space"],
            &["No buffer space available", "没有可用的缓冲区空间"],
            &[
                "An operation on a socket could not be performed because the system lacked sufficient buffer space or because a queue was full",
                "由于系统缓冲区空间不足或队列已满，不能执行套接字上的操作",
            ],
        ),
        (
            "the kernel has no memory left for this call, or no room in a queue; on Windows often too many sockets are open",
            "内核没有内存可用，或者队列没有空位；在 Windows 上，常见原因是打开的套接字太多",
        ),
    ),
    unshown(
        error(
            ("EISCONN", 106, 56),
            Some(("WSAEISCONN", 10056)),
            &["already-connected"],
            &[
                "Transport endpoint is already connected",
                "Socket is already connected",
                "传输端点已连接",
            ],
            &[
                "A connect request was made on an already connected socket",
                "在一个已经连接的套接字上做了一个连接请求",
            ],
        ),
        (
            "connect was called on a socket that is connected already, or a destination was given for one",
            "对已经连接的套接字又调用了 connect，或者又指定了目的地",
        ),
    ),
    unshown(
        error(
            ("EDESTADDRREQ", 89, 39),
            Some(("WSAEDESTADDRREQ", 10039)),
            &["DestinationAddressRequired", "destination-required"],
            &["Destination address required", "需要目标地址"],
            &["A required address was omitted from an operation on a socket"],
        ),
        (
            "a datagram socket that is not connected was not told where to send",
            "数据报套接字没有连接，也没有指定发给谁",
        ),
    ),
    unshown(
        error(
            ("EMFILE", 24, 24),
            Some(("WSAEMFILE", 10024)),
            &["TooManyOpenSockets"],
            &["Too many open files", "打开的文件过多"],
            &["Too many open sockets", "打开的套接字太多"],
        ),
        (
            "the program has as many files and sockets open as it may: often some are never closed",
            "程序打开的文件和套接字已经到了上限：常见原因是有的一直没有关闭",
        ),
    ),
    unshown(
        error(
            ("EINVAL", 22, 22),
            Some(("WSAEINVAL", 10022)),
            &["InvalidArgument"],
            &["Invalid argument", "无效的参数"],
            &["An invalid argument was supplied", "提供了一个无效的参数"],
        ),
        (
            "the kernel does not take this argument, or not this call at this moment",
            "内核不接受这个参数，或者此时不接受这个调用",
        ),
    ),
    unshown(
        error(
            ("EBADF", 9, 9),
            Some(("WSAEBADF", 10009)),
            &[],
            &[
                "Bad file descriptor",
                "错误的文件描述符",
                "Socket closed",
                "Socket is closed",
                "use of closed network connection",
            ],
            &["The file handle supplied is not valid", "提供的文件句柄无效"],
        ),
        (
            "this descriptor is closed or was never open: often another part of the program has closed the socket",
            "这个描述符已经关闭，或者从来没有打开过：常见原因是程序的别处关闭了套接字",
        ),
    ),
    unshown(
        error(
            ("ENOTSOCK", 88, 38),
            Some(("WSAENOTSOCK", 10038)),
            &["NotSocket"],
            &["Socket operation on non-socket", "对非套接字进行套接字操作"],
            &[
                "An operation was attempted on something that is not a socket",
                "在一个非套接字上尝试了一个操作",
            ],
        ),
        (
            "this descriptor is not of a socket; on Windows often of one that is closed by now",
            "这个描述符不是套接字；在 Windows 上，常见原因是套接字已经关闭",
        ),
    ),
    unshown(
        error(
            ("EAFNOSUPPORT", 97, 47),
            Some(("WSAEAFNOSUPPORT", 10047)),
            &["AddressFamilyNotSupported"],
            &["Address family not supported by protocol", "协议不支持的地址族"],
            &[
                "An address incompatible with the requested protocol was used",
                "使用了与请求的协议不兼容的地址",
            ],
        ),
        (
            "the address is of another family than the socket: an IPv6 address for an IPv4 socket, for example",
            "地址和套接字不是同一个协议族：例如把 IPv6 地址用在 IPv4 套接字上",
        ),
    ),
    unshown(
        error(
            ("ENETDOWN", 100, 50),
            Some(("WSAENETDOWN", 10050)),
            &["NetworkDown"],
            &["Network is down", "网络已关闭"],
            &["A socket operation encountered a dead network", "套接字操作遇到了一个已死的网络"],
        ),
        ("the network interface is switched off", "网络接口已经停用"),
    ),
    unshown(
        error(
            ("EHOSTDOWN", 112, 64),
            Some(("WSAEHOSTDOWN", 10064)),
            &["HostDown"],
            &["Host is down", "主机关闭"],
            &[
                "A socket operation failed because the destination host was down",
                "由于目标主机坏了，套接字操作失败",
            ],
        ),
        ("that host does not answer on its network", "那台主机在它的网络上没有应答"),
    ),
    unshown(
        error(
            ("EALREADY", 114, 37),
            Some(("WSAEALREADY", 10037)),
            &["AlreadyInProgress"],
            &["Operation already in progress", "操作已经在进行"],
            &[
                "An operation was attempted on a non-blocking socket that already had an operation in progress",
            ],
        ),
        (
            "connect is still under way on this non-blocking socket",
            "这个非阻塞套接字上的 connect 还没有结束",
        ),
    ),
    unshown(
        error(
            ("EACCES", 13, 13),
            Some(("WSAEACCES", 10013)),
            &["PermissionError", "PermissionDenied", "AccessDenied", "permission-denied"],
            &["Permission denied", "权限不够"],
            &[
                "An attempt was made to access a socket in a way forbidden by its access permissions",
                "以一种访问权限不允许的方式做了一个访问套接字的尝试",
            ],
        ),
        (
            "the program may not do that: a port below 1024 without the right to it, or on Windows a port that another program holds for itself alone",
            "程序没有这个权限：没有特权却用 1024 以下的端口；在 Windows 上，也可能是别的程序独占了这个端口",
        ),
    ),
    unshown(
        error(
            ("ENOPROTOOPT", 92, 42),
            Some(("WSAENOPROTOOPT", 10042)),
            &[],
            &["Protocol not available", "不可用的协议"],
            &[
                "An unknown, invalid, or unsupported option or level was specified in a getsockopt or setsockopt call",
            ],
        ),
        (
            "this system, or this kind of socket, has no such option",
            "这个系统或者这种套接字没有这个选项",
        ),
    ),
    unshown(
        error(
            ("EINTR", 4, 4),
            Some(("WSAEINTR", 10004)),
            &["InterruptedError"],
            &["Interrupted system call", "被中断的系统调用"],
            &["A blocking operation was interrupted by a call to WSACancelBlockingCall"],
        ),
        (
            "a signal interrupted the call while it waited: make it again",
            "调用在等待时被信号中断：再调用一次即可",
        ),
    ),
];
