//! The program as a process of its own.
#![allow(dead_code, reason = "what sends a signal is for Unix")]

use std::process::{Child, Command, Stdio};

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
