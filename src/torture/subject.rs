//! What can be tortured: one table.

use crate::model::{Exhibit, FramingSpec, Header, PrefixLayout, TooLong};

/// A framing to be tortured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// What it is called on the command line.
    pub name: String,
    /// What it is.
    pub spec: FramingSpec,
    /// How its sender ends a line.
    pub end: End,
}

/// How the sender of a line ends it; the reader of `lines` takes both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// As the framing itself does.
    Own,
    /// With a carriage return before the newline: files and people on Windows.
    Crlf,
}

impl Subject {
    fn new(name: impl Into<String>, spec: FramingSpec) -> Self {
        Subject { name: name.into(), spec, end: End::Own }
    }

    /// Whether the end of the stream ends a message, too: then nobody can tell a message that was
    /// cut short from a whole one.
    pub fn takes_a_cut_for_the_end(&self) -> bool {
        matches!(self.spec, FramingSpec::Lines { .. } | FramingSpec::UntilClose { .. })
    }

    /// Whether a stream is one message.
    pub fn is_one_message_a_stream(&self) -> bool {
        matches!(self.spec, FramingSpec::UntilClose { .. })
    }

    /// Which exhibit it is, if it is one.
    pub fn exhibit(&self) -> Option<Exhibit> {
        match self.spec {
            FramingSpec::Broken { exhibit } => Some(exhibit),
            _ => None,
        }
    }
}

/// The longest message that the right framings are to take, in bytes: longer than every message of
/// the streams, short enough for bytes that never end.
const MAX: u64 = 64 * 1024;

/// All there are: the right ones, then the exhibits. A new framing is a line here; where it
/// cannot carry the messages of the streams, or lies in a way of its own, see `Line`. A length that
/// is acknowledged and has no end stands among the exhibits: its digits do not survive a cut.
pub fn subjects() -> Vec<Subject> {
    let broken =
        |&exhibit: &Exhibit| Subject::new(exhibit.as_str(), FramingSpec::Broken { exhibit });
    let mut all = delimited();
    all.extend(prefixed());
    all.extend(texts_and_stuffing());
    all.push(Subject::new("until-close", FramingSpec::UntilClose { max: MAX }));
    all.extend(Exhibit::ALL.iter().map(broken));
    all
}

/// Those without a length.
fn delimited() -> Vec<Subject> {
    let delimiter = |delimiter: &str, or: &[&str], (escape, too_long)| FramingSpec::Delimiter {
        delimiter: delimiter.into(),
        or: or.iter().map(|or| (*or).into()).collect(),
        escape,
        too_long,
        max: MAX,
    };
    let (close, skip) = (TooLong::Close, TooLong::Skip);
    let escape = Some(b'\\');
    let lines = |too_long| FramingSpec::Lines { too_long, max: MAX };
    vec![
        Subject::new("fixed", FramingSpec::Fixed { len: 8, pad: None }),
        Subject::new("fixed-padded", FramingSpec::Fixed { len: 8, pad: Some(0) }),
        Subject::new("delimiter", delimiter("\n", &[], (None, close))),
        Subject::new("delimiter-escaped", delimiter("\n", &[], (escape, close))),
        Subject::new("delimiter-several", delimiter("\r\n", &["\n", "|"], (escape, skip))),
        Subject::new("lines", lines(close)),
        Subject::new("lines:skip", lines(skip)),
        Subject { end: End::Crlf, ..Subject::new("lines:crlf", lines(close)) },
    ]
}

/// A length in binary, in each form of header.
fn prefixed() -> Vec<Subject> {
    let prefix = |header, includes_header, (offset, adjust, strip)| {
        let (layout, too_long) = (PrefixLayout { offset, adjust, strip }, TooLong::Close);
        FramingSpec::LengthPrefix { header, includes_header, layout, too_long, max: MAX }
    };
    let plain = (0, 0, None);
    let named = |&header: &Header| {
        Subject::new(format!("length-prefix:{header}"), prefix(header, false, plain))
    };
    let mut all: Vec<Subject> = Header::ALL.iter().map(named).collect();
    all.push(Subject::new("length-prefix:u32be:whole", prefix(Header::U32be, true, plain)));
    // Layouts as in Netty's documentation: all of a frame is the message; and a length of all of it, not at its front.
    let layouts = [
        ("length-prefix:u24be:kept", Header::U24be, (2, 0, Some(0))),
        ("length-prefix:u24le:offset", Header::U24le, (1, -4, Some(4))),
    ];
    all.extend(
        layouts.map(|(name, header, layout)| Subject::new(name, prefix(header, false, layout))),
    );
    all
}

/// A length in text, and bytes that are stuffed.
fn texts_and_stuffing() -> Vec<Subject> {
    let (ack, end) = (FramingSpec::DEFAULT_ACK.into(), Some(b'\n'));
    let (header, key) = (Header::I32le, FramingSpec::DEFAULT_KEY.to_owned());
    let (header_max, too_long) = (FramingSpec::DEFAULT_HEADER_MAX, TooLong::Close);
    vec![
        Subject::new("length-ack:newline", FramingSpec::LengthAck { ack, end, max: MAX }),
        Subject::new("json-header", FramingSpec::JsonHeader { header, key, header_max, max: MAX }),
        Subject::new("netstring", FramingSpec::Netstring { max: MAX }),
        Subject::new("resp", FramingSpec::Resp { max: MAX }),
        Subject::new("content-length", FramingSpec::ContentLength { header_max, max: MAX }),
        Subject::new("slip", FramingSpec::Slip { too_long, max: MAX }),
        Subject::new("cobs", FramingSpec::Cobs { too_long, max: MAX }),
        Subject::new("json", FramingSpec::Json { max: MAX }),
    ]
}

/// One by name.
pub fn find(name: &str) -> Option<Subject> {
    subjects().into_iter().find(|subject| subject.name == name)
}
