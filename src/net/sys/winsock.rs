//! Winsock's functions, with Rust's types. Each is named after the page that describes it:
//! learn.microsoft.com/windows/win32/api/winsock2.

use socket2::Socket;
use std::io;
use std::os::windows::io::AsRawSocket;
use windows_sys::Win32::Networking::WinSock as ws;

/// The handle.
pub(super) fn raw(socket: &Socket) -> ws::SOCKET {
    socket.as_raw_socket() as ws::SOCKET
}

/// The error of the last call that failed on this thread: `WSAGetLastError`.
pub(super) fn last_code() -> i32 {
    // SAFETY: reads a number of this thread.
    unsafe { ws::WSAGetLastError() }
}

fn last_error() -> io::Error {
    io::Error::from_raw_os_error(last_code())
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
) -> Result<usize, i32> {
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
        _ => Err(last_code()),
    }
}

/// `getsockopt` of four bytes. Some boolean options fill only the first.
pub(super) fn getsockopt(socket: &Socket, level: i32, name: i32) -> Result<[u8; 4], i32> {
    let mut value = [0u8; 4];
    let mut len = length(&value);
    // SAFETY: the call writes at most `len` bytes to the value, whose size that is.
    match unsafe { ws::getsockopt(raw(socket), level, name, value.as_mut_ptr(), &mut len) } {
        0 => Ok(value),
        _ => Err(last_code()),
    }
}

/// `setsockopt` of four bytes.
pub(super) fn setsockopt(socket: &Socket, level: i32, name: i32, value: [u8; 4]) -> io::Result<()> {
    // SAFETY: the call reads `length` bytes, the length of the array.
    let set = unsafe { ws::setsockopt(raw(socket), level, name, value.as_ptr(), length(&value)) };
    done(set).map(|_| ())
}
