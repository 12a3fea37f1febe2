//! Which faults of a file are named together.

use crate::scenario::{faults, parse, template};

fn said(source: &str) -> Vec<(u32, String)> {
    let all = faults("x.toml", source.as_bytes());
    all.into_iter().map(|fault| (fault.line, fault.text().en.clone())).collect()
}

#[test]
fn every_fault_is_named_and_nothing_that_follows_from_one() {
    let right = template("x");
    assert_eq!(said(&right), []);
    let wrong = right
        .replace("group = \"tcp\"", "group = \"tpc\"")
        .replace("hint = \"TCP carries", "hnt = \"TCP carries")
        .replace("returns = 5 }", "retruns = 5 }")
        .replace("role = \"fix\"", "role = \"fxi\"")
        .replace("{ receives = 2 }", "{ recieves = 2 }");
    let all: Vec<String> = said(&wrong).into_iter().map(|(_, what)| what).collect();
    let unknown = "`send` has no field `retruns`";
    let expected = [
        "`tpc` is not a known group",
        "[en] has no field `hnt`",
        unknown,
        unknown,
        "`fxi` is not a known role",
        "an item of `expect` has no field `recieves`",
    ];
    assert_eq!(all, expected);
    // An expectation that cannot come true is one by itself; what follows from a step that does not fit is none.
    let wrong = right.replace(
        "{ receives = 1 }",
        "{ message = 9, fate = [\"glued\"] }, { message = 8, fate = [\"glued\"] }",
    );
    assert_eq!(said(&wrong).len(), 2, "{:?}", said(&wrong));
    let wrong = right.replacen("call = \"listen\"", "call = \"recv\", max = 1", 1);
    assert_eq!(said(&wrong).len(), 1, "{:?}", said(&wrong));
}

#[test]
fn a_fault_of_a_case_does_not_hide_those_of_the_guess() {
    let right = template("x");
    assert!(right.contains("case = \"glued\""), "{right}");
    let unknown = "this scenario has no case `gluedd`";
    let wrong = right.replace("case = \"glued\"", "case = \"gluedd\"");
    assert_eq!(said(&wrong).iter().map(|(_, what)| what).collect::<Vec<_>>(), [unknown]);
    // A step that is wrong says nothing of names.
    let two = wrong.replacen("to = \"server\"", "to = \"sever\"", 1);
    let all: Vec<String> = said(&two).into_iter().map(|(_, what)| what).collect();
    assert_eq!(all.len(), 2, "{all:?}");
    assert!(all[0] == unknown && all[1].contains("sever"), "{all:?}");
    // Nor does an unknown case hide what else is wrong with the guess.
    let three = two.replacen("claims = ", "clams = ", 1);
    assert_eq!(said(&three).len(), 3, "{:?}", said(&three));
    // Where a case's name is wrong, that the guess knows none of its name may follow.
    let name = right.replace("id = \"glued\"", "id = \"Glued!\"");
    assert_eq!(said(&name).len(), 1, "{:?}", said(&name));
    let other = name.replacen("claims = ", "clams = ", 1);
    assert_eq!(said(&other).len(), 2, "{:?}", said(&other));
    // Where a step is wrong, which messages and receives there are may follow.
    let numbers = right.replacen("call = \"recv\"", "call = \"rcv\"", 1);
    assert_eq!(said(&numbers).len(), 1, "{:?}", said(&numbers));
}

/// The first thing that is wrong is among all that is.
#[test]
fn of_one_fault_it_says_one() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/wrong");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut several = Vec::new();
    for path in files.filter(|path| path.extension().is_some_and(|end| end == "toml")) {
        let bytes = std::fs::read(&path).unwrap();
        let first = parse("x.toml", &bytes).unwrap_err();
        let all = faults("x.toml", &bytes);
        assert!(all.contains(&first), "{}: {first} {all:?}", path.display());
        if all.len() > 1 {
            let all: Vec<&str> = all.iter().map(|fault| fault.text().en.as_str()).collect();
            several.push(format!("{}: {all:?}", path.display()));
        }
    }
    assert_eq!(several, [""; 0], "{several:#?}");
}

