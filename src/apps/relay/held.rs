//! What was received and waits: until it is late enough, or until what belongs to it has come.

use super::HELD;
use crate::net::Deadline;
use std::collections::VecDeque;
use std::time::Duration;

/// Bytes that wait, in order, each with when it may go on.
#[derive(Debug, Default)]
pub(super) struct Held {
    chunks: VecDeque<(Deadline, Vec<u8>)>,
    size: usize,
}

impl Held {
    /// How many more bytes may be received.
    pub(super) fn room(&self) -> usize {
        HELD.saturating_sub(self.size)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.chunks.is_empty()
    }

    /// These wait for so long.
    pub(super) fn keep(&mut self, bytes: &[u8], length: Duration) {
        self.size += bytes.len();
        self.chunks.push_back((Deadline::after(length), bytes.to_vec()));
    }

    /// How long it is until something may go on; nothing waits: `None`.
    pub(super) fn left(&self) -> Option<Duration> {
        self.chunks.front().map(|(due, _)| due.left())
    }

    /// What may go on now; `all`: with it all that has come since.
    pub(super) fn due(&mut self, all: bool) -> Vec<u8> {
        let mut due = Vec::new();
        while self.chunks.front().is_some_and(|(at, _)| at.over() || (all && !due.is_empty())) {
            if let Some((_, bytes)) = self.chunks.pop_front() {
                due.extend(bytes);
            }
        }
        self.size -= due.len();
        due
    }

    /// Everything, however early.
    pub(super) fn take(&mut self) -> Vec<u8> {
        self.size = 0;
        self.chunks.drain(..).flat_map(|(_, bytes)| bytes).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_held_is_glued_or_keeps_its_order() {
        let (mut held, hour) = (Held::default(), Duration::from_secs(3600));
        held.keep(b"one", Duration::ZERO);
        held.keep(b"two", hour);
        assert_eq!((held.room(), held.left()), (HELD - 6, Some(Duration::ZERO)));
        assert_eq!(held.due(false), b"one");
        assert_eq!((held.due(false), held.due(true), held.room()), (vec![], vec![], HELD - 3));
        held.keep(b"three", hour);
        assert_eq!(held.take(), b"twothree");
        held.keep(b"a", Duration::ZERO);
        held.keep(b"b", hour);
        assert_eq!(held.due(true), b"ab");
        assert!(held.is_empty() && held.left().is_none() && held.room() == HELD);
    }
}
