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

/// Makes a host, and enters it once: a filter of system calls may forbid that alone. The calling thread
/// stays where it is.
///
/// # Errors
/// Why there is no lab here.
pub fn host() -> Result<Network, LabFault> {
    let network = elsewhere(Network::make_here)?;
    let forbidden = |source| LabFault { gap: LabGap::NamespacesForbidden, source };
    elsewhere(|| network.enter().map_err(forbidden))?;
    Ok(network)
}

/// Does something on a thread that ends with it.
fn elsewhere<T: Send>(work: impl FnOnce() -> Result<T, LabFault> + Send) -> Result<T, LabFault> {
    let failed = |source| LabFault { gap: LabGap::Failed, source };
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().name("lab host".to_owned());
        let thread = thread.spawn_scoped(scope, work).map_err(failed)?;
        thread.join().unwrap_or_else(|_| Err(failed(io::ErrorKind::Other.into())))
    })
}
