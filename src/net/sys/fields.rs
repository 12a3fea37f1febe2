//! A struct that the kernel has written, read as bytes.
//!
//! Such structs (`tcp_info`, `tcp_connection_info`, `TCP_INFO_v0`) grow at their end from release to
//! release, and some definitions of them in libraries are wrong or shorter. Read as bytes, what
//! the kernel did not write is not there, and no bit pattern is invalid.

use super::seen;
use crate::model::Seen;
use std::io;

/// The bytes the kernel wrote, or the error it gave instead.
pub(super) struct Fields<'a> {
    read: Seen<&'a [u8]>,
}

impl<'a> Fields<'a> {
    /// From a buffer and the length that the kernel says it wrote.
    pub(super) fn new(buffer: &'a [u8], written: io::Result<usize>) -> Self {
        Fields { read: seen(written).map(|len| &buffer[..len.min(buffer.len())]) }
    }

    /// The number at an offset, as wide as a field of `S` is; [`field`] knows both of the field.
    pub(super) fn at<S, T: Number>(&self, offset: usize, _field: fn(&S) -> &T) -> Seen<u64> {
        let number = |bytes: &[u8]| T::of(bytes.get(offset..)?);
        match self.read.map(number) {
            Seen::Seen(Some(number)) => Seen::Seen(number),
            Seen::Seen(None) | Seen::Unsupported | Seen::Absent => Seen::Unsupported,
            Seen::Failed(code) => Seen::Failed(code),
        }
    }
}

/// `field!(fields, Struct, name)`: one field of what was read, by its name.
macro_rules! field {
    ($fields:expr, $of:ty, $name:ident) => {
        $fields.at(std::mem::offset_of!($of, $name), |all: &$of| &all.$name)
    };
}
pub(super) use field;

/// A number as a struct has it.
pub(super) trait Number {
    /// The number that these bytes begin with.
    fn of(bytes: &[u8]) -> Option<u64>;
}

macro_rules! numbers {
    ($($number:ident)+) => {
        $(impl Number for $number {
            fn of(bytes: &[u8]) -> Option<u64> {
                bytes.first_chunk().map(|bytes| $number::from_ne_bytes(*bytes).into())
            }
        })+
    };
}
numbers!(u8 u32 u64);

#[cfg(test)]
mod tests {
    use super::*;

    #[repr(C)]
    struct Grown {
        state: u8,
        mss: u32,
        sent: u64,
    }

    /// A kernel that knows less writes less, whatever there is in the buffer.
    #[test]
    fn only_what_the_kernel_wrote_is_read() {
        let mut buffer = [0xee; 32];
        buffer[0] = 7;
        buffer[4..8].copy_from_slice(&1460_u32.to_ne_bytes());
        buffer[8..16].copy_from_slice(&(1_u64 << 40).to_ne_bytes());
        let read = |written: io::Result<usize>| {
            let all = Fields::new(&buffer, written);
            [field!(all, Grown, state), field!(all, Grown, mss), field!(all, Grown, sent)]
        };
        let (state, mss, sent) = (Seen::Seen(7), Seen::Seen(1460), Seen::Seen(1 << 40));
        assert_eq!(read(Ok(16)), [state, mss, sent]);
        assert_eq!(read(Ok(99)), [state, mss, sent]);
        assert_eq!(read(Ok(15)), [state, mss, Seen::Unsupported]);
        assert_eq!(read(Ok(7)), [state, Seen::Unsupported, Seen::Unsupported]);
        assert_eq!(read(Ok(0)), [Seen::Unsupported; 3]);
        assert_eq!(read(Err(io::Error::from_raw_os_error(22))), [Seen::Failed(22); 3]);
    }
}
