//! The datagrams from one socket to another, from the sending program down to the receiving one.

use super::Source;
use super::pieces::{self, Keep, Piece};
use super::row::{Row, There};
use crate::analysis::{DatagramPlace, Part, Post, QueueFigures, ReceiveFinding};
use crate::lang::steps as words;
use crate::model::{MessageNo, Seen};
use crate::report::case::trace_lookup::{named, owner};
use crate::report::page::line::{LOST_EDGE, Line, Style};
use std::collections::{BTreeMap, BTreeSet};

/// The head: who sends to whom, and how many.
pub(super) fn head(post: &Post, source: Source<'_>) -> Line {
    let to = post.to.map_or_else(|| "?".to_owned(), |to| named(source.trace, to));
    let head = words::head(&named(source.trace, post.from), Some(&to));
    let refused = count(post, DatagramPlace::Refused);
    let sent = (post.datagrams.len() as u64).saturating_sub(refused);
    Line::of(Style::Strong, &source.voice.say(head))
        .with(Style::Plain, "   ")
        .with(Style::Plain, &source.voice.say(words::sends(sent)))
}

/// The rows.
pub(super) fn rows(post: &Post, source: Source<'_>) -> Vec<Row> {
    let from = owner(source.trace, post.from);
    let to = post.to.map_or_else(|| "?".to_owned(), |to| owner(source.trace, to));
    let axis = &Axis::of(post, source);
    let mut there = There::default();
    let given = post.datagrams.iter().flat_map(|placed| {
        let taken = placed.at != DatagramPlace::Refused;
        let pieces = sends(&[placed.message], axis, source).into_iter();
        pieces.map(move |piece| if taken { piece.handed() } else { piece })
    });
    there.add(given.collect(), (Keep::Last, true));
    let mut rows = vec![(words::program(&from), there)];
    let gathered = at(post, &[DatagramPlace::Gathered], (axis, source));
    if !gathered.is_empty() {
        let mut there = There::default();
        there.add(gathered, (Keep::First, true));
        there.say(words::gathered());
        rows.push((words::kernel(&from), there));
    }
    rows.push((words::between(&to), between(post, (axis, source))));
    rows.push((words::program(&to), receiver(post, (axis, source))));
    for (place, label) in [
        (DatagramPlace::Unseen, words::where_unseen()),
        (DatagramPlace::Gone, words::gone()),
        (DatagramPlace::Refused, words::refused()),
    ] {
        let mut there = There::default();
        there.add(at(post, &[place], (axis, source)), (Keep::Last, true));
        if there.is_empty() {
            continue;
        }
        if place == DatagramPlace::Gone {
            there.say(words::as_turned_out());
        }
        rows.push((label, there));
    }
    rows
}

