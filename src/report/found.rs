//! `find`: the scenarios that answer a question, and the line of each that does.

use super::Voice;
use super::page::Page;
use super::page::line::{Line, Style};
use crate::lang::{names, pages as words};
use crate::scenario::builtin;
use crate::scenario::find::{Found, Unshown};

/// What was found, the best first. What matches stands in brackets, so that it is seen without colours, too. Before it stands
/// what was asked for and no scenario is about.
pub fn page(found: &[Found], unshown: &[Unshown], voice: &Voice) -> Page {
    let mut page = Page::new();
    for error in unshown {
        page.say(Line::of(Style::Plain, &voice.say(words::unshown(error.name))), (0, 4));
        page.say(Line::of(Style::Plain, &error.line), (4, 6));
        page.say(Line::of(Style::Plain, error.meaning.get(voice.lang)), (4, 6));
    }
    for one in found {
        let title = builtin::find(one.id).map_or("", |entry| entry.title(voice.lang));
        let name = Line::of(Style::Strong, one.id).with(Style::Plain, "  ");
        page.say(name.with(Style::Plain, title), (0, 4));
        page.say(answer(one, voice), (4, 6));
    }
    if !voice.quiet() {
        page.blank();
        page.say(Line::of(Style::Dim, &voice.say(words::list_footer())), (0, 0));
    }
    page
}

/// `keyword: TCP [messages concatenated]`.
fn answer(found: &Found, voice: &Voice) -> Line {
    let mut line = Line::of(Style::Dim, &voice.say(names::answers(found.source)));
    let mut done = 0;
    for at in &found.matched {
        line.push(Style::Plain, found.line.get(done..at.start).unwrap_or_default());
        let matched = found.line.get(at.clone()).unwrap_or_default();
        line.push(Style::Warn, &format!("[{matched}]"));
        done = at.end;
    }
    line.with(Style::Plain, found.line.get(done..).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Look;
    use crate::scenario::find::Source;

    #[test]
    fn what_matches_stands_in_brackets() {
        let line = "TCP messages concatenated".to_owned();
        let found =
            Found { id: "late-read", source: Source::Keyword, line, matched: vec![0..3, 13..25] };
        let text = page(&[found], &[], &Look::PLAIN.voice()).text(&Look::PLAIN);
        assert!(text.starts_with("late-read  Two sends"), "{text}");
        assert!(text.contains("\n    keyword: [TCP] messages [concatenated]\n\n"), "{text}");
    }
}
