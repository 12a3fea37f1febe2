//! `schema/scenario-1.json`: what an editor knows of a scenario file. It is made of the same tables and lists of words as
//! the reader, and kept in the repository; what no schema can say (whether the steps fit together) `check` says.

mod steps;

use crate::model::{
    Congestion, Exhibit, Family, FramingSpec, Group, Header, Limits, OptionName, OutputOf,
    PacketKind, Platform, Role, TextEncoding, TooLong,
};
use serde_json::{Map, Value, json};
use steps::{block, expect, expectation, step, wants};

/// A description in both languages.
fn said(en: &str, zh: &str, schema: Value) -> Value {
    let mut schema = schema;
    schema["description"] = json!(format!("{en} / {zh}"));
    schema
}

fn words<T: Copy>(all: &[T], name: fn(T) -> &'static str) -> Value {
    json!({ "enum": all.iter().map(|one| name(*one)).collect::<Vec<_>>() })
}

fn whole(least: u64, most: u64) -> Value {
    json!({ "type": "integer", "minimum": least, "maximum": most })
}

fn part(name: &str) -> Value {
    json!({ "$ref": format!("#/$defs/scenario_{name}") })
}

fn list(items: Value) -> Value {
    json!({ "type": "array", "items": items })
}

fn table(required: &[&str], properties: Value) -> Value {
    json!({ "type": "object", "required": required, "properties": properties, "additionalProperties": false })
}

fn any(schemas: &[Value]) -> Value {
    json!({ "anyOf": schemas })
}

fn name() -> Value {
    // Letters of any language, digits, `-` and `_`.
    let pattern = "^[^\\x00-\\x2c\\x2e\\x2f\\x3a-\\x40\\x5b-\\x5e\\x60\\x7b-\\xa9]+$";
    json!({ "type": "string", "maxLength": Limits::NAME, "pattern": pattern })
}

/// One for each system.
fn on(one: &str) -> Value {
    let one = part(one);
    let all: Map<String, Value> =
        Platform::ALL.iter().map(|platform| (platform.as_str().to_owned(), one.clone())).collect();
    said(
        "what is different on a system, and why",
        "在某个系统上有什么不同，为什么",
        json!({ "type": "object", "minProperties": 1, "properties": all, "additionalProperties": false }),
    )
}

/// What is different there, with the reason.
fn there(mut properties: Value) -> Value {
    properties["why"] = said("the reason", "原因", part("text"));
    table(&["why"], properties)
}

fn lesson() -> Value {
    let text = json!({ "type": "string", "minLength": 1, "pattern": "\\S" });
    let line = json!({ "type": "string", "minLength": 1, "pattern": "^[^\\r\\n]*\\S[^\\r\\n]*$" });
    table(
        &["title", "story", "question", "hint", "answer"],
        json!({
            "title": said("one line", "一行标题", line),
            "story": said("what will happen", "会发生什么", text.clone()),
            "question": said("what the student is to predict", "让学生预测的问题", text.clone()),
            "hint": said("a push in the right direction", "提示", text.clone()),
            "answer": said("why; shown after the run", "原因，运行之后显示", text),
        }),
    )
}

fn texts() -> Value {
    let text = json!({ "type": "string", "minLength": 1, "pattern": "\\S" });
    let mut both = table(&[], json!({ "en": text, "zh": text }));
    both["minProperties"] = json!(1);
    said("a text, or one for each language", "一段文字，或者每种语言一段", any(&[text, both]))
}

fn hex() -> Value {
    json!({ "type": "string", "pattern": "^\\s*([0-9a-fA-F]{2}\\s*)*$" })
}

fn data() -> Value {
    let text = json!({ "type": "string" });
    said(
        "the bytes: a text, or a table",
        "要发的字节：文本或表",
        any(&[
            text.clone(),
            table(&["hex"], json!({ "hex": hex() })),
            table(
                &["fill", "len"],
                json!({ "fill": { "type": "string", "minLength": 1 }, "len": whole(0, Limits::BYTES) }),
            ),
            table(
                &["text", "encoding"],
                json!({ "text": text, "encoding": words(TextEncoding::ALL, TextEncoding::as_str) }),
            ),
            table(&["output_of"], json!({ "output_of": words(OutputOf::ALL, OutputOf::as_str) })),
        ]),
    )
}

fn range(end: &Value) -> Value {
    let mut ends = table(&[], json!({ "min": end, "max": end }));
    ends["minProperties"] = json!(1);
    ends
}

