//! `watch`: programs that nobody changed, and what their socket calls show.

pub(super) mod printed;

use self::printed::Printed;
use super::args::{Display, FormatArg, WatchArgs};
use super::code::Code;
use super::failure::{Failure, unwritten};
use super::gather::Gathered;
use super::interrupt::Interrupts;
use super::locale::Surroundings;
use super::out::{Output, complain};
use super::present::{Extent, Presenter, verbose};
use super::shell;
use super::shown::Shown;
use crate::analysis::Setting;
use crate::lang::watch as words;
use crate::model::{Text, WireKind};
use crate::net::watched::{Fate, Tracer, become_watched};
use crate::net::{host, said};
use crate::report::visible;
use crate::scenario::framing_of;
use crate::watch::{Framings, NotStarted, Plan, Program, Watched, Why, watch as watched};
use std::ffi::OsString;
use std::io;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// How long clients and servers are watched where nothing is said.
const LIMIT: Duration = Duration::from_secs(60);
/// The name of the session.
const SESSION: &str = "watch";

/// Where these arguments ask for it, becomes another program that is watched; the number of the error where it cannot.
pub(crate) fn becomes(args: &[OsString]) -> Option<ExitCode> {
    let [_, first, program, arguments @ ..] = args else { return None };
    let waits = first == Tracer::ARGUMENT_WAITS;
    if first != Tracer::ARGUMENT && !waits {
        return None;
    }
    let error = become_watched(program, arguments, waits).raw_os_error();
    Some(ExitCode::from(error.and_then(|number| u8::try_from(number).ok()).unwrap_or(u8::MAX)))
}

pub(crate) fn watch(
    args: &WatchArgs,
    display: &Display,
    here: &Surroundings,
) -> anyhow::Result<Code> {
    let manner = here.manner(display, args.output.is_some());
    let look = manner.look(verbose(args.verbose));
    let interrupts = Interrupts::listen();
    let output = Output::open(args.output.as_deref(), &look, &interrupts)?;
    let kept = args.trace.as_deref().map(|file| Output::open(Some(file), &look, &interrupts));
    let kept = kept.transpose()?;
    interrupts.writes_at_the_end(Some(format!("{}\n", look.say(words::lost()))));
    let cancel = interrupts.cancel();
    let aloud = args.format == FormatArg::Text && args.output.is_none();
    let mut printed = Printed::new(manner, aloud, args.quiet);
    let seen = watched(plan(args, &cancel)?, SESSION, &mut |name, child| {
        printed.listen(name, child);
    });
    printed.finish();
    let seen = seen.map_err(|error| not_started(&error))?;
    if let Some(failure) = not_begun(&seen) {
        return Err(failure.into());
    }
    if !args.quiet {
        let say = |text| complain(&format!("{}\n", look.say(text)), &manner);
        remarks(&seen, args).into_iter().for_each(say);
    }
    if let Some(kept) = kept {
        keep(&seen, kept)?;
    }
    let wire = wire(&seen);
    let place = Shown::new(output, look, args.format);
    let os = host().os;
    let mut presenter = Presenter::new(place, (look, &os), args.format, Extent::One);
    let ended = presenter
        .session(&seen.session, &Setting::of(&host(), wire, false))
        .and_then(|()| presenter.finish(&host(), wire));
    interrupts.writes_at_the_end(None);
    let code = ended.map_err(|error| unwritten(error, args.output.as_deref()))?;
    Ok(if seen.why == Why::NoServer { Code::NoSockets } else { code })
}

/// Where the bytes went: sockets of others may be anywhere.
fn wire(seen: &Watched) -> WireKind {
    match seen.session.elsewhere().next() {
        Some(_) => WireKind::Network,
        None => WireKind::Loopback,
    }
}

/// This program (`itself`), as the command that becomes another one which is watched; it reads nothing.
pub(super) fn as_watched(itself: &Path, argument: &str, words: &[OsString]) -> Command {
    let mut command = Command::new(itself);
    command.arg(argument).args(words);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn plan<'a>(args: &WatchArgs, cancel: &'a AtomicBool) -> anyhow::Result<Plan<'a>> {
    let itself = std::env::current_exe().map_err(|error| refused(&error))?;
    let argument = if args.verbose > 0 { Tracer::ARGUMENT_WAITS } else { Tracer::ARGUMENT };
    let command = |words: &[OsString], keyboard: bool| {
        let mut command = as_watched(&itself, argument, words);
        command.stdin(if keyboard { Stdio::inherit() } else { Stdio::null() });
        command
    };
    let line = |line: &OsString, keyboard| command(&shell::words(line), keyboard);
    let named = |name: &str, all: &[OsString], keyboard: bool| -> Vec<(String, Command)> {
        let several = all.len() > 1;
        let name = |n: usize| if several { format!("{name}{n}") } else { name.to_owned() };
        (1..).zip(all).map(|(n, one)| (name(n), line(one, keyboard && !several))).collect()
    };
    let mut servers = named("server", &args.server, false);
    let clients = named("client", &args.client, true);
    if !args.program.is_empty() {
        servers.push(("program".to_owned(), command(&args.program, true)));
    }
    let limit = args.limit.or((!clients.is_empty()).then_some(LIMIT));
    let programs: Vec<&str> = servers.iter().chain(&clients).map(|one| one.0.as_str()).collect();
    let framings = framings(args, &programs)?;
    Ok(Plan { servers, clients, framings, limit, cancel })
}

