//! Lines as a string, and a text in a style: the one place that knows colours and plain
//! terminals.

use crate::report::Look;
use crate::report::escape::{Letters, width};
use crate::report::page::line::{Line, Style};
use crate::report::pens::terminal::wrap::wrap;
use colored::{Color, ColoredString, Colorize};
use std::borrow::Cow;
use std::sync::Once;
use unicode_width::UnicodeWidthChar;

/// Lines ending in `\n`. Escape sequences only with `look.color`.
pub(crate) fn paint(lines: &[Line], look: &Look) -> String {
    let mut out = String::new();
    for line in lines {
        match look.ascii {
            true if line.spans.iter().any(|span| !span.text.is_ascii()) => {
                spelled(line.clone(), look).iter().for_each(|line| paint_line(&mut out, line, look))
            }
            _ => paint_line(&mut out, line, look),
        }
    }
    out
}

fn paint_line(out: &mut String, line: &Line, look: &Look) {
    let last = line.spans.iter().rposition(|span| !span.text.trim_end().is_empty());
    for (i, span) in line.spans.iter().enumerate() {
        match last {
            Some(last) if i < last => add(out, span.style, &span.text, look),
            Some(last) if i == last => add(out, span.style, span.text.trim_end(), look),
            _ => {}
        }
    }
    out.push('\n');
}

fn add(out: &mut String, style: Style, text: &str, look: &Look) {
    let text = match look.ascii && !text.is_ascii() {
        true => Cow::Owned(text.chars().map(plain).collect()),
        false => Cow::Borrowed(text),
    };
    out.push_str(&painted(&text, style, look.color));
}

/// The colours by message number, over and over. No red and green: those say bad and good.
/// Numbers of the 256 colours, not the sixteen with names: of these each terminal has its own, and
/// yellow or cyan can hardly be read on white. Each of ours is as far from black as from white.
const MESSAGES: [u8; 6] = [30, 164, 100, 27, 130, 99];
const GOOD: u8 = 28;
const BAD: u8 = 160;
const WARN: u8 = 166;
const TYPED: u8 = 30;

/// A text as a terminal is to have it: the one way of painting, for reports, help, `doctor` and errors.
/// Whether there are colours at all was decided before, for each output by itself (`color`). colored
/// asks the surroundings, once for the whole process: that it does not.
pub(crate) fn painted<'a>(text: &'a str, style: Style, color: bool) -> Cow<'a, str> {
    static DECIDED: Once = Once::new();
    if !color || style == Style::Plain {
        return Cow::Borrowed(text);
    }
    DECIDED.call_once(|| colored::control::set_override(true));
    Cow::Owned(styled(text, style).to_string())
}

fn styled(text: &str, style: Style) -> ColoredString {
    let color = |number: u8| text.color(Color::AnsiColor(number));
    match style {
        Style::Plain => text.clear(),
        Style::Strong => text.bold(),
        Style::Heading => text.bold().underline(),
        Style::Dim => text.dimmed(),
        Style::Good => color(GOOD).bold(),
        Style::Bad => color(BAD).bold(),
        Style::Warn => color(WARN),
        Style::Typed => color(TYPED),
        Style::Message(n) => {
            let at = usize::try_from(n.saturating_sub(1)).unwrap_or(0) % MESSAGES.len();
            color(MESSAGES[at])
        }
        // The tutorials' own: \033[1;44m.
        Style::Arrived => text.bold().on_blue(),
    }
}

/// A text of a scenario as a plain terminal has it: before it is put into lines, so that no line
/// has to give way to longer spellings later.
pub(crate) fn spelled_out<'a>(text: &'a str, look: &Look) -> Cow<'a, str> {
    if !look.ascii || text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let spelled =
        text.chars().map(|c| spelling(c, look.letters()).unwrap_or_else(|| c.to_string()));
    Cow::Owned(spelled.collect())
}

/// The longest line, in bytes, in which columns are looked after. What is drawn in columns is no wider
/// than a terminal; a longer line is a text that somebody made long, and is only put into lines.
const LONGEST: usize = 4096;

/// The characters that take more columns in ASCII than they do: `…`, and letters of a stranger's
/// text that are not ASCII. Spaces after them are taken for these columns, where there are some to
/// spare, so that nothing after moves. Where the line is full, what is before an ellipsis is
/// shortened; for a letter the line is wrapped.
fn spelled(mut line: Line, look: &Look) -> Vec<Line> {
    let columns = look.columns();
    if line.spans.iter().map(|span| span.text.len()).sum::<usize>() > LONGEST {
        for span in &mut line.spans {
            span.text = spelled_out(&span.text, look).into_owned();
        }
        return wrap(&line, columns, 4);
    }
    for at in 0..line.spans.len() {
        let mut from = 0;
        while let Some((byte, c, text)) = wider(&line, (at, from), look.letters()) {
            let more = width(&text).saturating_sub(c.width().unwrap_or(0));
            let spare = take_spaces(&mut line, (at, byte), more);
            let wide = line.width() + more;
            let missing = if spare || c != '…' { 0 } else { wide.saturating_sub(columns) };
            let Some(span) = line.spans.get_mut(at) else { break };
            let behind = span.text.split_off(byte).split_off(c.len_utf8());
            shorten(&mut line, at, missing);
            let Some(span) = line.spans.get_mut(at) else { break };
            span.text.push_str(&text);
            from = span.text.len();
            span.text.push_str(&behind);
        }
    }
    if line.width() <= columns { vec![line] } else { wrap(&line, columns, 4) }
}

