//! What is mended within a value that has parts: of a list the item, of a table the field, and so on inwards.

use super::document::{Item, cut, field, holds, is_key, remove, rename, right, set, text};
use crate::scenario::problem::{Problem, Remedy, Span};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// What parts may have to have, and what is in the place of something wrong.
const PARTS: &str = "why = '-'\nen = '-'\nzh = '-'\nhex = '00'\nfill = 'A'\ntext = 'x'\nlen = 1\nheader = 'u32be'\n\
    delimiter = '|'\npacket = 1\ndata = 1\nsyn = 1\nack = 1\nfin = 1\nbehind = 1";

/// A fault that is to be mended.
#[derive(Clone, Copy)]
pub(super) struct Fault<'p> {
    pub(super) problem: &'p Problem,
    pub(super) at: Span,
    /// It may be there only because something else was mended: what was put there before did not help.
    pub(super) follows: bool,
    /// All that was mended so far.
    pub(super) settled: &'p [Span],
}

impl Fault<'_> {
    /// Whether a value was already put right as a whole.
    pub(super) fn is_settled(&self, value: &Item<'_>) -> bool {
        self.settled.contains(&value.span().into())
    }

    /// A word that would be right there, as far as the rule that is broken knows.
    pub(super) fn word<'a>(&self) -> Option<DeValue<'a>> {
        match &self.problem.remedy {
            Remedy::Word(word) => Some(text(word)),
            Remedy::Somebody(name) => Some(text(name)),
            Remedy::Rename(_)
            | Remedy::Add(_)
            | Remedy::More
            | Remedy::Fewer
            | Remedy::Nothing
            | Remedy::Other => None,
        }
    }
}

/// A part that was mended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Put {
    pub(super) place: Span,
    pub(super) lacks: Lacks,
    /// The table that lacks it, if it is known.
    pub(super) table: Option<Span>,
}

/// What was taken out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Lacks {
    Nothing,
    /// An item of a list.
    Item,
    /// This field.
    Field(String),
    /// A field of which it is not known which one was meant.
    Some,
}

impl Put {
    pub(super) fn at(place: Span) -> Self {
        Put { place, lacks: Lacks::Nothing, table: None }
    }

    /// A field that is not there.
    pub(super) fn lacking(name: &str) -> Self {
        Put { lacks: Lacks::Field(name.to_owned()), ..Put::at(Span::default()) }
    }

    /// A field that was renamed or, if its name was near to none, taken out.
    pub(super) fn renamed((place, is_near): (Span, bool)) -> Self {
        Put { lacks: if is_near { Lacks::Nothing } else { Lacks::Some }, ..Put::at(place) }
    }

    /// In this table, if not in one within.
    pub(super) fn of(self, table: Span) -> Self {
        Put { table: self.table.or(Some(table)), ..self }
    }

    /// Takes a field out of a table.
    pub(super) fn without(table: &mut DeTable<'_>, name: &str, at: Span) -> Option<Self> {
        table.remove(name)?;
        Some(Put { lacks: Lacks::Field(name.to_owned()), ..Put::at(at) })
    }
}

/// Mends a part of a value; nothing where all of it is wrong.
pub(super) fn within(value: &mut Item<'_>, fault: Fault<'_>) -> Option<Put> {
    let place = Span::from(value.span());
    let is_all = place == fault.at;
    match value.get_mut() {
        DeValue::Array(_) if is_all => None,
        DeValue::Array(items) => {
            let found = items.iter().position(|item| holds(item, fault.at))?;
            let item = items.get_mut(found)?;
            let whole = Span::from(item.span()) == fault.at;
            if let Some(put) = within(item, fault) {
                return Some(put);
            }
            match fault.word().filter(|_| whole && !fault.follows) {
                Some(word) => *item.get_mut() = word,
                None if whole && fault.problem.remedy == Remedy::Fewer => {
                    cut(value, fault.at);
                }
                None => {
                    remove(items, found);
                    return Some(Put { lacks: Lacks::Item, ..Put::at(fault.at) });
                }
            }
            Some(Put::at(fault.at))
        }
        DeValue::Table(table) if is_all => missing(table, fault),
        DeValue::Table(table) => in_table(table, fault).map(|put| put.of(place)),
        _ => None,
    }
}

fn in_table(table: &mut DeTable<'_>, fault: Fault<'_>) -> Option<Put> {
    let name = field(table, fault.at)?;
    if is_key(table, &name, fault.at) {
        return match &fault.problem.remedy {
            Remedy::Rename(known) => Some(Put::renamed(rename(table, &name, known))),
            _ => Put::without(table, &name, fault.at),
        };
    }
    let value = table.get_mut(name.as_str())?;
    if let Some(put) = within(value, fault) {
        return Some(put);
    }
    match &fault.problem.remedy {
        // Of what is missing the field beside it is blamed.
        Remedy::Add(_) => match value.get_ref() {
            DeValue::Table(_) => None,
            _ => missing(table, fault),
        },
        _ => replace(table, &name, fault),
    }
}

/// Adds what is missing.
fn missing(table: &mut DeTable<'_>, fault: Fault<'_>) -> Option<Put> {
    match &fault.problem.remedy {
        // A reason is never what was wrong before.
        Remedy::Add(add) if !fault.follows || add == "why" => {
            set(table, add, right(PARTS, add)?, Span::default());
            Some(Put::at(Span::default()))
        }
        _ => None,
    }
}

/// Puts something right in the place of a field's value; takes the field out where nothing is known to be, or did not help.
fn replace(table: &mut DeTable<'_>, name: &str, fault: Fault<'_>) -> Option<Put> {
    match fault.word().or_else(|| right(PARTS, name)).filter(|_| !fault.follows) {
        Some(value) => Some(Put::at(set(table, name, value, fault.at))),
        None => Put::without(table, name, fault.at),
    }
}

/// Mends a part of a field of a table.
pub(super) fn field_within(
    table: &mut DeTable<'_>,
    name: &str,
    fault: Fault<'_>,
) -> Option<(Span, Put)> {
    let value: &mut Spanned<DeValue<'_>> = table.get_mut(name)?;
    let whole = value.span().into();
    within(value, fault).map(|put| (whole, put))
}
