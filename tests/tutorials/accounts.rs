//! Who may come in: login, auth, and the limit on connections.

use crate::class::{Class, Program, last};
use crate::lesson::Lesson;

const ACCOUNTS: &str = "alex|dsb\n";

fn class_with(accounts: &str) -> Option<Class> {
    let class = Class::open()?;
    class.file("accounts.txt", accounts);
    Some(class)
}

#[test]
fn two_tries_in_one_recv_are_one_wrong_password() {
    for (case, second) in [("two-tries", "alex|dsb"), ("farewell-glued", "good|bye")] {
        let Some(class) = class_with(ACCOUNTS) else { return };
        let lesson = Lesson::run("login", case);
        let (mut server, at) = class.server("login_server.py", &[]);
        let mut client = class.client("hasty_client.py", &at, &["2", "alex|123", second]);
        client.in_time();
        server.late("16");
        server.has_done(2);
        // Nothing is left to be answered: the server asks for more.
        server.in_time();
        server.asks_to_receive();
        client.has_done(3);
        client.waits();
        lesson.is_seen_by("client", &mut client);
        if case == "farewell-glued" {
            server.waits();
        }
        lesson.is_seen_by("server", &mut server);
    }
}

#[test]
fn half_a_password_is_a_wrong_one_and_so_is_the_rest() {
    let Some(class) = class_with(ACCOUNTS) else { return };
    let lesson = Lesson::run("login", "password-cut");
    let (mut server, at) = class.server("login_server.py", &[]);
    let mut client = class.client("hasty_client.py", &at, &["2", "alex|d", "sb"]);
    client.goes_on();
    server.sees("6");
    server.goes_on();
    server.has_done(1);
    client.in_time();
    client.has_done(3);
    server.late("2");
    server.in_time();
    client.ends();
    server.has_done(4);
    lesson.is_seen_by("client", &mut client);
    lesson.is_seen_by("server", &mut server);
}

/// The client's process ends before it is answered: by itself, or killed.
#[test]
fn a_client_that_leaves_before_its_answer_ends_the_server() {
    for killed in [false, true] {
        let Some(class) = class_with(ACCOUNTS) else { return };
        let lesson = Lesson::run("login", "gone-before-its-answer");
        let (mut server, at) = class.server("login_server.py", &[]);
        let mut client = class.client("leaving_client.py", &at, &["alex|123"]);
        client.is_connected();
        let mut next = class.client("hasty_client.py", &at, &["1", "alex|dsb"]);
        next.is_connected();
        client.goes_on();
        client.has_done(1);
        if killed {
            client.is_killed()
        } else {
            client.ends()
        }
        next.in_time();
        next.has_done(1);
        server.late("gone");
        server.late("reset");
        server.in_time();
        server.dies_of("BrokenPipeError");
        next.dies_of("ConnectionResetError");
        lesson.is_seen_by("server", &mut server);
        lesson.is_seen_by("client", &mut client);
        lesson.is_seen_by("next", &mut next);
    }
}

/// The answer has been sent, and it makes no difference; only the error does, which depends on whether it was read.
#[test]
fn a_client_that_leaves_after_its_answer_ends_the_server_as_well() {
    let says = Lesson::run("one-at-a-time", "second-waits");
    for (program, args, error) in [
        ("leaving_client.py", ["alex|123"].as_slice(), "ConnectionResetError"),
        ("hasty_client.py", &["1", "alex|123"], "BrokenPipeError"),
    ] {
        let Some(class) = class_with(ACCOUNTS) else { return };
        let (mut server, at) = class.server("login_server.py", &[]);
        let mut client = class.client(program, &at, args);
        client.goes_on();
        server.late("8");
        if error == "ConnectionResetError" {
            client.sees("27");
        } else {
            client.has_done(2);
        }
        client.ends();
        if error == "BrokenPipeError" {
            server.late("gone");
        }
        server.late("reset");
        server.in_time();
        server.dies_of(error);
        says.says(error);
    }
}

#[test]
fn one_client_s_error_is_not_the_others() {
    let Some(class) = class_with(ACCOUNTS) else { return };
    let lesson = Lesson::run("login", "one-client-s-error");
    let (mut server, at) = class.server("login_server_mended.py", &[]);
    let mut client = class.client("leaving_client.py", &at, &["alex|123"]);
    client.is_connected();
    let mut next = class.client("hasty_client.py", &at, &["1", "alex|dsb"]);
    next.is_connected();
    client.in_time();
    client.ends();
    next.in_time();
    server.late("gone");
    server.late("reset");
    server.in_time();
    next.ends();
    server.has_done(6);
    lesson.is_seen_by("server", &mut server);
    lesson.is_seen_by("client", &mut client);
    lesson.is_seen_by("next", &mut next);
}

