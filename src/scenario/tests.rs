//! Whole files: the fixtures of `tests/scenario_ok`, the documentation, and anything at all.

use super::change::{Change, apply};
use super::read::{fields, row};
use super::{parse, template};
use crate::model::*;
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::time::Duration;

const OK: [(&str, &str); 4] = [
    ("delayed", include_str!("../../tests/scenario_ok/delayed.toml")),
    ("datagrams", include_str!("../../tests/scenario_ok/datagrams.toml")),
    ("workers", include_str!("../../tests/scenario_ok/workers.toml")),
    ("addresses", include_str!("../../tests/scenario_ok/addresses.toml")),
];

const DOCUMENT: &str = include_str!("../../docs/scenario-format.md");

fn right(file: &str, source: &str) -> Scenario {
    parse(file, source.as_bytes()).unwrap_or_else(|error| panic!("{error}"))
}

fn fixture(name: &str) -> Scenario {
    let (_, source) = OK.iter().find(|(n, _)| *n == name).unwrap();
    right(name, source)
}

fn step(case: &Case, no: u32) -> &Step {
    case.all_steps().find(|step| step.no == StepNo(no)).unwrap()
}

fn both(en: &str, zh: &str) -> Text {
    Text::new(en, zh)
}

#[test]
fn every_right_file_is_right() {
    for (name, source) in OK {
        let scenario = right(name, source);
        assert_eq!(scenario.id, name);
        assert_eq!(scenario.source, source);
    }
}

#[test]
fn the_fixtures_make_every_call() {
    let made: BTreeSet<CallName> = OK
        .iter()
        .flat_map(|(name, _)| fixture(name).cases)
        .flat_map(|case| case.all_steps().map(|step| step.call.name()).collect::<Vec<_>>())
        .collect();
    assert_eq!(made, CallName::ALL.iter().copied().collect());
}

#[test]
fn a_case_is_read_to_the_last_field() {
    let scenario = fixture("delayed");
    assert_eq!(scenario.group, Group::Tcp);
    assert!(scenario.en.story.starts_with("The client sends ten"));
    assert!(scenario.notes.as_ref().unwrap().zh.contains("四十次"));
    let case = &scenario.cases[0];
    assert_eq!((case.line, case.role, case.family), (26, Role::Problem, Family::Ipv4));
    assert_eq!(case.wire, Some(WireKind::Loopback));
    assert_eq!(case.title, both("Nagle on", "开着 Nagle"));
    assert_eq!(case.note.as_ref().unwrap().zh, "确认一到，等待就结束。");
    assert_eq!(
        case.on.iter().map(|v| (v.on, v.value)).collect::<Vec<_>>(),
        [(Platform::Windows, CaseVariant::MayNotShow), (Platform::Macos, CaseVariant::Unsupported)]
    );
    let actors: Vec<(&str, &str)> =
        case.actors.iter().map(|a| (a.name.as_str(), a.host.as_str())).collect();
    assert_eq!(actors, [("server", "server"), ("client", "client")]);
    assert_eq!(
        scenario.cases[2].framing,
        Some(FramingSpec::LengthPrefix {
            header: Header::I32le,
            includes_header: true,
            layout: crate::model::PrefixLayout::default(),
            too_long: crate::model::TooLong::Close,
            max: 65536
        })
    );
    assert_eq!(scenario.cases[2].fix, Some(both("Length prefix", "长度头")));
}

#[test]
fn a_step_is_read_to_the_last_field() {
    let case = &fixture("delayed").cases[0];
    let listen = step(case, 1);
    assert_eq!(listen.call, Call::Listen { transport: Transport::Tcp, backlog: 4, port_of: None });
    assert_eq!(
        (listen.who, listen.repeat, listen.timeout),
        (ActorId(0), 1, Duration::from_secs(2))
    );
    let connect = step(case, 2);
    assert_eq!(
        connect.set,
        [
            OptionSetting { name: OptionName::TcpNodelay, value: OptionValue::Switch(false) },
            OptionSetting { name: OptionName::SoLinger, value: OptionValue::Switch(false) },
        ]
    );
    assert!(step(case, 4).warmup && step(case, 7).warmup && !step(case, 8).warmup);
    assert_eq!(case.steps[3].times(), 40);
    let send = step(case, 9);
    assert_eq!((send.repeat, send.line), (10, 50));
    assert_eq!(send.call.data(), Some(&Data::Fill { pattern: b"hello,".to_vec(), len: 6 }));
    assert_eq!(send.want.returns, Some(Returns::Count(Range::exactly(6))));
    let wait = step(case, 10);
    assert_eq!(wait.want.took, Some(Range { min: 1_000, max: 500_000 }));
    assert_eq!(wait.on[0].value.took, Some(Range { min: 0, max: 1_000_000 }));
}

