//! `grade`: a program of somebody else, fed in pieces.

mod watched;

pub(crate) use self::watched::feeds;

use super::args::GradeArgs;
use super::code::Code;
use super::failure::Failure;
use super::interrupt::Interrupts;
use super::locale::Manner;
use super::out::{Output, print_json, print_page};
use super::progress::Progress;
use super::shell;
use crate::grade::{Graded, NotUp, Plan, Program, grade as graded};
use crate::lang::grade as words;
use crate::model::{FramingSpec, Text};
use crate::report::grade::{self as report, Paper, json, junit};
use crate::report::{Look, Verbosity};
use crate::scenario::framing_or_header;
use crate::torture::exam::{Exam, Task};
use anyhow::Context;
use std::ffi::{OsStr, OsString};
use std::sync::Mutex;
use std::time::Duration;

/// How long one trial may take where nothing is said.
const TRIAL: Duration = Duration::from_secs(2);
/// How long all may take.
const LIMIT: Duration = Duration::from_secs(120);
/// What becomes the port.
const PORT: &str = "{port}";

pub(crate) fn grade(args: &GradeArgs, manner: &Manner) -> anyhow::Result<Code> {
    let framing = framing(&args.framing)?;
    let exam = exam(args, framing)?;
    let line = args.server.as_ref().or(args.decoder.as_ref()).map_or(OsStr::new(""), |line| line);
    let program = line.to_string_lossy().into_owned();
    port(args, &program)?;
    let look = manner.look(Verbosity::Normal);
    super::out::standard()?;
    let interrupts = Interrupts::listen();
    let junit = args.junit.as_deref().map(|file| Output::open(Some(file), &look, &interrupts));
    let junit = junit.transpose()?;
    let ended = held(args, (&exam, line), &interrupts);
    let decoder = args.decoder.is_some();
    let ended = match ended {
        Ok(graded) => graded,
        Err(NotUp::CalledOff) => return Err(Failure::silent(Code::Interrupted).into()),
        Err(not_up) => {
            let why = words::not_up(&not_up);
            if let Some(junit) = junit {
                keep(junit, junit::not_up(&program, &why, &look.voice()), args)?;
            }
            if args.is_json() {
                let (exam, graded) = (&exam, &Graded::nothing(&exam));
                let not_up = Some(&not_up);
                let paper = Paper { program: &program, decoder, exam, graded, not_up };
                print_json(&json::write(&paper), manner)?;
            }
            return Err(not_started(&not_up, why).into());
        }
    };
    let paper = Paper { program: &program, decoder, exam: &exam, graded: &ended, not_up: None };
    if let Some(junit) = junit {
        keep(junit, junit::write(&paper, &look.voice()), args)?;
    }
    show(args, &paper, &look, manner)?;
    let failed = ended.tried.iter().find(|tried| tried.fault.is_some());
    if let (true, Some(failed)) = (args.watch && !args.is_json(), failed) {
        let line = |port| with_port(line, port);
        watched::show((&exam, failed.trial), (&line, args.port), (manner, &interrupts))?;
    }
    match (ended.remarks.called_off, ended.passed()) {
        (true, _) => Err(Failure::silent(Code::Interrupted).into()),
        (false, true) => Ok(Code::Fine),
        (false, false) => Ok(Code::NotShown),
    }
}

fn show(args: &GradeArgs, paper: &Paper<'_>, look: &Look, manner: &Manner) -> anyhow::Result<()> {
    match args.is_json() {
        true => print_json(&json::write(paper), manner),
        false => print_page(&report::page(paper, &look.voice()), manner),
    }
}

fn keep(mut to: Output, xml: std::io::Result<String>, args: &GradeArgs) -> anyhow::Result<()> {
    let xml = xml.with_context(|| Failure::unwritable(args.junit.as_deref()))?;
    to.write_xml(&xml)?;
    to.finish()
}

/// A framing by its spelling: a right one.
fn framing(spelling: &str) -> Result<FramingSpec, Failure> {
    match framing_or_header(spelling)? {
        FramingSpec::Broken { .. } => Err(Failure::usage(
            "--framing: a broken framing is what nobody should have".into(),
            "--framing：有毛病的组帧，谁也不该用".into(),
        )
        .help("for example --framing length-prefix:u32be", "例如 --framing length-prefix:u32be")),
        right => Ok(right),
    }
}

