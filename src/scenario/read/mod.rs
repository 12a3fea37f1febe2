//! From a document to a scenario: every field read with its place at hand, so that an error
//! points at the very word.
//!
//! `table` and `words` know fields, types and names; each other module reads one part of the
//! language; `calls` is the table of calls.

mod calls;
mod case;
mod data;
mod expect;
mod framing;
mod guess;
mod lab;
mod numbers;
mod options;
mod packets;
mod step;
mod table;
mod texts;
mod want;
mod words;

pub(super) use calls::row;
pub(super) use case::CasePlaces;
#[cfg(test)]
pub(super) use expect::fields as expected;
pub(super) use framing::framing;
pub(super) use guess::ClaimPlaces;
#[cfg(test)]
pub(super) use step::fields;
pub(super) use table::{Kind, Table, Value};

use crate::model::{Case, Group, Guess, Lesson, Limits, Scenario, Text};
use crate::scenario::excerpt::Lines;
use crate::scenario::printable::quote;
use crate::scenario::problem::{Checked, Explain, Problem, Remedy, Span};
use table::Item;
use texts::{keywords, lesson, remark};
use toml::de::DeTable;

/// The only format there is so far.
const FORMAT: i128 = 1;

/// The fields at the top of a file.
const FIELDS: &[&str] =
    &["format", "id", "group", "en", "zh", "keywords", "guess", "notes", "case"];

/// What can be wrong with the file as a whole.
enum FileFault<'a> {
    NotAScenario,
    OtherFormat { found: Option<i128> },
    NoTexts,
    NoCase,
    TooManyCases,
    CaseTwice { id: &'a str, line: u32 },
}

impl Explain for FileFault<'_> {
    fn what(&self) -> Text {
        match self {
            FileFault::NotAScenario => Text::new(
                "this is not a scenario: it does not say `format = 1`",
                "这不是场景文件：没有写 `format = 1`",
            ),
            FileFault::OtherFormat { found } => {
                let found = found.map_or(String::new(), |n| format!(" {n}"));
                Text::new(
                    format!("this file has format{found}; this program reads format {FORMAT}"),
                    format!("这个文件的格式号是{found}；本程序只认识格式 {FORMAT}"),
                )
            }
            FileFault::NoTexts => Text::new(
                "there are no texts for the student: [en] and [zh] are missing",
                "没有写给学生看的文字：缺少 [en] 和 [zh]",
            ),
            FileFault::NoCase => {
                Text::new("a scenario has at least one case", "一个场景至少要有一个用例")
            }
            FileFault::TooManyCases => Text::new(
                format!("too many cases: a scenario has at most {}", Limits::CASES),
                format!("用例太多：最多 {} 个", Limits::CASES),
            ),
            FileFault::CaseTwice { id, line } => Text::new(
                format!("the case {} is already on line {line}", quote(id)),
                format!("第 {line} 行已经有用例 {}", quote(id)),
            ),
        }
    }

    fn help(&self) -> Option<Text> {
        match self {
            FileFault::NotAScenario => Some(Text::new(
                "`stickydemo new NAME` writes a file to start from",
                "`stickydemo new NAME` 会写一个可以照着改的文件",
            )),
            FileFault::NoTexts => Some(Text::new(
                "one of them is enough; it has title, story, question, hint and answer",
                "写一种就够了；里面要有 title、story、question、hint 和 answer",
            )),
            FileFault::NoCase => {
                Some(Text::new("begin one with [[case]]", "用 [[case]] 开始一个用例"))
            }
            _ => None,
        }
    }

    fn remedy(&self) -> Remedy {
        match self {
            FileFault::NotAScenario => Remedy::Add("format".to_owned()),
            FileFault::OtherFormat { .. } => Remedy::Nothing,
            FileFault::NoTexts => Remedy::Add("en".to_owned()),
            FileFault::NoCase => Remedy::Add("case".to_owned()),
            FileFault::TooManyCases => Remedy::Fewer,
            FileFault::CaseTwice { .. } => Remedy::Other,
        }
    }
}

/// What has been read, and where it stands.
pub(super) enum Part<'p, 'a> {
    /// A case, as soon as it is read.
    Case(&'p Case, &'p CasePlaces<'a>),
    /// What is claimed of a case.
    Claims(&'p Case, &'p Guess, &'p ClaimPlaces<'a>),
}

/// What a file in which faults were mended says no more.
#[derive(Debug, Default)]
pub(super) struct Unknown {
    /// What every case is called.
    pub(super) names: bool,
    /// Of each case that was mended, which is known by where it begins, what is not known any more.
    pub(super) cases: Vec<(Span, Doubt)>,
    /// Where each step and each expectation stands in which something was mended.
    pub(super) mended: Vec<Span>,
    /// Where each step stands of which it is not known what it does with sockets.
    pub(super) unclear: Vec<Span>,
}

impl Unknown {
    /// What is not known of the case that begins there.
    pub(super) fn of(&self, case: Span) -> Doubt {
        let its = self.cases.iter().filter(|(begins, _)| *begins == case);
        its.fold(Doubt::default(), |all, (_, doubt)| all.or(*doubt))
    }
}

/// What is not known of a case.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Doubt {
    /// Which sockets it has, and of which names.
    pub(super) sockets: bool,
    /// Which calls it makes, and how often.
    pub(super) calls: bool,
    /// Who plays, and on which host.
    pub(super) actors: bool,
    /// Which wire it is about.
    pub(super) wire: bool,
}

