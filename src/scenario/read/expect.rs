//! What is expected of a case as a whole.

use super::calls::actor;
use super::lab::host;
use super::numbers::{count32, range, time_range};
use super::packets;
use super::table::{Kind, Table, Value};
use super::want::variants;
use crate::model::{
    Actor, Counted, Expect, Expectation, Fates, MessageNo, ReceiveNo, RoundNo, Text, WantedCause,
    Which, WhichRounds,
};
use crate::scenario::problem::{Checked, Explain, Problem, Remedy, Span};
use std::str::FromStr;

/// What can be wrong with an item of `expect`.
enum ExpectFault {
    NoSubject,
    TwoSubjects,
    OtherSubject,
    NothingOfReceive,
    NoFate,
    NoNumber,
    NotAnything,
}

impl Explain for ExpectFault {
    fn what(&self) -> Text {
        match self {
            ExpectFault::NoSubject => {
                Text::new("this item does not say what it is about", "这一项没有说明针对什么")
            }
            ExpectFault::TwoSubjects => Text::new(
                "this item is about two things; one item is about one",
                "这一项同时针对两样东西；一项只能针对一样",
            ),
            ExpectFault::OtherSubject => Text::new(
                "on a platform the item must still be about the same thing",
                "平台差异必须仍然针对同一样东西",
            ),
            ExpectFault::NothingOfReceive => {
                Text::new("nothing is expected of this receive", "对这次接收没有写任何预期")
            }
            ExpectFault::NoFate => {
                Text::new("a message has at least one fate", "一条消息至少有一种结局")
            }
            ExpectFault::NoNumber => Text::new("there is no number here", "这里没有写编号"),
            ExpectFault::NotAnything => Text::new(
                "with `anything = true` nothing else can be expected",
                "写了 `anything = true`，就不能再写别的预期",
            ),
        }
    }

    fn help(&self) -> Option<Text> {
        match self {
            ExpectFault::NoSubject | ExpectFault::TwoSubjects => {
                crate::scenario::near::one_of(SUBJECTS)
            }
            ExpectFault::NothingOfReceive => {
                crate::scenario::near::one_of(&["messages", "cause", "bytes"])
            }
            ExpectFault::NotAnything => crate::scenario::near::one_of(&["anything = true", "why"]),
            _ => None,
        }
    }

    fn remedy(&self) -> Remedy {
        match self {
            ExpectFault::NothingOfReceive => Remedy::More,
            _ => Remedy::Other,
        }
    }
}

/// What an item may be about.
const SUBJECTS: &[&str] = &[
    "message",
    "receive",
    "rounds",
    "sends",
    "segments",
    "receives",
    "drops",
    "accounted",
    "held",
    "took",
    "packet",
    "data",
    "syn",
    "ack",
    "fin",
    "packets",
];

/// An item's fields: those of a variant, over those of the item it belongs to.
#[derive(Clone, Copy)]
pub(super) struct Fields<'a> {
    pub(super) own: Table<'a>,
    base: Option<Table<'a>>,
}

impl<'a> Fields<'a> {
    pub(super) fn get(&self, field: &str) -> Option<Value<'a>> {
        self.own.get(field).or_else(|| self.base.and_then(|base| base.get(field)))
    }
}

/// Reads the items of one case.
pub(super) struct ExpectReader<'a> {
    /// Nothing where it is not known who plays: then it may be anybody.
    pub(super) actors: Option<&'a [Actor]>,
    /// The case is about the lab, where there are packets to look at.
    pub(super) lab: bool,
}

impl<'a> ExpectReader<'a> {
    /// Of a case of which nothing is known.
    pub(super) const OF_ANY: ExpectReader<'a> = ExpectReader { actors: None, lab: true };
}

