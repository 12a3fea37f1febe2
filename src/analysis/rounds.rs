//! How long each round of a block takes whose rounds are the subject, and what was held back in it.

use super::carriage::{Carriage, Carriages};
use super::events::{Events, SendEvent};
use super::findings::RoundFinding;
use super::holds::Held;
use super::proof::CauseFinding;
use super::spans::{Span, union};
use crate::model::{Case, CaseTrace, Record, RoundNo, Seen, StepNo};
use std::collections::{BTreeMap, BTreeSet};

/// Every round that was done to its end, in order.
pub(super) fn rounds(
    case: &Case,
    trace: &CaseTrace,
    events: &Events<'_>,
    carriages: &Carriages,
) -> Vec<RoundFinding> {
    let Some((steps, _)) = case.rounds() else { return Vec::new() };
    let steps: BTreeSet<StepNo> = steps.iter().map(|step| step.no).collect();
    let mut held = held(trace, (events, carriages), &steps);
    let mut rounds: BTreeMap<u32, Vec<&Record>> = BTreeMap::new();
    for record in trace.records.iter().filter(|record| steps.contains(&record.step)) {
        rounds.entry(record.round).or_default().push(record);
    }
    let whole = |records: &Vec<&Record>| {
        records.len() == steps.len() && records.iter().all(|record| !record.calls.is_empty())
    };
    let found = rounds.into_iter().filter(|(_, records)| whole(records));
    found
        .map(|(round, records)| RoundFinding {
            held: held.get(&round).map_or(Seen::Absent, |held| held.bytes),
            cause: held.remove(&round).and_then(|held| held.cause),
            ..round_of(RoundNo(round), &records)
        })
        .collect()
}

fn round_of(round: RoundNo, records: &[&Record]) -> RoundFinding {
    let calls = || records.iter().flat_map(|record| &record.calls);
    let begin = calls().map(|call| call.start_ns).min().unwrap_or(0);
    let end = calls().map(|call| call.end_ns()).max().unwrap_or(0);
    // Where calls of several actors overlap, that time is one.
    let spans =
        union(calls().map(|call| Span { start: call.start_ns, len: call.took_ns }).collect());
    let calls_ns = spans.iter().map(|span| span.len).fold(0, u64::saturating_add);
    let took_ns = end.saturating_sub(begin);
    RoundFinding { round, took_ns, calls_ns, held: Seen::Absent, cause: None }
}

/// The most bytes that were unsent right after a send of a round, and by what they were held.
#[derive(Default)]
struct Most {
    bytes: Seen<u64>,
    cause: Option<CauseFinding>,
}

fn held(
    trace: &CaseTrace,
    (events, carriages): (&Events<'_>, &Carriages),
    steps: &BTreeSet<StepNo>,
) -> BTreeMap<u32, Most> {
    let mut held: BTreeMap<u32, Most> = BTreeMap::new();
    for send in events.sends.iter().filter(|send| send.stream) {
        let record = trace.records.get(send.place.0);
        let record = record.filter(|record| steps.contains(&record.step));
        let Some(record) = record.filter(|_| send.no.is_some()) else { continue };
        held.entry(record.round).or_default().add(send, carriages.get(&send.from));
    }
    held
}

impl Most {
    fn add(&mut self, send: &SendEvent<'_>, carriage: Option<&Carriage>) {
        match (self.bytes, send.call.own.unsent) {
            (Seen::Seen(most), Seen::Seen(unsent)) if unsent <= most => {}
            (_, Seen::Seen(unsent)) => {
                self.bytes = Seen::Seen(unsent);
                self.cause =
                    Held::after(send, carriage).and_then(|held| held.causes().into_iter().next());
            }
            (Seen::Seen(_), _) => {}
            (_, unseen) => self.bytes = unseen,
        }
    }
}
