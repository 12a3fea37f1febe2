//! Options that are set and read.

use super::records::Begun;
use super::telling::Telling;
use crate::model::{CallRecord, OptionName, OptionRecord, OptionValue, Outcome, Seen};
use crate::net::granted;
use crate::net::watched::{Caller, Peek};

impl Telling<'_> {
    /// An option was set, or read.
    pub(super) fn option(
        &mut self,
        begun: &Begun,
        mut call: CallRecord,
        (option, asked): (OptionName, Option<OptionValue>),
        at: Caller,
        peek: &mut dyn Peek,
    ) {
        let granted = match peek.socket(at.process, begun.descriptor, Some(begun.transport)) {
            Ok(socket) => granted(&socket, option),
            Err(_) => Seen::Absent,
        };
        let error = match &call.outcome {
            Outcome::Returned(_) => None,
            Outcome::Error(error) => Some(error.clone()),
        };
        call.options = vec![OptionRecord { option, asked, granted, error }];
        self.ask_again(begun.inode);
        self.on_known(begun, call, peek);
    }

    /// Its switches may be others.
    pub(super) fn ask_again(&mut self, inode: u64) {
        if let Some(open) = self.sockets.get_mut(inode) {
            open.switches = None;
        }
    }
}
