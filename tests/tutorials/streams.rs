//! Messages in a stream, and its end.

use crate::class::{Class, Program};
use crate::lesson::Lesson;

/// A reader with these sizes, and a client that sends what the case's client sends.
fn reader(class: &Class, lesson: &Lesson, sizes: &[&str], answers: &str) -> (Program, Program) {
    let (server, at) = class.server("reader.py", sizes);
    let script = lesson.script("client");
    let texts: Vec<&str> =
        script.iter().map(|text| std::str::from_utf8(text).expect("text")).collect();
    let mut client = class.client("hasty_client.py", &at, &[&[answers], &texts[..]].concat());
    client.is_connected();
    (server, client)
}

#[test]
fn a_short_recv_leaves_the_rest_to_the_next() {
    let all = [
        ("one-send", ["2", "10"], "10"),
        ("five-and-five", ["5", "5"], "10"),
        ("two-sends", ["2", "10"], "10"),
        ("three-thousand", ["1024", "1024"], "3000"),
    ];
    for (case, sizes, there) in all {
        let Some(class) = Class::open() else { return };
        let lesson = Lesson::run("short-recv", case);
        let (mut server, mut client) = reader(&class, &lesson, &sizes, "0");
        client.in_time();
        server.late(there);
        server.in_time();
        server.ends();
        client.ends();
        lesson.is_seen_by("server", &mut server);
        lesson.is_seen_by("client", &mut client);
    }
}

#[test]
fn who_closes_with_bytes_unread_resets_the_sender() {
    let Some(class) = Class::open() else { return };
    let lesson = Lesson::run("short-recv", "closed-unread");
    let (mut server, mut client) = reader(&class, &lesson, &["1024", "1024"], "1");
    client.in_time();
    server.late("3000");
    server.in_time();
    server.ends();
    client.dies_of("ConnectionResetError");
    lesson.is_seen_by("server", &mut server);
    lesson.is_seen_by("client", &mut client);
}

/// Without the late reader it comes only sometimes.
#[test]
fn a_late_reader_reads_both_at_once() {
    let Some(class) = Class::open() else { return };
    let lesson = Lesson::run("late-read", "hello-feng");
    let (mut server, mut client) = reader(&class, &lesson, &["10", "10"], "0");
    client.in_time();
    client.ends();
    server.late("9");
    server.in_time();
    server.ends();
    lesson.is_seen_by("server", &mut server);
    lesson.is_seen_by("client", &mut client);
}

#[test]
fn the_second_recv_of_a_late_reader_waits() {
    let Some(class) = Class::open() else { return };
    let lesson = Lesson::run("late-read", "hello-world");
    let (mut server, mut client) = reader(&class, &lesson, &["1024", "1024"], "0");
    client.goes_on();
    client.goes_on();
    server.late("10");
    server.has_done(1);
    server.goes_on();
    server.waits();
    lesson.is_seen_by("server", &mut server);
    lesson.is_seen_by("client", &mut client);
}

#[test]
fn three_sends_come_in_one_recv() {
    let Some(class) = Class::open() else { return };
    let lesson = Lesson::run("udp-boundaries", "tcp");
    let (mut server, at) = class.server("reader.py", &["1024"]);
    let mut client = class.client("hasty_client.py", &at, &["0", "baby~", "baby~", "baby~"]);
    client.in_time();
    server.late("15");
    lesson.is_seen_by("server", &mut server);
    lesson.is_seen_by("client", &mut client);
}

#[test]
fn an_empty_send_is_nothing() {
    let Some(class) = Class::open() else { return };
    let lesson = Lesson::run("empty-message", "tcp-nothing");
    let (mut server, mut client) = reader(&class, &lesson, &["1024"], "0");
    server.in_time();
    client.goes_on();
    client.has_done(1);
    server.waits();
    client.goes_on();
    lesson.is_seen_by("server", &mut server);
    lesson.is_seen_by("client", &mut client);
}

#[test]
fn the_time_server_waits_for_a_question_that_is_empty() {
    let Some(class) = Class::open() else { return };
    let lesson = Lesson::run("time", "tcp-empty");
    let (mut server, at) = class.server("time_server.py", &[]);
    let mut client = class.client("hasty_client.py", &at, &["1", ""]);
    server.in_time();
    client.in_time();
    client.has_done(1);
    server.waits();
    client.waits();
    lesson.is_seen_by("server", &mut server);
    lesson.is_seen_by("client", &mut client);
}

