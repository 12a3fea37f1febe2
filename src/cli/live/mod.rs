//! `serve` and `connect`: the tutorials' programs, a side in each terminal.

mod keyboard;
mod screen;

use super::args::{ConnectArgs, Display, ServeArgs, SessionArgs, SwitchArg};
use super::code::Code;
use super::failure::Failure;
use super::interrupt::Interrupts;
use super::locale::{Manner, Surroundings};
use super::out::print;
use super::words::{APPS, say};
use crate::apps::{
    self, Accounts, App, Cut, Guise, Knobs, Mode, Place, Plan, Reply, Session, Stop,
};
use crate::model::{ErrorName, Text, TextEncoding, Transport};
use crate::net::{self, Holding};
use crate::report::live::View;
use crate::report::{Verbosity, visible};
use anyhow::Context;
use keyboard::Keyboard;
use screen::Screen;
use std::ffi::OsString;
use std::io::{BufRead, Read, Write};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// The most of a file that `--send-file` sends, in bytes.
const FILE: u64 = 64 << 20;

pub(crate) fn serve(
    args: &ServeArgs,
    display: &Display,
    here: &Surroundings,
) -> anyhow::Result<Code> {
    let manner = here.manner(display, false);
    let Some(app) = args.app else { return list(&manner) };
    let place = place(app, &args.session, args.listen.as_deref())?;
    if !place.is_here() {
        return Err(not_loopback(&place).into());
    }
    let replies = args.reply.iter().map(|reply| read_reply(reply)).collect::<Result<_, _>>()?;
    unfit(
        app,
        &[
            ("--reply", !args.reply.is_empty(), &[App::Raw]),
            ("--accounts", args.accounts.is_some(), &[App::Login]),
        ],
    )?;
    let (accounts, remarks) = match (&args.accounts, &args.add) {
        (Some(file), Some(user)) => return add(file, user, &manner),
        (file, _) if app == App::Login => accounts(file.as_deref())?,
        _ => (Accounts::taught(), Vec::new()),
    };
    let plan = Plan {
        mode: args.mode.unwrap_or(Mode::OneAtATime),
        max_clients: args.max_clients.map_or(Plan::CLIENTS, usize::from),
        replies,
        accounts: Arc::new(accounts),
        ..plan(app, place, &args.session)?
    };
    let remarks = [remarks, known_key(&plan, &args.session)].concat();
    play((&plan, &remarks), &args.session, &manner, |session, _| apps::serve(&plan, session))
}

