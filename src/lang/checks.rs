//! Expectations, and what came instead.

use super::{count, names};
use crate::model::{
    Cause, Counted, ErrorName, Fate, Fates, MessageNo, Range, ReceiveNo, RoundNo, Text, Which,
    WhichRounds,
};
use std::time::Duration;

/// Fates as a list: `split, glued`.
pub fn fates(fates: &Fates) -> Text {
    fates_with(fates, None)
}

/// Fates as a list, with the part taken: n of m bytes.
pub fn fates_with(fates: &Fates, partly: Option<(u64, u64)>) -> Text {
    if fates.is_empty() {
        return say!("unknown", "未知");
    }
    let word = |fate| match (fate, partly) {
        (Fate::NeverSent, Some((taken, offered))) => {
            say!(
                "sent in part: {taken} of {offered} bytes",
                "只发出一部分：{offered} 字节中的 {taken} 字节"
            )
        }
        (fate, _) => names::fate(fate),
    };
    let words: Vec<Text> = fates.iter().map(word).collect();
    Text::joined(&words, (", ", "、"))
}

/// That a step runs.
pub fn runs() -> Text {
    say!("the step runs and ends in time", "这一步会执行，并且按时结束")
}

/// A count that is returned.
pub fn returns(range: Range) -> Text {
    say!("returns {0}", "返回 {0}", count::range(range))
}

/// Bytes that are returned, already quoted.
pub fn returns_data(quoted: &str) -> Text {
    say!("returns {quoted}", "返回 {quoted}")
}

/// The address that is returned: whose it is.
pub fn returns_address(name: &str) -> Text {
    say!("returns the address of {name}", "返回 {name} 的地址")
}

/// An error.
pub fn fails(error: ErrorName) -> Text {
    fails_as(&names::error(error))
}

/// An error, as it is said.
pub fn fails_as(error: &Text) -> Text {
    say!("fails with {0}", "失败，错误是{0}", error)
}

/// The error of a step that waits so long.
pub fn fails_after(error: ErrorName, waited: Duration) -> Text {
    let waited = count::duration(waited);
    say!("fails with {1} after {0}", "等 {0}后失败，错误是{1}", waited, names::error(error))
}

/// The sender of a datagram.
pub fn sender(name: &str) -> Text {
    say!("a datagram from {name}", "来自 {name} 的数据报")
}

/// A duration that is expected, given in microseconds.
pub fn took(range: Range) -> Text {
    say!("takes {0}", "用时 {0}", durations(range))
}

/// A range of durations, given in microseconds; in milliseconds where these are whole.
pub fn durations(range: Range) -> Text {
    let whole = |us: u64| us.is_multiple_of(1000) || us == u64::MAX;
    if whole(range.min) && whole(range.max) {
        let max = if range.max == u64::MAX { u64::MAX } else { range.max / 1000 };
        let range = Range { min: range.min / 1000, max };
        return say!("{0} ms", "{0} 毫秒", count::range(range));
    }
    say!("{0} µs", "{0} 微秒", count::range(range))
}

/// How long something took, given in microseconds: `18 µs`, `41.6 ms`.
pub fn measured(us: u64) -> Text {
    if us < 1000 {
        return say!("{us} µs", "{us} 微秒");
    }
    let (ms, rest) = (us / 1000, us % 1000);
    say!("{ms}.{rest:03} ms", "{ms}.{rest:03} 毫秒")
}

/// `every message: glued`.
pub fn message(which: &Which<MessageNo>, fates_wanted: &Fates) -> Text {
    let who = match which {
        Which::All => say!("every message", "每条消息"),
        Which::These(numbers) => {
            count::these_messages(&numbers.iter().map(|n| n.0).collect::<Vec<_>>())
        }
    };
    say!("{0}: {1}", "{0}：{1}", who, fates(fates_wanted))
}

/// `receive 2`, `every receive`.
pub fn receive(which: &Which<ReceiveNo>) -> Text {
    match which {
        Which::All => say!("every receive", "每次接收"),
        Which::These(numbers) => {
            count::these_receives(&numbers.iter().map(|n| n.0).collect::<Vec<_>>())
        }
    }
}

/// `rounds 2–10`, `every round`.
pub fn rounds(which: &WhichRounds) -> Text {
    match which {
        WhichRounds::Median => say!("the middle round by time", "用时居中的那一轮"),
        WhichRounds::Each(Which::All) => say!("every round", "每一轮"),
        WhichRounds::Each(Which::These(numbers)) => {
            count::these_rounds(&numbers.iter().map(|n| n.0).collect::<Vec<_>>())
        }
    }
}

/// `receive 2: holds messages 1, 2; main cause leftover`.
pub fn of_receive(who: Text, what: Text) -> Text {
    say!("{0}: {1}", "{0}：{1}", who, what)
}

/// `holds messages 1, 2`.
pub fn holds(messages: &[MessageNo]) -> Text {
    let numbers: Vec<u32> = messages.iter().map(|n| n.0).collect();
    if numbers.is_empty() {
        return say!("holds no message", "里面没有任何消息");
    }
    say!("holds {0}", "里面是{0}", count::these_messages(&numbers))
}