#[test]
fn two_formats_in_one_recv_are_a_format() {
    let Some(class) = Class::open() else { return };
    let lesson = Lesson::run("time", "tcp-two-formats");
    let (mut server, at) = class.server("time_server.py", &[]);
    let mut client = class.client("hasty_client.py", &at, &["2", "%Y", "%X"]);
    client.in_time();
    server.late("4");
    server.in_time();
    server.has_done(2);
    server.asks_to_receive();
    client.has_done(3);
    client.waits();
    lesson.is_seen_by("server", &mut server);
    lesson.is_seen_by("client", &mut client);
}

#[test]
fn capitals_of_bytes_are_other_characters() {
    for (case, codec, text, there) in [
        ("gbk-trail-byte", "bytes", "hex:d5662068656c6c6f", "8"),
        ("latin-1", "latin-1", "你好", "6"),
    ] {
        let Some(class) = Class::open() else { return };
        let lesson = Lesson::run("upper", case);
        let (mut server, at) = class.server("upper_server.py", &[codec]);
        let mut client = class.client("hasty_client.py", &at, &["1", text]);
        client.goes_on();
        server.late(there);
        lesson.is_seen_by("client", &mut client);
        lesson.is_seen_by("server", &mut server);
    }
}

#[test]
fn half_a_character_is_a_question_mark() {
    let Some(class) = Class::open() else { return };
    let lesson = Lesson::run("upper", "decode-each-piece");
    let (mut server, at) = class.server("upper_server.py", &["gbk"]);
    let pieces = ["0", "hex:d5", "hex:662068656c6c6f"];
    let mut client = class.client("hasty_client.py", &at, &pieces);
    client.goes_on();
    server.late("1");
    server.has_done(2);
    client.goes_on();
    server.late("7");
    lesson.is_seen_by("server", &mut server);
    client.sees("8");
}

#[test]
fn after_the_end_recv_returns_nothing_as_often_as_it_is_asked() {
    let Some(class) = Class::open() else { return };
    let lesson = Lesson::run("end-of-stream", "spinning");
    let (mut server, at) = class.server("spinning_server.py", &[]);
    let mut client = class.client("leaving_client.py", &at, &["hello"]);
    client.in_time();
    client.ends();
    server.has_done(lesson.did("server").len());
    server.is_closed();
    lesson.begins_as_seen_by("server", &mut server);
    lesson.is_seen_by("client", &mut client);
}

#[test]
fn a_client_that_is_killed_seems_to_have_said_goodbye() {
    let Some(class) = Class::open() else { return };
    let lesson = Lesson::run("end-of-stream", "killed");
    let (mut server, at) = class.server("reader.py", &["1024", "1024"]);
    let mut client = class.client("leaving_client.py", &at, &["hello"]);
    client.goes_on();
    client.has_done(1);
    client.is_killed();
    server.in_time();
    server.ends();
    lesson.is_seen_by("server", &mut server);
    lesson.is_seen_by("client", &mut client);
}

#[test]
fn a_client_that_is_killed_with_an_answer_unread_resets() {
    let Some(class) = Class::open() else { return };
    let lesson = Lesson::run("end-of-stream", "killed-unread");
    let (mut server, at) = class.server("upper_server.py", &["bytes"]);
    let mut client = class.client("leaving_client.py", &at, &["hello"]);
    client.goes_on();
    server.late("5");
    server.has_done(2);
    client.sees("5");
    client.is_killed();
    server.late("reset");
    server.dies_of("ConnectionResetError");
    lesson.is_seen_by("server", &mut server);
    lesson.is_seen_by("client", &mut client);
}

#[test]
fn the_first_send_after_the_close_succeeds() {
    let Some(class) = Class::open() else { return };
    let lesson = Lesson::run("end-of-stream", "write-after-close");
    let (mut server, mut client) = reader(&class, &lesson, &[], "0");
    server.ends();
    client.late("gone");
    client.late("reset");
    client.dies_of("BrokenPipeError");
    lesson.is_seen_by("client", &mut client);
}

#[test]
fn a_refusal_that_nobody_looks_at_breaks_the_next_send() {
    let Some(class) = Class::open() else { return };
    let lesson = Lesson::run("refused", "ignored");
    let (mut holder, at) = class.server("bound.py", &[]);
    let mut client = class.client("careless_client.py", &at, &[]);
    client.dies_of("BrokenPipeError");
    lesson.is_seen_by("client", &mut client);
    holder.ends();
}
