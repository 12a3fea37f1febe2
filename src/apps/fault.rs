//! What the tutorials' programs do wrong. A program `--as-taught` does it, too, and says so when it does.

use crate::model::named_enum;

named_enum! {
    /// A fault of a tutorial's program.
    pub enum Fault {
        /// The client has left, and the loop goes on: `recv` returns nothing, again and again.
        Spins = "spins",
        /// An error of a call, which nobody catches, ends the whole server.
        Dies = "dies",
        /// An error of a call, which nobody catches, ends the thread of its connection.
        ThreadDies = "thread-dies",
        /// What came is no UTF-8: decoding it raises an error, which nobody catches.
        NotText = "not-text",
        /// What came is no text in the client's encoding: decoding it raises an error, which nobody catches.
        AnswerNotText = "answer-not-text",
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
        /// An answer is longer than the one `recv` that takes it: the rest comes with the next command.
        Leftover = "leftover",
        /// A command printed nothing: `send` of nothing sends nothing, and both sides wait.
        EmptyAnswer = "empty-answer",
        /// The server answers one command, and leaves the connection lying.
        OneCommand = "one-command",
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
        /// After `file` comes something else than a name and a length.
        NoNameAndLength = "no-name-and-length",
        /// What is taken for an answer was there before the question was sent, on a stream.
        OneBehind = "one-behind",
        /// What the server says before anything is asked is taken for an answer.
        SpokeFirst = "spoke-first",
        /// What is left of an answer is taken for the length of the next, which is no number.
        NoNumber = "no-number",
        /// The server has closed over an upload that failed, and a download takes that for a missing file.
        FailedUpload = "failed-upload",
        /// Fewer bytes come than a size takes.
        HalfSize = "half-size",
        /// An error of a call ends the client.
        ClientDies = "client-dies",
        /// A size is less than nothing, and all of it seems to have come.
        NegativeSize = "negative-size",
        /// What is left of an answer is taken for a header, which is none.
        NoHeader = "no-header",
    }
}

impl Fault {
    /// The scenario that explains it, as `stickydemo run` takes it.
    pub fn scenario(self) -> &'static str {
        match self {
            Fault::Spins => "end-of-stream",
            Fault::Dies | Fault::ThreadDies | Fault::EmptyLogin | Fault::BlankAccount => "login",
            Fault::NotText | Fault::AnswerNotText => "utf8-cut",
            Fault::NoFormat => "time",
            Fault::OneServed | Fault::Unserved => "one-at-a-time",
            Fault::DatagramCut => "udp-truncation",
            Fault::NothingSent => "empty-message",
            Fault::NoAnswer => "udp-missing-recv",
            Fault::Stranger => "udp-connect",
            Fault::HalfDigest | Fault::HalfChallenge => "auth",
            Fault::ClosedUnread | Fault::ClientDies => "end-of-stream",
            Fault::Leftover | Fault::EmptyAnswer | Fault::OneCommand | Fault::OneOfTwo => {
                "remote-command"
            }
            Fault::CountsAll | Fault::OneRecv | Fault::AckGlued | Fault::NoNumber => "length-ack",
            Fault::AnswerTooLong => "udp-too-big",
            Fault::OthersWait | Fault::SecondWaits | Fault::NotItsAnswer => "udp-many-clients",
            Fault::EndsWithClient => "json-header",
            Fault::SwallowsNext
            | Fault::TooManyValues
            | Fault::NegativeSize
            | Fault::FailedUpload
            | Fault::HalfSize
            | Fault::SizeInName
            | Fault::UnreadReply
            | Fault::NoHeader
            | Fault::GoneForGood => "file-by-lines",
            Fault::CommaInName | Fault::FileFirst | Fault::NoNameAndLength => "stamp",
            Fault::Undecoded => "utf8-cut",
            Fault::OneBehind => "remote-command",
            Fault::SpokeFirst => "auth",
        }
    }
}
