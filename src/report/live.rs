//! A call as it comes back, in a line: of a session that goes on.

mod shown;

use super::Look;
use crate::apps::{Counted, Fault, Mark};
use crate::lang::errors::StreamZero;
use crate::lang::{count, faults, live as words, timeline};
use crate::model::{
    CallName, CallRecord, CaseTrace, Making, OptionRecord, Outcome, Seen, SocketId, SocketTrace,
    Text, TextEncoding,
};
use crate::report::case::errors;
use crate::report::case::kernel_bytes::held;
use crate::report::case::timeline as case_timeline;
use crate::report::case::timeline::milliseconds;
use crate::report::escape::width;
use crate::report::page::line::{Line, Style};
use crate::report::page::{Block, Page};
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
    /// The name of the session's Unix-domain socket, where it is one.
    file: Option<String>,
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

impl Live {
    /// Of a session that begins; `file`: the name of its Unix-domain socket, where it is one, fit to be shown.
    pub fn new(look: Look, view: View, file: Option<String>) -> Self {
        let (trace, faults) = (CaseTrace::default(), Vec::new());
        Live { look, view, file, trace, explained: false, faults, counted: false }
    }

    /// A socket was made; its number is the next, or was that of one that was closed.
    pub fn socket(&mut self, id: SocketId, socket: &SocketTrace) {
        match self.trace.sockets.get_mut(id.index()) {
            Some(place) => place.clone_from(socket),
            None => self.trace.sockets.push(socket.clone()),
        }
    }

    /// From now on it is drawn in so many columns.
    pub fn resize(&mut self, columns: usize) {
        self.look.width = columns;
    }

    /// The line of a call, or its lines; `mark`: up to where it goes in a stream that is cut.
    pub fn call(
        &mut self,
        call: &CallRecord,
        address: Option<SocketAddr>,
        mark: Option<Mark>,
    ) -> String {
        let look = self.look;
        let mut page = Page::new();
        let begin = Line::of(Style::Dim, &format!("{:>10}  ", milliseconds(call.end_ns())));
        let written = self.written(call, address);
        let came = self.came_back(call, address);
        let held = self.held(call);
        let pad = CALL_WIDTH.saturating_sub(width(&written));
        let mut line = begin.with(Style::Plain, &written).with(Style::Plain, &" ".repeat(pad + 2));
        line.append(came);
        if let Some(mark) = mark {
            let style = if mark.cut.is_some() { Style::Strong } else { Style::Dim };
            line.push(style, &format!("   {}", look.say(words::mark(mark.cut, mark.at))));
        }
        if !held.is_empty() {
            line.push(Style::Dim, &format!("   {held}"));
        }
        page.wide(line, (0, CALL + 2));
        for option in &call.options {
            page.blocks.extend(self.option(option).map(Block::Line));
        }
        if !held.is_empty() && !std::mem::replace(&mut self.explained, true) {
            let text = look.say(words::held_legend());
            page.wide(Line::of(Style::Dim, &text), (CALL, CALL));
        }
        page.text(&look)
    }

    /// Calls that were counted: one line for all of them.
    pub fn counted(&mut self, counted: &Counted) -> String {
        let look = self.look;
        let name = self.trace.socket(counted.on).and_then(|socket| socket.name.as_ref());
        let on = name.map_or(String::new(), |name| format!("{name}."));
        let times = if look.ascii { "x" } else { "×" };
        let written = format!("{on}{} {times} {}", counted.call, counted.calls);
        let pad = CALL_WIDTH.saturating_sub(width(&written));
        let begin = format!("{:>10}  ", milliseconds(counted.end_ns));
        let sizes = words::counted(counted.bytes, (counted.least, counted.most));
        let line = Line::of(Style::Dim, &begin)
            .with(Style::Plain, &written)
            .with(Style::Plain, &" ".repeat(pad + 2))
            .with(Style::Strong, &look.say(sizes));
        let mut page = Page::new();
        page.wide(line, (0, CALL + 2));
        if !std::mem::replace(&mut self.counted, true) {
            let text = look.say(words::counted_legend());
            page.wide(Line::of(Style::Dim, &text), (CALL, CALL));
        }
        page.text(&look)
    }

