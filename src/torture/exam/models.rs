//! The exhibits in the framing that is examined: what each of them would answer.

use super::super::Stream;
use super::super::feed::Feed;
use super::{Answers, Exam, Trial};
use crate::framing::broken::{self, BodyRecvUnchecked, Broken, DelimiterInside, LengthWithoutEnd};
use crate::framing::{Fed, Framing, Reader, Stop, from_spec};
use crate::model::{Exhibit, FramingSpec, Header, PrefixLayout};
use bytes::Bytes;

/// A program with one wrong line.
pub(super) struct Model {
    /// The mistake.
    pub(super) exhibit: Exhibit,
    broken: Option<Box<dyn Broken>>,
    /// Whether the mistake is in what it reads, and in what it sends.
    pub(super) reads: bool,
    sends: bool,
}

/// What a program would come to in a trial.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Failure {
    /// How many answers are right before it fails.
    pub(super) right: usize,
    /// Whether it is the memory that it takes.
    pub(super) memory: bool,
}

/// The models of a framing: those mistakes that can be made in it.
pub(super) fn models(framing: &FramingSpec) -> Vec<Model> {
    match framing {
        FramingSpec::LengthPrefix { header, includes_header: false, layout, .. }
            if *layout == PrefixLayout::default() =>
        {
            Exhibit::ALL.iter().flat_map(|exhibit| prefixed(*exhibit, *header)).collect()
        }
        FramingSpec::LengthAck { end, .. } => vec![
            Model::of(
                Exhibit::LengthWithoutEnd,
                Some(Box::new(LengthWithoutEnd { end: *end })),
                (true, false),
            ),
            Model::of(Exhibit::UnreadAck, None, (true, false)),
        ],
        FramingSpec::Delimiter { delimiter, escape: Some(_), .. } => {
            let ways = [(true, false), (false, true), (true, true)];
            let broken = || DelimiterInside { delimiter: delimiter.clone().into() };
            let model = |way| Model::of(Exhibit::DelimiterInside, Some(Box::new(broken())), way);
            ways.into_iter().map(model).collect()
        }
        FramingSpec::Fixed { .. }
        | FramingSpec::Delimiter { .. }
        | FramingSpec::LengthPrefix { .. }
        | FramingSpec::Lines { .. }
        | FramingSpec::JsonHeader { .. }
        | FramingSpec::Netstring { .. }
        | FramingSpec::Resp { .. }
        | FramingSpec::ContentLength { .. }
        | FramingSpec::Slip { .. }
        | FramingSpec::Cobs { .. }
        | FramingSpec::Json { .. }
        | FramingSpec::UntilClose { .. }
        | FramingSpec::Broken { .. } => Vec::new(),
    }
}

/// The mistake about a length in bytes, where there is one: in reading, in sending, or both.
fn prefixed(exhibit: Exhibit, header: Header) -> Vec<Model> {
    let ways: &[(bool, bool)] = match exhibit {
        Exhibit::LengthInCharacters => &[(false, true)],
        Exhibit::TwoByteLength => &[(true, false), (false, true), (true, true)],
        Exhibit::BodyRecv1024
        | Exhibit::SumOfEverything
        | Exhibit::HeaderRecvOnce
        | Exhibit::BodyRecvOnce
        | Exhibit::LengthWithoutEnd
        | Exhibit::UnreadAck
        | Exhibit::DelimiterInside
        | Exhibit::SignedLength
        | Exhibit::NoMaximum
        | Exhibit::Utf8PerPiece
        | Exhibit::EndAsMessageEnd => &[(true, false)],
    };
    let with = |way: &(bool, bool)| {
        let broken = broken::with_header(exhibit, header)?;
        Some(Model::of(exhibit, Some(broken), *way))
    };
    // As it is written by those who do not look at what `recv` returns, either.
    let unchecked = (exhibit == Exhibit::BodyRecvOnce && header != Header::Varint)
        .then(|| Model::of(exhibit, Some(Box::new(BodyRecvUnchecked(header))), (true, false)));
    ways.iter().filter_map(with).chain(unchecked).collect()
}

