//! What can be set in a scenario: said when a change matches nothing.

use super::option_targets::{CaseShape, StepShape};
use super::{Change, ChangeError};
use crate::model::visible;
use crate::model::{CallName, OptionName, Text};
use crate::scenario::near::{likeness, mean, nearest};
use crate::scenario::printable::quote;
use crate::scenario::read::row;

/// The arguments of a call that can be changed: its own, and how often and how long.
pub(super) fn arguments(call: CallName) -> Vec<&'static str> {
    if call == CallName::Join {
        return vec!["timeout"];
    }
    let row = row(call);
    let own = row.own.iter().copied().filter(|argument| *argument != "set");
    let nonblocking = call.may_block().then_some("nonblocking");
    own.chain(nonblocking).chain(["repeat", "timeout"]).collect()
}

/// No case of that name.
pub(super) fn no_case(change: &Change, shapes: &[CaseShape]) -> ChangeError {
    let wanted = change.case.as_deref().unwrap_or_default();
    let mut cases: Vec<String> = shapes.iter().map(|shape| shape.id.clone()).collect();
    cases.sort_by(|a, b| likeness(wanted, b).total_cmp(&likeness(wanted, a)));
    ChangeError::NoCase { written: change.to_string(), cases }
}

/// Nothing matches: what was meant, and what there is.
pub(super) fn no_match(change: &Change, shapes: &[CaseShape]) -> ChangeError {
    let meant = |shape: &&CaseShape| change.case.as_ref().is_none_or(|id| *id == shape.id);
    let shapes: Vec<&CaseShape> = shapes.iter().filter(meant).collect();
    let steps: Vec<&StepShape> = shapes.iter().flat_map(|shape| &shape.steps).collect();
    let settable = Settable::of(&change.target.to_string(), &shapes, &steps);
    ChangeError::NoMatch { written: change.to_string(), settable: Box::new(settable) }
}

/// Every change that these cases take, without its value.
pub(super) fn all(shapes: &[CaseShape]) -> Vec<String> {
    let steps: Vec<&StepShape> = shapes.iter().flat_map(|shape| &shape.steps).collect();
    Settable::of("", &shapes.iter().collect::<Vec<_>>(), &steps).all()
}

/// What arguments are called in other programs and in manuals, and here.
const ELSEWHERE: &[(&str, &str)] = &[
    ("body", "data"),
    ("buf", "data"),
    ("bytes", "data"),
    ("content", "data"),
    ("message", "data"),
    ("msg", "data"),
    ("payload", "data"),
    ("string", "data"),
    ("text", "data"),
    ("buffer", "max"),
    ("buffersize", "max"),
    ("bufsize", "max"),
    ("len", "max"),
    ("length", "max"),
    ("size", "max"),
    ("count", "repeat"),
    ("times", "repeat"),
    ("delay", "length"),
    ("duration", "length"),
    ("time", "length"),
];

/// What can be set in a scenario, and what somebody wanted to set instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settable {
    /// What nothing matched, without its value.
    wanted: String,
    /// Actors with the options their sockets take.
    options: Vec<(String, Vec<OptionName>)>,
    /// The calls in the scenario, and who makes them.
    calls: Vec<(CallName, Vec<String>)>,
}

impl Settable {
    fn of(wanted: &str, shapes: &[&CaseShape], steps: &[&StepShape]) -> Self {
        let mut actors: Vec<&str> = steps.iter().map(|step| step.actor.as_str()).collect();
        unique(&mut actors);
        let takes = |actor: &&str| {
            let lands = |option: &&OptionName| {
                shapes.iter().any(|shape| !shape.landing(actor, **option).is_empty())
            };
            ((*actor).to_owned(), OptionName::ALL.iter().filter(lands).copied().collect())
        };
        let options = actors.iter().map(takes).collect();
        let mut names: Vec<CallName> = steps.iter().map(|step| step.call).collect();
        unique(&mut names);
        let calls = names.into_iter().map(|call| {
            let makes = steps.iter().filter(|step| step.call == call);
            let mut who: Vec<String> = makes.map(|step| step.actor.clone()).collect();
            unique(&mut who);
            (call, who)
        });
        Settable { wanted: wanted.to_owned(), options, calls: calls.collect() }
    }