fn framing() -> Value {
    let text = json!({ "type": "string", "minLength": 1 });
    let max =
        || said("the longest message, in bytes", "最长的消息，字节数", whole(1, Limits::RECEIVE));
    let (header, head) = (words(Header::ALL, Header::as_str), u64::from(FramingSpec::MOST_HEAD));
    let one = json!({ "type": "string", "pattern": "^[\\s\\S]$" });
    let skip = words(TooLong::ALL, TooLong::as_str);
    let kind = |kind: &str, needs: &[&str], mut properties: Value| {
        properties["kind"] = json!({ "const": kind });
        table(&[&["kind"], needs].concat(), properties)
    };
    let bytes = any(&[text.clone(), table(&["hex"], json!({ "hex": hex() }))]);
    said(
        "how send_message and recv_message mark boundaries",
        "send_message 和 recv_message 怎样标出边界",
        json!({ "oneOf": [
            kind("fixed", &["len"], json!({ "len": whole(1, Limits::RECEIVE), "pad": one })),
            kind("delimiter", &["delimiter"], json!({ "delimiter": bytes, "or": any(&[bytes.clone(), list(bytes.clone())]),
                "escape": one, "too_long": skip, "max": max() })),
            kind("length-prefix", &["header"], json!({ "header": header, "includes_header": { "type": "boolean" },
                "offset": whole(0, head), "adjust": { "type": "integer", "minimum": -i64::from(FramingSpec::MOST_HEAD), "maximum": head },
                "strip": whole(0, head), "too_long": skip, "max": max() })),
            kind("lines", &[], json!({ "too_long": skip, "max": max() })),
            kind("length-ack", &[], json!({ "ack": text, "end": { "type": "string", "pattern": "^[^0-9]$" }, "max": max() })),
            kind("json-header", &[], json!({ "header": header, "key": text, "header_max": max(), "max": max() })),
            kind("netstring", &[], json!({ "max": max() })),
            kind("resp", &[], json!({ "max": max() })),
            kind("content-length", &[], json!({ "header_max": max(), "max": max() })),
            kind("slip", &[], json!({ "too_long": skip, "max": max() })),
            kind("cobs", &[], json!({ "too_long": skip, "max": max() })),
            kind("json", &[], json!({ "max": max() })),
            kind("until-close", &[], json!({ "max": max() })),
            kind("broken", &["exhibit"], json!({ "exhibit": words(Exhibit::ALL, Exhibit::as_str) })),
        ] }),
    )
}

fn lab() -> Value {
    let mtu = whole(576, 9000);
    let kinds: Vec<Value> =
        PacketKind::ALL.iter().map(|kind| json!({ "required": [kind.as_str()] })).collect();
    let rule = |needs: &[&str], more: Value| {
        let mut properties = more;
        properties["from"] = name();
        for kind in PacketKind::ALL {
            properties[kind.as_str()] = whole(1, Limits::PACKET_NUMBER.into());
        }
        let mut rule = table(needs, properties);
        rule["oneOf"] = json!(kinds);
        list(rule)
    };
    said(
        "what the lab's wire does",
        "实验网络的线路做什么",
        table(
            &[],
            json!({
                "delay": part("time"),
                "mtu": any(&[mtu.clone(), json!({ "type": "object", "propertyNames": name(), "additionalProperties": mtu })]),
                "congestion": words(Congestion::ALL, Congestion::as_str),
                "lose": rule(&["from"], json!({})),
                "duplicate": rule(&["from"], json!({})),
                "cut": rule(&["from"], json!({})),
                "hold": rule(&["from", "behind"], json!({ "behind": whole(1, Limits::BEHIND.into()) })),
            }),
        ),
    )
}

