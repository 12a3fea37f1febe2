//! Which sends can be parts of one message, and how many messages there can be.

use super::sockets::Index;
use crate::model::{ActorId, Case, Step, Text, Transport};
use crate::scenario::printable::quote;
use crate::scenario::problem::Explain;
use std::collections::{BTreeMap, BTreeSet};

/// A part of a message that cannot be one.
pub(super) enum PartFault<'c> {
    OfDatagram { transport: Transport },
    Apart { name: &'c str },
}

impl Explain for PartFault<'_> {
    fn what(&self) -> Text {
        match self {
            PartFault::OfDatagram { transport } => Text::new(
                format!("what a {transport} socket sends with one call is a message by itself"),
                format!("{transport} 套接字一次调用发出的就是一条完整的消息"),
            ),
            PartFault::Apart { name } => Text::new(
                format!(
                    "another message is sent between this part of {} and those before it",
                    quote(name)
                ),
                format!("{} 的这一部分和前面的部分之间，还发送了别的消息", quote(name)),
            ),
        }
    }

    fn help(&self) -> Option<Text> {
        match self {
            PartFault::OfDatagram { .. } => {
                Some(Text::new("leave `part_of` out", "请去掉 `part_of`"))
            }
            PartFault::Apart { .. } => Some(Text::new(
                "in a stream a message is one stretch of bytes: give it another name",
                "在字节流里，一条消息就是连续的一段字节：请换一个名字",
            )),
        }
    }
}

/// What each socket has sent parts of, in this round.
#[derive(Default)]
pub(super) struct Parts<'c> {
    /// Of which message its last send was a part, if of one.
    last: BTreeMap<Index, Option<&'c str>>,
    all: BTreeSet<(Index, &'c str)>,
}

impl<'c> Parts<'c> {
    /// A round begins: its messages are others.
    pub(super) fn forget(&mut self) {
        *self = Parts::default();
    }

    /// A step sends on a socket.
    pub(super) fn sends(
        &mut self,
        step: &'c Step,
        (index, transport): (Index, Transport),
    ) -> Result<(), PartFault<'c>> {
        let of = step.part_of.as_deref();
        let last = self.last.insert(index, of).flatten();
        let Some(name) = of else { return Ok(()) };
        if !transport.is_stream() {
            return Err(PartFault::OfDatagram { transport });
        }
        let known = !self.all.insert((index, name));
        if known && last != Some(name) { Err(PartFault::Apart { name }) } else { Ok(()) }
    }
}

/// How many messages a case can send: those of warm-up are not counted.
pub(super) fn messages(case: &Case) -> u64 {
    let mut last: BTreeMap<ActorId, Option<&str>> = BTreeMap::new();
    let mut all = 0_u64;
    for node in &case.steps {
        if node.times() > 1 {
            last.clear();
        }
        for step in node.steps() {
            let many = match (step.call.name().sends(), step.part_of.as_deref()) {
                (false, _) if step.call.name().creates() => {
                    last.remove(&step.who);
                    0
                }
                (false, _) => 0,
                (true, of @ None) => {
                    last.insert(step.who, of);
                    step.repeat
                }
                (true, of) => u32::from(last.insert(step.who, of).flatten() != of),
            };
            let many = if step.warmup { 0 } else { many };
            all = all.saturating_add(u64::from(node.times()).saturating_mul(many.into()));
        }
    }
    all
}
