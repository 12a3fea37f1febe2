//! A command in one line, as a shell takes it.

use std::ffi::{OsStr, OsString};
use std::process::Command;

/// The command: the program itself where the line is no more than that, else a shell.
pub(crate) fn command(line: &OsStr) -> Command {
    let words = words(line);
    let (program, arguments) =
        words.split_first().map_or((line, &[][..]), |(first, rest)| (first.as_os_str(), rest));
    let mut command = Command::new(program);
    command.args(arguments);
    command
}

/// Its words: the program and its arguments, or a shell that is given the line.
pub(crate) fn words(line: &OsStr) -> Vec<OsString> {
    let (shell, flag) = match crate::net::is_windows() {
        true => ("cmd", "/C"),
        false => ("/bin/sh", "-c"),
    };
    match plain_words(line) {
        Some(words) => words.into_iter().map(OsString::from).collect(),
        None => vec![shell.into(), flag.into(), line.to_owned()],
    }
}

/// The words of a command that is no more than a program and its arguments: no shell stays in between, whose end would be
/// told for the program's. A shell takes any other, and what only it knows (`cd`, `exit`).
fn plain_words(line: &OsStr) -> Option<Vec<&str>> {
    let line = line.to_str()?;
    let plain = |c: char| c.is_alphanumeric() || " ./_-+:,@%".contains(c);
    let words: Vec<&str> = line.chars().all(plain).then(|| line.split(' ').collect())?;
    let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
    let program = words.first()?;
    let path = std::env::var_os("PATH").unwrap_or_default();
    let there =
        program.contains('/') || std::env::split_paths(&path).any(|at| at.join(program).is_file());
    there.then_some(words)
}
