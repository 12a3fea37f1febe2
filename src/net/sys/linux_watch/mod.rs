//! Linux: programs that are watched, as strace(1) watches them: ptrace(2), at the system calls that a filter lets
//! stop ([`filter`]), and at each of these copies of the sockets it is about (pidfd_getfd(2), Linux 5.6).
//!
//! A copy of a descriptor keeps a socket open (close(2): the last reference counts), and so would delay a FIN. None
//! is held then: whatever gives up a descriptor (`close`, `dup2` onto it, `close_range`, `execve`, the end of a process) stops
//! the process *before* it does, and whoever is told of a stop has dropped its copies before the process goes on. Only
//! SIGKILL asks nobody: there a FIN may wait for the time of one sample, some microseconds.

mod becoming;
mod calls;
mod filter;
mod memory;
mod queue;
mod stops;
mod waits;

pub(in crate::net) use self::becoming::become_watched;

use self::calls::Raw;
use self::memory::Memory;
use self::stops::{Status, begun, go_on, returned, status_number, stay, wait};
use crate::model::Transport;
use crate::net::watched::{Caller, Came, Fate, Peek, Queued, Watcher};
use crate::net::{Clock, Socket};
use nix::sys::ptrace::{self, Options};
use nix::sys::signal::{self, Signal};
use nix::unistd::Pid;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd};

/// It can.
pub(in crate::net) const CAN: bool = true;

/// The calls of programs that were started to be watched. All of it happens on one thread: a tracer is a thread
/// (ptrace(2)), and when it ends its programs do.
#[derive(Debug)]
pub(in crate::net) struct Tracer {
    tasks: BTreeMap<Pid, Task>,
    /// The processes that have not ended.
    processes: BTreeSet<Pid>,
    /// Threads that are gone before their makers' stops were seen. (A zombie that waits for its parent is still in /proc.)
    early: BTreeSet<Pid>,
    eyes: Eyes,
    stops: u64,
    stood_ns: u64,
}

/// A thread that is traced.
#[derive(Debug)]
struct Task {
    process: Pid,
    /// The call it is in, if that is told of.
    call: Option<Raw>,
    /// It is no trampoline any more, but the program.
    begun: bool,
    /// The call that a signal interrupted before it did anything.
    interrupted: Option<Raw>,
    /// Its maker's stop has been seen.
    announced: bool,
}

/// How the processes are looked into.
#[derive(Debug)]
struct Eyes {
    clock: Clock,
    /// A descriptor of each process: pidfd_open(2).
    processes: BTreeMap<u32, OwnedFd>,
}

impl Peek for Eyes {
    fn socket(
        &mut self,
        process: u32,
        descriptor: i32,
        known: Option<Transport>,
    ) -> io::Result<Socket> {
        let of = match self.processes.entry(process) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(open(process)?),
        };
        // SAFETY: takes numbers only. What it returns is a new descriptor of this process, which nobody else has.
        let copy = unsafe {
            let copy = libc::syscall(libc::SYS_pidfd_getfd, of.as_raw_fd(), descriptor, 0);
            match RawFd::try_from(copy) {
                Ok(copy @ 0..) => OwnedFd::from_raw_fd(copy),
                _ => return Err(io::Error::last_os_error()),
            }
        };
        let copy = socket2::Socket::from(copy);
        let transport = match known {
            Some(transport) => transport,
            None => transport_of(&copy)?.ok_or(io::ErrorKind::Unsupported)?,
        };
        Ok(Socket::of(copy, transport))
    }

    fn waits(&self, socket: &Socket) -> bool {
        !socket.raw().nonblocking().unwrap_or(false)
    }

    fn inode(&self, process: u32, descriptor: i32) -> Option<u64> {
        let link = fs::read_link(format!("/proc/{process}/fd/{descriptor}")).ok()?;
        link.to_str()?.strip_prefix("socket:[")?.strip_suffix(']')?.parse().ok()
    }

    fn queued(&self, socket: &Socket, most: usize) -> Vec<Queued> {
        queue::peek(socket.raw(), most)
    }

    fn descriptors(&self, process: u32) -> Vec<i32> {
        let all = fs::read_dir(format!("/proc/{process}/fd")).into_iter().flatten();
        all.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok()).collect()
    }

    fn ns(&self) -> u64 {
        self.clock.ns()
    }
}

