//! `sweep` on real sockets, and what goes wrong around it: a real process each time.
#![cfg(unix)]

use crate::process::{interrupt, program};
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::process::{Output, Stdio};

fn sweep(scenario: &str, args: &[&str]) -> Output {
    program(&[&["sweep", scenario], args].concat()).output().unwrap()
}

/// The rows of the only case.
#[cfg(target_os = "linux")]
fn rows(scenario: &str, args: &[&str]) -> Vec<Value> {
    let output = sweep(scenario, &[args, &["--format", "json"]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let written: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(written["format"], "stickydemo-sweep/1");
    let cases = written["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 1);
    cases[0]["rows"].as_array().unwrap().clone()
}

/// A figure that was the same in every run.
#[cfg(target_os = "linux")]
fn figure(row: &Value, name: &str) -> u64 {
    let figure = &row["figures"][name];
    assert_eq!(figure["min"], figure["max"], "{name}: {row}");
    figure["min"].as_u64().unwrap()
}

/// Kept and dropped add up to what was sent, for every buffer; a larger one keeps more.
#[test]
#[cfg(target_os = "linux")] // Elsewhere nobody counts what one socket drops.
fn what_a_buffer_keeps_against_its_size() {
    let vary = "server.SO_RCVBUF=2304,8192,32768,131072";
    let rows = rows("udp-overflow", &["--case", "usual-buffer", "--vary", vary]);
    assert_eq!(rows.len(), 4);
    let mut before = 0;
    for row in rows {
        let (kept, drops) = (figure(&row, "kept"), figure(&row, "drops"));
        assert_eq!((figure(&row, "sends"), kept + drops), (2000, 2000), "{row}");
        assert_eq!(figure(&row, "receives"), kept, "{row}");
        assert!(kept > before && drops > 0, "{row}");
        before = kept;
        let granted = row["options"][0]["granted"]["seen"].as_u64().unwrap();
        let asked: u64 = row["values"][0].as_str().unwrap().parse().unwrap();
        assert_eq!(granted, asked * 2, "the kernel doubles it (socket(7)): {row}");
        let fates: Vec<&str> = row["fates"]
            .as_array()
            .unwrap()
            .iter()
            .map(|f| f["fates"][0].as_str().unwrap())
            .collect();
        assert_eq!(fates, ["intact", "lost"]);
    }
}

/// Every combination, the last thing varied changing fastest; which of them are as the file has it.
#[test]
#[cfg(target_os = "linux")] // The segment counts are Linux's.
fn a_truth_table_of_two_things() {
    let args = ["--case", "delayed-ack", "--repeat", "3", "--vary", "client.TCP_NODELAY=on,off"];
    let rows = rows("nagle", &[&args[..], &["--vary", "recv.max=64,1024"]].concat());
    let table: Vec<_> = rows
        .iter()
        .map(|row| {
            let values: Vec<&str> =
                row["values"].as_array().unwrap().iter().map(|v| v.as_str().unwrap()).collect();
            let cause = row["causes"][0]["cause"].as_str().unwrap();
            (values.join(" "), figure(row, "segments"), figure(row, "receives"), cause)
        })
        .collect();
    let wanted = [
        ("on 64".to_owned(), 10, 1, "read-late"),
        ("on 1024".to_owned(), 10, 1, "read-late"),
        ("off 64".to_owned(), 2, 1, "nagle"),
        ("off 1024".to_owned(), 2, 1, "nagle"),
    ];
    assert_eq!(table, wanted);
    assert!(rows.iter().all(|row| row["runs"] == 3), "{rows:?}");
}

/// A value that the kernel refuses is said to be refused.
#[test]
#[cfg(target_os = "linux")]
fn an_option_that_is_not_there_is_no_measurement_of_it() {
    let vary = "client.SO_EXCLUSIVEADDRUSE=on,off";
    let output = sweep("nagle", &["--case", "fresh", "--vary", vary]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(text.contains("SO_EXCLUSIVEADDRUSE = on was not set (unsupported)"), "{text}");
    assert!(text.lines().any(|line| line.starts_with("○ on ")), "{text}");
}

/// Nothing is run, and no file is touched, where the line is wrong.
#[test]
fn a_wrong_line_costs_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let target = directory.path().join("out.txt");
    std::fs::write(&target, "old").unwrap();
    let long = format!("recv.max={}", "9,".repeat(50_000));
    let deep = format!("send.data={{a={}", "[".repeat(50_000));
    for vary in
        ["x", "recv.max=", "recv.max=1,1", "none.SO_RCVBUF=1", "\u{1b}[2J.a=\u{202e}", &long, &deep]
    {
        let mut command = program(&["sweep", "nagle", "--vary", vary, "--output"]);
        let output = command.arg(&target).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.starts_with("error: --vary") && said.len() < 5000, "{}", said.len());
        assert!(!said.contains(['\u{1b}', '\u{202e}']), "{said:?}");
        assert!(output.stdout.is_empty());
    }
    assert_eq!(std::fs::read(&target).unwrap(), b"old");
}

#[test]
fn a_file_is_written_whole_and_no_place_is_no_run() {
    let directory = tempfile::tempdir().unwrap();
    let target = directory.path().join("out.json");
    let vary = ["--case", "one-send", "--vary", "recv.max=2,3", "--format", "json", "--output"];
    let output = sweep("short-recv", &[&vary[..], &[target.to_str().unwrap()]].concat());
    assert_eq!((output.status.code(), output.stdout.len()), (Some(0), 0));
    let written: Value = serde_json::from_slice(&std::fs::read(&target).unwrap()).unwrap();
    assert_eq!(written["cases"][0]["varied"][0], "recv.max");
    let nowhere = directory.path().join("no/out.json");
    let output = sweep("short-recv", &[&vary[..], &[nowhere.to_str().unwrap()]].concat());
    assert_eq!(output.status.code(), Some(5));
}

#[test]
fn a_reader_that_goes_away_ends_it() {
    let args = ["sweep", "short-recv", "--vary", "recv.max=2,3"];
    let mut child = program(&args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.len()), (Some(141), 0));
}

/// Between two rows as well as within one.
#[test]
fn ctrl_c_ends_a_sweep() {
    let args = ["sweep", "short-recv", "--vary", "recv.max=2,3", "--repeat", "4000000000"];
    let mut child = program(&args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut first).unwrap();
    interrupt(&child);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "stopped\n");
}
