//! Spellings of framings, there and back.

use super::*;
use crate::framing::is_inside;
use crate::model::{Exhibit, Header, PrefixLayout, TooLong};
use proptest::prelude::*;

fn english(spelling: &str) -> String {
    framing_of(spelling).unwrap_err().to_string()
}

/// What a file says of the same framing.
fn in_a_file(framing: &str) -> FramingSpec {
    let source = format!("framing = {{ {framing} }}");
    let document = DeTable::parse(&source).unwrap();
    let table = Table::document(document.get_ref());
    super::framing(table.get("framing").unwrap()).unwrap()
}

#[test]
fn a_spelling_is_what_a_file_says() {
    for (spelling, file) in [
        ("fixed:8", r#"kind = "fixed", len = 8"#),
        (r"fixed:8,pad=\0", r#"kind = "fixed", len = 8, pad = "\u0000""#),
        (r"delimiter:\n", r#"kind = "delimiter", delimiter = "\n""#),
        (r"delimiter:\xff\0", r#"kind = "delimiter", delimiter = { hex = "ff00" }"#),
        (
            r"delimiter:\,,escape=\\,max=9",
            r#"kind = "delimiter", delimiter = ",", escape = "\\", max = 9"#,
        ),
        (
            r"delimiter:\n,or=\r\n,or=\xff",
            r#"kind = "delimiter", delimiter = "\n", or = ["\r\n", { hex = "ff" }]"#,
        ),
        ("lines,too_long=skip", r#"kind = "lines", too_long = "skip""#),
        ("delimiter:=", r#"kind = "delimiter", delimiter = "=""#),
        ("delimiter:a=b", r#"kind = "delimiter", delimiter = "a=b""#),
        ("delimiter:delimiter=:", r#"kind = "delimiter", delimiter = ":""#),
        (r"delimiter:max\=3", r#"kind = "delimiter", delimiter = "max=3""#),
        ("delimiter:。", r#"kind = "delimiter", delimiter = "。""#),
        ("length-prefix:u32be", r#"kind = "length-prefix", header = "u32be""#),
        ("length-prefix,header=u32be", r#"kind = "length-prefix", header = "u32be""#),
        (
            "length-prefix:u16le,includes_header",
            r#"kind = "length-prefix", header = "u16le", includes_header = true"#,
        ),
        (
            "length-prefix:u16le,includes_header=false",
            r#"kind = "length-prefix", header = "u16le""#,
        ),
        (
            "length-prefix:u24be,offset=1,adjust=-4,strip=0",
            r#"kind = "length-prefix", header = "u24be", offset = 1, adjust = -4, strip = 0"#,
        ),
        ("lines", r#"kind = "lines""#),
        ("lines,max=80", r#"kind = "lines", max = 80"#),
        ("lines:max=80", r#"kind = "lines", max = 80"#),
        ("length-ack", r#"kind = "length-ack""#),
        (r"length-ack:ok,end=\n", r#"kind = "length-ack", ack = "ok", end = "\n""#),
        ("json-header", r#"kind = "json-header""#),
        (
            "json-header:u32be,key=size,header_max=99",
            r#"kind = "json-header", header = "u32be", key = "size", header_max = 99"#,
        ),
        ("netstring", r#"kind = "netstring""#),
        ("resp,max=9", r#"kind = "resp", max = 9"#),
        ("content-length,header_max=99", r#"kind = "content-length", header_max = 99"#),
        ("slip", r#"kind = "slip""#),
        ("cobs", r#"kind = "cobs""#),
        ("json,max=9", r#"kind = "json", max = 9"#),
        ("until-close,max=5", r#"kind = "until-close", max = 5"#),
        ("broken:body-recv-1024", r#"kind = "broken", exhibit = "body-recv-1024""#),
    ] {
        assert_eq!(framing_of(spelling).as_ref(), Ok(&in_a_file(file)), "{spelling}");
    }
}

#[test]
fn what_is_wrong_is_said_and_what_would_be_right() {
    for (spelling, said) in [
        ("", "`` is not a known framing; expected here: "),
        ("line", "`line` is not a known framing; did you mean `lines`?"),
        ("fixed", "`fixed` needs a value after a colon; for example fixed:8"),
        (
            "length-prefix",
            "`length-prefix` needs a value after a colon; for example length-prefix:u32be",
        ),
        ("length-prefix:u33be", "`u33be` is not a known kind of header; did you mean `u32be`"),
        (
            "length-prefix:u32be,mx=4",
            "the framing `length-prefix` has no field `mx`; did you mean `max`?",
        ),
        ("length-prefix:u32be,max=0", "this number is too small: at least 1"),
        ("length-prefix:u32be,max=99999999999999999999", "this number is too large: at most "),
        ("length-prefix:u32be,max=many", "expected a whole number, found a text in quotes"),
        ("length-prefix:u32be,max=1,max=2", "`max` is said twice"),
        ("length-prefix:u32be,kind=lines", "`kind` is said twice"),
        ("length-prefix:u8,adjust=-1025", "`adjust` lies between -1024 and 1024"),
        ("length-prefix:varint,strip=0", "a varint has no fixed size"),
        (r"delimiter:\r\n,or=\r", "this delimiter ends inside the one that is written"),
        (r"delimiter:\n,or=", "an empty delimiter ends nothing"),
        ("lines,too_long=stop", "`stop` is not a known way of going on"),
        ("delimiter:", "an empty delimiter ends nothing"),
        (
            "delimiter:,",
            "nothing stands where a value or an option is due; a comma that is meant is written `\\,`",
        ),
        (r"delimiter:\q", r"`\q` begins no byte; write `\n`"),
        (r"delimiter:\x4", r"`\x` begins no byte"),
        (r"delimiter:\x4。", r"`\x` begins no byte"),
        (r"delimiter:a\", r"`\` begins no byte"),
        (r"delimiter:\n,escape=\xff", "an escape is one ASCII character"),
        ("lines:80", "the framing `lines` has no field `80`"),
    ] {
        let found = english(spelling);
        assert!(found.starts_with(said), "{spelling}: {found}");
        assert!(!framing_of(spelling).unwrap_err().what.zh.is_ascii(), "{spelling}");
    }
}

fn ascii() -> impl Strategy<Value = u8> {
    0..0x80_u8
}

fn too_long() -> impl Strategy<Value = TooLong> {
    prop::sample::select(TooLong::ALL)
}

fn layout() -> impl Strategy<Value = PrefixLayout> {
    let most = FramingSpec::MOST_HEAD as i32;
    (0..3_u32, -most..=most, prop::option::of(0..9_u32))
        .prop_map(|(offset, adjust, strip)| PrefixLayout { offset, adjust, strip })
}

/// Any framing that a file can say.
fn spec() -> impl Strategy<Value = FramingSpec> {
    let max = || prop_oneof![Just(FramingSpec::DEFAULT_MAX), 1..5000_u64];
    let bytes = || prop::collection::vec(any::<u8>(), 1..4);
    let header = || prop::sample::select(Header::ALL);
    let end = ascii().prop_filter("no digit", |byte| !byte.is_ascii_digit());
    prop_oneof![
        (1..99_u32, prop::option::of(ascii()))
            .prop_map(|(len, pad)| FramingSpec::Fixed { len, pad }),
        (
            bytes(),
            prop::collection::vec(bytes(), 0..3),
            prop::option::of(ascii()),
            too_long(),
            max()
        )
            .prop_map(|(delimiter, or, escape, too_long, max)| {
                let or: Vec<_> = or.into_iter().filter(|or| !is_inside(or, &delimiter)).collect();
                let escape = escape
                    .filter(|escape| ![delimiter.clone(), or.concat()].concat().contains(escape));
                FramingSpec::Delimiter { delimiter, or, escape, too_long, max }
            }),
        (header(), any::<bool>(), layout(), too_long(), max()).prop_map(
            |(header, includes_header, layout, too_long, max)| {
                let strip = layout.strip.filter(|_| header != Header::Varint);
                let layout = PrefixLayout { strip, ..layout };
                FramingSpec::LengthPrefix { header, includes_header, layout, too_long, max }
            }
        ),
        (too_long(), max()).prop_map(|(too_long, max)| FramingSpec::Lines { too_long, max }),
        ("\\PC{1,4}", prop::option::of(end), max())
            .prop_map(|(ack, end, max)| FramingSpec::LengthAck { ack: ack.into(), end, max }),
        (header(), "\\PC{0,4}", 1..5000_u64, max()).prop_map(|(header, key, header_max, max)| {
            FramingSpec::JsonHeader { header, key, header_max, max }
        }),
        max().prop_map(|max| FramingSpec::Netstring { max }),
        max().prop_map(|max| FramingSpec::Resp { max }),
        (1..5000_u64, max())
            .prop_map(|(header_max, max)| FramingSpec::ContentLength { header_max, max }),
        (too_long(), max()).prop_map(|(too_long, max)| FramingSpec::Slip { too_long, max }),
        (too_long(), max()).prop_map(|(too_long, max)| FramingSpec::Cobs { too_long, max }),
        max().prop_map(|max| FramingSpec::Json { max }),
        max().prop_map(|max| FramingSpec::UntilClose { max }),
        prop::sample::select(Exhibit::ALL).prop_map(|exhibit| FramingSpec::Broken { exhibit }),
    ]
}

proptest! {
    #[test]
    fn what_is_printed_is_read_back(spec in spec()) {
        let spelling = spec.to_string();
        prop_assert!(spelling.is_ascii() && !spelling.contains(char::is_control));
        prop_assert_eq!(framing_of(&spelling), Ok(spec), "{}", spelling);
    }

    #[test]
    fn any_text_is_read_or_refused(text in "(fixed|delimiter|lines|length-ack)?[:,]?\\PC{0,12}[\\\\x,=:]{0,5}") {
        let _ = framing_of(&text);
    }
}
