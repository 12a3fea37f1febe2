//! Nothing that comes from outside works on the terminal: every command, on files, names, arguments and
//! surroundings that are full of control, bidirectional and foreign characters. What is written is text
//! and line ends, and our own colours where they were asked for; with `--ascii`, in English, only ASCII.
#![cfg(unix)]

use crate::process::program;
use std::path::{Path, PathBuf};
use std::process::Output;

/// The title of a terminal (OSC), a colour that is none of ours (CSI), C1, bidirectional, NUL, DEL, BEL, a
/// tab, CR, and letters that are no ASCII.
const HOSTILE: &str =
    "x\u{1b}]0;t\u{7}\u{1b}[97m\u{9b}2J\u{202e}\u{2066}\u{200b}\u{7f}\u{85}\t\r é你…";

/// The same, as a text of TOML has it.
fn escaped(text: &str) -> String {
    text.chars().map(|c| format!("\\U{:08X}", u32::from(c))).collect()
}

/// What a command wrote is fit for any terminal.
fn assert_fit(what: &str, output: &Output, options: &[&str]) {
    for bytes in [&output.stdout, &output.stderr] {
        let text = std::str::from_utf8(bytes).unwrap_or_else(|_| panic!("{what}: {bytes:?}"));
        let plain = match options.contains(&"always") {
            true => without_colours(text),
            false => text.to_owned(),
        };
        // A tab stands between the fields of a line that is for programs.
        let kept = |c: char| c == '\n' || c == '\t' && what.contains("[\"list\"");
        let hidden = |c: char| !kept(c) && stickydemo::model::is_hidden(c);
        assert!(!plain.contains(hidden), "{what}: {plain:?}");
        assert!(!options.contains(&"--ascii") || plain.is_ascii(), "{what}: {plain:?}");
        assert!(!plain.lines().any(|line| line.starts_with("FORGED")), "{what}: {plain}");
    }
    assert!(!String::from_utf8_lossy(&output.stderr).contains("panicked"), "{what}");
}

/// Without the colours that are ours: bold, dim, underlined, and those of the foreground we use.
fn without_colours(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (code, rest) = part.split_once('m').unwrap_or(("", part));
        let ours = code.split(';').all(|number| number.parse::<u8>().is_ok());
        if !ours || code == "97" {
            out.push('\u{1b}');
        }
        out.push_str(rest);
    }
    out
}

const MANNERS: &[&[&str]] = &[
    &["--lang", "en", "--color", "never"],
    &["--lang", "en", "--color", "always"],
    &["--lang", "zh", "--color", "never"],
    &["--lang", "en", "--ascii", "--color", "never"],
    &["--lang", "en", "--ascii", "--color", "always", "--width", "40"],
];

fn check(directory: &Path, args: &[&str]) {
    for manner in MANNERS {
        let all = [args, *manner].concat();
        let mut command = program(&all);
        let output = command.current_dir(directory).env("COLUMNS", HOSTILE).output().unwrap();
        assert_fit(&format!("{all:?}"), &output, manner);
    }
}

/// A scenario whose every text is hostile, and that shows nothing of what it expects.
fn scenario(directory: &Path) -> PathBuf {
    let h = escaped(HOSTILE);
    let line = h.replace("\\U0000000D", "");
    let both = format!("{{ en = \"{line}\", zh = \"{line}\" }}");
    let lesson = format!(
        "title = \"{line}\"\nstory = \"{h}\"\nquestion = \"{h}\"\nhint = \"{h}\"\nanswer = \"{h}\"\n"
    );
    let source = format!(
        r#"format = 1
id = "hostile"
group = "tcp"
[en]
{lesson}[zh]
{lesson}[notes]
en = "{h}"
zh = "{h}"
[[case]]
id = "stream"
role = "problem"
title = {both}
note = {both}
framing = {{ kind = "delimiter", delimiter = "\u001b[97m\u009b你", max = 64 }}
on = {{ linux = {{ may_not_show = true, why = {both} }} }}
steps = [
  {{ who = "sérver", call = "listen" }},
  {{ who = "client", call = "connect", to = "sérver" }},
  {{ who = "sérver", call = "accept" }},
  {{ who = "client", call = "send", data = "{h}", returns = 3,
     on = {{ linux = {{ returns = 4, why = {both} }} }} }},
  {{ who = "client", call = "send", data = "{h}" }},
  {{ who = "client", call = "send_message", data = "hi" }},
  {{ who = "sérver", call = "recv", max = 64, returns = "{h}" }},
  {{ who = "sérver", call = "recv_message", returns = "{h}" }},
]
expect = [ {{ receive = 1, messages = [2], on = {{ linux = {{ messages = [3], why = {both} }} }} }} ]
[[case]]
id = "datagram"
role = "fix"
fix = {both}
title = {both}
steps = [
  {{ who = "server", call = "bind" }},
  {{ who = "client", call = "bind" }},
  {{ who = "client", call = "send_to", to = "server", data = "{h}" }},
  {{ who = "client", call = "send_to", to = "server", data = "{h}" }},
  {{ who = "server", call = "recv_from", max = 4, returns = "\u001b" }},
]
expect = [ {{ message = 1, fate = ["lost"] }} ]
"#
    );
    let file = directory.join("hostile.toml");
    std::fs::write(&file, source).unwrap();
    file
}

