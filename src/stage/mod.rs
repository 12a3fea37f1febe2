//! Where actors live: each on a host, each host with an address of its own.
//!
//! An actor's thread enters its host before it makes a socket, and takes its addresses from the
//! scene, so that the engine does not know what the wire is.
//!
//! A [`Stage`] is there for a whole run; a [`Scene`] is what it gives one case: the loopback
//! interface of this computer, or, for a case about it, the `lab`.

mod lab;

pub(crate) use lab::Recorded;
#[doc(hidden)]
pub use lab::packets_of;

use crate::model::{Case, Family, LabGap, WireKind};
use crate::net::Clock;
use crate::net::lab::LabFault;
use lab::{Lab, Running};
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use tempfile::TempDir;

/// The stage of a run.
#[derive(Debug)]
pub struct Stage {
    /// For the cases about it: the lab, or why there is none. `None`: nobody asked for one.
    lab: Option<Result<Lab, LabFault>>,
}

impl Stage {
    /// All hosts are this computer, and the wire is its loopback interface.
    pub fn loopback() -> Self {
        Stage { lab: None }
    }

    /// Loopback, and a lab for the cases about it. Without root this process enters a user namespace
    /// of its own for it, so it goes before everything that starts threads.
    pub fn with_lab() -> Self {
        Stage { lab: Some(Lab::build()) }
    }

    /// Looks whether packets can travel on loopback at all: a datagram socket finds a route to the
    /// loopback address (connect(2) on a datagram socket sends nothing).
    ///
    /// # Errors
    /// What the system says: the interface is down, or has no such address; or what keeps this program
    /// from asking.
    pub fn look(family: Family) -> io::Result<()> {
        let address = (loopback(family), 0);
        let socket = std::net::UdpSocket::bind(address)?;
        socket.connect((address.0, 9))
    }

    /// What the packets of a case travel on here, or why there is no lab for it.
    ///
    /// # Errors
    /// Why there is no lab.
    pub fn wire(&self, case: &Case) -> Result<WireKind, LabGap> {
        if case.wire != Some(WireKind::Lab) {
            return Ok(WireKind::Loopback);
        }
        match &self.lab {
            Some(Ok(_)) => Ok(WireKind::Lab),
            Some(Err(fault)) => Err(fault.gap),
            None => Err(LabGap::Failed),
        }
    }

    /// Why there is no lab, where one was asked for; with the system's own words.
    pub fn fault(&self) -> Option<&LabFault> {
        self.lab.as_ref().and_then(|lab| lab.as_ref().err())
    }

    /// What a case needs, from now on. The clock is the one of its records.
    ///
    /// # Errors
    /// What the system says when its wire cannot be had.
    pub fn scene(&self, case: &Case, clock: Clock) -> io::Result<Scene<'_>> {
        let lab = match (&self.lab, case.wire) {
            (Some(Ok(lab)), Some(WireKind::Lab)) => Some(lab.begin(case, clock)?),
            _ => None,
        };
        Ok(Scene { lab })
    }
}

/// What one case plays on.
#[derive(Debug)]
pub struct Scene<'a> {
    lab: Option<Running<'a>>,
}

impl Scene<'_> {
    /// Brings the calling thread to a host. On loopback it is there already.
    ///
    /// # Errors
    /// What the system says when the host cannot be entered.
    pub fn enter(&self, host: &str) -> io::Result<()> {
        self.lab.as_ref().map_or(Ok(()), |lab| lab.enter(host))
    }

    /// The address of a host.
    pub fn address(&self, host: &str, family: Family) -> IpAddr {
        self.lab.as_ref().map_or_else(|| loopback(family), |lab| lab.address(host))
    }

    /// A fresh directory for the names of Unix-domain sockets; it goes when it is dropped.
    ///
    /// # Errors
    /// What the system says when it cannot be made.
    pub fn directory(&self) -> io::Result<TempDir> {
        tempfile::Builder::new().prefix("stickydemo-").tempdir()
    }

    /// Waits until the wire is quiet, and takes what it saw. `None` on loopback.
    ///
    /// # Errors
    /// What the system said to the wire.
    pub(crate) fn end(&self) -> io::Result<Option<Recorded>> {
        self.lab.as_ref().map(Running::end).transpose()
    }
}

fn loopback(family: Family) -> IpAddr {
    match family {
        Family::Ipv4 => IpAddr::V4(Ipv4Addr::LOCALHOST),
        Family::Ipv6 => IpAddr::V6(Ipv6Addr::LOCALHOST),
    }
}
