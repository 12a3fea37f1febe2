//! A document as a string: the one place that knows colours and plain terminals.

use super::Look;
use super::doc::{Doc, Style};
use colored::Color;
use std::fmt::Write;

/// The document as lines ending in `\n`. Escape sequences only with `look.color`; nothing global
/// is asked or changed.
pub(crate) fn paint(doc: &Doc, look: &Look) -> String {
    let mut out = String::new();
    for line in &doc.lines {
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
const MESSAGES: [Color; 6] = [
    Color::Cyan,
    Color::Yellow,
    Color::Magenta,
    Color::BrightBlue,
    Color::BrightYellow,
    Color::BrightMagenta,
];

/// The SGR parameters (ECMA-48, 8.3.117) of a style.
fn codes(style: Style) -> Option<String> {
    match style {
        Style::Plain => None,
        Style::Strong => Some("1".to_owned()),
        Style::Heading => Some("1;4".to_owned()),
        Style::Dim => Some("2".to_owned()),
        Style::Good => Some(format!("1;{}", Color::Green.to_fg_str())),
        Style::Bad => Some(format!("1;{}", Color::Red.to_fg_str())),
        Style::Warn => Some(Color::Yellow.to_fg_str().into_owned()),
        Style::Message(n) => {
            let at = usize::try_from(n.saturating_sub(1)).unwrap_or(0) % MESSAGES.len();
            MESSAGES.get(at).map(|color| color.to_fg_str().into_owned())
        }
    }
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
        '…' => '~',
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
