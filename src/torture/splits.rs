//! Which splits there are of each kind.

use super::{NEAR, Plan, RANDOM, Stream, Trial};
use crate::model::random::Random;

/// The most cuts of a random split.
const CUTS: usize = 12;

/// Calls `f` with the cuts of every split of a kind: rising, each inside the stream.
pub(super) fn each(trial: Trial, stream: &Stream, plan: Plan, f: &mut dyn FnMut(&[usize])) {
    let every_pair = plan.every_pair || stream.is_short();
    match trial {
        Trial::AsSent => f(&stream.sends()),
        Trial::Glued => f(&[]),
        Trial::OneCut => (1..stream.bytes.len()).for_each(|cut| f(&[cut])),
        Trial::TwoCuts if every_pair => pairs(&every_byte(stream), f),
        Trial::NearEdges if !every_pair => pairs(&near_edges(stream), f),
        Trial::TwoCuts | Trial::NearEdges => {}
        Trial::ByteByByte => f(&every_byte(stream)),
        Trial::Random if stream.bytes.len() < 2 => {}
        Trial::Random => random(stream, plan.seed, f),
        Trial::CutShort | Trial::TooLarge | Trial::Hostile => {}
    }
}

/// A cut before every byte but the first.
pub(super) fn every_byte(stream: &Stream) -> Vec<usize> {
    (1..stream.bytes.len()).collect()
}

/// The first bytes each by itself: as many as any header has.
pub(super) fn first_bytes(stream: &Stream) -> Vec<usize> {
    (1..stream.bytes.len().min(12)).collect()
}

fn pairs(places: &[usize], f: &mut dyn FnMut(&[usize])) {
    for (at, &first) in places.iter().enumerate() {
        for &second in &places[at + 1..] {
            f(&[first, second]);
        }
    }
}

/// The places near an edge: of a `send`, of a frame, of 1024 bytes of a body.
pub(super) fn near_edges(stream: &Stream) -> Vec<usize> {
    let mut edges = stream.sends();
    for frame in &stream.frames {
        let body = frame.start + frame.header;
        edges.extend([frame.start, body, frame.end()]);
        edges.extend((body..frame.end()).step_by(1024));
    }
    let near = |edge: &usize| edge.saturating_sub(NEAR)..=edge + NEAR;
    let mut places: Vec<usize> = edges.iter().flat_map(near).collect();
    places.retain(|place| (1..stream.bytes.len()).contains(place));
    places.sort_unstable();
    places.dedup();
    places
}

fn random(stream: &Stream, seed: u64, f: &mut dyn FnMut(&[usize])) {
    let (mut random, len) = (Random::new(seed), stream.bytes.len());
    for _ in 0..RANDOM {
        let many = 1 + random.below(CUTS);
        let mut cuts: Vec<usize> =
            (0..many).map(|_| 1 + random.below(len.saturating_sub(1))).collect();
        cuts.sort_unstable();
        cuts.dedup();
        cuts.retain(|cut| *cut < len);
        f(&cuts);
    }
}
