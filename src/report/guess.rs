//! A guess: what is asked before a run, what a class voted, and what was right.

mod told;

use super::Voice;
use super::case::brief::cause;
use super::case::{checks, labelled};
use super::page::bars::{Bar, BarRow, Bars};
use super::page::line::{Line, Style};
use super::page::{Block, Page};
use crate::analysis::{CaseAnalysis, Check, CheckResult, Claimed, Expected};
use crate::lang::{guess as words, names};
use crate::model::{
    CaseTrace, Choice, Expectation, Guess, ReceiveNo, Text, Verdict, WantedCause, Which,
};

/// What a choice is called, from 0: `A`, `B`… wherever it stands.
pub fn letter(choice: usize) -> String {
    ('A'..='Z').nth(choice).map_or_else(String::new, String::from)
}

/// What a class said: votes for each choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Votes(pub Vec<u32>);

impl Votes {
    fn all(&self) -> u64 {
        self.0.iter().map(|votes| u64::from(*votes)).sum()
    }

    fn of(&self, choice: usize) -> u64 {
        self.0.get(choice).copied().map_or(0, u64::from)
    }
}

/// Who guessed what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Guessed {
    /// Nobody anything.
    Nothing,
    /// One person this choice, from 0.
    One(usize),
    /// A class, before a discussion and after it.
    Class(Votes, Option<Votes>),
}

/// What was asked of whom, and of which form of the case.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// What was asked.
    pub guess: &'a Guess,
    /// What was answered.
    pub guessed: &'a Guessed,
    /// Whether `--set` changed the case: the words of the choices are about the case without that.
    pub changed: bool,
}

/// Before the run: the question, and the choices.
pub fn question(guess: &Guess, voice: &Voice) -> Page {
    listed(guess, false, voice)
}

/// For `show`: what each choice claims, too.
pub(crate) fn claims(guess: &Guess, voice: &Voice) -> Page {
    listed(guess, true, voice)
}

fn listed(guess: &Guess, claims: bool, voice: &Voice) -> Page {
    let mut page = Page::new();
    // Not of which case it is: the names of cases often tell.
    labelled(&mut page, words::guess(), guess.question.get(voice.lang), voice);
    for (at, choice) in guess.choices.iter().enumerate() {
        page.say(named(&letter(at), choice, voice), (2, 5));
        for claim in choice.claims.iter().filter(|_| claims) {
            let claim = voice.say(words::claims(&checks::of_case(&claim.expectation)));
            page.say(Line::of(Style::Dim, &claim), (5, 7));
        }
    }
    page
}

/// `A  hello: each recv returns what one send sent`
fn named(mark: &str, choice: &Choice, voice: &Voice) -> Line {
    Line::of(Style::Strong, mark)
        .with(Style::Plain, "  ")
        .with(Style::Plain, choice.says.get(voice.lang))
}

/// After the first vote: how many there were, and no more.
pub fn counted(votes: &Votes, voice: &Voice) -> Page {
    let mut page = Page::new();
    page.say(Line::of(Style::Plain, &voice.say(words::counted(votes.all()))), (2, 2));
    page
}

/// A bar of the full length: everybody.
const THOUSAND: u64 = 1000;

/// How a class voted.
pub fn bars(first: &Votes, second: Option<&Votes>, voice: &Voice) -> Page {
    let row = |choice: usize, (at, votes): (usize, &Votes)| {
        let mark = if at == 0 { letter(choice) } else { " ".to_owned() };
        let (n, all) = (votes.of(choice), votes.all());
        // Of each vote its own share: not everybody votes twice.
        let share = (n * THOUSAND).checked_div(all).unwrap_or(0);
        BarRow {
            label: match second {
                Some(_) => format!("{mark}  {}", voice.say(words::vote(at > 0))),
                None => mark,
            },
            figure: voice.say(words::share(n, all)),
            bar: Some(Bar { min: share, max: share, of: None }),
        }
    };
    let votes: Vec<&Votes> = std::iter::once(first).chain(second).collect();
    let rows = (0..first.0.len()).flat_map(|choice| {
        let row = &row;
        votes.iter().enumerate().map(move |(at, votes)| row(choice, (at, votes)))
    });
    let rows: Vec<BarRow> = rows.collect();
    let mut page = Page::new();
    page.gap();
    page.blocks.push(Block::Bars(Bars { rows, whole: THOUSAND, style: Style::Message(1) }));
    page.gap();
    page
}

