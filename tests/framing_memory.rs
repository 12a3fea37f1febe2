//! What a header claims costs no memory: counted at the allocator.
#![allow(unsafe_code)]

use bytes::{Bytes, BytesMut};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use stickydemo::framing::broken::exhibit;
use stickydemo::framing::{Framing, LengthPrefix, Recv, Stop};
use stickydemo::model::{ErrorName, Exhibit, Header};

/// The system's allocator, and how many bytes this thread has asked it for.
struct Counting;

thread_local! {
    static ASKED: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: every call is passed on unchanged to the system's allocator, which keeps the contract.
// The counter is a constant-initialised thread-local without a destructor: it allocates nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ASKED.with(|asked| asked.set(asked.get() + layout.size()));
        // SAFETY: the caller keeps the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, ptr: *mut u8, layout: Layout) {
        // SAFETY: `ptr` came from `System.alloc` with this layout.
        unsafe { System.dealloc(ptr, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Bytes asked for while `work` runs.
fn asked(work: impl FnOnce()) -> usize {
    let before = ASKED.get();
    work();
    ASKED.get() - before
}

#[test]
fn the_counter_counts() {
    assert_eq!(asked(|| drop(std::hint::black_box(vec![0_u8; 4096]))), 4096);
}

#[test]
fn a_refused_claim_of_4_gib_allocates_nothing() {
    let mut decoder = LengthPrefix::new(Header::U32be, false, 1 << 20).decoder();
    let mut buf = BytesMut::from(&b"\xff\xff\xff\xffsome bytes"[..]);
    let mut name = None;
    let bytes = asked(|| name = decoder.decode(&mut buf).err().map(|error| error.name()));
    assert_eq!(name, Some(ErrorName::FrameTooLarge));
    assert_eq!(bytes, 0);
}

#[test]
fn an_allowed_claim_of_4_gib_allocates_nothing_until_bytes_arrive() {
    let mut decoder = LengthPrefix::new(Header::U32be, false, u64::MAX).decoder();
    let mut buf = BytesMut::from(&b"\xff\xff\xff\xffsome bytes"[..]);
    let mut outcome = None;
    let bytes = asked(|| outcome = Some(decoder.decode(&mut buf)));
    // On a computer whose memory has 32-bit addresses no buffer can hold it, and it is refused.
    assert!(matches!(outcome, Some(Ok(None) | Err(_))));
    assert_eq!(bytes, 0);
}

/// Hands out these bytes, 16 at a time, then the end of the stream.
struct Bits(Bytes);

impl Recv for Bits {
    fn recv(&mut self, max: usize) -> Result<Bytes, Stop> {
        let len = max.min(self.0.len()).min(16);
        Ok(self.0.split_to(len))
    }

    fn allow(&mut self, _: u64) -> Result<(), Stop> {
        Ok(())
    }
}

/// Even the one that believes in 4 GiB, and even where it is told that it may have them.
#[test]
fn no_exhibit_allocates_what_a_header_claims() {
    for &name in Exhibit::ALL {
        for header in [&b"\xff\xff\xff\xff"[..], b"\xff\xff\xff\x7f", b"\0\0\x10\0", b"99999999999"]
        {
            let mut stream = Bits(Bytes::from_static(header));
            let mut reader = exhibit(name).reader();
            let bytes = asked(|| drop(std::hint::black_box(reader.next(&mut stream))));
            assert!(bytes < 4096, "{name}: {bytes} bytes for {header:?}");
        }
    }
}