fn case() -> Value {
    let steps =
        json!({ "if": { "required": ["steps"] }, "then": part("block"), "else": part("step") });
    let mut case = table(
        &["id", "role", "title", "steps"],
        json!({
            "id": said("its name: a-z, 0-9 and -", "名字：a-z、0-9 和 -", part("id")),
            "role": said("what it is there for", "用例类别", words(Role::ALL, Role::as_str)),
            "title": said("one line about it", "一行说明", part("text")),
            "fix": said("the fix's name: exactly where the role is fix", "解决办法的名字：类别是 fix 时才写，而且必须写", part("text")),
            "note": said("shown after the case", "用例之后显示", part("text")),
            "family": said("IPv4 unless it says otherwise", "不写就是 IPv4", words(Family::ALL, Family::as_str)),
            "wire": said("the wire it is about", "针对哪种线路", json!({ "enum": ["loopback", "lab"] })),
            "lab": lab(),
            "framing": framing(),
            "actors": said("actors that share a host", "角色和它们的主机", json!({
                "type": "array", "maxItems": Limits::ACTORS, "items": table(&["name"], json!({ "name": name(), "host": name() })),
            })),
            "on": on("case_there"),
            "steps": said("who makes which call", "谁做什么调用", json!({ "type": "array", "minItems": 1, "items": steps })),
            "expect": said("what is expected of the whole", "对整个用例的预期", list(part("expect"))),
        }),
    );
    case["dependencies"] = json!({ "lab": ["wire"] });
    case["if"] = json!({ "properties": { "role": { "const": "fix" } } });
    case["then"] = json!({ "required": ["fix"] });
    case["else"] = json!({ "properties": { "fix": false } });
    case
}

fn options() -> Value {
    let able = OptionName::ALL.iter().filter(|option| !option.is_read_only());
    let value = |option: &OptionName| match option {
        option if option.is_switch() => json!({ "type": "boolean" }),
        OptionName::SoLinger => any(&[whole(0, 60), json!({ "const": false })]),
        OptionName::TcpMaxseg | OptionName::UdpSegment => whole(0, 65_535),
        _ => whole(0, i32::MAX as u64),
    };
    let all: Map<String, Value> =
        able.map(|option| (option.as_str().to_owned(), value(option))).collect();
    json!({ "type": "object", "minProperties": 1, "properties": all, "additionalProperties": false })
}

fn guess() -> Value {
    let claims =
        any(&[part("expect"), json!({ "type": "array", "minItems": 1, "items": part("expect") })]);
    let choice = table(
        &["says", "claims"],
        json!({
            "says": said("in the words of who says so", "用说这话的人的口气", part("text")),
            "claims": said("what it comes to: all of it holds, or it is wrong", "它断言了什么：条条成立才算对", claims),
        }),
    );
    let (least, most) = (Limits::CHOICES.start(), Limits::CHOICES.end());
    said(
        "what is guessed before a run",
        "运行之前先猜什么",
        table(
            &["case", "question", "choices"],
            json!({
                "case": said("which case it is about", "针对哪个用例", part("id")),
                "question": said("what is asked", "问什么", part("text")),
                "choices": said("what people say", "人们会怎么说", json!({ "type": "array", "minItems": least, "maxItems": most, "items": choice })),
            }),
        ),
    )
}

fn schema() -> Value {
    let count = whole(0, i64::MAX as u64);
    let keywords = json!({ "type": "array", "maxItems": Limits::KEYWORDS, "items": { "type": "string", "pattern": "^[^\\r\\n]*\\S[^\\r\\n]*$" } });
    let mut schema = table(
        &["format", "id", "group", "case"],
        json!({
            "format": said("the format of this file", "文件的格式号", json!({ "const": 1 })),
            "id": said("its name on the command line: a-z, 0-9 and -", "命令行上的名字：a-z、0-9 和 -", part("id")),
            "group": said("its part of the course", "属于课程的哪一组", words(Group::ALL, Group::as_str)),
            "en": said("what the student reads, in English", "写给学生看的英文", part("lesson")),
            "zh": said("what the student reads, in Chinese", "写给学生看的中文", part("lesson")),
            "keywords": said("words to find it by", "用来查找的关键词", table(&[], json!({ "en": keywords, "zh": keywords }))),
            "guess": guess(),
            "notes": said("remarks for the teacher", "给老师的说明", part("text")),
            "case": said("its cases", "用例", json!({ "type": "array", "minItems": 1, "maxItems": Limits::CASES, "items": part("case") })),
        }),
    );
    schema["$schema"] = json!("http://json-schema.org/draft-07/schema#");
    schema["title"] = json!("stickydemo scenario, format 1");
    schema["description"] = json!("A scenario file. / 场景文件。");
    schema["x-tombi-toml-version"] = json!("v1.1.0");
    schema["anyOf"] = json!([{ "required": ["en"] }, { "required": ["zh"] }]);
    let mut anything = expectation();
    anything["anything"] =
        said("anything may happen there", "那里怎样都行", json!({ "const": true }));
    let mut on_case =
        there(json!({ "unsupported": { "const": true }, "may_not_show": { "const": true } }));
    on_case["oneOf"] = json!([{ "required": ["unsupported"] }, { "required": ["may_not_show"] }]);
    schema["$defs"] = json!({
        "scenario_id": { "type": "string", "maxLength": Limits::NAME, "pattern": "^[a-z0-9][a-z0-9-]*$", "not": { "const": "all" } },
        "scenario_lesson": lesson(),
        "scenario_text": texts(),
        "scenario_data": data(),
        "scenario_time": said("a length of time: 40ms, 2s, 250us", "时长：40ms、2s、250us", json!({ "type": "string", "pattern": "^[0-9]+(us|ms|s)$" })),
        "scenario_times": range(&part("time")),
        "scenario_count": any(&[count.clone(), range(&count)]),
        "scenario_options": options(),
        "scenario_step": step(),
        "scenario_block": block(),
        "scenario_expect": expect(),
        "scenario_case": case(),
        "scenario_step_there": there(wants()),
        "scenario_expect_there": there(anything),
        "scenario_case_there": on_case,
    });
    for (part, en, zh) in PARTS {
        let part = &mut schema["$defs"][format!("scenario_{part}")];
        *part = said(en, zh, part.take());
    }
    open(&mut schema);
    schema
}

