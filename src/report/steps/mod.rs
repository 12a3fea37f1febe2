//! A case that has run, one screen at a time: the question, each call with the places of all bytes at that moment,
//! the rulers, the causes, the verdict, the answer.
//!
//! | file | what it is |
//! |---|---|
//! | `list` | which steps a case has |
//! | `notation` | how the pictures are read, by what stands in them |
//! | `step` | the screen of one |
//! | `flows` | which directions are drawn there, and how |
//! | `stream`, `datagrams` | where the bytes are, from the sending program down to the receiving one |
//! | `row` | what is at one of these places, and what is said of it |
//! | `pieces` | the pieces there, in a line |
//! | `placed` | the same as pictures, beside the calls of a page that is stepped through |
//!
//! A screen is a page like others. It is made to fit 24 lines of 80 columns, with a line for the keys; what does
//! not fit is said to be left out. Only texts may be longer.

mod datagrams;
mod flows;
mod list;
mod notation;
mod pieces;
mod placed;
mod row;
mod step;
mod stream;

pub use notation::notation;
pub use placed::placed;

use super::Voice;
use super::case::trace_lookup::CallNumbers;
use super::case::why::write_closed::WriteClosed;
use super::case::why::{self, facts};
use super::case::{labelled, note, packets, rounds, ruler, verdict};
use super::page::line::{Line, Style};
use super::page::message_text::MessageText;
use super::page::title::{Name, Title};
use super::page::{Block, Page};
use super::scenarios::script;
use crate::analysis::{CaseAnalysis, Course, Sent};
use crate::lang::{names, pages, steps as words};
use crate::model::{Case, CaseTrace, MessageNo, Scenario, SocketId, Text};
use std::collections::BTreeMap;

/// So many lines of what a case does stand on its first screen.
const SCRIPT: usize = 16;

/// What is shown at a time.
#[derive(Debug, Clone)]
pub struct Screen {
    /// What is on it.
    pub page: Page,
    /// Whether a case begins with it.
    pub begins: bool,
    /// Whether it is a step: then it fits 80 columns and 22 lines.
    pub step: bool,
}

impl Screen {
    /// A screen in the course of something, without the empty lines at its ends.
    pub fn of(mut page: Page) -> Self {
        let filled = |block: &Block| !matches!(block, Block::Gap);
        let end = page.blocks.iter().rposition(filled).map_or(0, |last| last + 1);
        page.blocks.truncate(end);
        page.blocks.drain(..page.blocks.iter().position(filled).unwrap_or(0));
        Screen { page, begins: false, step: false }
    }
}

/// What the pictures of one moment are made from.
#[derive(Clone, Copy)]
struct Source<'a> {
    trace: &'a CaseTrace,
    analysis: &'a CaseAnalysis,
    voice: &'a Voice,
    course: &'a Course<'a>,
    texts: &'a BTreeMap<MessageNo, MessageText>,
    /// How many calls have ended.
    moment: usize,
    /// The socket of a call that begins now, and waits.
    begins: Option<SocketId>,
}

/// A case with its title: what is shown of it.
#[derive(Clone, Copy)]
struct Shown<'a> {
    name: &'a Name,
    role: &'a str,
    case: &'a Case,
    trace: &'a CaseTrace,
    analysis: &'a CaseAnalysis,
    voice: &'a Voice,
}

/// The screens of a case.
pub fn case(
    scenario: &Scenario,
    case: &Case,
    (trace, analysis): (&CaseTrace, &CaseAnalysis),
    voice: &Voice,
) -> Vec<Screen> {
    let voice = &voice.in_full();
    let name = Name::of(scenario, case);
    // What a case is for and called often tells what comes out: that stands with the verdict.
    let shown = Shown { name: &name, role: "", case, trace, analysis, voice };
    let mut screens = shown.course("");
    let mut page = shown.why();
    page.blank();
    let role = voice.say(names::role(case.role));
    labelled(&mut page, Text::new(role.clone(), role), case.title.get(voice.lang), voice);
    verdict::verdict(&mut page, (scenario, case), analysis, voice);
    if case.note.is_some() {
        page.blank();
    }
    note(&mut page, case, analysis, voice);
    screens.push(Screen::of(page));
    screens
}

