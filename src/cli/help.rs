//! Help pages, drawn from clap's tree and the words of this floor. Clap's own pages have their
//! headings built in and cannot end a line inside a Chinese sentence.

use super::args::Cli;
use super::live::options;
use super::locale::Manner;
use super::words::{self, APPS, COMMANDS, CommandWords, EXIT_CODES, HEADINGS, PROGRAM, Words};
use super::wrap::{padded, width, wrapped};
use crate::apps::App;
use crate::model::Lang;
use crate::report::{Style, painted};
use clap::Arg;
use std::borrow::Cow;

/// Where the explanations of arguments begin, at the latest.
const COLUMN: usize = 30;

/// The page of one command, or of the program.
pub(crate) fn page(words: &'static CommandWords, manner: &Manner) -> String {
    page_for(words, None, manner)
}

/// The page of a command, with the options of one app only, where it was asked for one.
pub(crate) fn page_for(words: &'static CommandWords, app: Option<App>, manner: &Manner) -> String {
    let mut page = Page { manner, out: String::new() };
    page.prose(words.about);
    if let Some(more) = words.more {
        page.gap();
        page.prose(more);
    }
    page.gap();
    page.usage(words);
    for (heading, rows) in tables_for(words, app, manner.lang) {
        page.table(heading, rows);
    }
    if words.name == PROGRAM.name {
        page.gap();
        page.prose(HEADINGS.more);
    }
    page.out
}

/// Before the page of `serve` or `connect`, where it was asked for one app: the two commands of its lesson.
pub(crate) fn lesson(app: App, manner: &Manner) -> String {
    let mut page = Page { manner, out: String::new() };
    let about = APPS.iter().find(|(known, _)| *known == app).map(|(_, about)| *about);
    about.into_iter().for_each(|about| page.prose(about));
    page.gap();
    for side in ["serve", "connect"] {
        let command = format!("stickydemo {side} {app}");
        page.line(&format!("  {}", painted(&command, Style::Typed, manner.color)));
    }
    page.gap();
    page.out
}

/// Everything about a command that comes in two columns: heading, rows. The manual page has the
/// same.
pub(crate) fn tables(words: &'static CommandWords, lang: Lang) -> Vec<(Words, Vec<HelpRow>)> {
    tables_for(words, None, lang)
}

fn tables_for(
    words: &'static CommandWords,
    app: Option<App>,
    lang: Lang,
) -> Vec<(Words, Vec<HelpRow>)> {
    let tree = Cli::tree();
    let mut tables = match tree.find_subcommand(words.name) {
        Some(command) => arg_tables((words, app), command, lang),
        None => vec![(HEADINGS.commands, command_rows(lang))],
    };
    tables.push((HEADINGS.display, arg_rows(&PROGRAM, tree.get_arguments(), lang)));
    tables.push((HEADINGS.examples, example_rows(words, lang)));
    if words.name == "run" {
        tables.push((HEADINGS.exit_codes, code_rows(lang)));
    }
    tables.retain(|(_, rows)| !rows.is_empty());
    tables
}