/// What it received.
fn receiver(post: &Post, (axis, source): (&Axis, Source<'_>)) -> There {
    if post.to.is_some_and(|to| source.trace.is_elsewhere(to)) {
        return There::said(words::another_program());
    }
    let mut there = There::default();
    there.add(received(post, (axis, source)), (Keep::Last, true));
    if there.is_empty() {
        there.say(words::receives(0));
    }
    if post.closed {
        there.say(words::closed());
    }
    there
}

/// What is on the way or waits, and what the receiver's kernel says.
fn between(post: &Post, (axis, source): (&Axis, Source<'_>)) -> There {
    let mut there = There::default();
    there.add(
        at(post, &[DatagramPlace::Waiting, DatagramPlace::Between], (axis, source)),
        (Keep::First, true),
    );
    let nothing = there.is_empty() && count(post, DatagramPlace::Unseen) == 0;
    if post.to.is_none_or(|to| source.trace.is_elsewhere(to)) {
        return there;
    }
    let QueueFigures { readable, memory, drops, .. } = post.figures;
    let packets = post.to.and_then(|to| source.trace.socket(to));
    let packets = packets.is_some_and(|socket| socket.transport.listens());
    match (readable, memory) {
        (Seen::Seen(0), _) if packets && empty_may_wait(post, source) => {
            there.say(words::no_byte_waits())
        }
        (Seen::Seen(bytes), _) if packets => there.say(words::all_wait(bytes)),
        (Seen::Seen(0), Seen::Seen(used)) => there.say(words::first_waits(0, used > 0)),
        // An empty one may wait: no figure tells.
        (Seen::Seen(0), _) if nothing => there.say(words::nothing()),
        (Seen::Seen(0), _) => there.say(words::not_seen()),
        (Seen::Seen(bytes), _) => there.say(words::first_waits(bytes, false)),
        _ if post.closed => there.say(words::closed()),
        _ => there.say(words::not_seen()),
    }
    if let Seen::Seen(drops @ 1..) = drops {
        there.say(words::dropped(drops));
    }
    there
}

/// Whether one without a byte may wait, which no count of bytes tells.
fn empty_may_wait(post: &Post, source: Source<'_>) -> bool {
    let there = [DatagramPlace::Waiting, DatagramPlace::Between, DatagramPlace::Unseen];
    let mut some = post.datagrams.iter().filter(|placed| there.contains(&placed.at));
    some.any(|placed| bytes(placed.message, source) == 0)
}

/// The datagrams that are at one of these places.
fn at(post: &Post, places: &[DatagramPlace], (axis, source): (&Axis, Source<'_>)) -> Vec<Piece> {
    let there = post.datagrams.iter().filter(|placed| places.contains(&placed.at));
    let mut pieces = Vec::new();
    for (i, placed) in there.enumerate() {
        let mut one = sends(&[placed.message], axis, source);
        if placed.joined && i > 0 {
            one.iter_mut().for_each(|piece| piece.edge = LOST_EDGE);
        }
        pieces.append(&mut one);
    }
    pieces
}

/// What each of these sends was given, as one piece each.
fn sends(numbers: &[MessageNo], axis: &Axis, source: Source<'_>) -> Vec<Piece> {
    let piece = |no: &MessageNo| {
        let bytes = bytes(*no, source);
        pieces::whole(vec![Piece::of_message(*no, axis.begins(*no), (bytes, 0..bytes))])
    };
    numbers.iter().flat_map(piece).collect()
}

/// What each receive has handed over so far.
fn received(post: &Post, (axis, source): (&Axis, Source<'_>)) -> Vec<Piece> {
    let own: BTreeSet<MessageNo> = post.datagrams.iter().map(|placed| placed.message).collect();
    let done = |receive: &&ReceiveFinding| source.course.after(receive.place) <= source.moment;
    let receives = source.analysis.receives.iter().filter(done);
    let pieces = |receive: &ReceiveFinding| {
        let parts = receive.parts.iter().filter(|part| own.contains(&part.message));
        let part = |part: &Part| {
            let end = part.start.saturating_add(part.len);
            Piece::of_message(part.message, axis.begins(part.message), (part.of, part.start..end))
        };
        pieces::whole(parts.map(part).collect())
    };
    receives.flat_map(pieces).collect()
}

fn count(post: &Post, place: DatagramPlace) -> u64 {
    post.datagrams.iter().filter(|placed| placed.at == place).count() as u64
}

/// Where each datagram begins on the axis: one after another, an empty one with the room of a byte.
struct Axis(BTreeMap<MessageNo, u64>);

impl Axis {
    fn of(post: &Post, source: Source<'_>) -> Self {
        let mut at = 0_u64;
        let begins = post.datagrams.iter().map(|placed| {
            let begins = at;
            at = at.saturating_add(bytes(placed.message, source).max(1));
            (placed.message, begins)
        });
        Axis(begins.collect())
    }

    fn begins(&self, no: MessageNo) -> u64 {
        self.0.get(&no).copied().unwrap_or(0)
    }
}

fn bytes(no: MessageNo, source: Source<'_>) -> u64 {
    source.analysis.message(no).map_or(0, |message| message.bytes)
}

/// All of them in one line, by place.
pub(super) fn summary(post: &Post, source: Source<'_>) -> Line {
    let waiting = count(post, DatagramPlace::Waiting) + count(post, DatagramPlace::Between);
    let parts = [
        (count(post, DatagramPlace::Received), words::received as fn(u64) -> crate::model::Text),
        (waiting + count(post, DatagramPlace::Gathered), words::not_received),
        (count(post, DatagramPlace::Gone), words::never),
        (count(post, DatagramPlace::Unseen), words::somewhere),
    ];
    let parts = parts.into_iter().filter(|(number, _)| *number > 0);
    let parts: Vec<String> = parts.map(|(number, text)| source.voice.say(text(number))).collect();
    let places = words::by_place(&parts.join(source.voice.comma()));
    head(post, source).with(Style::Dim, &source.voice.say(places))
}
