//! Programs that mean no good end with a clear line, and nothing of them stays.

use super::{Graded, err, fits_its_schema, grade, out, program, python};
use std::process::Command;

fn hostile(what: &str) -> String {
    python("hostile.py", &format!("{what} {{port}}"))
}

/// Not one process of `hostile.py WHAT` is left.
fn is_gone(what: &str) -> bool {
    let list = Command::new("ps").args(["-eo", "args"]).output().unwrap();
    let mark = format!("{} {what}", program("hostile.py"));
    // Itself does not count: its arguments stand behind `--server`.
    !String::from_utf8_lossy(&list.stdout)
        .lines()
        .any(|line| line.contains(&mark) && !line.contains("grade"))
}

fn refused(what: &str) -> (Option<i32>, String) {
    let server = hostile(what);
    let args = ["--server", &server, "--framing", "u32be", "--protocol", "echo", "--lang", "en"];
    let output = grade(&[&args[..], &["--limit", "2s"]].concat());
    (output.status.code(), out(&output) + &err(&output))
}

#[test]
fn one_that_exits_at_once_says_why() {
    let (code, said) = refused("exits");
    assert_eq!(code, Some(4), "{said}");
    assert!(said.contains("ended before it listened, with exit code 1"), "{said}");
    assert!(said.contains("its last words: no such file: config.json"), "{said}");
}

#[test]
fn one_that_never_listens_is_ended() {
    let (code, said) = refused("never-listens");
    assert_eq!(code, Some(4), "{said}");
    assert!(said.contains("did not listen on port"), "{said}");
    assert!(is_gone("never-listens"));
}

#[test]
fn a_fork_bomb_is_ended_with_all_that_left_its_group() {
    let (code, said) = refused("fork-bomb");
    // It listens before it forks: whichever is seen first.
    assert!(matches!(code, Some(1 | 4)), "{code:?} {said}");
    assert!(said.contains("processes, more than 100"), "{code:?} {said}");
    assert!(is_gone("fork-bomb"));
}

/// Processes that have ended, and that nobody waited for, are no bomb.
#[test]
fn one_that_forks_and_never_waits_may_be_right() {
    let server = python("habits.py", "{port} forks-and-never-waits");
    let graded = Graded::server(&server, ("u32be", "upper"), &[]);
    assert_eq!((&graded.json["passed"], graded.code), (&true.into(), Some(0)), "{:#}", graded.json);
    assert!(graded.json["remarks"]["unwaited"].as_u64().unwrap() > 100, "{:#}", graded.json);
}

/// A grader that reads JSON reads that, too.
#[test]
fn one_that_is_never_up_is_written_as_json() {
    for (what, why, said) in [
        ("exits", "ended before it listened", Some("no such file: config.json")),
        ("never-listens", "did not listen on port", None),
    ] {
        let graded = Graded::server(&hostile(what), ("u32be", "echo"), &["--limit", "1s"]);
        assert_eq!((&graded.json["passed"], graded.code), (&false.into(), Some(4)));
        let not_up = &graded.json["not_up"];
        assert!(not_up["why"]["en"].as_str().unwrap().contains(why), "{:#}", graded.json);
        assert_eq!(not_up["said"].as_str(), said);
        fits_its_schema(&graded.json);
    }
}

#[test]
fn one_that_is_not_there_is_an_error() {
    let args = ["--framing", "u32be", "--protocol", "echo", "--server"];
    let output = grade(&[&args[..], &["/nowhere/at/all {port}"]].concat());
    assert_eq!(output.status.code(), Some(4), "{}", err(&output));
}

/// It never accepts, and prints all the while.
#[test]
fn a_flood_of_output_is_dropped() {
    let more = ["--trial", "100ms"];
    let graded = Graded::server(&hostile("flood"), ("u32be", "echo"), &more);
    assert_eq!((graded.code, &graded.json["remarks"]["flood"]), (Some(1), &true.into()));
    assert!(is_gone("flood"));
}

#[test]
fn one_that_hangs_and_ignores_every_signal_meets_the_deadline() {
    let more = ["--trial", "100ms"];
    let graded = Graded::server(&hostile("stubborn"), ("u32be", "echo"), &more);
    assert_eq!((graded.code, &graded.first()["what"]), (Some(1), &"hangs".into()));
    assert_eq!(graded.mistakes(), [""; 0], "{:#}", graded.json);
    assert!(graded.kind("two-cuts").0 <= 3, "the rest is left out");
    assert!(is_gone("stubborn"));
}

#[test]
fn answers_without_end_are_not_read_for_ever() {
    let more = ["--trial", "100ms"];
    let graded = Graded::server(&hostile("answers-for-ever"), ("u32be", "echo"), &more);
    assert_eq!((graded.code, &graded.json["passed"]), (Some(1), &false.into()));
    assert!(is_gone("answers-for-ever"));
}

/// The limit of all is one of all.
#[test]
fn the_limit_ends_it() {
    let more = ["--trial", "1s", "--limit", "1500ms"];
    let graded = Graded::server(&hostile("stubborn"), ("u32be", "echo"), &more);
    assert_eq!((graded.code, &graded.json["remarks"]["out_of_time"]), (Some(1), &true.into()));
}

/// The server of most tutorials: it serves one client and ends. It is started again for each, and may be right.
#[test]
fn one_that_ends_after_each_client_is_started_again() {
    let graded = Graded::server(&hostile("once"), ("u32be", "echo"), &["--limit", "3s"]);
    let remarks = &graded.json["remarks"];
    assert!(remarks["one_client"].as_u64().unwrap() > 15, "{:#}", graded.json);
    assert_eq!(graded.json["failing"], 0, "{:#}", graded.json);
}

#[test]
fn what_makes_no_sense_is_said() {
    for (args, says) in [
        (&["--server", "./mine"][..], "on which port does it listen"),
        (&["--server", "./mine {port}", "--port", "9000"], "is for a command without {port}"),
        (&["--server", "./mine {port}", "--framing", "broken:body-recv-1024"], "a broken framing"),
        (&["--server", "./mine {port}", "--framing", "fixed:4"], "carries"),
    ] {
        let framing: &[&str] =
            if args.contains(&"--framing") { &[] } else { &["--framing", "u32be"] };
        let all = [args, framing, &["--protocol", "count", "--lang", "en"]].concat();
        let output = grade(&all);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {}", err(&output));
        assert!(err(&output).contains(says), "{args:?}: {}", err(&output));
    }
}
