//! Python 3, and its standard library. The framings are in `framings`.

mod exhibits;
mod framings;

use super::form::{Act, Does, Fails, Form, Line, Part, Receives};
use super::paper::{Escape, Paper, escaped, filled, readable, seconds};
use crate::lang::programs as words;
use crate::model::{
    Data, ErrorName, Family, Flag, FramingSpec, How, OptionName, OptionSetting, OptionValue, Text,
    is_hidden,
};

type Said = Result<(), Text>;

/// A literal that is longer gets lines of its own.
const LONG: usize = 44;

/// Writes a program.
pub(super) fn write(form: &Form, part: &Part, paper: &mut Paper) -> Said {
    imports(form, part, paper);
    paper.code("");
    let host = if form.family == Family::Ipv6 { "::1" } else { "127.0.0.1" };
    if !form.unix {
        paper.code(&format!("HOST = '{host}'"));
    }
    paper.code("PORT = int(sys.argv[1]) if len(sys.argv) > 1 else 9000");
    if form.unix {
        paper.say(&words::unix_name());
        paper.code("NAME = f'\\0stickydemo-{PORT}'");
    }
    helpers(form, part, paper)?;
    paper.code("");
    lines(form, &part.body, paper)
}

fn imports(form: &Form, part: &Part, paper: &mut Paper) {
    let system = |act: &Act| matches!(act.fails, Some(Fails::System(_)));
    let linger = |act: &Act| matches!(act.does, Does::Reset);
    let sets = |act: &Act| act.does.settings().iter().any(|set| set.name == OptionName::SoLinger);
    let json = matches!(form.framing, Some(FramingSpec::JsonHeader { .. })) && part.has(is_framed);
    let all = [
        (part.has(system), "errno"),
        (json, "json"),
        (true, "socket"),
        (part.has(|act| linger(act) || sets(act)), "struct"),
        (true, "sys"),
        (part.pauses(), "time"),
    ];
    for (_, name) in all.iter().filter(|(needed, _)| *needed) {
        paper.code(&format!("import {name}"));
    }
}

fn is_framed(act: &Act) -> bool {
    matches!(act.does, Does::SendMessage { .. } | Does::RecvMessage { .. })
}

fn lines(form: &Form, body: &[Line], paper: &mut Paper) -> Said {
    for (at, line) in body.iter().enumerate() {
        let last = paper.depth == 0 && at + 1 == body.len();
        match line {
            Line::Pause(length, why) => {
                paper.say(why);
                paper.code(&format!("time.sleep({})", seconds(*length)));
            }
            Line::Note(why) => paper.say(why),
            Line::Ready => paper.code("print('ready', flush=True)"),
            Line::Hold(why) => {
                paper.say(why);
                paper.code("input()");
            }
            Line::Repeat(times, inner) => {
                paper.code(&format!("for _ in range({times}):"));
                paper.inside(|paper| lines(form, inner, paper))?;
            }
            Line::Act(act) => whole_act(form, act, last, paper)?,
        }
    }
    Ok(())
}

/// A call, what is set up for it, and what is said of its end.
fn whole_act(form: &Form, act: &Act, last: bool, paper: &mut Paper) -> Said {
    make(form, act, paper)?;
    let limit = match act.fails {
        Some(Fails::After(length)) => Some(seconds(length)),
        _ if act.nonblocking => Some("0".to_owned()),
        _ => None,
    };
    let sock = waits_on(act);
    if let Some(limit) = &limit {
        paper.code(&format!("{sock}.settimeout({limit})"));
    }
    match act.fails {
        None => call(form, act, paper)?,
        Some(fails) => {
            paper.code("try:");
            paper.inside(|paper| call(form, act, paper))?;
            refused(act, fails, paper);
        }
    }
    if limit.is_some() && !last {
        paper.code(&format!("{sock}.settimeout(None)"));
    }
    after(act, paper)
}

fn waits_on(act: &Act) -> String {
    match &act.does {
        Does::Accept { listener, .. } => listener.to_string(),
        _ => act.sock.to_string(),
    }
}

