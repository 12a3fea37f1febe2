use super::*;
use crate::model::{Call, Case, Data, Limits, OptionValue, Step};
use std::time::Duration;

const SOURCE: &str = r#"
format = 1
id = "x"
group = "tcp"
[en]
title = "t"
story = "s"
question = "q"
hint = "h"
answer = "a"
[zh]
title = "题"
story = "事"
question = "问"
hint = "提"
answer = "答"

[[case]]
id = "one"
role = "problem"
title = { en = "t", zh = "题" }
steps = [
  { who = "server", call = "listen" },
  { who = "client", call = "connect", to = "server", set = { TCP_NODELAY = false } },
  { who = "server", call = "accept" },
  { who = "client", call = "set", set = { TCP_NODELAY = false } },
  { repeat = 2, steps = [ { who = "client", call = "send", data = "hello", returns = 5 } ] },
  { who = "server", call = "wait_readable", bytes = 10 },
  { who = "server", call = "recv", max = 1024, returns = "hellohello" },
  { who = "client", call = "pause", length = "1ms" },
]
expect = [ { message = 2, fate = ["glued"] } ]

[[case]]
id = "two"
role = "problem"
title = { en = "t", zh = "题" }
steps = [
  { who = "server", call = "bind" },
  { who = "client", call = "connect", to = "server" },
  { who = "client", call = "send", data = "hello" },
  { who = "server", call = "recv_from", max = 10 },
]
"#;

fn scenario() -> Scenario {
    crate::scenario::parse("x.toml", SOURCE.as_bytes()).unwrap_or_else(|e| panic!("{e}"))
}

fn changed(changes: &[&str]) -> Scenario {
    let mut scenario = scenario();
    let changes: Vec<Change> = changes.iter().map(|change| change.parse().unwrap()).collect();
    apply(&mut scenario, &changes).unwrap_or_else(|e| panic!("{e}"));
    scenario
}

fn refused(change: &str) -> String {
    let mut changed = scenario();
    let error = match change.parse() {
        Ok(change) => apply(&mut changed, &[change]).unwrap_err(),
        Err(error) => error,
    };
    assert_eq!(changed, scenario(), "a refused change must leave the scenario alone");
    let text = error.text();
    assert!(text.zh.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "{}", text.zh);
    text.en
}

fn step(case: &Case, no: usize) -> &Step {
    case.all_steps().nth(no - 1).unwrap()
}

fn options(case: &Case, no: usize) -> Vec<(OptionName, OptionValue)> {
    step(case, no).set.iter().map(|setting| (setting.name, setting.value)).collect()
}

const ON: OptionValue = OptionValue::Switch(true);

#[test]
fn an_option_replaces_every_scripted_value() {
    for value in ["on", "true", "1", "ON"] {
        let scenario = changed(&[&format!("client.TCP_NODELAY={value}")]);
        let case = &scenario.cases[0];
        assert_eq!(options(case, 2), [(OptionName::TcpNodelay, ON)]);
        assert_eq!(options(case, 4), [(OptionName::TcpNodelay, ON)]);
        // Nobody else is touched, and a UDP socket has no such option.
        assert!(options(case, 1).is_empty() && options(case, 3).is_empty());
        assert!(options(&scenario.cases[1], 2).is_empty());
    }
}

#[test]
fn a_buffer_goes_on_the_listener_and_nodelay_on_what_it_accepts() {
    let scenario = changed(&["server.SO_RCVBUF=4096", "server.TCP_NODELAY=on"]);
    let (tcp, udp) = (&scenario.cases[0], &scenario.cases[1]);
    let buffer = (OptionName::SoRcvbuf, OptionValue::Number(4096));
    assert_eq!(options(tcp, 1), [buffer]);
    assert_eq!(options(tcp, 3), [(OptionName::TcpNodelay, ON)]);
    assert_eq!(options(udp, 1), [buffer]);
}

#[test]
fn changes_are_counted_and_measured_before_any_is_made() {
    let typed = |count: usize| vec!["recv.max=4".to_owned(); count];
    assert_eq!(changes(&typed(Limits::CHANGES)).unwrap().len(), Limits::CHANGES);
    let error = changes(&typed(Limits::CHANGES + 1)).unwrap_err();
    assert_eq!(error.text().en, "`recv.max=4`: 101 changes are too many; at most 100 are allowed");
    let longest = format!("send.data={}", "x".repeat(Limits::CHANGE - 10));
    assert!(longest.parse::<Change>().is_ok());
    let error = format!("{longest}x").parse::<Change>().unwrap_err();
    assert!(
        error.text().en.ends_with("…`: a change of 131073 bytes is too long; it may have 131072")
    );
}

