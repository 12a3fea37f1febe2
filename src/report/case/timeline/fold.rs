//! Rounds of a block that did the same steps in the same order are one entry.

use crate::analysis::RoundFinding;
use crate::model::{Case, Record};

/// A line or a folded block of the timeline.
pub(crate) enum TimelineEntry<'a> {
    /// One record, with its index.
    One(usize, &'a Record),
    /// A block: for each of its steps the records of all rounds; `one`: only that round of them is told.
    Rounds { times: usize, warmup: bool, one: Option<usize>, steps: Vec<Vec<(usize, &'a Record)>> },
}

/// Of the block whose rounds are the subject only the round is told that took the median time.
pub(crate) fn tell_median(entries: &mut [TimelineEntry<'_>], case: &Case, rounds: &[RoundFinding]) {
    let begins = case.rounds().and_then(|(steps, _)| Some(steps.first()?.no));
    let median = RoundFinding::median(rounds).and_then(|found| usize::try_from(found.round.0).ok());
    for entry in entries {
        if let TimelineEntry::Rounds { times, one, steps, .. } = entry {
            let first = steps.first().and_then(|records| Some(records.first()?.1.step));
            *one = median.filter(|no| first == begins && (1..=*times).contains(no));
        }
    }
}

/// The records as entries. `unfolded`: each for itself.
pub(crate) fn entries(records: &[Record], unfolded: bool) -> Vec<TimelineEntry<'_>> {
    let mut out = Vec::new();
    let unfolded = unfolded || records.iter().all(|record| record.round == 1);
    let mut at = 0;
    while let Some(record) = records.get(at) {
        let (size, times) = if unfolded { (1, 1) } else { rounds(records, at) };
        if times > 1 {
            out.push(block(records, at, (size, times)));
        } else {
            out.push(TimelineEntry::One(at, record));
        }
        at += size * times;
    }
    out
}

fn block(records: &[Record], at: usize, (size, times): (usize, usize)) -> TimelineEntry<'_> {
    let of_step = |step: usize| -> Vec<(usize, &Record)> {
        let indices = (0..times).map(|round| at + round * size + step);
        indices.filter_map(|i| Some((i, records.get(i)?))).collect()
    };
    let warmup = records.get(at).is_some_and(|record| record.warmup);
    TimelineEntry::Rounds { times, warmup, one: None, steps: (0..size).map(of_step).collect() }
}

/// How many records one round has, and how many whole rounds follow from here. `(1, 1)`: no block.
fn rounds(records: &[Record], at: usize) -> (usize, usize) {
    let Some(first) = records.get(at).filter(|record| record.round == 1) else { return (1, 1) };
    let size = records[at..].iter().take_while(|record| record.round == 1).count();
    let second = records.get(at + size);
    let starts = |record: &Record| record.round == 2 && record.step.0 >= first.step.0;
    let Some(second) = second.filter(|record| starts(record)) else { return (1, 1) };
    // The first round may follow directly on steps that are in no block.
    let begins = records[at..at + size].iter().position(|record| record.step == second.step);
    if begins != Some(0) {
        return (1, 1);
    }
    let same = |round: usize| {
        (0..size).all(|i| {
            let (a, b) = (records.get(at + i), records.get(at + round * size + i));
            matches!((a, b), (Some(a), Some(b))
                if a.step == b.step && usize::try_from(b.round) == Ok(round + 1))
        })
    };
    (size, (1..).take_while(|&round| same(round)).count() + 1)
}
