//! Which expectations can come true: messages and receives are counted as the steps could make
//! them, and no call returns more than was asked for.

use super::Doubted;
use super::amounts::executions;
use crate::model::{
    Call, CallName, Case, Data, Expect, Expectation, Flag, MessageNo, ReceiveNo, Returns, Step,
    Text, Want, Which, WhichRounds,
};
use crate::scenario::problem::{Explain, Problem, Span};
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
    case.all_steps().flat_map(move |step| {
        let at = places.step(step).map_or(Span::default(), Table::span);
        wants(step, places).into_iter().map(move |problem| (at, problem))
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
    expected.flat_map(move |(expect, table)| {
        counts.of_item(expect, table).into_iter().map(|problem| (table.span(), problem))
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
    fn of_item(&self, expect: &Expect, table: &Table<'_>) -> Vec<Problem> {
        let mut all = self.check(&expect.expectation, table);
        for variant in &expect.on {
            let Some(expectation) = &variant.value else { continue };
            let own = table.get("on").and_then(|on| on.table().ok()?.get(variant.on.as_str()));
            let Some(own) = own.and_then(|value| value.table().ok()) else { continue };
            // What a variant takes over, and so has no place in it, is said of the item.
            let found = self.check(expectation, &own).into_iter();
            all.extend(found.filter(|problem| problem.span != Some(own.span())));
        }
        all
    }

    fn check(&self, expectation: &Expectation, table: &Table<'_>) -> Vec<Problem> {
        match expectation {
            Expectation::Message { which: Which::These(these), .. } => {
                self.messages(these, table, "message")
            }
            Expectation::Receive { which, messages, .. } => {
                let receives = match which {
                    Which::These(these) => self.receives(these, table),
                    Which::All => Vec::new(),
                };
                let messages = messages.as_deref().unwrap_or_default();
                [receives, self.messages(messages, table, "messages")].concat()
            }
            Expectation::Rounds { which, .. } => self.rounds(which, table),
            Expectation::Message { which: Which::All, .. }
            | Expectation::Count { .. }
            | Expectation::Packet { .. }
            | Expectation::Packets { .. } => Vec::new(),
        }
    }

    fn rounds(&self, which: &WhichRounds, table: &Table<'_>) -> Vec<Problem> {
        let Some(most) = self.rounds else {
            let span = table.get("rounds").map_or(table.span(), |value| value.span());
            return Vec::from([Problem::at(span, ExpectationFault::NoRounds)]);
        };
        let WhichRounds::Each(Which::These(these)) = which else { return Vec::new() };
        let fault = |number| ExpectationFault::NoRound { number, most };
        above(these.iter().map(|round| round.0), most.into(), (table, "rounds"), fault)
    }

    fn messages(&self, these: &[MessageNo], table: &Table<'_>, field: &str) -> Vec<Problem> {
        let most = self.messages;
        let fault = |number| ExpectationFault::NoMessage { number, most };
        above(these.iter().map(|message| message.0), most, (table, field), fault)
    }

    fn receives(&self, these: &[ReceiveNo], table: &Table<'_>) -> Vec<Problem> {
        let most = self.receives;
        let fault = |number| ExpectationFault::NoReceive { number, most };
        above(these.iter().map(|receive| receive.0), most, (table, "receive"), fault)
    }
}

/// Each number of a field that is above the highest there can be.
fn above(
    numbers: impl Iterator<Item = u32>,
    most: u64,
    (table, field): (&Table<'_>, &str),
    fault: impl Fn(u32) -> ExpectationFault,
) -> Vec<Problem> {
    let high = numbers.enumerate().filter(|(_, number)| u64::from(*number) > most);
    high.map(|(index, number)| Problem::at(number_place(table, field, index), fault(number)))
        .collect()
}

/// The place of the n-th number of a field that is one number or a list.
fn number_place(table: &Table<'_>, field: &str, index: usize) -> Span {
    let item = |value: Value<'_>| match value.kind() {
        Kind::List => value.list().ok()?.get(index).map(|item| item.span()),
        _ => Some(value.span()),
    };
    table.get(field).and_then(item).unwrap_or(table.span())
}

fn wants(step: &Step, places: &CasePlaces<'_>) -> Vec<Problem> {
    let problem = |at: Span, wanted: &Want| Some(Problem::at(at, want(step, wanted).err()?));
    let elsewhere = step
        .on
        .iter()
        .filter_map(|variant| problem(places.elsewhere(step, variant.on.as_str()), &variant.value));
    problem(places.field(step, "returns"), &step.want).into_iter().chain(elsewhere).collect()
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
