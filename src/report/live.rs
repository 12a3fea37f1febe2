//! A call as it comes back, in a line: of a session that goes on.

use super::doc::{Doc, Line, Style};
use super::errors;
use super::escape::width;
use super::kernel_bytes::held;
use super::paint::paint;
use super::visible;
use super::wrap::wrap;
use super::{Look, Verbosity};
use crate::apps::{Counted, Fault};
use crate::framing::text::decode;
use crate::lang::errors::StreamZero;
use crate::lang::{count, faults, live as words, timeline};
use crate::model::{
    CallName, CallRecord, CaseTrace, Making, OptionRecord, Outcome, Payload, Seen, SocketId,
    SocketTrace, Text, TextEncoding,
};
use std::net::SocketAddr;

/// How bytes are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct View {
    /// As text in this encoding.
    pub text: Option<TextEncoding>,
    /// As hex digits.
    pub hex: bool,
}

/// Draws the calls of a session, one after another.
#[derive(Debug)]
pub struct Live {
    look: Look,
    view: View,
    /// The sockets so far; no records: those are drawn and forgotten.
    trace: CaseTrace,
    /// Whether it has been said how the last column is read.
    explained: bool,
    /// The faults so far.
    faults: Vec<Fault>,
    /// Whether it has been said what is not known of calls that are only counted.
    counted: bool,
}

/// Where a call begins.
const CALL: usize = 12;
/// How wide calls are, mostly.
const CALL_WIDTH: usize = 27;
/// The most bytes of one call that are shown.
const MOST: usize = 256;

impl Live {
    /// Of a session that begins.
    pub fn new(look: Look, view: View) -> Self {
        let trace = CaseTrace {
            id: String::new(),
            sockets: Vec::new(),
            records: Vec::new(),
            leftovers: Vec::new(),
            lab: None,
            left_out: 0,
        };
        let (explained, faults, counted) = (false, Vec::new(), false);
        Live { look, view, trace, explained, faults, counted }
    }

    /// A socket was made; they come in the order of their numbers.
    pub fn socket(&mut self, id: SocketId, socket: &SocketTrace) {
        if usize::try_from(id.0).is_ok_and(|at| at == self.trace.sockets.len()) {
            self.trace.sockets.push(socket.clone());
        }
    }

    /// The line of a call, or its lines.
    pub fn call(&mut self, call: &CallRecord, address: Option<SocketAddr>) -> String {
        let look = self.look;
        let mut doc = Doc::new();
        let begin = Line::of(
            Style::Dim,
            &format!("{:>10}  ", super::timeline::milliseconds(call.end_ns())),
        );
        let written = self.written(call, address);
        let came = self.came_back(call, address);
        let held = self.held(call);
        let pad = CALL_WIDTH.saturating_sub(width(&written));
        let mut line = begin.with(Style::Plain, &written).with(Style::Plain, &" ".repeat(pad + 2));
        line.append(came);
        if !held.is_empty() {
            line.push(Style::Dim, &format!("   {held}"));
        }
        doc.extend(wrap(&line, look.columns(), CALL + 2));
        for option in &call.options {
            doc.extend(self.option(option).into_iter().collect());
        }
        if !held.is_empty() && !std::mem::replace(&mut self.explained, true) {
            let text = look.say(words::held_legend());
            doc.extend(wrap(
                &Line::of(Style::Dim, &format!("{}{text}", " ".repeat(CALL))),
                look.columns(),
                CALL,
            ));
        }
        paint(&doc, &look)
    }

    /// Calls that were counted: one line for all of them.
    pub fn counted(&mut self, counted: &Counted) -> String {
        let look = self.look;
        let name = self.trace.socket(counted.on).and_then(|socket| socket.name.as_ref());
        let on = name.map_or(String::new(), |name| format!("{name}."));
        let times = if look.ascii { "x" } else { "×" };
        let written = format!("{on}{} {times} {}", counted.call, counted.calls);
        let pad = CALL_WIDTH.saturating_sub(width(&written));
        let begin = format!("{:>10}  ", super::timeline::milliseconds(counted.end_ns));
        let sizes = words::counted(counted.bytes, (counted.least, counted.most));
        let line = Line::of(Style::Dim, &begin)
            .with(Style::Plain, &written)
            .with(Style::Plain, &" ".repeat(pad + 2))
            .with(Style::Strong, &look.say(sizes));
        let mut doc = Doc::new();
        doc.extend(wrap(&line, look.columns(), CALL + 2));
        if !std::mem::replace(&mut self.counted, true) {
            let text = look.say(words::counted_legend());
            let line = Line::of(Style::Dim, &format!("{}{text}", " ".repeat(CALL)));
            doc.extend(wrap(&line, look.columns(), CALL));
        }
        paint(&doc, &look)
    }

