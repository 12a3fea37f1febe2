//! What a program does that passes on what others say.

use super::sending::patiently;
use super::{End, Stop, came_of};
use crate::apps::session::Mark;
use crate::model::{CallName, CallRecord, ErrorName, Outcome, Payload};
use crate::net::Barrier;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

impl End<'_> {
    /// From now on its sends end when this is set.
    pub(in crate::apps) fn given_up_by(mut self, off: &Arc<AtomicBool>) -> Self {
        self.off = Some(Arc::clone(off));
        self
    }

    /// Waits until its peer, a program of this computer, has read all that it was sent; whether it has. Where the system
    /// does not tell, nobody waits.
    pub(in crate::apps) fn is_taken_within(&self, within: Duration) -> bool {
        let Ok(socket) = self.socket() else { return true };
        let taken = self.session.wait(within).barrier(&socket, Barrier::Taken);
        !taken.is_err_and(|failure| failure.name() == ErrorName::Timeout)
    }

    /// One `send`, however long its peer does not read (but for [`crate::apps::Knobs::idle`]): how many bytes it took,
    /// which may be fewer. `mark`: up to where so many go.
    ///
    /// # Errors
    /// What `send` says.
    pub(in crate::apps) fn pass_on(
        &mut self,
        bytes: &[u8],
        mark: impl FnOnce(u64) -> Option<Mark>,
    ) -> Result<usize, Stop> {
        let (socket, session) = (self.socket()?, self.session);
        let mut record = CallRecord::new(CallName::Send);
        (record.sock, record.data) = (Some(self.id), Some(Payload::of(bytes)));
        let patience = (self.knobs.idle, self.off.as_deref());
        let call = session.marked(
            self.who,
            record,
            |_, _| patiently(session, &socket, bytes, patience),
            |call| match call.outcome {
                Outcome::Returned(count) => mark(count),
                Outcome::Error(_) => None,
            },
        );
        let count = came_of(&call)?;
        Ok(usize::try_from(count).unwrap_or(bytes.len()).min(bytes.len()))
    }
}
