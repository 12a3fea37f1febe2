//! The closed lists of words, and names that the file invents.

use super::table::{Item, Value};
use crate::model::{
    CallName, Cause, Congestion, Deed, ErrorName, Exhibit, Family, Fate, Flag, Group, Header, How,
    Limits, OptionName, OutputOf, Platform, Role, TcpFlag, Text, TextEncoding, TooLong, Transport,
    WireKind, is_name_char,
};
use crate::scenario::near;
use crate::scenario::printable::quote;
use crate::scenario::problem::{Checked, Explain, Problem, Remedy, Span};

/// A closed list of words that a file may use.
pub(in crate::scenario) trait Word: Copy + std::str::FromStr + 'static {
    /// What it is a list of.
    fn what() -> Text;
    /// All the words.
    fn words() -> Vec<&'static str>;
}

macro_rules! words {
    ($($list:ty: $en:literal, $zh:literal;)+) => {$(
        impl Word for $list {
            fn what() -> Text {
                Text::new($en, $zh)
            }
            fn words() -> Vec<&'static str> {
                <$list>::ALL.iter().map(|word| word.as_str()).collect()
            }
        }
    )+};
}

words! {
    CallName: "call", "调用";
    Cause: "cause", "原因";
    Congestion: "congestion control", "拥塞控制";
    Deed: "fate on the wire", "线路上的结果";
    ErrorName: "error name", "错误名";
    Exhibit: "broken framing", "有毛病的组帧";
    Family: "family", "协议族";
    Fate: "fate", "结局";
    Flag: "flag", "标志";
    Group: "group", "分组";
    Header: "kind of header", "长度首部格式";
    How: "direction", "方向";
    OptionName: "socket option", "套接字选项";
    OutputOf: "program output", "程序输出";
    Platform: "platform", "平台";
    Role: "role", "用例类别";
    TcpFlag: "TCP flag", "TCP 标志";
    TextEncoding: "encoding", "编码";
    TooLong: "way of going on", "处理办法";
    Transport: "transport", "传输方式";
}

impl Word for WireKind {
    fn what() -> Text {
        Text::new("wire", "线路")
    }
    fn words() -> Vec<&'static str> {
        vec![WireKind::Loopback.as_str(), WireKind::Lab.as_str()]
    }
}

/// What can be wrong with a word or a name.
enum WordFault<'a> {
    Unknown { what: &'a Text, word: &'a str, known: &'a [&'static str] },
    EmptyName,
    LongName { bytes: usize },
    BadCharacter { character: char, id: bool },
    BadStart { word: &'a str },
    Reserved { word: &'a str },
}

impl Explain for WordFault<'_> {
    fn what(&self) -> Text {
        match self {
            WordFault::Unknown { what, word, .. } => {
                let word = quote(word);
                Text::new(
                    format!("{word} is not a known {}", what.en),
                    format!("没有 {word} 这样的{}", what.zh),
                )
            }
            WordFault::EmptyName => Text::new("a name must not be empty", "名字不能为空"),
            WordFault::LongName { bytes } => Text::new(
                format!("a name of {bytes} bytes is too long; it may have {}", Limits::NAME),
                format!("名字有 {bytes} 字节，太长了；最长 {} 字节", Limits::NAME),
            ),
            WordFault::BadCharacter { character, .. } => {
                let character = quote(&character.to_string());
                Text::new(
                    format!("a name cannot contain {character}"),
                    format!("名字里不能有 {character}"),
                )
            }
            WordFault::BadStart { word } => Text::new(
                format!(
                    "{} begins with `-`, so a command line would take it for an option",
                    quote(word)
                ),
                format!("{} 以 `-` 开头，命令行会把它当成选项", quote(word)),
            ),
            WordFault::Reserved { word } => Text::new(
                format!("{} already means every scenario on the command line", quote(word)),
                format!("{} 在命令行里已经表示所有场景", quote(word)),
            ),
        }
    }

    fn help(&self) -> Option<Text> {
        match self {
            WordFault::Unknown { word, known, .. } => near::did_you_mean(word, known),
            WordFault::BadCharacter { id: true, .. } => {
                Some(Text::new("write it with a-z, 0-9 and `-`", "只能用 a-z、0-9 和 `-`"))
            }
            WordFault::BadCharacter { id: false, .. } => Some(Text::new(
                "write it with letters, digits, `-` and `_`",
                "只能用字母（包括汉字）、数字、`-` 和 `_`",
            )),
            _ => None,
        }
    }

    fn remedy(&self) -> Remedy {
        match self {
            WordFault::Unknown { known, .. } => {
                known.first().map_or(Remedy::Other, |word| Remedy::Word(word))
            }
            _ => Remedy::Other,
        }
    }
}

/// One of the words of a closed list, standing at `span`.
fn look_up<W: Word>(word: &str, span: Span) -> Checked<W> {
    let known = W::words();
    word.parse().ok().filter(|_| known.contains(&word)).ok_or_else(|| {
        let what = W::what();
        Problem::at(span, WordFault::Unknown { what: &what, word, known: &known })
    })
}

impl Item<'_> {
    /// The key as one of the words of a closed list.
    pub(in crate::scenario) fn key_word<W: Word>(&self) -> Checked<W> {
        look_up(self.name, self.key).map_err(|problem| {
            let known = W::words().into_iter().map(str::to_owned).collect();
            Problem { remedy: Remedy::Rename(known), ..problem }
        })
    }
}

impl<'a> Value<'a> {
    /// One of the words of a closed list.
    pub(in crate::scenario) fn word<W: Word>(self) -> Checked<W> {
        look_up(self.text()?, self.span())
    }

    /// The name of a scenario or a case: `a-z`, `0-9` and `-`.
    pub(in crate::scenario) fn id(self) -> Checked<String> {
        let word = self.name_of(true, |c| matches!(c, 'a'..='z' | '0'..='9' | '-'))?;
        match word {
            "all" => Err(self.problem(WordFault::Reserved { word })),
            word if word.starts_with('-') => Err(self.problem(WordFault::BadStart { word })),
            word => Ok(word.to_owned()),
        }
    }

    /// The name of an actor, a host or a socket: letters of any language, digits, `-` and `_`.
    pub(in crate::scenario) fn name(self) -> Checked<&'a str> {
        self.name_of(false, is_name_char)
    }

    fn name_of(self, id: bool, allowed: impl Fn(char) -> bool) -> Checked<&'a str> {
        let word = self.text()?;
        if word.is_empty() {
            return Err(self.problem(WordFault::EmptyName));
        }
        if word.len() > Limits::NAME {
            return Err(self.problem(WordFault::LongName { bytes: word.len() }));
        }
        match word.chars().find(|c| !allowed(*c)) {
            Some(character) => Err(self.problem(WordFault::BadCharacter { character, id })),
            None => Ok(word),
        }
    }
}
