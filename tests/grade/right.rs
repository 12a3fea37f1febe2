//! Right programs pass.

use super::{Graded, built, err, grade, out, program, python};

fn times() -> u32 {
    std::env::var("STICKYDEMO_TIMES").ok().and_then(|times| times.parse().ok()).unwrap_or(1)
}

/// It passes, with every trial made, whatever the seed.
fn passes(command: &str, how: (&str, &str)) {
    for seed in 1..=times() {
        let graded = Graded::server(command, how, &["--seed", &seed.to_string()]);
        assert_eq!(graded.json["passed"], true, "{command}, seed {seed}: {:#}", graded.json);
        assert_eq!(graded.code, Some(0));
        assert_eq!(graded.kind("one-cut").0 + graded.kind("two-cuts").0, 465, "{command}");
        assert_eq!(graded.json["remarks"]["pauses"], false, "the kernel tells what was read");
        assert_eq!(graded.json["remarks"]["unread"], 0, "{:#}", graded.json);
    }
}

const UPPER: (&str, &str) = ("length-prefix:u32be", "upper");

#[test]
fn a_right_server_in_python_passes() {
    passes(&python("server.py", "{port}"), UPPER);
}

#[test]
fn a_right_server_in_c_passes() {
    let server = built("server");
    let graded = Graded::server(&format!("{} {{port}}", server.display()), UPPER, &[]);
    assert_eq!(graded.json["remarks"]["in_turn"], true, "it serves one after the other");
    passes(&format!("{} {{port}}", server.display()), UPPER);
    std::fs::remove_file(server).unwrap();
}

#[test]
fn a_right_server_in_javascript_passes() {
    passes(&format!("node {} {{port}}", program("server.js")), UPPER);
}

#[test]
fn a_right_server_in_perl_passes() {
    passes(&format!("perl {} {{port}}", program("server.pl")), UPPER);
}

#[test]
fn right_servers_of_other_framings_pass() {
    for (name, framing) in
        [("ack.py", r"length-ack:recv_ready,end=\n"), ("lines.py", r"delimiter:\n,escape=\\")]
    {
        let graded = Graded::server(&python(name, "{port}"), (framing, "echo"), &[]);
        assert_eq!(graded.json["passed"], true, "{name}: {:#}", graded.json);
    }
}

#[test]
fn a_right_decoder_passes_and_a_wrong_one_is_named() {
    let decoder = built("decoder");
    let right = decoder.to_str().unwrap();
    let graded = Graded::of(&["--decoder", right, "--framing", "u32be", "--json"]);
    assert_eq!((&graded.json["passed"], graded.code), (&true.into(), Some(0)), "{:#}", graded.json);
    let wrong = format!("{right} header-recv-once");
    let graded = Graded::of(&["--decoder", &wrong, "--framing", "u32be", "--json"]);
    assert_eq!(graded.mistakes(), ["header-recv-once"], "{:#}", graded.json);
    assert_eq!((&graded.first()["cuts"], graded.code), (&serde_json::json!([1]), Some(1)));
    assert_eq!(graded.first()["said"], "1 of 4 bytes");
    std::fs::remove_file(decoder).unwrap();
}

/// What a student reads of a program that is right fits a screen.
#[test]
fn the_report_of_a_right_server_fits_a_screen() {
    let server = python("server.py", "{port}");
    for lang in ["en", "zh"] {
        let args =
            ["--server", &server, "--framing", "u32be", "--protocol", "upper", "--lang", lang];
        let output = grade(&args);
        let text = out(&output);
        assert!(text.lines().count() <= 24, "{text}{}", err(&output));
    }
}
