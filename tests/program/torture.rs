//! Every right framing survives every split; every exhibit dies, and of its own mistake: the first
//! thing that kills it is written down here.

use bytes::Bytes;
use proptest::prelude::*;
use stickydemo::framing::broken::exhibit;
use stickydemo::framing::{Doubt, FramingError, Recv, Stop};
use stickydemo::lang::broken::of;
use stickydemo::model::{Exhibit, FramingSpec, Header};
use stickydemo::torture::{Death, Plan, Report, Trial, Why, find, subjects, torture};

const PLAN: Plan = Plan { seed: 1, every_pair: false };

fn death(name: Exhibit) -> Death {
    torture(&find(name.as_str()).unwrap(), PLAN).death.unwrap_or_else(|| panic!("{name} survives"))
}

fn survived(report: &Report, trial: Trial) -> (u64, u64) {
    let count = report.counts.iter().find(|count| count.trial == trial).unwrap();
    (count.survived, count.of)
}

#[test]
fn right_framings_survive_everything() {
    for seed in [PLAN.seed, u64::MAX] {
        for subject in subjects().iter().filter(|subject| subject.exhibit().is_none()) {
            let report = torture(subject, Plan { seed, ..PLAN });
            assert_eq!(report.death, None, "{} with seed {seed}", subject.name);
            assert_eq!(report.survived(), report.of());
            assert!(report.of() > 1000, "{}: only {} trials", subject.name, report.of());
        }
    }
}

#[test]
fn every_framing_that_a_scenario_can_name_is_tortured() {
    let subjects = subjects();
    for kind in FramingSpec::KINDS {
        assert!(subjects.iter().any(|subject| subject.spec.kind() == *kind), "{kind}");
    }
}

/// Seven different messages, each a stream: 0, 1, 4, 5, 5, 6 and 3000 bytes.
#[test]
fn where_a_connection_is_one_message_each_message_is_a_stream() {
    let report = torture(&find("until-close").unwrap(), PLAN);
    assert_eq!(survived(&report, Trial::AsSent), (7, 7));
    assert_eq!(survived(&report, Trial::Glued), (7, 7));
    let cuts = 3 + 4 + 4 + 5 + 2999;
    assert_eq!(survived(&report, Trial::OneCut), (cuts, cuts));
    assert_eq!(survived(&report, Trial::ByteByByte), (7, 7));
    // Of nothing and of one byte there are no cuts.
    assert_eq!(survived(&report, Trial::Random), (2500, 2500));
    // Every place inside; in the messages of 4, 5, 5 and 6 bytes at once and byte by byte.
    let inside = 2 * (3 + 4 + 4 + 5) + 2999;
    assert_eq!(survived(&report, Trial::CutShort), (inside, inside));
    let pairs = 3 + 6 + 6 + 10;
    assert_eq!(survived(&report, Trial::TwoCuts), (pairs, pairs));
    // Refused by the sender: 6 MB. By the reader: a flood, and one byte too many.
    assert_eq!(survived(&report, Trial::TooLarge), (1, 1));
    assert_eq!(survived(&report, Trial::Hostile), (4, 4));
    assert!(report.refused.is_empty());
}

/// The short stream of a four-byte prefix has 45 bytes, the long one 3021: all cuts of both, all
/// pairs of the short one and those near the edges of the long one.
#[test]
fn as_many_splits_as_there_are() {
    let report = torture(&find("length-prefix:u32be").unwrap(), PLAN);
    assert_eq!(survived(&report, Trial::AsSent), (2, 2));
    assert_eq!(survived(&report, Trial::Glued), (2, 2));
    assert_eq!(survived(&report, Trial::OneCut), (44 + 3020, 44 + 3020));
    assert_eq!(survived(&report, Trial::TwoCuts), (44 * 43 / 2, 44 * 43 / 2));
    // Near 0, 4, 9 and 13: bytes 1 to 16; near 1037 and 2061; near 3013, 3017 and 3021: 3010 to 3020.
    let near = 16 + 7 + 7 + 11;
    assert_eq!(survived(&report, Trial::NearEdges), (near * (near - 1) / 2, near * (near - 1) / 2));
    assert_eq!(survived(&report, Trial::ByteByByte), (2, 2));
    assert_eq!(survived(&report, Trial::Random), (1000, 1000));
    // Every place inside a frame: of 45 bytes, 6 frames, each end left out, at once and byte by byte;
    // of 3021 bytes, 3 frames, at once.
    let inside = 2 * (45 - 6) + (3021 - 3);
    assert_eq!(survived(&report, Trial::CutShort), (inside, inside));
    assert_eq!(survived(&report, Trial::TooLarge), (1, 1));
}

