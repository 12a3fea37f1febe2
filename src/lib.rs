//! stickydemo (being built)
pub mod analysis;
pub mod cli;
pub mod engine;
pub mod framing;
pub mod lang;
pub mod model;
pub mod net;
pub mod report;
pub mod scenario;
pub mod stage;
