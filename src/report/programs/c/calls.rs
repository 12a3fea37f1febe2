//! Each call in C, and what is printed of it.

use super::{C, Said, framings, literal};
use crate::lang::programs as words;
use crate::model::{Data, Family, Flag, How, OptionName, OptionSetting, OptionValue, Text};
use crate::report::programs::form::{Act, Does, Fails};
use crate::report::programs::paper::{Escape, Paper, escaped, filled};
use std::time::Duration;

/// How long a literal may be before it gets lines of its own.
const LONG: usize = 44;

impl C<'_> {
    /// A call, what is set up for it, and what is said of its end.
    pub(super) fn act(&self, act: &Act, paper: &mut Paper) -> Said {
        self.make(act, paper)?;
        let limit = match (act.fails, &act.does) {
            (Some(Fails::After(_)), Does::Accept { .. } | Does::Connect { .. }) => {
                return Err(words::no_call("accept, timeout"));
            }
            (Some(Fails::After(length)), _) => Some(length),
            _ => None,
        };
        if let Some(length) = limit {
            paper.code(&time_limit(act, length));
        }
        self.call(act, paper)?;
        if limit.is_some() {
            paper.code(&time_limit(act, Duration::ZERO));
        }
        match &act.does {
            Does::Accept { set, .. } => options(act, set, paper),
            _ => Ok(()),
        }
    }

    /// The socket of a call that makes one, with its options.
    fn make(&self, act: &Act, paper: &mut Paper) -> Said {
        let (udp, set, listens, local) = match &act.does {
            Does::Listen { set, .. } => (false, set, true, None),
            Does::Bind { udp, set, .. } => (*udp, set, !*udp, None),
            Does::Connect { udp, set, local, .. } => (*udp, set, false, *local),
            _ => return Ok(()),
        };
        let family = match self.form.family {
            _ if self.form.unix => "AF_UNIX",
            Family::Ipv6 => "AF_INET6",
            Family::Ipv4 => "AF_INET",
        };
        let kind = if udp { "SOCK_DGRAM" } else { "SOCK_STREAM" };
        let sock = act.sock;
        let new = self.declared(act);
        paper.code(&format!("{new} = check(socket({family}, {kind}, 0), \"socket\");"));
        if self.form.reuse && listens {
            let (name, why) = (option(OptionName::SoReuseaddr)?, words::reuse());
            let code =
                format!("check(setsockopt({sock}, {name}, &(int){{1}}, sizeof(int)), \"reuse\");");
            paper.code(&format!("{code}  // {}", why.get(paper.lang)));
        }
        options(act, set, paper)?;
        if let Some(local) = local {
            self.at(local, paper);
            paper.code(&format!("check(bind({sock}, {ADDRESS}), \"bind\");"));
        }
        Ok(())
    }

    /// The call itself, and what is printed of it.
    fn call(&self, act: &Act, paper: &mut Paper) -> Said {
        let (sock, label) = (act.sock, act.does.label());
        let plain = |code: String, paper: &mut Paper| checked(act, &code, paper);
        match &act.does {
            Does::Listen { .. } | Does::Accept { .. } | Does::Connect { .. } => {
                self.opens(act, paper)
            }
            Does::Bind { .. } => self.opens(act, paper),
            Does::Send { .. } | Does::Writev { .. } | Does::SendAll { .. } => {
                self.sends(act, paper)?
            }
            Does::SendTo { .. } | Does::SendMessage { .. } => self.sends(act, paper)?,
            Does::Recv { .. } | Does::RecvFrom { .. } | Does::RecvExact { .. } => {
                receives(act, paper)?
            }
            Does::RecvMessage { .. } => receives(act, paper)?,
            Does::Set { set } => options(act, set, paper)?,
            Does::Get { option: name } if name.is_read_only() => {
                paper.leave_out(&words::no_option(name.as_str(), "C"));
            }
            Does::Get { option: name } => {
                let level = option(*name)?;
                let code = "&value, &(socklen_t){sizeof value}";
                paper.code(&format!("check(getsockopt({sock}, {level}, {code}), \"getsockopt\");"));
                paper.code(&format!("printf(\"{label} -> %d\\n\", value);"));
            }
            Does::OwnName | Does::PeerName => {
                let code = format!(
                    "{label}({sock}, (struct sockaddr *)&addr, &(socklen_t){{sizeof addr}})"
                );
                plain(code, paper);
                if act.fails.is_none() {
                    let field = if self.form.family == Family::Ipv6 { "sin6" } else { "sin" };
                    paper.code(&format!(
                        "printf(\"{label} -> port %d\\n\", ntohs(addr.{field}_port));"
                    ));
                }
            }
            Does::Shutdown { how } => {
                let how = match how {
                    How::Write => "SHUT_WR",
                    How::Read => "SHUT_RD",
                    How::Both => "SHUT_RDWR",
                };
                plain(format!("shutdown({sock}, {how})"), paper);
            }
            Does::Reset => {
                let now =
                    [OptionSetting { name: OptionName::SoLinger, value: OptionValue::Number(0) }];
                options(act, &now, paper)?;
                paper.code(&format!("close({sock});"));
            }
            Does::Close => paper.code(&format!("close({sock});")),
        }
        Ok(())
    }

    /// A call that makes a socket.
    fn opens(&self, act: &Act, paper: &mut Paper) {
        let sock = act.sock;
        let plain = |code: String, paper: &mut Paper| checked(act, &code, paper);
        match &act.does {
            Does::Listen { port, backlog, .. } => {
                self.at(*port, paper);
                plain(format!("bind({sock}, {ADDRESS})"), paper);
                if act.fails.is_none() {
                    paper.code(&format!("check(listen({sock}, {backlog}), \"listen\");"));
                }
            }
            Does::Accept { listener, .. } => {
                let keeps = match self.is_used(act) {
                    true => format!("{} = ", self.declared(act)),
                    false => String::new(),
                };
                paper.code(&format!("{keeps}check(accept({listener}, NULL, NULL), \"accept\");"));
            }
            Does::Connect { port, .. } => {
                self.at(*port, paper);
                plain(format!("connect({sock}, {ADDRESS})"), paper);
            }
            Does::Bind { port, given_up, .. } => {
                self.at(*port, paper);
                plain(format!("bind({sock}, {ADDRESS})"), paper);
                if *given_up {
                    paper.say(&words::given_up());
                    paper.code(&format!("close({sock});"));
                }
            }
            _ => {}
        }
    }

    fn sends(&self, act: &Act, paper: &mut Paper) -> Said {
        let sock = act.sock;
        let code = match &act.does {
            Does::Writev { pieces } => {
                let piece = |piece: &Data| {
                    let bytes = piece.bytes().ok_or_else(words::no_output)?;
                    Ok(format!("{{{}, {}}}", literal(&bytes), bytes.len()))
                };
                let all: Result<Vec<String>, Text> = pieces.iter().map(piece).collect();
                let all = all?.join(", ");
                format!("writev({sock}, (struct iovec[]){{{all}}}, {})", pieces.len())
            }
            Does::SendAll { data } => format!("send_all({sock}, {})", self.data(data, paper)?),
            Does::SendMessage { data } => {
                format!("send_message({sock}, {})", self.data(data, paper)?)
            }
            Does::SendTo { data, port } => {
                let data = self.data(data, paper)?;
                self.at(*port, paper);
                format!("sendto({sock}, {data}, 0, {ADDRESS})")
            }
            Does::Send { data, flags } => {
                let data = self.data(data, paper)?;
                format!("send({sock}, {data}, {})", with(flags, act))
            }
            _ => return Err(words::no_call("send")),
        };
        checked(act, &code, paper);
        Ok(())
    }

    /// The two arguments of bytes.
    fn data(&self, data: &Data, paper: &mut Paper) -> Result<String, Text> {
        if let (Some((pattern, len)), true) = (filled(data), data.len() > Some(LONG as u64)) {
            match pattern {
                [one] => {
                    let one = escaped(&[*one], b'\'', Escape::Octal);
                    paper.code(&format!("memset(buf, '{one}', {len});"));
                }
                several => {
                    let size = several.len();
                    let several = literal(several);
                    paper.code(&format!("for (int n = 0; n < {len}; n++)"));
                    paper.code(&format!("    buf[n] = {several}[n % {size}];"));
                }
            }
            return Ok(format!("buf, {len}"));
        }
        let bytes = data.bytes().ok_or_else(words::no_output)?;
        if literal(&bytes).len() <= LONG {
            return Ok(format!("{}, {}", literal(&bytes), bytes.len()));
        }
        let pieces: Vec<String> = bytes.chunks(LONG / 2).map(literal).collect();
        for (at, piece) in pieces.iter().enumerate() {
            let begin = if at == 0 { "memcpy(buf, " } else { "            " };
            let end =
                if at + 1 == pieces.len() { format!(", {});", bytes.len()) } else { String::new() };
            paper.code(&format!("{begin}{piece}{end}"));
        }
        Ok(format!("buf, {}", bytes.len()))
    }
}

