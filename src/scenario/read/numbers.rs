//! Counts, ranges and durations, each within its limit.

use super::table::{Kind, Table, Value};
use crate::model::{self, Limits, NoDuration, Range, Text};
use crate::scenario::problem::{Checked, Explain};
use std::time::Duration;

/// What can be wrong with a number.
enum NumberFault<'a> {
    Negative,
    TooLarge { most: u64 },
    TooSmall { least: u64 },
    EmptyRange,
    Crossed { min: u64, max: u64, unit: &'static str },
    NoDuration { text: &'a str },
    TooLong,
    ExactTime,
}

impl Explain for NumberFault<'_> {
    fn what(&self) -> Text {
        match self {
            NumberFault::Negative => {
                Text::new("this number must not be negative", "这个数不能是负数")
            }
            NumberFault::TooLarge { most } => Text::new(
                format!("this number is too large: at most {most}"),
                format!("这个数太大：最大是 {most}"),
            ),
            NumberFault::TooSmall { least } => Text::new(
                format!("this number is too small: at least {least}"),
                format!("这个数太小：最小是 {least}"),
            ),
            NumberFault::EmptyRange => Text::new(
                "this range has neither `min` nor `max`",
                "这个范围既没有 `min` 也没有 `max`",
            ),
            NumberFault::Crossed { min, max, unit } => Text::new(
                format!("nothing lies in this range: min {min}{unit} is above max {max}{unit}"),
                format!("这个范围里什么也没有：min {min}{unit} 大于 max {max}{unit}"),
            ),
            NumberFault::NoDuration { text } => {
                let text = crate::scenario::printable::quote(text);
                Text::new(format!("{text} is not a duration"), format!("{text} 不是时长"))
            }
            NumberFault::TooLong => Text::new(
                format!("this wait is too long: at most {} s", Limits::WAIT_MS / 1000),
                format!("等得太久：最长 {} 秒", Limits::WAIT_MS / 1000),
            ),
            NumberFault::ExactTime => Text::new(
                "no call takes exactly this long on every computer",
                "没有哪次调用在每台电脑上都恰好用这么久",
            ),
        }
    }

    fn help(&self) -> Option<Text> {
        match self {
            NumberFault::NoDuration { .. } => Some(duration_example()),
            NumberFault::ExactTime => Some(Text::new(
                "write a range: { min = \"30ms\", max = \"500ms\" }",
                "请写成范围：{ min = \"30ms\", max = \"500ms\" }",
            )),
            NumberFault::EmptyRange => Some(Text::new(
                "write { min = 1 }, { max = 3 } or { min = 1, max = 3 }",
                "请写 { min = 1 }、{ max = 3 } 或 { min = 1, max = 3 }",
            )),
            _ => None,
        }
    }
}

fn duration_example() -> Text {
    Text::new(
        "write a whole number and its unit: \"40ms\", \"2s\" or \"250us\"",
        "请写整数加单位：\"40ms\"、\"2s\" 或 \"250us\"",
    )
}

/// A whole number from `least` to `most`.
pub(super) fn count(value: Value<'_>, least: u64, most: u64) -> Checked<u64> {
    let number = match (value.number()?, value.raw().as_integer()) {
        (Some(number), _) => number,
        (None, Some(digits)) if digits.as_str().starts_with('-') => i128::MIN,
        (None, _) => i128::MAX,
    };
    if number < 0 {
        return Err(value.problem(NumberFault::Negative));
    }
    match u64::try_from(number) {
        Ok(number) if number < least => Err(value.problem(NumberFault::TooSmall { least })),
        Ok(number) if number <= most => Ok(number),
        _ => Err(value.problem(NumberFault::TooLarge { most })),
    }
}

/// A whole number from `least` to `most`, in 32 bits.
pub(super) fn count32(value: Value<'_>, least: u32, most: u32) -> Checked<u32> {
    let number = count(value, u64::from(least), u64::from(most))?;
    u32::try_from(number).map_err(|_| value.problem(NumberFault::TooLarge { most: most.into() }))
}

