//! The conductor: a case and a stage in, a trace out.
//!
//! # Who is here, who holds what, when it is let go
//!
//! **Threads.** The thread that calls [`run_case`] is the *conductor*. It starts one thread for each
//! actor of the case (`actor`), brings each to its host, and hands it one step at a time over a
//! channel. An actor makes its sockets and makes every call on them; nobody else does, with two
//! exceptions that the language allows: `accept` with `from` takes a connection from another
//! actor's listener, and the sampling of evidence asks the kernel about both ends of a connection.
//! All of these threads share one processor where the system lets them: a hand-over is then a
//! plain switch, and the order of the records is the order of the events.
//!
//! **A step** is one hand-over, its repeats included: ten sends in ten hand-overs could outlast the
//! receiver's 40 ms acknowledgement timer on a busy machine, and the timer would then be the
//! cause, not Nagle. The conductor waits for the step to end before it goes on; only a `background`
//! step it lets run, until the `join`, and it waits at least until that has begun.
//!
//! **Sockets.** An actor owns its sockets; the case's table (`net::Table`) knows of each by a weak
//! handle. Evidence is sampled by the actor right after each call, before the conductor hears of
//! it, through strong handles that live no longer than the sample, under the table's lock. So a
//! `close` closes: there is never a second handle, no `dup`. Nothing that is sampled eats what a
//! later call would report: no MSG_PEEK, no SO_ERROR, no SO_RCVLOWAT.
//!
//! **Waiting.** Every wait has an absolute deadline, the step's. Receives and accepts wait by
//! `poll` and then make the call. Only a blocking `send` waits in the kernel, by SO_SNDTIMEO: its waiting
//! is what is observed (and so does a `recv` that goes on waiting where `poll` said ready, as with
//! MSG_WAITALL, by SO_RCVTIMEO). A reached deadline
//! is a record, `timeout`; a barrier that reaches it ends the case, and the rest is not run: what
//! would follow is no longer what the scenario says.
//! So does a deadline that nobody expected inside a repeated block: each of its rounds would wait as
//! long. And when a case has taken three minutes (`Limits::CASE_MS`), no step of it is begun any
//! more, whatever its deadlines add up to. A call that finds no descriptor left ends the case at once, and
//! every wait of it: what would be waited for cannot come.
//!
//! **The end.** When the last step is done, every actor reads what is still queued in its sockets,
//! without waiting, and notes it (`Leftover`): those bytes are `unread`, not `lost`. Connections that
//! nobody accepted are taken for the same reason. Only then are the sockets closed, all with a
//! reset, so that a thousand repeats leave no thousand TIME_WAITs; a socket the scenario itself
//! closed was closed as the scenario said.
//!
//! **The lab.** A case about the lab has one more thread, the wire (`stage::lab`), which carries its
//! packets and writes them down; it alone may run on any processor. It is asked for them when the last step is done, before anything is
//! drained: it first waits until it is quiet. What the ends send afterwards is not the case's.

mod actor;
mod calls;
mod conductor;
mod drain;
mod output;
mod owned;
mod packets;
mod shared;
#[cfg(test)]
mod tests;

use crate::model::{Case, CaseTrace, Text};
use crate::net::{OneCpu, said};
use crate::stage::Stage;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use thiserror::Error;

/// What a run needs besides the case.
#[derive(Debug, Clone)]
pub struct RunOptions {
    /// This program, for `{ output_of = … }`.
    pub program: PathBuf,
    /// Set to true, ends every wait soon.
    pub cancel: Arc<AtomicBool>,
}

/// Why a case could not be run at all. (A socket call that fails is no such thing: it is a record.)
#[derive(Debug, Error)]
pub enum EngineError {
    /// It was called off.
    #[error("interrupted")]
    Cancelled,
    /// No thread for an actor.
    #[error("cannot start a thread for actor `{actor}`: {source}")]
    Thread {
        /// The actor.
        actor: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// An actor's thread cannot get to its host.
    #[error("actor `{actor}` cannot enter its host: {source}")]
    Host {
        /// The actor.
        actor: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// The wire of the lab cannot be had, or failed.
    #[error("the wire of the lab failed: {0}")]
    Wire(#[source] std::io::Error),
    /// An actor's thread ended before its time: a defect of this program.
    #[error("the thread of actor `{actor}` ended unexpectedly; this is a defect of stickydemo")]
    Died {
        /// The actor.
        actor: String,
    },
    /// The output of a sub-command could not be had.
    #[error("cannot get the output of `{command}`: {source}")]
    Output {
        /// The sub-command.
        command: String,
        /// Why.
        source: std::io::Error,
    },
}

impl EngineError {
    /// What went wrong and what to do, for a person.
    pub fn text(&self) -> Text {
        match self {
            EngineError::Cancelled => Text::new("interrupted", "已中断"),
            EngineError::Thread { actor, source } => no_thread(actor, source),
            EngineError::Host { actor, source } => because(
                source,
                &format!("actor `{actor}` cannot enter its host"),
                &format!("角色 `{actor}` 无法进入它的主机"),
            ),
            EngineError::Wire(source) => {
                because(source, "the wire of the lab failed", "实验网络出错")
            }
            EngineError::Died { actor } => Text::new(
                self.to_string(),
                format!("角色 `{actor}` 的线程意外结束；这是 stickydemo 的缺陷"),
            ),
            EngineError::Output { command, source } => because(
                source,
                &format!("cannot get the output of `{command}`"),
                &format!("得不到 `{command}` 的输出"),
            ),
        }
    }

    /// What the system said, where it was the system.
    pub fn of_system(&self) -> Option<&std::io::Error> {
        std::error::Error::source(self).and_then(|source| source.downcast_ref())
    }
}

/// What went wrong, and what the system says of it, in both languages.
fn because(source: &std::io::Error, en: &str, zh: &str) -> Text {
    let said = said(source);
    Text::new(format!("{en}: {}", said.en), format!("{zh}：{}", said.zh))
}

/// EAGAIN of pthread_create(3): a limit on the number of threads, of which there are several.
fn no_thread(actor: &str, source: &std::io::Error) -> Text {
    let text = because(
        source,
        &format!("cannot start a thread for actor `{actor}`"),
        &format!("无法为角色 `{actor}` 启动线程"),
    );
    if source.kind() != std::io::ErrorKind::WouldBlock {
        return text;
    }
    Text::new(
        format!(
            "{}; on Unix, `ulimit -u` tells how many tasks a user may have, and a container may have a limit \
             of its own",
            text.en
        ),
        format!(
            "{}；在 Unix 上，`ulimit -u` 显示一个用户最多能有多少任务，容器也可能另有限制",
            text.zh
        ),
    )
}

/// Runs a case once, on fresh sockets. Whatever the sockets do is in the trace; this fails only
/// where the run itself was impossible.
///
/// # Errors
/// See [`EngineError`].
pub fn run_case(
    case: &Case,
    stage: &Stage,
    options: &RunOptions,
) -> Result<CaseTrace, EngineError> {
    // The wire of the lab starts with it, and may run on any processor.
    let shared = shared::Shared::new(case, stage, options)?;
    let _one_cpu = OneCpu::here();
    conductor::conduct(&shared)
}
