//! What is mended of a step, and of what is expected or claimed.

use super::cases::Done;
use super::document::{Item, field, holds, innermost, rename, right, set, text};
use super::mend::is_key;
use crate::scenario::problem::{Problem, Remedy, Span};
use crate::scenario::read::Doubt;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

/// What a step may have to have.
const STEP: &str = "to = 'x'\ndata = 'x'\nmax = 1\nbytes = 1\noption = 'SO_RCVBUF'\nhow = 'write'\nlength = '1us'\n\
    set = { TCP_NODELAY = true }";

/// What an expectation may have to have, and what is in the place of something wrong.
const EXPECT: &str = "message = 1\nreceive = 1\nrounds = 1\nsends = 1\nsegments = 1\nreceives = 1\ndrops = 1\n\
    accounted = 1\nheld = 1\ntook = { max = '1s' }\nfate = ['glued']\nmessages = [1]\nbytes = 1\ncause = 'nagle'\n\
    packets = 1";

/// A step of the list that has this place: what is wrong with it, or all of it.
pub(super) fn step(
    list: &mut Item<'_>,
    (problem, at, follows): (&Problem, Span, bool),
    who: &str,
) -> Option<Done> {
    let DeValue::Array(items) = list.get_mut() else { return None };
    let item = items.iter_mut().find(|item| holds(item, at))?;
    let place = Span::from(item.span());
    if let DeValue::Table(table) = item.get_mut() {
        let is_block = table.contains_key("steps") && !table.contains_key("call");
        let mended = match is_block {
            true => block(table, (problem, at, follows), who),
            false if follows => None,
            false => fields(table, problem, at, who),
        };
        if let Some(done) = mended {
            return Some(Done { item: done.item.or(Some(place)), ..done });
        }
    }
    let (who, known) = match item.get_ref() {
        DeValue::Table(table) => table.get("who").map(Spanned::get_ref),
        _ => None,
    }
    .and_then(|own| match own {
        DeValue::String(own) => Some((own.clone().into_owned(), true)),
        _ => None,
    })
    .unwrap_or_else(|| (who.to_owned(), false));
    *item.get_mut() = pause(&who, place);
    let doubt = if known { Doubt::CALLS } else { Doubt::ALL };
    Some(Done { item: Some(place), ..Done::leaving(place, doubt) })
}

/// A step that does nothing: `{ who = "client", call = "pause", length = "1us" }`.
fn pause<'a>(who: &str, at: Span) -> DeValue<'a> {
    let mut table = DeTable::new();
    for (name, value) in [("who", who), ("call", "pause"), ("length", "1us")] {
        set(&mut table, name, text(value), at);
    }
    DeValue::Table(table)
}

/// What is wrong with a block: one of its own fields, or one of its steps.
fn block(table: &mut DeTable<'_>, of: (&Problem, Span, bool), who: &str) -> Option<Done> {
    let (problem, at, _) = of;
    let name = field(table, at)?;
    if let (Remedy::Rename(known), true) = (&problem.remedy, is_key(table, &name, at)) {
        return Some(Done::leaving(rename(table, &name, known).0, Doubt::CALLS));
    }
    if name != "steps" {
        return table.remove(name.as_str()).map(|_| Done::leaving(at, Doubt::CALLS));
    }
    let steps = table.get_mut("steps")?;
    step(steps, of, who).or_else(|| {
        let place = Span::from(steps.span());
        let pause = Spanned::new(place.start..place.end, pause(who, place));
        let mut only = DeArray::new();
        only.push(pause);
        *steps.get_mut() = DeValue::Array(only);
        Some(Done::leaving(place, Doubt::ALL))
    })
}

/// What is wrong with a field of a step; nothing where it is the call, by which all the others are read.
fn fields(table: &mut DeTable<'_>, problem: &Problem, at: Span, who: &str) -> Option<Done> {
    let name = field(table, at);
    match (&problem.remedy, name.as_deref()) {
        (Remedy::Rename(known), Some(slip)) if is_key(table, slip, at) => {
            let (place, is_near) = rename(table, slip, known);
            Some(Done::leaving(place, if is_near { Doubt::default() } else { Doubt::SOCKETS }))
        }
        (Remedy::Add(add), None | Some("call")) if add == "who" => {
            set(table, "who", text(who), Span::default());
            Some(Done::leaving(Span::default(), Doubt::ALL))
        }
        (Remedy::Add(add), None | Some("call")) => {
            set(table, add, right(STEP, add)?, Span::default());
            Some(Done::leaving(Span::default(), Doubt::SOCKETS))
        }
        (_, Some("call") | None) => None,
        (_, Some("who")) => Some(Done::leaving(set(table, "who", text(who), at), Doubt::ALL)),
        (_, Some("repeat")) => {
            Some(Done::leaving(set(table, "repeat", right(EXPECT, "sends")?, at), Doubt::CALLS))
        }
        (_, Some("warmup")) => table.remove("warmup").map(|_| Done::leaving(at, Doubt::CALLS)),
        (_, Some(name)) => match right(STEP, name) {
            Some(value) => Some(Done::leaving(set(table, name, value, at), Doubt::SOCKETS)),
            None => table.remove(name).map(|_| Done::leaving(at, Doubt::SOCKETS)),
        },
    }
}

/// What is wrong with an expectation or a claim; nothing where all of it is.
pub(super) fn expectation(item: &mut Item<'_>, problem: &Problem, at: Span) -> Option<Span> {
    let DeValue::Table(table) = item.get_mut() else { return None };
    let name = field(table, at);
    match (&problem.remedy, name.as_deref()) {
        (Remedy::Rename(known), Some(slip)) if is_key(table, slip, at) => {
            Some(rename(table, slip, known).0)
        }
        (Remedy::Add(add), None) => Some(set(table, add, right(EXPECT, add)?, at)),
        (_, Some("on" | "of")) => table.remove(name?.as_str()).map(|_| at),
        (Remedy::Word(word), Some(name)) => {
            let wrong = innermost(table.get_mut(name)?, at)?;
            *wrong.get_mut() = text(word);
            Some(at)
        }
        (Remedy::Other, Some(name)) => Some(set(table, name, right(EXPECT, name)?, at)),
        _ => None,
    }
}