impl ExpectReader<'_> {
    /// One item with its variants.
    pub(super) fn expect(&self, table: Table<'_>) -> Checked<Expect> {
        let subject = self.subject(&table)?;
        table.only(&of(subject), &[fields(subject), &["on"]].concat())?;
        let expectation = self.expectation(subject, Fields { own: table, base: None })?;
        let on = table.maybe("on", |value| {
            variants(value, |variant| self.variant(subject, variant, table))
        })?;
        Ok(Expect { expectation, on: on.unwrap_or_default() })
    }

    fn variant<'a>(
        &self,
        item: &str,
        variant: &Table<'a>,
        base: Table<'a>,
    ) -> Checked<Option<Expectation>> {
        if let Some(anything) = variant.get("anything") {
            variant.only(&of(item), &[SUBJECTS, fields(item), &["anything", "why"]].concat())?;
            return self.anything(anything, variant);
        }
        if let Some(other) = variant.items().iter().find(|field| is_other(field.name, item)) {
            return Err(Problem::at(other.key, ExpectFault::OtherSubject));
        }
        variant.only(&of(item), &[fields(item), &["anything", "why"]].concat())?;
        self.expectation(item, Fields { own: *variant, base: Some(base) }).map(Some)
    }

    fn anything(&self, anything: Value<'_>, variant: &Table<'_>) -> Checked<Option<Expectation>> {
        let alone = variant.items().iter().all(|f| matches!(f.name, "anything" | "why"));
        match anything.switch()? {
            true if alone => Ok(None),
            _ => Err(anything.problem(ExpectFault::NotAnything)),
        }
    }

    /// What the item is about: exactly one of [`SUBJECTS`].
    fn subject<'t>(&self, table: &Table<'t>) -> Checked<&'t str> {
        let items = table.items();
        // Of rounds it is said how long they take: `took` is not a second subject there.
        if let Some(rounds) = items.iter().find(|item| item.name == "rounds") {
            return Ok(rounds.name);
        }
        let mut found = items.iter().filter(|item| SUBJECTS.contains(&item.name));
        match (found.next(), found.next()) {
            (Some(item), None) => Ok(item.name),
            (Some(_), Some(second)) => Err(Problem::at(second.key, ExpectFault::TwoSubjects)),
            (None, _) => {
                // A slip in the subject's own name is the likelier cause; of packets nothing is meant where there are none.
                let here = |name: &&&str| self.lab || !packets::is_about(name);
                let mut known: Vec<&str> = SUBJECTS.iter().filter(here).copied().collect();
                known.extend(["fate", "messages", "cause", "bytes", "of", "on", "from"]);
                table.only(&Text::new("an item of `expect`", "`expect` 的一项"), &known)?;
                Err(Problem::at(table.span(), ExpectFault::NoSubject))
            }
        }
    }

    fn expectation(&self, subject: &str, fields: Fields<'_>) -> Checked<Expectation> {
        let blame = fields.own.span();
        if packets::is_about(subject) {
            return packets::expectation(self, subject, fields);
        }
        match Counted::from_str(subject) {
            Ok(what) => self.counted(what, fields, blame),
            Err(_) if subject == "message" => message(fields, blame),
            Err(_) if subject == "rounds" => rounds(fields, blame),
            Err(_) => receive(fields, blame),
        }
    }

    /// The host that has this name, or on which the actor of this name is.
    pub(super) fn host(&self, value: Value<'_>) -> Checked<String> {
        match self.actors {
            Some(actors) => host(value, actors),
            None => value.text().map(str::to_owned),
        }
    }

    fn counted(&self, what: Counted, fields: Fields<'_>, blame: Span) -> Checked<Expectation> {
        let value = need(fields, what.as_str(), blame)?;
        let range = if what == Counted::Took { time_range(value)? } else { range(value)? };
        let of = fields.get("of").map(|value| {
            self.actors.map(|actors| actor(value, actors)).transpose()?;
            value.text().map(str::to_owned)
        });
        Ok(Expectation::Count { what, of: of.transpose()?, range })
    }
}

fn is_other(field: &str, subject: &str) -> bool {
    let its_own = fields(subject).contains(&field);
    !its_own && SUBJECTS.contains(&field)
}

fn of(subject: &str) -> Text {
    Text::new(format!("an item about `{subject}`"), format!("针对 `{subject}` 的预期"))
}

