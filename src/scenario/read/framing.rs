//! `framing = { kind = …, … }`.

use super::data::from_hex;
use super::numbers::{count, count32};
use super::table::{Kind, Table, Value};
use crate::framing::is_inside;
use crate::model::{FramingSpec, Header, Limits, PrefixLayout, Text, TooLong};
use crate::scenario::near;
use crate::scenario::printable::quote;
use crate::scenario::problem::{Checked, Explain, Span};

/// What can be wrong with a framing.
enum FramingFault<'a> {
    UnknownKind { word: &'a str },
    EmptyDelimiter,
    LongEscape,
    EscapeInDelimiter,
    EmptyAck,
    WrongEnd,
    LongPadding,
    DelimiterInDelimiter,
    StrippedVarint,
    FarAdjust { most: u32 },
}

impl Explain for FramingFault<'_> {
    fn what(&self) -> Text {
        match self {
            FramingFault::UnknownKind { word } => Text::new(
                format!("{} is not a known framing", quote(word)),
                format!("没有 {} 这样的组帧方式", quote(word)),
            ),
            FramingFault::EmptyDelimiter => {
                Text::new("an empty delimiter ends nothing", "空的分隔符分不出任何消息")
            }
            FramingFault::LongEscape => {
                Text::new("an escape is one ASCII character", "转义符必须是一个 ASCII 字符")
            }
            FramingFault::EscapeInDelimiter => Text::new(
                "the escape is part of the delimiter, so the two cannot be told apart",
                "转义符出现在分隔符里，两者就分不清了",
            ),
            FramingFault::EmptyAck => {
                Text::new("an empty acknowledgement acknowledges nothing", "空的确认等于没有确认")
            }
            FramingFault::LongPadding => {
                Text::new("the padding is one ASCII character", "填充必须是一个 ASCII 字符")
            }
            FramingFault::DelimiterInDelimiter => Text::new(
                "this delimiter ends inside the one that is written, which would be read as two",
                "这个分隔符在要写出的分隔符中间就结束了，会被读成两个",
            ),
            FramingFault::StrippedVarint => Text::new(
                "a varint has no fixed size, so nothing can be stripped by number of bytes",
                "varint 的字节数不固定，没法按字节数剥掉首部",
            ),
            FramingFault::FarAdjust { most } => Text::new(
                format!("`adjust` lies between -{most} and {most}"),
                format!("`adjust` 必须在 -{most} 和 {most} 之间"),
            ),
            FramingFault::WrongEnd => Text::new(
                "what ends a number is one ASCII character, and not a digit",
                "数字的结尾必须是一个 ASCII 字符，而且不能是数字",
            ),
        }
    }

    fn help(&self) -> Option<Text> {
        match self {
            FramingFault::UnknownKind { word } => near::did_you_mean(word, FramingSpec::KINDS),
            _ => None,
        }
    }
}

/// A framing, complete with its defaults.
pub(in crate::scenario) fn framing(value: Value<'_>) -> Checked<FramingSpec> {
    let table = value.table()?;
    let of = Text::new("a framing", "组帧");
    let kind = table.need("kind", &of, table.span())?;
    match kind.text()? {
        "fixed" => fixed(&table, kind.span()),
        "delimiter" => delimiter(&table, kind.span()),
        "length-prefix" => length_prefix(&table, kind.span()),
        "lines" => {
            let (max, too_long) = longest_or_skip(&table, "lines")?;
            Ok(FramingSpec::Lines { too_long, max })
        }
        "length-ack" => length_ack(&table),
        "json-header" => json_header(&table),
        "netstring" => Ok(FramingSpec::Netstring { max: only_longest(&table, "netstring")? }),
        "resp" => Ok(FramingSpec::Resp { max: only_longest(&table, "resp")? }),
        "content-length" => content_length(&table),
        "slip" => {
            let (max, too_long) = longest_or_skip(&table, "slip")?;
            Ok(FramingSpec::Slip { too_long, max })
        }
        "cobs" => {
            let (max, too_long) = longest_or_skip(&table, "cobs")?;
            Ok(FramingSpec::Cobs { too_long, max })
        }
        "json" => Ok(FramingSpec::Json { max: only_longest(&table, "json")? }),
        "until-close" => Ok(FramingSpec::UntilClose { max: only_longest(&table, "until-close")? }),
        "broken" => broken(&table, kind.span()),
        word => Err(kind.problem(FramingFault::UnknownKind { word })),
    }
}

