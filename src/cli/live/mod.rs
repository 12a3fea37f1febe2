//! `serve` and `connect`: the tutorials' programs, a side in each terminal.

mod bars;
mod file;
mod files;
mod key;
mod keyboard;
pub(crate) mod options;
mod password;
mod refusal;
pub(super) mod relay;
mod screen;
mod shell;
mod stamp;
mod trace;
mod typed;

use super::args::{ConnectArgs, Display, SeenArgs, ServeArgs, SessionArgs, SwitchArg};
use super::code::Code;
use super::failure::Failure;
use super::interrupt::Interrupts;
use super::locale::{Manner, Surroundings};
use super::out::print;
use super::words::{APPS, say};
use crate::apps::{
    self, Accounts, App, Cut, Guard, Guise, Knobs, Mode, Place, Plan, Reply, Session, Stop,
};
use crate::model::{Text, TextEncoding, Transport};
use crate::report::live::{Live, View};
use crate::report::{Verbosity, visible};
use files::{accounts, add, contents};
use keyboard::Keyboard;
use options::has_no;
use refusal::not_begun;
use screen::Screen;
use std::ffi::OsString;
use std::sync::Arc;
use std::time::Duration;
use trace::{Both, Keeping};
use typed::Typed;

pub(crate) fn serve(
    args: &ServeArgs,
    display: &Display,
    here: &Surroundings,
) -> anyhow::Result<Code> {
    let manner = here.manner(display, false);
    let Some(app) = args.app else { return list(&manner) };
    let place = place(app, &args.session, args.listen.as_deref())?;
    let replies = args.reply.iter().map(|reply| read_reply(reply)).collect::<Result<_, _>>()?;
    options::check_serve(app, args)?;
    let limit = args.max_clients.is_some();
    options::check_carried(place.transport(), &args.session, (args.mode, limit))?;
    stamp::check_server(app, args)?;
    let (accounts, remarks) = match (&args.accounts, &args.add) {
        (Some(file), Some(user)) => return add(file, user, &manner),
        (file, _) if app == App::Login || file.is_some() => accounts(file.as_deref())?,
        _ => (Accounts::taught(), Vec::new()),
    };
    let (plan, of_key) = plan(app, place, &args.session)?;
    let (files, of_files) = file::served(app, args)?;
    let plan = Plan {
        auto: args.auto,
        every: args.every,
        mode: args.mode.unwrap_or_else(|| usual_mode(app, args.session.as_taught)),
        max_clients: args.max_clients.map_or_else(|| stamp::clients(app, args), usize::from),
        replies,
        accounts: Arc::new(accounts),
        files,
        ..plan
    };
    if !plan.place.is_here() && matches!(plan.knobs.guard, Guard::None) {
        return Err(key::not_guarded(&plan).into());
    }
    let (plan, allowed) = shell::serving(plan, args)?;
    let known = known_key(&plan, &args.session);
    let remarks = [remarks, known, of_key, of_files, allowed].concat();
    play(("serve", &plan, &remarks), &args.session, &manner, |session, input| {
        apps::serve(&plan, session, input)
    })
}

pub(crate) fn connect(
    args: &ConnectArgs,
    display: &Display,
    here: &Surroundings,
) -> anyhow::Result<Code> {
    let manner = here.manner(display, false);
    let Some(app) = args.app else { return list(&manner) };
    let place = place(app, &args.session, args.address.as_deref())?;
    options::check_connect(app, args)?;
    options::check_carried(place.transport(), &args.session, (None, false))?;
    let file = args.send_file.as_deref().map(contents).transpose()?;
    let guise = args.guise.unwrap_or(Guise::Valid);
    let (plan, of_key) = plan(app, place, &args.session)?;
    let files = file::connecting(app, args)?;
    let plan = Plan { every: args.every, file, guise, files, ..plan };
    play(("connect", &plan, &of_key), &args.session, &manner, |session, input| {
        apps::connect(&plan, session, input)
    })
}

/// The app that a command line names, as far as can be told before it is read.
pub(crate) fn app_in(args: &[OsString]) -> Option<App> {
    let words = args.iter().filter_map(|arg| arg.to_str());
    words.skip_while(|word| !["serve", "connect"].contains(word)).find_map(|word| word.parse().ok())
}