#[test]
fn a_variant_of_an_item_keeps_what_it_does_not_replace() {
    let case = &fixture("delayed").cases[0];
    let Expect { expectation, on } = &case.expect[3];
    let count = |range| Expectation::Count {
        what: Counted::Segments,
        of: Some("client".to_owned()),
        range,
    };
    assert_eq!(*expectation, count(Range::exactly(2)));
    assert_eq!(on[0].value, Some(count(Range { min: 1, max: 10 })));
    assert_eq!(on[1].value, None);
}

#[test]
fn expectations_are_read() {
    let case = &fixture("delayed").cases[0];
    let glued = Fates::from_iter([Fate::Glued]);
    assert_eq!(
        case.expect[0].expectation,
        Expectation::Message { which: Which::All, fate: glued.clone() }
    );
    let these = Which::These(vec![MessageNo(2), MessageNo(10)]);
    assert_eq!(case.expect[1].expectation, Expectation::Message { which: these, fate: glued });
    assert_eq!(
        case.expect[2].expectation,
        Expectation::Receive {
            which: Which::These(vec![ReceiveNo(1)]),
            messages: Some((1..=10).map(MessageNo).collect()),
            cause: Some(WantedCause::Main(Cause::Nagle)),
            bytes: Some(Range::exactly(60)),
        }
    );
    let none = &fixture("delayed").cases[2].expect[1].expectation;
    assert!(matches!(none, Expectation::Receive { cause: Some(WantedCause::NoCause), .. }));
}

#[test]
fn the_time_may_be_that_of_one_actor() {
    let source =
        OK[0].1.replacen("{ segments = 10 }", "{ took = { max = \"9s\" }, of = \"client\" }", 1);
    let scenario = right("took", &source);
    let counts = |expect: &Expect| match &expect.expectation {
        Expectation::Count { what: Counted::Took, of, range } => Some((of.clone(), *range)),
        _ => None,
    };
    let found: Vec<_> =
        scenario.cases.iter().flat_map(|case| &case.expect).filter_map(counts).collect();
    assert_eq!(found.last(), Some(&(Some("client".to_owned()), Range { min: 0, max: 9_000_000 })));
}

#[test]
fn rounds_are_read() {
    let case = &fixture("workers").cases[1];
    let (steps, times) = case.rounds().unwrap();
    assert_eq!((steps.len(), times), (1, 3));
    let these = WhichRounds::Each(Which::These(vec![RoundNo(2), RoundNo(3)]));
    let rounds = |max| Expectation::Rounds {
        which: these.clone(),
        took: Range { min: 0, max },
        cause: None,
    };
    let Expect { expectation, on } = &case.expect[0];
    assert_eq!(*expectation, rounds(2_000_000));
    assert_eq!(on[0].value, Some(rounds(3_000_000)));
    let Expectation::Rounds { which, cause, .. } = &case.expect[1].expectation else { panic!() };
    assert_eq!((which, *cause), (&WhichRounds::Median, Some(Cause::Nagle)));
}

#[test]
fn data_in_every_form() {
    let datagrams = fixture("datagrams");
    let case = &datagrams.cases[0];
    let gbk = Data::Bytes(vec![0xc4, 0xe3, 0xba, 0xc3]);
    assert_eq!(step(case, 4).call.data(), Some(&gbk));
    assert_eq!(step(case, 9).want.returns, Some(Returns::Data(gbk)));
    assert!(step(case, 5).call.data().unwrap().is_empty());
    assert_eq!(step(case, 8).want.sender.as_deref(), Some("client"));
    assert_eq!(step(case, 8).on[0].value.error, Some(ErrorName::MessageTooLong));
    let workers = fixture("workers");
    assert_eq!(step(&workers.cases[1], 4).call.data(), Some(&Data::Bytes(vec![0, 1, 2, 255])));
    assert_eq!(step(&workers.cases[0], 13).call.data(), Some(&Data::OutputOf(OutputOf::Version)));
    let pieces = step(&workers.cases[1], 14).call.data().unwrap();
    assert_eq!(pieces.bytes().unwrap(), b"headaba\0");
    assert_eq!((pieces.pieces().len(), pieces.len()), (3, Some(8)));
    assert_eq!(step(&workers.cases[1], 15).call.data().unwrap().pieces().len(), 1);
}

#[test]
fn actors_are_the_declared_ones_first() {
    let case = &fixture("workers").cases[0];
    let actors: Vec<(&str, &str)> =
        case.actors.iter().map(|a| (a.name.as_str(), a.host.as_str())).collect();
    assert_eq!(actors, [("server", "server"), ("worker", "server"), ("客户端", "客户端")]);
    assert_eq!(step(case, 2).call, Call::Accept { from: Some(ActorId(0)) });
    assert_eq!(step(case, 5).want.returns, Some(Returns::Address("door".to_owned())));
    assert_eq!(step(case, 8).want.returns, Some(Returns::Count(Range::exactly(0))));
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_are_taken() {
    let (name, source) = OK[0];
    right(name, &format!("\u{feff}{}", source.replace('\n', "\r\n")));
}

/// The code blocks of the documentation.
fn blocks() -> Vec<&'static str> {
    DOCUMENT.split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect()
}

