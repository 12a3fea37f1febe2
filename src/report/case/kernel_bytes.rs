//! What the kernel holds after a call, in a few characters: `client 54/60 → server 6`.

use crate::lang::timeline as words;
use crate::model::{CallRecord, CaseTrace, Evidence, Seen, Transport};
use crate::report::Voice;
use crate::report::case::trace_lookup::owner;

/// A figure over one or more calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ByteFigure {
    /// It does not apply.
    None,
    /// It was not seen.
    Unseen,
    /// From, to.
    Seen(u64, u64),
}

impl ByteFigure {
    fn of(value: Seen<u64>) -> Self {
        match value {
            Seen::Seen(n) => ByteFigure::Seen(n, n),
            Seen::Absent => ByteFigure::None,
            Seen::Unsupported | Seen::Failed(_) => ByteFigure::Unseen,
        }
    }

    /// Both together.
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (ByteFigure::Seen(a, b), ByteFigure::Seen(c, d)) => {
                ByteFigure::Seen(a.min(c), b.max(d))
            }
            (ByteFigure::None, other) => other,
            (this, ByteFigure::None) => this,
            _ => ByteFigure::Unseen,
        }
    }

    fn is_nothing(self) -> bool {
        matches!(self, ByteFigure::None | ByteFigure::Seen(_, 0))
    }

    fn is_something(self) -> bool {
        matches!(self, ByteFigure::Seen(_, n) if n > 0)
    }
}

impl std::fmt::Display for ByteFigure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ByteFigure::None => f.write_str("-"),
            ByteFigure::Unseen => f.write_str("?"),
            ByteFigure::Seen(a, b) if a == b => write!(f, "{a}"),
            ByteFigure::Seen(a, b) => write!(f, "{a}–{b}"),
        }
    }
}

/// One direction of a connection: what the sender still has, what the receiver has.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Pipe {
    from: String,
    to: String,
    unsent: ByteFigure,
    unacked: ByteFigure,
    readable: ByteFigure,
    drops: ByteFigure,
    /// An empty datagram is the next that waits: none of its bytes, but memory is in use.
    empty: bool,
    /// The call was about this direction: it is shown even when nothing is in it.
    meant: bool,
}

impl Pipe {
    fn of(from: (String, &Evidence), to: (String, &Evidence), meant: bool) -> Self {
        Pipe {
            from: from.0,
            to: to.0,
            unsent: ByteFigure::of(from.1.unsent),
            unacked: ByteFigure::of(from.1.unacked),
            readable: ByteFigure::of(to.1.readable),
            drops: ByteFigure::of(to.1.drops),
            empty: false,
            meant,
        }
    }

    fn shown(&self) -> bool {
        let figures = [self.unsent, self.unacked, self.readable, self.drops];
        figures.iter().any(|f| f.is_something())
            || (self.meant && figures.iter().any(|f| *f != ByteFigure::None))
    }

    fn and(self, other: Pipe) -> Self {
        Pipe {
            unsent: self.unsent.and(other.unsent),
            unacked: self.unacked.and(other.unacked),
            readable: self.readable.and(other.readable),
            drops: self.drops.and(other.drops),
            empty: self.empty && other.empty,
            meant: self.meant || other.meant,
            ..self
        }
    }

    /// What is held that is worth a word; and whether somebody else than `me` holds it, who is named then.
    fn in_words(&self, me: &str, voice: &Voice) -> Option<(bool, String)> {
        let some = |figure: ByteFigure| match figure {
            ByteFigure::Seen(_, n) if n > 0 => Some(n),
            ByteFigure::Seen(..) | ByteFigure::None | ByteFigure::Unseen => None,
        };
        // Of the caller's own kernel it goes without saying.
        let at = |who: &'_ str| Some(who.to_owned()).filter(|who| who != me);
        let unsent = || Some((&self.from, words::unsent(at(&self.from), some(self.unsent)?)));
        let readable = || Some((&self.to, words::readable(at(&self.to), some(self.readable)?)));
        let waits = || self.empty.then(|| (&self.to, words::empty_at(at(&self.to))));
        let told = unsent().or_else(readable).or_else(waits);
        let told = told.map(|(who, text)| (who != me, voice.say(text)));
        let dropped = some(self.drops).map(|n| voice.say(words::dropped(&n.to_string())));
        match (told, dropped) {
            (Some((other, told)), Some(dropped)) => {
                Some((other, format!("{told}{}{dropped}", voice.comma())))
            }
            (told, dropped) => told.or(dropped.map(|dropped| (false, dropped))),
        }
    }

