//! What `run` and `replay` have in common: cases as they come in, shown or gathered, and the exit
//! code that comes of them.

use super::args::{FormatArg, Report};
use super::code::Code;
use super::gather::{Gathered, too_large};
use super::jobs::Job;
use super::perform::Performed;
use super::shown::Shown;
use crate::analysis::{Setting, Tally, analyse};
use crate::lang::{html_page as words, pages};
use crate::model::{Case, CaseTrace, Host, Limits, Text, WireKind};
use crate::report::guess::{self, Guessed};
use crate::report::page::grid::plain;
use crate::report::{Costs, Kept, Look, Page, Summary, Verbosity, Voice, case, json, steps};

/// The verbosity that was asked for.
pub(crate) fn verbosity(report: &Report) -> Verbosity {
    if report.quiet { Verbosity::Quiet } else { verbose(report.verbose) }
}

/// The same, by how often `-v` was given.
pub(crate) fn verbose(times: u8) -> Verbosity {
    match times {
        0 => Verbosity::Normal,
        1 => Verbosity::Full,
        2.. => Verbosity::Verbose,
    }
}

/// How much there is to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// One scenario, performed once: it is shown in full.
    One,
    /// Several scenarios: a line for each case, unless everything was asked for.
    Several,
    /// A repetition: a line for all the runs of a case.
    Repeated,
    /// The rows of sweeps, whose tables tell of them: nothing more, unless everything was asked for.
    Tabled,
}

impl Extent {
    /// That of so many scenarios, each performed once.
    pub(crate) fn of(scenarios: usize) -> Self {
        if scenarios > 1 { Extent::Several } else { Extent::One }
    }
}

/// Takes the cases and makes the output of them.
pub(crate) struct Presenter {
    /// The system, as in [`Host::os`].
    os: String,
    shown: Shown,
    look: Look,
    format: FormatArg,
    /// Cases are shown in full; otherwise one line each.
    full: bool,
    /// Several scenarios: a summary at the end.
    several: bool,
    /// Of a case that is not shown in full nothing is said.
    tabled: bool,
    /// For each language that is shown.
    summaries: Vec<Summary>,
    /// What the fixes of the scenario that is being shown cost.
    costs: Costs,
    /// Where the trace is kept: everything, to be written at the end.
    gathered: Option<Gathered>,
    /// For a page: what was gathered on other computers.
    kept: Kept,
    /// Whether the answers are shown.
    answers: bool,
    /// Whether somebody guesses: nothing tells before what comes out.
    asks: bool,
    /// A picture has been shown: the next one begins after an empty line.
    apart: bool,
    code: Code,
}

impl Presenter {
    /// `os`: the system that the cases are or were run on.
    pub(crate) fn new(
        shown: Shown,
        (look, os): (Look, &str),
        format: FormatArg,
        extent: Extent,
    ) -> Self {
        let keeps = matches!(format, FormatArg::Json | FormatArg::Html);
        Presenter {
            os: os.to_owned(),
            summaries: shown.voices().iter().map(|_| Summary::default()).collect(),
            shown,
            look,
            format,
            full: match extent {
                Extent::One => true,
                Extent::Several | Extent::Tabled => look.verbosity >= Verbosity::Full,
                Extent::Repeated => false,
            },
            several: extent == Extent::Several,
            tabled: extent == Extent::Tabled,
            costs: Costs::default(),
            gathered: keeps.then(Gathered::default),
            kept: Kept::default(),
            answers: true,
            asks: false,
            apart: extent == Extent::Tabled,
            code: Code::Fine,
        }
    }

    /// Whether the answers are shown; they are, unless this says otherwise.
    pub(crate) fn answering(self, answers: bool) -> Self {
        Presenter { answers, ..self }
    }

    /// Whether somebody guesses before each scenario.
    pub(crate) fn asking(self, asks: bool) -> Self {
        Presenter { asks, ..self }
    }

    /// Whether questions, pictures and answers are shown.
    pub(crate) fn is_full(&self) -> bool {
        self.full && !self.is_quiet()
    }

    /// Whether only verdicts are shown.
    pub(crate) fn is_quiet(&self) -> bool {
        self.look.verbosity == Verbosity::Quiet
    }

    /// What a file is called; the first name holds.
    pub(crate) fn name(&mut self, title: Text) {
        self.shown.name(|| title);
    }

    /// What is not about a case.
    pub(crate) fn say(&mut self, make: impl Fn(&Voice) -> Page) -> anyhow::Result<()> {
        self.shown.page(make)
    }

    /// What is not about a case, after one.
    pub(crate) fn aside(&mut self, page: Page) -> anyhow::Result<()> {
        self.shown.gap()?;
        self.shown.page(|_| page.clone())?;
        if self.full { Ok(()) } else { self.shown.gap() }
    }

