//! What is said about a file that is not JSON, or not the JSON of a trace.

use crate::model::Text;

/// The sentences of the JSON parser, and how we say them.
const SYNTAX: &[(&str, &str, &str)] = &[
    (
        "EOF while parsing a list",
        "the file ends in the middle of a list [ … ]",
        "文件在列表 [ … ] 中间就结束了",
    ),
    (
        "EOF while parsing an object",
        "the file ends in the middle of an object { … }",
        "文件在对象 { … } 中间就结束了",
    ),
    (
        "EOF while parsing a string",
        "the file ends in the middle of a text",
        "文件在一段文本中间就结束了",
    ),
    (
        "EOF while parsing a value",
        "the file ends where a value is expected",
        "文件到这里就结束了，而这里应有一个值",
    ),
    ("expected `:`", "expected `:` after the name of a field", "字段名后面应为 `:`"),
    ("expected `,` or `]`", "expected `,` or `]`", "这里应为 `,` 或 `]`"),
    ("expected `,` or `}`", "expected `,` or `}`", "这里应为 `,` 或 `}`"),
    (
        "expected ident",
        "the only words without quotes are true, false and null",
        "不加引号的词只有 true、false 和 null",
    ),
    ("expected value", "a value is expected here", "这里应有一个值"),
    (
        "invalid escape",
        "a `\\` in a text cannot be followed by this",
        "文本里的 `\\` 后面不能跟这个",
    ),
    ("invalid number", "this is not how a number is written", "数字不能这样写"),
    (
        "control character (\\u0000-\\u001F) found while parsing a string",
        "a control character or the end of the line in the middle of a text",
        "文本中间有控制字符或换行",
    ),
    (
        "key must be a string",
        "the name of a field is expected here, in quotes",
        "这里应为带引号的字段名",
    ),
    (
        "lone leading surrogate in hex escape",
        "half a character: \\ud800 to \\udbff is followed by \\udc00 to \\udfff",
        "只有半个字符：\\ud800 到 \\udbff 后面必须跟 \\udc00 到 \\udfff",
    ),
    (
        "unexpected end of hex escape",
        "half a character: \\ud800 to \\udbff is followed by \\udc00 to \\udfff",
        "只有半个字符：\\ud800 到 \\udbff 后面必须跟 \\udc00 到 \\udfff",
    ),
    ("trailing comma", "nothing follows this comma", "这个逗号后面没有内容"),
    (
        "trailing characters",
        "the JSON has ended, and something follows",
        "JSON 已经结束，后面却还有内容",
    ),
];

/// No JSON: what the parser says.
pub fn no_json(said: &str) -> Text {
    let known = SYNTAX.iter().find(|(sentence, ..)| *sentence == said);
    let (en, zh) =
        known.map_or(("it is not well formed here", "这里不合语法"), |s| (s.1, s.2));
    say!("this is not JSON: {en}", "这不是 JSON：{zh}")
}

/// What to do about it.
pub fn help(said: &str) -> Option<Text> {
    match said {
        "expected value" => Some(values()),
        "invalid escape" => Some(escapes()),
        _ if said.starts_with("EOF") => Some(cut_off()),
        _ => None,
    }
}

/// No text at all.
pub fn not_utf8(byte: u8) -> Text {
    say!("this is not UTF-8: the byte 0x{byte:02x}", "这不是 UTF-8 编码：字节 0x{byte:02x}")
}

/// Too many brackets within one another.
pub fn too_deep() -> Text {
    say!("the brackets are nested too deeply for a trace", "括号嵌套太深，轨迹没有这么多层")
}

/// A field that does not belong there.
pub fn unknown_field(field: &str) -> Text {
    say!("there is no field `{field}` here", "这里没有 `{field}` 这个字段")
}

/// A field that must be there.
pub fn missing_field(field: &str) -> Text {
    say!("the field `{field}` is missing here", "这里缺少字段 `{field}`")
}

/// A field that is there twice.
pub fn repeated_field(field: &str) -> Text {
    say!("the field `{field}` is here twice", "字段 `{field}` 在这里写了两次")
}

/// A word that is not in a closed list.
pub fn unknown_word(word: &str, field: &str) -> Text {
    say!("`{word}` is not a known `{field}`", "`{field}` 没有 `{word}` 这个取值")
}

/// The wrong kind.
pub fn expected_and_found(wanted: &Text, found: &Text) -> Text {
    say!("expected {0}, found {1}", "这里应为{0}，写的却是{1}", wanted, found)
}

/// The right kind, in a wrong form.
pub fn expected(wanted: &Text) -> Text {
    say!("expected {0}", "这里应为{0}", wanted)
}

