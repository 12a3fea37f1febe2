//! Which expectations can come true: messages and receives are counted as the steps could make
//! them, and no call returns more than was asked for.

use super::Doubted;
use super::amounts::executions;
use crate::model::{
    Call, CallName, Case, Data, Expect, Expectation, Flag, MessageNo, Returns, Step, Text, Want,
    Which, WhichRounds,
};
use crate::scenario::problem::{Checked, Explain, Problem, Span};
use crate::scenario::read::{CasePlaces, Kind, Table, Value};

/// What cannot come true.
enum ExpectationFault {
    NoMessage { number: u32, most: u64 },
    NoReceive { number: u32, most: u64 },
    NoRounds,
    NoRound { number: u32, most: u32 },
    MoreThanAsked { wanted: u64, most: u64 },
    MoreThanOffered { wanted: u64, most: u64 },
}

impl Explain for ExpectationFault {
    fn what(&self) -> Text {
        match self {
            ExpectationFault::NoMessage { number, most } => Text::new(
                format!("there is no message {number}: this case sends at most {most}"),
                format!("没有第 {number} 条消息：这个用例最多只发 {most} 条"),
            ),
            ExpectationFault::NoReceive { number, most } => Text::new(
                format!("there is no receive {number}: this case makes at most {most}"),
                format!("没有第 {number} 次接收：这个用例最多只接收 {most} 次"),
            ),
            ExpectationFault::NoRounds => Text::new(
                "no block of this case has its rounds as the subject",
                "这个用例里没有哪个步骤块说明以轮次为主题",
            ),
            ExpectationFault::NoRound { number, most } => Text::new(
                format!("there is no round {number}: the block has {most}"),
                format!("没有第 {number} 轮：这个步骤块只有 {most} 轮"),
            ),
            ExpectationFault::MoreThanAsked { wanted, most } => Text::new(
                format!("{} expected of a call that asks for at most {most}", bytes_are(*wanted)),
                format!("预期 {wanted} 字节，可这次调用最多只要 {most} 字节"),
            ),
            ExpectationFault::MoreThanOffered { wanted, most } => Text::new(
                format!("{} expected to be taken out of {most}", bytes_are(*wanted)),
                format!("预期取走 {wanted} 字节，可总共只有 {most} 字节"),
            ),
        }
    }

    fn help(&self) -> Option<Text> {
        match self {
            ExpectationFault::NoMessage { .. } | ExpectationFault::NoReceive { .. } => {
                Some(Text::new(
                    "messages and receives are numbered from 1 as they happen; warm-up is not counted",
                    "消息和接收都从 1 开始，按发生的顺序编号；预热不计",
                ))
            }
            ExpectationFault::NoRounds => Some(Text::new(
                "write it on the block: { repeat = 10, rounds = true, steps = [ … ] }",
                "请写在步骤块上：{ repeat = 10, rounds = true, steps = [ … ] }",
            )),
            _ => None,
        }
    }
}

/// So many bytes and their verb, in English.
fn bytes_are(n: u64) -> String {
    if n == 1 { "1 byte is".to_owned() } else { format!("{n} bytes are") }
}

/// What is expected of steps and no call can return.
pub(super) fn of_steps<'p>(
    case: &'p Case,
    places: &'p CasePlaces<'_>,
) -> impl Iterator<Item = Doubted> + 'p {
    case.all_steps().filter_map(move |step| {
        let at = places.step(step).map_or(Span::default(), Table::span);
        Some((at, wants(step, places).err()?))
    })
}

/// What is expected of the case and cannot be there.
pub(super) fn of_case<'p>(
    case: &'p Case,
    places: &'p CasePlaces<'_>,
) -> impl Iterator<Item = Doubted> + 'p {
    possible(case, case.expect.iter().zip(&places.expects))
}

/// Messages, receives and rounds of which something is said and that cannot be there.
pub(super) fn possible<'e, 'a: 'e>(
    case: &Case,
    expected: impl Iterator<Item = (&'e Expect, &'e Table<'a>)> + 'e,
) -> impl Iterator<Item = Doubted> + 'e {
    let counts = Counts::of(case);
    expected.filter_map(move |(expect, table)| {
        Some((table.span(), counts.of_item(expect, table).err()?))
    })
}

/// How many messages and receives there can be.
struct Counts {
    messages: u64,
    receives: u64,
    /// Rounds of the block whose rounds are the subject.
    rounds: Option<u32>,
}

impl Counts {
    fn of(case: &Case) -> Self {
        let sum = |is: fn(CallName) -> bool| {
            let counted = |(step, _): &(&Step, u64)| !step.warmup && is(step.call.name());
            executions(case).filter(counted).map(|(_, times)| times).sum()
        };
        Counts {
            messages: super::parts::messages(case),
            receives: sum(CallName::receives),
            rounds: case.rounds().map(|(_, times)| times),
        }
    }