    /// A scenario begins.
    pub(crate) fn begin(&mut self, job: &Job) -> anyhow::Result<()> {
        if let Some(gathered) = &mut self.gathered {
            gathered.begin(job)?;
        }
        self.costs = Costs::default();
        // A title often tells what comes out: where all is kept it stands with the answer.
        let headed = match (self.asks, self.shown.keeps() && self.is_full()) {
            (true, _) => case::Headed::Nothing,
            (false, true) => case::Headed::Name,
            (false, false) => case::Headed::Title,
        };
        if !self.several {
            self.shown.name(|| case::some::called(&job.scenario, headed));
        }
        if self.full {
            self.apart()?;
            self.shown.open();
        }
        if self.full || !self.tabled {
            self.shown.go_on(|voice| case::changes(&job.set, voice))?;
        }
        if self.full {
            self.shown.page(|voice| case::about_the_unchanged(&job.set, voice))?;
            if !job.set.is_empty() && !self.is_quiet() {
                self.shown.gap()?;
            }
            self.shown.page(|voice| case::some::intro(&job.scenario, (job.all, headed), voice))?;
        }
        if let Some(guess) = job.guess().filter(|_| self.is_full()) {
            self.shown.kept(|voice| guess::question(guess, voice));
        }
        if self.is_full() && self.shown.fold(&pages::hint()) {
            self.shown.page(|voice| case::hint(&job.scenario, voice))?;
            let answers = self.answers && job.is_whole();
            self.shown.fold(&words::unfold(job.cases().count() as u64, answers));
        }
        Ok(())
    }

    /// A case has ended.
    pub(crate) fn case(&mut self, job: &Job, case: &Case, done: Performed) -> anyhow::Result<()> {
        self.judge(&done);
        for (summary, voice) in self.summaries.iter_mut().zip(self.shown.voices()) {
            summary.add(&job.scenario, case, &done.analysis, &voice);
        }
        self.apart()?;
        self.apart = self.is_full();
        if self.is_full() {
            self.costs.add(case, &done.trace, &done.analysis);
        }
        let Performed { trace, analysis, .. } = &done;
        match self.full {
            true => {
                let make = |voice: &_| {
                    let page = case::case(&job.scenario, case, trace, analysis, voice);
                    steps::placed(page, case, (trace, analysis), voice)
                };
                self.shown.page(make)?;
                let asked = job.asked(case, &Guessed::Nothing);
                if let Some(asked) =
                    asked.filter(|_| self.answers && self.shown.keeps() && !self.is_quiet())
                {
                    let came = done.came(case, asked.guess);
                    self.shown.kept(|voice| guess::outcome(asked, &came, None, voice));
                }
            }
            false if self.tabled => {}
            false => {
                self.shown.go_on(|voice| case::line(&job.scenario, case, analysis, voice))?;
            }
        }
        // A picture says it in its verdict.
        self.skipped(analysis.not_run.as_ref().filter(|_| !self.is_full()))?;
        self.gathered.as_mut().map_or(Ok(()), |gathered| gathered.case(done))
    }

    /// What a program did by itself.
    pub(crate) fn session(&mut self, run: &CaseTrace, setting: &Setting) -> anyhow::Result<()> {
        if let Some(gathered) = &mut self.gathered {
            gathered.session(run.clone());
        }
        if self.format == FormatArg::Json {
            return Ok(());
        }
        let analysis = analyse(&Case::of_session(run), run, setting);
        self.apart()?;
        self.apart = true;
        self.shown.name(|| Text::new(run.id.clone(), run.id.clone()));
        let make = |voice: &_| {
            let page = case::session(run, &analysis, voice);
            steps::placed(page, &Case::of_session(run), (run, &analysis), voice)
        };
        self.shown.page(make)
    }

    /// An empty line between two pictures.
    fn apart(&mut self) -> anyhow::Result<()> {
        match std::mem::take(&mut self.apart) {
            true => self.shown.gap(),
            false => Ok(()),
        }
    }

    /// Why a case was not performed: said, however little is said.
    fn skipped(&mut self, why: Option<&Text>) -> anyhow::Result<()> {
        let Some(why) = why else { return Ok(()) };
        self.shown.go_on(|voice| {
            let mut page = Page::new();
            page.wide(plain(why.get(voice.lang)), (2, 2));
            page
        })
    }

