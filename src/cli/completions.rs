//! `completions`: from clap, with the explanations (zsh, fish…) in the chosen language.

use super::args::{Cli, CompletionsArgs};
use super::code::Code;
use super::locale::Manner;
use super::out::print_bytes;
use super::words::{self, COMMANDS, CommandWords, PROGRAM};
use crate::model::Lang;

pub(crate) fn completions(args: &CompletionsArgs, manner: &Manner) -> anyhow::Result<Code> {
    let mut script = Vec::new();
    let mut tree = spoken(manner.lang);
    clap_complete::generate(args.shell, &mut tree, PROGRAM.name, &mut script);
    print_bytes(&script)?;
    Ok(Code::Fine)
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

    #[test]
    fn explanations_are_in_the_chosen_language() {
        for (lang, words) in [(Lang::En, "only the verdicts"), (Lang::Zh, "只显示结论")] {
            let mut script = Vec::new();
            let shell = clap_complete::Shell::Fish;
            clap_complete::generate(shell, &mut spoken(lang), "stickydemo", &mut script);
            assert!(String::from_utf8(script).unwrap().contains(words), "{words}");
        }
    }
}