/// Faults of the template, each by itself and on one line: what is there, what is put there, and what is said of it. Which of
/// the others say nothing where it is there: what they are about is not known then.
const FAULTS: &[(&str, &str, &str, &[&str])] = &[
    ("format = 1\n", "#\n", "it does not say `format = 1`", &[]),
    ("id = \"x\" ", "id = \"X\" ", "a name cannot contain `X`", &[]),
    ("group = \"tcp\"", "group = \"tpc\"", "`tpc` is not a known group", &[]),
    ("# What the student reads. One", "colour = 1 # One", "a scenario has no field `colour`", &[]),
    ("hint = \"TCP", "hnt = \"TCP", "[en] has no field `hnt`", &[]),
    ("answer = \"One", "# One", "[en] needs the field `answer`", &[]),
    (
        "title = \"发两次，收一次\"",
        "title = 1",
        "expected a text in quotes, found a whole number",
        &[],
    ),
    ("recv 得到什么？", "recv\\n得到什么？", "this text has to be one line", &[]),
    ("case = \"glued\"", "case = \"gluedd\"", "no case `gluedd`", &[]),
    (
        "claims = { receive = 1, messages = [1] }",
        "claims = {}",
        "does not say what it is about",
        &[],
    ),
    ("says = { en = \"both", "syas = { en = \"both", "has no field `syas`", &[]),
    ("role = \"problem\"", "role = \"porblem\"", "`porblem` is not a known role", &[]),
    ("en = \"Both words come out of one recv\"", "en = \"\"", "this text is empty", &[]),
    ("to = \"server\", set", "set", "`connect` needs the field `to`", &[]),
    ("to = \"server\", set", "to = \"sever\", set", "no socket `sever`", &[]),
    ("bytes = 10", "byts = 10", "`wait_readable` has no field `byts`", &[]),
    ("max = 1024", "max = \"a lot\"", "expected a whole number, found a text", &[]),
    (
        "{ receive = 1, messages = [1, 2], cause = \"read-late\" },\n  { receives",
        "{ receive = 1, messages = [1, 2], cause = \"late\" },\n  { receives",
        "`late` is not a known cause",
        &[],
    ),
    ("fate = [\"glued\"]", "fate = \"glued\"", "expected a list", &[]),
    ("{ receives = 1 }", "{ message = 9, fate = [\"glued\"] }", "there is no message 9", &[]),
    ("kind = \"length-prefix\"", "kind = \"prefix\"", "`prefix` is not a known", &[]),
    (
        "call = \"send_message\", data = \"hello\"",
        "call = \"send_message\", data = { hex = \"6\" }",
        "hex",
        &[],
    ),
    (
        "call = \"recv_message\", returns = \"world\"",
        "call = \"read_message\"",
        "`read_message` is not a known call",
        &["there is no receive 7"],
    ),
    (
        "fate = [\"intact\"] },\n  { receives = 2 }",
        "fate = [\"intact\"] },\n  { receive = 7, bytes = 1 }",
        "there is no receive 7",
        &[],
    ),
    // Of no TOML.
    (
        "  { who = \"server\", call = \"accept\" },\n  { who = \"client\", call = \"send\",",
        "  { who = \"server\", call = \"accept\" }\n  { who = \"client\", call = \"send\",",
        "missing comma between array elements",
        &[],
    ),
    ("story = \"客", "story = 客", "not valid TOML", &[]),
];

