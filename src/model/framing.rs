//! How a case marks message boundaries in a stream, as its file says it.

use super::{Exhibit, named_enum};

named_enum! {
    /// The form of a length prefix.
    pub enum Header {
        /// One byte.
        U8 = "u8",
        /// Two bytes, most significant first.
        U16be = "u16be",
        /// Two bytes, least significant first.
        U16le = "u16le",
        /// Three bytes, most significant first: TLS handshake messages (RFC 8446, 4), HTTP/2 frames (RFC 9113, 4.1).
        U24be = "u24be",
        /// Three bytes, least significant first: MySQL packets.
        U24le = "u24le",
        /// Four bytes, most significant first: network order.
        U32be = "u32be",
        /// Four bytes, least significant first.
        U32le = "u32le",
        /// Eight bytes, most significant first.
        U64be = "u64be",
        /// Eight bytes, least significant first.
        U64le = "u64le",
        /// Four bytes, signed, most significant first: Python's `struct.pack('!i')`.
        I32be = "i32be",
        /// Four bytes, signed, least significant first: Python's `struct.pack('i')` on x86 and ARM.
        I32le = "i32le",
        /// LEB128, seven bits a byte, least significant group first, as Protocol Buffers write it.
        Varint = "varint",
    }
}

named_enum! {
    /// What a reader does after a frame that is longer than the longest it takes.
    pub enum TooLong {
        /// It takes no more from the stream.
        Close = "close",
        /// It passes over the frame, and goes on with the next.
        Skip = "skip",
    }
}

/// Where the length of a `length-prefix` frame stands, what it leaves out, and what of the frame is the message, in
/// the words of Netty's `LengthFieldBasedFrameDecoder`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PrefixLayout {
    /// Bytes before the length.
    pub offset: u32,
    /// What is added to the length that is read, so that it counts the bytes behind it.
    pub adjust: i32,
    /// Bytes of the frame's front that are not the message; unsaid: all that stands before the length, and itself.
    pub strip: Option<u32>,
}

/// `framing = { kind = …, … }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FramingSpec {
    /// `kind = "fixed"`: every message has exactly `len` bytes, or is filled up to them.
    Fixed {
        /// Bytes a message.
        len: u32,
        /// What fills a shorter message up; without it a shorter one is refused.
        pad: Option<u8>,
    },
    /// `kind = "delimiter"`: each message is followed by `delimiter`.
    Delimiter {
        /// What is written behind a message; never empty.
        delimiter: Vec<u8>,
        /// What ends a message, too, for its reader; none of them empty.
        or: Vec<Vec<u8>>,
        /// Whether a delimiter or escape byte inside the payload is preceded by this byte on the wire.
        escape: Option<u8>,
        /// What comes after a longer one.
        too_long: TooLong,
        /// The longest message taken, in bytes.
        max: u64,
    },
    /// `kind = "length-prefix"`: each message is preceded by its length.
    LengthPrefix {
        /// The form of the length.
        header: Header,
        /// Whether the length counts the header too.
        includes_header: bool,
        /// Where it stands, and what it counts besides.
        layout: PrefixLayout,
        /// What comes after a longer one.
        too_long: TooLong,
        /// The longest message taken, in bytes.
        max: u64,
    },
    /// `kind = "lines"`: each message is a line, as a buffered reader takes them.
    Lines {
        /// What comes after a longer one.
        too_long: TooLong,
        /// The longest line taken, in bytes, its carriage return counted.
        max: u64,
    },
    /// `kind = "length-ack"`: the length in decimal digits; the body when the receiver has
    /// acknowledged it.
    LengthAck {
        /// The acknowledgement; never empty.
        ack: Vec<u8>,
        /// What ends the number; without it the number has no end that a reader could see.
        end: Option<u8>,
        /// The longest message taken, in bytes.
        max: u64,
    },
    /// `kind = "json-header"`: the length of a JSON text, that text, and the body whose size it says.
    JsonHeader {
        /// The form of the JSON text's length.
        header: Header,
        /// Under which key the body's size stands.
        key: String,
        /// The longest JSON text taken, in bytes.
        header_max: u64,
        /// The longest message taken, in bytes.
        max: u64,
    },
    /// `kind = "netstring"`: the length in decimal digits, a colon, the message, a comma.
    Netstring {
        /// The longest message taken, in bytes.
        max: u64,
    },
    /// `kind = "resp"`: a bulk string of Redis, `$5\r\nhello\r\n`.
    Resp {
        /// The longest message taken, in bytes.
        max: u64,
    },
    /// `kind = "content-length"`: header lines, one of which says the length, an empty line, the message.
    ContentLength {
        /// The most bytes of header lines taken.
        header_max: u64,
        /// The longest message taken, in bytes.
        max: u64,
    },
    /// `kind = "slip"`: byte stuffing with an end and an escape (RFC 1055).
    Slip {
        /// What comes after a longer one.
        too_long: TooLong,
        /// The longest message taken, in bytes.
        max: u64,
    },
    /// `kind = "cobs"`: consistent overhead byte stuffing; a zero ends a message.
    Cobs {
        /// What comes after a longer one.
        too_long: TooLong,
        /// The longest message taken, in bytes.
        max: u64,
    },
    /// `kind = "json"`: each message is a JSON object, array or string.
    Json {
        /// The longest message taken, in bytes.
        max: u64,
    },
    /// `kind = "until-close"`: all that comes until the stream ends is one message.
    UntilClose {
        /// The longest message taken, in bytes.
        max: u64,
    },
    /// `kind = "broken"`: an exhibit, to see what its mistake does.
    Broken {
        /// Which.
        exhibit: Exhibit,
    },
}

