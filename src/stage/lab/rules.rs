//! The rules of a wire: a packet in, what is to be done with it out. Nothing here knows of time or
//! of sockets.

use crate::model::{Act, Deed, Packet, PacketKind, Rule};
use std::collections::BTreeMap;

/// What is to be done with a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Decision {
    pub(super) deed: Deed,
    /// The number of the rule that says so, from 1.
    pub(super) rule: Option<u32>,
    /// How many later packets go before it.
    pub(super) behind: u32,
}

/// Rules, and how far each has counted.
#[derive(Debug)]
pub(super) struct Rules {
    rules: Vec<Rule>,
    /// By host and kind: packets so far.
    met: BTreeMap<(String, PacketKind), u32>,
    /// The rule that has cut the wire, from 0.
    cut: Option<usize>,
}

impl Rules {
    pub(super) fn new(rules: &[Rule]) -> Self {
        Rules { rules: rules.to_vec(), met: BTreeMap::new(), cut: None }
    }

    /// Counts a packet and decides about it: the first rule that is about it. A wire that has been cut
    /// carries nothing, whatever other rules say.
    pub(super) fn meet(&mut self, packet: &Packet) -> Decision {
        for kind in PacketKind::ALL.iter().filter(|kind| packet.is(**kind)) {
            *self.met.entry((packet.from.clone(), *kind)).or_default() += 1;
        }
        let about = |rule: &Rule| {
            let key = (rule.packet.from.clone(), rule.packet.kind);
            rule.packet.from == packet.from
                && packet.is(rule.packet.kind)
                && self.met.get(&key) == Some(&rule.packet.number)
        };
        let at = self.cut.or_else(|| self.rules.iter().position(about));
        let Some((at, rule)) = at.and_then(|at| Some((at, self.rules.get(at)?))) else {
            return Decision { deed: Deed::Delivered, rule: None, behind: 0 };
        };
        let (deed, behind) = match rule.act {
            Act::Lose => (Deed::Lost, 0),
            Act::Cut => {
                self.cut = Some(at);
                (Deed::Lost, 0)
            }
            Act::Duplicate => (Deed::Duplicated, 0),
            Act::Hold { behind } => (Deed::Held, behind),
        };
        Decision { deed, rule: u32::try_from(at + 1).ok(), behind }
    }
}

/// Packets that are held back until others of their host have passed.
#[derive(Debug)]
pub(super) struct Shelf<T> {
    held: Vec<(usize, u32, T)>,
}

impl<T> Shelf<T> {
    pub(super) fn new() -> Self {
        Shelf { held: Vec::new() }
    }

    /// Holds a packet of a host until so many later ones have passed.
    pub(super) fn put(&mut self, host: usize, behind: u32, packet: T) {
        self.held.push((host, behind.max(1), packet));
    }

    /// A packet of a host has passed: those that go after it.
    pub(super) fn passed(&mut self, host: usize) -> Vec<T> {
        for (_, left, _) in self.held.iter_mut().filter(|(of, ..)| *of == host) {
            *left -= 1;
        }
        let (free, held) = std::mem::take(&mut self.held).into_iter().partition(|h| h.1 == 0);
        self.held = held;
        let free: Vec<(usize, u32, T)> = free;
        free.into_iter().map(|(_, _, packet)| packet).collect()
    }
}