/// One side, from its first call to its last, and what was counted.
fn play(
    (who, plan, remarks): (&str, &Plan, &[Text]),
    args: &SessionArgs,
    manner: &Manner,
    side: impl FnOnce(&Session<'_>, &mut Keyboard) -> Result<(), Stop>,
) -> anyhow::Result<Code> {
    super::out::standard()?;
    let verbosity = verbosity(&args.seen);
    let look = manner.look(verbosity);
    let interrupts = Interrupts::listen();
    let cancel = interrupts.cancel();
    let typed = Typed::default();
    let live = Live::new(look, view(&args.seen), file_name(&plan.place));
    let screen = Screen::new(live, *manner, verbosity, typed.clone(), interrupts.cancel());
    remarks.iter().for_each(|remark| screen.remark(remark));
    let keeping = Keeping::begin(args.seen.trace.as_deref(), &look, &interrupts)?;
    let both = Both { screen: &screen, kept: keeping.as_ref().map(Keeping::kept) };
    let session = Session::new(&cancel, &both);
    let encoding = args.seen.encoding.unwrap_or(TextEncoding::Utf8);
    let mut keyboard = Keyboard::new(&interrupts, encoding, typed);
    let ended = side(&session, &mut keyboard);
    let failed = session.failed();
    if ended.is_ok() {
        screen.summary(&session.summary(), plan.place.transport().listens());
    }
    if let Some(keeping) = keeping {
        let left_out = keeping.finish(&format!("{who}-{}", plan.app), plan.place.is_here())?;
        left_out.iter().for_each(|remark| screen.remark(remark));
    }
    screen.written()?;
    match ended {
        Ok(()) if interrupts.interrupted() => Err(Failure::silent(Code::Interrupted).into()),
        Ok(()) => match failed {
            Some(text) => Err(Failure::new(Code::NotShown, text).into()),
            None => Ok(Code::Fine),
        },
        Err(stop) if stop.is_interrupted() => Err(Failure::silent(Code::Interrupted).into()),
        Err(stop) => Err(not_begun(&stop, plan).into()),
    }
}

/// The name of a Unix-domain socket.
fn file_name(place: &Place) -> Option<String> {
    match place {
        Place::File(file) => Some(visible(&file.to_string_lossy()).into_owned()),
        Place::Internet(..) => None,
    }
}

/// Nobody waits for a silent client but as taught; and what is typed at `raw` is for the one that is connected.
fn usual_mode(app: App, taught: bool) -> Mode {
    match app {
        App::File | App::Stamp => Mode::Threaded,
        App::Upper | App::Time | App::Login | App::Auth | App::Shell if !taught => Mode::Threaded,
        App::Upper | App::Time | App::Login | App::Auth | App::Shell | App::Raw | App::Chat => {
            Mode::OneAtATime
        }
    }
}

/// What a receive asks for where nothing is said: the tutorials' number of bytes, but of a datagram, which would
/// be cut, all that it can have.
fn usual_recv(place: &Place, taught: bool) -> u64 {
    let whole = place.transport() == Transport::Udp;
    if whole && !taught { Knobs::DATAGRAM } else { Knobs::RECV }
}

/// What both sides are to do, and what is to be known of the key.
fn plan(app: App, place: Place, args: &SessionArgs) -> anyhow::Result<(Plan, Vec<Text>)> {
    stamp::check(app, args)?;
    let usual = Knobs::default();
    let knobs = Knobs {
        recv: args
            .recv
            .map_or_else(|| file::recv(app, args, usual_recv(&place, args.as_taught)), u64::from),
        late: args.late.unwrap_or(usual.late),
        nodelay: args
            .nodelay
            .map(|switch| switch == SwitchArg::On)
            .or_else(|| file::nodelay(app, args)),
        rcvbuf: args.rcvbuf,
        sndbuf: args.sndbuf,
        cut: args.cut.clone().unwrap_or(Cut::Whole),
        idle: args.idle.unwrap_or(usual.idle),
        pace: args.pace.unwrap_or(Duration::ZERO),
        every_call: args.seen.verbose || args.seen.trace.is_some(),
        ..usual
    };
    let mut plan = Plan::of(app, place, knobs);
    plan.framing = args.framing;
    plan.taught = args.as_taught;
    plan.encoding = args.seen.encoding.unwrap_or(plan.encoding);
    plan.secret.digest = args.digest.unwrap_or(plan.secret.digest);
    let remarks = match &args.key_file {
        Some(file) => key::take(file, &mut plan)?,
        None => Vec::new(),
    };
    Ok((shell::agree(plan, args)?, remarks))
}

/// Where `auth` has the key that everybody knows.
fn known_key(plan: &Plan, args: &SessionArgs) -> Vec<Text> {
    let known = plan.app == App::Auth && args.key_file.is_none();
    let said = Text::new(
        "the key is the tutorials', which everybody knows; --key-file FILE takes another",
        "用的是教程里的密钥，谁都知道；--key-file 文件 可以换一个",
    );
    known.then_some(said).into_iter().collect()
}

/// Where the server is; what carries the bytes there is the app's usual, unless it was said.
fn place(app: App, args: &SessionArgs, address: Option<&str>) -> Result<Place, Failure> {
    if let Some(file) = &args.unix {
        carried(app, Transport::UnixStream, "--unix")?;
        return match address {
            None => Ok(Place::File(file.clone())),
            Some(_) => Err(Failure::usage(
                "--unix FILE is the address: no other goes with it".into(),
                "--unix 文件 本身就是地址，不能再写别的地址".into(),
            )),
        };
    }
    let transport = match (args.tcp, args.udp) {
        (true, _) => Transport::Tcp,
        (_, true) => Transport::Udp,
        _ => app.transports()[0],
    };
    carried(app, transport, if args.udp { "--udp" } else { "--tcp" })?;
    Place::internet(transport, address, app.port(transport))
        .map_err(|_| no_address(address.unwrap_or_default()))
}

/// A text that is no address.
fn no_address(text: &str) -> Failure {
    let shown = visible(text).into_owned();
    Failure::usage(format!("`{shown}` is no address"), format!("`{shown}` 不是地址")).help(
        "write 127.0.0.1:8080, [::1]:8080, localhost:8080, or only a port: 8080",
        "请写 127.0.0.1:8080、[::1]:8080、localhost:8080，或者只写端口：8080",
    )
}

fn carried(app: App, transport: Transport, option: &str) -> Result<(), Failure> {
    if app.transports().contains(&transport) {
        return Ok(());
    }
    Err(has_no(app, option))
}

/// `hello=HELLO`.
fn read_reply(text: &str) -> Result<Reply, Failure> {
    let (to, with) = text.split_once('=').ok_or_else(|| {
        let shown = visible(text);
        Failure::usage(format!("`{shown}` is no reply"), format!("`{shown}` 不是应答规则")).help(
            "write what comes and what is answered: hello=HELLO",
            "请写“收到什么=答什么”：hello=HELLO",
        )
    })?;
    Ok(Reply { to: to.into(), with: with.into() })
}

fn verbosity(args: &SeenArgs) -> Verbosity {
    match (args.quiet, args.verbose) {
        (true, _) => Verbosity::Quiet,
        (_, true) => Verbosity::Verbose,
        _ => Verbosity::Normal,
    }
}

fn view(args: &SeenArgs) -> View {
    let encoding = args.encoding.unwrap_or(TextEncoding::Utf8);
    View { text: (!args.hex).then_some(encoding), hex: args.hex || args.both }
}

/// The apps, with the two commands of each.
fn list(manner: &Manner) -> anyhow::Result<Code> {
    let head =
        say("The programs; each runs in two terminals:\n", "有这些程序，每个都用两个终端运行：\n");
    let mut page = head.get(manner.lang).to_owned();
    for (app, about) in APPS {
        page.push_str(&format!(
            "\n  {app}: {}\n    stickydemo serve {app}\n    stickydemo connect {app}\n",
            about.get(manner.lang)
        ));
    }
    print(&page, manner)?;
    Ok(Code::Fine)
}
