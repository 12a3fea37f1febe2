//! What the fixes cost, on real sockets: the figures that follow from the framing alone.
#![allow(clippy::expect_used, clippy::panic, reason = "a test says what it expects")]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use stickydemo::analysis::{self, CaseAnalysis, Copies, Cost, Setting};
use stickydemo::engine::{self, RunOptions};
use stickydemo::model::{Case, CaseTrace, FramingSpec, Lang, Scenario, WireKind};
use stickydemo::net;
use stickydemo::report::{Costs, Look, Verbosity};
use stickydemo::scenario::{self, builtin};
use stickydemo::stage::Stage;

fn run(case: &Case) -> (CaseTrace, CaseAnalysis) {
    let program = PathBuf::from(env!("CARGO_BIN_EXE_stickydemo"));
    let options = RunOptions { program, cancel: Arc::new(AtomicBool::new(false)) };
    let setting = Setting::of(&net::host(), WireKind::Loopback, false);
    let trace = engine::run_case(case, &Stage::loopback(), &options).expect("the case can be run");
    let analysis = analysis::analyse(case, &trace, &setting);
    (trace, analysis)
}

fn fixes() -> Scenario {
    let entry = builtin::find("fixes").expect("it is built in");
    scenario::parse(entry.id, entry.source().as_bytes())
        .unwrap_or_else(|error| panic!("{}", error.render(Lang::En)))
}

#[test]
fn bytes_calls_and_round_trips_are_counted() {
    let costs: BTreeMap<String, Cost> = fixes()
        .cases
        .iter()
        .map(|case| {
            let (trace, analysis) = run(case);
            (case.id.clone(), analysis::cost(case, &trace, &analysis))
        })
        .collect();
    // 3015 bytes of messages, five of them.
    for (case, bytes, sends, round_trips) in [
        ("length-prefix", 3015 + 5 * 4, 5, 1),
        ("varint", 3015 + 4 + 2, 5, 1),
        ("delimiter", 3015 + 5, 5, 1),
        ("fixed", 5 * 3000, 5, 1),
        // The digits (1, 1, 1, 1, 4), an acknowledgement of ten bytes each; the empty message is
        // not sent beyond its length.
        ("length-ack", 3015 + 8 + 5 + 5 * 10, 5 + 5 + 4, 1 + 5),
        ("length-prefix-in-turns", 3015 + 5 * 4, 5, 1),
        ("one-message-per-connection", 3015, 5, 5),
        ("udp", 3015, 5, 0),
    ] {
        let cost = &costs[case];
        assert_eq!((cost.bytes, cost.sends), (bytes, sends), "{case}");
        assert_eq!(cost.round_trips, round_trips, "{case}");
        // Into the frame, and nowhere else; without a framing not at all.
        let copied = if case == "udp" { 0 } else { 3015 };
        assert_eq!(cost.copies, Some(Copies { bytes: copied, of: 3015 }), "{case}");
        assert!(cost.receives > 0 && cost.took_us > 0, "{case}: {cost:?}");
    }
}

/// Ten rounds of a header, a body and an answer of ten bytes each: one call for the first two costs as many
/// bytes, and says the same, though it is one message.
#[test]
fn a_gathering_write_is_counted_and_compared() {
    let entry = builtin::find("write-write-read").expect("it is built in");
    let scenario = scenario::parse(entry.id, entry.source().as_bytes()).expect("it is right");
    let (mut costs, mut said) = (BTreeMap::new(), Vec::new());
    for case in scenario.cases.iter().filter(|case| ["nodelay", "writev"].contains(&&*case.id)) {
        let (trace, analysis) = run(case);
        let cost = analysis::cost(case, &trace, &analysis);
        costs.insert(case.id.clone(), (cost.bytes, cost.sends, cost.round_trips));
        said.push(analysis::said_in(&trace, &analysis));
    }
    assert_eq!(costs["nodelay"], (300, 30, 11));
    assert_eq!(costs["writev"], (300, 20, 11));
    assert_eq!(said[0], said[1]);
}

/// What an escape costs: its message is copied into the frame, and what is behind it is moved.
#[test]
fn the_copies_of_real_messages_are_what_their_bytes_say() {
    let entry = builtin::find("delimiter").expect("it is built in");
    let scenario = scenario::parse(entry.id, entry.source().as_bytes()).expect("it is right");
    let mut moved = 0;
    for case in &scenario.cases {
        let Some(FramingSpec::Delimiter { delimiter, escape: Some(escape), .. }) = &case.framing
        else {
            continue;
        };
        let (trace, analysis) = run(case);
        let Some(copies) = analysis::cost(case, &trace, &analysis).copies else { continue };
        let [byte] = delimiter[..] else { continue };
        let behind = |bytes: &[u8]| {
            let first = bytes.iter().position(|b| *b == byte || b == escape);
            first.map_or(0, |at| (bytes.len() - at) as u64)
        };
        let messages: Vec<_> = analysis.messages.iter().map(|message| &message.data).collect();
        let of: u64 = messages.iter().map(|message| message.len).sum();
        let bytes = of + messages.iter().map(|message| behind(message.kept())).sum::<u64>();
        assert_eq!(copies, Copies { bytes, of }, "{}", case.id);
        moved += bytes - of;
    }
    assert!(moved > 0, "some message holds what has to be escaped");
}

#[test]
fn the_table_has_the_fixes_that_carried_the_same_messages() {
    let scenario = fixes();
    let mut costs = Costs::default();
    let look = |lang, verbosity| Look { width: 80, color: false, ascii: false, lang, verbosity };
    let mut shown = 0;
    for case in &scenario.cases {
        assert_eq!(
            costs
                .page(&look(Lang::En, Verbosity::Normal).voice())
                .text(&look(Lang::En, Verbosity::Normal))
                .is_empty(),
            shown < 2
        );
        let (trace, analysis) = run(case);
        costs.add(case, &trace, &analysis);
        shown += usize::from(
            case.fix.is_some() && analysis.verdict == stickydemo::model::Verdict::Shown,
        );
    }
    for lang in [Lang::En, Lang::Zh] {
        let text =
            costs.page(&look(lang, Verbosity::Normal).voice()).text(&look(lang, Verbosity::Normal));
        for case in scenario.cases.iter().filter(|case| case.id != "seqpacket") {
            let Some(fix) = &case.fix else { continue };
            // A long name goes on in the next line.
            let begin: String = fix.get(lang).chars().take(12).collect();
            assert!(text.contains(&begin), "{begin}: {text}");
        }
        assert!(text.contains(" 3078 "), "{text}");
    }
    assert!(
        costs
            .page(&look(Lang::En, Verbosity::Quiet).voice())
            .text(&look(Lang::En, Verbosity::Quiet))
            .is_empty()
    );
    for width in 40..=100 {
        let look = Look { width, ..look(Lang::En, Verbosity::Normal) };
        let text = costs.page(&look.voice()).text(&look);
        let fixes = scenario.cases.iter().filter(|case| case.id != "seqpacket");
        let names: String =
            fixes.filter_map(|case| case.fix.as_ref()).map(|fix| fix.en.clone() + " ").collect();
        for word in names.split_whitespace() {
            assert!(text.split_whitespace().any(|said| said == word), "{width}: {word}\n{text}");
        }
    }
}
