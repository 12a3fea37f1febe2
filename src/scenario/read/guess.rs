//! `[guess]`: a question about one case, and choices that claim something of it.

use super::expect::ExpectReader;
use super::table::{Kind, Table, Value};
use super::texts::title;
use crate::model::{Case, Choice, Guess, Limits, Text};
use crate::scenario::near::{nearest, one_of};
use crate::scenario::printable::quote;
use crate::scenario::problem::{Checked, Explain, Problem, Span};

/// What can be wrong with it.
enum GuessFault<'a> {
    NoSuchCase { id: &'a str, near: Option<String> },
    HowMany { found: usize },
    NoClaim,
    SameClaims { as_choice: usize },
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
            GuessFault::SameClaims { as_choice } => Text::new(
                format!("this choice claims the same as choice {as_choice}"),
                format!("这个选项的断言和第 {as_choice} 个选项的一样"),
            ),
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
            GuessFault::SameClaims { .. } => Some(Text::new(
                "of two choices only one can be right: claim what tells them apart, the reason, too",
                "两个选项不能都对：断言要能区分它们，理由也要写进去",
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

/// What a guess is held to.
pub(super) struct Known<'c> {
    pub(super) cases: &'c [Case],
    /// Of each, that its steps are not all known.
    pub(super) doubtful: &'c [bool],
    /// What each case is called is known.
    pub(super) names: bool,
    /// Where each claim stands in which something was mended.
    pub(super) mended: &'c [Span],
}

impl<'c> Known<'c> {
    /// The case of this name; nothing where it is not known enough of.
    fn case(&self, named: Value<'_>) -> Checked<Option<&'c Case>> {
        let id = named.text()?;
        let mut cases = self.cases.iter().zip(self.doubtful);
        match cases.find(|(case, _)| case.id == id) {
            Some((case, doubtful)) => Ok((!doubtful).then_some(case)),
            None if !self.names => Ok(None),
            None => {
                let near = nearest(id, self.cases.iter().map(|case| case.id.as_str()));
                let near = near.first().map(|id| (*id).to_owned());
                Err(named.problem(GuessFault::NoSuchCase { id, near }))
            }
        }
    }
}

/// The guess, the case it is about as far as that is known, and where its claims stand.
pub(super) fn guess<'a, 'c>(
    value: Value<'a>,
    known: &Known<'c>,
) -> Checked<(Guess, Option<&'c Case>, ClaimPlaces<'a>)> {
    let (table, of) = (value.table()?, Text::new("[guess]", "[guess] "));
    table.only(&of, &["case", "question", "choices"])?;
    let need = |field| table.need(field, &of, table.span());
    let named = need("case")?;
    let (id, case) = (named.text()?.to_owned(), known.case(named)?);
    let question = title(need("question")?)?;
    let listed = need("choices")?;
    let values = listed.list()?;
    if !Limits::CHOICES.contains(&values.len()) {
        return Err(listed.problem(GuessFault::HowMany { found: values.len() }));
    }
    let reader = case.map_or(ExpectReader::OF_ANY, |case| ExpectReader {
        actors: Some(&case.actors),
        lab: case.lab.is_some(),
    });
    let read = values.iter().map(|value| choice(*value, &reader));
    let (choices, places): (Vec<Choice>, ClaimPlaces<'_>) =
        read.collect::<Checked<Vec<_>>>()?.into_iter().unzip();
    let is_mended =
        |claims: &Vec<Table<'_>>| claims.iter().any(|table| known.mended.contains(&table.span()));
    let mended: Vec<bool> = places.iter().map(is_mended).collect();
    different(&choices, (&values, &mended))?;
    Ok((Guess { case: id, question, choices }, case, places))
}

/// No two claim the same, in whatever order: both would be right, or neither. Not asked of those that were mended.
fn different(choices: &[Choice], (values, mended): (&[Value<'_>], &[bool])) -> Checked<()> {
    let all = |of: &Choice, other: &Choice| of.claims.iter().all(|one| other.claims.contains(one));
    let written = || choices.iter().zip(mended);
    for (at, ((choice, mended), value)) in written().zip(values).enumerate() {
        let same = written()
            .take(at)
            .position(|(other, mended)| !mended && all(choice, other) && all(other, choice));
        if let Some(same) = same.filter(|_| !mended) {
            let fault = GuessFault::SameClaims { as_choice: same + 1 };
            return Err(Problem::at(value.table()?.at("claims"), fault));
        }
    }
    Ok(())
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