    /// Something to know.
    pub fn remark(&self, text: &Text) -> String {
        let mut page = Page::new();
        page.wide(Line::of(Style::Warn, &self.look.say(text.clone())), (CALL, CALL));
        page.text(&self.look)
    }

    /// A fault of the tutorial's program, met: what it is, the scenario that explains it, the line that mends it;
    /// the next time, only what it is.
    pub fn fault(&mut self, fault: Fault) -> String {
        let look = &self.look;
        let known = self.faults.contains(&fault);
        if !known {
            self.faults.push(fault);
        }
        let mut page = Page::new();
        let what = faults::as_taught(faults::what(fault));
        page.wide(Line::of(Style::Warn, &look.say(what)), (CALL, CALL));
        for text in [faults::why(fault), faults::mend(fault)].into_iter().filter(|_| !known) {
            page.wide(Line::of(Style::Plain, &look.say(text)), (CALL, CALL));
        }
        page.text(look)
    }

    /// What this kernel holds, where it holds anything.
    fn held(&self, call: &CallRecord) -> String {
        let own = &call.own;
        let some = [own.unsent, own.unacked, own.readable, own.drops];
        match some.iter().any(|figure| figure.seen().is_some_and(|n| n > 0)) {
            true => held(std::iter::once(call), &self.trace, &self.look.voice()),
            false => String::new(),
        }
    }

    /// An option that the kernel did not grant as asked; verbose: each.
    fn option(&self, option: &OptionRecord) -> Option<Line> {
        let line = case_timeline::option_line(option, &self.look.voice())?;
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
        let named = matches!(call.call, CallName::Listen | CallName::Bind | CallName::Connect);
        let file = self.file.clone().filter(|_| named);
        let to = || address.map(|address| address.to_string()).or(file);
        let mut args = Vec::new();
        if call.call.sends() {
            args.push(self.data(call.data.as_ref()).0);
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
                let said =
                    if look.voice().verbose() { errors::in_full(info) } else { errors::said(info) };
                Line::of(Style::Bad, &look.say(said.text))
            }
            Outcome::Returned(n) => self.success(call, *n, address),
        }
    }

    fn success(&self, call: &CallRecord, n: u64, address: Option<SocketAddr>) -> Line {
        let look = &self.look;
        if call.call.sends() {
            return case_timeline::sent(call, n, &look.voice());
        }
        if call.call.receives() {
            return self.received(call, n, address);
        }
        let name = call.sock.and_then(|id| self.trace.socket(id)?.name.clone());
        let name = name.filter(|_| call.call.makes() == Some(Making::Accepts));
        let text = match (name, address) {
            (Some(name), Some(from)) => look.say(timeline::from(&name, &from.to_string())),
            // Who connects to a Unix-domain socket has no name, mostly.
            (Some(name), None) => name,
            (None, _) => look.say(timeline::ok()),
        };
        Line::of(Style::Dim, &text)
    }

    fn received(&self, call: &CallRecord, n: u64, address: Option<SocketAddr>) -> Line {
        let look = &self.look;
        let stream = crate::report::case::trace_lookup::is_stream(&self.trace, call);
        if n == 0 && stream {
            return Line::of(Style::Warn, &look.say(timeline::end_of_stream(StreamZero::End)));
        }
        let (mut text, sized) = match call.data.as_ref().filter(|data| data.len > 0) {
            Some(data) => self.data(Some(data)),
            None => (look.say(timeline::empty_datagram()), false),
        };
        if !sized && n > 0 {
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
}

/// What a session came to, in one line.
pub fn summary(parts: &[Text], look: &Look) -> String {
    let parts: Vec<String> = parts.iter().map(|part| look.say(part.clone())).collect();
    let mut page = Page::new();
    page.wide(Line::of(Style::Dim, &parts.join(look.comma())), (CALL, CALL));
    page.text(look)
}
