//! What the `toml` crate says about a syntax error, in Chinese, and a hint where it is terse.

use crate::model::Text;

/// Its sentences, and how a Chinese teacher would say them.
const SENTENCES: &[(&str, &str)] = &[
    ("`_` may only go between digits", "`_` 只能写在数字之间"),
    ("cannot recurse further; max recursion depth met", "嵌套太深"),
    ("recursion limit", "键的层数太多"),
    ("carriage return must be followed by newline", "回车符后面必须是换行符"),
    ("duplicate key", "同一个键写了两次"),
    ("extra `=`", "多了一个 `=`"),
    ("extra assignment between key-value pairs", "键值对之间多了一个 `=`"),
    ("extra comma in array", "数组里多了一个逗号"),
    ("extra comma in inline table", "行内表里多了一个逗号"),
    ("integers with a radix cannot be signed", "带进制前缀的整数不能有正负号"),
    ("invalid boolean", "true 或 false 写得不对"),
    ("invalid comment character", "注释里有不允许的字符"),
    ("invalid inline table element", "行内表里的这一项不对"),
    ("invalid key-value pair", "这个键值对不对"),
    ("invalid unquoted key", "这个键不加引号就不能这样写"),
    ("invalid value", "这个值不对"),
    ("key with no value", "只有键，没有值"),
    ("keys cannot be multi-line basic strings", "键不能用多行字符串"),
    ("keys cannot be multi-line literal strings", "键不能用多行字符串"),
    ("missing array opening", "数组缺少开头的 `[`"),
    ("missing inline table opening", "行内表缺少开头的 `{`"),
    ("missing assignment between key-value pairs", "键和值之间缺少 `=`"),
    ("missing comma between array elements", "数组的两项之间缺少逗号"),
    ("missing comma between key-value pairs", "两个键值对之间缺少逗号"),
    ("missing escaped value", "反斜杠后面缺少内容"),
    ("missing key for inline table element", "行内表里有值没有键"),
    ("missing opening quote", "缺少开头的引号"),
    ("missing value for key", "这个键没有值"),
    ("missing value", "缺少值"),
    ("radix must be lowercase", "进制前缀要用小写"),
    ("redundant integer number prefix", "整数前缀重复"),
    ("redundant numeric sign", "正负号重复"),
    ("string values must be quoted", "文本要加引号"),
    ("too few unicode value digits", "Unicode 转义的十六进制位数不够"),
    ("unclosed array table", "`[[` 没有用 `]]` 结束"),
    ("unclosed array", "数组没有用 `]` 结束"),
    ("unclosed inline table", "行内表没有用 `}` 结束"),
    ("unclosed table", "`[` 没有用 `]` 结束"),
    ("unexpected `=` in array", "数组里不该有 `=`"),
    ("unexpected content between comment and newline", "注释和换行之间有多余的内容"),
    ("unexpected content", "这里有多余的内容"),
    ("unexpected key or value", "这里不该有键或值"),
    ("unexpected leading zero", "数字不能以 0 开头"),
    ("unexpected sign", "这里不该有正负号"),
    ("unquoted keys cannot be empty", "不加引号的键不能为空"),
    ("cannot extend value of type array with a dotted key", "数组不能再用带点的键补充"),
    ("cannot extend value of type inline table with a dotted key", "行内表不能再用带点的键补充"),
    ("invalid basic string", "字符串写得不对（也许引号没有成对）"),
    ("invalid literal string", "字符串写得不对（也许引号没有成对）"),
    ("invalid multi-line basic string", "多行字符串写得不对（也许没有用三个引号结束）"),
    ("invalid multi-line literal string", "多行字符串写得不对（也许没有用三个引号结束）"),
];

/// The sentence in Chinese; an unknown one as the crate said it.
pub(super) fn chinese(said: &str) -> String {
    let (sentence, expected) = match said.split_once(", expected ") {
        Some((sentence, expected)) => (sentence, Some(expected)),
        None => (said, None),
    };
    let known = SENTENCES.iter().find(|(english, _)| *english == sentence);
    let Some((_, chinese)) = known else {
        return format!("解析器报告 “{said}”");
    };
    match expected {
        Some("nothing") | None => (*chinese).to_owned(),
        Some(expected) => format!("{chinese}，这里应为 {}", expected_words(expected)),
    }
}

/// What the crate expects, its descriptions put into Chinese.
fn expected_words(expected: &str) -> String {
    let words: Vec<&str> = expected
        .split(", ")
        .map(|word| match word {
            "newline" => "换行",
            "key" => "键",
            "value" => "值",
            "letters" => "字母",
            "numbers" | "digits" => "数字",
            "characters" | "printable characters" => "可见字符",
            "unicode hexadecimal value" => "十六进制的 Unicode 值",
            "basic string" | "literal string" => "字符串",
            other => other,
        })
        .collect();
    words.join("、")
}

/// A hint where the crate's sentence alone does not tell what to do.
pub(super) fn help(said: &str) -> Option<Text> {
    if said.starts_with("cannot recurse") || said.starts_with("recursion limit") {
        return Some(Text::new(
            "a scenario nests only a few levels deep; at most 80",
            "场景文件只需要嵌套几层；最多 80 层",
        ));
    }
    let unquoted = ["string values must be quoted", "missing opening quote", "invalid boolean"];
    if unquoted.iter().any(|start| said.starts_with(start)) {
        return Some(Text::new("put it in quotes: \"…\"", "请加上引号：\"…\""));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sentence_has_chinese_in_it() {
        for (english, chinese) in SENTENCES {
            assert!(english.is_ascii() && !chinese.is_ascii(), "{english}");
        }
    }

    #[test]
    fn what_is_expected_is_translated_too() {
        assert_eq!(
            chinese("missing comma between key-value pairs, expected `,`"),
            "两个键值对之间缺少逗号，这里应为 `,`"
        );
        assert_eq!(chinese("something new"), "解析器报告 “something new”");
    }
}
