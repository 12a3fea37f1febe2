//! Whether a case showed what it set out to show; and of many cases, how many did.

use super::checks::File;
use super::doc::{Doc, Line, Style};
use super::escape::{clip, width};
use super::paint::paint;
use super::wrap::wrap;
use super::{Look, checks};
use crate::analysis::{CaseAnalysis, Check, CheckResult, Got};
use crate::lang::{checks as words, count, names, pages};
use crate::model::visible;
use crate::model::{Case, Scenario, Seen, Text, Verdict};

/// Without `--verbose` at most so many failed expectations are listed.
const MOST: usize = 6;

pub(crate) fn style(verdict: Verdict) -> Style {
    match verdict {
        Verdict::Shown => Style::Good,
        Verdict::NotShown => Style::Bad,
        Verdict::Unsupported | Verdict::Changed => Style::Warn,
    }
}

/// How a verdict is said of a case: what its scenario says this system may not show, and what it
/// does not, is not a failure.
struct Said {
    style: Style,
    mark: &'static str,
    word: Text,
    short: Text,
}

impl Said {
    fn of(verdict: Verdict) -> Self {
        let (mark, word) = (names::mark(verdict), names::verdict(verdict));
        Said { style: style(verdict), mark, word, short: names::verdict_short(verdict) }
    }

    fn excused() -> Self {
        let (word, short) = (names::not_shown_here(), names::not_shown_here_short());
        Said { word, short, ..Said::of(Verdict::Unsupported) }
    }

    fn of_case(analysis: &CaseAnalysis) -> Self {
        if analysis.is_excused() { Said::excused() } else { Said::of(analysis.verdict) }
    }

    fn marked(&self, look: &Look) -> String {
        format!("{} {}", self.mark, look.say(self.word.clone()))
    }
}

/// The verdict and what it stands on.
pub(crate) fn verdict(
    doc: &mut Doc,
    (scenario, case): (&Scenario, &Case),
    analysis: &CaseAnalysis,
    look: &Look,
) {
    let failed = failures(analysis).count() as u64;
    let what = match (analysis.verdict, &analysis.may_not_show, &analysis.not_run) {
        (_, _, Some(why)) => pages::not_run(why),
        (Verdict::NotShown, Some(why), None) => pages::not_shown_here(why),
        (verdict, _, None) => meaning(verdict, case, failed),
    };
    let said = Said::of_case(analysis);
    let line = Line::new()
        .with(said.style, &said.marked(look))
        .with(Style::Plain, "  ")
        .with(Style::Plain, &look.say(what));
    doc.blank();
    doc.extend(wrap(&line, look.prose_columns(), 2));
    doc.extend(details((scenario, case), analysis, look));
    for why in variants(case, analysis) {
        let line = Line::of(Style::Dim, "  ").with(Style::Dim, &look.say(why));
        doc.extend(wrap(&line, look.prose_columns(), 4));
    }
}

fn meaning(verdict: Verdict, case: &Case, failed: u64) -> Text {
    match verdict {
        Verdict::Shown => pages::shown(case.role, case.fix.as_ref()),
        Verdict::NotShown => pages::not_shown(failed),
        Verdict::Unsupported => pages::unsupported(),
        Verdict::Changed => pages::changed(),
    }
}

/// The failed expectations with what was there instead; what cannot be observed; what `--set` took
/// away.
fn details(
    (scenario, case): (&Scenario, &Case),
    analysis: &CaseAnalysis,
    look: &Look,
) -> Vec<Line> {
    let wanted: Vec<&Check> = match analysis.verdict {
        Verdict::Shown => return Vec::new(),
        Verdict::Unsupported => {
            let unseen = |check: &&Check| check.result == CheckResult::Unobservable;
            analysis.checks.iter().filter(unseen).collect()
        }
        Verdict::NotShown | Verdict::Changed => {
            failures(analysis).map(|(check, _)| check).collect()
        }
    };
    let most = if look.verbose() { usize::MAX } else { MOST };
    let file = File::of(scenario);
    let mut lines: Vec<Line> =
        wanted.iter().take(most).flat_map(|check| detail(check, (case, file), look)).collect();
    if wanted.len() > most {
        let more = look.say(words::more(wanted.len() - most));
        lines.push(Line::of(Style::Dim, "  ").with(Style::Dim, &more));
    }
    lines
}

fn failures(analysis: &CaseAnalysis) -> impl Iterator<Item = (&Check, &Got)> {
    analysis.checks.iter().filter_map(|check| match &check.result {
        CheckResult::Failed(got) => Some((check, got)),
        CheckResult::Met | CheckResult::Unobservable => None,
    })
}

