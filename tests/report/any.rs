//! Reports of what nobody would write: any bytes, names, offsets and figures.

use crate::rules::is_clean;
use crate::samples;
use proptest::prelude::*;
use stickydemo::analysis::{Flow, Part, Received, Rest, Sent, Stretch, Wire};
use stickydemo::model::{Content, Lang, MessageNo, Payload, ReceiveNo, Seen, SocketId, Text};
use stickydemo::report::{Look, Verbosity, text};

fn seen() -> impl Strategy<Value = Seen<u64>> {
    prop_oneof![
        (0..40u64).prop_map(Seen::Seen),
        Just(Seen::Seen(u64::MAX)),
        Just(Seen::Unsupported),
        Just(Seen::Failed(-7)),
        Just(Seen::Absent),
    ]
}

fn offset() -> impl Strategy<Value = u64> {
    prop_oneof![8 => 0..60u64, 1 => 0..100_000u64, 1 => Just(u64::MAX)]
}

fn flow() -> impl Strategy<Value = Flow> {
    let sent = prop::collection::vec((0..6u32, offset(), offset()), 0..30);
    let received = prop::collection::vec((0..6u32, offset(), offset()), 0..30);
    let wire = (seen(), prop::collection::vec(offset(), 0..20), any::<bool>(), any::<bool>());
    (sent, received, wire, any::<bool>(), offset()).prop_map(
        |(sent, received, wire, stream, unread)| Flow {
            from: SocketId(1),
            to: Some(SocketId(9)),
            stream,
            sent: sent
                .into_iter()
                .map(|(no, start, len)| Sent { message: MessageNo(no), start, len })
                .collect(),
            wire: Wire {
                segments: wire.0,
                stretches: stretches(&wire.1),
                boundaries: wire.1,
                complete: wire.2,
                unsent: 0,
                rest: Rest::Stayed,
                doubtful: wire.3,
            },
            received: received
                .into_iter()
                .map(|(no, start, len)| Received { receive: ReceiveNo(no), start, len })
                .collect(),
            wasted: Vec::new(),
            unread,
        },
    )
}

fn stretches(ends: &[u64]) -> Vec<Stretch> {
    let pairs = ends.windows(2).map(|pair| (pair[0], pair[1]));
    pairs.map(|(start, end)| Stretch { start, end, segments: start % 5 }).collect()
}

fn look() -> impl Strategy<Value = Look> {
    (40..200usize, any::<bool>(), any::<bool>(), any::<bool>()).prop_map(
        |(width, ascii, zh, all)| Look {
            width,
            color: false,
            ascii,
            lang: if zh { Lang::Zh } else { Lang::En },
            verbosity: if all { Verbosity::Verbose } else { Verbosity::Normal },
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn nothing_makes_a_report_fail(
        flows in prop::collection::vec(flow(), 1..4),
        data in prop::collection::vec(any::<u8>(), 0..40),
        name in "\\PC{0,30}",
        wild in any::<String>(),
        part in (offset(), offset(), offset()),
        look in look(),
    ) {
        let mut sample = samples::short_recv();
        sample.analysis.flows = flows;
        for message in &mut sample.analysis.messages {
            message.data = Payload::whole(&data);
        }
        sample.analysis.receives[0].data =
            Payload { len: u64::MAX, content: Content::Whole(data.clone()) };
        let (start, len, of) = part;
        sample.analysis.receives[0].parts = vec![Part { message: MessageNo(1), start, len, of }; 3];
        sample.trace.sockets[1].actor = wild.clone();
        sample.trace.records[4].who = name.clone();
        sample.trace.records[4].calls[0].data = Some(Payload::whole(&data));
        sample.scenario.cases[0].title = Text::new(wild.clone(), name.clone());
        sample.scenario.cases[0].note = Some(Text::new(name, wild));
        let s = &sample;
        let text = text::case(&s.scenario, s.case(), &s.trace, &s.analysis, &look.voice()).text(&look);
        // A stranger's characters are in a Chinese report as they are.
        let look = Look { ascii: look.ascii && look.lang == Lang::En, ..look };
        prop_assert!(is_clean(&text, &look).is_ok(), "{:?}", is_clean(&text, &look));
    }
}
