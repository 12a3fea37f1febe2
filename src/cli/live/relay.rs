//! `relay`: between a client and a server that stay as they are.

use super::super::args::{Display, RelayArgs};
use super::super::code::Code;
use super::super::failure::Failure;
use super::super::interrupt::Interrupts;
use super::super::locale::Surroundings;
use super::refusal::call_failed;
use super::screen::Screen;
use super::trace::{Both, Keeping};
use super::typed::Typed;
use super::{verbosity, view};
use crate::apps::relay::{
    CutText, Cutting, Direction, FrameCut, Marks, PACE, RELAY, Relay, relay as pass,
};
use crate::apps::{Cut, Knobs, Place, Session, Stop};
use crate::lang::relay as words;
use crate::model::{Text, Transport};
use crate::report::live::Live;
use crate::report::visible;
use crate::scenario::framing_or_header;

/// Where it listens, and where the server is, where an address has no port.
const PORTS: (u16, u16) = (9000, 8080);

pub(crate) fn relay(
    args: &RelayArgs,
    display: &Display,
    here: &Surroundings,
) -> anyhow::Result<Code> {
    let manner = here.manner(display, false);
    let plan = plan(args)?;
    super::super::out::standard()?;
    let verbosity = verbosity(&args.seen);
    let look = manner.look(verbosity);
    let interrupts = Interrupts::listen();
    let cancel = interrupts.cancel();
    let live = Live::new(look, view(&args.seen), None);
    let screen = Screen::new(live, manner, verbosity, Typed::default(), interrupts.cancel());
    remarks(args, &plan).iter().for_each(|remark| screen.remark(remark));
    let keeping = Keeping::begin(args.seen.trace.as_deref(), &look, &interrupts)?;
    let both = Both { screen: &screen, kept: keeping.as_ref().map(Keeping::kept) };
    let session = Session::named(RELAY, &cancel, &both);
    let ended = pass(&plan, &session);
    if ended.is_ok() {
        screen.summary(&session.summary(), plan.listen.transport().listens());
    }
    if let Some(keeping) = keeping {
        let left_out = keeping.finish(RELAY, plan.server.is_here())?;
        left_out.iter().for_each(|remark| screen.remark(remark));
    }
    screen.written()?;
    match ended {
        Ok(()) if interrupts.interrupted() => Err(Failure::silent(Code::Interrupted).into()),
        Ok(()) => Ok(Code::Fine),
        Err(stop) => Err(not_begun(&stop, &plan).into()),
    }
}

fn plan(args: &RelayArgs) -> Result<Relay, Failure> {
    let transport = if args.udp { Transport::Udp } else { Transport::Tcp };
    let listen = place(transport, &args.listen, PORTS.0)?;
    let server = place(transport, &args.server, PORTS.1)?;
    if leads_to_itself(&listen, &server) {
        return Err(Failure::usage(
            format!("the server is where the relay listens: {listen}"),
            format!("服务器和中继监听的是同一个地址：{listen}"),
        )
        .help(
            "first where the relay listens, and clients connect; then where the server listens",
            "先写中继监听的地址（客户端连它），再写服务器监听的地址",
        ));
    }
    if !listen.is_here() {
        return Err(open(&listen));
    }
    let plan = Relay::between(listen, server);
    let direction = args.direction.unwrap_or(match args.udp {
        true => Direction::ToServer,
        false => Direction::Both,
    });
    let marks = marks(args)?;
    Ok(Relay {
        knobs: Knobs { pace: args.pace.unwrap_or(PACE), ..plan.knobs },
        direction,
        cutting: cutting(args)?,
        glue: args.glue.unwrap_or_default(),
        delay: args.delay.unwrap_or_default(),
        marks,
        once: args.once,
        limit: args.limit,
        ..plan
    })
}

/// What is done with which datagram: with each one thing, and one that comes after the next leaves that one as it is.
fn marks(args: &RelayArgs) -> Result<Marks, Failure> {
    let all = [("--lose", &args.lose), ("--double", &args.double), ("--swap", &args.swap)];
    for (at, (one, numbers)) in all.iter().enumerate() {
        for (other, others) in &all[at + 1..] {
            if let Some(nth) = numbers.iter().find(|nth| others.contains(nth)) {
                return Err(Failure::usage(
                    format!("datagram {nth} cannot be of {one} and of {other}"),
                    format!("数据报 {nth} 不能既在 {one} 里，又在 {other} 里"),
                ));
            }
        }
    }
    if let Some(nth) = args.swap.iter().find(|nth| args.swap.contains(&nth.saturating_add(1))) {
        let next = nth.saturating_add(1);
        return Err(Failure::usage(
            format!("--swap {nth} already puts datagram {next} before it: {next} has no next then"),
            format!("--swap {nth} 已经让数据报 {next} 排到它前面，{next} 不能再换"),
        ));
    }
    let [lose, double, swap] = all.map(|(_, numbers)| numbers.clone());
    Ok(Marks { lose, double, swap })
}

