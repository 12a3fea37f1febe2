//! What a step costs beyond its call: the hand-over to the actor, the record, and the evidence of
//! both ends, beside the same calls made bare on one thread.
//!
//! Goal: at most 30 µs more.
#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "a benchmark times and tells")]

mod compare;

use compare::{Pair, met, show, time};
use std::io::{Error, Read, Result, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream, UdpSocket};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;
use stickydemo::engine::{RunOptions, run_case};
use stickydemo::model::{Case, Lang};
use stickydemo::scenario;
use stickydemo::stage::Stage;

/// Rounds of one send and one receive in a case.
const ROUNDS: u32 = 200;
const GOAL_US: f64 = 30.0;

const SCENARIO: &str = r#"
format = 1
id = "steps"
group = "tcp"
en = { title = "-", story = "-", question = "-", hint = "-", answer = "-" }
zh = { title = "-", story = "-", question = "-", hint = "-", answer = "-" }

[[case]]
id = "tcp-each-a-step"
role = "problem"
title = { en = "-", zh = "-" }
steps = [
  { who = "server", call = "listen" },
  { who = "client", call = "connect", to = "server", set = { TCP_NODELAY = true } },
  { who = "server", call = "accept" },
  { repeat = ROUNDS, steps = [
    { who = "client", call = "send", data = "hello" },
    { who = "server", call = "recv", max = 5 },
  ] },
]

[[case]]
id = "tcp-one-hand-over"
role = "problem"
title = { en = "-", zh = "-" }
steps = [
  { who = "server", call = "listen" },
  { who = "client", call = "connect", to = "server", set = { TCP_NODELAY = true } },
  { who = "server", call = "accept" },
  { who = "client", call = "send", data = "hello", repeat = ROUNDS },
  { who = "server", call = "recv", max = 5, repeat = ROUNDS },
]

[[case]]
id = "udp-each-a-step"
role = "problem"
title = { en = "-", zh = "-" }
steps = [
  { who = "server", call = "bind" },
  { who = "client", call = "bind" },
  { repeat = ROUNDS, steps = [
    { who = "client", call = "send_to", to = "server", data = "hello" },
    { who = "server", call = "recv_from", max = 5 },
  ] },
]
"#;

fn main() -> Result<()> {
    let source = SCENARIO.replace("ROUNDS", &ROUNDS.to_string());
    let scenario = scenario::parse("steps", source.as_bytes())
        .map_err(|error| Error::other(error.render(Lang::En)))?;
    let bare = [tcp_in_turns, tcp_one_after_the_other, udp];
    for (case, bare) in scenario.cases.iter().zip(bare) {
        // One run by itself first: what fails would be fast.
        through_the_engine(case)?;
        let pair = Pair::measure(
            100,
            || time(|| assert!(through_the_engine(case).is_ok())),
            || time(|| assert!(bare().is_ok())),
        );
        tell(&case.id, &pair);
    }
    Ok(())
}

fn tell(name: &str, pair: &Pair) {
    let each = |took: Duration| took / (2 * ROUNDS);
    let more = (pair.ours.as_secs_f64() - pair.bare.as_secs_f64()) * 1e6 / f64::from(2 * ROUNDS);
    println!(
        "{name:<18} a step: {}; the call made bare: {}; {:.1} ×, {more:.1} µs more (goal {GOAL_US} µs: {})",
        show(each(pair.ours)),
        show(each(pair.bare)),
        pair.ratio(),
        met(more <= GOAL_US),
    );
}

fn through_the_engine(case: &Case) -> Result<()> {
    let cancel = Arc::new(AtomicBool::new(false));
    let options = RunOptions { program: PathBuf::new(), cancel };
    let trace = run_case(case, &Stage::loopback(), &options).map_err(Error::other)?;
    let calls = || trace.records.iter().flat_map(|record| &record.calls);
    let failed = calls().find(|call| call.outcome.error().is_some());
    match failed {
        None if calls().count() >= 2 * ROUNDS as usize => Ok(()),
        None => Err(Error::other(format!("{}: only {} calls", case.id, calls().count()))),
        Some(call) => Err(Error::other(format!("{}: {:?}", case.id, call.outcome))),
    }
}

fn connection() -> Result<(TcpStream, TcpStream)> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let client = TcpStream::connect(listener.local_addr()?)?;
    client.set_nodelay(true)?;
    Ok((client, listener.accept()?.0))
}

fn tcp_in_turns() -> Result<()> {
    let (mut client, mut server) = connection()?;
    let mut buf = [0; 5];
    for _ in 0..ROUNDS {
        client.write_all(b"hello")?;
        server.read_exact(&mut buf)?;
    }
    Ok(())
}

fn tcp_one_after_the_other() -> Result<()> {
    let (mut client, mut server) = connection()?;
    let mut buf = [0; 5];
    for _ in 0..ROUNDS {
        client.write_all(b"hello")?;
    }
    for _ in 0..ROUNDS {
        server.read_exact(&mut buf)?;
    }
    Ok(())
}

fn udp() -> Result<()> {
    let server = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?;
    let client = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?;
    let (to, mut buf) = (server.local_addr()?, [0; 5]);
    for _ in 0..ROUNDS {
        client.send_to(b"hello", to)?;
        server.recv_from(&mut buf)?;
    }
    Ok(())
}
