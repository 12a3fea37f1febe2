//! Several traces side by side: drawn at every width, as Markdown, and as its schema says.

use crate::rules::is_clean;
use crate::samples::{self, Sample};
use crate::snapshots::compare as as_in_its_file;
use crate::{look, schema};
use serde_json::Value;
use stickydemo::analysis::compare::{
    Comparison, SeenCase, SeenScenario, System, View, Witness, compare,
};
use stickydemo::analysis::{Setting, Tally};
use stickydemo::model::{
    CallName, CaseVariant, ErrorInfo, ErrorName, Host, Lang, Outcome, Payload, Platform, Text,
    Transport, Variant, WireKind,
};
use stickydemo::report::Look;
use stickydemo::report::compare::{json, markdown, page};

static SCHEMA: &str = include_str!("../../schema/compare-1.json");

fn system(os: &str, release: &str, under: Option<&str>) -> System {
    let host = Host { under: under.map(str::to_owned), ..samples::host(os, release) };
    System { here: false, host, wire: WireKind::Loopback }
}

/// A trace of these samples.
fn witness(system: &System, digest: &str, samples: &[&Sample]) -> Witness {
    counted(system, digest, samples, None)
}

fn counted(system: &System, digest: &str, samples: &[&Sample], tally: Option<&Tally>) -> Witness {
    let setting = Setting::of(&system.host, system.wire, false);
    let scenarios = samples.iter().map(|sample| SeenScenario {
        id: sample.scenario.id.clone(),
        digest: "aa".repeat(32),
        set: vec![],
        cases: vec![SeenCase {
            id: sample.case().id.clone(),
            role: Some(sample.case().role),
            view: View::of(sample.case(), &sample.trace, &sample.analysis, &setting, tally),
        }],
    });
    let name = Some(format!("{digest}.json"));
    let system = system.clone();
    Witness { system, name, digest: digest.into(), scenarios: scenarios.collect() }
}

/// Three systems, one of them with two traces, and all that can differ.
fn sample() -> Comparison {
    let linux = system("linux", "6.18.1", None);
    let macos = system("macos", "15.1", None);
    let wine = system("windows", "10.0", Some("wine 8.0"));
    let cases = [
        "nagle/fresh",
        "short-recv/two-sends",
        "half-message/bigger-buffer",
        "udp-truncation/one-byte",
        "end-of-stream/unread",
    ];
    let [fresh, short, large, datagrams, unread] = &cases.map(samples::linux);
    let by_wine = &cases.map(samples::wine);
    // As if macOS had done that by itself.
    let mut other = samples::changed();
    other.setting.changed = false;
    let on_macos = [fresh, &other].map(|sample| sample.clone().on("macos"));
    let witnesses = vec![
        witness(&wine, "d", &by_wine.each_ref()),
        witness(&linux, "a", &[fresh, short, large, datagrams, unread]),
        witness(&linux, "b", &[&samples::with_segments(fresh, 10, 11), short]),
        witness(&macos, "c", &on_macos.each_ref()),
    ];
    compare(witnesses, &["nagle", "short-recv"])
}

#[test]
fn it_looks_like_this() {
    let comparison = sample();
    for (width, lang) in [(80, Lang::En), (80, Lang::Zh), (60, Lang::En), (200, Lang::Zh)] {
        let name = format!("compare-{width}-{}", lang.as_str());
        as_in_its_file(
            &name,
            &page(&comparison, false, &look(width, lang).voice()).text(&look(width, lang)),
        );
    }
    as_in_its_file(
        "compare-all-80-en",
        &page(&comparison, true, &look(80, Lang::En).voice()).text(&look(80, Lang::En)),
    );
    as_in_its_file(
        "compare-markdown-zh",
        &markdown(&comparison, false, &look(80, Lang::Zh).voice()),
    );
}

