//! A look at the command line before clap reads it: if clap refuses it, the refusal must already
//! be in the right language and colour.

use super::args::{ColorArg, Display};
use crate::model::Lang;
use clap::ValueEnum;
use std::ffi::OsString;

/// What can be told from the arguments, as far as they make sense.
#[derive(Default)]
pub(crate) struct EarlyArgs {
    pub display: Display,
    /// The first word that is not an option: the command, or what was meant to be one.
    pub command: String,
}

/// Looks through the arguments.
pub(crate) fn look(args: &[OsString]) -> EarlyArgs {
    let mut early = EarlyArgs::default();
    let display = &mut early.display;
    let mut words = args.iter().skip(1).filter_map(|arg| arg.to_str()).take_while(|&w| w != "--");
    while let Some(word) = words.next() {
        let (name, value) = match word.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (word, None),
        };
        match name {
            "--lang" => display.lang = value.or_else(|| words.next()).and_then(lang),
            "--color" => {
                display.color = value.or_else(|| words.next()).map_or(ColorArg::Auto, color)
            }
            "--ascii" => display.ascii = true,
            "--width" => display.width = value.or_else(|| words.next()).and_then(width),
            _ if early.command.is_empty() && !word.starts_with('-') => {
                early.command = word.to_owned();
            }
            _ => {}
        }
    }
    early
}

fn lang(word: &str) -> Option<Lang> {
    word.parse().ok()
}

fn color(word: &str) -> ColorArg {
    ColorArg::from_str(word, false).unwrap_or(ColorArg::Auto)
}

fn width(word: &str) -> Option<u16> {
    word.parse().ok().filter(|columns| (40..=400).contains(columns))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(line: &str) -> Display {
        look(&line.split(' ').map(OsString::from).collect::<Vec<_>>()).display
    }

    #[test]
    fn finds_the_options_in_both_spellings() {
        let seen = of("stickydemo run x --lang zh --color=never --width 100 --ascii");
        assert_eq!((seen.lang, seen.color), (Some(Lang::Zh), ColorArg::Never));
        assert_eq!((seen.width, seen.ascii), (Some(100), true));
        assert_eq!(of("stickydemo --lang=zh").lang, Some(Lang::Zh));
    }

    #[test]
    fn wrong_values_count_as_not_given() {
        let seen = of("stickydemo --lang fr --color pink --width 9");
        assert_eq!((seen.lang, seen.color, seen.width), (None, ColorArg::Auto, None));
        assert_eq!(of("stickydemo --lang").lang, None);
    }

    #[test]
    fn the_command_is_the_first_word_that_is_no_option() {
        let words = ["stickydemo", "--lang", "zh", "--ascii", "run", "x"].map(OsString::from);
        assert_eq!(look(&words).command, "run");
        assert_eq!(look(&words[..4]).command, "");
    }

    #[test]
    fn nothing_behind_two_dashes_is_an_option() {
        assert_eq!(of("stickydemo run -- --lang zh").lang, None);
    }
}
