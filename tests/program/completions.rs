//! What shells offer at Tab, in those that this computer has: the shell's part is read by the shell itself, and asks the
//! program. In zsh and bash the functions that would show it are replaced by ones that print it.

#![cfg(unix)]

use crate::process::text;
use std::path::Path;
use std::process::Command;

const BASH: &str = r#"
source <(stickydemo completions bash)
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_TYPE=9
_clap_complete_stickydemo stickydemo "${COMP_WORDS[COMP_CWORD]}" ""
printf '%s\n' "${COMPREPLY[@]}"
"#;

const ZSH: &str = r#"
compdef() { }
_describe() { print -rl -- "${(@P)3}" }
source <(stickydemo completions zsh)
words=("$@") CURRENT=$#
_clap_dynamic_completer_stickydemo
"#;

const FISH: &str = r#"
stickydemo completions fish | source
complete -C "$argv"
"#;

/// The line that is typed, and what is offered first for its last word.
const OFFERED: &[(&str, &str)] = &[
    ("stickydemo comp", "compare"),
    ("stickydemo run nag", "nagle"),
    ("stickydemo run min", "mine.toml"),
    ("stickydemo run nagle --case fr", "fresh"),
    ("stickydemo run nagle --set client.TCP_NOD", "client.TCP_NODELAY="),
    ("stickydemo torture json", "json-header"),
    ("stickydemo replay linu", "linux"),
    ("stickydemo watch --framing netst", "netstring"),
    ("stickydemo relay --cut rand", "random"),
    ("stickydemo run --verb", "--verbose"),
];

/// What a shell offers for a line, without the explanations.
fn offered(shell: &[&str], line: &str) -> Option<Vec<String>> {
    let program = Path::new(env!("CARGO_BIN_EXE_stickydemo")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap_or_default());
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("mine.toml"), "").unwrap();
    let mut command = Command::new(shell[0]);
    command.args(&shell[1..]).args(line.split(' ')).current_dir(directory.path());
    command.env("PATH", path).env("LC_ALL", "C.UTF-8").env("HOME", directory.path());
    let output = match command.env_remove("STICKYDEMO_LANG").output() {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return None,
        output => output.unwrap(),
    };
    assert_eq!(text(&output.stderr), "", "{shell:?} {line}");
    let name = |line: &str| line.split(['\t', ':']).next().unwrap_or_default().to_owned();
    Some(text(&output.stdout).lines().map(name).collect())
}

#[allow(clippy::print_stdout, reason = "it says why nothing was tried")]
fn offers(shell: &[&str]) {
    for (line, first) in OFFERED {
        match offered(shell, line) {
            Some(all) => {
                assert_eq!(all.first().map(String::as_str), Some(*first), "{line}: {all:?}")
            }
            None => return println!("skipped: there is no {}", shell[0]),
        }
    }
}

#[test]
fn bash_offers_what_the_program_knows() {
    offers(&["bash", "--norc", "-c", BASH, "bash"]);
}

#[test]
fn zsh_offers_what_the_program_knows() {
    offers(&["zsh", "-f", "-c", ZSH, "zsh"]);
}

#[test]
fn fish_offers_what_the_program_knows() {
    offers(&["fish", "--no-config", "-c", FISH]);
}