fn detail(check: &Check, (case, file): (&Case, File), look: &Look) -> Vec<Line> {
    let expected = checks::expected(&check.expected, look);
    let columns = look.prose_columns();
    let place = look.say(checks::place(check.place, (case, file), look));
    let line = |indent: &str, style, text: Text| {
        let line = Line::of(Style::Plain, indent).with(style, &look.say(text));
        wrap(&line, columns, indent.len() + 10)
    };
    let CheckResult::Failed(got) = &check.result else {
        return line("  ", Style::Plain, words::unobservable(&expected));
    };
    let mut lines = wrap(&Line::of(Style::Plain, "  ").with(Style::Dim, &place), columns, 4);
    lines.extend(line("    ", Style::Plain, words::expected(&expected)));
    lines.extend(line("    ", Style::Bad, words::got(&checks::got(got, look))));
    lines
}

/// Why things are expected differently on this system, each reason once.
fn variants(case: &Case, analysis: &CaseAnalysis) -> Vec<Text> {
    let of_checks = analysis.checks.iter().filter_map(|check| check.variant.as_ref());
    let of_case = case.on.iter().filter(|variant| Some(variant.on) == analysis.variant);
    let all = of_checks
        .map(|(on, why)| (*on, why))
        .chain(of_case.map(|variant| (variant.on, &variant.why)));
    let mut out: Vec<Text> = Vec::new();
    let said = [analysis.may_not_show.as_ref(), analysis.not_run.as_ref()];
    for (on, why) in all.filter(|(_, why)| !said.contains(&Some(*why))) {
        let text = words::variant(names::platform(on), why);
        if !out.contains(&text) {
            out.push(text);
        }
    }
    out
}

/// `nagle/held-back`.
pub(crate) fn name(scenario: &Scenario, case: &Case) -> String {
    format!("{}/{}", scenario.id, case.id)
}

/// The name of a case in a line of its own, after some columns: whole, divided at the slash if it is longer.
pub(crate) fn own_line(
    begin: &Line,
    style: Style,
    (scenario, case): (&Scenario, &Case),
    columns: usize,
) -> Vec<Line> {
    let at = begin.width();
    let whole = name(scenario, case);
    let parts = match at + width(&visible(&whole)) <= columns {
        true => vec![whole],
        false => vec![format!("{}/", scenario.id), case.id.clone()],
    };
    let room = columns.saturating_sub(at);
    let mut lines = parts.iter().flat_map(|part| wrap(&Line::of(style, part), room, 0));
    let first = lines.next().unwrap_or_default();
    let rest = lines.map(|line| Line::of(Style::Plain, &" ".repeat(at)).joined(line));
    std::iter::once(begin.clone().joined(first)).chain(rest).collect()
}

/// One line for a case, as a test runner has it. A name that is cut may be another case's: what does
/// not fit into its column stands whole in a line of its own below.
pub(crate) fn line(
    scenario: &Scenario,
    case: &Case,
    analysis: &CaseAnalysis,
    look: &Look,
) -> Vec<Line> {
    let columns = look.prose_columns();
    let said = Said::of_case(analysis);
    let mark = format!("{} {}", said.mark, look.say(said.short));
    let role = look.say(names::role(case.role));
    // What was not run has no figures.
    let run = analysis.not_run.is_none();
    let ms = if run { format!("{} ms", analysis.counts.took_us / 1000) } else { String::new() };
    let mut figures = if run { counts(analysis) } else { "-".to_owned() };
    // A number that is cut is another number: the name gives way.
    let least = width(&figures) + 1;
    let right = match columns {
        96.. => FIGURES.max(least),
        70.. => COUNTS.max(least),
        _ => 0,
    };
    if columns >= 96 {
        figures.push_str(&cause(analysis, right.saturating_sub(least), look));
    }
    let room = columns.saturating_sub(MARK + ROLE + right + width(&ms).max(7) + 1);
    let name = visible(&name(scenario, case)).into_owned();
    let fits = width(&name) <= room;
    let mut line = Line::of(said.style, &mark);
    line.pad_to(MARK);
    line.push(Style::Plain, if fits { &name } else { "" });
    line.pad_to(MARK + room + 1);
    line.push(Style::Dim, &role);
    line.pad_to(MARK + room + 1 + ROLE);
    if right > 0 {
        line.push(Style::Plain, &clip(&figures, right - 1));
    }
    line.pad_to(columns.saturating_sub(width(&ms)));
    let mut lines = vec![line.with(Style::Dim, &ms).clipped(look.columns())];
    if !fits {
        let begin = Line::of(Style::Plain, "  ");
        lines.extend(own_line(&begin, Style::Plain, (scenario, case), look.columns()));
    }
    lines
}