#[test]
fn what_a_framing_cannot_carry_its_sender_refuses() {
    let refused = |name: &str| torture(&find(name).unwrap(), PLAN).refused;
    assert_eq!(refused("delimiter").len(), 1);
    assert_eq!(refused("delimiter").first().unwrap().error, FramingError::HoldsDelimiter { at: 1 });
    assert_eq!(refused("length-prefix:u8").first().unwrap().bytes, 3000);
    assert!(refused("delimiter-escaped").is_empty());
}

/// The smallest split that kills each, and what comes of it.
#[test]
fn each_exhibit_dies_of_its_own_mistake() {
    use Exhibit as E;
    let expected = |name| -> (Trial, &[usize], Why) {
        let bytes = Bytes::from_static;
        let failed = |message, stop| Why::Failed { message, stop };
        let digits = |len| b"0123456789".iter().copied().cycle().take(len).collect::<Bytes>();
        match name {
            E::BodyRecv1024 => {
                let got = [
                    &b"hello\x04\0\0\0feng\0\0\0\0\x05\0\0\0a\nb|c\x01\0\0\0x\x06\0\0\0"[..],
                    "你好".as_bytes(),
                ];
                let got = got.concat().into();
                (Trial::Glued, &[], Why::Wrong { message: 1, got, want: bytes(b"hello") })
            }
            E::SumOfEverything => {
                let (got, want) = (digits(2048), digits(3000));
                (Trial::AsSent, &[4, 9, 13, 3013, 3017], Why::Wrong { message: 2, got, want })
            }
            E::HeaderRecvOnce => {
                let error = FramingError::WrongField { header: Header::I32le, len: 1 };
                (Trial::OneCut, &[1], failed(1, error.into()))
            }
            E::BodyRecvOnce => {
                let (got, want) = (bytes(b"h"), bytes(b"hello"));
                (Trial::OneCut, &[5], Why::Wrong { message: 1, got, want })
            }
            E::LengthWithoutEnd => (Trial::Glued, &[], failed(1, Stop::NoNumber { bytes: 27 })),
            E::UnreadAck => {
                let error = FramingError::ClaimTooLarge { claim: 2_020_879_969, max: 1 << 20 };
                let text = Doubt::refused(Header::I32le, b"a.tx", 1 << 20).unwrap();
                let sends = &[4, 9, 27, 31, 35, 53, 57, 75, 79, 84, 102, 106, 107, 125, 129, 135];
                (Trial::AsSent, sends, failed(2, Stop::Doubtful(error, text)))
            }
            E::DelimiterInside => {
                let (got, want) = (bytes(b"a"), bytes(b"a\nb|c"));
                (Trial::AsSent, &[6, 11, 12, 18, 20], Why::Wrong { message: 4, got, want })
            }
            E::LengthInCharacters => {
                let (got, want) = (bytes(b"\xe4\xbd"), Bytes::from("你好"));
                let sends = &[4, 9, 13, 17, 21, 25, 30, 34, 35, 39];
                (Trial::AsSent, sends, Why::Wrong { message: 6, got, want })
            }
            E::SignedLength => (Trial::TooLarge, &[], Why::Part { message: 1, got: Bytes::new() }),
            E::TwoByteLength => {
                let (got, want) = (vec![b'A'; 36_224].into(), vec![b'A'; 6_000_000].into());
                (Trial::TooLarge, &[2], Why::Wrong { message: 1, got, want })
            }
            E::NoMaximum => (Trial::TooLarge, &[], Why::Memory { message: 1, bytes: 3 << 30 }),
            E::Utf8PerPiece => (Trial::OneCut, &[40], failed(6, Stop::NoText { at: 0 })),
            E::EndAsMessageEnd => {
                (Trial::CutShort, &[], Why::Part { message: 1, got: Bytes::new() })
            }
        }
    };
    for &name in E::ALL {
        let (trial, cuts, why) = expected(name);
        let death = death(name);
        assert_eq!((death.trial, death.cuts.as_slice()), (trial, cuts), "{name}");
        assert!(death.why == why, "{name}: {:.300}", format!("{:?}", death.why));
    }
}

