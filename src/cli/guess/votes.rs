//! `A12 B20 C3`: what a class voted.

use super::narrow;
use crate::model::Text;
use crate::report::guess::Votes;

/// More than this nobody counts by hands.
const MOST: u32 = 9999;

/// What was typed, for so many choices: a letter and its votes each, as they come; or all numbers in order. What is
/// not named has none. In either case, also as a Chinese keyboard types it.
///
/// # Errors
///
/// What is wrong, and what to type.
pub(super) fn votes(line: &str, choices: usize) -> Result<Votes, Text> {
    let plain: String = line.chars().map(plain).collect();
    let words = words(&plain);
    let refused = || {
        let letters = (0..choices).zip('A'..='Z').map(|(n, letter)| format!("{letter}{}", 12 - n));
        let example = letters.collect::<Vec<_>>().join(" ");
        Text::new(
            format!("type the votes for each letter, for example {example}"),
            format!("请按字母输入票数，例如 {example}"),
        )
    };
    let numbers: Option<Vec<u32>> = words.iter().map(|word| number(word)).collect();
    let all = match numbers {
        Some(numbers) if numbers.len() == choices => Some(numbers),
        _ => lettered(&words, choices),
    };
    match all {
        Some(all) if all.iter().any(|votes| *votes > 0) => Ok(Votes(all)),
        _ => Err(refused()),
    }
}

/// Full-width letters and digits as plain ones, separators as spaces; anything else stays what it is.
fn plain(c: char) -> char {
    match narrow(c) {
        ',' | ';' | ':' | '=' | '/' | '、' | '\u{3000}' => ' ',
        c => c,
    }
}

/// Letters and numbers, one after another.
fn words(line: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = ' ';
    for c in line.chars() {
        let goes_on = c.is_ascii_digit() && before.is_ascii_digit();
        match words.last_mut() {
            Some(word) if goes_on => word.push(c),
            _ if c == ' ' => {}
            _ => words.push(c.to_string()),
        }
        before = c;
    }
    words
}

fn number(word: &str) -> Option<u32> {
    word.parse().ok().filter(|votes| *votes <= MOST)
}

/// Pairs of a letter and a number, no letter twice.
fn lettered(words: &[String], choices: usize) -> Option<Vec<u32>> {
    let mut all: Vec<Option<u32>> = vec![None; choices];
    for pair in words.chunks(2) {
        let [letter, votes] = pair else { return None };
        let choice = ('A'..='Z').position(|known| *letter == known.to_string())?;
        let place = all.get_mut(choice).filter(|votes| votes.is_none())?;
        *place = Some(number(votes)?);
    }
    Some(all.into_iter().map(Option::unwrap_or_default).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn votes_are_taken_as_a_teacher_types_them() {
        for line in [
            "A12 B20 C3",
            "a12b20c3",
            "C 3, B: 20; A=12",
            "12 20 3",
            "Ａ１２，Ｂ２０，Ｃ３",
            "a 12 b 20 c 3",
            "A：12、B：20、C：3",
            "12/20/3",
        ] {
            assert_eq!(votes(line, 3).unwrap(), Votes(vec![12, 20, 3]), "{line}");
        }
        assert_eq!(votes("B7", 3).unwrap(), Votes(vec![0, 7, 0]));
        assert_eq!(votes("B 9999", 2).unwrap(), Votes(vec![0, 9999]));
    }

    #[test]
    fn anything_else_is_refused_with_an_example() {
        for line in [
            "",
            "A",
            "12",
            "A12 A3",
            "D4",
            "A0 B0 C0",
            "12 20",
            "A10000",
            "A-",
            "A-3 B2",
            "A+3",
            "A1.5",
            "yes",
            "A12 B",
            "12A",
            "A99999999999999999999",
            "1 2 3 4",
        ] {
            let text = votes(line, 3).unwrap_err();
            assert!(text.en.contains("A12 B11 C10"), "{line}: {text:?}");
            assert!(text.zh.contains("A12 B11 C10"), "{line}: {text:?}");
        }
    }
}
