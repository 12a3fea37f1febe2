//! A contradiction, and of which value it is said.

use super::contradiction::Contradiction;
use crate::model::{CaseTrace, PathStep, SocketId};

/// A fault, and the way to it from the value that was looked at.
pub(super) type Fault = (Contradiction, Vec<PathStep>);

/// A fault as seen from further out: its way begins with `outer`.
pub(super) fn under<const N: usize>(outer: [PathStep; N]) -> impl FnOnce(Fault) -> Fault {
    |(what, way)| (what, outer.into_iter().chain(way).collect())
}

/// Checks the items of the list in a field.
pub(super) fn each<T>(
    list: &[T],
    field: &'static str,
    mut check: impl FnMut(&T) -> Result<(), Fault>,
) -> Result<(), Fault> {
    list.iter()
        .enumerate()
        .try_for_each(|(index, item)| check(item).map_err(under([field.into(), index.into()])))
}

/// That the socket a field names, if it names one, is in the trace.
pub(super) fn exists(
    trace: &CaseTrace,
    sock: Option<SocketId>,
    field: &'static str,
) -> Result<(), Fault> {
    match sock {
        Some(sock) if trace.socket(sock).is_none() => {
            let what = Contradiction::NoSocket { sock, sockets: trace.sockets.len() };
            Err((what, vec![field.into()]))
        }
        _ => Ok(()),
    }
}
