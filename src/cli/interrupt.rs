//! Ctrl-C. The first asks the run to end: waits end early, nothing is kept, and the program says
//! so. Where it has not ended a second later (it is in a call that no flag reaches: a blocking
//! `send`, the opening of a FIFO), and at the second Ctrl-C, the program ends at once. A signal that comes within a moment
//! after the first is the same one: timeout(1) sends it to its command, and then to the whole group. A session that is kept is
//! written at its end, which may take longer.

use super::code::Code;
use crate::net::{Deadline, end_all_started, lock};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How long a run may take to end by itself after the first Ctrl-C.
const PATIENCE: Duration = Duration::from_secs(1);
/// Nobody presses twice in so short a time.
const MOMENT: Duration = Duration::from_millis(100);
/// How long, where something is to be written then.
const TO_WRITE: Duration = Duration::from_secs(30);

/// What can be interrupted; clones are the same thing.
#[derive(Clone, Default)]
pub(crate) struct Interrupts {
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    cancel: Arc<AtomicBool>,
    /// Until when a signal is the same as the first.
    same: Mutex<Option<Deadline>>,
    /// An unfinished file, to be removed if the program has to end at once.
    unfinished: Mutex<Option<PathBuf>>,
    /// Something is to be written at the end: what is said if that does not come to pass.
    to_write: Mutex<Option<String>>,
    /// Somebody who waits for the keyboard, to be woken.
    waiting: Mutex<Option<Sender<Event>>>,
}

/// What ends a wait for the keyboard.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Event {
    /// A line was typed, or came from a pipe: its bytes.
    Line(Vec<u8>),
    /// The keyboard has ended.
    End,
    /// Ctrl-C.
    Interrupted,
}

impl Interrupts {
    /// Listens for Ctrl-C (and for SIGTERM and SIGHUP) from now on. Where that is impossible the
    /// system ends the program at Ctrl-C as it ends any other.
    pub(crate) fn listen() -> Self {
        let interrupts = Interrupts::default();
        let shared = interrupts.shared.clone();
        let _ = ctrlc::set_handler(move || shared.interrupt());
        interrupts
    }

    /// The flag the engine looks at while it waits.
    pub(crate) fn cancel(&self) -> Arc<AtomicBool> {
        self.shared.cancel.clone()
    }

    /// Does what Ctrl-C does, where something else took the key.
    pub(crate) fn interrupt(&self) {
        self.shared.interrupt();
    }

    /// Whether Ctrl-C was pressed.
    pub(crate) fn interrupted(&self) -> bool {
        self.shared.cancel.load(Ordering::Acquire)
    }

    /// The file that must not stay behind if the program ends at once.
    pub(crate) fn remove_at_once(&self, unfinished: Option<PathBuf>) {
        *lock(&self.shared.unfinished) = unfinished;
    }

    /// Something is to be written after Ctrl-C, too; `lost` is said where the program has to end before.
    pub(crate) fn writes_at_the_end(&self, lost: Option<String>) {
        *lock(&self.shared.to_write) = lost;
    }

    /// Who is to be woken.
    pub(crate) fn wake(&self, waiting: Sender<Event>) {
        *lock(&self.shared.waiting) = Some(waiting);
    }
}

impl Shared {
    fn interrupt(self: &Arc<Self>) {
        if self.cancel.swap(true, Ordering::AcqRel) {
            if lock(&self.same).as_ref().is_some_and(|same| !same.over()) {
                return;
            }
            self.end_at_once();
        }
        *lock(&self.same) = Some(Deadline::after(MOMENT));
        let shared = Arc::clone(self);
        let patience = if lock(&self.to_write).is_some() { TO_WRITE } else { PATIENCE };
        std::thread::spawn(move || {
            std::thread::park_timeout(patience);
            shared.end_at_once();
        });
        if let Some(waiting) = &*lock(&self.waiting) {
            let _ = waiting.send(Event::Interrupted);
        }
    }

    #[allow(
        clippy::exit,
        clippy::disallowed_methods,
        reason = "whoever presses Ctrl-C twice wants the end now, and main may be stuck"
    )]
    fn end_at_once(&self) -> ! {
        if let Some(path) = &*lock(&self.unfinished) {
            let _ = std::fs::remove_file(path);
        }
        if let Some(lost) = lock(&self.to_write).take() {
            soon(move || super::out::complain_bytes(lost.as_bytes()));
        }
        soon(super::step::give_back);
        end_all_started();
        std::process::exit(Code::Interrupted as i32)
    }
}

/// Writes something, unless nobody reads there.
fn soon(write: impl FnOnce() + Send + 'static) {
    let (said, heard) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        write();
        // Or nobody waits any more.
        let _ = said.send(());
    });
    let _ = heard.recv_timeout(PATIENCE);
}
