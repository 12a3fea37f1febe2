//! A case on one screen: the calls that carry the lesson, the rulers with what left and what came out, a line for the
//! cause and one for the verdict. `--verbose` shows the rest.

use super::ruler;
use super::timeline;
use super::verdict;
use super::why::{self, ToldFate, Why};
use super::{packets, rounds};
use crate::analysis::{CaseAnalysis, CauseFinding, ReceiveFinding, RoundFinding};
use crate::lang::{count, names, pages, rounds as round_words, why as words};
use crate::model::{Case, CaseTrace, Role, Scenario, Text, Transport, Verdict};
use crate::report::Voice;
use crate::report::page::line::{Line, Style};
use crate::report::page::title::{Name, Title};
use crate::report::page::{Block, Page};

/// At most so many causes, remarks, and lines about fates.
const CAUSES: usize = 2;
const REMARKS: usize = 2;
const FATES: usize = 3;
/// Of the causes that are left out so many are named.
const NAMED: usize = 3;
const PLACES: usize = 2;

/// The case.
pub(super) fn brief(
    page: &mut Page,
    (scenario, case): (&Scenario, &Case),
    (trace, analysis): (&CaseTrace, &CaseAnalysis),
    voice: &Voice,
) {
    page.blocks.push(Block::Title(Title {
        name: Name::of(scenario, case),
        role: voice.say(names::role(case.role)),
        about: Some(case.title.get(voice.lang).to_owned()),
    }));
    timeline::timeline(page, case, (trace, analysis), voice);
    packets::packets(page, case, trace, voice);
    rounds::rounds(page, &analysis.rounds, voice);
    if !analysis.flows.is_empty() {
        if analysis.rounds.is_empty() || !ruler::brief::only_lines(&analysis.flows) {
            page.blank();
        }
        ruler::rulers(page, &[], ruler::Source { case, trace, analysis, voice });
    }
    let told = why::told(trace, analysis, why::Numbers::Few);
    let placed = told.iter().any(|told| !told.places.is_empty());
    page.blank();
    if placed {
        fates(page, &told, voice);
    }
    reasons(page, case, (trace, analysis), placed, voice);
    if analysis.verdict == Verdict::Shown {
        let took = RoundFinding::median(&analysis.rounds).map(|round| round.took_ns);
        shown(page, case, (took, if placed { &[] } else { &told }), voice);
    } else {
        verdict::verdict(page, (scenario, case), analysis, voice);
    }
}

/// What became of the messages, where something is to be said of where their bytes are.
fn fates(page: &mut Page, told: &[ToldFate], voice: &Voice) {
    let (placed, others): (Vec<&ToldFate>, Vec<&ToldFate>) =
        told.iter().partition(|one| !one.places.is_empty());
    if let [one] = placed.as_slice() {
        page.say(joined(others.into_iter().chain([*one]), voice), (2, 4));
        return places(page, one.places.iter().take(PLACES), voice);
    }
    for one in told.iter().take(FATES) {
        page.say(joined([one], voice), (2, 4));
        places(page, one.places.first(), voice);
    }
    more(page, told.len().saturating_sub(FATES), voice);
}

fn places<'a>(page: &mut Page, places: impl IntoIterator<Item = &'a Text>, voice: &Voice) {
    for place in places {
        page.say(Line::of(Style::Plain, &voice.say(place.clone())), (4, 6));
    }
}

/// `message 1: glued; messages 2–3: intact`.
fn joined<'a>(told: impl IntoIterator<Item = &'a ToldFate>, voice: &Voice) -> Line {
    let mut line = Line::new();
    for (at, one) in told.into_iter().enumerate() {
        if at > 0 {
            line.push(Style::Plain, &voice.say(pages::semicolon()));
        }
        line.push(one.style, &voice.say(one.fate.clone()));
    }
    line
}

