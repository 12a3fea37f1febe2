//! What sockets are called.

use crate::model::{SocketRole, SocketTrace};
use std::collections::BTreeMap;

/// Sockets with names: what was accepted by number; others where a program has several that carry data.
pub(super) fn named(mut sockets: Vec<SocketTrace>) -> Vec<SocketTrace> {
    let mut numbers: BTreeMap<(String, bool), u32> = BTreeMap::new();
    let others = |all: &[SocketTrace], actor: &str| {
        let carry = |one: &&SocketTrace| one.role.carries() && one.role != SocketRole::Accepted;
        all.iter().filter(|one| one.actor == actor).filter(carry).count()
    };
    for at in 0..sockets.len() {
        let own = &sockets[at];
        let accepted = own.role == SocketRole::Accepted;
        if !own.role.carries() || !accepted && others(&sockets, &own.actor) < 2 {
            continue;
        }
        let number = numbers.entry((own.actor.clone(), accepted)).or_default();
        *number += 1;
        sockets[at].name = Some(format!("{}{number}", if accepted { "c" } else { "s" }));
    }
    sockets
}
