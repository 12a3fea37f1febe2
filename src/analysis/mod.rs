//! (being built)
mod findings;
pub use findings::*;
