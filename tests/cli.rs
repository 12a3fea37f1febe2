//! The command line as a person meets it: what is typed, what is said, what the shell is told.
//! Each file of `tests/cli/` is a page of such dialogues.

#[test]
fn dialogues() {
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
    cases.case("tests/cli/*.trycmd");
}
