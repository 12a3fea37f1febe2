//! Commands at a distance: remote-command and length-ack.

use crate::class::Class;
use crate::lesson::Lesson;

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
