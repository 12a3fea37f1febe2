//! The rows of a flow of datagrams: a cell for each that left, and what came of each.

use super::rows::{Cell, Fill, OnAxis, cell, fill_of};
use crate::analysis::{CaseAnalysis, Flow, Part, Sent};
use crate::model::{Fate, MessageNo, ReceiveNo};
use std::collections::{BTreeMap, BTreeSet};

/// A cell for each datagram. Sends that were corked have no edge behind them, they left with the
/// next; one that was cut (UDP_SEGMENT) has edges inside.
pub(super) fn left(flow: &Flow, messages: &[OnAxis]) -> Vec<Cell> {
    let mut cells: Vec<Cell> = Vec::new();
    let mut open = false;
    for (m, sent) in messages.iter().zip(&flow.sent) {
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
pub(super) fn cuts(flow: &Flow, messages: &[OnAxis]) -> Vec<u64> {
    let pieces = messages.iter().zip(&flow.sent).flat_map(|(m, sent)| {
        pieces_left(flow, m, sent).into_iter().map(|cell| cell.start).filter(|at| *at > m.start)
    });
    let mut cuts: Vec<u64> = pieces.collect();
    // A stranger's edges may be in any order.
    cuts.sort_unstable();
    cuts.dedup();
    cuts
}

fn pieces_left(flow: &Flow, m: &OnAxis, sent: &Sent) -> Vec<Cell> {
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
pub(super) fn received(flow: &Flow, messages: &[OnAxis], analysis: &CaseAnalysis) -> Vec<Cell> {
    let mut got: BTreeMap<MessageNo, Vec<(Part, ReceiveNo)>> = BTreeMap::new();
    // A receive of several has a stretch for each of them.
    let here: BTreeSet<ReceiveNo> = flow.received.iter().map(|stretch| stretch.receive).collect();
    for receive in analysis.receives.iter().filter(|receive| here.contains(&receive.no)) {
        for part in &receive.parts {
            got.entry(part.message).or_default().push((*part, receive.no));
        }
    }
    let mut cells: Vec<Cell> = Vec::new();
    let mut last = None;
    for m in messages {
        match got.get(&m.no).map(Vec::as_slice) {
            None => {
                cells.push(cell(m.start, m.end, missing(m.no, analysis)));
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
                cells.extend(parts_received(m, parts, analysis));
                let got = parts.iter().map(|(part, _)| part.len).fold(0, u64::saturating_add);
                let whole = got == m.end.saturating_sub(m.start);
                last = parts.last().map(|(_, receive)| *receive).filter(|_| whole);
            }
        }
    }
    cells
}

/// What came of one datagram's bytes; of several if its send was cut into them (UDP_SEGMENT).
fn parts_received(m: &OnAxis, parts: &[(Part, ReceiveNo)], analysis: &CaseAnalysis) -> Vec<Cell> {
    let mut cells = Vec::new();
    let mut at = m.start;
    for (part, _) in parts {
        let start = m.start.saturating_add(part.start).min(m.end);
        let len = if m.empty { 1 } else { part.len };
        let end = start.saturating_add(len).min(m.end);
        if start >= at && start < end {
            cells.push(cell(start, end, Fill::Data));
            at = end;
        }
    }
    if at < m.end {
        let split = parts.len() > 1;
        cells.push(cell(at, m.end, if split { missing(m.no, analysis) } else { Fill::Cut }));
    }
    cells
}

fn missing(no: MessageNo, analysis: &CaseAnalysis) -> Fill {
    let found = analysis.messages.iter().find(|m| m.no == no);
    if let Some(missing) = found.and_then(|m| m.missing.first()) {
        return fill_of(&missing.at);
    }
    match found {
        Some(m) if m.fate.contains(Fate::Unread) => Fill::Unread,
        Some(m) if m.fate.contains(Fate::Discarded) => Fill::Discarded,
        // Behind another in its datagram, and all of it cut off.
        Some(m) if m.fate.contains(Fate::Truncated) => Fill::Cut,
        Some(m) if m.fate.is_empty() => Fill::Unclear,
        _ => Fill::Lost,
    }
}
