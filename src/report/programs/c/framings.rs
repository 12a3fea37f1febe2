//! How a student would write each framing in C.

use super::exhibits;
use crate::lang::programs as words;
use crate::model::{ErrorName, FramingSpec, Header, PrefixLayout, Text, TooLong};
use crate::report::programs::form::{Does, Fails, Part, Receives};
use crate::report::programs::paper::{Escape, escaped};

/// The longest message that a reader has room for.
pub(super) const ROOM: u64 = 1 << 20;

/// Reads exactly so many bytes.
pub(super) fn exactly(part: &Part) -> String {
    let times_out = part.has(|act| matches!(act.fails, Some(Fails::After(_))));
    let error = if times_out { TIMED } else { "strerror(errno)" };
    let left = match Receives::of(part).and_then(Receives::own_buffer) {
        Some(buffer) => format!("n - got < {buffer} ? n - got : {buffer}"),
        None => "n - got".to_owned(),
    };
    EXACTLY.replace("ERROR", error).replace("LEFT", &left)
}

const EXACTLY: &str = r#"
static long recv_exactly(int sock, void *data, long n, const char *end) {
    for (long got = 0, r; got < n; got += r)
        if ((r = recv(sock, (char *)data + got, LEFT, 0)) <= 0)
            return fault = r < 0 ? ERROR : got ? "end-inside-frame" : end, -1;
    return n;
}"#;

const TIMED: &str = r#"errno == EAGAIN ? "timeout" : strerror(errno)
                               "#;

/// Sends all.
pub(super) const SEND_ALL: &str = r#"
static long send_all(int sock, const void *data, long n) {
    for (long sent = 0, r; sent < n; sent += r)
        if ((r = send(sock, (const char *)data + sent, n - sent, 0)) < 0) return -1;
    return n;
}"#;

/// `send_message` and `recv_message`.
#[derive(Default)]
pub(super) struct Helpers {
    pub(super) send: String,
    pub(super) receive: String,
}

/// The functions of a framing, as far as a program uses them.
pub(super) fn of(
    framing: &FramingSpec,
    part: &Part,
    how: Receives,
    wrong: &str,
) -> Result<Helpers, Text> {
    let no = || words::no_framing(framing.kind(), "C");
    if how.resumes {
        return Err(no());
    }
    let mut helpers = match framing {
        FramingSpec::LengthPrefix { header, includes_header, layout, too_long, max } => {
            let plain = *layout == PrefixLayout::default() && *too_long == TooLong::Close;
            let number = number(*header).filter(|_| plain && *max <= ROOM).ok_or_else(no)?;
            prefixed(number, *includes_header, *max)
        }
        FramingSpec::Delimiter { delimiter, or, escape: None, too_long: TooLong::Close, max }
            if or.is_empty() && !how.several && *max <= ROOM =>
        {
            match delimiter.as_slice() {
                [end] => delimited(*end, *max, how.buffer),
                _ => return Err(no()),
            }
        }
        FramingSpec::Fixed { len, pad } => fixed(*len, *pad),
        FramingSpec::Lines { too_long: TooLong::Close, max } if !how.several && *max <= ROOM => {
            lined(*max, how.buffer)
        }
        FramingSpec::Netstring { .. } => in_digits("%lu:", "':'", ",", ""),
        FramingSpec::Resp { .. } => in_digits("$%lu\\r\\n", "'\\n'", "\\r\\n", " + 1"),
        FramingSpec::UntilClose { max } if how.ends_once() && *max <= ROOM => {
            until_close(*max, how)
        }
        FramingSpec::Delimiter { .. }
        | FramingSpec::Lines { .. }
        | FramingSpec::JsonHeader { .. }
        | FramingSpec::UntilClose { .. }
        | FramingSpec::LengthAck { .. }
        | FramingSpec::ContentLength { .. }
        | FramingSpec::Slip { .. }
        | FramingSpec::Cobs { .. }
        | FramingSpec::Json { .. } => return Err(no()),
        FramingSpec::Broken { exhibit } if !how.several => {
            exhibits::of(*exhibit, wrong).ok_or_else(no)?
        }
        FramingSpec::Broken { .. } => return Err(no()),
    };
    if !part.has(|act| matches!(act.does, Does::SendMessage { .. })) {
        helpers.send.clear();
    }
    if !part.has(|act| matches!(act.does, Does::RecvMessage { .. })) {
        helpers.receive.clear();
    }
    Ok(helpers)
}

/// The bytes of a number, whether its first is the most significant, and the largest it holds.
type Number = (u32, bool, u64);

fn number(header: Header) -> Option<Number> {
    Some(match header {
        Header::U8 => (1, true, 0xff),
        Header::U16be => (2, true, 0xffff),
        Header::U16le => (2, false, 0xffff),
        Header::U24be => (3, true, 0xff_ffff),
        Header::U24le => (3, false, 0xff_ffff),
        Header::I32be => (4, true, 0x7fff_ffff),
        Header::I32le => (4, false, 0x7fff_ffff),
        Header::U32be => (4, true, 0xffff_ffff),
        Header::U32le => (4, false, 0xffff_ffff),
        Header::U64be => (8, true, u64::MAX),
        Header::U64le => (8, false, u64::MAX),
        Header::Varint => return None,
    })
}