/// The next such character of a span, and how it is spelled.
fn wider(
    line: &Line,
    (at, from): (usize, usize),
    letters: Letters,
) -> Option<(usize, char, String)> {
    let behind = line.spans.get(at)?.text.get(from..)?;
    behind.char_indices().find_map(|(byte, c)| Some((from + byte, c, spelling(c, letters)?)))
}

/// What takes more than one column in ASCII, as it is spelled there.
pub(crate) fn spelling(c: char, letters: Letters) -> Option<String> {
    match c {
        '…' => Some("...".to_owned()),
        c if letters == Letters::All || plain(c).is_ascii() => None,
        c => Some(format!("\\u{{{:x}}}", u32::from(c))),
    }
}

/// Takes characters from the end of a span, and of those before it, for so many columns.
fn shorten(line: &mut Line, at: usize, columns: usize) {
    let mut taken = 0;
    for span in line.spans.iter_mut().take(at + 1).rev() {
        while taken < columns {
            let Some(c) = span.text.pop() else { break };
            taken += c.width().unwrap_or(0);
        }
    }
}

/// Removes so many of a run of spaces after a place, where two are left then.
fn take_spaces(line: &mut Line, (at, byte): (usize, usize), columns: usize) -> bool {
    let run = " ".repeat(columns + 2);
    for (i, span) in line.spans.iter_mut().enumerate().skip(at) {
        let from = if i == at { byte } else { 0 };
        if let Some(found) = span.text.get(from..).and_then(|text| text.find(&run)) {
            span.text.replace_range(from + found..from + found + columns, "");
            return true;
        }
    }
    false
}

/// A character of ours as a plain terminal has it: one column for one column, so that nothing
/// moves.
pub(crate) fn plain(c: char) -> char {
    match c {
        '│' => '|',
        '┊' => ':',
        '─' | '┄' | '—' | '–' => '-',
        '░' => '%',
        '█' => '#',
        '▒' => '=',
        '×' => 'x',
        '▲' => '^',
        '└' => '+',
        '·' => '.',
        '→' => '>',
        '←' => '<',
        '✓' | '✔' => '+',
        '✘' => '!',
        '○' => 'o',
        '≈' => '~',
        'µ' => 'u',
        '“' | '”' => '"',
        '‘' | '’' => '\'',
        c => c,
    }
}

/// The colour that a text begins with: `ESC [ numbers m` (SGR: ECMA-48, 8.3.117).
pub(crate) fn sgr(text: &str) -> Option<&str> {
    let numbers = text.strip_prefix("\u{1b}[")?;
    let end = numbers.find(|c: char| !(c.is_ascii_digit() || c == ';'))?;
    numbers.get(end..)?.starts_with('m').then(|| text.get(..end + 3))?
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How bright a colour of xterm's 6 × 6 × 6 cube is (WCAG 2, relative luminance).
    fn luminance(number: u8) -> f64 {
        let channel = |value: u8| {
            let value = f64::from([0_u8, 95, 135, 175, 215, 255][usize::from(value)]) / 255.0;
            if value <= 0.03928 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        let at = number - 16;
        0.2126 * channel(at / 36) + 0.7152 * channel(at / 6 % 6) + 0.0722 * channel(at % 6)
    }

    /// A line that somebody made megabytes long is not looked through once for each of its letters.
    #[test]
    fn a_long_line_is_spelled_out_as_well() {
        let look = Look { ascii: true, ..Look::PLAIN };
        for letter in ["\u{301}", "你"] {
            let line = Line::of(Style::Plain, &letter.repeat(1_000_000));
            let lines = spelled(line, &look);
            assert!(lines.len() > 50_000 && lines.iter().all(|line| line.width() <= 80));
        }
    }

    /// WCAG 2 asks for 3 between a sign and its background.
    #[test]
    fn every_colour_can_be_read_on_black_and_on_white() {
        for number in MESSAGES.into_iter().chain([GOOD, BAD, WARN, TYPED]) {
            let (black, white) = (luminance(number) + 0.05, 1.05 / (luminance(number) + 0.05));
            assert!(black / 0.05 > 3.5 && white > 3.5, "{number}: {} {white}", black / 0.05);
        }
    }
}
