//! The command line: the one floor that writes to the terminal and to files.
//!
//! | file | what it is there for |
//! |---|---|
//! | `args` | the command line as clap reads it; structure only |
//! | `words` | what commands and options are for, in both languages |
//! | `help`, `usage` | help pages, and what clap refuses, in our own words |
//! | `early`, `locale` | language, colours, characters, width: from options and surroundings |
//! | `failure`, `code` | why a command stops short, and what the shell is told |
//! | `out`, `save` | where results go; a file is complete or not there |
//! | `hold` | a process that is started to be killed |
//! | `present`, `shown`, `gather` | cases as they come: shown at once, kept for a page or a report, kept as a trace |
//! | `interrupt`, `guess` | Ctrl-C; asking the student |
//! | `step` | one screen at a time |
//! | one file each | the commands |
//!
//! Errors below this floor are typed and carry their sentence in both languages. Here they travel up as
//! [`anyhow::Error`], get a `failure` as their context (which file, which case) and are said once, in
//! [`main`].

mod args;
mod check;
mod code;
mod compare;
mod completions;
mod course;
mod doctor;
mod early_args;
mod failure;
mod find;
mod gather;
mod grade;
mod guess;
mod help;
mod hidden;
mod hold_socket;
mod interrupt;
mod jobs;
mod keeping;
mod list;
mod live;
mod locale;
mod man;
mod new;
mod out;
mod perform;
mod present;
mod progress;
mod repeat;
mod replay;
mod run;
mod save;
mod schema;
mod shell;
mod show;
mod show_as;
mod shown;
mod source;
mod step;
mod sweep;
mod torture;
mod traces;
mod usage;
mod watch;
mod words;

use crate::report::{Page, Verbosity};
use args::{Cli, Command};
use clap::error::ErrorKind;
use clap::{CommandFactory, FromArgMatches};
use code::Code;
use failure::Failure;
use locale::{Manner, Surroundings};
use std::ffi::OsString;
use std::io::IsTerminal;
use std::process::ExitCode;
use words::{COMMANDS, PROGRAM};

/// Does what the arguments of this process ask for, and says how it went.
pub fn main() -> ExitCode {
    let args: Vec<OsString> = std::env::args_os().collect();
    if hold_socket::is_asked_for(&args) {
        hold_socket::hold();
        return ExitCode::SUCCESS;
    }
    if let Some(code) = watch::becomes(&args) {
        return code;
    }
    if let Some(code) = grade::feeds(&args) {
        return code;
    }
    crate::net::files::outgrown_is_an_error();
    let here = Surroundings::here();
    let early = early_args::look(&args);
    let manner = here.manner(&early.display, false);
    if manner.color || manner.error_color {
        // Only an old Windows console needs to be told; elsewhere this does nothing.
        let _ = anstyle_query::windows::enable_ansi_colors();
    }
    if let Some(shell) = completions::asked() {
        return match completions::answer(&shell, &args, &manner) {
            Ok(code) => code.into(),
            Err(error) => say(&error, &manner).into(),
        };
    }
    let ended = parse(&args, &early.command, &manner).and_then(|cli| match cli {
        Some(cli) => run(&cli, &here),
        None => Ok(Code::Fine),
    });
    match ended {
        Ok(code) => code.into(),
        Err(error) => say(&error, &manner).into(),
    }
}

/// What was asked for; `None` if it was help or the version, which have been given.
fn parse(args: &[OsString], command: &str, manner: &Manner) -> anyhow::Result<Option<Cli>> {
    let parsed = Cli::command().try_get_matches_from(args);
    let cli = parsed.and_then(|mut matches| Cli::from_arg_matches_mut(&mut matches));
    let error = match cli {
        Ok(cli) => return Ok(Some(cli)),
        Err(error) => error,
    };
    match error.kind() {
        ErrorKind::DisplayHelp => out::print(&asked_help(args, manner), manner)?,
        ErrorKind::DisplayVersion => {
            let version = format!("{} {}\n", PROGRAM.name, env!("CARGO_PKG_VERSION"));
            out::print(&version, manner)?;
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            out::complain(&drawn(&help::page(&PROGRAM, manner.lang), manner), manner);
            return Err(Failure::silent(Code::Usage).into());
        }
        _ => return Err(usage::failure(&error, command).into()),
    }
    Ok(None)
}

/// The page `--help` asks for. Clap knows which one: it reads the line again, with our pages.
fn asked_help(args: &[OsString], manner: &Manner) -> String {
    let program = || drawn(&help::page(&PROGRAM, manner.lang), manner);
    let mut tree = Cli::command().override_help(program());
    let app = live::app_in(args);
    for command in COMMANDS {
        let of_app = app.filter(|_| ["serve", "connect"].contains(&command.name));
        let mut page = of_app.map_or_else(Page::new, |app| help::lesson(app, manner.lang));
        page.append(help::page_for(command, of_app, manner.lang));
        tree = tree.mut_subcommand(command.name, |tree| tree.override_help(drawn(&page, manner)));
    }
    match tree.try_get_matches_from(args) {
        // As they are: clap adds no colours of its own to pages that it is given.
        Err(error) => error.render().ansi().to_string(),
        Ok(_) => program(),
    }
}

fn drawn(page: &Page, manner: &Manner) -> String {
    page.text(&manner.look(Verbosity::Normal))
}

fn run(cli: &Cli, here: &Surroundings) -> anyhow::Result<Code> {
    let manner = here.manner(&cli.display, false);
    match &cli.command {
        Command::List(args) => list::list(args, &manner),
        Command::Find(args) => find::find(args, &manner),
        Command::Show(args) => show::show(args, &manner),
        Command::New(args) => new::new(args, &manner),
        Command::Check(args) => check::check(args, &manner),
        Command::Run(args) => run::run(args, &cli.display, here),
        Command::Sweep(args) => sweep::sweep(args, &cli.display, here),
        Command::Replay(args) => replay::replay(args, &cli.display, here),
        Command::Course(args) => course::course(args, &cli.display, here),
        Command::Compare(args) => compare::compare(args, &cli.display, here),
        Command::Serve(args) => live::serve(args, &cli.display, here),
        Command::Connect(args) => live::connect(args, &cli.display, here),
        Command::Relay(args) => live::relay::relay(args, &cli.display, here),
        Command::Watch(args) => watch::watch(args, &cli.display, here),
        Command::Grade(args) => grade::grade(args, &manner),
        Command::Torture(args) => torture::torture_them(args, &manner),
        Command::Doctor(args) => doctor::doctor(args, &manner),
        Command::Schema(args) => schema::schema(args, &manner),
        Command::Completions(args) => completions::completions(args),
        Command::Man(args) => man::man(args, &manner),
        Command::Help(args) => {
            let words = args.command.as_deref().map_or(Ok(&PROGRAM), usage::command_named)?;
            out::print_page(&help::page(words, manner.lang), &manner)?;
            Ok(Code::Fine)
        }
    }
}

/// Says why it ended, once.
fn say(error: &anyhow::Error, manner: &Manner) -> Code {
    let (code, words) = failure::tell(error, manner);
    if code == Code::Interrupted && std::io::stderr().is_terminal() {
        // Behind the terminal's `^C`, or the question.
        out::complain("\n", manner);
    }
    out::complain(&words, manner);
    code
}
