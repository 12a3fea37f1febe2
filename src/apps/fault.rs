//! What the tutorials' programs do wrong. A program `--as-taught` does it, too, and says so when it does.

use crate::model::named_enum;

named_enum! {
    /// A fault of a tutorial's program.
    pub enum Fault {
        /// The client has left, and the loop goes on: `recv` returns nothing, again and again.
        Spins = "spins",
    }
}

impl Fault {
    /// The scenario that explains it, as `stickydemo run` takes it.
    pub fn scenario(self) -> &'static str {
        match self {
            Fault::Spins => "end-of-stream",
        }
    }
}
