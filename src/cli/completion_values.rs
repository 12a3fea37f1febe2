//! What may stand for an argument: names that only this program knows, and files.

use super::super::source;
use super::super::words::COMMANDS;
use crate::apps::Cut;
use crate::apps::relay::{CutText, FrameCut, FramePlace};
use crate::cli::watch;
use crate::model::{Case, FramingSpec, Lang, Scenario};
use crate::report::recordings;
use crate::scenario::{builtin, change};
use crate::torture;
use clap::Arg;
use clap_complete::engine::ValueCompleter;
use clap_complete::{ArgValueCompleter, CompletionCandidate, PathCompleter};
use std::ffi::{OsStr, OsString};
use std::path::Path;

/// The line that is typed, as far as it tells what is meant.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// The scenarios and the files of scenarios on it.
    named: Vec<OsString>,
    /// Whether a case of one may stand there, too.
    takes_case: bool,
    /// What stands before the last `/` of the word that is being typed.
    before: Option<String>,
    lang: Lang,
}

impl Line {
    /// Its words; the last may be the one that is being typed.
    pub(super) fn of(words: &[OsString], lang: Lang) -> Self {
        let scenario = |word: &&OsString| {
            word.to_str().is_some_and(|name| {
                builtin::find(name).is_some()
                    || Path::new(name).extension().is_some_and(|end| end == "toml")
            })
        };
        let named = words.iter().filter(scenario).cloned().collect();
        let typed = words.last().and_then(|word| word.to_str()?.rsplit_once('/'));
        let before = typed.map(|(before, _)| before.to_owned());
        let takes_case = before.is_some() || words.iter().any(|word| word == "--as");
        Line { named, takes_case, before, lang }
    }

    /// The scenarios that it names, as far as they can be read.
    fn scenarios(&self) -> Vec<Scenario> {
        self.named.iter().filter_map(|name| source::one(name).ok()).collect()
    }

    /// Their cases; where it names none, those of all that there are, with their scenarios' names.
    fn cases(&self) -> Vec<(String, String)> {
        let named = self.scenarios();
        let of = |scenario: &Scenario| {
            let cases = scenario.cases.iter();
            cases
                .map(|case| (case.id.clone(), case.title.get(self.lang).to_owned()))
                .collect::<Vec<_>>()
        };
        if !named.is_empty() {
            return named.iter().flat_map(of).collect();
        }
        self.all_cases()
    }

    /// Those of all that there are, with their scenarios' names.
    fn all_cases(&self) -> Vec<(String, String)> {
        let all = builtin::index()
            .iter()
            .flat_map(|entry| entry.cases.iter().map(move |(case, _)| (entry, case)));
        all.map(|(entry, case)| (format!("{}/{case}", entry.id), entry.title(self.lang).to_owned()))
            .collect()
    }

    /// Those of the file whose name is typed.
    fn own_cases(&self) -> Vec<(String, String)> {
        let before = self.before.as_deref().unwrap_or_default();
        let file = source::there(OsStr::new(before)).and_then(|path| source::file(&path).ok());
        let cases = file.into_iter().flat_map(|scenario| scenario.cases);
        let name =
            |case: Case| (format!("{before}/{}", case.id), case.title.get(self.lang).to_owned());
        cases.map(name).collect()
    }

    /// What can be changed in them, up to the value.
    fn changes(&self) -> Vec<(String, String)> {
        let all = self.scenarios().iter().flat_map(change::settable_in).collect::<Vec<_>>();
        all.into_iter().map(|name| (format!("{name}="), String::new())).collect()
    }

    fn builtin(&self) -> Vec<(String, String)> {
        builtin::index()
            .iter()
            .map(|entry| (entry.id.to_owned(), entry.title(self.lang).to_owned()))
            .collect()
    }
}

/// The tree, with what may stand for each argument of which the tree alone does not know.
pub(super) fn attached(mut tree: clap::Command, line: &Line) -> clap::Command {
    for command in COMMANDS {
        tree = tree.mut_subcommand(command.name, |tree| {
            tree.mut_args(|arg| known(arg, command.name, line))
        });
    }
    tree
}

