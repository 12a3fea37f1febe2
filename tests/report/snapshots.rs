//! What reports look like.

use crate::samples::{self, Sample};
use crate::{golden, look};
use std::path::Path;
use stickydemo::analysis::Tally;
use stickydemo::model::{Group, Lang, Verdict, WireKind};
use stickydemo::report::{Look, Summary, Verbosity, pages, text};

pub(crate) fn compare(name: &str, text: &str) {
    let file = Path::new("snapshots/report").join(format!("{name}.txt"));
    let differs = golden::check(&file, text).err().unwrap_or_default();
    assert!(differs.is_empty(), "{differs}");
}

fn drawn(sample: &Sample, look: &Look) -> String {
    text::case(&sample.scenario, sample.case(), &sample.trace, &sample.analysis, look)
}

#[test]
fn cases_at_80_columns() {
    for (name, sample) in samples::all() {
        compare(&format!("{name}-80-en"), &drawn(&sample, &look(80, Lang::En)));
        compare(&format!("{name}-80-zh"), &drawn(&sample, &look(80, Lang::Zh)));
    }
}

#[test]
fn other_widths() {
    for (name, sample) in samples::all() {
        compare(&format!("{name}-40-zh"), &drawn(&sample, &look(40, Lang::Zh)));
        compare(&format!("{name}-200-en"), &drawn(&sample, &look(200, Lang::En)));
    }
}

#[test]
fn plain_terminals_and_colours() {
    let sample = samples::short_recv();
    compare("short-recv-ascii", &drawn(&sample, &Look { ascii: true, ..look(80, Lang::En) }));
    compare("short-recv-color", &drawn(&sample, &Look { color: true, ..look(80, Lang::En) }));
    let sample = samples::truncated();
    compare("truncated-ascii-en", &drawn(&sample, &Look { ascii: true, ..look(80, Lang::En) }));
    compare("truncated-ascii-zh", &drawn(&sample, &Look { ascii: true, ..look(80, Lang::Zh) }));
}

#[test]
fn everything_and_next_to_nothing() {
    let sample = samples::framed();
    let verbose = Look { verbosity: Verbosity::Verbose, ..look(80, Lang::En) };
    compare("framed-verbose", &drawn(&sample, &verbose));
    let quiet = Look { verbosity: Verbosity::Quiet, ..look(80, Lang::En) };
    compare("framed-quiet", &drawn(&sample, &quiet));
    assert_eq!(text::intro(&sample.scenario, &quiet), "");
}

fn verdicts() -> Vec<Sample> {
    let mut all: Vec<Sample> = samples::all().into_iter().map(|(_, sample)| sample).collect();
    all[1].analysis.verdict = Verdict::Changed;
    all[1].analysis.checks = all[6].analysis.checks.clone();
    all[2].analysis.verdict = Verdict::Unsupported;
    all[2].analysis.checks = all[6].analysis.checks.clone();
    all
}

#[test]
fn every_verdict() {
    for lang in [Lang::En, Lang::Zh] {
        let samples = verdicts();
        let end = |sample: &Sample| {
            let text = drawn(sample, &look(80, lang));
            let at = text.find(['≈', '○', '✘']).unwrap();
            text[at..].to_owned()
        };
        let ends: Vec<String> = [1, 2, 6].iter().map(|&i| end(&samples[i])).collect();
        compare(&format!("verdicts-{lang}"), &ends.join("\n"));
    }
}

#[test]
fn a_run_of_all() {
    for lang in [Lang::En, Lang::Zh] {
        let look = look(80, lang);
        let mut out = String::new();
        let mut summary = Summary::default();
        for sample in &verdicts() {
            out.push_str(&text::line(&sample.scenario, sample.case(), &sample.analysis, &look));
            summary.add(&sample.scenario, sample.case(), &sample.analysis, &look);
        }
        out.push_str(&text::summary(&summary, &look));
        compare(&format!("all-{lang}"), &out);
        assert_eq!(summary.count(Verdict::NotShown), 1);
    }
}

#[test]
fn many_runs() {
    let sample = samples::nagle();
    let mut tally = Tally::default();
    for i in 0..1000 {
        let mut analysis = sample.analysis.clone();
        analysis.counts.took_us += i * 7;
        if i == 612 {
            analysis.verdict = Verdict::NotShown;
        }
        tally.add(&analysis);
    }
    for lang in [Lang::En, Lang::Zh] {
        let text = text::repeat(&sample.scenario, sample.case(), &tally, &look(80, lang));
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
            text::recorded(&host, &[WireKind::Loopback], &look),
            text::changes(&["client.TCP_NODELAY=on".to_owned()], &look),
            text::intro(&sample.scenario, &look),
            text::question(&sample.scenario, &look),
            text::hint(&sample.scenario, &look),
            text::outro(&sample.scenario, "linux", &look),
            text::outro(&sample.scenario, "macos", &look),
        ];
        compare(&format!("texts-{lang}"), &parts.join("~~~\n"));
    }
}

#[test]
fn the_list_and_a_page() {
    for lang in [Lang::En, Lang::Zh] {
        let look = look(80, lang);
        let listed = |id, group, en, zh, cases| pages::Listed {
            id,
            group,
            title: if lang == Lang::En { en } else { zh },
            cases,
        };
        let text = pages::list(
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
            &look,
        );
        compare(&format!("list-{lang}"), &text);
        let sample = samples::written();
        compare(&format!("show-{lang}"), &pages::show(&sample, &look));
    }
}