pub(crate) fn connect(
    args: &ConnectArgs,
    display: &Display,
    here: &Surroundings,
) -> anyhow::Result<Code> {
    let manner = here.manner(display, false);
    let Some(app) = args.app else { return list(&manner) };
    let place = place(app, &args.session, args.address.as_deref())?;
    unfit(
        app,
        &[
            ("--every", args.every.is_some(), &[App::Raw]),
            ("--send-file", args.send_file.is_some(), &[App::Raw]),
            ("--as", args.guise.is_some(), &[App::Auth]),
        ],
    )?;
    let file = args.send_file.as_deref().map(contents).transpose()?;
    let guise = args.guise.unwrap_or(Guise::Valid);
    let plan = Plan { every: args.every, file, guise, ..plan(app, place, &args.session)? };
    play((&plan, &[]), &args.session, &manner, |session, input| {
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
    (plan, remarks): (&Plan, &[Text]),
    args: &SessionArgs,
    manner: &Manner,
    side: impl FnOnce(&Session<'_>, &mut Keyboard) -> Result<(), Stop>,
) -> anyhow::Result<Code> {
    super::out::standard()?;
    let look = manner.look(verbosity(args));
    let interrupts = Interrupts::listen();
    let cancel = interrupts.cancel();
    let screen = Screen::new(look, view(args));
    remarks.iter().for_each(|remark| screen.remark(remark));
    let session = Session::new(&cancel, &screen);
    let mut keyboard = Keyboard::listen(&interrupts, args.encoding.unwrap_or(TextEncoding::Utf8));
    let ended = side(&session, &mut keyboard);
    if ended.is_ok() {
        screen.summary(&session.summary());
    }
    screen.written()?;
    match ended {
        Ok(()) if interrupts.interrupted() => Err(Failure::silent(Code::Interrupted).into()),
        Ok(()) => Ok(Code::Fine),
        Err(stop) if stop.is_interrupted() => Err(Failure::silent(Code::Interrupted).into()),
        Err(stop) => Err(not_begun(&stop, &plan.place).into()),
    }
}

fn plan(app: App, place: Place, args: &SessionArgs) -> anyhow::Result<Plan> {
    let of_key = args.key_file.is_some() || args.digest.is_some();
    unfit(app, &[("--key-file", of_key, &[App::Auth])])?;
    let usual = Knobs::default();
    let knobs = Knobs {
        recv: args.recv.map_or(usual.recv, u64::from),
        late: args.late.unwrap_or(usual.late),
        nodelay: args.nodelay.map(|switch| switch == SwitchArg::On),
        rcvbuf: args.rcvbuf,
        sndbuf: args.sndbuf,
        cut: args.cut.clone().unwrap_or(Cut::Whole),
        pace: args.pace.unwrap_or(Duration::ZERO),
        ..usual
    };
    let mut plan = Plan::of(app, place, knobs);
    if let Some(file) = &args.key_file {
        plan.secret.key = key(file)?;
    }
    plan.secret.digest = args.digest.unwrap_or(plan.secret.digest);
    Ok(plan)
}

/// A key file's first line.
fn key(path: &Path) -> anyhow::Result<Vec<u8>> {
    let bytes = contents(path)?;
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let key = line.strip_suffix(b"\r").unwrap_or(line);
    if key.is_empty() {
        let shown = path.display();
        return Err(Failure::usage(
            format!("{shown} has no key: its first line is empty"),
            format!("{shown} 里没有密钥：第一行是空的"),
        )
        .into());
    }
    Ok(key.to_vec())
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

/// Who may log in, and what is to be known of that.
fn accounts(file: Option<&Path>) -> anyhow::Result<(Accounts, Vec<Text>)> {
    let Some(file) = file else {
        let said = Text::new(
            "one account, the tutorials': alex|dsb; --accounts FILE has others",
            "只有教程里的一个账号：alex|dsb；--accounts 文件 可以换成别的",
        );
        return Ok((Accounts::taught(), vec![said]));
    };
    let bytes = contents(file)?;
    let text = String::from_utf8_lossy(&bytes);
    let shown = file.display();
    let accounts = Accounts::read(&text).map_err(|error| {
        let line = error.line;
        Failure::new(
            Code::BadFile,
            Text::new(
                format!("{shown}, line {line}: an account is user|password"),
                format!("{shown} 第 {line} 行：账号的写法是 用户|密码"),
            ),
        )
        .help(
            format!("--add USER --accounts {shown} writes one, with its password as a hash"),
            format!("--add 用户 --accounts {shown} 可以写入一个账号，密码存成散列值"),
        )
    })?;
    let plain = Text::new(
        format!("{shown}: a password stands there as it is: for a class, and nothing else"),
        format!("{shown} 里的密码是明文：只适合课堂演示"),
    );
    let remarks = accounts.any_is_plain().then_some(plain).into_iter().collect();
    Ok((accounts, remarks))
}

/// Adds an account to a file; the password is the next line of standard input.
fn add(file: &Path, user: &str, manner: &Manner) -> anyhow::Result<Code> {
    let mut password = String::new();
    print(say("password: ", "密码：").get(manner.lang), manner)?;
    std::io::stdin()
        .lock()
        .read_line(&mut password)
        .with_context(|| Failure::unreadable(Path::new("stdin")))?;
    let password = password.trim_end_matches(['\r', '\n']);
    let line =
        Accounts::line(user, password).filter(|_| !password.is_empty()).ok_or_else(|| {
            Failure::usage(
                "a user has a name without `|`, and a password".into(),
                "用户名里不能有 `|`，密码不能为空".into(),
            )
        })?;
    let opened = std::fs::OpenOptions::new().create(true).append(true).open(file);
    let written = opened.and_then(|mut file| writeln!(file, "{line}"));
    written.with_context(|| Failure::unwritable(Some(file)))?;
    print(say("\nadded\n", "\n已添加\n").get(manner.lang), manner)?;
    Ok(Code::Fine)
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
    if transport == Transport::Udp && args.cut.is_some() {
        return Err(Failure::usage(
            "--cut cuts the bytes of a stream: a datagram is sent whole".into(),
            "--cut 切的是字节流；数据报总是整个发出去".into(),
        ));
    }
    Place::internet(transport, address, app.port()).map_err(|_| {
        let shown = visible(address.unwrap_or_default()).into_owned();
        Failure::usage(format!("`{shown}` is no address"), format!("`{shown}` 不是地址")).help(
            "write 127.0.0.1:8080, [::1]:8080, localhost:8080, or only a port: 8080",
            "请写 127.0.0.1:8080、[::1]:8080、localhost:8080，或者只写端口：8080",
        )
    })
}

fn carried(app: App, transport: Transport, option: &str) -> Result<(), Failure> {
    if app.transports().contains(&transport) {
        return Ok(());
    }
    Err(Failure::usage(format!("`{app}` has no {option}"), format!("`{app}` 没有 {option}")))
}

/// Refuses options that this app has no use for.
fn unfit(app: App, options: &[(&str, bool, &[App])]) -> Result<(), Failure> {
    match options.iter().find(|(_, given, of)| *given && !of.contains(&app)) {
        Some((option, _, _)) => Err(Failure::usage(
            format!("`{app}` has no {option}"),
            format!("`{app}` 没有 {option}"),
        )),
        None => Ok(()),
    }
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

fn contents(path: &Path) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).with_context(|| Failure::unreadable(path))?;
    file.take(FILE + 1).read_to_end(&mut bytes).with_context(|| Failure::unreadable(path))?;
    if bytes.len() as u64 > FILE {
        let shown = path.display();
        return Err(Failure::usage(
            format!("{shown} has more than 64 MiB: `raw` keeps what it sends in memory"),
            format!("{shown} 超过 64 MiB：`raw` 把要发的内容都放在内存里"),
        )
        .into());
    }
    Ok(bytes)
}

fn verbosity(args: &SessionArgs) -> Verbosity {
    match (args.quiet, args.verbose) {
        (true, _) => Verbosity::Quiet,
        (_, true) => Verbosity::Verbose,
        _ => Verbosity::Normal,
    }
}

fn view(args: &SessionArgs) -> View {
    let encoding = args.encoding.unwrap_or(TextEncoding::Utf8);
    View { text: (!args.hex).then_some(encoding), hex: args.hex || args.both }
}

fn not_loopback(place: &Place) -> Failure {
    Failure::usage(
        format!("{place} can be reached from other computers"),
        format!("{place} 能从别的电脑访问"),
    )
    .help(
        "this version serves on 127.0.0.1 and ::1 only",
        "这个版本只在 127.0.0.1 和 ::1 上提供服务",
    )
}

/// Nobody could be served, or the server not be reached.
fn not_begun(stop: &Stop, place: &Place) -> Failure {
    let Stop::Call(call, info) = stop else {
        return Failure::silent(Code::Fine);
    };
    let name = info.name;
    let why = info.text.clone().unwrap_or_else(|| name.to_string());
    let failure = Failure::new(
        Code::NoSockets,
        Text::new(
            format!("{call}({place}): {name} ({why})"),
            format!("{call}({place})：{name}（{why}）"),
        ),
    );
    match name {
        ErrorName::AddressInUse => in_use(failure, place),
        ErrorName::Refused => failure.help(
            "nobody listens there: start the server first, in another terminal",
            "那里没有人监听：先在另一个终端里启动服务器",
        ),
        _ => failure,
    }
}

/// Who holds the port, and what to type.
fn in_use(failure: Failure, place: &Place) -> Failure {
    let Place::Internet(transport, address) = place else {
        return failure.help(
            "a file of this name is there already: remove it if no server has it, or take another name",
            "这个名字的文件已经在了：如果没有服务器在用，就删掉它；或者换个名字",
        );
    };
    let tcp = *transport == Transport::Tcp;
    let failure = match net::holder(address, tcp) {
        Some(Holding { id, name }) => {
            let name = visible(&name).into_owned();
            failure.help(
                format!("process {id} (`{name}`) holds this port: kill {id} ends it"),
                format!("进程 {id}（`{name}`）占着这个端口：kill {id} 可以结束它"),
            )
        }
        None => {
            let list = if tcp { "netstat -an -p tcp" } else { "netstat -an -p udp" };
            failure.help(
                format!("another program holds this port; {list} lists them all"),
                format!("有别的程序占着这个端口；用 {list} 可以列出所有端口"),
            )
        }
    };
    let next = address.port().checked_add(1).unwrap_or(8080);
    failure.help(
        format!("or take another port: --listen {next}"),
        format!("或者换一个端口：--listen {next}"),
    )
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
