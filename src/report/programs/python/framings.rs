//! How a student would write each framing in Python.

use super::{exhibits, text};
use crate::lang::programs as words;
use crate::model::{FramingSpec, Header, PrefixLayout, Text, TooLong};
use crate::report::programs::form::Receives;
use crate::report::programs::paper::{Escape, escaped};

/// Reads exactly so many bytes, for a framing; with a buffer of its own if the scenario has one.
pub(super) fn exactly(how: Receives) -> String {
    match how.own_buffer() {
        Some(buffer) => {
            EXACTLY.replace("n - len(data))\n", &format!("min({buffer}, n - len(data)))\n"))
        }
        None => EXACTLY.to_owned(),
    }
}

const EXACTLY: &str = "\
def recv_exactly(sock, n, end='end-inside-frame'):
    data = b''
    while len(data) < n:
        piece = sock.recv(n - len(data))
        if not piece:
            raise EOFError('end-inside-frame' if data else end)
        data += piece
    return data";

/// The same for a program without one.
pub(super) const EXACTLY_ALONE: &str = "\
def recv_exactly(sock, n):
    data = b''
    while len(data) < n:
        piece = sock.recv(n - len(data))
        if not piece:
            raise EOFError('end-of-stream')
        data += piece
    return data";

/// `send_message` and `recv_message`.
#[derive(Default)]
pub(super) struct Helpers {
    pub(super) send: String,
    pub(super) receive: String,
}

/// The functions of a framing.
pub(super) fn framing_of(
    framing: &FramingSpec,
    how: Receives,
    wrong: &str,
) -> Result<Helpers, Text> {
    let no = || words::no_framing(framing.kind(), "Python");
    Ok(match framing {
        FramingSpec::Fixed { len, pad } if !how.resumes => fixed(*len, *pad),
        FramingSpec::Delimiter { delimiter, or, escape: None, too_long: TooLong::Close, max }
            if or.is_empty() && !how.several =>
        {
            delimited(delimiter, *max, how.buffer)
        }
        FramingSpec::Lines { too_long: TooLong::Close, max } if !how.several => {
            lined(*max, how.buffer)
        }
        FramingSpec::LengthPrefix { header, includes_header, layout, too_long, max } => {
            let plain = *layout == PrefixLayout::default() && *too_long == TooLong::Close;
            let number = number(*header).filter(|_| plain).ok_or_else(no)?;
            match how.resumes {
                false => prefixed(number, *includes_header, *max),
                true if how.several => return Err(no()),
                true => resuming(number, *includes_header, *max, how.buffer),
            }
        }
        FramingSpec::JsonHeader { header, key, header_max, max } if !how.resumes => {
            json_header(number(*header).ok_or_else(no)?, key, (*header_max, *max))
        }
        FramingSpec::Netstring { .. } if !how.resumes => {
            in_digits("b'%d:%b,' % (len(data), data)", "b':'", "", 1)
        }
        FramingSpec::Resp { .. } if !how.resumes => {
            let frame = "b'$%d\\r\\n%b\\r\\n' % (len(data), data)";
            in_digits(frame, "b'\\r\\n'", ".strip(b'$')", 2)
        }
        FramingSpec::UntilClose { max } if !how.resumes && how.ends_once() => {
            until_close(*max, how.buffer, how.ends)
        }
        FramingSpec::Fixed { .. }
        | FramingSpec::Delimiter { .. }
        | FramingSpec::Lines { .. }
        | FramingSpec::JsonHeader { .. }
        | FramingSpec::Netstring { .. }
        | FramingSpec::Resp { .. }
        | FramingSpec::UntilClose { .. }
        | FramingSpec::LengthAck { .. }
        | FramingSpec::ContentLength { .. }
        | FramingSpec::Slip { .. }
        | FramingSpec::Cobs { .. }
        | FramingSpec::Json { .. } => return Err(no()),
        FramingSpec::Broken { exhibit } if !how.resumes && !how.several => {
            exhibits::of(*exhibit, wrong).ok_or_else(no)?
        }
        FramingSpec::Broken { .. } => return Err(no()),
    })
}

