//! `--vary`: one thing of a scenario, and the values it is to have in turn.

use super::{Change, ChangeError, Target, value};
use crate::model::{Limits, OptionName, Text};
use crate::scenario::printable::quote;
use std::collections::BTreeSet;
use std::str::FromStr;
use toml::de::DeValue;

/// One `--vary`, read but not yet held against a scenario: `[CASE:]ACTOR.OPTION=V1,V2` or
/// `[CASE:][ACTOR.]CALL.ARGUMENT=V1,V2`.
///
/// A comma inside a value in TOML (`{ … }` or `[ … ]`) does not part two values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vary {
    /// The whole as one change: what is said of all of its values is said of this.
    whole: Change,
    /// A change for each value; at least one, no two with the same value.
    changes: Vec<Change>,
}

impl Vary {
    /// What is varied, without the case: `server.SO_RCVBUF`.
    pub fn name(&self) -> String {
        self.whole.target.to_string()
    }

    /// The actor and the option, if it is an option that is varied.
    pub fn option(&self) -> Option<(&str, OptionName)> {
        match &self.whole.target {
            Target::Option { actor, option } => Some((actor, *option)),
            Target::Argument { .. } => None,
        }
    }

    pub(super) fn whole(&self) -> &Change {
        &self.whole
    }

    pub(super) fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// Whether both vary the same thing somewhere.
    pub(super) fn clashes(&self, other: &Vary) -> bool {
        let same_or_any = |a: &Option<String>, b: &Option<String>| match (a, b) {
            (Some(a), Some(b)) => a == b,
            _ => true,
        };
        let both = match (&self.whole.target, &other.whole.target) {
            (
                Target::Argument { actor: a, call, argument },
                Target::Argument { actor: b, call: other_call, argument: other_argument },
            ) => call == other_call && argument == other_argument && same_or_any(a, b),
            (a, b) => a == b,
        };
        both && same_or_any(&self.whole.case, &other.whole.case)
    }
}

impl Change {
    /// The value as it was typed.
    pub(super) fn value(&self) -> &str {
        &self.value
    }
}

impl FromStr for Vary {
    type Err = VaryError;

    /// # Errors
    ///
    /// Where the words do not have one of the two forms, or the values are none, too many, empty or
    /// the same.
    fn from_str(written: &str) -> Result<Self, VaryError> {
        let form = |_| VaryError::Form { written: written.to_owned() };
        let whole: Change = written.parse().map_err(form)?;
        let left = written.split_once('=').map_or(written, |(left, _)| left).trim();
        let values = values(&whole.value);
        if values.len() > Limits::SWEEP_ROWS {
            return Err(VaryError::TooMany { rows: values.len() as u64 });
        }
        let mut changes = Vec::new();
        let mut seen = BTreeSet::new();
        for value in values {
            if value.is_empty() {
                return Err(VaryError::Empty { written: written.to_owned() });
            }
            let change = Change {
                written: format!("{left}={value}"),
                value: value.to_owned(),
                ..whole.clone()
            };
            if !seen.insert(meaning(&change)?) {
                let value = value.to_owned();
                return Err(VaryError::SameValue { written: written.to_owned(), value });
            }
            changes.push(change);
        }
        Ok(Vary { whole, changes })
    }
}

/// What a value means, so that `on` and `true`, 16 and `0x10` are seen to be the same.
fn meaning(change: &Change) -> Result<String, ChangeError> {
    let text = value::toml_text(change)?;
    let number = match DeValue::parse(&text).map(toml::Spanned::into_inner) {
        Ok(DeValue::Integer(n)) => i64::from_str_radix(n.as_str(), n.radix()).ok(),
        _ => None,
    };
    Ok(number.map_or(text, |n| n.to_string()))
}

/// The values between the commas. A value that begins as a table or a list in TOML goes on to its
/// end; if it has none, to the end of all.
fn values(text: &str) -> Vec<&str> {
    let mut values = Vec::new();
    let mut rest = text;
    loop {
        let begun = rest.trim_start();
        let end = match begun.starts_with(['{', '[']) {
            true => end_of_toml(begun),
            false => begun.find(',').unwrap_or(begun.len()),
        };
        let (value, behind) = begun.split_at(end);
        values.push(value.trim());
        match behind.strip_prefix(',') {
            Some(behind) => rest = behind,
            None => return values,
        }
    }
}

