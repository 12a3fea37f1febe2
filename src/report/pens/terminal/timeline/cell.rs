//! A cell of the timeline: it stays in its column, and goes on below itself where it is too long.
//!
//! It breaks between arguments, before `→`, before a remark in brackets and before a number of
//! ours (`#1`, `R1`, `× 10`); never inside quoted data as long as that fits into a line.

use crate::report::Look;
use crate::report::page::line::{Line, Style};
use crate::report::pens::terminal::wrap::wrap;

/// How far the lines after the first are indented.
const HANG: usize = 2;

/// A line in pieces that should stay whole.
#[derive(Debug, Clone, Default)]
pub(crate) struct TimelineCell {
    pieces: Vec<Piece>,
    hang: usize,
    width: usize,
    narrowest: usize,
}

#[derive(Debug, Clone)]
struct Piece {
    line: Line,
    width: usize,
    /// The spaces it begins with.
    spaces: usize,
}

impl TimelineCell {
    /// On a plain terminal with `...` instead of `…`, as they take more columns.
    pub(crate) fn of(line: &Line, look: &Look) -> Self {
        let piece = |line: Line| Piece { width: line.width(), spaces: leading(&line), line };
        let pieces = pieces(line, look.ascii).into_iter().map(piece);
        let pieces: Vec<Piece> = pieces.filter(|piece| piece.width > 0).collect();
        let hang = HANG + pieces.first().map_or(0, |first| first.spaces);
        let width = pieces.iter().map(|piece| piece.width).sum();
        let below = pieces.iter().skip(1).map(|piece| hang + piece.width - piece.spaces);
        let widest = pieces.iter().map(|first| first.width).take(1).chain(below).max();
        TimelineCell { pieces, hang, width, narrowest: widest.unwrap_or(0).min(width) }
    }

    /// The columns it takes on one line.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// The fewest columns in which no piece is broken: never more than [`Cell::width`].
    pub(crate) fn narrowest(&self) -> usize {
        self.narrowest
    }

    /// How many lines it takes where no piece is broken.
    pub(crate) fn height(&self, columns: usize) -> usize {
        if self.width <= columns {
            return usize::from(self.width > 0);
        }
        let (mut lines, mut used) = (1, 0);
        for piece in &self.pieces {
            used += piece.width;
            if used > columns && used > piece.width {
                lines += 1;
                used = self.hang + piece.width - piece.spaces;
            }
        }
        lines
    }

    /// The cell, no line wider than so many columns.
    pub(crate) fn lines(&self, columns: usize) -> Vec<Line> {
        let hang = self.hang.min(columns / 2);
        let mut lines: Vec<Line> = Vec::new();
        for Piece { line, width, .. } in &self.pieces {
            match lines.last_mut() {
                Some(last) if last.width() + width <= columns => last.append(line.clone()),
                Some(_) => lines.extend(below(line, columns, hang)),
                None => lines.extend(wrap(line, columns, hang)),
            }
        }
        lines
    }
}

/// A piece on lines of its own, indented.
fn below(piece: &Line, columns: usize, hang: usize) -> impl Iterator<Item = Line> {
    let piece = trimmed(piece);
    wrap(&piece, columns - hang, 0).into_iter().map(move |rest| {
        let mut line = Line::of(Style::Plain, &" ".repeat(hang));
        line.append(rest);
        line
    })
}

/// How many spaces it begins with.
fn leading(piece: &Line) -> usize {
    let chars = piece.spans.iter().flat_map(|span| span.text.chars());
    chars.take_while(|&c| c == ' ').count()
}

fn trimmed(piece: &Line) -> Line {
    let mut line = piece.clone();
    if let Some(first) = line.spans.first_mut() {
        first.text = first.text.trim_start_matches(' ').to_owned();
    }
    line
}

/// Cuts a line where it breaks best. A piece begins with the space that is before it.
fn pieces(line: &Line, ascii: bool) -> Vec<Line> {
    let cuts = cuts(line);
    let mut out = vec![Line::new()];
    let mut begin = 0;
    for span in &line.spans {
        let mut from = 0;
        let inside = |cut: &&usize| (begin..begin + span.text.len()).contains(*cut);
        for to in cuts.iter().filter(inside).map(|cut| cut - begin) {
            add(&mut out, span.style, &span.text[from..to], ascii);
            out.push(Line::new());
            from = to;
        }
        add(&mut out, span.style, &span.text[from..], ascii);
        begin += span.text.len();
    }
    out
}

