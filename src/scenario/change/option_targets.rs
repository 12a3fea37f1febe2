//! What can be changed in a case, and on which of an actor's sockets an option has to be.

use crate::model::{CallName, Case, Making, OptionName, StepNo, Transport};
use crate::scenario::check::{Made, takes};

/// A step as far as changes care.
#[derive(Debug)]
pub(super) struct StepShape {
    pub(super) no: StepNo,
    pub(super) actor: String,
    pub(super) call: CallName,
    /// Of the socket it makes.
    pub(super) makes: Option<Transport>,
    /// The options it scripts.
    pub(super) sets: Vec<OptionName>,
}

/// A case as far as changes care.
#[derive(Debug)]
pub(super) struct CaseShape {
    pub(super) id: String,
    pub(super) steps: Vec<StepShape>,
}

impl CaseShape {
    pub(super) fn of(case: &Case, made: &Made) -> Self {
        let shape = |step: &crate::model::Step| StepShape {
            no: step.no,
            actor: case.actor(step.who).map_or(String::new(), |actor| actor.name.clone()),
            call: step.call.name(),
            makes: made.get(&step.no).copied(),
            sets: step.set.iter().map(|setting| setting.name).collect(),
        };
        CaseShape { id: case.id.clone(), steps: case.all_steps().map(shape).collect() }
    }

    /// The steps that make the sockets on which this option of the actor belongs.
    ///
    /// A listener and the connections accepted from it are both the server's. Buffers and the MSS
    /// go on the listener; connections inherit them: the window scale is fixed in the
    /// handshake, before `accept` returns (tcp(7)); so do the options of an address. All other
    /// options go on the connections, or, where another actor accepts them, on the listener too.
    pub(super) fn landing(&self, actor: &str, option: OptionName) -> Vec<StepNo> {
        let fits = |step: &&StepShape| {
            let own = step.actor == actor && !option.is_read_only();
            own && step.makes.is_some_and(|transport| takes(transport, option))
        };
        let all: Vec<&StepShape> = self.steps.iter().filter(fits).collect();
        let has = |making| all.iter().any(|step| step.call.makes() == Some(making));
        let (listens, accepts) = (has(Making::Listens), has(Making::Accepts));
        let lands = |making| match making {
            Making::Listens => before_listen(option) || !accepts,
            Making::Accepts => !(of_address(option) || before_listen(option) && listens),
            Making::Reserves => of_address(option),
            Making::Connects | Making::Binds => true,
        };
        all.iter().filter(|step| step.call.makes().is_some_and(lands)).map(|step| step.no).collect()
    }

    /// The steps that script this option of the actor.
    pub(super) fn scripted(&self, actor: &str, option: OptionName) -> Vec<StepNo> {
        let sets = |step: &&StepShape| step.actor == actor && step.sets.contains(&option);
        self.steps.iter().filter(sets).map(|step| step.no).collect()
    }
}

/// Options that decide which addresses may be bound.
fn of_address(option: OptionName) -> bool {
    use OptionName as O;
    matches!(option, O::SoReuseaddr | O::SoReuseport | O::SoExclusiveaddruse | O::Ipv6V6only)
}

/// Options that have to be on a listener before it listens.
fn before_listen(option: OptionName) -> bool {
    use OptionName as O;
    of_address(option) || matches!(option, O::SoRcvbuf | O::SoSndbuf | O::TcpMaxseg)
}
