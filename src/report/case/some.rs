//! Before and after a run of which some cases were left out: a story and an answer speak of all of them.

use super::Headed;
use crate::lang::pages;
use crate::model::{Lang, Scenario, Text};
use crate::report::Voice;
use crate::report::page::Page;
use crate::report::page::line::{Line, Style};

/// Before a run of a scenario whose file has `all` cases. Where some are left out, the story is, too.
pub fn intro(scenario: &Scenario, (all, headed): (usize, Headed), voice: &Voice) -> Page {
    let mut page = Page::new();
    if !voice.quiet() {
        page.append(super::opening(scenario, (headed, is_whole(scenario, all)), voice));
        page.blank();
    }
    page
}

/// What a file about it is called: where its title is not to be known yet, by its question.
pub fn called(scenario: &Scenario, headed: Headed) -> Text {
    let [en, zh] = [(Lang::En, ": "), (Lang::Zh, "：")].map(|(lang, colon)| {
        let lesson = scenario.lesson(lang);
        match headed {
            Headed::Title => lesson.title.clone(),
            Headed::Name | Headed::Nothing => {
                format!("{}{colon}{}", scenario.id, lesson.question.trim())
            }
        }
    });
    Text { en, zh }
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