/// `main cause leftover`.
pub fn main_cause(cause: Option<Cause>) -> Text {
    match cause {
        Some(cause) => say!("main cause {0}", "主要原因：{0}", names::cause(cause)),
        None => say!("exactly one message, so there is no cause", "正好一条消息，没有原因可找"),
    }
}

/// `8 bytes`.
pub fn size(range: Range) -> Text {
    match range.max {
        1 => say!("{0} byte", "{0} 字节", count::range(range)),
        _ => say!("{0} bytes", "{0} 字节", count::range(range)),
    }
}

/// `segments that left: 2`.
pub fn counted(what: Counted, of: Option<&str>, range: Range) -> Text {
    let range = if what == Counted::Took { durations(range) } else { count::range(range) };
    let what = names::counted(what);
    match of {
        Some(actor) => say!("{0} ({actor}): {1}", "{0}（{actor}）：{1}", what, range),
        None => say!("{0}: {1}", "{0}：{1}", what, range),
    }
}

/// Several at once.
pub fn all_of(mut parts: Vec<Text>) -> Text {
    let Some(mut whole) = (!parts.is_empty()).then(|| parts.remove(0)) else {
        return say!("anything", "什么都可以");
    };
    for part in parts {
        whole = say!("{0}; {1}", "{0}；{1}", whole, part);
    }
    whole
}

/// What was there: nobody.
pub fn nobody() -> Text {
    say!("no sender is known", "不知道是谁发的")
}

/// What was there: an address that no socket of the case has.
pub fn unknown_address() -> Text {
    say!("returns an address that nobody here has", "返回的地址不属于这里的任何套接字")
}

/// What was there: success.
pub fn succeeded(count: u64) -> Text {
    say!("it succeeded, and returned {count}", "成功了，返回 {count}")
}

/// There is no such message.
pub fn no_message(no: MessageNo) -> Text {
    say!("there is no message {no}", "没有消息 {no}")
}

/// There is no such receive.
pub fn no_receive(no: ReceiveNo) -> Text {
    say!("there was no receive {no}", "没有第 {no} 次接收")
}

/// What holds bytes back.
pub fn held_by(cause: Option<Cause>) -> Text {
    match cause {
        Some(cause) => {
            say!("bytes held back by {0}", "扣住字节的是：{0}", names::cause(cause))
        }
        None => say!("no bytes held back", "没有扣住字节"),
    }
}

/// The round was not completed.
pub fn no_round(no: RoundNo) -> Text {
    say!("round {no} was not done to its end", "第 {no} 轮没有做完")
}

/// The step was not run, and no call says why.
pub fn not_run() -> Text {
    say!("the step was not run: the case had ended", "这一步没有执行：用例已经结束")
}

/// The step was not run, as a call before it failed.
pub fn not_run_after(step: u32, call: &str, error: &Text) -> Text {
    say!(
        "the step was not run: step {step}, {call}, had failed with {0}",
        "这一步没有执行：在它之前，步骤 {step} 的 {call} 失败了，错误是{0}",
        error
    )
}

/// A plain figure.
pub fn figure(n: u64) -> Text {
    say!("{n}", "{n}")
}

/// The line `expected …`.
pub fn expected(what: &Text) -> Text {
    say!("expected  {0}", "预期  {0}", what)
}

/// The line `got …`.
pub fn got(what: &Text) -> Text {
    say!("got       {0}", "实际  {0}", what)
}

/// Where: a step.
pub fn at_step(step: u32, line: Option<u32>, call: &str) -> Text {
    match line {
        Some(line) => {
            say!("step {step} (line {line}) {call}", "步骤 {step}（第 {line} 行）{call}")
        }
        None => say!("step {step} {call}", "步骤 {step} {call}"),
    }
}

/// Where: a call, as the timeline shows it.
pub fn at_call(call: &str) -> Text {
    say!("{call}", "{call}")
}

/// Where: one of several calls that are written the same way.
pub fn at_call_of(call: &str, at: usize, of: usize) -> Text {
    say!("{call}, number {at} of {of} written alike", "{call}（写法相同的 {of} 个中的第 {at} 个）")
}

/// Where: which of many.
pub fn at_repeat(place: Text, round: u32, repeat: u32) -> Text {
    match (round, repeat) {
        (1, 1) => place,
        (1, repeat) => say!("{0}, repeat {repeat}", "{0}，第 {repeat} 遍", place),
        (round, 1) => say!("{0}, round {round}", "{0}，第 {round} 轮", place),
        _ => say!("{0}, round {round}, repeat {repeat}", "{0}，第 {round} 轮第 {repeat} 遍", place),
    }
}

/// Where: the whole case.
pub fn at_case() -> Text {
    say!("the whole case", "整个用例")
}

/// What cannot be observed.
pub fn unobservable(what: &Text) -> Text {
    say!("cannot be observed here: {0}", "此处观察不到：{0}", what)
}

/// More of the same.
pub fn more(n: usize) -> Text {
    say!("… and {n} more", "……还有 {n} 条")
}

/// A variant, and why.
pub fn variant(platform: Text, why: &Text) -> Text {
    say!("on {0}: {1}", "在 {0} 上：{1}", platform, why)
}
