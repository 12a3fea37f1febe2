//! A program that runs while somebody speaks to it: how it ended, what it said last, and all that it started. Nothing of
//! it outlives the value.

use super::clock::sleep;
use super::led::Led;
use super::sys::tree;
use super::{Deadline, lock};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io::{self, Read};
use std::process::{ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

/// What a program may take.
#[derive(Debug, Clone, Copy)]
pub struct Most {
    /// Bytes that it may print before that is worth a remark; what comes later is read and dropped.
    pub printed: u64,
    /// Processes at a time, itself counted, where they can be counted (Linux).
    pub processes: usize,
}

/// How a program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// By itself: with this code, or without one, by a signal.
    Itself(Option<i32>),
    /// It was ended: it had so many processes.
    TooMany(usize),
}

/// As much is read at a time, in bytes.
const PIECE: usize = 8192;
/// As much is kept of what it said last, in bytes.
const KEPT: usize = 2048;
/// How often its processes are counted.
const LOOK: Duration = Duration::from_millis(20);
/// So often it is looked whether a program rests, a millisecond or more apart.
const PULSES: usize = 20;
/// How long those that are ended may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// The processes that were started here: who else is a child of this one was left behind by its parent.
static LEADERS: Mutex<BTreeSet<u32>> = Mutex::new(BTreeSet::new());

/// The program.
#[derive(Debug)]
pub struct Running {
    shared: Arc<Shared>,
    id: u32,
}

#[derive(Debug)]
struct Shared {
    process: Mutex<Process>,
    said: Mutex<Said>,
}

/// What is known of its process. Locked while its number is used.
struct Process {
    led: Led,
    ended: Option<Exit>,
    too_many: Option<usize>,
    waited_for: bool,
}

impl std::fmt::Debug for Process {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Process").field("ended", &self.ended).finish_non_exhaustive()
    }
}

/// What it has said.
#[derive(Debug, Default)]
struct Said {
    last: VecDeque<u8>,
    bytes: u64,
    readers: usize,
}

/// Looks whether a program, or anything that it started, rests.
#[derive(Debug, Clone, Copy)]
pub struct Pulse(u32);

impl Pulse {
    /// Whether some thread of it runs, or could, each time that it is looked: it waits for nothing, however busy the computer
    /// is. Never where this system does not tell.
    pub fn races(self) -> bool {
        (0..PULSES).all(|_| {
            sleep(Duration::from_millis(1));
            tree_of(self.0).into_iter().flat_map(tree::states).any(|state| state == 'R')
        })
    }
}

impl Running {
    /// Starts it, with nothing to read; what it prints is read.
    ///
    /// # Errors
    /// It could not be started.
    pub fn start(command: &mut Command, most: Most) -> io::Result<Self> {
        command.stdin(Stdio::null());
        let running = Running::spawn(command, most)?;
        let out = running.process().led.child.stdout.take();
        running.listen(out);
        Ok(running)
    }

    /// Starts it with its standard input and output in the caller's hands.
    ///
    /// # Errors
    /// It could not be started.
    pub fn with_pipes(
        command: &mut Command,
        most: Most,
    ) -> io::Result<(Self, Option<ChildStdin>, Option<ChildStdout>)> {
        command.stdin(Stdio::piped());
        let running = Running::spawn(command, most)?;
        let (input, output) = {
            let mut process = running.process();
            (process.led.child.stdin.take(), process.led.child.stdout.take())
        };
        Ok((running, input, output))
    }

    fn spawn(command: &mut Command, most: Most) -> io::Result<Self> {
        tree::inherits();
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        // Nobody takes it for one that was left behind before it is known.
        let mut leaders = lock(&LEADERS);
        let mut led = Led::start(command)?;
        let (id, err) = (led.child.id(), led.child.stderr.take());
        leaders.insert(id);
        drop(leaders);
        let process = Process { led, ended: None, too_many: None, waited_for: false };
        let (process, said) = (Mutex::new(process), Mutex::new(Said::default()));
        let running = Running { shared: Arc::new(Shared { process, said }), id };
        running.listen(err);
        let shared = Arc::clone(&running.shared);
        let watch = move || {
            while shared.is_within(id, most.processes) {
                sleep(LOOK);
            }
        };
        std::thread::Builder::new().name("processes".into()).spawn(watch)?;
        Ok(running)
    }

    /// Reads what it says, until nobody has that open any more.
    fn listen(&self, from: Option<impl Read + Send + 'static>) {
        let Some(mut from) = from else { return };
        let shared = Arc::clone(&self.shared);
        lock(&shared.said).readers += 1;
        let read = move || {
            let mut buffer = [0; PIECE];
            while let Ok(count @ 1..) = from.read(&mut buffer) {
                lock(&shared.said).add(&buffer[..count]);
            }
            lock(&shared.said).readers -= 1;
        };
        if std::thread::Builder::new().name("printed".into()).spawn(read).is_err() {
            lock(&self.shared.said).readers -= 1;
        }
    }

