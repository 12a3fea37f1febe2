//! Steps and blocks of steps.

use super::calls::{Args, CallRow, actor, row};
use super::numbers::{count32, deadline};
use super::options::settings;
use super::table::{Table, Value};
use super::want::{FIELDS, WantReader};
use crate::model::{
    Actor, Call, CallName, ErrorName, Limits, Making, Node, On, Step, StepNo, Text,
};
use crate::scenario::excerpt::Lines;
use crate::scenario::problem::{Checked, Explain, Problem, Remedy, Span};
use std::time::Duration;

/// What can be wrong with the way steps are put together.
enum StepFault {
    NoSteps,
    TooMany,
    BlockInBlock,
    UntilWithoutRepeat { until: ErrorName },
    NameRepeated,
    RoundsTwice,
    RoundsOfWarmup,
}

impl Explain for StepFault {
    fn what(&self) -> Text {
        match self {
            StepFault::NoSteps => Text::new("there is no step here", "这里一个步骤也没有"),
            StepFault::TooMany => Text::new(
                format!("too many steps: a case has at most {}", Limits::STEPS),
                format!("步骤太多：一个用例最多 {} 步", Limits::STEPS),
            ),
            StepFault::BlockInBlock => {
                Text::new("a block holds steps, not blocks", "步骤块里只能是步骤，不能再套步骤块")
            }
            StepFault::UntilWithoutRepeat { until } => Text::new(
                format!("`until` ends a repetition at `{until}`, but nothing is repeated"),
                format!("`until` 会在 `{until}` 时停止重复，但这一步没有重复"),
            ),
            StepFault::NameRepeated => Text::new(
                "one name for several sockets: this step is repeated",
                "这一步会重复多次，不能让几个套接字共用一个名字",
            ),
            StepFault::RoundsTwice => Text::new(
                "only one block of a case can have its rounds as the subject, and another block already does",
                "一个用例里只能有一个步骤块以轮次为主题，前面已经有一个了",
            ),
            StepFault::RoundsOfWarmup => Text::new(
                "warm-up is not counted: its rounds cannot be the subject",
                "预热不计数，它的轮次不能当主题",
            ),
        }
    }

    fn help(&self) -> Option<Text> {
        match self {
            StepFault::UntilWithoutRepeat { .. } => Some(Text::new(
                "say how often at most: `repeat = 1000`",
                "请写明最多重复多少次：`repeat = 1000`",
            )),
            StepFault::BlockInBlock => Some(Text::new(
                "to repeat one step within a block, give it a `repeat` of its own",
                "要在步骤块里重复某一步，请在那一步上写 `repeat`",
            )),
            _ => None,
        }
    }

    fn remedy(&self) -> Remedy {
        match self {
            StepFault::TooMany => Remedy::Fewer,
            _ => Remedy::Other,
        }
    }
}

/// Reads the steps of one case.
pub(super) struct StepReader<'n, 'a> {
    pub(super) actors: &'n [Actor],
    pub(super) lines: &'n Lines,
    /// The table of each step read so far, by its number.
    pub(super) places: Vec<Table<'a>>,
    /// A block has said that its rounds are the subject.
    pub(super) rounds: bool,
}

