//! The matrix as a table for a lab report: Markdown as GitHub and most others read it (GFM, tables
//! extension).

use super::sheet::Frame;
use super::{about, chosen, missing, name, names, signs_of, summary, title, under};
use crate::analysis::compare::Comparison;
use crate::lang::compare as words;
use crate::report::Voice;
use crate::report::escape::markdown as escaped;
use std::collections::BTreeSet;

/// One table of all that differs, or of `all`.
pub fn markdown(comparison: &Comparison, all: bool, voice: &Voice) -> String {
    let names = names::names(&comparison.columns, voice);
    let frame = Frame { names: &names, all, voice };
    let mut lines = vec![format!("# {}", escaped(&title(comparison, voice))), String::new()];
    for (name, column) in names.iter().zip(&comparison.columns) {
        let mut line = format!("- **{}**: {}", escaped(name), escaped(&voice.say(about(column))));
        if let Some(note) = under(column) {
            line += &format!(" ({})", escaped(&voice.say(note)));
        }
        lines.push(line);
    }
    for warning in &comparison.warnings {
        lines.extend([String::new(), format!("> **!** {}", escaped(&frame.warning(warning)))]);
    }
    let table = table(comparison, &frame);
    if !table.is_empty() {
        lines.push(String::new());
        lines.extend(table);
    }
    let signs: BTreeSet<_> = chosen(comparison, all)
        .into_iter()
        .flat_map(|case| frame.entries(case))
        .flat_map(|entry| signs_of(&entry).collect::<Vec<_>>())
        .collect();
    let signs = signs.into_iter().map(|sign| sign.means());
    for text in missing(comparison, &frame).chain(signs).chain([summary(comparison)]) {
        lines.extend([String::new(), escaped(&voice.say(text))]);
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}

fn table(comparison: &Comparison, frame: &Frame<'_>) -> Vec<String> {
    let cases = chosen(comparison, frame.all);
    if cases.is_empty() {
        return Vec::new();
    }
    let [case, what, why] = words::heads().map(|head| frame.voice.say(head));
    let heads: Vec<&str> = [case.as_str(), &what]
        .into_iter()
        .chain(frame.names.iter().map(String::as_str))
        .chain([why.as_str()])
        .collect();
    let mut lines = vec![row(heads.iter().copied()), format!("|{}", "---|".repeat(heads.len()))];
    for case in cases {
        let mut first = name(case);
        for entry in frame.entries(case) {
            let why = entry.notes.join(&frame.voice.say(words::and()));
            let cells = entry.cells.iter().map(|cell| cell.text.as_str());
            let all = [first.as_str(), &entry.label].into_iter().chain(cells).chain([why.as_str()]);
            lines.push(row(all));
            first.clear();
        }
    }
    lines
}

fn row<'a>(cells: impl Iterator<Item = &'a str>) -> String {
    let cells = cells.map(|cell| format!(" {} |", escaped(cell)));
    format!("|{}", cells.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_stranger_writes_stays_text() {
        assert_eq!(escaped("a|b\\n<b>*x*`\u{202e}"), "a\\|b\\\\n\\<b\\>\\*x\\*\\`\\\\u{202e}");
        assert_eq!(row(["a|b", ""].into_iter()), "| a\\|b |  |");
    }
}
