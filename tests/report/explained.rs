//! What explains a notation has it as it stands there, and explains nothing that is not there.

use crate::look;
use crate::recordings::{LINUX, recording};
use stickydemo::model::Lang;
use stickydemo::report::{case, steps};

/// Where an explanation of these begins, and what it quotes: the words up to there.
const EXPLAINS: &[&str] =
    &[": at ", ": everything before", ": part ", "…: the beginning", ": the rest of", "…: a part"];

/// The words that an explanation quotes: those before it, back to the last sentence or its own form.
fn quoted<'t>(text: &'t str, explains: &str) -> Option<&'t str> {
    let (before, _) = text.split_once(explains)?;
    let begins =
        before.rfind(". ").map(|at| at + 2).or_else(|| before.rfind("; ").map(|at| at + 2));
    let quoted = before.get(begins.unwrap_or(0)..)?.trim();
    let quoted = quoted.strip_prefix("Fragment ").unwrap_or(quoted);
    let short = quoted.split(' ').count() <= 4 && quoted.contains(|c: char| c.is_ascii_digit());
    short.then_some(quoted)
}

#[test]
fn what_a_page_explains_stands_on_it() {
    let look = look(1000, Lang::En);
    let mut explained = 0;
    for recording in [&*LINUX, &recording("windows-wine")] {
        for run in recording.runs() {
            let analysis = recording.judged(run);
            let page = case::case(run.scenario, run.case, run.trace, &analysis, &look.voice());
            let text = page.text(&look);
            for explains in EXPLAINS {
                for line in text.lines() {
                    let Some(quoted) = quoted(line, explains) else { continue };
                    let others = text.lines().filter(|other| *other != line);
                    assert!(
                        others.clone().any(|other| other.contains(quoted)),
                        "{}: {quoted}\n{text}",
                        run.name()
                    );
                    explained += 1;
                }
            }
        }
    }
    assert!(explained > 200, "{explained}");
}

#[test]
fn what_is_said_of_the_pictures_stands_in_them() {
    let mut explained = 0;
    for (recording, lang) in [(&*LINUX, Lang::Zh), (&recording("windows-wine"), Lang::En)] {
        let look = look(80, lang);
        for run in recording.runs() {
            let analysis = recording.judged(run);
            let screens =
                steps::case(run.scenario, run.case, (run.trace, &analysis), &look.voice());
            let text: String = screens.iter().map(|screen| screen.page.text(&look)).collect();
            let page = steps::notation(&screens, &look).text(&look);
            assert!(page.lines().count() <= 22, "{page}");
            let signs = page.lines().skip(1).filter_map(|line| line.strip_prefix("  "));
            for sign in signs.filter(|line| !line.starts_with(' ')) {
                let sign = sign.split("  ").next().unwrap();
                let whole = sign.trim_end_matches('…').trim_end_matches('│');
                let is_there = text.contains(whole) || sign.contains(" is ") || sign.contains('是');
                assert!(is_there, "{}: {sign}\n{page}", run.name());
                explained += 1;
            }
        }
    }
    assert!(explained > 1000, "{explained}");
}