    /// What the tutorial's program prints: a line, or as many as there are in it.
    pub fn printed(&self, bytes: &[u8]) -> String {
        let text = self.as_text(bytes);
        let lines = text.split('\n').map(|line| visible(line.strip_suffix('\r').unwrap_or(line)));
        lines.map(|line| format!("{line}\n")).collect()
    }

    /// The text that these bytes are, or `b"…"`.
    fn as_text(&self, bytes: &[u8]) -> String {
        let encoding = self.view.text.unwrap_or(TextEncoding::Utf8);
        decode(bytes, encoding).unwrap_or_else(|| {
            format!("b{}", self.look.quote(bytes, bytes.len() as u64, usize::MAX))
        })
    }

    /// What has arrived, as the tutorial's program prints it: in its colours, if it has some, and before it whose it is. Among the
    /// calls it stands where they do, and is no longer than they show; alone it is whole.
    pub fn arrived(&self, by: &str, bytes: &[u8], marked: bool) -> String {
        let style = if marked { Style::Arrived } else { Style::Plain };
        let mut text = self.as_text(bytes);
        let mut doc = Doc::new();
        if self.look.verbosity == Verbosity::Quiet {
            doc.extend(vec![Line::of(Style::Plain, by).with(style, &text)]);
            return paint(&doc, &self.look);
        }
        if let Some((at, _)) = text.char_indices().nth(MOST) {
            text.replace_range(at.., "…");
        }
        let by = format!("{}{by}", " ".repeat(CALL));
        let line = Line::of(Style::Plain, &by).with(style, &text);
        doc.extend(wrap(&line, self.look.columns(), CALL));
        paint(&doc, &self.look)
    }

    /// Something to know.
    pub fn remark(&self, text: &Text) -> String {
        let mut doc = Doc::new();
        let text = format!("{}{}", " ".repeat(CALL), self.look.say(text.clone()));
        doc.extend(wrap(&Line::of(Style::Warn, &text), self.look.columns(), CALL));
        paint(&doc, &self.look)
    }

    /// A fault of the tutorial's program, met: what it is, the scenario that explains it, the line that mends it;
    /// the next time, only what it is.
    pub fn fault(&mut self, fault: Fault) -> String {
        let look = &self.look;
        let known = self.faults.contains(&fault);
        if !known {
            self.faults.push(fault);
        }
        let mut doc = Doc::new();
        let what = faults::as_taught(faults::what(fault));
        let indent = " ".repeat(CALL);
        let lines = [
            Line::of(Style::Warn, &format!("{indent}{}", look.say(what))),
            Line::of(Style::Plain, &format!("{indent}{}", look.say(faults::why(fault)))),
            Line::of(Style::Plain, &format!("{indent}{}", look.say(faults::mend(fault)))),
        ];
        let shown = if known { &lines[..1] } else { &lines[..] };
        shown.iter().for_each(|line| doc.extend(wrap(line, look.columns(), CALL)));
        paint(&doc, look)
    }

    /// What this kernel holds, where it holds anything.
    fn held(&self, call: &CallRecord) -> String {
        let own = &call.own;
        let some = [own.unsent, own.unacked, own.readable, own.drops];
        match some.iter().any(|figure| figure.seen().is_some_and(|n| n > 0)) {
            true => held(std::iter::once(call), &self.trace, &self.look),
            false => String::new(),
        }
    }

    /// An option that the kernel did not grant as asked; verbose: each.
    fn option(&self, option: &OptionRecord) -> Option<Line> {
        let line = super::timeline::option_line(option, &self.look)?;
        let mut indented = Line::of(Style::Plain, &" ".repeat(CALL + 2));
        indented.append(line);
        Some(indented)
    }