/// What carries the bytes of a socket: SO_DOMAIN, SO_TYPE (socket(7)).
fn transport_of(socket: &socket2::Socket) -> io::Result<Option<Transport>> {
    use socket2::{Domain, Type};
    let seqpacket = Type::from(libc::SOCK_SEQPACKET);
    let internet = [Domain::IPV4, Domain::IPV6];
    Ok(match (socket.domain()?, socket.r#type()?) {
        (domain, Type::STREAM) if internet.contains(&domain) => Some(Transport::Tcp),
        (domain, Type::DGRAM) if internet.contains(&domain) => Some(Transport::Udp),
        (Domain::UNIX, Type::STREAM) => Some(Transport::UnixStream),
        (Domain::UNIX, Type::DGRAM) => Some(Transport::UnixDatagram),
        (Domain::UNIX, kind) if kind == seqpacket => Some(Transport::UnixSeqpacket),
        _ => None,
    })
}

fn open(process: u32) -> io::Result<OwnedFd> {
    // SAFETY: takes numbers only. What it returns is a new descriptor of this process, which nobody else has.
    unsafe {
        match RawFd::try_from(libc::syscall(libc::SYS_pidfd_open, process, 0)) {
            Ok(new @ 0..) => Ok(OwnedFd::from_raw_fd(new)),
            _ => Err(io::Error::last_os_error()),
        }
    }
}

/// What the tracer asks for of every process. EXITKILL: no process outlives it.
fn options() -> Options {
    Options::PTRACE_O_EXITKILL
        | Options::PTRACE_O_TRACESYSGOOD
        | Options::PTRACE_O_TRACESECCOMP
        | Options::PTRACE_O_TRACECLONE
        | Options::PTRACE_O_TRACEFORK
        | Options::PTRACE_O_TRACEVFORK
        | Options::PTRACE_O_TRACEEXEC
        | Options::PTRACE_O_TRACEEXIT
}

impl Tracer {
    /// Nothing is traced yet.
    pub(in crate::net) fn new(clock: Clock) -> Self {
        let eyes = Eyes { clock, processes: BTreeMap::new() };
        Tracer {
            tasks: BTreeMap::new(),
            processes: BTreeSet::new(),
            early: BTreeSet::new(),
            eyes,
            stops: 0,
            stood_ns: 0,
        }
    }

    /// Takes a process that this thread has started and that calls [`become_watched`]: it stands still before that, and goes
    /// on from here.
    ///
    /// # Errors
    /// It may not be traced here.
    pub(in crate::net) fn take(&mut self, process: u32) -> io::Result<()> {
        let pid = Pid::from_raw(process.cast_signed());
        match wait(Some(pid))? {
            Some((_, Status::Signal(libc::SIGSTOP))) => {}
            Some((_, Status::Exited(number))) => {
                return Err(io::Error::from_raw_os_error(number));
            }
            _ => return Err(io::ErrorKind::Unsupported.into()),
        }
        ptrace::seize(pid, options())?;
        let task =
            Task { process: pid, call: None, begun: false, interrupted: None, announced: true };
        self.tasks.insert(pid, task);
        self.processes.insert(pid);
        Ok(signal::kill(pid, Signal::SIGCONT)?)
    }

