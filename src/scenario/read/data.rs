//! What a step sends: a text, hex, a fill, a text in another encoding, the output of a program.

use super::numbers::count;
use super::table::{Kind, Table, Value};
use crate::framing::text::encode;
use crate::model::{Data, Limits, Text, TextEncoding};
use crate::scenario::printable::quote;
use crate::scenario::problem::{Checked, Explain};

/// What can be wrong with data.
enum DataFault {
    NoForm,
    NotHex { character: char },
    OddHex,
    EmptyFill,
    NotIn { encoding: TextEncoding, character: char },
    OutputUnknown,
    NoPiece,
    TooManyPieces,
}

impl Explain for DataFault {
    fn what(&self) -> Text {
        match self {
            DataFault::NoForm => Text::new("this table is not data", "这个表不是数据"),
            DataFault::NotHex { character } => {
                let character = quote(&character.to_string());
                Text::new(
                    format!("{character} is not a hex digit"),
                    format!("{character} 不是十六进制数字"),
                )
            }
            DataFault::OddHex => Text::new(
                "an odd number of hex digits: a byte has two",
                "十六进制数字的个数是奇数：一个字节要两位",
            ),
            DataFault::EmptyFill => Text::new("there is nothing to repeat", "没有可以重复的内容"),
            DataFault::NotIn { encoding, character } => {
                let character = quote(&character.to_string());
                Text::new(
                    format!("{encoding} has no {character}"),
                    format!("{encoding} 编码里没有 {character}"),
                )
            }
            DataFault::NoPiece => Text::new(
                "there are no pieces here: [\"header\", \"body\"]",
                "这里一段数据也没有：[\"header\", \"body\"]",
            ),
            DataFault::TooManyPieces => Text::new(
                format!("too many pieces: a call has at most {}", Limits::PIECES),
                format!("段数太多：一次调用最多 {} 段", Limits::PIECES),
            ),
            DataFault::OutputUnknown => Text::new(
                "the output of a program is not known before the run",
                "程序的输出在运行之前不知道",
            ),
        }
    }

    fn help(&self) -> Option<Text> {
        match self {
            DataFault::NoForm => Some(forms()),
            _ => None,
        }
    }
}

fn forms() -> Text {
    let list = "\"text\", { hex = \"68 65\" }, { fill = \"A\", len = 2000 }, \
                { text = \"你好\", encoding = \"gbk\" }, { output_of = \"version\" }";
    Text::new(format!("data is one of: {list}"), format!("数据可以写成：{list}"))
}

/// The data of a step that sends.
pub(super) fn data(value: Value<'_>) -> Checked<Data> {
    match value.kind() {
        Kind::Text => Ok(Data::Bytes(value.text()?.as_bytes().to_vec())),
        Kind::Table => data_table(value, value.table()?),
        _ => Err(value.wrong(&Text::new("data: a text or a table", "数据：文本或表"))),
    }
}

/// Data that a receive is expected to hand over: it must be known beforehand.
pub(super) fn known_data(value: Value<'_>) -> Checked<Data> {
    match data(value)? {
        Data::OutputOf(_) => Err(value.problem(DataFault::OutputUnknown)),
        data => Ok(data),
    }
}

/// The pieces of a `writev`: a list of data, or one piece alone. They must be known beforehand.
pub(super) fn pieces(value: Value<'_>) -> Checked<Data> {
    if value.kind() != Kind::List {
        return Ok(Data::Pieces(vec![known_data(value)?]));
    }
    let items = value.list()?;
    if items.is_empty() {
        return Err(value.problem(DataFault::NoPiece));
    }
    if items.len() > Limits::PIECES {
        return Err(value.problem(DataFault::TooManyPieces));
    }
    items.into_iter().map(known_data).collect::<Checked<_>>().map(Data::Pieces)
}

fn data_table(value: Value<'_>, table: Table<'_>) -> Checked<Data> {
    let of = Text::new("data", "数据");
    if let Some(hex) = table.get("hex") {
        table.only(&of, &["hex"])?;
        return from_hex(hex).map(Data::Bytes);
    }
    if let Some(pattern) = table.get("fill") {
        table.only(&of, &["fill", "len"])?;
        return fill(pattern, table.need("len", &of, pattern.span())?);
    }
    if let Some(text) = table.get("text") {
        table.only(&of, &["text", "encoding"])?;
        return encoded(text, table.get("encoding")).map(Data::Bytes);
    }
    if let Some(program) = table.get("output_of") {
        table.only(&of, &["output_of"])?;
        return program.word().map(Data::OutputOf);
    }
    table.only(&of, &["hex", "fill", "len", "text", "encoding", "output_of"])?;
    Err(value.problem(DataFault::NoForm))
}

/// Two hex digits a byte, with blanks anywhere between.
pub(super) fn from_hex(value: Value<'_>) -> Checked<Vec<u8>> {
    let digits: Vec<char> = value.text()?.chars().filter(|c| !c.is_whitespace()).collect();
    if let Some(character) = digits.iter().copied().find(|c| !c.is_ascii_hexdigit()) {
        return Err(value.problem(DataFault::NotHex { character }));
    }
    if !digits.len().is_multiple_of(2) {
        return Err(value.problem(DataFault::OddHex));
    }
    let nibble = |c: &char| c.to_digit(16).and_then(|d| u8::try_from(d).ok()).unwrap_or(0);
    Ok(digits.chunks_exact(2).map(|pair| pair.iter().fold(0, |b, c| b << 4 | nibble(c))).collect())
}

fn fill(pattern: Value<'_>, len: Value<'_>) -> Checked<Data> {
    let bytes = pattern.text()?.as_bytes().to_vec();
    if bytes.is_empty() {
        return Err(pattern.problem(DataFault::EmptyFill));
    }
    Ok(Data::Fill { pattern: bytes, len: count(len, 0, Limits::BYTES)? })
}

fn encoded(text: Value<'_>, encoding: Option<Value<'_>>) -> Checked<Vec<u8>> {
    let written = text.text()?;
    let encoding = encoding.map_or(Ok(TextEncoding::Utf8), Value::word)?;
    encode(written, encoding)
        .map_err(|character| text.problem(DataFault::NotIn { encoding, character }))
}
