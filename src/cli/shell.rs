//! A command in one line, as a shell takes it.

use std::ffi::OsStr;
use std::process::Command;

/// The command: the program itself where the line is no more than that, else a shell.
pub(crate) fn command(line: &OsStr) -> Command {
    let (shell, flag) = match crate::net::is_windows() {
        true => ("cmd", "/C"),
        false => ("/bin/sh", "-c"),
    };
    let mut command = match plain_words(line).as_deref() {
        Some([program, arguments @ ..]) => {
            let mut command = Command::new(program);
            command.args(arguments);
            return command;
        }
        Some([]) | None => Command::new(shell),
    };
    command.arg(flag).arg(line);
    command
}

/// The words of a command that is no more than a program and its arguments: no shell stays in between, whose end would be
/// told for the program's. A shell takes any other, and what only it knows (`cd`, `exit`).
pub(crate) fn plain_words(line: &OsStr) -> Option<Vec<&str>> {
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
