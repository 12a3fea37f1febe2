//! The command line as a person meets it: what is typed, what is said, what the shell is told.
//! Each file of `tests/cli/` is a page of such dialogues.

use crate::golden;
use std::process::Command;

/// trycmd takes new answers by a variable of its own, which only another process can be given.
const TAKES: (&str, &str) = ("TRYCMD", "overwrite");

/// Plays a page.
#[allow(clippy::print_stdout, reason = "the framework shows it where the test fails")]
fn dialogue(page: &str) {
    if golden::updating() && std::env::var_os(TAKES.0).is_none() {
        let mut again = Command::new(std::env::current_exe().unwrap());
        let again = again.args(["--exact", &format!("cli::{page}")]).env(TAKES.0, TAKES.1);
        assert!(again.status().unwrap().success(), "{page}");
        return;
    }
    println!("{}", golden::HOW);
    let cases = trycmd::TestCases::new();
    for (name, value) in [
        ("LC_ALL", "C.UTF-8"),
        ("TERM", "xterm"),
        ("NO_COLOR", ""),
        ("CLICOLOR_FORCE", ""),
        ("COLUMNS", ""),
        ("STICKYDEMO_LANG", ""),
    ] {
        cases.env(name, value);
    }
    cases.case(format!("tests/cli/{page}.trycmd"));
}

/// A test for each page, and for each page a test: they run side by side.
macro_rules! dialogues {
    ($($page:ident)*) => {
        $(#[test]
        fn $page() {
            dialogue(stringify!($page));
        })*

        #[test]
        fn every_page_is_played() {
            let path = |entry: std::io::Result<std::fs::DirEntry>| entry.unwrap().path();
            let files = std::fs::read_dir("tests/cli").unwrap().map(path);
            let pages = files.filter(|path| path.extension().is_some_and(|end| end == "trycmd"));
            let mut pages: Vec<_> =
                pages.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
            pages.sort();
            assert_eq!(pages, [$(stringify!($page)),*]);
        }
    };
}

dialogues! { compare find help run scenarios sweep torture usage }