    /// Of an item and what it says of platforms.
    fn of_item(&self, expect: &Expect, table: &Table<'_>) -> Checked<()> {
        self.check(&expect.expectation, table)?;
        for variant in &expect.on {
            let Some(expectation) = &variant.value else { continue };
            let own = table.get("on").and_then(|on| on.table().ok()?.get(variant.on.as_str()));
            let own = own.and_then(|value| value.table().ok());
            self.check(expectation, &own.unwrap_or(*table))?;
        }
        Ok(())
    }

    fn check(&self, expectation: &Expectation, table: &Table<'_>) -> Checked<()> {
        match expectation {
            Expectation::Message { which: Which::These(these), .. } => {
                self.messages(these, table, "message")
            }
            Expectation::Receive { which, messages, .. } => {
                if let Which::These(these) = which {
                    let numbers = these.iter().map(|number| number.0);
                    self.receives(numbers, table)?;
                }
                self.messages(messages.as_deref().unwrap_or_default(), table, "messages")
            }
            Expectation::Rounds { which, .. } => self.rounds(which, table),
            _ => Ok(()),
        }
    }

    fn rounds(&self, which: &WhichRounds, table: &Table<'_>) -> Checked<()> {
        let Some(most) = self.rounds else {
            let span = table.get("rounds").map_or(table.span(), |value| value.span());
            return Err(Problem::at(span, ExpectationFault::NoRounds));
        };
        let WhichRounds::Each(Which::These(these)) = which else { return Ok(()) };
        match these.iter().enumerate().find(|(_, round)| round.0 > most) {
            Some((index, round)) => {
                let fault = ExpectationFault::NoRound { number: round.0, most };
                Err(Problem::at(number_place(table, "rounds", index), fault))
            }
            None => Ok(()),
        }
    }

    fn messages(&self, these: &[MessageNo], table: &Table<'_>, field: &str) -> Checked<()> {
        let most = self.messages;
        match these.iter().position(|number| u64::from(number.0) > most) {
            Some(index) => {
                let number = these.get(index).map_or(0, |number| number.0);
                let fault = ExpectationFault::NoMessage { number, most };
                Err(Problem::at(number_place(table, field, index), fault))
            }
            None => Ok(()),
        }
    }

    fn receives(&self, these: impl Iterator<Item = u32>, table: &Table<'_>) -> Checked<()> {
        let most = self.receives;
        match these.enumerate().find(|(_, number)| u64::from(*number) > most) {
            Some((index, number)) => {
                let fault = ExpectationFault::NoReceive { number, most };
                Err(Problem::at(number_place(table, "receive", index), fault))
            }
            None => Ok(()),
        }
    }
}

/// The place of the n-th number of a field that is one number or a list.
fn number_place(table: &Table<'_>, field: &str, index: usize) -> Span {
    let item = |value: Value<'_>| match value.kind() {
        Kind::List => value.list().ok()?.get(index).map(|item| item.span()),
        _ => Some(value.span()),
    };
    table.get(field).and_then(item).unwrap_or(table.span())
}

fn wants(step: &Step, places: &CasePlaces<'_>) -> Checked<()> {
    want(step, &step.want).map_err(|fault| Problem::at(places.field(step, "returns"), fault))?;
    let elsewhere = step.on.iter().try_for_each(|variant| want(step, &variant.value));
    elsewhere.map_err(|fault| Problem::at(places.field(step, "on"), fault))
}

/// That no more is expected than the call can return.
fn want(step: &Step, want: &Want) -> Result<(), ExpectationFault> {
    let wanted = match &want.returns {
        Some(Returns::Count(range)) => range.min,
        Some(Returns::Data(data)) => data.len().unwrap_or(0),
        Some(Returns::Address(_)) | None => return Ok(()),
    };
    let too_many = |most: &u64| wanted > *most;
    if let Some(most) = asked(&step.call).filter(too_many) {
        return Err(ExpectationFault::MoreThanAsked { wanted, most });
    }
    match step.call.data().and_then(Data::len).filter(too_many) {
        Some(most) => Err(ExpectationFault::MoreThanOffered { wanted, most }),
        None => Ok(()),
    }
}

/// The most a receive can hand over. With MSG_TRUNC the kernel returns the datagram's real length.
fn asked(call: &Call) -> Option<u64> {
    let arguments = call.arguments();
    arguments.room.filter(|_| !arguments.flags.contains(&Flag::MsgTrunc))
}
