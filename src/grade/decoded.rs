//! The trials of a decoder: a process for each, as many at once as there are processors.

use super::lines::{Printed, read};
use super::server::{MOST, NotUp};
use super::{PAUSE, PRINTED, Plan, Remarks, Tried, UNREAD, is_of_claim, notable, tally};
use crate::model::ErrorName;
use crate::net::{Deadline, Exit, Failure, Running, Wait, lock, waits_in_pipe};
use crate::torture::exam::{Fault, Kind, Trial, first_difference};
use std::io::Write;
use std::process::{ChildStdin, Command};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

type Maker<'a> = &'a (dyn Fn() -> Command + Sync);

/// No more is written at a time, in bytes: a pipe takes it at once, once it is empty (pipe(7)).
const PIECE: usize = 16_000;
/// After a hostile header its reader has so long to ask for memory.
const ASKING: Duration = Duration::from_millis(30);

/// All trials.
///
/// # Errors
/// It could not be started.
pub(super) fn all(plan: &Plan<'_>, command: Maker<'_>) -> Result<(Vec<Tried>, Remarks), NotUp> {
    let whole = Deadline::after(plan.limit);
    let decoding = Decoding {
        plan,
        command,
        whole,
        next: AtomicUsize::new(0),
        done: Mutex::new((Vec::new(), Remarks::default())),
        failed: Mutex::new(None),
        plain: Mutex::new(None),
    };
    let many = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|threads| {
        for _ in 1..many {
            // Fewer threads take longer, no more.
            let work = || decoding.work();
            drop(std::thread::Builder::new().spawn_scoped(threads, work));
        }
        decoding.work();
    });
    if let Some(failed) = lock(&decoding.failed).take() {
        return Err(failed);
    }
    let (mut tried, remarks) = std::mem::take(&mut *lock(&decoding.done));
    tried.sort_by_key(|one: &Tried| one.trial);
    Ok((tried, remarks))
}

struct Decoding<'a> {
    plan: &'a Plan<'a>,
    command: Maker<'a>,
    whole: Deadline,
    next: AtomicUsize,
    done: Mutex<(Vec<Tried>, Remarks)>,
    failed: Mutex<Option<NotUp>>,
    /// How large it was in a plain trial, in bytes: some languages take gigabytes of addresses before they read anything.
    plain: Mutex<Option<u64>>,
}

/// What was seen while one was written to.
#[derive(Debug, Default)]
struct Written {
    begun: bool,
    unread: bool,
    pauses: bool,
    /// How large it became after what claims much, in bytes.
    peak: Option<u64>,
}

impl Decoding<'_> {
    /// Takes trial after trial until there are none.
    fn work(&self) {
        loop {
            let at = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(trial) = self.plan.exam.trials.get(at) else { return };
            let mut done = lock(&self.done);
            done.1.out_of_time |= self.whole.over();
            if done.1.out_of_time || done.1.called_off {
                return;
            }
            let of_kind = |one: &&Tried| self.plan.exam.trials[one.trial].kind == trial.kind;
            if tally::hung_enough(done.0.iter().filter(of_kind)) {
                continue;
            }
            drop(done);
            match self.one(at, trial) {
                Ok(Some(tried)) => {
                    let mut done = lock(&self.done);
                    done.0.push(tried);
                    (self.plan.progress)(done.0.len());
                }
                Ok(None) => self.remark(|remarks| remarks.called_off = true),
                Err(not_up) => {
                    *lock(&self.failed) = Some(not_up);
                    self.next.store(usize::MAX / 2, Ordering::Relaxed);
                }
            }
        }
    }

    /// By how much it was larger than in a plain trial, where it was asked for much.
    fn grown(&self, trial: &Trial, peak: Option<u64>) -> Option<u64> {
        let mut plain = lock(&self.plain);
        if trial.kind != Kind::Hostile {
            *plain = (*plain).max(peak);
            return None;
        }
        Some(peak?.saturating_sub((*plain)?))
    }

    fn remark(&self, change: impl FnOnce(&mut Remarks)) {
        change(&mut lock(&self.done).1);
    }

    /// One trial: a process. None: Ctrl-C.
    fn one(&self, at: usize, trial: &Trial) -> Result<Option<Tried>, NotUp> {
        let cancel = self.plan.cancel;
        let deadline = Deadline::after(self.plan.trial.min(self.whole.left()));
        let wait = Wait { deadline, cancel: [cancel, cancel] };
        let (running, input, output) =
            Running::with_pipes(&mut (self.command)(), MOST).map_err(|e| NotUp::not_started(&e))?;
        let most = PRINTED + 8 * trial.due.iter().map(|due| due.len() as u64).sum::<u64>();
        let (printed, written, called_off) = std::thread::scope(|threads| {
            let printed = threads.spawn(move || output.map(|output| read(output, most)));
            let writes = || input.map(|input| write(input, trial, &running, wait));
            let written = threads.spawn(writes);
            let ended = wait.until(|| running.ended().is_some());
            // Ended, or to be ended: then its pipes end, too, even if somebody else has them.
            let called_off =
                ended.err().is_some_and(|failure| failure.name() == ErrorName::Interrupted);
            let late = running.ended().is_none();
            let races = late && !called_off && running.pulse().races();
            let left = !running.end();
            self.remark(|remarks| remarks.left |= left);
            let printed = printed.join().ok().flatten().unwrap_or_default();
            let written = written.join().ok().flatten().unwrap_or_default();
            ((printed, late, races), written, called_off)
        });
        if called_off {
            return Ok(None);
        }
        let (printed, late, races) = printed;
        let exit = running.ended();
        let fault = fault(trial, &printed, (late, exit), self.grown(trial, written.peak));
        let words = if fault.is_some() { running.last_words() } else { Vec::new() };
        self.remark(|remarks| {
            remarks.unread += usize::from(written.unread);
            remarks.pauses |= written.pauses;
            remarks.flood |= running.printed() > PRINTED;
            remarks.no_memory |= trial.kind == Kind::Hostile && written.pauses;
        });
        let exit = exit.filter(|_| !late && fault.is_some());
        let got = printed.messages;
        Ok(Some(Tried { trial: at, fault, got, exit, words, races, peeks: false, mixes: false }))
    }
}

