//! A framing in one line, for command lines: `length-prefix:u32be`, `delimiter:\r\n,max=1024`.
//!
//! ```text
//!   KIND[:VALUE][,FIELD=VALUE]…
//! ```
//!
//! `KIND` and the fields are those of a scenario's `framing = { kind = …, … }`. After the colon stands what the kind
//! cannot do without; a field that is true or false may stand alone, which is true. Bytes are written as they are, or
//! as `\n` `\r` `\t` `\0` `\xHH`; a comma, an equals sign and a backslash that are meant as `\,` `\=` `\\`.
//! `Display` of a [`FramingSpec`] writes the same.
//!
//! What was typed is put into TOML and read as the file's would be: so it is held to the same rules and limits.

use super::printable::quote;
use super::problem::{Explain, Problem, Span};
use super::read::{Table, framing};
use crate::model::{FramingSpec, Header, Text};
use toml::Value;
use toml::de::DeTable;

/// Why a spelling is not one of a framing. Its `Display` is the English of both sentences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpellingError {
    /// What is wrong.
    pub what: Text,
    /// What is expected, or what may have been meant.
    pub help: Option<Text>,
}

impl std::fmt::Display for SpellingError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.what.en)?;
        self.help.iter().try_for_each(|help| write!(f, "; {}", help.en))
    }
}

impl std::error::Error for SpellingError {}

impl From<Problem> for SpellingError {
    fn from(problem: Problem) -> Self {
        SpellingError { what: problem.what, help: problem.help.map(|help| *help) }
    }
}

/// What can be wrong with the spelling itself.
enum SpellingFault<'a> {
    Nothing,
    Twice { field: &'a str },
    NoMain { kind: &'a str, example: &'a str },
    Escape { written: &'a str },
}

impl Explain for SpellingFault<'_> {
    fn what(&self) -> Text {
        match self {
            SpellingFault::Nothing => Text::new(
                "nothing stands where a value or an option is due",
                "该写值或选项的地方什么也没有",
            ),
            SpellingFault::Twice { field } => {
                let field = quote(field);
                Text::new(format!("{field} is said twice"), format!("{field} 写了两遍"))
            }
            SpellingFault::NoMain { kind, .. } => Text::new(
                format!("{} needs a value after a colon", quote(kind)),
                format!("{} 后面要写冒号和一个值", quote(kind)),
            ),
            SpellingFault::Escape { written } => Text::new(
                format!("{} begins no byte", quote(written)),
                format!("{} 不表示任何字节", quote(written)),
            ),
        }
    }

    fn help(&self) -> Option<Text> {
        match self {
            SpellingFault::Nothing => {
                Some(Text::new("a comma that is meant is written `\\,`", "逗号本身要写成 `\\,`"))
            }
            SpellingFault::Twice { .. } => None,
            SpellingFault::NoMain { example, .. } => {
                Some(Text::new(format!("for example {example}"), format!("例如 {example}")))
            }
            SpellingFault::Escape { .. } => Some(Text::new(
                "write `\\n`, `\\r`, `\\t`, `\\0`, `\\x1f`, and `\\\\`, `\\,` or `\\=` for the sign itself",
                "可以写 `\\n`、`\\r`、`\\t`、`\\0`、`\\x1f`；符号本身写成 `\\\\`、`\\,`、`\\=`",
            )),
        }
    }
}

fn wrong(fault: SpellingFault<'_>) -> SpellingError {
    Problem::at(Span::default(), fault).into()
}

/// The framing that is spelt so, complete with its defaults.
///
/// ```
/// use stickydemo::scenario::framing_of;
///
/// let framing = framing_of(r"delimiter:\r\n,escape=\\,max=1024")?;
/// assert_eq!(framing.to_string(), r"delimiter:\r\n,escape=\\,max=1024");
/// assert_eq!(
///     framing_of("lenght-prefix:u32be").unwrap_err().to_string(),
///     "`lenght-prefix` is not a known framing; did you mean `length-prefix`?"
/// );
/// # Ok::<(), stickydemo::scenario::SpellingError>(())
/// ```
///
/// # Errors
/// What is wrong with it, and what would be right.
pub fn framing_of(spelling: &str) -> Result<FramingSpec, SpellingError> {
    let fields = toml::Table::from_iter([("framing".to_owned(), Value::Table(fields(spelling)?))]);
    let source = fields.to_string();
    // What was made of values is TOML.
    let document = DeTable::parse(&source).map_err(|_| wrong(SpellingFault::Nothing))?;
    let table = Table::document(document.get_ref());
    let of = Text::new("a spelling", "写法");
    Ok(framing(table.need("framing", &of, Span::default())?)?)
}

/// The same where a header alone stands for a length prefix: `u32be`.
///
/// # Errors
/// As [`framing_of`].
pub fn framing_or_header(spelling: &str) -> Result<FramingSpec, SpellingError> {
    let whole = spelling.parse::<Header>().map(|header| format!("length-prefix:{header}"));
    framing_of(whole.as_deref().unwrap_or(spelling))
}