#[test]
fn each_of_two_and_three_faults_is_named_where_it_stands() {
    let right = template("x");
    let put = |source: &str, at: usize| {
        let (from, to, ..) = FAULTS[at];
        source.contains(from).then(|| source.replacen(from, to, 1))
    };
    let alone: Vec<(u32, String)> = (0..FAULTS.len())
        .map(|at| {
            let all = said(&put(&right, at).unwrap());
            assert!(all.len() == 1 && all[0].1.contains(FAULTS[at].2), "{at}: {all:?}");
            all[0].clone()
        })
        .collect();
    let mut wrong = Vec::new();
    let mut tried = 0;
    let mut hold = |these: &[usize]| {
        let from = |at: &usize| FAULTS[*at].0;
        if these.windows(2).any(|two| from(&two[0]) == from(&two[1])) {
            return;
        }
        let Some(source) = these.iter().try_fold(right.clone(), |s, at| put(&s, *at)) else {
            return;
        };
        tried += 1;
        let hidden: Vec<&str> = these.iter().flat_map(|at| FAULTS[*at].3).copied().collect();
        let shown = these.iter().filter(|at| !hidden.contains(&FAULTS[**at].2));
        let mut wanted: Vec<_> = shown.map(|at| alone[*at].clone()).collect();
        wanted.sort();
        let mut all = said(&source);
        all.sort();
        if all != wanted {
            wrong.push(format!("{wanted:?}: {all:?}"));
        }
    };
    for one in 0..FAULTS.len() {
        for two in one + 1..FAULTS.len() {
            hold(&[one, two]);
            for three in (two + 1..FAULTS.len()).step_by(5) {
                hold(&[one, two, three]);
            }
        }
    }
    hold(&(0..FAULTS.len()).filter(|at| !FAULTS[*at].2.contains("sever")).collect::<Vec<_>>());
    assert!(wrong.is_empty(), "{} of {tried}: {wrong:#?}", wrong.len());
    assert!(tried > 400, "{tried}");
}

#[test]
fn of_what_is_missing_each_is_named() {
    let source = template("x").replace("format = 1", "#").replace("id = \"x\"", "#");
    let all: Vec<String> = said(&source).into_iter().map(|(_, what)| what).collect();
    assert_eq!(
        all,
        ["this is not a scenario: it does not say `format = 1`", "a scenario needs the field `id`"]
    );
    // Of a file of something else nothing more is said, nor of one of another format.
    assert_eq!(said("[package]\nname = \"x\"\n[lib]\n").len(), 1);
    assert_eq!(
        said(&template("x").replace("format = 1", "format = 2").replace("call", "cll")).len(),
        1
    );
    // Of a case and of a lesson that are empty each field.
    hold(
        &[("[[case]]\nid = \"length", "[[case]]\n[[case]]\nid = \"length")],
        &["`id`", "`role`", "`title`", "`steps`"],
    );
    let source = template("x");
    let (start, end) =
        (source.find("[zh]\n").unwrap() + 5, source.find("# What is guessed").unwrap());
    assert_eq!(said(&format!("{}{}", &source[..start], &source[end..])).len(), 5);
    // A step without two of its fields has two faults; one without its call has one, and what is expected is not asked.
    let step = |written| {
        template("x").replacen("who = \"client\", call = \"send\", data = \"hello\"", written, 1)
    };
    assert_eq!(said(&step("call = \"send\"")).len(), 2);
    assert_eq!(said(&step("who = \"client\"")).len(), 1);
    assert_eq!(said(&step("who = 5, call = \"send\", data = 5")).len(), 2);
}

#[test]
fn what_is_no_toml_is_named_once_in_each_part() {
    let right = template("x");
    let wrong = right
        .replacen("hint = \"TCP", "hint = TCP", 1)
        .replacen("case = \"glued\"", "case = \"glued", 1)
        .replacen("role = \"fix\"", "role = fix", 1)
        .replacen("# The same two messages", "# \u{202e}The same", 1);
    let lines: Vec<u32> = said(&wrong).into_iter().map(|(line, _)| line).collect();
    assert_eq!(lines, [22, 35, 69, 73], "{:?}", said(&wrong));
    // Where a list has no end, what comes after it is none of it.
    let open = right.replacen("{ receives = 1 },\n]", "{ receives = 1 },", 1);
    assert_eq!(said(&open).len(), 1, "{:?}", said(&open));
    let two = open.replacen("role = \"fix\"", "role = fix", 1);
    assert_eq!(said(&two).len(), 2, "{:?}", said(&two));
}

