//! What is seen of a session while it goes on.

use super::super::locale::Manner;
use super::super::out::print_bytes;
use super::bars::Bars;
use super::typed::Typed;
use crate::apps::{Audience, Event, Summary};
use crate::lang::{count, live as words};
use crate::model::{ErrorName, Text};
use crate::report::live::{Live, summary};
use crate::report::{Look, Verbosity, fit};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Standard output, a line for each call; quiet: only what the tutorial's program prints.
pub(super) struct Screen {
    manner: Manner,
    verbosity: Verbosity,
    drawn: Mutex<Drawn>,
    /// Ends the session: nobody sees it any more.
    unseen: Arc<AtomicBool>,
}

struct Drawn {
    live: Live,
    bars: Bars,
    typed: Typed,
    /// The first time that nothing could be written. What comes after is for nobody.
    failed: Option<anyhow::Error>,
}

impl Screen {
    /// `typed`: what is being typed on it. `unseen` is set to true when nothing can be written any more.
    pub(super) fn new(
        live: Live,
        manner: Manner,
        verbosity: Verbosity,
        typed: Typed,
        unseen: Arc<AtomicBool>,
    ) -> Self {
        let bars = Bars::new(&manner.look(verbosity));
        let drawn = Mutex::new(Drawn { live, bars, typed, failed: None });
        Screen { manner, verbosity, drawn, unseen }
    }

    /// As wide as the terminal is now.
    fn look(&self) -> Look {
        Look { width: self.manner.width_now(), ..self.manner.look(self.verbosity) }
    }

    /// Something to know before it begins.
    pub(super) fn remark(&self, text: &Text) {
        if self.verbosity != Verbosity::Quiet {
            self.with(|drawn, look| {
                let text = drawn.live.remark(text);
                drawn.write(&text, look);
            });
        }
    }

    /// What was counted, at the end; `connects`: what carried it has connections.
    pub(super) fn summary(&self, sum: &Summary, connects: bool) {
        if self.verbosity == Verbosity::Quiet {
            return;
        }
        let connections = connects.then(|| count::connections(sum.connections));
        let moved = [words::sent(sum.sends, sum.sent), words::received(sum.receives, sum.received)];
        let parts: Vec<Text> = connections.into_iter().chain(moved).collect();
        self.with(|drawn, look| drawn.write(&summary(&parts, look), look));
    }

    /// Whether all of it could be written. A line that is being typed is left as it is.
    pub(super) fn written(self) -> anyhow::Result<()> {
        self.with(|drawn, look| {
            let leaves = drawn.typed.leaves(look.width);
            drawn.write(&leaves, look);
        });
        let drawn = self.drawn.into_inner().unwrap_or_else(PoisonError::into_inner);
        drawn.failed.map_or(Ok(()), Err)
    }

    fn with(&self, f: impl FnOnce(&mut Drawn, &Look)) {
        let mut drawn = self.drawn.lock().unwrap_or_else(PoisonError::into_inner);
        let look = self.look();
        drawn.live.resize(look.width);
        f(&mut drawn, &look);
        if drawn.failed.is_some() {
            self.unseen.store(true, Ordering::Release);
        }
    }
}

impl Drawn {
    fn write(&mut self, text: &str, look: &Look) {
        if self.failed.is_none() {
            let (bars, failed) = (&self.bars, &mut self.failed);
            let text = self.typed.below(&fit(text, look), look.width);
            bars.aside(|| *failed = print_bytes(text.as_bytes()).err());
        }
    }
}

impl Audience for Screen {
    fn hear(&self, event: &Event<'_>) {
        let quiet = self.verbosity == Verbosity::Quiet;
        self.with(|drawn, look| {
            let text = match event {
                Event::Socket(id, socket) => return drawn.live.socket(*id, socket),
                Event::Progress(on, progress) => return drawn.bars.progress(*on, *progress),
                Event::Says(text) if quiet => format!("{}\n", look.say((*text).clone())),
                Event::Call { .. } | Event::Counted(_) | Event::Remark(_) | Event::Fault(_)
                    if quiet =>
                {
                    return;
                }
                Event::Prints(bytes) if quiet => drawn.live.printed(bytes),
                Event::Prints(bytes) => drawn.live.prints(bytes),
                Event::Arrived { by, bytes, marked } => drawn.live.arrived(by, bytes, *marked),
                // That the session is over, everybody knows.
                Event::Call { call, .. }
                    if call.outcome.error() == Some(ErrorName::Interrupted) =>
                {
                    return;
                }
                Event::Call { call, address, mark, .. } => drawn.live.call(call, *address, *mark),
                Event::Counted(counted) => drawn.live.counted(counted),
                Event::Says(text) | Event::Remark(text) => drawn.live.remark(text),
                Event::Fault(fault) => drawn.live.fault(*fault),
            };
            drawn.write(&text, look);
        });
    }
}
