//! What the kernel had said of a socket before a call began.

use super::timed::Timed;
use crate::model::{Evidence, SocketId};
use std::collections::BTreeMap;

/// A sample: when the call ended after which it was taken, in which record that call stands, and
/// what the kernel said.
type Look<'a> = (u64, usize, &'a Evidence);

/// The samples of each socket, filled in the order in which their calls ended.
///
/// A sample is taken after its call, at a time that no record has. One after a call of another
/// thread that ended just before this one began may be from before this one or after it. Certainly
/// before it are those of the same thread, and those of a step in the foreground: the conductor
/// begins no other until it has that step's record.
#[derive(Debug, Default)]
pub(super) struct PriorSamples<'a> {
    own: BTreeMap<(SocketId, &'a str), Vec<Look<'a>>>,
    foreground: BTreeMap<SocketId, Vec<Look<'a>>>,
}

impl<'a> PriorSamples<'a> {
    /// Notes a sample that the call `by` took.
    pub(super) fn note(&mut self, sock: SocketId, evidence: &'a Evidence, by: Timed<'a>) {
        if by.beneath || *evidence == Evidence::default() {
            return;
        }
        let look = (by.end(), by.place.0, evidence);
        self.own.entry((sock, &by.record.who)).or_default().push(look);
        if !by.record.background {
            self.foreground.entry(sock).or_default().push(look);
        }
    }

    /// The last sample of a socket that was certainly taken before a call began.
    pub(super) fn before(&self, sock: SocketId, call: Timed<'a>) -> Option<&'a Evidence> {
        let (start, record) = (call.call.start_ns, call.place.0);
        let own = self.own.get(&(sock, call.record.who.as_str())).and_then(|looks| {
            let at = looks.partition_point(|(end, _, _)| *end <= start);
            looks.get(at.checked_sub(1)?)
        });
        let foreground = self.foreground.get(&sock).and_then(|looks| {
            let at =
                looks.partition_point(|(end, in_record, _)| *end <= start && *in_record < record);
            looks.get(at.checked_sub(1)?)
        });
        let last = own.into_iter().chain(foreground).max_by_key(|(end, _, _)| *end);
        last.map(|(_, _, evidence)| *evidence)
    }
}
