//! The house keeps its shape: imports go down the floors only, what differs between systems has one
//! home, nobody but the command line writes to the terminal, no file grows too long.
//!
//! The source is read as words, not compiled, so that every system checks the code of all of them.
#![allow(clippy::unwrap_used, reason = "these are tests, their helpers too")]

mod circles;
mod matches;
mod rules;
mod tokens;

use rules::{CRATE_HOMES, FLOORS, Fault, NO_CIRCLE, PLAIN, SYSTEM_HOMES, faults};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use tokens::Code;

/// Every file under `src` that is not test code: its path from the package's root, and its text.
fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    collect(&root.join("src"), &mut paths);
    let all: Vec<(PathBuf, String)> =
        paths.into_iter().map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect();
    let tests: BTreeSet<PathBuf> =
        all.iter().flat_map(|(path, text)| test_files(path, text)).collect();
    let mut sources = Vec::new();
    for (path, text) in all {
        if !tests.iter().any(|test| path.starts_with(test) || path == test.with_extension("rs")) {
            let relative = path.strip_prefix(root).unwrap();
            let parts: Vec<_> = relative.iter().map(|part| part.to_str().unwrap()).collect();
            sources.push((parts.join("/"), text));
        }
    }
    sources
}

fn collect(directory: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            paths.push(path);
        }
    }
}

/// Where the modules are that this file declares for tests only, without `.rs`.
fn test_files(path: &Path, text: &str) -> Vec<PathBuf> {
    let here = path.parent().unwrap();
    let below = match path.file_stem().unwrap().to_str().unwrap() {
        "mod" | "lib" | "main" => here.to_owned(),
        _ => path.with_extension(""),
    };
    let place = |module: &str| match module.strip_suffix(".rs") {
        Some(file) => here.join(file),
        None => below.join(module),
    };
    Code::of(text).test_modules.into_iter().map(place).collect()
}

