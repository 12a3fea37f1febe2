//! The sockets of a case as the steps make and close them, as far as the file tells.

use crate::model::{ActorId, Case, Step, Text, Transport};
use crate::scenario::near;
use crate::scenario::printable::quote;
use crate::scenario::problem::Explain;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What a socket is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Listens: takes no data.
    Listener,
    /// One end of a connection, or a datagram socket with a peer.
    Connected,
    /// A datagram socket without a peer.
    Open,
    /// A stream socket that only has its port.
    Bound,
    /// Holds a port on which nobody listens.
    Reserved,
}

/// One socket.
#[derive(Debug)]
pub(super) struct Socket {
    pub(super) owner: ActorId,
    pub(super) transport: Transport,
    pub(super) role: Role,
    /// The line of the step that closed it.
    pub(super) closed: Option<u32>,
}

impl Socket {
    /// Whether a step that names no socket means it before the others.
    fn carries(&self) -> bool {
        matches!(self.role, Role::Connected | Role::Open)
    }

    /// Whether others can address it.
    pub(super) fn has_address(&self) -> bool {
        self.role != Role::Connected || !self.transport.listens()
    }
}

/// A socket's place in [`Sockets`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Index(usize);

/// What an actor owns.
#[derive(Debug, Default)]
struct Owned {
    /// Open ones that carry data.
    carrying: BTreeSet<Index>,
    /// Open ones that listen, or only hold a port.
    waiting: BTreeSet<Index>,
    /// Open ones that listen.
    listening: BTreeSet<Index>,
    /// The newest one ever made.
    newest: Option<Index>,
    /// The newest one ever made that others can address.
    addressed: Option<Index>,
}

/// All sockets of a case so far.
#[derive(Debug)]
pub(super) struct Sockets<'c> {
    case: &'c Case,
    all: Vec<Socket>,
    named: HashMap<&'c str, Index>,
    owned: BTreeMap<ActorId, Owned>,
    /// The names that steps will give, with their lines.
    names: HashMap<&'c str, u32>,
}

/// What can be wrong with the socket of a step.
pub(super) enum SocketFault<'c> {
    /// The actor has none at all; `later`: the line of the step that makes its first.
    None {
        actor: &'c str,
        others: Vec<&'c str>,
        later: Option<u32>,
    },
    AllClosed {
        actor: &'c str,
    },
    Unknown {
        name: &'c str,
        case: &'c Case,
    },
    Later {
        name: &'c str,
        line: u32,
    },
    Closed {
        name: &'c str,
        line: u32,
    },
    /// The actor's connections are closed; what it has left only listens, or holds a port.
    ConnectionClosed {
        actor: &'c str,
        line: u32,
    },
    NotYours {
        name: &'c str,
        actor: &'c str,
        owner: &'c str,
    },
}

impl SocketFault<'_> {
    /// Whether only the name is wrong: which sockets there are is known nevertheless.
    pub(super) fn is_slip(&self) -> bool {
        matches!(self, SocketFault::Unknown { .. } | SocketFault::NotYours { .. })
    }
}

