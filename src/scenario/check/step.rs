//! Holds one step after the other against the sockets there are at that moment.

use super::background::{Background, BackgroundFault};
use super::options;
use super::parts::Parts;
use super::sockets::{Index, Role, SocketFault, Sockets};
use super::targets::{TargetFault, Targets};
use super::uses::{self, UseFault};
use super::walk::Made;
use crate::model::{
    ActorId, Call, Case, Effect, ErrorName, Making, OptionName, Returns, Step, Text, Transport,
};
use crate::scenario::faults::MOST;
use crate::scenario::printable::quote;
use crate::scenario::problem::{Explain, Problem, Span};
use crate::scenario::read::CasePlaces;
use std::collections::BTreeSet;

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

/// What is so at this point of a case, and what did not fit until then.
pub(super) struct Walk<'c, 'p> {
    case: &'c Case,
    places: &'p CasePlaces<'p>,
    sockets: Sockets<'c>,
    background: Background<'c>,
    pub(super) made: Made,
    parts: Parts<'c>,
    /// It is said that the case has no framing.
    unframed: bool,
    pub(super) misfits: Vec<Problem>,
    /// Who else may be to blame for the last misfit.
    pub(super) doubted: BTreeSet<ActorId>,
    /// Somebody never makes a socket, and may be somebody else whose name is wrong.
    pub(super) strangers: bool,
}

/// What was found; nothing where it is not known any more what a step leaves behind.
type Sure<T> = Option<T>;

impl<'c, 'p> Walk<'c, 'p> {
    pub(super) fn of(case: &'c Case, places: &'p CasePlaces<'p>) -> Self {
        Walk {
            case,
            places,
            sockets: Sockets::of(case),
            background: Background::default(),
            made: Made::new(),
            parts: Parts::default(),
            unframed: false,
            misfits: Vec::new(),
            doubted: BTreeSet::new(),
            strangers: false,
        }
    }

    /// A round of a block begins: its messages are others.
    pub(super) fn new_round(&mut self) {
        self.parts.forget();
    }

    /// Notes what does not fit, once: a step in a block is met in each of its rounds.
    fn note(&mut self, at: Span, fault: impl Explain) {
        let noted = self.misfits.iter().any(|misfit| misfit.span == Some(at));
        if !noted && self.misfits.len() < MOST {
            self.misfits.push(Problem::at(at, fault));
        }
    }

    fn misfit(&mut self, step: &Step, field: &str, fault: impl Explain) {
        self.note(self.places.field(step, field), fault);
    }

    /// What was found, or a note of why it was not.
    fn found<T>(
        &mut self,
        (step, field): (&Step, &str),
        found: Result<T, impl Explain>,
    ) -> Sure<T> {
        found.map_err(|fault| self.misfit(step, field, fault)).ok()
    }

    /// The next step; nothing where it is not known what it leaves behind.
    pub(super) fn step(&mut self, step: &'c Step) -> Sure<()> {
        let actor = self.sockets.actor_name(step.who);
        if step.call == Call::Join {
            let joined = self.background.join(step.who, actor);
            self.found((step, "who"), joined);
            return Some(());
        }
        let free = self.background.free(step.who, actor);
        self.found((step, "who"), free)?;
        let socket = match step.call.name().facts().effect {
            Effect::Makes(making) => self.creates(step, making)?,
            Effect::Uses(_) | Effect::Shuts(_) => {
                let index = self.uses(step)?;
                self.parts(step, index);
                index
            }
            Effect::Ends(..) => self.closes(step)?,
            Effect::Without => None,
        };
        if step.background {
            self.background.start(step, socket);
        }
        Some(())
    }

    /// Of a step that is not judged: names that nobody has.
    pub(super) fn names(&mut self, step: &'c Step) {
        if let Some(Err(fault @ SocketFault::Unknown { .. })) =
            step.sock.as_deref().map(|name| self.sockets.named(name))
        {
            self.misfit(step, "sock", fault);
        }
        let arguments = step.call.arguments();
        for (field, name) in [("to", arguments.to), ("port_of", arguments.port_of)] {
            if let Some(Err(fault @ TargetFault::Unknown { .. })) =
                name.map(|name| self.targets().owner(name))
            {
                self.misfit(step, field, fault);
            }
        }
    }

