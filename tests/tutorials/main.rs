//! The tutorials' programs beside the lessons about them. A class that runs both must see the same.
//!
//! The programs (`programs/*.py`) are written for this test in the manner of the tutorials: plain sockets,
//! `recv(1024)`, one window for each. Here each is a process of its own, and what its calls came to is compared, call by
//! call, with what the case does on real sockets at the same time: a lesson and a program that drift apart fail.
//! Where a tutorial's result depends on who is quicker, the program waits for the condition that makes it certain
//! (`late` in `programs/noted.py`), and its documentation says so.
//!
//! Only where Python is, and on Linux only: on no other system have the programs been run.
#![cfg(target_os = "linux")]
#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on has failed, and says what it expects"
)]

mod accounts;
mod class;
mod commands;
mod datagrams;
mod files;
mod lesson;
mod streams;
