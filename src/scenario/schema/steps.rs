//! The steps of a case, and what is expected of it.

use super::{any, list, name, on, part, said, table, whole, words};
use crate::model::{
    CallName, Cause, Counted, Deed, ErrorName, Fate, Flag, Gives, How, Limits, OptionName,
    PacketKind, TcpFlag, Transport,
};
use crate::scenario::read::{expected, fields, row};
use serde_json::{Value, json};

/// What a step expects; also on one system.
pub(super) fn wants() -> Value {
    json!({
        "returns": said(
            "expected: a count, a range, data, a switch, or whose address",
            "预期返回：个数、范围、数据、开关，或者谁的地址",
            any(&[part("count"), json!({ "type": "boolean" }), part("data")]),
        ),
        "error": said("expected: this error", "预期的错误", words(ErrorName::ALL, ErrorName::as_str)),
        "took": said("expected: how long it takes", "预期用时", part("times")),
        "sender": said("expected: whose datagram it is", "预期是谁的数据报", name()),
    })
}

pub(super) fn step() -> Value {
    let mut all = wants();
    let others = json!({
        "who": said("the actor that makes the call", "由谁来做", name()),
        "call": said("the call", "调用", words(CallName::ALL, CallName::as_str)),
        "as": said("names the socket", "给套接字起名", name()),
        "sock": said("the socket, by its name", "用哪个套接字", name()),
        "set": said("socket options", "套接字选项", part("options")),
        "option": said("the option to read", "要读的选项", words(OptionName::ALL, OptionName::as_str)),
        "transport": said("the kind of socket", "传输方式", words(Transport::ALL, Transport::as_str)),
        "backlog": said("how many connections may wait", "等待队列的长度", whole(0, i32::MAX as u64)),
        "port_of": said("the port is that of this actor or socket", "使用谁的端口", name()),
        "to": said("to whom: an actor or a socket", "发给谁、连到谁：角色或套接字", name()),
        "from": said("the actor whose listener it is", "在谁的监听套接字上接受", name()),
        "data": any(&[part("data"), json!({ "type": "array" })]),
        "flags": said("flags of the call", "调用的标志", list(words(Flag::ALL, Flag::as_str))),
        "max": said("the most bytes it takes", "最多收多少字节", whole(1, Limits::RECEIVE)),
        "bytes": said("how many bytes", "字节数", whole(1, Limits::BYTES)),
        "how": said("which direction", "关哪个方向", words(How::ALL, How::as_str)),
        "length": said("how long", "多久", part("time")),
        "nonblocking": said("it does not wait", "不等待", json!({ "type": "boolean" })),
        "timeout": said("its deadline (2 s)", "时限（2 秒）", json!({ "type": "string", "pattern": "^0*[1-9][0-9]*(us|ms|s)$" })),
        "repeat": said("how often", "做几次", whole(1, Limits::CALLS)),
        "until": said("repeating stops at this error", "出现这个错误就不再重复", words(ErrorName::ALL, ErrorName::as_str)),
        "background": said("starts it and goes on; a join follows", "在后台做，之后要有 join", json!({ "type": "boolean" })),
        "warmup": said("not numbered, not counted", "预热：不编号，不计数", json!({ "type": "boolean" })),
        "part_of": said("a part of the message of this name", "这是哪条消息的一部分", name()),
        "on": on("step_there"),
    });
    if let (Some(all), Value::Object(others)) = (all.as_object_mut(), others) {
        all.extend(others);
    }
    let each: Vec<Value> = CallName::ALL.iter().map(|call| of_call(*call)).collect();
    let mut step = table(&["who", "call"], all);
    step["allOf"] = json!(each);
    step["dependencies"] = json!({ "until": ["repeat"] });
    step["not"] = json!({ "required": ["returns", "error"] });
    step
}

/// Which fields a call has.
fn of_call(call: CallName) -> Value {
    use CallName as C;
    let needs: &[&str] = match call {
        C::Connect => &["to"],
        C::Send | C::Writev | C::SendAll | C::SendMessage => &["data"],
        C::SendTo => &["data", "to"],
        C::Recv | C::RecvFrom | C::Peek => &["max"],
        C::RecvExact => &["bytes"],
        C::Set => &["set"],
        C::Get => &["option"],
        C::Shutdown => &["how"],
        C::Pause => &["length"],
        _ => &[],
    };
    let mut names = fields(&row(call));
    names.sort_unstable();
    names.dedup();
    let returns = match call.facts().gives {
        Gives::Address => json!({ "type": "string" }),
        Gives::Value => any(&[part("count"), json!({ "type": "boolean" })]),
        Gives::Nothing | Gives::Sent(_) | Gives::Count => part("count"),
        Gives::Received(_) | Gives::Looked => any(&[part("count"), part("data")]),
    };
    let mut own = json!({ "returns": returns });
    if names.contains(&"flags") {
        let flags: &[Flag] = match call.sends() {
            true => &[Flag::MsgMore],
            false => &[Flag::MsgWaitall, Flag::MsgPeek, Flag::MsgTrunc],
        };
        own["flags"] = list(words(flags, Flag::as_str));
    }
    if names.contains(&"data") {
        own["data"] = part("data");
    }
    let mut then =
        json!({ "required": needs, "propertyNames": { "enum": names }, "properties": own });
    if call == C::Writev {
        let pieces = json!({ "type": "array", "minItems": 1, "maxItems": Limits::PIECES, "items": part("data") });
        then["properties"]["data"] = any(&[part("data"), pieces]);
    }
    json!({ "if": { "required": ["call"], "properties": { "call": { "const": call.as_str() } } }, "then": then })
}

