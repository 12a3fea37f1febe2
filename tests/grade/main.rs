//! `grade`, on real programs in Python, C, JavaScript and Perl that know nothing of it. Linux.
//!
//! Right ones are examined `STICKYDEMO_TIMES` times (1): they must pass every time, however busy the computer is.
#![cfg(all(target_os = "linux", target_env = "gnu"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "these are tests, their helpers too"
)]

mod hostile;
mod mistakes;
mod right;

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

pub(crate) fn program(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/grade/programs").join(name);
    path.to_str().unwrap().to_owned()
}

/// `python3 NAME.py`, and what follows: Python itself, not a script that finds it each time (pyenv's).
pub(crate) fn python(name: &str, arguments: &str) -> String {
    static PYTHON: OnceLock<String> = OnceLock::new();
    let python = PYTHON.get_or_init(|| {
        let asks = "import sys; print(sys.executable)";
        let said = Command::new("python3").args(["-c", asks]).output().expect("python3 is there");
        String::from_utf8(said.stdout).unwrap().trim().to_owned()
    });
    format!("{python} {} {arguments}", program(name))
}

/// A program in C, built.
pub(crate) fn built(name: &str) -> PathBuf {
    let out =
        Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("grade-{name}-{}", std::process::id()));
    let source = program(&format!("{name}.c"));
    let gcc = Command::new("gcc").args(["-O2", "-Wall", "-o"]).arg(&out).arg(source).status();
    assert!(gcc.expect("gcc is there").success());
    out
}

pub(crate) fn grade(args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_stickydemo"));
    command.arg("grade").args(args).env("LC_ALL", "C.UTF-8").env_remove("COLUMNS");
    command.output().unwrap()
}

pub(crate) fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

pub(crate) fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// What was found out about a server.
pub(crate) struct Graded {
    pub(crate) json: Value,
    pub(crate) code: Option<i32>,
}

impl Graded {
    pub(crate) fn server(command: &str, (framing, protocol): (&str, &str), more: &[&str]) -> Self {
        let args = ["--server", command, "--framing", framing, "--protocol", protocol, "--json"];
        Graded::of(&[&args[..], more].concat())
    }

    pub(crate) fn of(args: &[&str]) -> Self {
        let output = grade(args);
        let json = serde_json::from_slice(&output.stdout);
        let json = json.unwrap_or_else(|error| panic!("{args:?}: {error}: {}", err(&output)));
        Graded { json, code: output.status.code() }
    }

    /// The names of the mistakes; of several that cannot be told apart, joined.
    pub(crate) fn mistakes(&self) -> Vec<String> {
        let name = |one: &Value| one["name"].as_str().unwrap().to_owned();
        let alike =
            |all: &Value| all.as_array().unwrap().iter().map(name).collect::<Vec<_>>().join("|");
        self.json["mistakes"].as_array().unwrap().iter().map(alike).collect()
    }

    /// Of a kind, how many were tried and passed.
    pub(crate) fn kind(&self, kind: &str) -> (u64, u64) {
        let kinds = self.json["kinds"].as_array().unwrap();
        let kind = kinds.iter().find(|one| one["kind"] == kind).unwrap();
        (kind["tried"].as_u64().unwrap(), kind["passed"].as_u64().unwrap())
    }

    /// The first that failed.
    pub(crate) fn first(&self) -> &Value {
        &self.json["failures"][0]
    }
}

/// The schema holds, and would not without the mistakes.
pub(crate) fn fits_its_schema(json: &Value) {
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema/grade-1.json");
    let schema: Value = serde_json::from_slice(&std::fs::read(schema).unwrap()).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let faults: Vec<String> = validator.iter_errors(json).map(|e| e.to_string()).collect();
    assert_eq!(faults, Vec::<String>::new());
    let mut without = json.clone();
    without.as_object_mut().unwrap().remove("mistakes");
    assert!(!validator.is_valid(&without));
}

/// What everything that is written for programs looks like.
#[test]
fn what_is_written_fits_its_schema_and_a_grader_can_read_it() {
    let junit = Path::new(env!("CARGO_TARGET_TMPDIR")).join("grade-junit.xml");
    let file = junit.to_str().unwrap();
    let server = python("server.py", "{port} naive");
    let graded = Graded::server(&server, ("u32be", "upper"), &["--junit", file]);
    fits_its_schema(&graded.json);
    let xml = std::fs::read_to_string(junit).unwrap();
    assert!(xml.contains("<testcase name=\"one-cut\"") && xml.contains("<failure"), "{xml}");
    assert!(xml.contains("+ header = recv_exactly(conn, 4)") && xml.len() < 100_000, "{xml}");
}

/// What the pages quote is what is said: every line, in that order.
#[test]
fn the_pages_quote_a_real_report() {
    let server = python("server.py", "{port} naive");
    for (page, lang) in [("docs/grade.md", "en"), ("docs/grade.zh.md", "zh")] {
        let args = ["--server", &server, "--framing", "u32be", "--protocol", "upper"];
        let text = out(&grade(&[&args[..], &["--lang", lang, "--width", "80"]].concat()));
        let page =
            std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(page)).unwrap();
        let (_, rest) = page.split_once("<!-- from the report of a naive server -->").unwrap();
        let block = rest.split("```").nth(1).unwrap();
        let mut said = text.lines();
        for line in block.lines().skip(1).filter(|line| !line.is_empty()) {
            assert!(said.any(|one| one == line), "{lang}: {line}: {text}");
        }
    }
}
