//! A text that is no TOML, put right: what is wrong with its grammar is noted and replaced, byte for byte, by something that
//! is none, so that everything else keeps its place and can be judged.
//!
//! What is put right is as little as can be: a comma, a bracket, a word; else a line that is a field or an item by itself;
//! else all of a part, from its `[header]` to the next.

use super::problem::{Problem, Span};
use super::source::{self, NO_COMMA, NO_QUOTES, OPEN_LIST, OPEN_TABLE, TWICE, key};
use std::ops::Range;

/// A text that was put right.
pub(super) struct Recovered {
    pub(super) text: String,
    /// What was wrong with it, in the order of the file.
    pub(super) faults: Vec<Problem>,
    /// Where something stands now of which it is not known what was meant.
    pub(super) put: Vec<Span>,
    /// What may have stood there, and is no more.
    pub(super) lacks: Vec<&'static str>,
}

/// A text that was put right once more, and what is not known there.
type Mended = (String, Option<Span>);

/// Puts a text right; nothing where it cannot be.
pub(super) fn recover(source: &str, most: usize) -> Option<Recovered> {
    let text = source.to_owned();
    let mut left = Recovered { text, faults: Vec::new(), put: Vec::new(), lacks: Vec::new() };
    // Each part by itself: what it leaves open is not looked for in the next.
    for part in parts(source) {
        while let Some(first) = first_in(&left.text, &part) {
            left.take(first, &part);
            if left.faults.len() >= most {
                return None;
            }
        }
    }
    // What is wrong between parts: one that is there twice.
    while let Some((span, said)) = source::errors(&left.text).into_iter().next() {
        let part = parts(source).into_iter().find(|part| part.contains(&span.start))?;
        left.faults.push(source::problem(source, span, said));
        left.join(&part);
        if left.faults.len() >= most {
            return None;
        }
    }
    (!left.faults.is_empty()).then_some(left)
}

/// The first fault of a part that stands alone.
fn first_in(text: &str, part: &Range<usize>) -> Option<(Span, String)> {
    let (span, said) = source::errors(text.get(part.clone())?).into_iter().next()?;
    Some((Span { start: span.start + part.start, end: span.end + part.start }, said))
}

impl Recovered {
    /// Notes a fault of a part, and puts right what can be.
    fn take(&mut self, (span, said): (Span, String), part: &Range<usize>) {
        let before = starts(&self.text, part);
        let helps = |mended: &Mended| {
            let after = starts(&mended.0, part);
            let is_new = |start: &(usize, bool)| !before.contains(start);
            let line = self.text.get(span.start..).and_then(|text| text.find('\n'));
            let line = line.map_or(part.end, |end| span.start + end) - part.start;
            // What is left of the line may be a slip of its own: a word or a comma.
            let beside = |(start, slip): &(usize, bool)| !slip && *start <= line;
            after.len() < before.len() && !after.iter().any(|it| is_new(it) || beside(it))
        };
        let little = little(&self.text, span, &said).filter(helps);
        let line = || {
            let (mended, alone) = line(&self.text, span, part, &said)?;
            let after = starts(&mended.0, part);
            let is_new = after.first() != before.first();
            Some(mended).filter(|_| alone && is_new || after.is_empty())
        };
        let mended = little.or_else(line);
        self.faults.push(source::problem(&self.text, span, said));
        match mended {
            Some((text, put)) => {
                self.text = text;
                self.put.extend(put);
            }
            None => self.lose(part, true),
        }
    }

    /// Takes the header of a part out, so that it goes on with what is before it; all of it where that does not help.
    fn join(&mut self, part: &Range<usize>) {
        let mut joined = self.text.clone();
        let header = joined.get(part.clone()).and_then(|text| text.find('\n'));
        blank(&mut joined, part.start..header.map_or(part.end, |end| part.start + end));
        match source::errors(&joined).len() < source::errors(&self.text).len() {
            true => self.text = joined,
            false => self.lose(part, false),
        }
    }

    /// Takes out all of a part; but its header, where that is right and to be kept.
    fn lose(&mut self, part: &Range<usize>, keep: bool) {
        let header = self.text.get(part.clone()).and_then(|text| text.split_inclusive('\n').next());
        let header = header.filter(|line| {
            keep && line.starts_with('[') && source::errors(line).is_empty() && part.start > 0
        });
        let kept = header.map_or(0, str::len);
        // A text without an end takes the parts behind it along.
        let more = self.text.get(part.start + kept..part.end).unwrap_or_default();
        if more.lines().any(is_header) {
            self.lacks.extend(["en", "case"]);
        }
        blank(&mut self.text, part.start + kept..part.end);
        match (part.start, kept) {
            (0, _) => self.lacks.extend(["format", "id", "group"]),
            (_, 0) => self.lacks.extend(["en", "case"]),
            _ => self.put.push(Span { start: part.start, end: part.start + 1 }),
        }
    }
}

/// Where in a part something is wrong, and whether it is only a word or a comma.
fn starts(text: &str, part: &Range<usize>) -> Vec<(usize, bool)> {
    let errors = source::errors(text.get(part.clone()).unwrap_or_default());
    let is_slip = |said: &str| said.starts_with(NO_COMMA) || said.starts_with(NO_QUOTES);
    errors.into_iter().map(|(span, said)| (span.start, is_slip(&said))).collect()
}

