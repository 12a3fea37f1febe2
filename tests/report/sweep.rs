//! Tables and bars of sweeps, made of runs of samples. Of two thousand datagrams there is only the count.

use crate::look;
use crate::rules::is_clean;
use crate::samples::{self, Sample};
use stickydemo::analysis::{Measurement, SweepRow, Swept, Varied};
use stickydemo::model::{Lang, OptionName, Seen, WireKind};
use stickydemo::report::sweep::{case, intro, json, legend};
use stickydemo::report::{Look, Verbosity};

/// A row of these runs.
fn row(values: &[&str], runs: &[Sample]) -> SweepRow {
    let mut measured = Measurement::default();
    runs.iter().for_each(|run| measured.add(&run.trace, &run.analysis));
    SweepRow { values: values.iter().map(|value| (*value).to_owned()).collect(), measured }
}

fn swept(sample: &Sample, names: &[&str], rows: Vec<SweepRow>) -> Swept {
    let varied = names.iter().map(|name| Varied {
        name: (*name).to_owned(),
        option: Some(("client".to_owned(), OptionName::TcpNodelay)),
    });
    Swept { case: sample.case().clone(), varied: varied.collect(), like: None, not_run: None, rows }
}

fn text(sample: &Sample, swept: &Swept, look: &Look) -> String {
    case(&sample.scenario, (swept, &[]), &look.voice()).text(look)
        + &legend(std::slice::from_ref(swept), &look.voice()).text(look)
}

/// `nagle`: two rows that differ in their segments, one of them from run to run too.
fn segments() -> (Sample, Swept) {
    let range = [("{ segments = 2 }", "{ segments = { min = 2, max = 3 } }")];
    let sample = samples::nagle().held_against(&range);
    let on = samples::linux("nagle/nodelay");
    let in_three = samples::with_segments(&sample, 2, 3);
    let rows = vec![row(&["on"], &[on]), row(&["off"], &[sample.clone(), in_three])];
    let swept = swept(&sample, &["client.TCP_NODELAY"], rows);
    (sample, swept)
}

/// A row for each value, of runs in which so many were kept and so many dropped.
fn datagrams(rows: &[(&str, &[(u64, u64)])]) -> (Sample, Swept) {
    let sample = samples::truncated();
    let run = |(kept, dropped): &(u64, u64)| {
        let mut run = sample.clone();
        run.analysis.counts.drops = Seen::Seen(*dropped);
        run.analysis.counts.accounted = Seen::Seen(kept + dropped);
        run
    };
    let runs = |runs: &[(u64, u64)]| runs.iter().map(run).collect::<Vec<_>>();
    let rows = rows.iter().map(|(value, counts)| row(&[value], &runs(counts))).collect();
    let swept = swept(&sample, &["server.SO_RCVBUF"], rows);
    (sample, swept)
}

/// The lines below a heading, up to an empty one.
fn below<'a>(text: &'a str, heading: &str) -> Vec<&'a str> {
    let lines = text.lines().skip_while(|line| !line.starts_with(heading)).skip(1);
    lines.take_while(|line| !line.is_empty()).collect()
}

#[test]
fn a_bar_for_each_row_of_what_varies_most() {
    let (sample, swept) = segments();
    let text = text(&sample, &swept, &look(80, Lang::En));
    let bars = below(&text, "Segments, by client.TCP_NODELAY");
    assert_eq!(bars.len(), 3, "{text}");
    let count = |line: &str, c: char| line.matches(c).count();
    assert_eq!((count(bars[0], '█'), count(bars[0], '▒')), (50, 0), "{text}");
    assert_eq!((count(bars[1], '█'), count(bars[1], '▒')), (10, 5), "{text}");
    assert!(bars[0].ends_with("  10") && bars[1].ends_with(" 2–3"), "{text}");
    assert!(bars[2].contains("▒ in some runs only"));
    // The table has the same figures.
    assert!(text.lines().any(|line| line.starts_with("✔ off") && line.contains(" 2–3 ")), "{text}");
}

#[test]
fn kept_and_dropped_fill_a_bar_and_nothing_there_is_left_out() {
    let (sample, swept) = datagrams(&[
        ("2304", &[(2, 1998)]),
        ("8192", &[(1000, 1000), (1100, 900)]),
        ("32768", &[(1999, 1)]),
        ("131072", &[(2000, 0)]),
    ]);
    for lang in [Lang::En, Lang::Zh] {
        let text = text(&sample, &swept, &look(80, lang));
        let heading = if lang == Lang::En { "Datagrams kept" } else { "留下和丢掉" };
        let bars = below(&text, heading);
        let parts = |line: &str| ['█', '▒', '·'].map(|c| line.matches(c).count());
        let room = parts(bars[3])[0];
        assert_eq!(parts(bars[0]), [1, 0, room - 1], "{text}");
        let [solid, some, dropped] = parts(bars[1]);
        assert!(solid == room.div_ceil(2) || solid == room / 2, "{text}");
        assert!(some > 0 && solid + some + dropped == room, "{text}");
        assert_eq!(parts(bars[2]), [room - 1, 0, 1], "{text}");
        assert_eq!(parts(bars[3]), [room, 0, 0], "{text}");
    }
}