    fn process(&self) -> MutexGuard<'_, Process> {
        lock(&self.shared.process)
    }

    /// How it ended, if it has.
    pub fn ended(&self) -> Option<Exit> {
        self.process().look()
    }

    /// Waits a moment for its end: whoever closed its connections may be about to.
    pub fn ended_within(&self, time: Duration) -> Option<Exit> {
        let deadline = Deadline::after(time);
        loop {
            let ended = self.ended();
            if ended.is_some() || deadline.over() {
                return ended;
            }
            sleep(Duration::from_millis(1).min(deadline.left()));
        }
    }

    /// Ends it, and all that it started. Whether nothing is left.
    pub fn end(&self) -> bool {
        self.shared.end_all()
    }

    /// The last of what it said, once it has ended and all of that was read.
    pub fn last_words(&self) -> Vec<u8> {
        let deadline = Deadline::after(PATIENCE / 10);
        while lock(&self.shared.said).readers > 0 && self.ended().is_some() && !deadline.over() {
            sleep(Duration::from_millis(1));
        }
        lock(&self.shared.said).last.iter().copied().collect()
    }

    /// How many bytes it has printed.
    pub fn printed(&self) -> u64 {
        lock(&self.shared.said).bytes
    }

    /// Of those that it started, how many have ended and were not waited for. 0 where this system does not tell.
    pub fn unwaited(&self) -> usize {
        tree_of(self.id).into_iter().filter(|process| has_ended(*process)).count()
    }

    /// Tells whether it rests.
    pub fn pulse(&self) -> Pulse {
        Pulse(self.id)
    }

    /// Of it and of all that it started the largest address space that each ever had, in bytes. Empty where this system
    /// does not tell.
    pub fn peaks(&self) -> BTreeMap<u32, u64> {
        tree::peaks(&tree_of(self.id))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end();
        lock(&LEADERS).remove(&self.id);
    }
}

/// Ends all that this process has started, with what that has started: before it ends at once. Where this system does not
/// tell what that is, it stays.
pub fn end_all_started() {
    let own = tree::children(std::process::id());
    own.iter().flat_map(|process| tree_of(*process)).for_each(tree::end);
}

/// How many bytes a program has not read of what was written to it; none where this system does not tell.
pub fn waits_in_pipe(pipe: &ChildStdin) -> Option<u64> {
    tree::in_pipe(pipe)
}

impl Shared {
    /// Whether it runs on, with no more processes than it may have. One that has more is ended, and all of them.
    fn is_within(&self, id: u32, most: usize) -> bool {
        let many = {
            let mut process = lock(&self.process);
            if process.look().is_some() {
                return false;
            }
            let mut all = [tree_of(id), left_behind()].concat();
            if all.len() > most {
                // One that has ended only waits until its parent takes note of that.
                all.retain(|process| !has_ended(*process));
            }
            let many = all.len();
            if many <= most {
                return true;
            }
            process.too_many = Some(many);
            many
        };
        self.end_all();
        many <= most
    }

    /// Ends it, and all that it started, also what has left its group. Whether nothing is left.
    fn end_all(&self) -> bool {
        let deadline = Deadline::after(PATIENCE);
        loop {
            lock(&self.process).kill();
            let left = left_behind();
            left.iter().for_each(|process| tree::end(*process));
            if lock(&self.process).look().is_some() && left.is_empty() {
                return true;
            }
            if deadline.over() {
                return false;
            }
            sleep(Duration::from_millis(1));
        }
    }
}

impl Process {
    fn look(&mut self) -> Option<Exit> {
        if !self.waited_for
            && let Ok(Some(status)) = self.led.child.try_wait()
        {
            self.waited_for = true;
            self.ended = Some(self.too_many.map_or_else(|| of(status), Exit::TooMany));
        }
        self.ended
    }

    /// Only while its number is its own.
    fn kill(&mut self) {
        if self.look().is_none() {
            self.led.kill();
        }
    }
}

fn of(status: ExitStatus) -> Exit {
    Exit::Itself(status.code())
}

impl Said {
    fn add(&mut self, bytes: &[u8]) {
        self.bytes = self.bytes.saturating_add(bytes.len() as u64);
        self.last.extend(bytes);
        let over = self.last.len().saturating_sub(KEPT);
        self.last.drain(..over);
    }
}

/// Whether a process has ended, and nobody has waited for it.
fn has_ended(process: u32) -> bool {
    let states = tree::states(process);
    !states.is_empty() && states.iter().all(|state| matches!(state, 'Z' | 'X'))
}

/// A process and its descendants.
fn tree_of(process: u32) -> Vec<u32> {
    let mut all = vec![process];
    let mut at = 0;
    while let Some(process) = all.get(at) {
        all.extend(tree::children(*process));
        at += 1;
    }
    all
}

/// The children of this process that it did not start itself; those of them that have ended are buried.
fn left_behind() -> Vec<u32> {
    let leaders = lock(&LEADERS);
    let own = tree::children(std::process::id()).into_iter();
    let left: Vec<u32> = own.filter(|process| !leaders.contains(process)).collect();
    left.iter().for_each(|process| tree::bury(*process));
    left
}
