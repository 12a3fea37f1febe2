//! From what somebody types (a word of the field, an error's name or number, a message pasted from a terminal) to
//! the built-in scenarios about it, the best first.
//!
//! | file | what it is |
//! |---|---|
//! | `words` | a text as words that can be compared |
//! | `errors` | which errors were asked for |
//! | `error_table` | what an error is called, on each system and in each language |
//! | `line` | how well one line of a scenario answers |
//!
//! Keywords, titles and questions come from the index. Files are read only where none of these answers.

mod error_table;
mod errors;
mod line;
mod words;

use super::builtin::{Builtin, index};
use super::near::nearest;
use crate::model::{Lesson, Text, named_enum};
use errors::Meant;
use line::{Answer, Level, answer};
use std::ops::Range;
use words::{Word, within, words};

named_enum! {
    /// What of a scenario answers.
    pub enum Source {
        /// Its name.
        Name = "name",
        /// One of its keywords.
        Keyword = "keyword",
        /// An error that it is about.
        Error = "error",
        /// Its title.
        Title = "title",
        /// A sentence of its question.
        Question = "question",
        /// A sentence of its story or its answer.
        Text = "text",
    }
}

/// A scenario that answers a question, and what of it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its name.
    pub id: &'static str,
    /// What of it answers.
    pub source: Source,
    /// The line.
    pub line: String,
    /// What of the line was asked for: bytes, from left to right, none of them twice.
    pub matched: Vec<Range<usize>>,
}

/// An error that was asked for and that no scenario is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unshown {
    /// Its POSIX name.
    pub name: &'static str,
    /// What it is called, with its numbers on each system.
    pub line: String,
    /// What it means.
    pub meaning: Text,
}

/// How well it answers: the level, and within one a smaller number is better.
type Rank = (Level, usize);

/// What somebody asked for.
struct Asked<'a> {
    text: &'a str,
    words: Vec<Word>,
}

/// The scenarios that answer, the best first; several words are one question.
pub fn find(question: &str) -> Vec<Found> {
    let question = beginning(question);
    let asked = Asked { text: question.trim(), words: words(question) };
    let meant = errors::meant(&asked.words);
    // What else stands in the message of an error that no scenario is about leads to a wrong one.
    let known = !meant.is_empty() && meant.iter().all(|meant| meant.error.meaning.is_some());
    let found = best(|entry| {
        let found = of_index(entry, &asked, &meant);
        found.filter(|((level, _), _)| !known || *level == Level::Exact)
    });
    match found.is_empty() && !known && !asked.words.is_empty() {
        false => found,
        true => best(|entry| of_file(entry, &asked.words)),
    }
}

/// What a question is about is said at its beginning: a pasted message may be long.
fn beginning(question: &str) -> &str {
    const MOST: usize = 4096;
    let end = question.char_indices().nth(MOST).map_or(question.len(), |(end, _)| end);
    question.get(..end).unwrap_or_default()
}

/// The errors that were asked for and that no scenario is about.
pub fn unshown(question: &str) -> Vec<Unshown> {
    let meant = errors::meant(&words(beginning(question))).into_iter();
    meant
        .filter_map(|meant| {
            let (en, zh) = meant.error.meaning?;
            let (name, line) = (meant.error.name, meant.error.line(&meant.by));
            Some(Unshown { name, line, meaning: Text::new(en, zh) })
        })
        .collect()
}

/// What may have been meant, where nothing was found.
pub fn near(question: &str) -> Vec<&'static str> {
    let keywords = index().iter().flat_map(|entry| [entry.keywords_en, entry.keywords_zh]);
    let names = index().iter().map(|entry| entry.id);
    let all = keywords.flatten().copied().chain(names).chain(errors::names());
    let mut unique: Vec<&str> = Vec::new();
    all.for_each(|word| {
        if !unique.contains(&word) {
            unique.push(word);
        }
    });
    nearest(question, unique)
}

