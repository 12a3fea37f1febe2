//! `run --ask` and `--votes` at a real terminal: a pseudo-terminal each. Whatever does not appear in time fails
//! the test, and the program is ended with it.
#![cfg(any(target_os = "linux", target_os = "macos"))]

use rexpect::process::WaitStatus;
use rexpect::reader::Options;
use rexpect::session::{PtySession, spawn_with_options};
use std::io::Write;
use std::process::{Command, Stdio};
use stickydemo::model::{Choice, Lang, Scenario};
use stickydemo::scenario::{builtin, parse};

/// The longest that anything may take to appear, in milliseconds.
const DEADLINE: u64 = 20_000;

/// The program at a terminal of its own.
struct Dialogue {
    session: PtySession,
}

impl Dialogue {
    fn begin(arguments: &[&str]) -> Self {
        let mut command = Command::new("sh");
        let script = "stty rows 24 cols 80; exec \"$0\" \"$@\"";
        command.args(["-c", script, env!("CARGO_BIN_EXE_stickydemo"), "run", "--width", "80"]);
        command.args(arguments);
        command.envs([("LC_ALL", "C.UTF-8"), ("TERM", "xterm-256color")]).env_remove("NO_COLOR");
        let options = Options::new().timeout_ms(Some(DEADLINE)).strip_ansi_escape_codes(true);
        Dialogue { session: spawn_with_options(command, options).unwrap() }
    }

    /// Waits until a text appears; what was there before it.
    fn until(&mut self, text: &str) -> String {
        from_bytes(&self.session.exp_string(&as_bytes(text)).unwrap())
    }

    fn types(&mut self, line: &str) {
        self.session.send_line(line).unwrap();
    }

    /// Keys, without Enter.
    fn presses(&mut self, keys: &str) {
        self.session.send(keys).unwrap();
        self.session.flush().unwrap();
    }

    /// Waits for the end; what was there before it, and the exit code.
    fn end(&mut self) -> (String, Option<i32>) {
        let text = from_bytes(&self.session.exp_eof().unwrap());
        let code = match self.session.process().wait().unwrap() {
            WaitStatus::Exited(_, code) => Some(code),
            _ => None,
        };
        (text, code)
    }
}

/// `rexpect` takes each byte for a character: so is a text as it compares it.
fn as_bytes(text: &str) -> String {
    text.bytes().map(char::from).collect()
}

fn from_bytes(text: &str) -> String {
    String::from_utf8(text.chars().map(|c| u8::try_from(c).unwrap()).collect()).unwrap()
}

/// The lesson, and its choices.
fn late_read() -> (Scenario, Vec<Choice>) {
    let entry = builtin::find("late-read").unwrap();
    let scenario = parse(&entry.file(), entry.source().as_bytes()).unwrap();
    let choices = scenario.guess.clone().unwrap().choices;
    (scenario, choices)
}

/// What is right in that lesson, from 1: both messages had arrived before.
fn right(choices: &[Choice]) -> usize {
    1 + choices.iter().position(|choice| choice.says.en.starts_with("hellofeng: they")).unwrap()
}

/// What the program says at a question, and what is typed for a hint.
struct Words {
    lang: Lang,
    question: &'static str,
    prompt: &'static str,
    asks: &'static str,
    hint: &'static str,
    slip: &'static str,
    said: fn(char, char) -> String,
    shown: &'static str,
    on: &'static str,
    answer: &'static str,
}

