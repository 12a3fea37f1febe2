//! Where the output goes: what is open already, a pipe, a full disk behind a new file. And what is said of
//! it, and of limits, in the words of this program.
#![cfg(unix)]

use crate::process::{assert_code, files, output, program, text};
use std::path::Path;
use std::process::Command;

/// What the shell has opened goes on: it is no file to be replaced.
#[test]
fn what_is_open_already_is_written_to_from_where_it_stands() {
    let directory = tempfile::tempdir().unwrap();
    let link = directory.path().join("link");
    std::os::unix::fs::symlink("/dev/stdout", &link).unwrap();
    let link = link.to_str().unwrap();
    for (target, redirection) in [
        ("/dev/stdout", "> f"),
        ("/dev/stdout", ">> f"),
        ("/dev/fd/1", "> f"),
        (link, "> f"),
        ("/dev/stderr", "2> f >&2"),
        ("/dev/fd/3", "3> f >&3"),
    ] {
        let run = format!("\"$0\" run late-read -q -o {target}");
        let script = format!("{{ echo a; {run}; echo b; }} {redirection}");
        let mut shell = Command::new("sh");
        shell.args(["-c", &script, env!("CARGO_BIN_EXE_stickydemo")]).env("LC_ALL", "C.UTF-8");
        assert_code(&shell.current_dir(directory.path()).output().unwrap(), 0);
        let written = std::fs::read_to_string(directory.path().join("f")).unwrap();
        let lines: Vec<&str> = written.lines().collect();
        assert_eq!((lines.first(), lines.last()), (Some(&"a"), Some(&"b")), "{target}: {written}");
        assert!(lines.len() > 3 && written.contains("late-read/"), "{target}: {written}");
        std::fs::remove_file(directory.path().join("f")).unwrap();
    }
    assert_code(&output(&["run", "late-read", "-q", "-o", "/dev/fd/99"]), 5);
    assert_code(&output(&["run", "late-read", "-q", "-o", "/dev/null"]), 0);
    assert!(!Path::new("/dev/null").metadata().unwrap().is_file());
}

/// A disk of 64 KiB, in namespaces of its own: where a user may not make them there is nothing to see.
#[test]
#[cfg(target_os = "linux")]
fn a_file_with_other_names_stays_as_it_was_when_the_disk_is_full() {
    let directory = tempfile::tempdir().unwrap();
    let on_disk = |script: &str| {
        let script =
            format!("mount -t tmpfs -o size=64k none . && cd \"$PWD\" || exit 77; {script}");
        let mut shell = Command::new("unshare");
        shell.args(["-rm", "sh", "-c", &script, env!("CARGO_BIN_EXE_stickydemo")]);
        shell.current_dir(directory.path()).env("LC_ALL", "C.UTF-8").output()
    };
    let old = "yes old | head -c 12000 > one; ln one other; cp one before; ";
    let may = on_disk(old).is_ok_and(|output| output.status.success());
    if !may {
        return;
    }
    // A trace does not fit, a line does.
    let full = format!(
        "{old} \"$0\" run nagle --format json -o one; code=$?; cmp one before && exit $code"
    );
    let output = on_disk(&full).unwrap();
    assert_code(&output, 5);
    assert!(text(&output.stderr).contains("no space left on the disk"), "{output:?}");
    let fits = format!("{old} \"$0\" run late-read --case hello-feng -q -o other && cat one");
    let output = on_disk(&fits).unwrap();
    assert_code(&output, 0);
    assert_eq!(text(&output.stdout).lines().count(), 1, "{output:?}");
}

#[test]
fn a_pipe_with_a_name_is_written_to() {
    let directory = tempfile::tempdir().unwrap();
    let fifo = directory.path().join("fifo");
    assert!(Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    let mut child = program(&["run", "late-read", "-q", "-o"]).arg(&fifo).spawn().unwrap();
    let read = std::fs::read_to_string(&fifo).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(read.contains("late-read/"), "{read}");
    assert_eq!(files(directory.path()), ["fifo"]);
}

/// The file is there, so it is said that it is, whatever becomes of the rest.
#[test]
#[cfg(target_os = "linux")]
fn new_says_that_the_file_is_there_though_nobody_can_be_told_more() {
    let directory = tempfile::tempdir().unwrap();
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut new = program(&["new", "mine"]);
    let output = new.current_dir(directory.path()).stdout(full).output().unwrap();
    assert_code(&output, 5);
    let said =
        "error: cannot write the output: no space left on the disk\n  `mine.toml` was written\n";
    assert_eq!(text(&output.stderr), said);
    assert_eq!(files(directory.path()), ["mine.toml"]);
}

/// A name that an option could be: what is advised has to work.
#[test]
fn new_takes_no_name_that_could_not_be_run() {
    let directory = tempfile::tempdir().unwrap();
    let mut new = program(&["new", "--", "-x"]);
    let refused = new.current_dir(directory.path()).output().unwrap();
    assert_code(&refused, 2);
    let said = text(&refused.stderr);
    assert!(said.ends_with("  type: stickydemo new x\n"), "{said}");
    assert_eq!(files(directory.path()), [""; 0]);
}

#[test]
fn a_limit_is_named() {
    for (args, limit) in [
        (&["run", "nagle", "--repeat", "1000000000000"][..], "1 to 4294967295"),
        (&["sweep", "nagle", "--vary", "recv.max=1", "--repeat", "0"], "1 to 4294967295"),
        (&["torture", "fixed", "--seed", "18446744073709551616"], "0 to 18446744073709551615"),
    ] {
        let output = output(args);
        assert_code(&output, 2);
        assert!(text(&output.stderr).contains(limit), "{}", text(&output.stderr));
    }
}

#[test]
fn what_the_system_says_is_said_in_chinese() {
    let directory = tempfile::tempdir().unwrap();
    let link = directory.path().join("around.toml");
    std::os::unix::fs::symlink("around.toml", &link).unwrap();
    let output = program(&["check", "--lang", "zh"]).arg(&link).output().unwrap();
    assert_code(&output, 2);
    let said = format!("错误：无法读取 `{}`：符号链接的层数太多（ELOOP）\n", link.display());
    assert_eq!(text(&output.stderr), said);
}