#[test]
fn no_text_of_a_file_works_on_the_terminal() {
    let directory = tempfile::tempdir().unwrap();
    let file = scenario(directory.path());
    let file = file.to_str().unwrap();
    let checked = program(&["check", file]).output().unwrap();
    assert_eq!(checked.status.code(), Some(0), "{}", String::from_utf8_lossy(&checked.stderr));
    for args in [
        &["check", file, file][..],
        &["show", file],
        &["run", file],
        &["run", file, "-q"],
        &["run", file, "-vv"],
        &["run", file, file],
        &["run", file, "--repeat", "2"],
        &["run", file, "--ask"],
        &["run", file, "--set", "recv.max=5"],
        &["run", file, "--format", "json"],
        &["run", file, "--format", "html"],
        &["run", file, "--format", "markdown"],
        &["sweep", file, "--vary", "recv.max=4,5"],
        &["sweep", file, "--vary", "recv.max=4,5", "--format", "json"],
        &["sweep", file, "--vary", "recv.max=4,5", "--format", "html"],
    ] {
        check(directory.path(), args);
    }
}

/// A file is shown to the byte, so nothing may stand in it that works on a terminal.
#[test]
fn a_file_with_hidden_characters_is_no_scenario_and_is_not_shown() {
    let directory = tempfile::tempdir().unwrap();
    let good = std::fs::read_to_string(scenario(directory.path())).unwrap();
    for hidden in ["\u{9b}2J", "\u{85}", "\u{202e}", "\u{2066}", "\u{1b}[97m", "\0", "\u{7f}", "\r"]
    {
        for place in ["# ", "answer = \"", "id = \"", "data = \""] {
            let wrong = directory.path().join("wrong.toml");
            let text = format!("# x\n{good}").replacen(place, &format!("{place}{hidden}"), 1);
            std::fs::write(&wrong, text).unwrap();
            for command in [&["show", "--source"][..], &["check"], &["run"]] {
                let args = [command, &["wrong.toml"]].concat();
                let output = program(&args).current_dir(directory.path()).output().unwrap();
                assert_eq!(output.status.code(), Some(3), "{place}{hidden:?} {args:?}");
                assert_fit(&format!("{args:?} {place}{hidden:?}"), &output, &[]);
            }
        }
    }
    let mut show = program(&["show", "hostile.toml", "--source"]);
    let shown = show.current_dir(directory.path()).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&shown.stdout), good);
    assert_fit("show --source", &shown, &[]);
}

/// Every text of a trace that no list of words bounds.
fn traces(directory: &Path) -> Vec<PathBuf> {
    let file = scenario(directory);
    let recorded = program(&["run", file.to_str().unwrap(), "--format", "json"]).output().unwrap();
    let good: serde_json::Value = serde_json::from_slice(&recorded.stdout).unwrap();
    let mut hostile = good.clone();
    for field in ["release", "arch", "version", "under"] {
        hostile["host"][field] = HOSTILE.into();
    }
    let error = serde_json::json!({ "error": {
        "name": "reset", "native": HOSTILE, "number": 1, "text": HOSTILE, "zh": HOSTILE,
    }});
    let records = &mut hostile["scenarios"][0]["cases"][0]["trace"]["records"];
    let last = records.as_array().unwrap().len() - 1;
    records[last]["calls"][0]["outcome"] = error;
    let mut wrongs = vec![good, hostile.clone()];
    for (pointer, value) in [
        ("/format", serde_json::json!(HOSTILE)),
        ("/host/os", serde_json::json!(HOSTILE)),
        ("/scenarios/0/id", serde_json::json!(HOSTILE)),
        ("/scenarios/0/digest", serde_json::json!(HOSTILE)),
        ("/scenarios/0/set", serde_json::json!([HOSTILE])),
        ("/scenarios/0/cases/0/id", serde_json::json!(HOSTILE)),
        ("/scenarios/0/cases/0/trace/records/0/who", serde_json::json!(HOSTILE)),
        ("/scenarios/0/cases/0/trace/records/0/call", serde_json::json!(HOSTILE)),
        ("/scenarios/0/cases/0/trace/sockets/0/name", serde_json::json!(HOSTILE)),
    ] {
        let mut wrong = hostile.clone();
        *wrong.pointer_mut(pointer).unwrap_or(&mut serde_json::Value::Null) = value;
        wrongs.push(wrong);
    }
    let write = |(at, value): (usize, &serde_json::Value)| {
        let path = directory.join(format!("trace{at}.json"));
        std::fs::write(&path, value.to_string()).unwrap();
        path
    };
    wrongs.iter().enumerate().map(write).collect()
}

