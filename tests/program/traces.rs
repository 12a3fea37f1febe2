//! The recordings in `tests/traces`: real runs on systems that this one may not be. And what `compare`
//! and `replay` make of them, in a real process each time.

use crate::process::{assert_code, output, program, text};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Output;
use stickydemo::report::{json, recordings};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/traces")
}

/// Names and files of all recordings. Beside each is what it was judged to be, and nothing else.
pub(crate) fn files() -> BTreeMap<String, Vec<u8>> {
    let files = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let (mut recorded, mut judged) = (BTreeMap::new(), Vec::new());
    for path in files {
        let name = path.file_name().unwrap().to_str().unwrap();
        match name.strip_suffix(".judged.txt") {
            Some(name) => judged.push(name.to_owned()),
            None => {
                let name = name.strip_suffix(".json.gz").unwrap_or(name);
                recorded.insert(name.to_owned(), std::fs::read(&path).unwrap());
            }
        }
    }
    assert!(judged.iter().all(|name| recorded.contains_key(name)), "{judged:?}");
    recorded
}

/// A recording is named by what it was made on: nothing under Wine goes by a system's own name.
#[test]
fn a_recording_is_named_by_its_system() {
    for (name, bytes) in files() {
        let host = json::read(&bytes).unwrap().0.host;
        let under = host.under.as_deref().and_then(|under| under.split(' ').next());
        let system = under.map_or(host.os.clone(), |under| format!("{}-{under}", host.os));
        assert!(name == system || name.starts_with(&format!("{system}-")), "{name}: {host:?}");
    }
}

#[test]
fn every_recording_comes_with_the_program() {
    let files = files();
    assert!(recordings::names().eq(files.keys()), "{:?}", files.keys());
    assert!(files.iter().all(|(name, bytes)| recordings::find(name) == Some(bytes)));
    assert_eq!(recordings::find("lin"), None);
    assert_eq!(recordings::near("linus"), ["linux"]);
}

fn run(args: &[&str]) -> Output {
    program(args).output().unwrap()
}

fn said(args: &[&str]) -> String {
    let output = run(args);
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), error.as_str()), (Some(0), ""), "{args:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// A trace of two scenarios that are quick, from this computer.
fn recorded(folder: &Path, name: &str) -> String {
    let path = folder.join(name).to_str().unwrap().to_owned();
    said(&["run", "late-read", "udp-truncation", "--format", "json", "--output", &path]);
    path
}

#[test]
fn a_trace_written_compressed_is_the_same_trace() {
    let folder = tempfile::tempdir().unwrap();
    let packed = recorded(folder.path(), "mine.json.gz");
    let bytes = std::fs::read(&packed).unwrap();
    let plain = folder.path().join("mine.json");
    std::fs::write(&plain, json::unpacked(&bytes).unwrap()).unwrap();
    let plain = plain.to_str().unwrap();
    assert!(
        bytes.starts_with(&[0x1f, 0x8b]) && bytes.len() * 5 < std::fs::read(plain).unwrap().len()
    );
    assert_eq!(said(&["replay", &packed]), said(&["replay", plain]));
    // Packed and not, it is one trace: compared with itself it is one run of one system.
    let same = said(&["compare", &packed, plain]);
    assert!(same.starts_with("One and the same trace"), "{same}");
    assert!(same.ends_with("agree: nothing differs\n"), "{same}");
}

/// The order of the traces changes nothing.
#[test]
fn a_comparison_does_not_depend_on_the_order_of_the_traces() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (recorded(folder.path(), "one.json"), recorded(folder.path(), "two.json"));
    let compared = |traces: [&str; 3]| {
        let chosen = ["--case", "hello-feng", "--case", "one-byte", "--all"];
        said(&[&["compare"][..], &traces, &chosen].concat())
    };
    let first = compared([&one, &two, "linux"]);
    assert_eq!(compared(["linux", &two, &one]), first);
    assert!(first.contains("hello-feng") && first.contains("one-byte"), "{first}");
}

/// A file of that name wins over a recording.
#[test]
fn a_file_wins_over_a_recording_of_its_name() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("linux"), "no trace").unwrap();
    for args in [&["replay", "linux"][..], &["compare", "linux", "linux"]] {
        let output = program(args).current_dir(folder.path()).output().unwrap();
        assert_eq!(output.status.code(), Some(3), "{args:?}");
    }
}