/// Where the first comma is that is outside all brackets and quotation marks.
fn end_of_toml(text: &str) -> usize {
    let mut depth = 0usize;
    let mut quote = None;
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some('"'), '\\') if !escaped => escaped = true,
            (Some(open), c) if c == open && !escaped => quote = None,
            (Some(_), _) => escaped = false,
            (None, '"' | '\'') => quote = Some(c),
            (None, '{' | '[') => depth += 1,
            (None, '}' | ']') => depth = depth.saturating_sub(1),
            (None, ',') if depth == 0 => return at,
            (None, _) => {}
        }
    }
    text.len()
}

/// Why a sweep cannot be made.
///
/// Its `Display` is [`VaryError::text`] in English.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VaryError {
    /// The words have neither of the two forms.
    Form {
        /// What was written.
        written: String,
    },
    /// A value is empty, or there is none.
    Empty {
        /// What was written.
        written: String,
    },
    /// A value is there twice.
    SameValue {
        /// What was written.
        written: String,
        /// The second of them.
        value: String,
    },
    /// Two of them vary the same thing.
    SameThing {
        /// The thing, without a value.
        name: String,
    },
    /// There would be more rows than a table should have.
    TooMany {
        /// So many.
        rows: u64,
    },
    /// One of the values cannot be.
    Change(Box<ChangeError>),
}

impl From<ChangeError> for VaryError {
    fn from(error: ChangeError) -> Self {
        VaryError::Change(Box::new(error))
    }
}

impl VaryError {
    /// The error, without offering an option of which `has` says no: not every system has each.
    #[must_use]
    pub fn offering(self, has: impl Fn(OptionName) -> bool) -> Self {
        match self {
            VaryError::Change(error) => VaryError::Change(Box::new(error.offering(has))),
            other => other,
        }
    }

    /// What is wrong, and what can be written instead; several lines where there is a list.
    pub fn text(&self) -> Text {
        match self {
            VaryError::Form { written } => no_form(&quote(written)),
            VaryError::Empty { written } => {
                let written = quote(written);
                Text::new(
                    format!("{written}: a value is empty; separate the values by commas: =V1,V2"),
                    format!("{written}：有一个值是空的；几个值之间用逗号隔开：=值1,值2"),
                )
            }
            VaryError::SameValue { written, value } => {
                let (written, value) = (quote(written), quote(value));
                Text::new(
                    format!("{written}: the value {value} is given twice"),
                    format!("{written}：{value} 这个值出现了两次"),
                )
            }
            VaryError::SameThing { name } => {
                let name = quote(name);
                Text::new(
                    format!("{name} is varied twice; write all its values in one --vary"),
                    format!("{name} 写了两次；请把它的值都写在同一个 --vary 里"),
                )
            }
            VaryError::TooMany { rows } => too_many(*rows),
            VaryError::Change(error) => error.text(),
        }
    }
}

fn no_form(written: &str) -> Text {
    let (option, argument) = ("client.TCP_NODELAY=on,off", "recv.max=4,1024");
    Text::new(
        format!(
            "{written} does not say what to vary; use\
             \n  [CASE:]ACTOR.OPTION=V1,V2 ({option}) or\
             \n  [CASE:][ACTOR.]CALL.ARGUMENT=V1,V2 ({argument})"
        ),
        format!(
            "{written} 没有写清楚要变什么；请写\
             \n  [用例:]角色.选项=值1,值2（{option}）或\
             \n  [用例:][角色.]调用.参数=值1,值2（{argument}）"
        ),
    )
}

fn too_many(rows: u64) -> Text {
    let most = Limits::SWEEP_ROWS;
    let more =
        if rows == u64::MAX { "more than can be counted".to_owned() } else { rows.to_string() };
    let zh = if rows == u64::MAX { "多得数不清的".to_owned() } else { format!("{rows} ") };
    Text::new(
        format!(
            "the combinations make {more} rows; at most {most} are allowed; \
             vary fewer values, or choose one case with --case"
        ),
        format!("这些组合一共有 {zh}行，最多 {most} 行；请少写几个值，或者用 --case 只选一个用例"),
    )
}

impl std::fmt::Display for VaryError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text().en)
    }
}

impl std::error::Error for VaryError {}
