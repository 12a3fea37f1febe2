//! Makes the index of the built-in scenarios from `scenarios/*.toml`: names, titles, questions and
//! keywords are known without a file being read when the program starts. And the list of the recordings that come with
//! the program, from `tests/traces/*.json.gz`.
//!
//! Only what the index shows is looked at here; that every built-in scenario is right to the last
//! word is for a test to say.

#![allow(clippy::print_stdout, reason = "a build script speaks to Cargo by printing")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The groups in the order of the course, as `model::Group` has them.
const GROUPS: [(&str, &str); 6] = [
    ("tcp", "Tcp"),
    ("udp", "Udp"),
    ("boundaries", "Boundaries"),
    ("fixes", "Fixes"),
    ("apps", "Apps"),
    ("lab", "Lab"),
];

/// What a case may be there for, as `model::Role` has it.
const ROLES: [(&str, &str); 3] = [("problem", "Problem"), ("not-a-fix", "NotAFix"), ("fix", "Fix")];

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=scenarios");
    println!("cargo::rerun-if-changed=tests/traces");
    match index().and_then(|()| recordings()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            println!("cargo::error={}", message.replace('\n', " "));
            ExitCode::FAILURE
        }
    }
}

fn index() -> Result<(), String> {
    let home = PathBuf::from(variable("CARGO_MANIFEST_DIR")?).join("scenarios");
    let out = PathBuf::from(variable("OUT_DIR")?).join("scenarios.rs");
    let course = course(&home.join("course.txt"))?;
    let entries = files(&home, "toml")?.into_iter().map(|file| entry(&file, &course));
    let mut entries = entries.collect::<Result<Vec<_>, _>>()?;
    every_lesson_exists(&course, &entries)?;
    entries.sort_by_key(|entry| (entry.group, entry.lesson));
    let index: String = entries.iter().map(|entry| entry.code.as_str()).collect();
    let sources: String = entries.iter().map(|entry| entry.source.as_str()).collect();
    // The files apart from the names: whoever looks at the names alone does not turn the pages of
    // the files.
    let code = format!("(&[\n{index}], &[\n{sources}])\n");
    std::fs::write(&out, code).map_err(|error| format!("{}: {error}", out.display()))
}

/// The recordings: names, and the files as they are, compressed.
fn recordings() -> Result<(), String> {
    let home = PathBuf::from(variable("CARGO_MANIFEST_DIR")?).join("tests").join("traces");
    let out = PathBuf::from(variable("OUT_DIR")?).join("recordings.rs");
    let mut code = String::new();
    for file in files(&home, "gz")? {
        let path = file.to_str().ok_or("a recording's path is not UTF-8")?;
        let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let name =
            name.strip_suffix(".json.gz").ok_or(format!("{path}: a recording is .json.gz"))?;
        writeln!(code, "({name:?}, include_bytes!({path:?}).as_slice()),")
            .map_err(|e| e.to_string())?;
    }
    if let Some(file) = files(&home, "json")?.first() {
        return Err(format!("{0}: recordings are kept compressed: gzip -9n {0}", file.display()));
    }
    std::fs::write(&out, format!("&[{code}]"))
        .map_err(|error| format!("{}: {error}", out.display()))
}

fn variable(name: &str) -> Result<String, String> {
    std::env::var(name).map_err(|error| format!("{name}: {error}"))
}