/// The columns of a line's parts: mark and verdict, role, figures.
const MARK: usize = 14;
const ROLE: usize = 11;
const FIGURES: usize = 28;
/// The columns of a line's figures without the cause.
const COUNTS: usize = 10;

/// `10→2→1`: messages, segments, receives.
fn counts(analysis: &CaseAnalysis) -> String {
    let counts = &analysis.counts;
    let segments = match counts.segments {
        Seen::Seen(n) => n.to_string(),
        Seen::Absent => "-".to_owned(),
        Seen::Unsupported | Seen::Failed(_) => "?".to_owned(),
    };
    format!("{}→{segments}→{}", counts.sends, counts.receives)
}

/// ` nagle`: the main cause of the first receive that has one; said in full where there is room.
fn cause(analysis: &CaseAnalysis, columns: usize, look: &Look) -> String {
    let found = analysis.receives.iter().find_map(|receive| receive.causes.first());
    let Some(found) = found else { return String::new() };
    let said = format!(" {}", look.say(names::cause(found.cause)));
    if width(&said) <= columns { said } else { format!(" {}", found.cause) }
}

/// What `run all` counts, to say at its end. Memory: one entry for each case that did not show.
#[derive(Debug, Clone, Default)]
pub struct Summary {
    counts: [u64; 4],
    /// Cases that did not show, where they need not.
    excused: u64,
    took_us: u64,
    failed: Vec<Vec<Line>>,
    unsupported: Vec<Vec<Line>>,
}

impl Summary {
    /// Counts a case.
    pub fn add(&mut self, scenario: &Scenario, case: &Case, analysis: &CaseAnalysis, look: &Look) {
        let at = Verdict::ALL.iter().position(|v| *v == analysis.verdict).unwrap_or(0);
        match self.counts.get_mut(at) {
            _ if analysis.is_excused() => self.excused += 1,
            Some(count) => *count += 1,
            None => {}
        }
        self.took_us = self.took_us.saturating_add(analysis.counts.took_us);
        let said = Said::of_case(analysis);
        let head = Line::of(said.style, &said.marked(look))
            .with(Style::Plain, "  ")
            .with(Style::Strong, &name(scenario, case));
        let mut lines = wrap(&head, look.columns(), 2);
        match analysis.may_not_show.as_ref().filter(|_| analysis.is_excused()) {
            Some(why) => {
                let why = Line::of(Style::Dim, "  ").with(Style::Dim, &look.say(why.clone()));
                lines.extend(wrap(&why, look.prose_columns(), 2));
            }
            None => lines.extend(details((scenario, case), analysis, look)),
        }
        match analysis.verdict {
            Verdict::NotShown if analysis.is_excused() => self.unsupported.push(lines),
            Verdict::NotShown => self.failed.push(lines),
            // Why it was not run stands below its line.
            Verdict::Unsupported if analysis.not_run.is_some() => {}
            Verdict::Unsupported => self.unsupported.push(lines),
            Verdict::Shown | Verdict::Changed => {}
        }
    }

    /// Cases of one verdict.
    pub fn count(&self, verdict: Verdict) -> u64 {
        let at = Verdict::ALL.iter().position(|v| *v == verdict);
        at.and_then(|at| self.counts.get(at)).copied().unwrap_or(0)
    }

    /// The text: what did not show and why, what could not be observed, and the totals.
    pub fn text(&self, look: &Look) -> String {
        let mut doc = Doc::new();
        if !look.quiet() {
            for lines in self.unsupported.iter().chain(&self.failed) {
                doc.blank();
                doc.extend(lines.clone());
            }
        }
        if !look.quiet() {
            doc.push(Line::new());
            let legend = Line::of(Style::Plain, &look.say(pages::figures_legend()));
            doc.extend(wrap(&legend, look.prose_columns(), 0));
        }
        let all = self.counts.iter().sum::<u64>() + self.excused;
        let ms = (self.took_us / 1000).to_string();
        let mut line = Line::of(Style::Strong, &look.say(pages::summary(all, &ms)));
        let counted = Verdict::ALL.iter().map(|&v| (self.count(v), Said::of(v)));
        for (n, said) in counted.chain([(self.excused, Said::excused())]) {
            if n > 0 {
                line.push(Style::Plain, look.comma());
                line.push(said.style, &look.say(pages::tallied(n, &said.word)));
            }
        }
        doc.extend(wrap(&line, look.columns(), 2));
        paint(&doc, look)
    }
}

/// The number of cases, in words.
pub(crate) fn cases(n: usize, look: &Look) -> String {
    look.say(count::cases(n as u64))
}
