//! The rules of the house, each a small function from one file's tokens to what is wrong there.

use super::matches;
use super::tokens::{Code, Token};
use std::fmt;

/// Which modules there are, and the floor each is on.
pub(super) const FLOORS: &[(&str, u8)] = &[
    ("model", 0),
    ("framing", 0),
    ("net", 1),
    ("scenario", 1),
    ("analysis", 1),
    ("torture", 1),
    ("stage", 2),
    ("engine", 2),
    ("apps", 2),
    ("watch", 2),
    ("grade", 2),
    ("lang", 3),
    ("report", 3),
    ("cli", 4),
];

/// Who may use a neighbour on the same floor: the framings the nouns, the engine its stage, the
/// reports their words. Never the other way round.
const NEIGHBOURS: &[(&str, &str)] =
    &[("framing", "model"), ("engine", "stage"), ("report", "lang")];

/// What the analysis finds, without what finds it: the nouns and one another are all they know.
pub(super) const PLAIN: &[&str] = &[
    "src/analysis/findings.rs",
    "src/analysis/checks.rs",
    "src/analysis/undelivered.rs",
    "src/analysis/located.rs",
    "src/analysis/proof.rs",
];

/// Folders in which no two files need each other.
pub(super) const NO_CIRCLE: &[&str] = &["src/analysis/"];

/// The only homes of what differs from one operating system to another.
pub(super) const SYSTEM_HOMES: &[&str] = &["src/net/sys/"];

/// Crates that have a home: nobody else names them.
pub(super) const CRATE_HOMES: &[(&str, &[&str])] = &[
    ("libc", SYSTEM_HOMES),
    ("windows_sys", SYSTEM_HOMES),
    ("colored", &[PAINTER]),
    ("anyhow", &["src/cli/"]),
    ("clap", &["src/cli/"]),
    ("clap_complete", &["src/cli/"]),
    ("clap_mangen", &["src/cli/"]),
    ("crossterm", &["src/cli/"]),
    ("ctrlc", &["src/cli/"]),
];

/// The only file that sets and reads options by the system calls themselves.
const RAW_OPTIONS: &str = "src/net/sys/sockopt.rs";

/// The only file that writes colours: escape sequences, by the crate or by hand.
const PAINTER: &str = "src/report/pens/terminal/paint.rs";

/// Who makes pages: they say what things mean, and know nothing of how they are drawn.
const PAGES: &[&str] = &[
    "src/report/page/",
    "src/report/case/",
    "src/report/compare/",
    "src/report/sweep/",
    "src/report/steps/",
    "src/report/torture/",
    "src/report/grade/",
    "src/report/scenarios.rs",
    "src/report/found.rs",
];

/// Who draws them, and knows nothing of what they are about.
const PENS: &[&str] = &["src/report/pens/"];

/// The longest file, in lines, its test code not counted.
const LONGEST: usize = 400;

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Fault {
    pub(super) file: String,
    pub(super) line: usize,
    pub(super) what: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.what)
    }
}

/// A file under `src`, read.
struct File<'a> {
    /// With `/`, from the package's root: `src/net/table.rs`.
    path: &'a str,
    code: Code<'a>,
    lines: usize,
}

/// Everything that is wrong with one file.
pub(super) fn faults(path: &str, source: &str) -> Vec<Fault> {
    let file = File { path, code: Code::of(source), lines: source.lines().count() };
    let mut all = Vec::new();
    for rule in [
        imports, supers, own_name, systems, unsafes, options, colours, contexts, prints, crates,
        pages, silent, length,
    ] {
        for (line, what) in rule(&file) {
            all.push(Fault { file: path.to_owned(), line, what });
        }
    }
    all.sort();
    all
}

type Found = Vec<(usize, String)>;

impl File<'_> {
    /// The path as modules.
    fn modules(&self) -> Vec<&str> {
        modules(self.path)
    }

    /// Every place in the code, with what follows it.
    fn places(&self) -> impl Iterator<Item = &[Token<'_>]> {
        let tokens = &self.code.tokens;
        (0..tokens.len()).map(move |at| &tokens[at..])
    }

    fn is_in(&self, homes: &[&str]) -> bool {
        homes.iter().any(|home| self.path.starts_with(home))
    }
}

/// `src/net/sys/mod.rs` is `["net", "sys"]`.
pub(super) fn modules(path: &str) -> Vec<&str> {
    let path = path.trim_start_matches("src/").trim_end_matches(".rs");
    path.split('/').filter(|part| !matches!(*part, "mod" | "lib" | "main")).collect()
}

fn text<'a>(tokens: &[Token<'a>], at: usize) -> &'a str {
    tokens.get(at).map_or("", |token| token.text)
}

fn floor(module: &str) -> Option<u8> {
    FLOORS.iter().find(|(name, _)| *name == module).map(|(_, floor)| *floor)
}