impl Explain for SocketFault<'_> {
    fn what(&self) -> Text {
        match self {
            SocketFault::None { actor, .. } => Text::new(
                format!("{} has no socket here", quote(actor)),
                format!("到这里 {} 还没有套接字", quote(actor)),
            ),
            SocketFault::AllClosed { actor } => Text::new(
                format!("{} has closed all its sockets by now", quote(actor)),
                format!("到这里 {} 的套接字已经全部关闭", quote(actor)),
            ),
            SocketFault::Unknown { name, .. } => Text::new(
                format!("this case has no socket {}", quote(name)),
                format!("这个用例里没有套接字 {}", quote(name)),
            ),
            SocketFault::Later { name, line } => Text::new(
                format!("the socket {} is not made before line {line}", quote(name)),
                format!("套接字 {} 到第 {line} 行才创建", quote(name)),
            ),
            SocketFault::Closed { name, line } => Text::new(
                format!("the socket {} was closed on line {line}", quote(name)),
                format!("套接字 {} 在第 {line} 行已经关闭", quote(name)),
            ),
            SocketFault::ConnectionClosed { actor, line } => Text::new(
                format!("the connection of {} was closed on line {line}", quote(actor)),
                format!("{} 的连接在第 {line} 行已经关闭", quote(actor)),
            ),
            SocketFault::NotYours { name, actor, owner } => Text::new(
                format!(
                    "the socket {} is not {}'s but {}'s",
                    quote(name),
                    quote(actor),
                    quote(owner)
                ),
                format!(
                    "套接字 {} 不是 {} 的，而是 {} 的",
                    quote(name),
                    quote(actor),
                    quote(owner)
                ),
            ),
        }
    }

    fn help(&self) -> Option<Text> {
        match self {
            SocketFault::None { actor, others, later } => {
                Some(no_socket_help(actor, others, *later))
            }
            SocketFault::Unknown { name, case } => {
                near::did_you_mean(name, &names(case)).or_else(|| Some(unknown_help()))
            }
            SocketFault::ConnectionClosed { .. } => Some(Text::new(
                "`accept` or `connect` again, or move this step before that line",
                "请再 `accept` 或 `connect` 一次，或者把这一步移到那一行之前",
            )),
            _ => None,
        }
    }
}

/// The names of sockets that a case gives anywhere.
pub(super) fn names(case: &Case) -> Vec<&str> {
    let names: BTreeSet<&str> = case.all_steps().filter_map(|step| step.makes.as_deref()).collect();
    names.into_iter().collect()
}

fn unknown_help() -> Text {
    Text::new(
        "the step that makes a socket names it, with as = \"conn1\"; without `sock` a step means the newest",
        "套接字的名字由创建它的步骤用 as = \"conn1\" 来起；步骤不写 `sock`，就是指最新的那个",
    )
}

fn no_socket_help(actor: &str, others: &[&str], later: Option<u32>) -> Text {
    if let Some(line) = later {
        return Text::new(
            format!("it makes its first on line {line}"),
            format!("它的第一个套接字在第 {line} 行才创建"),
        );
    }
    near::only_near(actor, others.iter().copied()).unwrap_or_else(|| {
        Text::new(
            "it never makes one: give it `connect`, `bind`, or `listen` and `accept` first",
            "它从来没有创建过套接字：请先让它 `connect`、`bind`，或者 `listen` 再 `accept`",
        )
    })
}

impl<'c> Sockets<'c> {
    pub(super) fn of(case: &'c Case) -> Self {
        let names = case.all_steps().filter_map(|step| Some((step.makes.as_deref()?, step.line)));
        Sockets {
            case,
            all: Vec::new(),
            named: HashMap::new(),
            owned: BTreeMap::new(),
            names: names.collect(),
        }
    }

    pub(super) fn get(&self, index: Index) -> Option<&Socket> {
        self.all.get(index.0)
    }

    /// A new socket, made by a step.
    pub(super) fn make(&mut self, step: &'c Step, transport: Transport, role: Role) -> Index {
        let index = Index(self.all.len());
        let socket = Socket { owner: step.who, transport, role, closed: None };
        let owned = self.owned.entry(step.who).or_default();
        match socket.carries() {
            true => owned.carrying.insert(index),
            false => owned.waiting.insert(index),
        };
        if role == Role::Listener {
            owned.listening.insert(index);
        }
        owned.newest = Some(index);
        if socket.has_address() {
            owned.addressed = Some(index);
        }
        self.all.push(socket);
        if let Some(name) = &step.makes {
            self.named.insert(name, index);
        }
        index
    }

