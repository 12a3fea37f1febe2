//! What was played, as the statements of a program: repetitions are loops.

use super::world::{Pauses, Run, Said, World, index};
use crate::lang::programs as words;
use crate::model::{Call, Node, Step};
use crate::report::programs::form::Line;
use std::time::Duration;

/// The pauses that differ from round to round of a loop, each as long as its longest.
pub(super) fn uneven(world: &World<'_>) -> Pauses {
    let mut all = Pauses::new();
    for node in &world.case.steps {
        for step in node.steps() {
            let Some(runs) = world.runs.get(&step.no) else { continue };
            let block = matches!(node, Node::Block { .. });
            let later = if block { 0 } else { 1 };
            let Some(longest) = runs.iter().skip(later).max_by_key(|run| run.pause) else {
                continue;
            };
            let differ = runs.iter().skip(later).any(|run| run.pause != longest.pause);
            let first = !block && longest.pause > 0 && runs[0].pause != longest.pause;
            if differ || first {
                let longest = runs.iter().max_by_key(|run| run.pause).unwrap_or(longest);
                all.insert(step.no, (longest.pause, longest.why.clone()));
            }
        }
    }
    all
}

/// The statements of an actor.
pub(super) fn body(world: &World<'_>, who: usize) -> Said<Vec<Line>> {
    let mut lines = Vec::new();
    let ready = world.started.last().is_some_and(|last| *last != who);
    let before = world.ready_before[who];
    for node in &world.case.steps {
        let own: Vec<&Step> = node.steps().iter().filter(|step| index(step) == who).collect();
        if ready && own.iter().any(|step| Some(step.no) == before) {
            lines.push(Line::Ready);
        }
        match node {
            Node::Step(step) if index(step) == who => lines.extend(of_step(world, step)?),
            Node::Step(_) => {}
            Node::Block { repeat, .. } => {
                let mut inner = Vec::new();
                for step in own {
                    inner.extend(of_step(world, step)?);
                }
                if !inner.is_empty() {
                    lines.push(Line::Repeat(*repeat, inner));
                }
            }
        }
    }
    if ready && before.is_none() {
        lines.push(Line::Ready);
    }
    Ok(together(lines))
}

/// What is done at least three times in a row is a loop.
fn together(lines: Vec<Line>) -> Vec<Line> {
    let mut out: Vec<Line> = Vec::new();
    for same in lines.chunk_by(|one, next| one == next) {
        match (same, u32::try_from(same.len())) {
            ([act @ Line::Act(_), _, _, ..], Ok(times)) => {
                out.push(Line::Repeat(times, vec![act.clone()]));
            }
            _ => out.extend(same.iter().cloned()),
        }
    }
    out
}

fn of_step(world: &World<'_>, step: &Step) -> Said<Vec<Line>> {
    if let Call::Pause { length } = step.call {
        return Ok(vec![Line::Pause(length, words::pause_meant())]);
    }
    if step.call.name().only_waits() {
        return Ok(Vec::new());
    }
    let uneven = || words::uneven(step.no.0);
    let runs = world.runs.get(&step.no).ok_or_else(uneven)?;
    let first = runs.first().ok_or_else(uneven)?;
    if runs.iter().any(|run| run.act != first.act) {
        return Err(uneven());
    }
    let note = first.note.clone().map(Line::Note);
    let mut lines: Vec<Line> = note.into_iter().chain(pause(first)).collect();
    let act = first.act.clone().map(Line::Act);
    let inside = runs.get(1).is_some_and(|second| second.pause > 0 && second.pause == first.pause);
    match (act, step.repeat) {
        (None, _) => {}
        (Some(act), 1) => lines.push(act),
        (Some(act), repeat) if inside => {
            lines.push(act);
            lines = vec![Line::Repeat(repeat, lines)];
        }
        (Some(act), repeat) => lines.push(Line::Repeat(repeat, vec![act])),
    }
    Ok(lines)
}

fn pause(run: &Run) -> Option<Line> {
    let length = Duration::from_micros(run.pause);
    (run.pause > 0).then(|| Line::Pause(length, run.why.clone()))
}

/// The end of a program: after a pause, or when somebody says so, as no pause is certain.
pub(super) fn end(certain: bool, pause: u64, other: &str) -> Vec<Line> {
    match (certain, pause) {
        (false, _) => vec![Line::Hold(words::hold(other))],
        (true, 0) => Vec::new(),
        (true, pause) => vec![Line::Pause(Duration::from_micros(pause), words::pause_end(other))],
    }
}