#[test]
fn steps_that_do_not_fit_for_reasons_of_their_own_are_all_named() {
    let right = template("x").replace(
        "{ who = \"server\", call = \"listen\" },\n",
        "{ who = \"server\", call = \"listen\" }, { who = \"third\", call = \"bind\" }, #\n",
    );
    assert_eq!(said(&right), []);
    let third = right.replacen(
        "call = \"bind\" }, #",
        "call = \"recv\", max = 1 }, { who = \"third\", call = \"accept\" }, #",
        1,
    );
    assert_eq!(said(&third).len(), 1, "{:?}", said(&third));
    // The client's own fault is one more; that the server then accepts and reads is none.
    let both = third.replacen("to = \"server\", set", "to = \"sever\", set", 1);
    let lines: Vec<u32> = said(&both).into_iter().map(|(line, _)| line).collect();
    assert_eq!(lines, [51, 52], "{:?}", said(&both));
}

/// What each of these comes to, in the order of the file.
fn hold(changes: &[(&str, &str)], wanted: &[&str]) {
    let put = |source: String, (from, to): &(&str, &str)| {
        assert!(source.contains(from), "{from}");
        source.replacen(from, to, 1)
    };
    let source = changes.iter().fold(template("x"), put);
    let all: Vec<String> = said(&source).into_iter().map(|(_, what)| what).collect();
    let fits = |(said, wanted): (&String, &&str)| said.contains(*wanted);
    assert!(all.len() == wanted.len() && all.iter().zip(wanted).all(fits), "{changes:?}: {all:#?}");
}

const SEND: &str = "call = \"send\", data = \"hello\"";

#[test]
fn several_faults_in_one_value_are_named() {
    let data = |written| hold(&[("data = \"hello\"", written)], &["", ""]);
    data("data = { hex = \"6\", foo = 1 }");
    data("data = { fill = \"\", len = -1 }");
    data("data = { text = 1, encoding = \"latin\" }");
    hold(
        &[("header = \"u32be\"", "header = \"u99\", max = 0, foo = 1")],
        &["`u99`", "too small", "no field `foo`"],
    );
    hold(
        &[(
            "claims = { receive = 1, messages = [1] }",
            "claims = [{ receive = 0, messages = 1 }, { recieve = 1, cause = \"x\" }]",
        )],
        &["too small", "expected a list", "no field `recieve`", "`x` is not"],
    );
    let on = "on = { windws = { returns = {}, why = \"\" }, macos = { retruns = 5 } }";
    hold(
        &[("returns = \"helloworld\"", on)],
        &["`windws`", "neither `min` nor `max`", "empty", "needs the field `why`", "`retruns`"],
    );
    hold(
        &[("{ receives = 1 }", "{ receives = 1, on = { linus = { recieves = 1 }, macos = 5 } }")],
        &["`linus`", "needs the field `why`", "`recieves`", "expected a table"],
    );
    hold(
        &[(
            "set = { TCP_NODELAY = true }",
            "set = { TCP_NODLAY = true, SO_RCVBUF = \"x\", SO_SNDBUF = -1 }",
        )],
        &["`TCP_NODLAY`", "SO_RCVBUF is a whole number", "SO_SNDBUF goes from"],
    );
    hold(
        &[("max = 1024", "max = 1024, flags = [\"MSG_FOO\", \"MSG_MORE\"]")],
        &["`MSG_FOO`", "does not take MSG_MORE"],
    );
    hold(
        &[("returns = 5", "returns = { min = \"x\", max = -1, foo = 2 }")],
        &["expected a whole number", "must not be negative", "no field `foo`"],
    );
    // More of what is expected than there can be, each.
    hold(
        &[(
            "{ receive = 1, messages = [1, 2], cause = \"read-late\" },\n  { receives",
            "{ receive = 9, messages = [7, 8] },\n  { receives",
        )],
        &["no receive 9", "no message 7", "no message 8"],
    );
}