fn refused(act: &Act, fails: Fails, paper: &mut Paper) {
    let label = act.does.label();
    let (kind, value) = match fails {
        Fails::After(_) => ("socket.timeout", None),
        Fails::System(_) => ("OSError as error", Some("errno.errorcode[error.errno]")),
        Fails::Framing(ErrorName::OutOfRange) => ("OverflowError", None),
        Fails::Framing(_) => ("(EOFError, ValueError) as error", Some("error")),
    };
    paper.code(&format!("except {kind}:"));
    let say = match (value, fails) {
        (Some(value), _) => format!("print('{label} ->', {value})"),
        (None, Fails::After(_)) => format!("print('{label} -> timeout')"),
        (None, _) => format!("print('{label} -> out-of-range')"),
    };
    paper.depth += 1;
    paper.code(&say);
    paper.depth -= 1;
}

/// The socket of a call that makes one, with its options.
fn make(form: &Form, act: &Act, paper: &mut Paper) -> Said {
    let (udp, set, listens, local) = match &act.does {
        Does::Listen { set, .. } => (false, set, true, None),
        Does::Bind { udp, set, .. } => (*udp, set, !*udp, None),
        Does::Connect { udp, set, local, .. } => (*udp, set, false, *local),
        _ => return Ok(()),
    };
    let family = match (form.family, udp) {
        _ if form.unix && udp => "socket.AF_UNIX, socket.SOCK_DGRAM",
        _ if form.unix => "socket.AF_UNIX",
        (Family::Ipv4, false) => "",
        (Family::Ipv6, false) => "socket.AF_INET6",
        (Family::Ipv4, true) => "socket.AF_INET, socket.SOCK_DGRAM",
        (Family::Ipv6, true) => "socket.AF_INET6, socket.SOCK_DGRAM",
    };
    let sock = act.sock;
    paper.code(&format!("{sock} = socket.socket({family})"));
    if form.reuse && listens {
        paper.say(&words::reuse());
        paper.code(&format!("{sock}.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)"));
    }
    options(&sock.to_string(), set, paper)?;
    if let Some(local) = local {
        paper.code(&format!("{sock}.bind({})", address(form, local)));
    }
    Ok(())
}

fn address(form: &Form, port: u16) -> String {
    match (form.unix, port) {
        (false, 0) => "(HOST, PORT)".to_owned(),
        (false, port) => format!("(HOST, PORT + {port})"),
        (true, 0) => "NAME".to_owned(),
        (true, port) => format!("NAME + '.{port}'"),
    }
}

fn options(sock: &str, set: &[OptionSetting], paper: &mut Paper) -> Said {
    for OptionSetting { name, value } in set {
        let number = match (name, value) {
            (OptionName::SoLinger, OptionValue::Switch(_)) => "struct.pack('ii', 0, 0)".to_owned(),
            (OptionName::SoLinger, OptionValue::Number(n)) => format!("struct.pack('ii', 1, {n})"),
            (_, OptionValue::Switch(on)) => u8::from(*on).to_string(),
            (_, OptionValue::Number(n)) => n.to_string(),
        };
        paper.code(&format!("{sock}.setsockopt({}, {number})", option(*name)?));
    }
    Ok(())
}

/// An option, as Python on Linux has it.
fn option(name: OptionName) -> Result<String, Text> {
    use OptionName as O;
    let level = match name {
        O::TcpNodelay | O::TcpCork | O::TcpQuickack | O::TcpMaxseg | O::TcpUserTimeout => {
            "IPPROTO_TCP"
        }
        O::TcpKeepidle | O::TcpKeepintvl | O::TcpKeepcnt | O::TcpNotsentLowat => "IPPROTO_TCP",
        O::SoSndbuf | O::SoRcvbuf | O::SoReuseaddr | O::SoReuseport | O::SoLinger => "SOL_SOCKET",
        O::SoRcvlowat | O::SoKeepalive => "SOL_SOCKET",
        O::TcpNopush | O::SoExclusiveaddruse | O::SoListenqlen | O::SoListenqlimit => "",
        O::Ipv6V6only
        | O::IpRecverr
        | O::UdpCork
        | O::UdpSegment
        | O::UdpGro
        | O::SioUdpConnreset
        | O::SioTcpSetAckFrequency => "",
    };
    match level {
        "" => Err(words::no_option(name.as_str(), "Python")),
        level => Ok(format!("socket.{level}, socket.{name}")),
    }
}

