//! Winsock's functions, with Rust's types. Each is named after the page that describes it:
//! learn.microsoft.com/windows/win32/api/winsock2.

use socket2::Socket;
use std::io;
use std::os::windows::io::AsRawSocket;
pub(super) use windows_sys::Win32::Networking::WinSock as ws;

/// The handle.
pub(super) fn raw(socket: &Socket) -> ws::SOCKET {
    socket.as_raw_socket() as ws::SOCKET
}

/// The error of the last call that failed on this thread: `WSAGetLastError`.
pub(super) fn last_error() -> io::Error {
    // SAFETY: reads a number of this thread.
    io::Error::from_raw_os_error(unsafe { ws::WSAGetLastError() })
}

/// The result of a call that returns -1 (SOCKET_ERROR) when it fails.
pub(super) fn done(result: i32) -> io::Result<usize> {
    usize::try_from(result).map_err(|_| last_error())
}

/// The length of a buffer as Winsock wants it.
pub(super) fn length(bytes: &[u8]) -> i32 {
    i32::try_from(bytes.len()).unwrap_or(i32::MAX)
}

/// `WSAIoctl`, without waiting. Returns how many bytes were written.
pub(super) fn control(
    socket: &Socket,
    code: u32,
    input: &[u8],
    output: &mut [u8],
) -> io::Result<usize> {
    let mut written = 0u32;
    let room = u32::try_from(output.len()).unwrap_or(u32::MAX);
    let given = u32::try_from(input.len()).unwrap_or(u32::MAX);
    // SAFETY: the call reads `given` bytes from the input and writes at most `room` bytes to the
    // output; without an OVERLAPPED both need to live no longer than the call.
    let result = unsafe {
        ws::WSAIoctl(
            raw(socket),
            code,
            input.as_ptr().cast(),
            given,
            output.as_mut_ptr().cast(),
            room,
            &mut written,
            std::ptr::null_mut(),
            None,
        )
    };
    match result {
        0 => Ok(usize::try_from(written).unwrap_or(0)),
        _ => Err(last_error()),
    }
}