/// The screens of a session: there is no verdict.
pub fn session(trace: &CaseTrace, analysis: &CaseAnalysis, voice: &Voice) -> Vec<Screen> {
    let voice = &voice.in_full();
    let (name, role) = (Name::of_session(&trace.id), voice.say(pages::session()));
    let case = &Case::of_session(trace);
    let shown = Shown { name: &name, role: &role, case, trace, analysis, voice };
    let goes_on = (trace.left_out > 0)
        .then(|| voice.say(pages::session_goes_on(trace.records.len() as u64, trace.left_out)));
    let mut screens = shown.course(goes_on.as_deref().unwrap_or_default());
    screens.push(Screen::of(shown.why()));
    screens
}

impl Shown<'_> {
    /// The case before it runs, its steps, and what can be seen at their end.
    fn course(self, title: &str) -> Vec<Screen> {
        let Shown { trace, analysis, voice, .. } = self;
        let mut course = Course::of(self.case, trace, analysis);
        let steps = list::steps(trace, &course, voice.verbose());
        let moments: Vec<usize> = steps.iter().map(|step| step.moment).collect();
        let places = course.places(&moments);
        let numbers = CallNumbers::of(self.case, trace, analysis);
        let shuts = WriteClosed::of(self.case, trace);
        let texts = texts(self.case, trace, analysis, voice);
        let mut screens =
            vec![Screen { page: self.head(title, steps.len()), begins: true, step: false }];
        for (at, (step, places)) in steps.iter().zip(&places).enumerate() {
            let (course, texts, moment) = (&course, &texts, step.moment);
            let begins = step.begins(trace);
            let source = Source { trace, analysis, voice, course, texts, moment, begins };
            let scene =
                step::Scene { shown: self, steps: &steps, numbers: &numbers, shuts: &shuts };
            let page = scene.page(at, places, source);
            screens.push(Screen { page, begins: false, step: true });
        }
        screens.extend(self.pictures().into_iter().map(Screen::of));
        screens
    }

    fn head(self, title: &str, steps: usize) -> Page {
        let mut page = Page::new();
        let (name, role) = (self.name.clone(), self.role.to_owned());
        page.blocks.push(Block::Title(Title { name, role, about: None }));
        if !title.is_empty() {
            page.say(Line::of(Style::Plain, title), (0, 2));
        }
        page.blank();
        page.say(Line::of(Style::Dim, &self.voice.say(words::steps(steps))), (0, 2));
        let mut script = script(self.case, self.voice).blocks;
        let more = script.len().saturating_sub(SCRIPT);
        script.truncate(SCRIPT);
        page.blocks.extend(script);
        if more > 0 {
            page.say(Line::of(Style::Dim, &self.voice.say(words::more_calls(more))), (2, 2));
        }
        page
    }

    /// Packets, rounds, rulers: what there is of these.
    fn pictures(self) -> Vec<Page> {
        let Shown { case, trace, analysis, voice, .. } = self;
        let mut pages = [self.begun(), self.begun(), self.begun()];
        let [on_wire, in_rounds, rulers] = &mut pages;
        packets::packets(on_wire, case, trace, voice);
        rounds::rounds(in_rounds, &analysis.rounds, voice);
        if !analysis.messages.is_empty() || !analysis.flows.is_empty() {
            rulers.heading(&voice.say(pages::boundaries()));
            let source = ruler::Source { case, trace, analysis, voice };
            let drawn = ruler::alike::drawn(source);
            ruler::rulers(rulers, &drawn, source);
            facts::facts(rulers, &drawn, source);
        }
        let empty = self.begun().blocks.len();
        pages.into_iter().filter(|page| page.blocks.len() > empty).collect()
    }

    /// What became of the messages, and why.
    fn why(self) -> Page {
        let mut page = self.begun();
        if !self.analysis.messages.is_empty() {
            why::fates(&mut page, self.trace, self.analysis, self.voice);
        }
        why::causes(&mut page, self.case, (self.trace, self.analysis), self.voice);
        page
    }

    /// A page that says which case it is about.
    fn begun(self) -> Page {
        let mut page = Page::new();
        page.cut(Line::of(Style::Strong, &self.name.whole()));
        page
    }
}

/// What the messages say, where that can be drawn.
fn texts(
    case: &Case,
    trace: &CaseTrace,
    analysis: &CaseAnalysis,
    voice: &Voice,
) -> BTreeMap<MessageNo, MessageText> {
    let sent = analysis.flows.iter().flat_map(|flow| &flow.sent);
    let of = |sent: &Sent| {
        let message = analysis.message(sent.message)?;
        let frame = trace.call(message.place)?.frame;
        let text = MessageText::of(message, (sent.len, frame), (case, voice.letters()))?;
        Some((sent.message, text))
    };
    sent.filter_map(of).collect()
}
