//! Which process belongs to which program, and how it ended.

use crate::net::watched::Fate;
use std::collections::BTreeMap;

/// A program that was started, with all that it has started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    /// What it is called here: `server`, `client2`.
    pub name: String,
    /// Its first process.
    pub process: u32,
    /// How that ended; nothing: it did not.
    pub fate: Option<Fate>,
    /// It became the program that was asked for.
    pub begun: bool,
    /// It has a socket that others can reach.
    pub reachable: bool,
}

/// All programs of a session.
#[derive(Debug, Default)]
pub struct Programs {
    all: Vec<Program>,
    /// Of each process that there is, which program's it is.
    of: BTreeMap<u32, usize>,
}

impl Programs {
    /// The programs, in the order in which they were started.
    pub fn all(&self) -> &[Program] {
        &self.all
    }

    pub(super) fn start(&mut self, name: &str, process: u32) {
        let (fate, begun, reachable) = (None, false, false);
        self.of.insert(process, self.all.len());
        self.all.push(Program { name: name.to_owned(), process, fate, begun, reachable });
    }

    /// A process of another's making belongs to the same program. One whose maker is gone belongs to the last.
    pub(super) fn fork(&mut self, process: u32, by: u32) {
        let of = self.of.get(&by).copied().unwrap_or(self.all.len().saturating_sub(1));
        self.of.insert(process, of);
    }

    /// A process is gone.
    pub(super) fn end(&mut self, process: u32, fate: Fate) {
        let of = self.of.remove(&process);
        let program = of.and_then(|of| self.all.get_mut(of));
        if let Some(program) = program.filter(|program| program.process == process) {
            program.fate = Some(fate);
        }
    }

    pub(super) fn of(&mut self, process: u32) -> Option<&mut Program> {
        self.of.get(&process).and_then(|of| self.all.get_mut(*of))
    }

    /// The processes that there are.
    pub(super) fn processes(&self) -> impl Iterator<Item = u32> {
        self.of.keys().copied()
    }

    /// Whether one of the first `some` has no process any more, and nobody could ever reach it.
    pub(super) fn is_lost(&self, some: usize) -> bool {
        let servers = self.all.iter().enumerate().take(some);
        let mut out_of_reach = servers.filter(|(_, program)| !program.reachable);
        out_of_reach.any(|(at, _)| !self.of.values().any(|of| *of == at))
    }

    /// Whether there are programs behind the first `some`, and none of them has a process any more.
    pub(super) fn are_gone(&self, some: usize) -> bool {
        self.all.len() > some && !self.of.values().any(|of| *of >= some)
    }
}
