//! What can be tortured: one table.

use crate::model::{Exhibit, FramingSpec, Header};

/// A framing to be tortured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// What it is called on the command line.
    pub name: String,
    /// What it is.
    pub spec: FramingSpec,
}

impl Subject {
    fn new(name: impl Into<String>, spec: FramingSpec) -> Self {
        Subject { name: name.into(), spec }
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
/// cannot carry the messages of the streams, or lies in a way of its own, see `Line`. Lines, and
/// messages that end with the connection, are not here: by their nature they take a stream that was
/// cut for one that has ended, which is one of the tortures. Nor is a length that is acknowledged
/// and has no end: its digits do not survive a cut.
pub fn subjects() -> Vec<Subject> {
    let delimiter = |escape| FramingSpec::Delimiter { delimiter: b"\n".to_vec(), escape, max: MAX };
    let prefix =
        |header, includes_header| FramingSpec::LengthPrefix { header, includes_header, max: MAX };
    let mut all = vec![
        Subject::new("fixed", FramingSpec::Fixed { len: 8, pad: None }),
        Subject::new("fixed-padded", FramingSpec::Fixed { len: 8, pad: Some(0) }),
        Subject::new("delimiter", delimiter(None)),
        Subject::new("delimiter-escaped", delimiter(Some(b'\\'))),
    ];
    let named =
        |&header: &Header| Subject::new(format!("length-prefix:{header}"), prefix(header, false));
    all.extend(Header::ALL.iter().map(named));
    all.push(Subject::new("length-prefix:u32be:whole", prefix(Header::U32be, true)));
    let (ack, end) = (FramingSpec::DEFAULT_ACK.into(), Some(b'\n'));
    all.push(Subject::new("length-ack", FramingSpec::LengthAck { ack, end, max: MAX }));
    let (header, key) = (Header::I32le, FramingSpec::DEFAULT_KEY.to_owned());
    let header_max = FramingSpec::DEFAULT_HEADER_MAX;
    let json = FramingSpec::JsonHeader { header, key, header_max, max: MAX };
    all.push(Subject::new("json-header", json));
    let broken =
        |&exhibit: &Exhibit| Subject::new(exhibit.as_str(), FramingSpec::Broken { exhibit });
    all.extend(Exhibit::ALL.iter().map(broken));
    all
}

/// One by name.
pub fn find(name: &str) -> Option<Subject> {
    subjects().into_iter().find(|subject| subject.name == name)
}
