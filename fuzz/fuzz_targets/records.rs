//! Traces that nobody recorded: a real one, with some of its figures, names, calls and packets changed,
//! left out, doubled or out of order. Bytes that are changed in a file seldom are a file that is taken;
//! these often are, and then have their analysis and their pictures.
#![no_main]

use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};
use std::sync::LazyLock;
use stickydemo::report::json::{read_repeated, unpacked};
use stickydemo::report::recordings;
use stickydemo_fuzz::{analyses, assert_kept, assert_refused, draw};

/// The longest trace that is changed, in bytes of JSON: a longer one is drawn for too long.
const LONGEST: usize = 24 * 1024;

/// Each case of the recordings as a trace of its own.
static BASES: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let all = recordings::names().filter_map(recordings::find).flat_map(|packed| {
        let bytes = unpacked(packed).expect("a recording is whole");
        let mut whole: Value = serde_json::from_slice(&bytes).expect("a recording is JSON");
        let scenarios = whole["scenarios"].take();
        let scenarios = scenarios.as_array().cloned().unwrap_or_default();
        scenarios.into_iter().flat_map(move |scenario| singles(&whole, scenario))
    });
    let sessions = SESSIONS.iter().map(|text| serde_json::from_str(text).expect("it is JSON"));
    all.chain(sessions).filter(|base| base.to_string().len() < LONGEST).collect()
});

/// Traces of sessions: one in each.
const SESSIONS: [&str; 4] = [
    include_str!("../../tests/sessions/connect-time.json"),
    include_str!("../../tests/sessions/connect-upper.json"),
    include_str!("../../tests/sessions/serve-time.json"),
    include_str!("../../tests/sessions/serve-upper.json"),
];

/// The trace of the only case, or of the only session.
fn run(base: &mut Value) -> &mut Value {
    match base.get("sessions").is_some() {
        true => &mut base["sessions"][0]["trace"],
        false => &mut base["scenarios"][0]["cases"][0]["trace"],
    }
}

/// Each case of a scenario as a trace; `whole`: a trace without scenarios.
fn singles(whole: &Value, mut scenario: Value) -> Vec<Value> {
    let cases = scenario["cases"].take();
    let cases = cases.as_array().cloned().unwrap_or_default();
    let single = |case: Value| {
        let mut one = whole.clone();
        one["scenarios"] = json!([scenario]);
        one["scenarios"][0]["cases"] = json!([case]);
        one
    };
    cases.into_iter().map(single).collect()
}

/// One change, to the value that is found by counting.
#[derive(Debug, Arbitrary)]
struct Edit {
    at: u16,
    what: What,
}

#[derive(Debug, Arbitrary)]
enum What {
    Number(u64),
    Near(i8),
    Text(u16),
    Remove,
    Double,
    Swap,
    Null,
}

#[derive(Debug, Arbitrary)]
struct Input {
    base: u16,
    edits: Vec<Edit>,
}

/// Paths to all values below one.
fn paths(value: &Value, path: &str, found: &mut Vec<String>) {
    found.push(path.to_owned());
    match value {
        Value::Object(fields) => {
            fields.iter().for_each(|(key, value)| paths(value, &format!("{path}/{key}"), found));
        }
        Value::Array(items) => {
            let items = items.iter().enumerate();
            items.for_each(|(at, value)| paths(value, &format!("{path}/{at}"), found));
        }
        _ => {}
    }
}

fn edit(trace: &mut Value, edit: &Edit) {
    let mut found = Vec::new();
    let trace = run(trace);
    paths(trace, "", &mut found);
    let at = found[usize::from(edit.at) % found.len()].clone();
    match edit.what {
        What::Number(number) => put(trace, &at, json!(number)),
        What::Near(by) => {
            let number = trace.pointer(&at).and_then(Value::as_u64);
            put(trace, &at, json!(number.map(|number| number.saturating_add_signed(by.into()))));
        }
        What::Text(other) => {
            let other = &found[usize::from(other) % found.len()];
            let other = trace.pointer(other).cloned().unwrap_or_default();
            put(trace, &at, other);
        }
        What::Null => put(trace, &at, Value::Null),
        What::Remove | What::Double | What::Swap => in_list(trace, &at, &edit.what),
    }
}

fn put(trace: &mut Value, at: &str, value: Value) {
    if let Some(place) = trace.pointer_mut(at) {
        *place = value;
    }
}

fn in_list(trace: &mut Value, at: &str, what: &What) {
    let Some((list, last)) = at.rsplit_once('/') else { return };
    let Some(list) = trace.pointer_mut(list) else { return };
    if let Value::Object(fields) = list {
        fields.remove(last);
        return;
    }
    let (Some(items), Ok(at)) = (list.as_array_mut(), last.parse::<usize>()) else { return };
    match what {
        What::Double => items.insert(at, items[at].clone()),
        What::Swap if at > 0 => items.swap(at, at - 1),
        _ => {
            items.remove(at);
        }
    }
}

fuzz_target!(init: { LazyLock::force(&BASES); }, |input: Input| {
    let mut trace = BASES[usize::from(input.base) % BASES.len()].clone();
    input.edits.iter().take(8).for_each(|one| edit(&mut trace, one));
    match read_repeated(trace.to_string().as_bytes()) {
        Ok(recording) => {
            let analyses = analyses(&recording.trace, &recording.scenarios);
            draw(&recording.trace, &recording.scenarios, &analyses);
            assert_kept(&recording, &analyses);
        }
        Err(error) => assert_refused(&error),
    }
});
