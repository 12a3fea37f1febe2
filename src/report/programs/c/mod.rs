//! C11, and the calls of POSIX: a program as a whole. Its calls are in `calls`, the framings in `framings` and `exhibits`.

mod calls;
mod exhibits;
mod framings;

use super::form::{Act, Does, Fails, Form, Line, Part, Receives};
use super::paper::{Escape, Paper, escaped};
use crate::lang::programs as words;
use crate::model::{ErrorName, Family, FramingSpec, Text};

type Said = Result<(), Text>;

/// What a program of this case needs to know everywhere.
struct C<'f> {
    form: &'f Form,
    part: &'f Part,
    /// Whether its calls go to more than one port.
    ports: bool,
}

/// Writes a program.
pub(super) fn write(form: &Form, part: &Part, paper: &mut Paper) -> Said {
    let ports = part.acts().iter().flat_map(|act| ports(&act.does)).any(|port| port > 0);
    let c = C { form, part, ports };
    let receives = Receives::of(part);
    let framed = part.has(|act| matches!(act.does, Does::SendMessage { .. })) || receives.is_some();
    let helpers = match (&form.framing, framed) {
        (Some(framing), true) => {
            let wrong = words::wrong_line().get(paper.lang).to_owned();
            framings::of(framing, part, receives.unwrap_or_default(), &wrong)?
        }
        _ => framings::Helpers::default(),
    };
    // What is needed before it is what is used in it.
    let mut body = paper.blank();
    c.main(&mut body)?;
    let mut used = format!("{}{}{}", helpers.send, helpers.receive, body.text());
    let faults = used.contains("recv_exactly(") || used.contains("fault");
    let exactly = framings::exactly(part);
    let functions = [
        ("recv_exactly(", exactly.as_str()),
        ("send_all(", framings::SEND_ALL),
        ("show(", if faults { SHOW_FAULT } else { SHOW }),
        ("check(", CHECK),
    ];
    let needed: Vec<&str> = functions
        .into_iter()
        .filter(|(name, _)| used.contains(name))
        .map(|(_, code)| code)
        .collect();
    needed.iter().for_each(|code| used.push_str(code));
    includes(&used, paper);
    c.globals(&used, paper);
    for code in needed.iter().rev() {
        paper.code(code);
    }
    for code in [&helpers.send, &helpers.receive].into_iter().filter(|code| !code.is_empty()) {
        paper.code(code);
    }
    paper.append(body);
    Ok(())
}

/// The headers of what is used.
fn includes(used: &str, paper: &mut Paper) {
    let all: [(&[&str], &str); 13] = [
        (&["errno"], "errno"),
        (&["AF_INET"], "netinet/in"),
        (&["TCP_"], "netinet/tcp"),
        (&["UDP_"], "netinet/udp"),
        (&["SIGPIPE"], "signal"),
        (&["printf(", "puts(", "perror("], "stdio"),
        (&["atoi(", "atol("], "stdlib"),
        (&["strerror(", "memset(", "memcpy(", "memchr(", "strspn(", "strlen("], "string"),
        (&[""], "sys/socket"),
        (&["struct timeval"], "sys/time"),
        (&["struct iovec"], "sys/uio"),
        (&["AF_UNIX"], "sys/un"),
        (&["close(", "usleep("], "unistd"),
    ];
    for (words, name) in all {
        if words.iter().any(|word| used.contains(word)) {
            paper.code(&format!("#include <{name}.h>"));
        }
    }
}

const CHECK: &str = "
static long check(long n, const char *call) {
    if (n < 0) perror(call), exit(1);
    return n;
}";

const SHOW: &str = r#"
static void show(const char *call, long n) {
    printf("%s -> %ld b'", call, n);
    for (long i = 0; i < n && i < 32; i++)
        printf(buf[i] < ' ' || buf[i] > '~' || buf[i] == '\\' ? "\\x%02x" : "%c", buf[i]);
    puts("'");
}"#;

const SHOW_FAULT: &str = r#"
static void show(const char *call, long n) {
    if (n < 0) printf("%s -> %s\n", call, fault);
    else printf("%s -> %ld b'", call, n);
    for (long i = 0; i < n && i < 32; i++)
        printf(buf[i] < ' ' || buf[i] > '~' || buf[i] == '\\' ? "\\x%02x" : "%c", buf[i]);
    if (n >= 0) puts("'");
}"#;

/// Whether a call makes its socket.
fn makes(does: &Does) -> bool {
    matches!(
        does,
        Does::Listen { .. } | Does::Accept { .. } | Does::Connect { .. } | Does::Bind { .. }
    )
}

/// The ports that a call names.
fn ports(does: &Does) -> Vec<u16> {
    match does {
        Does::Listen { port, .. } | Does::Bind { port, .. } | Does::SendTo { port, .. } => {
            vec![*port]
        }
        Does::Connect { port, local, .. } => std::iter::once(*port).chain(*local).collect(),
        _ => Vec::new(),
    }
}

