//! `[guess]`: a question about one case, and choices that claim something of it.

use super::expect::ExpectReader;
use super::table::{Kind, Table, Value};
use super::texts::title;
use crate::model::{Case, Choice, Guess, Limits, Text};
use crate::scenario::near::{nearest, one_of};
use crate::scenario::printable::quote;
use crate::scenario::problem::{Checked, Explain, Problem};

/// What can be wrong with it.
enum GuessFault<'a> {
    NoSuchCase { id: &'a str, near: Option<String> },
    HowMany { found: usize },
    NoClaim,
}

impl Explain for GuessFault<'_> {
    fn what(&self) -> Text {
        match self {
            GuessFault::NoSuchCase { id, .. } => Text::new(
                format!("this scenario has no case {}", quote(id)),
                format!("这个场景里没有用例 {}", quote(id)),
            ),
            GuessFault::HowMany { found } => Text::new(
                format!("a guess has {} choices, not {found}", said(" to ")),
                format!("选项要有 {} 个，不是 {found} 个", said("–")),
            ),
            GuessFault::NoClaim => {
                Text::new("this choice claims nothing", "这个选项什么也没有断言")
            }
        }
    }

    fn help(&self) -> Option<Text> {
        match self {
            GuessFault::NoSuchCase { near, .. } => near.as_deref().and_then(|id| one_of(&[id])),
            GuessFault::HowMany { .. } => None,
            GuessFault::NoClaim => Some(Text::new(
                "write what it comes to as in `expect`: { receive = 1, cause = \"read-late\" }",
                "请像 `expect` 里那样写它意味着什么：{ receive = 1, cause = \"read-late\" }",
            )),
        }
    }
}

/// From how many to how many choices.
fn said(to: &str) -> String {
    format!("{}{to}{}", Limits::CHOICES.start(), Limits::CHOICES.end())
}

/// The tables of all claims, choice by choice, as they stand in the file.
pub(in crate::scenario) type ClaimPlaces<'a> = Vec<Vec<Table<'a>>>;

/// The guess, the case it is about, and where its claims stand.
pub(super) fn guess<'a, 'c>(
    value: Value<'a>,
    cases: &'c [Case],
) -> Checked<(Guess, &'c Case, ClaimPlaces<'a>)> {
    let (table, of) = (value.table()?, Text::new("[guess]", "[guess] "));
    table.only(&of, &["case", "question", "choices"])?;
    let need = |field| table.need(field, &of, table.span());
    let named = need("case")?;
    let id = named.text()?;
    let Some(case) = cases.iter().find(|case| case.id == id) else {
        let near = nearest(id, cases.iter().map(|case| case.id.as_str()));
        let near = near.first().map(|id| (*id).to_owned());
        return Err(named.problem(GuessFault::NoSuchCase { id, near }));
    };
    let question = title(need("question")?)?;
    let listed = need("choices")?;
    let values = listed.list()?;
    if !Limits::CHOICES.contains(&values.len()) {
        return Err(listed.problem(GuessFault::HowMany { found: values.len() }));
    }
    let reader = ExpectReader { actors: &case.actors, lab: case.lab.is_some() };
    let read = values.into_iter().map(|value| choice(value, &reader));
    let (choices, places) = read.collect::<Checked<Vec<_>>>()?.into_iter().unzip();
    Ok((Guess { case: id.to_owned(), question, choices }, case, places))
}

fn choice<'a>(value: Value<'a>, reader: &ExpectReader<'_>) -> Checked<(Choice, Vec<Table<'a>>)> {
    let (table, of) = (value.table()?, Text::new("a choice", "一个选项"));
    table.only(&of, &["says", "claims"])?;
    let need = |field| table.need(field, &of, table.span());
    let says = title(need("says")?)?;
    let claimed = need("claims")?;
    let tables: Vec<Table<'a>> = match claimed.kind() {
        Kind::List => claimed.list()?.into_iter().map(Value::table).collect::<Checked<_>>()?,
        _ => vec![claimed.table()?],
    };
    if tables.is_empty() {
        return Err(Problem::at(claimed.span(), GuessFault::NoClaim));
    }
    let claims = tables.iter().map(|table| reader.expect(*table)).collect::<Checked<_>>()?;
    Ok((Choice { says, claims }, tables))
}
