//! "Did you mean": the nearest of the words that would have been right.

use super::printable::quote;
use crate::model::Text;

/// How alike two words must be, from 0 to 1, to be taken for one another.
pub(super) const ALIKE: f64 = 0.6;

/// How much less alike than the nearest a word may be and still be named with it.
const BESIDE: f64 = 0.04;

/// How alike two words are, from 0 to 1; capitals and `-` against `_` make no difference.
pub(super) fn likeness(a: &str, b: &str) -> f64 {
    let plain = |word: &str| word.to_lowercase().replace('-', "_");
    // A stranger's word may be a megabyte long; no name of ours is.
    let short = |word: &str| plain(&word.chars().take(128).collect::<String>());
    let (a, b) = (short(a), short(b));
    let holds = b.len() >= 4 && a.contains(&b) || a.len() >= 4 && b.contains(&a);
    // One word in the other (`refused` in `ECONNREFUSED`) is a last resort.
    strsim::normalized_damerau_levenshtein(&a, &b).max(if holds { ALIKE } else { 0.0 })
}

/// What a mistyped word may have meant, the nearest first: one of those known, or two or three
/// where they are as near as each other; none where none is near.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let found = ranked(word, known);
    let best = found.first().map_or(ALIKE, |(alike, _)| *alike);
    let beside = found.into_iter().take_while(|(alike, _)| *alike >= best - BESIDE);
    beside.take(3).map(|(_, candidate)| candidate).collect()
}

fn ranked<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<(f64, &'a str)> {
    let mut found: Vec<(f64, &str)> = known
        .into_iter()
        .map(|candidate| (likeness(word, candidate), candidate))
        .filter(|(alike, _)| *alike >= ALIKE)
        .collect();
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    found
}

/// "did you mean …?" where one is near, else the list of all that would be right.
pub fn did_you_mean(word: &str, known: &[&str]) -> Option<Text> {
    only_near(word, known.iter().copied()).or_else(|| one_of(known))
}

/// "did you mean …?" where one is near; two or three where they are as near.
pub(super) fn only_near<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<Text> {
    let words: Vec<String> = nearest(word, known).into_iter().map(quote).collect();
    (!words.is_empty()).then(|| mean(&words))
}

/// "did you mean …?" of words that are quoted already.
pub(super) fn mean(words: &[String]) -> Text {
    Text::new(
        format!("did you mean {}?", words.join(" or ")),
        format!("是不是想写 {}？", words.join(" 或 ")),
    )
}

/// "expected here: …", or nothing where there is nothing to list.
pub fn one_of(known: &[&str]) -> Option<Text> {
    if known.is_empty() {
        return None;
    }
    let words: Vec<String> = known.iter().map(|word| quote(word)).collect();
    Some(Text::new(
        format!("expected here: {}", words.join(", ")),
        format!("这里可以写：{}", words.join("、")),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_the_finger_are_near() {
        for (slip, right) in [
            ("recieve", "receive"),
            ("dta", "data"),
            ("send-all", "send_all"),
            ("tcp_nodelay", "TCP_NODELAY"),
            ("TCP_NODELY", "TCP_NODELAY"),
            ("nagel", "nagle"),
            ("titel", "title"),
            ("tpc", "tcp"),
            ("ECONNREFUSED", "refused"),
        ] {
            assert_eq!(nearest(slip, ["other", right, "x"]), [right], "{slip}");
        }
    }

    #[test]
    fn what_is_far_is_not_suggested() {
        assert!(nearest("banana", ["listen", "send", "recv"]).is_empty());
        assert!(nearest("", ["listen"]).is_empty());
    }
}
