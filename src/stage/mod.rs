//! Where actors live: each on a host, each host with an address of its own.
//!
//! An actor's thread enters its host before it makes a socket, and takes its addresses from the
//! stage, so that the engine does not know what the wire is.

use crate::model::{Family, WireKind};
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use tempfile::TempDir;

/// The stage of a run.
#[derive(Debug)]
pub struct Stage {
    wire: WireKind,
}

impl Stage {
    /// All hosts are this computer, and the wire is its loopback interface.
    pub fn loopback() -> Self {
        Stage { wire: WireKind::Loopback }
    }

    /// Looks whether packets can travel on it at all: a datagram socket finds a route to the
    /// loopback address (connect(2) on a datagram socket sends nothing).
    ///
    /// # Errors
    /// What the system says: the interface is down, or sockets are forbidden.
    pub fn look(&self) -> io::Result<()> {
        let address = (self.address("", Family::Ipv4), 0);
        let socket = std::net::UdpSocket::bind(address)?;
        socket.connect((address.0, 9))
    }

    /// What the packets travel on.
    pub fn wire(&self) -> WireKind {
        self.wire
    }

    /// Brings the calling thread to a host. On loopback it is there already.
    ///
    /// # Errors
    /// What the system says when the host cannot be entered.
    pub fn enter(&self, _host: &str) -> io::Result<()> {
        Ok(())
    }

    /// The address of a host.
    pub fn address(&self, _host: &str, family: Family) -> IpAddr {
        match family {
            Family::Ipv4 => IpAddr::V4(Ipv4Addr::LOCALHOST),
            Family::Ipv6 => IpAddr::V6(Ipv6Addr::LOCALHOST),
        }
    }

    /// A fresh directory for the names of Unix-domain sockets; it goes when it is dropped.
    ///
    /// # Errors
    /// What the system says when it cannot be made.
    pub fn directory(&self) -> io::Result<TempDir> {
        tempfile::Builder::new().prefix("stickydemo-").tempdir()
    }
}
