//! `course -o DIR`: every lesson of a recording as a page, and an index of them: a site for any server.

use super::args::{CourseArgs, Display, FormatArg};
use super::code::Code;
use super::failure::Failure;
use super::interrupt::Interrupts;
use super::jobs::Choice;
use super::locale::{Manner, Surroundings};
use super::out::{Output, print};
use super::present::{Extent, Presenter};
use super::progress::Progress;
use super::shown::Shown;
use super::{replay, traces};
use crate::lang::{count, html_page as words, names};
use crate::model::{Group, Lang, Scenario, ScenarioTrace, Trace};
use crate::report::{Kept, Lesson, Look, Verbosity, case, json, visible};
use anyhow::Context;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The page that leads to all others.
const INDEX: &str = "index.html";

/// The recording that a course is made of where none is named.
const RECORDING: &str = "linux";

pub(crate) fn course(
    args: &CourseArgs,
    display: &Display,
    here: &Surroundings,
) -> anyhow::Result<Code> {
    let manner = here.manner(display, true);
    prepare(&args.output, args.overwrite)?;
    let name = args.trace.clone().unwrap_or_else(|| PathBuf::from(RECORDING));
    let json::Recording { trace, scenarios, .. } = traces::read(&name)?;
    let site = Site {
        directory: &args.output,
        look: manner.look(Verbosity::Normal),
        interrupts: Interrupts::listen(),
        trace: &trace,
    };
    let lessons = taught(scenarios, &trace);
    let mut progress = Progress::new("stickydemo course".to_owned(), lessons.len() as u64, true);
    for (done, lesson) in (1..).zip(&lessons) {
        site.lesson(lesson)?;
        progress.at(done);
    }
    drop(progress);
    site.index(&lessons)?;
    print(&done(&args.output, lessons.len(), &manner), &manner)?;
    Ok(Code::Fine)
}

/// A scenario of the trace.
struct Taught<'t> {
    /// Its page.
    file: String,
    scenario: Scenario,
    recorded: &'t ScenarioTrace,
}

/// Each with a page of its own: a trace of a sweep has a scenario several times. What a trace may call a scenario is a
/// plain name, without a dot.
fn taught(scenarios: Vec<Scenario>, trace: &Trace) -> Vec<Taught<'_>> {
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    let one = |(scenario, recorded): (Scenario, _)| {
        let n = times.entry(scenario.id.clone()).or_default();
        *n += 1;
        let file = match *n {
            1 => format!("{}.html", scenario.id),
            n => format!("{}.{n}.html", scenario.id),
        };
        Taught { file, scenario, recorded }
    };
    scenarios.into_iter().zip(&trace.scenarios).map(one).collect()
}

/// Makes the directory. One that is not empty is somebody's.
fn prepare(directory: &Path, overwrite: bool) -> anyhow::Result<()> {
    fs::create_dir_all(directory).with_context(|| Failure::unwritable(Some(directory)))?;
    let mut inside =
        fs::read_dir(directory).with_context(|| Failure::unwritable(Some(directory)))?;
    match inside.next().is_none() || overwrite {
        true => Ok(()),
        false => Err(taken(directory).into()),
    }
}

fn taken(directory: &Path) -> Failure {
    let shown = visible(&directory.to_string_lossy()).into_owned();
    Failure::usage(
        format!("the directory `{shown}` is not empty, and stays as it is"),
        format!("目录 `{shown}` 不是空的，没有改动它"),
    )
    .help(
        "choose another directory; --overwrite writes the pages into this one, and leaves its other files alone",
        "请换一个目录；--overwrite 会把网页写进这个目录，里面别的文件不受影响",
    )
}

fn done(directory: &Path, lessons: usize, manner: &Manner) -> String {
    let index = visible(&directory.join(INDEX).to_string_lossy()).into_owned();
    let text = words::course_written(lessons as u64, &index);
    format!("{}\n", text.get(manner.lang))
}

/// A site in the making.
struct Site<'a> {
    directory: &'a Path,
    look: Look,
    interrupts: Interrupts,
    trace: &'a Trace,
}

impl Site<'_> {
    /// A page of it.
    fn page(&self, file: &str) -> anyhow::Result<Shown> {
        if self.interrupts.interrupted() {
            return Err(Failure::interrupted().into());
        }
        let path = self.directory.join(file);
        let output = Output::open(Some(&path), &self.look, &self.interrupts)?;
        Ok(Shown::new(output, self.look, FormatArg::Html))
    }

    fn lesson(&self, lesson: &Taught<'_>) -> anyhow::Result<()> {
        let shown = self.page(&lesson.file)?.with_index(INDEX);
        let host = &self.trace.host;
        let of = (self.look, host.os.as_str());
        let mut presenter = Presenter::new(shown, of, FormatArg::Html, Extent::One);
        let mut job = traces::job(lesson.scenario.clone(), lesson.recorded, Choice::default());
        traces::add_guess(&mut job);
        replay::present(&job, lesson.recorded, self.trace, &mut presenter)?;
        presenter.finish(host, self.trace.wire)?;
        Ok(())
    }

    fn index(&self, lessons: &[Taught<'_>]) -> anyhow::Result<()> {
        let mut shown = self.page(INDEX)?;
        shown.name(words::course);
        let runs = lessons.iter().flat_map(|one| &one.recorded.cases);
        let wires = traces::wires(self.trace, runs);
        shown.page(|voice| case::recorded(&self.trace.host, &wires, voice))?;
        for &group in Group::ALL {
            let of = || lessons.iter().filter(|one| one.scenario.group == group);
            if of().next().is_some() {
                shown.lessons(|lang| {
                    (
                        names::group(group).get(lang).to_owned(),
                        of().map(|one| self.entry(one, lang)).collect(),
                    )
                });
            }
        }
        shown.finish(Kept::default())
    }

    fn entry(&self, taught: &Taught<'_>, lang: Lang) -> Lesson {
        let lesson = taught.scenario.lesson(lang);
        let cases = count::cases(taught.scenario.cases.len() as u64);
        let wires = traces::wires(self.trace, &taught.recorded.cases);
        let changes: String = taught.recorded.set.iter().map(|set| format!(" {set}")).collect();
        Lesson {
            file: taught.file.clone(),
            id: format!("{}{}", taught.scenario.id, visible(&changes)),
            question: lesson.question.clone(),
            cases: words::cases_on(&cases, &names::wires(&wires)).get(lang).to_owned(),
        }
    }
}
