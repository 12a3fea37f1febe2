//! The broken framings in C: right in all but the line that is marked.

use super::framings::{Helpers, ROOM, delimited, plain};
use crate::model::Exhibit;

/// The functions of an exhibit; nothing where they would be too long, or not short of a computer's memory.
pub(super) fn of(exhibit: Exhibit, wrong: &str) -> Option<Helpers> {
    let Helpers { send, receive } = plain();
    let wrong = format!("  // {wrong}");
    let sends = |code: &str| code.replace("  // WRONG", &wrong).replace("ROOM", &ROOM.to_string());
    let (send, receive) = match exhibit {
        Exhibit::UnreadAck => {
            let sent = "    return send_all(sock, frame, 4 + n);";
            let send = send.replace(sent, UNREAD_ACK);
            (send, receive.replace(BODY, &format!("{BODY}{wrong}")))
        }
        Exhibit::LengthInCharacters => (sends(LENGTH_IN_CHARACTERS), receive),
        Exhibit::LengthWithoutEnd => {
            (sends(LENGTH_IN_DIGITS), LENGTH_WITHOUT_END.replace("  // WRONG", &wrong))
        }
        Exhibit::DelimiterInside => (sends(DELIMITER_INSIDE), delimited(b'\n', ROOM, 1024).receive),
        Exhibit::BodyRecv1024
        | Exhibit::SumOfEverything
        | Exhibit::HeaderRecvOnce
        | Exhibit::BodyRecvOnce
        | Exhibit::SignedLength
        | Exhibit::TwoByteLength
        | Exhibit::NoMaximum
        | Exhibit::Utf8PerPiece
        | Exhibit::EndAsMessageEnd => return None,
    };
    Some(Helpers { send, receive })
}

const BODY: &str = r#"    return recv_exactly(sock, buf, length, "end-inside-frame");"#;

const UNREAD_ACK: &str = r#"    if (send_all(sock, frame, 4 + n) < 0) return -1;
    const char *ack = "a.txt 上传成功";
    return send_all(sock, ack, strlen(ack));"#;

const LENGTH_IN_CHARACTERS: &str = "
static long send_message(int sock, const void *data, unsigned long n) {
    static unsigned char frame[4 + ROOM];
    unsigned long length = 0;
    memcpy(frame + 4, data, n);
    for (unsigned long i = 0; i < n; i++)
        length += (frame[4 + i] & 0xc0) != 0x80;  // WRONG
    for (int i = 0; i < 4; i++)
        frame[i] = length >> 8 * i;
    return send_all(sock, frame, 4 + n);
}";

const LENGTH_IN_DIGITS: &str = r#"
static long send_message(int sock, const void *data, unsigned long n) {
    char digits[32];
    if (send_all(sock, digits, sprintf(digits, "%lu", n)) < 0) return -1;  // WRONG
    return send_all(sock, data, n);
}"#;

const LENGTH_WITHOUT_END: &str = r#"
static long recv_message(int sock) {
    char digits[1025] = "";
    long r = recv(sock, digits, 1024, 0);  // WRONG
    if (r < 0) return fault = errno == EAGAIN ? "timeout" : strerror(errno), -1;
    if (r == 0) return fault = "end-of-stream", -1;
    if ((long)strspn(digits, "0123456789") < r) return fault = "bad-frame", -1;
    return recv_exactly(sock, buf, atol(digits), "end-inside-frame");
}"#;

const DELIMITER_INSIDE: &str = r"
static long send_message(int sock, const void *data, unsigned long n) {
    static char frame[ROOM + 1];
    memcpy(frame, data, n);
    frame[n] = '\n';  // WRONG
    return send_all(sock, frame, n + 1);
}";
