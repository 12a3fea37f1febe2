//! The datagrams from one socket to another, from the sending program down to the receiving one.

use super::Source;
use super::pieces::{self, Keep, Piece};
use super::stream::{Row, say};
use crate::analysis::{DatagramPlace, Part, Post, QueueFigures, ReceiveFinding};
use crate::lang::steps as words;
use crate::model::{MessageNo, Seen};
use crate::report::case::trace_lookup::{named, owner};
use crate::report::page::line::{LOST_EDGE, Line, Style};
use std::collections::BTreeSet;

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
    let all: Vec<MessageNo> = post.datagrams.iter().map(|placed| placed.message).collect();
    let mut rows = vec![(words::program(&from), row(&sends(&all, source), Keep::Last, source))];
    let gathered = at(post, &[DatagramPlace::Gathered], source);
    if !gathered.is_empty() {
        let mut line = row(&gathered, Keep::First, source);
        say(&mut line, words::gathered(), source);
        rows.push((words::kernel(&from), line));
    }
    rows.push((words::between(&to), between(post, source)));
    if post.to.is_some_and(|to| source.trace.is_elsewhere(to)) {
        let text = source.voice.say(words::another_program());
        rows.push((words::program(&to), Line::of(Style::Dim, &text)));
        return rows;
    }
    let received = received(post, source);
    let mut line = row(&received, Keep::Last, source);
    if received.is_empty() {
        say(&mut line, words::receives(0), source);
    }
    if post.closed {
        say(&mut line, words::closed(), source);
    }
    rows.push((words::program(&to), line));
    for (place, label) in
        [(DatagramPlace::Gone, words::gone()), (DatagramPlace::Refused, words::refused())]
    {
        let there = at(post, &[place], source);
        if there.is_empty() {
            continue;
        }
        let mut line = row(&there, Keep::Last, source);
        if place == DatagramPlace::Gone {
            say(&mut line, words::as_turned_out(), source);
        }
        rows.push((label, line));
    }
    rows
}

/// What is on the way or waits, and what the receiver's kernel says.
fn between(post: &Post, source: Source<'_>) -> Line {
    let there = at(post, &[DatagramPlace::Waiting, DatagramPlace::Between], source);
    let mut line = row(&there, Keep::First, source);
    let unseen = at(post, &[DatagramPlace::Unseen], source);
    if !unseen.is_empty() {
        line.append(row(&unseen, Keep::First, source));
        say(&mut line, words::not_seen(), source);
    }
    if post.to.is_none_or(|to| source.trace.is_elsewhere(to)) {
        return line;
    }
    let QueueFigures { readable, memory, drops, .. } = post.figures;
    let packets = post.to.and_then(|to| source.trace.socket(to));
    let packets = packets.is_some_and(|socket| socket.transport.listens());
    match (readable, memory) {
        (Seen::Seen(bytes), _) if packets => say(&mut line, words::all_wait(bytes), source),
        (Seen::Seen(0), Seen::Seen(used)) => {
            say(&mut line, words::first_waits(0, used > 0), source)
        }
        // An empty one may wait: no figure tells.
        (Seen::Seen(0), _) if there.is_empty() => say(&mut line, words::nothing(), source),
        (Seen::Seen(0), _) => say(&mut line, words::not_seen(), source),
        (Seen::Seen(bytes), _) => say(&mut line, words::first_waits(bytes, false), source),
        _ if post.closed => say(&mut line, words::closed(), source),
        _ => say(&mut line, words::not_seen(), source),
    }
    if let Seen::Seen(drops @ 1..) = drops {
        say(&mut line, words::dropped(drops), source);
    }
    line
}

/// The datagrams that are at one of these places.
fn at(post: &Post, places: &[DatagramPlace], source: Source<'_>) -> Vec<Piece> {
    let there = post.datagrams.iter().filter(|placed| places.contains(&placed.at));
    let mut pieces = Vec::new();
    for (i, placed) in there.enumerate() {
        let mut one = sends(&[placed.message], source);
        if placed.joined && i > 0 {
            one.iter_mut().for_each(|piece| piece.edge = LOST_EDGE);
        }
        pieces.append(&mut one);
    }
    pieces
}

/// What each of these sends was given, as one piece each.
fn sends(numbers: &[MessageNo], source: Source<'_>) -> Vec<Piece> {
    let piece = |no: &MessageNo| {
        let bytes = source.analysis.message(*no).map_or(0, |message| message.bytes);
        pieces::whole(vec![Piece::of_message(*no, (bytes, 0..bytes))])
    };
    numbers.iter().flat_map(piece).collect()
}

/// What each receive has handed over so far.
fn received(post: &Post, source: Source<'_>) -> Vec<Piece> {
    let own: BTreeSet<MessageNo> = post.datagrams.iter().map(|placed| placed.message).collect();
    let done = |receive: &&ReceiveFinding| source.course.after(receive.place) <= source.moment;
    let receives = source.analysis.receives.iter().filter(done);
    let pieces = |receive: &ReceiveFinding| {
        let parts = receive.parts.iter().filter(|part| own.contains(&part.message));
        let part = |part: &Part| {
            let end = part.start.saturating_add(part.len);
            Piece::of_message(part.message, (part.of, part.start..end))
        };
        pieces::whole(parts.map(part).collect())
    };
    receives.flat_map(pieces).collect()
}

fn count(post: &Post, place: DatagramPlace) -> u64 {
    post.datagrams.iter().filter(|placed| placed.at == place).count() as u64
}

fn row(pieces: &[Piece], keep: Keep, source: Source<'_>) -> Line {
    pieces::row(pieces, (keep, true), source)
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
