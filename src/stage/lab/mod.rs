//! The lab: two hosts and a wire between them, in one process.
//!
//! | file | what it is there for |
//! |---|---|
//! | `headers` | what the headers of a packet say |
//! | `ledger` | packets as a trace has them: numbers from the beginning of each connection |
//! | `rules` | which packet is lost, doubled or held back |
//! | `wire` | the thread that carries packets while a case runs |
//!
//! A host is a network namespace with a TUN device (`net::lab`). The kernel's own TCP and UDP run at
//! both ends; the wire sees each packet in the size in which it left. The hosts are made once and
//! stay; each case gets addresses that no case before it had, so that what the kernel remembers of
//! an address (tcp_metrics, net/ipv4/tcp_metrics.c), and what an old connection still sends, is none
//! of its business.

mod headers;
mod ledger;
mod rules;
#[cfg(test)]
mod tests;
mod wire;

use crate::model::{Case, Family, LabGap, LabTrace, Packet};
use crate::net::Clock;
use crate::net::lab::{Bell, Hurry, LabFault, Network, host, prepare};
use headers::Headers;
use ledger::{Ends, Ledger};
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::JoinHandle;
use wire::{Book, HostAddress, Shared, Wire};

/// The descriptors that a case needs at the least: a bell, a listener, and both ends of a connection.
const ROOM: usize = 4;

/// Two hosts that wait for cases.
#[derive(Debug)]
pub(super) struct Lab {
    networks: Arc<[Network; 2]>,
    /// How many cases there have been. Held while a case runs: there is one wire.
    cases: Mutex<u32>,
}

impl Lab {
    /// Builds it. Without root this enters a user namespace: see [`prepare`]. One that leaves no case the
    /// descriptors it needs is none: those that are about another wire would have none either.
    pub(super) fn build() -> Result<Self, LabFault> {
        prepare()?;
        let networks = [host()?, host()?];
        let room: io::Result<Vec<Bell>> = (0..ROOM).map(|_| Bell::new()).collect();
        room.map_err(|source| LabFault { gap: LabGap::Failed, source })?;
        Ok(Lab { networks: Arc::new(networks), cases: Mutex::new(0) })
    }

    /// The wire of a case, with its rules, and addresses of its own.
    pub(super) fn begin(&self, case: &Case, clock: Clock) -> io::Result<Running<'_>> {
        let mut cases = self.cases.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        *cases = cases.wrapping_add(1);
        let names = case.hosts();
        let lab = case.lab.clone().unwrap_or_default();
        let place = |at: usize| HostAddress {
            name: names.get(at).copied().unwrap_or_default().to_owned(),
            address: address(*cases, at, case.family),
        };
        let places = [place(0), place(1)];
        for (at, network) in self.networks.iter().enumerate() {
            let (own, other) = (&places[at], &places[1 - at]);
            network.set_up(lab.mtu_of(&own.name), own.address, other.address)?;
        }
        let networks = Arc::clone(&self.networks);
        let settling = AtomicBool::new(false);
        let shared = Arc::new(Shared { networks, bell: Bell::new()?, settling });
        let hurry = Hurry::now();
        let wire = Wire::new(Arc::clone(&shared), places.clone(), clock, &lab);
        let thread = std::thread::Builder::new().name("wire".to_owned());
        let thread = thread.spawn(move || wire.run())?;
        Ok(Running {
            _turn: cases,
            _hurry: hurry,
            shared,
            places,
            thread: Mutex::new(Some(thread)),
        })
    }
}

/// The address of a host in a case: one of a pair in 10.77.0.0/16 or fd77::/16. No such network is
/// anywhere but in the two namespaces.
fn address(case: u32, host: usize, family: Family) -> IpAddr {
    let low = 4 * (case % 16_000) + 1 + u32::from(host > 0);
    match family {
        Family::Ipv4 => {
            let [_, _, third, fourth] = low.to_be_bytes();
            IpAddr::V4(Ipv4Addr::new(10, 77, third, fourth))
        }
        Family::Ipv6 => {
            let low = u16::try_from(low).unwrap_or(u16::MAX);
            IpAddr::V6(Ipv6Addr::new(0xfd77, 0, 0, 0, 0, 0, 0, low))
        }
    }
}

/// The lab while a case runs.
#[derive(Debug)]
pub(super) struct Running<'a> {
    _turn: MutexGuard<'a, u32>,
    /// A wire that is late makes the kernels send again what was never lost, and so do actors that
    /// are late: the threads that a case starts take it over from the one that runs it.
    _hurry: Hurry,
    shared: Arc<Shared>,
    places: [HostAddress; 2],
    thread: Mutex<Option<JoinHandle<io::Result<Book>>>>,
}

impl Running<'_> {
    fn at(&self, host: &str) -> usize {
        usize::from(self.places[1].name == host)
    }

    /// Brings the calling thread to a host.
    pub(super) fn enter(&self, host: &str) -> io::Result<()> {
        self.shared.networks[self.at(host)].enter()
    }

    /// The address of a host.
    pub(super) fn address(&self, host: &str) -> IpAddr {
        self.places[self.at(host)].address
    }

    /// Waits until the wire is quiet, and takes what it wrote down.
    pub(super) fn end(&self) -> io::Result<Recorded> {
        self.shared.settling.store(true, Ordering::Release);
        self.shared.bell.ring();
        let thread = self.thread.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).take();
        let Some(thread) = thread else { return Ok(Recorded::default()) };
        let book = thread.join().unwrap_or_else(|_| Err(io::ErrorKind::Other.into()))?;
        let (packets, ends) = book.packets.into_iter().unzip();
        Ok(Recorded { packets, ends, left_out: book.left_out })
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        // A case that was called off: nobody wants what its wire saw.
        self.end().ok();
    }
}

/// What a wire saw, and between which addresses.
#[derive(Debug, Default)]
pub(crate) struct Recorded {
    pub(crate) packets: Vec<Packet>,
    pub(crate) ends: Vec<Ends>,
    pub(crate) left_out: u64,
}

impl Recorded {
    /// As a trace has it.
    pub(crate) fn into_trace(self) -> LabTrace {
        LabTrace { missing: None, packets: self.packets, left_out: self.left_out }
    }
}

/// What a wire would write down of these packets, all of them from the client to the server. For tests
/// and fuzzers, which hand it any bytes at all.
pub fn packets_of(packets: &[Vec<u8>]) -> Vec<Packet> {
    let mut ledger = Ledger::default();
    let enter = |bytes: &Vec<u8>| {
        let headers = Headers::of(bytes)?;
        Some(ledger.enter(&headers, ("client", "server"), (0, bytes.len() as u64)).0)
    };
    packets.iter().filter_map(enter).collect()
}