/// The call itself, and what is printed of it.
fn call(form: &Form, act: &Act, paper: &mut Paper) -> Said {
    let sock = act.sock;
    let (label, at) = (act.does.label(), |port: &u16| address(form, *port));
    match &act.does {
        Does::Listen { port, backlog, .. } => {
            paper.code(&format!("{sock}.bind({})", at(port)));
            paper.code(&format!("{sock}.listen({backlog})"));
        }
        Does::Accept { listener, .. } => {
            paper.code(&format!("{sock}, address = {listener}.accept()"))
        }
        Does::Connect { port, .. } => paper.code(&format!("{sock}.connect({})", at(port))),
        Does::Bind { port, given_up, .. } => {
            paper.code(&format!("{sock}.bind({})", at(port)));
            if *given_up {
                paper.say(&words::given_up());
                paper.code(&format!("{sock}.close()"));
            }
        }
        Does::Send { .. } | Does::Writev { .. } | Does::SendAll { .. } => {
            sending(form, act, paper)?
        }
        Does::SendTo { .. } | Does::SendMessage { .. } => sending(form, act, paper)?,
        Does::Recv { max, flags } => {
            let flags = with_flags(flags)?;
            shown(&label, &format!("data = {sock}.recv({max}{flags})"), paper);
        }
        Does::RecvFrom { max, flags } => {
            let flags = with_flags(flags)?;
            shown(&label, &format!("data, sender = {sock}.recvfrom({max}{flags})"), paper);
        }
        Does::RecvExact { bytes } => {
            shown(&label, &format!("data = recv_exactly({sock}, {bytes})"), paper);
        }
        Does::RecvMessage { .. } => shown(&label, &format!("data = recv_message({sock})"), paper),
        Does::Set { set } => options(&sock.to_string(), set, paper)?,
        Does::Get { option: name } if name.is_read_only() => {
            paper.leave_out(&words::no_option(name.as_str(), "Python"));
        }
        Does::Get { option: name } => {
            paper.code(&format!("print('{label} ->', {sock}.getsockopt({}))", option(*name)?));
        }
        Does::OwnName | Does::PeerName => {
            paper.code(&format!("print('{label} ->', {sock}.{label}()[:2])"));
        }
        Does::Shutdown { how } => {
            let how = match how {
                How::Write => "SHUT_WR",
                How::Read => "SHUT_RD",
                How::Both => "SHUT_RDWR",
            };
            paper.code(&format!("{sock}.shutdown(socket.{how})"));
        }
        Does::Reset => {
            let linger = "socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0)";
            paper.code(&format!("{sock}.setsockopt({linger})"));
            paper.code(&format!("{sock}.close()"));
        }
        Does::Close => paper.code(&format!("{sock}.close()")),
    }
    Ok(())
}

/// A call that sends.
fn sending(form: &Form, act: &Act, paper: &mut Paper) -> Said {
    let sock = act.sock;
    match &act.does {
        Does::Send { data, flags } => {
            let flags = with_flags(flags)?;
            sends(data, paper, |data| format!("{sock}.send({data}{flags})"))?;
        }
        Does::Writev { pieces } => {
            let pieces: Result<Vec<_>, _> = pieces.iter().map(literal).collect();
            paper.code(&format!("{sock}.sendmsg([{}])", pieces?.join(", ")));
        }
        Does::SendAll { data } => sends(data, paper, |data| format!("{sock}.sendall({data})"))?,
        Does::SendTo { data, port } => {
            sends(data, paper, |data| format!("{sock}.sendto({data}, {})", address(form, *port)))?;
        }
        Does::SendMessage { data } => {
            sends(data, paper, |data| format!("send_message({sock}, {data})"))?;
        }
        _ => {}
    }
    Ok(())
}

