//! Running a command: what it prints, within limits. Nobody types for it.

use super::Wait;
use super::clock::sleep;
use super::led::Led;
use crate::model::ErrorName;
use std::io::{self, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::Builder;
use std::time::Duration;

/// What a command printed, and how it ended.
#[derive(Debug)]
pub struct Printed {
    /// To standard output.
    pub out: Vec<u8>,
    /// To standard error.
    pub err: Vec<u8>,
    /// How it ended.
    pub ended: Ended,
}

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// By itself.
    Itself(ExitStatus),
    /// Killed: it had taken too long.
    Late,
    /// Killed: it had printed too much.
    TooMuch,
    /// Killed: the wait was called off.
    CalledOff,
}

/// Where something was printed.
#[derive(Clone, Copy)]
enum Stream {
    Out,
    Err,
}

type Piece = (Stream, Vec<u8>);

/// As much is read at a time, in bytes.
const PIECE: usize = 8192;
/// How often it is looked whether a silent command may go on.
const LOOK: Duration = Duration::from_millis(20);

/// Runs a command until it ends or has printed `most` bytes, within the wait; then it is killed, and with it
/// what it has started, as far as that is still in its process group (Unix) or job (Windows). What has left the
/// group goes on, and a thread of ours waits for as long as that has the pipe open.
///
/// # Errors
/// It could not be started.
pub fn run(command: &mut Command, wait: Wait<'_>, most: usize) -> io::Result<Printed> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut led = Led::start(command)?;
    let mut printed = Printed { out: Vec::new(), err: Vec::new(), ended: Ended::CalledOff };
    let pieces = pieces(&mut led.child);
    let stopped = match &pieces {
        Ok(pieces) => {
            collect(pieces, wait, most, &mut printed).or_else(|| end(&mut led.child, wait))
        }
        Err(_) => Some(Ended::CalledOff),
    };
    if stopped.is_some() {
        led.kill();
    }
    let status = led.child.wait()?;
    pieces?;
    printed.ended = stopped.unwrap_or(Ended::Itself(status));
    Ok(printed)
}

/// What it prints, as it comes; the end is that both streams have ended.
fn pieces(child: &mut Child) -> io::Result<Receiver<Piece>> {
    let (sender, pieces) = sync_channel(1);
    if let Some(out) = child.stdout.take() {
        feed(out, Stream::Out, sender.clone())?;
    }
    if let Some(err) = child.stderr.take() {
        feed(err, Stream::Err, sender)?;
    }
    Ok(pieces)
}

/// A thread that reads one stream: until it ends, or nobody listens any more.
fn feed(
    mut from: impl Read + Send + 'static,
    stream: Stream,
    to: SyncSender<Piece>,
) -> io::Result<()> {
    let work = move || {
        let mut buffer = [0; PIECE];
        while let Ok(count @ 1..) = from.read(&mut buffer) {
            if to.send((stream, buffer[..count].to_vec())).is_err() {
                return;
            }
        }
    };
    Builder::new().name("printed".into()).spawn(work).map(drop)
}