/// After the run: who was right, and why. With the run the proof of a cause, where its picture does not stand above.
pub fn outcome(
    asked: Asked<'_>,
    came: &[Claimed],
    run: Option<(&CaseTrace, &CaseAnalysis)>,
    voice: &Voice,
) -> Page {
    let mut page = Page::new();
    let right: Vec<usize> =
        came.iter().enumerate().filter(|(_, came)| came.holds()).map(|(at, _)| at).collect();
    page.say(verdict(asked, came, &right, voice), (0, 2));
    let Asked { guessed, changed, .. } = asked;
    if let (Guessed::Class(first, second), [right]) = (guessed, right.as_slice()) {
        let of = |votes: &Votes| (votes.of(*right), votes.all());
        let text = words::were_right(of(first), second.as_ref().map(of));
        page.say(Line::of(Style::Strong, &voice.say(text)), (2, 2));
    }
    for claimed in right.iter().filter_map(|at| came.get(*at)) {
        because(&mut page, claimed, run, voice);
    }
    let wrong = |at: &usize| match guessed {
        Guessed::One(said) => at == said,
        Guessed::Nothing => false,
        Guessed::Class(first, second) => {
            first.of(*at) + second.as_ref().map_or(0, |second| second.of(*at)) > 0
        }
    };
    for at in (0..came.len()).filter(wrong) {
        if let Some(Claimed::Fails(check)) = came.get(at) {
            refuted(&mut page, &letter(at), check, voice);
        }
    }
    if changed {
        page.say(Line::of(Style::Dim, &voice.say(words::words_of_the_unchanged())), (2, 2));
    }
    page
}

/// `You said 2; it was 3, “hellofeng: they came apart…”`
fn verdict(asked: Asked<'_>, came: &[Claimed], right: &[usize], voice: &Voice) -> Line {
    let Asked { guess, guessed, changed } = asked;
    let nos: Vec<String> = right.iter().map(|at| letter(*at)).collect();
    let empty = Text::new("", "");
    let says = |at: usize| guess.choices.get(at).map_or(&empty, |choice| &choice.says);
    let what = match right {
        [] if came.contains(&Claimed::Unseen) => words::not_seen(),
        [] => words::it_was_none(),
        [one] if changed => words::it_was_with_changes(&letter(*one)),
        [one] => words::it_was(&letter(*one), says(*one)),
        _ => words::it_was_several(&nos),
    };
    let Guessed::One(said) = guessed else {
        return Line::of(Style::Strong, &capital(&voice.say(what)));
    };
    let no = letter(*said);
    let text = match right {
        [one] if one == said && changed => words::right_with_changes(&no),
        [one] if one == said => words::right(&no, says(*said)),
        _ => words::wrong(&no, &what),
    };
    let (style, mark) = match (right.contains(said), right.is_empty()) {
        (true, _) => (Style::Good, Verdict::Shown),
        (false, true) => (Style::Warn, Verdict::Unsupported),
        (false, false) => (Style::Warn, Verdict::NotShown),
    };
    Line::of(style, &format!("{} ", names::mark(mark))).with(style, &voice.say(text))
}

/// A sentence begins with a capital letter.
fn capital(text: &str) -> String {
    let mut all = text.chars();
    let first = all.next().into_iter().flat_map(char::to_uppercase);
    first.chain(all).collect()
}

/// What was found, and of a cause its proof.
fn because(
    page: &mut Page,
    claimed: &Claimed,
    run: Option<(&CaseTrace, &CaseAnalysis)>,
    voice: &Voice,
) {
    let Claimed::Holds(checks) = claimed else { return };
    let found: Vec<Text> =
        checks.iter().map(|check| told::expected(&check.expected, voice)).collect();
    let found = words::because(&found);
    page.say(Line::of(Style::Plain, &voice.say(found)), (2, 2));
    let Some((trace, analysis)) = run else { return };
    for no in checks.iter().filter_map(receive_with_a_cause) {
        let receive = analysis.receives.iter().find(|receive| receive.no == no);
        let found = receive.and_then(|receive| Some((receive.by, receive.causes.first()?)));
        if let Some((by, finding)) = found {
            cause(page, finding, (None, trace.transport(by)), voice);
        }
    }
}

/// The receive of which a cause was claimed, the first.
fn receive_with_a_cause(check: &Check) -> Option<ReceiveNo> {
    let Expected::Case(Expectation::Receive { which, cause, .. }) = &check.expected else {
        return None;
    };
    match (which, cause) {
        (Which::These(these), Some(WantedCause::Main(_))) => these.first().copied(),
        (Which::All, Some(WantedCause::Main(_))) => Some(ReceiveNo(1)),
        (_, Some(WantedCause::NoCause) | None) => None,
    }
}

/// What a choice said, and what was found instead.
fn refuted(page: &mut Page, mark: &str, check: &Check, voice: &Voice) {
    let CheckResult::Failed(got) = &check.result else { return };
    let expected = told::expected(&check.expected, voice);
    let text = words::does_not_hold(mark, &expected, &told::found(&check.expected, got, voice));
    page.say(Line::of(Style::Plain, &voice.say(text)), (2, 4));
}

/// What was typed cannot be taken; what can.
pub fn refused(what: Text, voice: &Voice) -> Page {
    let mut page = Page::new();
    page.say(Line::of(Style::Warn, &voice.say(what)), (2, 2));
    page
}

/// How many guesses were right.
pub fn score(right: usize, of: usize, voice: &Voice) -> Page {
    let mut page = Page::new();
    page.say(Line::of(Style::Strong, &voice.say(words::score(right, of))), (0, 0));
    page
}