    /// A step that makes sockets. Gives the one it waits on: the listener of an `accept`.
    fn creates(&mut self, step: &'c Step, making: Making) -> Sure<Option<Index>> {
        self.name_is_free(step);
        let arguments = step.call.arguments();
        let port = arguments.port_of.map(|name| self.targets().port(name)).transpose();
        self.found((step, "port_of"), port);
        let mut waits_on = None;
        let transport = match (arguments.transport, arguments.to) {
            (Some(transport), _) => transport,
            (None, Some(to)) => {
                let found = self.targets().destination(to, None);
                self.doubt(&found, to);
                self.found((step, "to"), found).map(|index| self.transport(index))?
            }
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
        self.options(step, transport);
        self.made.insert(step.no, transport);
        if may_succeed(step) || making.survives_failure() {
            (0..step.repeat).for_each(|_| {
                self.sockets.make(step, transport, role);
            });
        }
        Some(waits_on)
    }

    /// Where nothing is at an actor's, the actor may lack a step.
    fn doubt(&mut self, found: &Result<Index, TargetFault<'c>>, name: &str) {
        if let Err(TargetFault::NothingThere { .. }) = found {
            self.doubted.extend(self.targets().actor(name));
        }
    }

    fn name_is_free(&mut self, step: &'c Step) {
        let Some(name) = &step.makes else { return };
        if self.case.actors.iter().any(|actor| actor.name == *name) {
            self.misfit(step, "as", WalkFault::NameIsActor { name });
        } else if self.sockets.open_named(name).is_some() {
            self.misfit(step, "as", WalkFault::NameTaken { name });
        }
    }

    fn targets(&self) -> Targets<'_, 'c> {
        Targets { case: self.case, sockets: &self.sockets }
    }

    fn transport(&self, index: Index) -> Transport {
        self.sockets.get(index).map_or(Transport::Tcp, |socket| socket.transport)
    }

    fn listener(&mut self, step: &'c Step, from: Option<ActorId>) -> Sure<Index> {
        let field = match (&step.sock, from) {
            (Some(_), _) => "sock",
            (None, Some(_)) => "from",
            (None, None) => "who",
        };
        let listener = self.targets().listener(step, from);
        if listener.is_err() {
            // Whoever listens may be the one that was meant to accept.
            self.doubted = self.sockets.listening();
        }
        self.found((step, field), listener)
    }

    fn can_listen(&mut self, step: &Step, transport: Transport) -> Sure<Role> {
        if transport.listens() {
            return Some(Role::Listener);
        }
        if expected_error(step).is_some() {
            return Some(Role::Open);
        }
        let fault = UseFault::CannotListen { transport };
        self.misfit(step, fault.field(), fault);
        None
    }

    fn options(&mut self, step: &Step, transport: Transport) {
        if expected_error(step).is_none() {
            for (option, fault) in options::wrong(step, transport) {
                self.note(self.option_place(step, option), fault);
            }
        }
    }

    /// An option's key in `set`, or the value of `option`.
    fn option_place(&self, step: &Step, option: OptionName) -> Span {
        let set = self.places.set_key(step, option.as_str());
        set.unwrap_or_else(|| self.places.field(step, "option"))
    }

    /// A step that closes a socket, as often as it is repeated.
    fn closes(&mut self, step: &'c Step) -> Sure<Option<Index>> {
        for _ in 0..step.repeat {
            let index = self.uses(step)??;
            if let Some(other) = self.background.waiting_on(index) {
                let actor = self.sockets.actor_name(other.who);
                let fault = BackgroundFault::ClosesUnderIt { actor, line: other.line };
                self.misfit(step, "sock", fault);
                return None;
            }
            self.sockets.close(index, step.line);
        }
        Some(None)
    }

    /// A step that uses a socket it already has; nothing where it names one that is not there.
    fn uses(&mut self, step: &'c Step) -> Sure<Option<Index>> {
        let field = if step.sock.is_some() { "sock" } else { "who" };
        let index = match self.sockets.used(step) {
            Ok(index) => Some(index),
            Err(fault) => {
                let is_slip = fault.is_slip();
                self.strangers |= matches!(fault, SocketFault::None { later: None, .. });
                self.misfit(step, field, fault);
                is_slip.then_some(())?;
                None
            }
        };
        self.framed(step);
        self.addresses(step);
        if let Some(to) = step.call.arguments().to {
            self.sends_to(step, to, index)?;
        }
        let Some((index, socket)) = index.and_then(|at| Some((at, self.sockets.get(at)?))) else {
            return Some(None);
        };
        if expected_error(step).is_none() {
            let (used, transport) = (uses::check(&step.call, socket), socket.transport);
            if let Err(fault) = used {
                let is_slip = fault.is_slip();
                self.misused(step, fault);
                is_slip.then_some(())?;
            }
            self.options(step, transport);
        }
        Some(Some(index))
    }

    /// A call that a socket does not take. Where the step names none, and the connection it would
    /// have been made on is closed, that is what is wrong.
    fn misused(&mut self, step: &'c Step, fault: UseFault) {
        let waits = matches!(fault, UseFault::Listening { .. } | UseFault::Held { .. });
        let closed = self.sockets.connection_closed(step.who);
        match closed.filter(|_| waits && step.sock.is_none()) {
            Some(closed) => self.misfit(step, "call", closed),
            None => self.misfit(step, fault.field(), fault),
        }
    }

    fn parts(&mut self, step: &'c Step, index: Option<Index>) {
        if let Some(index) = index.filter(|_| step.call.name().sends()) {
            let sends = self.parts.sends(step, (index, self.transport(index)));
            self.found((step, "part_of"), sends);
        }
    }

    /// That there is a framing: what the case lacks is said of the first step that needs it.
    fn framed(&mut self, step: &'c Step) {
        let call = &step.call;
        if call.name().is_framed() && self.case.framing.is_none() && !self.unframed {
            self.unframed = true;
            self.misfit(step, "call", WalkFault::NoFraming { call });
        }
    }

    /// That there is somebody whose address a call is expected to return.
    fn addresses(&mut self, step: &'c Step) {
        let places = self.places;
        let here = (places.field(step, "returns"), &step.want);
        let elsewhere = step
            .on
            .iter()
            .map(|variant| (places.elsewhere(step, variant.on.as_str()), &variant.value));
        for (at, want) in std::iter::once(here).chain(elsewhere) {
            if let Some(Returns::Address(name)) = &want.returns
                && let Err(fault) = self.targets().owner(name)
            {
                self.note(at, fault);
            }
        }
    }

    fn sends_to(&mut self, step: &'c Step, to: &'c str, from: Option<Index>) -> Sure<()> {
        let transport = from.map(|index| self.transport(index));
        // What a stream says to send_to is for `uses` to judge.
        let of = transport.filter(|transport| !transport.listens());
        let found = self.targets().destination(to, of);
        self.doubt(&found, to);
        match found {
            Ok(_) => Some(()),
            Err(fault) => {
                let is_slip = matches!(fault, TargetFault::Unknown { .. });
                self.misfit(step, "to", fault);
                is_slip.then_some(())
            }
        }
    }

    /// Every background step is joined at the end, of those whose steps are all known.
    pub(super) fn all_joined(&mut self, is_unsure: impl Fn(ActorId) -> bool) {
        for step in self.background.unfinished() {
            if !is_unsure(step.who) {
                let actor = self.sockets.actor_name(step.who);
                self.misfit(step, "background", BackgroundFault::NeverJoined { actor });
            }
        }
    }
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