/// Without traces: this computer, beside every recording; and nothing but that goes to the output.
#[test]
fn without_traces_this_computer_is_compared_with_the_recordings() {
    let text = said(&["compare", "--case", "hello-feng", "--all", "--width", "200"]);
    let columns = text.matches(", wire loopback,").count();
    assert_eq!(columns, 1 + files().len(), "{text}");
    assert!(text.contains("\n  this computer ("), "{text}");
    assert!(text.contains("late-read/hello-feng") && !text.contains("udp-"), "{text}");
    let summary = text.lines().next_back().unwrap();
    assert!(summary.starts_with("1 of 1 case agrees") || cfg!(not(target_os = "linux")), "{text}");
}

/// Two versions of the program on one computer: the version tells the columns apart, and the warning
/// says it once.
#[test]
fn a_version_that_is_a_columns_name_is_not_said_twice() {
    let folder = tempfile::tempdir().unwrap();
    let one = recorded(folder.path(), "one.json");
    let text = std::fs::read_to_string(&one).unwrap();
    let own = format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"));
    assert!(text.contains(&own));
    let other = folder.path().join("other.json");
    std::fs::write(&other, text.replace(&own, "\"version\": \"9.8.7\"")).unwrap();
    let compared = said(&["compare", &one, other.to_str().unwrap(), "--width", "200"]);
    let (_, warned) = compared.split_once("\n! ").unwrap();
    let (warned, _) = warned.split_once("\n\n").unwrap();
    assert_eq!(warned.matches("9.8.7").count(), 1, "{warned}");
}

/// Two traces of one system have nothing to compare where no case is in both, and what only one of
/// them has is said.
#[test]
fn a_case_that_one_trace_alone_has_is_compared_with_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let part = |name: &str, cases: &[&str]| {
        let path = folder.path().join(name).to_str().unwrap().to_owned();
        let chosen = cases.iter().flat_map(|case| ["--case", case]);
        let args = ["run", "late-read", "--format", "json", "--output", path.as_str()];
        said(&args.into_iter().chain(chosen).collect::<Vec<_>>());
        path
    };
    let (one, two) = (part("1.json", &["hello-feng"]), part("2.json", &["hello-world"]));
    let apart = said(&["compare", &one, &two, "--width", "200"]);
    assert!(apart.contains("nothing to compare") && !apart.contains("agree"), "{apart}");
    let both = part("3.json", &["hello-feng", "hello-world"]);
    let compared = said(&["compare", &one, &both, "--width", "200"]);
    assert!(compared.contains("late-read/hello-world\n"), "{compared}");
    assert!(compared.contains("not in every trace"), "{compared}");
    assert!(compared.contains("\n1 of 1 case agrees"), "{compared}");
}

/// Who replays a trace has not typed what it was made with.
#[test]
fn a_replay_says_what_was_changed_however_little_it_says() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("changed.json");
    let file = file.to_str().unwrap();
    let set = ["--case", "one-send", "--set", "recv.max=4", "--format", "json", "-o", file];
    assert_code(&output(&[&["run", "short-recv"], &set[..]].concat()), 0);
    for (lang, line) in [("en", "changed by --set: recv.max=4\n"), ("zh", "recv.max=4\n")] {
        let replay = output(&["replay", file, "-q", "--lang", lang]);
        assert_code(&replay, 0);
        assert_eq!(text(&replay.stdout).matches(line).count(), 1, "{}", text(&replay.stdout));
    }
}

/// However little it is to say: an empty page would look like a success of something.
#[test]
fn a_trace_without_a_case_says_that_there_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("empty.json");
    let base: serde_json::Value =
        serde_json::from_str(include_str!("../wrong_traces/base.json")).unwrap();
    for empty in [serde_json::json!([]), {
        let mut scenarios = base["scenarios"].clone();
        scenarios[0]["cases"] = serde_json::json!([]);
        scenarios
    }] {
        let mut trace = base.clone();
        trace["scenarios"] = empty;
        std::fs::write(&file, trace.to_string()).unwrap();
        for (lang, said) in [("en", "there is no case in it to show"), ("zh", "没有可以显示的用例")]
        {
            let replay =
                output(&["replay", file.to_str().unwrap(), "-q", "--lang", lang, "--width", "120"]);
            assert_code(&replay, 0);
            assert!(text(&replay.stdout).contains(said), "{}", text(&replay.stdout));
        }
    }
}
