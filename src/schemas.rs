//! The published schemas are made of the types that are written, and kept in `schema/`.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

type Schema = Map<String, Value>;

/// That `schema/NAME.json` is what the type says. With `UPDATE_EXPECTED` it is written anew.
pub(crate) fn assert_kept<T: JsonSchema>(name: &str) {
    assert_kept_value(name, &made::<T>());
}

/// That `schema/NAME.json` is this.
pub(crate) fn assert_kept_value(name: &str, schema: &Value) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema").join(format!("{name}.json"));
    let text = laid_out(schema, 0) + "\n";
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        fs::write(&file, &text).unwrap();
    }
    let kept = fs::read_to_string(&file).unwrap_or_default();
    assert_eq!(kept, text, "{name}: UPDATE_EXPECTED=1 writes it");
}

fn made<T: JsonSchema>() -> Value {
    let generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let mut schema = generator.into_root_schema_for::<T>().to_value();
    every(&mut schema, &mut tidy);
    let mut parts = BTreeSet::new();
    let mut see = |schema: &mut Schema, part: bool| {
        if let Some(Value::String(to)) = schema.get("$ref")
            && (part || schema.contains_key("properties"))
        {
            parts.insert(to.clone());
        }
    };
    each(&mut schema, false, &mut see);
    for part in defined(&mut schema).values_mut() {
        each(part, false, &mut see);
    }
    for (name, part) in defined(&mut schema) {
        each(part, parts.contains(&format!("#/$defs/{name}")), &mut close);
    }
    each(&mut schema, false, &mut close);
    schema
}

fn defined(schema: &mut Value) -> &mut Schema {
    schema.get_mut("$defs").and_then(Value::as_object_mut).unwrap()
}

/// Every object, those within it first.
fn every(value: &mut Value, change: &mut dyn FnMut(&mut Schema)) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| every(item, change)),
        Value::Object(schema) => {
            schema.values_mut().for_each(|value| every(value, change));
            change(schema);
        }
        _ => {}
    }
}

/// Every schema of a value, and whether it says only a part of that.
fn each(value: &mut Value, part: bool, act: &mut dyn FnMut(&mut Schema, bool)) {
    let Some(schema) = value.as_object_mut() else { return };
    act(schema, part);
    let within = part || schema.contains_key("properties");
    for (key, value) in schema {
        match (key.as_str(), value) {
            ("properties", Value::Object(all)) => {
                all.values_mut().for_each(|value| each(value, false, act));
            }
            ("oneOf" | "anyOf", Value::Array(all)) => {
                all.iter_mut().for_each(|value| each(value, within, act));
            }
            ("items" | "additionalProperties", value) => each(value, false, act),
            _ => {}
        }
    }
}

/// Nothing else may be there.
fn close(schema: &mut Schema, part: bool) {
    if schema.contains_key("properties") && !part {
        let mixed = ["oneOf", "anyOf", "$ref"].iter().any(|key| schema.contains_key(*key));
        let word = if mixed { "unevaluatedProperties" } else { "additionalProperties" };
        schema.insert(word.to_owned(), Value::Bool(false));
    }
}

/// Without what is said for Rust only, and with what schemars does not know of serde.
fn tidy(schema: &mut Schema) {
    if schema.contains_key("type") {
        schema.retain(|key, value| key != "format" || !value.is_string());
    }
    if schema.contains_key("const") {
        schema.retain(|key, _| key != "type");
    }
    for (key, value) in schema.iter_mut() {
        match (key.as_str(), value) {
            ("description", Value::String(said)) => {
                *said = said.replace('\n', " ").replace("[`", "`").replace("`]", "`");
            }
            ("$ref", Value::String(to)) => *to = snake(to),
            ("$defs", Value::Object(all)) => {
                *all = std::mem::take(all)
                    .into_iter()
                    .map(|(name, part)| (snake(&name), part))
                    .collect();
            }
            ("oneOf" | "anyOf", Value::Array(all)) => joined(all),
            _ => {}
        }
    }
    name_alone(schema);
    let required = schema.get("required").cloned().unwrap_or_default();
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        let optional =
            |name: &str| !required.as_array().is_some_and(|all| all.contains(&json!(name)));
        properties
            .iter_mut()
            .filter(|(name, _)| optional(name))
            .for_each(|(_, value)| no_null(value));
    }
}

