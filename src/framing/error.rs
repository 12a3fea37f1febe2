//! What a framing refuses, and why.

use super::Doubt;
use super::header::range;
use crate::model::{ErrorName, Header, Text};

/// Why a message cannot be sent in a framing, or why bytes are not a frame of it. The English
/// sentence is the `Display`; [`FramingError::text`] has both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FramingError {
    /// A length that the header cannot say.
    #[error("{value} does not fit into the header ({header}), which holds {} to {}.", range(*header).start(), range(*header).end())]
    OutOfRange {
        /// The form of the header.
        header: Header,
        /// The length.
        value: i128,
    },
    /// A message to be sent is longer than the framing's maximum.
    #[error("The message has {}; this framing takes at most {max}.", bytes(*len))]
    MessageTooLong {
        /// Bytes of the message.
        len: u64,
        /// The maximum, in bytes.
        max: u64,
    },
    /// A received header announces more than the maximum.
    #[error(
        "The header announces {}; at most {max} are taken. Nothing was allocated for it.",
        bytes(*claim)
    )]
    ClaimTooLarge {
        /// The bytes announced, the header itself not counted.
        claim: u64,
        /// The maximum, in bytes.
        max: u64,
    },
    /// A received message grows past the maximum and no delimiter has come.
    #[error("More than {} came without a delimiter; a message has at most {max}.", bytes(*max))]
    NoDelimiter {
        /// The maximum, in bytes.
        max: u64,
    },
    /// The stream ended in the middle of a frame.
    #[error("The stream ended inside a frame: {}.", arrived_en(*have, *whole))]
    EndInsideFrame {
        /// Bytes of the frame that had arrived.
        have: u64,
        /// Bytes of the whole frame, where its beginning says so.
        whole: Option<u64>,
    },
    /// A message of another size than every message has.
    #[error("The message has {}; in this framing each has exactly {must}.", bytes(*len))]
    WrongLength {
        /// Bytes of the message.
        len: u64,
        /// Bytes every message has.
        must: u64,
    },
    /// The reader would find the delimiter before the message's end.
    #[error("The delimiter occurs in the message, at offset {at}; the reader would cut it there.")]
    HoldsDelimiter {
        /// The first such place, in bytes from the message's beginning.
        at: u64,
    },
    /// A received header says a length below zero.
    #[error("The header says {value} bytes; a length cannot be negative.")]
    Negative {
        /// What it says.
        value: i128,
    },
    /// A received length counts its own header, and is smaller than that.
    #[error("The header says {}, counting itself, and is itself {} long.", bytes(*claim), bytes(*header))]
    SmallerThanHeader {
        /// What it says.
        claim: u64,
        /// The header's own length, in bytes.
        header: u64,
    },
    /// A received length that leaves out more, or of which more is stripped, than the frame would have.
    #[error("The header says {claim}; in this layout it says at least {least}.")]
    BelowLayout {
        /// What it says.
        claim: u64,
        /// The least it can say.
        least: u64,
    },
    /// A message to be sent that is shorter than what its layout takes for a part of the message.
    #[error("The message has {}; in this layout it has at least {least}.", bytes(*len))]
    BelowMessage {
        /// Bytes of the message.
        len: u64,
        /// The least it can have.
        least: u64,
    },
    /// A message to be sent that begins with its own length, which is not stripped, and that is wrong.
    #[error("The length is a part of the message here: it says {says} and must say {must}.")]
    WrongOwnLength {
        /// What it says.
        says: i128,
        /// What it must say.
        must: i128,
    },
    /// A framing that strips a fixed number of bytes from a frame whose length has no fixed size.
    #[error("A varint has no fixed size, so nothing can be stripped by number of bytes.")]
    StrippedVarint,
    /// A varint that a shorter one could have said.
    #[error("The varint takes {bytes} bytes for a number that fits into fewer.")]
    Overlong {
        /// Its length, in bytes.
        bytes: u64,
    },
    /// A varint of more than 64 bits.
    #[error("The varint does not end within 64 bits.")]
    VarintTooBig,
    /// Bytes that are not one length of this form.
    #[error("{} not one {header} length.", these(*len))]
    WrongField {
        /// The form of the header.
        header: Header,
        /// How many bytes there were.
        len: u64,
    },
    /// A framing of fixed length 0.
    #[error("A fixed length of 0 bytes marks no boundary.")]
    ZeroLength,
    /// A framing with an empty delimiter.
    #[error("An empty delimiter marks no boundary.")]
    EmptyDelimiter,
    /// A framing whose delimiter has the escape byte in it.
    #[error("The escape byte occurs in the delimiter; the reader could not tell the two apart.")]
    EscapeInDelimiter,
    /// A framing whose written delimiter another one ends inside of.
    #[error("A delimiter ends inside the one that is written; the reader would find two.")]
    DelimiterInDelimiter,
    /// The reader would take the end of the message for padding.
    #[error("The message ({len} bytes) ends with the padding byte; the reader would take it off.")]
    EndsWithPadding {
        /// Bytes of the message.
        len: u64,
    },
    /// A received message without a length grows past the maximum.
    #[error(
        "More than {max} bytes came, and the stream has not ended; a message has at most {max}."
    )]
    NoEnd {
        /// The maximum, in bytes.
        max: u64,
    },
    /// Where a length in digits is due, something else came.
    #[error("The length must be digits; at offset {at} there is something else.")]
    NoNumber {
        /// The first byte that does not belong there.
        at: u64,
    },
    /// A length of more digits than any length has.
    #[error("The length does not end within {most} digits.")]
    LongNumber {
        /// The most digits taken.
        most: u64,
    },
    /// What came back is not the acknowledgement that was waited for.
    #[error(
        "The reply is not the agreed acknowledgement ({len} bytes): it differs at offset {at}."
    )]
    WrongAnswer {
        /// The first byte that differs.
        at: u64,
        /// Bytes of the acknowledgement.
        len: u64,
    },
    /// A framing whose acknowledgement is empty.
    #[error("An empty acknowledgement acknowledges nothing.")]
    EmptyAck,
    /// A framing whose numbers end with a digit.
    #[error("A number cannot end with a digit; the reader could not tell the two apart.")]
    DigitEnd,
    /// The JSON header is longer than the maximum.
    #[error("The JSON header has {claim} bytes; at most {max} are taken.")]
    HeaderTooLarge {
        /// Its bytes, as its length prefix announces them.
        claim: u64,
        /// The maximum, in bytes.
        max: u64,
    },
    /// The header is not a JSON object.
    #[error("The header is not a JSON object: see its line {line}, column {column}.")]
    NoJson {
        /// The line, from 1.
        line: u64,
        /// The column, from 1, in bytes.
        column: u64,
    },
    /// The JSON header does not say how long the message is.
    #[error("The JSON header does not say the size of the message as a whole number.")]
    NoSize,
    /// The JSON header says twice how long the message is.
    #[error(
        "The JSON header says the size of the message twice; two readers may take different ones."
    )]
    TwoSizes,
    /// Where an agreed sign is due, something else came.
    #[error("At offset {at} of the frame a sign of the framing is due, and it is another byte.")]
    WrongSign {
        /// The first byte that differs, from the frame's beginning.
        at: u64,
    },
    /// A length in digits begins with a zero, and more digits follow.
    #[error("The length begins with a zero before its digits; a number has one spelling here.")]
    LeadingZero,
    /// Header lines grow past the maximum, and no empty line has come.
    #[error("The header lines do not end within {max} bytes.")]
    HeadTooLong {
        /// The maximum, in bytes.
        max: u64,
    },
    /// A line of a header is no field, or not the length it should be.
    #[error("Line {line} of the header is not right: a name, a colon and a value are due.")]
    BadField {
        /// The line, from 1.
        line: u64,
    },
    /// No header line says how long the message is.
    #[error("No line of the header says Content-Length.")]
    NoLength,
    /// Two header lines say how long the message is.
    #[error("The header says Content-Length twice; two readers may take different ones.")]
    TwoLengths,
    /// An empty message in a framing whose readers pass over it.
    #[error("An empty message cannot be sent in this framing: its readers pass over it.")]
    EmptyMessage,
    /// Bytes that stand for others stand for none.
    #[error("The byte stuffing is wrong at offset {at} of the frame.")]
    BadStuffing {
        /// The first bad byte, from the frame's beginning.
        at: u64,
    },
    /// A received JSON value grows past the maximum and has not ended.
    #[error("The JSON value does not end within {max} bytes.")]
    LongValue {
        /// The maximum, in bytes.
        max: u64,
    },
    /// The JSON value is none.
    #[error("The value is not JSON: see its line {line}, column {column}.")]
    BadJson {
        /// The line, from 1.
        line: u64,
        /// The column, from 1, in bytes.
        column: u64,
    },
    /// A message that is not one JSON value which shows its end.
    #[error("One JSON object, array or string is due, and nothing else: see offset {at}.")]
    NoValue {
        /// The first byte that does not belong there.
        at: u64,
    },
    /// A decoder was asked of an exhibit, whose reader asks for bytes itself.
    #[error("This reader is an exhibit: it asks for bytes itself and cannot be fed.")]
    Exhibit,
}