fn add(out: &mut [Line], style: Style, text: &str, ascii: bool) {
    let text = if ascii { text.replace('…', "...") } else { text.to_owned() };
    if let Some(last) = out.last_mut() {
        last.push(style, &text);
    }
}

/// Where the line may be cut, in bytes of its whole text.
fn cuts(line: &Line) -> Vec<usize> {
    let text = line.text();
    let lengths = line.spans.iter().map(|span| span.text.len());
    let begins = lengths.scan(0, |at, len| Some(std::mem::replace(at, *at + len)));
    let begins: Vec<usize> = begins.collect();
    let mut quoted = Quoted::default();
    let mut before = ' ';
    let mut cuts = Vec::new();
    for (at, c) in text.char_indices() {
        if !quoted.inside && breaks(before, &text[at..], begins.binary_search(&at).is_ok()) {
            cuts.push(at);
        }
        quoted.pass(c);
        before = c;
    }
    cuts
}

/// Whether a line breaks well between a character and what follows it. `begins`: with a span.
fn breaks(before: char, rest: &str, begins: bool) -> bool {
    let Some(behind) = rest.strip_prefix(' ') else {
        let option = || rest.split([',', ')']).next().is_some_and(|arg| arg.contains('='));
        return matches!(before, '，' | '；')
            || rest.starts_with('（')
            || (before == '(' && option());
    };
    match behind.chars().next() {
        _ if before == ' ' => false,
        None | Some(' ') => false,
        Some('(') => true,
        Some('→') => before != ':',
        Some(_) => begins || matches!(before, ',' | ';'),
    }
}

/// Whether a place is inside quotation marks, as `quote` writes them.
#[derive(Default)]
struct Quoted {
    inside: bool,
    escaped: bool,
}

impl Quoted {
    fn pass(&mut self, c: char) {
        match c {
            _ if self.escaped => self.escaped = false,
            '\\' => self.escaped = self.inside,
            '"' => self.inside = !self.inside,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Lang;
    use crate::report::Verbosity;

    fn plain() -> Look {
        let (lang, verbosity) = (Lang::En, Verbosity::Normal);
        Look { width: 80, color: false, ascii: false, lang, verbosity }
    }

    fn lines(line: &Line, columns: usize) -> Vec<String> {
        let text = |line: Line| line.spans.into_iter().map(|span| span.text).collect();
        TimelineCell::of(line, &plain()).lines(columns).into_iter().map(text).collect()
    }

    #[test]
    fn a_call_breaks_between_its_arguments() {
        let call = Line::of(Style::Plain, "connect(server, SO_SNDBUF=16384, TCP_NODELAY=on)");
        assert_eq!(lines(&call, 48).len(), 1);
        let cell = TimelineCell::of(&call, &plain());
        for columns in cell.narrowest()..60 {
            assert_eq!(cell.height(columns), cell.lines(columns).len(), "{columns}");
        }
        let wanted = ["connect(server,", "  SO_SNDBUF=16384,", "  TCP_NODELAY=on)"];
        assert_eq!(lines(&call, 20), wanted);
        assert_eq!(lines(&call, 18)[..2], ["connect(server,", "  SO_SNDBUF=16384,"]);
        assert_eq!(lines(&Line::of(Style::Plain, "accept(TCP_QUICKACK=off)"), 20)[0], "accept(");
        assert_eq!(lines(&call, 34), ["connect(server, SO_SNDBUF=16384,", "  TCP_NODELAY=on)"]);
    }

    #[test]
    fn quoted_data_and_numbers_stay_whole() {
        let call = Line::of(Style::Plain, r#"send("a, b \" (c")"#)
            .with(Style::Strong, " × 10")
            .with(Style::Message(1), " #1")
            .with(Style::Dim, "–10");
        assert_eq!(lines(&call, 20), [r#"send("a, b \" (c")"#, "  × 10 #1–10"]);
        assert_eq!(lines(&call, 23), [r#"send("a, b \" (c") × 10"#, "  #1–10"]);
        let held = Line::of(Style::Plain, "client 0–54/6–60 → server 6");
        assert_eq!(lines(&held, 20), ["client 0–54/6–60", "  → server 6"]);
    }

    #[test]
    fn what_has_no_good_break_is_broken_anywhere() {
        let call = Line::of(Style::Plain, "send(abcdefghijkl, m)");
        assert_eq!(lines(&call, 8), ["send(abc", "  defghi", "  jkl,", "  m)"]);
        let chinese = Line::of(Style::Plain, "1000，1000 中的 449，would-block");
        assert_eq!(lines(&chinese, 17), ["1000，", "  1000 中的 449，", "  would-block"]);
    }
}
