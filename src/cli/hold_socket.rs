//! Holding a socket for another process of this program, which then kills this one: the call `kill`.

use crate::net::Holder;
use std::ffi::OsString;
use std::io::Read;

/// Whether these arguments ask for it.
pub(crate) fn is_asked_for(args: &[OsString]) -> bool {
    matches!(args, [_, only] if only == Holder::ARGUMENT)
}

/// Waits for the end of standard input: until it is killed, or the program that started it has ended.
pub(crate) fn hold() {
    // An error is an end, too.
    std::io::stdin().lock().read_to_end(&mut Vec::new()).ok();
}
