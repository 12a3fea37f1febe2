//! The tutorials' programs, live: `stickydemo serve APP` in one terminal, `stickydemo connect APP` in
//! the other. They make calls on real sockets and write them down; `cli` shows them.
//!
//! | file | what it is there for |
//! |---|---|
//! | [`session`](Session) | one side of a conversation: its clock, its sockets, who watches |
//! | `fault` | what the tutorials' programs do wrong |
//! | `folder` | one folder, and the files of strangers in it |
//! | `frames`, `stream`, `json` | where a message ends; taking it from a stream |
//! | `end` | a socket of a session, and the calls an app makes on it |
//! | `stop` | why it cannot go on with one |
//! | `bulk` | the calls of a transfer, which are counted |
//! | `making` | how it is made |
//! | `knobs` | what a class may turn: buffer sizes, cuts, pauses |
//! | `guard` | who may talk to a server that other computers can reach |
//! | `place` | where a server listens |
//! | `server` | accepting, one connection at a time or a thread for each |
//! | `taught` | what the tutorials' servers do wrong alike |
//! | [`relay`] | a program between a client and a server, which cuts and glues what passes |
//! | `both` | speaking and listening at once |
//! | `turns` | what a send causes is told after it |
//! | `strftime` | a time in a format |
//! | one file each | the apps |
//!
//! # Threads and endings
//!
//! A server has the thread that calls [`serve`]; with [`Mode::Threaded`] one more for each connection. A
//! client has the thread that calls [`connect`]; either has one more where it receives while somebody types. No
//! call waits without an end: each wait looks twenty times a second whether the session is over, and a peer
//! that is silent for longer than [`Knobs::idle`] loses its connection.
//!
//! A `recv` is called a message by nobody here: an app that has no framing takes what one `recv` returned
//! for one, as the tutorials do, and says so in its documentation.

mod accounts;
mod auth;
mod both;
mod bulk;
mod chat;
mod cut;
mod end;
mod fault;
mod file;
mod folder;
mod frames;
mod gate;
mod guard;
mod json;
mod knobs;
mod login;
mod making;
mod place;
mod raw;
pub mod relay;
mod server;
mod session;
mod shell;
mod stamp;
mod stop;
mod stream;
mod strftime;
mod taught;
mod tempo;
mod time;
mod turns;
mod upper;

pub use accounts::{Accounts, AccountsError};
pub use auth::{Digest, Guise, Secret};
pub use bulk::Counted;
pub use cut::{Cut, CutError};
pub use end::End;
pub use fault::Fault;
pub use file::{
    Announced, Ended, FilePlan, Head, LineHead, Protocol, Put, Spelling, announced, head,
    line_head, put_in, receive_lines,
};
pub use folder::{FileFault, Folder, FolderError, Incoming, Listed, Outgoing, check_name};
pub use frames::Frames;
pub use guard::Guard;
pub use knobs::Knobs;
pub use place::{Place, PlaceError};
pub use server::Mode;
pub use session::{Audience, Event, Mark, Progress, Session, Summary};
pub use shell::{
    Ack, Allowed, Commands, LONGEST as LONGEST_ANSWER, Order, ShellPlan, acknowledged,
    announced as announced_length,
};
pub use stamp::{Said, said};
pub use stop::Stop;
pub use stream::{Stream, body, exactly, frame, framed, length, number};

use crate::framing::text::encode;
use crate::model::{TextEncoding, Transport, named_enum};
use std::sync::Arc;
use std::time::Duration;

named_enum! {
    /// A program of the tutorials.
    pub enum App {
        /// Nothing: bytes in, bytes out.
        Raw = "raw",
        /// ASCII letters to upper case.
        Upper = "upper",
        /// A strftime format in, the time out.
        Time = "time",
        /// `user|password`, and let in or not.
        Login = "login",
        /// Login by a shared key: a challenge, and its HMAC.
        Auth = "auth",
        /// A command in, what it printed out.
        Shell = "shell",
        /// A conversation: datagrams, one server, many clients.
        Chat = "chat",
        /// The time and a quotation, for every text.
        Stamp = "stamp",
        /// Files up and down.
        File = "file",
    }
}

impl App {
    /// What can carry it; the first is what it takes where nothing is said.
    pub fn transports(self) -> &'static [Transport] {
        match self {
            App::Raw => &[Transport::Tcp, Transport::Udp, Transport::UnixStream],
            App::Upper | App::Shell => &[Transport::Tcp, Transport::Udp],
            App::Time => &[Transport::Udp, Transport::Tcp],
            App::Chat => &[Transport::Udp],
            App::Login | App::Auth | App::File | App::Stamp => &[Transport::Tcp],
        }
    }

    /// The port that the tutorials' program has.
    pub fn port(self, transport: Transport) -> u16 {
        match self {
            App::Shell if transport == Transport::Udp => 9003,
            App::Raw | App::Upper | App::Shell | App::File => 8080,
            App::Time => 9000,
            App::Login => 8001,
            App::Auth => 9999,
            App::Chat => 8081,
            App::Stamp => 50007,
        }
    }
}

