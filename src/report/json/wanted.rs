//! What a field of a trace may hold, and what stands there instead.

use crate::lang::json as words;
use crate::model::Text;

/// A kind of JSON value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `"…"`
    Text,
    /// `7`
    Whole,
    /// `7.5`
    Fraction,
    /// `true` or `false`
    Switch,
    /// `null`
    Null,
    /// `[ … ]`
    List,
    /// `{ … }`
    Object,
}

impl Kind {
    /// Of a value as it is written.
    pub(super) fn of(value: &str) -> Self {
        match value.bytes().next() {
            Some(b'"') => Kind::Text,
            Some(b'{') => Kind::Object,
            Some(b'[') => Kind::List,
            Some(b't' | b'f') => Kind::Switch,
            Some(b'n') => Kind::Null,
            _ if value.contains(['.', 'e', 'E']) => Kind::Fraction,
            _ => Kind::Whole,
        }
    }

    pub(super) fn text(self) -> Text {
        match self {
            Kind::Text => words::a_text(),
            Kind::Whole => words::a_whole_number(),
            Kind::Fraction => words::a_fraction(),
            Kind::Switch => words::a_switch(),
            Kind::Null => words::null(),
            Kind::List => words::a_list(),
            Kind::Object => words::an_object(),
        }
    }
}

/// What a field may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// Any value of this kind.
    Any(Kind),
    /// The value of an option.
    SwitchOrWhole,
    /// A figure of the kernel's: `{"seen": 6}`, `"unsupported"`, `{"failed": 11}`.
    Figure,
    /// What a call gave back: `{"returned": 5}` or `{"error": { … }}`.
    Outcome,
    /// `{"text": "…"}` or `{"hex": "…"}`, or of many bytes the beginning.
    Payload,
    /// Pairs of hex digits.
    Hex,
    /// A SHA-256: 64 hex digits.
    Sha256,
}

impl Wanted {
    /// What serde calls it, and the field that is to hold it.
    pub(super) fn of(expected: &str, field: &str) -> Option<Self> {
        Some(match expected {
            "u64" | "u32" | "i64" | "i32" => Wanted::Any(Kind::Whole),
            "a string" | "a borrowed string" => Wanted::Any(Kind::Text),
            "a boolean" => Wanted::Any(Kind::Switch),
            "a sequence" => Wanted::Any(Kind::List),
            "a map" => Wanted::Any(Kind::Object),
            "true, false or a whole number" => Wanted::SwitchOrWhole,
            "pairs of hex digits" => Wanted::Hex,
            "64 hex digits" => Wanted::Sha256,
            "the bytes of a payload" => Wanted::Payload,
            _ if expected.starts_with("struct ") => Wanted::Any(Kind::Object),
            // The enums of a trace that are more than a list of words.
            _ if ["enum", "unit", "variant"].iter().any(|word| expected.contains(word)) => {
                if field == "outcome" { Wanted::Outcome } else { Wanted::Figure }
            }
            _ => return None,
        })
    }

    /// The kind of JSON value that it is, where it is of one.
    pub(super) fn kind(self) -> Option<Kind> {
        match self {
            Wanted::Any(kind) => Some(kind),
            Wanted::Hex | Wanted::Sha256 => Some(Kind::Text),
            Wanted::Outcome | Wanted::Payload => Some(Kind::Object),
            Wanted::SwitchOrWhole | Wanted::Figure => None,
        }
    }

    pub(super) fn text(self) -> Text {
        match self {
            Wanted::Any(kind) => kind.text(),
            Wanted::SwitchOrWhole => words::a_switch_or_a_whole_number(),
            Wanted::Figure => words::a_figure(),
            Wanted::Outcome => words::an_outcome(),
            Wanted::Payload => words::a_payload(),
            Wanted::Hex => words::pairs_of_hex_digits(),
            Wanted::Sha256 => words::sixty_four_hex_digits(),
        }
    }
}