#[test]
fn no_line_is_too_long_at_any_width() {
    let comparison = sample();
    for width in 40..=200 {
        for (lang, ascii) in [(Lang::En, width % 2 == 0), (Lang::Zh, width % 3 == 0)] {
            let look = Look { ascii, ..look(width, lang) };
            for all in [false, true] {
                let text = page(&comparison, all, &look.voice()).text(&look);
                is_clean(&text, &look).map_err(|e| format!("{look:?}: {e}\n{text}")).unwrap();
            }
        }
    }
}

#[test]
fn it_is_as_its_schema_says() {
    let comparison = sample();
    for all in [false, true] {
        schema::assert_fits(SCHEMA, &json::write(&comparison, all));
    }
    let value: Value = serde_json::from_str(&json::write(&comparison, false)).unwrap();
    assert_eq!(value["systems"][2]["host"]["under"], "wine 8.0");
    assert_eq!((&value["compared"], &value["agree"]), (&Value::from(5), &Value::from(0)));
    let row = &value["cases"][0]["rows"][0];
    assert_eq!(row["about"], "verdict");
    assert_eq!(row["cells"][2]["values"][0]["value"], "unsupported");
    let missing = serde_json::json!([
        "end-of-stream/unread",
        "half-message/bigger-buffer",
        "udp-truncation/one-byte"
    ]);
    assert_eq!(value["missing"][1], missing);
    let segments = &value["cases"][0]["figures"]["segments"];
    assert_eq!(segments[0]["min"], 10);
    assert_eq!(segments[0]["max"], 11);
    assert_eq!(segments[2], "unsupported");
}

/// Warnings of every kind fit the schema too, and are said before anything else.
#[test]
fn warnings_come_first() {
    let linux = system("linux", "6.18.1", None);
    let mut newer = system("windows", "11", None);
    newer.host.version = "0.2.0".into();
    let nagle = samples::nagle();
    let impossible = Tally { runs: 7, ..Tally::default() };
    let mut changed = counted(&newer, "b", &[&nagle], Some(&impossible));
    changed.scenarios[0].digest = "bb".repeat(32);
    changed.scenarios[0].set = vec!["client.TCP_NODELAY=\u{202e}on".into()];
    let cut = nagle.clone().with(|trace| trace.left_out = 7);
    let comparison = compare(vec![witness(&linux, "a", &[&cut]), changed], &[]);
    schema::assert_fits(SCHEMA, &json::write(&comparison, true));
    let text = page(&comparison, false, &look(100, Lang::En).voice()).text(&look(100, Lang::En));
    let warnings: Vec<&str> = text.lines().filter(|line| line.starts_with("! ")).collect();
    assert_eq!(warnings.len(), 5, "{text}");
    assert!(warnings[0].contains("linux 0.1.0, windows 0.2.0"), "{text}");
    assert!(text.contains("linux aaaaaaaa, windows bbbbbbbb"), "{text}");
    assert!(text.contains("client.TCP_NODELAY=\\u{202e}on"), "{text}");
    assert!(warnings[3].contains("`nagle/delayed-ack`"), "{text}");
    assert!(warnings[4].contains("calls of `delayed-ack` were kept; the 7 that came"), "{text}");
    assert!(text.ends_with("1 of 1 case agrees: nothing differs\n"), "{text}");
}

