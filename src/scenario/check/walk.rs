//! Goes through the steps in order, repeats and all: who of the case is still judged, and who is not.

use super::step::Walk;
use crate::model::{ActorId, CallName, Case, Returns, Step, StepNo, Transport};
use crate::scenario::problem::{Checked, Problem, Span};
use crate::scenario::read::CasePlaces;
use std::collections::{BTreeMap, BTreeSet};

/// The transport of what each creating step makes.
pub(in crate::scenario) type Made = BTreeMap<StepNo, Transport>;

/// Every rule about sockets, targets, uses, options and background steps.
pub(super) fn check(case: &Case, places: &CasePlaces<'_>) -> Checked<Made> {
    let walk = walked(case, places, &[]);
    walk.misfits.into_iter().next().map_or(Ok(walk.made), Err)
}

/// The steps that do not fit, each by itself. After a step of which it is not known what it leaves behind (one that begins at
/// such a place, or one that does not fit for such a reason) whoever does it is not judged any more, nor who has to do with
/// them; but a name that nobody in the case has is wrong wherever it stands. And whether it is known who plays.
pub(super) fn misfits(
    case: &Case,
    places: &CasePlaces<'_>,
    unclear: &[Span],
) -> (Vec<Problem>, bool) {
    let walk = walked(case, places, unclear);
    (walk.misfits, !walk.strangers)
}

fn walked<'c, 'p>(case: &'c Case, places: &'p CasePlaces<'p>, unclear: &[Span]) -> Walk<'c, 'p> {
    let mut walk = Walk::of(case, places);
    let mut unsure = Unsure { case, actors: BTreeSet::new() };
    for node in &case.steps {
        // Nothing is new the second time round where no socket and no background step is.
        let rounds = if node.steps().iter().any(leaves_traces) { node.times() } else { 1 };
        for _ in 0..rounds {
            if node.times() > 1 {
                walk.new_round();
            }
            for step in node.steps() {
                let clear = places.step(step).is_none_or(|table| !unclear.contains(&table.span()));
                if !unsure.is_judged(step) {
                    walk.names(step);
                } else if !clear || walk.step(step).is_none() {
                    unsure.actors.insert(step.who);
                    unsure.actors.append(&mut walk.doubted);
                }
            }
        }
    }
    walk.all_joined(|actor| unsure.actors.contains(&actor));
    walk
}

/// Of whom it is not known any more what sockets they have.
struct Unsure<'c> {
    case: &'c Case,
    actors: BTreeSet<ActorId>,
}

impl Unsure<'_> {
    /// Whether it can be told if a step fits. If not, it is not known any more of its actor either.
    fn is_judged(&mut self, step: &Step) -> bool {
        if self.actors.is_empty() {
            return true;
        }
        let arguments = step.call.arguments();
        let address = match &step.want.returns {
            Some(Returns::Address(name)) => Some(name.as_str()),
            _ => None,
        };
        let named = [step.sock.as_deref(), arguments.to, arguments.port_of, address];
        let judged = !self.actors.contains(&step.who)
            && arguments.from.is_none_or(|from| !self.actors.contains(&from))
            && named.into_iter().flatten().all(|name| self.is_sure(name));
        if !judged {
            self.actors.insert(step.who);
        }
        judged
    }

    /// Whether a name is that of somebody else, or of a socket that only somebody else makes.
    fn is_sure(&self, name: &str) -> bool {
        let makes =
            |step: &Step| step.makes.as_deref() == Some(name) && self.actors.contains(&step.who);
        let is_one =
            |actor: &ActorId| self.case.actor(*actor).is_some_and(|actor| actor.name == name);
        !self.actors.iter().any(is_one) && !self.case.all_steps().any(makes)
    }
}

/// Whether the sockets or the background steps are others after the step.
fn leaves_traces(step: &Step) -> bool {
    let call = step.call.name();
    step.background || call.ends_socket() || call.creates() || call == CallName::Join
}