fn snake(name: &str) -> String {
    let mut snake = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && snake.ends_with(|before: char| before.is_ascii_lowercase()) {
            snake.push('_');
        }
        snake.push(c.to_ascii_lowercase());
    }
    snake
}

/// Of a variant whose field is not written only the name is.
fn name_alone(schema: &mut Schema) {
    let skipped = |schema: &Schema| schema.get("writeOnly").is_some_and(|value| value == true);
    if schema.contains_key("properties") && skipped(schema) {
        schema.retain(|key, _| ["description", "properties", "required"].contains(&key.as_str()));
        schema.insert("type".to_owned(), json!("object"));
    }
    let only = schema.get("properties").and_then(Value::as_object).filter(|all| all.len() == 1);
    let name = only.into_iter().flatten().find(|(_, value)| value.as_object().is_some_and(skipped));
    if let Some(name) = name.map(|(name, _)| json!(name)) {
        schema.retain(|key, _| key == "description");
        schema.extend([("const".to_owned(), name)]);
    }
}

/// What several variants are written as stands there once.
fn joined(all: &mut Vec<Value>) {
    let plain = |schema: &Value| {
        let mut schema = schema.clone();
        let said = schema.as_object_mut().and_then(|schema| schema.remove("description"));
        (schema, said)
    };
    let mut kept: Vec<Value> = Vec::new();
    for schema in all.drain(..) {
        let (content, said) = plain(&schema);
        match kept.iter_mut().find(|known| plain(known).0 == content) {
            Some(known) => {
                let before = plain(known).1;
                let both = [before, said].into_iter().flatten();
                let both: Vec<String> =
                    both.filter_map(|said| Some(said.as_str()?.to_owned())).collect();
                if !both.is_empty() {
                    known["description"] = json!(both.join(" Or: "));
                }
            }
            None => kept.push(schema),
        }
    }
    *all = kept;
}

/// A field that may be left out is left out where there is nothing.
fn no_null(value: &mut Value) {
    let Some(schema) = value.as_object_mut() else { return };
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|one| one != "null");
        if let [one] = types.as_slice() {
            let one = one.clone();
            schema.insert("type".to_owned(), one);
        }
    }
    if let Some(Value::Array(mut all)) = schema.remove("anyOf") {
        all.retain(|one| *one != json!({ "type": "null" }));
        match all.as_slice() {
            [Value::Object(one)] => schema.extend(one.clone()),
            _ => schema.extend([("anyOf".to_owned(), Value::Array(all))]),
        }
    }
}

/// JSON on one line where that is short enough, what says most first.
fn laid_out(value: &Value, indent: usize) -> String {
    const WIDTH: usize = 120;
    const FIRST: &str = "$schema title const description type enum required properties $ref";
    let ([open, end], parts): ([&str; 2], Vec<String>) = match value {
        Value::Array(all) => {
            (["[", "]"], all.iter().map(|one| laid_out(one, indent + 2)).collect())
        }
        Value::Object(all) => {
            let mut all: Vec<_> = all.iter().collect();
            let place = |key: &str| FIRST.split(' ').position(|first| first == key);
            all.sort_by_key(|(key, _)| place(key).unwrap_or(usize::MAX));
            let part = |(key, value): (&String, &Value)| {
                format!("{}: {}", json!(key), laid_out(value, indent + 2))
            };
            (["{", "}"], all.into_iter().map(part).collect())
        }
        scalar => return scalar.to_string(),
    };
    let line = format!("{open}{}{end}", parts.join(", "));
    if !line.contains('\n') && line.len() + indent <= WIDTH {
        return line;
    }
    let (pad, comma) = (" ".repeat(indent), format!(",\n{}", " ".repeat(indent + 2)));
    format!("{open}\n{pad}  {}\n{pad}{end}", parts.join(&comma))
}
