//! What the tutorials' programs do wrong. A program `--as-taught` does it, too, and says so when it does.

use crate::model::named_enum;

named_enum! {
    /// A fault of a tutorial's program.
    pub enum Fault {
        /// The client has left, and the loop goes on: `recv` returns nothing, again and again.
        Spins = "spins",
        /// A datagram of another client waits while somebody types an answer.
        OthersWait = "others-wait",
        /// A client's next datagram waits while somebody types an answer to the one before.
        SecondWaits = "second-waits",
        /// What is taken for an answer was there before the question was sent.
        NotItsAnswer = "not-its-answer",
    }
}

impl Fault {
    /// The scenario that explains it, as `stickydemo run` takes it.
    pub fn scenario(self) -> &'static str {
        match self {
            Fault::Spins => "end-of-stream",
            Fault::OthersWait | Fault::SecondWaits => "udp-many-clients",
            Fault::NotItsAnswer => "udp-many-clients",
        }
    }
}
