//! What is mended of a case, and what is then not known of it.

use super::Mended;
use super::document::{Item, cut, field, holds, remove, rename, right, set, text};
use super::items::{expectation, step};
use super::mend::{is_key, titled};
use crate::scenario::problem::{Problem, Remedy, Span};
use crate::scenario::read::Doubt;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// What a case must have.
const CASE: &str = "role = 'problem'\ntitle = '-'\nfix = '-'\n\
    steps = [{ who = 'x', call = 'pause', length = '1us' }]";

/// What was mended: where, and what it leaves unknown.
pub(super) struct Done {
    pub(super) place: Span,
    pub(super) doubt: Doubt,
    /// The step or the expectation in which it was.
    pub(super) item: Option<Span>,
}

impl Done {
    /// Something by which nothing else is known less.
    pub(super) fn alone(place: Span) -> Done {
        Done::leaving(place, Doubt::default())
    }

    pub(super) fn leaving(place: Span, doubt: Doubt) -> Done {
        Done { place, doubt, item: None }
    }
}

impl Mended<'_> {
    /// Mends what is wrong in a case; the whole of it where that does not help.
    pub(super) fn mend_case(&mut self, problem: &Problem, at: Span, follows: bool) -> bool {
        let DeValue::Array(cases) = (match self.document.get_mut("case").map(Spanned::get_mut) {
            Some(cases) => cases,
            None => return false,
        }) else {
            return false;
        };
        let Some(found) = cases.iter().position(|case| holds(case, at)) else { return false };
        if problem.remedy == Remedy::Fewer
            && cases.get(found).is_some_and(|case| is_whole(case, at))
        {
            self.unknown.names = true;
            return self.document.get_mut("case").is_some_and(|cases| cut(cases, at));
        }
        let Some(case) = cases.get_mut(found) else { return false };
        let begins = Span::from(case.span());
        match mend_fields(case, (problem, at, follows), found) {
            Some((done, named)) => {
                self.unknown.names |= !named;
                self.unknown.cases.push((begins, done.doubt));
                self.unknown.mended.extend(done.item);
                self.places.push(done.place);
                true
            }
            None => {
                remove(cases, found);
                self.unknown.names = true;
                !cases.is_empty()
            }
        }
    }
}

fn is_whole(case: &Item<'_>, at: Span) -> bool {
    Span::from(case.span()) == at
}

/// Mends the field of a case, and tells whether it is still known what it is called; nothing where the case is wrong as a whole.
fn mend_fields(
    case: &mut Item<'_>,
    (problem, at, follows): (&Problem, Span, bool),
    number: usize,
) -> Option<(Done, bool)> {
    let DeValue::Table(table) = case.get_mut() else { return None };
    let id = text(&format!("x{number}"));
    let name = field(table, at);
    match (&problem.remedy, name.as_deref()) {
        (Remedy::Add(add), None) if add == "id" => {
            Some((Done::alone(set(table, "id", id, at)), false))
        }
        (Remedy::Add(add), None) => {
            let doubt = if add == "steps" { Doubt::ALL } else { Doubt::default() };
            let value = right(CASE, add)?;
            Some((Done::leaving(set(table, add, value, at), doubt), true))
        }
        (_, Some("id")) => Some((Done::alone(set(table, "id", id, at)), false)),
        (Remedy::Rename(known), Some(slip)) if is_key(table, slip, at) => {
            let (place, is_near) = rename(table, slip, known);
            let doubt = if is_near { Doubt::default() } else { Doubt::SOCKETS };
            Some((Done::leaving(place, doubt), true))
        }
        (_, Some("steps")) => steps(table, problem, at, follows).map(|done| (done, true)),
        (_, Some("expect")) => expect(table, problem, at, follows).map(|done| (done, true)),
        (_, Some(name)) if !follows || name == "lab" => {
            own(table, name, problem, at).map(|done| (done, true))
        }
        _ => None,
    }
}

