//! How much a framing survived, kind by kind.

use crate::lang::torture as words;
use crate::model::Text;
use crate::report::Look;
use crate::report::doc::{Doc, Line, Style};
use crate::report::escape::width;
use crate::report::wrap::wrap;
use crate::torture::{Report, Trial};

/// The counts, a line for each kind of trial, and what is to be known of them.
pub(super) fn counts(doc: &mut Doc, report: &Report, look: &Look) {
    doc.heading(&look.say(words::counts(report.plan.seed)));
    let rows: Vec<(String, u64, u64)> = report
        .counts
        .iter()
        .filter(|count| count.of > 0 || count.trial != Trial::NearEdges)
        .map(|count| (look.say(words::trial(count.trial)), count.survived, count.of))
        .chain([(look.say(words::in_all()), report.survived(), report.of())])
        .collect();
    let label = rows.iter().map(|(label, ..)| width(label)).max().unwrap_or(0);
    for (name, survived, of) in rows {
        let mut line = Line::of(Style::Plain, "  ").with(Style::Plain, &name);
        let (text, style) = match of {
            0 => (words::not_tried(), Style::Dim),
            _ if survived == of => (words::survived(survived, of), Style::Good),
            _ => (words::survived(survived, of), Style::Bad),
        };
        let mark = if of == 0 {
            "○ "
        } else if survived == of {
            "✔ "
        } else {
            "✘ "
        };
        let said = Line::of(style, mark).with(style, &look.say(text));
        if 2 + label + 2 + said.width() > look.columns() {
            doc.push(std::mem::replace(&mut line, Line::of(Style::Plain, "    ")));
        } else {
            line.pad_to(2 + label + 2);
        }
        line.append(said);
        doc.push(line);
    }
    for note in notes(report) {
        let text = look.say(note);
        doc.extend(wrap(&Line::of(Style::Dim, &format!("  {text}")), look.prose_columns(), 4));
    }
}

/// What is to be known of the counts.
fn notes(report: &Report) -> Vec<Text> {
    let subject = &report.subject;
    let one = subject.is_one_message_a_stream().then(words::one_message_a_stream);
    let refused = report.refused.iter().map(|one| words::refused(one.bytes, &one.error.text()));
    let cut = subject.takes_a_cut_for_the_end().then(words::cut_is_an_end);
    let tried = words::streams(&report.streams, report.plan.every_pair);
    one.into_iter().chain([tried]).chain(refused).chain(cut).collect()
}