/// What the exhibits have: `i32le`, and at most 1 MiB.
pub(super) fn plain() -> Helpers {
    prefixed((4, false, 0x7fff_ffff), false, ROOM)
}

fn prefixed((size, big, most): Number, includes_header: bool, max: u64) -> Helpers {
    let (more, less) = match includes_header {
        true => (format!(" + {size}"), format!(" - {size}")),
        false => Default::default(),
    };
    let place = if big { format!("({size} - 1 - i)") } else { "i".to_owned() };
    let shift = match big {
        true => "length = length << 8 | head[i];",
        false => "length |= (long)head[i] << 8 * i;",
    };
    let send = format!(
        "
static long send_message(int sock, const void *data, unsigned long n) {{
    static unsigned char frame[{size} + {ROOM}];
    if (n{more} > {most}UL) return fault = \"out-of-range\", -1;
    for (int i = 0; i < {size}; i++)
        frame[i] = (n{more}) >> 8 * {place};
    memcpy(frame + {size}, data, n);
    return send_all(sock, frame, {size} + n);
}}"
    );
    let send = send.replace("(n) >> ", "n >> ");
    let receive = format!(
        "
static long recv_message(int sock) {{
    unsigned char head[{size}];
    long length = 0;
    if (recv_exactly(sock, head, {size}, \"end-of-stream\") < 0) return -1;
    for (int i = 0; i < {size}; i++)
        {shift}
    length = {}length{less};
    if (length < 0) return fault = \"bad-frame\", -1;
    if (length > {max}) return fault = \"frame-too-large\", -1;
    return recv_exactly(sock, buf, length, \"end-inside-frame\");
}}",
        if size == 4 && most == 0x7fff_ffff { "(int)" } else { "" }
    );
    let receive = receive.replace("    length = length;\n", "");
    // Without a sign, and with nothing taken off, it cannot be less than 0.
    let signed = includes_header || most == 0x7fff_ffff;
    let receive = match (signed, size) {
        (true, _) => receive,
        (false, size) => {
            let negative = "    if (length < 0) return fault = \"bad-frame\", -1;\n";
            let receive = receive.replace(negative, "");
            if size == 8 { receive.replace("long length", "unsigned long length") } else { receive }
        }
    };
    Helpers { send, receive }
}

pub(super) fn delimited(end: u8, max: u64, buffer: u64) -> Helpers {
    let end = one(end);
    let send = format!(
        "
static long send_message(int sock, const void *data, unsigned long n) {{
    static char frame[{ROOM} + 1];
    if (memchr(data, {end}, n)) return fault = \"bad-frame\", -1;
    memcpy(frame, data, n);
    frame[n] = {end};
    return send_all(sock, frame, n + 1);
}}"
    );
    let receive = format!(
        "
static long recv_message(int sock) {{
    static char kept[{max} + {buffer}], *found;
    static long have;
    while (!(found = memchr(kept, {end}, have)) && have <= {max}) {{
        long r = recv(sock, kept + have, {buffer}, 0);
        fault = r < 0 ? (errno == EAGAIN ? \"timeout\" : strerror(errno))
                      : have ? \"end-inside-frame\" : \"end-of-stream\";
        if (r <= 0) return -1;
        have += r;
    }}
    long n = found ? found - kept : have;
    if (n > {max}) return fault = \"frame-too-large\", -1;
    memcpy(buf, kept, n);
    memmove(kept, found + 1, have -= n + 1);
    return n;
}}"
    );
    Helpers { send, receive }
}

fn fixed(len: u32, pad: Option<u8>) -> Helpers {
    let Some(pad) = pad else {
        let send = format!(
            "
static long send_message(int sock, const void *data, unsigned long n) {{
    if (n != {len}) return fault = \"bad-frame\", -1;
    return send_all(sock, data, n);
}}"
        );
        let receive = format!(
            "
static long recv_message(int sock) {{
    return recv_exactly(sock, buf, {len}, \"end-of-stream\");
}}"
        );
        return Helpers { send, receive };
    };
    let pad = one(pad);
    let send = format!(
        "
static long send_message(int sock, const void *data, unsigned long n) {{
    char frame[{len}];
    if (n && ((const char *)data)[n - 1] == {pad}) return fault = \"bad-frame\", -1;
    if (n > {len}) return fault = \"frame-too-large\", -1;
    memset(frame, {pad}, {len});
    memcpy(frame, data, n);
    return send_all(sock, frame, {len});
}}"
    );
    let receive = format!(
        "
static long recv_message(int sock) {{
    long n = recv_exactly(sock, buf, {len}, \"end-of-stream\");
    while (n > 0 && buf[n - 1] == {pad}) n--;
    return n;
}}"
    );
    Helpers { send, receive }
}

/// Lines: what ends one is taken off, a carriage return before it, too; the last may have no end.
fn lined(max: u64, buffer: u64) -> Helpers {
    let send = format!(
        "
static long send_message(int sock, const void *data, unsigned long n) {{
    static char line[{ROOM} + 1];
    memcpy(line, data, n);
    if (memchr(line, '\\n', n) || (n && line[n - 1] == '\\r')) return fault = \"bad-frame\", -1;
    line[n] = '\\n';
    return send_all(sock, line, n + 1);
}}"
    );
    let receive = format!(
        "
static long recv_message(int sock) {{
    static char kept[{max} + {buffer} + 1], *found;
    static long have;
    while (!(found = memchr(kept, '\\n', have)) && have <= {max}) {{
        long r = recv(sock, kept + have, {buffer}, 0);
        if (r < 0) return fault = errno == EAGAIN ? \"timeout\" : strerror(errno), -1;
        if (!r && (!have || (have == 1 && *kept == '\\r'))) return fault = \"end-of-stream\", -1;
        if (!r) kept[have] = '\\n', r = 1;
        have += r;
    }}
    long n = found ? found - kept : have;
    if (n > {max}) return fault = \"frame-too-large\", -1;
    memcpy(buf, kept, n);
    memmove(kept, found + 1, have -= n + 1);
    return n && buf[n - 1] == '\\r' ? n - 1 : n;
}}"
    );
    Helpers { send, receive }
}

/// A length in digits; `end` is the last byte behind them, `tail` stands behind the message.
fn in_digits(head: &str, end: &str, tail: &str, skip: &str) -> Helpers {
    let behind = if skip.is_empty() { 1 } else { 2 };
    let send = format!(
        "
static long send_message(int sock, const void *data, unsigned long n) {{
    static char frame[{ROOM} + 32];
    long head = sprintf(frame, \"{head}\", n);
    memcpy(frame + head, data, n);
    memcpy(frame + head + n, \"{tail}\", {behind});
    return send_all(sock, frame, head + n + {behind});
}}"
    );
    let receive = format!(
        "
static long recv_message(int sock) {{
    char digits[32] = \"\";
    long n = 0;
    do
        if (recv_exactly(sock, digits + n, 1, n ? \"end-inside-frame\" : \"end-of-stream\") < 0)
            return -1;
    while (digits[n++] != {end} && n < 31);
    n = atol(digits{skip});
    if (n < 0 || n > {ROOM} - 2) return fault = \"frame-too-large\", -1;
    return recv_exactly(sock, buf, n + {behind}, \"end-inside-frame\") < 0 ? -1 : n;
}}"
    );
    Helpers { send, receive }
}

/// A byte between single quotes.
fn one(byte: u8) -> String {
    format!("'{}'", escaped(&[byte], b'\'', Escape::Octal))
}

fn until_close(max: u64, how: Receives) -> Helpers {
    let asked =
        how.own_buffer().map_or_else(|| "sizeof buf - n".to_owned(), |buffer| buffer.to_string());
    let send = "
static long send_message(int sock, const void *data, unsigned long n) {
    return send_all(sock, data, n);
}"
    .to_owned();
    let receive = format!(
        "
static long recv_message(int sock) {{
    long n = 0, r = 1;
    for (; r > 0 && n <= {max}; n += r > 0 ? r : 0)
        r = recv(sock, buf + n, {asked}, 0);
    fault = r < 0 ? (errno == EAGAIN ? \"timeout\" : strerror(errno)) : \"frame-too-large\";
    return r ? -1 : n;
}}"
    );
    let once = "
static long recv_message(int sock) {
    static int ended;
    if (ended) return fault = \"end-of-stream\", -1;";
    let receive = match how.ends {
        false => receive,
        true => receive
            .replace("\nstatic long recv_message(int sock) {", once)
            .replace("    return r ?", "    ended = r == 0;\n    return r ?"),
    };
    Helpers { send, receive }
}

/// What C calls an error; nothing where it has no name of its own.
pub(super) fn errno(error: ErrorName) -> &'static str {
    use ErrorName as E;
    match error {
        E::Refused => "ECONNREFUSED",
        E::Reset => "ECONNRESET",
        E::BrokenPipe => "EPIPE",
        E::Aborted => "ECONNABORTED",
        E::AddressInUse => "EADDRINUSE",
        E::AddressNotAvailable => "EADDRNOTAVAIL",
        E::MessageTooLong => "EMSGSIZE",
        E::WouldBlock => "EAGAIN",
        E::InProgress => "EINPROGRESS",
        E::ConnectionTimedOut => "ETIMEDOUT",
        E::NotConnected => "ENOTCONN",
        E::AlreadyConnected => "EISCONN",
        E::DestinationRequired => "EDESTADDRREQ",
        E::NoBufferSpace => "ENOBUFS",
        E::PermissionDenied => "EACCES",
        E::InvalidArgument => "EINVAL",
        E::NotSupported => "EOPNOTSUPP",
        E::Unreachable | E::Unsupported | E::TooManyOpen | E::Interrupted | E::Timeout => "",
        E::FrameTooLarge | E::EndInsideFrame | E::EndOfStream | E::OutOfRange => "",
        E::BadFrame | E::Other => "",
    }
}