/// Puts blanks there, and leaves the ends of lines.
fn blank(text: &mut String, range: Range<usize>) {
    let blank: String = text
        .get(range.clone())
        .unwrap_or_default()
        .bytes()
        .map(|byte| if matches!(byte, b'\n' | b'\r') { char::from(byte) } else { ' ' })
        .collect();
    text.replace_range(range, &blank);
}

/// A comma, a bracket or a word.
fn little(text: &str, span: Span, said: &str) -> Option<Mended> {
    let instead = |range: Range<usize>, with: &str| {
        let mut text = text.to_owned();
        text.get(range.clone()).filter(|there| there.len() == with.len())?;
        text.replace_range(range, with);
        Some(text)
    };
    let is_blank =
        |at: usize| text.as_bytes().get(at).is_some_and(|byte| byte.is_ascii_whitespace());
    let at = span.start;
    let before = at.checked_sub(1)?;
    if said.starts_with(NO_COMMA) {
        return Some((instead(before..at, ",").filter(|_| is_blank(before))?, None));
    }
    for (what, bracket) in [(OPEN_LIST, "]"), (OPEN_TABLE, "}")] {
        // A comma behind the last item is one too many, and a blank line behind it has room.
        let comma = text.get(before..at) == Some(",");
        let room = text
            .get(at..)
            .is_some_and(|text| text.starts_with([' ', '\t']) || text.starts_with("\n\n"));
        match said == what {
            true if comma => return Some((instead(before..at, bracket)?, None)),
            true if room => return Some((instead(at..at + 1, bracket)?, None)),
            _ => {}
        }
    }
    if said.starts_with("extra comma") {
        return Some((instead(at..at + 1, " ")?, None));
    }
    let is_value = said.starts_with(NO_QUOTES) || text.get(..at)?.trim_end().ends_with('=');
    let word = text.get(span.start..span.end).filter(|word| is_value && !word.contains('\n'))?;
    let put = match word.len() {
        0 => return None,
        1 => "0".to_owned(),
        long => format!("\"{}\"", "_".repeat(long - 2)),
    };
    Some((instead(span.start..span.end, &put)?, Some(span)))
}

/// The line that a fault stands on, without its value or as an empty item; and whether it is a field or an item by itself.
fn line(text: &str, span: Span, part: &Range<usize>, said: &str) -> Option<(Mended, bool)> {
    let at = span.start.min(part.end);
    let start = text.get(..at)?.rfind('\n').map_or(0, |end| end + 1).max(part.start);
    let end = text.get(start..part.end)?.find('\n').map_or(part.end, |end| start + end);
    let written = text.get(start..end)?;
    let (indent, shown) = (written.len() - written.trim_start().len(), written.trim());
    // What is in such a text, and what behind it, is not known.
    if ["\"\"\"", "'''"].iter().any(|quotes| shown.contains(quotes)) {
        return None;
    }
    let is_shown = |line: &&str| !line.is_empty() && !line.starts_with('#');
    let next = text.get(end..part.end)?.lines().map(str::trim).find(is_shown);
    let before = text.get(part.start..start)?.lines().rev().map(str::trim).find(is_shown);
    let comma = if shown.ends_with(',') { "," } else { "" };
    let is_item = next.is_some_and(|next| next.starts_with(['{', ']']))
        && before.is_some_and(|before| before.starts_with('{') || before.ends_with('['));
    let (put, alone) = match key(shown) {
        _ if is_item => ("{},".to_owned(), true),
        Some(name) => {
            let open = shown.ends_with(['[', '{']);
            let alone = next.is_none_or(|next| key(next).is_some() || next.starts_with('}'));
            (format!("{name} = \"\"{comma}"), alone && !open)
        }
        None => return None,
    };
    if said == TWICE {
        let mut once = text.to_owned();
        blank(&mut once, start..end);
        return Some(((once, None), alone));
    }
    let room = written.len().checked_sub(indent + put.len())?;
    let mut mended = text.to_owned();
    mended.replace_range(start + indent..end, &format!("{put}{}", " ".repeat(room)));
    let value = put.find("\"\"").unwrap_or(0) + start + indent;
    let value = Span { start: value, end: value + 2 };
    Some(((mended, Some(value)), alone))
}

/// The parts of a file, each from its header to the next.
fn parts(source: &str) -> Vec<Range<usize>> {
    let (mut starts, mut at) = (vec![0], 0);
    // What stands between three quotes is a text.
    let mut quoted = false;
    for line in source.split_inclusive('\n') {
        if !quoted && at > 0 && is_header(line) {
            starts.push(at);
        }
        at += line.len();
        let quotes = line.matches("\"\"\"").count() + line.matches("'''").count();
        quoted ^= quotes % 2 == 1;
    }
    let ends = starts.iter().skip(1).copied().chain([source.len()]);
    starts.iter().zip(ends).map(|(start, end)| *start..end).collect()
}

/// Whether a line looks like the header of a table: `[[case]]`, and what was meant to be one.
fn is_header(line: &str) -> bool {
    let line = line.split('#').next().unwrap_or_default();
    let name = line.strip_prefix("[[").or_else(|| line.strip_prefix('['));
    name.is_some_and(|name| {
        name.starts_with(|c: char| c.is_ascii_alphabetic())
            && !name.contains([',', '=', '{', '"', '\''])
    })
}
