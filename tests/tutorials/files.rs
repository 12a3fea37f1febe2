//! Files up and down: file-by-lines and json-header.

use crate::class::{Class, Program, last};
use crate::lesson::Lesson;

/// A class with its files, and both windows.
fn class() -> Option<(Class, Program, Program)> {
    let class = Class::open()?;
    class.file("a.txt", "hello\n你好\n");
    class.file("e.txt", "");
    let (server, at) = class.server("file_server.py", &[]);
    let client = class.client("file_client.py", &at, &[]);
    Some((class, server, client))
}

#[test]
fn a_command_with_a_header_behind_it_has_too_many_values() {
    let Some((_class, mut server, mut client)) = class() else { return };
    let lesson = Lesson::run("file-by-lines", "command-glued");
    client.types("put a.txt");
    client.goes_on();
    client.goes_on();
    client.has_done(4);
    server.late("98");
    lesson.is_seen_by("server", &mut server);
    client.sees("gone");
    assert_eq!(client.did(), &lesson.did("client")[..4]);
    let errors = server.is_closed();
    assert_eq!(last(&errors), "ValueError: too many values to unpack (expected 2)", "{errors}");
    for words in ["ValueError", "too many values to unpack"] {
        lesson.says(words);
    }
}

#[test]
fn an_empty_file_hangs() {
    let Some((_class, mut server, mut client)) = class() else { return };
    let lesson = Lesson::run("file-by-lines", "empty-file");
    client.types("put e.txt");
    client.goes_on();
    server.late("13");
    server.has_done(1);
    server.waits();
    lesson.is_seen_by("server", &mut server);
    lesson.is_seen_by("client", &mut client);
}

#[test]
fn a_size_behind_the_command_puts_everything_one_field_late() {
    let Some((_class, mut server, mut client)) = class() else { return };
    let lesson = Lesson::run("file-by-lines", "command-and-size");
    client.types("put a.txt");
    client.goes_on();
    server.late("13");
    server.has_done(1);
    client.goes_on();
    lesson.begins_as_seen_by("server", &mut server);
    lesson.is_seen_by("client", &mut client);
}

/// In a good upload of one line: each window waits for the other.
#[test]
fn the_answer_that_nobody_read_is_the_next_size() {
    let Some((class, mut server, mut client)) = class() else { return };
    let lesson = Lesson::run("file-by-lines", "answer-unread");
    class.file("a.txt", "hello\n");
    class.file("b.txt", "");
    server.in_time();
    client.types("put a.txt");
    server.has_done(1);
    for _ in 0..3 {
        client.goes_on();
    }
    server.has_done(6);
    assert_eq!(class.read("server-a.txt"), "hello\n");
    client.types("get b.txt");
    client.late("22");
    lesson.ends_as_seen_by("client", &mut client, 5);
    lesson.ends_as_seen_by("server", &mut server, 5);
    lesson.says("a.tx");
    lesson.says(&i32::from_le_bytes(*b"a.tx").to_string());
}

#[test]
fn after_one_missing_file_every_file_is_missing() {
    let Some((_class, mut server, mut client)) = class() else { return };
    let lesson = Lesson::run("file-by-lines", "missing-file");
    server.in_time();
    client.types("get no.txt");
    client.goes_on();
    client.has_done(2);
    client.types("get a.txt");
    client.goes_on();
    lesson.is_seen_by("client", &mut client);
    lesson.is_seen_by("server", &mut server);
    client.shows("服务器端没有该文件", 2);
}

#[test]
fn who_answers_late_finds_the_next_header_in_the_file() {
    let Some((_class, mut server, mut client)) = class() else { return };
    let lesson = Lesson::run("file-by-lines", "next-header-swallowed");
    server.in_time();
    client.types("get a.txt");
    client.goes_on();
    server.has_done(8);
    client.has_done(4);
    client.types("y");
    client.late("98");
    lesson.is_seen_by("client", &mut client);
    lesson.is_seen_by("server", &mut server);
    client.shows("下载文件不完整有误", 1);
    lesson.says("下载文件不完整有误");
}

#[test]
fn after_a_good_upload_the_server_ends() {
    let Some(class) = Class::open() else { return };
    class.file("a.txt", "0123456789");
    let lesson = Lesson::run("json-header", "after-the-upload");
    let (mut server, at) = class.server("upload_server.py", &[]);
    let mut client = class.client("upload_client.py", &at, &["a.txt"]);
    client.ends();
    server.dies_of("struct.error: unpack requires a buffer of 4 bytes");
    let mut next = class.client("upload_client.py", &at, &["a.txt"]);
    next.dies_of("ConnectionRefusedError");
    lesson.is_seen_by("client", &mut client);
    lesson.is_seen_by("server", &mut server);
    lesson.is_seen_by("next", &mut next);
    assert_eq!(class.read("server-a.txt"), "0123456789");
}
