//! Recorded sessions, as they are drawn: what one end knows, and nothing that it does not.

use crate::look;
use crate::snapshots::compare;
use std::path::Path;
use stickydemo::analysis::{Setting, analyse, contradictions};
use stickydemo::model::{Case, Lang};
use stickydemo::report::{json, text};

#[test]
fn what_one_end_knows_is_drawn() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sessions");
    let mut files: Vec<_> = folder.read_dir().unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 4);
    for file in files {
        let (trace, _) = json::read(&std::fs::read(&file).unwrap()).unwrap();
        let setting = Setting::of(&trace.host, trace.wire, false);
        for run in &trace.sessions {
            let found = analyse(&Case::of_session(run), run, &setting);
            assert_eq!(contradictions(run, &found), [""; 0], "{}", run.id);
            for (lang, name) in [(Lang::En, "en"), (Lang::Zh, "zh")] {
                let drawn = text::session(run, &found, &look(80, lang));
                compare(&format!("session-{}-80-{name}", run.id), &drawn);
            }
        }
    }
}