pub(super) fn block() -> Value {
    table(
        &["steps"],
        json!({
            "repeat": said("how often", "做几次", whole(1, Limits::CALLS)),
            "warmup": said("all of it is warm-up", "整块都是预热", json!({ "type": "boolean" })),
            "rounds": said("its rounds are the subject", "每一轮本身就是要看的", json!({ "type": "boolean" })),
            "steps": { "type": "array", "minItems": 1, "items": part("step") },
        }),
    )
}

/// What an item of `expect` may have; also on one system.
pub(super) fn expectation() -> Value {
    let numbers = list(whole(1, u32::MAX.into()));
    let which = |more: &[&str]| {
        let words = [&["all"], more].concat();
        any(&[whole(1, u32::MAX.into()), numbers.clone(), json!({ "enum": words })])
    };
    let mut causes: Vec<&str> = Cause::ALL.iter().map(|cause| cause.as_str()).collect();
    causes.push("none");
    let mut properties = json!({
        "message": said("the n-th message sent", "第几条消息", which(&[])),
        "fate": said("its fates, all of them", "它的全部结局", json!({ "type": "array", "minItems": 1, "items": words(Fate::ALL, Fate::as_str) })),
        "receive": said("the n-th receive", "第几次接收", which(&[])),
        "messages": said("the messages in it", "里面有哪些消息", numbers.clone()),
        "cause": said("the main cause", "主要原因", json!({ "enum": causes })),
        "bytes": said("how many bytes", "字节数", part("count")),
        "rounds": said("rounds of the block", "第几轮", which(&["median"])),
        "took": said("how long", "用时", part("times")),
        "of": said("of this actor only", "只算这个角色", name()),
        "from": said("of this host", "来自哪台主机", name()),
        "flags": said("exactly these flags", "正好这些标志", json!({ "type": "array", "uniqueItems": true, "items": words(TcpFlag::ALL, TcpFlag::as_str) })),
        "payload": said("bytes of payload", "数据的字节数", part("count")),
        "mss": said("the MSS option", "MSS 选项", part("count")),
        "next": said("the acknowledgement number", "确认号", part("count")),
        "again": said("all of it was sent before", "内容都发过", json!({ "type": "boolean" })),
        "fragment": said("it is a fragment", "是分片", json!({ "type": "boolean" })),
        "wire": said("what the wire did with it", "线路怎样处理它", words(Deed::ALL, Deed::as_str)),
        "after": said("since the packet before it", "距前一个包", part("times")),
        "packets": said("how many packets match", "有多少个包符合", part("count")),
    });
    for counted in Counted::ALL {
        if properties.get(counted.as_str()).is_none() {
            properties[counted.as_str()] = said("how many", "多少", part("count"));
        }
    }
    for kind in PacketKind::ALL {
        properties[kind.as_str()] = said(
            "the n-th packet of this kind",
            "这一类的第几个包",
            whole(1, Limits::PACKET_NUMBER.into()),
        );
    }
    properties
}

pub(super) fn expect() -> Value {
    let mut properties = expectation();
    properties["on"] = on("expect_there");
    let mut item = table(&[], properties);
    item["anyOf"] = json!(subjects());
    item
}

/// What an item may be about, each with its own fields.
fn subjects() -> Vec<Value> {
    let kinds = PacketKind::ALL.iter().map(|kind| kind.as_str());
    let counted =
        Counted::ALL.iter().map(|counted| counted.as_str()).filter(|name| *name != "took");
    let others = ["message", "receive", "rounds", "took", "packets"];
    others
        .into_iter()
        .chain(counted)
        .chain(kinds.clone())
        .map(|subject| {
            let names = [expected(subject), &["on"]].concat();
            let needs: &[&str] = match subject {
                "message" => &["fate"],
                "rounds" => &["took"],
                subject if kinds.clone().any(|kind| kind == subject) => &["from"],
                _ => &[],
            };
            let required = [&[subject], needs].concat();
            let mut one = json!({ "required": required, "propertyNames": { "enum": names } });
            let of: Vec<&str> = match needs {
                ["from"] => names
                    .iter()
                    .copied()
                    .filter(|name| ![subject, "from", "on"].contains(name))
                    .collect(),
                _ if subject == "receive" => vec!["messages", "cause", "bytes"],
                _ => Vec::new(),
            };
            if !of.is_empty() {
                one["anyOf"] = of.iter().map(|name| json!({ "required": [name] })).collect();
            }
            one
        })
        .collect()
}