    /// Waits for the next stop of any process, tells of it, and lets it go on; whether any process is left.
    ///
    /// # Errors
    /// What waitpid(2) says.
    pub(in crate::net) fn step(&mut self, watcher: &mut dyn Watcher) -> io::Result<bool> {
        let Some((pid, status)) = wait(None)? else { return Ok(false) };
        let begin = self.eyes.ns();
        let mut signal = 0;
        match status {
            Status::Event(libc::PTRACE_EVENT_SECCOMP) => self.calls(pid, watcher),
            Status::Event(libc::PTRACE_EVENT_EXEC) => self.became(pid, watcher),
            Status::Event(libc::PTRACE_EVENT_EXIT) => self.exits(pid, watcher),
            Status::Event(_) => {
                // A clone, a fork, a vfork: known before its maker goes on, and may close what both have.
                if let Some(new) =
                    ptrace::getevent(pid).ok().and_then(|new| i32::try_from(new).ok())
                {
                    self.announced(Pid::from_raw(new), watcher);
                }
            }
            Status::Returned => self.returned(pid, watcher),
            Status::First | Status::Group => self.born(pid, watcher),
            Status::Signal(number) => {
                self.born(pid, watcher);
                signal = number;
            }
            Status::Exited(code) => self.gone(pid, Fate::Exited(code), watcher),
            Status::Killed(number) => self.gone(pid, Fate::Killed(number), watcher),
        }
        match status {
            Status::Exited(_) | Status::Killed(_) => {}
            Status::Group => stay(pid),
            Status::Event(_) | Status::First | Status::Returned | Status::Signal(_) => {
                go_on(pid, self.tasks.get(&pid).is_some_and(|task| task.call.is_some()), signal);
            }
        }
        self.stops += 1;
        self.stood_ns += self.eyes.ns().saturating_sub(begin);
        watcher.settles();
        Ok(true)
    }

    pub(in crate::net) fn stood(&self) -> (u64, u64) {
        (self.stops, self.stood_ns)
    }

    /// A call begins.
    fn calls(&mut self, pid: Pid, watcher: &mut dyn Watcher) {
        if let (Some(at), Some(raw)) = (self.caller(pid), begun(pid)) {
            let told = self.again(at, raw, watcher) || self.told(at, raw, Memory(pid), watcher);
            if let Some(task) = self.tasks.get_mut(&pid) {
                task.call = told.then_some(raw);
            }
        }
    }

    /// Whether it is the one that was interrupted, begun once more. If it is another, that one failed: EINTR (signal(7)).
    fn again(&mut self, at: Caller, raw: Raw, watcher: &mut dyn Watcher) -> bool {
        let task = self.tasks.get_mut(&Pid::from_raw(at.thread.cast_signed()));
        match task.and_then(|task| task.interrupted.take()) {
            Some(before) if before == raw => true,
            Some(_) => {
                let came = Came { result: Err(libc::EINTR), took: Vec::new() };
                watcher.returns(at, came, &mut self.eyes);
                false
            }
            None => false,
        }
    }

    fn told(&mut self, at: Caller, raw: Raw, memory: Memory, watcher: &mut dyn Watcher) -> bool {
        let eyes = &mut self.eyes;
        if raw.waits() {
            watcher.waits(at, eyes);
            return true;
        }
        let always = raw.is_of_no_socket();
        let mut descriptors = raw.descriptors().into_iter();
        let wanted = descriptors.find(|one| always || watcher.wants(at, *one, raw.closes(), eyes));
        match wanted.and_then(|one| Some((one, raw.asked(memory)?))) {
            Some((descriptor, asked)) => {
                watcher.begins(at, descriptor, asked, eyes);
                !always
            }
            None => false,
        }
    }

    /// A call has come back: told of, but where a signal interrupted it before it did anything (ERESTARTSYS and the like,
    /// include/linux/errno.h): whether it is begun once more is seen by what is called next.
    fn returned(&mut self, pid: Pid, watcher: &mut dyn Watcher) {
        let (at, returned) = (self.caller(pid), returned(pid));
        let call = self.tasks.get_mut(&pid).and_then(|task| task.call.take());
        let (Some(at), Some(call), Some(returned)) = (at, call, returned) else { return };
        if call.waits() {
            watcher.waited(at, &call.readable(returned, Memory(pid)), &mut self.eyes);
        } else if !(-516..=-512).contains(&returned) {
            watcher.returns(at, call.came(returned, Memory(pid)), &mut self.eyes);
        } else if let Some(task) = self.tasks.get_mut(&pid) {
            task.interrupted = Some(call);
        }
    }

