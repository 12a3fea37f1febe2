//! Why a change cannot be made.

use super::{Change, Settable};
use crate::model::visible;
use crate::model::{Limits, OptionName, Text};
use crate::scenario::printable::quote;
use crate::scenario::problem::Problem;
use crate::scenario::toml_words;

/// Why a change cannot be made.
///
/// Its `Display` is [`ChangeError::text`] in English.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangeError {
    /// There are more than [`Limits::CHANGES`].
    TooMany {
        /// The first that is too many, as it was written.
        written: String,
        /// How many there are.
        count: usize,
    },
    /// It has more than [`Limits::CHANGE`] bytes.
    TooLong {
        /// What was written.
        written: String,
    },
    /// The words have neither of the two forms.
    Form {
        /// What was written.
        written: String,
    },
    /// The value is not valid TOML.
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
            help: problem.help,
        }
    }

    pub(super) fn unreadable(problem: Problem) -> Self {
        ChangeError::Unreadable { what: Box::new(problem.what) }
    }

    /// The error, without offering an option of which `has` says no: not every system has each.
    #[must_use]
    pub fn offering(mut self, has: impl Fn(OptionName) -> bool) -> Self {
        if let ChangeError::NoMatch { settable, .. } = &mut self {
            settable.keep(has);
        }
        self
    }

    /// The change that cannot be made, as it was written; `None` where it is not a change's fault.
    pub fn written(&self) -> Option<&str> {
        match self {
            ChangeError::TooMany { written, .. }
            | ChangeError::TooLong { written }
            | ChangeError::Form { written }
            | ChangeError::Value { written, .. }
            | ChangeError::NoCase { written, .. }
            | ChangeError::NoMatch { written, .. }
            | ChangeError::Refused { written, .. } => Some(written),
            ChangeError::Unreadable { .. } => None,
        }
    }

    /// What is wrong, in one line.
    pub fn what(&self) -> Text {
        match self {
            ChangeError::Form { written } => no_form(&shown(written)),
            ChangeError::NoMatch { written, .. } => no_match(&shown(written)),
            ChangeError::Refused { written, what, .. } => refused(&shown(written), what),
            _ => self.text(),
        }
    }

    /// What can be written instead, in one line, where that is known.
    pub fn help(&self) -> Option<Text> {
        match self {
            ChangeError::Form { .. } => Some(forms(" ")),
            ChangeError::NoMatch { settable, .. } => settable.meant(),
            ChangeError::Refused { help, .. } => help.as_deref().cloned(),
            _ => None,
        }
    }

    /// What is wrong, and what can be written instead; several lines where there is a list.
    pub fn text(&self) -> Text {
        match self {
            ChangeError::Form { .. } => {
                let (what, forms) = (self.what(), forms("\n  "));
                Text::new(
                    format!("{}; {}", what.en, forms.en),
                    format!("{}；{}", what.zh, forms.zh),
                )
            }
            ChangeError::TooMany { written, count } => {
                let (written, most) = (shown(written), Limits::CHANGES);
                Text::new(
                    format!("{written}: {count} changes are too many; at most {most} are allowed"),
                    format!("{written}：一共 {count} 处改动，太多了；最多 {most} 处"),
                )
            }
            ChangeError::TooLong { written } => {
                let (bytes, most) = (written.len(), Limits::CHANGE);
                let written = shown(written);
                Text::new(
                    format!("{written}: a change of {bytes} bytes is too long; it may have {most}"),
                    format!("{written}：这处改动有 {bytes} 字节，太长了；最长 {most} 字节"),
                )
            }
            ChangeError::Value { written, said } => {
                let (written, zh) = (shown(written), toml_words::chinese(said));
                Text::new(
                    format!("{written}: the value is not valid TOML: {}", visible(said)),
                    format!("{written}：这个值不符合 TOML 语法：{}", visible(&zh)),
                )
            }
            ChangeError::NoCase { written, cases } => {
                let (written, cases) = (shown(written), cases.join(", "));
                Text::new(
                    format!("{written}: the scenario has no such case; its cases: {cases}"),
                    format!("{written}：这个场景没有这个用例；它的用例有：{cases}"),
                )
            }
            ChangeError::NoMatch { settable, .. } => {
                lines([Some(self.what()), self.help(), Some(settable.text())])
            }
            ChangeError::Refused { .. } => lines([Some(self.what()), self.help(), None]),
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

/// One line for each of these that there is.
fn lines(texts: [Option<Text>; 3]) -> Text {
    let texts: Vec<Text> = texts.into_iter().flatten().collect();
    let all = |get: fn(&Text) -> &str| texts.iter().map(get).collect::<Vec<_>>().join("\n");
    Text::new(all(|text| &text.en), all(|text| &text.zh))
}

fn no_form(written: &str) -> Text {
    Text::new(format!("{written} is not a valid change"), format!("{written} 不是有效的改动"))
}

/// The two forms, with this before each.
fn forms(gap: &str) -> Text {
    let (option, argument) = ("client.TCP_NODELAY=on", "recv.max=4");
    Text::new(
        format!(
            "use{gap}[CASE:]ACTOR.OPTION=VALUE ({option}) or\
             {gap}[CASE:][ACTOR.]CALL.ARGUMENT=VALUE ({argument})"
        ),
        format!(
            "请写{gap}[用例:]角色.选项=值（{option}）或\
             {gap}[用例:][角色.]调用.参数=值（{argument}）"
        ),
    )
}

fn no_match(written: &str) -> Text {
    Text::new(
        format!("{written} matches nothing in this scenario"),
        format!("{written} 在这个场景里找不到对应的内容"),
    )
}

fn refused(written: &str, what: &Text) -> Text {
    Text::new(format!("{written}: {}", what.en), format!("{written}：{}", what.zh))
}

impl std::fmt::Display for ChangeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text().en)
    }
}

impl std::error::Error for ChangeError {}
