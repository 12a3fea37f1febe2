//! Where a step goes: the socket that `to`, `from` and `port_of` mean.

use super::sockets::{Index, Role, SocketFault, Sockets, names};
use crate::model::{ActorId, Case, Step, Text, Transport};
use crate::scenario::near;
use crate::scenario::printable::quote;
use crate::scenario::problem::Explain;

/// What can be wrong with a target.
pub(super) enum TargetFault<'c> {
    Unknown { name: &'c str, case: &'c Case },
    Later { name: &'c str, line: u32 },
    NothingThere { name: &'c str },
    NotADestination { name: &'c str },
    NotListening { name: &'c str, listens_later: bool },
    NoPort { name: &'c str },
    WrongTransport { name: &'c str, has: Transport, wants: Transport },
    Socket(SocketFault<'c>),
}

impl Explain for TargetFault<'_> {
    fn what(&self) -> Text {
        match self {
            TargetFault::Unknown { name, .. } => Text::new(
                format!("this case has no actor and no socket {}", quote(name)),
                format!("这个用例里没有叫 {} 的角色或套接字", quote(name)),
            ),
            TargetFault::Later { name, line } => Text::new(
                format!("the socket {} is not made before line {line}", quote(name)),
                format!("套接字 {} 到第 {line} 行才创建", quote(name)),
            ),
            TargetFault::NothingThere { name } => Text::new(
                format!("{} has nothing to send or connect to here", quote(name)),
                format!("到这里 {} 还没有可以连接或发送的地方", quote(name)),
            ),
            TargetFault::NotADestination { name } => Text::new(
                format!(
                    "{} is one end of a connection: nothing can be sent or connected to it",
                    quote(name)
                ),
                format!("{} 是一个连接的一端：不能连接它，也不能向它发送", quote(name)),
            ),
            TargetFault::NotListening { name, .. } => Text::new(
                format!("{} has no listening socket here", quote(name)),
                format!("到这里 {} 没有在监听", quote(name)),
            ),
            TargetFault::NoPort { name } => Text::new(
                format!("{} has had no port so far", quote(name)),
                format!("到这里 {} 还没有用过端口", quote(name)),
            ),
            TargetFault::WrongTransport { name, has, wants } => Text::new(
                format!("{} is {has}; this socket is {wants}", quote(name)),
                format!("{} 是 {has}，而这个套接字是 {wants}", quote(name)),
            ),
            TargetFault::Socket(fault) => fault.what(),
        }
    }

    fn help(&self) -> Option<Text> {
        match self {
            TargetFault::Unknown { name, case } => near::did_you_mean(name, &known(case)),
            TargetFault::NothingThere { .. } => Some(Text::new(
                "let it `listen`, `bind` or `reserve` first",
                "请先让它 `listen`、`bind` 或 `reserve`",
            )),
            TargetFault::NotListening { listens_later: true, .. } => Some(Text::new(
                "it listens only later: move its `listen` before this step",
                "它到后面才监听：请把它的 `listen` 移到这一步之前",
            )),
            TargetFault::NotListening { .. } => Some(Text::new(
                "let it `listen` first; a worker accepts with `from = \"server\"`",
                "请先让它 `listen`；工作线程用 `from = \"server\"` 来接受连接",
            )),
            TargetFault::WrongTransport { .. } => Some(Text::new(
                "where an actor has several sockets, name the one meant: `as` where it is made, `to` here",
                "角色有多个套接字时要指明是哪一个：创建时写 `as`，这里的 `to` 写它的名字",
            )),
            TargetFault::Socket(fault) => fault.help(),
            _ => None,
        }
    }
}

/// Everybody and everything that can be named.
fn known(case: &Case) -> Vec<&str> {
    case.actors.iter().map(|actor| actor.name.as_str()).chain(names(case)).collect()
}

/// Resolves the targets of one case.
pub(super) struct Targets<'w, 'c> {
    pub(super) case: &'c Case,
    pub(super) sockets: &'w Sockets<'c>,
}

impl<'c> Targets<'_, 'c> {
    /// The socket that `connect` or `send_to` goes to: of that name, or the actor's newest that
    /// can be addressed. It may be closed by now: to see that refused is a lesson too.
    pub(super) fn destination(
        &self,
        name: &'c str,
        of: Option<Transport>,
    ) -> Result<Index, TargetFault<'c>> {
        let found = match self.actor(name) {
            Some(actor) => self.sockets.addressed(actor),
            None => Some(self.socket(name)?),
        };
        let Some(index) = found else {
            return Err(TargetFault::NothingThere { name });
        };
        match self.sockets.get(index) {
            Some(socket) if !socket.has_address() => Err(TargetFault::NotADestination { name }),
            Some(socket) => match of {
                Some(wants) if wants != socket.transport => {
                    Err(TargetFault::WrongTransport { name, has: socket.transport, wants })
                }
                _ => Ok(index),
            },
            None => Err(TargetFault::NothingThere { name }),
        }
    }

    /// The listener that `accept` takes from.
    pub(super) fn listener(
        &self,
        step: &'c Step,
        from: Option<ActorId>,
    ) -> Result<Index, TargetFault<'c>> {
        let owner = from.unwrap_or(step.who);
        let name = self.sockets.actor_name(owner);
        let Some(sock) = &step.sock else {
            let listener = self.sockets.listener(owner);
            return listener.ok_or(TargetFault::NotListening {
                name,
                listens_later: self.listens_later(owner, step),
            });
        };
        let index = self.sockets.owned_by(sock, owner).map_err(TargetFault::Socket)?;
        match self.sockets.get(index) {
            Some(socket) if socket.role == Role::Listener => Ok(index),
            _ => Err(TargetFault::NotListening { name: sock, listens_later: false }),
        }
    }

    fn listens_later(&self, owner: ActorId, step: &Step) -> bool {
        let listens = |other: &Step| other.call.name() == crate::model::CallName::Listen;
        self.case
            .all_steps()
            .any(|other| other.who == owner && other.no > step.no && listens(other))
    }

    /// The socket whose port `port_of` reuses: of that name, or the actor's newest.
    pub(super) fn port(&self, name: &'c str) -> Result<Index, TargetFault<'c>> {
        match self.actor(name) {
            Some(actor) => self.sockets.newest(actor).ok_or(TargetFault::NoPort { name }),
            None => self.socket(name),
        }
    }

    /// Somebody who has an address: an actor, or a socket that has been made.
    pub(super) fn owner(&self, name: &'c str) -> Result<(), TargetFault<'c>> {
        match self.actor(name) {
            Some(_) => Ok(()),
            None => self.socket(name).map(|_| ()),
        }
    }

    pub(super) fn actor(&self, name: &str) -> Option<ActorId> {
        let index = self.case.actors.iter().position(|actor| actor.name == name)?;
        u32::try_from(index).ok().map(ActorId)
    }

    fn socket(&self, name: &'c str) -> Result<Index, TargetFault<'c>> {
        self.sockets.named(name).map_err(|fault| match fault {
            SocketFault::Later { name, line } => TargetFault::Later { name, line },
            _ => TargetFault::Unknown { name, case: self.case },
        })
    }
}
