//! What a header claims costs no memory, and a message is copied into its frame only: counted at the
//! allocator.
#![allow(unsafe_code)]

use bytes::{Bytes, BytesMut};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use stickydemo::framing::broken::exhibit;
use stickydemo::framing::{
    self, Cobs, ContentLength, Copied, Delimiter, Fixed, Framing, FramingError, JsonHeader,
    JsonValue, LengthAck, LengthPrefix, Lines, Recv, Slip, Stop, TextLength, UntilClose,
};
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

const LEN: usize = 60_000;

/// Every framing, with room for a message of `LEN` bytes.
fn framings() -> Vec<Box<dyn Framing>> {
    let max = 1 << 20;
    vec![
        Box::new(LengthPrefix::new(Header::U32be, false, max)),
        Box::new(LengthPrefix::new(Header::Varint, false, max)),
        Box::new(Delimiter::new("\n", None, max)),
        Box::new(Delimiter::new("\n", Some(b'\\'), max)),
        Box::new(Delimiter::new("ab", Some(b'\\'), max)),
        Box::new(Lines::new(max)),
        Box::new(Fixed::new(LEN as u32)),
        Box::new(Fixed::padded(LEN as u32 + 1000, 0)),
        Box::new(LengthAck::new(&b"recv_ready"[..], Some(b'\n'), max)),
        Box::new(LengthAck::new(&b"recv_ready"[..], None, max)),
        Box::new(JsonHeader::new(Header::I32le, "total_size", 1024, max)),
        Box::new(TextLength::netstring(max)),
        Box::new(TextLength::resp(max)),
        Box::new(ContentLength::new(4096, max)),
        Box::new(Slip::new(max)),
        Box::new(UntilClose::new(max)),
    ]
}

/// Less than this holds no second copy of the message.
const LITTLE: usize = LEN / 10;

/// All of it is in the frame, and nowhere did the encoder have memory for another copy.
#[test]
fn to_encode_is_one_copy() {
    let message = vec![b'x'; LEN];
    for framing in framings() {
        let mut frame = Vec::with_capacity(2 * LEN);
        let room = frame.capacity();
        let bytes = asked(|| framing.encode(&message, &mut frame).expect("it can carry that"));
        assert!(bytes < LITTLE && frame.capacity() == room, "{framing:?}: {bytes} bytes");
        assert_eq!(frame.iter().filter(|&&byte| byte == b'x').count(), LEN, "{framing:?}");
        assert_eq!(Copied::of(&*framing, &message).map(|copied| copied.by_encode), Ok(LEN as u64));
    }
}

/// The message that is handed over is the memory that was received into: each byte where it was.
#[test]
fn to_decode_is_no_copy() {
    let message = vec![b'x'; LEN];
    for framing in framings() {
        let mut frame = Vec::new();
        framing.encode(&message, &mut frame).expect("it can carry that");
        let head = frame.iter().position(|&byte| byte == b'x').expect("it is in the frame");
        let stop = framing.pause(LEN as u64).map_or(0, |pause| pause.after);
        let mut buf = BytesMut::with_capacity(frame.len());
        buf.extend_from_slice(&frame[..stop]);
        let place = buf.as_ptr().addr() + head;
        let mut decoder = framing.decoder();
        let mut found = None;
        let bytes = asked(|| {
            assert_eq!(decoder.decode(&mut buf), Ok(None));
            buf.extend_from_slice(&frame[stop..]);
            found = decoder.decode(&mut buf).expect("a frame");
            found = found.take().or_else(|| decoder.decode_eof(&mut buf).expect("the end"));
        });
        let found = found.expect("a message");
        assert!(found == message && bytes < LITTLE, "{framing:?}: {bytes} bytes");
        assert_eq!(found.as_ptr().addr(), place, "{framing:?}");
        assert_eq!(Copied::of(&*framing, &message).map(|copied| copied.by_decode), Ok(0));
    }
}

/// What stands behind an escape is moved over it, in place; what stands before stays.
#[test]
fn an_escape_moves_what_is_behind_it() {
    let framing = Delimiter::new("\n", Some(b'\\'), 1 << 20);
    for (before, behind) in [(0, 10), (10, 0), (7, 3), (LEN, LEN)] {
        let message = [&vec![b'x'; before][..], b"\n", &vec![b'y'; behind]].concat();
        let copied = Copied::of(&framing, &message).expect("a frame");
        assert_eq!(copied.by_encode, message.len() as u64);
        assert_eq!(copied.by_decode, behind as u64 + 1, "the newline, and what is behind it");
        assert_eq!(copied.bytes(), copied.by_encode + copied.by_decode);
    }
}

/// What two bytes stood for becomes one, in place; what stands before it stays.
#[test]
fn stuffing_moves_what_is_behind_it() {
    let slip = Slip::new(1 << 20);
    let copied = Copied::of(&slip, b"abc\xc0def\xdb").expect("a frame");
    assert_eq!(copied, Copied { by_encode: 8, by_decode: 5 });
    // A zero is put where a count was; only behind a count of 255, which no zero replaces, something moves.
    let cobs = Cobs::new(1 << 20);
    for (run, moved) in [(253, 0), (254, 0), (255, 1), (508, 254)] {
        let message = [&vec![b'x'; run][..]].concat();
        let copied = Copied::of(&cobs, &message).expect("a frame");
        assert_eq!((copied.by_encode, copied.by_decode), (run as u64, moved), "{run}");
    }
    let zeros = Copied::of(&cobs, &[0; 1000]).expect("a frame");
    assert_eq!(zeros, Copied { by_encode: 1000, by_decode: 0 });
}

/// It is looked at, every byte of it, and handed over where it lies.
#[test]
fn a_json_value_is_not_copied() {
    let value = [&b"[\""[..], &vec![b'x'; LEN], b"\"]"].concat();
    let mut decoder = JsonValue::new(1 << 20).decoder();
    let mut buf = BytesMut::from(&value[..]);
    let mut found = None;
    let bytes = asked(|| found = decoder.decode(&mut buf).expect("a value"));
    assert!(bytes < LITTLE, "{bytes} bytes");
    assert_eq!(found.expect("a value"), value);
    let copied = Copied::of(&JsonValue::new(1 << 20), &value);
    assert_eq!(copied, Ok(Copied { by_encode: value.len() as u64, by_decode: 0 }));
}

/// A decoder that builds the message anew is seen to do so.
#[test]
fn a_message_that_lies_elsewhere_was_copied_out() {
    #[derive(Debug)]
    struct Anew(UntilClose);
    struct Decoder(Box<dyn framing::Decoder>);
    impl Framing for Anew {
        fn encode(&self, message: &[u8], out: &mut Vec<u8>) -> Result<(), FramingError> {
            self.0.encode(message, out)
        }
        fn decoder(&self) -> Box<dyn framing::Decoder> {
            Box::new(Decoder(self.0.decoder()))
        }
    }
    impl framing::Decoder for Decoder {
        fn decode(&mut self, buf: &mut BytesMut) -> Result<Option<Bytes>, FramingError> {
            self.0.decode(buf)
        }
        fn decode_eof(&mut self, buf: &mut BytesMut) -> Result<Option<Bytes>, FramingError> {
            Ok(self.0.decode_eof(buf)?.map(|message| Bytes::copy_from_slice(&message)))
        }
        fn frame_len(&self, _: &[u8]) -> Option<u64> {
            None
        }
    }
    let copied = Copied::of(&Anew(UntilClose::new(100)), b"hello");
    assert_eq!(copied, Ok(Copied { by_encode: 5, by_decode: 5 }));
}
