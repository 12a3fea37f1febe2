//! What a report says of real runs, sentence by sentence.

use crate::live::{drawn, written};
use crate::look;
use crate::rules::has_plural_of_one;
use stickydemo::model::{Lang, Scenario};
use stickydemo::report::scenarios;

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

/// What follows a word of a text.
fn behind<'a>(text: &'a str, word: &str) -> &'a str {
    let found = text.split_once(word);
    assert!(found.is_some(), "no {word} in {text}");
    found.unwrap().1.trim_start()
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
    let page = scenarios::show(&scenario, &look(80, Lang::En).voice()).text(&look(80, Lang::En));
    assert!(page.contains("receive 1: at most 1 byte\n") && !has_plural_of_one(&page), "{page}");
}

#[test]
fn a_timeout_says_how_long_it_waited() {
    let steps = format!(
        r#"{CONNECTED}
  {{ who = "server", call = "recv", max = 9, timeout = "30ms", error = "timeout" }},"#
    );
    let scenario = written(&steps, "");
    let [en, zh] = said(&scenario);
    assert!(en.contains("recv(9) timeout after 30 ms "), "{en}");
    assert!(zh.contains("recv(9) 时限已到（timeout） ") && zh.contains(" 等了 30 毫秒 "), "{zh}");
    let [en, zh] = [Lang::En, Lang::Zh]
        .map(|lang| scenarios::show(&scenario, &look(80, lang).voice()).text(&look(80, lang)));
    assert!(en.contains("recv(9)  → fails with timeout after 30 ms\n"), "{en}");
    assert!(zh.contains("recv(9)  → 等 30 毫秒后失败，错误是时限已到（timeout）\n"), "{zh}");
}

#[test]
fn a_datagram_says_who_sent_it() {
    let steps = r#"
  { who = "server", call = "bind" },
  { who = "client", call = "bind" },
  { who = "client", call = "send_to", to = "server", data = "" },
  { who = "client", call = "send_to", to = "server", data = { fill = "A", len = 50 }, repeat = 5 },
  { who = "server", call = "recv_from", max = 99 },
  { who = "server", call = "recv_from", max = 99, repeat = 5 },
"#;
    let [en, zh] = said(&written(steps, ""));
    assert!(en.contains("R1 \"\" (empty) from client → server"), "{en}");
    assert!(en.contains("50 B from client → server"), "{en}");
    assert!(zh.contains("R1 \"\"（空） 来自 client → server"), "{zh}");
    assert!(zh.contains("50 B 来自 client → server"), "{zh}");
}

/// 2000 bytes and 1000, read by 1024: the second read has 976 of the one and 48 of the other.
#[test]
fn how_much_of_each_message_a_receive_has_is_said() {
    let steps = format!(
        r#"{CONNECTED}
  {{ who = "client", call = "send", data = {{ fill = "A", len = 2000 }} }},
  {{ who = "client", call = "send", data = {{ fill = "B", len = 1000 }} }},
  {{ who = "server", call = "wait_readable", bytes = 3000 }},
  {{ who = "server", call = "recv", max = 1024, repeat = 2 }},"#
    );
    let [en, zh] = said(&written(&steps, ""));
    let sizes = "[…1, 2…]: 976 bytes of message 1, 48 bytes of message 2 leftover";
    assert!(en.contains(&format!("receive 2 held {sizes}")), "{en}");
    assert!(
        zh.contains("[…1, 2…]：消息 1 的 976 字节，消息 2 的 48 字节 上次没读完（leftover）"),
        "{zh}"
    );
    for text in [en, zh] {
        assert!(text.contains("recv(1024) R2 \"A\" × 976 + \"B\" × 48 →"), "{text}");
    }
}

/// A buffer without room gets nothing of a datagram; that does not make it an empty one.
#[test]
fn a_datagram_that_was_cut_to_nothing_was_not_empty() {
    let steps = r#"
  { who = "server", call = "bind" },
  { who = "client", call = "bind" },
  { who = "client", call = "send_to", to = "server", data = "hello" },
  { who = "server", call = "recv_from", max = 0 },
"#;
    let [en, zh] = said(&written(steps, ""));
    assert!(en.contains("R1 \"\" (cut) from client →"), "{en}");
    assert!(zh.contains("R1 \"\"（被截断） 来自 client →"), "{zh}");
}

#[test]
fn an_address_says_whose_it_is() {
    let steps = r#"
  { who = "server", call = "listen", as = "door" },
  { who = "client", call = "connect", to = "door" },
  { who = "server", call = "accept", as = "conn" },
  { who = "server", call = "getsockname", returns = "door" },
  { who = "server", call = "getsockname", returns = "conn" },
  { who = "server", call = "getpeername", returns = "client" },
"#;
    let scenario = written(steps, "");
    let [en, zh] = said(&scenario);
    assert!(en.contains("getsockname() address of door"), "{en}");
    assert!(
        en.contains("expected returns the address of conn got returns the address of door"),
        "{en}"
    );
    assert!(zh.contains("getpeername() client 的地址"), "{zh}");
    assert!(zh.contains("预期 返回 conn 的地址 实际 返回 door 的地址"), "{zh}");
    let page = scenarios::show(&scenario, &look(80, Lang::En).voice()).text(&look(80, Lang::En));
    assert!(page.contains("getpeername()  → returns the address of client\n"), "{page}");
}
