//! Commands at a distance, and headers: remote-command, length-ack and json-header.

use crate::class::{Class, Did};
use crate::lesson::Lesson;
use stickydemo::model::Payload;

#[test]
fn the_answer_to_the_next_command_is_the_rest_of_the_last() {
    let Some(class) = Class::open() else { return };
    let lesson = Lesson::run("remote-command", "begins-with-the-rest");
    for (name, output) in ["ifconfig", "pwd"].iter().zip(lesson.script("server")) {
        class.file(name, output);
    }
    let (mut server, at) = class.server("shell_server.py", &[]);
    let mut client = class.client("shell_client.py", &at, &[]);
    client.types("ifconfig");
    server.late("8");
    client.late("1500");
    client.has_done(2);
    client.types("pwd");
    client.late("476");
    client.has_done(4);
    server.late("3");
    lesson.is_seen_by("client", &mut client);
    lesson.is_seen_by("server", &mut server);
}

#[test]
fn a_command_that_prints_nothing_is_never_answered() {
    let Some(class) = Class::open() else { return };
    let lesson = Lesson::run("remote-command", "no-output");
    class.file("cd", "");
    let (mut server, at) = class.server("shell_server.py", &[]);
    let mut client = class.client("client.py", &at, &[]);
    server.in_time();
    client.types("cd /tmp");
    server.has_done(2);
    server.waits();
    client.has_done(1);
    client.waits();
    lesson.is_seen_by("client", &mut client);
    lesson.is_seen_by("server", &mut server);
}

/// And then the next client comes, and Python closes the first one's connection.
#[test]
fn the_second_command_is_never_read() {
    let Some(class) = Class::open() else { return };
    let lesson = Lesson::run("remote-command", "one-command-each");
    class.file("pwd", lesson.script("server").concat());
    let (mut server, at) = class.server("shell_server_one_each.py", &[]);
    let mut client = class.client("client.py", &at, &[]);
    client.types("pwd");
    client.has_done(2);
    client.types("ls");
    client.has_done(3);
    server.has_done(2);
    client.waits();
    lesson.is_seen_by("client", &mut client);
    server.sees("2");
    server.goes_on();
    let _next = class.client("client.py", &at, &[]);
    client.dies_of("ConnectionResetError");
    lesson.begins_as_seen_by("client", &mut client);
    lesson.is_seen_by("server", &mut server);
}

#[test]
fn over_udp_the_answers_belong_to_the_wrong_commands() {
    let Some(class) = Class::open() else { return };
    let lesson = Lesson::run("remote-command", "udp-two-datagrams");
    let commands = ["cat a.txt", "rm b.txt", "pwd"];
    let streams = commands.iter().flat_map(|command| {
        let name = command.split(' ').next().expect("a name");
        [format!("{name}.err"), format!("{name}.out")]
    });
    for (name, output) in streams.zip(lesson.script("server")) {
        class.file(&name, output);
    }
    let (mut server, at) = class.server("udp_shell_server.py", &[]);
    let mut client = class.client("udp_client.py", &at, &[]);
    for (count, command) in commands.into_iter().enumerate() {
        client.types(command);
        server.has_done(3 * (count + 1));
        client.has_done(2 * (count + 1));
    }
    lesson.is_seen_by("client", &mut client);
    lesson.is_seen_by("server", &mut server);
}

/// The case leaves out the commands.
#[test]
fn a_loop_that_counts_everything_leaves_a_rest_behind() {
    let Some(class) = Class::open() else { return };
    let lesson = Lesson::run("length-ack", "counts-everything");
    let sent = lesson.script("server");
    class.file("ls", &sent[1]);
    class.file("date", "12:00");
    let (mut server, at) = class.server("ack_server.py", &["recv_ready"]);
    let mut client = class.client("ack_client.py", &at, &["recv_ready"]);
    server.in_time();
    client.types("ls");
    client.late("4");
    client.late("3000");
    client.has_done(5);
    client.types("date");
    client.late("953");
    client.dies_of("ValueError");
    assert_eq!(client.did_besides(&["ls", "date"]), lesson.did("client"));
    server.has_done(6);
    assert_eq!(server.did_besides(&["ls", "date"])[..4], lesson.did("server"));
}

