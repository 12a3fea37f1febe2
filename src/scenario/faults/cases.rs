//! What is mended of a case, and what is then not known of it.

use super::document::{Item, add, cut, field, holds, is_key, remove, rename, right, set, text};
use super::items::{expectation, step};
use super::mend::titled;
use super::within::{Fault, Lacks, Put, field_within};
use super::{Mended, Part};
use crate::scenario::problem::{Remedy, Span};
use crate::scenario::read::Doubt;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// What a case must have, and what is in the place of something wrong.
const CASE: &str = "role = 'problem'\ntitle = '-'\nfix = '-'\nwire = 'lab'\nlab = {}\nframing = { kind = 'lines' }\n\
    steps = [{ who = 'x', call = 'pause', length = '1us' }]";

/// What was mended: where, and what it leaves unknown.
pub(super) struct Done {
    pub(super) place: Span,
    pub(super) doubt: Doubt,
    /// The step or the expectation in which it was.
    pub(super) item: Option<Span>,
    /// It is a step of which it is not known what it does with sockets.
    pub(super) unclear: bool,
    /// What of a value it was only a part of.
    pub(super) part: Option<Part>,
}

impl Done {
    /// Something by which nothing else is known less.
    pub(super) fn alone(place: Span) -> Done {
        Done::leaving(place, Doubt::NONE)
    }

    pub(super) fn leaving(place: Span, doubt: Doubt) -> Done {
        Done { place, doubt, item: None, unclear: false, part: None }
    }

    /// Something in a value that has this place.
    pub(super) fn part(whole: Span, put: Put, doubt: Doubt) -> Done {
        let place = put.place;
        Done { part: Some(Part { whole, put }), ..Done::leaving(place, doubt) }
    }
}

impl Mended<'_> {
    /// Mends what is wrong in a case; the whole of it where that does not help.
    pub(super) fn mend_case(&mut self, fault: Fault<'_>) -> bool {
        let at = fault.at;
        let DeValue::Array(cases) = (match self.document.get_mut("case").map(Spanned::get_mut) {
            Some(cases) => cases,
            None => return false,
        }) else {
            return false;
        };
        let Some(found) = cases.iter().position(|case| holds(case, at)) else { return false };
        if fault.problem.remedy == Remedy::Fewer
            && cases.get(found).is_some_and(|case| is_whole(case, at))
        {
            self.unknown.names = true;
            return self.document.get_mut("case").is_some_and(|cases| cut(cases, at));
        }
        let Some(case) = cases.get_mut(found) else { return false };
        let begins = Span::from(case.span());
        match mend_fields(case, fault, found) {
            Some((done, named)) => {
                self.unknown.names |= !named;
                self.unknown.cases.push((begins, done.doubt));
                self.unknown.mended.extend(done.item);
                self.unknown.unclear.extend(done.item.filter(|_| done.unclear));
                self.places.push(done.place);
                self.parts.extend(done.part);
                true
            }
            None => {
                self.unknown.names = true;
                remove(cases, found);
                if cases.is_empty() {
                    self.unknown.cases.push((begins, Doubt::ALL));
                    cases.push(Spanned::new(begins.start..begins.end, case_of_nothing()));
                }
                true
            }
        }
    }
}

/// A case with which nothing is wrong.
fn case_of_nothing() -> DeValue<'static> {
    let mut table = DeTable::new();
    add(&mut table, "id", text("x"));
    for name in ["role", "title", "steps"] {
        right(CASE, name).map(|value| add(&mut table, name, value));
    }
    DeValue::Table(table)
}

fn is_whole(case: &Item<'_>, at: Span) -> bool {
    Span::from(case.span()) == at
}

/// Mends the field of a case, and tells whether it is still known what it is called; nothing where the case is wrong as a whole.
fn mend_fields(case: &mut Item<'_>, fault: Fault<'_>, number: usize) -> Option<(Done, bool)> {
    let at = fault.at;
    let begins = Span::from(case.span());
    let DeValue::Table(table) = case.get_mut() else { return None };
    let id = text(&format!("x{number}"));
    let name = field(table, at);
    match (&fault.problem.remedy, name.as_deref()) {
        (Remedy::Add(name), None) if name == "id" => {
            Some((Done::alone(add(table, "id", id)), false))
        }
        (Remedy::Add(name), None) if name == "role" => {
            let role = role(table);
            Some((Done::alone(add(table, name, role)), true))
        }
        (Remedy::Add(name), None) => {
            let doubt = if name == "steps" { Doubt::ALL } else { Doubt::NONE };
            let value = right(CASE, name)?;
            Some((Done::leaving(add(table, name, value), doubt), true))
        }
        (_, Some("id")) => Some((Done::alone(set(table, "id", id, at)), false)),
        (Remedy::Rename(known), Some(slip)) if is_key(table, slip, at) => {
            let put = Put::renamed(rename(table, slip, known));
            let doubt = if put.lacks == Lacks::Some { Doubt::SOCKETS } else { Doubt::NONE };
            if put.lacks == Lacks::Some && !table.contains_key("fix") {
                // It may have been what a fix is called.
                let is_fix = |role: &&Item<'_>| matches!(role.get_ref(), DeValue::String(role) if role == "fix");
                table.get("role").filter(is_fix).is_some().then(|| add(table, "fix", text("-")));
            }
            Some((Done::part(begins, put, doubt), true))
        }
        (_, Some("steps")) => steps(table, fault).map(|done| (done, true)),
        (_, Some("expect")) => expect(table, fault).map(|done| (done, true)),
        (_, Some(name)) => own(table, name, fault).map(|done| (done, true)),
        (_, None) => None,
    }
}

