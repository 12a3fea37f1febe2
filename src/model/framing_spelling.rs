//! A framing in one line, as it is written on a command line: `length-prefix:u32be,max=1024`.

use super::{FramingSpec, TooLong};
use std::fmt;

/// The spelling that `scenario::framing_of` reads: the kind, after a colon what it cannot do without, after
/// commas the rest; what a file need not say is not said here either.
impl fmt::Display for FramingSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind())?;
        if let Some(main) = self.main_value() {
            write!(f, ":{main}")?;
        }
        self.options().iter().try_for_each(|option| write!(f, ",{option}"))
    }
}

impl FramingSpec {
    /// The field of a kind that is written right after its colon.
    pub fn main_field(kind: &str) -> Option<&'static str> {
        match kind {
            "fixed" => Some("len"),
            "delimiter" => Some("delimiter"),
            "length-prefix" | "json-header" => Some("header"),
            "length-ack" => Some("ack"),
            "broken" => Some("exhibit"),
            _ => None,
        }
    }

    fn main_value(&self) -> Option<String> {
        match self {
            FramingSpec::Fixed { len, .. } => Some(len.to_string()),
            FramingSpec::Delimiter { delimiter, .. } => Some(spelt(delimiter)),
            FramingSpec::LengthPrefix { header, .. } | FramingSpec::JsonHeader { header, .. } => {
                Some(header.to_string())
            }
            FramingSpec::LengthAck { ack, .. } => Some(spelt(ack)),
            FramingSpec::Broken { exhibit } => Some(exhibit.to_string()),
            FramingSpec::Lines { .. }
            | FramingSpec::Netstring { .. }
            | FramingSpec::Resp { .. }
            | FramingSpec::ContentLength { .. }
            | FramingSpec::Slip { .. }
            | FramingSpec::Cobs { .. }
            | FramingSpec::Json { .. }
            | FramingSpec::UntilClose { .. } => None,
        }
    }

    fn options(&self) -> Vec<String> {
        let byte = |name, byte: &Option<u8>| byte.map(|byte| format!("{name}={}", spelt(&[byte])));
        let max = |max: &u64| number("max", *max, Self::DEFAULT_MAX);
        let all = match self {
            FramingSpec::Fixed { pad, .. } => vec![byte("pad", pad)],
            FramingSpec::Delimiter { or, escape, too_long, max: most, .. } => {
                let or = or.iter().map(|or| Some(format!("or={}", spelt(or))));
                or.chain([byte("escape", escape), skip(too_long), max(most)]).collect()
            }
            FramingSpec::LengthPrefix { includes_header, layout, too_long, max: most, .. } => vec![
                includes_header.then(|| "includes_header".to_owned()),
                number("offset", layout.offset, 0),
                number("adjust", layout.adjust, 0),
                layout.strip.map(|strip| format!("strip={strip}")),
                skip(too_long),
                max(most),
            ],
            FramingSpec::LengthAck { end, max: most, .. } => vec![byte("end", end), max(most)],
            FramingSpec::JsonHeader { key, header_max, max: most, .. } => {
                let key =
                    (key != Self::DEFAULT_KEY).then(|| format!("key={}", spelt(key.as_bytes())));
                vec![key, number("header_max", *header_max, Self::DEFAULT_HEADER_MAX), max(most)]
            }
            FramingSpec::ContentLength { header_max, max: most } => {
                vec![number("header_max", *header_max, Self::DEFAULT_HEADER_MAX), max(most)]
            }
            FramingSpec::Lines { too_long, max: most }
            | FramingSpec::Slip { too_long, max: most }
            | FramingSpec::Cobs { too_long, max: most } => vec![skip(too_long), max(most)],
            FramingSpec::Netstring { max: most }
            | FramingSpec::Resp { max: most }
            | FramingSpec::Json { max: most }
            | FramingSpec::UntilClose { max: most } => vec![max(most)],
            FramingSpec::Broken { .. } => Vec::new(),
        };
        all.into_iter().flatten().collect()
    }
}

fn number<N: PartialEq + fmt::Display>(name: &str, value: N, unsaid: N) -> Option<String> {
    (value != unsaid).then(|| format!("{name}={value}"))
}

fn skip(too_long: &TooLong) -> Option<String> {
    (*too_long != TooLong::Close).then(|| format!("too_long={too_long}"))
}

/// Bytes as a command line has them: printable ASCII as it is, but for the signs of the spelling itself.
fn spelt(bytes: &[u8]) -> String {
    let one = |byte: &u8| match byte {
        b'\n' => "\\n".to_owned(),
        b'\r' => "\\r".to_owned(),
        b'\t' => "\\t".to_owned(),
        0 => "\\0".to_owned(),
        b',' | b'=' | b'\\' => format!("\\{}", char::from(*byte)),
        b' '..=b'~' => char::from(*byte).to_string(),
        _ => format!("\\x{byte:02x}"),
    };
    bytes.iter().map(one).collect()
}
