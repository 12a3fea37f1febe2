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

    fn bytes<const N: usize>(&self, offset: usize) -> Seen<[u8; N]> {
        let field = |bytes: &[u8]| bytes.get(offset..offset + N)?.try_into().ok();
        match self.read.map(field) {
            Seen::Seen(Some(field)) => Seen::Seen(field),
            Seen::Seen(None) | Seen::Unsupported | Seen::Absent => Seen::Unsupported,
            Seen::Failed(code) => Seen::Failed(code),
        }
    }

    /// A field of one byte.
    #[cfg_attr(not(target_os = "linux"), allow(dead_code, reason = "only Linux's have one"))]
    pub(super) fn u8(&self, offset: usize) -> Seen<u64> {
        self.bytes(offset).map(|[byte]: [u8; 1]| u64::from(byte))
    }

    /// A field of four bytes.
    pub(super) fn u32(&self, offset: usize) -> Seen<u64> {
        self.bytes(offset).map(|bytes| u64::from(u32::from_ne_bytes(bytes)))
    }

    /// A field of eight bytes.
    #[cfg_attr(target_os = "freebsd", allow(dead_code, reason = "its tcp_info counts no bytes"))]
    pub(super) fn u64(&self, offset: usize) -> Seen<u64> {
        self.bytes(offset).map(u64::from_ne_bytes)
    }
}