/// The first names behind `crate::`: one, or those of a group.
fn first_names<'a>(behind: &[Token<'a>]) -> Vec<Token<'a>> {
    let Some(first) = behind.first() else { return Vec::new() };
    if first.text != "{" {
        return vec![*first];
    }
    let (mut names, mut depth, mut fresh) = (Vec::new(), 0, false);
    for token in behind {
        match token.text {
            "{" => depth += 1,
            "}" => depth -= 1,
            "," => {}
            _ if fresh && depth == 1 => names.push(*token),
            _ => {}
        }
        fresh = matches!(token.text, "{" | ",");
        if depth == 0 {
            break;
        }
    }
    names
}

/// Imports go down the floors.
fn imports(file: &File<'_>) -> Found {
    let own = *file.modules().first().unwrap_or(&"");
    let mut found = Vec::new();
    for place in file.places() {
        if text(place, 0) == "crate" && text(place, 1) == "::" {
            for name in first_names(&place[2..]) {
                found.extend(wrong_way(own, name.text).map(|what| (name.line, what)));
            }
        }
        if text(place, 0) == "crate" && text(place, 1) == "as" {
            found.push((place[0].line, "`crate as` hides which floor is meant".into()));
        }
    }
    found
}

fn wrong_way(from: &str, to: &str) -> Option<String> {
    if from == to || NEIGHBOURS.contains(&(from, to)) {
        return None;
    }
    match (floor(from), floor(to)) {
        (_, None) => Some(format!("`crate::{to}` is on no floor: see FLOORS in this test")),
        (None, _) => Some(format!("`{from}` is on no floor: see FLOORS in this test")),
        (Some(from_floor), Some(to_floor)) if to_floor >= from_floor => {
            let way = if to_floor > from_floor { "up" } else { "sideways" };
            Some(format!("{from} (floor {from_floor}) imports {to} (floor {to_floor}): {way}"))
        }
        _ => None,
    }
}

/// Nobody leaves a floor by the back stairs: `super::super::net`.
fn supers(file: &File<'_>) -> Found {
    let depth = file.modules().len();
    let mut found = Vec::new();
    let mut skip = 0;
    for (at, place) in file.places().enumerate() {
        if at < skip || text(place, 0) != "super" {
            continue;
        }
        let ups = place.chunks(2).take_while(|pair| text(pair, 0) == "super").count();
        skip = at + 2 * ups;
        if ups >= depth {
            for name in first_names(place.get(2 * ups..).unwrap_or(&[])) {
                if floor(name.text).is_some() {
                    let what = format!("`super` reaches {}: write `crate::`", name.text);
                    found.push((name.line, what));
                }
            }
        }
    }
    found
}

/// `main` knows the command line only, and the library does not call itself by its own name.
fn own_name(file: &File<'_>) -> Found {
    let main = file.path == "src/main.rs";
    let wrong = |place: &&[Token<'_>]| {
        text(place, 0) == "stickydemo"
            && text(place, 1) == "::"
            && !(main && text(place, 2) == "cli")
    };
    let what = if main { "main uses `stickydemo::cli` only" } else { "write `crate::`" };
    file.places().filter(wrong).map(|place| (place[0].line, what.into())).collect()
}

/// What differs between systems stays in its homes.
fn systems(file: &File<'_>) -> Found {
    const WORDS: &[&str] =
        &["target_os", "target_family", "target_env", "target_vendor", "unix", "windows"];
    if file.is_in(SYSTEM_HOMES) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for place in file.places() {
        let [first, second, third] = [text(place, 0), text(place, 1), text(place, 2)];
        let cfg =
            matches!(first, "cfg" | "cfg_attr") && (second == "(" || (second, third) == ("!", "("));
        if cfg && condition(place).iter().any(|token| WORDS.contains(&token.text)) {
            found.push((place[0].line, format!("`{first}` on a system outside net/sys")));
        }
        if (first, second, third, text(place, 3)) == ("std", "::", "os", "::") {
            found.push((place[0].line, "`std::os` outside net/sys".into()));
        }
    }
    found
}

/// What stands between the parentheses of a `cfg`.
fn condition<'a, 'b>(place: &'b [Token<'a>]) -> &'b [Token<'a>] {
    let mut depth = 0;
    for (at, token) in place.iter().enumerate() {
        match token.text {
            "(" => depth += 1,
            ")" if depth == 1 => return &place[..at],
            ")" => depth -= 1,
            _ => {}
        }
    }
    place
}

fn unsafes(file: &File<'_>) -> Found {
    if file.is_in(SYSTEM_HOMES) {
        return Vec::new();
    }
    let unsafes = file.code.tokens.iter().filter(|token| token.text == "unsafe");
    unsafes.map(|token| (token.line, "`unsafe` outside net/sys".into())).collect()
}