/// What the parts are that are not described where they are made.
const PARTS: &[(&str, &str, &str)] = &[
    ("id", "a name: a-z, 0-9 and -", "名字：a-z、0-9 和 -"),
    ("lesson", "the texts of one language", "一种语言的文字"),
    ("times", "from how long to how long", "用时范围"),
    ("count", "a number, or from which to which", "个数或范围"),
    ("options", "socket options and their values", "套接字选项和它们的值"),
    ("step", "who makes which call", "谁做什么调用"),
    ("block", "steps that are repeated together", "一起重复的步骤"),
    ("expect", "something expected of the whole case", "对整个用例的一项预期"),
    ("case", "one run on fresh sockets", "用新的套接字运行一遍"),
    ("step_there", "what is expected of the step on that system", "在那个系统上对这一步的预期"),
    ("expect_there", "what is expected of the case on that system", "在那个系统上对用例的预期"),
    ("case_there", "how the case differs on that system", "用例在那个系统上有什么不同"),
];

/// What says only a part of a table lets others say the rest: Tombi takes it for the whole otherwise.
fn open(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(open),
        Value::Object(schema) => {
            schema.values_mut().for_each(open);
            let partial = ["required", "properties"].iter().any(|key| schema.contains_key(*key));
            if partial && !schema.contains_key("additionalProperties") {
                schema.insert("additionalProperties".to_owned(), json!(true));
            }
        }
        _ => {}
    }
}

/// A file as JSON, if it is TOML.
fn as_json(source: &str) -> Option<Value> {
    serde_json::to_value(toml::from_str::<toml::Value>(source).ok()?).ok()
}

#[test]
fn it_is_kept() {
    crate::schemas::assert_kept_value("scenario-1", &schema());
}

#[test]
fn it_takes_what_the_reader_takes_and_flags_what_is_wrong_in_structure() {
    let validator = jsonschema::draft7::new(&schema()).unwrap();
    let faults = |source: &str| -> Vec<String> {
        let value = as_json(source).unwrap();
        validator.iter_errors(&value).map(|e| format!("{}: {e}", e.instance_path())).collect()
    };
    for entry in crate::scenario::builtin::index() {
        assert_eq!(faults(entry.source()), [""; 0], "{}", entry.id);
    }
    assert_eq!(faults(&crate::scenario::template("x")), [""; 0]);
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let files = |folder: &str| {
        let all = std::fs::read_dir(root.join(folder)).unwrap().map(|entry| entry.unwrap().path());
        let mut all: Vec<_> =
            all.filter(|path| path.extension().is_some_and(|end| end == "toml")).collect();
        all.sort();
        all
    };
    for path in files("scenario_ok") {
        assert_eq!(faults(&std::fs::read_to_string(&path).unwrap()), [""; 0], "{path:?}");
    }
    let unseen: String = files("wrong")
        .iter()
        .filter(|path| {
            let source = String::from_utf8(std::fs::read(path).unwrap());
            source.is_ok_and(|source| as_json(&source).is_some() && faults(&source).is_empty())
        })
        .map(|path| format!("{}\n", path.file_stem().unwrap().to_str().unwrap()))
        .collect();
    let kept = root.join("wrong").join("not-of-structure.txt");
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        std::fs::write(&kept, &unseen).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&kept).unwrap_or_default(), unseen);
}
