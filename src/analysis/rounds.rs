//! How long each round of a block takes whose rounds are the subject.

use super::events::{Events, SendEvent};
use super::findings::RoundFinding;
use crate::model::{Case, CaseTrace, Record, RoundNo, Seen, StepNo};
use std::collections::{BTreeMap, BTreeSet};

/// Every round that was done to its end, in order.
pub(super) fn rounds(case: &Case, trace: &CaseTrace, events: &Events<'_>) -> Vec<RoundFinding> {
    let Some((steps, _)) = case.rounds() else { return Vec::new() };
    let steps: BTreeSet<StepNo> = steps.iter().map(|step| step.no).collect();
    let held = held(trace, events, &steps);
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
            held: held.get(&round).copied().unwrap_or_default(),
            ..round_of(RoundNo(round), &records)
        })
        .collect()
}

fn round_of(round: RoundNo, records: &[&Record]) -> RoundFinding {
    let calls = || records.iter().flat_map(|record| &record.calls);
    let begin = calls().map(|call| call.start_ns).min().unwrap_or(0);
    let end = calls().map(|call| call.start_ns.saturating_add(call.took_ns)).max().unwrap_or(0);
    let calls_ns = calls().map(|call| call.took_ns).fold(0, u64::saturating_add);
    RoundFinding { round, took_ns: end.saturating_sub(begin), calls_ns, held: Seen::Absent }
}

/// By round, the most bytes unsent right after a send in it.
fn held(
    trace: &CaseTrace,
    events: &Events<'_>,
    steps: &BTreeSet<StepNo>,
) -> BTreeMap<u32, Seen<u64>> {
    let mut held: BTreeMap<u32, Seen<u64>> = BTreeMap::new();
    let in_rounds = |send: &&SendEvent<'_>| send.no.is_some() && send.stream;
    for send in events.sends.iter().filter(in_rounds) {
        let record = trace.records.get(send.place.0);
        let Some(record) = record.filter(|record| steps.contains(&record.step)) else { continue };
        let most = held.entry(record.round).or_default();
        *most = match (*most, send.call.own.unsent) {
            (Seen::Seen(a), Seen::Seen(b)) => Seen::Seen(a.max(b)),
            (Seen::Seen(a), _) => Seen::Seen(a),
            (_, now) => now,
        };
    }
    held
}