impl FramingSpec {
    /// The longest message taken where the file does not say: 1 MiB.
    pub const DEFAULT_MAX: u64 = 1024 * 1024;

    /// The most bytes that may stand before a length, be left out of it or be stripped.
    pub const MOST_HEAD: u32 = 1024;

    /// The words `kind` may have.
    pub const KINDS: &'static [&'static str] = &[
        "fixed",
        "delimiter",
        "length-prefix",
        "lines",
        "length-ack",
        "json-header",
        "netstring",
        "resp",
        "content-length",
        "slip",
        "cobs",
        "json",
        "until-close",
        "broken",
    ];

    /// The most bytes of header lines or JSON header taken where the file does not say: 4 KiB.
    pub const DEFAULT_HEADER_MAX: u64 = 4096;
    /// The buffer of each `recv` beneath a `recv_message` where the file does not say, in bytes.
    pub const DEFAULT_BUFFER: u64 = 4096;

    /// The key of the body's size where the file does not say, as the tutorials have it.
    pub const DEFAULT_KEY: &'static str = "total_size";

    /// The acknowledgement where the file does not say, as the tutorials have it.
    pub const DEFAULT_ACK: &'static str = "recv_ready";

    /// Whether its reader passes over a frame that is too long.
    pub fn goes_on(&self) -> bool {
        match self {
            FramingSpec::Delimiter { too_long, .. }
            | FramingSpec::LengthPrefix { too_long, .. }
            | FramingSpec::Lines { too_long, .. }
            | FramingSpec::Slip { too_long, .. }
            | FramingSpec::Cobs { too_long, .. } => *too_long == TooLong::Skip,
            FramingSpec::Fixed { .. }
            | FramingSpec::LengthAck { .. }
            | FramingSpec::JsonHeader { .. }
            | FramingSpec::Netstring { .. }
            | FramingSpec::Resp { .. }
            | FramingSpec::ContentLength { .. }
            | FramingSpec::Json { .. }
            | FramingSpec::UntilClose { .. }
            | FramingSpec::Broken { .. } => false,
        }
    }

    /// The word `kind` has.
    pub fn kind(&self) -> &'static str {
        match self {
            FramingSpec::Fixed { .. } => "fixed",
            FramingSpec::Delimiter { .. } => "delimiter",
            FramingSpec::LengthPrefix { .. } => "length-prefix",
            FramingSpec::Lines { .. } => "lines",
            FramingSpec::LengthAck { .. } => "length-ack",
            FramingSpec::JsonHeader { .. } => "json-header",
            FramingSpec::Netstring { .. } => "netstring",
            FramingSpec::Resp { .. } => "resp",
            FramingSpec::ContentLength { .. } => "content-length",
            FramingSpec::Slip { .. } => "slip",
            FramingSpec::Cobs { .. } => "cobs",
            FramingSpec::Json { .. } => "json",
            FramingSpec::UntilClose { .. } => "until-close",
            FramingSpec::Broken { .. } => "broken",
        }
    }
}