impl<'a> StepReader<'_, 'a> {
    /// `steps = [ … ]` of a case.
    pub(super) fn nodes(&mut self, value: Value<'a>) -> Checked<Vec<Node>> {
        let items = value.list()?;
        if items.is_empty() {
            return Err(value.problem(StepFault::NoSteps));
        }
        items.into_iter().map(|item| self.node(item)).collect()
    }

    fn node(&mut self, value: Value<'a>) -> Checked<Node> {
        let table = value.table()?;
        match table.get("steps") {
            Some(steps) if table.get("call").is_none() => self.block(&table, steps),
            _ => Ok(Node::Step(self.step(table, false)?)),
        }
    }

    fn block(&mut self, table: &Table<'a>, steps: Value<'a>) -> Checked<Node> {
        table.only(&Text::new("a block", "步骤块"), &["repeat", "steps", "warmup", "rounds"])?;
        let repeat = table.maybe("repeat", repeat)?.unwrap_or(1);
        let warmup = table.maybe("warmup", Value::switch)?.unwrap_or(false);
        let rounds = self.rounds(table, warmup)?;
        let items = steps.list()?;
        if items.is_empty() {
            return Err(steps.problem(StepFault::NoSteps));
        }
        let read = |item: Value<'a>| {
            let inner = item.table()?;
            match inner.get("steps") {
                Some(_) if inner.get("call").is_none() => {
                    Err(item.problem(StepFault::BlockInBlock))
                }
                _ => self.step(inner, warmup),
            }
        };
        let steps = items.into_iter().map(read).collect::<Checked<_>>()?;
        Ok(Node::Block { repeat, rounds, steps })
    }

    /// `rounds = true`: of one block of a case, and not of warm-up.
    fn rounds(&mut self, table: &Table<'a>, warmup: bool) -> Checked<bool> {
        let Some(value) = table.get("rounds") else { return Ok(false) };
        let rounds = value.switch()?;
        if rounds && (warmup || self.rounds) {
            return Err(value.problem(match warmup {
                true => StepFault::RoundsOfWarmup,
                false => StepFault::RoundsTwice,
            }));
        }
        self.rounds |= rounds;
        Ok(rounds)
    }

    fn step(&mut self, table: Table<'a>, warmup: bool) -> Checked<Step> {
        if self.places.len() >= Limits::STEPS {
            return Err(Problem::at(table.span(), StepFault::TooMany));
        }
        self.places.push(table);
        let of = Text::new("a step", "步骤");
        let name = table.need("call", &of, table.span())?;
        let call: CallName = name.word()?;
        let (row, blame) = (row(call), name.span());
        let of = Text::new(format!("`{call}`"), format!("`{call}` "));
        table.only(&of, &fields(&row))?;
        let who = actor(table.need("who", &of, blame)?, self.actors)?;
        let args = Args { call, table, blame, actors: self.actors };
        let wants = WantReader { call, actors: self.actors };
        let call = (row.read)(&args)?;
        let (repeat, until) = repetition(&table)?;
        Ok(Step {
            no: StepNo(u32::try_from(self.places.len()).unwrap_or(u32::MAX)),
            line: self.lines.number(table.span().start),
            who,
            timeout: table.maybe("timeout", deadline)?.unwrap_or(default_timeout(&call, repeat)),
            call,
            sock: table.maybe("sock", |value| value.name().map(str::to_owned))?,
            makes: made(&table, repeat)?,
            set: set(&table, &row, &of, blame)?,
            repeat,
            until,
            nonblocking: switch(&table, "nonblocking")?,
            background: switch(&table, "background")?,
            warmup: switch(&table, "warmup")? || warmup,
            part_of: table.maybe("part_of", |value| value.name().map(str::to_owned))?,
            want: wants.want(&table)?,
            on: table.maybe("on", |value| wants.variants(value))?.unwrap_or_default(),
        })
    }
}

/// The fields a step of this call may have.
pub(in crate::scenario) fn fields(row: &CallRow) -> Vec<&'static str> {
    let mut fields = vec!["who", "call"];
    fields.extend(row.own);
    if row.call == CallName::Join {
        fields.extend(["timeout", "warmup"]);
        return fields;
    }
    if row.call.creates() {
        fields.extend(["as", "set"]);
    }
    // The socket that it is made on, or the listener that it takes from.
    if row.call.made_on().is_some() || row.call.makes() == Some(Making::Accepts) {
        fields.push("sock");
    }
    if row.call.sends() && !row.call.is_framed() && row.call.made_on() != Some(On::Addressed) {
        fields.push("part_of");
    }
    if row.call.may_block() {
        fields.push("nonblocking");
    }
    if row.call.learns_sender() {
        fields.push("sender");
    }
    fields.extend(FIELDS);
    fields.extend(["timeout", "repeat", "until", "background", "warmup", "on"]);
    fields
}

fn switch(table: &Table<'_>, field: &str) -> Checked<bool> {
    Ok(table.maybe(field, Value::switch)?.unwrap_or(false))
}

fn repeat(value: Value<'_>) -> Checked<u32> {
    count32(value, 1, u32::try_from(Limits::CALLS).unwrap_or(u32::MAX))
}

fn repetition(table: &Table<'_>) -> Checked<(u32, Option<ErrorName>)> {
    let times = table.maybe("repeat", repeat)?;
    let until: Option<ErrorName> = table.maybe("until", Value::word)?;
    match (times, until) {
        (None, Some(until)) => {
            Err(Problem::at(table.at("until"), StepFault::UntilWithoutRepeat { until }))
        }
        (times, until) => Ok((times.unwrap_or(1), until)),
    }
}

/// The name of the socket the step makes.
fn made(table: &Table<'_>, repeat: u32) -> Checked<Option<String>> {
    table.maybe("as", |value| match value.name()? {
        _ if repeat > 1 => Err(value.problem(StepFault::NameRepeated)),
        name => Ok(name.to_owned()),
    })
}

/// The options: must be there for `set`.
fn set(
    table: &Table<'_>,
    row: &CallRow,
    of: &Text,
    blame: Span,
) -> Checked<Vec<crate::model::OptionSetting>> {
    if row.call == CallName::Set {
        return settings(table.need("set", of, blame)?);
    }
    Ok(table.maybe("set", settings)?.unwrap_or_default())
}

/// The deadline where the file does not say: for a pause its own length comes on top.
fn default_timeout(call: &Call, repeat: u32) -> Duration {
    let most = Duration::from_millis(Limits::WAIT_MS);
    let own = call.arguments().length.unwrap_or_default();
    own.saturating_mul(repeat).min(most).saturating_add(Step::DEFAULT_TIMEOUT)
}