#[test]
fn the_example_of_the_documentation_is_right() {
    let zh = "title = \"…\"\nstory = \"…\"\nquestion = \"…\"\nhint = \"…\"\nanswer = \"…\"\n";
    let top = blocks()[0].replace("title = \"…\"\n# …\n", zh);
    let case = blocks()[1]
        .replace("role = \"problem\"", "role = \"fix\"")
        .replace("steps = [ … ]", "steps = [ { who = \"server\", call = \"listen\" } ]")
        .replace("expect = [ … ]", "expect = [ { sends = 0 } ]");
    let scenario = right("scenario-format.md", &format!("{top}\n{case}"));
    assert_eq!(scenario.id, "short-recv");
    assert_eq!(scenario.cases[0].actors[1].host, "server");
}

/// The words in backticks.
fn words(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

#[test]
fn the_documentation_has_every_call_with_its_arguments() {
    let rows = DOCUMENT.split("## A step").nth(1).unwrap().lines().filter(|l| l.starts_with("| `"));
    let mut found = BTreeSet::new();
    for line in rows {
        let columns: Vec<&str> = line.split('|').collect();
        for call in words(columns[1]).into_iter().filter_map(|w| w.parse::<CallName>().ok()) {
            let is_argument = |w: &&str| w.parse::<CallName>().is_err() || *w == "set";
            let said: Vec<&str> = words(columns[2]).into_iter().filter(is_argument).collect();
            // The row of `set` in the table of fields that any step may have is another matter.
            if found.insert(call) {
                assert_eq!(said, row(call).own, "{call}");
            }
        }
    }
    assert_eq!(found, CallName::ALL.iter().copied().collect());
}

#[test]
fn the_documentation_has_every_field_and_every_word() {
    let all: BTreeSet<&str> = CallName::ALL.iter().flat_map(|call| fields(&row(*call))).collect();
    for field in all {
        assert!(DOCUMENT.contains(field), "the field {field} is not documented");
    }
    let lists: [Vec<&str>; 5] = [
        ErrorName::ALL.iter().map(|w| w.as_str()).collect(),
        Fate::ALL.iter().map(|w| w.as_str()).collect(),
        Cause::ALL.iter().map(|w| w.as_str()).collect(),
        Header::ALL.iter().map(|w| w.as_str()).collect(),
        Transport::ALL.iter().map(|w| w.as_str()).collect(),
    ];
    for word in lists.into_iter().flatten() {
        assert!(DOCUMENT.contains(&format!("`{word}`")), "{word} is not documented");
    }
}

/// Reads bytes and holds whatever comes of it to what must hold always.
#[allow(clippy::disallowed_methods, reason = "how long it takes is what is tested")]
fn survive(bytes: &[u8]) -> Option<Scenario> {
    let begin = std::time::Instant::now();
    let outcome = parse("any.toml", bytes);
    let took = begin.elapsed();
    assert!(took < Duration::from_secs(10), "{} bytes took {took:?}", bytes.len());
    let error = match outcome {
        Ok(scenario) => return Some(scenario),
        Err(error) => error,
    };
    assert!(error.line >= 1 && error.column >= 1);
    for lang in Lang::ALL {
        let text = error.render(*lang);
        assert!(text.chars().all(|c| c == '\n' || !c.is_control()), "{text:?}");
        assert!(text.len() < 8192, "{text}");
    }
    if let (Some(line), Some(caret)) = (error.source_line(), error.caret()) {
        assert!(caret.contains('^') && line.chars().count() < 500);
    }
    None
}

/// Pieces that mutations put in.
const PIECES: [&str; 24] = [
    "[[case]]\n",
    "[en]\n",
    "{",
    "}",
    "[",
    "]",
    "\"",
    "'''",
    ",",
    "=",
    ".",
    "\n",
    "\r",
    "\t",
    "#",
    "-1",
    "99999999999999999999",
    "true",
    "repeat = 20000, ",
    "\u{202e}",
    "粘包",
    "\u{0}",
    "steps = [ ",
    "background = true, ",
];

#[derive(Debug, Clone)]
enum Mutation {
    Cut { at: prop::sample::Index, len: usize },
    Insert { at: prop::sample::Index, piece: usize },
    Copy { from: prop::sample::Index, len: usize, to: prop::sample::Index },
    Byte { at: prop::sample::Index, byte: u8 },
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let index = any::<prop::sample::Index>;
    prop_oneof![
        (index(), 1..40_usize).prop_map(|(at, len)| Mutation::Cut { at, len }),
        (index(), 0..PIECES.len()).prop_map(|(at, piece)| Mutation::Insert { at, piece }),
        (index(), 1..400_usize, index()).prop_map(|(from, len, to)| Mutation::Copy {
            from,
            len,
            to
        }),
        (index(), any::<u8>()).prop_map(|(at, byte)| Mutation::Byte { at, byte }),
    ]
}

fn mutate(bytes: &mut Vec<u8>, mutation: &Mutation) {
    if bytes.is_empty() {
        return;
    }
    let piece = |from: usize, len: usize| from..(from + len).min(bytes.len());
    match mutation {
        Mutation::Cut { at, len } => {
            let range = piece(at.index(bytes.len()), *len);
            bytes.drain(range);
        }
        Mutation::Insert { at, piece } => {
            let at = at.index(bytes.len());
            bytes.splice(at..at, PIECES[*piece].bytes());
        }
        Mutation::Copy { from, len, to } => {
            let copied = bytes[piece(from.index(bytes.len()), *len)].to_vec();
            let to = to.index(bytes.len());
            bytes.splice(to..to, copied);
        }
        Mutation::Byte { at, byte } => {
            let at = at.index(bytes.len());
            bytes[at] = *byte;
        }
    }
}

/// Lines taken out and put in elsewhere leave the TOML right and the meaning wrong.
fn shuffled(source: &str, moves: &[(prop::sample::Index, prop::sample::Index)]) -> String {
    let mut lines: Vec<&str> = source.lines().collect();
    for (from, to) in moves {
        let line = lines.remove(from.index(lines.len()));
        lines.insert(to.index(lines.len()), line);
    }
    lines.join("\n")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_end_well(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        survive(&bytes);
    }

    #[test]
    fn any_text_after_the_first_line_ends_well(text in "\\PC{0,400}") {
        survive(format!("format = 1\n{text}").as_bytes());
    }

    #[test]
    fn mutated_scenarios_end_well(
        which in 0..OK.len(),
        mutations in prop::collection::vec(mutation(), 1..6),
    ) {
        let mut bytes = OK[which].1.as_bytes().to_vec();
        mutations.iter().for_each(|m| mutate(&mut bytes, m));
        survive(&bytes);
    }

    #[test]
    fn shuffled_scenarios_end_well(
        which in 0..OK.len(),
        moves in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 1..4),
    ) {
        survive(shuffled(OK[which].1, &moves).as_bytes());
    }

    #[test]
    fn any_change_ends_well(which in 0..OK.len(), change in "([a-z-]{0,6}:)?(client|server|send|recv|connect|[a-z]{0,4})\\.(max|data|repeat|TCP_NODELAY|SO_RCVBUF|timeout|[a-zA-Z]{0,5})=(on|off|\\{.{0,8}|[0-9]{0,25}|.{0,12})") {
        let mut scenario = fixture(OK[which].0);
        if let Ok(change) = change.parse::<Change>()
            && let Err(error) = apply(&mut scenario, &[change])
        {
            let text = error.text();
            prop_assert!(!text.en.is_empty() && !text.zh.is_empty());
            prop_assert!(text.en.chars().all(|c| c == '\n' || !c.is_control()));
        }
    }
}

