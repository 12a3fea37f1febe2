//! What the command line says about itself, in both languages: what each command and each option
//! is for. The English of this floor keeps to ASCII, for terminals that show nothing else.

mod commands;
mod compare;
mod display;
pub(crate) mod doctor;
mod find;
mod grade;
pub(crate) mod guess;
mod help;
mod live;
pub(crate) mod missing_figures;
mod run;
mod sweep;
mod torture;
mod watch;

pub(crate) use commands::COMMANDS;
pub(crate) use help::{ENVIRONMENT, EXIT_CODES, HEADINGS, PROGRAM};
pub(crate) use live::APPS;

use crate::model::{Lang, Text};
use crate::report::recordings;
use std::borrow::Cow;

/// A sentence in both languages, known when the program is built.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Words {
    pub en: &'static str,
    pub zh: &'static str,
}

impl Words {
    pub(crate) fn get(self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.en,
            Lang::Zh => self.zh,
        }
    }
}

impl From<Words> for Text {
    fn from(words: Words) -> Text {
        Text::new(words.en, words.zh)
    }
}

/// Both languages, in that order.
pub(crate) const fn say(en: &'static str, zh: &'static str) -> Words {
    Words { en, zh }
}

/// An option or an argument.
#[derive(Debug)]
pub(crate) struct ArgWords {
    /// Clap's id: the field's name.
    pub id: &'static str,
    /// What stands for its value in the usage; `None` for a switch.
    pub value: Option<Words>,
    /// What it is for; in the place of `{recordings}` the names of those that come with the program.
    help: Words,
    /// What a value must be; said when one is wrong. Closed lists of words need none: they are listed.
    pub takes: Option<Words>,
}

impl ArgWords {
    /// What it is for.
    pub(crate) fn help(&self, lang: Lang) -> Cow<'static, str> {
        let help = self.help.get(lang);
        if !help.contains("{recordings}") {
            return help.into();
        }
        let names: Vec<&str> = recordings::names().collect();
        let comma = match lang {
            Lang::En => ", ",
            Lang::Zh => "、",
        };
        help.replace("{recordings}", &names.join(comma)).into()
    }
}

const fn switch(id: &'static str, help: Words) -> ArgWords {
    ArgWords { id, value: None, help, takes: None }
}

const fn valued(id: &'static str, value: Words, help: Words) -> ArgWords {
    ArgWords { id, value: Some(value), help, takes: None }
}

/// The one scenario that a command takes.
const SCENARIO: ArgWords = valued(
    "scenario",
    say("SCENARIO|FILE", "场景|文件"),
    say(
        "a name from `stickydemo list`, or a scenario file",
        "`stickydemo list` 里的名字，或者一个场景文件",
    ),
);

/// A command.
#[derive(Debug)]
pub(crate) struct CommandWords {
    pub name: &'static str,
    /// One line.
    pub about: Words,
    /// What follows the command's name in the usage.
    pub usage: Words,
    /// A paragraph, where one line is not enough.
    pub more: Option<Words>,
    pub args: &'static [ArgWords],
    /// Arguments that other commands have, too; they come after its own.
    pub shared: &'static [ArgWords],
    /// What may be typed, and what it does.
    pub examples: &'static [(&'static str, Words)],
}

impl CommandWords {
    /// The words of its arguments, in their order.
    pub(crate) fn all_args(&self) -> impl Iterator<Item = &'static ArgWords> + use<> {
        self.args.iter().chain(self.shared)
    }
}

/// The words of one command; the program's own for an unknown name.
pub(crate) fn command(name: &str) -> &'static CommandWords {
    COMMANDS.iter().find(|command| command.name == name).unwrap_or(&PROGRAM)
}

/// The words of an argument of a command: its own, or one that every command takes.
pub(crate) fn arg(command: &CommandWords, id: &str) -> Option<&'static ArgWords> {
    let own = COMMANDS.iter().find(|known| known.name == command.name);
    own.into_iter().flat_map(CommandWords::all_args).chain(PROGRAM.args).find(|arg| arg.id == id)
}

/// How a command is called: `stickydemo run [OPTIONS] …`.
pub(crate) fn call(command: &CommandWords, lang: Lang) -> String {
    let usage = command.usage.get(lang);
    if command.name == PROGRAM.name {
        return format!("{} {usage}", PROGRAM.name);
    }
    format!("{} {} {usage}", PROGRAM.name, command.name)
}