#[test]
fn no_text_of_a_trace_works_on_the_terminal() {
    let directory = tempfile::tempdir().unwrap();
    let traces = traces(directory.path());
    let read = program(&["replay"]).arg(&traces[1]).output().unwrap();
    assert_ne!(read.status.code(), Some(3), "{}", String::from_utf8_lossy(&read.stderr));
    for (at, trace) in traces.iter().enumerate() {
        let trace = trace.to_str().unwrap();
        check(directory.path(), &["replay", trace]);
        check(directory.path(), &["replay", trace, "--step"]);
        if at == 1 {
            check(directory.path(), &["replay", trace, "-vv"]);
            check(directory.path(), &["replay", trace, "--format", "json"]);
            check(directory.path(), &["replay", trace, "-v", "--format", "html"]);
            check(directory.path(), &["replay", trace, "-v", "--format", "markdown"]);
        }
    }
    let (first, second) = (traces[0].to_str().unwrap(), traces[1].to_str().unwrap());
    for word in [HOSTILE, "x\nFORGED"] {
        check(directory.path(), &["replay", first, "--case", word]);
    }
    for format in ["text", "markdown", "html", "json"] {
        check(directory.path(), &["compare", first, second, "--all", "--format", format]);
    }
}

#[test]
fn nothing_that_is_typed_works_on_the_terminal() {
    let directory = tempfile::tempdir().unwrap();
    let typed = HOSTILE;
    let forged = "x\nFORGED";
    let long = format!("{typed}.toml");
    let set = format!("{typed}.max=1");
    let value = format!("recv.max={typed}");
    let list = format!("recv.max=1,{typed}");
    let out = format!("no/{typed}");
    let json = format!("{typed}.json");
    for word in [typed, forged] {
        for args in [
            &[word][..],
            &["list", "--group", word],
            &["list", word],
            &["find", word],
            &["schema", word],
            &["find", word, "--json"],
            &["show", word],
            &["show", &long],
            &["show", word, "--source"],
            &["show", word, "--question"],
            &["new", word],
            &["check", word],
            &["run", word],
            &["run", &long],
            &["run", "nagle", "--case", word],
            &["run", "nagle", "--set", word],
            &["run", "nagle", "--set", &set],
            &["run", "nagle", "--set", &value],
            &["run", "nagle", "--repeat", word],
            &["run", "nagle", "--only", word],
            &["run", "nagle", "--format", word],
            &["run", "late-read", "-o", &out],
            &["sweep", "nagle", "--vary", word],
            &["sweep", "nagle", "--vary", &list],
            &["sweep", word, "--vary", "recv.max=1"],
            &["replay", word],
            &["replay", &json],
            &["compare", word],
            &["compare", word, "linux"],
            &["torture", word],
            &["torture", "fixed", "--seed", word],
            &["doctor", word],
            &["completions", word],
            &["man", word],
            &["help", word],
            &["--lang", word, "list"],
            &["--color", word, "list"],
            &["--width", word, "list"],
            &[&format!("--{word}")],
        ] {
            check(directory.path(), args);
        }
    }
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0);
}

/// What is made of the program's own words alone.
#[test]
fn pages_lists_and_scripts_are_text() {
    let directory = tempfile::tempdir().unwrap();
    for args in [
        &["--help"][..],
        &["--version"],
        &["list"],
        &["list", "--json"],
        &["find", "udp"],
        &["schema", "scenario"],
        &["find", "udp", "--json"],
        &["help", "run"],
        &["man"],
        &["man", "sweep"],
        &["doctor"],
        &["doctor", "--json"],
        &["torture", "fixed"],
        &["torture", "fixed", "--format", "json"],
        &["completions", "bash"],
        &["completions", "fish"],
        &["completions", "zsh"],
        &["completions", "elvish"],
        &["completions", "powershell"],
    ] {
        check(directory.path(), args);
    }
}

/// The surroundings are asked, and never repeated.
#[test]
fn no_variable_works_on_the_terminal() {
    let hostile = HOSTILE;
    for name in ["LC_ALL", "LANG", "LC_MESSAGES", "STICKYDEMO_LANG", "TERM", "COLUMNS", "NO_COLOR"]
    {
        for args in [&["list"][..], &["run", "nonsense"], &["doctor"]] {
            let output = program(args).env_remove("LC_ALL").env(name, hostile).output().unwrap();
            assert_fit(&format!("{name} {args:?}"), &output, &[]);
        }
    }
}

/// A file may be named like anything.
#[test]
fn no_name_of_a_file_works_on_the_terminal() {
    let directory = tempfile::tempdir().unwrap();
    let good = scenario(directory.path());
    let odd = format!("{HOSTILE}\nFORGED.toml");
    std::fs::copy(good, directory.path().join(&odd)).unwrap();
    let wrong = format!("{HOSTILE}\nFORGED-wrong.toml");
    std::fs::write(directory.path().join(&wrong), "format = 2\n").unwrap();
    let folder = format!("{HOSTILE}\nFORGED-folder.toml");
    std::fs::create_dir(directory.path().join(&folder)).unwrap();
    for name in [&odd, &wrong, &folder] {
        for command in ["check", "show", "run", "replay"] {
            check(directory.path(), &[command, name]);
        }
        check(directory.path(), &["compare", name, name]);
        check(directory.path(), &["run", "late-read", "-q", "-o", &format!("{name}/x")]);
    }
}