/// How many bytes one receive may ask for.
pub(super) fn receive_size(value: Value<'_>) -> Checked<u64> {
    count(value, 0, Limits::RECEIVE)
}

/// How many bytes may be waited for: at least one.
pub(super) fn awaited_size(value: Value<'_>) -> Checked<u64> {
    count(value, 1, Limits::RECEIVE)
}

/// An exact number or `{ min, max }`, either end left out or not.
pub(super) fn range(value: Value<'_>) -> Checked<Range> {
    match value.kind() {
        Kind::Number => Ok(Range::exactly(count(value, 0, i64::MAX as u64)?)),
        Kind::Table => range_table(value.table()?, |end| count(end, 0, i64::MAX as u64), ""),
        _ => Err(value.wrong(&Text::new("a whole number or { min, max }", "整数或 { min, max }"))),
    }
}

/// `{ min = "30ms", max = "500ms" }`, in microseconds.
pub(super) fn time_range(value: Value<'_>) -> Checked<Range> {
    match value.kind() {
        Kind::Text => {
            duration(value)?;
            Err(value.problem(NumberFault::ExactTime))
        }
        Kind::Table => range_table(value.table()?, micros, "us"),
        _ => Err(value.wrong(&Text::new(
            "a range of durations, { min = \"30ms\", max = \"500ms\" }",
            "时长范围 { min = \"30ms\", max = \"500ms\" }",
        ))),
    }
}

fn range_table<'a>(
    table: Table<'a>,
    end: fn(Value<'a>) -> Checked<u64>,
    unit: &'static str,
) -> Checked<Range> {
    table.only(&Text::new("a range", "范围"), &["min", "max"])?;
    let (min, max) = (table.maybe("min", end)?, table.maybe("max", end)?);
    if min.is_none() && max.is_none() {
        return Err(crate::scenario::problem::Problem::at(table.span(), NumberFault::EmptyRange));
    }
    let range = Range { min: min.unwrap_or(0), max: max.unwrap_or(u64::MAX) };
    if range.min > range.max {
        let fault = NumberFault::Crossed { min: range.min, max: range.max, unit };
        return Err(crate::scenario::problem::Problem::at(table.at("min"), fault));
    }
    Ok(range)
}

fn micros(value: Value<'_>) -> Checked<u64> {
    let micros = duration(value)?.as_micros();
    u64::try_from(micros).map_err(|_| value.problem(NumberFault::TooLong))
}

/// `"40ms"`, `"2s"`, `"250us"`; at most [`Limits::WAIT_MS`].
pub(super) fn duration(value: Value<'_>) -> Checked<Duration> {
    let text = match value.text() {
        Ok(text) => text,
        Err(_) => {
            return Err(value.wrong(&Text::new(
                "a duration in quotes such as \"40ms\"",
                "带引号的时长，例如 \"40ms\"",
            )));
        }
    };
    match model::duration(text) {
        Ok(duration) if duration <= Duration::from_millis(Limits::WAIT_MS) => Ok(duration),
        Ok(_) | Err(NoDuration::TooLong) => Err(value.problem(NumberFault::TooLong)),
        Err(NoDuration::Form) => Err(value.problem(NumberFault::NoDuration { text })),
    }
}

/// A deadline: longer than nothing.
pub(super) fn deadline(value: Value<'_>) -> Checked<Duration> {
    match duration(value)? {
        Duration::ZERO => Err(value.problem(DeadlineFault)),
        deadline => Ok(deadline),
    }
}

/// A deadline of nothing.
struct DeadlineFault;

impl Explain for DeadlineFault {
    fn what(&self) -> Text {
        Text::new("a deadline of 0 is over before the call is made", "期限为 0，还没调用就已经到期")
    }

    fn help(&self) -> Option<Text> {
        Some(Text::new(
            "for a call that does not wait write `nonblocking = true`",
            "要让调用不等待，请写 `nonblocking = true`",
        ))
    }
}