/// Never 0 for what was not seen.
#[test]
fn what_is_not_seen_is_a_question_mark() {
    let swept = |sample: &Sample| {
        let unseen = [sample.clone()];
        let rows = vec![row(&["on"], &unseen), row(&["off"], &unseen)];
        swept(sample, &["client.TCP_NODELAY"], rows)
    };
    let figures = |sample: &Sample| {
        let host = samples::host("windows", "10.0");
        let setting = json::Setting { host: &host, wire: WireKind::Loopback, repeat: 1 };
        let written = json::write(&sample.scenario, &[swept(sample)], &setting);
        let written: serde_json::Value = serde_json::from_str(&written).unwrap();
        written["cases"][0]["rows"][0]["figures"].clone()
    };
    let sample = samples::wine("nagle/fresh");
    let text = text(&sample, &swept(&sample), &look(80, Lang::En));
    let row = text.lines().find(|line| line.starts_with("○ on")).unwrap();
    assert_eq!(row.split_whitespace().nth(3), Some("?"), "{text}");
    assert!(text.contains("? cannot be seen on this system"), "{text}");
    assert!(!text.contains('█'), "{text}");
    let stream = figures(&sample);
    assert_eq!((&stream["segments"], &stream["sends"]["min"]), (&"unsupported".into(), &10.into()));
    let datagrams = figures(&samples::wine("udp-truncation/one-byte"));
    assert_eq!(datagrams["kept"], "unsupported");
}

/// The same case twice: its table is drawn once, unless the figures differ.
#[test]
fn a_case_that_makes_the_calls_of_another_says_so() {
    let (sample, first) = segments();
    let mut second = first.clone();
    second.like = Some(first.case.id.clone());
    let (name, before) = (first.case.id.as_str(), std::slice::from_ref(&first));
    for (lang, calls) in [(Lang::En, "makes the same calls as"), (Lang::Zh, "完全一样")] {
        let look = look(80, lang);
        let text = case(&sample.scenario, (&second, before), &look.voice()).text(&look);
        assert_eq!(is_clean(&text, &look), Ok(()));
        assert!(text.contains(calls) && text.contains(name), "{text}");
        assert!(text.ends_with("  ✔ on  ✔ off\n") && !text.contains('█'), "{text}");
        // Another figure: the table is there, and why there is one.
        let mut other = second.clone();
        other.rows.swap(0, 1);
        let text = case(&sample.scenario, (&other, before), &look.voice()).text(&look);
        assert!(text.contains(calls) && text.contains('█'), "{text}");
        assert!(text.lines().any(|line| line.starts_with("✔ off")), "{text}");
    }
    let written = json::write(
        &sample.scenario,
        &[first, second],
        &json::Setting {
            host: &samples::host("linux", "6.18"),
            wire: WireKind::Loopback,
            repeat: 1,
        },
    );
    let written: serde_json::Value = serde_json::from_str(&written).unwrap();
    assert_eq!(written["cases"][0]["same_calls_as"], serde_json::Value::Null);
    assert_eq!(written["cases"][1]["same_calls_as"], sample.case().id);
}

#[test]
fn a_row_has_the_verdict_that_says_most_against_the_case() {
    let sample = samples::nagle();
    let mixed = [sample.clone(), samples::changed(), sample.clone()];
    let swept = swept(&sample, &["client.TCP_NODELAY"], vec![row(&["on"], &mixed)]);
    let text = text(&sample, &swept, &look(80, Lang::En));
    assert!(text.lines().any(|line| line.starts_with("≈ on")), "{text}");
    assert!(text.contains("≈ not what the case expects"), "{text}");
}

/// Long names and values, narrow terminals, both languages, with and without ASCII.
#[test]
fn it_fits_every_terminal() {
    let (kept, table) = datagrams(&[
        ("2304", &[(2, 1998)]),
        ("{ text = \"a long value with many words in it\", repeat = 100 }", &[(5, 0)]),
        ("\u{1b}[31mred\u{202e}", &[(7, 3), (9, 1)]),
    ]);
    let (segments, plain) = segments();
    let mut long = plain.clone();
    long.varied = vec![plain.varied[0].clone(); 6];
    long.rows.iter_mut().for_each(|row| row.values = vec!["9223372036854775807".into(); 6]);
    let all = [(&kept, &table), (&segments, &plain), (&segments, &long)];
    for width in 40..=160 {
        for (lang, ascii) in [(Lang::En, width % 2 == 0), (Lang::Zh, width % 2 == 1)] {
            for verbosity in [Verbosity::Full, Verbosity::Quiet] {
                let look = Look { ascii, verbosity, ..look(width, lang) };
                for (sample, swept) in all {
                    let intro = intro(&sample.scenario, (2, 1), &look.voice()).text(&look);
                    let text = intro + &text(sample, swept, &look);
                    is_clean(&text, &look).map_err(|e| format!("{look:?}: {e}\n{text}")).unwrap();
                }
            }
        }
    }
}
