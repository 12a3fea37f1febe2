//! What is expected of one step, here and on other platforms.

use super::calls::actor;
use super::data::known_data;
use super::numbers::{range, time_range};
use super::table::{Kind, Table, Value};
use super::texts::why;
use crate::model::{Actor, CallName, Gives, Range, Returns, Text, Variant, Want};
use crate::scenario::printable::quote;
use crate::scenario::problem::{Checked, Explain, Problem};
use toml::de::DeValue;

/// The fields of an expectation.
pub(super) const FIELDS: &[&str] = &["returns", "error", "took"];

/// What can be wrong with what is expected of a step.
enum WantFault {
    Both,
    ReturnsCount { call: CallName },
    ReturnsZero { call: CallName },
    NoSender,
}

impl Explain for WantFault {
    fn what(&self) -> Text {
        match self {
            WantFault::Both => Text::new(
                "a call either returns something or fails: not both",
                "一次调用要么返回，要么出错，不能两样都写",
            ),
            WantFault::ReturnsCount { call } => Text::new(
                format!("`{call}` returns a number, not data"),
                format!("`{call}` 返回的是数字，不是数据"),
            ),
            WantFault::ReturnsZero { call } => Text::new(
                format!("`{call}` returns 0 when it succeeds"),
                format!("`{call}` 成功时返回 0"),
            ),
            WantFault::NoSender => Text::new(
                "only `recv_from` tells whose datagram it is",
                "只有 `recv_from` 能知道数据报是谁发的",
            ),
        }
    }
}

/// Reads what is expected of a step of this call.
pub(super) struct WantReader<'a> {
    pub(super) call: CallName,
    pub(super) actors: &'a [Actor],
}

impl WantReader<'_> {
    /// `returns`, `error`, `sender` and `took` of a step or a variant.
    pub(super) fn want(&self, table: &Table<'_>) -> Checked<Want> {
        let error = table.maybe("error", Value::word)?;
        if let (Some(returns), Some(_)) = (table.get("returns"), error) {
            return Err(returns.problem(WantFault::Both));
        }
        Ok(Want {
            returns: table.maybe("returns", |value| self.returns(value))?,
            error,
            sender: table.maybe("sender", |value| self.sender(value))?,
            took: table.maybe("took", time_range)?,
        })
    }

    fn returns(&self, value: Value<'_>) -> Checked<Returns> {
        match self.call.facts().gives {
            Gives::Address => self.address(value),
            Gives::Nothing => match self.count(value)? {
                range if !range.contains(0) => {
                    Err(value.problem(WantFault::ReturnsZero { call: self.call }))
                }
                range => Ok(Returns::Count(range)),
            },
            Gives::Value => match value.raw() {
                DeValue::Boolean(on) => Ok(Returns::Count(Range::exactly(u64::from(*on)))),
                _ => self.count(value).map(Returns::Count),
            },
            Gives::Sent(_) | Gives::Count => self.count(value).map(Returns::Count),
            Gives::Received(_) | Gives::Looked => self.count_or_data(value),
        }
    }

    fn count(&self, value: Value<'_>) -> Checked<Range> {
        match value.raw() {
            _ if is_count(value) => range(value),
            DeValue::String(_) | DeValue::Table(_) => {
                Err(value.problem(WantFault::ReturnsCount { call: self.call }))
            }
            _ => Err(value.wrong(&Text::new("a count or { min, max }", "个数或 { min, max }"))),
        }
    }

    fn count_or_data(&self, value: Value<'_>) -> Checked<Returns> {
        match value.raw() {
            _ if is_count(value) => range(value).map(Returns::Count),
            DeValue::String(_) | DeValue::Table(_) => known_data(value).map(Returns::Data),
            _ => Err(value
                .wrong(&Text::new("a count, { min, max } or data", "个数、{ min, max } 或数据"))),
        }
    }

    /// Whose address it is, by name; that there is somebody of that name is checked with the sockets.
    fn address(&self, value: Value<'_>) -> Checked<Returns> {
        match value.raw() {
            DeValue::String(_) => Ok(Returns::Address(value.name()?.to_owned())),
            _ => Err(value.wrong(&Text::new(
                "the name of the actor or the socket whose address it is",
                "地址属于谁：角色或套接字的名字",
            ))),
        }
    }

    fn sender(&self, value: Value<'_>) -> Checked<String> {
        if !self.call.learns_sender() {
            return Err(value.problem(WantFault::NoSender));
        }
        actor(value, self.actors)?;
        value.text().map(str::to_owned)
    }

    /// `on = { windows = { returns = …, why = … } }`.
    pub(super) fn variants(&self, value: Value<'_>) -> Checked<Vec<Variant<Want>>> {
        let of = Text::new("what differs on a platform", "平台差异");
        variants(value, |table| {
            table.only(&of, &[FIELDS, &["sender", "why"]].concat())?;
            self.want(table)
        })
    }
}

/// A number, or a table with an end of a range in it.
fn is_count(value: Value<'_>) -> bool {
    match value.kind() {
        Kind::Number => true,
        Kind::Table => value.table().is_ok_and(|t| {
            t.get("min").is_some() || t.get("max").is_some() || t.items().is_empty()
        }),
        _ => false,
    }
}

/// An `on` that says nothing.
struct NoPlatform;

impl Explain for NoPlatform {
    fn what(&self) -> Text {
        let on = quote("on");
        Text::new(format!("{on} names no platform"), format!("{on} 里没有写平台"))
    }

    fn help(&self) -> Option<Text> {
        Some(Text::new(
            "write for example on = { windows = { …, why = { en = \"…\", zh = \"…\" } } }",
            "例如 on = { windows = { …, why = { en = \"…\", zh = \"…\" } } }",
        ))
    }
}

/// `on = { PLATFORM = { …, why = … } }`, each read by `read`, in the order of the file.
pub(super) fn variants<'a, T>(
    value: Value<'a>,
    read: impl Fn(&Table<'a>) -> Checked<T>,
) -> Checked<Vec<Variant<T>>> {
    let items = value.table()?.items();
    if items.is_empty() {
        return Err(Problem::at(value.span(), NoPlatform));
    }
    items
        .iter()
        .map(|item| {
            let (on, table) = (item.key_word()?, item.value.table()?);
            Ok(Variant { on, value: read(&table)?, why: why(&table)? })
        })
        .collect()
}
