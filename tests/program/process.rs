//! The program as a process of its own.
#![allow(dead_code, reason = "what is about signals and files is for Unix")]

use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

/// The program with these arguments, no keyboard, and an English UTF-8 terminal.
pub(crate) fn program(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_stickydemo"));
    command.args(args).stdin(Stdio::null()).env("LC_ALL", "C.UTF-8").env_remove("STICKYDEMO_LANG");
    command
}

/// Ctrl-C.
pub(crate) fn interrupt(child: &Child) {
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

/// What came of it with these arguments.
pub(crate) fn output(args: &[&str]) -> Output {
    program(args).output().unwrap()
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Ended by itself with this code, and without a panic's message.
pub(crate) fn assert_code(output: &Output, code: i32) {
    let stderr = text(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{stderr}");
    assert!(!stderr.contains("panicked"), "{stderr}");
}

/// The names of what is in a directory, in order.
pub(crate) fn files(directory: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(directory).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}
