//! One direction of a connection, from the sending program down to the receiving one: what is at each place.

use super::Source;
use super::pieces::{self, Keep, Piece};
use crate::analysis::{BytePlace, Pipe};
use crate::lang::steps as words;
use crate::model::{Seen, Text};
use crate::report::case::trace_lookup::{named, owner};
use crate::report::page::line::{Line, Style};

/// A row of the picture: a label and what is there.
pub(super) type Row = (Text, Line);

/// The head: who sends to whom, and how much.
pub(super) fn head(pipe: &Pipe, source: Source<'_>) -> Line {
    let to = pipe.to.map(|to| named(source.trace, to));
    let head = words::head(&named(source.trace, pipe.from), to.as_deref());
    let sent = match (pipe.written, pipe.at_least) {
        (0, false) => words::nothing_sent(),
        (bytes, at_least) => words::sent(bytes, at_least),
    };
    Line::of(Style::Strong, &source.voice.say(head))
        .with(Style::Plain, "   ")
        .with(Style::Plain, &source.voice.say(sent))
}

/// The rows.
pub(super) fn rows(pipe: &Pipe, source: Source<'_>) -> Vec<Row> {
    let from = owner(source.trace, pipe.from);
    let to = pipe.to.map_or_else(|| "?".to_owned(), |to| owner(source.trace, to));
    let unix = source.trace.socket(pipe.from).is_some_and(|socket| socket.transport.is_unix());
    let mut rows = vec![(words::program(&from), sender(pipe, source))];
    if !unix {
        rows.push((words::kernel(&from), sending_kernel(pipe, source)));
    }
    let between = between(pipe, source);
    if !unix || !between.spans.is_empty() {
        let nothing = || Line::of(Style::Dim, &source.voice.say(words::nothing()));
        rows.push((
            words::on_the_way(),
            if between.spans.is_empty() { nothing() } else { between },
        ));
    }
    rows.push((words::kernel(&to), receiving_kernel(pipe, source)));
    rows.push((words::program(&to), receiver(pipe, source)));
    rows
}

/// What it sent.
fn sender(pipe: &Pipe, source: Source<'_>) -> Line {
    if source.trace.is_elsewhere(pipe.from) {
        return Line::of(Style::Dim, &source.voice.say(words::another_program()));
    }
    let sent = source.course.sent(pipe.from);
    let there = sent.iter().take_while(|bytes| bytes.start < pipe.written);
    let pieces: Vec<Piece> = there
        .flat_map(|bytes| {
            let end = bytes.start.saturating_add(bytes.len).min(pipe.written);
            pieces::whole(pieces::of_stream(std::slice::from_ref(bytes), bytes.start..end))
        })
        .collect();
    let mut line = pieces::row(&pieces, (Keep::Last, true), source);
    if pipe.at_least || source.begins == Some(pipe.from) {
        say(&mut line, words::sending(), source);
    } else if pieces.is_empty() {
        say(&mut line, words::nothing_sent(), source);
    }
    if pipe.closed[0] {
        say(&mut line, words::closed(), source);
    }
    line
}

fn sending_kernel(pipe: &Pipe, source: Source<'_>) -> Line {
    let mut line = at(pipe, BytePlace::Unsent, source);
    let figures = pipe.figures;
    let seen = |figure: Seen<u64>| figure.seen().filter(|_| !figures.later);
    match (pipe.closed[0], source.trace.is_elsewhere(pipe.from)) {
        (_, true) => say(&mut line, words::another_program(), source),
        (true, _) if all_there(pipe) => say(&mut line, words::closed(), source),
        (true, _) => say(&mut line, words::not_seen(), source),
        (false, _) => {
            say(&mut line, words::held(seen(figures.unsent), seen(figures.unacked)), source)
        }
    }
    line
}

/// Whether every byte is known to have arrived.
fn all_there(pipe: &Pipe) -> bool {
    let arrived = |at: BytePlace| matches!(at, BytePlace::Taken | BytePlace::Readable);
    pipe.stretches.iter().all(|stretch| arrived(stretch.at))
}

/// What is in neither kernel, as far as the figures tell.
fn between(pipe: &Pipe, source: Source<'_>) -> Line {
    let mut line = Line::new();
    for stretch in &pipe.stretches {
        let text = match stretch.at {
            BytePlace::OnTheWay => words::travelling(stretch.len),
            BytePlace::Left => words::left(),
            BytePlace::NotThere => words::not_there(),
            BytePlace::Unseen => words::unseen(),
            BytePlace::Moving => words::moving(),
            BytePlace::Taken | BytePlace::Readable | BytePlace::Arrived | BytePlace::Unsent => {
                continue;
            }
        };
        if !line.spans.is_empty() {
            line.push(Style::Plain, "  ");
        }
        line.append(at(pipe, stretch.at, source));
        say(&mut line, text, source);
    }
    line
}

