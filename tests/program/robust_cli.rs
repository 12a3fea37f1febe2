//! What goes wrong around the program, with a real process each: a full disk, a reader that goes
//! away, Ctrl-C, a place that may not be written to, no keyboard.
#![cfg(unix)]

use crate::process::{assert_code, files, interrupt, output, program, text};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

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

/// SIGXFSZ would end it without a word: `ulimit -f` counts blocks.
#[test]
fn a_file_that_may_not_grow_is_one_clear_sentence() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("x.json");
    let mut shell = Command::new("sh");
    shell.args(["-c", "ulimit -f 1; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_stickydemo")]);
    shell.args(["run", "late-read", "--format", "json", "-o"]).arg(&file);
    let output = shell.stdin(Stdio::null()).env("LC_ALL", "C.UTF-8").output().unwrap();
    assert_code(&output, 5);
    assert!(text(&output.stderr).contains("the file would become too large"), "{output:?}");
    assert!(!file.exists());
}

/// What went nowhere does not count as written, however the shell closed it.
#[test]
fn a_closed_standard_output_is_one_clear_sentence() {
    let with = |redirection: &str, args: &[&str]| {
        let script = format!("exec \"$0\" \"$@\" {redirection}");
        let mut shell = Command::new("sh");
        shell.args(["-c", &script, env!("CARGO_BIN_EXE_stickydemo")]).args(args);
        shell.stdin(Stdio::null()).env("LC_ALL", "C.UTF-8").env_remove("STICKYDEMO_LANG");
        shell.output().unwrap()
    };
    for args in [&["run", "nagle"][..], &["--help"], &["list"], &["doctor"]] {
        for redirection in [">&-", "1</dev/null"] {
            let output = with(redirection, args);
            assert_code(&output, 5);
            let said = "error: cannot write the output: standard output is closed\n";
            assert_eq!(text(&output.stderr), said, "{args:?} {redirection}");
        }
        assert_code(&with(">/dev/null", args), 0);
        assert_code(&with("1<>/dev/null", args), 0);
    }
    let output = with(">&-", &["list", "--lang", "zh"]);
    assert_eq!(text(&output.stderr), "错误：无法写出结果：标准输出是关闭的\n");
    // Nothing is said there when the output goes to a file.
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("out.txt");
    assert_code(&with(">&-", &["run", "nagle", "--output", file.to_str().unwrap()]), 0);
    assert!(file.metadata().unwrap().len() > 0);
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

/// A scenario that waits half a minute for a message that never comes; the first line it prints is
/// the title `Waiting`.
fn waiting(directory: &Path) -> PathBuf {
    let texts = |title: &str| {
        format!(
            "title = \"{title}\"\nstory = \"s\"\nquestion = \"q\"\nhint = \"h\"\nanswer = \"a\"\n"
        )
    };
    let (en, zh) = (texts("Waiting"), texts("等待"));
    let case = r#"
[[case]]
id = "wait"
role = "problem"
title = { en = "It waits", zh = "等" }
steps = [
  { who = "server", call = "bind" },
  { who = "server", call = "recv_from", max = 10, timeout = "30s", error = "timeout" },
]
expect = [ { receives = 0 } ]
"#;
    let file = directory.join("waiting.toml");
    let text = format!("format = 1\nid = \"waiting\"\ngroup = \"udp\"\n[en]\n{en}[zh]\n{zh}{case}");
    std::fs::write(&file, text).unwrap();
    file
}

/// A run that has begun and waits, whose result is to take the place of a file.
fn saving(directory: &Path) -> (Child, PathBuf) {
    let scenario = waiting(directory);
    let target = directory.join("out.json");
    std::fs::write(&target, "old").unwrap();
    let mut child = program(&["run", scenario.to_str().unwrap(), "--format", "json", "--output"])
        .arg(&target)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    wait_for_its_file(&mut child, directory);
    (child, target)
}

/// Until the file is open that the result will go to: then the run has begun. It has no name where the
/// system has such files (O_TMPFILE), else one more is in the directory.
fn wait_for_its_file(child: &mut Child, directory: &Path) {
    let before = files(directory).len();
    let descriptors = format!("/proc/{}/fd", child.id());
    let unnamed = || {
        let open = std::fs::read_dir(&descriptors).into_iter().flatten().flatten();
        let mut open = open.filter_map(|entry| entry.path().read_link().ok());
        open.any(|path| path.starts_with(directory) && !path.exists())
    };
    while files(directory).len() == before && !unnamed() {
        assert!(child.try_wait().unwrap().is_none(), "it ended by itself");
        std::thread::yield_now();
    }
}

/// Nothing of an unfinished file stays, even where nobody could clean up.
#[test]
#[cfg(target_os = "linux")]
fn a_kill_leaves_no_file() {
    let directory = tempfile::tempdir().unwrap();
    let (mut child, target) = saving(directory.path());
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(files(directory.path()), ["out.json", "waiting.toml"]);
    assert_eq!(std::fs::read(&target).unwrap(), b"old");
}

#[test]
fn ctrl_c_ends_a_wait_and_leaves_no_file() {
    let directory = tempfile::tempdir().unwrap();
    let (child, target) = saving(directory.path());
    interrupt(&child);
    let output = child.wait_with_output().unwrap();
    assert_code(&output, 130);
    let said = format!("stopped\n  nothing was written to `{}`\n", target.display());
    assert_eq!(text(&output.stderr), said);
    assert_eq!(files(directory.path()), ["out.json", "waiting.toml"]);
    assert_eq!(std::fs::read(&target).unwrap(), b"old");
}

#[test]
fn ctrl_c_ends_what_is_being_shown() {
    let directory = tempfile::tempdir().unwrap();
    let scenario = waiting(directory.path());
    let mut child = program(&["run", scenario.to_str().unwrap(), "--lang", "zh"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut first).unwrap();
    assert_eq!(first, "等待\n");
    interrupt(&child);
    let output = child.wait_with_output().unwrap();
    assert_code(&output, 130);
    assert_eq!(text(&output.stderr), "已停止\n");
}

#[test]
fn a_second_ctrl_c_ends_it_whatever_it_hangs_on() {
    // Nobody reads on: the pipe fills up, and the program is stuck in a write.
    let mut child = program(&["run", "all", "-vv"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    out.read_line(&mut String::new()).unwrap();
    while child.try_wait().unwrap().is_none() {
        interrupt(&child);
    }
    assert_eq!(child.wait().unwrap().code(), Some(130));
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_stops_a_run() {
    for args in [&["run", "late-read"][..], &["run", "all", "--format", "json"], &["list"]] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = program(args).stdout(full).output().unwrap();
        assert_code(&output, 5);
        let said = "error: cannot write the output: no space left on the disk\n";
        assert_eq!(text(&output.stderr), said, "{args:?}");
    }
    // A device cannot be replaced: it is written to, and fails as it does.
    let output = output(&["run", "late-read", "--output", "/dev/full"]);
    assert_code(&output, 5);
    let said = "error: cannot write `/dev/full`: no space left on the disk\n";
    assert_eq!(text(&output.stderr), said);
}

#[test]
fn a_reader_that_goes_away_stops_a_run() {
    // Gone before the first byte: what fits into a pipe could otherwise be written in time.
    for args in [&["run", "late-read"][..], &["show", "nagle"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = program(args).stdout(writer).output().unwrap();
        assert_code(&output, 141);
        assert_eq!(text(&output.stderr), "", "{args:?}");
    }
    // Gone in the middle: the cases that follow the first line take seconds.
    let run = &["run", "all"];
    let mut child = program(run).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut reader = child.stdout.take().unwrap();
    reader.read_exact(&mut [0]).unwrap();
    drop(reader);
    let output = child.wait_with_output().unwrap();
    assert_code(&output, 141);
    assert_eq!(text(&output.stderr), "");
}

#[test]
fn a_place_that_cannot_be_written_is_known_before_the_run() {
    let directory = tempfile::tempdir().unwrap();
    let scenario = waiting(directory.path());
    for (target, why) in [
        (directory.path().join("no/out"), "no such file or directory"),
        (directory.path().join("none/"), "no such file or directory"),
        (directory.path().to_owned(), "it is a directory"),
        (scenario.join("out"), "a part of the path is not a directory"),
    ] {
        let output =
            program(&["run", scenario.to_str().unwrap(), "-o"]).arg(&target).output().unwrap();
        assert_code(&output, 5);
        let said = format!("error: cannot write `{}`: {why}\n", target.display());
        assert_eq!(text(&output.stderr), said);
        assert_eq!(text(&output.stdout), "");
    }
    assert_eq!(files(directory.path()), ["waiting.toml"]);
}

#[test]
fn without_a_keyboard_the_question_is_not_waited_for() {
    for stdin in [Stdio::null(), Stdio::piped()] {
        let output = program(&["run", "late-read", "--ask"]).stdin(stdin).output().unwrap();
        assert_code(&output, 0);
        let shown = text(&output.stdout);
        assert!(shown.contains("(no more answers to read: going on)"), "{shown}");
        assert!(shown.contains("Answer: "), "{shown}");
    }
}

#[test]
fn new_never_overwrites_and_what_it_writes_runs() {
    let directory = tempfile::tempdir().unwrap();
    let here = |args: &[&str]| program(args).current_dir(directory.path()).output().unwrap();
    let made = here(&["new", "mine"]);
    assert_code(&made, 0);
    assert!(text(&made.stdout).contains("stickydemo run mine.toml"), "{}", text(&made.stdout));
    assert_code(&here(&["run", "mine.toml"]), 0);
    assert_code(&here(&["check", "mine.toml"]), 0);
    // The name alone will do.
    for args in [&["run", "mine", "--case", "glued"][..], &["show", "mine"], &["check", "mine"]] {
        assert_code(&here(args), 0);
    }
    let mine = std::fs::read_to_string(directory.path().join("mine.toml")).unwrap();
    let wrong = mine
        .replace("group = \"tcp\"", "group = \"tpc\"")
        .replace("role = \"fix\"", "role = \"fxi\"");
    std::fs::write(directory.path().join("wrong.toml"), wrong).unwrap();
    let all = text(&here(&["check", "wrong"]).stderr);
    assert_eq!(all.matches("error: ").count(), 2, "{all}");
    let first = text(&here(&["run", "wrong"]).stderr);
    assert_eq!(first.matches("error: ").count(), 1, "{first}");
    assert!(
        first.ends_with("  2 faults in all: `stickydemo check wrong.toml` names each\n"),
        "{first}"
    );
    std::fs::remove_file(directory.path().join("wrong.toml")).unwrap();
    std::fs::write(directory.path().join("mine.toml"), "changed").unwrap();
    let refused = here(&["new", "mine.toml"]);
    assert_code(&refused, 2);
    assert!(text(&refused.stderr).contains("`mine.toml` exists already"));
    assert_eq!(std::fs::read(directory.path().join("mine.toml")).unwrap(), b"changed");
    assert_eq!(files(directory.path()), ["mine.toml"]);
}

#[test]
fn files_from_strangers_are_refused_with_3() {
    let directory = tempfile::tempdir().unwrap();
    let wrong = directory.path().join("wrong\u{1b}[2J.toml");
    std::fs::write(&wrong, "format = 1\nid = \"x\"\ngruop = \"tcp\"\n").unwrap();
    let huge = directory.path().join("huge.toml");
    std::fs::File::create(&huge).unwrap().set_len(100 << 20).unwrap();
    for file in [&wrong, &huge] {
        for command in ["run", "check", "show"] {
            let output = program(&[command]).arg(file).output().unwrap();
            assert_code(&output, 3);
            assert!(!text(&output.stderr).contains('\u{1b}'), "{}", text(&output.stderr));
        }
    }
    let refused = output(&["run", "/dev/zero"]);
    assert_code(&refused, 3);
    assert!(text(&refused.stderr).contains("more than 1048576 bytes"), "{}", text(&refused.stderr));
    let list = directory.path().join("list.json");
    std::fs::write(&list, "[]").unwrap();
    let refused = program(&["replay"]).arg(&list).output().unwrap();
    assert_code(&refused, 3);
    let said = text(&refused.stderr);
    assert!(said.contains("a JSON object with \"format\": \"stickydemo-trace/1\""), "{said}");
    assert_code(&output(&["check", "no-such-file.toml"]), 2);
}

#[test]
fn what_can_be_set_fits_the_terminal() {
    for (lang, width) in [("en", 80), ("zh", 80), ("en", 40), ("zh", 60)] {
        let columns = width.to_string();
        let asked = ["--lang", lang, "--width", &columns, "--set", "client.X=1"];
        let output = program(&["run", "nagle"]).args(asked).output().unwrap();
        assert_code(&output, 2);
        let said = text(&output.stderr);
        // The first line quotes what was typed.
        for line in said.lines().skip(1) {
            assert!(unicode_width::UnicodeWidthStr::width(line) <= width, "{width}: {line}");
        }
        let option = if lang == "zh" { "选项：" } else { "OPTION: " };
        assert!(said.contains(&format!("  client.{option}TCP_NODELAY,")), "{said}");
        let windows_only =
            ["SO_EXCLUSIVEADDRUSE", "SIO_UDP_CONNRESET", "SIO_TCP_SET_ACK_FREQUENCY"];
        assert!(windows_only.iter().all(|option| !said.contains(option)), "{said}");
    }
}

#[test]
fn a_file_may_be_named_like_no_text() {
    use std::os::unix::ffi::OsStrExt;
    let directory = tempfile::tempdir().unwrap();
    let scenario = waiting(directory.path());
    let odd = directory.path().join(std::ffi::OsStr::from_bytes(b"\xff\xfe.toml"));
    std::fs::rename(scenario, &odd).unwrap();
    assert_code(&program(&["check"]).arg(&odd).output().unwrap(), 0);
}

#[test]
fn a_replay_is_the_run_again() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("trace.json");
    let file = file.to_str().unwrap();
    for set in [&["--set", "recv.max=4"][..], &[]] {
        let mut command =
            program(&["run", "short-recv", "late-read", "--format", "json", "-o", file]);
        assert_code(&command.args(set).output().unwrap(), 0);
        let again = output(&["replay", file, "--format", "json"]);
        assert_code(&again, 0);
        assert_eq!(text(&again.stdout), std::fs::read_to_string(file).unwrap());
        let shown = output(&["replay", file, "--case", "one-send"]);
        assert_code(&shown, 0);
        assert!(text(&shown.stdout).contains("short-recv/one-send"), "{}", text(&shown.stdout));
    }
}

#[test]
fn the_lists_for_programs_are_json() {
    for (args, format) in
        [(&["list", "--json"], "stickydemo-list/1"), (&["doctor", "--json"], "stickydemo-doctor/1")]
    {
        let output = output(args);
        assert_code(&output, 0);
        let value: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(value["format"], format);
    }
}

#[test]
fn show_source_is_the_file_to_the_byte() {
    let output = output(&["show", "nagle", "--source"]);
    assert_code(&output, 0);
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/nagle.toml");
    assert_eq!(output.stdout, std::fs::read(file).unwrap());
}
