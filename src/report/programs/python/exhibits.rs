//! The broken framings in Python: right in all but the line that is marked.

use super::framings::{Helpers, RECEIVE, SEND};
use crate::model::Exhibit;

/// The functions of an exhibit; nothing where they would be too long, or not short of a computer's memory.
pub(super) fn of(exhibit: Exhibit, wrong: &str) -> Option<Helpers> {
    let right_send = format!("{SEND}    sock.sendall(len(data).to_bytes(4, 'little') + data)");
    let read = |body: &str| format!("{HEAD}{}", body.replace("WRONG", wrong));
    let (send, receive) = match exhibit {
        Exhibit::BodyRecv1024 => (right_send, read(BODY_RECV_1024)),
        Exhibit::SumOfEverything => (right_send, read(SUM_OF_EVERYTHING)),
        Exhibit::BodyRecvOnce => (right_send, read(BODY_RECV_ONCE)),
        Exhibit::HeaderRecvOnce => {
            let head = HEAD_ONCE.replace("WRONG", wrong);
            (right_send, format!("{head}    return recv_exactly(sock, length)"))
        }
        Exhibit::LengthInCharacters => {
            let length = format!("    length = len(data.decode())  # {wrong}\n");
            let send =
                format!("{SEND}{length}    sock.sendall(length.to_bytes(4, 'little') + data)");
            (send, read("    return recv_exactly(sock, length)"))
        }
        Exhibit::UnreadAck => {
            let ack = "    sock.sendall('a.txt 上传成功'.encode())";
            let last = format!("    return recv_exactly(sock, length)  # {wrong}");
            (format!("{right_send}\n{ack}"), read(&last))
        }
        Exhibit::LengthWithoutEnd => {
            let send = format!(
                "{SEND}    sock.sendall(b'%d' % len(data))  # {wrong}\n    sock.sendall(data)"
            );
            (send, LENGTH_WITHOUT_END.replace("WRONG", wrong))
        }
        Exhibit::DelimiterInside => {
            let send = format!("{SEND}    sock.sendall(data + b'\\n')  # {wrong}");
            (send, LINES.to_owned())
        }
        Exhibit::SignedLength
        | Exhibit::TwoByteLength
        | Exhibit::NoMaximum
        | Exhibit::Utf8PerPiece
        | Exhibit::EndAsMessageEnd => return None,
    };
    debug_assert!(receive.contains(RECEIVE));
    Some(Helpers { send, receive })
}

const HEAD: &str = "\
def recv_message(sock):
    head = recv_exactly(sock, 4, 'end-of-stream')
    length = int.from_bytes(head, 'little', signed=True)
    if length < 0:
        raise ValueError('bad-frame')
    if length > 1048576:
        raise ValueError('frame-too-large')
";

const HEAD_ONCE: &str = "\
def recv_message(sock):
    head = sock.recv(4)  # WRONG
    if not head:
        raise EOFError('end-of-stream')
    if len(head) != 4:
        raise ValueError('bad-frame')
    length = int.from_bytes(head, 'little', signed=True)
    if length < 0:
        raise ValueError('bad-frame')
    if length > 1048576:
        raise ValueError('frame-too-large')
";

const BODY_RECV_1024: &str = "    data = b''
    while len(data) < length:
        piece = sock.recv(1024)  # WRONG
        if not piece:
            raise EOFError('end-inside-frame')
        data += piece
    return data";

const SUM_OF_EVERYTHING: &str = "    data, received = b'', 0
    while received < length:
        piece = sock.recv(min(1024, length - received))
        if not piece:
            raise EOFError('end-inside-frame')
        data += piece
        received += len(data)  # WRONG
    return data";

const BODY_RECV_ONCE: &str = "    data = sock.recv(length)  # WRONG
    if not data and length > 0:
        raise EOFError('end-inside-frame')
    return data";

const LENGTH_WITHOUT_END: &str = "\
def recv_message(sock):
    digits = sock.recv(1024)  # WRONG
    if not digits:
        raise EOFError('end-of-stream')
    if not digits.isdigit():
        raise ValueError('bad-frame')
    return recv_exactly(sock, int(digits))";

const LINES: &str = "\
buffer = b''


def recv_message(sock):
    global buffer
    while b'\\n' not in buffer:
        piece = sock.recv(1024)
        if not piece:
            raise EOFError('end-inside-frame' if buffer else 'end-of-stream')
        buffer += piece
    message, end, buffer = buffer.partition(b'\\n')
    return message";
