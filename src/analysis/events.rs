//! Which calls were messages, which were receives, and their places in the streams.

use super::prior_samples::{PriorSample, PriorSamples};
use super::shutdowns::Shutdowns;
use super::spans::{Span, front, merge};
use super::timed::{Timed, in_time};
use super::waste::{Waste, Wasted};
use super::zero_receives::{ZeroReceive, ZeroReceives};
use crate::model::{
    CallPlace, CallRecord, Case, CaseTrace, ErrorName, Evidence, Flag, How, Making, Manner,
    MessageNo, OptionName, OptionValue, Payload, ReceiveNo, Seen, SocketId, SocketTrace, Transport,
};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// A call that sent (or was to send) a message.
#[derive(Debug, Clone)]
pub(super) struct SendEvent<'a> {
    /// None: warm-up.
    pub(super) no: Option<MessageNo>,
    pub(super) from: SocketId,
    pub(super) to: Option<SocketId>,
    pub(super) call: &'a CallRecord,
    /// What it says, where that is not what the call sent.
    pub(super) content: Option<Payload>,
    pub(super) stream: bool,
    /// Bytes of the message as its sender meant it.
    pub(super) bytes: u64,
    /// Bytes that were to go into the stream: the frame, or the message itself.
    pub(super) meant: u64,
    /// What the kernel took, and where that stands in the stream.
    pub(super) span: Span,
    /// What the receiving program had taken from the stream by then.
    pub(super) taken_before: u64,
    /// The last thing the kernel had certainly said of the sending socket before.
    pub(super) before: Option<&'a Evidence>,
    /// The last thing the kernel had certainly said of the receiving socket before.
    pub(super) peer_before: Option<PriorSample<'a>>,
    /// It is cut into datagrams of this size (UDP_SEGMENT, udp(7)).
    pub(super) cut_into: Option<u64>,
    /// How often the socket's cork had been taken out before (UDP_CORK, udp(7)): with that a
    /// datagram leaves, and what is sent afterwards is of another.
    pub(super) uncorked: u32,
    /// The program itself asked for it to be held: MSG_MORE, or the option. A Unix-domain socket holds
    /// nothing (unix_stream_sendmsg, unix_dgram_sendmsg in net/unix/af_unix.c).
    pub(super) corked: bool,
    /// In how many sends it left, where it has several parts.
    pub(super) sends: u64,
    /// The most bytes unsent right after one of these.
    pub(super) unsent: Seen<u64>,
    /// Where it stands among the records.
    pub(super) place: CallPlace,
    /// Where the call stands that sent its first byte: the same, but for a frame that left in several.
    pub(super) begun_in: CallPlace,
}

impl SendEvent<'_> {
    pub(super) fn has(&self, flag: Flag) -> bool {
        self.call.flags.contains(&flag)
    }

    pub(super) fn is_corked(&self) -> bool {
        self.corked
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
    /// How many bytes could certainly be read before it began.
    pub(super) readable_before: Option<u64>,
    /// SO_RCVLOWAT, where it was set: a receive waits for so many bytes (socket(7)).
    pub(super) low_water: Option<u64>,
    /// Another program sent it: how, is not known here.
    pub(super) elsewhere: bool,
    /// The program had shut down reading: a 0 beneath it is no end of the stream (shutdown(2)).
    pub(super) shut: bool,
    /// Where it stands among the records.
    pub(super) place: CallPlace,
}

impl ReceiveEvent<'_> {
    /// Where it begins in the stream.
    pub(super) fn start(&self) -> u64 {
        self.spans.first().map_or(0, |span| span.start)
    }
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
    /// Bytes taken from the stream that comes in at a socket of which no message came, in order.
    pub(super) wasted: BTreeMap<SocketId, Vec<Wasted>>,
    /// When a `recv` last returned a 0 that may have been an empty message or the end, in
    /// nanoseconds.
    pub(super) unclear: BTreeMap<SocketId, u64>,
    zeros: ZeroReceives,
    waste: Waste,
    decoders: BTreeMap<SocketId, VecDeque<Span>>,
    /// What the calls beneath a receive that has not ended yet took.
    pieces: BTreeMap<CallPlace, Vec<Span>>,
    prior: PriorSamples<'a>,
    /// The size of the datagrams that a socket's sends are cut into.
    cut_into: BTreeMap<SocketId, u64>,
    /// See [`Events::uncorked`].
    uncorked: BTreeMap<SocketId, u32>,
    /// Of a socket that gathers a datagram: where that goes, and how often its cork had been taken out.
    gathers: BTreeMap<SocketId, (Option<SocketId>, u32)>,
    /// SO_RCVLOWAT of each socket, where it was set.
    low_water: BTreeMap<SocketId, u64>,
    shutdowns: Shutdowns,
    /// The sockets of which the program has shut down reading.
    not_reading: BTreeSet<SocketId>,
    messages: u32,
    handed: u32,
}

