//! What is mended of the top of a file, of its texts and of its guess.

use super::document::{self, Item, field, holds, is_key, remove, rename, right, set, text};
use super::items::expectation;
use super::within::{Fault, Lacks, Put, field_within, within};
use super::{Mended, Part};
use crate::model::Limits;
use crate::scenario::problem::{Problem, Remedy, Span};
use crate::scenario::read::Doubt;
use toml::Spanned;
use toml::de::DeValue;

/// What a file must have at its top.
const TOP: &str = "format = 1\nid = 'x'\ngroup = 'tcp'\n\
    en = { title = '-', story = '-', question = '-', hint = '-', answer = '-' }\n\
    case = [{ id = 'x', role = 'problem', title = '-', steps = [{ who = 'x', call = 'pause', length = '1us' }] }]";

/// What a guess must have but its choices.
const GUESS: &str = "case = '?'\nquestion = '-'";

impl Mended<'_> {
    /// Mends a fault at the top of the file or in one of its parts.
    pub(super) fn mend_at(&mut self, fault: Fault<'_>) -> bool {
        let (problem, at, follows) = (fault.problem, fault.at, fault.follows);
        let Some(name) = field(&self.document, at) else { return false };
        if is_key(&self.document, &name, at) {
            let put = self.top(&name, problem, at);
            self.places.extend(put.as_ref().map(|put| put.place));
            let is_mended = put.is_some();
            // Of what is missing the first field is blamed.
            let keys = self.document.iter().map(|(key, _)| Span::from(key.span()));
            let first = keys.filter(|key| key.start < key.end).min();
            let whole = Span { end: usize::MAX, ..Span::default() };
            self.parts.extend(put.map(|put| Part { whole, put: put.of(first.unwrap_or(at)) }));
            return is_mended;
        }
        let put = match name.as_str() {
            "case" => return self.mend_case(fault),
            "guess" => self.guess(fault),
            "en" | "zh" if !follows => {
                self.document.get_mut(name.as_str()).and_then(|item| lesson(item, fault))
            }
            "keywords" | "notes" => field_within(&mut self.document, &name, fault),
            _ => None,
        };
        if let Some((whole, put)) = put {
            self.places.push(put.place);
            self.parts.push(Part { whole, put });
            return true;
        }
        let right = right(TOP, if name == "zh" { "en" } else { &name });
        let place = match right {
            Some(value) => Some(set(&mut self.document, &name, value, at)),
            None => self.document.remove(name.as_str()).map(|_| at),
        };
        self.places.extend(place);
        place.is_some()
    }

    /// What is wrong with the fields of the file itself, or missing: of what is missing the first field is blamed. A file that has
    /// nothing of a scenario is none, and nothing else is wrong with it.
    fn top(&mut self, name: &str, problem: &Problem, at: Span) -> Option<Put> {
        let add = match &problem.remedy {
            Remedy::Rename(known) => {
                return Some(Put::renamed(rename(&mut self.document, name, known)));
            }
            Remedy::Add(add) => add.as_str(),
            _ => return None,
        };
        let is_one =
            ["case", "en", "zh", "group"].iter().any(|own| self.document.contains_key(*own));
        let value = right(TOP, add).filter(|_| is_one)?;
        if add == "case" {
            self.unknown.names = true;
        }
        // What else is missing is to be blamed on the same.
        set(&mut self.document, add, value, at);
        Some(Put::at(Span::default()))
    }

    /// Puts a choice that claims nothing wrong in the place of a wrong one, where its claims cannot be mended. Where it cannot be
    /// told which there are, what is wrong with a guess is all of it.
    fn guess(&mut self, fault: Fault<'_>) -> Option<(Span, Put)> {
        let at = fault.at;
        let item = self.document.get_mut("guess")?;
        let whole = Span::from(item.span());
        let DeValue::Table(guess) = item.get_mut() else { return None };
        let name = field(guess, at);
        let put = |place| Some((whole, Put::at(place)));
        match (&fault.problem.remedy, name.as_deref()) {
            (Remedy::Rename(known), Some(slip)) if is_key(guess, slip, at) => {
                Some((whole, Put::renamed(rename(guess, slip, known))))
            }
            (Remedy::Add(add), None) if !fault.follows => {
                self.unknown.names |= add == "case";
                put(document::add(guess, add, right(GUESS, add)?))
            }
            (_, Some("case")) => {
                self.unknown.names = true;
                put(set(guess, "case", text("?"), at))
            }
            (_, Some("question")) => titled(guess.get_mut("question")?, fault),
            (_, Some("choices")) => {
                choices(guess.get_mut("choices")?, fault, &mut self.unknown.mended)
            }
            _ => None,
        }
    }

    pub(super) fn doubt(&self, at: Span) -> Doubt {
        match self.document.get("case").map(Spanned::get_ref) {
            Some(DeValue::Array(cases)) => {
                let case = cases.iter().find(|case| holds(case, at));
                case.map_or(Doubt::default(), |case| self.unknown.of(case.span().into()))
            }
            _ => Doubt::default(),
        }
    }
}

