//! The streams, where they are cut, and what is asked.

use super::super::stream::{Claimed, Line};
use super::super::{Plan, Stream, Trial as Split, splits};
use super::messages::Messages;
use super::{Exam, Kind, LeftOut, Task, Trial, subject};
use crate::framing;
use crate::model::FramingSpec;
use crate::model::random::Random;
use bytes::Bytes;
use std::sync::Arc;

/// The most pairs of cuts that are tried; of more, so many are drawn.
const PAIRS: usize = 500;
/// No piece of the large message is longer, in bytes: each is one segment on every loopback (its MTU: 65536 on Linux,
/// 16384 on macOS), so that the same pieces come everywhere.
const SEGMENT: usize = 16_000;

/// All trials.
pub(super) fn exam(framing: FramingSpec, protocol: Task, seed: u64) -> Exam {
    let meant = Messages::of(&framing, seed);
    let maker = Maker { framing, protocol, seed };
    let lists = [&meant.short, &meant.long, &meant.large];
    let left_out = lists.iter().flat_map(|messages| maker.left_out(messages)).collect();
    let [short, long, large] = lists.map(|messages| maker.streams(messages));
    let (trials, pairs) = maker.trials(&short, &long, &large, &maker.streams(&meant.other));
    let Maker { framing, protocol, seed } = maker;
    Exam { framing, protocol, seed, trials, left_out, pairs }
}

struct Maker {
    framing: FramingSpec,
    protocol: Task,
    seed: u64,
}

impl Maker {
    fn line(&self, messages: &[Vec<u8>]) -> Line {
        Line::carrying(&subject(&self.framing), vec![messages.to_vec()])
    }

    /// The messages that can be sent and answered, as streams.
    fn streams(&self, messages: &[Vec<u8>]) -> Vec<Arc<Stream>> {
        let line = self.line(messages);
        let fit = |message: &Vec<u8>| self.answerable(&line.meant_as(message)).is_none();
        let those: Vec<Vec<u8>> = messages.iter().filter(|message| fit(message)).cloned().collect();
        let streams = self.line(&those).streams().into_iter();
        streams.filter(|stream| !stream.frames.is_empty()).map(Arc::new).collect()
    }

    fn left_out(&self, messages: &[Vec<u8>]) -> Vec<LeftOut> {
        let line = self.line(messages);
        let own = line.refused().into_iter();
        let own = own.map(|refused| LeftOut { bytes: refused.bytes, error: refused.error });
        let sent = messages.iter().map(|message| line.meant_as(message));
        let sent = sent.filter(|message| line.carries(message));
        own.chain(sent.filter_map(|message| self.answerable(&message))).collect()
    }

    /// Why the answer to a message cannot be sent.
    fn answerable(&self, message: &[u8]) -> Option<LeftOut> {
        let answer = self.protocol.answer(message);
        let error = framing::from_spec(&self.framing).encode(&answer, &mut Vec::new()).err()?;
        Some(LeftOut { bytes: message.len() as u64, error })
    }

    fn due(&self, stream: &Stream) -> Vec<Bytes> {
        stream.whole_messages().map(|message| self.protocol.answer(message)).collect()
    }

    fn trial(&self, kind: Kind, stream: &Arc<Stream>, cuts: Vec<usize>) -> Trial {
        let due = self.due(stream);
        Trial { kind, stream: Arc::clone(stream), cuts, due, claim: None, other: None }
    }

