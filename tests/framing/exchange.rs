//! Both ends of a framing whose receiver answers, joined by a wire that cuts as it likes.

use super::{ack, byte};
use bytes::{Bytes, BytesMut};
use proptest::prelude::*;
use stickydemo::framing::{Framing, FramingError, LengthAck, LengthPrefix, Outgoing, Turn};
use stickydemo::model::{ErrorName, Header};

/// Sends the messages, one after the other, through a wire that hands over pieces of the sizes that
/// `size` says, both ways. What the receiver made of them, and how often the sender had to listen.
fn converse(
    framing: &dyn Framing,
    messages: &[Vec<u8>],
    mut size: impl FnMut() -> usize,
) -> Result<(Vec<Bytes>, usize), FramingError> {
    let (mut decoder, mut arrived, mut got) = (framing.decoder(), BytesMut::new(), Vec::new());
    let (mut back, mut rounds) = (BytesMut::new(), 0);
    for message in messages {
        let mut sender = Outgoing::new(framing, message)?;
        let mut listening = false;
        loop {
            match sender.turn() {
                Turn::Write(bytes) => {
                    let mut rest = bytes;
                    // An empty write brings nothing, and the reader looks once nevertheless.
                    while !rest.is_empty() {
                        let (piece, more) = rest.split_at(size().clamp(1, rest.len()));
                        arrived.extend_from_slice(piece);
                        rest = more;
                        got.extend(decoder.decode(&mut arrived)?);
                        back.extend(decoder.answer());
                    }
                    sender.written();
                    listening = false;
                }
                Turn::Read(most) => {
                    rounds += usize::from(!std::mem::replace(&mut listening, true));
                    let len = size().clamp(1, most).min(back.len());
                    assert!(len > 0, "the sender waits, and nobody answers");
                    sender.received(&back.split_to(len))?;
                }
                Turn::Done => break,
            }
        }
    }
    assert!(back.is_empty(), "every answer was waited for");
    assert_eq!(decoder.decode_eof(&mut arrived), Ok(None));
    Ok((got, rounds))
}

fn messages() -> impl Strategy<Value = Vec<Vec<u8>>> {
    // Messages of digits: none of them is to be taken for a part of the number.
    let message = prop_oneof![
        prop::collection::vec(byte(), 0..12),
        prop::collection::vec(b'0'..=b'9', 0..120)
    ];
    prop::collection::vec(message, 0..6)
}

proptest! {
    #[test]
    fn with_an_end_every_cut_gives_the_same_messages(
        ack in ack(),
        messages in messages(),
        sizes in prop::collection::vec(1..9_usize, 1..9),
    ) {
        let framing = LengthAck::new(ack, Some(b'\n'), 200);
        let mut sizes = sizes.into_iter().cycle();
        let outcome = converse(&framing, &messages, || sizes.next().unwrap());
        let sent = messages.iter().map(|message| Bytes::copy_from_slice(message)).collect();
        prop_assert_eq!(outcome, Ok((sent, messages.len())));
    }

    #[test]
    fn without_an_end_numbers_that_arrive_whole_are_read(
        ack in ack(),
        messages in messages(),
    ) {
        let framing = LengthAck::new(ack, None, 200);
        let sent = messages.iter().map(|message| Bytes::copy_from_slice(message)).collect();
        let outcome = converse(&framing, &messages, || usize::MAX);
        prop_assert_eq!(outcome, Ok((sent, messages.len())));
    }

    #[test]
    fn most_framings_wait_for_nothing(messages in messages()) {
        let framing = LengthPrefix::new(Header::U32be, false, 200);
        let sent = messages.iter().map(|message| Bytes::copy_from_slice(message)).collect();
        prop_assert_eq!(converse(&framing, &messages, || 3), Ok((sent, 0)));
    }

    /// An answer is compared byte by byte, however it is cut; no other is taken.
    #[test]
    fn an_answer_is_that_answer(answer in "(recv_ready|recv|.{1,12})", cut in 1..12_usize) {
        let framing = LengthAck::new("recv_ready", None, 200);
        let mut sender = Outgoing::new(&framing, b"hello").unwrap();
        sender.written();
        let mut outcome = Ok(());
        for piece in answer.as_bytes().chunks(cut) {
            outcome = outcome.and_then(|()| sender.received(piece));
        }
        let right = "recv_ready".starts_with(&answer);
        prop_assert_eq!(outcome.is_ok(), right);
        if answer == "recv_ready" {
            prop_assert_eq!(sender.turn(), Turn::Write(b"hello"));
        }
    }
}

/// What the tutorials' form cannot do, and every reader of it cannot: each cut inside the number,
/// and no other, makes another number of it.
#[test]
fn without_an_end_a_cut_inside_the_number_breaks_it() {
    let framing = LengthAck::new("recv_ready", None, 5000);
    for cut in 1..4 {
        let (mut decoder, mut buf) = (framing.decoder(), BytesMut::from(&b"3000"[..cut]));
        assert_eq!(decoder.decode(&mut buf), Ok(None));
        assert!(decoder.answer().is_some(), "it takes what is there for all of it");
        buf.extend_from_slice(&b"3000"[cut..]);
        buf.extend_from_slice(&[b'x'; 3000]);
        let message = decoder.decode(&mut buf).unwrap().unwrap();
        assert_ne!(message.len(), 3000);
    }
}

#[test]
fn what_is_no_number() {
    for (end, stream, error) in [
        (None, &b"5hello"[..], FramingError::NoNumber { at: 1 }),
        (None, b"recv_ready", FramingError::NoNumber { at: 0 }),
        (None, b"-5", FramingError::NoNumber { at: 0 }),
        (Some(b'\n'), b"\n", FramingError::NoNumber { at: 0 }),
        (Some(b'\n'), b"5 \n", FramingError::NoNumber { at: 1 }),
        (None, b"201", FramingError::ClaimTooLarge { claim: 201, max: 200 }),
        (Some(b'\n'), b"201\n", FramingError::ClaimTooLarge { claim: 201, max: 200 }),
        (
            None,
            b"9999999999999999999",
            FramingError::ClaimTooLarge { claim: 9_999_999_999_999_999_999, max: 200 },
        ),
        (Some(b'\n'), b"00000000000000000000", FramingError::LongNumber { most: 19 }),
    ] {
        let framing = LengthAck::new("ok", end, 200);
        let mut decoder = framing.decoder();
        assert_eq!(decoder.decode(&mut BytesMut::from(stream)), Err(error), "{stream:?}");
        assert_eq!(decoder.answer(), None, "nothing is acknowledged");
        let name = error.name();
        assert!(matches!(name, ErrorName::BadFrame | ErrorName::FrameTooLarge));
    }
}