/// A number that is too small or too large.
pub fn out_of_range(from: i128, to: i128) -> Text {
    say!("the number must be from {from} to {to}", "这个数应在 {from} 到 {to} 之间")
}

/// A number too large for a computer.
pub fn too_large() -> Text {
    say!("the number is too large", "这个数太大")
}

/// A fault for which there is no more precise sentence.
pub fn unfit() -> Text {
    say!("a trace cannot have this here", "轨迹的这个位置不能这样写")
}

/// `"…"`
pub fn a_text() -> Text {
    say!("a text in quotes", "带引号的文本")
}

/// `7`
pub fn a_whole_number() -> Text {
    say!("a whole number", "整数")
}

/// `7.5`
pub fn a_fraction() -> Text {
    say!("a number with a fraction", "小数")
}

/// A boolean.
pub fn a_switch() -> Text {
    say!("true or false", " true 或 false")
}

/// Nothing.
pub fn null() -> Text {
    say!("null", " null")
}

/// `[ … ]`
pub fn a_list() -> Text {
    say!("a list [ … ]", "列表 [ … ]")
}

/// `{ … }`
pub fn an_object() -> Text {
    say!("an object {{ … }}", "对象 {{ … }}")
}

/// The value of an option.
pub fn a_switch_or_a_whole_number() -> Text {
    say!("true, false or a whole number", " true、false 或整数")
}

/// A figure of the kernel's.
pub fn a_figure() -> Text {
    say!(
        "{{\"seen\": 6}}, \"unsupported\" or {{\"failed\": 11}}",
        " {{\"seen\": 6}}、\"unsupported\" 或 {{\"failed\": 11}}"
    )
}

/// What a call gave back.
pub fn an_outcome() -> Text {
    say!(
        "{{\"returned\": 5}} or {{\"error\": {{ … }}}}",
        " {{\"returned\": 5}} 或 {{\"error\": {{ … }}}}"
    )
}

/// Bytes.
pub fn a_payload() -> Text {
    say!(
        "{{\"text\": \"…\"}}, {{\"hex\": \"…\"}} or {{\"head\": …, \"len\": …, \"sha256\": …}}",
        " {{\"text\": \"…\"}}、{{\"hex\": \"…\"}} 或 {{\"head\": …, \"len\": …, \"sha256\": …}}"
    )
}

/// Bytes that are not text.
pub fn pairs_of_hex_digits() -> Text {
    say!("hex digits, two for each byte", "十六进制数字，每个字节两位")
}

/// A SHA-256.
pub fn sixty_four_hex_digits() -> Text {
    say!("a SHA-256: 64 hex digits", " SHA-256：64 位十六进制数字")
}

fn values() -> Text {
    say!(
        "a value is a \"text\" in quotes, a number, true, false, null, a list [ … ] or an object {{ … }}",
        "值可以是带引号的 \"文本\"、数字、true、false、null、列表 [ … ] 或对象 {{ … }}"
    )
}

fn escapes() -> Text {
    say!(
        "write \\\" \\\\ \\/ \\b \\f \\n \\r \\t, or \\u and four hex digits",
        "可以写 \\\" \\\\ \\/ \\b \\f \\n \\r \\t，或者 \\u 加四位十六进制数字"
    )
}

/// What to do.
pub fn save_as_utf8() -> Text {
    say!(
        "save the file as UTF-8; a shell's `>` may write another encoding, --output FILE does not",
        "请把文件存为 UTF-8；有的命令行用 `>` 会写成别的编码，--output FILE 不会"
    )
}

fn cut_off() -> Text {
    say!("the file was cut off: record it again", "文件不完整：请重新记录")
}

#[cfg(test)]
mod tests {
    use super::SYNTAX;
    use serde_json::Value;

    /// Each sentence is one that the parser really says.
    #[test]
    fn every_sentence_is_said() {
        let wrong = [
            "[",
            "{",
            "\"",
            "",
            "{\"a\" 1}",
            "[1 2]",
            "{\"a\": 1 \"b\"}",
            "nul?",
            "[?]",
            "\"\\x\"",
            "01",
            "\"\n\"",
            "{1}",
            "\"\\ud800\\u0041\"",
            "\"\\ud800\"",
            "[1,]",
            "1 2",
        ];
        assert_eq!(wrong.len(), SYNTAX.len());
        for (wrong, (sentence, en, zh)) in wrong.iter().zip(SYNTAX) {
            let error = serde_json::from_str::<Value>(wrong).unwrap_err().to_string();
            assert_eq!(error.split(" at line ").next(), Some(*sentence), "{wrong}");
            assert!(!zh.is_ascii() && !en.contains("EOF"));
        }
    }
}