    fn text(&self, voice: &Voice) -> String {
        let mut text = String::new();
        if !(self.unsent.is_nothing() && self.unacked.is_nothing()) {
            text = format!("{} {}/{} ", self.from, self.unsent, self.unacked);
        }
        if self.readable != ByteFigure::None {
            text.push_str(&format!("→ {} {}", self.to, self.readable));
        }
        if self.empty {
            text.push_str(&voice.say(words::empty_waits()));
        }
        let mut text = text.trim_end().to_owned();
        if self.drops.is_something() {
            text.push_str(voice.comma());
            text.push_str(&voice.say(words::dropped(&self.drops.to_string())));
        }
        text
    }
}

/// What is held after some calls of the same kind: each figure from its least to its most.
pub(crate) fn held<'a>(
    calls: impl Iterator<Item = &'a CallRecord>,
    trace: &CaseTrace,
    voice: &Voice,
) -> String {
    let mut sum: Option<(Pipe, Pipe)> = None;
    for call in calls {
        if let Seen::Seen(n) = call.own.time_wait {
            return format!("TIME_WAIT {n}");
        }
        let Some((out, back)) = pipes(call, trace) else { continue };
        sum = Some(match sum {
            Some((a, b)) => (a.and(out), b.and(back)),
            None => (out, back),
        });
    }
    let Some((out, back)) = sum else { return String::new() };
    let shown = [out, back].into_iter().filter(Pipe::shown).map(|pipe| pipe.text(voice));
    let mut shown: Vec<String> = shown.filter(|text| !text.is_empty()).collect();
    // Of a socket that is connected to itself both directions are one.
    shown.dedup();
    shown.join(voice.comma())
}

/// What is held after a call that is worth a word on a screen: what has not left, or what can be read.
pub(crate) fn held_in_words(call: &CallRecord, trace: &CaseTrace, voice: &Voice) -> String {
    if let Seen::Seen(n) = call.own.time_wait {
        return format!("TIME_WAIT {n}");
    }
    let Some((out, back)) = pipes(call, trace) else { return String::new() };
    let me = call.sock.map_or_else(String::new, |id| owner(trace, id));
    let mut said: Vec<(bool, String)> =
        [out, back].iter().filter_map(|pipe| pipe.in_words(&me, voice)).collect();
    // What has no name is the caller's own: it comes before what has one.
    said.sort_by_key(|(other, _)| *other);
    said.into_iter().map(|(_, said)| said).collect::<Vec<_>>().join(voice.comma())
}

/// Whether an empty datagram waits first: FIONREAD says 0 of one (udp(7)), but its buffer takes up
/// receive memory (SO_MEMINFO, SK_MEMINFO_RMEM_ALLOC).
fn empty_waits(evidence: &Evidence) -> bool {
    let used = matches!(evidence.receive_memory, Seen::Seen(used) if used > 0);
    used && evidence.readable == Seen::Seen(0)
}

/// Both directions, as a call's socket sees them: out and in.
fn pipes(call: &CallRecord, trace: &CaseTrace) -> Option<(Pipe, Pipe)> {
    let id = call.sock?;
    let me = owner(trace, id);
    let socket = trace.socket(id)?;
    // The owner of an address that a call returned takes no part in the call.
    let apart = socket.transport.is_stream() || call.call.returns_address();
    let other = if apart { socket.peer } else { call.other.or(socket.peer) };
    let peer_name = other.map_or_else(|| "?".to_owned(), |id| owner(trace, id));
    let nothing = Evidence::default();
    let peer = call.peer.as_ref().unwrap_or(&nothing);
    let sends = call.call.sends();
    let reads = call.call.receives() || call.call.is_barrier();
    let mut out = Pipe::of((me.clone(), &call.own), (peer_name.clone(), peer), sends);
    let mut back = Pipe::of((peer_name, peer), (me, &call.own), reads);
    if socket.transport == Transport::Udp {
        (out.empty, back.empty) = (empty_waits(peer), empty_waits(&call.own));
    }
    Some((out, back))
}