    /// A maker's stop: its new thread may have come, and gone, before.
    fn announced(&mut self, pid: Pid, watcher: &mut dyn Watcher) {
        if self.early.remove(&pid) {
            return;
        }
        self.born(pid, watcher);
        if let Some(task) = self.tasks.get_mut(&pid) {
            task.announced = true;
        }
    }

    /// There is a new thread, or a new process. It is told of once: its maker's stop, or its own, may be seen first.
    fn born(&mut self, pid: Pid, watcher: &mut dyn Watcher) {
        if self.tasks.contains_key(&pid) {
            return;
        }
        let Some(process) = status_number(pid, "Tgid:") else { return };
        self.tasks.insert(
            pid,
            Task { process, call: None, begun: true, interrupted: None, announced: false },
        );
        if self.processes.insert(process) {
            let by = status_number(pid, "PPid:").unwrap_or(pid);
            watcher.forked(number(process), number(by));
        }
    }

    /// The other threads of the process are gone, and the one that called has its number (execve(2)).
    fn became(&mut self, pid: Pid, watcher: &mut dyn Watcher) {
        self.tasks.retain(|other, task| *other == pid || task.process != pid);
        if let Some(task) = self.tasks.get_mut(&pid) {
            (task.begun, task.call) = (true, None);
            watcher.became(number(pid), &mut self.eyes);
        }
    }

    /// The last thread of a process ends: its descriptors are still open.
    fn exits(&mut self, pid: Pid, watcher: &mut dyn Watcher) {
        let Some(task) = self.tasks.remove(&pid) else { return };
        if !task.announced {
            self.early.insert(pid);
        }
        if !self.tasks.values().any(|other| other.process == task.process) && task.begun {
            // What it will return to who waits for it (PTRACE_EVENT_EXIT, ptrace(2)).
            let killed = ptrace::getevent(pid).is_ok_and(|status| status & 0x7f != 0);
            watcher.ends(number(task.process), killed, &mut self.eyes);
        }
    }

    fn gone(&mut self, pid: Pid, fate: Fate, watcher: &mut dyn Watcher) {
        self.exits(pid, watcher);
        // Its threads are gone before it.
        if self.processes.remove(&pid) {
            self.eyes.processes.remove(&number(pid));
            watcher.ended(number(pid), fate);
        }
    }

    fn caller(&self, pid: Pid) -> Option<Caller> {
        let task = self.tasks.get(&pid).filter(|task| task.begun)?;
        Some(Caller { process: number(task.process), thread: number(pid) })
    }
}

fn number(pid: Pid) -> u32 {
    pid.as_raw().cast_unsigned()
}

/// Sends a signal to a process that is watched; it may be gone.
pub(in crate::net) fn end(process: u32, at_once: bool) {
    let signal = if at_once { Signal::SIGKILL } else { Signal::SIGTERM };
    signal::kill(Pid::from_raw(process.cast_signed()), signal).ok();
}

/// Whether every thread of a process waits for somebody else to do something: the number of the call it is in is in
/// /proc/PID/task/TID/syscall (proc(5)); `running` is none, and neither is one that only sleeps.
pub(in crate::net) fn waits_for_others(process: u32) -> bool {
    let tasks = fs::read_dir(format!("/proc/{process}/task")).into_iter().flatten();
    let calls =
        tasks.filter_map(|entry| fs::read_to_string(entry.ok()?.path().join("syscall")).ok());
    let number = |call: String| call.split_whitespace().next()?.parse::<i64>().ok();
    let waits = |number| calls::WAIT.contains(&number) || waits::WAITS.contains(&number);
    calls.map(number).all(|number| number.is_some_and(waits))
}