    /// A repetition has ended. `one` of its runs: the first that was not shown, if there was one.
    pub(crate) fn tally(
        &mut self,
        job: &Job,
        case: &Case,
        tally: Tally,
        one: Option<Performed>,
    ) -> anyhow::Result<()> {
        self.shown.page(|voice| case::repeat(&job.scenario, case, &tally, voice))?;
        self.skipped(one.as_ref().and_then(|one| one.analysis.not_run.as_ref()))?;
        let drawn = one.as_ref().filter(|_| tally.first_not_shown.is_some() && !self.is_quiet());
        if let Some(Performed { trace, analysis, .. }) = drawn {
            let make = |voice: &_| {
                let page = case::case(&job.scenario, case, trace, analysis, voice);
                steps::placed(page, case, (trace, analysis), voice)
            };
            self.shown.page(make)?;
        }
        self.gathered.as_mut().map_or(Ok(()), |gathered| gathered.tally(tally, one))
    }

    /// Counts a verdict towards the exit code.
    pub(crate) fn judge(&mut self, done: &Performed) {
        self.code = judged(self.code, done);
    }

    /// A scenario has ended.
    pub(crate) fn end(&mut self, job: &Job) -> anyhow::Result<()> {
        if !self.full {
            return Ok(());
        }
        let costs = &self.costs;
        self.shown.page(|voice| costs.page(voice))?;
        if !self.answers {
            self.shown.open();
            return Ok(());
        }
        if !job.set.is_empty() && job.is_whole() && !self.is_quiet() {
            self.shown.gap()?;
            self.shown.page(|voice| case::about_the_unchanged(&job.set, voice))?;
        }
        let (os, titled) = (&self.os, self.shown.keeps() && self.is_full());
        self.shown.page(|voice| {
            let mut page = Page::new();
            if titled {
                page.heading(&job.scenario.lesson(voice.lang).title);
            }
            page.append(case::some::outro(&job.scenario, (job.all, os), voice));
            page
        })?;
        self.shown.open();
        Ok(())
    }

    /// Everything has been shown: what is left to write, and the exit code.
    pub(crate) fn finish(mut self, host: &Host, wire: WireKind) -> anyhow::Result<Code> {
        match (self.format, self.gathered.take()) {
            (FormatArg::Json, Some(gathered)) => self.json(gathered, (host, wire)),
            (_, gathered) => {
                if self.several {
                    let all = self.shown.voices().into_iter().zip(&self.summaries);
                    let all: Vec<(Voice, &Summary)> = all.collect();
                    let of = |voice: &Voice| all.iter().find(|(one, _)| one.lang == voice.lang);
                    self.shown.page(|voice| match of(voice) {
                        Some((voice, summary)) => case::summary(summary, voice),
                        None => Page::new(),
                    })?;
                }
                self.keep(gathered, (host, wire))?;
                let mut kept = self.kept;
                match kept.traces.len() {
                    0 => {}
                    1 => kept.said.push(words::trace_inside()),
                    several => kept.said.push(words::traces_inside(several as u64)),
                }
                self.shown.finish(kept)?;
                Ok(self.code)
            }
        }
    }

    /// What was recorded on one computer is complete, and what comes now was recorded on another, a page of several.
    pub(crate) fn goes_on(
        &mut self,
        (host, wire): (&Host, WireKind),
        os: &str,
    ) -> anyhow::Result<()> {
        os.clone_into(&mut self.os);
        let gathered = self.gathered.as_mut().map(std::mem::take);
        self.keep(gathered, (host, wire))?;
        self.apart = false;
        if self.is_quiet() { Ok(()) } else { self.shown.gap() }
    }

    /// What was gathered goes into the page.
    fn keep(
        &mut self,
        gathered: Option<Gathered>,
        (host, wire): (&Host, WireKind),
    ) -> anyhow::Result<()> {
        if let Some(gathered) = gathered.filter(|gathered| !gathered.is_empty()) {
            self.kept.traces.push(gathered.recorded(host, wire)?);
        }
        Ok(())
    }

    fn json(mut self, kept: Gathered, (host, wire): (&Host, WireKind)) -> anyhow::Result<Code> {
        let left_out = kept.left_out();
        if kept.is_empty()
            && let Some(failure) = left_out
        {
            return Err(failure.into());
        }
        let written = kept.judged(host, wire)?;
        let written = json::fit(&written, self.look.ascii);
        if written.len() as u64 > Limits::TRACE {
            return Err(too_large().into());
        }
        self.shown.write_json(&written)?;
        self.shown.finish(Kept::default())?;
        match left_out {
            Some(failure) => Err(failure.into()),
            None => Ok(self.code),
        }
    }
}

/// The exit code after one more case. What may not show on this system is not a failure.
pub(crate) fn judged(code: Code, done: &Performed) -> Code {
    match (case::is_fine_here(&done.analysis), done.impossible && code == Code::Fine) {
        (false, _) => Code::NotShown,
        (true, true) => Code::NoSockets,
        (true, false) => code,
    }
}
