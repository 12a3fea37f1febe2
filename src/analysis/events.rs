//! Which calls were messages, which were receives, and their places in the streams.

use crate::model::{
    CallName, CallRecord, CaseTrace, ErrorName, Flag, MessageNo, ReceiveNo, SocketId, SocketTrace,
};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// A stretch of a stream: from where, how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) start: u64,
    pub(super) len: u64,
}

impl Span {
    pub(super) fn end(self) -> u64 {
        self.start.saturating_add(self.len)
    }
}

/// A call that sent (or was to send) a message.
#[derive(Debug)]
pub(super) struct SendEvent<'a> {
    /// None: warm-up.
    pub(super) no: Option<MessageNo>,
    pub(super) from: SocketId,
    pub(super) to: Option<SocketId>,
    pub(super) call: &'a CallRecord,
    pub(super) stream: bool,
    /// Bytes of the message as its sender meant it.
    pub(super) bytes: u64,
    /// Bytes that were to go into the stream: the frame, or the message itself.
    pub(super) meant: u64,
    /// What the kernel took, and where that stands in the stream.
    pub(super) span: Span,
    /// What the receiving program had taken from the stream by then.
    pub(super) taken_before: u64,
}

impl SendEvent<'_> {
    pub(super) fn has(&self, flag: Flag) -> bool {
        self.call.flags.contains(&flag)
    }
}

/// A call that handed bytes to the program.
#[derive(Debug)]
pub(super) struct ReceiveEvent<'a> {
    /// None: warm-up.
    pub(super) no: Option<ReceiveNo>,
    pub(super) by: SocketId,
    pub(super) call: &'a CallRecord,
    pub(super) stream: bool,
    /// Bytes handed over, as the program counts them.
    pub(super) bytes: u64,
    /// The stretches of the stream they are (frames included).
    pub(super) spans: Vec<Span>,
}

/// All messages and receives of a trace, in order.
#[derive(Debug, Default)]
pub(super) struct Events<'a> {
    pub(super) sends: Vec<SendEvent<'a>>,
    pub(super) receives: Vec<ReceiveEvent<'a>>,
    /// Bytes taken from the stream that comes in at a socket.
    pub(super) taken: BTreeMap<SocketId, u64>,
    /// Bytes written to the stream that goes out of a socket.
    pub(super) written: BTreeMap<SocketId, u64>,
    /// Sockets at which the stream ended inside a frame, or before `recv_exact` had all it wanted.
    pub(super) cut_off: BTreeSet<SocketId>,
    decoders: BTreeMap<SocketId, VecDeque<Span>>,
    messages: u32,
    handed: u32,
}

impl<'a> Events<'a> {
    pub(super) fn of(trace: &'a CaseTrace) -> Self {
        let mut events = Events::default();
        for record in &trace.records {
            for call in &record.calls {
                events.take_in(trace, call, record.warmup);
            }
        }
        events
    }

    fn take_in(&mut self, trace: &'a CaseTrace, call: &'a CallRecord, warmup: bool) {
        let Some((sock, socket)) = call.sock.and_then(|s| Some((s, socket(trace, s)?))) else {
            return;
        };
        if call.call.sends() {
            self.send(sock, socket, call, warmup);
        } else if call.call.receives() {
            self.receive(sock, socket, call, warmup);
        }
    }

    fn send(&mut self, from: SocketId, socket: &SocketTrace, call: &'a CallRecord, warmup: bool) {
        let stream = socket.transport.is_stream();
        let to = if stream { socket.peer } else { call.other.or(socket.peer) };
        let bytes = call.data.as_ref().map_or(0, |data| data.len);
        let position = self.written.entry(from).or_default();
        let span = Span { start: *position, len: accepted(call) };
        *position = span.end();
        let taken_before = to.and_then(|to| self.taken.get(&to)).copied().unwrap_or(0);
        self.messages += u32::from(!warmup);
        self.sends.push(SendEvent {
            no: (!warmup).then_some(MessageNo(self.messages)),
            from,
            to,
            call,
            stream,
            bytes,
            meant: call.frame.unwrap_or(bytes),
            span,
            taken_before,
        });
    }

