//! `file`: files up and down. Three protocols of the tutorials: a JSON header before each file ([`header`]), line by line
//! ([`lines`]), or framed within a chat ([`transceiver`]). Whoever names a file names one of a single [`Folder`]; a file that
//! arrives is checked against a limit before anything is taken, and has its name when all of it is there.

mod carry;
mod ended;
mod header;
mod header_client;
mod lines;
mod put_command;
mod python_json;
mod send_lines;
mod taught;
mod transceiver;

pub use ended::Ended;
pub use header::{Head, head};
pub use lines::{line_head, receive_lines};
pub use put_command::{LineHead, Put, put_in};
pub use transceiver::{Announced, announced};
pub(super) use transceiver::{TEXT, dies, keep, named, named_as_taught, put};

use super::server::connections;
use super::taught::client_dies;
use super::{End, Event, Folder, Input, Plan, Session, Stop};
use crate::model::{Text, named_enum, visible};
use std::sync::Arc;

named_enum! {
    /// What goes over the wire.
    pub enum Protocol {
        /// The length of a JSON text, the JSON text, the file.
        Header = "header",
        /// A command, the file's size, and a header before each line.
        Lines = "lines",
        /// The word `file`, `NAME,LENGTH`, each framed, and the file.
        Transceiver = "transceiver",
    }
}

named_enum! {
    /// How a client of [`Protocol::Header`] spells its header.
    pub enum Spelling {
        /// For our own server: it answers, and both sides check a digest.
        Ours = "ours",
        /// `file_name`, `file_size`, `msg`.
        FileSize = "file_size",
        /// `cmd`, `filename`, `filesize`.
        Filesize = "filesize",
        /// `file_name`, `total_size`, `md5`.
        TotalSize = "total_size",
    }
}

/// What both sides of `file` have.
#[derive(Debug, Clone)]
pub struct FilePlan {
    /// The protocol.
    pub protocol: Protocol,
    /// Only of a client: how its header is spelt.
    pub spelling: Spelling,
    /// Where files are taken from and put into; without one nothing is.
    pub folder: Option<Arc<Folder>>,
    /// The longest file that is taken, in bytes.
    pub max: u64,
    /// Only of a server: whether a login comes first.
    pub login: bool,
}

impl FilePlan {
    /// The longest file that is taken where nothing else is said: 64 GiB.
    pub const MAX: u64 = 64 << 30;
    /// What a receive of a file asks for where nothing else is said.
    pub const RECV: u64 = 64 << 10;
}

impl Default for FilePlan {
    fn default() -> Self {
        let (protocol, spelling) = (Protocol::Header, Spelling::Ours);
        FilePlan { protocol, spelling, folder: None, max: Self::MAX, login: false }
    }
}

pub(super) fn serve(plan: &Plan, session: &Session<'_>) -> Result<(), Stop> {
    let Some(folder) = &plan.files.folder else { return Ok(()) };
    connections(plan, session, |mut end| {
        let served = match plan.files.login {
            true => super::login::let_in(&mut end, &plan.accounts).map_err(Ended::from),
            false => Ok(true),
        };
        let served = match served {
            Ok(true) => served_by(&mut end, folder, plan),
            Ok(false) => Ok(()),
            Err(ended) => Err(ended),
        };
        leave(end, served);
    })
}

fn served_by(end: &mut End<'_>, folder: &Folder, plan: &Plan) -> Result<(), Ended> {
    match plan.files.protocol {
        Protocol::Header if plan.taught => taught::header(end, folder, plan.files.max),
        Protocol::Header => header::serve(end, folder, plan.files.max),
        Protocol::Lines if plan.taught => taught::lines(end, folder),
        Protocol::Lines => lines::serve(end, folder, plan.files.max),
        Protocol::Transceiver => transceiver::serve(end, folder, plan),
    }
}

/// Closes, and says why, where there is something to say.
pub(super) fn leave(mut end: End<'_>, ended: Result<(), Ended>) {
    match ended {
        Ok(()) | Err(Ended::Stop(Stop::End | Stop::Uncaught)) => end.close(),
        Err(Ended::Stop(stop)) => end.leave(&stop),
        Err(Ended::Said(_)) if end.reads_words() => end.close(),
        Err(Ended::Said(text) | Ended::Refused(text)) => {
            end.session().tell(&Event::Says(&text));
            end.close();
        }
    }
}

/// What a line that was typed asks for.
enum Command {
    Put(String),
    Get(String),
    List,
    /// `user|password`.
    Login,
}

/// Reads a command. The number of a file in the last list is its name.
fn command(line: &[u8], listed: &[String]) -> Option<Command> {
    let text = std::str::from_utf8(line).ok()?.trim();
    let named = |rest: &str| {
        let number = rest.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        number.and_then(|at| listed.get(at).cloned()).unwrap_or_else(|| rest.to_owned())
    };
    match text.split_once(' ').map_or((text, ""), |(word, rest)| (word, rest.trim())) {
        ("put", name) if !name.is_empty() => Some(Command::Put(name.to_owned())),
        ("get", name) if !name.is_empty() => Some(Command::Get(named(name))),
        ("list", "") => Some(Command::List),
        _ if text.contains('|') => Some(Command::Login),
        _ => None,
    }
}

