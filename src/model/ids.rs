//! Numbers that must not be swapped for one another, each a type of its own.

use serde::{Deserialize, Serialize};

macro_rules! number {
    ($(#[$meta:meta])* $name:ident($inner:ty), from $min:literal) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(test, derive(schemars::JsonSchema))]
        #[serde(transparent)]
        pub struct $name(#[cfg_attr(test, schemars(range(min = $min)))] pub $inner);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(&self.0, f)
            }
        }
    };
}

number! {
    /// A message: the n-th that was sent in a case, from 1, over all senders, warm-up not counted.
    MessageNo(u32), from 1
}
number! {
    /// A receive: the n-th in a case, from 1, over all receivers, warm-up not counted.
    ReceiveNo(u32), from 1
}
number! {
    /// A step: its place in the case as the file is read, from 1; the steps of a block count one by
    /// one, in order, once each.
    StepNo(u32), from 1
}
number! {
    /// A round of a block of steps, from 1.
    RoundNo(u32), from 1
}
number! {
    /// A socket of a case, in the order they were made, from 0.
    SocketId(u32), from 0
}

impl SocketId {
    /// Its place in the list of sockets of its case.
    pub fn index(self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }
}

number! {
    /// An actor: its index in the case's list of actors.
    ActorId(u32), from 0
}
