//! A text as words that can be compared: capitals, signs and the plural's `s` make no difference, nor does a blank
//! between a number and its unit. Each Chinese character is a word, so that a Chinese word is found in a sentence.

use std::ops::Range;

/// A word, and where it stands in its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// As it is compared.
    pub(super) plain: String,
    /// Its bytes in the text.
    pub(super) at: Range<usize>,
}

/// What kind of character belongs together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Letter,
    Digit,
    /// A word by itself.
    Sign,
    Between,
}

fn kind(c: char) -> Kind {
    match c {
        '0'..='9' => Kind::Digit,
        c if is_chinese(c) => Kind::Sign,
        c if c.is_alphanumeric() => Kind::Letter,
        _ => Kind::Between,
    }
}

/// Whether it is a Chinese character (the unified ideographs of the basic plane).
pub(super) fn is_chinese(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}')
}

/// The words of a text.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut found: Vec<Word> = Vec::new();
    let mut before = Kind::Between;
    for (start, c) in text.char_indices() {
        let now = kind(c);
        let at = start..start + c.len_utf8();
        match found.last_mut() {
            Some(last) if now == before && matches!(now, Kind::Letter | Kind::Digit) => {
                last.plain.extend(c.to_lowercase());
                last.at.end = at.end;
            }
            _ if now != Kind::Between => {
                found.push(Word { plain: c.to_lowercase().collect(), at });
            }
            _ => {}
        }
        before = now;
    }
    found.iter_mut().for_each(singular);
    found
}

/// `messages` is `message`.
fn singular(word: &mut Word) {
    let plural = word.plain.len() > 3 && word.plain.ends_with('s') && !word.plain.ends_with("ss");
    if plural {
        word.plain.pop();
    }
}

/// Whether two rows of words are the same.
pub(super) fn same(a: &[Word], b: &[Word]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.plain == b.plain)
}

/// Where in `text` these words stand one after the other; in words.
pub(super) fn within(part: &[Word], text: &[Word]) -> Option<Range<usize>> {
    if part.is_empty() {
        return None;
    }
    let at = text.windows(part.len()).position(|window| same(window, part))?;
    Some(at..at + part.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_thing_are_the_same_words() {
        for (a, b) in [
            ("40 ms", "40ms"),
            ("Half-Message", "half messages"),
            ("TIME_WAIT", "time wait"),
            ("recv() returns 0", "RECV returns 0"),
            ("UTF-8", "utf8"),
        ] {
            assert!(same(&words(a), &words(b)), "{a} {b}");
        }
        assert!(!same(&words("address"), &words("addres")));
    }

    #[test]
    fn a_chinese_word_is_found_in_a_sentence() {
        let text = "为什么会粘包？";
        let all = words(text);
        let at = within(&words("粘包"), &all).unwrap();
        assert_eq!(&text[all[at.start].at.start..all[at.end - 1].at.end], "粘包");
        assert_eq!(within(&words("…"), &all), None);
    }
}
