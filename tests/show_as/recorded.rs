//! What a case shows, as its programs would print it.

use super::listing;
use super::pair::Pair;
use std::collections::HashMap;
use stickydemo::model::{
    Call, CallName, CallRecord, Case, CaseTrace, ErrorInfo, ErrorName, Outcome, Platform, Record,
    Returns, Step,
};
use stickydemo::report::{json, recordings};

/// The recording of Linux that comes with the program: each case, by its name.
pub(crate) fn linux() -> HashMap<String, CaseTrace> {
    let file = recordings::find("linux").expect("a recording of Linux");
    let (trace, _) = json::read(file).expect("a recording");
    let mut all = HashMap::new();
    for scenario in trace.scenarios {
        for case in scenario.cases {
            all.insert(format!("{}/{}", scenario.id, case.id), case);
        }
    }
    all
}

/// A line that a program is to print.
struct Line {
    /// What it begins with.
    label: String,
    outcome: Told,
    /// The counts that the case leaves open.
    open: Option<(u64, u64)>,
}

enum Told {
    Bytes(u64, Vec<u8>),
    Value(u64),
    Error(String),
    /// An address: that there is one.
    Any,
}

/// Whether a pair does what was recorded; else what it did.
pub(crate) fn holds(case: &Case, trace: &CaseTrace, pair: &Pair) -> Result<(), String> {
    let programs = &pair.made.programs;
    let told = |what: String| format!("\n{what}\n{}", listing(&pair.made));
    let printed = pair.run().map_err(|error| told(format!("{}: {error}", trace.id)))?;
    for (program, found) in programs.iter().zip(&printed) {
        let mut wanted = lines(case, trace, &program.who);
        // A figure that the language has no name for is left out, and the program says so.
        wanted.retain(|line| !program.left_out.iter().any(|what| line.names(&what.en)));
        let same = wanted.len() == found.len()
            && wanted.iter().zip(found).all(|(wanted, found)| fits(wanted, found));
        if !same {
            let wanted: Vec<String> = wanted.iter().map(Line::text).collect();
            let what = format!(
                "{} {}\nprinted:\n  {}\nrecorded:\n  {}",
                trace.id,
                program.file,
                found.join("\n  "),
                wanted.join("\n  ")
            );
            return Err(told(what));
        }
    }
    Ok(())
}

impl Line {
    /// Whether it is about the option that a sentence names.
    fn names(&self, sentence: &str) -> bool {
        let option = self.label.strip_prefix("getsockopt(").and_then(|rest| rest.strip_suffix(')'));
        option.is_some_and(|option| sentence.contains(option))
    }

    fn text(&self) -> String {
        let label = &self.label;
        match &self.outcome {
            Told::Bytes(len, head) => format!("{label} -> {len} {}", head.escape_ascii()),
            Told::Value(value) => format!("{label} -> {value}"),
            Told::Error(name) => format!("{label} -> {name}"),
            Told::Any => format!("{label} -> …"),
        }
    }
}

fn lines(case: &Case, trace: &CaseTrace, who: &str) -> Vec<Line> {
    let own = trace.records.iter().filter(|record| record.who == who);
    own.flat_map(|record| record.calls.iter().filter_map(|call| line(case, record, call))).collect()
}

fn line(case: &Case, record: &Record, call: &CallRecord) -> Option<Line> {
    let step = case.all_steps().find(|step| step.no == record.step);
    let label = label(step?, call.call);
    let open = step.and_then(open);
    let outcome = match &call.outcome {
        Outcome::Error(info) => Told::Error(error_name(info)),
        Outcome::Returned(value) if call.call == CallName::Get => Told::Value(*value),
        Outcome::Returned(_) if call.call.returns_address() => Told::Any,
        Outcome::Returned(count) if call.call.receives() || call.call == CallName::Peek => {
            let head = call.data.as_ref().map_or(&[][..], |data| data.kept());
            Told::Bytes(*count, head.iter().copied().take(32).collect())
        }
        Outcome::Returned(_) => return None,
    };
    (!call.call.only_waits()).then_some(Line { label, outcome, open })
}

/// The range of counts that a step leaves open on Linux.
fn open(step: &Step) -> Option<(u64, u64)> {
    let here = step.on.iter().find(|variant| variant.on == Platform::Linux);
    match here.map_or(&step.want, |variant| &variant.value).returns {
        Some(Returns::Count(range)) => Some((range.min, range.max)),
        _ => None,
    }
}

fn label(step: &Step, name: CallName) -> String {
    let label = match (&step.call, name) {
        (_, CallName::SendAll) => "sendall",
        (_, CallName::SendTo) => "sendto",
        (_, CallName::Writev) => "sendmsg",
        (_, CallName::RecvFrom) => "recvfrom(",
        (_, CallName::RecvExact) => "recv_exactly(",
        (_, CallName::Recv | CallName::Peek) => "recv(",
        (_, CallName::Set) => "setsockopt",
        (Call::Get { option }, _) => return format!("getsockopt({option})"),
        (_, name) => name.as_str(),
    };
    label.to_owned()
}

fn error_name(info: &ErrorInfo) -> String {
    match (info.name, &info.native) {
        (ErrorName::Timeout, _) => "timeout".to_owned(),
        (_, Some(native)) => native.clone(),
        (name, None) => name.to_string(),
    }
}

fn fits(wanted: &Line, found: &str) -> bool {
    let Some((label, outcome)) = found.split_once(" -> ") else { return false };
    let (count, rest) = outcome.split_once(' ').unwrap_or((outcome, ""));
    let number = count.parse::<u64>().ok();
    let is_open = number.is_some_and(|number| {
        wanted.open.is_some_and(|(least, most)| (least..=most).contains(&number))
    });
    let same = match &wanted.outcome {
        Told::Bytes(len, head) => number == Some(*len) && unescaped(rest).as_ref() == Some(head),
        Told::Value(value) => number == Some(*value),
        Told::Error(name) => outcome == name,
        Told::Any => true,
    };
    label.starts_with(&wanted.label) && (same || is_open)
}

/// The bytes of `b'…'`.
fn unescaped(text: &str) -> Option<Vec<u8>> {
    let text = text.strip_prefix('b')?;
    let quote = text.chars().next()?;
    let text = text.strip_prefix(quote)?.strip_suffix(quote)?;
    let (mut out, mut rest) = (Vec::new(), text.bytes());
    while let Some(byte) = rest.next() {
        if byte != b'\\' {
            out.push(byte);
            continue;
        }
        out.push(match rest.next()? {
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'x' => {
                let digits = [rest.next()?, rest.next()?];
                u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?
            }
            other => other,
        });
    }
    Some(out)
}