fn exam(args: &GradeArgs, framing: FramingSpec) -> Result<Exam, Failure> {
    let spelling = framing.to_string();
    let exam = match args.protocol {
        Some(protocol) => Exam::of_server(framing, protocol, args.seed),
        None => Exam::of_decoder(framing, args.seed),
    };
    if args.decoder.is_some() && exam.is_an_exchange() {
        return Err(Failure::usage(
            format!("--framing {spelling}: a decoder has nobody whom it could answer"),
            format!("--framing {spelling}：解码器没有可以应答的对方"),
        )
        .help("grade a server: --server", "改为给服务器打分：--server"));
    }
    if exam.trials.iter().all(|trial| trial.due.is_empty()) {
        let protocol = args.protocol.unwrap_or(Task::Echo);
        return Err(Failure::usage(
            format!("--framing {spelling} carries none of the messages, or no answer of `{protocol}` to them"),
            format!("--framing {spelling} 一条消息也装不下，或者装不下 `{protocol}` 的应答"),
        )
        .help("choose another framing, or --protocol echo", "换一种组帧，或者用 --protocol echo"));
    }
    Ok(exam)
}

/// A server is told its port, or says where it listens.
fn port(args: &GradeArgs, program: &str) -> Result<(), Failure> {
    if program.trim().is_empty() {
        return Err(Failure::usage("there is no command".into(), "没有写命令".into()).help(
            "--server './mine {port}', or --decoder ./mine",
            "--server './mine {port}'，或者 --decoder ./mine",
        ));
    }
    let told = program.contains(PORT);
    match (args.server.is_some(), told, args.port) {
        (true, false, None) => Err(Failure::usage(
            "--server: on which port does it listen?".into(),
            "--server：它监听哪个端口？".into(),
        )
        .help(
            format!("write {PORT} where its port belongs: --server './mine {PORT}'; or say it: --port 9000"),
            format!("在端口的位置写 {PORT}：--server './mine {PORT}'；或者直接说：--port 9000"),
        )),
        (_, true, Some(_)) => Err(Failure::usage(
            format!("--port is for a command without {PORT}"),
            format!("命令里有 {PORT}，就不要再写 --port"),
        )),
        (true, false, Some(_)) | (true, true, None) | (false, _, None) | (false, false, Some(_)) => {
            Ok(())
        }
    }
}

/// Holds the examination.
fn held(
    args: &GradeArgs,
    (exam, line): (&Exam, &OsStr),
    interrupts: &Interrupts,
) -> Result<Graded, NotUp> {
    let cancel = interrupts.cancel();
    let of = exam.trials.len() as u64;
    let progress = Mutex::new(Progress::new("grade".to_owned(), of, true));
    let done = |done: usize| {
        if let Ok(mut progress) = progress.lock() {
            progress.at(done as u64);
        }
    };
    let server = |port: u16| shell::command(&with_port(line, port));
    let decoder = || shell::command(line);
    let program = match args.decoder {
        Some(_) => Program::Decoder(&decoder),
        None => Program::Server(&server, args.port),
    };
    let (trial, limit) = (args.trial.unwrap_or(TRIAL), args.limit.unwrap_or(LIMIT));
    graded(&Plan { exam, program, trial, limit, cancel: &cancel, progress: &done })
}

fn with_port(line: &OsStr, port: u16) -> OsString {
    match line.to_str() {
        Some(line) => line.replace(PORT, &port.to_string()).into(),
        None => line.to_owned(),
    }
}

/// What a program that cannot be spoken to had said, and what to do.
fn not_started(not_up: &NotUp, why: Text) -> Failure {
    let failure = Failure::new(Code::NoSockets, why);
    let failure = match report::last_line(not_up.words()) {
        Some(said) => {
            let said = crate::report::visible(&said).into_owned();
            failure.help(format!("its last words: {said}"), format!("它最后输出：{said}"))
        }
        None => failure,
    };
    match not_up {
        NotUp::NeverListens(..) => failure.help(
            format!("it must listen on 127.0.0.1 or ::1, on the port that stands for {PORT} in its command"),
            format!("它要在 127.0.0.1 或 ::1 上监听，端口就是命令里 {PORT} 那个"),
        ),
        NotUp::Ended(..) | NotUp::NotStarted(..) | NotUp::CalledOff => failure,
    }
}