impl Doubt {
    pub(super) const NONE: Doubt =
        Doubt { sockets: false, calls: false, actors: false, wire: false };
    pub(super) const SOCKETS: Doubt = Doubt { sockets: true, ..Doubt::NONE };
    pub(super) const CALLS: Doubt = Doubt { calls: true, ..Doubt::SOCKETS };
    pub(super) const ALL: Doubt = Doubt { actors: true, ..Doubt::CALLS };

    fn or(self, other: Doubt) -> Doubt {
        Doubt {
            sockets: self.sockets || other.sockets,
            calls: self.calls || other.calls,
            actors: self.actors || other.actors,
            wire: self.wire || other.wire,
        }
    }
}

/// The whole file. `each` sees its parts as they are read.
pub(super) fn scenario<'a>(
    document: &'a DeTable<'a>,
    lines: &'a Lines,
    source: &str,
    each: impl FnMut(Part<'_, 'a>) -> Checked<()>,
) -> Checked<Scenario> {
    mended((document, &Unknown::default()), lines, source, each)
}

/// The same of one in which faults were mended: of a guess, what may be wrong because of them is not asked.
pub(super) fn mended<'a>(
    (document, unknown): (&'a DeTable<'a>, &Unknown),
    lines: &'a Lines,
    source: &str,
    mut each: impl FnMut(Part<'_, 'a>) -> Checked<()>,
) -> Checked<Scenario> {
    let table = Table::document(document);
    format(&table)?;
    let of = Text::new("a scenario", "场景");
    table.only(&of, FIELDS)?;
    let first = table.items().first().map_or(table.span(), |item| item.key);
    let id = table.need("id", &of, first)?.id()?;
    let group: Group = table.need("group", &of, first)?.word()?;
    let (en, zh) = lessons(&table)?;
    let keywords = table.maybe("keywords", keywords)?.unwrap_or_default();
    let notes = table.maybe("notes", remark)?;
    let mut cases: Vec<Case> = Vec::new();
    let mut doubtful = Vec::new();
    for value in case_values(&table)? {
        let (case, places) = case::case(value, lines)?;
        if let Some(other) = cases.iter().find(|other| other.id == case.id) {
            let fault = FileFault::CaseTwice { id: &case.id, line: other.line };
            return Err(Problem::at(places.table.at("id"), fault));
        }
        each(Part::Case(&case, &places))?;
        doubtful.push(unknown.of(places.table.span()).calls);
        cases.push(case);
    }
    let known = guess::Known {
        cases: &cases,
        doubtful: &doubtful,
        names: !unknown.names,
        mended: &unknown.mended,
    };
    let guess = table.get("guess").map(|value| guess::guess(value, &known)).transpose()?;
    if let Some((guess, Some(case), places)) = &guess {
        each(Part::Claims(case, guess, places))?;
    }
    let (guess, source) = (guess.map(|(guess, ..)| guess), source.to_owned());
    Ok(Scenario { id, group, en, zh, keywords, guess, notes, cases, source })
}

fn format(table: &Table<'_>) -> Checked<()> {
    let Some(format) = table.get("format") else {
        let items = table.items();
        return Err(match items.first() {
            Some(item) => Problem::at(item.key, FileFault::NotAScenario),
            None => Problem::whole(FileFault::NotAScenario),
        });
    };
    match format.number()? {
        Some(FORMAT) => Ok(()),
        found => Err(format.problem(FileFault::OtherFormat { found })),
    }
}

/// Of a file with one language the texts stand for both.
fn lessons(table: &Table<'_>) -> Checked<(Lesson, Lesson)> {
    let first = table.items().first().map_or(table.span(), |item| item.key);
    let read = |language| table.maybe(language, |value| lesson(value, language));
    match (read("en")?, read("zh")?) {
        (Some(en), Some(zh)) => Ok((en, zh)),
        (Some(one), None) | (None, Some(one)) => Ok((one.clone(), one)),
        (None, None) => Err(Problem::at(first, FileFault::NoTexts)),
    }
}

fn case_values<'a>(table: &Table<'a>) -> Checked<Vec<Value<'a>>> {
    let items = table.items();
    let Some(Item { key, value, .. }) = items.iter().find(|item| item.name == "case") else {
        return Err(match items.last() {
            Some(last) => Problem::at(last.key, FileFault::NoCase),
            None => Problem::whole(FileFault::NoCase),
        });
    };
    let cases = match value.kind() {
        Kind::List => value.list()?,
        _ => return Err(Problem::at(*key, FileFault::NoCase)),
    };
    match cases.get(Limits::CASES) {
        _ if cases.is_empty() => Err(Problem::at(*key, FileFault::NoCase)),
        Some(extra) => Err(extra.problem(FileFault::TooManyCases)),
        None => Ok(cases),
    }
}
