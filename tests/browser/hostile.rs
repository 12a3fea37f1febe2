//! What a stranger wrote: script in every text of a scenario and of a trace.

use super::places::EVERY_STEP;
use super::{UNFOLD, browser, page, program};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Ends of what text stands in, and ways to run something. In TOML's and in JSON's own spelling it is as it is here.
const HOSTILE: &str = "</title></style></script></p></td></summary></text></svg>]]>--><script>hacked=1</script>\
                       \"'><img src=x onerror=hacked=1><svg onload=hacked=1><a href=javascript:hacked=1>x</a>\
                       ${hacked=1}{{hacked}}&lt;script&gt;\u{2028}\u{2029}\u{202e}`";

/// As a text of TOML has it.
fn escaped(text: &str) -> String {
    text.chars().map(|c| format!("\\U{:08X}", u32::from(c))).collect()
}

fn scenario(directory: &Path) -> PathBuf {
    let h = escaped(HOSTILE);
    let both = format!("{{ en = \"{h}\", zh = \"{h}\" }}");
    let lesson = format!(
        "title = \"{h}\"\nstory = \"{h}\"\nquestion = \"{h}\"\nhint = \"{h}\"\nanswer = \"{h}\"\n"
    );
    let source = format!(
        r#"format = 1
id = "hostile"
group = "tcp"
[en]
{lesson}[zh]
{lesson}[notes]
en = "{h}"
zh = "{h}"
[[case]]
id = "stream"
role = "problem"
title = {both}
note = {both}
steps = [
  {{ who = "server", call = "listen" }},
  {{ who = "client", call = "connect", to = "server" }},
  {{ who = "server", call = "accept" }},
  {{ who = "client", call = "send", data = "<b>x</b><script>hacked=1</script>" }},
  {{ who = "client", call = "send", data = "{h}" }},
  {{ who = "server", call = "recv", max = 500, returns = "{h}" }},
]
expect = [ {{ receive = 1, messages = [2], on = {{ linux = {{ messages = [1], why = {both} }} }} }} ]
[[case]]
id = "datagram"
role = "fix"
fix = {both}
title = {both}
steps = [
  {{ who = "server", call = "bind" }},
  {{ who = "client", call = "bind" }},
  {{ who = "client", call = "send_to", to = "server", data = "{h}" }},
  {{ who = "server", call = "recv_from", max = 64, returns = "<img src=x>" }},
]
expect = [ {{ message = 1, fate = ["lost"] }} ]
"#
    );
    let file = directory.join("hostile.toml");
    std::fs::write(&file, source).unwrap();
    file
}

/// A trace of it in which every text that no list of words bounds is hostile, too: the computer's, an error's.
fn trace(directory: &Path, scenario: &str) -> PathBuf {
    let output = program(&["run", scenario, "--format", "json"]);
    let mut trace: Value = serde_json::from_slice(&output.stdout).unwrap();
    for field in ["release", "arch", "version", "under"] {
        trace["host"][field] = json!(HOSTILE);
    }
    let records = &mut trace["scenarios"][0]["cases"][0]["trace"]["records"];
    let last = records.as_array().unwrap().len() - 1;
    records[last]["calls"][0]["outcome"] = json!({ "error": {
        "name": "reset", "native": HOSTILE, "number": 1, "text": HOSTILE, "zh": HOSTILE,
    }});
    let file = directory.join("hostile.json");
    std::fs::write(&file, trace.to_string()).unwrap();
    file
}

/// What a page holds that a report never has, and what ran.
const FOREIGN: &str = "[typeof hacked, document.querySelectorAll('img,iframe,object,embed,base,form,a,main script,\
                       [onerror],[onload],main style').length, document.scripts.length <= 2, \
                       document.querySelectorAll('article').length]";

#[test]
fn what_a_stranger_wrote_stays_text() {
    let directory = tempfile::tempdir().unwrap();
    let scenario = scenario(directory.path());
    let scenario = scenario.to_str().unwrap();
    let checked = program(&["check", scenario]);
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
    let trace = trace(directory.path(), scenario);
    let Some(mut browser) = browser("what_a_stranger_wrote_stays_text") else { return };
    for args in [
        &["run", scenario][..],
        &["run", scenario, "--verbose"],
        &["run", scenario, "--repeat", "2"],
        &["run", scenario, scenario],
        &["run", scenario, "--set", "recv.max=5"],
        &["run", scenario, "--ascii"],
        &["replay", trace.to_str().unwrap()],
        &["replay", trace.to_str().unwrap(), "--verbose"],
        &["sweep", scenario, "--vary", "recv.max=4,5"],
        &["compare", trace.to_str().unwrap(), "linux"],
    ] {
        let file = page(directory.path(), args);
        browser.open(&file);
        browser.value(UNFOLD);
        assert_eq!(browser.value(EVERY_STEP), json!([]), "{args:?}");
        assert_eq!(browser.value(FOREIGN), json!(["undefined", 0, true, 2]), "{args:?}");
        assert_eq!(browser.complaints(), [""; 0], "{args:?}");
        let text = browser.value("document.body.innerText");
        let shown = "<script>hacked=1</script>";
        assert!(args[0] == "compare" || text.as_str().unwrap().contains(shown), "{args:?}: {text}");
        let again = program(&["replay", file.to_str().unwrap(), "--format", "html"]);
        // The two that are compared have nothing in common.
        assert_eq!(again.status.code() != Some(3), args[0] != "compare", "{args:?}");
    }
}