/// With a blank line in the file a client that goes is let in; without one the server ends of it.
#[test]
fn a_client_that_goes_is_an_empty_login() {
    for blank in [true, false] {
        let accounts = if blank { "alex|dsb\n\n" } else { ACCOUNTS };
        let Some(class) = class_with(accounts) else { return };
        let lesson = Lesson::run("login", "empty-login");
        let (mut server, at) = class.server("login_server.py", &[]);
        let mut client = class.client("leaving_client.py", &at, &[]);
        client.in_time();
        client.ends();
        if blank {
            server.late("gone");
            server.has_done(2);
            lesson.is_seen_by("server", &mut server);
        } else {
            server.late("gone");
            server.late("reset");
            server.in_time();
            server.dies_of("BrokenPipeError");
        }
    }
}

/// A key, how the client sends, and what the server asks for: as one case has it.
fn auth(case: &str, asked: &str, key: &str, client: &[&str], there: &str) -> Option<()> {
    let class = Class::open()?;
    let lesson = Lesson::run("auth", case);
    let (mut server, at) = class.server("auth_server.py", &[asked]);
    let mut client = class.client("auth_client.py", &at, &[&[key], client].concat());
    server.late(there);
    server.in_time();
    client.ends();
    lesson.is_seen_by("client", &mut client);
    lesson.begins_as_seen_by("server", &mut server);
    Some(())
}

#[test]
fn who_knows_the_key_is_let_in_and_who_does_not_is_not() {
    let key = "linhaifeng bang bang bang";
    let wrong = "linhaifeng bang bang bang1111";
    let all = [
        ("recv-sixteen", "16", key, &["16", "together", "hello"][..], "21"),
        ("half-a-digest", "16", key, &["10", "apart"], "10"),
        ("wrong-key", "16", wrong, &["16", "apart"], "16"),
        ("glued", "1024", key, &["16", "apart", "hello"], "21"),
    ];
    for (case, asked, key, client, there) in all {
        auth(case, asked, key, client, there);
    }
}

#[test]
fn who_knows_nothing_takes_the_challenge_for_an_answer() {
    for (case, text, there) in
        [("ignorant", "hello", "5"), ("ignorant-reset", "hello, is anybody there?", "24")]
    {
        let Some(class) = Class::open() else { return };
        let lesson = Lesson::run("auth", case);
        let (mut server, at) = class.server("auth_server.py", &["16"]);
        let mut client = class.client("hasty_client.py", &at, &["2", text]);
        client.in_time();
        client.has_done(2);
        server.late(there);
        server.in_time();
        if case == "ignorant" {
            client.ends()
        } else {
            client.dies_of("ConnectionResetError")
        }
        lesson.is_seen_by("client", &mut client);
        lesson.is_seen_by("server", &mut server);
    }
}

/// Four are served; the fifth hangs until a sixth comes, and that until a seventh.
fn a_limit_of_four(server: &str, args: &[&str], served: Option<&Lesson>) -> Option<()> {
    let class = Class::open()?;
    let lesson = Lesson::run("one-at-a-time", "until-a-sixth");
    let (mut server, at) = class.server(server, args);
    let mut four: Vec<_> =
        (0..4).map(|_| class.client("hasty_client.py", &at, &["1", "hello"])).collect();
    for client in &mut four {
        client.goes_on();
        client.has_done(2);
        if let Some(lesson) = served {
            lesson.is_seen_by("client", client);
        }
    }
    let mut fifth = class.client("hasty_client.py", &at, &["1", "hello"]);
    fifth.in_time();
    fifth.has_done(1);
    server.sees("5");
    fifth.waits();
    server.goes_on();
    let mut sixth = class.client("hasty_client.py", &at, &["1"]);
    fifth.dies_of("ConnectionResetError");
    lesson.is_seen_by("fifth", &mut fifth);
    sixth.in_time();
    sixth.asks_to_receive();
    server.goes_on();
    let mut seventh = class.client("hasty_client.py", &at, &["1"]);
    seventh.is_connected();
    sixth.ends();
    lesson.is_seen_by("sixth", &mut sixth);
    Some(())
}

