//! A length that cannot be right, looked at: its bytes as text, or the other way round.
//!
//! A reader of a stream of another protocol, or of the other byte order, gets lengths out of nowhere:
//! `GET ` is 1195725856, and 5 written least significant byte first is 83886080.

use super::header::{other_order, read};
use crate::model::{Header, Text};

/// How many bytes of a beginning are kept.
const KEPT: usize = 8;

/// What a header looks like that announces what cannot be, or what does not come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Doubt(Kind);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The bytes begin as those of this protocol do.
    Protocol(Protocol, Beginning),
    /// The header is text.
    Letters(Beginning),
    /// In the other byte order the header says this, which may be.
    Order(Header, u64),
}

/// The first bytes of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Beginning {
    bytes: [u8; KEPT],
    len: usize,
}

impl Beginning {
    fn of(bytes: &[u8]) -> Self {
        let mut kept = [0; KEPT];
        let len = bytes.len().min(KEPT);
        kept[..len].copy_from_slice(&bytes[..len]);
        Beginning { bytes: kept, len }
    }

    fn bytes(&self) -> &[u8] {
        &self.bytes[..self.len]
    }

    fn text(&self) -> String {
        self.bytes().escape_ascii().to_string()
    }

    fn hex(&self) -> String {
        let digits: Vec<String> = self.bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        digits.join(" ")
    }
}

/// Protocols that a server meets uninvited, and their first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Protocol {
    /// RFC 9112, 3: a method and a space.
    HttpRequest,
    /// RFC 9112, 4: the version.
    HttpResponse,
    /// RFC 4253, 4.2: the version of the protocol.
    Ssh,
    /// RFC 8446, 5.1: a record of type 22 (handshake), version 3.0 to 3.4.
    Tls,
}

impl Protocol {
    /// The methods of RFC 9110, 9.3, and PATCH (RFC 5789).
    const METHODS: [&[u8]; 9] = [
        b"GET ",
        b"HEAD ",
        b"POST ",
        b"PUT ",
        b"DELETE ",
        b"CONNECT ",
        b"OPTIONS ",
        b"TRACE ",
        b"PATCH ",
    ];

    /// The protocol whose bytes begin so, and how much of them says it. Of a stream that has only begun,
    /// at least four bytes must be there, or the whole of a TLS version.
    fn of(bytes: &[u8]) -> Option<(Self, Beginning)> {
        let begins = |with: &[u8]| {
            let len = with.len().min(bytes.len());
            (len >= 4 && bytes[..len] == with[..len]).then(|| Beginning::of(&bytes[..len]))
        };
        let request = Self::METHODS.iter().find_map(|method| begins(method));
        let tls = matches!(bytes, [0x16, 3, 0..=4, ..]).then(|| Beginning::of(&bytes[..3]));
        let all = [
            (Protocol::HttpRequest, request),
            (Protocol::HttpResponse, begins(b"HTTP/")),
            (Protocol::Ssh, begins(b"SSH-")),
            (Protocol::Tls, tls),
        ];
        all.into_iter().find_map(|(protocol, found)| Some((protocol, found?)))
    }
}

impl Doubt {
    /// Of a header at the front of `bytes` that cannot be right: what it should say is at most `most`.
    pub fn refused(header: Header, bytes: &[u8], most: u64) -> Option<Self> {
        let (_, size) = read(header, bytes).ok()??;
        let order = || {
            let other = other_order(header, &bytes[..size])?;
            (1..=most).contains(&other).then_some(Kind::Order(header, other))
        };
        Self::in_bytes(bytes, size).or_else(|| order().map(Doubt))
    }

    /// Of a header at the front of `bytes` whose message has not come whole. That the other order is
    /// meant is said only where, read so, `bytes` are whole frames and nothing else. `itself`: the length
    /// counts its header.
    pub fn waiting(header: Header, bytes: &[u8], itself: bool) -> Option<Self> {
        let (_, size) = read(header, bytes).ok()??;
        let order = || {
            let first = other_order(header, &bytes[..size])?;
            let mut rest = bytes;
            while !rest.is_empty() {
                let len = usize::try_from(other_order(header, rest.get(..size)?)?).ok()?;
                let len = if itself { len.checked_sub(size)? } else { len };
                rest = rest.get(size.checked_add(len)?..)?;
            }
            Some(Kind::Order(header, first))
        };
        Self::in_bytes(bytes, size).or_else(|| order().map(Doubt))
    }

    /// Of bytes where a length in digits is due.
    pub fn of_digits(bytes: &[u8]) -> Option<Self> {
        let text = bytes.iter().take(KEPT).take_while(|byte| is_text(**byte)).count();
        Self::in_bytes(bytes, text)
    }

    /// Of bytes that should be another protocol's text.
    pub fn of_protocol(bytes: &[u8]) -> Option<Self> {
        Protocol::of(bytes).map(|(protocol, found)| Doubt(Kind::Protocol(protocol, found)))
    }

    /// What the bytes say; `size` of them are the header.
    fn in_bytes(bytes: &[u8], size: usize) -> Option<Self> {
        if let Some(known) = Self::of_protocol(bytes) {
            return Some(known);
        }
        let header = bytes.get(..size).filter(|header| header.len() > 1)?;
        // Two bytes are often text by chance, but not letters.
        let letters =
            |byte: &u8| if size > 2 { is_text(*byte) } else { byte.is_ascii_alphabetic() };
        header.iter().all(letters).then(|| Doubt(Kind::Letters(Beginning::of(header))))
    }

    /// The sentence, in both languages.
    pub fn text(&self) -> Text {
        match self.0 {
            Kind::Protocol(Protocol::Tls, found) => {
                let hex = found.hex();
                Text::new(
                    format!("The bytes begin with {hex}, as a TLS record does."),
                    format!("这些字节以 {hex} 开头，TLS 记录就是这样开头的。"),
                )
            }
            Kind::Protocol(protocol, found) => {
                let (en, zh) = protocol.named();
                let begin = found.text();
                Text::new(
                    format!("The bytes begin with \"{begin}\", as {en} does."),
                    format!("这些字节以 \"{begin}\" 开头，{zh}就是这样开头的。"),
                )
            }
            Kind::Letters(found) => {
                let text = found.text();
                Text::new(
                    format!("These bytes are the text \"{text}\"."),
                    format!("这几个字节是文本 \"{text}\"。"),
                )
            }
            Kind::Order(header, value) => Text::new(
                format!(
                    "In the other byte order (it was read as {header}) the header says {value}."
                ),
                format!("换一种字节序（刚才是按 {header} 读的），首部说的是 {value}。"),
            ),
        }
    }
}

impl Protocol {
    fn named(self) -> (&'static str, &'static str) {
        match self {
            Protocol::HttpRequest => ("an HTTP request", "HTTP 请求"),
            Protocol::HttpResponse => ("an HTTP response", "HTTP 响应"),
            Protocol::Ssh => ("SSH", "SSH"),
            Protocol::Tls => ("a TLS record", "TLS 记录"),
        }
    }
}

/// What a person would take for text: printable ASCII, and the ends of lines.
fn is_text(byte: u8) -> bool {
    byte.is_ascii_graphic() || matches!(byte, b' ' | b'\r' | b'\n' | b'\t')
}
