//! What goes wrong around the program, with a real process each: a full disk, a reader that goes
//! away, Ctrl-C, a place that may not be written to, no keyboard.
#![cfg(unix)]

use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Output, Stdio};

fn program(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_stickydemo"));
    command.args(args).stdin(Stdio::null()).env("LC_ALL", "C.UTF-8").env_remove("STICKYDEMO_LANG");
    command
}

fn output(args: &[&str]) -> Output {
    program(args).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Ended by itself with this code, and without a panic's message.
fn assert_code(output: &Output, code: i32) {
    let stderr = text(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{stderr}");
    assert!(!stderr.contains("panicked"), "{stderr}");
}

fn files(directory: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(directory).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_one_clear_sentence() {
    for args in [&["--help"][..], &["man"], &["completions", "bash"], &["--version"]] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = program(args).stdout(full).output().unwrap();
        assert_code(&output, 5);
        assert_eq!(
            text(&output.stderr),
            "error: cannot write the output: no space left on the disk\n",
            "{args:?}"
        );
    }
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = program(&["man", "--lang", "zh"]).stdout(full).output().unwrap();
    assert_eq!(text(&output.stderr), "错误：无法写出结果：磁盘空间已满\n");
}

#[test]
fn a_reader_that_goes_away_ends_it_quietly() {
    for args in [&["--help"][..], &["completions", "zsh"], &["man"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = program(args).stdout(writer).output().unwrap();
        assert_code(&output, 141);
        assert_eq!(text(&output.stderr), "", "{args:?}");
    }
}

#[test]
fn a_complaint_that_nobody_can_read_changes_nothing() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    assert_eq!(program(&["frobnicate"]).stderr(writer).status().unwrap().code(), Some(2));
}

#[test]
fn the_locale_gives_the_language() {
    for (locale, begins) in [
        ("zh_CN.UTF-8", "错误："),
        ("zh_TW.utf8", "错误："),
        ("zh_CN.GBK", "error: "),
        ("en_GB.UTF-8", "error: "),
        ("C", "error: "),
    ] {
        let output = program(&["frobnicate"]).env("LC_ALL", locale).output().unwrap();
        assert!(text(&output.stderr).starts_with(begins), "{locale}");
    }
}

#[test]
fn what_was_typed_is_shown_without_its_tricks() {
    let output = output(&["a\u{1b}[2J\u{202e}b"]);
    assert_code(&output, 2);
    let stderr = text(&output.stderr);
    assert!(!stderr.contains(['\u{1b}', '\u{202e}']), "{stderr:?}");
    assert!(stderr.contains("[2J"), "{stderr}");
}
