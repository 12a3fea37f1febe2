//! Whether a case showed what it set out to show; and of many cases, how many did.

use crate::analysis::{CaseAnalysis, Check, CheckResult, Got};
use crate::lang::{checks as words, names, pages};
use crate::model::{Case, Scenario, Seen, Text, Verdict};
use crate::report::Voice;
use crate::report::case::checks;
use crate::report::case::checks::File;
use crate::report::page::line::{Line, Style};
use crate::report::page::title::{CaseRow, Name};
use crate::report::page::{Page, Sign};

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

    fn marked(&self, voice: &Voice) -> String {
        format!("{} {}", self.mark, voice.say(self.word.clone()))
    }
}

/// The verdict and what it stands on.
pub(crate) fn verdict(
    page: &mut Page,
    (scenario, case): (&Scenario, &Case),
    analysis: &CaseAnalysis,
    voice: &Voice,
) {
    let failed = failures(analysis).count() as u64;
    let what = match (analysis.verdict, &analysis.may_not_show, &analysis.not_run) {
        (_, _, Some(why)) => pages::not_run(why),
        (Verdict::NotShown, Some(why), None) => pages::not_shown_here(why),
        (verdict, _, None) => meaning(verdict, case, failed),
    };
    let said = Said::of_case(analysis);
    let line = Line::new()
        .with(said.style, &said.marked(voice))
        .with(Style::Plain, "  ")
        .with(Style::Plain, &voice.say(what));
    page.blank();
    page.say(line, (0, 2));
    page.append(details((scenario, case), analysis, voice));
    for why in variants(case, analysis) {
        let line = Line::of(Style::Dim, "  ").with(Style::Dim, &voice.say(why));
        page.say(line, (0, 4));
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
fn details((scenario, case): (&Scenario, &Case), analysis: &CaseAnalysis, voice: &Voice) -> Page {
    let wanted: Vec<&Check> = match analysis.verdict {
        Verdict::Shown => return Page::new(),
        Verdict::Unsupported => {
            let unseen = |check: &&Check| check.result == CheckResult::Unobservable;
            analysis.checks.iter().filter(unseen).collect()
        }
        Verdict::NotShown | Verdict::Changed => {
            failures(analysis).map(|(check, _)| check).collect()
        }
    };
    let most = if voice.verbose() { usize::MAX } else { MOST };
    let file = File::of(scenario);
    let mut page = Page::new();
    wanted.iter().take(most).for_each(|check| detail(&mut page, check, (case, file), voice));
    if wanted.len() > most {
        let more = voice.say(words::more(wanted.len() - most));
        page.push(Line::of(Style::Dim, &more).indented(2));
    }
    page
}

fn failures(analysis: &CaseAnalysis) -> impl Iterator<Item = (&Check, &Got)> {
    analysis.checks.iter().filter_map(|check| match &check.result {
        CheckResult::Failed(got) => Some((check, got)),
        CheckResult::Met | CheckResult::Unobservable => None,
    })
}

fn detail(page: &mut Page, check: &Check, (case, file): (&Case, File), voice: &Voice) {
    let expected = checks::expected(&check.expected, voice);
    let place = voice.say(checks::place(check.place, (case, file), voice));
    let line = |style, text: Text| Line::of(style, &voice.say(text));
    let CheckResult::Failed(got) = &check.result else {
        return page.say(line(Style::Plain, words::unobservable(&expected)), (2, 12));
    };
    page.say(Line::of(Style::Dim, &place), (2, 4));
    page.say(line(Style::Plain, words::expected(&expected)), (4, 14));
    page.say(line(Style::Bad, words::got(&checks::got(got, voice))), (4, 14));
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

/// One line for a case, as a test runner has it.
pub(crate) fn row(
    scenario: &Scenario,
    case: &Case,
    analysis: &CaseAnalysis,
    voice: &Voice,
) -> CaseRow {
    let said = Said::of_case(analysis);
    // What was not run has no figures.
    let run = analysis.not_run.is_none();
    CaseRow {
        style: said.style,
        verdict: format!("{} {}", said.mark, voice.say(said.short)),
        name: Name::of(scenario, case),
        role: voice.say(names::role(case.role)),
        counts: if run { counts(analysis) } else { "-".to_owned() },
        reads: (run && !voice.quiet()).then(|| reads(analysis, voice)),
        cause: cause(analysis, voice),
        took: if run { format!("{} ms", analysis.counts.took_us / 1000) } else { String::new() },
    }
}

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

/// How these figures are read: a sign for each that may stand for the segments.
fn reads(analysis: &CaseAnalysis, voice: &Voice) -> Sign {
    let found = &analysis.counts;
    let kind = match found.segments {
        Seen::Seen(_) => "figures",
        Seen::Absent => "figures -",
        Seen::Unsupported | Seen::Failed(_) => "figures ?",
    };
    let said = [found.sends, found.receives];
    let text = voice.say(pages::figures_legend(&counts(analysis), said, found.segments));
    Sign { text, once: Some(kind.to_owned()) }
}

/// The main cause of the first receive that has one.
fn cause(analysis: &CaseAnalysis, voice: &Voice) -> Option<[String; 2]> {
    let found = analysis.receives.iter().find_map(|receive| receive.causes.first())?;
    Some([voice.say(names::cause(found.cause)), found.cause.to_string()])
}

/// What `run all` counts, to say at its end. Memory: one entry for each case that did not show.
#[derive(Debug, Clone, Default)]
pub struct Summary {
    counts: [u64; 4],
    /// Cases that did not show, where they need not.
    excused: u64,
    took_us: u64,
    failed: Vec<Page>,
    unsupported: Vec<Page>,
}

impl Summary {
    /// Counts a case.
    pub fn add(
        &mut self,
        scenario: &Scenario,
        case: &Case,
        analysis: &CaseAnalysis,
        voice: &Voice,
    ) {
        let at = Verdict::ALL.iter().position(|v| *v == analysis.verdict).unwrap_or(0);
        match self.counts.get_mut(at) {
            _ if analysis.is_excused() => self.excused += 1,
            Some(count) => *count += 1,
            None => {}
        }
        self.took_us = self.took_us.saturating_add(analysis.counts.took_us);
        let said = Said::of_case(analysis);
        let head = Line::of(said.style, &said.marked(voice))
            .with(Style::Plain, "  ")
            .with(Style::Strong, &Name::of(scenario, case).whole());
        let mut page = Page::new();
        page.wide(head, (0, 2));
        match analysis.may_not_show.as_ref().filter(|_| analysis.is_excused()) {
            Some(why) => page.say(Line::of(Style::Dim, &voice.say(why.clone())), (2, 2)),
            None => page.append(details((scenario, case), analysis, voice)),
        }
        match analysis.verdict {
            Verdict::NotShown if analysis.is_excused() => self.unsupported.push(page),
            Verdict::NotShown => self.failed.push(page),
            // Why it was not run stands below its line.
            Verdict::Unsupported if analysis.not_run.is_some() => {}
            Verdict::Unsupported => self.unsupported.push(page),
            Verdict::Shown | Verdict::Changed => {}
        }
    }

    /// Cases of one verdict.
    pub fn count(&self, verdict: Verdict) -> u64 {
        let at = Verdict::ALL.iter().position(|v| *v == verdict);
        at.and_then(|at| self.counts.get(at)).copied().unwrap_or(0)
    }

    /// What it says: what did not show and why, what could not be observed, and the totals.
    pub fn page(&self, voice: &Voice) -> Page {
        let mut page = Page::new();
        if !voice.quiet() {
            for one in self.unsupported.iter().chain(&self.failed) {
                page.blank();
                page.append(one.clone());
            }
        }
        if !voice.quiet() {
            page.gap();
        }
        let all = self.counts.iter().sum::<u64>() + self.excused;
        let ms = (self.took_us / 1000).to_string();
        let mut line = Line::of(Style::Strong, &voice.say(pages::summary(all, &ms)));
        let counted = Verdict::ALL.iter().map(|&v| (self.count(v), Said::of(v)));
        for (n, said) in counted.chain([(self.excused, Said::excused())]) {
            if n > 0 {
                line.push(Style::Plain, voice.comma());
                line.push(said.style, &voice.say(pages::tallied(n, &said.word)));
            }
        }
        page.wide(line, (0, 2));
        page
    }
}
