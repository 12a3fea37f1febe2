//! Recorded sessions, as they are drawn: what one end knows, and nothing that it does not.

use crate::look;
use crate::snapshots::compare;
use std::path::{Path, PathBuf};
use stickydemo::analysis::{Setting, analyse, contradictions};
use stickydemo::model::{Case, CaseTrace, Lang, Trace};
use stickydemo::report::{case, json};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sessions")
}

#[test]
fn what_one_end_knows_is_drawn() {
    let mut files: Vec<_> = folder().read_dir().unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 4);
    for file in files {
        let (trace, _) = json::read(&std::fs::read(&file).unwrap()).unwrap();
        let setting = Setting::of(&trace.host, trace.wire, false);
        for run in &trace.sessions {
            let found = analyse(&Case::of_session(run), run, &setting);
            assert_eq!(contradictions(run, &found), [""; 0], "{}", run.id);
            for (lang, name) in [(Lang::En, "en"), (Lang::Zh, "zh")] {
                let drawn =
                    case::session(run, &found, &look(80, lang).voice()).text(&look(80, lang));
                compare(&format!("session-{}-80-{name}", run.id), &drawn);
            }
        }
    }
}

/// The server's last answer had not left when it was sent, and the client had it a moment later.
#[test]
fn of_a_session_that_was_cut_the_last_call_is_not_the_end() {
    let (trace, _) =
        json::read(&std::fs::read(folder().join("serve-upper.json")).unwrap()).unwrap();
    let mut run = trace.sessions[0].clone();
    run.records.truncate(14);
    let never =
        ["3 bytes have not left", "never left the sender's kernel", "unsent (", "not left│"];
    let ended = drawn(&run, &trace);
    assert!(ended.contains(never[0]) && ended.contains(never[1]), "{ended}");
    run.left_out = 4;
    let cut = drawn(&run, &trace);
    assert!(!never.iter().any(|said| cut.contains(said)), "{cut}");
    assert!(cut.contains("3 bytes had not left at the last call that was kept"), "{cut}");
    assert!(cut.contains("3 bytes: nothing here shows where they are"), "{cut}");
}

fn drawn(run: &CaseTrace, trace: &Trace) -> String {
    let setting = Setting::of(&trace.host, trace.wire, false);
    case::session(
        run,
        &analyse(&Case::of_session(run), run, &setting),
        &look(200, Lang::En).voice(),
    )
    .text(&look(200, Lang::En))
}
