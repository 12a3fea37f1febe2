//! What a name on the command line stands for: a built-in scenario, a file, a case.

use crate::process::{assert_code, program, text};

#[test]
fn the_name_of_a_built_in_scenario_is_not_given_to_a_new_one() {
    let directory = tempfile::tempdir().unwrap();
    for name in ["nagle", "late-read.toml"] {
        let refused = program(&["new", name]).current_dir(directory.path()).output().unwrap();
        assert_code(&refused, 2);
        let id = name.trim_end_matches(".toml");
        let said = text(&refused.stderr);
        assert!(said.contains(&format!("`stickydemo run {id}` runs that one")), "{said}");
        assert!(said.contains(&format!("stickydemo new my-{id}\n")), "{said}");
    }
    assert!(std::fs::read_dir(directory.path()).unwrap().next().is_none());
}

#[test]
fn a_file_in_a_folder_is_found_without_its_ending() {
    let directory = tempfile::tempdir().unwrap();
    let here = |args: &[&str]| program(args).current_dir(directory.path()).output().unwrap();
    assert_code(&here(&["new", "mine"]), 0);
    let folder = directory.path().join("bad");
    std::fs::create_dir(&folder).unwrap();
    std::fs::rename(directory.path().join("mine.toml"), folder.join("my-idea.toml")).unwrap();
    for args in [
        &["run", "bad/my-idea", "--case", "glued"][..],
        &["check", "bad/my-idea"],
        &["show", "bad/my-idea"],
        &["show", "bad/my-idea/glued"],
    ] {
        assert_code(&here(args), 0);
    }
    // A folder of that name is in nobody's way, nor is a file of the folder's name.
    std::fs::create_dir(folder.join("my-idea")).unwrap();
    std::fs::copy(folder.join("my-idea.toml"), directory.path().join("bad.toml")).unwrap();
    assert_code(&here(&["run", "bad/my-idea", "--case", "glued"]), 0);
    assert_code(&here(&["run", "bad/nothing"]), 2);
}

#[test]
fn what_is_shown_is_what_was_chosen() {
    let shown = |args: &[&str]| {
        let output = program(args).output().unwrap();
        assert_code(&output, 0);
        text(&output.stdout).split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let one = shown(&["show", "nagle/fresh"]);
    assert!(one.contains("nagle/fresh") && !one.contains("nagle/delayed-ack"), "{one}");
    assert_eq!(shown(&["show", "nagle", "--case", "fresh"]), one);
    let sheet = shown(&["show", "late-read", "--question", "--only", "problem"]);
    assert!(sheet.contains("late-read/hello-feng"), "{sheet}");
    assert!(!sheet.contains("late-read/length-prefix"), "{sheet}");
    // A guess about a case that is not shown is not asked.
    let guess = "What does the first recv(10) return";
    assert!(sheet.contains(guess), "{sheet}");
    let fixes = shown(&["show", "late-read", "--question", "--only", "fix"]);
    assert!(!fixes.contains(guess), "{fixes}");
    for args in [
        &["show", "nagle/fresh", "--source"][..],
        &["show", "nagle", "--source", "--only", "problem"],
        &["show", "nagle", "--case", "frsh"],
    ] {
        assert_code(&program(args).output().unwrap(), 2);
    }
}

#[test]
fn a_case_that_stands_alone_is_told_its_option() {
    for (args, case) in [
        (&["replay", "linux", "nagle/fresh"][..], "nagle/fresh"),
        (&["replay", "linux", "fresh"], "fresh"),
        (&["replay", "linux", "nagle"], "nagle/CASE"),
        (&["sweep", "nagle", "nagle/fresh"], "nagle/fresh"),
    ] {
        let output = program(args).output().unwrap();
        assert_code(&output, 2);
        let said = text(&output.stderr);
        assert!(said.contains(&format!("a case is chosen with --case {case}\n")), "{said}");
    }
    let output = program(&["replay", "linux", "xyzzy"]).output().unwrap();
    assert!(!text(&output.stderr).contains("--case"), "{}", text(&output.stderr));
}