#[test]
fn the_house_keeps_its_shape() {
    let sources = sources();
    let faults: Vec<String> = sources
        .iter()
        .flat_map(|(path, text)| faults(path, text))
        .map(|fault| fault.to_string())
        .collect();
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

/// Were the files not found, nothing would ever be wrong with them.
#[test]
fn every_floor_was_read() {
    let sources = sources();
    let lib = &sources.iter().find(|(path, _)| path == "src/lib.rs").unwrap().1;
    let code = Code::of(lib);
    let mut declared = 0;
    for pair in code.tokens.windows(3).filter(|w| w[0].text == "mod" && w[2].text == ";") {
        let module = pair[1].text;
        assert!(FLOORS.iter().any(|(name, _)| *name == module), "{module} is on no floor");
        let folder = format!("src/{module}/");
        assert!(sources.iter().any(|(path, _)| path.starts_with(&folder)), "no {folder}");
        declared += 1;
    }
    assert!(declared >= 8, "lib.rs declares {declared} modules");
}

#[test]
fn results_know_nothing_of_what_computes_them_and_no_two_files_need_each_other() {
    let sources = sources();
    assert_eq!(circles::computing(&sources, PLAIN), []);
    for folder in NO_CIRCLE {
        let circle = circles::circle(&sources, folder);
        assert!(circle.is_empty(), "\n{}\n", circle.join("\n"));
    }
}

fn snippets(files: &[(&str, &str)]) -> Vec<(String, String)> {
    files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

#[test]
fn a_circle_of_files_is_found_however_it_is_written() {
    let open = [
        ("src/analysis/mod.rs", "mod a;\nmod b;\npub use a::One;\nfn f() { b::g(); }"),
        ("src/analysis/a.rs", "use super::b::{Two, three};\nuse crate::model::Seen;"),
        ("src/analysis/b.rs", "use super::c::deep;"),
        ("src/analysis/c/mod.rs", "mod deep;\npub use deep::Four;"),
        ("src/analysis/c/deep.rs", "use super::super::spans::Span;"),
        ("src/analysis/spans.rs", ""),
    ];
    assert_eq!(circles::circle(&snippets(&open), "src/analysis/"), [""; 0]);
    for back in [
        "use super::a::One;",
        "use super::{c::deep, a::One};",
        "use super::{\n    c::{deep::Four, self},\n    a,\n};",
        "use crate::analysis::a::One;",
        "use crate::{model::Seen, analysis::{c, a::One}};",
        "fn f() { super::a::one(); }",
        "use super::One;",
    ] {
        let mut closed = open;
        closed[2].1 = back;
        assert!(!circles::circle(&snippets(&closed), "src/analysis/").is_empty(), "{back}");
    }
    let mut closed = open;
    closed[4].1 = "use super::super::a::One;";
    let circle = circles::circle(&snippets(&closed), "src/analysis/");
    assert_eq!(circle.len(), 3, "{circle:?}");
}

#[test]
fn a_result_that_computes_is_found() {
    let mut files = [
        ("src/model/mod.rs", "pub use seen::Seen;"),
        ("src/analysis/findings.rs", "use super::checks::Check;\nuse crate::model::Seen;"),
        ("src/analysis/checks.rs", ""),
        ("src/analysis/rounds.rs", ""),
    ];
    let plain = ["src/analysis/findings.rs", "src/analysis/checks.rs"];
    let found = |files: &[(&str, &str)]| circles::computing(&snippets(files), &plain);
    assert_eq!(found(&files), []);
    files[1].1 = "use super::rounds::RoundFinding;";
    let what = "plain results import src/analysis/rounds.rs, which computes";
    assert_eq!(found(&files)[0].to_string(), format!("src/analysis/findings.rs:1: {what}"));
    files[1].1 = "use crate::analysis::{checks::Check, rounds};";
    assert_eq!(found(&files).len(), 1);
    assert_eq!(found(&files[..2])[0].what, "is gone");
}

/// What the rules and the page for contributors name is there.
#[test]
fn nothing_is_named_that_is_gone() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let homes = CRATE_HOMES.iter().flat_map(|(_, homes)| *homes);
    for path in homes.chain(SYSTEM_HOMES).chain(PLAIN).chain(NO_CIRCLE) {
        assert!(root.join(path).exists(), "{path} is gone");
    }
    for (module, _) in FLOORS {
        assert!(root.join("src").join(module).is_dir(), "src/{module} is gone");
    }
    let (mut files, mut words) = (BTreeSet::new(), BTreeSet::new());
    for folder in ["src", "tests", "schema", "docs", "scripts", "build.rs", "Cargo.toml"] {
        everything(&root.join(folder), &mut files, &mut words);
    }
    let page = fs::read_to_string(root.join("CONTRIBUTING.md")).unwrap();
    let named = page.split('`').skip(1).step_by(2).filter(|named| !named.is_empty());
    let (mut paths, mut names) = (0, 0);
    for named in named {
        let (path, name) = named
            .split_once(".rs::")
            .map_or((named, None), |(path, name)| (&named[..path.len() + 3], Some(name)));
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        if path.chars().all(|c| is_word(c) || matches!(c, '/' | '.' | '-')) && path.contains('/') {
            assert!(root.join(path).exists(), "CONTRIBUTING.md: {path} is gone");
            paths += 1;
        } else if path.ends_with(".rs") && path.trim_end_matches(".rs").chars().all(is_word) {
            assert!(files.contains(path), "CONTRIBUTING.md: {path} is gone");
            paths += 1;
        }
        let bare = named.trim_end_matches("()");
        if let Some(word) = name.or(bare.chars().all(is_word).then_some(bare)) {
            assert!(words.contains(word), "CONTRIBUTING.md: {word} is gone");
            names += 1;
        }
    }
    assert!(paths > 50 && names > 40, "{paths} paths and {names} names");
}

/// The names of all files below a folder, and the words in them.
fn everything(path: &Path, files: &mut BTreeSet<String>, words: &mut BTreeSet<String>) {
    if path.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            everything(&entry.unwrap().path(), files, words);
        }
    } else if let Ok(text) = fs::read_to_string(path) {
        files.insert(path.file_name().unwrap().to_str().unwrap().to_owned());
        let all = text.split(|c: char| !c.is_alphanumeric() && c != '_');
        words.extend(all.map(str::to_owned));
    }
}

/// The faults of a snippet, as `line: what`.
fn wrong(path: &str, source: &str) -> Vec<String> {
    faults(path, source).iter().map(|Fault { line, what, .. }| format!("{line}: {what}")).collect()
}

#[test]
fn an_import_up_or_sideways_is_found() {
    assert_eq!(
        wrong("src/net/table.rs", "use crate::model::Seen;\nuse crate::engine::run_case;\n"),
        ["2: net (floor 1) imports engine (floor 2): up"]
    );
    assert_eq!(
        wrong("src/analysis/mod.rs", "fn f() {\n    crate::scenario::parse();\n}\n"),
        ["2: analysis (floor 1) imports scenario (floor 1): sideways"]
    );
    assert_eq!(
        wrong(
            "src/engine/mod.rs",
            "use crate::{\n    model::{Case, report},\n    net,\n    report::case,\n};"
        ),
        ["4: engine (floor 2) imports report (floor 3): up"]
    );
    assert_eq!(
        wrong("src/stage/mod.rs", "use crate::engine::Actor;"),
        ["1: stage (floor 2) imports engine (floor 2): sideways"]
    );
    assert_eq!(
        wrong("src/lang/mod.rs", "use crate::attic::Box;"),
        ["1: `crate::attic` is on no floor: see FLOORS in this test"]
    );
    assert_eq!(
        wrong("src/attic.rs", "use crate::model::Box;"),
        ["1: `attic` is on no floor: see FLOORS in this test"]
    );
    assert_eq!(
        wrong("src/model/mod.rs", "use crate as house;"),
        ["1: `crate as` hides which floor is meant"]
    );
}

