//! What the tutorials' programs do wrong. A program `--as-taught` does it, too, and says so when it does.

use crate::model::named_enum;

named_enum! {
    /// A fault of a tutorial's program.
    pub enum Fault {
        /// The client has left, and the loop goes on: `recv` returns nothing, again and again.
        Spins = "spins",
        /// An error of a call, which nobody catches, ends the whole server.
        Dies = "dies",
        /// What came is no UTF-8: decoding it raises an error, which nobody catches.
        NotText = "not-text",
        /// A format that is none raises an error, which nobody catches.
        NoFormat = "no-format",
        /// Another client is in the queue, and the server is with the first.
        OneServed = "one-served",
        /// A client over the limit was accepted, and nobody takes care of it.
        Unserved = "unserved",
        /// A datagram is longer than the buffer.
        DatagramCut = "datagram-cut",
        /// A client asks with nothing, over a stream, and waits.
        NothingSent = "nothing-sent",
        /// A client waits for a datagram without a limit.
        NoAnswer = "no-answer",
        /// A client takes a datagram of whoever for its server's.
        Stranger = "stranger",
        /// The end of the stream is taken for an empty login.
        EmptyLogin = "empty-login",
        /// A blank line of the accounts file is equal to an empty login.
        BlankAccount = "blank-account",
        /// One `recv` is taken for a whole digest.
        HalfDigest = "half-digest",
        /// One `recv` is taken for a whole challenge.
        HalfChallenge = "half-challenge",
        /// A connection is closed while bytes are unread.
        ClosedUnread = "closed-unread",
    }
}

impl Fault {
    /// The scenario that explains it, as `stickydemo run` takes it.
    pub fn scenario(self) -> &'static str {
        match self {
            Fault::Spins => "end-of-stream",
            Fault::Dies | Fault::EmptyLogin | Fault::BlankAccount => "login",
            Fault::NotText => "utf8-cut",
            Fault::NoFormat => "time",
            Fault::OneServed | Fault::Unserved => "one-at-a-time",
            Fault::DatagramCut => "udp-truncation",
            Fault::NothingSent => "empty-message",
            Fault::NoAnswer => "udp-missing-recv",
            Fault::Stranger => "udp-connect",
            Fault::HalfDigest | Fault::HalfChallenge => "auth",
            Fault::ClosedUnread => "end-of-stream",
        }
    }
}
