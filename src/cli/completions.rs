//! `completions`: the shell's part, which asks this program at each Tab, and this program's answers. So the names of
//! scenarios, cases, options, framings and recordings are always those of the program that is installed, and the words of
//! the line decide which are meant. The engine is clap's.

use super::args::{Cli, CompletionsArgs};
use super::code::Code;
use super::failure::Failure;
use super::locale::Manner;
use super::out::print_bytes;
use super::words::{self, COMMANDS, CommandWords, PROGRAM};
use crate::model::Lang;
use anyhow::Context;
use clap_complete::env::{EnvCompleter, Shells};
use std::ffi::OsString;
use values::Line;

#[path = "completion_values.rs"]
mod values;

/// The variable in which the shell's part says which shell it is for.
const VARIABLE: &str = "STICKYDEMO_COMPLETE";

/// Prints the shell's part.
pub(crate) fn completions(args: &CompletionsArgs) -> anyhow::Result<Code> {
    let name = args.shell.to_string();
    let mut script = Vec::new();
    if let Some(shell) = Shells::builtins().completer(&name) {
        let name = PROGRAM.name;
        let written = shell.write_registration(VARIABLE, name, name, name, &mut script);
        written.with_context(|| Failure::unwritable(None))?;
    }
    print_bytes(&script)?;
    Ok(Code::Fine)
}

/// Whether the shell's part asks, and for which shell.
pub(crate) fn asked() -> Option<String> {
    std::env::var(VARIABLE).ok().filter(|shell| !shell.is_empty())
}

/// Answers it: what may stand where the cursor is, in the form that this shell reads.
pub(crate) fn answer(shell: &str, args: &[OsString], manner: &Manner) -> anyhow::Result<Code> {
    let shells = Shells::builtins();
    if let Some(shell) = shells.completer(shell) {
        print_bytes(&candidates(shell, args, manner.lang)?)?;
    }
    Ok(Code::Fine)
}

/// The words of the line stand behind `--`.
fn candidates(shell: &dyn EnvCompleter, args: &[OsString], lang: Lang) -> anyhow::Result<Vec<u8>> {
    let line: Vec<OsString> = args.iter().skip_while(|arg| *arg != "--").skip(1).cloned().collect();
    let mut out = Vec::new();
    if line.is_empty() {
        return Ok(out);
    }
    let mut tree = values::attached(spoken(lang), &Line::of(&line, lang));
    let written =
        shell.write_complete(&mut tree, line, std::env::current_dir().ok().as_deref(), &mut out);
    written.with_context(|| Failure::unwritable(None))?;
    Ok(out)
}

/// Clap's tree with the words of one language.
fn spoken(lang: Lang) -> clap::Command {
    let mut tree = with_words(Cli::tree(), &PROGRAM, lang);
    for command in COMMANDS {
        tree = tree.mut_subcommand(command.name, |tree| with_words(tree, command, lang));
    }
    tree
}

