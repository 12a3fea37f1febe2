//! Why a change cannot be made.

use super::{Change, Settable};
use crate::model::visible;
use crate::model::{OptionName, Text};
use crate::scenario::printable::quote;
use crate::scenario::problem::Problem;

/// Why a change cannot be made.
///
/// Its `Display` is [`ChangeError::text`] in English.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangeError {
    /// The words have neither of the two forms.
    Form {
        /// What was written.
        written: String,
    },
    /// The value is no value.
    Value {
        /// What was written.
        written: String,
        /// What the TOML parser said.
        said: String,
    },
    /// The scenario has no such case.
    NoCase {
        /// What was written.
        written: String,
        /// Its cases, the near ones first.
        cases: Vec<String>,
    },
    /// Nothing in the scenario matches.
    NoMatch {
        /// What was written.
        written: String,
        /// All that can be set.
        settable: Box<Settable>,
    },
    /// The scenario would break a rule.
    Refused {
        /// What was written.
        written: String,
        /// The rule.
        what: Box<Text>,
        /// What would be right.
        help: Option<Box<Text>>,
    },
    /// The scenario's own source cannot be read: it does not come from [`parse`](crate::scenario::parse).
    Unreadable {
        /// Why.
        what: Box<Text>,
    },
}

impl ChangeError {
    pub(super) fn refused(change: &Change, problem: Problem) -> Self {
        ChangeError::Refused {
            written: change.to_string(),
            what: Box::new(problem.what),
            help: problem.help.map(Box::new),
        }
    }

    pub(super) fn unreadable(problem: Problem) -> Self {
        ChangeError::Unreadable { what: Box::new(problem.what) }
    }

    /// The same, without offering an option of which `has` says no: not every system has each.
    #[must_use]
    pub fn offering(mut self, has: impl Fn(OptionName) -> bool) -> Self {
        if let ChangeError::NoMatch { settable, .. } = &mut self {
            settable.keep(has);
        }
        self
    }

    /// What is wrong, and what can be written instead; several lines where there is a list.
    pub fn text(&self) -> Text {
        match self {
            ChangeError::Form { written } => form(written),
            ChangeError::Value { written, said } => {
                let (written, said) = (shown(written), visible(said));
                Text::new(
                    format!("{written}: the value is not valid TOML: {said}"),
                    format!("{written}：这个值不符合 TOML 语法：{said}"),
                )
            }
            ChangeError::NoCase { written, cases } => {
                let (written, cases) = (shown(written), cases.join(", "));
                Text::new(
                    format!("{written}: the scenario has no such case; its cases: {cases}"),
                    format!("{written}：这个场景没有这个用例；它的用例有：{cases}"),
                )
            }
            ChangeError::NoMatch { written, settable } => no_match(&shown(written), settable),
            ChangeError::Refused { written, what, help } => {
                refused(&shown(written), what, help.as_deref())
            }
            ChangeError::Unreadable { what } => Text::new(
                format!("the scenario's source cannot be read: {}", what.en),
                format!("读不懂这个场景的源文件：{}", what.zh),
            ),
        }
    }
}

fn shown(written: &str) -> String {
    quote(written)
}

fn form(written: &str) -> Text {
    let written = shown(written);
    Text::new(
        format!(
            "{written} is no change; write\n  \
             [CASE:]ACTOR.OPTION=VALUE (client.TCP_NODELAY=on) or\n  \
             [CASE:][ACTOR.]CALL.ARGUMENT=VALUE (recv.max=4)"
        ),
        format!(
            "{written} 不是修改的写法；请写\n  \
             [用例:]角色.选项=值（client.TCP_NODELAY=on）或\n  \
             [用例:][角色.]调用.参数=值（recv.max=4）"
        ),
    )
}

fn no_match(written: &str, settable: &Settable) -> Text {
    let list = settable.text();
    let (en, zh) = match settable.meant() {
        Some(meant) => (format!("\n{}", meant.en), format!("\n{}", meant.zh)),
        None => (String::new(), String::new()),
    };
    Text::new(
        format!("{written} matches nothing in this scenario{en}\n{}", list.en),
        format!("{written} 在这个场景里对不上任何东西{zh}\n{}", list.zh),
    )
}

fn refused(written: &str, what: &Text, help: Option<&Text>) -> Text {
    let en = help.map_or(String::new(), |help| format!("\n{}", help.en));
    let zh = help.map_or(String::new(), |help| format!("\n{}", help.zh));
    Text::new(format!("{written}: {}{en}", what.en), format!("{written}：{}{zh}", what.zh))
}

impl std::fmt::Display for ChangeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text().en)
    }
}

impl std::error::Error for ChangeError {}
