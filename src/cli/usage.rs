//! What clap refuses, in our own words: one short function for each kind of mistake.

use super::failure::Failure;
use super::words::{self, COMMANDS, CommandWords, HEADINGS, PROGRAM};
use crate::model::Lang;
use crate::report::visible;
use crate::scenario::{builtin, nearest};
use clap::error::{ContextKind, ContextValue, ErrorKind};

/// The refusal as the person is to read it; `command`: the first word of the line.
pub(crate) fn failure(error: &clap::Error, command: &str) -> Failure {
    let mistake = Mistake { error, command: words::command(command) };
    let failure = match error.kind() {
        ErrorKind::InvalidSubcommand => mistake.unknown_command(),
        ErrorKind::UnknownArgument => mistake.unknown_argument(),
        ErrorKind::InvalidValue => mistake.invalid_value(),
        ErrorKind::ValueValidation => mistake.unfit_value(),
        ErrorKind::ArgumentConflict => mistake.conflict(),
        ErrorKind::MissingRequiredArgument => mistake.missing(),
        ErrorKind::InvalidUtf8 => Failure::usage(
            "an argument is not Unicode".into(),
            "有一个参数不是合法的 Unicode".into(),
        ),
        _ => mistake.other(),
    };
    mistake.with_usage(failure)
}

/// A refusal, and what is known about it.
struct Mistake<'a> {
    error: &'a clap::Error,
    command: &'static CommandWords,
}