/// What one side is to do.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Which program.
    pub app: App,
    /// Where the server is.
    pub place: Place,
    /// What the class turned.
    pub knobs: Knobs,
    /// Only of a server of connections: whom it serves when.
    pub mode: Mode,
    /// Only of a threaded server: so many connections at a time; the next is told, and closed.
    pub max_clients: usize,
    /// As the tutorial wrote it, with its faults: each is told when it is met ([`Event::Fault`]).
    pub taught: bool,
    /// How a message's end is marked, where the app has a choice; none: the app's usual.
    pub framing: Option<Frames>,
    /// Of what the app itself says.
    pub encoding: TextEncoding,
    /// Only of `raw`: what it answers to what.
    pub replies: Vec<Reply>,
    /// Of the client of `raw`: says its first line again and again, so long after the last time. Of the server of
    /// `stamp`: sends each client the date unasked.
    pub every: Option<Duration>,
    /// Only of the client of `raw`: what it sends first, as one message.
    pub file: Option<Vec<u8>>,
    /// Only of the server of `login`: who may.
    pub accounts: Arc<Accounts>,
    /// Only of `auth`: what both sides have.
    pub secret: Secret,
    /// Only of the client of `auth`: who it is.
    pub guise: Guise,
    /// Only of `shell`.
    pub shell: ShellPlan,
    /// Only of the server of `chat`: it answers by itself.
    pub auto: bool,
    /// Only of `file`; of `stamp` where files are, and how long they may be.
    pub files: FilePlan,
}

impl Plan {
    /// So many connections at a time, where nothing else is said.
    pub const CLIENTS: usize = 256;

    /// A plan with nothing but what every app has.
    pub fn of(app: App, place: Place, knobs: Knobs) -> Self {
        let (mode, max_clients) = (Mode::OneAtATime, Self::CLIENTS);
        Plan {
            app,
            place,
            knobs,
            mode,
            max_clients,
            taught: false,
            framing: None,
            encoding: TextEncoding::Utf8,
            replies: Vec::new(),
            every: None,
            file: None,
            accounts: Arc::new(Accounts::taught()),
            secret: Secret { key: Secret::TAUGHT.to_vec(), digest: Digest::Md5 },
            guise: Guise::Valid,
            shell: ShellPlan::default(),
            auto: false,
            files: FilePlan::default(),
        }
    }
}

/// An answer of `raw`: to a receive of exactly these bytes, those.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// What a receive returned.
    pub to: Vec<u8>,
    /// What is sent then.
    pub with: Vec<u8>,
}

/// A text of an app's own as bytes. What the encoding lacks (big5 has no 发) is sent as it is written here, in UTF-8.
fn said_in(text: &str, encoding: TextEncoding) -> Vec<u8> {
    encode(text, encoding).unwrap_or_else(|_| text.into())
}

/// What somebody types, line by line.
pub trait Input {
    /// The next line, without its end, as the bytes of its encoding; nothing when no more comes, when the session is
    /// over, and when nobody is there any more to say it to.
    fn line_for(&mut self, session: &Session<'_>, is_there: &dyn Fn() -> bool) -> Option<Vec<u8>>;

    /// The next line, whoever is there.
    fn line(&mut self, session: &Session<'_>) -> Option<Vec<u8>> {
        self.line_for(session, &|| true)
    }
}

/// Serves until the app ends by itself or the session is over; somebody may type at the server, too.
///
/// # Errors
/// The call that failed before anybody could be served: `bind`, `listen`.
pub fn serve(plan: &Plan, session: &Session<'_>, input: &mut dyn Input) -> Result<(), Stop> {
    match plan.app {
        App::Raw => raw::serve(plan, session, input),
        App::Upper => upper::serve(plan, session),
        App::Time => time::serve(plan, session),
        App::Login => login::serve(plan, session),
        App::Auth => auth::serve(plan, session),
        App::Shell => shell::serve(plan, session),
        App::Chat => chat::serve(plan, session, input),
        App::Stamp => stamp::serve(plan, session),
        App::File => file::serve(plan, session),
    }
}

/// Connects, and does what the lines of `input` say.
///
/// # Errors
/// The call that failed before anything could be said: `connect`.
pub fn connect(plan: &Plan, session: &Session<'_>, input: &mut dyn Input) -> Result<(), Stop> {
    match plan.app {
        App::Raw => raw::connect(plan, session, input),
        App::Upper => upper::connect(plan, session, input, <[u8]>::len),
        App::Time => time::connect(plan, session, input),
        App::Login => login::connect(plan, session, input),
        App::Auth => auth::connect(plan, session, input),
        App::Shell => shell::connect(plan, session, input),
        App::Chat => chat::connect(plan, session, input),
        App::Stamp => stamp::connect(plan, session, input),
        App::File => file::connect(plan, session, input),
    }
}