/// What ran under Wine never goes by the name of Windows alone, and no two columns have one name.
#[test]
fn every_column_has_a_name_of_its_own() {
    let arm = |mut system: System| {
        system.host.arch = "aarch64".into();
        system
    };
    let mut newer = system("linux", "6.18.1", None);
    newer.host.version = "0.2.0".into();
    let systems = [
        System { here: true, ..system("windows", "10.0", Some("wine 8.0")) },
        system("linux", "6.18.1", None),
        arm(system("linux", "6.18.1", None)),
        newer,
        system("linux", "6.9", None),
        system("windows", "11", None),
        system("windows", "10.0", Some("wine 8.0")),
        system("windows", "10.0", Some("wine 9.0")),
    ];
    let nagle = samples::nagle();
    let witnesses = systems.iter().map(|system| witness(system, "a", &[&nagle])).collect();
    let comparison = compare(witnesses, &[]);
    let text = markdown(&comparison, true, &look(80, Lang::En).voice());
    let head = text.lines().find(|line| line.starts_with("| case |")).unwrap();
    let names: Vec<&str> = head.split(" | ").skip(2).collect();
    let names = &names[..names.len() - 1];
    assert_eq!(names.len(), systems.len(), "{head}");
    for (at, name) in names.iter().enumerate() {
        assert!(!names[..at].contains(name), "{name} twice: {head}");
        let system = &comparison.columns[at].system;
        let wine = system.host.under.as_deref().is_none_or(|under| name.contains(under));
        assert!(name.contains(&system.host.os) && wine, "{head}");
    }
    assert_eq!(names[0], "this computer (windows (wine 8.0))");
    assert!(names.contains(&"windows"), "{head}");
}

/// Every row of the Markdown table has as many cells as its head, whatever a stranger wrote.
#[test]
fn a_table_for_a_report_stays_a_table() {
    let hostile = "a|b\n| c | `d` \u{202e}<script>*x*\\";
    let mut sample = samples::nagle();
    sample.scenario.id = hostile.into();
    sample.scenario.cases[0].id = hostile.into();
    let other = sample.clone().with_calls(|_, call| {
        let data = call.data.as_mut().filter(|_| call.call == CallName::Recv);
        data.into_iter().for_each(|data| *data = Payload::whole(hostile.as_bytes()));
    });
    let why = Text::new(hostile, hostile);
    let value = CaseVariant::MayNotShow;
    sample.scenario.cases[0].on = vec![Variant { on: Platform::Windows, value, why }];
    let error = ErrorInfo {
        native: Some(hostile.to_owned()),
        number: Some(1),
        ..ErrorInfo::named(ErrorName::Reset)
    };
    let sample = sample.on("windows").with(|trace| {
        trace.records.iter_mut().for_each(|record| record.who = hostile.into());
        let last = trace.records.last_mut().unwrap();
        last.calls[0].outcome = Outcome::Error(error);
    });
    let linux = system("linux", hostile, None);
    let wine = system("windows", hostile, Some(hostile));
    let witnesses = vec![witness(&linux, "a", &[&other]), witness(&wine, "b", &[&sample])];
    let comparison = compare(witnesses, &[]);
    for lang in [Lang::En, Lang::Zh] {
        let text = markdown(&comparison, true, &look(80, lang).voice());
        let rows: Vec<usize> =
            text.lines().filter(|line| line.starts_with('|')).map(cells).collect();
        assert!(rows.len() > 6 && rows.iter().all(|cells| *cells == rows[0]), "{rows:?}\n{text}");
        assert!(!text.contains('\u{202e}') && !text.replace("\\<", "").contains('<'), "{text}");
        let narrow = super::look(60, lang);
        is_clean(
            &stickydemo::report::compare::page(&comparison, true, &narrow.voice()).text(&narrow),
            &narrow,
        )
        .unwrap();
        schema::assert_fits(SCHEMA, &json::write(&comparison, true));
        assert!(!json::write(&comparison, true).contains('\u{202e}'));
    }
}

/// The bars of a row that are not escaped.
fn cells(row: &str) -> usize {
    let mut escaped = false;
    let mut bars = 0;
    for c in row.chars() {
        bars += usize::from(c == '|' && !escaped);
        escaped = c == '\\' && !escaped;
    }
    bars
}