/// Puts a right choice in the place of the one that has this place, or as many as are wanted there; `mended`: the claims in
/// which something was.
fn choices(list: &mut Item<'_>, fault: Fault<'_>, mended: &mut Vec<Span>) -> Option<(Span, Put)> {
    let (at, place) = (fault.at, Span::from(list.span()));
    let DeValue::Array(choices) = list.get_mut() else { return None };
    if place == at {
        while choices.len() > *Limits::CHOICES.end() {
            remove(choices, choices.len() - 1);
        }
        for number in choices.len()..*Limits::CHOICES.start() {
            choices.push(Spanned::new(at.start..at.end, right_choice(number)));
        }
        return Some((place, Put::at(Span::default())));
    }
    let found = choices.iter().position(|choice| holds(choice, at))?;
    let wrong = choices.get_mut(found)?;
    if let Some(done) = choice(wrong, fault, mended) {
        return Some(done);
    }
    *wrong.get_mut() = right_choice(found);
    let place = wrong.span().into();
    Some((place, Put::at(place)))
}

/// What is wrong with one of its fields: what it says, or a claim.
fn choice(choice: &mut Item<'_>, fault: Fault<'_>, mended: &mut Vec<Span>) -> Option<(Span, Put)> {
    let (at, whole) = (fault.at, Span::from(choice.span()));
    let DeValue::Table(table) = choice.get_mut() else { return None };
    let name = field(table, at);
    match (&fault.problem.remedy, name.as_deref()) {
        (Remedy::Rename(known), Some(slip)) if is_key(table, slip, at) => {
            let put = Put::renamed(rename(table, slip, known));
            Some((whole, put)).filter(|(_, put)| put.lacks == Lacks::Nothing)
        }
        (Remedy::Add(add), None) if add == "says" => {
            Some((whole, Put::at(document::add(table, "says", text("-")))))
        }
        (_, Some("says")) => titled(table.get_mut("says")?, fault),
        (_, Some("claims")) => {
            let claim = claim(table.get_mut("claims")?, at)?;
            let whole = Span::from(claim.span());
            mended.push(whole);
            expectation(claim, fault).map(|put| (whole, put))
        }
        _ => None,
    }
}

/// The claim that has this place: one of a list, or the only one.
fn claim<'t, 'a>(claims: &'t mut Item<'a>, at: Span) -> Option<&'t mut Item<'a>> {
    match matches!(claims.get_ref(), DeValue::Array(_)) {
        false => Some(claims),
        true => match claims.get_mut() {
            DeValue::Array(items) => items.iter_mut().find(|item| holds(item, at)),
            _ => None,
        },
    }
}

/// It is right in every case, and like no other.
fn right_choice<'a>(number: usize) -> DeValue<'a> {
    let most = text(&format!("{}us", 50_000_000 + number));
    let table = |name: &'static str, value| {
        let nowhere = |value| Spanned::new(0..0, value);
        (Spanned::new(0..0, name.into()), nowhere(value))
    };
    let range = DeValue::Table([table("max", most)].into_iter().collect());
    let claim = DeValue::Table([table("took", range)].into_iter().collect());
    DeValue::Table([table("says", text("-")), table("claims", claim)].into_iter().collect())
}

/// Mends a text of a language, or adds the one that is missing.
fn lesson(lesson: &mut Item<'_>, fault: Fault<'_>) -> Option<(Span, Put)> {
    let at = fault.at;
    let whole = Span::from(lesson.span());
    let DeValue::Table(table) = lesson.get_mut() else { return None };
    let put = match (&fault.problem.remedy, field(table, at)) {
        (Remedy::Rename(known), Some(slip)) => Put::renamed(rename(table, &slip, known)),
        (Remedy::Add(add), None) => Put::at(document::add(table, add, text("-"))),
        (_, Some(name)) => Put::at(set(table, &name, text("-"), at)),
        _ => return None,
    };
    Some((whole, put))
}

/// Mends a text, or that of one of its languages.
pub(super) fn titled(title: &mut Item<'_>, fault: Fault<'_>) -> Option<(Span, Put)> {
    let whole = Span::from(title.span());
    let put = within(title, fault).unwrap_or_else(|| {
        *title.get_mut() = text("-");
        Put::at(whole)
    });
    Some((whole, put))
}
