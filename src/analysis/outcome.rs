//! What became of the messages that left as datagrams: put together from what became of those.

use super::awaited::Expected;
use super::composed::Slice;
use super::events::SendEvent;
use super::findings::MessageFinding;
use super::located::{Missing, Whereabouts};
use super::missing::AtTheEnd;
use crate::model::{CallPlace, Fate, Fates, MessageNo, SocketId};
use std::collections::{BTreeMap, BTreeSet};

/// By the place of its send.
#[derive(Debug, Default)]
pub(super) struct Outcomes {
    outcomes: BTreeMap<CallPlace, Outcome>,
    /// The sends of which there is something in each receive.
    together: BTreeMap<usize, BTreeSet<CallPlace>>,
}

#[derive(Debug, Default)]
struct Outcome {
    no: Option<MessageNo>,
    /// Where its datagrams end in it.
    ends: Vec<u64>,
    fates: Fates,
    missing: Vec<Missing>,
    /// Something of it did not come out.
    lacks: bool,
    /// The receives in which it came out; a copy does not count.
    with: BTreeSet<usize>,
    taken_by: Option<SocketId>,
    one_of: Option<u32>,
}

impl Outcomes {
    /// Adds a datagram. `end`: what became of it, if it did not come out; `one_of`: so many cannot be told
    /// apart.
    pub(super) fn add(
        &mut self,
        expected: &Expected<'_>,
        end: Option<AtTheEnd>,
        one_of: Option<u32>,
    ) {
        let mut place = 0_u64;
        for slice in &expected.datagram.slices {
            place = place.saturating_add(slice.len);
            let outcome = self.outcomes.entry(slice.event.place).or_default();
            outcome.no = slice.event.no;
            outcome.came(expected, place);
            if let Some(end) = &end {
                outcome.ended(end, slice);
            }
            let unread = expected.came.first().is_some_and(|coming| coming.unread);
            if unread {
                outcome.missing.extend(missing(slice, &Whereabouts::Readable));
            }
            outcome.one_of = outcome.one_of.or(one_of.filter(|_| expected.datagram.alone));
            for coming in expected.came.iter().filter(|coming| !coming.unread) {
                self.together.entry(coming.with).or_default().insert(slice.event.place);
            }
        }
        let last = expected.datagram.slices.last();
        if let Some(slice) = last
            && let Some(outcome) = self.outcomes.get_mut(&slice.event.place)
        {
            outcome.ends.push(slice.start.saturating_add(slice.len));
        }
    }

    /// Where in each message a datagram ends.
    pub(super) fn ends(self) -> BTreeMap<MessageNo, Vec<u64>> {
        let all = self.outcomes.into_values();
        all.filter_map(|outcome| Some((outcome.no?, outcome.ends))).collect()
    }

    /// Fills in what became of a message. `kept`: where it is, if it never left.
    pub(super) fn tell(
        &self,
        event: &SendEvent<'_>,
        kept: Option<&Whereabouts>,
        message: &mut MessageFinding,
    ) {
        if let Some(at) = kept {
            message.fate.extend(at.fate());
            message.missing.extend(missing(&Slice { event, start: 0, len: event.bytes }, at));
        } else if event.call.outcome.count().is_none() {
            message.fate.insert(Fate::NeverSent);
        } else if let Some(outcome) = self.outcomes.get(&event.place) {
            message.fate = self.fates(outcome, event);
            message.missing.clone_from(&outcome.missing);
            (message.taken_by, message.one_of) = (outcome.taken_by, outcome.one_of);
        }
    }

    fn fates(&self, outcome: &Outcome, event: &SendEvent<'_>) -> Fates {
        let mut fates = outcome.fates.clone();
        let shared = |with| self.together.get(with).is_some_and(|sends| sends.len() > 1);
        if outcome.with.iter().any(shared) {
            fates.insert(Fate::Glued);
        }
        let in_part = outcome.lacks && !outcome.with.is_empty() && event.bytes > 0;
        if outcome.with.len() > 1 || in_part {
            fates.insert(Fate::Split);
        }
        if fates.is_empty() && !outcome.lacks {
            fates.insert(Fate::Intact);
        }
        fates
    }
}

impl Outcome {
    /// `place`: where in the datagram the bytes of this send end.
    fn came(&mut self, expected: &Expected<'_>, place: u64) {
        for coming in &expected.came {
            self.fates.extend(coming.unread.then_some(Fate::Unread));
            let cut = coming.cut_at.is_some_and(|cut| cut < place);
            self.fates.extend(cut.then_some(Fate::Truncated));
        }
        self.fates.extend((expected.came.len() > 1).then_some(Fate::Duplicated));
        self.fates.extend(expected.reordered.then_some(Fate::Reordered));
        self.with.extend(expected.came.first().map(|coming| coming.with));
        self.taken_by = expected.taken_by.or(self.taken_by);
    }

    fn ended(&mut self, end: &AtTheEnd, slice: &Slice<'_>) {
        self.lacks = true;
        self.fates.extend(end.fate);
        self.missing.extend(end.at.as_ref().and_then(|at| missing(slice, at)));
    }
}

fn missing(slice: &Slice<'_>, at: &Whereabouts) -> Option<Missing> {
    let Slice { start, len, .. } = *slice;
    (len > 0).then(|| Missing { start, len, at: at.clone() })
}
