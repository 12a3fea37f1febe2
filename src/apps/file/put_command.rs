//! Where the name ends in `put NAME`, when nothing marks its end.
//!
//! Behind the name come the file's size, four bytes, and then a header that says its own length in four bytes: each is a
//! number below 16 MiB or so, and has a zero byte in it, which no name has. So the name ends at most five bytes before the
//! first zero byte. Of these few places it is the one behind which a header begins that can be read. A file without a line has no
//! header: its size is four zero bytes, right behind its name.

use serde::{Deserialize, Serialize};

/// The longest header of a line, in bytes.
pub(super) const HEADER: usize = 64 << 10;
/// The longest command before its end must be found: the longest name, and the size behind it.
const COMMAND: usize = 255 + 8;

/// The header of a line. What it says besides is not kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineHead {
    /// The file's name; the command has said it, too.
    pub file_name: String,
    /// The bytes of the line, its end among them.
    pub file_size: u64,
    /// Their MD5, in lower-case hex.
    pub md5: String,
}

/// What the bytes behind `put ` say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Put {
    /// The name has so many bytes; behind them is the size.
    Name(usize),
    /// More must come before that is known.
    More,
    /// Nothing that comes can make a command of it.
    None,
}

/// Finds the end of the name. (Where the stream is cut inside the length of a header of exactly 256 bytes, or a multiple, and
/// nothing behind it has come, the file is taken for an empty one. Our own client writes no such header.)
pub fn put_in(bytes: &[u8]) -> Put {
    let Some(zero) = bytes.iter().position(|byte| *byte == 0) else {
        return if bytes.len() < COMMAND { Put::More } else { Put::None };
    };
    let mut more = false;
    for at in zero.saturating_sub(5).max(1)..=zero {
        match headed(&bytes[at..]) {
            Put::Name(_) => return Put::Name(at),
            Put::More => more = true,
            Put::None => {}
        }
    }
    let size = bytes.get(zero..zero + 4);
    match size {
        Some([0, 0, 0, 0]) if zero > 0 => Put::Name(zero),
        None if zero > 0 => Put::More,
        Some(_) | None if more => Put::More,
        Some(_) | None => Put::None,
    }
}

/// Whether a size, and a header of a line of at most that size, begin here.
fn headed(bytes: &[u8]) -> Put {
    let number = |at: usize| {
        let four = bytes.get(at..at + 4)?;
        Some(i32::from_le_bytes(four.try_into().ok()?))
    };
    let (Some(total), Some(len)) = (number(0), number(4)) else { return Put::More };
    let len = usize::try_from(len).unwrap_or(0);
    if total <= 0 || len == 0 || len > HEADER {
        return Put::None;
    }
    let text = &bytes[8..];
    match text.get(..len) {
        None if text.first().is_none_or(|first| *first == b'{') => Put::More,
        None => Put::None,
        Some(text) => match serde_json::from_slice::<LineHead>(text) {
            Ok(head) if head.file_size <= u64::from(total.unsigned_abs()) => Put::Name(0),
            _ => Put::None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stream(name: &str, total: i32, line: u64) -> Vec<u8> {
        let head = format!("{{\"file_name\": \"{name}\", \"file_size\": {line}, \"md5\": \"\"}}");
        let mut bytes = [name.as_bytes(), &total.to_le_bytes()].concat();
        if total > 0 {
            bytes.extend((head.len() as i32).to_le_bytes());
            bytes.extend(head.as_bytes());
        }
        bytes
    }

    #[test]
    fn the_name_ends_where_a_header_can_be_read() {
        for name in ["a", "a.txt", "你好 世界, and so on.txt"] {
            for total in [0, 1, 5, 255, 256, 65_536, 0x0101_0101, i32::MAX, 0x0030_3030] {
                let bytes = stream(name, total, 1);
                assert_eq!(put_in(&bytes), Put::Name(name.len()), "{name} {total}");
                // Whatever part of it has come, another end is never found.
                for part in 0..bytes.len() {
                    assert!(
                        matches!(put_in(&bytes[..part]), Put::More),
                        "{name} {total}, {part} bytes: {:?}",
                        put_in(&bytes[..part])
                    );
                }
            }
        }
    }

    #[test]
    fn what_is_no_command_is_not_waited_for() {
        assert_eq!(put_in(&[b'a'; COMMAND]), Put::None);
        assert_eq!(put_in(b"a.txt\0\0\0\x01nothing of the kind"), Put::None);
        assert_eq!(put_in(b"\0\0\0\0"), Put::None);
    }
}
