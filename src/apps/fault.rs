//! What the tutorials' programs do wrong. A program `--as-taught` does it, too, and says so when it does.

use crate::model::named_enum;

named_enum! {
    /// A fault of a tutorial's program.
    pub enum Fault {
        /// The client has left, and the loop goes on: `recv` returns nothing, again and again.
        Spins = "spins",
        /// A datagram of another client waits while somebody types an answer.
        OthersWait = "others-wait",
        /// A client's next datagram waits while somebody types an answer to the one before.
        SecondWaits = "second-waits",
        /// What is taken for an answer was there before the question was sent.
        NotItsAnswer = "not-its-answer",
        /// The client has left, and the server, which takes no header for one, ends with it.
        EndsWithClient = "ends-with-client",
        /// A receive asks for more than is left of the file, and takes the next header along.
        SwallowsNext = "swallows-next",
        /// The command has come together with what follows it, and has more than two values.
        TooManyValues = "too-many-values",
        /// The command has come together with the size, which is now in the name.
        SizeInName = "size-in-name",
        /// The answer to an upload was not read, and is taken for the size of a download.
        UnreadReply = "unread-reply",
        /// The server closed for a missing file; from then on each file seems to be missing.
        GoneForGood = "gone-for-good",
        /// A comma in the name: what follows it is taken for the length.
        CommaInName = "comma-in-name",
        /// The word `file` is sent before the file is looked for.
        FileFirst = "file-first",
        /// What came is no UTF-8: decoding it raises an error, and the connection's thread ends.
        Undecoded = "undecoded",
        /// A client over the limit was accepted, and nobody takes care of it.
        Unserved = "unserved",
        /// After `file` comes something else than a name and a length.
        NoNameAndLength = "no-name-and-length",
        /// What is taken for an answer was there before the question was sent, on a stream.
        OneBehind = "one-behind",
    }
}

impl Fault {
    /// The scenario that explains it, as `stickydemo run` takes it.
    pub fn scenario(self) -> &'static str {
        match self {
            Fault::Spins => "end-of-stream",
            Fault::OthersWait | Fault::SecondWaits | Fault::NotItsAnswer => "udp-many-clients",
            Fault::EndsWithClient => "json-header",
            Fault::SwallowsNext
            | Fault::TooManyValues
            | Fault::SizeInName
            | Fault::UnreadReply
            | Fault::GoneForGood => "file-by-lines",
            Fault::CommaInName | Fault::FileFirst | Fault::NoNameAndLength => "stamp",
            Fault::Undecoded => "utf8-cut",
            Fault::Unserved => "one-at-a-time",
            Fault::OneBehind => "remote-command",
        }
    }
}
