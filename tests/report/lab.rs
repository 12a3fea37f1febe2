//! The packets of the lab, from a recording of real runs (`lab.json.gz`): drawn on any system as they
//! were where it was made, and written again as they were read.

use crate::look;
use crate::rules::is_clean;
use crate::samples::{self, Recording, Sample};
use crate::schema;
use crate::snapshots::compare;
use std::collections::BTreeMap;
use std::sync::LazyLock;
use stickydemo::analysis::CaseAnalysis;
use stickydemo::model::{CaseTrace, Lang, ScenarioTrace, Verdict};
use stickydemo::report::{Look, Verbosity, json};

/// The recording: `run handshake mss tcp-survives-loss udp-loses --case … --format json`.
pub(crate) static RECORDED: Recording =
    LazyLock::new(|| json::read(include_bytes!("lab.json.gz")).unwrap());

static CASES: LazyLock<Vec<Sample>> = LazyLock::new(|| samples::every(&RECORDED));

/// Every case of the recording, drawn.
fn drawn(look: &Look) -> String {
    CASES.iter().map(|case| case.drawn(look) + "\n").collect()
}

/// Each case of the recording, after a change.
fn changed(change: fn(&mut CaseTrace)) -> impl Iterator<Item = Sample> {
    CASES.iter().map(move |case| case.clone().with(change))
}

#[test]
fn a_recording_shows_on_any_system_what_it_showed() {
    let verdicts: Vec<Verdict> = CASES.iter().map(|case| case.analysis.verdict).collect();
    assert_eq!(verdicts, [Verdict::Shown; 6]);
}

#[test]
fn packets_at_80_columns() {
    compare("lab-80-en", &drawn(&look(80, Lang::En)));
    compare("lab-80-zh", &drawn(&look(80, Lang::Zh)));
    compare("lab-80-ascii", &drawn(&Look { ascii: true, ..look(80, Lang::En) }));
}

/// Where arrows are too short for their labels there is a list.
#[test]
fn packets_in_narrow_terminals() {
    compare("lab-60-en", &drawn(&look(60, Lang::En)));
    compare("lab-40-en", &drawn(&look(40, Lang::En)));
    compare("lab-40-zh", &drawn(&look(40, Lang::Zh)));
    compare("lab-40-ascii", &drawn(&Look { ascii: true, ..look(40, Lang::En) }));
}

/// The lines with packets: below the names of the hosts, above the legend.
fn packet_lines(text: &str) -> Vec<&str> {
    let head = |line: &&str| ["ms ", "毫秒 "].iter().any(|ms| line.trim_start().starts_with(ms));
    let legend = |line: &&str| ["  Time: ", "  时间："].iter().any(|t| line.starts_with(t));
    let lines = text.lines().skip_while(|l| !["Packets on the wire", "线路上的包"].contains(l));
    lines.skip_while(|line| !head(line)).skip(1).take_while(|line| !legend(line)).collect()
}

/// The figures that a picture must have, and how often.
fn figures(run: &CaseTrace) -> BTreeMap<String, usize> {
    let mut all = Vec::new();
    for packet in &run.lab.as_ref().unwrap().packets {
        let Some(segment) = &packet.segment else {
            all.push(packet.payload.to_string());
            continue;
        };
        match (packet.payload, segment.ack) {
            (0, ack) => all.extend(ack.map(|ack| ack.to_string())),
            (1, _) => all.push(segment.seq.to_string()),
            (n, _) => all.push(format!("{}–{}", segment.seq, segment.seq + n - 1)),
        }
        all.extend(segment.sack.iter().map(|(first, last)| format!("{first}–{last}")));
    }
    let mut counts = BTreeMap::new();
    all.into_iter().for_each(|figure| *counts.entry(figure).or_default() += 1);
    counts
}

/// `ACK 14…` may be any of a thousand numbers. The changes are what other kernels do: they report
/// several stretches at once, far into a stream.
#[test]
fn no_number_of_a_packet_is_cut_at_any_width() {
    let far = |run: &mut CaseTrace| {
        let packets = run.lab.iter_mut().flat_map(|lab| &mut lab.packets);
        for segment in packets.filter_map(|packet| packet.segment.as_mut()) {
            segment.seq += 4_000_000_000;
            segment.sack =
                segment.sack.iter().flat_map(|&(a, b)| [(a, b), (b + 9, b + 99)]).collect();
        }
    };
    let cases: Vec<Sample> = CASES.iter().cloned().chain(changed(far)).collect();
    for (width, lang) in (40..=120).flat_map(|w| [(w, Lang::En), (w, Lang::Zh)]) {
        let look = Look { ascii: width % 5 == 4, ..look(width, lang) };
        for case in &cases {
            let text = case.drawn(&look);
            is_clean(&text, &look).map_err(|e| format!("{width}: {e}")).unwrap();
            let lines = packet_lines(&text).join("\n");
            assert!(!lines.contains('…') && !lines.contains("..."), "{width}: {lines}");
            let lines = if look.ascii { lines.replace('-', "–") } else { lines };
            let other = |c: char| !c.is_ascii_digit() && c != '–';
            let said: Vec<&str> = lines.split(other).map(|word| word.trim_matches('–')).collect();
            for (figure, count) in figures(&case.trace) {
                let found = said.iter().filter(|said| **said == figure).count();
                assert!(found >= count, "{width}: {figure} {found} of {count} times\n{lines}");
            }
        }
    }
}

/// As soon as there is room for the longest label there are arrows, and notes that do not fit go on below.
#[test]
fn notes_give_way_before_arrows_do() {
    let many = |run: &mut CaseTrace| {
        let packets = run.lab.iter_mut().flat_map(|lab| &mut lab.packets);
        for segment in packets.filter_map(|packet| packet.segment.as_mut()) {
            segment.sack = segment.sack.iter().flat_map(|&stretch| [stretch; 3]).collect();
        }
    };
    let look = look(80, Lang::En);
    let all: Vec<String> = changed(many).map(|case| case.drawn(&look)).collect();
    let goes_on = |line: &str| line.starts_with(&" ".repeat(12)) && line.contains("│  SACK ");
    let pictures = all.iter().map(|text| packet_lines(text));
    let lines: Vec<&str> = pictures.flatten().collect();
    assert!(lines.iter().all(|line| line.matches('│').count() == 2), "{lines:#?}");
    assert!(lines.iter().any(|line| goes_on(line)), "{lines:#?}");
}

#[test]
fn no_line_of_it_is_too_long_at_any_width() {
    for (width, lang) in (40..=120).flat_map(|w| [(w, Lang::En), (w, Lang::Zh)]) {
        for verbosity in [Verbosity::Full, Verbosity::Verbose] {
            let text = drawn(&Look { verbosity, ..look(width, lang) });
            let wide = |line: &&str| unicode_width::UnicodeWidthStr::width(*line) > width;
            assert_eq!(text.lines().find(wide), None, "{width} {lang:?}");
        }
    }
}

#[test]
fn it_is_written_as_it_was_read() {
    let (trace, _) = &*RECORDED;
    let mut found = CASES.iter().map(|case| case.analysis.clone());
    let of = |runs: &ScenarioTrace| found.by_ref().take(runs.cases.len()).collect();
    let analyses: Vec<Vec<CaseAnalysis>> = trace.scenarios.iter().map(of).collect();
    let written = json::write(trace, &analyses).unwrap();
    schema::assert_fits(include_str!("../../schema/trace-1.json"), &written);
    assert_eq!(&json::read(written.as_bytes()).unwrap().0, trace);
}
