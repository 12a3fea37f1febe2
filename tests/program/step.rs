//! `--step`: at a real terminal one screen at a time, through a pipe the same screens one after another.

use super::process::{assert_code, output, text};

const LATE_READ: [&str; 5] = ["run", "late-read", "--case", "hello-feng", "--step"];

#[test]
fn through_a_pipe_the_screens_come_one_after_another() {
    for (lang, words) in [
        (
            "en",
            [
                "Question: ",
                "step 4 of 8",
                "step 8 of 8",
                "boundaries are",
                "Why",
                "✔ shown",
                "1 of 8 cases",
            ],
        ),
        (
            "zh",
            [
                "问题：",
                "第 4 步，共 8 步",
                "第 8 步，共 8 步",
                "边界在哪里",
                "原因",
                "✔ 已演示",
                "8 个用例里",
            ],
        ),
    ] {
        let ended = output(&[&LATE_READ[..], &["--lang", lang]].concat());
        assert_code(&ended, 0);
        let said = text(&ended.stdout);
        let places: Vec<_> = words.iter().map(|word| said.find(word)).collect();
        assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?} {said}");
        assert!(said.contains("hello┊feng") && !said.contains('\u{1b}'), "{said}");
    }
}

#[test]
fn what_cannot_be_stepped_through_is_refused() {
    for more in [&["--format", "json"][..], &["--quiet"], &["--repeat", "2"]] {
        assert_code(&output(&[&LATE_READ[..], more].concat()), 2);
    }
    assert_code(&output(&["replay", "linux", "--step", "--format", "json"]), 2);
}

#[cfg(any(target_os = "linux", target_os = "macos"))]
mod at_a_terminal {
    use rexpect::process::WaitStatus;
    use rexpect::reader::Options;
    use rexpect::session::{PtySession, spawn_with_options};
    use std::process::Command;

    /// What the terminal is told when it is taken, and when it is given back.
    const TAKEN: &str = "\u{1b}[?1049h";
    const GIVEN_BACK: &str = "\u{1b}[?1049l";

    /// A shell at a terminal of 80 columns and 24 rows; `$0` is the program.
    fn shell(script: &str) -> PtySession {
        let mut shell = Command::new("sh");
        let script = format!("stty rows 24 cols 80; {script}");
        shell.args(["-c", &script, env!("CARGO_BIN_EXE_stickydemo")]);
        shell.envs([("LC_ALL", "C.UTF-8"), ("TERM", "xterm-256color"), ("NO_COLOR", "1")]);
        spawn_with_options(shell, Options::new().timeout_ms(Some(20_000))).unwrap()
    }

    fn types(session: &mut PtySession, keys: &str) {
        session.send(keys).unwrap();
        session.flush().unwrap();
    }

    /// `rexpect` takes each byte for a character.
    fn until(session: &mut PtySession, text: &str) -> String {
        let bytes: String = text.bytes().map(char::from).collect();
        let before = session.exp_string(&bytes).unwrap();
        let before: Vec<u8> = before.chars().map(|c| u8::try_from(c).unwrap()).collect();
        String::from_utf8_lossy(&before).into_owned()
    }

    #[test]
    fn keys_go_on_and_back_and_to_a_case_and_the_terminal_is_left_as_it_was() {
        let script = "stty -g; \"$0\" run late-read --only problem --step --lang en; echo \"code $?\"; stty -g";
        let mut session = shell(script);
        let settings = until(&mut session, "\r\n");
        until(&mut session, TAKEN);
        until(&mut session, "Question: What does the first recv return");
        until(&mut session, "q out");
        for (keys, wanted) in [
            ("\r", "in 8 steps"),
            ("\u{1b}[C", "late-read/hello-feng · step 1 of 8"),
            (" ", "step 2 of 8"),
            ("b", "step 1 of 8"),
            ("\u{1b}[D", "in 8 steps"),
            ("3", "late-read/hello-world"),
            ("?", "How to read the pictures"),
            ("?", "late-read/hello-world"),
            ("\u{1b}[H", "Question: "),
            ("\u{1b}[F", "3 of 8 cases: the story and the answer"),
        ] {
            types(&mut session, keys);
            until(&mut session, wanted);
            until(&mut session, "q out");
        }
        types(&mut session, "q");
        until(&mut session, GIVEN_BACK);
        until(&mut session, "code 0\r\n");
        let rest = session.exp_eof().unwrap();
        assert_eq!(rest.trim(), settings.trim());
    }

    #[test]
    fn the_same_in_chinese() {
        let mut session = shell("\"$0\" run late-read --case hello-feng --step --lang zh");
        until(&mut session, "问题：");
        types(&mut session, "\r\r\r\r\r");
        let shown = until(&mut session, "server 的内核  hello┊feng   可读 9");
        assert!(shown.contains("第 4 步，共 8 步"), "{shown}");
        types(&mut session, "？");
        until(&mut session, "怎样看这些图");
        types(&mut session, "qq");
        until(&mut session, GIVEN_BACK);
        session.exp_eof().unwrap();
    }

    /// The window gets smaller: what is shown is drawn again, in the new size.
    #[test]
    fn the_window_may_change_its_size() {
        let script = "tty; \"$0\" run late-read --step --lang en";
        let mut session = shell(script);
        let tty = until(&mut session, "\r\n");
        until(&mut session, "q out");
        let resize =
            Command::new("stty").args(["-F", tty.trim(), "rows", "8", "cols", "60"]).status();
        assert!(resize.is_ok_and(|status| status.success()) || cfg!(target_os = "macos"));
        if cfg!(target_os = "linux") {
            until(&mut session, "part 1/");
        }
        types(&mut session, "q");
        until(&mut session, GIVEN_BACK);
        session.exp_eof().unwrap();
    }

    /// Ctrl-C is a key here; a signal comes from elsewhere.
    #[test]
    fn the_terminal_is_given_back_at_ctrl_c_and_at_a_signal() {
        for signal in [None, Some("TERM"), Some("HUP")] {
            let script = "echo $$; exec \"$0\" run late-read --step --lang en";
            let mut session = shell(script);
            let pid = until(&mut session, "\r\n");
            until(&mut session, "q out");
            match signal {
                None => types(&mut session, "\u{3}"),
                Some(signal) => {
                    let kill = Command::new("kill").args(["-s", signal, pid.trim()]).status();
                    assert!(kill.unwrap().success());
                }
            }
            until(&mut session, GIVEN_BACK);
            assert!(session.exp_eof().unwrap().contains("stopped"), "{signal:?}");
            let ended = session.process().wait().unwrap();
            assert!(matches!(ended, WaitStatus::Exited(_, 130)), "{signal:?}: {ended:?}");
        }
    }
}
