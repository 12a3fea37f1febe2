//! How long `stickydemo list` takes, beside a Rust program that prints one line (this benchmark,
//! started a second time with an argument: it uses nothing but the standard library).
//!
//! Goal: at most 1.5 times as long.
#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "a benchmark times and tells")]

mod compare;

use compare::{Pair, met, show, time};
use std::io::{Error, Result};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

const ROUNDS: usize = 300;
const GOAL: f64 = 1.5;
const ONE_LINE: &str = "one-line";

fn main() -> Result<()> {
    if std::env::args().nth(1).as_deref() == Some(ONE_LINE) {
        println!("one line");
        return Ok(());
    }
    let this = std::env::current_exe()?;
    let (program, list) = (Path::new(env!("CARGO_BIN_EXE_stickydemo")), ["list"]);
    says_something(program, &list)?;
    says_something(&this, &[ONE_LINE])?;
    let pair = Pair::measure(ROUNDS, || run(program, &list), || run(&this, &[ONE_LINE]));
    println!(
        "start-up of `list`: {}; one line printed: {}; {:.2} × (goal {GOAL} ×: {})",
        show(pair.ours),
        show(pair.bare),
        pair.ratio(),
        met(pair.ratio() <= GOAL)
    );
    Ok(())
}

/// A program that fails at once would be the fastest of all.
fn says_something(program: &Path, args: &[&str]) -> Result<()> {
    let output = Command::new(program).args(args).output()?;
    if output.status.success() && !output.stdout.is_empty() {
        return Ok(());
    }
    Err(Error::other(format!("{} {args:?} says nothing: {:?}", program.display(), output.status)))
}

fn run(program: &Path, args: &[&str]) -> Duration {
    let mut command = Command::new(program);
    command.args(args).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    time(|| assert!(command.status().is_ok_and(|status| status.success())))
}
