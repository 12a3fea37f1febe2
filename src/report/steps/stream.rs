//! One direction of a connection, from the sending program down to the receiving one: what is at each place.

use super::Source;
use super::pieces::{self, Keep, Piece};
use super::row::{Row, There};
use crate::analysis::{BytePlace, Pipe};
use crate::lang::steps as words;
use crate::model::{Seen, Text};
use crate::report::case::trace_lookup::{named, owner};
use crate::report::page::line::{Line, Style};

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
    if !unix || !between.is_empty() {
        let there = if between.is_empty() { There::said(words::nothing()) } else { between };
        rows.push((words::on_the_way(), there));
    }
    rows.push((words::kernel(&to), receiving_kernel(pipe, source)));
    rows.push((words::program(&to), receiver(pipe, source)));
    rows
}

/// What it sent.
fn sender(pipe: &Pipe, source: Source<'_>) -> There {
    if source.trace.is_elsewhere(pipe.from) {
        return There::said(words::another_program());
    }
    let sent = source.course.sent(pipe.from);
    let there = sent.iter().take_while(|bytes| bytes.start < pipe.written);
    let pieces: Vec<Piece> = there
        .flat_map(|bytes| {
            let end = bytes.start.saturating_add(bytes.len).min(pipe.written);
            pieces::whole(pieces::of_stream(std::slice::from_ref(bytes), bytes.start..end))
        })
        .map(Piece::handed)
        .collect();
    let nothing = pieces.is_empty();
    let mut there = There::default();
    there.add(pieces, (Keep::Last, true));
    if pipe.at_least || source.begins == Some(pipe.from) {
        there.say(words::sending());
    } else if nothing {
        there.say(words::nothing_sent());
    }
    if pipe.closed[0] {
        there.say(words::closed());
    }
    there
}

fn sending_kernel(pipe: &Pipe, source: Source<'_>) -> There {
    let mut there = There::default();
    there.add(at(pipe, BytePlace::Unsent, source), (Keep::First, false));
    let figures = pipe.figures;
    let seen = |figure: Seen<u64>| figure.seen().filter(|_| !figures.later);
    match (pipe.closed[0], source.trace.is_elsewhere(pipe.from)) {
        (_, true) => there.say(words::another_program()),
        (true, _) if all_there(pipe) => there.say(words::closed()),
        (true, _) => there.say(words::not_seen()),
        (false, _) => there.say(words::held(seen(figures.unsent), seen(figures.unacked))),
    }
    there
}

/// Whether every byte is known to have arrived.
fn all_there(pipe: &Pipe) -> bool {
    let arrived = |at: BytePlace| matches!(at, BytePlace::Taken | BytePlace::Readable);
    pipe.stretches.iter().all(|stretch| arrived(stretch.at))
}

/// What is in neither kernel, as far as the figures tell.
fn between(pipe: &Pipe, source: Source<'_>) -> There {
    let mut there = There::default();
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
        there.gap("  ");
        there.add(at(pipe, stretch.at, source), (Keep::First, false));
        there.say(text);
    }
    there
}

fn receiving_kernel(pipe: &Pipe, source: Source<'_>) -> There {
    let mut there = There::default();
    there.add(at(pipe, BytePlace::Readable, source), (Keep::First, false));
    let arrived = pipe.at(BytePlace::Arrived);
    if arrived > 0 {
        there.add(at(pipe, BytePlace::Arrived, source), (Keep::First, false));
        there.say(words::arrived());
    }
    let readable = pipe.figures.readable.seen().filter(|_| !pipe.figures.later);
    match (pipe.closed[1], readable) {
        (true, _) => there.say(words::closed()),
        (false, Some(bytes)) => there.say(words::readable(bytes)),
        (false, None) if arrived > 0 => {}
        (false, None) if pipe.written == pipe.at(BytePlace::Taken) => {
            there.say(words::readable(0));
        }
        (false, None) => there.say(words::not_seen()),
    }
    there
}

/// What it received.
fn receiver(pipe: &Pipe, source: Source<'_>) -> There {
    let elsewhere = pipe.to.is_none_or(|to| source.trace.is_elsewhere(to));
    let Some(to) = pipe.to.filter(|_| !elsewhere) else {
        let text = if pipe.to.is_some() { words::another_program() } else { words::nothing() };
        return There::said(text);
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
    let nothing = pieces.is_empty();
    let mut there = There::default();
    there.add(pieces, (Keep::Last, true));
    let bytes = handed.clone().fold(0, |sum: u64, handed| sum.saturating_add(handed.len));
    let taken = pipe.at(BytePlace::Taken);
    let rest = taken.saturating_sub(bytes);
    if rest > 0 {
        there.gap("   ");
        there.add(pieces::of_stream(sent, taken - rest..taken), (Keep::First, false));
        there.say(words::of_no_receive());
    } else if !pipe.accepted {
        there.say(words::not_accepted());
    } else if nothing {
        there.say(words::receives(0));
    }
    if pipe.closed[1] {
        there.say(words::closed());
    }
    there
}

/// The pieces that are at a place.
fn at(pipe: &Pipe, place: BytePlace, source: Source<'_>) -> Vec<Piece> {
    let sent = source.course.sent(pipe.from);
    let stretches = pipe.stretches.iter().filter(|stretch| stretch.at == place);
    let pieces = stretches.flat_map(|stretch| {
        let end = stretch.start.saturating_add(stretch.len);
        pieces::of_stream(sent, stretch.start..end)
    });
    pieces.collect()
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
