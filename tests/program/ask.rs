//! `run --ask` at a real terminal: a pseudo-terminal each. Whatever does not appear in time fails
//! the test, and the program is ended with it.
#![cfg(any(target_os = "linux", target_os = "macos"))]

use rexpect::process::WaitStatus;
use rexpect::reader::Options;
use rexpect::session::{PtySession, spawn_with_options};
use std::process::Command;
use stickydemo::model::{Lang, Lesson};
use stickydemo::scenario::{builtin, parse};

/// The longest that anything may take to appear, in milliseconds.
const DEADLINE: u64 = 20_000;

/// The program at a terminal of its own.
struct Dialogue {
    session: PtySession,
}

impl Dialogue {
    fn begin(lang: &str) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_stickydemo"));
        command
            .args(["run", "late-read", "--ask"])
            .args(["--lang", lang, "--width", "80"])
            .envs([("LC_ALL", "C.UTF-8"), ("TERM", "xterm-256color")])
            .env_remove("NO_COLOR");
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

fn lesson(lang: Lang) -> Lesson {
    let entry = builtin::find("late-read").unwrap();
    parse(&entry.file(), entry.source().as_bytes()).unwrap().lesson(lang).clone()
}

/// What the program says at a question, and what is typed for a hint.
struct Words {
    question: &'static str,
    prompt: &'static str,
    asks: &'static str,
    hint: &'static str,
    shown: &'static str,
    answer: &'static str,
}

fn the_question_waits(lang: Lang, words: &Words) {
    let lesson = lesson(lang);
    let mut dialogue = Dialogue::begin(&lang.to_string());
    dialogue.until(&format!("{}{}\r\n", words.question, lesson.question));
    let before = dialogue.until(words.prompt);
    assert!(!before.contains(&lesson.hint), "{before}");
    dialogue.types(words.asks);
    dialogue.until(&format!("{}{}\r\n", words.hint, lesson.hint));
    assert_eq!(dialogue.until(words.prompt).trim(), "", "nothing runs before Enter");
    dialogue.types("");
    let run = dialogue.until(words.answer);
    assert!(run.contains("\"hellofeng\"") && run.contains(words.shown), "{run}");
    let (rest, code) = dialogue.end();
    assert_eq!(code, Some(0), "{rest}");
}

#[test]
fn the_question_waits_a_question_mark_is_a_hint_and_enter_runs_it() {
    let words = Words {
        question: "Question: ",
        prompt: "  Enter: run it    ? Enter: a hint  > ",
        asks: "?",
        hint: "Hint: ",
        shown: "✔ as expected",
        answer: "Answer: The first recv returns hellofeng",
    };
    the_question_waits(Lang::En, &words);
}

#[test]
fn the_same_in_chinese_with_a_chinese_question_mark() {
    let words = Words {
        question: "问题：",
        prompt: "  回车：运行    ? 回车：看提示  > ",
        asks: "？",
        hint: "提示：",
        shown: "✔ 和预期一致",
        answer: "解答：第一次 recv 得到 hellofeng",
    };
    the_question_waits(Lang::Zh, &words);
}

#[test]
fn ctrl_c_at_the_question_ends_it() {
    let mut dialogue = Dialogue::begin("en");
    dialogue.until("a hint  > ");
    dialogue.session.send_control('c').unwrap();
    let (rest, code) = dialogue.end();
    assert_eq!(code, Some(130), "{rest}");
    assert!(rest.contains("stopped") && !rest.contains("hellofeng"), "{rest}");
}