fn receiving_kernel(pipe: &Pipe, source: Source<'_>) -> Line {
    let mut line = at(pipe, BytePlace::Readable, source);
    let arrived = pipe.at(BytePlace::Arrived);
    if arrived > 0 {
        line.append(at(pipe, BytePlace::Arrived, source));
        say(&mut line, words::arrived(), source);
    }
    let readable = pipe.figures.readable.seen().filter(|_| !pipe.figures.later);
    match (pipe.closed[1], readable) {
        (true, _) => say(&mut line, words::closed(), source),
        (false, Some(bytes)) => say(&mut line, words::readable(bytes), source),
        (false, None) if arrived > 0 => {}
        (false, None) if pipe.written == pipe.at(BytePlace::Taken) => {
            say(&mut line, words::readable(0), source);
        }
        (false, None) => say(&mut line, words::not_seen(), source),
    }
    line
}

/// What it received.
fn receiver(pipe: &Pipe, source: Source<'_>) -> Line {
    let elsewhere = pipe.to.is_none_or(|to| source.trace.is_elsewhere(to));
    let Some(to) = pipe.to.filter(|_| !elsewhere) else {
        let text = if pipe.to.is_some() { words::another_program() } else { words::nothing() };
        return Line::of(Style::Dim, &source.voice.say(text));
    };
    let sent = source.course.sent(pipe.from);
    let handed = source.course.handed(to).iter().filter(|handed| handed.moment <= source.moment);
    let pieces: Vec<Piece> = handed
        .clone()
        .flat_map(|handed| {
            let end = handed.start.saturating_add(handed.len);
            pieces::whole(pieces::of_stream(sent, handed.start..end))
        })
        .collect();
    let mut line = pieces::row(&pieces, (Keep::Last, true), source);
    let bytes = handed.clone().fold(0, |sum: u64, handed| sum.saturating_add(handed.len));
    let taken = pipe.at(BytePlace::Taken);
    let rest = taken.saturating_sub(bytes);
    if rest > 0 {
        line.push(Style::Plain, if line.spans.is_empty() { "" } else { "   " });
        let pieces = pieces::of_stream(sent, taken - rest..taken);
        line.append(pieces::row(&pieces, (Keep::First, false), source));
        say(&mut line, words::of_no_receive(), source);
    } else if !pipe.accepted {
        say(&mut line, words::not_accepted(), source);
    } else if pieces.is_empty() {
        say(&mut line, words::receives(0), source);
    }
    if pipe.closed[1] {
        say(&mut line, words::closed(), source);
    }
    line
}

/// The pieces that are at a place.
fn at(pipe: &Pipe, place: BytePlace, source: Source<'_>) -> Line {
    let sent = source.course.sent(pipe.from);
    let stretches = pipe.stretches.iter().filter(|stretch| stretch.at == place);
    let pieces: Vec<Piece> = stretches
        .flat_map(|stretch| {
            let end = stretch.start.saturating_add(stretch.len);
            pieces::of_stream(sent, stretch.start..end)
        })
        .collect();
    pieces::row(&pieces, (Keep::First, false), source)
}

/// Adds a remark behind what is there.
pub(super) fn say(line: &mut Line, text: Text, source: Source<'_>) {
    if !line.spans.is_empty() {
        line.push(Style::Plain, "   ");
    }
    line.push(Style::Dim, &source.voice.say(text));
}

/// All of it in one line, by place.
pub(super) fn summary(pipe: &Pipe, source: Source<'_>) -> Line {
    let of = |places: &[BytePlace]| {
        places.iter().fold(0, |sum: u64, place| sum.saturating_add(pipe.at(*place)))
    };
    let parts = [
        (of(&[BytePlace::Taken]), words::taken as fn(u64) -> Text),
        (of(&[BytePlace::Readable]), words::readable),
        (of(&[BytePlace::OnTheWay]), words::on_way),
        (of(&[BytePlace::Unsent]), words::unsent),
        (
            of(&[
                BytePlace::Arrived,
                BytePlace::Left,
                BytePlace::NotThere,
                BytePlace::Unseen,
                BytePlace::Moving,
            ]),
            words::somewhere,
        ),
    ];
    let parts = parts.into_iter().filter(|(bytes, _)| *bytes > 0);
    let parts: Vec<String> = parts.map(|(bytes, text)| source.voice.say(text(bytes))).collect();
    let places = words::by_place(&parts.join(source.voice.comma()));
    head(pipe, source).with(Style::Dim, &source.voice.say(places))
}