    /// `c1.recv(1024)`, `send("hello")`, `connect(127.0.0.1:8080)`.
    fn written(&self, call: &CallRecord, address: Option<SocketAddr>) -> String {
        let socket = call.sock.and_then(|id| self.trace.socket(id));
        let name = socket
            .and_then(|socket| socket.name.as_ref())
            .filter(|_| call.call != CallName::Accept);
        let on = name.map_or(String::new(), |name| format!("{name}."));
        let to = || address.map(|address| address.to_string());
        let mut args = Vec::new();
        if call.call.sends() {
            args.push(self.data(call.data.as_ref()));
        }
        args.extend(call.max.map(|max| max.to_string()));
        if !call.call.receives() && call.call.makes() != Some(Making::Accepts) {
            args.extend(to());
        }
        if call.call == CallName::Shutdown {
            args.push("write".to_owned());
        }
        format!("{on}{}({})", call.call, args.join(", "))
    }

    fn came_back(&self, call: &CallRecord, address: Option<SocketAddr>) -> Line {
        let look = &self.look;
        match &call.outcome {
            Outcome::Error(info) => {
                let said = if look.verbose() { errors::in_full(info) } else { errors::said(info) };
                Line::of(Style::Bad, &look.say(said.text))
            }
            Outcome::Returned(n) => self.success(call, *n, address),
        }
    }

    fn success(&self, call: &CallRecord, n: u64, address: Option<SocketAddr>) -> Line {
        let look = &self.look;
        if call.call.sends() {
            return super::timeline::sent(call, n, look);
        }
        if call.call.receives() {
            return self.received(call, n, address);
        }
        let from = address.filter(|_| call.call.makes() == Some(Making::Accepts));
        let text = match from {
            Some(from) => {
                let name = call.sock.and_then(|id| self.trace.socket(id)?.name.clone());
                look.say(timeline::from(&name.unwrap_or_default(), &from.to_string()))
            }
            None => look.say(timeline::ok()),
        };
        Line::of(Style::Dim, &text)
    }

    fn received(&self, call: &CallRecord, n: u64, address: Option<SocketAddr>) -> Line {
        let look = &self.look;
        let stream = super::trace_lookup::is_stream(&self.trace, call);
        if n == 0 && stream {
            return Line::of(Style::Warn, &look.say(timeline::end_of_stream(StreamZero::End)));
        }
        let mut text = match call.data.as_ref().filter(|data| data.len > 0) {
            Some(data) => self.data(Some(data)),
            None => look.say(timeline::empty_datagram()),
        };
        if !text.ends_with(" B)") && n > 0 {
            text = format!("{text} {}", look.say(count::bytes(n)));
        }
        if call.truncated == Seen::Seen(true) {
            text = look.say(timeline::truncated(Text::new(text.clone(), text)));
        }
        if let Some(from) = address.filter(|_| !stream) {
            text = look.say(timeline::from(&text, &from.to_string()));
        }
        Line::of(Style::Strong, &text)
    }

    /// Bytes as the class wants to see them.
    fn data(&self, data: Option<&Payload>) -> String {
        let Some(data) = data else { return "\"\"".to_owned() };
        let shown = &data.kept()[..data.kept().len().min(MOST)];
        let text = self.view.text.map(|encoding| self.text(shown, data.len, encoding));
        let hex = self.view.hex.then(|| hex(shown, data.len));
        [text, hex].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    fn text(&self, shown: &[u8], len: u64, encoding: TextEncoding) -> String {
        let columns = (self.look.columns() / 3).max(12);
        match decode(shown, encoding).filter(|_| encoding != TextEncoding::Utf8) {
            Some(text) => {
                let more = u64::from(len > shown.len() as u64);
                self.look.quote(text.as_bytes(), text.len() as u64 + more, columns)
            }
            None => self.look.quote(shown, len, columns),
        }
    }
}

/// `68 65 6c 6c 6f`, at most sixteen bytes of them.
fn hex(shown: &[u8], len: u64) -> String {
    const LINE: usize = 16;
    let digits: Vec<String> = shown.iter().take(LINE).map(|byte| format!("{byte:02x}")).collect();
    let more = if len > digits.len() as u64 { " …" } else { "" };
    format!("{}{more}", digits.join(" "))
}

/// What a session came to, in one line.
pub fn summary(parts: &[Text], look: &Look) -> String {
    let parts: Vec<String> = parts.iter().map(|part| look.say(part.clone())).collect();
    let mut doc = Doc::new();
    let text = format!("{}{}", " ".repeat(CALL), parts.join(look.comma()));
    doc.extend(wrap(&Line::of(Style::Dim, &text), look.columns(), CALL));
    paint(&doc, look)
}