fn known(arg: Arg, command: &str, line: &Line) -> Arg {
    let own = line.clone();
    let plain = |names: Vec<String>| {
        let all: Vec<_> = names.into_iter().map(|name| (name, String::new())).collect();
        ArgValueCompleter::new(Names(move || all.clone()))
    };
    let completer = match (command, arg.get_id().as_str()) {
        (_, "case") => ArgValueCompleter::new(Names(move || own.cases())),
        (_, "set" | "vary") => ArgValueCompleter::new(Names(move || own.changes())),
        ("run", "scenarios") => ArgValueCompleter::new(OrFiles(
            move || [own.builtin(), vec![("all".to_owned(), String::new())]].concat(),
            is_scenario,
        )),
        ("show", "scenario") if line.takes_case => ArgValueCompleter::new(OrFiles(
            move || [own.builtin(), own.all_cases(), own.own_cases()].concat(),
            is_scenario,
        )),
        (_, "scenario") => ArgValueCompleter::new(OrFiles(move || own.builtin(), is_scenario)),
        ("check", "files") => ArgValueCompleter::new(OrFiles(Vec::new, is_scenario)),
        ("replay" | "compare" | "course", "trace" | "traces") => {
            let names =
                || recordings::names().map(|name| (name.to_owned(), String::new())).collect();
            ArgValueCompleter::new(OrFiles(names, is_trace))
        }
        ("relay", "framing") => {
            plain(framings(|framing| FrameCut::of(framing, FramePlace::BeforeEnd(0)).is_some()))
        }
        ("watch", "framing") => ArgValueCompleter::new(OfPrograms(framings(|_| true))),
        ("relay", "cut") => plain(CutText::EXAMPLES.map(str::to_owned).to_vec()),
        ("serve" | "connect", "cut") => plain(Cut::EXAMPLES.map(str::to_owned).to_vec()),
        ("torture", "framing") => {
            let all = torture::subjects().into_iter().map(|subject| subject.name);
            plain(all.chain(["all".to_owned()]).collect())
        }
        ("grade", "framing") => {
            let all = torture::subjects().into_iter().filter(|one| one.exhibit().is_none());
            plain(all.map(|subject| subject.spec.to_string()).collect())
        }
        ("schema", "name") => plain(super::super::schema::names().map(str::to_owned).collect()),
        ("man" | "help", "command") => {
            plain(COMMANDS.iter().map(|command| command.name.to_owned()).collect())
        }
        _ => return arg,
    };
    arg.add(completer)
}

/// The framings that do what they should, as they are spelt.
fn framings(fits: impl Fn(&FramingSpec) -> bool) -> Vec<String> {
    let right = torture::subjects().into_iter().filter(|subject| subject.exhibit().is_none());
    let specs = right.map(|subject| subject.spec).filter(fits);
    let mut all: Vec<String> = Vec::new();
    for spelling in specs.map(|spec| spec.to_string()) {
        // The longest message is a torture's own.
        let spelling = spelling.split(",max=").next().unwrap_or_default().to_owned();
        if !all.contains(&spelling) {
            all.push(spelling);
        }
    }
    all
}

/// Names, each with what it is.
struct Names<F>(F);

impl<F: Fn() -> Vec<(String, String)> + Send + Sync> ValueCompleter for Names<F> {
    fn complete(&self, current: &OsStr) -> Vec<CompletionCandidate> {
        let Some(current) = current.to_str() else { return Vec::new() };
        let fits = |(name, _): &(String, String)| name.starts_with(current);
        let candidate = |(name, help): (String, String)| {
            CompletionCandidate::new(name).help((!help.is_empty()).then(|| help.into()))
        };
        (self.0)().into_iter().filter(fits).map(candidate).collect()
    }
}

/// Words that may stand behind the name of a program: `client=lines`.
struct OfPrograms(Vec<String>);

impl ValueCompleter for OfPrograms {
    fn complete(&self, current: &OsStr) -> Vec<CompletionCandidate> {
        let Some(current) = current.to_str() else { return Vec::new() };
        let name = watch::program_of(current).map_or(String::new(), |(name, _)| format!("{name}="));
        let all = self.0.iter().map(|word| format!("{name}{word}"));
        all.filter(|word| word.starts_with(current)).map(CompletionCandidate::new).collect()
    }
}

/// Names, or files that may be meant.
struct OrFiles<F>(F, fn(&Path) -> bool);

impl<F: Fn() -> Vec<(String, String)> + Send + Sync> ValueCompleter for OrFiles<F> {
    fn complete(&self, current: &OsStr) -> Vec<CompletionCandidate> {
        let mut all = Names(&self.0).complete(current);
        let wanted = self.1;
        // The engine adds the folders by itself.
        all.extend(PathCompleter::any().filter(wanted).complete(current));
        all
    }
}

fn is_scenario(path: &Path) -> bool {
    path.extension().is_some_and(|end| end.eq_ignore_ascii_case("toml"))
}

fn is_trace(path: &Path) -> bool {
    path.extension()
        .is_some_and(|end| end.eq_ignore_ascii_case("json") || end.eq_ignore_ascii_case("gz"))
}
