//! The pages that `--format html` writes, in a real browser: they complain about nothing, ask nobody for anything, are
//! stepped through by keyboard, speak both languages, fit a phone and a wide screen, can be printed and read without
//! their script; and what a stranger wrote into a trace or a scenario stays text.
//!
//! That takes Chromium, on Unix; without it each test says that it is skipped. `STICKYDEMO_SCREENSHOTS=DIR` keeps
//! pictures to look at.
#![cfg(unix)]
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed, and says what it expects"
)]

mod chromium;
mod hostile;
mod places;

use chromium::Browser;
use serde_json::{Value, json};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::LazyLock;

/// A browser, or nothing where there is none: then that is said where nobody captures it.
fn browser(test: &str) -> Option<Browser> {
    match chromium::name() {
        Some(name) => Some(Browser::start(name)),
        None => {
            writeln!(std::io::stderr(), "SKIPPED for lack of chromium: {test}").ok();
            None
        }
    }
}

fn program(args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_stickydemo"));
    command.args(args).stdin(Stdio::null()).env("LC_ALL", "C.UTF-8").env_remove("STICKYDEMO_LANG");
    command.output().unwrap()
}

/// The page that a command writes.
fn page(directory: &Path, args: &[&str]) -> PathBuf {
    let file = directory.join("page.html");
    let args = [args, &["--format", "html", "--output", file.to_str().unwrap()]].concat();
    let output = program(&args);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    // What was not shown is a finding, and on the page.
    assert!(matches!(output.status.code(), Some(0 | 1)), "{args:?}: {said}");
    file
}

/// Every case of `nagle`.
const NAGLE: &[&str] = &[
    "--case=nagle/delayed-ack",
    "--case=nagle/warm-up",
    "--case=nagle/fresh",
    "--case=nagle/alone",
    "--case=nagle/nodelay",
    "--case=nagle/warm-up-nodelay",
    "--case=nagle/length-prefix",
];

/// Every other case of which a page is opened alone.
const OTHERS: &[&str] = &[
    "--case=late-read/hello-feng",
    "--case=one-at-a-time/second-waits",
    "--case=short-write/blocking-send",
    "--case=tcp-survives-loss/before-the-hole",
    "--case=udp-overflow/wait-every-hundred",
    "--case=udp-truncation/three-bytes",
    "--case=unix-stream/stream",
];

/// These cases as they were recorded on Linux, and no others: that is read in no time, and for each page anew.
fn recording() -> &'static str {
    static FILE: LazyLock<String> = LazyLock::new(|| {
        let file = concat!(env!("CARGO_TARGET_TMPDIR"), "/browser.json.gz").to_owned();
        let written = ["--format", "json", "--output", &file];
        let made = program(&[&["replay", "linux"], NAGLE, OTHERS, &written].concat());
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        file
    });
    &FILE
}

/// The page of recorded cases.
fn replayed(directory: &Path, cases: &[&str]) -> PathBuf {
    page(directory, &[&["replay", recording()], cases].concat())
}

const UNFOLD: &str = "document.querySelectorAll('details').forEach(one => { one.open = true; })";

/// How far the page is wider than its window.
const TOO_WIDE: &str =
    "document.documentElement.scrollWidth - document.documentElement.clientWidth";

/// What of the calls, and of what came back, stands outside the window.
const OUTSIDE: &str = "[...document.querySelectorAll('.calls td, .calls th')].filter(one => \
                       one.getBoundingClientRect().right > document.documentElement.clientWidth) \
                       .map(one => one.textContent)";

const LEFT: (&str, u32) = ("ArrowLeft", 37);
const RIGHT: (&str, u32) = ("ArrowRight", 39);

fn step(browser: &mut Browser, (key, code): (&str, u32)) -> Value {
    browser.key(key, code);
    browser.value("document.querySelector('tr[aria-current]')?.cells[2].textContent ?? null")
}

#[test]
fn a_lesson_is_one_small_file_that_complains_about_nothing_and_asks_nobody() {
    let directory = tempfile::tempdir().unwrap();
    let file = replayed(directory.path(), NAGLE);
    let size = std::fs::metadata(&file).unwrap().len();
    assert!(size <= 120_000, "{size} bytes");
    let Some(mut browser) = browser("a_lesson_is_one_small_file") else { return };
    browser.open(&file);
    browser.value(UNFOLD);
    assert_eq!(browser.complaints(), [""; 0]);
    let unnamed = "[...document.querySelectorAll('svg')].filter(one => one.getAttribute('role') != 'img' \
                   || one.getAttribute('aria-label').length < 20).length";
    assert_eq!(browser.value(unnamed), json!(0));
    let bare =
        "[...document.querySelectorAll('table')].filter(one => !one.caption?.textContent).length";
    assert_eq!(browser.value(bare), json!(0));
}

