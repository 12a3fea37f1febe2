//! What is said to the student: lessons and bilingual texts, none empty.

use super::table::{Kind, Table, Value};
use crate::model::{Keywords, Lesson, Limits, Text};
use crate::scenario::problem::{Checked, Explain, Problem, Remedy};

/// What can be wrong with a text.
enum TextFault {
    Empty,
    TooLong { bytes: usize },
    ManyLines,
    NoLanguage,
    TooManyKeywords,
}

impl Explain for TextFault {
    fn what(&self) -> Text {
        match self {
            TextFault::Empty => Text::new("this text is empty", "这段文字是空的"),
            TextFault::TooLong { bytes } => Text::new(
                format!("a text of {bytes} bytes is too long; it may have {}", Limits::TEXT),
                format!("这段文字有 {bytes} 字节，太长了；最长 {} 字节", Limits::TEXT),
            ),
            TextFault::NoLanguage => {
                Text::new("this text is missing in both languages", "这段文字中英文都没写")
            }
            TextFault::TooManyKeywords => Text::new(
                format!("too many keywords: a language has at most {}", Limits::KEYWORDS),
                format!("关键词太多：每种语言最多 {} 个", Limits::KEYWORDS),
            ),
            TextFault::ManyLines => Text::new("this text has to be one line", "这段文字只能写一行"),
        }
    }

    fn remedy(&self) -> Remedy {
        match self {
            TextFault::TooManyKeywords => Remedy::Fewer,
            _ => Remedy::Other,
        }
    }
}

/// A text of any number of lines, not empty.
fn prose(value: Value<'_>) -> Checked<String> {
    let text = value.text()?;
    if text.trim().is_empty() {
        return Err(value.problem(TextFault::Empty));
    }
    if text.len() > Limits::TEXT {
        return Err(value.problem(TextFault::TooLong { bytes: text.len() }));
    }
    Ok(text.to_owned())
}

/// A text of one line, not empty.
fn line(value: Value<'_>) -> Checked<String> {
    let text = prose(value)?;
    if text.contains(['\n', '\r']) {
        return Err(value.problem(TextFault::ManyLines));
    }
    Ok(text)
}

type ReadText = fn(Value<'_>) -> Checked<String>;

/// Where one language is missing the other stands for it, too; a plain text stands for both.
fn both(value: Value<'_>, read: ReadText) -> Checked<Text> {
    let table = match value.kind() {
        Kind::Text => return read(value).map(|text| Text { en: text.clone(), zh: text }),
        Kind::Table => value.table()?,
        _ => {
            let wanted = Text::new(
                "a text, or { en = \"…\", zh = \"…\" }",
                "文本，或者 { en = \"…\", zh = \"…\" }",
            );
            return Err(value.wrong(&wanted));
        }
    };
    table.only(&Text::new("a text in both languages", "双语文本"), &["en", "zh"])?;
    let (en, zh) = (table.maybe("en", read)?, table.maybe("zh", read)?);
    match (en, zh) {
        (Some(en), Some(zh)) => Ok(Text { en, zh }),
        (Some(one), None) | (None, Some(one)) => Ok(Text { en: one.clone(), zh: one }),
        (None, None) => Err(Problem::at(table.span(), TextFault::NoLanguage)),
    }
}

/// `{ en = "…", zh = "…" }`, of one line each.
pub(super) fn title(value: Value<'_>) -> Checked<Text> {
    both(value, line)
}

/// `{ en = "…", zh = "…" }`, of any number of lines.
pub(super) fn remark(value: Value<'_>) -> Checked<Text> {
    both(value, prose)
}

/// The `why` of a variant: it must be there.
pub(super) fn why(table: &Table<'_>) -> Checked<Text> {
    let of = Text::new("what differs on a platform", "平台差异");
    remark(table.need("why", &of, table.span())?)
}

/// `[keywords]`: lists of one or both languages.
pub(super) fn keywords(value: Value<'_>) -> Checked<Keywords> {
    let table = value.table()?;
    table.only(&Text::new("[keywords]", "[keywords] "), &["en", "zh"])?;
    let list = |language| table.maybe(language, phrases).map(Option::unwrap_or_default);
    Ok(Keywords { en: list("en")?, zh: list("zh")? })
}

fn phrases(value: Value<'_>) -> Checked<Vec<String>> {
    let all = value.list()?;
    match all.get(Limits::KEYWORDS) {
        Some(extra) => Err(extra.problem(TextFault::TooManyKeywords)),
        None => all.into_iter().map(line).collect(),
    }
}

/// `[en]` or `[zh]`.
pub(super) fn lesson(value: Value<'_>, language: &str) -> Checked<Lesson> {
    let of = Text::new(format!("[{language}]"), format!("[{language}] "));
    let table = value.table()?;
    table.only(&of, &["title", "story", "question", "hint", "answer"])?;
    let need = |field: &str, read: ReadText| read(table.need(field, &of, table.span())?);
    Ok(Lesson {
        title: need("title", line)?,
        story: need("story", prose)?,
        question: need("question", prose)?,
        hint: need("hint", prose)?,
        answer: need("answer", prose)?,
    })
}