pub(in crate::scenario) fn fields(subject: &str) -> &'static [&'static str] {
    match subject {
        "message" => &["message", "fate"],
        "receive" => &["receive", "messages", "cause", "bytes"],
        "rounds" => &["rounds", "took", "cause"],
        "sends" => &["sends", "of"],
        "segments" => &["segments", "of"],
        "receives" => &["receives", "of"],
        "drops" => &["drops", "of"],
        "accounted" => &["accounted", "of"],
        "held" => &["held", "of"],
        "packet" => &[
            "packet", "from", "flags", "payload", "mss", "next", "again", "fragment", "wire",
            "after",
        ],
        "data" => &[
            "data", "from", "flags", "payload", "mss", "next", "again", "fragment", "wire", "after",
        ],
        "syn" => &[
            "syn", "from", "flags", "payload", "mss", "next", "again", "fragment", "wire", "after",
        ],
        "ack" => &[
            "ack", "from", "flags", "payload", "mss", "next", "again", "fragment", "wire", "after",
        ],
        "fin" => &[
            "fin", "from", "flags", "payload", "mss", "next", "again", "fragment", "wire", "after",
        ],
        "packets" => {
            &["packets", "from", "flags", "payload", "mss", "next", "again", "fragment", "wire"]
        }
        _ => &["took", "of"],
    }
}

pub(super) fn need<'a>(fields: Fields<'a>, field: &str, blame: Span) -> Checked<Value<'a>> {
    match fields.get(field) {
        Some(value) => Ok(value),
        None => fields.own.need(field, &Text::new("this item", "这一项"), blame),
    }
}

fn message(fields: Fields<'_>, blame: Span) -> Checked<Expectation> {
    let which = which(need(fields, "message", blame)?, MessageNo)?;
    Ok(Expectation::Message { which, fate: fates(need(fields, "fate", blame)?)? })
}

fn fates(value: Value<'_>) -> Checked<Fates> {
    let items = value.list()?;
    if items.is_empty() {
        return Err(value.problem(ExpectFault::NoFate));
    }
    items.into_iter().map(Value::word).collect()
}

fn receive(fields: Fields<'_>, blame: Span) -> Checked<Expectation> {
    let number = need(fields, "receive", blame)?;
    let messages = fields.get("messages").map(|value| numbers(value, MessageNo)).transpose()?;
    let cause = fields.get("cause").map(wanted_cause).transpose()?;
    let bytes = fields.get("bytes").map(range).transpose()?;
    if messages.is_none() && cause.is_none() && bytes.is_none() {
        return Err(number.problem(ExpectFault::NothingOfReceive));
    }
    Ok(Expectation::Receive { which: which(number, ReceiveNo)?, messages, cause, bytes })
}

fn rounds(fields: Fields<'_>, blame: Span) -> Checked<Expectation> {
    let number = need(fields, "rounds", blame)?;
    let median = number.kind() == Kind::Text && number.text()? == "median";
    let which = match median {
        true => WhichRounds::Median,
        false => WhichRounds::Each(which(number, RoundNo)?),
    };
    let took = time_range(need(fields, "took", blame)?)?;
    let cause = fields.get("cause").map(Value::word).transpose()?;
    Ok(Expectation::Rounds { which, took, cause })
}

fn wanted_cause(value: Value<'_>) -> Checked<WantedCause> {
    match value.text()? {
        "none" => Ok(WantedCause::NoCause),
        _ => value.word().map(WantedCause::Main),
    }
}

/// `1`, `[1, 2]` or `"all"`.
fn which<N>(value: Value<'_>, number: fn(u32) -> N) -> Checked<Which<N>> {
    match value.kind() {
        Kind::Text if value.text()? == "all" => Ok(Which::All),
        Kind::List => match numbers(value, number)? {
            these if these.is_empty() => Err(value.problem(ExpectFault::NoNumber)),
            these => Ok(Which::These(these)),
        },
        Kind::Number => Ok(Which::These(vec![number(count32(value, 1, u32::MAX)?)])),
        _ => Err(value.wrong(&Text::new(
            "a number, a list of numbers or \"all\"",
            "编号、编号的列表或 \"all\"",
        ))),
    }
}

fn numbers<N>(value: Value<'_>, number: fn(u32) -> N) -> Checked<Vec<N>> {
    let read = |item: Value<'_>| Ok(number(count32(item, 1, u32::MAX)?));
    value.list()?.into_iter().map(read).collect()
}
