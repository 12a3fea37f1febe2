//! Why the program stops short, said to the person: what happened, and what to do.
//!
//! An error goes up as an [`anyhow::Error`]. Below is what somebody said: the system, the engine. Its
//! context is the [`Failure`] of the code that had asked, which says what was to be done, with which file or
//! case, in both languages; an English sentence alone is never put on top. Where this floor itself finds
//! something wrong, a `Failure` is the error. [`tell`] makes the message of it all.

use super::code::Code;
use super::locale::Manner;
use super::words::say;
use crate::engine::EngineError;
use crate::model::{Lang, Text};
use crate::net::said;
use crate::report::{Style, painted, prose, spelled, visible};
use crate::scenario::{Notice, SpellingError};
use std::io::{self, ErrorKind};
use std::path::Path;

/// The end of a command that did not do what it was asked.
#[derive(Debug)]
pub(crate) struct Failure {
    code: Code,
    said: Box<Said>,
}

/// The words of a failure.
#[derive(Debug, Default)]
struct Said {
    /// What happened. `None`: nothing is said (the reader has gone).
    what: Option<Text>,
    /// What to do, or what there is instead; one entry a line.
    help: Vec<Text>,
    /// What is wrong with a file, and the file's name: it stands for `what`.
    notice: Option<(Notice, String)>,
}

impl From<SpellingError> for Failure {
    fn from(error: SpellingError) -> Self {
        let failure = Failure::new(Code::Usage, error.what);
        error.help.into_iter().fold(failure, |failure, help| failure.help(help.en, help.zh))
    }
}

impl Failure {
    pub(crate) fn new(code: Code, what: Text) -> Self {
        Failure { code, said: Box::new(Said { what: Some(what), ..Said::default() }) }
    }

    /// A command line that makes no sense.
    pub(crate) fn usage(en: String, zh: String) -> Self {
        Failure::new(Code::Usage, Text { en, zh })
    }

    /// Adds what to do.
    pub(crate) fn help(mut self, en: impl Into<String>, zh: impl Into<String>) -> Self {
        self.said.help.push(Text::new(en, zh));
        self
    }

    /// A file that is wrong; `file`: its name.
    pub(crate) fn wrong_file(notice: &Notice, file: impl Into<String>) -> Self {
        let notice = Some((notice.clone(), file.into()));
        Failure { code: Code::BadFile, said: Box::new(Said { notice, ..Said::default() }) }
    }

    /// What to do, as it is said in English.
    #[cfg(test)]
    pub(crate) fn advice(&self) -> Vec<&str> {
        self.said.help.iter().map(|text| text.en.as_str()).collect()
    }

    /// An ending that needs no words.
    pub(crate) fn silent(code: Code) -> Self {
        Failure { code, said: Box::default() }
    }

    /// The output could not be written.
    pub(crate) fn unwritable(target: Option<&Path>) -> Self {
        let what = match target.map(shown) {
            None => Text::new("cannot write the output", "无法写出结果"),
            Some(path) => Text::new(format!("cannot write `{path}`"), format!("无法写入 `{path}`")),
        };
        Failure::new(Code::NoOutput, what)
    }

    /// There is nothing to write the output to (`>&-`).
    pub(crate) fn no_standard_output() -> Self {
        Failure::new(
            Code::NoOutput,
            Text::new(
                "cannot write the output: standard output is closed",
                "无法写出结果：标准输出是关闭的",
            ),
        )
    }

    /// A file that was named could not be read.
    pub(crate) fn unreadable(path: &Path) -> Self {
        let path = shown(path);
        Failure::usage(format!("cannot read `{path}`"), format!("无法读取 `{path}`"))
    }

    /// A case could not be run at all. `name` is fit to be shown.
    pub(crate) fn unperformed(name: &str) -> Self {
        let what = Text::new(format!("cannot run `{name}`"), format!("无法运行 `{name}`"));
        Failure::new(Code::NoSockets, what)
    }

    /// Ctrl-C.
    pub(crate) fn interrupted() -> Self {
        Failure::new(Code::Interrupted, Text::new("stopped", "已停止"))
    }

    /// A mistake of this program.
    pub(crate) fn defect(what: &Text) -> Self {
        Failure::new(
            Code::NoOutput,
            Text::new(
                format!("{}; this is a defect of stickydemo", what.en),
                format!("{}；这是 stickydemo 的缺陷", what.zh),
            ),
        )
    }