fn a_guess_is_taken(words: &Words) {
    let (scenario, choices) = late_read();
    let (lesson, right) = (scenario.lesson(words.lang), right(&choices));
    let wrong = right % choices.len() + 1;
    let mut dialogue = Dialogue::begin(&["late-read", "--ask", "--lang", words.lang.as_str()]);
    dialogue.until(&format!("{}{}\r\n", words.question, lesson.question));
    let before = dialogue.until(words.prompt);
    for (at, choice) in choices.iter().enumerate() {
        let choice = format!("  {}  {}", letter(at + 1), choice.says.get(words.lang));
        assert!(before.contains(&choice), "{before}");
    }
    assert!(!before.contains(&lesson.hint), "{before}");
    dialogue.types(words.asks);
    dialogue.until(&format!("{}{}\r\n", words.hint, lesson.hint));
    dialogue.until(words.prompt);
    dialogue.types("");
    dialogue.until(words.slip);
    let slipped = dialogue.until(words.prompt);
    assert!(!slipped.contains("hellofeng"), "nothing runs before a guess: {slipped}");
    dialogue.types(&letter(wrong).to_string());
    let run = dialogue.until(&(words.said)(letter(wrong), letter(right)));
    assert!(run.contains("\"hellofeng\"") && run.contains(words.shown), "{run}");
    // What was said can be read, until Enter.
    dialogue.until(words.on);
    dialogue.types("");
    dialogue.until(words.answer);
    let (rest, code) = dialogue.end();
    assert_eq!(code, Some(0), "{rest}");
}

/// What a choice is called, from 1.
fn letter(choice: usize) -> char {
    char::from(b'@' + u8::try_from(choice).unwrap())
}

#[test]
fn a_guess_is_taken_after_a_hint_and_a_slip_and_what_was_right_is_said() {
    a_guess_is_taken(&Words {
        lang: Lang::En,
        question: "Question: ",
        prompt: "  A-D: your guess    ?: a hint    s: skip    q: out  > ",
        asks: "?",
        hint: "Hint: ",
        slip: "type a letter from A to D",
        said: |wrong, right| format!("✘ You said {wrong}; it was {right}, “hellofeng: they"),
        shown: "✔ as expected",
        on: "  Enter: on    q: out  > ",
        answer: "Answer: The first recv returns hellofeng",
    });
}

#[test]
fn the_same_in_chinese_with_a_chinese_question_mark() {
    a_guess_is_taken(&Words {
        lang: Lang::Zh,
        question: "问题：",
        prompt: "  A-D：选一个    ?：看提示    s：跳过    q：退出  > ",
        asks: "？",
        hint: "提示：",
        slip: "请输入 A 到 D 中的一个字母",
        said: |wrong, right| format!("✘ 你选 {wrong}；结果是 {right}，“hellofeng："),
        shown: "✔ 和预期一致",
        on: "  回车：继续    q：退出  > ",
        answer: "解答：第一次 recv 得到 hellofeng",
    });
}

#[test]
fn a_score_is_kept_over_several_lessons_and_q_ends_them() {
    let (_, choices) = late_read();
    let lessons = ["late-read", "late-read", "late-read", "late-read"];
    let mut dialogue = Dialogue::begin(&[&lessons[..], &["--case=hello-feng", "--ask"]].concat());
    let right = right(&choices);
    for guess in [
        letter(right).to_string(),
        "s".to_owned(),
        (right % choices.len() + 1).to_string(),
        "q".to_owned(),
    ] {
        dialogue.until("s: skip    q: out  > ");
        dialogue.types(&guess);
        if guess != "q" {
            // What was right can be read, until Enter.
            dialogue.until("Enter: on    q: out  > ");
            dialogue.types("");
        }
    }
    dialogue.until("1 of 2 guesses right");
    let (rest, code) = dialogue.end();
    assert_eq!(code, Some(0), "{rest}");
}

/// What is right is found in the run: with another reader another choice is.
#[test]
fn what_is_right_depends_on_the_run_and_is_no_key_in_the_file() {
    let (_, choices) = late_read();
    let first =
        choices.iter().position(|choice| choice.says.en.starts_with("hello: ")).unwrap() + 1;
    let arguments = ["late-read", "--case", "hello-feng", "--ask", "--set", "recv.max=5"];
    let mut dialogue = Dialogue::begin(&arguments);
    dialogue.until("q: out  > ");
    dialogue.types(&first.to_string());
    let first = letter(first);
    dialogue.until(&format!("✔ You said {first}: with the changes, what it claims holds"));
    let rest = dialogue.until("> ");
    assert!(rest.contains("what was measured counts") && !rest.contains("✘"), "{rest}");
    dialogue.types("q");
    assert_eq!(dialogue.end().1, Some(0));
}

