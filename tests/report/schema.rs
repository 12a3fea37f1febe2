//! What must hold of a published schema, and of what is written by it.

use serde_json::Value;

/// That the text is as the schema says.
pub(crate) fn assert_fits(schema: &str, text: &str) {
    let schema: Value = serde_json::from_str(schema).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let value: Value = serde_json::from_str(text).unwrap();
    let errors: Vec<String> =
        validator.iter_errors(&value).map(|e| format!("{}: {e}", e.instance_path())).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
}

/// That every object of the schema says which properties there are, and nothing else may be there.
pub(crate) fn assert_closed(schema: &str) {
    fn walk(value: &Value, path: &str) {
        if let Value::Object(map) = value {
            if map.get("type") == Some(&Value::from("object")) {
                assert_eq!(map.get("additionalProperties"), Some(&Value::Bool(false)), "{path}");
                assert!(map.contains_key("description"), "{path} is not described");
            }
            map.iter().for_each(|(key, value)| walk(value, &format!("{path}/{key}")));
        }
        if let Value::Array(items) = value {
            items.iter().for_each(|item| walk(item, path));
        }
    }
    let schema: Value = serde_json::from_str(schema).unwrap();
    assert!(jsonschema::meta::is_valid(&schema));
    walk(&schema, "");
}