#[test]
fn the_question_comes_before_the_answer_and_the_keyboard_unfolds_it() {
    let Some(mut browser) = browser("the_question_comes_before_the_answer") else { return };
    let directory = tempfile::tempdir().unwrap();
    browser.open(&replayed(directory.path(), NAGLE));
    let seen = "[document.querySelector('article.en').innerText.includes('Question'), \
                document.querySelector('article.en').innerText.includes('2 segments')]";
    assert_eq!(browser.value(seen), json!([true, false]));
    browser.value("document.querySelector('article.en details:last-of-type summary').focus()");
    browser.key("Enter", 13);
    assert_eq!(browser.value(seen), json!([true, true]));
}

#[test]
fn keys_buttons_and_the_slider_step_through_the_calls() {
    let Some(mut browser) = browser("keys_buttons_and_the_slider_step") else { return };
    let directory = tempfile::tempdir().unwrap();
    browser.open(&replayed(directory.path(), &["--case=nagle/delayed-ack"]));
    browser.value(UNFOLD);
    browser.value("document.querySelector('table.calls').scrollIntoView()");
    let ready = json!("accept(TCP_QUICKACK=off)");
    assert_eq!(step(&mut browser, RIGHT), ready);
    assert!(step(&mut browser, RIGHT).as_str().unwrap().starts_with("send(\"hello!\")"));
    assert_eq!(step(&mut browser, LEFT), ready);
    let told = "document.querySelector('article.en output').textContent";
    let first = " ms · server listen() → ok; client connect(server) → ok; \
                 server accept(TCP_QUICKACK=off) → ok";
    assert!(browser.value(told).as_str().unwrap().ends_with(first), "{}", browser.value(told));
    browser.value("document.querySelector('article.en [data-go=last]').click()");
    let last = browser.value(told);
    assert!(last.as_str().unwrap().contains("server recv(1024) R1 → \"hello!"), "{last}");
    // The slider is a slider over time: a call is there when it has come back.
    browser.value(
        "(() => { const slider = document.querySelector('article.en .steps input'); slider.focus(); \
         slider.value = 5; slider.dispatchEvent(new Event('input')); })()",
    );
    let at = "document.querySelector('tr[aria-current]').cells[2].textContent";
    // At 5 ms the server waits for what has not come.
    assert!(browser.value(at).as_str().unwrap().starts_with("send(\"hello!\")"));
    assert!(step(&mut browser, RIGHT).as_str().unwrap().starts_with("wait_readable"));
    browser.picture("step.png");
    assert!(step(&mut browser, LEFT).as_str().unwrap().starts_with("send(\"hello!\")"));
    assert_eq!(step(&mut browser, ("Escape", 27)), Value::Null);
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
fn both_languages_are_in_the_file_and_switched_in_place() {
    let Some(mut browser) = browser("both_languages_are_in_the_file") else { return };
    let directory = tempfile::tempdir().unwrap();
    browser.open(&replayed(directory.path(), NAGLE));
    let state = "[document.documentElement.lang, document.title.startsWith('nagle'), \
                 [...document.querySelectorAll('article')].filter(one => one.offsetHeight).map(one => one.lang).join()]";
    assert_eq!(browser.value(state), json!(["en", true, "en"]));
    browser.value("document.querySelector('input[name=lang]:checked').focus()");
    browser.key(RIGHT.0, RIGHT.1);
    assert_eq!(browser.value(state), json!(["zh", true, "zh"]));
    browser.value(UNFOLD);
    browser.picture("nagle-zh.png");
    assert!(browser.value("document.body.innerText").as_str().unwrap().contains("问题"));
    // Without its script, too.
    browser.ask("Emulation.setScriptExecutionDisabled", json!({ "value": true }));
    browser.open(&replayed(directory.path(), NAGLE));
    let shown = "[...document.querySelectorAll('article')].filter(one => one.offsetHeight).map(one => one.lang).join()";
    assert_eq!(browser.value(shown), json!("en"));
    browser.value("document.querySelector('input[name=lang]:checked').focus()");
    browser.key(RIGHT.0, RIGHT.1);
    assert_eq!(browser.value(shown), json!("zh"));
    browser.value("document.querySelector('article.zh details:last-of-type summary').focus()");
    browser.key("Enter", 13);
    let text = browser.value("document.querySelector('article.zh').innerText");
    assert!(text.as_str().unwrap().contains("解答"), "{text}");
    assert_eq!(browser.value("document.querySelectorAll('main .steps').length"), json!(0));
}

#[test]
fn it_fits_a_phone_a_wide_screen_the_dark_and_paper() {
    let Some(mut browser) = browser("it_fits_a_phone") else { return };
    let directory = tempfile::tempdir().unwrap();
    let nagle = [&["replay", recording()], NAGLE].concat();
    let lab = &["replay", recording(), "--case=tcp-survives-loss/before-the-hole"][..];
    let sweep = &["sweep", "udp-truncation", "--vary", "recv_from.max=4,8,1000"];
    let compare = &["compare", "linux", "windows-wine", "--case=nagle/fresh", "--all"];
    for (name, args) in
        [("nagle", &nagle[..]), ("lab", lab), ("sweep", sweep), ("compare", compare)]
    {
        let file = page(directory.path(), args);
        for (width, height) in [(360, 740), (1920, 1080)] {
            for scheme in ["light", "dark"] {
                browser.window(width, height);
                browser.medium("screen", scheme);
                browser.open(&file);
                browser.value(UNFOLD);
                assert_eq!(browser.value(TOO_WIDE), json!(0), "{name} {width}");
                assert_eq!(browser.value(OUTSIDE), json!([]), "{name} {width}");
                for part in ["h1", "table", "svg"] {
                    browser.value(&format!(
                        "document.querySelector('main {part}')?.scrollIntoView({{block:'center'}})"
                    ));
                    browser.picture(&format!("{name}-{width}-{scheme}-{part}.png"));
                }
                assert_eq!(browser.complaints(), [""; 0], "{name} {width} {scheme}");
            }
        }
        browser.value("document.querySelectorAll('details').forEach(one => { one.open = false; })");
        browser.medium("print", "light");
        let hidden = "[...document.querySelectorAll('article.en p')].filter(one => !one.checkVisibility()).length";
        assert_eq!(browser.value(hidden), json!(0), "{name}");
        browser.picture(&format!("{name}-print.png"));
        assert!(browser.paper(&format!("{name}.pdf")) > 10_000, "{name}");
    }
}

/// A site of a recording, or of that which comes with the program.
fn course(directory: &Path, of: &[&str]) -> PathBuf {
    let site = directory.join("site");
    let made = program(&[&["course", "-o", site.to_str().unwrap()], of].concat());
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    site
}

#[test]
fn a_course_leads_to_its_lessons_and_back() {
    let Some(mut browser) = browser("a_course_leads_to_its_lessons") else { return };
    let directory = tempfile::tempdir().unwrap();
    let site = course(directory.path(), &[]);
    browser.window(360, 740);
    browser.open(&site.join("index.html"));
    assert_eq!(browser.value(TOO_WIDE), json!(0));
    browser.picture("course-360.png");
    let links = browser.value(
        "[...document.querySelectorAll('article.zh a')].map(one => one.getAttribute('href').split('#')[0])",
    );
    let links: Vec<&str> =
        links.as_array().unwrap().iter().map(|link| link.as_str().unwrap()).collect();
    assert!(links.len() > 40 && links.contains(&"nagle.html"), "{links:?}");
    for link in &links {
        browser.open(&site.join(link));
        browser.value(UNFOLD);
        // Those whose pieces are many and short in every step.
        let steps = match *link {
            "fixes.html" | "nagle.html" | "write-write-read.html" => places::EVERY_STEP.to_owned(),
            _ => places::last_step(),
        };
        assert_eq!(browser.value(&steps), json!([]), "{link}");
        assert_eq!(browser.value(TOO_WIDE), json!(0), "{link}");
        assert_eq!(browser.complaints(), [""; 0], "{link}");
        let back = browser.value("document.querySelector('main nav a').getAttribute('href')");
        assert_eq!(back, json!("index.html#en"));
    }
}

/// What is chosen on one page holds on the next, and on the way back.
#[test]
fn the_language_goes_along_from_page_to_page() {
    let Some(mut browser) = browser("the_language_goes_along") else { return };
    let directory = tempfile::tempdir().unwrap();
    let site = course(directory.path(), &[recording()]);
    let state = "[location.pathname.split('/').pop(), document.documentElement.lang, \
                 [...document.querySelectorAll('article')].filter(one => one.offsetHeight).map(one => one.lang).join()]";
    browser.open(&site.join("index.html"));
    assert_eq!(browser.value(state), json!(["index.html", "en", "en"]));
    browser.value("document.querySelector('[value=zh]').click()");
    browser.follow("article.zh a[href^=nagle]");
    assert_eq!(browser.value(state), json!(["nagle.html", "zh", "zh"]));
    browser.follow("article.zh nav a");
    assert_eq!(browser.value(state), json!(["index.html", "zh", "zh"]));
    browser.value("document.querySelector('[value=en]').click()");
    browser.follow("article.en a[href^=nagle]");
    assert_eq!(browser.value(state), json!(["nagle.html", "en", "en"]));
    // The browser's own way back, too; and a link to the other language still leads to that.
    browser.back();
    assert_eq!(browser.value(state), json!(["index.html", "en", "en"]));
    assert_eq!(browser.value("location.hash"), json!("#en"));
    browser.value("document.querySelector('[value=zh]').click()");
    browser.back();
    assert_eq!(browser.value(state), json!(["nagle.html", "zh", "zh"]));
    browser.follow("article.zh nav a");
    browser.value(
        "document.querySelector('article.zh a[href^=nagle]').setAttribute('href', 'nagle.html#en')",
    );
    browser.follow("article.zh a[href^=nagle]");
    assert_eq!(browser.value(state), json!(["nagle.html", "en", "en"]));
    assert_eq!(browser.complaints(), [""; 0]);
    // Without its script a link leads there all the same.
    browser.ask("Emulation.setScriptExecutionDisabled", json!({ "value": true }));
    browser.open(&site.join("index.html"));
    browser.follow("article.en a[href^=nagle]");
    assert_eq!(browser.value(state), json!(["nagle.html", "en", "en"]));
}

/// Whoever looks at the other language goes on where they are.
#[test]
fn what_is_unfolded_and_the_step_stay_when_the_language_is_switched() {
    let Some(mut browser) = browser("what_is_unfolded_and_the_step_stay") else { return };
    let directory = tempfile::tempdir().unwrap();
    browser.open(&replayed(directory.path(), NAGLE));
    let run = "document.querySelector('article.en details:last-of-type summary')";
    browser.value(&format!("{run}.click()"));
    browser.value(&format!(
        "document.querySelector('article.en .steps').scrollIntoView(), {run}.blur()"
    ));
    (1..=4).for_each(|_| drop(step(&mut browser, RIGHT)));
    let state = |lang: &str| {
        format!(
            "(article => [document.activeElement.value, article.offsetHeight > 0, \
             [...article.querySelectorAll('details')].map(one => one.open).join(), \
             article.querySelector('output').textContent.split(' ')[0], \
             article.querySelectorAll('.places svg').length > 0, \
             article.querySelector('[aria-current]').rowIndex])(document.querySelector('article.{lang}'))"
        )
    };
    browser.value("document.querySelector('input[name=lang]:checked').focus()");
    assert_eq!(browser.value(&state("en")), json!(["en", true, "false,true", "4/13", true, 4]));
    browser.key(RIGHT.0, RIGHT.1);
    assert_eq!(browser.value(&state("zh")), json!(["zh", true, "false,true", "4/13", true, 4]));
    // The keys go on there.
    browser.value("document.activeElement.blur()");
    browser.value("document.querySelector('article.zh .steps').scrollIntoView()");
    assert_ne!(step(&mut browser, RIGHT), Value::Null);
    let told = "document.querySelector('article.zh output').textContent.split(' ')[0]";
    assert_eq!(browser.value(told), json!("5/13"));
    assert_eq!(browser.complaints(), [""; 0]);
}

/// The contrast of every text with what is behind it is what WCAG 2 asks for (AA: 4.5).
#[test]
fn every_text_can_be_told_from_its_ground() {
    let Some(mut browser) = browser("every_text_can_be_told") else { return };
    let directory = tempfile::tempdir().unwrap();
    let file = replayed(directory.path(), NAGLE);
    for scheme in ["light", "dark"] {
        browser.medium("screen", scheme);
        browser.open(&file);
        browser.value(UNFOLD);
        let least = browser.value(include_str!("contrast.js"));
        let (ratio, what) = (least[0].as_f64().unwrap(), &least[1]);
        assert!(ratio >= 4.5, "{scheme}: {ratio} {what}");
    }
}