/// The scenario is read once for all of them; the one that breaks a rule is named nevertheless.
#[test]
fn of_several_changes_the_one_that_breaks_a_rule_is_named() {
    let mut scenario = crate::scenario::parse("x.toml", SOURCE.as_bytes()).unwrap();
    let typed = ["recv.max=4", "send.repeat=0", "recv.max=5"].map(str::to_owned);
    let before = scenario.clone();
    let error = apply(&mut scenario, &changes(&typed).unwrap()).unwrap_err();
    assert_eq!(error.written(), Some("send.repeat=0"));
    assert_eq!(scenario, before);
}

#[test]
fn a_case_can_be_named() {
    let scenario = changed(&["two:server.SO_RCVBUF=4096"]);
    assert!(options(&scenario.cases[0], 1).is_empty());
    assert_eq!(options(&scenario.cases[1], 1).len(), 1);
}

#[test]
fn an_argument_changes_every_match() {
    let scenario = changed(&["send.data=hi", "recv.max=4", "pause.length=10ms", "send.repeat=3"]);
    let case = &scenario.cases[0];
    let hi = Data::Bytes(b"hi".to_vec());
    assert_eq!(step(case, 5).call.data(), Some(&hi));
    assert_eq!(step(case, 5).repeat, 3);
    assert_eq!(step(&scenario.cases[1], 3).call.data(), Some(&hi));
    assert!(matches!(step(case, 7).call, Call::Recv { max: 4, .. }));
    assert!(
        matches!(step(case, 8).call, Call::Pause { length } if length == Duration::from_millis(10))
    );
    assert!(matches!(step(&scenario.cases[1], 4).call, Call::RecvFrom { max: 10, .. }));
}

#[test]
fn the_pieces_of_a_writev_are_a_list_or_one() {
    let source = SOURCE.replacen("call = \"send\"", "call = \"writev\"", 1);
    for (value, bytes, pieces) in [
        ("[\"a\", { hex = \"62\" }]", "ab", 2),
        ("plain", "plain", 1),
        ("{ hex = \"61\" }", "a", 1),
    ] {
        let mut scenario = crate::scenario::parse("x.toml", source.as_bytes()).unwrap();
        let change: Change = format!("writev.data={value}").parse().unwrap();
        apply(&mut scenario, &[change]).unwrap();
        let call = &step(&scenario.cases[0], 5).call;
        assert_eq!(call.data().and_then(Data::bytes).as_deref(), Some(bytes.as_bytes()), "{value}");
        assert_eq!(call.data().map_or(0, |data| data.pieces().len()), pieces, "{value}");
    }
}

#[test]
fn an_argument_can_be_of_one_actor() {
    let scenario = changed(&["client.send.data={ fill = \"ab\", len = 3 }"]);
    let data = Data::Fill { pattern: b"ab".to_vec(), len: 3 };
    assert_eq!(step(&scenario.cases[0], 5).call.data(), Some(&data));
    assert!(refused("server.send.data=x").contains("matches nothing"));
}

#[test]
fn a_text_that_looks_like_a_number_stays_a_text() {
    let scenario = changed(&["send.data=42"]);
    assert_eq!(step(&scenario.cases[0], 5).call.data(), Some(&Data::Bytes(b"42".to_vec())));
    let scenario = changed(&["send.data=\"a\\b"]);
    assert_eq!(step(&scenario.cases[0], 5).call.data(), Some(&Data::Bytes(b"\"a\\b".to_vec())));
}

#[test]
fn flags_and_deadlines() {
    let scenario = changed(&["send.flags=MSG_MORE", "recv.timeout=500ms", "recv.nonblocking=on"]);
    let case = &scenario.cases[0];
    assert!(matches!(&step(case, 5).call, Call::Send { flags, .. } if flags.len() == 1));
    assert_eq!(step(case, 7).timeout, Duration::from_millis(500));
    assert!(step(case, 7).nonblocking);
}