/// A thousand runs that are counted in one trace: the one it keeps is not what usually happens.
#[test]
fn runs_that_a_trace_has_counted_are_believed_where_they_can_be() {
    let (linux, windows) = (system("linux", "1", None), system("windows", "11", None));
    let nagle = samples::nagle();
    let odd = nagle.clone().held_against(&[("{ receives = 1 }", "{ receives = 2 }")]);
    let mut tally = Tally::default();
    (0..9).for_each(|_| {
        tally.add(&nagle.analysis);
    });
    tally.add(&odd.analysis);
    let traces =
        vec![witness(&linux, "a", &[&nagle]), counted(&windows, "b", &[&odd], Some(&tally))];
    let text =
        page(&compare(traces, &[]), false, &look(100, Lang::En).voice()).text(&look(100, Lang::En));
    assert!(text.contains("✔ shown (9 of 10 runs); ✘ NOT shown (1 of 10 runs)"), "{text}");
    assert!(!text.lines().any(|line| line.starts_with("! ")), "{text}");
}

/// Traces of a session each, named so on the command line: the second has another transport.
fn sessions(names: [&str; 2], ids: [&str; 2]) -> Comparison {
    let linux = system("linux", "6.18.1", None);
    let udp = samples::nagle().with(|trace| {
        trace.sockets.iter_mut().for_each(|socket| socket.transport = Transport::Udp);
    });
    let session = |(at, sample): (usize, &Sample)| {
        let mut one = witness(&linux, ["a", "b"][at], &[sample]);
        one.name = Some(names[at].to_owned());
        let session = &mut one.scenarios[0];
        (session.id, session.digest) = ("session".into(), String::new());
        (session.cases[0].id, session.cases[0].role) = (ids[at].into(), None);
        one
    };
    compare([samples::nagle(), udp].iter().enumerate().map(session).collect(), &[])
}

#[test]
fn sessions_are_named_by_their_files_as_short_as_they_can_be() {
    let [one, other] = ["one", "other"].map(|end| format!("{}-{end}.json", "x".repeat(60)));
    for (names, wanted) in [
        (["a/b/one.json", "a/b/other.json"], ["one.json", "other.json"]),
        (["a/b/c.json", "a/d/c.json"], ["b/c.json", "d/c.json"]),
        (["c.json", "d/c.json"], ["c.json", "d/c.json"]),
        ([&one, &other], [one.as_str(), &other]),
    ] {
        let comparison = sessions(names, ["serve-raw", "serve-raw"]);
        let text =
            page(&comparison, false, &look(200, Lang::En).voice()).text(&look(200, Lang::En));
        assert!(text.starts_with("2 traces side by side\n"), "{text}");
        let heads = wanted.map(|name| text.contains(&format!("\n  {name}  linux 6.18.1 x86_64,")));
        assert_eq!(heads, [true; 2], "{text}");
        assert!(text.contains("carried by  tcp") && text.contains("0 of 1 case agrees"), "{text}");
        schema::assert_fits(SCHEMA, &json::write(&comparison, true));
    }
    let json = json::write(&sessions(["a.json", "b.json"], ["s", "s"]), false);
    let value: Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&value["systems"][0]["file"], &value["agree"]), (&"a.json".into(), &0.into()));
    let carried = &value["cases"][0]["rows"][0];
    assert_eq!(
        (&carried["about"], carried["cells"].as_array().unwrap().len()),
        (&"carriers".into(), 2)
    );
    assert_eq!(carried["cells"][1]["values"][0]["value"], serde_json::json!(["udp"]));
}

#[test]
fn of_the_two_ends_of_a_conversation_it_is_said_what_to_do_instead() {
    let ends = sessions(["a/s.json", "c.json"], ["serve-upper", "connect-upper"]);
    for (lang, why) in [(Lang::En, "the two ends of a conversation"), (Lang::Zh, "一次对话的两端")]
    {
        let look = look(400, lang);
        for said in
            [page(&ends, false, &look.voice()).text(&look), markdown(&ends, false, &look.voice())]
        {
            assert!(said.contains(why) && said.contains("stickydemo replay a/s.json"), "{said}");
            assert!(said.contains("stickydemo replay c.json"), "{said}");
        }
    }
    schema::assert_fits(SCHEMA, &json::write(&ends, true));
}