#[test]
fn the_largest_files_are_read_in_bounded_time() {
    let head = template("big");
    let head = head.split("# What is guessed first").next().unwrap();
    let case = |id: usize, steps: &str| {
        format!(
            "[[case]]\nid = \"c{id}\"\nrole = \"problem\"\ntitle = {{ en = \"t\", zh = \"题\" }}\nsteps = [\n{steps}]\n"
        )
    };
    let listen = "{ who = \"s\", call = \"listen\" },\n";
    let churn = "{ repeat = 6000, steps = [ { who = \"c\", call = \"connect\", to = \"s\" }, { who = \"s\", call = \"accept\" }, { who = \"c\", call = \"close\" } ] },\n";
    let flood = "{ who = \"c\", call = \"connect\", to = \"s\", repeat = 19000 },\n";
    let many = "{ who = \"c\", call = \"connect\", to = \"s\" },\n".repeat(900);
    for steps in [churn, flood, &many] {
        let body: String = (0..4).map(|id| case(id, &format!("{listen}{steps}"))).collect();
        assert!(survive(format!("{head}{body}").as_bytes()).is_some());
    }
    for noise in ["= ", "[", "\"", "a.", "'''", "{a=", "\u{202e}", "[[a]]\n", "a=1\n", "#\n"] {
        survive(noise.repeat((1 << 18) / noise.len()).as_bytes());
    }
}