#[test]
fn an_import_through_super_or_the_own_name_is_found() {
    assert_eq!(
        wrong("src/net/sys/linux.rs", "use super::super::super::engine;"),
        ["1: `super` reaches engine: write `crate::`"]
    );
    assert_eq!(
        wrong("src/net/mod.rs", "use super::{\n  model::Seen,\n  cli,\n};"),
        ["2: `super` reaches model: write `crate::`", "3: `super` reaches cli: write `crate::`"]
    );
    assert_eq!(wrong("src/net/mod.rs", "use stickydemo::cli;"), ["1: write `crate::`"]);
    assert_eq!(
        wrong("src/main.rs", "use stickydemo::net;"),
        ["1: main uses `stickydemo::cli` only"]
    );
}

#[test]
fn what_belongs_to_a_system_is_found_outside_its_home() {
    for source in [
        "#[cfg(target_os = \"linux\")]\nfn f() {}",
        "#[cfg(not(windows))]\nfn f() {}",
        "#[cfg_attr(unix, allow(dead_code))]\nfn f() {}",
        "fn f() -> bool { cfg!(any(target_family = \"wasm\", x)) }",
        "use std::os::fd::AsFd;",
        "fn f() { unsafe { g() } }",
        "use libc::AF_INET;",
        "use libc;",
        "fn f() { windows_sys::f() }",
    ] {
        let found = faults("src/engine/actor.rs", source);
        assert_eq!(found.len(), 1, "{source}: {found:?}");
        assert_eq!(found[0].line, 1);
        assert_eq!(wrong("src/net/sys/linux.rs", source), [""; 0]);
    }
}

#[test]
fn an_option_that_goes_past_socket2_is_found() {
    let call = "fn f() { unsafe { libc::setsockopt(1, 2, 3, p, 4) }; }";
    let what = "1: `setsockopt` outside src/net/sys/sockopt.rs";
    assert_eq!(wrong("src/net/sys/linux.rs", call), [what]);
    assert_eq!(wrong("src/net/sys/sockopt.rs", call), [""; 0]);
    let import = "use ws::getsockopt;";
    let what = "1: `getsockopt` outside src/net/sys/sockopt.rs";
    assert_eq!(wrong("src/net/sys/windows.rs", import), [what]);
    let name = "fn f() { read(socket, libc::IPPROTO_TCP, libc::TCP_NODELAY) }";
    let what = "1: `TCP_NODELAY`: socket2 has methods for it";
    assert_eq!(wrong("src/net/sys/sockopt.rs", name), [what]);
    assert_eq!(
        wrong("src/model/options.rs", "/// TCP_NODELAY\nTcpNodelay = \"TCP_NODELAY\","),
        [""; 0]
    );
}

#[test]
fn a_second_painter_is_found() {
    for source in [
        "use clap::builder::styling::Style;",
        "const RED: &str = \"\\u{1b}[31m\";",
        "fn f() { out.push_str(\"\\x1b[0m\") }",
        "use colored::Colorize;",
    ] {
        assert_eq!(faults("src/cli/help.rs", source).len(), 1, "{source}");
        let painter = if source.contains("clap") { 1 } else { 0 };
        assert_eq!(faults("src/report/pens/terminal/paint.rs", source).len(), painter, "{source}");
    }
}

#[test]
fn a_page_that_knows_a_pen_is_found() {
    let pen = "use crate::report::pens::terminal::wrap::wrap;";
    for path in ["src/report/case/why/mod.rs", "src/report/page/mod.rs", "src/report/scenarios.rs"]
    {
        assert_eq!(faults(path, pen).len(), 1, "{path}");
    }
    let page = "use crate::report::{case::verdict, Look};\nfn f() { crate::report::case::intro() }";
    assert_eq!(faults("src/report/pens/terminal/grid.rs", page).len(), 1);
    assert_eq!(faults("src/report/live.rs", pen).len(), 0);
}

#[test]
fn an_error_in_one_language_is_found() {
    for source in [
        "fn f() { read().context(\"reading the file\") }",
        "fn f() { read().with_context(|| \"reading the file\") }",
        "fn f() { read().with_context(|| format!(\"reading {path}\")) }",
        "fn f() { anyhow::bail!(\"no\") }",
        "fn f() { anyhow!(\"no\") }",
    ] {
        let found = wrong("src/cli/run.rs", source);
        assert_eq!(found.len(), 1, "{source}: {found:?}");
        assert!(found[0].ends_with("in one language"), "{found:?}");
    }
    let both = "fn f() { read().with_context(|| Failure::unreadable(\"x\".as_ref())) }";
    assert_eq!(wrong("src/cli/run.rs", both), [""; 0]);
}

