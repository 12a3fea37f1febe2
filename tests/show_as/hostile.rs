//! Texts of strangers: whatever a scenario's titles, names and data hold, it stays in the comments and between the
//! quotes. Each hostile text would write a file if it were run.

use super::pair::{Pair, has};
use super::side_by_side;
use std::path::Path;
use stickydemo::model::{Lang, Scenario};
use stickydemo::report::programs::{Tongue, programs};
use stickydemo::scenario;

/// What would break out of a comment, a literal, or a line; `OUT` is a file.
const HOSTILE: &[&str] = &[
    "a\nimport os; os.system('touch OUT')",
    "a\r\nopen('OUT', 'w')",
    "*/ system(\"touch OUT\"); /*",
    "ends with a backslash \\",
    "a trigraph ??/",
    "'''; open('OUT', 'w'); '''",
    "\"; system(\"touch OUT\"); \"",
    "\\'; open(\"OUT\", \"w\") #",
    "\\\" + system(\\\"touch OUT\\\") + \\\"",
    "%s%n %d {0} {{ }}",
    "\u{202e}\u{2066}open('OUT', 'w')\u{2069}",
    "\u{2028}open('OUT', 'w')\u{85}open('OUT', 'w')\u{0c}open('OUT', 'w')",
    "\u{1b}[2J\u{7}\u{0}",
    "\u{4f60}\u{597d}'\"\\",
    "??=??(??)??'??!??>??-",
];

/// A scenario in which this text stands wherever one may stand.
fn scenario(text: &str) -> Scenario {
    let escaped = |text: &str| -> String {
        text.chars().map(|c| format!("\\U{:08x}", u32::from(c))).collect()
    };
    // A title is one line: the reader of scenarios refuses others.
    let title = format!("\"{}\"", escaped(&text.replace(['\n', '\r'], " ")));
    let (text, long) = (escaped(text), escaped(text).repeat(9));
    let (text, long) = (format!("\"{text}\""), format!("\"{long}\""));
    let head = super::head("hostile");
    let file = format!(
        r#"{head}
[[case]]
id = "raw"
role = "problem"
title = {title}
steps = [
  {{ who = "server", call = "listen" }},
  {{ who = "client", call = "connect", to = "server" }},
  {{ who = "server", call = "accept" }},
  {{ who = "client", call = "send", data = {text} }},
  {{ who = "server", call = "recv", max = 4096 }},
  {{ who = "client", call = "send", data = {long} }},
  {{ who = "server", call = "recv", max = 4096 }},
]
[[case]]
id = "framed"
role = "fix"
title = {title}
fix = {title}
framing = {{ kind = "json-header", key = {text} }}
steps = [
  {{ who = "server", call = "listen" }},
  {{ who = "client", call = "connect", to = "server" }},
  {{ who = "server", call = "accept" }},
  {{ who = "client", call = "send_message", data = {text} }},
  {{ who = "server", call = "recv_message" }},
]
"#
    );
    let read = scenario::parse("hostile.toml", file.as_bytes());
    read.unwrap_or_else(|error| panic!("{:?}", error.notice()))
}

fn tried(tongue: Tongue) {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("OUT");
    let mut all = Vec::new();
    for (at, text) in HOSTILE.iter().enumerate() {
        let text = text.replace("OUT", &out.to_string_lossy());
        let scenario = scenario(&text);
        for lang in [Lang::En, Lang::Zh] {
            for case in &scenario.cases {
                let Ok(made) = programs(&scenario, case, tongue, lang) else { continue };
                let place = folder.path().join(format!("{at}.{}.{lang}", case.id));
                all.push((text.clone(), case.id.clone(), Pair::make(place, made, tongue)));
            }
        }
    }
    side_by_side(&all, 1, |(text, case, pair)| same_bytes(text, case, pair));
    assert!(!Path::new(&out).exists(), "a text was run");
}

/// What was sent arrives as it is.
fn same_bytes(text: &str, case: &str, pair: &Pair) {
    let listing = super::listing(&pair.made);
    let printed = pair.run().unwrap_or_else(|error| panic!("{case} {text:?}: {error}\n{listing}"));
    let lens: Vec<usize> = match case {
        "raw" => vec![text.len(), text.len() * 9],
        _ => vec![text.len()],
    };
    let count = |line: &String| line.split(" -> ").nth(1)?.split(' ').next()?.parse().ok();
    let found: Vec<usize> = printed[0].iter().filter_map(count).collect();
    assert_eq!(found, lens, "{case} {text:?}: {printed:?}\n{listing}");
}

#[test]
fn a_stranger_s_text_is_never_run_in_python() {
    match has("python3") {
        true => tried(Tongue::Python),
        false => eprintln!("skipped: there is no python3"),
    }
}

#[test]
fn a_stranger_s_text_is_never_run_in_c() {
    match has("cc") {
        true => tried(Tongue::C),
        false => eprintln!("skipped: there is no C compiler"),
    }
}
