//! Pages that hold what a sweep or a comparison has run: `replay` and `compare` take the file itself.

use crate::process::{assert_code, output, text};
use std::fs;
use std::path::Path;
use stickydemo::model::Limits;
use stickydemo::report::json::embed;

fn in_folder(folder: &tempfile::TempDir, name: &str) -> String {
    folder.path().join(name).to_str().unwrap().to_owned()
}

fn said(args: &[&str]) -> String {
    let output = output(args);
    assert_code(&output, 0);
    text(&output.stdout)
}

/// What is said where this cannot be done.
fn refused(args: &[&str], code: i32) -> String {
    let output = output(args);
    assert_code(&output, code);
    assert!(output.stdout.is_empty(), "{}", text(&output.stdout));
    text(&output.stderr)
}

const SWEEP: &[&str] = &["sweep", "short-recv", "--case", "one-send", "--vary", "recv.max=2,3"];

fn swept(page: &str, more: &[&str]) {
    said(&[SWEEP, &["--format", "html", "-o", page], more].concat());
}

#[test]
fn the_page_of_a_sweep_is_replayed_as_its_tables_and_with_v_row_by_row() {
    let folder = tempfile::tempdir().unwrap();
    let page = in_folder(&folder, "sweep.html");
    swept(&page, &["--repeat", "2"]);
    let html = fs::read_to_string(&page).unwrap();
    for words in ["The first run of each row is in this page", "每一行的第一次运行就在这个网页里"]
    {
        assert_eq!(html.matches(words).count(), 1, "{words}");
    }
    let shown = said(&["replay", &page]);
    assert!(shown.starts_with("recorded on "), "{shown}");
    for line in [
        "\n2 rows, one for each combination of values; 1 run for each",
        "\nshort-recv/one-send  (problem)\n",
        "\n≈    2 ",
        "\n≈    3 ",
        "\n≈ not what the case expects",
    ] {
        assert_eq!(shown.matches(line).count(), 1, "{line}: {shown}");
    }
    assert!(!shown.contains("--set"), "{shown}");
    let full = said(&["replay", &page, "-v"]);
    let set: Vec<&str> = full.lines().filter(|line| line.contains("by --set: ")).collect();
    assert_eq!(set, ["changed by --set: recv.max=2", "changed by --set: recv.max=3"], "{full}");
    assert!(full.contains("\n≈    3 ") && full.contains("── short-recv/one-send"), "{full}");
    let json = said(&["replay", &page, "--format", "json"]);
    let trace: serde_json::Value = serde_json::from_str(&json).unwrap();
    let of = |row: usize, field: &str| trace["scenarios"][row][field].clone();
    assert_eq!(of(0, "set"), serde_json::json!(["recv.max=2"]));
    assert_eq!(of(1, "set"), serde_json::json!(["recv.max=3"]));
    assert_eq!(of(1, "cases").as_array().unwrap().len(), 1);
    assert_eq!(of(2, "cases"), serde_json::Value::Null);
    // A course of it has a page for each row.
    let site = in_folder(&folder, "site");
    said(&["course", &page, "-o", &site]);
    let pages = crate::process::files(site.as_ref());
    assert_eq!(pages, ["index.html", "short-recv.2.html", "short-recv.html"]);
    let index = fs::read_to_string(format!("{site}/index.html")).unwrap();
    assert_eq!(index.matches("short-recv recv.max=3<").count(), 2, "{index}");
    // The page of a replay is the same again.
    let again = in_folder(&folder, "again.html");
    said(&["replay", &page, "--format", "html", "-o", &again]);
    assert_eq!(said(&["replay", &again]), shown);
}

/// A row is compared with the same row of another sweep, and not with the other rows.
#[test]
fn two_sweeps_are_compared_row_by_row() {
    let folder = tempfile::tempdir().unwrap();
    let [one, two] = ["one.html", "two.html"].map(|name| in_folder(&folder, name));
    swept(&one, &[]);
    swept(&two, &[]);
    assert!(fs::read_to_string(&one).unwrap().contains("The runs of all rows are in this page"));
    let compared = said(&["compare", &one, &two, "--all"]);
    for row in ["short-recv/one-send recv.max=2  (", "short-recv/one-send recv.max=3  ("] {
        assert_eq!(compared.matches(row).count(), 1, "{compared}");
    }
    assert!(compared.ends_with("2 of 2 cases agree: nothing differs\n"), "{compared}");
    // And so is the page of that.
    let page = in_folder(&folder, "page.html");
    said(&["compare", &one, &two, "--all", "--format", "html", "-o", &page]);
    assert_eq!(said(&["compare", &page, "--all"]), compared);
    assert_eq!(said(&["replay", &page]).matches("\n≈    3 ").count(), 2);
}

const CASES: &[&str] = &["--case", "nagle/fresh", "--case", "write-after-reset"];

fn compared(page: &str, names: &[&str]) {
    said(&[&["compare"], names, CASES, &["--format", "html", "-o", page]].concat());
}

