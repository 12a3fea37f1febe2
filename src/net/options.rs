//! Setting an option, and reading back what was granted.

use super::{Failure, Socket, sys};
use crate::model::{ErrorName, OptionName, OptionRecord, OptionSetting, OptionValue, Seen};

/// Sets an option and reads it back. Linux doubles SO_SNDBUF and SO_RCVBUF (socket(7)), clamps
/// TCP_MAXSEG (tcp(7)); an option this system lacks is recorded as `unsupported`, and nothing is
/// asked of the kernel.
pub fn set_option(socket: &Socket, setting: OptionSetting) -> OptionRecord {
    let failed = sys::set_option(socket, setting.name, setting.value).err();
    let error = failed.map(|failure| failure.of_option("setsockopt").info());
    let granted = granted(socket, setting.name);
    OptionRecord { option: setting.name, asked: Some(setting.value), granted, error }
}

/// Reads an option.
///
/// # Errors
/// `unsupported` where this system has no such option, or forbids to ask for it; else what the system says.
pub fn get_option(socket: &Socket, option: OptionName) -> Result<OptionValue, Failure> {
    sys::get_option(socket, option).map_err(|failure| failure.of_option("getsockopt"))
}

/// What the kernel says an option is set to now.
pub fn granted(socket: &Socket, option: OptionName) -> Seen<OptionValue> {
    if sys::repeats_what_was_asked(option) {
        return Seen::Unsupported;
    }
    match sys::get_option(socket, option) {
        Ok(value) => Seen::Seen(value),
        Err(failure) if failure.name() == ErrorName::Unsupported => Seen::Unsupported,
        Err(Failure::System(error) | Failure::As(_, error)) => {
            Seen::Failed(error.raw_os_error().unwrap_or(0))
        }
        Err(Failure::Named(..) | Failure::Forbidden(..)) => Seen::Unsupported,
    }
}
