//! Datagrams: whole, cut, empty, and whose.

use crate::class::{Class, Program};
use crate::lesson::Lesson;

#[test]
fn each_datagram_comes_alone_and_a_short_recvfrom_cuts_it() {
    let all = [
        ("udp-boundaries", "udp", &["1024", "1024", "1024"][..], &["baby~", "baby~", "baby~"][..]),
        ("udp-boundaries", "udp-five", &["5", "5", "5"], &["baby~", "baby~", "baby~"]),
        ("udp-truncation", "one-byte", &["1", "1", "1", "1024"], &["hello", "world", "egon"]),
        ("udp-truncation", "next-intact", &["1", "1024", "1024"], &["hello", "world", "egon"]),
        ("udp-truncation", "three-bytes", &["3", "3", "3"], &["baby~", "baby~", "baby~"]),
        ("empty-message", "udp-empty", &["1024"], &[""]),
        ("empty-message", "udp-zero-is-not-the-end", &["1024", "1024"], &["", "hello"]),
    ];
    for (scenario, case, sizes, texts) in all {
        let Some(class) = Class::open() else { return };
        let lesson = Lesson::run(scenario, case);
        let (mut server, at) = class.server("udp_reader.py", sizes);
        let mut client = class.client("udp_hasty_client.py", &at, &[&["0"], texts].concat());
        client.in_time();
        client.ends();
        if sizes.len() > texts.len() {
            server.has_done(texts.len());
            server.waits();
        } else {
            server.ends();
        }
        lesson.is_seen_by("server", &mut server);
        lesson.is_seen_by("client", &mut client);
    }
}

#[test]
fn over_udp_three_questions_have_three_answers() {
    let Some(class) = Class::open() else { return };
    let lesson = Lesson::run("time", "udp");
    let (mut server, at) = class.server("udp_time_server.py", &[]);
    let mut client = class.client("udp_hasty_client.py", &at, &["3", "", "%Y", "%X"]);
    client.in_time();
    client.ends();
    lesson.is_seen_by("server", &mut server);
    lesson.is_seen_by("client", &mut client);
}

/// Alice and Bob, who send in turn: each time when the server has read what came before.
fn in_turn(class: &Class, at: &str, answers: [&str; 2], texts: [&[&str]; 2]) -> [Program; 2] {
    [0, 1]
        .map(|who| class.client("udp_hasty_client.py", at, &[&[answers[who]], texts[who]].concat()))
}

#[test]
fn the_messages_of_two_clients_are_mixed_and_whole() {
    let Some(class) = Class::open() else { return };
    let lesson = Lesson::run("udp-many-clients", "mixed");
    let (mut server, at) = class.server("udp_reader.py", &["1024"; 4]);
    let texts: [&[&str]; 2] = [&["alice 1", "alice 2"], &["bob 1", "bob 2"]];
    let [mut alice, mut bob] = in_turn(&class, &at, ["0", "0"], texts);
    for read in (0..4).step_by(2) {
        alice.goes_on();
        server.has_done(read + 1);
        bob.goes_on();
        server.has_done(read + 2);
    }
    server.ends();
    lesson.is_seen_by("server", &mut server);
    lesson.is_seen_by("alice", &mut alice);
    lesson.is_seen_by("bob", &mut bob);
}

#[test]
fn the_address_says_whose_question_it_was() {
    for (case, when) in [("wrong-address", "later"), ("answer-the-sender", "at-once")] {
        let Some(class) = Class::open() else { return };
        let lesson = Lesson::run("udp-many-clients", case);
        let (mut server, at) = class.server("udp_sum_server.py", &[when]);
        let bobs = if when == "later" { "2" } else { "1" };
        let texts: [&[&str]; 2] = [&["1+1?"], &["2+2?"]];
        let [mut alice, mut bob] = in_turn(&class, &at, ["1", bobs], texts);
        alice.goes_on();
        server.has_done(1);
        bob.goes_on();
        server.ends();
        if when == "later" {
            alice.has_done(1);
            alice.waits();
        }
        lesson.is_seen_by("server", &mut server);
        lesson.is_seen_by("alice", &mut alice);
        lesson.is_seen_by("bob", &mut bob);
    }
}

/// What a person at an actor's window types, by the case's script.
fn typed(lesson: &Lesson, who: &str) -> Vec<String> {
    let script = lesson.script(who).into_iter();
    script.map(|line| String::from_utf8(line).expect("text")).collect()
}

#[test]
fn in_the_chat_bob_waits_until_alice_is_answered() {
    let Some(class) = Class::open() else { return };
    let lesson = Lesson::run("udp-many-clients", "strict-turns");
    let (mut server, at) = class.server("udp_chat_server.py", &[]);
    let [mut alice, mut bob] = [(); 2].map(|()| class.client("udp_client.py", &at, &[]));
    alice.types(&typed(&lesson, "alice")[0]);
    server.has_done(1);
    bob.types(&typed(&lesson, "bob")[0]);
    bob.has_done(1);
    bob.waits();
    for answer in typed(&lesson, "server") {
        server.types(&answer);
    }
    lesson.is_seen_by("alice", &mut alice);
    lesson.is_seen_by("bob", &mut bob);
    lesson.is_seen_by("server", &mut server);
}

#[test]
fn who_does_not_wait_for_a_turn_is_answered_one_line_late() {
    let Some(class) = Class::open() else { return };
    let lesson = Lesson::run("udp-many-clients", "one-behind");
    let [said, answers] = ["alice", "server"].map(|who| typed(&lesson, who));
    let (mut server, at) = class.server("udp_chat_server.py", &[]);
    let mut alice = class.client("udp_chat_client.py", &at, &[]);
    alice.types(&said[0]);
    alice.types(&said[1]);
    alice.has_done(2);
    server.types(&answers[0]);
    alice.has_done(3);
    alice.types(&said[2]);
    alice.has_done(4);
    server.types(&answers[1]);
    lesson.is_seen_by("alice", &mut alice);
    lesson.is_seen_by("server", &mut server);
}