fn place(transport: Transport, text: &str, port: u16) -> Result<Place, Failure> {
    Place::internet(transport, Some(text), port).map_err(|_| super::no_address(text))
}

/// Whether a connection to the server would be one to the relay.
fn leads_to_itself(listen: &Place, server: &Place) -> bool {
    match (listen, server) {
        (Place::Internet(_, own), Place::Internet(_, to)) => {
            let (ip, other) = (own.ip().to_canonical(), to.ip().to_canonical());
            own.port() == to.port() && own.port() != 0 && (ip == other || other.is_unspecified())
        }
        (Place::File(_), _) | (_, Place::File(_)) => false,
    }
}

/// Where the streams are cut, of all that says so.
fn cutting(args: &RelayArgs) -> Result<Cutting, Failure> {
    let is_random = matches!(args.cut, Some(CutText::Random));
    let is_frame = matches!(args.cut, Some(CutText::Frame(_)));
    if args.seed.is_some() && !is_random {
        return Err(Failure::usage(
            "--seed is for --cut random".into(),
            "--seed 要配 --cut random".into(),
        ));
    }
    match (&args.cut, &args.framing) {
        (Some(CutText::Frame(place)), Some(spelling)) => {
            let framing = framing_or_header(spelling)?;
            FrameCut::of(&framing, *place).map(Cutting::Frames).ok_or_else(|| no_header(spelling))
        }
        (Some(CutText::Frame(_)), None) => Err(Failure::usage(
            "--cut frame:... needs --framing: what says how long a frame is".into(),
            "--cut frame:... 要配 --framing：说明帧的长度写在哪里".into(),
        )
        .help(
            "for example --framing length-prefix:u32be, or in short --framing u32be",
            "例如 --framing length-prefix:u32be，也可以简写成 --framing u32be",
        )),
        (_, Some(_)) if !is_frame => Err(Failure::usage(
            "--framing is for --cut frame:PLACE".into(),
            "--framing 要配 --cut frame:位置".into(),
        )),
        (Some(CutText::Random), _) => Ok(Cutting::Sizes(Cut::Random(args.seed.unwrap_or(SEED)))),
        (Some(CutText::Sizes(cut)), _) => Ok(Cutting::Sizes(cut.clone())),
        (None, _) => Ok(Cutting::Sizes(Cut::Whole)),
    }
}

fn no_header(spelling: &str) -> Failure {
    let shown = visible(spelling).into_owned();
    Failure::usage(
        format!("the frames of `{shown}` have no header that says their length in a fixed number of bytes"),
        format!("`{shown}` 的帧没有固定长度的长度首部"),
    )
    .help(
        "it takes length-prefix:u8, u16be, u16le, u32be, u32le, u64be, u64le, i32be or i32le",
        "可以写 length-prefix:u8、u16be、u16le、u32be、u32le、u64be、u64le、i32be 或 i32le",
    )
}

/// Of random cuts, where nothing is said: the same today and tomorrow.
const SEED: u64 = 1;

/// What there is to know before anything passes.
fn remarks(args: &RelayArgs, plan: &Relay) -> Vec<Text> {
    let mut all = Vec::new();
    if let Cutting::Sizes(Cut::Random(seed)) = &plan.cutting {
        all.push(words::seed(*seed));
    }
    if plan.cutting != Cutting::Sizes(Cut::Whole) {
        let ms = plan.knobs.pace.as_secs_f64() * 1000.0;
        all.push(words::cuts(plan.direction, ms));
    }
    if args.udp && args.direction.is_none() {
        all.push(words::to_server_only());
    }
    all
}

/// Other computers could reach it, and whoever did would reach the server, as if from this one.
fn open(listen: &Place) -> Failure {
    Failure::usage(
        format!("{listen} can be reached from other computers"),
        format!("{listen} 能从别的电脑访问"),
    )
    .help(
        "a relay asks nobody for a key: it listens on this computer only (127.0.0.1, ::1); the server may be anywhere",
        "中继不问任何人要密钥，所以只在本机监听（127.0.0.1、::1）；服务器可以在任何地方",
    )
}

/// It could not listen.
fn not_begun(stop: &Stop, plan: &Relay) -> Failure {
    match stop {
        Stop::Call(call, info) if !stop.is_interrupted() => {
            call_failed((*call, info), &plan.listen, "")
        }
        Stop::Open(_) => open(&plan.listen),
        Stop::Call(..) => Failure::silent(Code::Interrupted),
        Stop::End | Stop::NoGuard | Stop::Refused(_) | Stop::Uncaught => {
            Failure::silent(Code::Fine)
        }
    }
}
