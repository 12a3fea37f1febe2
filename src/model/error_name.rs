//! One portable name for what every operating system numbers differently.

use super::named_enum;

named_enum! {
    /// What went wrong, in the same word on every system. A record keeps the system's own name and
    /// number beside it.
    pub enum ErrorName {
        /// Nobody listens there. `ECONNREFUSED`, `WSAECONNREFUSED`.
        Refused = "refused",
        /// The peer reset the connection. `ECONNRESET`, `WSAECONNRESET`.
        Reset = "reset",
        /// Written after the connection was shut for writing or reset. `EPIPE`, `WSAESHUTDOWN`.
        BrokenPipe = "broken-pipe",
        /// The connection was aborted on this side. `ECONNABORTED`, `WSAECONNABORTED`.
        Aborted = "aborted",
        /// The address is in use. `EADDRINUSE`, `WSAEADDRINUSE`.
        AddressInUse = "address-in-use",
        /// No such address on this host. `EADDRNOTAVAIL`.
        AddressNotAvailable = "address-not-available",
        /// The datagram is larger than the protocol, the buffer or (Windows) the receive buffer allows.
        /// `EMSGSIZE`, `WSAEMSGSIZE`.
        MessageTooLong = "message-too-long",
        /// Nothing to do just now, on a non-blocking call. `EAGAIN`, `EWOULDBLOCK`.
        WouldBlock = "would-block",
        /// A non-blocking connect has begun. `EINPROGRESS`, `WSAEWOULDBLOCK`.
        InProgress = "in-progress",
        /// The step's deadline was reached.
        Timeout = "timeout",
        /// The kernel gave up a connection, or the attempt to make one: the other end did not acknowledge in
        /// the time that the kernel allows. `ETIMEDOUT`, `WSAETIMEDOUT`.
        ConnectionTimedOut = "connection-timed-out",
        /// The socket is not connected. `ENOTCONN`.
        NotConnected = "not-connected",
        /// The socket is connected already. `EISCONN`.
        AlreadyConnected = "already-connected",
        /// No destination given and none set. `EDESTADDRREQ`.
        DestinationRequired = "destination-required",
        /// The kernel has no buffer left for it (`ENOBUFS`, `ENOMEM`), or this program no memory: a broken
        /// reader believed a header.
        NoBufferSpace = "no-buffer-space",
        /// No route. `ENETUNREACH`, `EHOSTUNREACH`.
        Unreachable = "unreachable",
        /// Not allowed. `EACCES`, `EPERM`.
        PermissionDenied = "permission-denied",
        /// An argument the kernel does not take. `EINVAL`.
        InvalidArgument = "invalid-argument",
        /// The kernel knows the call and will not do it on this kind of socket. `EOPNOTSUPP`, `ENOPROTOOPT`.
        NotSupported = "not-supported",
        /// This operating system has no such call, option or kind of socket; nothing was asked of it.
        Unsupported = "unsupported",
        /// Too many open files or sockets. `EMFILE`, `ENFILE`.
        TooManyOpen = "too-many-open",
        /// A signal interrupted the call. `EINTR`.
        Interrupted = "interrupted",
        /// A framing found a header that claims more than its maximum; nothing was allocated for it.
        FrameTooLarge = "frame-too-large",
        /// The stream ended inside a frame.
        EndInsideFrame = "end-inside-frame",
        /// The stream ended where a message was asked for (between frames).
        EndOfStream = "end-of-stream",
        /// A value that the frame's header cannot hold.
        OutOfRange = "out-of-range",
        /// Bytes that are not a frame of this framing.
        BadFrame = "bad-frame",
        /// Anything else: see the system's own name and number.
        Other = "other",
    }
}
