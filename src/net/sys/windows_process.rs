//! Starting a process: what CreateProcess says of one that died before it began, and a socket for it.

use std::io::{self, Error};
use std::os::windows::io::{AsRawSocket, BorrowedHandle, RawHandle};
use std::process::Stdio;
use windows_sys::Win32::Foundation::ERROR_INTERNAL_ERROR;

/// Whether this error of starting a process says that it was made and died before the first of its
/// own instructions. Wine: `NtCreateUserProcess`, dlls/ntdll/unix/process.c, gives
/// STATUS_INTERNAL_ERROR where the new process was gone, with exit code 0, before it reported itself
/// ready; RtlNtStatusToDosError makes that ERROR_INTERNAL_ERROR. Windows does not document it for
/// CreateProcess.
pub(in crate::net) fn never_began(error: &Error) -> bool {
    error.raw_os_error() == i32::try_from(ERROR_INTERNAL_ERROR).ok()
}

/// The socket as a standard stream of a process that is started with it. A socket of a provider that
/// installs no layer of its own is a handle of the kernel's (WSADuplicateSocket, remarks; CreateProcess
/// with such a handle in STARTUPINFO). std hands the new process a copy that can be inherited.
pub(in crate::net) fn stdio(socket: &socket2::Socket) -> io::Result<Stdio> {
    let handle = socket.as_raw_socket() as RawHandle;
    // SAFETY: the socket is open as long as it is borrowed here, and its number is that of a handle.
    let handle = unsafe { BorrowedHandle::borrow_raw(handle) };
    handle.try_clone_to_owned().map(Stdio::from)
}