impl Model {
    fn of(exhibit: Exhibit, broken: Option<Box<dyn Broken>>, (reads, sends): (bool, bool)) -> Self {
        Model { exhibit, broken, reads, sends }
    }

    /// How it would fail in a trial; none: it would pass.
    pub(super) fn fails(&self, exam: &Exam, trial: &Trial) -> Option<Failure> {
        let framing = from_spec(&exam.framing);
        let (messages, memory) = self.reads(exam, trial, &*framing);
        if memory {
            return Some(Failure { right: 0, memory });
        }
        let answers = messages.iter().map(|message| exam.protocol.answer(message));
        let sent = answers.map(|answer| self.sent(&answer, &*framing));
        right(exam, sent, &trial.due).map(|right| Failure { right, memory })
    }

    /// What it takes for messages, and whether it stops because it asks for memory.
    fn reads(&self, exam: &Exam, trial: &Trial, framing: &dyn Framing) -> (Vec<Bytes>, bool) {
        let left_unread = self.exhibit == Exhibit::UnreadAck;
        let acked = left_unread.then(|| with_acks(&trial.stream, framing));
        let stream = acked.as_ref().unwrap_or(&trial.stream);
        let mut cuts: Vec<usize> = exam.stops(trial).into_iter().map(|(at, _)| at).collect();
        cuts.dedup();
        cuts.retain(|cut| *cut < stream.bytes.len());
        let mut feed = Feed::new(stream, if left_unread { &[] } else { &cuts });
        let mut reader: Box<dyn Reader> = match &self.broken {
            Some(broken) if self.reads => broken.reader(),
            Some(_) | None => Box::new(Fed::new(framing)),
        };
        let mut messages = Vec::new();
        // One more than are due is wrong already.
        while messages.len() <= trial.due.len() {
            match reader.next(&mut feed) {
                Ok(message) => messages.push(message),
                Err(stop) => return (messages, matches!(stop, Stop::Memory { .. })),
            }
        }
        (messages, false)
    }

    /// What it sends for an answer; nothing where it refuses.
    fn sent(&self, answer: &[u8], framing: &dyn Framing) -> Vec<u8> {
        if let Some(broken) = self.broken.as_ref().filter(|_| self.sends) {
            return broken.sends(answer).unwrap_or_default().concat();
        }
        framed(answer, framing)
    }
}

/// An answer in its frame; nothing where it is refused: it is one that does not come.
pub(super) fn framed(answer: &[u8], framing: &dyn Framing) -> Vec<u8> {
    let mut frame = Vec::new();
    framing.encode(answer, &mut frame).ok();
    frame
}

/// How many of these bytes, as answers, are right; none: all that are due.
pub(super) fn right(
    exam: &Exam,
    sent: impl IntoIterator<Item = impl AsRef<[u8]>>,
    due: &[Bytes],
) -> Option<usize> {
    let mut answers = Answers::new(&exam.framing, due);
    for bytes in sent {
        if answers.is_lost() {
            break;
        }
        answers.feed(bytes.as_ref());
    }
    answers.end();
    answers.fault(due, true).map(|fault| fault.right())
}

/// What comes to a program whose answers are acknowledged, too: behind each message the acknowledgement of its answer.
fn with_acks(stream: &Stream, framing: &dyn Framing) -> Stream {
    let mut bytes = Vec::new();
    let mut at = 0;
    for frame in &stream.frames {
        let end = frame.end().min(stream.bytes.len());
        bytes.extend_from_slice(stream.bytes.get(at..end).unwrap_or_default());
        let whole = frame.end() <= stream.bytes.len();
        let pause = framing.pause(frame.message.len() as u64).filter(|_| whole);
        bytes.extend(pause.into_iter().flat_map(|pause| pause.answer));
        at = end;
    }
    bytes.extend_from_slice(stream.bytes.get(at..).unwrap_or_default());
    Stream { bytes: bytes.into(), ..Stream::default() }
}