fn with_words(tree: clap::Command, words: &'static CommandWords, lang: Lang) -> clap::Command {
    tree.about(words.about.get(lang)).mut_args(|arg| {
        let known = words::arg(words, arg.get_id().as_str());
        known.map_or_else(|| arg.clone(), |known| arg.clone().help(known.help(lang).into_owned()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fish(line: &str, lang: Lang) -> String {
        let words = format!("stickydemo -- stickydemo {line}");
        let args: Vec<OsString> = words.split(' ').map(OsString::from).collect();
        let shells = Shells::builtins();
        let out = candidates(shells.completer("fish").unwrap(), &args, lang).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn names(line: &str) -> Vec<String> {
        let first = |line: &str| line.split('\t').next().unwrap_or_default().to_owned();
        fish(line, Lang::En).lines().map(first).collect()
    }

    #[test]
    fn explanations_are_in_the_chosen_language() {
        for (lang, words) in [(Lang::En, "only the verdicts"), (Lang::Zh, "只显示结论")] {
            assert!(fish("run --qui", lang).contains(words), "{words}");
        }
        assert!(
            fish("run nag", Lang::Zh).starts_with("nagle\t粘包："),
            "{}",
            fish("run nag", Lang::Zh)
        );
    }

    #[test]
    fn names_are_known_where_they_may_stand() {
        assert_eq!(names("comp"), ["compare", "completions"]);
        assert_eq!(names("run nag"), ["nagle"]);
        assert_eq!(names("run nagle udp-tr"), ["udp-truncation"]);
        assert_eq!(names("show nag"), ["nagle"]);
        assert_eq!(names("show nagle/fr"), ["nagle/fresh"]);
        assert_eq!(names("show --as python nagle/fr"), ["nagle/fresh"]);
        let own = "tests/scenario_ok/workers/";
        assert!(names(&format!("show {own}")).iter().all(|name| name.starts_with(own)));
        assert!(!names(&format!("show {own}")).is_empty());
        assert_eq!(names("show nagle --only not"), ["not-a-fix"]);
        assert_eq!(names("show nagle --case fr"), ["fresh"]);
        assert_eq!(names("run al"), ["all"]);
        assert_eq!(names("sweep al"), [""; 0]);
        assert_eq!(names("run nagle --case fr"), ["fresh"]);
        assert_eq!(names("run --case nagle/fr"), ["nagle/fresh"]);
        assert_eq!(names("run nagle --set client.TCP_NOD"), ["client.TCP_NODELAY="]);
        assert_eq!(names("sweep nagle --vary recv.m"), ["recv.max="]);
        assert_eq!(names("torture length-prefix:u16b"), ["length-prefix:u16be"]);
        assert_eq!(names("torture json-"), ["json-header"]);
        assert_eq!(names("replay linu"), ["linux"]);
        assert_eq!(names("compare linux win"), ["windows-wine"]);
        assert_eq!(names("man swe"), ["sweep"]);
        assert_eq!(names("help tor"), ["torture"]);
        assert_eq!(names("list --group bo"), ["boundaries"]);
    }

    #[test]
    fn every_example_of_a_cut_is_one() {
        use crate::apps::{Cut, relay::CutText};
        assert!(CutText::EXAMPLES.iter().all(|text| text.parse::<CutText>().is_ok()));
        assert!(Cut::EXAMPLES.iter().all(|text| text.parse::<Cut>().is_ok()));
    }

    #[test]
    fn framings_and_cuts_are_known_where_they_may_stand() {
        assert_eq!(names("relay --framing length-prefix:u16b"), ["length-prefix:u16be"]);
        assert_eq!(names("relay --framing netst"), [""; 0]);
        assert_eq!(names("watch --framing netst"), ["netstring"]);
        assert_eq!(names("watch --framing client2=netst"), ["client2=netstring"]);
        assert_eq!(names("relay --cut frame:e"), ["frame:end", "frame:end-1"]);
        assert_eq!(names("serve --cut rand"), ["random:1"]);
        for spelling in names("watch --framing ") {
            assert!(crate::scenario::framing_of(&spelling).is_ok(), "{spelling}");
        }
    }

    /// What only its user knows: addresses, texts, numbers, times, the names of new things.
    const FREE: &[&str] = &[
        "width",
        "words",
        "repeat",
        "name",
        "listen",
        "server",
        "address",
        "max_clients",
        "reply",
        "add",
        "allow",
        "every",
        "recv",
        "late",
        "rcvbuf",
        "sndbuf",
        "pace",
        "idle",
        "max_size",
        "seed",
        "glue",
        "delay",
        "lose",
        "double",
        "swap",
        "limit",
        "port",
        "trial",
    ];

    /// Of everything that takes a value it is known what may stand there, or that only its user knows.
    #[test]
    fn what_may_stand_for_a_value_is_known() {
        let tree = values::attached(spoken(Lang::En), &Line::of(&[], Lang::En));
        let mut unknown = Vec::new();
        for command in tree.get_subcommands() {
            for arg in command.get_arguments().filter(|arg| arg.get_action().takes_values()) {
                let completer = arg.get::<clap_complete::ArgValueCompleter>().is_some();
                let hint = arg.get_value_hint() != clap::ValueHint::Unknown;
                let free = FREE.contains(&arg.get_id().as_str());
                if !completer && !hint && !free && arg.get_possible_values().is_empty() {
                    unknown.push(format!("{} {}", command.get_name(), arg.get_id()));
                }
            }
        }
        assert_eq!(unknown, [""; 0]);
    }
}
