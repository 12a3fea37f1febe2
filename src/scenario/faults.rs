//! All that is wrong with a file, for `check`. What is wrong is noted, mended in the document so that it says nothing
//! more, and the whole is read again, by the same code as for a run.
//!
//! What follows from a fault is none: the steps of a case depend on each other, so where one of them was wrong, whether
//! the others fit together is not asked, nor whether what is guessed of it can be.

use super::check::{self, Mode};
use super::excerpt::Lines;
use super::nearest;
use super::problem::{Problem, Span};
use super::read::{self, Part, Unknown};
use std::borrow::Cow;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

/// So many are named; who has more begins with these.
const MOST: usize = 50;

/// What the texts of a language have, in the order in which they are read.
const TEXTS: [&str; 5] = ["title", "story", "question", "hint", "answer"];

/// What a guess has.
const GUESS: [&str; 3] = ["case", "question", "choices"];

/// Every fault of the document, in the order of the file.
pub(super) fn faults(document: DeTable<'_>, source: &str) -> Vec<Problem> {
    let lines = Lines::of(source);
    let mut left = Mended { document, unknown: Unknown::default() };
    let mut found: Vec<Problem> = Vec::new();
    while let Some(problem) = left.fault(&lines, source) {
        let at = problem.span;
        let again = found.contains(&problem);
        if !again {
            found.push(problem);
        }
        let mended = at.is_some_and(|at| left.mend(at));
        if again || !mended || found.len() >= MOST {
            break;
        }
    }
    found.sort_by_key(|problem| problem.span);
    found
}

type Item<'a> = Spanned<DeValue<'a>>;

/// A document in which the faults that are known are mended.
struct Mended<'a> {
    document: DeTable<'a>,
    /// What is not to be asked any more.
    unknown: Unknown,
}

impl<'a> Mended<'a> {
    /// The next fault.
    fn fault(&self, lines: &Lines, source: &str) -> Option<Problem> {
        let read = read::mended((&self.document, &self.unknown), lines, source, |part| {
            let unasked = |at| self.unknown.steps.contains(&at);
            match part {
                Part::Case(_, places) if unasked(places.table.span()) => Ok(()),
                part => check::part(&part, Mode::AsWritten),
            }
        });
        read.err()
    }

    /// Mends what stands there; `false` where nothing can be done.
    fn mend(&mut self, at: Span) -> bool {
        let Some(name) = field(&self.document, at) else { return false };
        match name.as_str() {
            "format" => self.complete(),
            "case" => self.mend_case(at),
            "id" => set(&mut self.document, "id", "x"),
            "group" => set(&mut self.document, "group", "tcp"),
            "en" | "zh" => {
                self.document.get_mut(name.as_str()).is_some_and(|lesson| mend_lesson(lesson, at))
            }
            "guess" => self.mend_guess(at),
            _ => self.complete() || self.document.remove(name.as_str()).is_some(),
        }
    }

    /// Adds what a file must have at its top, and this one has not: of what is missing the first field is blamed.
    fn complete(&mut self) -> bool {
        let missing = [("id", "x"), ("group", "tcp")];
        let missing = missing.into_iter().find(|(name, _)| !self.document.contains_key(*name));
        if let Some((name, value)) = missing {
            return set(&mut self.document, name, value);
        }
        if self.document.contains_key("en") || self.document.contains_key("zh") {
            return false;
        }
        let texts = TEXTS.map(|name| (key(name), text("-")));
        let lesson = DeValue::Table(texts.into_iter().collect());
        self.document.insert(key("en"), Spanned::new(0..0, lesson)).is_none()
    }

    /// Puts a choice that claims nothing wrong in the place of a wrong one. Where it cannot be told which there are, what is
    /// wrong with a guess is all of it.
    fn mend_guess(&mut self, at: Span) -> bool {
        let Some(DeValue::Table(guess)) = self.document.get_mut("guess").map(Spanned::get_mut)
        else {
            return self.document.remove("guess").is_some();
        };
        let missing = GUESS.into_iter().filter(|name| !guess.contains_key(*name));
        let named = field(guess, at);
        let meant = match &named {
            Some(name) if GUESS.contains(&name.as_str()) => {
                GUESS.into_iter().find(|own| own == name)
            }
            Some(slip) => nearest(slip, missing).first().copied(),
            None => missing.into_iter().next(),
        };
        if let Some(slip) = named.filter(|name| !GUESS.contains(&name.as_str())) {
            guess.remove(slip.as_str());
            if meant.is_none() {
                return true;
            }
        }
        match meant {
            Some("case") => {
                self.unknown.names = true;
                set(guess, "case", "?")
            }
            Some("question") => set(guess, "question", "-"),
            _ => mend_choice(guess, at) || self.document.remove("guess").is_some(),
        }
    }

