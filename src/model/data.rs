//! Bytes: as a scenario writes them, and as a trace keeps them.

use super::{Limits, named_enum};
use serde::de::{Error, Unexpected};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};

named_enum! {
    /// An encoding a scenario's text may be sent in.
    pub enum TextEncoding {
        /// UTF-8.
        Utf8 = "utf-8",
        /// GBK, the code page 936 of Chinese Windows.
        Gbk = "gbk",
        /// Big5.
        Big5 = "big5",
        /// UTF-16, least significant byte first, without a byte-order mark.
        Utf16le = "utf-16le",
    }
}

named_enum! {
    /// The real output of one of the program's own sub-commands, run as a subprocess. A fixed
    /// list, so that a scenario from a stranger cannot run a command of its own choosing.
    pub enum OutputOf {
        /// `stickydemo --version`.
        Version = "version",
        /// `stickydemo --help`.
        Help = "help",
        /// `stickydemo list`.
        List = "list",
        /// `stickydemo man`.
        Man = "man",
    }
}

/// What a step sends, as the scenario says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Data {
    /// Bytes known when the file was read: a text, hex, or a text in another encoding.
    Bytes(Vec<u8>),
    /// `{ fill = "A", len = 2000 }`: the pattern over and over, cut at `len`. Not expanded before
    /// it is sent.
    Fill {
        /// What is repeated; never empty.
        pattern: Vec<u8>,
        /// Bytes in all.
        len: u64,
    },
    /// `{ output_of = "version" }`.
    OutputOf(OutputOf),
    /// Several pieces that one call sends one after another. No piece has pieces.
    Pieces(Vec<Data>),
}

impl Data {
    /// Bytes in all, where that is known before the run.
    pub fn len(&self) -> Option<u64> {
        match self {
            Data::Bytes(bytes) => Some(bytes.len() as u64),
            Data::Fill { len, .. } => Some(*len),
            Data::OutputOf(_) => None,
            Data::Pieces(pieces) => {
                let add = |sum: u64, piece: &Data| Some(sum.saturating_add(piece.len()?));
                pieces.iter().try_fold(0, add)
            }
        }
    }

    /// The pieces it is sent in: itself, unless it has several.
    pub fn pieces(&self) -> &[Data] {
        match self {
            Data::Pieces(pieces) => pieces,
            whole => std::slice::from_ref(whole),
        }
    }

    /// Whether it is known to be empty.
    pub fn is_empty(&self) -> bool {
        self.len() == Some(0)
    }

    /// The first bytes, at most so many, as far as they are known before the run.
    pub fn beginning(&self, most: usize) -> Vec<u8> {
        match self {
            Data::Bytes(bytes) => bytes.iter().copied().take(most).collect(),
            Data::Fill { pattern, len } => {
                let len = usize::try_from(*len).unwrap_or(usize::MAX);
                repeated(pattern, len.min(most))
            }
            Data::OutputOf(_) => Vec::new(),
            Data::Pieces(pieces) => {
                let add = |mut all: Vec<u8>, piece: &Data| {
                    all.extend(piece.beginning(most.saturating_sub(all.len())));
                    all
                };
                pieces.iter().fold(Vec::new(), add)
            }
        }
    }

    /// The bytes themselves, where they are known before the run. `len` has been checked against
    /// [`Limits::BYTES`] when the file was read.
    pub fn bytes(&self) -> Option<Vec<u8>> {
        match self {
            Data::Bytes(bytes) => Some(bytes.clone()),
            Data::Fill { pattern, len } => {
                let len = usize::try_from((*len).min(Limits::BYTES)).ok()?;
                Some(repeated(pattern, len))
            }
            Data::OutputOf(_) => None,
            Data::Pieces(pieces) => {
                pieces.iter().map(Data::bytes).collect::<Option<Vec<_>>>().map(|all| all.concat())
            }
        }
    }
}

/// A pattern again and again, so many bytes of it.
fn repeated(pattern: &[u8], len: usize) -> Vec<u8> {
    let Some(times) = len.checked_div(pattern.len()) else { return Vec::new() };
    let mut bytes = pattern.repeat(times);
    bytes.extend(pattern.iter().take(len - bytes.len()));
    bytes
}

/// Bytes as a trace keeps them: whole up to [`Limits::PAYLOAD`], else the beginning, the length
/// and a digest.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(from = "Written", into = "Written"))]
pub struct Payload {
    /// Bytes in all.
    pub len: u64,
    /// What is kept of them.
    pub content: Content,
}

/// What a trace keeps of some bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// All of them.
    Whole(Vec<u8>),
    /// The beginning, and the SHA-256 of all, in lower-case hex.
    Digest {
        /// The first [`Limits::HEAD`] bytes.
        head: Vec<u8>,
        /// 64 hex digits.
        sha256: String,
    },
}