#[test]
fn a_class_votes_twice_and_sees_no_bar_before_the_second_vote() {
    let (_, choices) = late_read();
    let letter = letter(right(&choices));
    let mut dialogue = Dialogue::begin(&["late-read", "--case", "hello-feng", "--votes", "--step"]);
    dialogue.until("Votes, like A12 B20");
    dialogue.types("A12 B20 C3");
    let hidden = dialogue.until("Second vote");
    assert!(hidden.contains("35 votes, kept hidden."), "{hidden}");
    let told = ['█', '%'].iter().any(|sign| hidden.contains(*sign)) || hidden.contains("B20");
    assert!(!told, "{hidden}");
    dialogue.types(&format!("{letter}30 D6"));
    dialogue.until("2nd  █");
    dialogue.until("Enter: run it");
    dialogue.types("");
    dialogue.until("q out");
    // What came of it stands behind the steps, before the last screen.
    dialogue.presses("\u{1b}[F");
    dialogue.until("1 of 8 cases");
    dialogue.presses("b");
    let came = dialogue.until(&format!("It was {letter}, “hellofeng: they"));
    assert!(!came.contains("✘"), "{came}");
    let rest = dialogue.until("after the discussion.");
    assert!(rest.contains("of 35 ("), "{rest}");
    dialogue.until("q out");
    dialogue.presses("q");
    let (rest, code) = dialogue.end();
    assert_eq!((code, rest.contains("It was")), (Some(0), false), "{rest}");
}

/// Who goes out before the end has not asked for the answer; who goes on beyond it comes to the next question.
#[test]
fn out_of_the_steps_is_out_and_beyond_the_last_is_the_next_question() {
    let case = ["--case=hello-feng", "--ask", "--step"];
    for (lang, prompt, next, told, score) in [
        ("en", "q: out  > ", "Enter: the next question", "it was ", "0 of 2 guesses right"),
        ("zh", "q：退出  > ", "回车：下一个问题", "结果是 ", "猜了 2 次，猜对 0 次"),
    ] {
        let lessons = ["late-read", "late-read", "--lang", lang];
        let mut dialogue = Dialogue::begin(&[&lessons[..], &case].concat());
        dialogue.until(prompt);
        dialogue.types("A");
        dialogue.until("?");
        dialogue.presses("\u{1b}[F");
        dialogue.until(next);
        dialogue.presses("\r");
        dialogue.until(prompt);
        dialogue.types("A");
        dialogue.until("1/");
        dialogue.presses("q");
        let (rest, code) = dialogue.end();
        assert_eq!((code, rest.contains(told)), (Some(0), false), "{rest}");
        assert!(rest.contains(score), "{rest}");
    }
}

/// Without a terminal what was written before is taken line by line, and every line that cannot be is told.
#[test]
fn votes_through_a_pipe_are_taken_and_every_bad_line_is_told() {
    for (lang, hidden, bad, counted, none) in [
        (
            "en",
            "32 votes, kept hidden",
            "type the votes for each letter",
            "after the discussion.",
            "no more answers",
        ),
        ("zh", "32 票，先不公布", "请按字母输入票数", "讨论以后", "没有更多的回答"),
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_stickydemo"));
        command.args(["run", "late-read", "--case", "hello-feng", "--votes", "--lang", lang]);
        command.env("LC_ALL", "C.UTF-8").stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(b"A12 B20\nmany\nmore\nC30\n").unwrap();
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        assert_eq!(said.matches(bad).count(), 2, "{said}");
        assert!([hidden, counted].iter().all(|text| said.contains(text)), "{said}");
        assert!(!said.contains(none) && !said.contains("A12 B20\n"), "{said}");
    }
}

#[test]
fn ctrl_c_at_the_question_ends_it() {
    let mut dialogue = Dialogue::begin(&["late-read", "--ask"]);
    dialogue.until("q: out  > ");
    dialogue.session.send_control('c').unwrap();
    let (rest, code) = dialogue.end();
    assert_eq!(code, Some(130), "{rest}");
    assert!(rest.contains("stopped") && !rest.contains("✔"), "{rest}");
}
