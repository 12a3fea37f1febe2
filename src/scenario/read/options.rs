//! Socket options with their values, and flags.

use super::table::Value;
use crate::model::{CallName, Flag, OptionName, OptionSetting, OptionValue, Text};
use crate::scenario::problem::{Checked, Explain};
use toml::de::DeValue;

/// What can be wrong with an option or a flag.
enum OptionFault {
    NeedsSwitch { option: OptionName },
    NeedsNumber { option: OptionName },
    OutOfRange { option: OptionName, most: i64 },
    ReadOnly { option: OptionName },
    NoOptions,
    WrongFlag { flag: Flag, call: CallName },
}

impl Explain for OptionFault {
    fn what(&self) -> Text {
        match self {
            OptionFault::NeedsSwitch { option } => Text::new(
                format!("{option} is a switch: true or false (after --set also on or off)"),
                format!("{option} 是开关：只能是 true 或 false（在 --set 后面也可以写 on 或 off）"),
            ),
            OptionFault::NeedsNumber { option: OptionName::SoLinger } => Text::new(
                "SO_LINGER is a number of seconds, or false",
                "SO_LINGER 是秒数，或者 false",
            ),
            OptionFault::NeedsNumber { option } => {
                Text::new(format!("{option} is a whole number"), format!("{option} 的值是整数"))
            }
            OptionFault::OutOfRange { option, most } => Text::new(
                format!("{option} goes from 0 to {most}"),
                format!("{option} 的范围是 0 到 {most}"),
            ),
            OptionFault::ReadOnly { option } => Text::new(
                format!("{option} can only be read"),
                format!("{option} 只能读，不能设置"),
            ),
            OptionFault::NoOptions => {
                Text::new("there is no option to set here", "这里没有要设置的选项")
            }
            OptionFault::WrongFlag { flag, call } => Text::new(
                format!("`{call}` does not take {flag}"),
                format!("`{call}` 不接受 {flag}"),
            ),
        }
    }

    fn help(&self) -> Option<Text> {
        match self {
            OptionFault::WrongFlag { call, .. } => {
                let known: Vec<&str> = flags_of(*call).iter().map(|flag| flag.as_str()).collect();
                crate::scenario::near::one_of(&known)
            }
            OptionFault::ReadOnly { option } => Some(Text::new(
                format!("write call = \"get\", option = \"{option}\""),
                format!("请写 call = \"get\", option = \"{option}\""),
            )),
            OptionFault::NoOptions => Some(Text::new(
                "write for example set = { TCP_NODELAY = true }",
                "例如 set = { TCP_NODELAY = true }",
            )),
            _ => None,
        }
    }
}

/// `{ TCP_NODELAY = true, SO_RCVBUF = 4096 }`, in the order of the file.
pub(super) fn settings(value: Value<'_>) -> Checked<Vec<OptionSetting>> {
    let items = value.table()?.items();
    if items.is_empty() {
        return Err(value.problem(OptionFault::NoOptions));
    }
    items
        .iter()
        .map(|item| {
            let name = item.key_word()?;
            Ok(OptionSetting { name, value: option_value(name, item.value)? })
        })
        .collect()
}

/// The value as this option takes it: a switch or a number within the option's range.
fn option_value(option: OptionName, value: Value<'_>) -> Checked<OptionValue> {
    match value.raw() {
        _ if option.is_read_only() => Err(value.problem(OptionFault::ReadOnly { option })),
        DeValue::Boolean(on) if option.is_switch() => Ok(OptionValue::Switch(*on)),
        DeValue::Boolean(false) if option == OptionName::SoLinger => Ok(OptionValue::Switch(false)),
        DeValue::Integer(_) if !option.is_switch() => number(option, value),
        _ if option.is_switch() => Err(value.problem(OptionFault::NeedsSwitch { option })),
        _ => Err(value.problem(OptionFault::NeedsNumber { option })),
    }
}

fn number(option: OptionName, value: Value<'_>) -> Checked<OptionValue> {
    // setsockopt takes an int; SO_LINGER and the two sizes are 16 bits in a kernel or on the wire.
    let most = match option {
        OptionName::SoLinger => 60,
        OptionName::TcpMaxseg | OptionName::UdpSegment => 65_535,
        _ => i64::from(i32::MAX),
    };
    let number = value.number()?.and_then(|n| i64::try_from(n).ok());
    match number {
        Some(number) if (0..=most).contains(&number) => Ok(OptionValue::Number(number)),
        _ => Err(value.problem(OptionFault::OutOfRange { option, most })),
    }
}

/// The flags a call takes: those of its direction.
fn flags_of(call: CallName) -> &'static [Flag] {
    if call.sends() { &[Flag::MsgMore] } else { &[Flag::MsgWaitall, Flag::MsgPeek, Flag::MsgTrunc] }
}

/// `["MSG_MORE"]`.
pub(super) fn flags(value: Value<'_>, call: CallName) -> Checked<Vec<Flag>> {
    value
        .list()?
        .into_iter()
        .map(|item| match item.word()? {
            flag if flags_of(call).contains(&flag) => Ok(flag),
            flag => Err(item.problem(OptionFault::WrongFlag { flag, call })),
        })
        .collect()
}