#[test]
fn expectations_are_left_to_the_run() {
    // Message 2 is not sent any more, and more than `max` is expected: both may be.
    let scenario = changed(&["recv.max=2", "listen.backlog=1"]);
    assert_eq!(scenario.cases[0].expect.len(), 1);
    assert_eq!(scenario.source, SOURCE);
}

#[test]
fn cases_left_out_stay_out() {
    let mut scenario = scenario();
    scenario.cases.remove(0);
    apply(&mut scenario, &["send.data=x".parse().unwrap()]).unwrap();
    assert_eq!(scenario.cases.len(), 1);
    assert_eq!(scenario.cases[0].id, "two");
}

#[test]
fn no_match_lists_what_can_be_set_near_misses_first() {
    let text = refused("clinet.TCP_NODELAY=on");
    assert!(text.contains("did you mean `client.TCP_NODELAY`"), "{text}");
    let text = refused("client.TCP_NODELY=on");
    assert!(text.contains("did you mean `client.TCP_NODELAY`"), "{text}");
    let text = refused("recv.mx=4");
    assert!(text.contains("`recv.max`"), "{text}");
    assert!(text.contains("  client.OPTION: TCP_NODELAY, TCP_CORK"), "{text}");
    assert!(text.contains("  listen.ARGUMENT: transport, backlog, port_of, repeat, timeout"));
    assert!(!text.contains("accept.ARGUMENT: set"));
    assert!(refused("on:recv.max=4").contains("its cases: one, two"));
}

#[test]
fn an_option_that_a_system_lacks_is_not_offered() {
    let change: Change = "client.TCP_CRK=on".parse().unwrap();
    let error = apply(&mut scenario(), &[change]).unwrap_err();
    assert!(error.text().en.contains("did you mean `client.TCP_CORK`"), "{}", error.text().en);
    let text = error.offering(|option| option != OptionName::TcpCork).text();
    assert!(!text.en.contains("TCP_CORK"), "{}", text.en);
    assert!(text.en.contains("  client.OPTION: TCP_NODELAY, "), "{}", text.en);
}

#[test]
fn values_are_held_to_the_rules_of_the_file() {
    for (change, says) in [
        ("recv.max=99999999999", "at most 16777216"),
        ("recv.max=many", "expected a whole number"),
        ("recv.max=-1", "must not be negative"),
        ("client.TCP_NODELAY=maybe", "TCP_NODELAY is a switch"),
        ("server.SO_RCVBUF=on", "SO_RCVBUF is a whole number"),
        ("send.repeat=0", "too small: at least 1"),
        ("send.repeat=19999", "more than 20000 calls"),
        ("send.data={ fill = \"x\", len = 1_000_000_000_000 }", "too large"),
        ("send.data={ fill", "not valid TOML"),
        ("pause.length=soon", "is not a duration"),
        ("pause.length=10m", "is not a duration"),
        ("connect.to=nobody", "no actor and no socket"),
        ("send.flags=MSG_PEEK", "does not take MSG_PEEK"),
    ] {
        let text = refused(change);
        assert!(text.contains(says), "{change}: {text}");
    }
}

#[test]
fn what_is_no_change_says_how_to_write_one() {
    for written in ["", "x", "a=b", "a.b.c.d=1", ".b=1", "a.=1", ":a.b=1", "a.b"] {
        let text = refused(written);
        assert!(text.contains("[CASE:]ACTOR.OPTION=VALUE"), "{written}: {text}");
    }
}

/// Each case that is planned, with the values of its rows.
type Table = Vec<(String, Vec<Vec<String>>)>;

fn varied(vary: &[&str]) -> Result<Table, VaryError> {
    let vary = vary.iter().map(|typed| typed.parse()).collect::<Result<Vec<Vary>, _>>()?;
    let planned = plan(&scenario(), &vary)?;
    let rows = |planned: &Planned<'_>| planned.rows.iter().map(|row| row.values.clone()).collect();
    Ok(planned.iter().map(|planned| (planned.case.id.clone(), rows(planned))).collect())
}

fn not_varied(vary: &[&str]) -> String {
    let text = varied(vary).unwrap_err().text();
    assert!(text.zh.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "{}", text.zh);
    text.en
}

