//! What a message says, byte by byte as it was sent: for the cells of the rulers.

use crate::analysis::MessageFinding;
use crate::framing::from_spec;
use crate::model::{Case, Content, FramingSpec, Payload};
use crate::report::escape::{Glyph, Letters, glyphs, raw};

/// A message's bytes and how they are drawn.
#[derive(Debug, Clone)]
pub(crate) struct MessageText {
    bytes: Vec<u8>,
    glyphs: Vec<Glyph>,
    /// How long its header is, and the length that is drawn for it.
    header: Option<(u64, u64)>,
}

/// Messages longer than this are drawn by their size, in bytes.
const LONGEST: u64 = 160;

impl MessageText {
    /// The text of a message of which `len` bytes (its frame included; `frame`: of so many) were taken
    /// by the kernel. `None` where the trace does not keep them or they are too many to draw.
    pub(crate) fn of(
        message: &MessageFinding,
        (len, frame): (u64, Option<u64>),
        (case, letters): (&Case, Letters),
    ) -> Option<Self> {
        if len > LONGEST {
            return None;
        }
        let wanted = usize::try_from(len).ok()?;
        // What was taken of a frame that was not taken whole is its beginning, not the message's.
        let partly = frame.filter(|frame| len < *frame);
        let plain = if partly.is_some() { None } else { plain(message, len) };
        let bytes = plain.or_else(|| framed(message, case))?;
        let bytes = bytes.get(..wanted)?.to_vec();
        let header = header(case, message, partly.unwrap_or(len)).map(|len| (len, message.bytes));
        let glyphs = match header {
            Some(header) => with_header(&bytes, header, letters),
            None => glyphs(&bytes, letters),
        };
        Some(MessageText { bytes, glyphs, header })
    }

    /// How long its header is, and the length that is drawn for it.
    pub(crate) fn header(&self) -> Option<(u64, u64)> {
        self.header
    }

    /// What is drawn for a piece of it; a character (or a header) that is cut shows its bytes.
    pub(crate) fn piece(&self, from: u64, to: u64) -> String {
        let mut out = String::new();
        for glyph in &self.glyphs {
            let (start, end) = (glyph.start, glyph.start + glyph.len);
            if end <= from || start >= to {
                continue;
            }
            if start >= from && end <= to {
                out.push_str(if glyph.text == " " { "·" } else { &glyph.text });
            } else {
                let bytes = (start.max(from)..end.min(to)).filter_map(|at| self.byte(at));
                out.extend(bytes.map(raw));
            }
        }
        out
    }

    fn byte(&self, at: u64) -> Option<u8> {
        self.bytes.get(usize::try_from(at).ok()?).copied()
    }
}

/// A message without a frame.
fn plain(message: &MessageFinding, len: u64) -> Option<Vec<u8>> {
    match &message.data {
        Payload { content: Content::Whole(bytes), len: all } if *all >= len => Some(bytes.clone()),
        _ => None,
    }
}

/// A message with its frame: the case's framing says what that is.
fn framed(message: &MessageFinding, case: &Case) -> Option<Vec<u8>> {
    let Content::Whole(payload) = &message.data.content else { return None };
    let mut frame = Vec::new();
    from_spec(case.framing.as_ref()?).encode(payload, &mut frame).ok()?;
    Some(frame)
}

/// How many bytes of header are before a message.
fn header(case: &Case, message: &MessageFinding, len: u64) -> Option<u64> {
    match case.framing {
        Some(
            FramingSpec::LengthPrefix { .. }
            | FramingSpec::LengthAck { .. }
            | FramingSpec::ContentLength { .. }
            | FramingSpec::JsonHeader { .. },
        ) => len.checked_sub(message.bytes).filter(|&n| n > 0),
        _ => None,
    }
}

/// A header is drawn as the length it says: `[5]hello`.
fn with_header(bytes: &[u8], (header, says): (u64, u64), letters: Letters) -> Vec<Glyph> {
    let mut out = vec![Glyph { start: 0, len: header, text: format!("[{says}]") }];
    let rest = usize::try_from(header).ok().and_then(|at| bytes.get(at..)).unwrap_or_default();
    out.extend(glyphs(rest, letters).into_iter().map(|g| Glyph { start: g.start + header, ..g }));
    out
}
