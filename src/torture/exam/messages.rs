//! The messages, from a seed.

use crate::model::FramingSpec;
use crate::model::random::Random;

/// The messages of each stream.
pub(super) struct Messages {
    /// An empty one, one byte, a word, a Chinese character, and one that has the delimiter in it: few bytes, so that
    /// every pair of cuts can be tried.
    pub(super) short: Vec<Vec<u8>>,
    /// 1024 and 1025 bytes, and a word that begins with a space and ends with a line end, as far as the framing carries
    /// that.
    pub(super) long: Vec<Vec<u8>>,
    /// 70,000 bytes.
    pub(super) large: Vec<Vec<u8>>,
    /// What a second client sends.
    pub(super) other: Vec<Vec<u8>>,
}

/// More than two bytes can say.
const LARGE: usize = 70_000;

impl Messages {
    pub(super) fn of(framing: &FramingSpec, seed: u64) -> Self {
        let mut random = Random::new(seed);
        let word = |len: usize, random: &mut Random| -> Vec<u8> {
            (0..len).map(|_| b"abcdefghijklmnopqrstuvwxyz"[random.below(26)]).collect()
        };
        let inside =
            |random: &mut Random| [word(1, random), delimiter(framing), word(1, random)].concat();
        let short = vec![
            word(4, &mut random),
            Vec::new(),
            chinese(&mut random),
            word(1, &mut random),
            inside(&mut random),
        ];
        let long = vec![
            word(1024, &mut random),
            word(1025, &mut random),
            spaced(framing, word(4, &mut random)),
        ];
        let large = vec![word(LARGE, &mut random)];
        let other = vec![word(6, &mut random), chinese(&mut random), word(2, &mut random)];
        Messages { short, long, large, other }
    }
}

/// A word with what `strip` takes away, or as much of that as the framing carries.
fn spaced(framing: &FramingSpec, word: Vec<u8>) -> Vec<u8> {
    let (all, inner) = (word.clone(), word.get(..2).unwrap_or_default());
    let between = |before: &[u8], behind: &[u8]| [before, inner, behind].concat();
    let spaced = [between(b" ", b"\n"), between(b" ", b" "), between(b"  ", b"")];
    // A string of JSON holds every text.
    let is_json = matches!(framing, FramingSpec::Json { .. });
    let framing = crate::framing::from_spec(framing);
    let carries = |message: &Vec<u8>| is_json || framing.encode(message, &mut Vec::new()).is_ok();
    spaced.into_iter().find(carries).unwrap_or(all)
}

/// A character of the block CJK Unified Ideographs, 3 bytes in UTF-8.
fn chinese(random: &mut Random) -> Vec<u8> {
    let code = 0x4e00 + u32::try_from(random.below(0x5000)).unwrap_or(0);
    char::from_u32(code).map_or_else(Vec::new, |c| c.to_string().into_bytes())
}

/// What ends a message, or a length, or what programs that split text would take for an end.
fn delimiter(framing: &FramingSpec) -> Vec<u8> {
    match framing {
        FramingSpec::Delimiter { delimiter, .. } => delimiter.clone(),
        FramingSpec::Cobs { .. } => b"\0".to_vec(),
        FramingSpec::Netstring { .. } => b",".to_vec(),
        FramingSpec::Resp { .. } | FramingSpec::ContentLength { .. } => b"\r\n".to_vec(),
        FramingSpec::LengthAck { end: Some(end), .. } => vec![*end],
        FramingSpec::Fixed { .. }
        | FramingSpec::LengthPrefix { .. }
        | FramingSpec::Lines { .. }
        | FramingSpec::LengthAck { end: None, .. }
        | FramingSpec::JsonHeader { .. }
        | FramingSpec::Slip { .. }
        | FramingSpec::Json { .. }
        | FramingSpec::UntilClose { .. }
        | FramingSpec::Broken { .. } => b"\n".to_vec(),
    }
}