#[test]
fn what_follows_from_a_fault_within_a_value_is_none() {
    hold(&[("{ receives = 1 }", "{ datagrams = 3 }")], &["no field `datagrams`"]);
    hold(&[("{ receives = 1 }", "{ datagrams = 3, of = \"client\" }")], &["no field `datagrams`"]);
    hold(&[("{ receives = 1 }", "{ foo = 3, bar = 2 }")], &["`foo`", "`bar`"]);
    hold(&[("{ receives = 1 }", "{ receive = 1, foo = 2 }")], &["`foo`"]);
    hold(&[("data = \"hello\"", "data = { hexx = \"68\", foo = 1 }")], &["`hexx`", "`foo`"]);
    hold(&[("returns = 5", "returns = { foo = 2, bar = 1 }")], &["`returns` is wrong"].map(|_| ""));
    hold(&[("set = { TCP_NODELAY = true }", "set = { FOO = 1 }")], &["`FOO`"]);
    hold(
        &[("framing = { kind = \"length-prefix\"", "framing = { kind = \"prefix\"")],
        &["`prefix`"],
    );
}

fn before(written: &str) -> (&str, &str) {
    ("role = \"problem\" ", written)
}

/// That, and a fault of a step and one of an expectation.
fn with(written: &str) -> [(&str, &str); 3] {
    let step = (SEND, "call = \"sned\", data = \"hello\"");
    [before(written), step, ("{ receives = 1 }", "{ recieves = 1 }")]
}

#[test]
fn a_wrong_wire_hides_nothing() {
    let actors = "actors = [{ name = \"server\" }, { name = \"client\" }]\nrole = \"problem\" ";
    hold(&with(&format!("wire = \"labb\"\n{actors}")), &["`labb`", "`sned`", "`recieves`"]);
    hold(
        &with(&format!("lab = {{ delay = \"1mss\" }}\n{actors}")),
        &["only a case with", "`1mss`", "`sned`", "`recieves`"],
    );
    let slip = actors.replace("\"client\" }", "\"client\", hst = \"x\" }");
    hold(&with(&format!("wire = \"lab\"\n{slip}")), &["`hst`", "`sned`", "`recieves`"]);
    let one = actors.replace("\"client\" }", "\"client\", host = \"server\" }");
    let lab = "wire = \"lab\"\nlab = { lose = [{ from = \"sever\", data = 0 }, { form = \"server\", ack = 1 }], mtu = 5 }";
    hold(
        &with(&format!("{lab}\n{one}")),
        &[
            "two hosts",
            "no host `sever`",
            "too small",
            "`form`",
            "too small",
            "`sned`",
            "`recieves`",
        ],
    );
    // What the lab cannot carry is none of a wire that is not known.
    let unix = ("call = \"listen\" }", "call = \"listen\", transport = \"unix-stream\" }");
    let set = ("set = { TCP_NODELAY = true }", "timeout = \"1s\"");
    hold(&[before("wire = \"loopbck\"\nrole = \"problem\" "), unix, set], &["`loopbck`"]);
}

#[test]
fn each_name_that_nobody_has_is_named() {
    hold(
        &[
            (SEND, "call = \"send\", sock = \"s1\", data = \"hello\""),
            (
                "call = \"send\", data = \"world\"",
                "call = \"send\", sock = \"s2\", data = \"world\"",
            ),
        ],
        &["no socket `s1`", "no socket `s2`"],
    );
    // After one of whom nothing is known, too; but not where what makes a socket may be what is wrong.
    hold(
        &[
            ("to = \"server\", set", "to = \"sever\", set"),
            (SEND, "call = \"send\", sock = \"s1\", data = \"hello\""),
            ("bytes = 10", "bytes = 10, sock = \"s2\""),
        ],
        &["`sever`", "no socket `s1`", "no socket `s2`"],
    );
    hold(
        &[
            ("call = \"accept\" }", "call = \"acept\", as = \"s2\" }"),
            ("bytes = 10", "bytes = 10, sock = \"s2\""),
        ],
        &["`acept`"],
    );
    // An option that a socket does not take makes it no other socket.
    hold(
        &[
            ("set = { TCP_NODELAY = true }", "set = { UDP_CORK = true, UDP_GRO = true }"),
            (SEND, "call = \"send\", sock = \"s1\", data = \"hello\""),
        ],
        &["UDP_CORK", "UDP_GRO", "no socket `s1`"],
    );
    // What a case lacks is said once.
    hold(
        &[("framing = { kind = \"length-prefix\", header = \"u32be\" }\n", "")],
        &["needs a framing"],
    );
}

