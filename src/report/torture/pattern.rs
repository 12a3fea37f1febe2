//! A mistake: why it is one, and its line beside the right one.

use crate::lang::broken::Pattern;
use crate::lang::torture as words;
use crate::report::Voice;
use crate::report::escape::width;
use crate::report::page::Page;
use crate::report::page::grid::plain;
use crate::report::page::line::{Line, Style};

/// Why it is a mistake, the wrong line and the right one.
pub(in crate::report) fn lines(page: &mut Page, pattern: Pattern, voice: &Voice) {
    page.say(plain(&voice.say(pattern.why)), (2, 2));
    let (wrong, right) = (voice.say(words::wrong_line()), voice.say(words::right_line()));
    let label = width(&wrong).max(width(&right));
    let lines =
        [("✘ ", Style::Bad, wrong, pattern.wrong), ("✔ ", Style::Good, right, pattern.right)];
    for (mark, style, word, code) in lines {
        let mut line = Line::of(Style::Plain, "  ").with(style, mark).with(style, &word);
        line.pad_to(4 + label + 2);
        line.push(Style::Strong, code);
        page.wide(line, (0, 8 + label));
    }
}