#[test]
fn the_page_of_a_comparison_holds_what_was_compared_and_no_more() {
    let folder = tempfile::tempdir().unwrap();
    let page = in_folder(&folder, "page.html");
    compared(&page, &["linux", "windows-wine"]);
    assert!(fs::metadata(&page).unwrap().len() < 200_000);
    let html = fs::read_to_string(&page).unwrap();
    assert!(html.contains("2 traces, each with") && html.contains("2 份轨迹，各有"));
    let shown = said(&["replay", &page]);
    let heads: Vec<_> = shown.lines().filter(|line| line.starts_with("recorded on ")).collect();
    assert!(heads.len() == 2 && heads[0].contains("on linux") && heads[1].contains("under wine"));
    assert!(shown.contains("\n4 cases in "), "{shown}");
    let named: &[&str] = &["compare", "linux", "windows-wine"];
    assert_eq!(said(&["compare", &page]), said(&[named, CASES].concat()));
    // One of them by its number, as the others that a command takes.
    let second = format!("{page}#2");
    let alone = said(&["replay", &second]);
    assert!(alone.contains("under wine") && !alone.contains("on linux"), "{alone}");
    said(&["compare", "linux", &second, "--case", "nagle/fresh"]);
    let json = said(&["replay", &second, "--format", "json"]);
    assert!(json.contains("\"under\": \"wine"), "{json}");
    // What is made of all of them holds all of them.
    let again = in_folder(&folder, "again.html.gz");
    said(&["replay", &page, "--format", "html", "-o", &again]);
    assert_eq!(said(&["replay", &again]), shown);
    for step in ["--step", "--format=markdown", "-v"] {
        assert_eq!(said(&["replay", &page, step]).matches("recorded on ").count(), 2, "{step}");
    }
    let fresh = said(&["replay", &page, "--case", "nagle/fresh", "-q"]);
    assert_eq!(fresh.matches("nagle/fresh").count(), 2, "{fresh}");
}

/// What this computer did is kept, too; what was given twice is kept once.
#[test]
fn a_page_holds_what_was_run_for_it_and_nothing_twice() {
    let folder = tempfile::tempdir().unwrap();
    let page = in_folder(&folder, "page.html");
    let to = ["--case", "hello-feng", "--format", "html", "-o", &page];
    said(&[&["compare"], &to[..]].concat());
    let shown = said(&["replay", &page]);
    assert_eq!(shown.matches("recorded on ").count(), 3, "{shown}");
    said(&[&["compare", "linux", "linux", "windows-wine"], &to[..]].concat());
    assert_eq!(said(&["replay", &page]).matches("recorded on ").count(), 2);
    // Where nothing was compared, nothing is kept.
    let (one, two) = (in_folder(&folder, "one.json"), in_folder(&folder, "two.json"));
    for (file, of) in [(&one, "linux"), (&two, "windows-wine")] {
        let case = if of == "linux" { "nagle/fresh" } else { "hello-feng" };
        said(&["replay", of, "--case", case, "--format", "json", "-o", file]);
    }
    said(&["compare", &one, &two, "--format", "html", "-o", &page]);
    assert!(refused(&["replay", &page], 3).contains("there is no trace in this page"));
}

fn written(folder: &Path, traces: &[&str]) -> String {
    let lines: Vec<String> = traces.iter().map(|trace| embed(trace).unwrap()).collect();
    let page = format!("<!doctype html>\n<script id=\"trace\">{}</script>\n", lines.join("\n"));
    let path = folder.join("wrong.html");
    fs::write(&path, page).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn a_wrong_page_gets_one_clear_message() {
    let folder = tempfile::tempdir().unwrap();
    let good = said(&["replay", "linux", "--case", "hello-feng", "--format", "json"]);
    let later = good.replace("stickydemo-trace/1", "stickydemo-trace/9");
    let page = written(folder.path(), &[&good, &later]);
    // Nothing is shown before all of them are known to be right.
    for command in [&["replay", &page][..], &["compare", &page], &["compare", "linux", &page]] {
        let said = refused(command, 3);
        assert!(said.contains("stickydemo-trace/9") && said.contains("wrong.html#2:2:"), "{said}");
        let zh = refused(&[command, &["--lang", "zh"]].concat(), 3);
        assert!(zh.contains("文件的格式是") && zh.contains("wrong.html#2:2:"), "{zh}");
    }
    let page = written(folder.path(), &[&good, &good]);
    let site = in_folder(&folder, "site");
    for args in [["replay", &page, "--format", "json"], ["course", &page, "-o", &site]] {
        let said = refused(&args, 2);
        assert!(said.contains("2 traces in this page") && said.contains("wrong.html#1"), "{said}");
    }
    for part in ["#0", "#3", "#x"] {
        let said = refused(&["replay", &format!("{page}{part}")], 2);
        assert!(said.starts_with("error: cannot read"), "{said}");
        assert_eq!(said.contains("wrong.html#1 to "), part == "#3", "{said}");
    }
    let page = written(folder.path(), &[&good]);
    let said = refused(&["compare", &page], 2);
    assert!(said.contains("there is nothing to compare"), "{said}");
    let page = written(folder.path(), &["{ }"; Limits::TRACES + 1]);
    let said = refused(&["replay", &page], 3);
    assert!(said.contains("101 traces in this page; at most 100"), "{said}");
}
