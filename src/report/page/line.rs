//! A line: spans, each with a meaning. No colours, no escape sequences.

use crate::model::visible;
use crate::report::escape::width;

/// What a span means. `paint` decides how that looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// Nothing special.
    Plain,
    /// Important.
    Strong,
    /// A heading.
    Heading,
    /// Of less importance: lines, legends.
    Dim,
    /// As it should be.
    Good,
    /// As it should not be.
    Bad,
    /// To be noticed.
    Warn,
    /// Something to type.
    Typed,
    /// Belongs to this message.
    Message(u32),
    /// Has just arrived.
    Arrived,
}

/// In a ruler: the edge of a message that is not an edge there. It is what a picture is about, and has a
/// colour.
pub(crate) const LOST_EDGE: &str = "┊";

/// Some text with one meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) style: Style,
    pub(crate) text: String,
}

impl Span {
    /// A span; hidden characters in the text are escaped here, for all texts there are.
    pub(crate) fn new(style: Style, text: &str) -> Self {
        Span { style, text: visible(text).into_owned() }
    }
}

/// One line of the terminal.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Line {
    pub(crate) spans: Vec<Span>,
}

impl Line {
    /// An empty line.
    pub(crate) fn new() -> Self {
        Line::default()
    }

    /// A line of one span.
    pub(crate) fn of(style: Style, text: &str) -> Self {
        Line::new().with(style, text)
    }

    /// How to read a picture; of normal weight, as nobody can do without it. A lost edge looks as it does in
    /// the picture.
    pub(crate) fn legend(text: &str) -> Self {
        let mut line = Line::new();
        for (i, part) in text.split(LOST_EDGE).enumerate() {
            if i > 0 {
                line.push(Style::Warn, LOST_EDGE);
            }
            line.push(Style::Plain, part);
        }
        line
    }

    /// The line with a span more.
    pub(crate) fn with(mut self, style: Style, text: &str) -> Self {
        self.push(style, text);
        self
    }

    /// Adds a span.
    pub(crate) fn push(&mut self, style: Style, text: &str) {
        if !text.is_empty() {
            self.spans.push(Span::new(style, text));
        }
    }

    /// Adds a line's spans.
    pub(crate) fn append(&mut self, other: Line) {
        self.spans.extend(other.spans);
    }

    /// The line, so many columns further to the right.
    pub(crate) fn indented(self, columns: usize) -> Self {
        Line::of(Style::Plain, &" ".repeat(columns)).joined(self)
    }

    /// The line, followed by another.
    pub(crate) fn joined(mut self, other: Line) -> Self {
        self.append(other);
        self
    }

    /// Adds spaces up to a column.
    pub(crate) fn pad_to(&mut self, column: usize) {
        let missing = column.saturating_sub(self.width());
        self.push(Style::Plain, &" ".repeat(missing));
    }

    /// Its words alone.
    pub(crate) fn text(&self) -> String {
        self.spans.iter().map(|span| span.text.as_str()).collect()
    }

    /// The columns it takes.
    pub(crate) fn width(&self) -> usize {
        self.spans.iter().map(|span| width(&span.text)).sum()
    }

    /// The line, cut to at most so many columns.
    pub(crate) fn clipped(self, columns: usize) -> Line {
        if self.width() <= columns {
            return self;
        }
        let mut out = Line::new();
        let mut left = columns;
        for span in self.spans {
            let wide = width(&span.text);
            if wide >= left {
                // The rest of the line comes after this span, so what fits ends in `…`.
                let cut = crate::report::escape::clip(&format!("{}……", span.text), left);
                out.push(span.style, &cut);
                break;
            }
            left -= wide;
            out.spans.push(span);
        }
        out
    }
}
