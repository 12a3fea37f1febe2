//! `course`: a site in a directory.

use crate::process::{assert_code, files, output, text};
use std::fs;
use stickydemo::model::Lang;

#[test]
fn every_lesson_has_a_page_and_the_index_leads_to_it() {
    let directory = tempfile::tempdir().unwrap();
    let site = directory.path().join("a/site");
    let site = site.to_str().unwrap();
    assert_code(&output(&["course", "-o", site]), 0);
    let names = files(site.as_ref());
    let index = fs::read_to_string(format!("{site}/index.html")).unwrap();
    for name in names.iter().filter(|name| *name != "index.html") {
        assert!(index.contains(&format!("href=\"{name}\"")), "{name}");
        let page = fs::read_to_string(format!("{site}/{name}")).unwrap();
        assert!(page.contains("id=\"trace\"") && !page.contains("http://"), "{name}");
    }
    assert!(names.contains(&"nagle.html".to_owned()), "{names:?}");
    // Some lessons have cases that were run between two hosts.
    for (said, times) in [
        ("wire loopback + lab, ", 1),
        ("，线路 loopback + lab，", 1),
        (">7 cases, wire loopback<", 3),
        (", wire lab<", 3),
        ("，线路 lab<", 3),
    ] {
        assert!(index.matches(said).count() >= times, "{said}: {index}");
    }
}

/// A text as it is written in a page.
fn written(text: &str) -> String {
    let text = text.trim().replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('"', "&#34;").replace('\'', "&#39;")
}

/// Titles often tell what comes out: on a page that asks first they stand in what is folded, and in the index not at all.
#[test]
fn nothing_tells_what_comes_out_before_it_is_asked() {
    let directory = tempfile::tempdir().unwrap();
    let site = directory.path().to_str().unwrap();
    assert_code(&output(&["course", "-o", site]), 0);
    let index = fs::read_to_string(format!("{site}/index.html")).unwrap();
    for entry in stickydemo::scenario::builtin::index() {
        let scenario = stickydemo::scenario::parse("x.toml", entry.source().as_bytes()).unwrap();
        let page = fs::read_to_string(format!("{site}/{}.html", scenario.id)).unwrap();
        for lang in Lang::ALL {
            let lesson = scenario.lesson(*lang);
            let [title, question] = [&lesson.title, &lesson.question].map(|text| written(text));
            let article = page.split(&format!("<article lang={}", lang.as_str())).nth(1).unwrap();
            let (before, folded) = article.split_once("<details>").unwrap();
            let name = format!("{} {}", scenario.id, lang.as_str());
            assert!(!before.contains(&title) && !index.contains(&title), "{name}: {title}");
            assert!(!page.split("<article").next().unwrap().contains(&title), "{name}: {title}");
            assert!(before.contains(&question) && index.contains(&question), "{name}: {question}");
            assert!(folded.contains(&title), "{name}: {title}");
        }
    }
}

/// Nor where only some cases are shown: those of a role, or one that nobody is asked to guess.
#[test]
fn the_question_comes_first_whichever_cases_are_chosen() {
    let directory = tempfile::tempdir().unwrap();
    let page = directory.path().join("page.html");
    let (page, linux) = (page.to_str().unwrap(), ["replay", "linux", "--format"]);
    for (chosen, id) in [
        (["--case", "nagle/fresh"], "nagle"),
        (["--case", "nagle/length-prefix"], "nagle"),
        (["--case", "udp-truncation/large-buffer"], "udp-truncation"),
    ] {
        assert_code(&output(&[&linux[..], &["html", "-o", page], &chosen].concat()), 0);
        let html = fs::read_to_string(page).unwrap();
        let markdown = text(&output(&[&linux[..], &["markdown"], &chosen].concat()).stdout);
        let entry = stickydemo::scenario::builtin::find(id).unwrap();
        let scenario = stickydemo::scenario::parse("x.toml", entry.source().as_bytes()).unwrap();
        for lang in Lang::ALL {
            let lesson = scenario.lesson(*lang);
            let [title, question] = [&lesson.title, &lesson.question].map(|text| written(text));
            let article = html.split(&format!("<article lang={}", lang.as_str())).nth(1).unwrap();
            let (before, folded) = article.split_once("<details>").unwrap();
            assert!(before.contains(&question) && !before.contains(&title), "{chosen:?}: {before}");
            assert!(folded.contains(&title) && folded.contains("<table"), "{chosen:?}");
            assert!(!html.split("<article").next().unwrap().contains(&title), "{chosen:?}");
        }
        let [question, title] = ["**Question**", scenario.lesson(Lang::En).title.as_str()]
            .map(|text| markdown.find(text).unwrap_or(usize::MAX));
        assert!(question < title, "{chosen:?}: {markdown}");
    }
}

#[test]
fn a_directory_that_is_in_use_stays_as_it_is_unless_its_owner_says_so() {
    let directory = tempfile::tempdir().unwrap();
    let trace = directory.path().join("trace.json");
    let trace = trace.to_str().unwrap();
    let of = &["replay", "linux", "--case=nagle/fresh", "--format", "json", "-o", trace];
    assert_code(&output(of), 0);
    let site = directory.path().join("site");
    fs::create_dir(&site).unwrap();
    fs::write(site.join("notes.txt"), "mine").unwrap();
    let site_name = site.to_str().unwrap();
    let refused = output(&["course", trace, "-o", site_name]);
    assert_code(&refused, 2);
    assert!(text(&refused.stderr).contains("--overwrite"), "{}", text(&refused.stderr));
    assert_eq!(files(&site), ["notes.txt"]);
    let written = output(&["course", trace, "-o", site_name, "--overwrite"]);
    assert_code(&written, 0);
    assert!(text(&written.stdout).starts_with("1 lesson written"), "{}", text(&written.stdout));
    assert_eq!(files(&site), ["index.html", "nagle.html", "notes.txt"]);
    assert_eq!(fs::read_to_string(site.join("notes.txt")).unwrap(), "mine");
}

#[test]
fn a_page_is_replayed_as_the_trace_that_is_in_it() {
    let directory = tempfile::tempdir().unwrap();
    let page = directory.path().join("page.html.gz");
    let page = page.to_str().unwrap();
    let of = &["replay", "linux", "--case=nagle/fresh"][..];
    assert_code(&output(&[of, &["--format", "html", "-o", page]].concat()), 0);
    assert_eq!(text(&output(&["replay", page]).stdout), text(&output(of).stdout));
    let comparison = output(&["compare", "linux", page, "--case=nagle/fresh"]);
    assert_code(&comparison, 0);
    // The same in ASCII, for a terminal that has nothing else.
    let plain = output(&[of, &["--format", "html", "--ascii"]].concat());
    assert!(plain.stdout.is_ascii());
    let empty = directory.path().join("empty.html");
    fs::write(&empty, "<!doctype html><p>nothing").unwrap();
    let refused = output(&["replay", empty.to_str().unwrap()]);
    assert_code(&refused, 3);
    assert!(text(&refused.stderr).contains("no trace in this page"), "{}", text(&refused.stderr));
}

#[test]
fn a_lab_report_has_tables_and_diagrams() {
    let of =
        &["replay", "linux", "--case=tcp-survives-loss/before-the-hole", "--format", "markdown"];
    let report = text(&output(of).stdout);
    for part in
        ["\n| ms | actor | call |", "```mermaid\nsequenceDiagram", "a0-xa1: ", "```text\n  sent"]
    {
        assert!(report.contains(part), "{part}: {report}");
    }
    let headings = report.lines().filter(|line| line.starts_with("# ")).count();
    assert_eq!(headings, 1, "{report}");
}
