//! How well one line of a scenario answers a question.

use super::Source;
use super::words::{Word, is_chinese, same, within, words};
use std::ops::Range;

/// How well, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// The question is a keyword, or the name.
    Exact,
    /// The question names an error that the scenario is about.
    Error,
    /// A keyword stands in the question: in a message that was pasted.
    KeywordWithin,
    /// The question stands in a keyword.
    InKeyword,
    /// A keyword or the title has all the words.
    Title,
    /// A sentence of the question to the student has.
    Question,
    /// A sentence of another text has.
    Text,
    /// A line has many of the words.
    SomeWords,
}

/// English words that say nothing of what is meant.
const COMMON: &[&str] = &[
    "a", "an", "the", "of", "to", "in", "is", "are", "it", "and", "or", "on", "at", "do", "does",
    "not", "why", "how", "what", "when", "my", "i", "with", "for", "from", "by", "be", "can", "t",
    "no", "error", "line", "that",
];

/// A line that answers.
pub(super) struct Answer {
    pub(super) level: Level,
    /// Which of two on that level is better, the smaller, where its place does not say so.
    pub(super) beside: Option<usize>,
    /// The bytes of the line that do.
    pub(super) matched: Vec<Range<usize>>,
}

impl Answer {
    fn at(level: Level, bytes: Range<usize>) -> Self {
        Answer { level, beside: None, matched: Vec::from([bytes]) }
    }
}

/// How a line answers; nothing where it does not.
pub(super) fn answer(source: Source, line: &str, question: &[Word]) -> Option<Answer> {
    let all = words(line);
    let keyword = as_keyword(source, line, (&all, question));
    keyword.or_else(|| in_a_row(source, &all, question)).or_else(|| some(source, &all, question))
}

/// The line is what was asked for, or stands in it.
fn as_keyword(source: Source, line: &str, (all, question): (&[Word], &[Word])) -> Option<Answer> {
    let whole = 0..line.len();
    match source {
        Source::Name | Source::Keyword if !all.is_empty() && same(all, question) => {
            Some(Answer::at(Level::Exact, whole))
        }
        Source::Keyword if tells(line) => within(all, question).map(|_| {
            // The longer one says more.
            let longer = Some(usize::MAX - line.len());
            Answer { beside: longer, ..Answer::at(Level::KeywordWithin, whole) }
        }),
        _ => None,
    }
}

/// The line has what was asked for, word by word.
fn in_a_row(source: Source, all: &[Word], question: &[Word]) -> Option<Answer> {
    let level = if source == Source::Keyword { Level::InKeyword } else { level(source) };
    within(question, all).map(|at| Answer::at(level, bytes(all, at)))
}

/// The line has the words, or many of them.
fn some(source: Source, all: &[Word], question: &[Word]) -> Option<Answer> {
    let asked = pieces(question);
    let had: Vec<Range<usize>> = asked.iter().filter_map(|piece| within(piece, all)).collect();
    let (had, matched) = (had.len(), joined(had.into_iter().map(|at| bytes(all, at))));
    // Of a longer text a few words say less.
    let (part, of) = if source == Source::Text { (3, 4) } else { (1, 2) };
    let level = match had == asked.len() {
        true => level(source),
        false => Level::SomeWords,
    };
    let least = if level == Level::SomeWords { 2 } else { 1 };
    let enough = had >= least && had * of >= asked.len() * part;
    let missing = (level == Level::SomeWords).then(|| 1000 - had * 1000 / asked.len().max(1));
    enough.then_some(Answer { level, beside: missing, matched })
}

/// Whether a keyword of a pasted message says what it is about: `FIN` and `SYN` do, one letter does not.
fn tells(keyword: &str) -> bool {
    keyword.chars().any(is_chinese) || keyword.chars().filter(|c| c.is_alphanumeric()).count() >= 3
}

fn level(source: Source) -> Level {
    match source {
        Source::Name | Source::Keyword | Source::Error | Source::Title => Level::Title,
        Source::Question => Level::Question,
        Source::Text => Level::Text,
    }
}

/// Words that are looked for together.
type Piece<'a> = &'a [Word];

/// The question in pieces: its English words but the common ones, and of Chinese each two characters that stand side by
/// side, which is how long most words are.
fn pieces(question: &[Word]) -> Vec<Piece<'_>> {
    let sign = |word: &Word| word.plain.chars().all(is_chinese);
    let english = question.chunks(1).filter(|piece| {
        piece.iter().all(|word| !sign(word) && !COMMON.contains(&word.plain.as_str()))
    });
    let chinese = question.windows(2).filter(|pair| pair.iter().all(sign));
    let chinese = chinese
        .filter(|pair| pair.first().zip(pair.last()).is_some_and(|(a, b)| a.at.end == b.at.start));
    english.chain(chinese).collect()
}

/// From the first of these words to the last, in bytes of the line.
pub(super) fn bytes(all: &[Word], at: Range<usize>) -> Range<usize> {
    let found = all.get(at).unwrap_or_default();
    let start = found.first().map_or(0, |word| word.at.start);
    start..found.last().map_or(start, |word| word.at.end)
}

/// From left to right, those that overlap as one.
fn joined(ranges: impl Iterator<Item = Range<usize>>) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = ranges.collect();
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut out: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match out.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => out.push(range),
        }
    }
    out
}