/// What a client does with each command of its protocol.
trait Client {
    /// Sends a file.
    fn put(&mut self, end: &mut End<'_>, name: &str) -> Result<(), Ended>;
    /// Fetches a file.
    fn get(&mut self, end: &mut End<'_>, name: &str) -> Result<(), Ended>;
    /// The names on the server.
    fn list(&mut self, end: &mut End<'_>) -> Result<Vec<String>, Ended>;
    /// Says that it leaves, where the protocol has a word for that.
    fn bye(&mut self, _: &mut End<'_>) {}
}

pub(super) fn connect(
    plan: &Plan,
    session: &Session<'_>,
    input: &mut dyn Input,
) -> Result<(), Stop> {
    let Some(folder) = &plan.files.folder else { return Ok(()) };
    let mut end = End::connecting(session, &plan.place, &plan.knobs)?;
    let mut client: Box<dyn Client + '_> = match plan.files.protocol {
        Protocol::Header => Box::new(header_client::Asker { folder, plan: &plan.files }),
        Protocol::Lines if plan.taught => Box::new(taught::Asker::new(folder, plan)),
        Protocol::Lines => {
            let (max, pace) = (plan.files.max, plan.knobs.pace);
            Box::new(lines::Asker { folder, max, pace })
        }
        Protocol::Transceiver => Box::new(transceiver::Asker { folder, taught: plan.taught }),
    };
    let mut listed = Vec::new();
    while let Some(line) = end.asks(input, plan.taught).filter(|line| line.trim_ascii() != b"quit")
    {
        if line.trim_ascii().is_empty() {
            continue;
        }
        let Some(command) = command(&line, &listed) else {
            session.tell(&Event::Says(&not_a_command(plan.files.protocol)));
            continue;
        };
        let came = match command {
            Command::Put(name) => client.put(&mut end, &name),
            Command::Get(name) => client.get(&mut end, &name),
            Command::List => client.list(&mut end).map(|names| listed = names),
            Command::Login => log_in(&mut end, &line),
        };
        let came = came.map_err(|ended| in_words(&mut end, ended));
        if let Err(Ended::Stop(stop)) = &came {
            client_dies(session, stop, plan.taught);
        }
        if let Some(text) = came.as_ref().err().and_then(|ended| not_done(&line, ended)) {
            session.fails(text);
        }
        match came {
            Ok(()) => {}
            Err(Ended::Refused(text)) => session.tell(&Event::Says(&text)),
            Err(ended) => {
                leave(end, Err(ended));
                return Ok(());
            }
        }
    }
    client.bye(&mut end);
    end.close();
    Ok(())
}

/// What the server says in words instead of its protocol, where it does.
fn in_words(end: &mut End<'_>, ended: Ended) -> Ended {
    match &ended {
        Ended::Stop(Stop::Refused(_)) | Ended::Said(_) => end.words().map_or(ended, Ended::Said),
        Ended::Stop(_) | Ended::Refused(_) => ended,
    }
}

/// What is said at the end of a command that was not done. The class's own end is none, nor is a farewell.
fn not_done(line: &[u8], ended: &Ended) -> Option<Text> {
    let why = match ended {
        Ended::Stop(stop) if stop.is_interrupted() => return None,
        Ended::Stop(Stop::End) if line == super::login::BYE => return None,
        Ended::Stop(stop) => stop.text(),
        Ended::Said(text) | Ended::Refused(text) => text.clone(),
    };
    let line = String::from_utf8_lossy(line);
    let line = visible(line.trim());
    Some(Text::new(
        format!("`{line}` was not done: {}", why.en),
        format!("`{line}` 没有完成：{}", why.zh),
    ))
}

fn not_a_command(protocol: Protocol) -> Text {
    match protocol {
        Protocol::Header => Text::new(
            "put NAME, get NAME, list or quit",
            "可以输入：put 文件名、get 文件名、list、quit",
        ),
        Protocol::Lines => {
            Text::new("put NAME, get NAME or quit", "可以输入：put 文件名、get 文件名、quit")
        }
        Protocol::Transceiver => Text::new("put NAME or quit", "可以输入：put 文件名、quit"),
    }
}

/// The exchange of `login`: one try.
fn log_in(end: &mut End<'_>, line: &[u8]) -> Result<(), Ended> {
    end.send(line)?;
    if line == super::login::BYE {
        return Err(Stop::End.into());
    }
    let said = super::login::answer(end)?;
    end.session().tell(&Event::Says(&Text::new(said.clone(), said)));
    Ok(())
}
