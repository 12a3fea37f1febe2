//! `show --as`: a case as programs to type in, one for each actor, in another language.
//!
//! ```text
//!   plan     a case → the form: played without sockets, with a pause where nothing else makes an order certain
//!   form     what each program does, in order: the same for every language
//!   paper    lines, comments, and what was left out
//!   python   the form → Python;  c: → C. A language is a folder, and a row of `Tongue`
//! ```
//!
//! What is in such a folder: how each call and option is spelt, and how a student would write the reader of each framing.
//! The readers are most of it, and differ in more than spelling (exceptions or a code, a buffer that grows or one that is
//! there): of one form for all languages they would come out as nobody writes them.
//!
//! What a program prints has one form in all languages, so that it can be compared with what the case itself shows:
//!
//! ```text
//!   recv(10) -> 9 b'hellofeng'      a receive: how many bytes, and the first 32 of them
//!   send -> EPIPE                   an error: its POSIX name, `timeout`, or what the framing says
//!   getsockopt(SO_RCVBUF) -> 8192   a figure
//! ```

mod c;
mod form;
mod paper;
mod plan;
mod python;

use crate::lang::programs as words;
use crate::model::{Case, Lang, Role, Scenario, Text, named_enum};
use form::Form;
use paper::Paper;

/// The most lines that a program has.
pub const MOST_LINES: usize = 60;

named_enum! {
    /// A language that programs are written in.
    pub enum Tongue {
        /// Python 3, its standard library.
        Python = "python",
        /// C11 and POSIX.
        C = "c",
    }
}

/// One program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    /// The actor whose part it is.
    pub who: String,
    /// What it is called in a folder: `wrong_server.py`.
    pub file: String,
    /// All of it.
    pub text: String,
    /// What it leaves out, and says so in a comment.
    pub left_out: Vec<Text>,
}

/// What a program's first lines say.
struct Heading<'a> {
    case: String,
    title: &'a str,
    manner: Text,
    file: String,
}

impl Tongue {
    /// Its name, as it is spelt.
    pub fn name(self) -> &'static str {
        match self {
            Tongue::Python => "Python",
            Tongue::C => "C",
        }
    }

    /// How its files end.
    fn extension(self) -> &'static str {
        match self {
            Tongue::Python => "py",
            Tongue::C => "c",
        }
    }

    /// What a comment begins with.
    pub fn comment(self) -> &'static str {
        match self {
            Tongue::Python => "# ",
            Tongue::C => "// ",
        }
    }

    /// How wide its lines may be: PEP 8 says so for Python.
    fn columns(self) -> usize {
        match self {
            Tongue::Python => 79,
            Tongue::C => 99,
        }
    }

    /// How a program is started.
    fn command(self, file: &str) -> String {
        match self {
            Tongue::Python => format!("python3 {file}"),
            Tongue::C => {
                let name = file.trim_end_matches(".c");
                format!("cc -o {name} {file} && ./{name}")
            }
        }
    }

    fn write(self, form: &Form, part: usize, paper: &mut Paper) -> Result<(), Text> {
        match self {
            Tongue::Python => python::write(form, &form.parts[part], paper),
            Tongue::C => c::write(form, &form.parts[part], paper),
        }
    }
}

/// A case that shows what goes wrong beside one that shows what is right: the case that was asked for, and the first of
/// the other kind on the same messages that can be written in this language; else the first of the other kind that can,
/// or that is there at all.
pub fn wrong_and_right<'s>(
    scenario: &'s Scenario,
    case: &'s Case,
    (tongue, lang): (Tongue, Lang),
) -> (Option<&'s Case>, Option<&'s Case>) {
    let is_right = |case: &Case| case.role == Role::Fix;
    let others = || scenario.cases.iter().filter(|other| is_right(other) != is_right(case));
    let sent =
        |case: &Case| case.all_steps().filter_map(|s| s.call.data().cloned()).collect::<Vec<_>>();
    let written = |other: &&Case| programs(scenario, other, tongue, lang).is_ok();
    let same = others().filter(|other| sent(other) == sent(case)).find(written);
    let other = same.or_else(|| others().find(written)).or_else(|| others().next());
    match is_right(case) {
        true => (other, Some(case)),
        false => (Some(case), other),
    }
}

/// Says in a comment, at the end of the shortest of these programs, what is not beside them.
pub fn say_missing(programs: &mut [Program], what: &Text, tongue: Tongue, lang: Lang) {
    let shortest = programs.iter_mut().min_by_key(|program| program.text.lines().count());
    let Some(shortest) = shortest else { return };
    let mut paper = Paper::new(tongue.comment(), tongue.columns(), lang);
    paper.code("");
    paper.say(what);
    shortest.text.push_str(&paper.text());
}

/// The programs of a case, in the order in which they are started.
///
/// # Errors
/// Why the case cannot be written in this language.
pub fn programs(
    scenario: &Scenario,
    case: &Case,
    tongue: Tongue,
    lang: Lang,
) -> Result<Vec<Program>, Text> {
    let form = plan::plan(case)?;
    (0..form.parts.len()).map(|part| program(scenario, case, &form, part, (tongue, lang))).collect()
}

fn program(
    scenario: &Scenario,
    case: &Case,
    form: &Form,
    part: usize,
    (tongue, lang): (Tongue, Lang),
) -> Result<Program, Text> {
    let who = form.parts[part].name.clone();
    let (word, manner) = match case.role {
        Role::Fix => ("right", words::right()),
        Role::Problem | Role::NotAFix => ("wrong", words::wrong()),
    };
    let file = format!("{word}_{who}.{}", tongue.extension());
    let mut paper = Paper::new(tongue.comment(), tongue.columns(), lang);
    let case_name = format!("{}/{}", scenario.id, case.id);
    let heading =
        Heading { case: case_name, title: case.title.get(lang), manner, file: file.clone() };
    head(&heading, form, part, tongue, &mut paper);
    tongue.write(form, part, &mut paper)?;
    let lines = paper.lines().len();
    match lines > MOST_LINES {
        true => Err(words::too_long(&who, lines, MOST_LINES)),
        false => Ok(Program { who, file, text: paper.text(), left_out: paper.left_out }),
    }
}

fn head(heading: &Heading<'_>, form: &Form, part: usize, tongue: Tongue, paper: &mut Paper) {
    let Heading { case, title, manner, file } = heading;
    let manner = manner.get(paper.lang);
    let colon = match paper.lang {
        Lang::En => format!("{case}, {manner}: {title}"),
        Lang::Zh => format!("{case}（{manner}）：{title}"),
    };
    paper.comment(&colon);
    let command = tongue.command(file);
    let start = match (form.parts.len(), part) {
        (1, _) => words::start_alone(&command),
        (_, 0) => words::start_first(&command),
        (_, part) => words::start_next(&form.parts[part - 1].name, &command),
    };
    paper.say(&start);
}