/// The main causes, each in a sentence; what else explains it.
fn reasons(
    page: &mut Page,
    case: &Case,
    (trace, analysis): (&CaseTrace, &CaseAnalysis),
    placed: bool,
    voice: &Voice,
) {
    let why = Why::of(case, trace, analysis);
    if let Some(exhibit) = why.exhibit {
        why::mistake(page, exhibit, voice);
    }
    let all = analysis.receives.len();
    let main: Vec<(&ReceiveFinding, &CauseFinding)> = why
        .receives
        .iter()
        .filter_map(|(receive, _)| Some((*receive, receive.causes.first()?)))
        .collect();
    // Where it is said what became of the bytes, one cause is enough, whichever it is.
    let (causes, held) = match placed {
        true => (1, usize::from(main.is_empty())),
        false => (CAUSES, CAUSES),
    };
    let explained = placed || !main.is_empty() || !why.held.is_empty();
    let remarks = if explained && analysis.verdict == Verdict::Shown { 0 } else { REMARKS };
    for (receive, finding) in main.iter().take(causes) {
        let whose = (all > 1).then(|| count::these_receives(&[receive.no.0]));
        cause(page, finding, (whose, trace.transport(receive.by)), voice);
    }
    for (finding, numbers) in why.held.iter().take(held) {
        cause(page, finding, (Some(count::few_messages(numbers)), Transport::Tcp), voice);
    }
    for (style, remark) in why.remarks.iter().take(remarks) {
        page.say(Line::of(*style, &voice.say(words::first_sentence(remark))), (2, 4));
    }
    let named: Vec<Text> = main.iter().skip(causes).take(NAMED).map(named).collect();
    let left_out = main.len().saturating_sub(causes) + why.held.len().saturating_sub(held);
    let silent = why.remarks.len().saturating_sub(remarks) + why.whose.len();
    let unnamed = left_out + silent - named.len();
    match named.is_empty() {
        true => more(page, unnamed, voice),
        false => {
            let text = voice.say(pages::named_and_more(&named, unnamed));
            page.say(Line::of(Style::Dim, &text), (2, 4));
        }
    }
}

/// `receive 2: leftover`
fn named((receive, finding): &(&ReceiveFinding, &CauseFinding)) -> Text {
    let whose = words::of_whom(&count::these_receives(&[receive.no.0]));
    let cause = names::cause(finding.cause);
    Text::new(whose.en + &cause.en, whose.zh + &cause.zh)
}

/// `receive 1: nagle: after message 10 …`
pub(crate) fn cause(
    page: &mut Page,
    finding: &CauseFinding,
    (whose, over): (Option<Text>, Transport),
    voice: &Voice,
) {
    let proof = words::first_sentence(&words::cause(&words::proof(&finding.proof, over)));
    let mut line = Line::new();
    if let Some(whose) = whose {
        line.push(Style::Plain, &voice.say(words::of_whom(&whose)));
    }
    line.push(Style::Strong, &voice.say(names::cause(finding.cause)));
    line.push(Style::Plain, &voice.say(proof));
    page.say(line, (2, 4));
}

fn more(page: &mut Page, n: usize, voice: &Voice) {
    if n > 0 {
        page.push(Line::of(Style::Dim, &voice.say(pages::more_in_full(n))).indented(2));
    }
}

/// `✔ as expected: all 10 messages: glued`; `44.02 ms a round (median); all 30 messages: intact`
fn shown(page: &mut Page, case: &Case, (took, told): (Option<u64>, &[ToldFate]), voice: &Voice) {
    let good = |told: &ToldFate| told.style == Style::Good;
    // "The fix works: glued" is no sentence: there the fate of the messages is not what is mended.
    let told = match case.role {
        Role::Fix if !told.iter().all(good) => &[],
        Role::NotAFix if told.iter().all(good) => &[],
        Role::Problem | Role::NotAFix | Role::Fix => told,
    };
    let took = took.map(|ns| voice.say(round_words::each_took(&timeline::milliseconds(ns))));
    let text = match told.is_empty() && took.is_none() {
        true => pages::shown(case.role, case.fix.as_ref()),
        false => pages::shown_as(case.role, case.fix.as_ref()),
    };
    let mut line = Line::of(Style::Good, &format!("{} ", names::mark(Verdict::Shown)))
        .with(Style::Good, &voice.say(text));
    if let Some(took) = took {
        let gap = if told.is_empty() { String::new() } else { voice.say(pages::semicolon()) };
        line.push(Style::Plain, &format!("{took}{gap}"));
    }
    let line = line.joined(joined(told.iter().take(FATES), voice));
    let more = if told.len() > FATES { "…" } else { "" };
    page.say(line.with(Style::Plain, more), (0, 2));
}
