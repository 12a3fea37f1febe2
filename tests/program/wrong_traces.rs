//! Every wrong trace of `tests/wrong_traces` gets exactly its message, in both languages.
//!
//! `base.json` is a real trace. Each `x.toml` says what is done to it: `find` is replaced by `put`
//! (the first time it stands there; with `sign` the digest of the scenario's source is made right
//! again), the file ends behind `cut_after`, or it is another one (`whole`, `hex`). Beside it stands
//! `x.expected`, the message in English and in Chinese to the last blank.

use crate::wrong::{Folder, check_form};
use serde::Deserialize;
use stickydemo::model::{Lang, Limits};
use stickydemo::report::json::{self, TraceError, TraceFault};

/// How a trace is made wrong.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wrong {
    find: Option<String>,
    put: Option<String>,
    #[serde(default)]
    sign: bool,
    cut_after: Option<String>,
    whole: Option<String>,
    hex: Option<String>,
}

impl Wrong {
    fn make(self, base: &str) -> Vec<u8> {
        match self {
            Wrong { find: Some(find), put: Some(put), sign, .. } => {
                assert!(base.contains(&find), "{find} is not in the trace");
                let changed = base.replacen(&find, &put, 1);
                if sign { signed(&changed).into_bytes() } else { changed.into_bytes() }
            }
            Wrong { cut_after: Some(last), .. } => {
                base[..base.find(&last).unwrap() + last.len()].into()
            }
            Wrong { whole: Some(whole), .. } => whole.into_bytes(),
            Wrong { hex: Some(hex), .. } => {
                let pairs = (0..hex.len()).step_by(2);
                pairs.map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
            }
            _ => panic!("nothing is done to the trace"),
        }
    }
}

/// With the digest that the source of the (only) scenario has.
fn signed(trace: &str) -> String {
    let value: serde_json::Value = serde_json::from_str(trace).unwrap();
    let text = |field: &str| value["scenarios"][0][field].as_str().unwrap().to_owned();
    trace.replacen(&text("digest"), &json::digest(&text("source")), 1)
}

fn base() -> String {
    String::from_utf8(Folder::of("wrong_traces").read("base.json")).unwrap().replace("\r\n", "\n")
}

fn error_of(name: &str, bytes: &[u8]) -> TraceError {
    match json::read(bytes) {
        Err(error) => error,
        Ok(_) => panic!("{name} is wrong and was taken for right"),
    }
}

fn message(name: &str, error: &TraceError) -> String {
    let file = format!("{name}.json");
    let (en, zh) = (error.render(&file, Lang::En), error.render(&file, Lang::Zh));
    check_form(name, &en, &zh);
    for foreign in ["EOF", "ident", "invalid type", "struct ", "u64", "sequence"] {
        assert!(!error.text().en.contains(foreign), "{name}: {en}");
    }
    format!("{en}{zh}")
}

#[test]
fn the_base_is_right_by_itself() {
    json::read(base().as_bytes()).unwrap();
    json::read(format!("\u{feff}{}", base()).as_bytes()).unwrap();
}

/// `stable` and `measured` are worked out anew: whatever a file says there is skipped.
#[test]
fn what_is_worked_out_anew_is_not_read() {
    let base = base();
    let said = base.replacen("\"verdict\": \"shown\"", "\"verdict\": 7", 1);
    let said = said.replacen("\"took_us\": 643", "\"took_us\": -1", 1);
    assert_ne!(said, base);
    assert_eq!(json::read(said.as_bytes()).unwrap(), json::read(base.as_bytes()).unwrap());
}

#[test]
fn every_wrong_trace_gets_its_message() {
    let (folder, base) = (Folder::of("wrong_traces"), base());
    folder.each_has_its_message(|name| {
        let wrong = String::from_utf8(folder.read(&format!("{name}.toml"))).unwrap();
        let wrong: Wrong = toml::from_str(&wrong).unwrap();
        let error = error_of(name, &wrong.make(&base));
        assert!(error.place().is_some(), "{name}: at which place?");
        message(name, &error)
    });
    let different = folder.different_messages();
    assert!(different >= 60, "only {different} different messages");
}

/// There is no place to point at in a file that is not text.
#[test]
fn a_damaged_compressed_file_is_said_to_be_one() {
    let error = error_of("packed", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03");
    assert_eq!((error.fault(), error.place()), (&TraceFault::Packed, None));
    assert!(message("packed", &error).contains("is damaged"));
}

/// A trace in one line is shown around the word.
#[test]
fn a_trace_in_one_line_has_a_caret_too() {
    let value: serde_json::Value = serde_json::from_str(&base()).unwrap();
    let line = value.to_string().replacen("\"problem\"", "\"probelm\"", 1);
    let error = error_of("one line", line.as_bytes());
    let column = u32::try_from(line.find("\"probelm\"").unwrap()).unwrap() + 1;
    let before = u32::try_from(line[..column as usize].chars().count()).unwrap();
    assert_eq!(error.place(), Some((1, before)));
    assert!(error.render("x", Lang::En).contains("\"probelm\""));
}

#[test]
fn a_trace_too_long_is_not_looked_at() {
    let long = vec![b'{'; usize::try_from(Limits::TRACE).unwrap() + 1];
    let error = error_of("long", &long);
    assert_eq!((error.fault(), error.place()), (&TraceFault::TooLong, None));
    message("long", &error);
}

/// Made to cost as much as can be: nothing hangs, nothing is repeated at full length, the stack
/// is not used up.
#[test]
fn hostile_files_are_refused_like_others() {
    const SIZE: usize = 1 << 20;
    let deep = format!("{}{}", "[".repeat(SIZE), "]".repeat(SIZE));
    let objects = format!("{}1{}", "{\"a\":".repeat(SIZE / 4), "}".repeat(SIZE / 4));
    for (what, leftovers) in [
        ("brackets", deep.clone()),
        ("objects", objects),
        ("numbers", format!("[{}0]", "0,".repeat(SIZE))),
        ("lines", "\n".repeat(SIZE) + "7"),
        ("a text", format!("\"{}\"", "x".repeat(SIZE))),
        ("a field of brackets", format!("[], \"x\": {deep}")),
        ("a long name", format!("[], \"{}\": 1", "é\\u202e".repeat(SIZE / 8))),
        ("a long word", format!("[], \"leftovers\": \"{}\"", "w".repeat(SIZE))),
    ] {
        refused(
            what,
            &base().replacen("\"leftovers\": []", &format!("\"leftovers\": {leftovers}"), 1),
        );
    }
}

/// A slip in a file as large as a trace may be, with brackets as deep as will fit behind it.
#[test]
fn the_largest_file_is_refused_like_the_smallest() {
    let base = base().replacen("\"problem\"", "\"probelm\"", 1);
    let room = usize::try_from(Limits::TRACE).unwrap() - base.len();
    let deep = format!("{}{}", "[".repeat(room / 2), "]".repeat(room / 2));
    let file = base.replacen("\"leftovers\": []", &format!("\"leftovers\": {deep}"), 1);
    let said = refused("the largest", &file);
    assert!(said.contains("did you mean `problem`?"), "{said}");
}

fn refused(what: &str, file: &str) -> String {
    let error = error_of(what, file.as_bytes());
    assert!(error.place().is_some(), "{what}");
    let said = message(what, &error);
    assert!(said.len() < 4000, "{what}: {said}");
    said
}
