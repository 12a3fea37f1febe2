//! What a report says of real runs, sentence by sentence.

use crate::live::{drawn, written};
use crate::look;
use crate::rules::has_plural_of_one;
use stickydemo::model::{Lang, Scenario};
use stickydemo::report::pages;

/// In both languages, with all white space as single spaces.
fn said(scenario: &Scenario) -> [String; 2] {
    [Lang::En, Lang::Zh].map(|lang| one_line(&drawn(scenario, &look(80, lang))))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

const CONNECTED: &str = r#"
  { who = "server", call = "listen" },
  { who = "client", call = "connect", to = "server", set = { TCP_NODELAY = true } },
  { who = "server", call = "accept" },
"#;

/// What follows a word, up to the next word of a text.
fn behind<'a>(text: &'a str, word: &str) -> &'a str {
    text.split_once(word).unwrap_or_else(|| panic!("no {word} in {text}")).1.trim_start()
}

#[test]
fn a_duration_has_its_unit() {
    let steps = format!(
        r#"{CONNECTED}
  {{ who = "client", call = "send", data = "a", took = {{ min = "900ms" }} }},"#
    );
    let scenario = written(&steps, r#"{ took = { min = "59s" } }"#);
    let [en, zh] = said(&scenario);
    for (text, expected, whole, got, units) in [
        (
            &en,
            "expected takes at least 900 ms",
            "expected time taken: at least 59000 ms",
            "got",
            ["µs", "ms"],
        ),
        (&zh, "预期 用时 至少 900 毫秒", "预期 用时：至少 59000 毫秒", "实际", ["微秒", "毫秒"]),
    ] {
        for expected in [expected, whole] {
            let got: Vec<&str> = behind(behind(text, expected), got).split(' ').take(2).collect();
            assert!(got[0].parse::<f64>().is_ok() && units.contains(&got[1]), "{got:?} in {text}");
        }
    }
}

#[test]
fn one_byte_is_no_bytes() {
    let steps = format!(
        r#"{CONNECTED}
  {{ who = "client", call = "send", data = "a" }},
  {{ who = "server", call = "recv", max = 1, returns = 1 }},"#
    );
    let scenario =
        written(&steps, "{ receive = 1, bytes = 2 }, { receive = 1, bytes = { max = 1 } }");
    let [en, _] = said(&scenario);
    assert!(en.ends_with("expected receive 1: 2 bytes got receive 1: 1 byte"), "{en}");
    let page = pages::show(&scenario, &look(80, Lang::En));
    assert!(page.contains("receive 1: at most 1 byte\n") && !has_plural_of_one(&page), "{page}");
}