    /// As it is shown, with a line end after each line; empty if nothing is said. `cause`: what somebody
    /// else said.
    fn render(&self, cause: Option<&Text>, manner: &Manner) -> String {
        if let Some((notice, file)) = &self.said.notice {
            let look = manner.error_look();
            let what = notice.render_spelled(file, manner.lang, &|c| spelled(c, &look));
            let help = self.said.help.iter().map(|line| format!("  {}\n", line.get(manner.lang)));
            return std::iter::once(what).chain(help).collect();
        }
        let Some(what) = &self.said.what else { return String::new() };
        let head = say("error:", "错误：").get(manner.lang);
        let space = if head.is_ascii() { " " } else { "" };
        let mut out = match self.code {
            // Nothing went wrong.
            Code::Interrupted => String::new(),
            _ => format!("{head}{space}"),
        };
        let (first, list) = match what.get(manner.lang).split_once('\n') {
            Some((first, list)) => (first, listing(list, manner.width)),
            None => (what.get(manner.lang), Vec::new()),
        };
        out.push_str(first);
        if let Some(cause) = cause {
            let colon = if manner.lang == Lang::Zh { "：" } else { ": " };
            out.push_str(&format!("{colon}{}", cause.get(manner.lang)));
        }
        let help = self.said.help.iter().map(|line| format!("  {}", line.get(manner.lang)));
        let mut lines = whole(&out, manner);
        lines.extend(list);
        lines.extend(help.flat_map(|line| whole(&line, manner)));
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        match text.strip_prefix(head).filter(|_| self.code != Code::Interrupted) {
            Some(rest) => format!("{}{rest}", painted(head, Style::Bad, manner.error_color)),
            None => text,
        }
    }
}

/// A line in lines that a terminal need not break inside a word; for a pipe in one piece.
fn whole(line: &str, manner: &Manner) -> Vec<String> {
    manner.error_width.map_or_else(|| vec![line.to_owned()], |columns| listing(line, columns))
}

/// A list in lines of at most `columns`: each entry goes on two columns further in than it began.
fn listing(text: &str, columns: usize) -> Vec<String> {
    text.split('\n').flat_map(|entry| hung(entry, columns)).collect()
}

fn hung(entry: &str, columns: usize) -> Vec<String> {
    let words = entry.trim_start_matches(' ');
    let indent = entry.len() - words.len();
    let lines = prose(words, columns.saturating_sub(indent + 2).max(1));
    let blanks = |at: usize| " ".repeat(if at == 0 { indent } else { indent + 2 });
    lines.iter().enumerate().map(|(at, line)| format!("{}{line}", blanks(at))).collect()
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.said.what.as_ref().map_or("", |what| &what.en))
    }
}

impl std::error::Error for Failure {}

/// Where the output was to go: the context of what ended a run, so that who ends it by Ctrl-C hears
/// that the file was not written.
#[derive(Debug)]
struct Unwritten(Text);

impl std::fmt::Display for Unwritten {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.en)
    }
}

/// Adds where the output was to go, if it was to go to a file.
pub(crate) fn unwritten(error: anyhow::Error, target: Option<&Path>) -> anyhow::Error {
    let Some(path) = target.map(shown) else { return error };
    let nothing = format!("nothing was written to `{path}`");
    error.context(Unwritten(Text::new(nothing, format!("没有写入 `{path}`"))))
}

/// What the person is told, with a line end after each line (empty if nothing is), and the shell.
pub(crate) fn tell(error: &anyhow::Error, manner: &Manner) -> (Code, String) {
    // What this floor found wrong says all there is to say, whatever was being done.
    if let Some(failure) = error.root_cause().downcast_ref::<Failure>() {
        let mut words = failure.render(None, manner);
        if let (Code::Interrupted, Some(Unwritten(nothing))) = (failure.code, error.downcast_ref())
        {
            words.push_str(&format!("  {}\n", nothing.get(manner.lang)));
        }
        return (failure.code, words);
    }
    let cause = cause(error);
    match error.downcast_ref::<Failure>() {
        // A reader that has gone is not a mishap.
        Some(Failure { code: Code::NoOutput, .. }) if is_broken_pipe(error) => {
            (Code::ClosedPipe, String::new())
        }
        Some(failure) => (failure.code, failure.render(Some(&cause), manner)),
        None => (Code::NoOutput, Failure::defect(&cause).render(None, manner)),
    }
}

/// What somebody else said, in both languages.
fn cause(error: &anyhow::Error) -> Text {
    if let Some(error) = error.downcast_ref::<EngineError>() {
        return error.text();
    }
    match error.downcast_ref::<io::Error>() {
        Some(error) => said(error),
        None => Text::new(format!("{error:#}"), format!("{error:#}")),
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == ErrorKind::BrokenPipe)
}

/// A file's name, fit to be shown.
fn shown(path: &Path) -> String {
    visible(&path.to_string_lossy()).into_owned()
}

#[cfg(test)]
#[path = "failure_tests.rs"]
mod tests;