/// A field of the case itself.
fn own(table: &mut DeTable<'_>, name: &str, problem: &Problem, at: Span) -> Option<Done> {
    match name {
        "title" | "note" => titled(table.get_mut(name)?, problem, at).map(Done::alone),
        "fix" if is_key(table, name, at) => table.remove(name).map(|_| Done::alone(at)),
        "fix" => titled(table.get_mut(name)?, problem, at).map(Done::alone),
        "role" if matches!(problem.remedy, Remedy::Add(_)) => {
            set(table, "fix", text("-"), Span::default());
            Some(Done::alone(Span::default()))
        }
        "role" => {
            let role = if table.contains_key("fix") { "fix" } else { "problem" };
            Some(Done::alone(set(table, name, text(role), at)))
        }
        // What is said of packets is to be read as on the lab's wire.
        "wire" => Some(Done::leaving(set(table, name, text("lab"), at), Doubt::SOCKETS)),
        "lab" if is_key(table, name, at) => table.remove(name).map(|_| Done::alone(at)),
        "lab" => wire(table.get_mut(name)?, problem, at).map(Done::alone),
        "framing" | "family" | "on" => {
            table.remove(name).map(|_| Done::leaving(at, Doubt::SOCKETS))
        }
        "actors" if !table.contains_key("lab") && !table.contains_key("wire") => {
            actors(table.get_mut(name)?, problem, at)
                .map(|place| Done::leaving(place, Doubt { actors: true, ..Doubt::SOCKETS }))
        }
        _ => None,
    }
}

/// What is wrong with a wire.
fn wire(lab: &mut Item<'_>, problem: &Problem, at: Span) -> Option<Span> {
    let whole = Span::from(lab.span());
    let DeValue::Table(table) = lab.get_mut() else {
        *lab.get_mut() = DeValue::Table(DeTable::new());
        return Some(whole);
    };
    let name = field(table, at)?;
    if let (Remedy::Rename(known), true) = (&problem.remedy, is_key(table, &name, at)) {
        return Some(rename(table, &name, known).0);
    }
    let value = table.get_mut(name.as_str())?;
    if problem.remedy == Remedy::Fewer {
        return cut(value, at).then_some(at);
    }
    match value.get_mut() {
        DeValue::Array(rules) => {
            let found = rules.iter().position(|rule| holds(rule, at))?;
            remove(rules, found);
            Some(at)
        }
        _ => table.remove(name.as_str()).map(|_| at),
    }
}

/// Takes out an actor, or all of them where it cannot be told which.
fn actors(list: &mut Item<'_>, problem: &Problem, at: Span) -> Option<Span> {
    if problem.remedy == Remedy::Fewer && cut(list, at) {
        return Some(at);
    }
    match list.get_mut() {
        DeValue::Array(all) => {
            let found = all.iter().position(|actor| holds(actor, at))?;
            remove(all, found);
        }
        other => *other = DeValue::Array(toml::de::DeArray::new()),
    }
    Some(at)
}

/// A step, or all of them where it cannot be told which.
fn steps(table: &mut DeTable<'_>, problem: &Problem, at: Span, follows: bool) -> Option<Done> {
    let who = somebody(table.get("steps")?).unwrap_or_else(|| "x".to_owned());
    let list = table.get_mut("steps")?;
    if problem.remedy == Remedy::Fewer && cut(list, at) {
        return Some(Done::leaving(at, Doubt::CALLS));
    }
    step(list, (problem, at, follows), &who).or_else(|| {
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
fn expect(table: &mut DeTable<'_>, problem: &Problem, at: Span, follows: bool) -> Option<Done> {
    let list = table.get_mut("expect")?;
    let whole = Span::from(list.span());
    let DeValue::Array(items) = list.get_mut() else {
        return table.remove("expect").map(|_| Done::alone(whole));
    };
    let found = items.iter().position(|item| holds(item, at))?;
    let item = items.get_mut(found)?;
    let place = Span::from(item.span());
    let mended = if follows { None } else { expectation(item, problem, at) };
    let done = mended.unwrap_or_else(|| {
        remove(items, found);
        at
    });
    Some(Done { item: Some(place), ..Done::alone(done) })
}