impl<'a> Events<'a> {
    pub(super) fn of(case: &Case, trace: &'a CaseTrace) -> Self {
        let (zeros, shutdowns) = (ZeroReceives::of(case, trace), Shutdowns::of(case));
        let mut events = Events { zeros, shutdowns, ..Events::default() };
        for timed in in_time(trace) {
            events.take_in(trace, timed);
        }
        events.wasted = std::mem::take(&mut events.waste).all(&events.decoders);
        events.forget_acknowledgements();
        events
    }

    /// How often a socket's cork was taken out.
    pub(super) fn uncorked(&self, sock: SocketId) -> u32 {
        self.uncorked.get(&sock).copied().unwrap_or(0)
    }

    fn take_in(&mut self, trace: &'a CaseTrace, timed: Timed<'a>) {
        let known = timed.call.sock.and_then(|sock| Some((sock, trace.socket(sock)?)));
        let Some((sock, socket)) = known else { return };
        match timed.beneath {
            true => self.piece(sock, timed),
            false if timed.call.call.sends() => self.send(sock, socket, timed),
            false if timed.call.call.receives() => self.receive(trace, (sock, socket), timed),
            false => {}
        }
        self.options(sock, timed.call);
        let how = self.shutdowns.by(timed.record.step, timed.call, socket.transport);
        self.not_reading.extend(matches!(how, Some(How::Read | How::Both)).then_some(sock));
        let peer = socket.counterpart(timed.call).zip(timed.call.peer.as_ref());
        let samples = [Some((sock, &timed.call.own)), peer];
        for (sock, evidence) in samples.into_iter().flatten() {
            let taken = self.taken.get(&sock).copied().unwrap_or(0);
            self.prior.note((sock, taken), evidence, timed);
        }
    }

    /// Notes into which size a socket's sends are cut from now on, 0 being "not at all", that a
    /// cork was taken out, and for how many bytes a receive waits; an accepted socket has that of its
    /// listener (sk_clone_lock in net/core/sock.c).
    fn options(&mut self, sock: SocketId, call: &CallRecord) {
        let listener = call.other.filter(|_| call.call.makes() == Some(Making::Accepts));
        let inherited = listener.and_then(|listener| self.low_water.get(&listener).copied());
        self.low_water.extend(inherited.map(|mark| (sock, mark)));
        for record in &call.options {
            match (record.option, record.granted) {
                (OptionName::UdpSegment, Seen::Seen(OptionValue::Number(size))) => {
                    self.cut_into.insert(sock, u64::try_from(size).unwrap_or(0));
                }
                (OptionName::UdpCork, Seen::Seen(OptionValue::Switch(false))) => {
                    let times = self.uncorked.entry(sock).or_default();
                    *times = times.saturating_add(1);
                }
                (OptionName::SoRcvlowat, Seen::Seen(OptionValue::Number(mark))) => {
                    self.low_water.insert(sock, u64::try_from(mark).unwrap_or(0));
                }
                _ => {}
            }
        }
    }

    /// A call beneath a receive takes its bytes when it ends, not when the whole receive does. A
    /// send beneath a receive, or a receive beneath a send, is an acknowledgement: bytes of the
    /// stream that are of no message.
    fn piece(&mut self, sock: SocketId, timed: Timed<'a>) {
        let (whole, call) = (timed.record.call, timed.call);
        if call.call.receives() {
            let taken = self.advance(sock, call);
            if whole.receives() {
                self.pieces.entry(timed.place).or_default().extend(taken);
            } else if let Some(span) = taken {
                let sent = timed.whole().is_some_and(|whole| whole.outcome.error().is_none());
                self.waste.acknowledged(sock, span, sent);
            }
        } else if whole.receives() && call.call.sends() {
            let position = self.written.entry(sock).or_default();
            *position = position.saturating_add(call.outcome.count().unwrap_or(0));
        }
    }

    /// An acknowledgement is of no message, and nothing has to be said of it; only of one that the
    /// other end sent as a message.
    fn forget_acknowledgements(&mut self) {
        let mut sent: BTreeMap<SocketId, Vec<Span>> = BTreeMap::new();
        for send in self.sends.iter().filter(|send| send.stream && send.span.len > 0) {
            if let Some(to) = send.to {
                sent.entry(to).or_default().push(send.span);
            }
        }
        for (by, list) in &mut self.wasted {
            let sent = sent.get(by).map_or(&[][..], Vec::as_slice);
            list.retain(|(span, why)| {
                let next = sent.partition_point(|send| send.end() <= span.start);
                let of_a_message = sent.get(next).is_some_and(|send| send.start < span.end());
                of_a_message || !why.is_acknowledgement()
            });
        }
    }

