//! The hosts of the lab: network namespaces with a device each, through which IP packets come and
//! go. What Linux does is in `sys`; elsewhere there is none, and the reason is `not-linux`.

use crate::model::LabGap;
use std::io;
use thiserror::Error;

pub use super::sys::lab::{Bell, Hurry, Network, wait};

/// Why there is no lab here.
#[derive(Debug, Error)]
#[error("{}: {source}", .gap.text().en)]
pub struct LabFault {
    /// The kind of reason.
    pub gap: LabGap,
    /// What the system says.
    pub source: io::Error,
}

/// Gets this process what it needs to make hosts. Without root it enters a user namespace of its own
/// and stays in it, which only a process of one thread can: it goes before everything that starts
/// threads, and only where a lab is wanted.
///
/// # Errors
/// Why there is no lab here.
pub fn prepare() -> Result<(), LabFault> {
    super::sys::lab::prepare()
}

/// Makes a host, on a thread that ends with it: the calling thread stays where it is.
///
/// # Errors
/// Why there is no lab here.
pub fn host() -> Result<Network, LabFault> {
    let made = std::thread::Builder::new().name("lab host".to_owned()).spawn(Network::make_here);
    let made = made.map_err(|source| LabFault { gap: LabGap::Failed, source })?;
    made.join().unwrap_or_else(|_| {
        Err(LabFault { gap: LabGap::Failed, source: io::ErrorKind::Other.into() })
    })
}
