//! The rows of a flow of datagrams: a cell for each that left, and what came of each.

use super::fill_of;
use crate::analysis::{CaseAnalysis, Flow, Missing, Part, Sent};
use crate::model::{Fate, MessageNo, ReceiveNo};
use crate::report::page::ruler::{Fill, OnAxis, RulerCell, cell};
use std::collections::{BTreeMap, BTreeSet};

/// A cell for each datagram. Sends that were corked have no edge after them, they left with the
/// next; one that was cut (UDP_SEGMENT) has edges inside.
pub(crate) fn left(flow: &Flow, messages: &[OnAxis], analysis: &CaseAnalysis) -> Vec<RulerCell> {
    let mut cells: Vec<RulerCell> = Vec::new();
    let mut open = false;
    for (m, sent) in messages.iter().zip(&flow.sent) {
        if missing(m.no, 0, analysis) == Fill::Unsent {
            cells.push(cell(m.start, m.end, Fill::Unsent));
            open = false;
            continue;
        }
        match cells.last_mut().filter(|_| open) {
            Some(last) => last.end = m.end,
            None => cells.extend(pieces_left(flow, m, sent)),
        }
        let end = sent.start.saturating_add(sent.len);
        open = sent.len > 0 && flow.wire.boundaries.binary_search(&end).is_err();
    }
    cells
}

/// Where sends were cut into datagrams, on the axis.
pub(crate) fn cuts(flow: &Flow, messages: &[OnAxis]) -> Vec<u64> {
    let pieces = messages.iter().zip(&flow.sent).flat_map(|(m, sent)| {
        pieces_left(flow, m, sent).into_iter().map(|cell| cell.start).filter(|at| *at > m.start)
    });
    let mut cuts: Vec<u64> = pieces.collect();
    // A stranger's edges may be in any order.
    cuts.sort_unstable();
    cuts.dedup();
    cuts
}

fn pieces_left(flow: &Flow, m: &OnAxis, sent: &Sent) -> Vec<RulerCell> {
    let end = sent.start.saturating_add(sent.len);
    let all = &flow.wire.boundaries;
    let from = all.partition_point(|at| *at <= sent.start);
    let inside = all[from..].iter().take_while(|at| **at < end);
    let cuts = || inside.clone().map(|at| m.start.saturating_add(at.saturating_sub(sent.start)));
    let starts = std::iter::once(m.start).chain(cuts());
    let ends = cuts().chain(std::iter::once(m.end));
    starts.zip(ends).map(|(start, end)| cell(start, end, Fill::Data)).collect()
}

/// Each datagram in the place where it was sent: what came of it, and what was cut off.
pub(crate) fn received(
    flow: &Flow,
    messages: &[OnAxis],
    analysis: &CaseAnalysis,
) -> Vec<RulerCell> {
    let mut got: BTreeMap<MessageNo, Vec<(Part, ReceiveNo)>> = BTreeMap::new();
    // A receive of several has a stretch for each of them.
    let here: BTreeSet<ReceiveNo> = flow.received.iter().map(|stretch| stretch.receive).collect();
    for receive in analysis.receives.iter().filter(|receive| here.contains(&receive.no)) {
        for part in &receive.parts {
            got.entry(part.message).or_default().push((*part, receive.no));
        }
    }
    let mut cells: Vec<RulerCell> = Vec::new();
    let mut last = None;
    for (m, sent) in messages.iter().zip(&flow.sent) {
        match got.get(&m.no).map(Vec::as_slice) {
            None => {
                cells.push(cell(m.start, m.end, missing(m.no, 0, analysis)));
                last = None;
            }
            // One receive brought several: they came out as one datagram.
            Some([(part, receive)]) if last == Some(*receive) => {
                let end = m.start.saturating_add(part.len).min(m.end);
                cells.last_mut().into_iter().for_each(|cell| cell.end = end);
                if end < m.end {
                    cells.push(cell(end, m.end, Fill::Cut));
                    last = None;
                }
            }
            Some(parts) => {
                let left = pieces_left(flow, m, sent);
                cells.extend(parts_received((m, &left), parts, analysis));
                let got = parts.iter().map(|(part, _)| part.len).fold(0, u64::saturating_add);
                let whole = got == m.end.saturating_sub(m.start);
                last = parts.last().map(|(_, receive)| *receive).filter(|_| whole);
            }
        }
    }
    cells
}

/// What came of one send's bytes, datagram by datagram (UDP_SEGMENT makes several).
fn parts_received(
    (m, left): (&OnAxis, &[RulerCell]),
    parts: &[(Part, ReceiveNo)],
    analysis: &CaseAnalysis,
) -> Vec<RulerCell> {
    let mut cells = Vec::new();
    let mut at = m.start;
    for datagram in left {
        let place = datagram.start - m.start;
        let here = |(part, _): &&(Part, ReceiveNo)| {
            part.start <= place && place < part.start.saturating_add(part.len.max(1))
        };
        let end = parts.iter().find(here).map(|(part, _)| {
            let len = if m.empty { 1 } else { part.len };
            m.start.saturating_add(part.start).saturating_add(len).min(m.end)
        });
        // Several that came out as one are one.
        let start = datagram.start.max(at);
        let end_of_data = end.unwrap_or(datagram.start).max(start);
        cells.extend((start < end_of_data).then(|| cell(start, end_of_data, Fill::Data)));
        let rest = if end.is_some() { Fill::Cut } else { missing(m.no, place, analysis) };
        let rest_to = datagram.end;
        cells.extend((end_of_data < rest_to).then(|| cell(end_of_data, rest_to, rest)));
        at = end_of_data.max(rest_to);
    }
    cells
}

/// What came of a datagram that begins at this place of its send and is in no receive.
fn missing(no: MessageNo, place: u64, analysis: &CaseAnalysis) -> Fill {
    let Some(m) = analysis.message(no) else { return Fill::Lost };
    let here = |missing: &&Missing| {
        missing.start <= place && place < missing.start.saturating_add(missing.len)
    };
    if let Some(missing) = m.missing.iter().find(here) {
        return fill_of(&missing.at);
    }
    let has = |fate| m.fate.contains(fate);
    if has(Fate::Unread) && m.missing.is_empty() {
        Fill::Unread
    } else if has(Fate::Discarded) {
        Fill::Discarded
    } else if has(Fate::Lost) || !(has(Fate::Truncated) || m.fate.is_empty()) {
        Fill::Lost
    } else if has(Fate::Truncated) {
        // Behind another that came out with it, and all of it cut off.
        Fill::Cut
    } else {
        Fill::Unclear
    }
}
