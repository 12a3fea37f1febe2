//! Mistakes beside the framing's: what a program with each of them would come to in a trial. Pure models, as those of the
//! exhibits are; only a loop that never rests shows by itself, and whoever runs the program has seen it.

use super::models::{Failure, framed, right};
use super::{Exam, Kind, MIXED, Trial};
use crate::framing::{Decoder, Framing, from_spec, pack};
use crate::model::{FramingSpec, Header, PrefixLayout, named_enum};
use bytes::{Bytes, BytesMut};

named_enum! {
    /// A mistake that is not one of the framing.
    pub enum Habit {
        /// That `recv` returns no bytes is not looked at: the loop goes on for ever at the end of the stream.
        EndIgnored = "end-ignored",
        /// A loop looks with MSG_PEEK until enough is there.
        PeekLoop = "peek-loop",
        /// Whatever one `recv` returns is answered as a message.
        PieceAsMessage = "piece-as-message",
        /// One buffer for all clients.
        SharedBuffer = "shared-buffer",
        /// Spaces and line ends are taken off a message.
        Stripped = "stripped",
    }
}

/// A program with one of them.
#[derive(Debug, Clone)]
pub(super) enum Model {
    /// It strips messages.
    Strips,
    /// It shares its buffer.
    Shares(Buffer),
    /// It answers pieces of at most so many bytes.
    Pieces(Piece, usize),
}

/// What becomes of a shared buffer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Buffer {
    /// It stays as it is.
    Kept,
    /// Whoever connects empties it.
    Emptied,
    /// It stays as it is, and one client is served after the other.
    InTurn,
}

/// What is taken for the message in a piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// All of it, and the answer is sent as it is.
    Raw,
    /// All but spaces and line ends; this ends the answer, whatever is in it.
    Line(Bytes),
    /// All but so many bytes in front.
    Behind(usize),
}

/// As much a `recv` of a tutorial asks for, in bytes.
const ASKED: [usize; 3] = [1024, 4096, 65_536];

/// Those that there are for a framing.
pub(super) fn models(framing: &FramingSpec) -> Vec<(Habit, Model)> {
    let behind = match framing {
        FramingSpec::LengthPrefix { header, includes_header: false, layout, .. }
            if *layout == PrefixLayout::default() && *header != Header::Varint =>
        {
            pack(*header, 0).ok().map(|bytes| Piece::Behind(bytes.len()))
        }
        FramingSpec::Delimiter { delimiter, escape: None, .. } => {
            Some(Piece::Line(delimiter.clone().into()))
        }
        FramingSpec::Lines { .. } => Some(Piece::Line(Bytes::from_static(b"\n"))),
        _ => None,
    };
    let buffers = [Buffer::Kept, Buffer::Emptied, Buffer::InTurn];
    let pieces = [Some(Piece::Raw), behind].into_iter().flatten();
    let pieces = pieces.flat_map(|piece| ASKED.map(|most| Model::Pieces(piece.clone(), most)));
    let shares = buffers.into_iter().map(|buffer| (Habit::SharedBuffer, Model::Shares(buffer)));
    [(Habit::Stripped, Model::Strips)]
        .into_iter()
        .chain(shares)
        .chain(pieces.map(|model| (Habit::PieceAsMessage, model)))
        .collect()
}

impl Model {
    /// Whether it answers where it fails: who is silent there is another.
    pub(super) fn speaks(&self) -> bool {
        match self {
            Model::Strips | Model::Pieces(..) => true,
            Model::Shares(_) => false,
        }
    }

    /// How it would fail in a trial; none: it would pass.
    pub(super) fn fails(&self, exam: &Exam, trial: &Trial) -> Option<Failure> {
        let framing = from_spec(&exam.framing);
        let right = match self {
            Model::Strips => strips(exam, trial, &*framing),
            Model::Shares(buffer) => shares(*buffer, exam, trial, &*framing),
            Model::Pieces(piece, most) => pieces((piece, *most), exam, trial, &*framing),
        };
        right.map(|right| Failure { right, memory: false })
    }
}

/// An answer, framed; nothing where it cannot be.
fn answer(exam: &Exam, message: &[u8], framing: &dyn Framing) -> Bytes {
    framed(&exam.protocol.answer(message), framing).into()
}

fn strips(exam: &Exam, trial: &Trial, framing: &dyn Framing) -> Option<usize> {
    let messages = trial.stream.whole_messages();
    let sent: Vec<Bytes> =
        messages.map(|message| answer(exam, message.trim_ascii(), framing)).collect();
    right(exam, &sent, &trial.due)
}

/// A piece as a message.
fn pieces(
    (piece, most): (&Piece, usize),
    exam: &Exam,
    trial: &Trial,
    framing: &dyn Framing,
) -> Option<usize> {
    let bytes = &trial.stream.bytes;
    let ends = trial.cuts.iter().copied().chain([bytes.len()]);
    let mut at = 0;
    let mut sent = Vec::new();
    for end in ends {
        for piece_of in bytes.get(at..end).unwrap_or_default().chunks(most) {
            sent.push(match piece {
                Piece::Raw => exam.protocol.answer(piece_of),
                Piece::Line(end) => {
                    [exam.protocol.answer(piece_of.trim_ascii()), end.clone()].concat().into()
                }
                Piece::Behind(header) => {
                    answer(exam, piece_of.get(*header..).unwrap_or_default(), framing)
                }
            });
        }
        at = end;
    }
    right(exam, &sent, &trial.due)
}

/// One decoder for two clients, or for one after the other.
fn shares(buffer: Buffer, exam: &Exam, trial: &Trial, framing: &dyn Framing) -> Option<usize> {
    let mut shared = Shared { decoder: framing.decoder(), pending: BytesMut::new(), broken: false };
    let bytes = &trial.stream.bytes;
    match (trial.kind, &trial.other, buffer) {
        (Kind::TwoClients, Some((other, due)), Buffer::Kept | Buffer::Emptied) => {
            let cut = trial.cuts.first().copied().unwrap_or(0).min(bytes.len());
            let mut first = shared.answers(exam, &bytes[..cut], framing);
            if buffer == Buffer::Emptied {
                (shared.decoder, shared.pending) = (framing.decoder(), BytesMut::new());
            }
            let second = shared.answers(exam, &other.bytes, framing);
            first.extend(shared.answers(exam, &bytes[cut..], framing));
            right(exam, &first, &trial.due).or_else(|| right(exam, &second, due))
        }
        // What is left over stands before what the next client says.
        (Kind::CutShort, _, Buffer::Kept | Buffer::InTurn) => Some(MIXED),
        _ => None,
    }
}

struct Shared {
    decoder: Box<dyn Decoder>,
    pending: BytesMut,
    broken: bool,
}

impl Shared {
    /// What is answered to these bytes.
    fn answers(&mut self, exam: &Exam, bytes: &[u8], framing: &dyn Framing) -> Vec<Bytes> {
        self.pending.extend_from_slice(bytes);
        let mut sent = Vec::new();
        while !self.broken {
            match self.decoder.decode(&mut self.pending) {
                Ok(Some(message)) => sent.push(answer(exam, &message, framing)),
                Ok(None) => break,
                Err(_) => self.broken = true,
            }
        }
        sent
    }
}
