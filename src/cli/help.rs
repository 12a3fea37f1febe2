//! Help pages, drawn from clap's tree and the words of this floor. Clap's own pages have their
//! headings built in and cannot end a line inside a Chinese sentence.

use super::args::Cli;
use super::live::options;
use super::words::{self, APPS, COMMANDS, CommandWords, EXIT_CODES, HEADINGS, PROGRAM, Words};
use crate::apps::App;
use crate::model::Lang;
use crate::report::page::grid::{Column, Grid, Most, TooNarrow, plain};
use crate::report::page::line::{Line, Style};
use crate::report::page::{Block, Page};
use clap::Arg;
use std::borrow::Cow;

/// A longer argument, or example, has a line of its own above its explanation; in columns.
const ARGUMENT: usize = 26;
const EXAMPLE: usize = 49;
/// An explanation is not made narrower, in columns.
const LEAST: usize = 20;

/// The page of one command, or of the program.
pub(crate) fn page(words: &'static CommandWords, lang: Lang) -> Page {
    page_for(words, None, lang)
}

/// The page of a command, with the options of one app only, where it was asked for one.
pub(crate) fn page_for(words: &'static CommandWords, app: Option<App>, lang: Lang) -> Page {
    let mut page = Page::new();
    prose(&mut page, words.about.get(lang));
    if let Some(more) = words.more {
        page.gap();
        prose(&mut page, more.get(lang));
    }
    page.gap();
    usage(&mut page, words, lang);
    for (heading, rows) in tables_for(words, app, lang) {
        table(&mut page, heading.get(lang), rows);
    }
    if words.name == PROGRAM.name {
        page.gap();
        prose(&mut page, HEADINGS.more.get(lang));
    }
    page
}

/// Before the page of `serve` or `connect`, where it was asked for one app: the two commands of its lesson.
pub(crate) fn lesson(app: App, lang: Lang) -> Page {
    let mut page = Page::new();
    let about = APPS.iter().find(|(known, _)| *known == app).map(|(_, about)| *about);
    about.into_iter().for_each(|about| prose(&mut page, about.get(lang)));
    page.gap();
    for side in ["serve", "connect"] {
        let command = format!("stickydemo {side} {app}");
        page.wide(Line::of(Style::Typed, &command), (2, 4));
    }
    page.gap();
    page
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

/// Paragraphs; their own line ends stay.
fn prose(page: &mut Page, text: &str) {
    text.split('\n').for_each(|paragraph| page.wide(plain(paragraph), (0, 0)));
}

fn usage(page: &mut Page, words: &CommandWords, lang: Lang) {
    let heading = HEADINGS.usage.get(lang);
    let space = if heading.is_ascii() { " " } else { "" };
    let call = format!("{space}{}", words::call(words, lang));
    page.wide(Line::of(Style::Strong, heading).with(Style::Plain, &call), (0, 0));
}

/// A heading and two columns. A left side that is very long gets a line of its own.
fn table(page: &mut Page, heading: &str, rows: Vec<HelpRow>) {
    page.part(heading);
    let most = if heading == HEADINGS.examples.en || heading == HEADINGS.examples.zh {
        EXAMPLE
    } else {
        ARGUMENT
    };
    let left = Column { most: Some(Most::Alone(most)), ..Column::default() };
    let right = Column { least: Some(LEAST), ..Column::default() };
    let mut grid = Grid::new(vec![left, right], TooNarrow::Hang(4));
    for (left, right) in rows {
        grid.row(vec![Line::of(Style::Typed, &left), plain(&right)]);
    }
    page.blocks.push(Block::Grid(grid));
}

#[cfg(test)]
#[path = "help_tests.rs"]
mod tests;