#[test]
fn what_is_no_toml_hides_nothing_else() {
    let others = [("group = \"tcp\"", "group = \"tpc\""), ("role = \"fix\"", "role = \"fxi\"")];
    let with = |here| [others[0], others[1], here];
    hold(&with(("hint = \"TCP", "hint = TCP")), &["`tpc`", "not valid TOML", "`fxi`"]);
    hold(&with(("max = 1024", "max = 10 24")), &["`tpc`", "not valid TOML", "`fxi`"]);
    hold(&with((SEND, "call = send, data = hello")), &["`tpc`", "", "", "`fxi`"]);
    hold(&with(("fate = [\"glued\"]", "fate = [\"glued]")), &["`tpc`", "not valid TOML", "`fxi`"]);
    // A comma, in the file and in a value; the rest of the item is judged.
    hold(
        &[("who = \"client\", call = \"send\", data", "who = \"client\" call = \"sned\" dta")],
        &["missing comma", "`sned`", "missing comma"],
    );
    hold(&[("messages = [1, 2]", "messages = [1 2]")], &["missing comma"]);
    hold(
        &[
            ("{ who = \"server\", call = \"listen\" },", "{ who = \"server\", call = \"listen\" }"),
            (SEND, "call = \"sned\""),
        ],
        &["missing comma", "`sned`"],
    );
    // Whatever a header was meant to be, nothing is missing because of it.
    hold(&[("[en]", "[en"), ("role = \"fix\"", "role = \"fxi\"")], &["not valid TOML", "`fxi`"]);
    hold(&[("[[case]]", "[[case]")], &["not valid TOML"]);
}

#[test]
fn a_missing_comma_is_said_to_be_one() {
    let help = |from, to| {
        let all = faults("x.toml", template("x").replacen(from, to, 1).as_bytes());
        all[0].help().map(|help| help.en.clone()).unwrap_or_default()
    };
    let listen = "{ who = \"server\", call = \"listen\" },";
    assert_eq!(help(listen, listen.trim_end_matches(',')), "put a `,` behind what ends on line 51");
    let after = format!("{} # no comma\n\n", listen.trim_end_matches(','));
    assert_eq!(help(listen, &after), "put a `,` behind what ends on line 51");
    assert_eq!(help("messages = [1, 2]", "messages = [1 2]"), "put a `,` before this");
    assert_eq!(help("returns = 5 }", "returns = 5 took = {} }"), "put a `,` before this");
    assert_eq!(help("id = \"x\"", "id = x y"), "put it in quotes: \"…\"");
}

#[test]
fn what_is_missing_because_a_field_is_not_known_is_not_asked_for() {
    hold(
        &[("who = \"server\", call = \"accept\"", "actor = \"server\", call = \"accept\"")],
        &["`actor`"],
    );
    hold(&[("role = \"fix\"", "zzqq = \"fix\"")], &["`zzqq`"]);
    hold(&[("fix = {", "zzqq = {")], &["`zzqq`"]);
    hold(
        &[("group = \"tcp\"", "zzqq = \"tcp\""), ("answer = \"One", "zzqq = \"One")],
        &["`zzqq`", "`zzqq`"],
    );
    let on = "on = { windows = { returns = 1, zzqq = \"y\" }, macos = { returns = 1 } }";
    hold(&[("returns = \"helloworld\"", on)], &["no field `zzqq`", "needs the field `why`"]);
    let on = "{ receives = 1, on = { macos = { anything = true, hy = \"-\" } } }";
    hold(&[("{ receives = 1 }", on)], &["no field `hy`"]);
}