const ADDRESS: &str = "(struct sockaddr *)&addr, sizeof addr";

/// A call that receives.
fn receives(act: &Act, paper: &mut Paper) -> Said {
    let (sock, label) = (act.sock, act.does.label());
    match &act.does {
        Does::Recv { max, flags } => {
            received(act, &format!("recv({sock}, buf, {max}, {})", with(flags, act)), paper);
        }
        Does::RecvFrom { max, flags } => {
            let code = format!("recvfrom({sock}, buf, {max}, {}, NULL, NULL)", with(flags, act));
            received(act, &code, paper);
        }
        Does::RecvExact { bytes } => {
            let end = "\"end-of-stream\"";
            paper.code(&format!("show(\"{label}\", recv_exactly({sock}, buf, {bytes}, {end}));"));
        }
        Does::RecvMessage { .. } if act.nonblocking => {
            return Err(words::no_call("recv_message, nonblocking"));
        }
        Does::RecvMessage { .. } => {
            paper.code(&format!("show(\"{label}\", recv_message({sock}));"));
        }
        _ => {}
    }
    Ok(())
}

/// The flags of a call.
fn with(flags: &[Flag], act: &Act) -> String {
    let mut names: Vec<&str> = flags.iter().map(|flag| flag.as_str()).collect();
    if act.nonblocking {
        names.push("MSG_DONTWAIT");
    }
    if names.is_empty() { "0".to_owned() } else { names.join(" | ") }
}

