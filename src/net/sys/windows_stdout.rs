//! Whether standard output can be written.

use windows_sys::Win32::Foundation::INVALID_HANDLE_VALUE;
use windows_sys::Win32::System::Console::{GetStdHandle, STD_OUTPUT_HANDLE};

/// Whether the process was given no standard output: GetStdHandle gives NULL then, or fails.
pub fn stdout_is_closed() -> bool {
    // SAFETY: a call without pointers.
    let handle = unsafe { GetStdHandle(STD_OUTPUT_HANDLE) };
    handle.is_null() || handle == INVALID_HANDLE_VALUE
}
