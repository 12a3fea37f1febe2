//! A document as a string: the one place that knows colours and plain terminals.

use super::Look;
use super::doc::{Doc, Line, Style};
use colored::Color;
use std::fmt::Write;
use unicode_width::UnicodeWidthChar;

/// The document as lines ending in `\n`. Escape sequences only with `look.color`; nothing global
/// is asked or changed.
pub(crate) fn paint(doc: &Doc, look: &Look) -> String {
    let mut out = String::new();
    for line in &doc.lines {
        let widened;
        let line = match look.ascii {
            true => {
                widened = dots(line.clone(), look.columns());
                &widened
            }
            false => line,
        };
        let mut text = String::new();
        let last = line.spans.iter().rposition(|span| !span.text.trim_end().is_empty());
        for (i, span) in line.spans.iter().enumerate() {
            match last {
                Some(last) if i < last => add(&mut text, span.style, &span.text, look),
                Some(last) if i == last => add(&mut text, span.style, span.text.trim_end(), look),
                _ => {}
            }
        }
        out.push_str(&text);
        out.push('\n');
    }
    out
}

fn add(out: &mut String, style: Style, text: &str, look: &Look) {
    let text = if look.ascii { text.chars().map(plain).collect() } else { text.to_owned() };
    let Some(codes) = codes(style).filter(|_| look.color) else {
        out.push_str(&text);
        return;
    };
    let _ = write!(out, "\u{1b}[{codes}m{text}\u{1b}[0m");
}

/// The colours by message number, over and over. No red and green: those say bad and good.
/// Numbers of the 256 colours, not the sixteen with names: of these each terminal has its own, and
/// yellow or cyan can hardly be read on white. Each of ours is as far from black as from white.
const MESSAGES: [u8; 6] = [30, 164, 100, 27, 130, 99];
const GOOD: u8 = 28;
const BAD: u8 = 160;
const WARN: u8 = 166;

/// The SGR parameters (ECMA-48, 8.3.117) of a style.
fn codes(style: Style) -> Option<String> {
    let color = |number: u8| Color::AnsiColor(number).to_fg_str().into_owned();
    match style {
        Style::Plain => None,
        Style::Strong => Some("1".to_owned()),
        Style::Heading => Some("1;4".to_owned()),
        Style::Dim => Some("2".to_owned()),
        Style::Good => Some(format!("1;{}", color(GOOD))),
        Style::Bad => Some(format!("1;{}", color(BAD))),
        Style::Warn => Some(color(WARN)),
        Style::Message(n) => {
            let at = usize::try_from(n.saturating_sub(1)).unwrap_or(0) % MESSAGES.len();
            MESSAGES.get(at).map(|&number| color(number))
        }
    }
}

/// `…` as three dots. They take two columns more: spaces behind them are taken for these, where
/// there are some to spare, so that nothing behind moves; where the line is full, what is before
/// them is shortened.
fn dots(mut line: Line, columns: usize) -> Line {
    for at in 0..line.spans.len() {
        let mut from = 0;
        while let Some(byte) = ellipsis(&line, at, from) {
            let spare = take_spaces(&mut line, (at, byte));
            let wide = line.width() + 2;
            let missing = if spare { 0 } else { wide.saturating_sub(columns) };
            let Some(span) = line.spans.get_mut(at) else { break };
            let behind = span.text.split_off(byte);
            let behind = behind.trim_start_matches('…').to_owned();
            shorten(&mut line, at, missing);
            let Some(span) = line.spans.get_mut(at) else { break };
            span.text.push_str("...");
            from = span.text.len();
            span.text.push_str(&behind);
        }
    }
    line
}

fn ellipsis(line: &Line, at: usize, from: usize) -> Option<usize> {
    Some(from + line.spans.get(at)?.text.get(from..)?.find('…')?)
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

/// Removes two of a run of at least four spaces behind a place.
fn take_spaces(line: &mut Line, (at, byte): (usize, usize)) -> bool {
    let run = "    ";
    for (i, span) in line.spans.iter_mut().enumerate().skip(at) {
        let from = if i == at { byte } else { 0 };
        if let Some(found) = span.text.get(from..).and_then(|text| text.find(run)) {
            span.text.replace_range(from + found..from + found + 2, "");
            return true;
        }
    }
    false
}

/// A character of ours as a plain terminal has it: one column for one column, so that nothing
/// moves.
fn plain(c: char) -> char {
    match c {
        '│' => '|',
        '┊' => ':',
        '─' | '┄' | '—' | '–' => '-',
        '░' => '%',
        '×' => 'x',
        '▲' => '^',
        '└' => '+',
        '·' => '.',
        '→' => '>',
        '✔' => '+',
        '✘' => '!',
        '○' => 'o',
        '≈' => '~',
        'µ' => 'u',
        '“' | '”' => '"',
        '‘' | '’' => '\'',
        c => c,
    }
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

    /// WCAG 2 asks for 3 between a sign and its background.
    #[test]
    fn every_colour_can_be_read_on_black_and_on_white() {
        for number in MESSAGES.into_iter().chain([GOOD, BAD, WARN]) {
            let (black, white) = (luminance(number) + 0.05, 1.05 / (luminance(number) + 0.05));
            assert!(black / 0.05 > 3.5 && white > 3.5, "{number}: {} {white}", black / 0.05);
        }
    }
}
