//! The sockets an actor owns.

use crate::model::{SocketId, SocketRole};
use crate::net::{Failure, Socket};
use bytes::BytesMut;
use std::sync::Arc;
use std::time::Duration;

/// One of them.
pub(super) struct Owned {
    pub(super) id: SocketId,
    pub(super) name: Option<String>,
    pub(super) role: SocketRole,
    pub(super) socket: Arc<Socket>,
    /// Bytes that `recv_message` has taken from the stream and not handed over yet.
    pub(super) decoder: BytesMut,
    send_timeout: Option<Duration>,
}

impl Owned {
    pub(super) fn new(
        id: SocketId,
        name: Option<String>,
        role: SocketRole,
        socket: Arc<Socket>,
    ) -> Self {
        Owned { id, name, role, socket, decoder: BytesMut::new(), send_timeout: None }
    }

    /// Lets a blocking `send` wait so long; asks the kernel only when that is new.
    pub(super) fn limit_send(&mut self, timeout: Duration) -> Result<(), Failure> {
        if self.send_timeout != Some(timeout) {
            self.socket.set_send_timeout(timeout)?;
            self.send_timeout = Some(timeout);
        }
        Ok(())
    }

    /// Whether a step that names no socket may mean it.
    fn carries(&self) -> bool {
        !matches!(self.role, SocketRole::Listener | SocketRole::Reserved)
    }
}

/// Finds the socket a step means: by name; else the newest that carries data; else the newest.
pub(super) fn find(owned: &[Owned], name: Option<&str>) -> Option<usize> {
    match name {
        Some(name) => owned.iter().rposition(|o| o.name.as_deref() == Some(name)),
        None => owned.iter().rposition(Owned::carries).or_else(|| owned.len().checked_sub(1)),
    }
}