impl C<'_> {
    fn globals(&self, used: &str, paper: &mut Paper) {
        let size = self.part.acts().iter().map(|act| room(&act.does)).max().unwrap_or(1).max(1);
        paper.code("");
        match self.form.family {
            _ if self.form.unix => {
                paper.code("static struct sockaddr_un addr = {.sun_family = AF_UNIX};");
            }
            Family::Ipv4 => paper.code("static struct sockaddr_in addr = {.sin_family = AF_INET};"),
            Family::Ipv6 => {
                paper.code("static struct sockaddr_in6 addr = {.sin6_family = AF_INET6};");
            }
        }
        if used.contains("buf") {
            paper.code(&format!("static unsigned char buf[{size}];"));
        }
        if used.contains("fault") {
            paper.code("static const char *fault;");
        }
    }

    fn main(&self, paper: &mut Paper) -> Said {
        paper.code("\nint main(int argc, char **argv) {");
        paper.inside(|paper| {
            if self.ports {
                paper.code("int port = argc > 1 ? atoi(argv[1]) : 9000;");
            }
            if let Some(list) = self.variables() {
                paper.code(&list);
            }
            match self.form.family {
                _ if self.form.unix => paper.say(&words::unix_name()),
                Family::Ipv4 => paper.code("addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);"),
                Family::Ipv6 => paper.code("addr.sin6_addr = in6addr_loopback;"),
            }
            if !self.ports {
                let port = self.port(0).replace("port)", "argc > 1 ? atoi(argv[1]) : 9000)");
                paper.code(&port);
            }
            if self.part.has(breaks) {
                paper.say(&words::no_signal());
                paper.code("signal(SIGPIPE, SIG_IGN);");
            }
            self.lines(&self.part.body, paper)
        })?;
        paper.code("}");
        Ok(())
    }

    /// The variables that have to be there before anything is done: those of sockets that a loop makes.
    fn variables(&self) -> Option<String> {
        let mut names: Vec<String> = Vec::new();
        for act in self.part.acts() {
            let name = act.sock.to_string();
            if makes(&act.does) && !self.is_declared_there(act) && !names.contains(&name) {
                names.push(name);
            }
        }
        let gets = |act: &Act| matches!(act.does, Does::Get { option } if !option.is_read_only());
        if self.part.has(gets) {
            names.push("value".to_owned());
        }
        (!names.is_empty()).then(|| format!("int {};", names.join(", ")))
    }

    /// The socket that a call makes, with its type where it is declared there.
    fn declared(&self, act: &Act) -> String {
        match self.is_declared_there(act) {
            true => format!("int {}", act.sock),
            false => act.sock.to_string(),
        }
    }

    /// Whether a socket is declared where it is made: not in a loop.
    fn is_declared_there(&self, act: &Act) -> bool {
        self.part.body.iter().any(|line| match line {
            Line::Act(made) => made.sock == act.sock && makes(&made.does),
            Line::Pause(..) | Line::Note(_) | Line::Ready => false,
            Line::Hold(_) | Line::Repeat(..) => false,
        })
    }

    /// Whether a socket is asked for anything after it has been made.
    fn is_used(&self, act: &Act) -> bool {
        match &act.does {
            Does::Accept { set, .. } => {
                let others = |other: &Act| other.sock == act.sock && other != act;
                !set.is_empty() || self.part.has(others)
            }
            _ => true,
        }
    }

    fn port(&self, port: u16) -> String {
        if self.form.unix {
            let port = if port > 0 { format!("port + {port}") } else { "port".to_owned() };
            return format!("sprintf(addr.sun_path + 1, \"stickydemo-%05d\", {port});");
        }
        let field = match self.form.family {
            Family::Ipv4 => "sin_port",
            Family::Ipv6 => "sin6_port",
        };
        match port {
            0 => format!("addr.{field} = htons(port);"),
            port => format!("addr.{field} = htons(port + {port});"),
        }
    }

    fn at(&self, port: u16, paper: &mut Paper) {
        if self.ports {
            paper.code(&self.port(port));
        }
    }

    fn lines(&self, body: &[Line], paper: &mut Paper) -> Said {
        for line in body {
            match line {
                Line::Pause(length, why) => {
                    paper.say(why);
                    paper.code(&format!("usleep({});", length.as_micros()));
                }
                Line::Note(why) => paper.say(why),
                Line::Ready => paper.code("puts(\"ready\"), fflush(stdout);"),
                Line::Hold(why) => {
                    paper.say(why);
                    paper.code("getchar();");
                }
                Line::Repeat(times, inner) => {
                    let i = if paper.depth > 1 { "j" } else { "i" };
                    let mut body = paper.blank();
                    body.depth = paper.depth + 1;
                    self.lines(inner, &mut body)?;
                    let (open, close) = match body.lines().len() {
                        1 => ("", ""),
                        _ => (" {", "}"),
                    };
                    paper.code(&format!("for (int {i} = 0; {i} < {times}; {i}++){open}"));
                    paper.append(body);
                    if !close.is_empty() {
                        paper.code(close);
                    }
                }
                Line::Act(act) => self.act(act, paper)?,
            }
        }
        Ok(())
    }
}

/// Whether a call is to fail with what would end the program.
fn breaks(act: &Act) -> bool {
    act.fails == Some(Fails::System(ErrorName::BrokenPipe))
}

/// The bytes that a call needs room for.
fn room(does: &Does) -> u64 {
    match does {
        Does::Recv { max, .. } | Does::RecvFrom { max, .. } => *max,
        Does::RecvExact { bytes } => *bytes,
        Does::Send { data, .. } | Does::SendAll { data } => data.len().unwrap_or(0),
        Does::SendTo { data, .. } | Does::SendMessage { data } => data.len().unwrap_or(0),
        // One more `recv` than fits the longest.
        Does::RecvMessage { max } if *max < FramingSpec::DEFAULT_BUFFER => framings::ROOM + max,
        Does::RecvMessage { .. } => framings::ROOM,
        _ => 0,
    }
}

fn literal(bytes: &[u8]) -> String {
    let text = match super::paper::readable(bytes) {
        Some(text) => text.replace('\\', "\\\\").replace('"', "\\\""),
        None => escaped(bytes, b'"', Escape::Octal),
    };
    // No trigraphs.
    format!("\"{}\"", text.replace("??", "?\\?"))
}
