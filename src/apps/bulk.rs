//! The calls of a transfer. A gigabyte takes thousands of them: the first are told as any call is, with what the kernel
//! held; of the others it is counted how many there were, and how large. For these the kernel's figures are not read, as
//! that takes several system calls each, and nothing is kept.

use super::Session;
use crate::model::{CallName, SocketId};

/// So many calls of a transfer are told one by one.
const TOLD: u64 = 4;

/// Calls of one kind, counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// The socket.
    pub on: SocketId,
    /// The call.
    pub call: CallName,
    /// How many there were.
    pub calls: u64,
    /// The bytes that they moved.
    pub bytes: u64,
    /// The fewest that one of them moved.
    pub least: u64,
    /// The most that one of them moved.
    pub most: u64,
    /// When the first began, in nanoseconds since the session did.
    pub start_ns: u64,
    /// When the last came back.
    pub end_ns: u64,
}

/// A transfer in progress on a socket.
#[derive(Debug, Default)]
pub(super) struct Bulk {
    told: u64,
    counted: Option<Counted>,
}

impl Bulk {
    /// Whether the next call is only counted.
    pub(super) fn counts(&mut self) -> bool {
        self.told += 1;
        self.told > TOLD
    }

    /// Counts a call that began then and moved so many bytes.
    pub(super) fn count(
        &mut self,
        (session, start_ns): (&Session<'_>, u64),
        on: SocketId,
        call: CallName,
        n: u64,
    ) {
        let end_ns = session.ns();
        let first = Counted { on, call, calls: 0, bytes: 0, least: n, most: n, start_ns, end_ns };
        let so_far = self.counted.unwrap_or(first);
        self.counted = Some(Counted {
            calls: so_far.calls + 1,
            bytes: so_far.bytes + n,
            least: so_far.least.min(n),
            most: so_far.most.max(n),
            end_ns,
            ..so_far
        });
    }

    /// Whether what was counted so far are calls of another kind: they are told before one of this is counted.
    pub(super) fn turns(&self, call: CallName) -> bool {
        self.counted.is_some_and(|counted| counted.call != call)
    }

    /// What was counted since the last time.
    pub(super) fn take(&mut self) -> Option<Counted> {
        self.counted.take()
    }
}
