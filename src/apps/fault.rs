//! What the tutorials' programs do wrong. A program `--as-taught` does it, too, and says so when it does.

use crate::model::named_enum;

named_enum! {
    /// A fault of a tutorial's program.
    pub enum Fault {
        /// The client has left, and the loop goes on: `recv` returns nothing, again and again.
        Spins = "spins",
        /// An answer is longer than the one `recv` that takes it: the rest comes with the next command.
        Leftover = "leftover",
        /// A command printed nothing: `send` of nothing sends nothing, and both sides wait.
        EmptyAnswer = "empty-answer",
        /// The server answers one command, and leaves the connection lying.
        OneCommand = "one-command",
        /// An error of a call, which nobody catches, ends the whole server.
        Dies = "dies",
        /// The loop adds the length of all that it has so far, and stops too early.
        CountsAll = "counts-all",
        /// One `recv` of the whole length is taken for the whole answer.
        OneRecv = "one-recv",
        /// `recv(1024)` takes the next command along with the acknowledgement.
        AckGlued = "ack-glued",
        /// Two datagrams come for each command, and one is read.
        OneOfTwo = "one-of-two",
        /// An answer is longer than a datagram: the error ends the server.
        AnswerTooLong = "answer-too-long",
    }
}

impl Fault {
    /// The scenario that explains it, as `stickydemo run` takes it.
    pub fn scenario(self) -> &'static str {
        match self {
            Fault::Spins => "end-of-stream",
            Fault::Leftover | Fault::EmptyAnswer | Fault::OneCommand | Fault::OneOfTwo => {
                "remote-command"
            }
            Fault::Dies => "login",
            Fault::CountsAll | Fault::OneRecv | Fault::AckGlued => "length-ack",
            Fault::AnswerTooLong => "udp-too-big",
        }
    }
}