/// The files with this extension, by name; none where there is no such directory.
fn files(home: &Path, wanted: &str) -> Result<Vec<PathBuf>, String> {
    let fail = |error: std::io::Error| format!("{}: {error}", home.display());
    if !home.is_dir() {
        return Ok(Vec::new());
    }
    let mut files = Vec::new();
    for item in std::fs::read_dir(home).map_err(fail)? {
        let path = item.map_err(fail)?.path();
        if path.extension().is_some_and(|extension| extension == wanted) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// The names of the scenarios in the order of the course.
fn course(file: &Path) -> Result<Vec<String>, String> {
    let text =
        std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let lines = text.lines().map(str::trim);
    Ok(lines.filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned).collect())
}

fn every_lesson_exists(course: &[String], entries: &[Builtin]) -> Result<(), String> {
    for (lesson, name) in course.iter().enumerate() {
        if entries.iter().filter(|entry| entry.lesson == lesson).count() != 1 {
            return Err(format!("course.txt: `{name}` is no scenario, or stands there twice"));
        }
    }
    Ok(())
}

/// A scenario's place in the index.
struct Builtin {
    group: usize,
    /// Its place in the course.
    lesson: usize,
    code: String,
    /// The file itself, as an expression.
    source: String,
}

fn entry(file: &Path, course: &[String]) -> Result<Builtin, String> {
    let fail = |what: String| format!("{}: {what}", file.display());
    let source = std::fs::read_to_string(file).map_err(|error| fail(error.to_string()))?;
    let table: toml::Table = toml::from_str(&source).map_err(|error| fail(error.to_string()))?;
    code(&table, file, course).map_err(fail)
}

fn code(table: &toml::Table, file: &Path, course: &[String]) -> Result<Builtin, String> {
    let id = text(table, "id")?;
    if file.file_stem().and_then(|stem| stem.to_str()) != Some(id) {
        return Err(format!("its id is `{id}`: the file must have that name"));
    }
    let lesson = course.iter().position(|name| name == id);
    let lesson = lesson.ok_or("course.txt does not name it: where in the course is it?")?;
    let (group, group_name) = known(text(table, "group")?, &GROUPS)?;
    let path = file.to_str().ok_or("its path is not UTF-8")?;
    let mut code = String::new();
    writeln!(
        code,
        "Builtin {{ id: {id:?}, group: Group::{group_name}, title_en: {:?}, title_zh: {:?}, \
         question_en: {:?}, question_zh: {:?}, keywords_en: &{:?}, keywords_zh: &{:?}, cases: &[{}] }},",
        said(table, "en", "title")?,
        said(table, "zh", "title")?,
        said(table, "en", "question")?.trim(),
        said(table, "zh", "question")?.trim(),
        keywords(table, "en")?,
        keywords(table, "zh")?,
        cases(table)?,
    )
    .map_err(|error| error.to_string())?;
    Ok(Builtin { group, lesson, code, source: format!("include_str!({path:?}),\n") })
}

fn text<'t>(table: &'t toml::Table, field: &str) -> Result<&'t str, String> {
    table.get(field).and_then(toml::Value::as_str).ok_or(format!("`{field}` is no text"))
}

fn said<'t>(table: &'t toml::Table, language: &str, field: &str) -> Result<&'t str, String> {
    let lesson = table.get(language).and_then(toml::Value::as_table);
    text(lesson.ok_or(format!("there is no [{language}]"))?, field)
}

fn keywords<'t>(table: &'t toml::Table, language: &str) -> Result<Vec<&'t str>, String> {
    let keywords = table.get("keywords").and_then(toml::Value::as_table);
    let all = keywords.and_then(|keywords| keywords.get(language)).and_then(toml::Value::as_array);
    let all = all.ok_or(format!("`keywords.{language}` is no list"))?;
    let words: Option<Vec<&str>> = all.iter().map(toml::Value::as_str).collect();
    words.ok_or(format!("one of `keywords.{language}` is no text"))
}

fn known<'w>(word: &str, words: &[(&str, &'w str)]) -> Result<(usize, &'w str), String> {
    let at = words.iter().position(|(known, _)| *known == word);
    let at = at.ok_or(format!("`{word}` is none of the words that may stand there"))?;
    Ok((at, words[at].1))
}

fn cases(table: &toml::Table) -> Result<String, String> {
    let cases = table.get("case").and_then(toml::Value::as_array).ok_or("it has no [[case]]")?;
    let mut code = String::new();
    for case in cases {
        let case = case.as_table().ok_or("a case is no table")?;
        let (_, role) = known(text(case, "role")?, &ROLES)?;
        let _ = write!(code, "({:?}, Role::{role}), ", text(case, "id")?);
    }
    Ok(code)
}