impl FramingError {
    /// The portable name a record has for it.
    pub fn name(&self) -> ErrorName {
        match self {
            Self::OutOfRange { .. } => ErrorName::OutOfRange,
            Self::MessageTooLong { .. }
            | Self::ClaimTooLarge { .. }
            | Self::NoDelimiter { .. }
            | Self::NoEnd { .. }
            | Self::HeadTooLong { .. }
            | Self::LongValue { .. }
            | Self::HeaderTooLarge { .. } => ErrorName::FrameTooLarge,
            Self::EndInsideFrame { .. } => ErrorName::EndInsideFrame,
            Self::WrongLength { .. }
            | Self::HoldsDelimiter { .. }
            | Self::Negative { .. }
            | Self::SmallerThanHeader { .. }
            | Self::BelowLayout { .. }
            | Self::BelowMessage { .. }
            | Self::WrongOwnLength { .. }
            | Self::StrippedVarint
            | Self::Overlong { .. }
            | Self::VarintTooBig
            | Self::WrongField { .. }
            | Self::ZeroLength
            | Self::EmptyDelimiter
            | Self::EscapeInDelimiter
            | Self::DelimiterInDelimiter
            | Self::EndsWithPadding { .. }
            | Self::NoNumber { .. }
            | Self::LongNumber { .. }
            | Self::WrongAnswer { .. }
            | Self::EmptyAck
            | Self::DigitEnd
            | Self::NoJson { .. }
            | Self::NoSize
            | Self::TwoSizes
            | Self::WrongSign { .. }
            | Self::LeadingZero
            | Self::BadField { .. }
            | Self::NoLength
            | Self::TwoLengths
            | Self::EmptyMessage
            | Self::BadStuffing { .. }
            | Self::BadJson { .. }
            | Self::NoValue { .. }
            | Self::Exhibit => ErrorName::BadFrame,
        }
    }

    /// The sentence, with its figures.
    pub fn text(&self) -> Text {
        Text::new(self.to_string(), self.zh())
    }

    /// The sentence, followed by what is strange about the length that was read.
    pub fn text_with(&self, doubt: Option<Doubt>) -> Text {
        let (text, doubt) = (self.text(), doubt.map(|doubt| doubt.text()));
        match doubt {
            Some(doubt) => {
                Text::new(format!("{} {}", text.en, doubt.en), format!("{}{}", text.zh, doubt.zh))
            }
            None => text,
        }
    }
}

fn these(len: u64) -> String {
    if len == 1 { "This 1 byte is".into() } else { format!("These {len} bytes are") }
}

fn arrived_en(have: u64, whole: Option<u64>) -> String {
    match whole {
        Some(whole) => format!("{have} of its {} had arrived", bytes(whole)),
        None => format!("{} of it had arrived", bytes(have)),
    }
}

/// So many bytes, in English.
fn bytes(n: u64) -> String {
    if n == 1 { "1 byte".to_owned() } else { format!("{n} bytes") }
}
