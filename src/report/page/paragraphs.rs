//! The texts of scenario files in paragraphs.

use crate::report::escape::is_wide;

/// Paragraphs of a text of a scenario: a blank line, or a line that begins with a space, a dash or
/// a star, begins a new one; other line ends are only the file's.
pub(crate) fn paragraphs(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut fresh = true;
    for line in text.trim().lines() {
        let keeps = line.starts_with([' ', '\t', '-', '*']);
        let line = line.replace('\t', "    ");
        match out.last_mut() {
            _ if line.trim().is_empty() => fresh = true,
            Some(last) if !fresh && !keeps => join(last, line.trim_end()),
            _ => {
                out.push(line.trim_end().to_owned());
                fresh = false;
            }
        }
    }
    out
}

/// Two lines of a file as one: a space between English words, none between Chinese characters.
fn join(first: &mut String, second: &str) {
    let tight = first.chars().next_back().is_some_and(is_wide)
        || second.chars().next().is_some_and(is_wide);
    if !tight {
        first.push(' ');
    }
    first.push_str(second);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_authors_line_ends_are_not_ours() {
        assert_eq!(
            paragraphs("one\ntwo\n\nthree\n- four\n你\n好\n"),
            ["one two", "three", "- four你好"]
        );
    }
}