/// The bytes of a number, and what its conversion is told.
type Number = (u32, &'static str);

fn number(header: Header) -> Option<Number> {
    Some(match header {
        Header::U8 => (1, "'big'"),
        Header::U16be => (2, "'big'"),
        Header::U16le => (2, "'little'"),
        Header::U24be => (3, "'big'"),
        Header::U24le => (3, "'little'"),
        Header::U32be => (4, "'big'"),
        Header::U32le => (4, "'little'"),
        Header::U64be => (8, "'big'"),
        Header::U64le => (8, "'little'"),
        Header::I32be => (4, "'big', signed=True"),
        Header::I32le => (4, "'little', signed=True"),
        Header::Varint => return None,
    })
}

pub(super) const SEND: &str = "def send_message(sock, data):\n";
pub(super) const RECEIVE: &str = "def recv_message(sock):\n";

fn prefix_of(includes_header: bool, size: u32, order: &str) -> (String, String) {
    let (more, less) = match includes_header {
        true => (format!(" + {size}"), format!(" - {size}")),
        false => (String::new(), String::new()),
    };
    let send = format!(
        "{SEND}    head = (len(data){more}).to_bytes({size}, {order})
    sock.sendall(head + data)"
    );
    (send.replace("(len(data)).to", "len(data).to"), less)
}

/// What is wrong with a length.
fn length_checked(max: u64) -> String {
    format!(
        "    if length < 0:
        raise ValueError('bad-frame')
    if length > {max}:
        raise ValueError('frame-too-large')"
    )
}

fn prefixed((size, order): Number, includes_header: bool, max: u64) -> Helpers {
    let (send, less) = prefix_of(includes_header, size, order);
    let checked = length_checked(max);
    let receive = format!(
        "{RECEIVE}    head = recv_exactly(sock, {size}, 'end-of-stream')
    length = int.from_bytes(head, {order}){less}
{checked}
    return recv_exactly(sock, length)"
    );
    Helpers { send, receive }
}

/// A reader that can be called again after it has waited in vain: what it has is kept.
fn resuming((size, order): Number, includes_header: bool, max: u64, buffer: u64) -> Helpers {
    let (send, less) = prefix_of(includes_header, size, order);
    let checked = length_checked(max);
    let receive = format!(
        "buffer = b''


def fill(sock, n):
    global buffer
    while len(buffer) < n:
        piece = sock.recv({buffer})
        if not piece:
            raise EOFError('end-inside-frame' if buffer else 'end-of-stream')
        buffer += piece


{RECEIVE}    global buffer
    fill(sock, {size})
    length = int.from_bytes(buffer[:{size}], {order}){less}
{checked}
    fill(sock, {size} + length)
    message, buffer = buffer[{size}:{size} + length], buffer[{size} + length:]
    return message"
    );
    Helpers { send, receive }
}

fn fixed(len: u32, pad: Option<u8>) -> Helpers {
    let (check, strip) = match pad {
        Some(pad) => {
            let pad = escaped(&[pad], b'\'', Escape::Hex);
            let check = format!(
                "    if data.endswith(b'{pad}'):
        raise ValueError('bad-frame')
    if len(data) > {len}:
        raise ValueError('frame-too-large')
    sock.sendall(data.ljust({len}, b'{pad}'))"
            );
            (check, format!(".rstrip(b'{pad}')"))
        }
        None => {
            let check = "        raise ValueError('bad-frame')\n    sock.sendall(data)";
            (format!("    if len(data) != {len}:\n{check}"), String::new())
        }
    };
    let receive = format!("{RECEIVE}    return recv_exactly(sock, {len}, 'end-of-stream'){strip}");
    Helpers { send: format!("{SEND}{check}"), receive }
}

fn delimited(delimiter: &[u8], max: u64, buffer: u64) -> Helpers {
    let end = format!("b'{}'", escaped(delimiter, b'\'', Escape::Hex));
    let receive = format!(
        "buffer = b''


{RECEIVE}    global buffer
    while {end} not in buffer and len(buffer) <= {max}:
        piece = sock.recv({buffer})
        if not piece:
            raise EOFError('end-inside-frame' if buffer else 'end-of-stream')
        buffer += piece
    message, end, rest = buffer.partition({end})
    if len(message) > {max}:
        raise ValueError('frame-too-large')
    buffer = rest
    return message"
    );
    let send = format!(
        "{SEND}    if {end} in data:
        raise ValueError('bad-frame')
    sock.sendall(data + {end})"
    );
    Helpers { send, receive }
}

fn lined(max: u64, buffer: u64) -> Helpers {
    let receive = format!(
        "buffer = b''


{RECEIVE}    global buffer
    while b'\\n' not in buffer and len(buffer) <= {max}:
        piece = sock.recv({buffer})
        if not piece and buffer in (b'', b'\\r'):
            raise EOFError('end-of-stream')
        buffer += piece or b'\\n'
    line, end, rest = buffer.partition(b'\\n')
    if len(line) > {max}:
        raise ValueError('frame-too-large')
    buffer = rest
    return line[:-1] if line.endswith(b'\\r') else line"
    );
    let send = format!(
        "{SEND}    if b'\\n' in data or data.endswith(b'\\r'):
        raise ValueError('bad-frame')
    sock.sendall(data + b'\\n')"
    );
    Helpers { send, receive }
}

fn json_header((size, order): Number, key: &str, (header_max, max): (u64, u64)) -> Helpers {
    let key = text(key);
    let send = format!(
        "{SEND}    head = json.dumps({{{key}: len(data)}}).encode()
    sock.sendall(len(head).to_bytes({size}, {order}) + head + data)"
    );
    let receive = format!(
        "{RECEIVE}    head = recv_exactly(sock, {size}, 'end-of-stream')
    length = int.from_bytes(head, {order})
    if length > {header_max}:
        raise ValueError('frame-too-large')
    head = recv_exactly(sock, length)
    try:
        size = json.loads(head)[{key}]
    except (ValueError, KeyError):
        raise ValueError('bad-frame')
    if size > {max}:
        raise ValueError('frame-too-large')
    return recv_exactly(sock, size)"
    );
    Helpers { send, receive }
}

fn in_digits(frame: &str, end: &str, strip: &str, behind: u32) -> Helpers {
    let receive = format!(
        "{RECEIVE}    digits = recv_exactly(sock, 1, 'end-of-stream')
    while not digits.endswith({end}):
        digits += recv_exactly(sock, 1)
    digits = digits[:-{behind}]{strip}
    return recv_exactly(sock, int(digits) + {behind})[:-{behind}]"
    );
    Helpers { send: format!("{SEND}    sock.sendall({frame})"), receive }
}

fn until_close(max: u64, buffer: u64, ends: bool) -> Helpers {
    let (before, after) = match ends {
        false => (RECEIVE.to_owned(), ""),
        true => (
            format!(
                "ended = False


{RECEIVE}    global ended
    if ended:
        raise EOFError('end-of-stream')
"
            ),
            "    ended = True\n",
        ),
    };
    let receive = format!(
        "{before}    data = b''
    while True:
        piece = sock.recv({buffer})
        data += piece
        if len(data) > {max}:
            raise ValueError('frame-too-large')
        if not piece:
            break
{after}    return data"
    );
    Helpers { send: format!("{SEND}    sock.sendall(data)"), receive }
}
