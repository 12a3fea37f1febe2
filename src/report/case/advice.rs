//! Of somebody's own program: which lessons explain what was found, and what mends it.

use super::why::Why;
use crate::analysis::CaseAnalysis;
use crate::lang::advice::{self as words, Advice};
use crate::model::{Case, CaseTrace, SocketId};
use crate::report::Voice;
use crate::report::page::Page;
use crate::report::page::line::{Line, Style};

/// What mends what was found; nothing where there is nothing to mend.
pub(crate) fn advice(
    page: &mut Page,
    case: &Case,
    (trace, analysis): (&CaseTrace, &CaseAnalysis),
    voice: &Voice,
) {
    let all = found(case, trace, analysis);
    if all.is_empty() {
        return;
    }
    page.heading(&voice.say(words::heading()));
    for (lesson, mend) in all {
        page.say(Line::of(Style::Strong, &words::lesson(lesson)), (2, 4));
        page.say(Line::of(Style::Plain, &voice.say(mend)), (4, 4));
    }
}

/// Each lesson once, in the order of what was found.
fn found(case: &Case, trace: &CaseTrace, analysis: &CaseAnalysis) -> Vec<Advice> {
    let stream = |sock: SocketId| trace.transport(sock).is_stream();
    let why = Why::of(case, trace, analysis);
    let framed = trace.sockets.iter().any(|socket| socket.framed.is_some());
    let of_receives = why.receives.iter().flat_map(|(receive, _)| {
        let stream = stream(receive.by);
        receive.causes.iter().filter_map(move |found| words::of_cause(found.cause, stream, framed))
    });
    let held = why.held.iter().filter_map(|(found, _)| words::of_cause(found.cause, true, framed));
    let fates = analysis.messages.iter().flat_map(|message| {
        let stream = stream(message.from);
        message.fate.iter().filter_map(move |fate| words::of_fate(fate, stream))
    });
    let errors = trace.calls().filter_map(|call| words::of_error(call.outcome.error()?));
    let mut all: Vec<Advice> = Vec::new();
    for one in of_receives.chain(held).chain(fates).chain(errors) {
        if all.iter().all(|known| known.0 != one.0) {
            all.push(one);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Cause, ErrorName, Fate};
    use crate::scenario::builtin::index;

    /// A lesson that is not there would send a reader nowhere.
    #[test]
    fn every_lesson_is_one() {
        let both = [true, false];
        let causes =
            Cause::ALL.iter().flat_map(|cause| both.map(|on| words::of_cause(*cause, on, !on)));
        let fates = Fate::ALL.iter().flat_map(|fate| both.map(|on| words::of_fate(*fate, on)));
        let errors = ErrorName::ALL.iter().map(|error| words::of_error(*error));
        let all: Vec<Advice> = causes.chain(fates).chain(errors).flatten().collect();
        assert!(all.len() > 10);
        for (lesson, _) in all {
            assert!(index().iter().any(|known| known.id == lesson), "{lesson}");
        }
    }
}