/// The SHA-256 of some bytes, in lower-case hex.
pub fn digest(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

impl Payload {
    /// As a trace keeps them: whole up to [`Limits::PAYLOAD`], else the beginning, the length and
    /// a digest.
    pub fn of(bytes: &[u8]) -> Self {
        if bytes.len() <= Limits::PAYLOAD {
            return Payload::whole(bytes);
        }
        let head = bytes[..Limits::HEAD].to_vec();
        let content = Content::Digest { head, sha256: digest(bytes) };
        Payload { len: bytes.len() as u64, content }
    }

    /// Of bytes that are kept whole, whatever their number.
    pub fn whole(bytes: &[u8]) -> Self {
        Payload { len: bytes.len() as u64, content: Content::Whole(bytes.to_vec()) }
    }

    /// The bytes that were kept: all, or the beginning.
    pub fn kept(&self) -> &[u8] {
        match &self.content {
            Content::Whole(bytes) | Content::Digest { head: bytes, .. } => bytes,
        }
    }
}

/// Bytes: whole where there are at most 4096, else the beginning, the length and a digest of all.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
enum Written {
    Whole(Bytes),
    /// A long payload.
    Digest {
        /// Its beginning.
        head: Bytes,
        /// Bytes in all.
        len: u64,
        /// The SHA-256 of all, in lower-case hex.
        #[cfg_attr(test, schemars(regex(pattern = "^[0-9a-f]{64}$")))]
        sha256: String,
    },
}

/// Bytes kept whole.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
enum Bytes {
    /// UTF-8.
    Text(String),
    /// Anything else: lower-case or upper-case hex, two digits a byte.
    Hex(#[cfg_attr(test, schemars(regex(pattern = "^([0-9a-fA-F]{2})*$")))] String),
}

impl Bytes {
    fn of(bytes: &[u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => Bytes::Text(text.to_owned()),
            Err(_) => Bytes::Hex(hex(bytes)),
        }
    }
}

/// What a stranger wrote for a payload.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Read {
    text: Option<String>,
    hex: Option<Hex>,
    head: Option<Box<Read>>,
    len: Option<u64>,
    sha256: Option<Sha256Hex>,
}

/// Bytes as hex digits.
struct Hex(Vec<u8>);

/// A digest, as 64 hex digits.
struct Sha256Hex(String);

impl Read {
    /// The bytes, where it is a text or hex digits and nothing else.
    fn bytes(self) -> Option<Vec<u8>> {
        match self {
            Read { text: Some(text), hex: None, head: None, len: None, sha256: None } => {
                Some(text.into_bytes())
            }
            Read { text: None, hex: Some(hex), head: None, len: None, sha256: None } => Some(hex.0),
            _ => None,
        }
    }

    /// The payload, where the fields are those of one.
    fn payload(self) -> Option<Payload> {
        let Read { text: None, hex: None, head: Some(head), len: Some(len), sha256: Some(sha) } =
            self
        else {
            let bytes = self.bytes()?;
            return Some(Payload { len: bytes.len() as u64, content: Content::Whole(bytes) });
        };
        let head = head.bytes().filter(|head| head.len() as u64 <= len)?;
        Some(Payload { len, content: Content::Digest { head, sha256: sha.0 } })
    }
}

impl<'de> Deserialize<'de> for Hex {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let digits = String::deserialize(d)?;
        let wrong = || D::Error::invalid_value(Unexpected::Str(&digits), &"pairs of hex digits");
        from_hex(&digits).map(Hex).ok_or_else(wrong)
    }
}

impl<'de> Deserialize<'de> for Sha256Hex {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let digits = String::deserialize(d)?;
        if digits.len() == 64 && digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Ok(Sha256Hex(digits));
        }
        Err(D::Error::invalid_value(Unexpected::Str(&digits), &"64 hex digits"))
    }
}

impl Serialize for Payload {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match &self.content {
            Content::Whole(bytes) => Written::Whole(Bytes::of(bytes)).serialize(s),
            Content::Digest { head, sha256 } => {
                let (head, sha256) = (Bytes::of(head), sha256.clone());
                Written::Digest { head, len: self.len, sha256 }.serialize(s)
            }
        }
    }
}

impl<'de> Deserialize<'de> for Payload {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let written = Read::deserialize(d)?;
        let wrong = || D::Error::invalid_value(Unexpected::Map, &"the bytes of a payload");
        written.payload().ok_or_else(wrong)
    }
}

/// Bytes in lower-case hexadecimal digits, two each.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

fn from_hex(digits: &str) -> Option<Vec<u8>> {
    let digits = digits.as_bytes();
    if !digits.len().is_multiple_of(2) {
        return None;
    }
    digits
        .chunks_exact(2)
        .map(|pair| {
            let high = char::from(pair[0]).to_digit(16)?;
            let low = char::from(pair[1]).to_digit(16)?;
            u8::try_from(high * 16 + low).ok()
        })
        .collect()
}