    /// In the order of [`Kind`]; and how many pairs there are where not all were taken.
    fn trials(
        &self,
        short: &[Arc<Stream>],
        long: &[Arc<Stream>],
        large: &[Arc<Stream>],
        other: &[Arc<Stream>],
    ) -> (Vec<Trial>, Option<u64>) {
        let plan = Plan { seed: self.seed, every_pair: true };
        let mut all = Vec::new();
        let mut split = |kind, as_torture, streams: &[Arc<Stream>]| {
            for stream in streams {
                splits::each(as_torture, stream, plan, &mut |cuts| {
                    all.push(self.trial(kind, stream, cuts.to_vec()));
                });
            }
        };
        let both = [short, long].concat();
        split(Kind::AsSent, Split::AsSent, &both);
        split(Kind::Glued, Split::Glued, &both);
        split(Kind::OneCut, Split::OneCut, short);
        split(Kind::TwoCuts, Split::TwoCuts, short);
        split(Kind::ByteByByte, Split::ByteByByte, short);
        let pairs = self.not_too_many_pairs(&mut all);
        for stream in long {
            let near = splits::near_edges(stream).into_iter();
            all.extend(near.map(|cut| self.trial(Kind::NearEdges, stream, vec![cut])));
        }
        for stream in large {
            let cuts = (1..).map(|n| n * SEGMENT).take_while(|cut| *cut < stream.bytes.len());
            all.push(self.trial(Kind::Large, stream, cuts.collect()));
        }
        all.extend(short.iter().flat_map(|stream| self.ends(stream)));
        all.extend(self.lies());
        // Where a message is a stream, one that can be stopped inside.
        let first = short.iter().max_by_key(|stream| stream.bytes.len());
        if let (Some(first), [second, ..]) = (first, other) {
            all.extend(self.two_clients(first, second));
        }
        all.sort_by_key(|trial| trial.kind);
        (all, pairs)
    }

    /// Draws some pairs of many.
    fn not_too_many_pairs(&self, all: &mut Vec<Trial>) -> Option<u64> {
        let there = all.iter().filter(|trial| trial.kind == Kind::TwoCuts).count();
        if there <= PAIRS {
            return None;
        }
        let (mut random, mut left, mut wanted) = (Random::new(self.seed), there, PAIRS);
        // Each pair is kept with the probability that leaves so many of all (selection sampling).
        all.retain(|trial| {
            if trial.kind != Kind::TwoCuts {
                return true;
            }
            let kept = random.below(left) < wanted;
            left -= 1;
            wanted -= usize::from(kept);
            kept
        });
        Some(there as u64)
    }

    /// The stream ends inside a frame, at every byte.
    fn ends(&self, stream: &Stream) -> Vec<Trial> {
        let line = self.line(&[]);
        let inside = (1..stream.bytes.len()).filter(|len| stream.is_inside_a_frame(*len));
        let short = inside.map(|len| Arc::new(line.cut_short(stream, len)));
        short.map(|short| self.trial(Kind::CutShort, &short, Vec::new())).collect()
    }

    /// Headers that lie, at once and with their first bytes one by one. Where the end of the stream ends a message, all
    /// bytes are one; and that a message is one byte too long for our own maximum is nobody else's mistake.
    fn lies(&self) -> Vec<Trial> {
        let line = self.line(&[]);
        if line.subject.takes_a_cut_for_the_end() {
            return Vec::new();
        }
        let mut all = Vec::new();
        for claimed in line.hostile_with(&[1 << 30]) {
            let Claimed::Sent(stream, claim) = claimed else { continue };
            if claim.is_some() && stream.lie == 0 {
                continue;
            }
            let stream = Arc::new(stream);
            for cuts in [Vec::new(), splits::first_bytes(&stream)] {
                all.push(Trial { claim, ..self.trial(Kind::Hostile, &stream, cuts) });
            }
        }
        all
    }

    /// The first client stops inside a header, inside a body, and between two frames.
    fn two_clients(&self, first: &Arc<Stream>, second: &Arc<Stream>) -> Vec<Trial> {
        let Some(frame) = first.frames.first() else { return Vec::new() };
        let mut places = vec![frame.start + 1, frame.end().saturating_sub(1), frame.end()];
        places.retain(|place| (1..first.bytes.len()).contains(place));
        places.dedup();
        let other = || Some((Arc::clone(second), self.due(second)));
        let trial =
            |cut| Trial { other: other(), ..self.trial(Kind::TwoClients, first, vec![cut]) };
        places.into_iter().map(trial).collect()
    }
}