#[test]
fn the_fifth_client_hangs_until_a_sixth_connects() {
    let served = Lesson::run("one-at-a-time", "limit-in-silence");
    a_limit_of_four("limit_server.py", &[], Some(&served));
}

#[test]
fn in_the_stamp_the_fifth_client_hangs_as_well() {
    let lesson = Lesson::run("stamp", "raw");
    lesson.says("one-at-a-time/until-a-sixth");
    a_limit_of_four("stamp_server.py", &["0"], None);
}

#[test]
fn two_lines_in_one_recv_are_quoted_as_one() {
    let Some(class) = Class::open() else { return };
    let lesson = Lesson::run("stamp", "raw");
    let (mut server, at) = class.server("stamp_server.py", &["9"]);
    let mut client = class.client("hasty_client.py", &at, &["2", "hello", "feng"]);
    client.in_time();
    server.has_done(2);
    server.asks_to_receive();
    client.has_done(3);
    client.waits();
    lesson.is_seen_by("client", &mut client);
    lesson.is_seen_by("server", &mut server);
}

#[test]
fn without_the_file_the_next_line_of_the_chat_ends_the_session() {
    let Some(class) = Class::open() else { return };
    let lesson = Lesson::run("stamp", "missing-file");
    let (mut server, at) = class.server("chat_server.py", &[]);
    let mut client = class.client("chat_client.py", &at, &[]);
    for line in ["file", "no.txt", "see you!"] {
        client.types(line);
    }
    // The thread has ended. But the loop around accept still has a name for the socket, until the next client comes.
    server.has_done(2);
    client.has_done(2);
    client.stands_still();
    lesson.is_seen_by("server", &mut server);
    let _next = next_client(&class, &at);
    client.dies_of("EOFError");
    lesson.is_seen_by("client", &mut client);
    let errors = server.is_closed();
    assert_eq!(last(&errors), "ValueError: not enough values to unpack (expected 2, got 1)");
}

/// The case goes on with a client that gives up; that of the tutorial waits for ever.
#[test]
fn a_line_that_looks_like_a_file_makes_both_wait() {
    let Some(class) = Class::open() else { return };
    let lesson = Lesson::run("stamp", "lunch-is-a-file");
    let (mut server, at) = class.server("chat_server.py", &[]);
    let mut client = class.client("chat_client.py", &at, &[]);
    for line in ["file", "no.txt", "lunch,12"] {
        client.types(line);
    }
    client.shows("no such file", 1);
    server.has_done(2);
    server.asks_to_receive();
    client.has_done(2);
    client.waits();
    assert_eq!(client.did(), &lesson.did("client")[..3]);
    assert_eq!(server.did(), &lesson.did("server")[..2]);
}

/// The server still talks to the next client.
fn next_client(class: &Class, at: &str) -> Program {
    let mut next = class.client("chat_client.py", at, &[]);
    next.types("hello");
    next.has_done(2);
    next
}

#[test]
fn a_comma_in_a_name_is_one_value_too_many() {
    let Some(class) = Class::open() else { return };
    let lesson = Lesson::run("stamp", "comma");
    class.file("a,b.txt", "hello");
    let (mut server, at) = class.server("chat_server.py", &[]);
    let mut client = class.client("chat_client.py", &at, &[]);
    client.types("file");
    client.types("a,b.txt");
    client.has_done(3);
    lesson.is_seen_by("client", &mut client);
    server.has_done(2);
    assert_eq!(server.did(), &lesson.did("server")[..2]);
    let _next = next_client(&class, &at);
    client.types("hello");
    client.dies_of("ConnectionResetError");
    let errors = server.is_closed();
    assert_eq!(last(&errors), "ValueError: too many values to unpack (expected 2)");
}

#[test]
fn the_second_client_waits_until_the_first_says_good_bye() {
    let Some(class) = class_with("alex|dsb\nhello") else { return };
    let lesson = Lesson::run("one-at-a-time", "second-waits");
    let (mut server, at) = class.server("polite_server.py", &[]);
    server.in_time();
    let mut first = class.client("client.py", &at, &[]);
    first.is_connected();
    let mut second = class.client("client.py", &at, &[]);
    second.types("alex|dsb");
    second.has_done(1);
    first.types("hello");
    first.has_done(2);
    server.has_done(2);
    server.asks_to_receive();
    second.waits();
    first.types("good|bye");
    second.has_done(3);
    first.has_done(4);
    lesson.is_seen_by("first", &mut first);
    lesson.is_seen_by("second", &mut second);
    lesson.is_seen_by("server", &mut server);
}
