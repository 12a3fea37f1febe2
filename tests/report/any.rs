//! Reports of what nobody would write: any bytes, names, offsets and figures.

use crate::rules::is_clean;
use crate::samples::{self, Sample};
use proptest::prelude::*;
use stickydemo::model::{Content, Evidence, Lang, Outcome, Payload, Seen, Text};
use stickydemo::report::{Look, Verbosity};

fn seen() -> impl Strategy<Value = Seen<u64>> {
    prop_oneof![
        8 => (0..40u64).prop_map(Seen::Seen),
        1 => (0..100_000u64).prop_map(Seen::Seen),
        1 => Just(Seen::Seen(u64::MAX)),
        1 => Just(Seen::Unsupported),
        1 => Just(Seen::Failed(-7)),
        1 => Just(Seen::Absent),
    ]
}

/// What a kernel says of itself that nobody has written.
fn evidence() -> impl Strategy<Value = Evidence> {
    prop::array::uniform9(seen()).prop_map(|figures| {
        let [
            readable,
            unacked,
            unsent,
            segments_out,
            bytes_sent,
            in_flight,
            mss,
            cwnd,
            send_window,
        ] = figures;
        Evidence {
            readable,
            unacked,
            unsent,
            segments_out,
            bytes_sent,
            in_flight,
            // No kernel sends smaller segments (TCP_MIN_SND_MSS in Linux's include/net/tcp.h).
            mss: mss.map(|mss| mss.max(48)),
            cwnd,
            send_window,
            ..Evidence::default()
        }
    })
}

fn data() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..40)
}

fn payload_len() -> impl Strategy<Value = u64> {
    prop_oneof![8 => 0..60u64, 1 => 0..100_000u64, 1 => Just(u64::MAX)]
}

/// What is changed.
const SAMPLES: [fn() -> Sample; 5] = [
    samples::nagle,
    samples::short_recv,
    samples::long_messages,
    samples::truncated,
    samples::framed,
];

fn look() -> impl Strategy<Value = Look> {
    (40..200usize, any::<bool>(), any::<bool>(), any::<bool>()).prop_map(
        |(width, ascii, zh, all)| Look {
            width,
            color: false,
            ascii,
            lang: if zh { Lang::Zh } else { Lang::En },
            verbosity: if all { Verbosity::Verbose } else { Verbosity::Full },
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn nothing_makes_a_report_fail(
        sample in prop::sample::select(&SAMPLES[..]),
        calls in prop::collection::vec((evidence(), data(), payload_len()), 1..9),
        name in "\\PC{0,30}",
        wild in any::<String>(),
        look in look(),
    ) {
        let mut sample = sample();
        sample.scenario.cases[0].title = Text::new(wild.clone(), name.clone());
        sample.scenario.cases[0].note = Some(Text::new(name.clone(), wild.clone()));
        let mut calls = calls.iter().cycle();
        let sample = sample.with(|trace| {
            trace.sockets[1].actor = wild;
            trace.records[4].who = name;
            for call in trace.records.iter_mut().flat_map(|record| &mut record.calls) {
                let (own, data, len) = calls.next().unwrap();
                call.own = own.clone();
                if call.peer.is_some() {
                    call.peer = calls.next().map(|(peer, ..)| peer.clone());
                }
                if call.data.is_some() {
                    let content = Content::Whole(data.clone());
                    call.data = Some(Payload { len: *len, content });
                    call.outcome = Outcome::Returned(*len);
                }
            }
        });
        let text = sample.drawn(&look);
        // A stranger's characters are in a Chinese report as they are.
        let look = Look { ascii: look.ascii && look.lang == Lang::En, ..look };
        prop_assert!(is_clean(&text, &look).is_ok(), "{:?}", is_clean(&text, &look));
    }
}