#[test]
fn every_combination_of_what_matches_in_a_case_is_a_row() {
    let rows = varied(&["client.TCP_NODELAY=on, off", "recv.max=1,2,3"]).unwrap();
    let pairs = [["on", "1"], ["on", "2"], ["on", "3"], ["off", "1"], ["off", "2"], ["off", "3"]];
    assert_eq!(rows, [("one".to_owned(), pairs.map(|pair| pair.map(str::to_owned).into()).into())]);
    // In the other case only one of the two matches.
    let rows = varied(&["send.data=a,b", "recv.max=1,2"]).unwrap();
    let counts: Vec<_> = rows.iter().map(|(case, rows)| (case.as_str(), rows.len())).collect();
    assert_eq!(counts, [("one", 4), ("two", 2)]);
    assert_eq!(varied(&["two:send.data=a"]).unwrap().len(), 1);
}

#[test]
fn a_row_is_the_case_as_set_makes_it() {
    let vary = ["recv.max=7".parse().unwrap(), "client.TCP_NODELAY=on".parse().unwrap()];
    let scenario = scenario();
    let planned = plan(&scenario, &vary).unwrap();
    let set = changed(&["recv.max=7", "client.TCP_NODELAY=on"]);
    assert_eq!(planned[0].rows[0].case, set.cases[0]);
    assert_eq!(planned[0].case, scenario.cases[0]);
    assert_eq!(planned[0].varied[1].option(), Some(("client", OptionName::TcpNodelay)));
    assert_eq!((vary[0].name().as_str(), vary[0].option()), ("recv.max", None));
}

#[test]
fn a_comma_inside_toml_parts_no_values() {
    let of = |vary: &str| varied(&[vary]).unwrap().remove(0).1.concat();
    assert_eq!(of("one:send.data=a,{ text = \"b,\\\",}c\" },d").len(), 3);
    assert_eq!(of("one:send.data= x , y "), ["x", "y"]);
    assert_eq!(of("one:send.flags=[],[\"MSG_MORE\"]"), ["[]", "[\"MSG_MORE\"]"]);
    assert!(not_varied(&["send.data={ text = \"a,b"]).contains("not valid TOML"));
}

#[test]
fn values_that_are_none_or_the_same_are_refused() {
    for empty in ["recv.max=", "recv.max=1,", "recv.max=,1", "recv.max=1,,2", "recv.max= ,"] {
        assert!(not_varied(&[empty]).contains("a value is empty"), "{empty}");
    }
    for same in ["recv.max=1,2,1", "recv.max=16,0x10", "client.TCP_NODELAY=on,off,true"] {
        assert!(not_varied(&[same]).contains("is given twice"), "{same}");
    }
    for twice in [
        ["recv.max=1", "recv.max=2"],
        ["recv.max=1", "server.recv.max=2"],
        ["one:recv.max=1", "recv.max=2"],
        ["client.TCP_NODELAY=on", "client.tcp_nodelay=off"],
    ] {
        assert!(not_varied(&twice).contains("is varied twice"), "{twice:?}");
    }
    assert!(varied(&["one:send.data=a", "two:send.data=b"]).is_ok());
    for form in ["", "x", "recv.max", "=1,2", "a.b.c.d=1", ":recv.max=1"] {
        assert!(not_varied(&[form]).contains("does not say what to vary"), "{form}");
    }
}

#[test]
fn what_cannot_be_varied_is_said_before_anything_runs() {
    let said = not_varied(&["x.y=1,2"]);
    assert!(said.starts_with("`x.y=1,2` matches nothing") && said.contains("recv.ARGUMENT"));
    assert!(not_varied(&["none:recv.max=1"]).contains("its cases: one, two"));
    assert!(not_varied(&["recv.max=1,many"]).starts_with("`recv.max=many`"));
}

#[test]
fn a_table_has_an_end() {
    let numbers = |to: usize| (1..=to).map(|n| n.to_string()).collect::<Vec<_>>().join(",");
    let most = Limits::SWEEP_ROWS;
    assert_eq!(varied(&[&format!("recv.max={}", numbers(most))]).unwrap()[0].1.len(), most);
    let over = format!("recv.max={}", numbers(most + 1));
    assert!(not_varied(&[&over]).contains("make 201 rows; at most 200 are allowed"));
    let (data, max) = (format!("send.data={}", numbers(20)), format!("recv.max={}", numbers(20)));
    // 400 of the first case, 20 of the second.
    assert!(not_varied(&[&data, &max]).contains("420 rows"));
}