/// A left column and its explanation.
pub(crate) type HelpRow = (String, Cow<'static, str>);

fn command_rows(lang: Lang) -> Vec<HelpRow> {
    COMMANDS
        .iter()
        .map(|command| (command.name.to_owned(), command.about.get(lang).into()))
        .collect()
}

fn arg_tables(
    (words, app): (&'static CommandWords, Option<App>),
    command: &clap::Command,
    lang: Lang,
) -> Vec<(Words, Vec<HelpRow>)> {
    let option = |arg: &Arg| arg.get_long().unwrap_or_default().to_owned();
    let has = |arg: &&Arg| app.is_none_or(|app| options::has(app, words.name, &option(arg)));
    let (positional, options): (Vec<_>, Vec<_>) =
        own_args(command).filter(has).partition(|arg| arg.is_positional());
    vec![
        (HEADINGS.arguments, arg_rows(words, positional.into_iter(), lang)),
        (HEADINGS.options, arg_rows(words, options.into_iter(), lang)),
    ]
}

/// What only this command takes: not what every command does.
fn own_args(command: &clap::Command) -> impl Iterator<Item = &Arg> {
    command.get_arguments().filter(|arg| !arg.is_global_set())
}

fn arg_rows<'a>(
    words: &'static CommandWords,
    args: impl Iterator<Item = &'a Arg>,
    lang: Lang,
) -> Vec<HelpRow> {
    args.filter_map(|arg| words::arg(words, arg.get_id().as_str()).map(|known| (arg, known)))
        .map(|(arg, known)| (signature(arg, known.value, lang), known.help(lang)))
        .collect()
}

/// `-o, --output <FILE>`, or `<FILE>`.
fn signature(arg: &Arg, value: Option<Words>, lang: Lang) -> String {
    let value = value.map(|value| format!("<{}>", value.get(lang)));
    let Some(long) = arg.get_long() else { return value.unwrap_or_default() };
    let short = arg.get_short().map_or_else(|| "    ".to_owned(), |short| format!("-{short}, "));
    let value = value.map_or_else(String::new, |value| format!(" {value}"));
    format!("{short}--{long}{value}")
}

fn example_rows(words: &CommandWords, lang: Lang) -> Vec<HelpRow> {
    words.examples.iter().map(|(typed, why)| ((*typed).to_owned(), why.get(lang).into())).collect()
}

pub(crate) fn code_rows(lang: Lang) -> Vec<HelpRow> {
    EXIT_CODES
        .iter()
        .map(|(code, words)| ((*code as u8).to_string(), words.get(lang).into()))
        .collect()
}

/// A page as it grows.
struct Page<'a> {
    manner: &'a Manner,
    out: String,
}

impl Page<'_> {
    fn gap(&mut self) {
        self.out.push('\n');
    }

    fn line(&mut self, line: &str) {
        self.out.push_str(line.trim_end());
        self.out.push('\n');
    }

    fn prose(&mut self, words: Words) {
        for line in wrapped(words.get(self.manner.lang), self.manner.width) {
            self.line(&line);
        }
    }

    fn usage(&mut self, words: &CommandWords) {
        let heading = HEADINGS.usage.get(self.manner.lang);
        let space = if heading.is_ascii() { " " } else { "" };
        let call = words::call(words, self.manner.lang);
        let heading = self.heading(heading);
        self.line(&format!("{heading}{space}{call}"));
    }

    fn heading<'t>(&self, text: &'t str) -> Cow<'t, str> {
        painted(text, Style::Strong, self.manner.color)
    }

    /// A heading and two columns. A left side that does not fit gets a line of its own.
    fn table(&mut self, heading: Words, rows: Vec<HelpRow>) {
        self.gap();
        self.line(&self.heading(heading.get(self.manner.lang)));
        let most =
            if heading.en == HEADINGS.examples.en { self.manner.width * 2 / 3 } else { COLUMN };
        let widest = rows.iter().map(|(left, _)| width(left) + 4).filter(|&w| w <= most).max();
        let column = widest.unwrap_or(10);
        for (left, right) in rows {
            self.row(&left, &right, column);
        }
    }

    fn row(&mut self, left: &str, right: &str, column: usize) {
        let room = self.manner.width.saturating_sub(column).max(20);
        let mut left = self.left(left, column);
        for line in wrapped(right, room) {
            let begin = left.take().unwrap_or_else(|| " ".repeat(column));
            self.line(&format!("{begin}{line}"));
        }
    }

    /// The left column, padded; `None` if it took a line of its own.
    fn left(&mut self, left: &str, column: usize) -> Option<String> {
        let painted = format!("  {}", painted(left, Style::Typed, self.manner.color));
        if width(left) + 4 > column {
            self.line(&painted);
            return None;
        }
        let fill = padded("", column - width(left) - 2);
        Some(format!("{painted}{fill}"))
    }
}

#[cfg(test)]
#[path = "help_tests.rs"]
mod tests;
