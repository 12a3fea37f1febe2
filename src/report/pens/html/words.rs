//! Lines: spans whose meaning is their element or their class.

use super::write::Html;
use crate::report::page::line::{LOST_EDGE, Line, Span, Style};

/// The classes of the messages' colours, over and over.
const MESSAGES: [&str; 6] = ["m1", "m2", "m3", "m4", "m5", "m6"];

/// The class of what belongs to a message.
pub(crate) fn message_class(number: u32) -> &'static str {
    let at = usize::try_from(number.saturating_sub(1)).unwrap_or(0) % MESSAGES.len();
    MESSAGES[at]
}

/// The class of a meaning; none for what is nothing special.
pub(crate) fn class(style: Style) -> &'static str {
    match style {
        Style::Plain | Style::Strong | Style::Heading | Style::Typed | Style::Arrived => "",
        Style::Dim => "dim",
        Style::Good => "good",
        Style::Bad => "bad",
        Style::Warn => "warn",
        Style::Message(number) => message_class(number),
    }
}

/// Adds a line's spans.
pub(crate) fn line(html: &mut Html, line: &Line) {
    let first = line.spans.iter().position(|span| !span.text.trim().is_empty());
    let last = line.spans.iter().rposition(|span| !span.text.trim().is_empty());
    let (Some(first), Some(last)) = (first, last) else { return };
    let seen = line.spans.get(first..=last).unwrap_or_default();
    for alike in seen.chunk_by(|a, b| a.style == b.style && a.text != LOST_EDGE) {
        let text = alike.iter().map(|span| span.text.as_str()).collect();
        let style = alike.first().map_or(Style::Plain, |span| span.style);
        span(html, &Span { style, text });
    }
}

fn span(html: &mut Html, span: &Span) {
    let text = &span.text;
    match span.style {
        Style::Plain | Style::Heading => html.text(text),
        Style::Strong => html.element("b", &[], text),
        Style::Typed => html.element("kbd", &[], text),
        Style::Arrived => html.element("mark", &[], text),
        style if text == LOST_EDGE => html.element("b", &[("class", class(style))], text),
        style => html.element("span", &[("class", class(style))], text),
    }
}

/// The words of a line that is a heading of this kind, if it is one.
pub(crate) fn is_all(line: &Line, style: Style) -> bool {
    !line.spans.is_empty() && line.spans.iter().all(|span| span.style == style)
}