    /// A step closes a socket.
    pub(super) fn close(&mut self, index: Index, line: u32) {
        if let Some(socket) = self.all.get_mut(index.0) {
            socket.closed = Some(line);
            let owned = self.owned.entry(socket.owner).or_default();
            owned.carrying.remove(&index);
            owned.waiting.remove(&index);
            owned.listening.remove(&index);
        }
    }

    /// The newest open socket of that name.
    pub(super) fn open_named(&self, name: &str) -> Option<Index> {
        let index = *self.named.get(name)?;
        self.get(index)?.closed.is_none().then_some(index)
    }

    /// A socket by name, open or closed.
    pub(super) fn named(&self, name: &'c str) -> Result<Index, SocketFault<'c>> {
        if let Some(index) = self.named.get(name) {
            return Ok(*index);
        }
        Err(match self.names.get(name) {
            Some(line) => SocketFault::Later { name, line: *line },
            None => SocketFault::Unknown { name, case: self.case },
        })
    }

    /// The newest socket an actor ever made.
    pub(super) fn newest(&self, actor: ActorId) -> Option<Index> {
        self.owned.get(&actor)?.newest
    }

    /// The newest socket of an actor that others can address.
    pub(super) fn addressed(&self, actor: ActorId) -> Option<Index> {
        self.owned.get(&actor)?.addressed
    }

    /// Who has an open listener.
    pub(super) fn listening(&self) -> BTreeSet<ActorId> {
        let listens = |(_, owned): &(&ActorId, &Owned)| !owned.listening.is_empty();
        self.owned.iter().filter(listens).map(|(actor, _)| *actor).collect()
    }

    /// The newest open listener of an actor.
    pub(super) fn listener(&self, actor: ActorId) -> Option<Index> {
        self.owned.get(&actor)?.listening.last().copied()
    }

    /// The socket a step uses: the named one, the actor's newest open one that
    /// carries data, or else its newest.
    pub(super) fn used(&self, step: &'c Step) -> Result<Index, SocketFault<'c>> {
        match &step.sock {
            Some(name) => self.owned_by(name, step.who),
            None => self.default_of(step.who),
        }
    }

    /// A named socket, open and the actor's own.
    pub(super) fn owned_by(&self, name: &'c str, actor: ActorId) -> Result<Index, SocketFault<'c>> {
        let index = self.named(name)?;
        match self.get(index) {
            Some(socket) if socket.owner != actor => Err(SocketFault::NotYours {
                name,
                actor: self.actor_name(actor),
                owner: self.actor_name(socket.owner),
            }),
            Some(Socket { closed: Some(line), .. }) => {
                Err(SocketFault::Closed { name, line: *line })
            }
            _ => Ok(index),
        }
    }

    fn default_of(&self, who: ActorId) -> Result<Index, SocketFault<'c>> {
        let Some(owned) = self.owned.get(&who) else {
            return Err(self.no_socket(who));
        };
        let open = owned.carrying.last().or_else(|| owned.waiting.last());
        open.copied().ok_or(SocketFault::AllClosed { actor: self.actor_name(who) })
    }

    /// Of an actor that has connections no more, though it had: which step closed the newest.
    pub(super) fn connection_closed(&self, who: ActorId) -> Option<SocketFault<'c>> {
        let connection = |s: &&Socket| s.owner == who && s.role == Role::Connected;
        let line = self.all.iter().rev().find(connection)?.closed?;
        Some(SocketFault::ConnectionClosed { actor: self.actor_name(who), line })
    }

    fn no_socket(&self, who: ActorId) -> SocketFault<'c> {
        let making = |step: &&Step| step.who == who && step.call.name().creates();
        let later = self.case.all_steps().find(making).map(|step| step.line);
        let others = self.owned.keys().map(|actor| self.actor_name(*actor)).collect();
        SocketFault::None { actor: self.actor_name(who), others, later }
    }

    pub(super) fn actor_name(&self, actor: ActorId) -> &'c str {
        self.case.actor(actor).map_or("?", |actor| actor.name.as_str())
    }
}