    /// Leaves out the options of which `has` says no.
    pub(super) fn keep(&mut self, has: impl Fn(OptionName) -> bool) {
        for (_, options) in &mut self.options {
            options.retain(|option| has(*option));
        }
    }

    /// What may have been meant.
    pub(super) fn meant(&self) -> Option<Text> {
        let all = self.all();
        let found = match self.translated(&all) {
            Some(same) => vec![same],
            None => nearest(&self.wanted, all.iter().map(String::as_str)),
        };
        let words: Vec<String> = found.into_iter().map(quote).collect();
        (!words.is_empty()).then(|| mean(&words))
    }

    /// `send.text`: what is to be changed by a word that others use for an argument. Where no such call is made, or it has no
    /// such argument, it is the nearest call that has.
    fn translated<'s>(&self, all: &'s [String]) -> Option<&'s str> {
        let (call, argument) = self.wanted.rsplit_once('.')?;
        let elsewhere = ELSEWHERE.iter().find(|(word, _)| word.eq_ignore_ascii_case(argument));
        let ours = elsewhere.map_or(argument, |(_, ours)| ours);
        let same = format!("{call}.{ours}");
        if let Some(found) = all.iter().find(|known| **known == same && elsewhere.is_some()) {
            return Some(found);
        }
        // `send_message.data` where messages are sent with `send`.
        let meant: CallName = call.rsplit('.').next()?.parse().ok()?;
        let of_kind =
            |call: &CallName| call.sends() == meant.sends() && call.receives() == meant.receives();
        let takes = |call: &CallName| arguments(*call).contains(&ours);
        let made = self.calls.iter().map(|(call, _)| *call).filter(|_| takes(&meant));
        let having = made.filter(|call| of_kind(call) && takes(call));
        let having: Vec<String> = having.map(|call| format!("{call}.{ours}")).collect();
        let likeness = |known: &&String| likeness(&same, known);
        let nearest = having.iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b)))?;
        all.iter().find(|known| *known == nearest).map(String::as_str)
    }

    /// Every change there is, without its value.
    fn all(&self) -> Vec<String> {
        let option = |(actor, options): &(String, Vec<OptionName>)| {
            options.iter().map(|option| format!("{actor}.{option}")).collect::<Vec<_>>()
        };
        let argument = |(call, who): &(CallName, Vec<String>)| {
            let mut all = Vec::new();
            for argument in arguments(*call) {
                all.push(format!("{call}.{argument}"));
                all.extend(who.iter().map(|actor| format!("{actor}.{call}.{argument}")));
            }
            all
        };
        self.options.iter().flat_map(option).chain(self.calls.iter().flat_map(argument)).collect()
    }

    /// The list: one line for each actor's options, one for each call's arguments.
    pub(super) fn text(&self) -> Text {
        let mut lines = Vec::new();
        for (actor, options) in self.options.iter().filter(|(_, options)| !options.is_empty()) {
            let names: Vec<&str> = options.iter().map(|option| option.as_str()).collect();
            lines.push(format!("  {}.OPTION: {}", visible(actor), names.join(", ")));
        }
        for (call, _) in &self.calls {
            lines.push(format!("  {call}.ARGUMENT: {}", arguments(*call).join(", ")));
        }
        let list = lines.join("\n");
        Text::new(
            format!("what can be set here (a call may have ACTOR. or CASE: before it):\n{list}"),
            format!(
                "这里可以修改的有（调用前面可以加 角色. 或 用例:）：\n{}",
                list.replace(".OPTION: ", ".选项：").replace(".ARGUMENT: ", ".参数：")
            ),
        )
    }
}

/// Leaves the first of each, in order.
fn unique<T: PartialEq + Clone>(items: &mut Vec<T>) {
    let mut seen: Vec<T> = Vec::new();
    items.retain(|item| {
        let new = !seen.contains(item);
        if new {
            seen.push(item.clone());
        }
        new
    });
}
