//! What an answer is on the wire.

use super::super::{Frames, said_in};
use super::commands::Answer;
use crate::model::{TextEncoding, Transport, named_enum};

named_enum! {
    /// What the client says when it has read the length.
    #[derive(Default)]
    pub enum Ack {
        /// Ten bytes.
        #[default]
        RecvReady = "recv_ready",
        /// Two bytes.
        Ok = "ok",
    }
}

named_enum! {
    /// Which of its two streams a command's answer is.
    pub enum Order {
        /// Standard output, then standard error.
        OutErr = "out-err",
        /// Standard error, then standard output.
        ErrOut = "err-out",
        /// Standard error if there is any, else standard output.
        ErrOrOut = "err-or-out",
        /// Standard output alone.
        Out = "out",
    }
}

impl Order {
    /// The tutorials': each of them has its own.
    pub fn usual(transport: Transport, framing: Frames, ack: Ack) -> Self {
        match (transport, framing, ack) {
            (Transport::Udp, _, _) => Order::ErrOut,
            (_, Frames::None | Frames::Json, _) => Order::OutErr,
            (_, Frames::Ack, Ack::Ok) => Order::Out,
            (_, Frames::Ack | Frames::I32le | Frames::U32be, _) => Order::ErrOrOut,
        }
    }

    /// Whether both streams are sent, always.
    pub fn is_both(self) -> bool {
        matches!(self, Order::OutErr | Order::ErrOut)
    }
}

impl Answer {
    /// What is sent, one send for each; `joined`: standard output and standard error in one. What the
    /// server has to say itself, in this encoding, stands at the end of standard error, or where that is not sent, of what is.
    pub(super) fn pieces(self, order: Order, joined: bool, encoding: TextEncoding) -> Vec<Vec<u8>> {
        let Answer { out, err, note } = self;
        let noted = |stream: Vec<u8>| {
            let goes_on = !note.is_empty() && stream.last().is_some_and(|last| *last != b'\n');
            let note = said_in(&format!("{}{note}", if goes_on { "\n" } else { "" }), encoding);
            [stream, note].concat()
        };
        match order {
            Order::OutErr if joined => vec![[out, noted(err)].concat()],
            Order::OutErr => vec![out, noted(err)],
            Order::ErrOut => vec![noted(err), out],
            Order::ErrOrOut if err.is_empty() => vec![noted(out)],
            Order::ErrOrOut => vec![noted(err)],
            Order::Out => vec![noted(out)],
        }
    }
}

/// The header that one tutorial's server writes, as Python's `json.dumps` does; name and md5 are fixed texts there,
/// and say nothing of the answer.
pub(super) fn json_header(total: usize) -> String {
    format!(r#"{{"file_name": "a.txt", "total_size": {total}, "md5": "asdfasdf123123x1"}}"#)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(order: Order, joined: bool, err: &str, note: &str) -> Vec<String> {
        let answer = Answer { out: b"out".into(), err: err.into(), note: note.to_owned() };
        let pieces = answer.pieces(order, joined, TextEncoding::Utf8);
        pieces.into_iter().map(|piece| String::from_utf8(piece).unwrap()).collect()
    }

    #[test]
    fn the_order_is_the_tutorials() {
        assert_eq!(sent(Order::OutErr, true, "err", ""), ["outerr"]);
        assert_eq!(sent(Order::OutErr, false, "err", ""), ["out", "err"]);
        assert_eq!(sent(Order::ErrOut, true, "err", ""), ["err", "out"]);
        assert_eq!(sent(Order::ErrOrOut, true, "err", ""), ["err"]);
        assert_eq!(sent(Order::ErrOrOut, true, "", ""), ["out"]);
        assert_eq!(sent(Order::Out, true, "err", ""), ["out"]);
    }

    /// What the server has to say is always sent.
    #[test]
    fn a_note_is_sent_in_every_order() {
        for (order, expected) in [
            (Order::OutErr, "out|err\n!"),
            (Order::ErrOut, "err\n!|out"),
            (Order::ErrOrOut, "err\n!"),
            (Order::Out, "out\n!"),
        ] {
            assert_eq!(sent(order, false, "err", "!").join("|"), expected);
        }
    }

    /// An answer of 3000 bytes: 69 bytes of header, 45 00 00 00 before them.
    #[test]
    fn the_header_is_the_tutorials() {
        assert_eq!(json_header(3000).len(), 0x45);
    }
}
