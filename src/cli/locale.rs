//! What the surroundings say: the language, the characters the terminal shows, colours, width.
//!
//! Sources: POSIX.1-2017, XBD 8.2 (LC_ALL before LC_*, before LANG; an empty value is none);
//! <https://no-color.org>; <https://bixense.com/clicolors>.

use super::args::{ColorArg, Display};
use crate::model::Lang;
use crate::report::{Look, Verbosity};
use std::io::IsTerminal;

/// The program's surroundings, asked once.
pub(crate) struct Surroundings {
    vars: fn(&str) -> Option<String>,
    stdout_is_terminal: bool,
    stderr_is_terminal: bool,
    terminal_width: fn() -> Option<usize>,
    windows: bool,
    /// What the person has set in the system itself.
    user_locale: fn() -> Option<String>,
}

/// How this run speaks and draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Manner {
    pub lang: Lang,
    pub color: bool,
    pub error_color: bool,
    /// The columns of standard error where it is a terminal; elsewhere its lines stay in one piece.
    pub error_width: Option<usize>,
    pub ascii: bool,
    /// It is so because somebody asked for it.
    pub ascii_asked: bool,
    /// What can be a line for each thing is: nobody looks at it, or a program does.
    pub lines: bool,
    pub width: usize,
    /// The width is that of a terminal, which may change.
    pub resizes: bool,
}

impl Manner {
    /// How the reports look.
    pub(crate) fn look(&self, verbosity: Verbosity) -> Look {
        let Manner { lang, color, ascii, width, .. } = *self;
        Look { width, color, ascii, lang, verbosity }
    }

    /// How what goes to standard error looks.
    pub(crate) fn error_look(&self) -> Look {
        Look { color: self.error_color, ..self.look(Verbosity::Normal) }
    }

    /// The width now.
    pub(crate) fn width_now(&self) -> usize {
        let now = if self.resizes { terminal_width() } else { None };
        now.filter(|&width| width > 0).map_or(self.width, within)
    }
}

fn terminal_width() -> Option<usize> {
    terminal_size::terminal_size().map(|(width, _)| width.0.into())
}

/// Columns that can be drawn in.
fn within(columns: usize) -> usize {
    columns.clamp(40, 400)
}

#[cfg(test)]
impl Manner {
    /// Into a pipe: no colours, every letter, the usual width.
    pub(crate) const fn plain(lang: Lang) -> Self {
        let (color, error_color, error_width, ascii) = (false, false, None, false);
        Manner {
            lang,
            color,
            error_color,
            error_width,
            ascii,
            ascii_asked: false,
            lines: false,
            width: WIDTH,
            resizes: false,
        }
    }
}

const WIDTH: usize = 80;

impl Surroundings {
    /// Those of this process.
    pub(crate) fn here() -> Self {
        Surroundings {
            vars: |name| std::env::var(name).ok(),
            stdout_is_terminal: std::io::stdout().is_terminal(),
            stderr_is_terminal: std::io::stderr().is_terminal(),
            terminal_width,
            windows: crate::net::is_windows(),
            user_locale: sys_locale::get_locale,
        }
    }

    /// What the surroundings and the options together ask for. `file`: the output goes to a file.
    pub(crate) fn manner(&self, display: &Display, file: bool) -> Manner {
        let terminal = self.stdout_is_terminal && !file;
        Manner {
            lang: display.lang.unwrap_or_else(|| self.lang()),
            color: self.color(display.color, terminal),
            error_color: self.color(display.color, self.stderr_is_terminal),
            error_width: self
                .stderr_is_terminal
                .then(|| display.width.map_or_else(|| self.width(true), usize::from)),
            ascii: display.ascii || (!file && self.ascii(display.lang)),
            ascii_asked: display.ascii,
            lines: !terminal && display.width.is_none(),
            width: display.width.map_or_else(|| self.width(terminal), usize::from),
            resizes: terminal && display.width.is_none(),
        }
    }

    /// A variable; an empty one counts as none.
    fn var(&self, name: &str) -> Option<String> {
        (self.vars)(name).filter(|value| !value.is_empty())
    }

    /// The language. A locale whose characters are not UTF-8 cannot show the Chinese that this
    /// program writes, nor can the Linux console: there it is English unless somebody asks.
    /// Windows has no such variables by default: there the person's own settings decide.
    fn lang(&self) -> Lang {
        if let Some(word) = self.var("STICKYDEMO_LANG") {
            return if word.starts_with("zh") { Lang::Zh } else { Lang::En };
        }
        let settings = || (self.user_locale)().filter(|_| self.windows);
        let locale = self.locale("LC_MESSAGES").or_else(settings);
        let chinese = locale.is_some_and(|locale| locale.starts_with("zh"));
        let console = self.stdout_is_terminal && self.var("TERM").as_deref() == Some("linux");
        let shown = chinese && !console && !self.foreign_charset();
        if shown { Lang::Zh } else { Lang::En }
    }

    /// The locale of one category.
    fn locale(&self, category: &str) -> Option<String> {
        ["LC_ALL", category, "LANG"].iter().find_map(|name| self.var(name))
    }

    /// The locale names a charset, and it is not UTF-8.
    fn foreign_charset(&self) -> bool {
        self.locale("LC_CTYPE")
            .as_deref()
            .and_then(charset)
            .is_some_and(|charset| !is_utf8(charset))
    }

    /// Whether only ASCII can be counted on: no locale, the POSIX one, or another charset. On
    /// Windows the console takes Unicode whatever the code page. With Chinese asked for by name,
    /// Chinese is shown, and so lines are, too.
    fn ascii(&self, asked: Option<Lang>) -> bool {
        if self.windows || asked == Some(Lang::Zh) {
            return false;
        }
        match self.locale("LC_CTYPE") {
            None => true,
            Some(locale) if locale == "C" || locale == "POSIX" => true,
            Some(_) => self.foreign_charset(),
        }
    }

    /// Colours: the option, then NO_COLOR, then CLICOLOR_FORCE, then whether a terminal that knows
    /// them reads along.
    fn color(&self, asked: ColorArg, terminal: bool) -> bool {
        match asked {
            ColorArg::Always => return true,
            ColorArg::Never => return false,
            ColorArg::Auto => {}
        }
        if self.var("NO_COLOR").is_some() {
            return false;
        }
        if self.var("CLICOLOR_FORCE").is_some_and(|force| force != "0") {
            return true;
        }
        let wanted = self.var("CLICOLOR").is_none_or(|color| color != "0");
        terminal && wanted && self.var("TERM").as_deref() != Some("dumb")
    }

    /// Columns. A pipe and a file get 80, whatever the window they were started from.
    fn width(&self, terminal: bool) -> usize {
        if !terminal {
            return WIDTH;
        }
        let columns = || self.var("COLUMNS").and_then(|columns| columns.parse().ok());
        let width = (self.terminal_width)().filter(|&width| width > 0);
        within(width.or_else(columns).unwrap_or(WIDTH))
    }
}

/// `zh_CN.UTF-8@pinyin` → `UTF-8`.
fn charset(locale: &str) -> Option<&str> {
    let (_, rest) = locale.split_once('.')?;
    Some(rest.split_once('@').map_or(rest, |(charset, _)| charset))
}

fn is_utf8(charset: &str) -> bool {
    charset.eq_ignore_ascii_case("utf-8") || charset.eq_ignore_ascii_case("utf8")
}

#[cfg(test)]
#[path = "locale_tests.rs"]
mod tests;
