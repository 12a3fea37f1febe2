//! Before and after a run of which some cases were left out: a story and an answer speak of all of them.

use crate::lang::pages;
use crate::model::Scenario;
use crate::report::Voice;
use crate::report::page::Page;
use crate::report::page::line::{Line, Style};

/// Before a run of a scenario whose file has `all` cases. Where some are left out, the story is, too; and its title
/// where it is not to be known yet: somebody is to guess what comes out, and titles often tell.
pub fn intro(scenario: &Scenario, (all, titled): (usize, bool), voice: &Voice) -> Page {
    let mut page = Page::new();
    if !voice.quiet() {
        page.append(super::opening(scenario, (titled, is_whole(scenario, all)), voice));
        page.blank();
    }
    page
}

/// After it: the answer. Where cases were left out: that it is, and where it stands.
pub fn outro(scenario: &Scenario, (all, os): (usize, &str), voice: &Voice) -> Page {
    if voice.quiet() || is_whole(scenario, all) {
        return super::outro(scenario, os, voice);
    }
    let (run, all) = (scenario.cases.len() as u64, all as u64);
    let mut page = Page::new();
    page.gap();
    let text = voice.say(pages::of_all_cases(run, all, &scenario.id));
    page.say(Line::of(Style::Dim, &text), (0, 0));
    page
}

/// Whether all cases of the file are in it.
fn is_whole(scenario: &Scenario, all: usize) -> bool {
    scenario.cases.len() >= all
}