/// Three of its cases differ in the buffer only: once that is varied they make the same calls. A wrong
/// answer of one more datagram, of a wait, of a value would tell them apart.
#[test]
fn cases_that_differ_only_in_what_is_varied_make_the_same_calls() {
    let source = crate::scenario::builtin::find("udp-overflow").unwrap().source();
    let scenario = crate::scenario::parse("udp-overflow.toml", source.as_bytes()).unwrap();
    let like_the_first = |vary: &str| -> Vec<String> {
        let vary = [vary.parse().unwrap()];
        let planned = plan(&scenario, &vary).unwrap();
        let (first, others) = planned.split_first().unwrap();
        let alike = others.iter().filter(|one| one.makes_the_calls_of(first));
        alike.map(|one| one.case.id.clone()).collect()
    };
    let alike = ["least-buffer", "twice-the-buffer"];
    assert_eq!(like_the_first("server.SO_RCVBUF=2304,8192"), alike);
    // Their buffers differ where something else is varied.
    assert_eq!(like_the_first("recv_from.max=1,1024"), Vec::<String>::new());
}

#[test]
fn an_expected_timeout_is_a_part_of_what_is_done() {
    let with = |error: &str| {
        let wait = "call = \"wait_readable\", bytes = 1 }";
        let text = SOURCE.replacen(
            "{ who = \"server\", call = \"accept\" },",
            &format!(
                "{{ who = \"server\", call = \"accept\" }},\n  {{ who = \"server\", {}",
                wait.replace(" }", &format!("{error} }},")),
            ),
            1,
        );
        crate::scenario::parse("x.toml", text.as_bytes()).unwrap().cases.swap_remove(0)
    };
    let planned = |case: Case| {
        let (values, set) = (vec!["1".to_owned()], Vec::new());
        let row = PlannedRow { values, set, case: case.clone() };
        Planned { case, varied: Vec::new(), rows: vec![row] }
    };
    let (plain, timeout) = (planned(with("")), planned(with(", error = \"timeout\"")));
    assert!(plain.makes_the_calls_of(&plain));
    assert!(!plain.makes_the_calls_of(&timeout));
}

/// Which of these steps of one actor an option lands on, by the calls that make their sockets.
#[test]
fn an_option_lands_where_it_says_something() {
    use super::option_targets::{CaseShape, StepShape};
    use crate::model::{CallName as C, StepNo, Transport};
    let landed = |calls: &[C], option| {
        let step = |(at, call): (usize, &C)| StepShape {
            no: StepNo(at as u32),
            actor: "server".into(),
            call: *call,
            makes: Some(Transport::Tcp),
            sets: Vec::new(),
        };
        let shape =
            CaseShape { id: "x".into(), steps: calls.iter().enumerate().map(step).collect() };
        let found = shape.landing("server", option).into_iter();
        found.map(|no| calls[no.0 as usize]).collect::<Vec<_>>()
    };
    let all = [C::Listen, C::Accept, C::Connect, C::Bind, C::Reserve];
    assert_eq!(landed(&all, OptionName::TcpNodelay), [C::Accept, C::Connect, C::Bind]);
    assert_eq!(landed(&all, OptionName::SoRcvbuf), [C::Listen, C::Connect, C::Bind]);
    let bound = [C::Listen, C::Connect, C::Bind, C::Reserve];
    assert_eq!(landed(&all, OptionName::SoReuseaddr), bound);
    // The listener of another actor; and connections that another actor accepts.
    assert_eq!(landed(&[C::Accept], OptionName::SoRcvbuf), [C::Accept]);
    assert_eq!(landed(&[C::Listen], OptionName::TcpNodelay), [C::Listen]);
}

#[test]
fn what_an_argument_is_called_elsewhere_leads_to_it() {
    for (typed, meant) in [
        ("send.text=x", "send.data"),
        ("server.recv.SIZE=4", "server.recv.max"),
        // Another call has that argument.
        ("send_message.data=x", "send.data"),
        ("client.send_message.text=x", "send.data"),
        ("recv_message.bufsize=4", "recv_from.max"),
    ] {
        let mut scenario = crate::scenario::parse("x.toml", SOURCE.as_bytes()).unwrap();
        let error = apply(&mut scenario, &[typed.parse().unwrap()]).unwrap_err();
        assert_eq!(error.help().unwrap().en, format!("did you mean `{meant}`?"));
    }
}