#[test]
fn an_acknowledgement_glues_to_the_next_command() {
    let Some(class) = Class::open() else { return };
    let lesson = Lesson::run("length-ack", "ok-glued");
    class.file("cd", "");
    let (mut server, at) = class.server("ack_server.py", &["ok"]);
    let mut client = class.client("ack_client.py", &at, &["ok"]);
    client.types("cd /tmp");
    client.goes_on();
    client.goes_on();
    client.types("pwd");
    client.goes_on();
    server.late("5");
    server.has_done(3);
    server.asks_to_receive();
    client.has_done(4);
    client.waits();
    lesson.is_seen_by("client", &mut client);
    lesson.is_seen_by("server", &mut server);
}

/// How much the one recv takes is left to the two kernels, here and in the case: not all of it.
#[test]
fn one_recv_takes_a_part_of_three_megabytes() {
    let Some(class) = Class::open() else { return };
    let lesson = Lesson::run("length-ack", "three-megabytes");
    class.file("cat", vec![b'A'; 3_000_000]);
    let (mut server, at) = class.server("ack_server.py", &["ok", "65536"]);
    let mut client = class.client("ack_client_once.py", &at, &["ok"]);
    server.in_time();
    client.types("cat log");
    client.goes_on();
    client.has_done(4);
    client.types("pwd");
    client.late("1024");
    client.dies_of("ValueError");
    server.dies_of("ConnectionResetError");
    lesson.is_seen_by("server", &mut server);
    let (did, of_the_case) = (client.did(), lesson.did("client"));
    for one_recv in [&did[3], &of_the_case[3]] {
        let part = |len| (1..3_000_000).contains(&len);
        assert!(matches!(one_recv, Did::Read(data) if part(data.len)), "{one_recv:?}");
    }
    assert_eq!([&did[..3], &did[4..]], [&of_the_case[..3], &of_the_case[4..]]);
    lesson.says("ValueError");
}

/// The case leaves out the command, and its client reads the whole frame by one call.
#[test]
fn a_header_of_one_key_says_how_long_the_answer_is() {
    let Some(class) = Class::open() else { return };
    let lesson = Lesson::run("json-header", "data-size");
    let sent = lesson.script("server");
    class.file("ls", &sent[2]);
    let (mut server, at) = class.server("header_server.py", &["data_size"]);
    let mut client = class.client("header_client.py", &at, &["data_size"]);
    client.types("ls");
    client.has_done(4);
    server.has_done(4);
    assert_eq!(server.did_besides(&["ls"]), lesson.did("server"));
    let read: Vec<Did> = sent.iter().map(|part| Did::Read(Payload::of(part))).collect();
    assert_eq!(client.did_besides(&["ls"]), read);
    assert_eq!(read.last(), lesson.did("client").last());
}

/// The case leaves out the command.
#[test]
fn who_checks_the_fixed_md5_calls_a_whole_answer_damaged() {
    let Some(class) = Class::open() else { return };
    let lesson = Lesson::run("json-header", "fake-md5");
    class.file("ls", &lesson.script("server")[2]);
    let (mut server, at) = class.server("header_server.py", &["total_size"]);
    let mut client = class.client("header_client.py", &at, &["total_size"]);
    client.types("ls");
    client.has_done(5);
    server.has_done(5);
    assert_eq!(client.did_besides(&["ls"]), lesson.did("client"));
    assert_eq!(server.did_besides(&["ls"]), lesson.did("server"));
}

/// The case's receiver has a maximum, and refuses; the tutorials' has none.
#[test]
fn who_asks_for_a_terabyte_has_no_memory() {
    let Some(class) = Class::open() else { return };
    let lesson = Lesson::run("json-header", "terabyte");
    let sent = lesson.script("client");
    let header = std::str::from_utf8(&sent[1]).expect("JSON");
    let (mut server, at) = class.server("sketch_server.py", &[]);
    let mut client = class.client("hasty_client.py", &at, &["0", "hex:68000000", header]);
    client.in_time();
    client.ends();
    server.dies_of("MemoryError");
    let read: Vec<Did> = sent.iter().map(|part| Did::Read(Payload::of(part))).collect();
    assert_eq!(server.did(), read);
    lesson.is_seen_by("client", &mut client);
    lesson.says("MemoryError");
}
