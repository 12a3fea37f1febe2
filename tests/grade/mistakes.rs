//! Programs with one of the thirteen mistakes are named right.

use super::{Graded, grade, out, python};
use serde_json::Value;
use stickydemo::model::Exhibit;

/// A program with this mistake, and what it is examined as.
fn server(exhibit: Exhibit) -> (String, (&'static str, &'static str)) {
    let name = exhibit.as_str();
    let with = |file| python(file, &format!("{{port}} {name}"));
    match exhibit {
        Exhibit::BodyRecv1024
        | Exhibit::SumOfEverything
        | Exhibit::HeaderRecvOnce
        | Exhibit::BodyRecvOnce
        | Exhibit::LengthInCharacters
        | Exhibit::SignedLength
        | Exhibit::TwoByteLength
        | Exhibit::NoMaximum
        | Exhibit::Utf8PerPiece
        | Exhibit::EndAsMessageEnd => (with("server.py"), ("length-prefix:u32be", "upper")),
        Exhibit::LengthWithoutEnd | Exhibit::UnreadAck => {
            (with("ack.py"), (r"length-ack:recv_ready,end=\n", "echo"))
        }
        Exhibit::DelimiterInside => (with("lines.py"), (r"delimiter:\n,escape=\\", "echo")),
    }
}

fn named(exhibits: &[Exhibit]) {
    for exhibit in exhibits {
        let (command, how) = server(*exhibit);
        let graded = Graded::server(&command, how, &[]);
        assert_eq!(graded.mistakes(), [exhibit.as_str()], "{exhibit}: {:#}", graded.json);
        assert_eq!(
            graded.json["explained"], graded.json["failing"],
            "{exhibit}: {:#}",
            graded.json
        );
        assert_eq!((&graded.json["passed"], graded.code), (&false.into(), Some(1)), "{exhibit}");
    }
}

/// In parts, so that they run side by side.
#[test]
fn each_mistake_is_named_the_first_seven() {
    named(&Exhibit::ALL[..7]);
}

#[test]
fn each_mistake_is_named_the_other_six() {
    named(&Exhibit::ALL[7..]);
}

/// One `recv(4)` and one `recv(n)`: what passes every grader that sends the stream in one piece.
#[test]
fn a_naive_server_has_two_names_and_dies_of_the_first_cut() {
    let server = python("server.py", "{port} naive");
    let graded = Graded::server(&server, ("u32be", "upper"), &[]);
    assert_eq!(graded.mistakes(), ["header-recv-once", "body-recv-once"], "{:#}", graded.json);
    assert_eq!((graded.kind("as-sent"), graded.kind("glued").0), ((2, 2), 2));
    assert_eq!(graded.first()["cuts"], serde_json::json!([1]));
    let (tried, passed) = graded.kind("one-cut");
    assert!(tried == 30 && (5..20).contains(&passed), "{passed} of {tried}");
}

/// One that dies with each fault is started again, and it is known which cut killed it.
#[test]
fn one_that_crashes_is_started_again() {
    let server = python("server.py", "{port} header-recv-once crash");
    let graded = Graded::server(&server, ("u32be", "upper"), &[]);
    assert_eq!(graded.mistakes(), ["header-recv-once"], "{:#}", graded.json);
    let failures = graded.json["failures"].as_array().unwrap();
    let ended = |one: &Value| one["ended"] == true && one["exit_code"] == 1;
    assert!(failures.iter().all(ended), "{failures:#?}");
    // It dies of a stream that ends early, too, which is no exhibit's mistake: that is counted.
    let explained = graded.json["explained"].as_u64().unwrap() as usize;
    assert!(explained < failures.len() && 2 * explained > failures.len(), "{:#}", graded.json);
    assert_eq!(graded.kind("one-cut").0, 30);
    let said = graded.first()["said"].as_str().unwrap();
    assert!(said.contains("struct.error"), "{said}");
}

/// The sentence of a person, in both languages.
#[test]
fn the_wrong_line_stands_beside_the_right_one() {
    let server = python("server.py", "{port} header-recv-once");
    let args = ["--server", &server, "--framing", "u32be", "--protocol", "upper", "--lang"];
    let text = out(&grade(&[&args[..], &["en", "--width", "400"]].concat()));
    for part in [
        "The first that fails: one cut, after byte 1",
        "header = conn.recv(4)",
        "header = recv_exactly(conn, 4)",
        "does NOT pass",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let text = out(&grade(&[&args[..], &["zh", "--width", "400"]].concat()));
    assert!(text.contains("切一刀，在第 1 字节之后") && text.contains("没有通过"), "{text}");
}

/// What is no mistake of the framing has a name, too.
fn habit(what: &str, how: (&str, &str), more: &[&str]) -> Graded {
    let graded = Graded::server(&python("habits.py", &format!("{{port}} {what}")), how, more);
    assert_eq!(graded.mistakes(), [what], "{:#}", graded.json);
    let count = |of: &str| graded.json[of].as_u64().unwrap();
    assert!(2 * count("explained") > count("failing"), "{what}: {:#}", graded.json);
    assert_eq!((&graded.json["passed"], graded.code), (&false.into(), Some(1)), "{what}");
    graded
}

#[test]
fn a_loop_that_does_not_see_the_end_is_named() {
    habit("end-ignored", ("u32be", "upper"), &["--trial", "200ms"]);
}

#[test]
fn a_loop_of_peeks_is_named() {
    habit("peek-loop", ("u32be", "upper"), &["--trial", "200ms"]);
}

#[test]
fn who_answers_pieces_is_named() {
    habit("piece-as-message", ("lines", "echo"), &["--trial", "500ms"]);
}

#[test]
fn a_buffer_that_all_clients_share_is_named() {
    habit("shared-buffer", ("u32be", "upper"), &["--trial", "500ms"]);
}

/// The spaces of a message are a part of it; without them all is right.
#[test]
fn spaces_that_are_taken_off_are_named() {
    let graded = habit("stripped", ("u32be", "upper"), &[]);
    assert_eq!((graded.kind("one-cut"), graded.kind("two-cuts")), ((30, 30), (435, 435)));
}

/// What no exhibit does has no name.
#[test]
fn a_stranger_has_no_name() {
    // It answers `upper`; `count` is asked for.
    let graded = Graded::server(&python("server.py", "{port}"), ("u32be", "count"), &[]);
    assert_eq!(graded.mistakes(), [""; 0], "{:#}", graded.json);
    assert_eq!((&graded.json["explained"], graded.code), (&0.into(), Some(1)));
}

/// The first trial that fails, once more, watched: the calls of both ends, and the cause.
#[test]
fn the_first_that_fails_is_watched() {
    let server = python("server.py", "{port} header-recv-once");
    let args = ["--server", &server, "--framing", "u32be", "--protocol", "upper"];
    let output = grade(&[&args[..], &["--watch", "--lang", "en", "--width", "200"]].concat());
    let text = out(&output);
    for part in ["does NOT pass", "What happened", "c1.recv(4) R1", "sent-in-parts"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert_eq!(output.status.code(), Some(1));
}
