//! What reports look like.

use crate::samples::{self, Sample};
use crate::{golden, look};
use std::path::Path;
use stickydemo::analysis::Tally;
use stickydemo::model::{Group, Lang, Verdict, WireKind};
use stickydemo::report::{Look, Pen, Summary, Verbosity, case, scenarios};

pub(crate) fn compare(name: &str, text: &str) {
    let file = Path::new("snapshots/report").join(format!("{name}.txt"));
    let differs = golden::check(&file, text).err().unwrap_or_default();
    assert!(differs.is_empty(), "{differs}");
}

#[test]
fn cases_at_80_columns() {
    for (name, sample) in samples::all() {
        compare(&format!("{name}-80-en"), &sample.drawn(&look(80, Lang::En)));
        compare(&format!("{name}-80-zh"), &sample.drawn(&look(80, Lang::Zh)));
    }
}

#[test]
fn other_widths() {
    for (name, sample) in samples::all() {
        compare(&format!("{name}-40-zh"), &sample.drawn(&look(40, Lang::Zh)));
        compare(&format!("{name}-200-en"), &sample.drawn(&look(200, Lang::En)));
    }
}

#[test]
fn plain_terminals_and_colours() {
    let sample = samples::short_recv();
    compare("short-recv-ascii", &sample.drawn(&Look { ascii: true, ..look(80, Lang::En) }));
    compare("short-recv-color", &sample.drawn(&Look { color: true, ..look(80, Lang::En) }));
    let sample = samples::truncated();
    compare("truncated-ascii-en", &sample.drawn(&Look { ascii: true, ..look(80, Lang::En) }));
    compare("truncated-ascii-zh", &sample.drawn(&Look { ascii: true, ..look(80, Lang::Zh) }));
}

#[test]
fn everything_and_next_to_nothing() {
    let sample = samples::framed();
    let verbose = Look { verbosity: Verbosity::Verbose, ..look(80, Lang::En) };
    compare("framed-verbose", &sample.drawn(&verbose));
    let quiet = Look { verbosity: Verbosity::Quiet, ..look(80, Lang::En) };
    compare("framed-quiet", &sample.drawn(&quiet));
    assert_eq!(case::intro(&sample.scenario, &quiet.voice()).text(&quiet), "");
}

/// One of each that is not shown.
fn verdicts() -> [Sample; 4] {
    [samples::changed(), samples::unsupported(), samples::excused(), samples::not_shown()]
}

#[test]
fn every_verdict() {
    use Verdict::{Changed, NotShown, Unsupported};
    let verdicts = verdicts();
    let found: Vec<Verdict> = verdicts.iter().map(|sample| sample.analysis.verdict).collect();
    assert_eq!(found, [Changed, Unsupported, NotShown, NotShown]);
    for lang in [Lang::En, Lang::Zh] {
        let ends = verdicts.each_ref().map(|sample| {
            let text = sample.drawn(&look(80, lang));
            text[text.find(['≈', '○', '✘']).unwrap()..].to_owned()
        });
        compare(&format!("verdicts-{lang}"), &ends.join("\n"));
    }
}

#[test]
fn a_run_of_all() {
    for lang in [Lang::En, Lang::Zh] {
        let look = look(80, lang);
        let (mut pen, mut out) = (Pen::new(look), String::new());
        let mut summary = Summary::default();
        for sample in samples::all().into_iter().map(|(_, sample)| sample).chain(verdicts()) {
            out.push_str(&pen.draw(&case::line(
                &sample.scenario,
                sample.case(),
                &sample.analysis,
                &look.voice(),
            )));
            summary.add(&sample.scenario, sample.case(), &sample.analysis, &look.voice());
        }
        out.push_str(&case::summary(&summary, &look.voice()).text(&look));
        compare(&format!("all-{lang}"), &out);
        assert_eq!(summary.count(Verdict::NotShown), 2);
    }
}

#[test]
fn many_runs() {
    let sample = samples::nagle();
    let other = sample.clone().held_against(&[("{ receives = 1 }", "{ receives = 2 }")]);
    let mut tally = Tally::default();
    for i in 0..1000 {
        let sample = if i == 612 { &other } else { &sample };
        // Each is a little slower than the one before.
        let slower = sample.clone().with(|trace| {
            let last = trace.records.last_mut().unwrap();
            last.calls[0].took_ns += i * 7_000;
        });
        tally.add(&slower.analysis);
    }
    for lang in [Lang::En, Lang::Zh] {
        let text = case::repeat(&sample.scenario, sample.case(), &tally, &look(80, lang).voice())
            .text(&look(80, lang));
        compare(&format!("repeat-{lang}"), &text);
    }
}

#[test]
fn before_and_after() {
    let sample = samples::nagle();
    for lang in [Lang::En, Lang::Zh] {
        let look = look(80, lang);
        let mut host = stickydemo::net::host();
        host.os = "linux".into();
        host.release = "6.18\u{1b}[31m".into();
        host.arch = "x86_64".into();
        host.version = "0.1.0".into();
        host.under = Some("wine 8.0".into());
        let parts = [
            case::recorded(&host, &[WireKind::Loopback], &look.voice()).text(&look),
            case::changes(&["client.TCP_NODELAY=on".to_owned()], &look.voice()).text(&look),
            case::intro(&sample.scenario, &look.voice()).text(&look),
            case::question(&sample.scenario, &look.voice()).text(&look),
            case::hint(&sample.scenario, &look.voice()).text(&look),
            case::outro(&sample.scenario, "linux", &look.voice()).text(&look),
            case::outro(&sample.scenario, "macos", &look.voice()).text(&look),
        ];
        compare(&format!("texts-{lang}"), &parts.join("~~~\n"));
    }
}

#[test]
fn the_list_and_a_page() {
    for lang in [Lang::En, Lang::Zh] {
        let look = look(80, lang);
        let listed = |id, group, en, zh, cases| scenarios::Listed {
            id,
            group,
            title: if lang == Lang::En { en } else { zh },
            cases,
        };
        let text = scenarios::list(
            &[
                listed(
                    "nagle",
                    Group::Tcp,
                    "Nagle, or a late reader?",
                    "怪 Nagle，还是怪读得晚？",
                    6,
                ),
                listed(
                    "udp-boundaries",
                    Group::Udp,
                    "Three datagrams are three receives; three sends over TCP are not, and why",
                    "三个数据报要收三次，三次 TCP 发送却不是；为什么不是，以及怎样让它们也是三次",
                    16,
                ),
                listed("late-read", Group::Tcp, "The reader came late", "读得晚了", 1),
            ],
            &look.voice(),
        )
        .text(&look);
        compare(&format!("list-{lang}"), &text);
        let sample = samples::written();
        compare(&format!("show-{lang}"), &scenarios::show(&sample, &look.voice()).text(&look));
    }
}
