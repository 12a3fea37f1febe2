//! The sockets an actor owns.

use crate::framing::{self, Decoder, Doubt, Framing, FramingError};
use crate::model::{SocketId, SocketRole};
use crate::net::{Failure, Socket};
use bytes::{Bytes, BytesMut};
use std::sync::Arc;
use std::time::Duration;

/// A stream being read message by message.
pub(super) struct StreamReader {
    decoder: Box<dyn Decoder>,
    /// Bytes taken from the stream and not handed over yet.
    pending: BytesMut,
    /// Bytes that were taken off it since the last message.
    taken: u64,
}

/// A message, and how many bytes of the stream its frame is.
pub(super) type Framed = (Bytes, u64);

impl StreamReader {
    /// The next message, if all of its frame is there.
    pub(super) fn next(&mut self) -> Result<Option<Framed>, FramingError> {
        self.counted(|decoder, pending| decoder.decode(pending))
    }

    /// The last message, at the end of the stream.
    pub(super) fn last(&mut self) -> Result<Option<Framed>, FramingError> {
        self.counted(|decoder, pending| decoder.decode_eof(pending))
    }

    fn counted(
        &mut self,
        decode: impl FnOnce(&mut dyn Decoder, &mut BytesMut) -> Result<Option<Bytes>, FramingError>,
    ) -> Result<Option<Framed>, FramingError> {
        let before = self.pending.len();
        let message = decode(&mut *self.decoder, &mut self.pending);
        self.taken += (before - self.pending.len()) as u64;
        Ok(message?.map(|message| (message, std::mem::take(&mut self.taken))))
    }

    /// How many bytes of the stream the frame was that was passed over just now.
    pub(super) fn passed_over(&mut self) -> u64 {
        std::mem::take(&mut self.taken)
    }

    /// What is strange about the length that it read last.
    pub(super) fn doubt(&self, refused: bool) -> Option<Doubt> {
        self.decoder.doubt(&self.pending, refused)
    }

    /// What the sender waits for.
    pub(super) fn answer(&mut self) -> Option<Bytes> {
        self.decoder.answer()
    }

    pub(super) fn take_in(&mut self, bytes: &[u8]) {
        self.pending.extend_from_slice(bytes);
    }
}

/// Two limits so near each other are one.
pub(super) const NEAR: Duration = Duration::from_millis(5);

/// One of them.
pub(super) struct Owned {
    pub(super) id: SocketId,
    pub(super) name: Option<String>,
    pub(super) role: SocketRole,
    pub(super) socket: Arc<Socket>,
    /// What `recv_message` reads with, from its first call on.
    reader: Option<StreamReader>,
    /// What `recv_message` reads with where the case's framing is a broken one: its reader asks for bytes
    /// itself.
    pub(super) broken_reader: Option<Box<dyn framing::Reader>>,
    send_timeout: Option<Duration>,
    receive_timeout: Option<Duration>,
}

impl Owned {
    pub(super) fn new(
        id: SocketId,
        name: Option<String>,
        role: SocketRole,
        socket: Arc<Socket>,
    ) -> Self {
        let (send_timeout, receive_timeout) = (None, None);
        let (reader, broken_reader) = (None, None);
        Owned { id, name, role, socket, reader, broken_reader, send_timeout, receive_timeout }
    }

    /// Lets a blocking `send` wait so long, give or take [`NEAR`]; tells the kernel only when that
    /// is new. No time at all would mean forever (socket(7)).
    pub(super) fn limit_send(&mut self, left: Duration) -> Result<(), Failure> {
        let timeout = left.max(Duration::from_millis(1));
        if self.send_timeout.is_none_or(|set| set.abs_diff(timeout) > NEAR) {
            self.socket.set_send_timeout(timeout)?;
            self.send_timeout = Some(timeout);
        }
        Ok(())
    }

    /// Limits how long a receive waits that goes on waiting after `poll` said ready.
    pub(super) fn limit_receive(&mut self, left: Duration) -> Result<(), Failure> {
        let timeout = left.max(Duration::from_millis(1));
        if self.receive_timeout.is_none_or(|set| set.abs_diff(timeout) > NEAR) {
            self.socket.set_receive_timeout(Some(timeout))?;
            self.receive_timeout = Some(timeout);
        }
        Ok(())
    }

    /// Its reader; made by the first call.
    pub(super) fn reader(&mut self, framing: &dyn Framing) -> &mut StreamReader {
        let fresh =
            || StreamReader { decoder: framing.decoder(), pending: BytesMut::new(), taken: 0 };
        self.reader.get_or_insert_with(fresh)
    }
}

/// Finds the socket a step means: by name; else the newest that carries data; else the newest.
pub(super) fn find(owned: &[Owned], name: Option<&str>) -> Option<usize> {
    match name {
        Some(name) => owned.iter().rposition(|o| o.name.as_deref() == Some(name)),
        None => owned.iter().rposition(|o| o.role.carries()).or_else(|| owned.len().checked_sub(1)),
    }
}