fn best(of: impl Fn(&'static Builtin) -> Option<(Rank, Found)>) -> Vec<Found> {
    let mut all: Vec<(Rank, Found)> = index().iter().filter_map(of).collect();
    // A stable sort: as good as each other, they stay in the order of the course.
    all.sort_by_key(|(rank, _)| *rank);
    // Where something answers whole, what holds some of the words is no news.
    let whole = all.first().is_some_and(|((level, _), _)| *level < Level::SomeWords);
    all.retain(|((level, _), _)| !whole || *level < Level::SomeWords);
    all.into_iter().map(|(_, found)| found).collect()
}

/// The best line of the index about a scenario.
fn of_index(entry: &'static Builtin, asked: &Asked<'_>, meant: &[Meant]) -> Option<(Rank, Found)> {
    let keywords = [entry.keywords_en, entry.keywords_zh];
    let keywords = || keywords.into_iter().flat_map(|all| all.iter().copied().enumerate());
    let named = std::iter::once((Source::Name, 0, entry.id));
    let keyed = keywords().map(|(place, word)| (Source::Keyword, place + 1, word));
    let titles = [entry.title_en, entry.title_zh].map(|title| (Source::Title, 0, title));
    let questions = [entry.question_en, entry.question_zh].into_iter().flat_map(sentences);
    let questions = questions.map(|sentence| (Source::Question, 0, sentence));
    let lines = named.chain(keyed).chain(titles).chain(questions);
    let said = lines.filter_map(|line| of_line(entry, line, &asked.words));
    let signs = keywords().filter_map(|keyword| of_signs(entry, keyword, asked.text));
    let errors = keywords().filter_map(|(place, word)| of_error(entry, (place, word), meant));
    said.chain(signs).chain(errors).min_by_key(|(rank, _)| *rank)
}

fn of_line(
    entry: &Builtin,
    (source, place, line): (Source, usize, &str),
    question: &[Word],
) -> Option<(Rank, Found)> {
    let Answer { level, beside, matched } = answer(source, line, question)?;
    let found = Found { id: entry.id, source, line: line.to_owned(), matched };
    Some(((level, beside.unwrap_or(place)), found))
}

/// A keyword of signs alone (`}{`) has no words: it is looked for as it stands.
fn of_signs(entry: &Builtin, (place, word): (usize, &str), text: &str) -> Option<(Rank, Found)> {
    let level = match text == word {
        true => Level::Exact,
        false => Level::KeywordWithin,
    };
    let there = words(word).is_empty() && text.contains(word);
    let whole = 0..word.len();
    let matched = Vec::from([whole]);
    let found = Found { id: entry.id, source: Source::Keyword, line: word.to_owned(), matched };
    // In a longer text every keyword of words says more.
    let place = if level == Level::Exact { place + 1 } else { LAST };
    there.then_some(((level, place), found))
}

/// Behind every other place.
const LAST: usize = usize::MAX;

/// A keyword that is the name of an error that was asked for.
fn of_error(
    entry: &Builtin,
    (place, word): (usize, &str),
    meant: &[Meant],
) -> Option<(Rank, Found)> {
    let windows = |meant: &Meant| meant.error.windows.map(|(name, _)| name);
    let meant =
        meant.iter().find(|meant| meant.error.name == word || windows(meant) == Some(word))?;
    // On Windows the same error may come of something else, and then a scenario says so.
    let own = windows(meant) == Some(word);
    let place = match (own, meant.of_windows) {
        (true, true) => 0,
        (true, false) => LAST,
        (false, _) => place + 1,
    };
    let line = meant.error.line(&meant.by);
    let all = words(&line);
    let matched = within(&words(&meant.by), &all).map(|at| line::bytes(&all, at));
    let found =
        Found { id: entry.id, source: Source::Error, matched: matched.into_iter().collect(), line };
    Some(((Level::Error, place), found))
}

/// A sentence of the texts that only the file has.
fn of_file(entry: &'static Builtin, question: &[Word]) -> Option<(Rank, Found)> {
    let scenario = super::parse(entry.id, entry.source().as_bytes()).ok()?;
    let texts = |lesson: &Lesson| [lesson.story.clone(), lesson.answer.clone()];
    let texts = [&scenario.en, &scenario.zh].map(texts);
    let lines = texts.iter().flatten().flat_map(|text| sentences(text));
    let said = lines.filter_map(|line| of_line(entry, (Source::Text, 0, line), question));
    said.min_by_key(|(rank, _)| *rank)
}

/// The sentences of a text, each on one line.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let ends = |c: char| matches!(c, '。' | '！' | '？' | '；' | '\n');
    let chinese = text.split_inclusive(ends);
    let all = chinese
        .flat_map(|part| part.split_inclusive(". ").flat_map(|part| part.split_inclusive("? ")));
    all.map(str::trim).filter(|sentence| !sentence.is_empty())
}

#[cfg(test)]
mod tests;
