//! Cases side by side: nearly all of a case is waiting.
#![allow(clippy::expect_used, reason = "a test says what it expects")]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use stickydemo::model::{Call, Case, Data};
use stickydemo::net::lab::{Network, host};
use stickydemo::stage::Stage;

/// So many at a time, where each can have a network of its own; as scripts/thousand was run with.
const WORKERS: usize = 5;

/// Held by who works: the tests of a file run side by side, too, and `alone` is alone in the process.
static TURN: Mutex<()> = Mutex::new(());

/// Does each piece of work once, begun in order, several at a time; then those that are to be `alone`, one
/// after the other. What comes of them has the order of the pieces.
///
/// A case gives up a port and takes it again, and nobody else may take it meanwhile. So each worker lives
/// in a network of its own, and has a stage of its own, as a lab plays one case at a time. Both need
/// root, in a process of several threads; where they cannot be had, there is one worker, in the network
/// of the computer.
pub(crate) fn each<T: Sync, R: Send>(
    pieces: &[T],
    alone: impl Fn(&T) -> bool,
    work: impl Fn(&Stage, &T) -> R + Sync,
) -> Vec<R> {
    // Another test that failed is no reason for this one to fail.
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let numbered = pieces.iter().enumerate();
    let (last, first): (Vec<_>, Vec<_>) = numbered.partition(|(_, piece)| alone(piece));
    let most = WORKERS.min(first.len()).max(1);
    let networks: Vec<Network> = (0..most).map_while(|_| host().ok()).collect();
    let homes = networks.iter().map(Some).collect();
    let work = |stage: &Stage, (at, piece): &(usize, &T)| (*at, work(stage, piece));
    let mut done = workers(if networks.is_empty() { vec![None] } else { homes }, &first, &work);
    done.extend(workers(vec![networks.first()], &last, &work));
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

/// Whether a run of the case starts a process. Until that has become another program it holds a copy of
/// every socket of this one (fork(2), execve(2)), and what a neighbour closes stays open so long.
pub(crate) fn starts_a_process(case: &Case) -> bool {
    let runs = |data: Option<&Data>| matches!(data, Some(Data::OutputOf(_)));
    case.all_steps().any(|step| step.call == Call::Kill || runs(step.call.data()))
}

/// A worker for each of these networks; `None` is that of the computer.
fn workers<T: Sync, R: Send>(
    homes: Vec<Option<&Network>>,
    pieces: &[T],
    work: &(impl Fn(&Stage, &T) -> R + Sync),
) -> Vec<R> {
    let (next, done) = (&AtomicUsize::new(0), &Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for home in homes {
            scope.spawn(move || {
                // The threads that this one starts are where it is.
                home.map_or(Ok(()), Network::enter).expect("a network just made can be entered");
                let stage = Stage::with_lab();
                while let Some(piece) = pieces.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let result = work(&stage, piece);
                    done.lock().expect("who holds it does nothing else").push(result);
                }
            });
        }
    });
    std::mem::take(&mut *done.lock().expect("nobody holds it any more"))
}
