//! What is mended of a step, and of what is expected or claimed.

use super::cases::Done;
use super::document::{Item, add, field, holds, is_key, rename, right, set, text};
use super::within::{Fault, Lacks, Put, field_within};
use crate::model::CallName;
use crate::scenario::problem::{Remedy, Span};
use crate::scenario::read::Doubt;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

/// What a step may have to have.
const STEP: &str = "to = 'x'\ndata = 'x'\nmax = 1\nbytes = 1\noption = 'SO_RCVBUF'\nhow = 'write'\nlength = '1us'\n\
    repeat = 1\nset = { TCP_NODELAY = true }";

/// The fields of a step that decide which sockets there are after it, and whose.
const ABOUT_SOCKETS: &[&str] = &[
    "sock",
    "to",
    "from",
    "port_of",
    "transport",
    "background",
    "on",
    "error",
    "until",
    "repeat",
    "part_of",
];

/// What an expectation may have to have, and what is in the place of something wrong.
const EXPECT: &str = "message = 1\nreceive = 1\nrounds = 1\nsends = 1\nsegments = 1\nreceives = 1\ndrops = 1\n\
    accounted = 1\nheld = 1\ntook = { max = '1s' }\nfate = ['glued']\nmessages = [1]\nbytes = 1\ncause = 'nagle'\n\
    packets = 1\npacket = 1\ndata = 1\nsyn = 1\nack = 1\nfin = 1";

/// A step of the list that has this place: what is wrong with it, or all of it.
pub(super) fn step(list: &mut Item<'_>, fault: Fault<'_>, who: &str) -> Option<Done> {
    let DeValue::Array(items) = list.get_mut() else { return None };
    let item = items.iter_mut().find(|item| holds(item, fault.at))?;
    let place = Span::from(item.span());
    if let DeValue::Table(table) = item.get_mut() {
        let is_block = table.contains_key("steps") && !table.contains_key("call");
        let mended = match is_block {
            true => block(table, fault, who),
            false => fields((table, place), fault, who),
        };
        if let Some(done) = mended {
            return Some(Done { item: done.item.or(Some(place)), ..done });
        }
    }
    let own = |name: &str| match item.get_ref() {
        DeValue::Table(table) => table.get(name).map(Spanned::get_ref),
        _ => None,
    };
    let known = match own("who") {
        Some(DeValue::String(own)) => Some(own.clone().into_owned()),
        _ => None,
    };
    let doubt = match (&known, own("as")) {
        (None, _) => Doubt::ALL,
        (Some(_), Some(_)) => Doubt::CALLS,
        (Some(_), None) => Doubt { calls: true, ..Doubt::NONE },
    };
    *item.get_mut() = pause(known.as_deref().unwrap_or(who), place);
    Some(Done { item: Some(place), unclear: true, ..Done::leaving(place, doubt) })
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
fn block(table: &mut DeTable<'_>, fault: Fault<'_>, who: &str) -> Option<Done> {
    let at = fault.at;
    let name = field(table, at)?;
    if let (Remedy::Rename(known), true) = (&fault.problem.remedy, is_key(table, &name, at)) {
        return Some(Done::leaving(rename(table, &name, known).0, Doubt::CALLS));
    }
    if name != "steps" {
        return table.remove(name.as_str()).map(|_| Done::leaving(at, Doubt::CALLS));
    }
    let steps = table.get_mut("steps")?;
    step(steps, fault, who).or_else(|| {
        let place = Span::from(steps.span());
        let pause = Spanned::new(place.start..place.end, pause(who, place));
        let mut only = DeArray::new();
        only.push(pause);
        *steps.get_mut() = DeValue::Array(only);
        Some(Done::leaving(place, Doubt::ALL))
    })
}

/// What is wrong with a field of a step; nothing where it is the call, by which all the others are read.
fn fields((table, place): (&mut DeTable<'_>, Span), fault: Fault<'_>, who: &str) -> Option<Done> {
    let at = fault.at;
    let name = field(table, at);
    match (&fault.problem.remedy, name.as_deref()) {
        (Remedy::Rename(known), Some(slip)) if is_key(table, slip, at) => {
            // What was meant may be the name of a socket.
            let names = makes(table) && !table.contains_key("as");
            let put = Put::renamed(rename(table, slip, known));
            let unclear = put.lacks == Lacks::Some;
            let doubt = if unclear && names { Doubt::SOCKETS } else { Doubt::NONE };
            Some(Done { unclear, ..Done::part(place, put, doubt) })
        }
        (Remedy::Add(name), None | Some("call")) if name == "who" => {
            Some(Done::leaving(add(table, "who", text(who)), Doubt::ALL))
        }
        (Remedy::Add(name), None | Some("call")) => {
            let unclear = ABOUT_SOCKETS.contains(&name.as_str());
            Some(Done { unclear, ..Done::alone(add(table, name, right(STEP, name)?)) })
        }
        (_, Some("call") | None) => None,
        (_, Some("who")) => Some(Done::leaving(set(table, "who", text(who), at), Doubt::ALL)),
        (_, Some(name)) => value(table, name, fault),
    }
}

/// Whether a step makes sockets.
fn makes(step: &DeTable<'_>) -> bool {
    match step.get("call").map(Spanned::get_ref) {
        Some(DeValue::String(call)) => call.parse::<CallName>().is_ok_and(CallName::creates),
        _ => false,
    }
}

/// What is wrong with the value of a field of a step: a part of it, or all; nothing where that did not help.
fn value(table: &mut DeTable<'_>, name: &str, fault: Fault<'_>) -> Option<Done> {
    let unclear = ABOUT_SOCKETS.contains(&name);
    let doubt = match name {
        "as" => Doubt::SOCKETS,
        "repeat" | "warmup" | "part_of" => Doubt { calls: true, ..Doubt::NONE },
        _ => Doubt::NONE,
    };
    if let Some((whole, put)) = field_within(table, name, fault) {
        return Some(Done { unclear, ..Done::part(whole, put, doubt) });
    }
    if fault.is_settled(table.get(name)?) {
        return None;
    }
    let place = Span::from(table.get(name)?.span());
    match fault.word().or_else(|| right(STEP, name)) {
        Some(value) => _ = set(table, name, value, place),
        None => _ = table.remove(name),
    }
    Some(Done { unclear, ..Done::leaving(place, doubt) })
}

/// What is wrong with an expectation or a claim; nothing where all of it is.
pub(super) fn expectation(item: &mut Item<'_>, fault: Fault<'_>) -> Option<Put> {
    let at = fault.at;
    let DeValue::Table(table) = item.get_mut() else { return None };
    match (&fault.problem.remedy, field(table, at).as_deref()) {
        (Remedy::More, _) => None,
        (Remedy::Add(_), _) if fault.follows => None,
        (Remedy::Add(name), None) => Some(Put::at(add(table, name, right(EXPECT, name)?))),
        (Remedy::Rename(known), Some(slip)) if is_key(table, slip, at) => {
            Some(Put::renamed(rename(table, slip, known)))
        }
        (_, None) => None,
        (_, Some(name)) if is_key(table, name, at) => Put::without(table, name, at),
        (_, Some(name)) => {
            if let Some((_, put)) = field_within(table, name, fault) {
                return Some(put);
            }
            let settled = fault.is_settled(table.get(name)?);
            match fault.word().or_else(|| right(EXPECT, name)).filter(|_| !settled) {
                Some(value) => Some(Put::at(set(table, name, value, at))),
                None => Put::without(table, name, at),
            }
        }
    }
}
