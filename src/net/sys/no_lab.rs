//! Where there are no network namespaces: no lab. Nothing of this can be made.

use crate::model::LabGap;
use crate::net::lab::LabFault;
use std::convert::Infallible;
use std::io;
use std::net::IpAddr;
use std::time::Duration;

fn gap() -> LabFault {
    LabFault { gap: LabGap::NotLinux, source: io::ErrorKind::Unsupported.into() }
}

/// Only a case about the lab asks for one.
pub(in crate::net) fn set_congestion(_socket: &socket2::Socket, _name: &str) -> io::Result<()> {
    Err(io::ErrorKind::NotFound.into())
}

/// There is no lab here.
pub(in crate::net) fn prepare() -> Result<(), LabFault> {
    Err(gap())
}

/// A host, of which there is none.
#[derive(Debug)]
pub struct Network(Infallible);

impl Network {
    /// # Errors
    /// Always.
    pub(in crate::net) fn make_here() -> Result<Self, LabFault> {
        Err(gap())
    }

    /// # Errors
    /// Never called.
    pub fn enter(&self) -> io::Result<()> {
        match self.0 {}
    }

    /// # Errors
    /// Never called.
    pub fn set_up(&self, _mtu: u32, _own: IpAddr, _other: IpAddr) -> io::Result<()> {
        match self.0 {}
    }

    /// # Errors
    /// Never called.
    pub fn read(&self, _buffer: &mut [u8]) -> io::Result<Option<usize>> {
        match self.0 {}
    }

    /// # Errors
    /// Never called.
    pub fn write(&self, _packet: &[u8]) -> io::Result<()> {
        match self.0 {}
    }
}

/// A bell, of which there is none.
#[derive(Debug)]
pub struct Bell(Infallible);

impl Bell {
    /// # Errors
    /// Always.
    pub fn new() -> io::Result<Self> {
        Err(io::ErrorKind::Unsupported.into())
    }

    /// Never called.
    pub fn ring(&self) {
        match self.0 {}
    }
}

/// There is no wire that could be late.
#[derive(Debug)]
pub struct Hurry;

impl Hurry {
    /// Never called where there is no lab.
    #[must_use]
    pub fn now() -> Self {
        Hurry
    }
}

/// # Errors
/// Never called.
pub fn wait(_networks: &[Network; 2], bell: &Bell, _most: Option<Duration>) -> io::Result<()> {
    match bell.0 {}
}