impl Mistake<'_> {
    fn unknown_command(&self) -> Failure {
        let word = self.text(ContextKind::InvalidSubcommand);
        let failure = Failure::usage(
            format!("there is no command `{word}`"),
            format!("没有 `{word}` 这个命令"),
        );
        if let Some(typed) = super::source::as_run(&word) {
            return failure.help(format!("type: {typed}"), format!("请输入：{typed}"));
        }
        near_commands(failure, &word)
    }

    fn unknown_argument(&self) -> Failure {
        let word = self.text(ContextKind::InvalidArg);
        let failure = if word.starts_with('-') {
            Failure::usage(
                format!("there is no option `{word}` here"),
                format!("这里没有 `{word}` 这个选项"),
            )
        } else {
            Failure::usage(
                format!("`{word}` is one argument too many"),
                format!("`{word}` 是多出来的参数"),
            )
        };
        let near = self.all(ContextKind::SuggestedArg);
        let near: Vec<String> = near.iter().map(|arg| flag(arg).to_owned()).collect();
        let failure = did_you_mean(failure, &near);
        match self.as_case(&word) {
            Some(case) => failure.help(
                format!("a case is chosen with --case {case}"),
                format!("选择用例要写 --case {case}"),
            ),
            None => failure,
        }
    }

    /// What to write behind `--case`, where the command has it and the word is about cases.
    fn as_case(&self, word: &str) -> Option<String> {
        words::arg(self.command, "case")?;
        let of = word.split_once('/').map_or(word, |(scenario, _)| scenario);
        match builtin::find(of) {
            Some(_) if of == word => Some(format!("{word}/CASE")),
            Some(_) => Some(word.to_owned()),
            None => {
                let mut all = builtin::index().iter().flat_map(|entry| entry.cases);
                all.any(|(case, _)| *case == word).then(|| word.to_owned())
            }
        }
    }

    fn invalid_value(&self) -> Failure {
        let (value, arg) = (self.text(ContextKind::InvalidValue), self.arg(Lang::En));
        let failure = if value.is_empty() {
            Failure::usage(
                format!("{arg} needs a value"),
                format!("{} 后面要写一个值", self.arg(Lang::Zh)),
            )
        } else {
            Failure::usage(
                format!("{arg} does not take `{value}`"),
                format!("{} 不能是 `{value}`", self.arg(Lang::Zh)),
            )
        };
        let valid = self.all(ContextKind::ValidValue);
        let failure = match valid.is_empty() {
            true => failure,
            false => failure.help(
                format!("it takes: {}", valid.join(", ")),
                format!("可以是：{}", valid.join("、")),
            ),
        };
        did_you_mean(failure, &self.all(ContextKind::SuggestedValue))
    }

    /// A value that is of the wrong form: the words of the argument say what it takes.
    fn unfit_value(&self) -> Failure {
        let value = self.text(ContextKind::InvalidValue);
        let failure = Failure::usage(
            format!("{} does not take `{value}`", self.arg(Lang::En)),
            format!("{} 不能是 `{value}`", self.arg(Lang::Zh)),
        );
        match self.arg_words().and_then(|words| words.takes) {
            Some(takes) => {
                let space = if takes.zh.starts_with(|c: char| c.is_ascii()) { " " } else { "" };
                failure.help(format!("it takes {}", takes.en), format!("要写{space}{}", takes.zh))
            }
            None => failure,
        }
    }

    fn conflict(&self) -> Failure {
        let (arg, prior) = (self.arg(Lang::En), self.all(ContextKind::PriorArg));
        let others: Vec<&str> = prior.iter().map(|prior| flag(prior)).collect();
        if others.iter().all(|other| *other == arg) {
            return Failure::usage(format!("{arg} is given twice"), format!("{arg} 写了两次"));
        }
        Failure::usage(
            format!("{arg} and {} cannot be used together", others.join(", ")),
            format!("{arg} 和 {} 不能一起用", others.join("、")),
        )
    }

    fn missing(&self) -> Failure {
        let missing = self.all(ContextKind::InvalidArg);
        let named = |lang| {
            let each: Vec<String> = missing.iter().map(|arg| self.named(arg, lang)).collect();
            each.join(if lang == Lang::En { ", " } else { "、" })
        };
        Failure::usage(
            format!("missing argument: {}", named(Lang::En)),
            format!("缺少参数：{}", named(Lang::Zh)),
        )
    }

    fn other(&self) -> Failure {
        let arg = self.text(ContextKind::InvalidArg);
        Failure::usage(
            format!("invalid command line: {arg}").trim_end_matches([' ', ':']).into(),
            format!("看不懂这条命令：{arg}").trim_end_matches('：').into(),
        )
    }

    /// How the command is called, and where more is said.
    fn with_usage(&self, failure: Failure) -> Failure {
        let command = self.command;
        let more = match command.name == PROGRAM.name {
            true => "stickydemo --help".to_owned(),
            false => format!("stickydemo help {}", command.name),
        };
        let line = |lang| {
            let space = if lang == Lang::En { " " } else { "" };
            format!("{}{space}{}", HEADINGS.usage.get(lang), words::call(command, lang))
        };
        failure
            .help(line(Lang::En), line(Lang::Zh))
            .help(format!("more: {more}"), format!("详细说明：{more}"))
    }

    /// The argument it is about, as it is typed.
    fn arg(&self, lang: Lang) -> String {
        self.named(&self.text(ContextKind::InvalidArg), lang)
    }

    /// `--width <WIDTH>` → `--width`; `<SCENARIOS>...` → `<SCENARIO|FILE|all>`.
    fn named(&self, arg: &str, lang: Lang) -> String {
        if arg.starts_with('-') {
            return flag(arg).to_owned();
        }
        let value = self.words_of(arg).and_then(|words| words.value);
        value.map_or_else(|| arg.to_owned(), |value| format!("<{}>", value.get(lang)))
    }

    fn arg_words(&self) -> Option<&'static words::ArgWords> {
        self.words_of(&self.text(ContextKind::InvalidArg))
    }

    fn words_of(&self, arg: &str) -> Option<&'static words::ArgWords> {
        let id = flag(arg).trim_matches(|c: char| !c.is_ascii_alphanumeric()).to_ascii_lowercase();
        words::arg(self.command, &id.replace('-', "_"))
    }

    /// A piece of what clap knows, safe to show.
    fn text(&self, kind: ContextKind) -> String {
        self.all(kind).into_iter().next().unwrap_or_default()
    }

    fn all(&self, kind: ContextKind) -> Vec<String> {
        match self.error.get(kind) {
            Some(ContextValue::String(text)) => vec![visible(text).into_owned()],
            Some(ContextValue::Strings(texts)) => {
                texts.iter().map(|text| visible(text).into_owned()).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// `--width <COLUMNS>` → `--width`.
fn flag(arg: &str) -> &str {
    arg.split([' ', '=', '.']).next().unwrap_or(arg)
}

/// Adds the names that are near to what was typed, if there are any.
pub(crate) fn did_you_mean(failure: Failure, near: &[String]) -> Failure {
    if near.is_empty() {
        return failure;
    }
    let quoted: Vec<String> = near.iter().map(|name| format!("`{name}`")).collect();
    failure.help(
        format!("did you mean {}?", quoted.join(" or ")),
        format!("是不是想写 {}？", quoted.join(" 或 ")),
    )
}

/// A command by name, for `help` and `man`.
pub(crate) fn command_named(name: &str) -> Result<&'static CommandWords, Failure> {
    let known = COMMANDS.iter().find(|command| command.name == name);
    known.ok_or_else(|| {
        let shown = visible(name);
        let failure = Failure::usage(
            format!("there is no command `{shown}`"),
            format!("没有 `{shown}` 这个命令"),
        );
        near_commands(failure, name)
    })
}

/// Adds the commands that are near to what was typed, else all of them. (Clap's own measure finds
/// nothing near three letters with two swapped.)
fn near_commands(failure: Failure, word: &str) -> Failure {
    let names = COMMANDS.iter().map(|command| command.name);
    let found: Vec<String> = nearest(word, names.clone()).into_iter().map(str::to_owned).collect();
    if !found.is_empty() {
        return did_you_mean(failure, &found);
    }
    let names: Vec<&str> = names.collect();
    failure.help(
        format!("the commands are: {}", names.join(", ")),
        format!("现有的命令：{}", names.join("、")),
    )
}