/// Takes what is printed until there is no more; or why that was not waited for.
fn collect(
    pieces: &Receiver<Piece>,
    wait: Wait<'_>,
    most: usize,
    printed: &mut Printed,
) -> Option<Ended> {
    loop {
        match pieces.recv_timeout(LOOK) {
            Ok((stream, bytes)) => {
                let room = most.saturating_sub(printed.out.len() + printed.err.len());
                let kept = &bytes[..bytes.len().min(room)];
                match stream {
                    Stream::Out => printed.out.extend_from_slice(kept),
                    Stream::Err => printed.err.extend_from_slice(kept),
                }
                if kept.len() < bytes.len() {
                    return Some(Ended::TooMuch);
                }
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return None,
        }
        if let Some(why) = over(wait) {
            return Some(why);
        }
    }
}

/// Waits for the end of a command that prints no more; or why that was not waited for.
fn end(child: &mut Child, wait: Wait<'_>) -> Option<Ended> {
    while let Ok(None) = child.try_wait() {
        if let Some(why) = over(wait) {
            return Some(why);
        }
        sleep(Duration::from_millis(1));
    }
    None
}

fn over(wait: Wait<'_>) -> Option<Ended> {
    wait.over().map(|failure| match failure.name() {
        ErrorName::Interrupted => Ended::CalledOff,
        _ => Ended::Late,
    })
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use crate::net::Deadline;
    use std::sync::atomic::{AtomicBool, Ordering};

    fn ran(words: &[&str], cancel: &AtomicBool, time: Duration, most: usize) -> Printed {
        let wait = Wait { deadline: Deadline::after(time), cancel: [cancel, cancel] };
        run(Command::new(words[0]).args(&words[1..]), wait, most).unwrap()
    }

    const LONG: Duration = Duration::from_secs(20);

    #[test]
    fn what_was_printed_is_kept_apart() {
        let words = ["sh", "-c", "echo out; echo err >&2; exit 3"];
        let printed = ran(&words, &AtomicBool::new(false), LONG, 100);
        assert_eq!((&printed.out[..], &printed.err[..]), (&b"out\n"[..], &b"err\n"[..]));
        assert!(matches!(printed.ended, Ended::Itself(status) if status.code() == Some(3)));
    }

    #[test]
    fn a_command_reads_nothing() {
        let printed = ran(&["cat"], &AtomicBool::new(false), LONG, 100);
        assert!(matches!(printed.ended, Ended::Itself(status) if status.success()));
    }

    #[test]
    fn one_that_prints_for_ever_is_cut_at_the_limit() {
        let printed = ran(&["yes"], &AtomicBool::new(false), LONG, 100_000);
        assert_eq!((printed.ended, printed.out.len()), (Ended::TooMuch, 100_000));
    }

    /// The grandchild has the pipe: were it alive, reading would go on.
    #[test]
    fn one_that_runs_for_ever_is_killed_with_its_children() {
        let words = ["sh", "-c", "sleep 1000 & echo $!; wait"];
        let printed = ran(&words, &AtomicBool::new(false), Duration::from_millis(300), 100);
        assert_eq!(printed.ended, Ended::Late);
        let child = String::from_utf8(printed.out).unwrap();
        let deadline = Deadline::after(LONG);
        // A dead one that nobody has waited for is a Z.
        let state = || {
            let said = Command::new("ps").args(["-o", "stat=", "-p", child.trim()]).output();
            String::from_utf8(said.unwrap().stdout).unwrap()
        };
        while !(state().trim().is_empty() || state().starts_with('Z')) {
            assert!(!deadline.over(), "{child} is alive");
            sleep(LOOK);
        }
    }

    /// It has closed what it could print to, and stays.
    #[test]
    fn one_that_says_no_more_is_not_waited_for_too_long() {
        let words = ["sh", "-c", "exec >&- 2>&-; sleep 1000"];
        let printed = ran(&words, &AtomicBool::new(false), Duration::from_millis(300), 100);
        assert_eq!(printed.ended, Ended::Late);
    }

    #[test]
    fn one_that_is_called_off_ends() {
        let cancel = AtomicBool::new(false);
        let printed = std::thread::scope(|threads| {
            let running = threads.spawn(|| ran(&["sleep", "1000"], &cancel, LONG, 100));
            cancel.store(true, Ordering::Relaxed);
            running.join().unwrap()
        });
        assert_eq!(printed.ended, Ended::CalledOff);
    }

    #[test]
    fn one_that_is_not_there_is_an_error() {
        let cancel = AtomicBool::new(false);
        let wait = Wait { deadline: Deadline::after(LONG), cancel: [&cancel, &cancel] };
        let error = run(&mut Command::new("/nowhere/at/all"), wait, 100).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
    }
}