/// What follows a call: the options of a connection that was accepted.
fn after(act: &Act, paper: &mut Paper) -> Said {
    match &act.does {
        Does::Accept { set, .. } => options(&act.sock.to_string(), set, paper),
        _ => Ok(()),
    }
}

fn shown(label: &str, code: &str, paper: &mut Paper) {
    paper.code(code);
    paper.code(&format!("print('{label} ->', len(data), data[:32])"));
}

fn with_flags(flags: &[Flag]) -> Result<String, Text> {
    let name = |flag: &Flag| match flag {
        // recv hands over a buffer of the length that the kernel says, which is more than it was given.
        Flag::MsgTrunc => Err(words::no_option("MSG_TRUNC", "Python")),
        Flag::MsgMore | Flag::MsgWaitall | Flag::MsgPeek => Ok(format!("socket.{flag}")),
    };
    let names = flags.iter().map(name).collect::<Result<Vec<_>, _>>()?.join(" | ");
    Ok(if names.is_empty() { names } else { format!(", {names}") })
}

fn sends(data: &Data, paper: &mut Paper, call: impl Fn(&str) -> String) -> Said {
    let literal = literal(data)?;
    let bytes = data.bytes().unwrap_or_default();
    if literal.len() <= LONG || filled(data).is_some() {
        paper.code(&call(&literal));
        return Ok(());
    }
    let pieces: Vec<&[u8]> = bytes.chunks(LONG / 2).collect();
    for (at, piece) in pieces.iter().enumerate() {
        let begin = if at == 0 { "data = (" } else { "        " };
        let end = if at + 1 == pieces.len() { ")" } else { "" };
        paper.code(&format!("{begin}b'{}'{end}", escaped(piece, b'\'', Escape::Hex)));
    }
    paper.code(&call("data"));
    Ok(())
}

fn literal(data: &Data) -> Result<String, Text> {
    if let Some((pattern, len)) = filled(data) {
        let size = pattern.len().max(1) as u64;
        let pattern = escaped(pattern, b'\'', Escape::Hex);
        return Ok(match (len / size, len % size) {
            (times, 0) => format!("b'{pattern}' * {times}"),
            (times, _) => format!("(b'{pattern}' * {})[:{len}]", times + 1),
        });
    }
    let bytes = data.bytes().ok_or_else(words::no_output)?;
    Ok(match readable(&bytes) {
        Some(readable) => format!("{}.encode()", text(readable)),
        None => format!("b'{}'", escaped(&bytes, b'\'', Escape::Hex)),
    })
}

/// A text, all of which can be read.
fn text(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\'' => out.push_str("\\'"),
            c if is_hidden(c) => out.push_str(&format!("\\U{:08x}", u32::from(c))),
            c => out.push(c),
        }
    }
    format!("'{out}'")
}

/// The functions that a program of this framing has.
fn helpers(form: &Form, part: &Part, paper: &mut Paper) -> Said {
    let exact = part.has(|act| matches!(act.does, Does::RecvExact { .. }));
    let sends = part.has(|act| matches!(act.does, Does::SendMessage { .. }));
    let receives = Receives::of(part);
    let wrong = words::wrong_line();
    let written = match (&form.framing, sends || receives.is_some()) {
        (Some(framing), true) => {
            framings::framing_of(framing, receives.unwrap_or_default(), wrong.get(paper.lang))?
        }
        _ => framings::Helpers::default(),
    };
    let framed = receives.is_some() && written.receive.contains("recv_exactly");
    let exactly = framings::exactly(receives.unwrap_or_default());
    let functions = [
        (framed, exactly.as_str()),
        (exact && !framed, framings::EXACTLY_ALONE),
        (sends, &written.send),
        (receives.is_some(), &written.receive),
    ];
    for (_, code) in functions.iter().filter(|(needed, _)| *needed) {
        paper.code("\n\n");
        paper.code(code);
    }
    if sends || exact || receives.is_some() {
        paper.code("");
    }
    Ok(())
}
