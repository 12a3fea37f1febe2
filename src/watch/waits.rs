//! Calls that wait for one of several descriptors: of each that can be read then, one call that waited for it.

use super::records::Begun;
use super::telling::Telling;
use crate::model::CallName;
use crate::net::watched::{Caller, Peek};

impl Telling<'_> {
    /// A call that began then says that a descriptor can be read.
    pub(super) fn became_readable(
        &mut self,
        (at, descriptor): (Caller, i32),
        start_ns: u64,
        peek: &mut dyn Peek,
    ) {
        let inode = self.sockets.inode((at.process, descriptor), peek);
        let Some(open) = inode.and_then(|inode| self.sockets.get(inode)) else { return };
        let (Some(inode), Some(id)) = (inode, open.id) else { return };
        // Of a listener its `accept` tells.
        if !self.sockets.trace(id).is_some_and(|own| own.role.carries()) {
            return;
        }
        let Ok(socket) = open.copy(peek) else { return };
        self.guard.hears();
        let begun = Begun { start_ns, ..Begun::on(inode, descriptor, open.transport) };
        let bytes = socket.readable().seen().unwrap_or(0);
        let call = begun.record(CallName::WaitReadable, peek.ns(), Ok(bytes));
        self.keep(id, call, None, peek);
    }
}