fn fixed(table: &Table<'_>, blame: Span) -> Checked<FramingSpec> {
    let of = Text::new("the framing `fixed`", "组帧 `fixed` ");
    table.only(&of, &["kind", "len", "pad"])?;
    let most = u32::try_from(Limits::RECEIVE).unwrap_or(u32::MAX);
    let len = count32(table.need("len", &of, blame)?, 1, most)?;
    Ok(FramingSpec::Fixed { len, pad: table.maybe("pad", padding)? })
}

fn padding(value: Value<'_>) -> Checked<u8> {
    match value.text()?.as_bytes() {
        [byte] => Ok(*byte),
        _ => Err(value.problem(FramingFault::LongPadding)),
    }
}

fn delimiter(table: &Table<'_>, blame: Span) -> Checked<FramingSpec> {
    let of = Text::new("the framing `delimiter`", "组帧 `delimiter` ");
    table.only(&of, &["kind", "delimiter", "or", "escape", "too_long", "max"])?;
    let delimiter = delimiter_bytes(table.need("delimiter", &of, blame)?)?;
    let or = table.maybe("or", |value| others(value, &delimiter))?.unwrap_or_default();
    let all: Vec<u8> = [delimiter.clone(), or.concat()].concat();
    let escape = table.maybe("escape", |value| escape(value, &all))?;
    Ok(FramingSpec::Delimiter {
        delimiter,
        or,
        escape,
        too_long: too_long(table)?,
        max: longest(table)?,
    })
}

/// One more delimiter, or a list of them; none that the reader finds before the end of the one that is written.
fn others(value: Value<'_>, written: &[u8]) -> Checked<Vec<Vec<u8>>> {
    let values = match value.kind() {
        Kind::List => value.list()?,
        _ => vec![value],
    };
    let one = |value: Value<'_>| {
        let other = delimiter_bytes(value)?;
        match is_inside(&other, written) {
            true => Err(value.problem(FramingFault::DelimiterInDelimiter)),
            false => Ok(other),
        }
    };
    values.into_iter().map(one).collect()
}

fn delimiter_bytes(value: Value<'_>) -> Checked<Vec<u8>> {
    let bytes = match value.kind() {
        Kind::Table => {
            let (table, of) = (value.table()?, Text::new("a delimiter", "分隔符"));
            table.only(&of, &["hex"])?;
            from_hex(table.need("hex", &of, value.span())?)?
        }
        _ => value.text()?.as_bytes().to_vec(),
    };
    match bytes.is_empty() {
        true => Err(value.problem(FramingFault::EmptyDelimiter)),
        false => Ok(bytes),
    }
}

fn escape(value: Value<'_>, delimiter: &[u8]) -> Checked<u8> {
    match value.text()?.as_bytes() {
        [byte] if delimiter.contains(byte) => Err(value.problem(FramingFault::EscapeInDelimiter)),
        [byte] => Ok(*byte),
        _ => Err(value.problem(FramingFault::LongEscape)),
    }
}

fn length_prefix(table: &Table<'_>, blame: Span) -> Checked<FramingSpec> {
    let of = Text::new("the framing `length-prefix`", "组帧 `length-prefix` ");
    table.only(
        &of,
        &["kind", "header", "includes_header", "offset", "adjust", "strip", "too_long", "max"],
    )?;
    let header = table.need("header", &of, blame)?.word()?;
    Ok(FramingSpec::LengthPrefix {
        header,
        includes_header: table.maybe("includes_header", Value::switch)?.unwrap_or(false),
        layout: layout(table, header)?,
        too_long: too_long(table)?,
        max: longest(table)?,
    })
}

fn layout(table: &Table<'_>, header: Header) -> Checked<PrefixLayout> {
    let most = FramingSpec::MOST_HEAD;
    let few = |field| table.maybe(field, |value| count32(value, 0, most));
    let strip = few("strip")?;
    if let (Header::Varint, Some(value)) = (header, table.get("strip")) {
        return Err(value.problem(FramingFault::StrippedVarint));
    }
    let adjust = table.maybe("adjust", |value| whole(value, most))?.unwrap_or(0);
    Ok(PrefixLayout { offset: few("offset")?.unwrap_or(0), adjust, strip })
}