/// What a file would have between the braces.
fn fields(spelling: &str) -> Result<toml::Table, SpellingError> {
    let (kind, options) = match spelling.find([':', ',']) {
        Some(at) => (&spelling[..at], Some(&spelling[at + 1..])),
        None => (spelling, None),
    };
    let mut table = toml::Table::from_iter([("kind".to_owned(), Value::from(kind))]);
    let main = FramingSpec::main_field(kind);
    for (at, option) in options.into_iter().flat_map(|all| unescaped(all, b',')).enumerate() {
        let (field, value) = match (main.filter(|_| at == 0), option_of(option)) {
            (Some(main), (field, _)) if !FIELDS.contains(&field) => (main, Some(option)),
            (_, ("", _)) => return Err(wrong(SpellingFault::Nothing)),
            (_, option) => option,
        };
        let value = value_of(field, value)?;
        match (field, table.get_mut(field)) {
            // One field with a list in a file.
            ("or", Some(Value::Array(all))) => all.push(value),
            ("or", _) => drop(table.insert(field.to_owned(), Value::Array(vec![value]))),
            (_, Some(_)) => return Err(wrong(SpellingFault::Twice { field })),
            (_, None) => drop(table.insert(field.to_owned(), value)),
        }
    }
    match EXAMPLES.iter().find(|(needy, _)| *needy == kind) {
        Some((kind, example)) if main.is_some_and(|main| !table.contains_key(main)) => {
            Err(wrong(SpellingFault::NoMain { kind, example }))
        }
        _ => Ok(table),
    }
}

/// Kinds that cannot do without a value, and one.
const EXAMPLES: &[(&str, &str)] = &[
    ("fixed", "fixed:8"),
    ("delimiter", "delimiter:\\n"),
    ("length-prefix", "length-prefix:u32be"),
    ("broken", "broken:body-recv-1024"),
];

/// Words that, first and before an equals sign, are fields and not the beginning of a value.
const FIELDS: &[&str] = &[
    "ack",
    "adjust",
    "delimiter",
    "end",
    "escape",
    "exhibit",
    "header",
    "header_max",
    "includes_header",
    "key",
    "len",
    "max",
    "offset",
    "or",
    "pad",
    "strip",
    "too_long",
];

fn option_of(option: &str) -> (&str, Option<&str>) {
    match option.split_once('=') {
        Some((field, value)) => (field, Some(value)),
        None => (option, None),
    }
}

/// What stands between the signs that no backslash is before.
fn unescaped(text: &str, sign: u8) -> Vec<&str> {
    let (mut parts, mut from, mut escaped) = (Vec::new(), 0, false);
    for (at, byte) in text.bytes().enumerate() {
        if byte == sign && !escaped {
            parts.push(&text[from..at]);
            from = at + 1;
        }
        escaped = byte == b'\\' && !escaped;
    }
    parts.push(&text[from..]);
    parts
}

/// The value as TOML has it. What is not of the right form stays a text, and the reader says what was expected.
fn value_of(field: &str, value: Option<&str>) -> Result<Value, SpellingError> {
    let Some(written) = value else { return Ok(Value::Boolean(true)) };
    let number = || match written.parse::<i64>() {
        Ok(number) => Some(Value::Integer(number)),
        Err(error) => match error.kind() {
            std::num::IntErrorKind::PosOverflow => Some(Value::Integer(i64::MAX)),
            std::num::IntErrorKind::NegOverflow => Some(Value::Integer(i64::MIN)),
            _ => None,
        },
    };
    let value = match field {
        "len" | "max" | "header_max" | "offset" | "adjust" | "strip" => number(),
        "includes_header" => written.parse().ok().map(Value::Boolean),
        _ => None,
    };
    match value {
        Some(value) => Ok(value),
        None => Ok(text_of(field, bytes_of(written)?)),
    }
}

/// A text, or what is none in hexadecimal digits, where the file takes them.
fn text_of(field: &str, bytes: Vec<u8>) -> Value {
    match String::from_utf8(bytes) {
        Err(bytes) if matches!(field, "delimiter" | "or") => {
            let hex = bytes.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect::<String>();
            Value::Table(toml::Table::from_iter([("hex".to_owned(), Value::String(hex))]))
        }
        Err(bytes) => Value::String(String::from_utf8_lossy(bytes.as_bytes()).into_owned()),
        Ok(text) => Value::String(text),
    }
}

/// What is written, its escapes read.
fn bytes_of(written: &str) -> Result<Vec<u8>, SpellingError> {
    let (mut bytes, mut rest) = (Vec::new(), written.as_bytes());
    while let Some((&byte, behind)) = rest.split_first() {
        let (byte, behind) = match (byte, behind) {
            (b'\\', [b'x', high, low, behind @ ..]) => (hex_byte(*high, *low), behind),
            (b'\\', [sign, behind @ ..]) => (escape(*sign), behind),
            (b'\\', []) => (None, behind),
            (byte, behind) => (Some(byte), behind),
        };
        let at = written.len() - rest.len();
        bytes.push(
            byte.ok_or_else(|| wrong(SpellingFault::Escape { written: begun(written, at) }))?,
        );
        rest = behind;
    }
    Ok(bytes)
}

/// An escape that is none, as far as it is to be shown.
fn begun(written: &str, at: usize) -> &str {
    let rest = written.get(at..).unwrap_or_default();
    let end = rest.char_indices().nth(2).map_or(rest.len(), |(end, _)| end);
    rest.get(..end).unwrap_or_default()
}

fn hex_byte(high: u8, low: u8) -> Option<u8> {
    let digit = |digit: u8| char::from(digit).to_digit(16);
    u8::try_from(16 * digit(high)? + digit(low)?).ok()
}

fn escape(sign: u8) -> Option<u8> {
    match sign {
        b'n' => Some(b'\n'),
        b'r' => Some(b'\r'),
        b't' => Some(b'\t'),
        b'0' => Some(0),
        b'\\' | b',' | b'=' => Some(sign),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
