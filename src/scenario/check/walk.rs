//! Goes through the steps in order, repeats and all, and holds each against the sockets there are
//! at that moment.

use super::background::{Background, BackgroundFault};
use super::options;
use super::parts::Parts;
use super::sockets::{Index, Role, Sockets};
use super::targets::Targets;
use super::uses::{self, UseFault};
use crate::model::{
    ActorId, Call, CallName, Case, Effect, ErrorName, Making, OptionName, Returns, Step, StepNo,
    Text, Transport, Want,
};
use crate::scenario::printable::quote;
use crate::scenario::problem::{Checked, Explain, Problem, Span};
use crate::scenario::read::CasePlaces;
use std::collections::{BTreeMap, BTreeSet};

/// What can be wrong with a step that no other module speaks for.
enum WalkFault<'c> {
    NameIsActor { name: &'c str },
    NameTaken { name: &'c str },
    NoFraming { call: &'c Call },
}

impl Explain for WalkFault<'_> {
    fn what(&self) -> Text {
        match self {
            WalkFault::NameIsActor { name } => Text::new(
                format!("{} is already the name of an actor", quote(name)),
                format!("{} 已经是角色的名字", quote(name)),
            ),
            WalkFault::NameTaken { name } => Text::new(
                format!("there is already an open socket named {}", quote(name)),
                format!("已经有一个打开的套接字叫 {}", quote(name)),
            ),
            WalkFault::NoFraming { call } => Text::new(
                format!("`{}` needs a framing, and the case has none", call.name()),
                format!("`{}` 需要组帧，而这个用例没有写组帧方式", call.name()),
            ),
        }
    }

    fn help(&self) -> Option<Text> {
        match self {
            WalkFault::NoFraming { .. } => Some(Text::new(
                "give the case framing = { kind = \"length-prefix\", header = \"u32be\" }",
                "请在用例里写 framing = { kind = \"length-prefix\", header = \"u32be\" }",
            )),
            _ => None,
        }
    }
}

/// The transport of what each creating step makes.
pub(in crate::scenario) type Made = BTreeMap<StepNo, Transport>;

/// Every rule about sockets, targets, uses, options and background steps.
pub(super) fn check(case: &Case, places: &CasePlaces<'_>) -> Checked<Made> {
    let (made, misfits) = walked(case, places);
    misfits.into_iter().next().map_or(Ok(made), Err)
}

/// The steps that do not fit, each by itself: after one whoever does it is not judged any more, nor who has to do with them.
pub(super) fn misfits(case: &Case, places: &CasePlaces<'_>) -> Vec<Problem> {
    walked(case, places).1
}

fn walked(case: &Case, places: &CasePlaces<'_>) -> (Made, Vec<Problem>) {
    let sockets = Sockets::of(case);
    let (background, made) = (Background::default(), Made::new());
    let parts = Parts::default();
    let mut walk = Walk { case, places, sockets, background, made, parts };
    let mut unsure = Unsure { case, actors: BTreeSet::new() };
    let mut misfits = Vec::new();
    for node in &case.steps {
        // Nothing is new the second time round where no socket and no background step is.
        let rounds = if node.steps().iter().any(leaves_traces) { node.times() } else { 1 };
        for _ in 0..rounds {
            if node.times() > 1 {
                walk.parts.forget();
            }
            for step in node.steps() {
                if !unsure.is_judged(step) {
                    continue;
                }
                if let Err(problem) = walk.step(step) {
                    unsure.actors.insert(step.who);
                    misfits.push(problem);
                }
            }
        }
    }
    let left = walk.background.unfinished();
    misfits.extend(left.filter(|step| !unsure.actors.contains(&step.who)).map(|step| {
        let actor = walk.sockets.actor_name(step.who);
        walk.problem(step, "background", BackgroundFault::NeverJoined { actor })
    }));
    (walk.made, misfits)
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

struct Walk<'c, 'p> {
    case: &'c Case,
    places: &'p CasePlaces<'p>,
    sockets: Sockets<'c>,
    background: Background<'c>,
    made: Made,
    parts: Parts<'c>,
}

impl<'c> Walk<'c, '_> {
    fn problem(&self, step: &Step, field: &str, fault: impl Explain) -> Problem {
        Problem::at(self.places.field(step, field), fault)
    }

    fn step(&mut self, step: &'c Step) -> Checked<()> {
        let actor = self.sockets.actor_name(step.who);
        if step.call == Call::Join {
            let joined = self.background.join(step.who, actor);
            return joined.map_err(|fault| self.problem(step, "who", fault));
        }
        let free = self.background.free(step.who, actor);
        free.map_err(|fault| self.problem(step, "who", fault))?;
        let socket = match step.call.name().facts().effect {
            Effect::Makes(making) => self.creates(step, making)?,
            Effect::Uses(_) | Effect::Shuts(_) => {
                let index = self.uses(step)?;
                self.parts(step, index)?;
                Some(index)
            }
            Effect::Ends(..) => self.closes(step)?,
            Effect::Without => None,
        };
        if step.background {
            self.background.start(step, socket);
        }
        Ok(())
    }

    /// A step that makes sockets. Gives the one it waits on: the listener of an `accept`.
    fn creates(&mut self, step: &'c Step, making: Making) -> Checked<Option<Index>> {
        self.name_is_free(step)?;
        let arguments = step.call.arguments();
        self.port(step, arguments.port_of)?;
        let mut waits_on = None;
        let transport = match (arguments.transport, arguments.to) {
            (Some(transport), _) => transport,
            (None, Some(to)) => self.transport_of(step, to)?,
            (None, None) => {
                let listener = self.listener(step, arguments.from)?;
                waits_on = Some(listener);
                self.transport(listener)
            }
        };
        let role = match making {
            Making::Listens => self.can_listen(step, transport)?,
            Making::Connects | Making::Accepts => Role::Connected,
            Making::Binds if transport.listens() => Role::Bound,
            Making::Binds => Role::Open,
            Making::Reserves => Role::Reserved,
        };
        self.options(step, transport)?;
        self.made.insert(step.no, transport);
        if may_succeed(step) || making.survives_failure() {
            (0..step.repeat).for_each(|_| {
                self.sockets.make(step, transport, role);
            });
        }
        Ok(waits_on)
    }

    fn name_is_free(&self, step: &'c Step) -> Checked<()> {
        let Some(name) = &step.makes else {
            return Ok(());
        };
        if self.case.actors.iter().any(|actor| actor.name == *name) {
            return Err(self.problem(step, "as", WalkFault::NameIsActor { name }));
        }
        match self.sockets.open_named(name) {
            Some(_) => Err(self.problem(step, "as", WalkFault::NameTaken { name })),
            None => Ok(()),
        }
    }

    fn targets(&self) -> Targets<'_, 'c> {
        Targets { case: self.case, sockets: &self.sockets }
    }

    fn port(&self, step: &'c Step, port_of: Option<&'c str>) -> Checked<()> {
        let found = port_of.map(|name| self.targets().port(name)).transpose();
        found.map(|_| ()).map_err(|fault| self.problem(step, "port_of", fault))
    }

    fn transport(&self, index: Index) -> Transport {
        self.sockets.get(index).map_or(Transport::Tcp, |socket| socket.transport)
    }

    fn transport_of(&self, step: &'c Step, to: &'c str) -> Checked<Transport> {
        let found = self.targets().destination(to, None);
        let index = found.map_err(|fault| self.problem(step, "to", fault))?;
        Ok(self.transport(index))
    }

    fn listener(&self, step: &'c Step, from: Option<ActorId>) -> Checked<Index> {
        let field = match (&step.sock, from) {
            (Some(_), _) => "sock",
            (None, Some(_)) => "from",
            (None, None) => "who",
        };
        self.targets().listener(step, from).map_err(|fault| self.problem(step, field, fault))
    }

    fn can_listen(&self, step: &Step, transport: Transport) -> Checked<Role> {
        if transport.listens() {
            return Ok(Role::Listener);
        }
        if expected_error(step).is_some() {
            return Ok(Role::Open);
        }
        let fault = UseFault::CannotListen { transport };
        Err(self.problem(step, fault.field(), fault))
    }

    fn options(&self, step: &Step, transport: Transport) -> Checked<()> {
        if expected_error(step).is_some() {
            return Ok(());
        }
        options::check(step, transport, |option| self.option_place(step, option))
    }

    /// An option's key in `set`, or the value of `option`.
    fn option_place(&self, step: &Step, option: OptionName) -> Span {
        let set = self.places.set_key(step, option.as_str());
        set.unwrap_or_else(|| self.places.field(step, "option"))
    }

    /// A step that closes a socket, as often as it is repeated.
    fn closes(&mut self, step: &'c Step) -> Checked<Option<Index>> {
        for _ in 0..step.repeat {
            let index = self.uses(step)?;
            if let Some(other) = self.background.waiting_on(index) {
                let actor = self.sockets.actor_name(other.who);
                let fault = BackgroundFault::ClosesUnderIt { actor, line: other.line };
                return Err(self.problem(step, "sock", fault));
            }
            self.sockets.close(index, step.line);
        }
        Ok(None)
    }

    /// A step that uses a socket it already has.
    fn uses(&self, step: &'c Step) -> Checked<Index> {
        let field = if step.sock.is_some() { "sock" } else { "who" };
        let used = self.sockets.used(step);
        let index = used.map_err(|fault| self.problem(step, field, fault))?;
        self.framed(step)?;
        self.addresses(step)?;
        if let Some(to) = step.call.arguments().to {
            self.sends_to(step, to, index)?;
        }
        if let (None, Some(socket)) = (expected_error(step), self.sockets.get(index)) {
            uses::check(&step.call, socket).map_err(|fault| self.misuse(step, fault))?;
            self.options(step, socket.transport)?;
        }
        Ok(index)
    }

    /// A call that a socket does not take. Where the step names none, and the connection it would
    /// have been made on is closed, that is what is wrong.
    fn misuse(&self, step: &'c Step, fault: UseFault) -> Problem {
        let waits = matches!(fault, UseFault::Listening { .. } | UseFault::Held { .. });
        let closed = self.sockets.connection_closed(step.who);
        match closed.filter(|_| waits && step.sock.is_none()) {
            Some(closed) => self.problem(step, "call", closed),
            None => self.problem(step, fault.field(), fault),
        }
    }

    fn parts(&mut self, step: &'c Step, index: Index) -> Checked<()> {
        if !step.call.name().sends() {
            return Ok(());
        }
        let transport = self.transport(index);
        let sends = self.parts.sends(step, (index, transport));
        sends.map_err(|fault| self.problem(step, "part_of", fault))
    }

    fn framed(&self, step: &'c Step) -> Checked<()> {
        let call = &step.call;
        if call.name().is_framed() && self.case.framing.is_none() {
            return Err(self.problem(step, "call", WalkFault::NoFraming { call }));
        }
        Ok(())
    }

    /// That there is somebody whose address a call is expected to return.
    fn addresses(&self, step: &'c Step) -> Checked<()> {
        let owned = |want: &'c Want, field| match &want.returns {
            Some(Returns::Address(name)) => {
                self.targets().owner(name).map_err(|fault| self.problem(step, field, fault))
            }
            _ => Ok(()),
        };
        owned(&step.want, "returns")?;
        step.on.iter().try_for_each(|variant| owned(&variant.value, "on"))
    }

    fn sends_to(&self, step: &'c Step, to: &'c str, from: Index) -> Checked<()> {
        let transport = self.transport(from);
        // What a stream says to send_to is for `uses` to judge.
        let of = (!transport.listens()).then_some(transport);
        let found = self.targets().destination(to, of);
        found.map(|_| ()).map_err(|fault| self.problem(step, "to", fault))
    }
}

/// Whether the sockets or the background steps are others after the step.
fn leaves_traces(step: &Step) -> bool {
    let call = step.call.name();
    step.background || call.ends_socket() || call.creates() || call == CallName::Join
}

/// The error that the step is expected to end in somewhere.
fn expected_error(step: &Step) -> Option<ErrorName> {
    let elsewhere = || step.on.iter().find_map(|variant| variant.value.error);
    step.want.error.or_else(elsewhere)
}

/// Whether the step is expected to succeed somewhere.
fn may_succeed(step: &Step) -> bool {
    step.want.error.is_none() || step.on.iter().any(|variant| variant.value.error.is_none())
}