    fn receive(&mut self, by: SocketId, socket: &SocketTrace, call: &'a CallRecord, warmup: bool) {
        let stream = socket.transport.is_stream();
        if matches!(call.outcome.error(), Some(ErrorName::EndInsideFrame | ErrorName::EndOfStream))
        {
            self.cut_off.insert(by);
        }
        let spans = match (stream, call.call) {
            (false, _) => Vec::new(),
            (true, CallName::RecvMessage) => self.decode(by, call),
            (true, _) => self.take(by, call),
        };
        let Some(bytes) = handed_over(call, stream) else { return };
        self.handed += u32::from(!warmup);
        let no = (!warmup).then_some(ReceiveNo(self.handed));
        self.receives.push(ReceiveEvent { no, by, call, stream, bytes, spans });
    }

    /// What `recv` and `recv_exact` took: the records of the calls that touched the stream.
    fn take(&mut self, by: SocketId, call: &CallRecord) -> Vec<Span> {
        let calls = if call.below.is_empty() { std::slice::from_ref(call) } else { &call.below };
        let mut spans: Vec<Span> = Vec::new();
        for touching in calls {
            spans.extend(self.advance(by, touching));
        }
        merge(spans)
    }

    /// `recv_message`: the calls beneath it fill the decoder, the frame is taken from its front.
    fn decode(&mut self, by: SocketId, call: &CallRecord) -> Vec<Span> {
        let filled: Vec<Span> =
            call.below.iter().filter_map(|below| self.advance(by, below)).collect();
        let decoder = self.decoders.entry(by).or_default();
        decoder.extend(filled);
        merge(front(decoder, call.frame.unwrap_or(0)))
    }

    fn advance(&mut self, by: SocketId, call: &CallRecord) -> Option<Span> {
        if call.flags.contains(&Flag::MsgPeek) {
            return None;
        }
        let len = call.outcome.count().filter(|count| *count > 0)?;
        let position = self.taken.entry(by).or_default();
        let span = Span { start: *position, len };
        *position = span.end();
        Some(span)
    }
}

/// A socket of the trace.
pub(super) fn socket(trace: &CaseTrace, id: SocketId) -> Option<&SocketTrace> {
    trace.sockets.get(usize::try_from(id.0).ok()?)
}

/// How many bytes the kernel took of a send.
fn accepted(call: &CallRecord) -> u64 {
    if call.below.is_empty() {
        return match call.call {
            CallName::Send | CallName::SendTo => call.outcome.count().unwrap_or(0),
            _ => 0,
        };
    }
    call.below.iter().filter_map(|below| below.outcome.count()).fold(0, u64::saturating_add)
}

/// How many bytes a call handed over, if it is a receive: not the end of a stream, not a look
/// (MSG_PEEK), not a failure, except one that brought data (Windows: message-too-long).
fn handed_over(call: &CallRecord, stream: bool) -> Option<u64> {
    if call.flags.contains(&Flag::MsgPeek) {
        return None;
    }
    let kept = call.data.as_ref().map_or(0, |data| data.len);
    match (call.outcome.count(), call.outcome.error()) {
        (Some(0), _) if stream && call.call != CallName::RecvMessage => None,
        (Some(count), _) => Some(if call.data.is_some() { kept } else { count }),
        (None, Some(ErrorName::MessageTooLong)) if !stream && call.data.is_some() => Some(kept),
        _ => None,
    }
}

/// The first `len` bytes of a queue of stretches.
fn front(queue: &mut VecDeque<Span>, len: u64) -> Vec<Span> {
    let mut wanted = len;
    let mut spans = Vec::new();
    while wanted > 0 {
        let Some(first) = queue.front_mut() else { break };
        let part = Span { start: first.start, len: first.len.min(wanted) };
        wanted -= part.len;
        first.start = part.end();
        first.len -= part.len;
        if first.len == 0 {
            queue.pop_front();
        }
        spans.push(part);
    }
    spans
}

/// Joins stretches that follow each other.
fn merge(spans: Vec<Span>) -> Vec<Span> {
    let mut merged: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match merged.last_mut() {
            Some(last) if last.end() == span.start => last.len = last.len.saturating_add(span.len),
            _ => merged.push(span),
        }
    }
    merged
}