/// The role that fits what else the case says.
fn role<'a>(case: &DeTable<'_>) -> DeValue<'a> {
    text(if case.contains_key("fix") { "fix" } else { "problem" })
}

/// A field of the case itself; nothing where that did not help.
fn own(table: &mut DeTable<'_>, name: &str, fault: Fault<'_>) -> Option<Done> {
    let at = fault.at;
    match name {
        "fix" if is_key(table, name, at) => table.remove(name).map(|_| Done::alone(at)),
        "title" | "note" | "fix" => {
            let value = table.get_mut(name)?;
            titled(value, fault).map(|(whole, put)| Done::part(whole, put, Doubt::NONE))
        }
        "role" if matches!(fault.problem.remedy, Remedy::Add(_)) => {
            Some(Done::alone(add(table, "fix", text("-"))))
        }
        "role" => Some(Done::alone(set(table, name, role(table), at))),
        // What is said of the wire and of packets is to be read as on the lab's.
        "lab" if is_key(table, name, at) => {
            let place = set(table, "wire", text("lab"), at);
            Some(Done::leaving(place, Doubt { wire: true, ..Doubt::NONE }))
        }
        "wire" | "lab" | "framing" | "family" | "on" | "actors" => whole(table, name, fault),
        _ => None,
    }
}

/// Part of a field of the case, or all of it.
fn whole(table: &mut DeTable<'_>, name: &str, fault: Fault<'_>) -> Option<Done> {
    let doubt = match name {
        "wire" => Doubt { wire: true, ..Doubt::NONE },
        "actors" => Doubt { actors: true, ..Doubt::SOCKETS },
        _ => Doubt::NONE,
    };
    if name == "actors" && fault.problem.remedy == Remedy::Fewer {
        return cut(table.get_mut(name)?, fault.at).then(|| Done::leaving(fault.at, doubt));
    }
    if let Some((whole, put)) = field_within(table, name, fault) {
        return Some(Done::part(whole, put, doubt));
    }
    if fault.is_settled(table.get(name)?) {
        return None;
    }
    let place = Span::from(table.get(name)?.span());
    match fault.word().filter(|_| name != "wire").or_else(|| right(CASE, name)) {
        Some(value) => _ = set(table, name, value, place),
        None => _ = table.remove(name),
    }
    Some(Done::leaving(place, doubt))
}

/// A step, or all of them where it cannot be told which.
fn steps(table: &mut DeTable<'_>, fault: Fault<'_>) -> Option<Done> {
    let who = somebody(table.get("steps")?).unwrap_or_else(|| "x".to_owned());
    let list = table.get_mut("steps")?;
    if fault.problem.remedy == Remedy::Fewer && cut(list, fault.at) {
        return Some(Done::leaving(fault.at, Doubt::CALLS));
    }
    step(list, fault, &who).or_else(|| {
        *list.get_mut() = right(CASE, "steps")?;
        Some(Done::leaving(list.span().into(), Doubt::ALL))
    })
}

/// The name of an actor who does some step.
fn somebody(steps: &Item<'_>) -> Option<String> {
    let DeValue::Array(items) = steps.get_ref() else { return None };
    items.iter().find_map(|item| match item.get_ref() {
        DeValue::Table(step) => match step.get("who").map(Spanned::get_ref) {
            Some(DeValue::String(name)) if name.chars().all(crate::model::is_name_char) => {
                Some(name.clone().into_owned()).filter(|name| !name.is_empty())
            }
            _ => step.get("steps").and_then(somebody),
        },
        _ => None,
    })
}

/// An item of `expect`, which is left out where it cannot be mended; or all of them where it cannot be told which.
fn expect(table: &mut DeTable<'_>, fault: Fault<'_>) -> Option<Done> {
    let at = fault.at;
    let list = table.get_mut("expect")?;
    let whole = Span::from(list.span());
    let DeValue::Array(items) = list.get_mut() else {
        return table.remove("expect").map(|_| Done::alone(whole));
    };
    let found = items.iter().position(|item| holds(item, at))?;
    let item = items.get_mut(found)?;
    let place = Span::from(item.span());
    let done = match expectation(item, fault) {
        Some(put) => Done::part(place, put, Doubt::NONE),
        None => {
            remove(items, found);
            Done::alone(at)
        }
    };
    Some(Done { item: Some(place), ..done })
}
