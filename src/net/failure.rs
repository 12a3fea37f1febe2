//! An error of the system under its portable name.

use super::sys;
use crate::model::{ErrorInfo, ErrorName, Text};
use std::io;

/// Why a call failed.
#[derive(Debug)]
pub enum Failure {
    /// The system says so.
    System(io::Error),
    /// The system says so, and here its number means this (Windows: 10035 is "would block", but from
    /// a `connect` "in progress"; "not permitted" from a filter of system calls is "not here").
    As(ErrorName, io::Error),
    /// A question of this program's own that a filter of system calls forbids: the call it asks by.
    Forbidden(&'static str, io::Error),
    /// The program says so: a deadline, a framing, something this system does not have.
    Named(ErrorName, Option<Text>),
}

impl Failure {
    /// A failure by its portable name alone.
    pub fn named(name: ErrorName) -> Self {
        Failure::Named(name, None)
    }

    /// The failure of a call beneath another one, as that one's own.
    pub fn of(beneath: &ErrorInfo) -> Self {
        match (beneath.number, beneath.reason()) {
            (Some(number), _) => Failure::As(beneath.name, io::Error::from_raw_os_error(number)),
            (None, reason) => Failure::Named(beneath.name, reason),
        }
    }

    /// Whether a call that may wait says by it that its time limit (SO_RCVTIMEO, SO_SNDTIMEO) has
    /// passed. `over`: so little of the limit is left that it may have passed. Windows has one number for
    /// that and for a connection that the kernel gave up; there only the time tells them apart.
    pub fn is_limit(&self, over: bool) -> bool {
        let name = self.name();
        name == ErrorName::WouldBlock || (over && name == sys::LIMIT_SAYS)
    }

    /// The failure of a question, or of making a kind of socket, that needs no permission where nothing filters
    /// system calls: such a filter answers with EPERM, EACCES or ENOSYS (seccomp(2), SECCOMP_RET_ERRNO).
    pub(in crate::net) fn of_question(call: &'static str, error: io::Error) -> Self {
        match is_forbidden(&error) {
            true => Failure::Forbidden(call, error),
            false => Failure::System(error),
        }
    }

    /// The failure to set or read an option: none of those that a scenario may set needs a permission (socket(7), tcp(7),
    /// udp(7), ipv6(7)). What the system says of a socket that has no such option stays.
    pub(in crate::net) fn of_option(self, call: &'static str) -> Self {
        match self {
            Failure::System(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                Failure::Forbidden(call, error)
            }
            other => other,
        }
    }

    /// The portable name.
    pub fn name(&self) -> ErrorName {
        match self {
            Failure::System(error) => name_of(error),
            Failure::As(name, _) | Failure::Named(name, _) => *name,
            Failure::Forbidden(..) => ErrorName::Unsupported,
        }
    }

    /// As a trace keeps it.
    pub fn info(&self) -> ErrorInfo {
        match self {
            Failure::System(error) | Failure::As(_, error) => self.of_system(error),
            Failure::Forbidden(call, error) => {
                let info = self.of_system(error);
                let native = info.native.clone().unwrap_or_else(|| error.to_string());
                let en = format!("{call}: not permitted here ({native})");
                let zh = format!("{call}：这里不允许（{native}）");
                ErrorInfo { text: Some(en), zh: Some(zh), ..info }
            }
            Failure::Named(name, None) => ErrorInfo::named(*name),
            Failure::Named(name, Some(Text { en, zh })) => ErrorInfo {
                text: Some(en.clone()),
                zh: Some(zh.clone()),
                ..ErrorInfo::named(*name)
            },
        }
    }
}

impl Failure {
    fn of_system(&self, error: &io::Error) -> ErrorInfo {
        let number = error.raw_os_error();
        ErrorInfo {
            name: self.name(),
            native: number.and_then(sys::error_name).map(|(_, native)| native.to_owned()),
            number,
            text: Some(error.to_string()),
            zh: None,
        }
    }
}

fn is_forbidden(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::Unsupported)
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Failure::System(error)
    }
}

/// By number where the system gave one; by std's kind where it did not (a deadline inside
/// `connect_timeout`).
fn name_of(error: &io::Error) -> ErrorName {
    if let Some((name, _)) = error.raw_os_error().and_then(sys::error_name) {
        return name;
    }
    match error.kind() {
        io::ErrorKind::TimedOut => ErrorName::Timeout,
        io::ErrorKind::WouldBlock => ErrorName::WouldBlock,
        io::ErrorKind::Unsupported => ErrorName::Unsupported,
        _ => ErrorName::Other,
    }
}