    fn mend_case(&mut self, at: Span) -> bool {
        let cases = self.document.get_mut("case").map(Spanned::get_mut);
        let Some(DeValue::Array(cases)) = cases else { return false };
        let Some(found) = cases.iter().position(|case| holds(case, at)) else { return false };
        let Some(case) = cases.get_mut(found) else { return false };
        let begins = Span::from(case.span());
        match mend_fields(case, at, found) {
            Some(Effect::None) => return true,
            Some(Effect::OnName) => self.unknown.names = true,
            Some(Effect::OnSteps) => self.unknown.steps.push(begins),
            None => {
                remove(cases, found);
                self.unknown.names = true;
            }
        }
        !cases.is_empty()
    }
}

/// What mending a field of a case has changed.
enum Effect {
    None,
    /// What it is called.
    OnName,
    /// What the steps are.
    OnSteps,
}

/// Puts a right choice in the place of the one that has this place.
fn mend_choice(guess: &mut DeTable<'_>, at: Span) -> bool {
    let choices = guess.get_mut("choices").map(Spanned::get_mut);
    let Some(DeValue::Array(choices)) = choices else { return false };
    let Some(found) = choices.iter().position(|choice| holds(choice, at)) else { return false };
    let Some(wrong) = choices.get_mut(found) else { return false };
    *wrong.get_mut() = right_choice(found);
    true
}

/// It is right in every case, and like no other: `{ says = "-", claims = { took = { max = "50000001us" } } }`.
fn right_choice<'a>(number: usize) -> DeValue<'a> {
    let most = text(&format!("{}us", 50_000_000 + number));
    let range = DeValue::Table([(key("max"), most)].into_iter().collect());
    let claim = DeValue::Table([(key("took"), Spanned::new(0..0, range))].into_iter().collect());
    let fields = [(key("says"), text("-")), (key("claims"), Spanned::new(0..0, claim))];
    DeValue::Table(fields.into_iter().collect())
}

/// Mends the field of a case; nothing where the case is wrong as a whole.
fn mend_fields(case: &mut Item<'_>, at: Span, number: usize) -> Option<Effect> {
    let DeValue::Table(table) = case.get_mut() else { return None };
    let id = format!("x{number}");
    let Some(name) = field(table, at) else {
        let missing = [("id", id.as_str()), ("role", "problem"), ("title", "-")];
        let (name, value) = missing.into_iter().find(|(name, _)| !table.contains_key(*name))?;
        let effect = if name == "id" { Effect::OnName } else { Effect::None };
        return set(table, name, value).then_some(effect);
    };
    match name.as_str() {
        "id" => set(table, "id", &id).then_some(Effect::OnName),
        "title" => set(table, "title", "-").then_some(Effect::None),
        "role" | "fix" => {
            table.remove("fix");
            set(table, "role", "problem").then_some(Effect::None)
        }
        "steps" => drop_item(table.get_mut("steps")?, at).then_some(Effect::OnSteps),
        "expect" if drop_item(table.get_mut("expect")?, at) => Some(Effect::None),
        "note" | "expect" => table.remove(name.as_str()).map(|_| Effect::None),
        _ => table.remove(name.as_str()).map(|_| Effect::OnSteps),
    }
}

/// Mends a text of a language, or adds the first that is missing.
fn mend_lesson(lesson: &mut Item<'_>, at: Span) -> bool {
    let DeValue::Table(table) = lesson.get_mut() else { return false };
    match field(table, at) {
        Some(name) if TEXTS.contains(&name.as_str()) => set(table, &name, "-"),
        Some(name) => {
            // A slip of the finger is one fault, not also a text that is missing.
            let missing = TEXTS.into_iter().filter(|name| !table.contains_key(*name));
            if let Some(meant) = nearest(&name, missing).first() {
                set(table, meant, "-");
            }
            table.remove(name.as_str()).is_some()
        }
        None => {
            let missing = TEXTS.into_iter().find(|name| !table.contains_key(*name));
            missing.is_some_and(|name| set(table, name, "-"))
        }
    }
}

/// Takes out of a list the item that has this place: of a block of steps the step, if it is that one's. Not the last.
fn drop_item(list: &mut Item<'_>, at: Span) -> bool {
    let DeValue::Array(items) = list.get_mut() else { return false };
    let Some(found) = items.iter().position(|item| holds(item, at)) else { return false };
    let block = items.get_mut(found).and_then(|item| match item.get_mut() {
        DeValue::Table(block) => block.get_mut("steps"),
        _ => None,
    });
    if block.is_some_and(|steps| drop_item(steps, at)) {
        return true;
    }
    remove(items, found);
    !items.is_empty()
}

fn remove(items: &mut DeArray<'_>, at: usize) {
    let mut rest = DeArray::new();
    let others = items.iter().enumerate().filter(|(place, _)| *place != at);
    others.for_each(|(_, item)| rest.push(item.clone()));
    *items = rest;
}

/// The field of a table that has this place: its name or something in it.
fn field(table: &DeTable<'_>, at: Span) -> Option<String> {
    let has = |(key, value): &(&Spanned<Cow<'_, str>>, &Item<'_>)| {
        is_in(key.span(), at) || holds(value, at)
    };
    table.iter().find(has).map(|(key, _)| key.get_ref().clone().into_owned())
}

