//! What is tried, one after the other, as values: whoever has something to try takes them from here.

use super::judge::Asked;
use super::stream::{Claimed, Line};
use super::{Plan, Stream, Trial, splits};

/// A stream in pieces, and what is asked of who reads it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Attempt<'a> {
    /// Of which kind it is.
    pub(super) trial: Trial,
    pub(super) stream: &'a Stream,
    /// Where pieces end: rising, each inside the stream.
    pub(super) cuts: &'a [usize],
    pub(super) asked: Asked,
    /// The bytes that a header claims, or that the message has.
    pub(super) claim: Option<i128>,
}

/// Calls `f` with each attempt of a kind; with none where the sender refuses what was to be sent.
pub(super) fn each(
    trial: Trial,
    (line, streams): (&Line, &[Stream]),
    plan: Plan,
    f: &mut dyn FnMut(Option<Attempt<'_>>),
) {
    match trial {
        Trial::CutShort => streams.iter().for_each(|stream| ends(line, stream, f)),
        Trial::TooLarge => claims(trial, line.too_large(), f),
        Trial::Hostile => claims(trial, line.hostile(), f),
        Trial::AsSent
        | Trial::Glued
        | Trial::OneCut
        | Trial::TwoCuts
        | Trial::NearEdges
        | Trial::ByteByByte
        | Trial::Random => {
            for stream in streams {
                splits::each(trial, stream, plan, &mut |cuts| {
                    f(Some(Attempt { trial, stream, cuts, asked: Asked::All, claim: None }));
                });
            }
        }
    }
}

/// The stream ends inside a frame, at every place: all at once, a short one also byte by byte.
fn ends(line: &Line, stream: &Stream, f: &mut dyn FnMut(Option<Attempt<'_>>)) {
    let tells = !line.subject.takes_a_cut_for_the_end();
    let asked = if tells { Asked::WholeOnes } else { Asked::All };
    for len in (1..stream.bytes.len()).filter(|len| stream.is_inside_a_frame(*len)) {
        let short = line.cut_short(stream, len);
        let attempt =
            Attempt { trial: Trial::CutShort, stream: &short, cuts: &[], asked, claim: None };
        f(Some(attempt));
        if stream.is_short() {
            f(Some(Attempt { cuts: &splits::every_byte(&short), ..attempt }));
        }
    }
}

/// Something larger than it may be: as sent, and its first bytes one by one.
fn claims(trial: Trial, claimed: Vec<Claimed>, f: &mut dyn FnMut(Option<Attempt<'_>>)) {
    for one in claimed {
        match one {
            Claimed::Refused => f(None),
            Claimed::Sent(stream, claim) => {
                for cuts in [stream.sends(), splits::first_bytes(&stream)] {
                    let asked = Asked::AllOrNone;
                    f(Some(Attempt { trial, stream: &stream, cuts: &cuts, asked, claim }));
                }
            }
        }
    }
}
