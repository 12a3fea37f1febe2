//! What is mended of the top of a file, of its texts and of its guess.

use super::Mended;
use super::document::{Item, cut, field, holds, innermost, remove, rename, right, set, text};
use crate::model::Limits;
use crate::scenario::problem::{Problem, Remedy, Span};
use crate::scenario::read::Doubt;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// What a file must have at its top.
const TOP: &str = "format = 1\nid = 'x'\ngroup = 'tcp'\n\
    en = { title = '-', story = '-', question = '-', hint = '-', answer = '-' }\n\
    case = [{ id = 'x', role = 'problem', title = '-', steps = [{ who = 'x', call = 'pause', length = '1us' }] }]";

/// What a guess must have but its choices.
const GUESS: &str = "case = '?'\nquestion = '-'";

impl Mended<'_> {
    /// Mends a fault, or, where it follows from one that was, what is around it; `false` where nothing can be done.
    pub(super) fn mend(&mut self, problem: &Problem, follows: bool) -> bool {
        let Some(at) = problem.span.filter(|_| problem.remedy != Remedy::Nothing) else {
            return false;
        };
        let Some(name) = field(&self.document, at) else { return false };
        let place = match name.as_str() {
            _ if is_key(&self.document, &name, at) => {
                let place = self.top(&name, problem, at);
                self.places.extend(place);
                return place.is_some();
            }
            "case" => return self.mend_case(problem, at, follows),
            "guess" if !follows => self.guess(problem, at),
            "en" | "zh" if !follows => {
                self.document.get_mut(name.as_str()).and_then(|item| lesson(item, problem, at))
            }
            "keywords" | "notes" if !follows => {
                self.document.get_mut(name.as_str()).and_then(|item| inside(item, problem, at))
            }
            _ => None,
        };
        let place = place.or_else(|| {
            let right = right(TOP, if name == "zh" { "en" } else { &name });
            match right {
                Some(value) => Some(set(&mut self.document, &name, value, at)),
                None => self.document.remove(name.as_str()).map(|_| at),
            }
        });
        self.places.extend(place);
        place.is_some()
    }

    /// What is wrong with the fields of the file itself, or missing: of what is missing the first field is blamed. A file that has
    /// nothing of a scenario is none, and nothing else is wrong with it.
    fn top(&mut self, name: &str, problem: &Problem, at: Span) -> Option<Span> {
        let add = match &problem.remedy {
            Remedy::Rename(known) => {
                return Some(rename(&mut self.document, name, known).0);
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
        set(&mut self.document, add, value, at);
        // Nothing else is wrong because of it: what it is blamed on is something else.
        Some(Span::default())
    }

    /// Puts a choice that claims nothing wrong in the place of a wrong one, where its claims cannot be mended. Where it cannot be
    /// told which there are, what is wrong with a guess is all of it.
    fn guess(&mut self, problem: &Problem, at: Span) -> Option<Span> {
        let DeValue::Table(guess) = self.document.get_mut("guess")?.get_mut() else { return None };
        let name = field(guess, at);
        match (&problem.remedy, name.as_deref()) {
            (Remedy::Rename(known), Some(slip)) if is_key(guess, slip, at) => {
                Some(rename(guess, slip, known).0)
            }
            (Remedy::Add(add), None) => {
                self.unknown.names |= add == "case";
                Some(set(guess, add, right(GUESS, add)?, at))
            }
            (_, Some("case")) => {
                self.unknown.names = true;
                Some(set(guess, "case", text("?"), at))
            }
            (_, Some("question")) => titled(guess.get_mut("question")?, problem, at),
            (_, Some("choices")) => choices(guess.get_mut("choices")?, problem, at),
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

/// Whether a place is that of a field's name.
pub(super) fn is_key(table: &DeTable<'_>, name: &str, at: Span) -> bool {
    table.get_key_value(name).is_some_and(|(key, _)| Span::from(key.span()) == at)
}

/// Puts a right choice in the place of the one that has this place, or as many as are wanted there.
fn choices(list: &mut Item<'_>, problem: &Problem, at: Span) -> Option<Span> {
    let place = Span::from(list.span());
    let DeValue::Array(choices) = list.get_mut() else { return None };
    if place == at {
        while choices.len() > *Limits::CHOICES.end() {
            remove(choices, choices.len() - 1);
        }
        for number in choices.len()..*Limits::CHOICES.start() {
            choices.push(Spanned::new(at.start..at.end, right_choice(number)));
        }
        return Some(Span::default());
    }
    let found = choices.iter().position(|choice| holds(choice, at))?;
    let wrong = choices.get_mut(found)?;
    if let Some(place) = choice(wrong, problem, at) {
        return Some(place);
    }
    *wrong.get_mut() = right_choice(found);
    Some(wrong.span().into())
}

/// What is wrong with one of its fields. What two choices claim is held against each other: so only what it says is put right alone.
fn choice(choice: &mut Item<'_>, problem: &Problem, at: Span) -> Option<Span> {
    let DeValue::Table(table) = choice.get_mut() else { return None };
    let name = field(table, at);
    match (&problem.remedy, name.as_deref()) {
        (Remedy::Rename(known), Some(slip)) if is_key(table, slip, at) => {
            let (place, is_near) = rename(table, slip, known);
            is_near.then_some(place)
        }
        (Remedy::Add(add), None) if add == "says" => Some(set(table, "says", text("-"), at)),
        (_, Some("says")) => titled(table.get_mut("says")?, problem, at),
        _ => None,
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
fn lesson(lesson: &mut Item<'_>, problem: &Problem, at: Span) -> Option<Span> {
    let DeValue::Table(table) = lesson.get_mut() else { return None };
    match (&problem.remedy, field(table, at)) {
        (Remedy::Rename(known), Some(slip)) => Some(rename(table, &slip, known).0),
        (Remedy::Add(add), None) => Some(set(table, add, text("-"), at)),
        (_, Some(name)) => Some(set(table, &name, text("-"), at)),
        _ => None,
    }
}

/// Mends a text, or that of one of its languages.
pub(super) fn titled(title: &mut Item<'_>, problem: &Problem, at: Span) -> Option<Span> {
    inside(title, problem, at).or_else(|| {
        *title.get_mut() = text("-");
        Some(title.span().into())
    })
}

/// The same in a table of languages: each is one by itself.
fn inside(table: &mut Item<'_>, problem: &Problem, at: Span) -> Option<Span> {
    let whole = Span::from(table.span());
    let DeValue::Table(table) = table.get_mut() else { return None };
    let name = field(table, at).filter(|_| whole != at)?;
    if let Remedy::Rename(known) = &problem.remedy {
        let (place, _) = rename(table, &name, known);
        if !table.contains_key("en") && !table.contains_key("zh") {
            set(table, "en", text("-"), at);
        }
        return Some(place);
    }
    let value = table.get_mut(name.as_str())?;
    match value.get_mut() {
        DeValue::Array(_) if problem.remedy == Remedy::Fewer => cut(value, at).then_some(at),
        DeValue::Array(_) => {
            let word = innermost(value, at)?;
            *word.get_mut() = text("-");
            Some(at)
        }
        _ => Some(set(table, &name, text("-"), at)),
    }
}