/// An exhibit is right in all else: what is not its mistake it survives.
#[test]
fn what_is_not_their_mistake_they_survive() {
    use Exhibit as E;
    use Trial as T;
    for (name, survives) in [
        (E::BodyRecv1024, &[T::AsSent, T::ByteByByte, T::TooLarge, T::Hostile][..]),
        (E::SumOfEverything, &[T::TooLarge, T::Hostile]),
        (E::HeaderRecvOnce, &[T::AsSent, T::Glued, T::TooLarge, T::Hostile]),
        (E::BodyRecvOnce, &[T::AsSent, T::Glued, T::TooLarge, T::Hostile]),
        (E::LengthWithoutEnd, &[T::AsSent]),
        (E::UnreadAck, &[T::TooLarge, T::Hostile]),
        (E::DelimiterInside, &[T::TooLarge, T::Hostile]),
        (E::LengthInCharacters, &[T::TooLarge, T::Hostile]),
        (E::SignedLength, &[T::AsSent, T::Glued, T::OneCut, T::TwoCuts, T::Random, T::CutShort]),
        (E::TwoByteLength, &[T::AsSent, T::Glued, T::OneCut, T::TwoCuts, T::Random, T::Hostile]),
        (E::NoMaximum, &[T::AsSent, T::Glued, T::OneCut, T::TwoCuts, T::Random, T::CutShort]),
        (E::Utf8PerPiece, &[T::AsSent, T::Glued, T::CutShort, T::TooLarge, T::Hostile]),
        (E::EndAsMessageEnd, &[T::AsSent, T::OneCut, T::TwoCuts, T::Random, T::Hostile]),
    ] {
        let report = torture(&find(name.as_str()).unwrap(), PLAN);
        for &trial in survives {
            let (survived, of) = survived(&report, trial);
            assert_eq!(survived, of, "{name}: {trial}");
        }
    }
}

/// What a student is told is what the code says: both lines stand in the exhibit's file.
#[test]
fn the_lines_that_are_shown_are_those_of_the_documentation() {
    for &name in Exhibit::ALL {
        let file = format!("src/framing/broken/{}.rs", name.as_str().replace('-', "_"));
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(&file);
        let text = std::fs::read_to_string(&path).unwrap();
        let pattern = of(name);
        for line in [pattern.wrong, pattern.right] {
            assert!(text.contains(&format!("    {line}\n")), "{file}: {line}");
        }
    }
}

/// Hands out bytes in pieces; counts how often it is asked.
struct Pieces {
    bytes: Bytes,
    pieces: Vec<usize>,
    asked: usize,
}

impl Recv for Pieces {
    fn recv(&mut self, max: usize) -> Result<Bytes, Stop> {
        self.asked += 1;
        let piece = self.pieces.get(self.asked % self.pieces.len().max(1)).copied().unwrap_or(1);
        Ok(self.bytes.split_to(max.min(piece.max(1)).min(self.bytes.len())))
    }

    fn allow(&mut self, bytes: u64) -> Result<(), Stop> {
        if bytes > 1 << 24 { Err(Stop::Memory { bytes }) } else { Ok(()) }
    }
}

proptest! {
    /// Whatever comes: no exhibit panics, none asks more often than there are bytes and ends.
    #[test]
    fn no_exhibit_runs_for_ever(
        name in prop::sample::select(Exhibit::ALL),
        bytes in prop::collection::vec(prop_oneof![Just(0_u8), Just(1), Just(b'1'), Just(b'\n'), any::<u8>()], 0..200),
        pieces in prop::collection::vec(1_usize..9, 1..5),
    ) {
        let len = bytes.len();
        let mut stream = Pieces { bytes: bytes.into(), pieces, asked: 0 };
        let mut reader = exhibit(name).reader();
        let mut messages = 0;
        while reader.next(&mut stream).is_ok() {
            messages += 1;
            prop_assert!(messages <= len, "{name} gives messages for ever");
        }
        prop_assert!(stream.asked <= 2 * len + 2, "{name} asks {} times", stream.asked);
    }
}