/// A whole number from `-most` to `most`.
fn whole(value: Value<'_>, most: u32) -> Checked<i32> {
    let number = value.number()?.and_then(|number| i32::try_from(number).ok());
    let fits = |number: &i32| number.unsigned_abs() <= most;
    number.filter(fits).ok_or_else(|| value.problem(FramingFault::FarAdjust { most }))
}

/// The longest message taken, of a kind that has no other field.
fn only_longest(table: &Table<'_>, kind: &str) -> Checked<u64> {
    let of = Text::new(format!("the framing `{kind}`"), format!("组帧 `{kind}` "));
    table.only(&of, &["kind", "max"])?;
    longest(table)
}

/// The same of a kind that may go on after a longer one.
fn longest_or_skip(table: &Table<'_>, kind: &str) -> Checked<(u64, TooLong)> {
    let of = Text::new(format!("the framing `{kind}`"), format!("组帧 `{kind}` "));
    table.only(&of, &["kind", "too_long", "max"])?;
    Ok((longest(table)?, too_long(table)?))
}

fn too_long(table: &Table<'_>) -> Checked<TooLong> {
    Ok(table.maybe("too_long", Value::word)?.unwrap_or(TooLong::Close))
}

fn content_length(table: &Table<'_>) -> Checked<FramingSpec> {
    let of = Text::new("the framing `content-length`", "组帧 `content-length` ");
    table.only(&of, &["kind", "header_max", "max"])?;
    Ok(FramingSpec::ContentLength { header_max: longest_header(table)?, max: longest(table)? })
}

fn length_ack(table: &Table<'_>) -> Checked<FramingSpec> {
    let of = Text::new("the framing `length-ack`", "组帧 `length-ack` ");
    table.only(&of, &["kind", "ack", "end", "max"])?;
    let ack = table.maybe("ack", acknowledgement)?;
    Ok(FramingSpec::LengthAck {
        ack: ack.unwrap_or_else(|| FramingSpec::DEFAULT_ACK.into()),
        end: table.maybe("end", end_of_number)?,
        max: longest(table)?,
    })
}

fn acknowledgement(value: Value<'_>) -> Checked<Vec<u8>> {
    match value.text()? {
        "" => Err(value.problem(FramingFault::EmptyAck)),
        text => Ok(text.into()),
    }
}

fn end_of_number(value: Value<'_>) -> Checked<u8> {
    match value.text()?.as_bytes() {
        [byte] if !byte.is_ascii_digit() => Ok(*byte),
        _ => Err(value.problem(FramingFault::WrongEnd)),
    }
}

fn json_header(table: &Table<'_>) -> Checked<FramingSpec> {
    let of = Text::new("the framing `json-header`", "组帧 `json-header` ");
    table.only(&of, &["kind", "header", "key", "header_max", "max"])?;
    let key = table.maybe("key", Value::text)?;
    Ok(FramingSpec::JsonHeader {
        header: table.maybe("header", Value::word)?.unwrap_or(Header::I32le),
        key: key.unwrap_or(FramingSpec::DEFAULT_KEY).to_owned(),
        header_max: longest_header(table)?,
        max: longest(table)?,
    })
}

/// An exhibit: `{ kind = "broken", exhibit = "body-recv-1024" }`.
fn broken(table: &Table<'_>, blame: Span) -> Checked<FramingSpec> {
    let of = Text::new("the framing `broken`", "组帧 `broken` ");
    table.only(&of, &["kind", "exhibit"])?;
    Ok(FramingSpec::Broken { exhibit: table.need("exhibit", &of, blame)?.word()? })
}

/// The longest message taken.
fn longest(table: &Table<'_>) -> Checked<u64> {
    let most = table.maybe("max", |value| count(value, 1, Limits::RECEIVE))?;
    Ok(most.unwrap_or(FramingSpec::DEFAULT_MAX))
}

/// The most bytes of a header in text.
fn longest_header(table: &Table<'_>) -> Checked<u64> {
    let most = table.maybe("header_max", |value| count(value, 1, Limits::RECEIVE))?;
    Ok(most.unwrap_or(FramingSpec::DEFAULT_HEADER_MAX))
}
