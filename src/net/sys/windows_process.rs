//! What CreateProcess says of a process that died before it began.

use std::io::Error;
use windows_sys::Win32::Foundation::ERROR_INTERNAL_ERROR;

/// Whether this error of starting a process says that it was made and died before the first of its
/// own instructions. Wine: `NtCreateUserProcess`, dlls/ntdll/unix/process.c, gives
/// STATUS_INTERNAL_ERROR where the new process was gone, with exit code 0, before it reported itself
/// ready; RtlNtStatusToDosError makes that ERROR_INTERNAL_ERROR. Windows does not document it for
/// CreateProcess.
pub fn never_began(error: &Error) -> bool {
    error.raw_os_error() == i32::try_from(ERROR_INTERNAL_ERROR).ok()
}