#[test]
fn writing_to_the_terminal_is_found() {
    for source in ["fn f() { println!(\"x\") }", "fn f() { dbg!(1); }", "fn f() { todo!() }"] {
        assert_eq!(faults("src/cli/run.rs", source).len(), 1, "{source}");
    }
    let source = "use std::io;\nfn f() { io::stdout().lock(); }";
    assert_eq!(wrong("src/report/text.rs", source), ["2: `io::stdout` outside cli"]);
    assert_eq!(wrong("src/cli/out.rs", source), [""; 0]);
    assert_eq!(wrong("src/cli/list.rs", source), ["2: `io::stdout` outside src/cli/out.rs"]);
    let asks = "fn f() { std::io::stdout().is_terminal(); std::io::stdin().lock(); }";
    assert_eq!(wrong("src/cli/list.rs", asks), [""; 0]);
    assert_eq!(
        wrong("src/report/json.rs", "use anyhow::Result;"),
        ["1: `anyhow` outside src/cli/"]
    );
}

#[test]
fn a_call_that_may_fall_silently_is_found() {
    let arms = |arms: &str| format!("fn f() {{\n    match x {{\n        {arms}\n    }}\n}}");
    for silent in [
        "CallName::Send | CallName::Recv => 1,\n _ => 2,",
        "Call::Send { data, .. } => {\n let y = { 1 };\n }\n _ => {}",
        "Gives::Sent(Manner::Once) => match y { A => 1, B => 2 },\n _ => return,",
        "a if a == b => g(|x| x, { 2 }),\n crate::model::Call::Set if c >= d => 3,\n _ => 2",
    ] {
        let found = wrong("src/report/a.rs", &arms(silent));
        let line = 3 + silent.find("_ =>").map_or(0, |at| silent[..at].matches('\n').count());
        assert_eq!(found, [format!("{line}: `_` in a match over calls: say which they are")]);
    }
    let alias = format!("use CallName as C;\n{}", arms("C::Send => 1,\n _ => 2"));
    assert_eq!(wrong("src/report/a.rs", &alias).len(), 1);
    for right in [
        "CallName::Send => 1,\n CallName::Recv => 2,",
        "ErrorName::Reset if call == CallName::Recv => g(Call::Set),\n other => h(other),",
        "ErrorName::Reset => f(CallName::Recv),\n _ => 2,",
        "ErrorName::Reset if call == CallName::Recv => 1,\n _ => 2,",
        "_ if call == x => 1,\n CallName::Recv => 2,",
        "(_, CallName::Send) => 1,\n (_, CallName::Recv) => match z { A => 1, _ => 2 },",
    ] {
        assert_eq!(wrong("src/report/a.rs", &arms(right)), [""; 0], "{right}");
    }
}

#[test]
fn a_file_too_long_is_found_and_its_tests_do_not_count() {
    let long = "fn f() {}\n".repeat(401);
    assert_eq!(
        wrong("src/net/mod.rs", &long),
        ["1: 401 lines without its tests, more than 400: two files"]
    );
    let tests = format!("fn f() {{}}\n#[cfg(test)]\nmod tests {{\n{long}}}\n");
    assert_eq!(wrong("src/net/mod.rs", &tests), [""; 0]);
}

#[test]
fn what_only_looks_wrong_is_not_found() {
    let source = r##"
//! See [`crate::cli`] and `println!`; unsafe words in a comment.
use crate::{model::{self, Case}, net::Table};
use super::model_of_mine;
/* crate::cli /* println!() */ unsafe */
#[cfg(test)]
use crate::cli::Never;
fn f<'a>(x: &'a str) -> char {
    let _ = ("crate::cli", r#"unsafe { "println!" }"#, b"dbg!", '"', '\'', "\"crate::cli");
    let unsafe_words = x; // crate::cli
    self.stdout();
    pub(crate) fn g() {}
    #[cfg(feature = "unix")]
    crate::model::print(unsafe_words)
}
#[cfg(test)]
mod tests {
    use crate::cli::Everything;
    fn f() { println!("{}", unsafe { 1 }); }
}
#[cfg(all(test, unix))]
mod more;
#[cfg(test)]
#[path = "other_tests.rs"]
mod others;
"##;
    assert_eq!(wrong("src/engine/actor.rs", source), [""; 0]);
    assert_eq!(Code::of(source).test_modules, ["more", "other_tests.rs"]);
    let behind = format!("{source}fn g() {{ crate::cli::f() }}");
    assert_eq!(
        wrong("src/engine/actor.rs", &behind),
        [format!("{}: engine (floor 2) imports cli (floor 4): up", behind.lines().count())],
        "what stands behind all that is seen again"
    );
}