/// Whether a place is in a value. A table that has a header begins with it, and its fields are elsewhere.
fn holds(value: &Item<'_>, at: Span) -> bool {
    is_in(value.span(), at)
        || match value.get_ref() {
            DeValue::Array(items) => items.iter().any(|item| holds(item, at)),
            DeValue::Table(table) => field(table, at).is_some(),
            _ => false,
        }
}

fn is_in(whole: Range<usize>, part: Span) -> bool {
    whole.start <= part.start && part.end <= whole.end && part.start < part.end
}

fn set<'a>(table: &mut DeTable<'a>, name: &str, value: &str) -> bool {
    match table.get_mut(name) {
        Some(wrong) => *wrong.get_mut() = text(value).into_inner(),
        None => {
            table.insert(key(name), text(value));
        }
    }
    true
}

fn key<'a>(name: &str) -> Spanned<Cow<'a, str>> {
    Spanned::new(0..0, Cow::Owned(name.to_owned()))
}

fn text<'a>(value: &str) -> Item<'a> {
    Spanned::new(0..0, DeValue::String(Cow::Owned(value.to_owned())))
}

#[cfg(test)]
mod tests {
    use crate::scenario::{faults, parse, template};

    fn said(source: &str) -> Vec<(u32, String)> {
        let all = faults("x.toml", source.as_bytes());
        all.into_iter().map(|fault| (fault.line, fault.text().en.clone())).collect()
    }

    #[test]
    fn every_fault_is_named_and_nothing_that_follows_from_one() {
        let right = template("x");
        assert_eq!(said(&right), []);
        let wrong = right
            .replace("group = \"tcp\"", "group = \"tpc\"")
            .replace("hint = \"TCP carries", "hnt = \"TCP carries")
            .replace("returns = 5 }", "retruns = 5 }")
            .replace("role = \"fix\"", "role = \"fxi\"")
            .replace("{ receives = 2 }", "{ recieves = 2 }");
        let all: Vec<String> = said(&wrong).into_iter().map(|(_, what)| what).collect();
        let unknown = "`send` has no field `retruns`";
        let expected = [
            "`tpc` is not a known group",
            "[en] has no field `hnt`",
            unknown,
            unknown,
            "`fxi` is not a known role",
            "an item of `expect` has no field `recieves`",
        ];
        assert_eq!(all, expected);
        // An expectation that cannot come true is one by itself; of steps that do not fit together it is the first.
        let wrong = right.replace(
            "{ receives = 1 }",
            "{ message = 9, fate = [\"glued\"] }, { message = 8, fate = [\"glued\"] }",
        );
        assert_eq!(said(&wrong).len(), 2, "{:?}", said(&wrong));
        let wrong = right.replacen("call = \"listen\"", "call = \"recv\"", 1);
        assert_eq!(said(&wrong).len(), 1, "{:?}", said(&wrong));
    }

    #[test]
    fn a_fault_of_a_case_does_not_hide_those_of_the_guess() {
        let right = template("x");
        assert!(right.contains("case = \"glued\""), "{right}");
        let unknown = "this scenario has no case `gluedd`";
        let wrong = right.replace("case = \"glued\"", "case = \"gluedd\"");
        assert_eq!(said(&wrong).iter().map(|(_, what)| what).collect::<Vec<_>>(), [unknown]);
        // A step that is wrong says nothing of names.
        let two = wrong.replacen("to = \"server\"", "to = \"sever\"", 1);
        let all: Vec<String> = said(&two).into_iter().map(|(_, what)| what).collect();
        assert_eq!(all.len(), 2, "{all:?}");
        assert!(all[0] == unknown && all[1].contains("sever"), "{all:?}");
        // Nor does an unknown case hide what else is wrong with the guess.
        let three = two.replacen("claims = ", "clams = ", 1);
        assert_eq!(said(&three).len(), 3, "{:?}", said(&three));
        // Where a case's name is wrong, that the guess knows none of its name may follow.
        let name = right.replace("id = \"glued\"", "id = \"Glued!\"");
        assert_eq!(said(&name).len(), 1, "{:?}", said(&name));
        let other = name.replacen("claims = ", "clams = ", 1);
        assert_eq!(said(&other).len(), 2, "{:?}", said(&other));
        // Where a step is wrong, which messages and receives there are may follow.
        let numbers = right.replacen("call = \"recv\"", "call = \"rcv\"", 1);
        assert_eq!(said(&numbers).len(), 1, "{:?}", said(&numbers));
    }

    /// The first thing that is wrong is among all that is.
    #[test]
    fn of_one_fault_it_says_one() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/wrong");
        let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let mut several = Vec::new();
        for path in files.filter(|path| path.extension().is_some_and(|end| end == "toml")) {
            let bytes = std::fs::read(&path).unwrap();
            let first = parse("x.toml", &bytes).unwrap_err();
            let all = faults("x.toml", &bytes);
            assert!(all.contains(&first), "{}: {first} {all:?}", path.display());
            if all.len() > 1 {
                let all: Vec<&str> = all.iter().map(|fault| fault.text().en.as_str()).collect();
                several.push(format!("{}: {all:?}", path.display()));
            }
        }
        assert_eq!(several, [""; 0], "{several:#?}");
    }
}