/// A call that returns nothing to show, unless it fails.
fn checked(act: &Act, code: &str, paper: &mut Paper) {
    let label = act.does.label();
    match act.fails {
        None => {
            let name = code.split('(').next().unwrap_or_default();
            paper.code(&format!("check({code}, \"{name}\");"));
        }
        Some(fails) => {
            paper.code(&format!("if ({code} < 0)"));
            paper.code(&format!("    printf(\"{label} -> %s\\n\", {});", failure(fails)));
        }
    }
}

/// One call to the kernel that receives.
fn received(act: &Act, code: &str, paper: &mut Paper) {
    let label = act.does.label();
    let name = code.split('(').next().unwrap_or_default();
    match act.fails {
        None => paper.code(&format!("show(\"{label}\", check({code}, \"{name}\"));")),
        Some(fails) => {
            paper.code(&format!("if ({code} < 0)"));
            paper.code(&format!("    printf(\"{label} -> %s\\n\", {});", failure(fails)));
        }
    }
}

/// What is printed of an error.
fn failure(fails: Fails) -> String {
    let (code, name) = match fails {
        Fails::Framing(_) => return "fault".to_owned(),
        Fails::After(_) => ("EAGAIN", "timeout"),
        Fails::System(error) => {
            let name = framings::errno(error);
            (name, name)
        }
    };
    match code {
        "" => "strerror(errno)".to_owned(),
        code => format!("errno == {code} ? \"{name}\" : strerror(errno)"),
    }
}

fn time_limit(act: &Act, length: Duration) -> String {
    let (seconds, micros) = (length.as_secs(), length.subsec_micros());
    let sock = act.sock;
    let value = format!("&(struct timeval){{{seconds}, {micros}}}, sizeof(struct timeval)");
    format!("check(setsockopt({sock}, SOL_SOCKET, SO_RCVTIMEO, {value}), \"setsockopt\");")
}

fn options(act: &Act, set: &[OptionSetting], paper: &mut Paper) -> Said {
    for OptionSetting { name, value } in set {
        let value = match (name, value) {
            (OptionName::SoLinger, OptionValue::Switch(_)) => linger(0, 0),
            (OptionName::SoLinger, OptionValue::Number(n)) => linger(1, *n),
            (_, OptionValue::Switch(on)) => format!("&(int){{{}}}, sizeof(int)", u8::from(*on)),
            (_, OptionValue::Number(n)) => format!("&(int){{{n}}}, sizeof(int)"),
        };
        let code = format!("setsockopt({}, {}, {value})", act.sock, option(*name)?);
        match (&act.does, act.fails) {
            (Does::Set { .. }, Some(_)) => checked(act, &code, paper),
            _ => paper.code(&format!("check({code}, \"{name}\");")),
        }
    }
    Ok(())
}

fn linger(on: u8, seconds: i64) -> String {
    format!("&(struct linger){{{on}, {seconds}}}, sizeof(struct linger)")
}

/// An option, as C on Linux has it.
fn option(name: OptionName) -> Result<String, Text> {
    use OptionName as O;
    let level = match name {
        O::TcpNodelay | O::TcpCork | O::TcpQuickack | O::TcpMaxseg | O::TcpUserTimeout => "TCP",
        O::TcpKeepidle | O::TcpKeepintvl | O::TcpKeepcnt | O::TcpNotsentLowat => "TCP",
        O::UdpCork | O::UdpSegment | O::UdpGro => "UDP",
        O::IpRecverr => "IP",
        O::Ipv6V6only => "IPV6",
        O::SoSndbuf | O::SoRcvbuf | O::SoReuseaddr | O::SoReuseport | O::SoLinger => "",
        O::SoRcvlowat | O::SoKeepalive => "",
        O::TcpNopush | O::SoExclusiveaddruse | O::SoListenqlen | O::SoListenqlimit => "none",
        O::SioUdpConnreset | O::SioTcpSetAckFrequency => "none",
    };
    match level {
        "none" => Err(words::no_option(name.as_str(), "C")),
        "" => Ok(format!("SOL_SOCKET, {name}")),
        level => Ok(format!("IPPROTO_{level}, {name}")),
    }
}