#[test]
fn a_step_that_is_not_there_is_missed_once() {
    let listen = "  { who = \"server\", call = \"listen\" },\n";
    hold(&[(listen, "")], &["has nothing to send or connect to"]);
    hold(&[(listen, "  { who = \"sever\", call = \"listen\" },\n")], &["has nothing to send"]);
    // Somebody whose name is wrong is no third host either.
    let host = ("role = \"problem\" ", "wire = \"lab\"\nrole = \"problem\" ");
    let recv = ("who = \"server\", call = \"recv\"", "who = \"qzqz\", call = \"recv\"");
    hold(&[host, recv], &["`qzqz` has no socket"]);
    let accept = ("who = \"server\", call = \"accept\"", "who = \"sever\", call = \"accept\"");
    hold(&[accept], &["no listening socket"]);
}

#[test]
fn of_what_is_no_toml_only_the_cause_is_named() {
    let one = |from, to, said| hold(&[(from, to)], &[said]);
    // What is open ends before the next field.
    let open = "unclosed array";
    one("  { receives = 1 },\n]", "  { receives = 1 },\n", open);
    one("  { receives = 1 },\n]", "  { receives = 1 }\n", open);
    one("steps = [", "steps = [\nsteps = [", "not valid TOML");
    one("returns = \"helloworld\" },\n]", "returns = \"helloworld\" },\n", open);
    one("zh = \"加上长度前缀以后\" }", "zh = \"加上长度前缀以后\"", "unclosed inline table");
    // One of an item's own.
    one(
        "{ message = \"all\", fate = [\"glued\"] }",
        "message = \"all\", fate = [\"glued\"] }",
        "not valid TOML",
    );
    one("fate = [\"glued\"] }", "fate = [\"glued\" }", "not valid TOML");
    one("title = { en = \"Both", "title =  en = \"Both", "missing inline table opening");
    one("set = { TCP_NODELAY", "set =  TCP_NODELAY", "missing inline table opening");
    one("title = { en = \"Both", "title { en = \"Both", "not valid TOML");
    let on = "on = {\n  macos = { unsupported true, why = \"y\" },\n  windows = { unsupported = true, why = \"y\" },\n}\nsteps = [";
    one("steps = [", on, "missing assignment");
    // A text without an end takes all that is behind it along.
    one("story = \"客", "story = \"\"\"客", "multi-line");
    let text = "story = \"\"\"\\\n客户端\n说 \"\"\"\n#";
    hold(&[("story = \"客", text), ("role = \"fix\"", "role = \"fxi\"")], &["`fxi`"]);
    one("hint = \"TCP", "[en]\nhint = \"TCP", "duplicate key");
    one("[en]\n", "[en]\n[en]\n", "duplicate key");
    one("group = \"tcp\"", "group = \"tcp\"\ngroup = \"tcp\"", "duplicate key");
}

/// What does not fit in a block is met in each of its rounds, and said once.
#[test]
fn a_case_of_nothing_but_faults_is_judged_soon() {
    let step = |n: usize| {
        format!("{{ who = \"server\", call = \"send\", sock = \"x{n}\", data = \"x\" }},")
    };
    let pair = "{ who = \"client\", call = \"bind\", as = \"a\" }, { who = \"client\", call = \"close\", sock = \"a\" },";
    let steps: String = (0..500).map(step).collect();
    let block = format!("\n  {{ repeat = 30, steps = [{pair}{steps}] }},\n  # No sleep");
    let source = template("x").replacen("\n  # No sleep", &block, 1);
    assert!(
        said(&source).iter().all(|(_, what)| what.contains("no socket")),
        "{:?}",
        said(&source)
    );
    assert_eq!(said(&source).len(), super::MOST);
}
