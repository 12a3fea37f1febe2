//! The memory of a process that is traced: process_vm_readv(2).

use nix::sys::uio::{RemoteIoVec, process_vm_readv};
use nix::unistd::Pid;
use std::io::{self, IoSliceMut};
use std::mem::MaybeUninit;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

/// No more is read of one call: what a program offers beyond that is cut.
pub(super) const MOST: u64 = 64 * 1024 * 1024;
/// So much at a time: nothing is allocated by what a program claims.
const PIECE: usize = 1024 * 1024;
/// IOV_MAX: writev(2).
const PIECES: u64 = 1024;

/// A process's memory.
#[derive(Debug, Clone, Copy)]
pub(super) struct Memory(pub(super) Pid);

impl Memory {
    /// At most `len` bytes from there, fewer where there are no more.
    pub(super) fn bytes(self, at: u64, len: u64) -> Vec<u8> {
        let mut all = Vec::new();
        let wanted = usize::try_from(len.min(MOST)).unwrap_or(0);
        while all.len() < wanted {
            let begin = all.len();
            all.resize(begin + (wanted - begin).min(PIECE), 0);
            let base = usize::try_from(at).unwrap_or(0).saturating_add(begin);
            let remote = [RemoteIoVec { base, len: all.len() - begin }];
            let local = &mut all[begin..];
            let read =
                process_vm_readv(self.0, &mut [IoSliceMut::new(local)], &remote).unwrap_or(0);
            all.truncate(begin + read);
            if read < remote[0].len {
                break;
            }
        }
        all
    }

    /// A structure of the kernel's.
    pub(super) fn value<T: Plain>(self, at: u64) -> io::Result<T> {
        let bytes = self.bytes(at, size_of::<T>() as u64);
        if bytes.len() < size_of::<T>() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let mut value = MaybeUninit::<T>::uninit();
        // SAFETY: as many bytes as `T` has are copied into it, and `T` takes any (see `Plain`).
        unsafe {
            std::ptr::copy_nonoverlapping(
                bytes.as_ptr(),
                value.as_mut_ptr().cast::<u8>(),
                size_of::<T>(),
            );
            Ok(value.assume_init())
        }
    }

    /// The bytes of several pieces, `len` of them at most.
    pub(super) fn gathered(self, pieces: &[libc::iovec], len: u64) -> Vec<u8> {
        let mut all = Vec::new();
        for piece in pieces {
            let left = len.min(MOST).saturating_sub(all.len() as u64);
            let size = (piece.iov_len as u64).min(left);
            all.extend(self.bytes(piece.iov_base as u64, size));
        }
        all
    }

    /// An array of pieces.
    pub(super) fn pieces(self, at: u64, count: u64) -> Vec<libc::iovec> {
        let step = size_of::<libc::iovec>() as u64;
        let all = (0..count.min(PIECES)).map(|n| self.value(at.saturating_add(n * step)));
        all.map_while(Result::ok).collect()
    }

    /// An address of the internet: ip(7), ipv6(7).
    pub(super) fn address(self, at: u64, len: u64) -> Option<SocketAddr> {
        let bytes = self.bytes(at, len.min(size_of::<libc::sockaddr_storage>() as u64));
        let family = i32::from(u16::from_ne_bytes(*bytes.first_chunk()?));
        let port = u16::from_be_bytes(*bytes.get(2..)?.first_chunk()?);
        match family {
            libc::AF_INET => {
                let address: [u8; 4] = *bytes.get(4..)?.first_chunk()?;
                Some((Ipv4Addr::from(address), port).into())
            }
            libc::AF_INET6 => {
                let address: [u8; 16] = *bytes.get(8..)?.first_chunk()?;
                Some((Ipv6Addr::from(address).to_canonical(), port).into())
            }
            _ => None,
        }
    }
}

/// Of which any bytes are a value.
///
/// # Safety
/// It has numbers and pointers in it, and nothing else.
pub(super) unsafe trait Plain: Copy {}

// SAFETY: they are numbers.
unsafe impl Plain for i32 {}
// SAFETY: as above.
unsafe impl Plain for u32 {}
// SAFETY: as above.
unsafe impl Plain for u64 {}
// SAFETY: two numbers.
unsafe impl Plain for libc::linger {}
// SAFETY: numbers.
unsafe impl Plain for libc::pollfd {}
// SAFETY: numbers.
unsafe impl Plain for libc::epoll_event {}
// SAFETY: a pointer and a number.
unsafe impl Plain for libc::iovec {}
// SAFETY: pointers and numbers.
unsafe impl Plain for libc::msghdr {}
// SAFETY: as above.
unsafe impl Plain for libc::mmsghdr {}