    fn send(&mut self, from: SocketId, socket: &SocketTrace, timed: Timed<'a>) {
        let (call, warmup) = (timed.call, timed.record.warmup);
        let stream = socket.transport.is_stream();
        let corked = !socket.transport.is_unix()
            && (call.flags.contains(&Flag::MsgMore) || call.own.cork == Seen::Seen(true));
        let to = match stream {
            true => socket.peer,
            false => self.destination(from, call.other.or(socket.peer), (call, corked)),
        };
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
            content: None,
            stream,
            bytes,
            meant: call.frame.unwrap_or(bytes),
            span,
            taken_before,
            before: self.prior.before(from, timed).map(|sample| sample.evidence),
            peer_before: to.and_then(|to| self.prior.before(to, timed)),
            cut_into: self.cut_into.get(&from).copied().filter(|size| (1..bytes).contains(size)),
            uncorked: self.uncorked(from),
            corked,
            sends: 1,
            unsent: call.own.unsent,
            place: timed.place,
            begun_in: timed.place,
        });
    }

    /// Where a datagram goes: what joins one that is being gathered goes where that does, whatever address
    /// it names (udp_sendmsg in net/ipv4/udp.c, do_append_data).
    fn destination(
        &mut self,
        from: SocketId,
        named: Option<SocketId>,
        (call, corked): (&CallRecord, bool),
    ) -> Option<SocketId> {
        let uncorked = self.uncorked(from);
        let gathers = self.gathers.remove(&from).filter(|(_, before)| *before == uncorked);
        let to = gathers.map_or(named, |(to, _)| to);
        if corked && call.outcome.error().is_none() {
            self.gathers.insert(from, (to, uncorked));
        }
        to
    }

    fn receive(
        &mut self,
        trace: &CaseTrace,
        (by, socket): (SocketId, &SocketTrace),
        timed: Timed<'a>,
    ) {
        let (call, warmup) = (timed.call, timed.record.warmup);
        let stream = socket.transport.is_stream();
        let spans = match (stream, call.call.is_framed()) {
            (false, _) => Vec::new(),
            (true, true) => self.decode(by, timed),
            (true, false) => self.take(by, timed),
        };
        let zero = self.zeros.of_call(call);
        if zero == ZeroReceive::MessageOrEnd {
            self.unclear.insert(by, timed.end());
        }
        let Some(bytes) = handed_over(call, socket.transport, zero) else {
            self.waste.failed(by, call, spans);
            return;
        };
        if call.call.is_framed() {
            self.waste.succeeded(by);
        }
        self.handed += u32::from(!warmup);
        let no = (!warmup).then_some(ReceiveNo(self.handed));
        let place = timed.place;
        let before = self.prior.before(by, timed).filter(|_| stream);
        let sender = if stream { socket.peer } else { call.other };
        let readable_before = before.and_then(|before| before.evidence.readable.seen());
        let low_water = self.low_water.get(&by).copied();
        self.receives.push(ReceiveEvent {
            no,
            by,
            call,
            stream,
            bytes,
            spans,
            readable_before,
            low_water,
            elsewhere: sender.is_some_and(|sender| trace.is_elsewhere(sender)),
            shut: self.not_reading.contains(&by),
            place,
        });
    }

    /// What a receive took, or the calls beneath it.
    fn take(&mut self, by: SocketId, timed: Timed<'a>) -> Vec<Span> {
        let mut spans = self.pieces.remove(&timed.place).unwrap_or_default();
        if timed.call.below.is_empty() {
            spans.extend(self.advance(by, timed.call));
        }
        merge(spans)
    }

    /// `recv_message`: the calls beneath it fill the decoder, the frame is taken from its front.
    fn decode(&mut self, by: SocketId, timed: Timed<'a>) -> Vec<Span> {
        let filled = self.pieces.remove(&timed.place).unwrap_or_default();
        let decoder = self.decoders.entry(by).or_default();
        decoder.extend(filled);
        merge(front(decoder, timed.call.frame.unwrap_or(0)))
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

/// How many bytes the kernel took of a send.
fn accepted(call: &CallRecord) -> u64 {
    if call.call.manner() == Some(Manner::Once) && call.below.is_empty() {
        return call.outcome.count().unwrap_or(0);
    }
    let sends = call.below.iter().filter(|below| below.call.sends());
    sends.filter_map(|below| below.outcome.count()).fold(0, u64::saturating_add)
}

/// How many bytes a call handed over, if it is a receive: not the end of a stream, not a 0 of a program that shut
/// down reading itself, not a look
/// (MSG_PEEK), not bytes thrown away (MSG_TRUNC on a stream), not a failure, except one that
/// brought data (Windows: message-too-long).
fn handed_over(call: &CallRecord, transport: Transport, zero: ZeroReceive) -> Option<u64> {
    let stream = transport.is_stream();
    let thrown_away = stream && call.flags.contains(&Flag::MsgTrunc);
    if call.flags.contains(&Flag::MsgPeek) || thrown_away {
        return None;
    }
    let kept = call.data.as_ref().map_or(0, |data| data.len);
    let ends = match zero {
        ZeroReceive::Shut => true,
        ZeroReceive::Message => false,
        ZeroReceive::None | ZeroReceive::MessageOrEnd => {
            transport.listens() && !call.call.is_framed()
        }
    };
    match (call.outcome.count(), call.outcome.error()) {
        (Some(0), _) if ends => None,
        (Some(count), _) => Some(if call.data.is_some() { kept } else { count }),
        (None, Some(ErrorName::MessageTooLong)) if !stream && call.data.is_some() => Some(kept),
        _ => None,
    }
}
