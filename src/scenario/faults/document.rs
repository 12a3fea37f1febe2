//! Where things stand in a document, and how they are put there, with the place of what stood there before.

use crate::scenario::near::{ALIKE, likeness, nearest};
use crate::scenario::problem::Span;
use std::borrow::Cow;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

pub(super) type Item<'a> = Spanned<DeValue<'a>>;

/// The field of a table that has this place: its name or something in it.
pub(super) fn field(table: &DeTable<'_>, at: Span) -> Option<String> {
    let has = |(key, value): &(&Spanned<Cow<'_, str>>, &Item<'_>)| {
        is_in(key.span(), at) || holds(value, at)
    };
    table.iter().find(has).map(|(key, _)| key.get_ref().clone().into_owned())
}

/// Whether a place is in a value. A table that has a header begins with it, and its fields are elsewhere.
pub(super) fn holds(value: &Item<'_>, at: Span) -> bool {
    is_in(value.span(), at)
        || match value.get_ref() {
            DeValue::Array(items) => items.iter().any(|item| holds(item, at)),
            DeValue::Table(table) => field(table, at).is_some(),
            _ => false,
        }
}

pub(super) fn is_in(whole: Range<usize>, part: Span) -> bool {
    whole.start <= part.start && part.end <= whole.end && part.start < part.end
}

/// Adds a field that is missing; it has no place.
pub(super) fn add<'a>(table: &mut DeTable<'a>, name: &str, value: DeValue<'a>) -> Span {
    set(table, name, value, Span::default())
}

/// Puts a value there, in the place of what was there; a new field gets this place. That place.
pub(super) fn set<'a>(table: &mut DeTable<'a>, name: &str, value: DeValue<'a>, at: Span) -> Span {
    if let Some(wrong) = table.get_mut(name) {
        *wrong.get_mut() = value;
        return wrong.span().into();
    }
    let place = at.start..at.end;
    table.insert(
        Spanned::new(place.clone(), Cow::Owned(name.to_owned())),
        Spanned::new(place, value),
    );
    at
}

/// Whether a place is that of a field's name.
pub(super) fn is_key(table: &DeTable<'_>, name: &str, at: Span) -> bool {
    table.get_key_value(name).is_some_and(|(key, _)| Span::from(key.span()) == at)
}

/// Gives a field that is unknown the name that it was meant to have, if it is a slip of one that is not taken, and takes it
/// out otherwise. What was mended: the name, and one word under it, which may be right for what was meant; and whether it was
/// a slip.
pub(super) fn rename(table: &mut DeTable<'_>, slip: &str, known: &[String]) -> (Span, bool) {
    let free = known.iter().map(String::as_str).filter(|name| !table.contains_key(*name));
    let meant = match nearest(slip, free)[..] {
        // One word in the other is no slip of it.
        [one] => Some(one.to_owned()).filter(|one| likeness(slip, one) > ALIKE),
        _ => None,
    };
    let Some((key, value)) = table.remove_entry(slip) else { return (Span::default(), false) };
    let holds_more = matches!(value.get_ref(), DeValue::Array(_) | DeValue::Table(_));
    let end = if holds_more { key.span().end } else { value.span().end };
    let place = Span { start: key.span().start, end };
    let is_near = meant.is_some();
    if let Some(meant) = meant {
        table.insert(Spanned::new(key.span(), Cow::Owned(meant)), value);
    }
    (place, is_near)
}

/// Takes an item out of a list.
pub(super) fn remove(items: &mut DeArray<'_>, at: usize) {
    let mut rest = DeArray::new();
    let others = items.iter().enumerate().filter(|(place, _)| *place != at);
    others.for_each(|(_, item)| rest.push(item.clone()));
    *items = rest;
}

/// Takes out of a list the item that has this place, and all after it.
pub(super) fn cut(list: &mut Item<'_>, at: Span) -> bool {
    let DeValue::Array(items) = list.get_mut() else { return false };
    let Some(found) = items.iter().position(|item| holds(item, at)) else { return false };
    (found..items.len()).rev().for_each(|place| remove(items, place));
    true
}

pub(super) fn text<'a>(value: &str) -> DeValue<'a> {
    DeValue::String(Cow::Owned(value.to_owned()))
}

/// What a field is that is right, out of a list of such, written in TOML.
pub(super) fn right(all: &'static str, name: &str) -> Option<DeValue<'static>> {
    let document = DeTable::parse(all).ok()?.into_inner();
    document.get(name).map(|value| value.get_ref().clone())
}