/// The program that a framing is for, and the framing: a framing's own `=` stands behind its `:` or `,`.
pub(super) fn program_of(given: &str) -> Option<(&str, &str)> {
    let plain = |name: &str| name.chars().all(|c| c.is_ascii_alphanumeric());
    given.split_once('=').filter(|(name, _)| plain(name))
}

/// `SPEC` for all, `NAME=SPEC` for one.
fn framings(args: &WatchArgs, programs: &[&str]) -> Result<Framings, Failure> {
    let mut framings = Framings::default();
    for given in &args.framing {
        let named = program_of(given);
        let spelling = named.map_or(given.as_str(), |(_, spelling)| spelling);
        let spec = framing_of(spelling)?;
        match named {
            Some((name, _)) if !programs.contains(&name) => return Err(unknown(name, programs)),
            Some((name, _)) => drop(framings.named.insert(name.to_owned(), spec)),
            None => framings.all = Some(spec),
        }
    }
    Ok(framings)
}

fn unknown(name: &str, programs: &[&str]) -> Failure {
    let (name, all) = (visible(name), programs.join(", "));
    Failure::usage(
        format!("--framing: no program is called `{name}`"),
        format!("--framing：没有叫 `{name}` 的程序"),
    )
    .help(format!("there are: {all}"), format!("有：{all}"))
}

/// It was not even tried.
fn refused(error: &io::Error) -> Failure {
    let why = said(error);
    Failure::new(Code::NoSockets, words::not_started("stickydemo", &why))
}

fn not_started(error: &NotStarted) -> Failure {
    if error.error.kind() == io::ErrorKind::Unsupported {
        return Failure::new(Code::NoSockets, words::only_on_linux()).help(
            "to put a middleman between two programs: stickydemo relay --help",
            "想看两个程序之间的字节：stickydemo relay --help",
        );
    }
    let why = said(&error.error);
    Failure::new(Code::NoSockets, words::not_started(&error.program, &why))
}

/// A program that never became what was asked for.
fn not_begun(seen: &Watched) -> Option<Failure> {
    let program = seen.programs.all().iter().find(|program| !program.begun)?;
    let number = match program.fate {
        Some(Fate::Exited(number)) => number,
        Some(Fate::Killed(_)) | None => return None,
    };
    let error = io::Error::from_raw_os_error(number);
    Some(not_started(&NotStarted { program: program.name.clone(), error }))
}

/// What there is to know beside the calls.
fn remarks(seen: &Watched, args: &WatchArgs) -> Vec<Text> {
    let fate = |program: &Program| match program.fate? {
        Fate::Exited(code) => Some(words::exited(&program.name, code)),
        Fate::Killed(signal) => Some(words::killed(&program.name, signal)),
    };
    let mut all: Vec<Text> = seen.programs.all().iter().filter_map(fate).collect();
    all.extend(match seen.why {
        Why::Ended => None,
        Why::Settled => Some(words::settled()),
        Why::Limit => Some(words::limit(args.limit.unwrap_or(LIMIT).as_secs_f64())),
        Why::CalledOff => Some(words::called_off()),
        Why::TooMany => Some(words::too_many()),
        Why::NoServer => Some(words::no_server()),
    });
    all.extend((seen.never_accepted > 0).then(|| words::never_accepted(seen.never_accepted)));
    all.extend(seen.ring.then(words::ring));
    all.extend(seen.unix.then(words::unix));
    all.extend((seen.blind > 0).then(|| words::blind(seen.blind)));
    all.extend(seen.session.records.is_empty().then(words::nothing));
    all.push(words::cost(seen.stops, seen.stood_ns));
    all
}

/// Writes the trace.
fn keep(seen: &Watched, mut kept: Output) -> anyhow::Result<()> {
    let mut gathered = Gathered::default();
    gathered.session(seen.session.clone());
    kept.write_json(&gathered.judged(&host(), wire(seen))?)?;
    kept.finish()
}
