//! The wire: the one thread that carries packets from host to host while a case runs, and writes
//! each down.
//!
//! It waits until a device has a packet, the next one on its way is due, or the bell is rung. The
//! kernel takes a packet in before the write to its device returns, and what it answers at once
//! waits in the device by then: so when nothing waits and nothing is on its way, all that the steps
//! of a case brought about is in the book, but for what a timer of the kernel will send later.

use super::headers::Headers;
use super::ledger::{Ends, Ledger};
use super::rules::{Rules, Shelf};
use crate::model::{Deed, Limits, Packet};
use crate::net::lab::{Bell, Network, wait};
use crate::net::{Clock, Deadline};
use std::collections::VecDeque;
use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// The largest IP packet, in bytes.
const PACKET: usize = 65_536;
/// However long a wire is busy, its case ends after so long.
const SETTLING: Duration = Duration::from_secs(3);

/// What is known of a host.
#[derive(Debug, Clone)]
pub(super) struct HostAddress {
    pub(super) name: String,
    pub(super) address: IpAddr,
}

/// What a wire shares with the code that started it.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) networks: Arc<[Network; 2]>,
    pub(super) bell: Bell,
    /// The case is over: the wire ends once it is quiet.
    pub(super) settling: AtomicBool,
}

/// All that a wire saw.
#[derive(Debug, Default)]
pub(super) struct Book {
    pub(super) packets: Vec<(Packet, Ends)>,
    pub(super) left_out: u64,
}

/// A packet on its way: where it stands in the book, and when it is due.
#[derive(Debug, Clone)]
struct Flight {
    entry: Option<usize>,
    to: usize,
    bytes: Vec<u8>,
    due_ns: u64,
}

/// The wire of one case.
pub(super) struct Wire {
    pub(super) shared: Arc<Shared>,
    pub(super) places: [HostAddress; 2],
    pub(super) clock: Clock,
    pub(super) delay_ns: u64,
    rules: Rules,
    ledger: Ledger,
    flying: VecDeque<Flight>,
    held: Shelf<Flight>,
    book: Book,
}

impl Wire {
    pub(super) fn new(
        shared: Arc<Shared>,
        places: [HostAddress; 2],
        clock: Clock,
        lab: &crate::model::Lab,
    ) -> Self {
        Wire {
            shared,
            places,
            clock,
            delay_ns: u64::try_from(lab.delay.as_nanos()).unwrap_or(u64::MAX),
            rules: Rules::new(&lab.rules),
            ledger: Ledger::default(),
            flying: VecDeque::new(),
            held: Shelf::new(),
            book: Book::default(),
        }
    }

    /// Carries packets until the case is over and the wire quiet.
    pub(super) fn run(mut self) -> io::Result<Book> {
        let mut buffer = vec![0; PACKET];
        let mut end: Option<Deadline> = None;
        loop {
            let settling = self.shared.settling.load(Ordering::Acquire);
            let busy = self.take_all(&mut buffer)? | self.deliver()?;
            if settling {
                let over = end.get_or_insert_with(|| Deadline::after(SETTLING)).over();
                if over || (!busy && self.flying.is_empty()) {
                    return Ok(self.book);
                }
            }
            if !busy {
                self.wait()?;
            }
        }
    }

    fn wait(&self) -> io::Result<()> {
        let now = self.clock.ns();
        let due = self.flying.front().map(|flight| flight.due_ns.saturating_sub(now));
        wait(&self.shared.networks, &self.shared.bell, due.map(Duration::from_nanos))
    }

    /// Takes one packet of each host that has one, in turns, until none has.
    fn take_all(&mut self, buffer: &mut [u8]) -> io::Result<bool> {
        let mut any = false;
        loop {
            let mut more = false;
            for host in [0, 1] {
                if let Some(length) = self.shared.networks[host].read(buffer)? {
                    self.take(host, &buffer[..length]);
                    more = true;
                }
            }
            if !more {
                return Ok(any);
            }
            any = true;
            self.deliver()?;
        }
    }

    /// What is neither from this host to the other nor TCP, UDP or ICMP stays out: a new device
    /// looks for routers, and an end of a case before may still send.
    fn take(&mut self, host: usize, bytes: &[u8]) {
        let (from, to) = (&self.places[host], &self.places[1 - host]);
        let Some(headers) = Headers::of(bytes) else { return };
        if headers.source != from.address || headers.destination != to.address {
            return;
        }
        let now = self.clock.ns();
        let names = (from.name.as_str(), to.name.as_str());
        let (mut packet, ends) = self.ledger.enter(&headers, names, (now, bytes.len() as u64));
        let decision = self.rules.meet(&packet);
        (packet.deed, packet.rule) = (decision.deed, decision.rule);
        let entry = self.write_down(packet, ends);
        let due_ns = now.saturating_add(self.delay_ns);
        let flight = Flight { entry, to: 1 - host, bytes: bytes.to_vec(), due_ns };
        match decision.deed {
            Deed::Lost => return,
            Deed::Held => return self.held.put(host, decision.behind, flight),
            Deed::Duplicated => self.flying.push_back(flight.clone()),
            Deed::Delivered => {}
        }
        self.flying.push_back(flight);
        for late in self.held.passed(host) {
            self.flying.push_back(Flight { due_ns, ..late });
        }
    }

    fn write_down(&mut self, packet: Packet, ends: Ends) -> Option<usize> {
        if self.book.packets.len() >= Limits::PACKETS {
            self.book.left_out += 1;
            return None;
        }
        self.book.packets.push((packet, ends));
        Some(self.book.packets.len() - 1)
    }

    /// Hands over what is due.
    fn deliver(&mut self) -> io::Result<bool> {
        let mut any = false;
        while self.flying.front().is_some_and(|flight| flight.due_ns <= self.clock.ns()) {
            let Some(flight) = self.flying.pop_front() else { break };
            let now = self.clock.ns();
            self.shared.networks[flight.to].write(&flight.bytes)?;
            if let Some((packet, _)) = flight.entry.and_then(|at| self.book.packets.get_mut(at)) {
                packet.delivered_ns.push(now);
            }
            any = true;
        }
        Ok(any)
    }
}
