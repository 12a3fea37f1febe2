//! Whose a datagram was where several sockets have had one address, and which connections have no
//! listener: of that the calls alone say nothing.

use crate::analysis::{CaseAnalysis, MessageFinding};
use crate::lang::shared_addresses::{self as words, Why};
use crate::model::{
    Call, Case, CaseTrace, Fate, SocketId, SocketRole, SocketTrace, StepNo, Text, Transport,
};
use crate::report::case::trace_lookup::named;
use crate::report::{escape::clip, visible};
use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};

/// Longer names are cut, in columns.
const NAME: usize = 24;

/// So many sockets of one address are looked at.
const LOOK: usize = 64;

/// The sockets whose address others have had as well.
pub(crate) fn shared(trace: &CaseTrace) -> HashSet<SocketId> {
    let sockets = (0u32..).map(SocketId).zip(&trace.sockets);
    sockets.filter_map(|(sock, s)| Some([sock, s.same_address_as?])).flatten().collect()
}

/// What there is to say, each sentence once.
pub(crate) fn remarks(case: &Case, trace: &CaseTrace, analysis: &CaseAnalysis) -> Vec<Text> {
    let sockets = Sockets::of(trace);
    let mut groups: Vec<(Taken, Vec<u32>)> = Vec::new();
    for message in &analysis.messages {
        let Some(taken) = sockets.by_another(case, message) else { continue };
        match groups.iter_mut().find(|(known, _)| *known == taken) {
            Some((_, numbers)) => numbers.push(message.no.0),
            None => groups.push((taken, vec![message.no.0])),
        }
    }
    let taken = groups.into_iter().map(|(taken, numbers)| taken.text(&numbers, &sockets));
    taken.chain(without_a_listener(trace)).collect()
}

/// What another socket took in than was named.
#[derive(PartialEq, Eq)]
struct Taken {
    to: String,
    by: SocketId,
    why: Why,
    unread: bool,
}

impl Taken {
    fn text(&self, messages: &[u32], sockets: &Sockets<'_>) -> Text {
        let (to, by) = (shown(&self.to), shown(&named(sockets.trace, self.by)));
        let by = if by == to { words::another_of(&by) } else { Text::new(by.clone(), by) };
        let since = sockets.made.get(&self.by).map(|(step, _)| *step);
        let in_words =
            |by: &str| words::taken_by_another(messages, (&to, by), (self.why, self.unread), since);
        Text::new(in_words(&by.en).en, in_words(&by.zh).zh)
    }
}

fn shown(name: &str) -> String {
    clip(&visible(name), NAME)
}

/// The sockets of a trace: from when to when they were there, and which of them had one address.
struct Sockets<'a> {
    trace: &'a CaseTrace,
    /// The step that made it, and when that began.
    made: HashMap<SocketId, (StepNo, u64)>,
    /// When the call that closed it began.
    closed: HashMap<SocketId, u64>,
    /// By the oldest socket of an address: all of it.
    of_address: HashMap<SocketId, Vec<SocketId>>,
}

impl<'a> Sockets<'a> {
    fn of(trace: &'a CaseTrace) -> Self {
        let (made, closed, of_address) = (HashMap::new(), HashMap::new(), HashMap::new());
        let mut sockets = Sockets { trace, made, closed, of_address };
        for record in &trace.records {
            for call in &record.calls {
                let Some(sock) = call.sock else { continue };
                if call.call.creates() {
                    sockets.made.entry(sock).or_insert((record.step, call.start_ns));
                } else if call.call.ends_socket() {
                    sockets.closed.insert(sock, call.start_ns);
                }
            }
        }
        for sock in (0u32..).map(SocketId).take(trace.sockets.len()) {
            sockets.of_address.entry(trace.address_of(sock)).or_default().push(sock);
        }
        sockets
    }

    /// Of a datagram that went to the socket that was named there is nothing to say.
    fn by_another(&self, case: &Case, message: &MessageFinding) -> Option<Taken> {
        let by = message.taken_by?;
        let (to, same) = match to_name(case, self.trace, message) {
            Some(name) => (name.to_owned(), is_called(self.trace.socket(by)?, name)),
            None => {
                let peer = self.trace.socket(message.from)?.peer?;
                (named(self.trace, peer), peer == by)
            }
        };
        let elsewhere = !same || message.to != Some(by);
        let unread = message.fate.contains(Fate::Unread);
        elsewhere.then(|| Taken { why: self.why(message, (&to, by)), to, by, unread })
    }

    /// Why another took it in than was named: `to`.
    fn why(&self, message: &MessageFinding, (to, by): (&str, SocketId)) -> Why {
        let call = self.trace.call(message.place);
        let named = call.and_then(|call| call.other).map(|sock| self.trace.address_of(sock));
        if named.is_some_and(|named| Some(named) != message.to.map(|to| self.trace.address_of(to)))
        {
            return Why::Joined;
        }
        let (start, end) = call.map_or((0, 0), |call| (call.start_ns, call.end_ns()));
        if self.made.get(&by).is_some_and(|(_, made)| *made > end) {
            return Why::OnItsWay;
        }
        let all = self.of_address.get(&self.trace.address_of(by)).map_or(&[][..], Vec::as_slice);
        let known = |sock: SocketId| self.trace.socket(sock);
        let meant = all.iter().rev().take(LOOK).copied().find(|sock| {
            let called = known(*sock).is_some_and(|socket| is_called(socket, to));
            *sock != by && called && self.is_open(*sock, (start, end))
        });
        let connected = |sock: SocketId| known(sock).is_some_and(|socket| socket.peer.is_some());
        match meant {
            None => Why::Rebound,
            Some(_) if connected(by) => Why::Connected,
            Some(meant) if connected(meant) => Why::OtherConnected,
            Some(_) => Why::Shared,
        }
    }

    /// Whether a socket was there in that time.
    fn is_open(&self, sock: SocketId, (start, end): (u64, u64)) -> bool {
        self.made.get(&sock).is_none_or(|(_, made)| *made <= end)
            && self.closed.get(&sock).is_none_or(|closed| *closed > start)
    }
}

fn is_called(socket: &SocketTrace, name: &str) -> bool {
    socket.actor == name || socket.name.as_deref() == Some(name)
}

/// The name that a `send_to` goes to; a connected socket names none.
fn to_name<'c>(case: &'c Case, trace: &CaseTrace, message: &MessageFinding) -> Option<&'c str> {
    let record = trace.records.get(message.place.0)?;
    let step = case.all_steps().find(|step| step.no == record.step)?;
    let Call::SendTo { to, .. } = &step.call else { return None };
    Some(to)
}

/// TCP connections both of whose ends connected: of one socket, or of two.
fn without_a_listener(trace: &CaseTrace) -> Vec<Text> {
    let sockets = (0u32..).map(SocketId).zip(&trace.sockets);
    let connected = |socket: &SocketTrace| {
        socket.transport == Transport::Tcp && socket.role == SocketRole::Client
    };
    let clients = sockets.filter(|(_, socket)| connected(socket));
    let told = clients.filter_map(|(sock, client)| {
        let peer = client.peer.filter(|peer| trace.socket(*peer).is_some_and(connected))?;
        // Neither is the first: which socket was made first may differ from run to run.
        let mut names = [sock, peer].map(|socket| shown(&named(trace, socket)));
        names.sort();
        let [one, other] = &names;
        match sock.cmp(&peer) {
            Ordering::Equal => Some(words::connected_to_itself(one)),
            Ordering::Less => Some(words::connected_to_each_other(one, other)),
            Ordering::Greater => None,
        }
    });
    told.collect()
}
