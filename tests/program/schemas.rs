//! What the program writes for other programs is what its schemas say: each format has one.

use crate::process::program;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// The schemas by name: `sweep-1`.
pub(crate) fn schemas() -> BTreeMap<String, Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files
        .map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            (name, serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap())
        })
        .collect()
}

/// What a command writes.
fn written(args: &[&str]) -> Value {
    let output = program(args).output().unwrap();
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

pub(crate) fn faults(schema: &Value, value: &Value) -> Vec<String> {
    let validator = jsonschema::draft202012::new(schema).unwrap();
    validator.iter_errors(value).map(|e| format!("{}: {e}", e.instance_path())).collect()
}

/// It fits its schema, and would not without one of its parts.
fn fits(name: &str, args: &[&str]) {
    let (schema, value) = (&schemas()[name], written(args));
    assert_eq!(value["format"], format!("stickydemo-{}", name.replace('-', "/")));
    assert_eq!(faults(schema, &value), Vec::<String>::new(), "{args:?}");
    for part in value.as_object().unwrap().keys() {
        let mut without = value.clone();
        without.as_object_mut().unwrap().remove(part);
        assert!(!faults(schema, &without).is_empty(), "{name} does without {part}");
    }
}

#[test]
fn a_sweep_is_written_as_its_schema_says() {
    let json = ["--format", "json"];
    for args in [
        // Causes, ranges over several runs, options that were granted otherwise, datagrams.
        &["nagle", "--vary", "client.TCP_NODELAY=on,off", "--repeat", "2"][..],
        &["udp-overflow", "--case", "usual-buffer", "--vary", "server.SO_RCVBUF=2304,8192"],
        &["late-read", "--vary", "recv.max=4,64"],
        // Cases that need what not every system has.
        &["unix-stream", "--vary", "recv.max=4,64"],
        &["cork", "--vary", "client.TCP_NODELAY=on,off"],
    ] {
        fits("sweep-1", &[&["sweep"], args, &json].concat());
    }
}

#[test]
fn torture_is_written_as_its_schema_says() {
    fits("torture-1", &["torture", "all", "--format", "json"]);
    fits(
        "torture-1",
        &["torture", "until-close", "--seed", "18446744073709551615", "--format", "json"],
    );
}

#[test]
fn the_list_and_the_doctor_are_written_as_their_schemas_say() {
    fits("list-1", &["list", "--json"]);
    fits("list-1", &["list", "--json", "--group", "lab"]);
    fits("find-1", &["find", "--json", "粘包"]);
    fits("find-1", &["find", "--json", "Connection reset by peer"]);
    fits("doctor-1", &["doctor", "--json"]);
}

#[test]
fn a_comparison_is_written_as_its_schema_says() {
    for all in [&["--all"][..], &[]] {
        let args = ["compare", "linux", "windows-wine", "--format", "json"];
        fits("compare-1", &[&args[..], all].concat());
    }
}

#[test]
fn a_trace_is_written_as_its_schema_says() {
    fits("trace-1", &["run", "late-read", "--format", "json"]);
}

/// Every object says which properties there are, and nothing else may be there; every definition says what it is.
#[test]
fn the_schemas_are_closed_and_described() {
    /// Each is a part of an object that is closed as a whole.
    const PARTS: [&str; 3] = ["discard", "held", "undelivered"];
    fn walk(value: &Value, path: &str, part: bool) {
        if let Value::Object(map) = value {
            let is = |key: &str| map.get(key) == Some(&Value::Bool(false));
            let closed = is("additionalProperties") || is("unevaluatedProperties");
            if map.get("type") == Some(&Value::from("object")) && !part {
                assert!(closed || map.contains_key("propertyNames"), "{path} is open");
            }
            for (key, value) in map {
                let part = is("unevaluatedProperties") && ["anyOf", "oneOf"].contains(&&**key);
                walk(value, &format!("{path}/{key}"), part);
            }
        }
        if let Value::Array(items) = value {
            items.iter().for_each(|item| walk(item, path, part));
        }
    }
    for (name, schema) in schemas() {
        assert!(jsonschema::meta::is_valid(&schema), "{name}");
        let mut whole = schema.clone();
        let defined = whole["$defs"].as_object_mut().unwrap();
        defined.retain(|word, _| !PARTS.contains(&&**word));
        for value in defined.values().chain([&schema]) {
            assert!(value.get("description").is_some(), "{name}: {value} is not described");
        }
        walk(&whole, &name, false);
    }
}

/// The same word is defined in the same way in all of them.
#[test]
fn what_they_share_is_the_same() {
    let mut known: BTreeMap<String, Value> = BTreeMap::new();
    let own = ["case", "figure", "figures", "row", "scenario"];
    for (name, schema) in schemas() {
        for (key, value) in schema["$defs"].as_object().unwrap() {
            if !own.contains(&&**key) {
                assert_eq!(
                    known.entry(key.to_owned()).or_insert(value.clone()),
                    value,
                    "{key} in {name}"
                );
            }
        }
    }
    assert!(known.contains_key("host") && known.contains_key("verdict"));
}