/// What is wrong with what was printed. An exit code is asked for only where the stream was whole.
fn fault(
    trial: &Trial,
    printed: &Printed,
    (late, exit): (bool, Option<Exit>),
    grown: Option<u64>,
) -> Option<Fault> {
    let message = printed.messages.len() + 1;
    if let Some(fault) = first_difference(&printed.messages, &trial.due) {
        return Some(fault);
    }
    if printed.too_much {
        return Some(Fault::TooMuch { message });
    }
    if let Some(line) = &printed.no_string {
        return Some(Fault::NoString { message, got: line.clone() });
    }
    if late {
        return Some(Fault::Hangs { message, due: trial.due.len() });
    }
    if let Some(due) = trial.due.get(message - 1) {
        return Some(Fault::Missing { message, due: due.clone() });
    }
    let is_whole = !matches!(trial.kind, Kind::CutShort | Kind::Hostile);
    let well = exit == Some(Exit::Itself(Some(0)));
    match grown.zip(trial.claim) {
        Some((bytes, claim)) if is_of_claim(bytes, claim) => Some(Fault::Memory { bytes }),
        Some(_) | None => (is_whole && !well).then_some(Fault::Ended),
    }
}

/// Writes the pieces, each when the one before was read; then the stream ends.
fn write(mut to: ChildStdin, trial: &Trial, running: &Running, wait: Wait<'_>) -> Written {
    let mut written = Written::default();
    let ends = trial.cuts.iter().copied().chain([trial.stream.bytes.len()]);
    let mut from = 0;
    for end in ends {
        let piece = &trial.stream.bytes[from..end];
        for part in piece.chunks(PIECE) {
            let gone = to.write_all(part).is_err();
            if gone || !taken(&to, running, wait, &mut written) {
                return written;
            }
        }
        from = end;
    }
    let largest = || running.peaks().values().max().copied();
    if matches!(trial.kind, Kind::AsSent) {
        written.peak = largest();
    }
    if notable(trial).is_some() {
        let asking = Wait { deadline: Deadline::after(ASKING), ..wait };
        // Until the time is over: it is looked how large it becomes.
        let _: Result<(), Failure> = asking.until(|| {
            written.peak = written.peak.max(largest());
            false
        });
    }
    written
}

/// Waits until the pipe is empty, but no longer than a piece may lie. Whether there is anybody left to write to.
fn taken(to: &ChildStdin, running: &Running, wait: Wait<'_>, written: &mut Written) -> bool {
    let over = || running.ended().is_some();
    if waits_in_pipe(to).is_none() {
        written.pauses = true;
        let pause = Wait { deadline: Deadline::after(PAUSE), ..wait };
        return pause.pause().is_ok() && !over();
    }
    // It has to begin before it reads.
    let longest = match (written.begun, written.unread) {
        (false, _) => wait.deadline.left(),
        (true, false) => UNREAD,
        (true, true) => PAUSE,
    };
    let patience = Wait { deadline: Deadline::after(longest), ..wait };
    let empty = patience.until(|| waits_in_pipe(to) == Some(0) || over());
    written.begun = true;
    written.unread |= empty.is_err_and(|failure| failure.name() == ErrorName::Timeout);
    !over() && !wait.deadline.over()
}
