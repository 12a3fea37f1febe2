//! Background steps: each is joined, and nobody disturbs it meanwhile.

use super::sockets::Index;
use crate::model::{ActorId, Step, Text};
use crate::scenario::printable::quote;
use crate::scenario::problem::Explain;
use std::collections::HashMap;

/// What can be wrong around a background step.
pub(super) enum BackgroundFault<'c> {
    Busy { actor: &'c str, line: u32 },
    NeverJoined { actor: &'c str },
    NothingToJoin { actor: &'c str },
    ClosesUnderIt { actor: &'c str, line: u32 },
}

impl Explain for BackgroundFault<'_> {
    fn what(&self) -> Text {
        match self {
            BackgroundFault::Busy { actor, line } => Text::new(
                format!("{} is still in its background step of line {line}", quote(actor)),
                format!("{} 还在执行第 {line} 行的后台步骤", quote(actor)),
            ),
            BackgroundFault::NeverJoined { actor } => Text::new(
                format!("this background step of {} is never joined", quote(actor)),
                format!("{} 的这个后台步骤一直没有 join", quote(actor)),
            ),
            BackgroundFault::NothingToJoin { actor } => Text::new(
                format!("{} has no background step to join here", quote(actor)),
                format!("到这里 {} 没有可以 join 的后台步骤", quote(actor)),
            ),
            BackgroundFault::ClosesUnderIt { actor, line } => Text::new(
                format!("{} still waits on this socket, since line {line}", quote(actor)),
                format!("{} 从第 {line} 行起还在等这个套接字", quote(actor)),
            ),
        }
    }

    fn help(&self) -> Option<Text> {
        let actor = match self {
            BackgroundFault::NothingToJoin { .. } => {
                return Some(Text::new(
                    "a step is put into the background by `background = true`",
                    "在步骤上写 `background = true`，它才会在后台执行",
                ));
            }
            BackgroundFault::Busy { actor, .. }
            | BackgroundFault::NeverJoined { actor }
            | BackgroundFault::ClosesUnderIt { actor, .. } => crate::model::visible(actor),
        };
        let join = format!("{{ who = \"{actor}\", call = \"join\" }}");
        let (before, after) = match self {
            BackgroundFault::NeverJoined { .. } => ("add a later step", "请在后面加上一步"),
            _ => ("first wait for it", "请先等它结束"),
        };
        Some(Text::new(format!("{before}: {join}"), format!("{after}：{join}")))
    }
}

/// A step that goes on.
#[derive(Clone, Copy)]
struct Going<'c> {
    step: &'c Step,
    socket: Option<Index>,
}

/// Who is in a background step.
#[derive(Default)]
pub(super) struct Background<'c>(HashMap<ActorId, Going<'c>>);

impl<'c> Background<'c> {
    /// That the actor is free to do a step.
    pub(super) fn free(&self, actor: ActorId, name: &'c str) -> Result<(), BackgroundFault<'c>> {
        match self.0.get(&actor) {
            Some(going) => Err(BackgroundFault::Busy { actor: name, line: going.step.line }),
            None => Ok(()),
        }
    }

    pub(super) fn start(&mut self, step: &'c Step, socket: Option<Index>) {
        self.0.insert(step.who, Going { step, socket });
    }

    pub(super) fn join(
        &mut self,
        actor: ActorId,
        name: &'c str,
    ) -> Result<(), BackgroundFault<'c>> {
        match self.0.remove(&actor) {
            Some(_) => Ok(()),
            None => Err(BackgroundFault::NothingToJoin { actor: name }),
        }
    }

    /// The step that waits on a socket.
    pub(super) fn waiting_on(&self, socket: Index) -> Option<&'c Step> {
        self.0.values().find(|going| going.socket == Some(socket)).map(|going| going.step)
    }

    /// The steps that are still going on, in their order.
    pub(super) fn unfinished(&self) -> Vec<&'c Step> {
        let mut steps: Vec<&Step> = self.0.values().map(|going| going.step).collect();
        steps.sort_by_key(|step| step.no);
        steps
    }
}