/// An option is set and read by socket2 where it has a method for it; the calls themselves have one
/// home, where it says for which options they are made.
fn options(file: &File<'_>) -> Found {
    /// What socket2 has methods for on every system that has it.
    const BY_SOCKET2: &[&str] = &[
        "TCP_NODELAY",
        "TCP_CORK",
        "TCP_QUICKACK",
        "TCP_USER_TIMEOUT",
        "SO_SNDBUF",
        "SO_RCVBUF",
        "SO_REUSEADDR",
        "SO_REUSEPORT",
        "SO_LINGER",
        "SO_LINGER_SEC",
        "SO_KEEPALIVE",
        "SO_RCVTIMEO",
        "SO_SNDTIMEO",
        "SO_ERROR",
        "IPV6_V6ONLY",
    ];
    const CALLS: &[&str] = &["setsockopt", "getsockopt"];
    /// Where other programs' calls are read, the options have only numbers.
    const WATCHED: &str = "src/net/sys/linux_watch/calls.rs";
    let mut found = Vec::new();
    for token in &file.code.tokens {
        if CALLS.contains(&token.text) && !file.is_in(&[RAW_OPTIONS]) {
            found.push((token.line, format!("`{}` outside {RAW_OPTIONS}", token.text)));
        }
        if BY_SOCKET2.contains(&token.text) && !file.is_in(&[WATCHED]) {
            found.push((token.line, format!("`{}`: socket2 has methods for it", token.text)));
        }
    }
    found
}

/// One painter: nobody else writes escape sequences, or has clap write some.
fn colours(file: &File<'_>) -> Found {
    let by_hand =
        |text: &str| ["\\u{1b}", "\\x1b", "\\x1B"].iter().any(|begin| text.contains(begin));
    let painted = |token: &&Token<'_>| token.text == "styling" || by_hand(token.text);
    let tokens = file.code.tokens.iter().filter(|_| !file.is_in(&[PAINTER]));
    tokens.filter(painted).map(|token| (token.line, format!("colours outside {PAINTER}"))).collect()
}

/// What is put on top of an error is said in both languages: a `Failure`, no string. Nor is an error
/// made of a string.
fn contexts(file: &File<'_>) -> Found {
    let is_text = |token: &Token<'_>| token.text.starts_with('"') || token.text == "format";
    let mut found = Vec::new();
    for place in file.places() {
        let (name, next) = (text(place, 0), text(place, 1));
        let adds = matches!(name, "context" | "with_context") && next == "(";
        let english = adds && place.iter().skip(2).take(3).any(is_text);
        let made = matches!(name, "anyhow" | "bail" | "ensure") && next == "!";
        if english || made {
            found.push((place[0].line, format!("`{name}` in one language")));
        }
    }
    found
}

/// The one home of what is written to the terminal.
const WRITER: &[&str] = &["src/cli/out.rs"];

/// Only the one writer of `cli` has the terminal; nothing unfinished stays.
fn prints(file: &File<'_>) -> Found {
    const MACROS: &[&str] =
        &["print", "println", "eprint", "eprintln", "dbg", "todo", "unimplemented"];
    let mut found = Vec::new();
    for place in file.places() {
        let [first, second, third] = [text(place, 0), text(place, 1), text(place, 2)];
        if MACROS.contains(&first) && second == "!" {
            found.push((place[0].line, format!("`{first}!`")));
        }
        let stream = matches!(third, "stdout" | "stderr" | "stdin");
        if first != "io" || second != "::" || !stream {
            continue;
        }
        // Whether it is a terminal the whole command line may ask.
        let writes = third != "stdin" && text(place, 6) != "is_terminal";
        if !file.is_in(&["src/cli/"]) {
            found.push((place[0].line, format!("`io::{third}` outside cli")));
        } else if writes && !file.is_in(WRITER) {
            found.push((place[0].line, format!("`io::{third}` outside {}", WRITER[0])));
        }
    }
    found
}

fn crates(file: &File<'_>) -> Found {
    let mut found = Vec::new();
    let mut before = "";
    for place in file.places() {
        let (name, is_path) = (text(place, 0), text(place, 1) == "::");
        let begins = !matches!(before, "::" | ".") && (is_path || before == "use");
        let home = CRATE_HOMES.iter().find(|(krate, _)| *krate == name);
        if let Some((_, homes)) = home.filter(|(_, homes)| begins && !file.is_in(homes)) {
            found.push((place[0].line, format!("`{name}` outside {}", homes.join(", "))));
        }
        before = name;
    }
    found
}

/// What makes pages does not know the pens, and these know pages only.
fn pages(file: &File<'_>) -> Found {
    let (rooms, what): (&[&str], &str) = match (file.is_in(PAGES), file.is_in(PENS)) {
        (true, _) => (&["pens"], "a page that knows a pen"),
        (_, true) => {
            (&["case", "compare", "grade", "sweep", "torture"], "a pen that knows more than pages")
        }
        _ => return Vec::new(),
    };
    let known = |place: &&[Token<'_>]| {
        [text(place, 0), text(place, 1)] == ["report", "::"] && rooms.contains(&text(place, 2))
    };
    file.places().filter(known).map(|place| (place[0].line, what.to_owned())).collect()
}

fn silent(file: &File<'_>) -> Found {
    let what = "`_` in a match over calls: say which they are";
    matches::silent(&file.code.tokens).into_iter().map(|line| (line, what.into())).collect()
}

fn length(file: &File<'_>) -> Found {
    let lines = file.lines - file.code.test_lines;
    if lines <= LONGEST {
        return Vec::new();
    }
    vec![(1, format!("{lines} lines without its tests, more than {LONGEST}: two files"))]
}
