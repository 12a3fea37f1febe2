//! What the arms of a `match` say.

use super::tokens::Token;

/// The calls, and what is known of them: see `model::facts`.
const CALLS: &[&str] =
    &["Call", "CallName", "Effect", "Ending", "Gives", "Making", "Manner", "On", "Waits"];

/// What differs from call to call is asked of every call. A match that names calls, or what is known of
/// them, has no `_` for all that is left, where a new one would fall silently. Gives the lines that do.
pub(super) fn silent(tokens: &[Token<'_>]) -> Vec<usize> {
    let mut names: Vec<&str> = CALLS.to_vec();
    for place in tokens.windows(3) {
        if CALLS.contains(&place[0].text) && place[1].text == "as" {
            names.push(place[2].text);
        }
    }
    let of_calls = |pattern: &[Token<'_>]| {
        pattern.windows(2).any(|pair| names.contains(&pair[0].text) && pair[1].text == "::")
    };
    let mut found = Vec::new();
    for (at, _) in tokens.iter().enumerate().filter(|(_, token)| token.text == "match") {
        let patterns = patterns(&tokens[at + 1..]);
        let rest = patterns
            .iter()
            .find(|(pattern, guarded)| !guarded && pattern.len() == 1 && pattern[0].text == "_");
        let rest = rest.filter(|_| patterns.iter().any(|(pattern, _)| of_calls(pattern)));
        found.extend(rest.map(|(pattern, _)| pattern[0].line));
    }
    found
}

/// How much deeper what stands behind a token is than the token.
fn deeper(token: &Token<'_>) -> isize {
    match token.text {
        "(" | "[" | "{" => 1,
        ")" | "]" | "}" => -1,
        _ => 0,
    }
}

/// The patterns of a `match`, without their guards, and whether each has one: what is given begins
/// behind the word.
fn patterns<'t, 'a>(behind: &'t [Token<'a>]) -> Vec<(&'t [Token<'a>], bool)> {
    let mut patterns = Vec::new();
    let Some(mut at) = first(behind, 0, |rest| rest[0].text == "{") else { return patterns };
    at += 1;
    let arrow = |rest: &[Token<'_>]| rest.len() > 1 && (rest[0].text, rest[1].text) == ("=", ">");
    while let Some(end) = first(behind, at, arrow) {
        let guard = first(behind, at, |rest| rest[0].text == "if");
        let guard = guard.filter(|guard| *guard < end);
        patterns.push((&behind[at..guard.unwrap_or(end)], guard.is_some()));
        let body = end + 2;
        let block = behind.get(body).is_some_and(|token| token.text == "{");
        let over = match block {
            true => first(behind, body + 1, |rest| rest[0].text == "}"),
            false => first(behind, body, |rest| rest[0].text == ","),
        };
        let Some(over) = over else { break };
        at = over + 1;
        at += usize::from(block && behind.get(at).is_some_and(|token| token.text == ","));
    }
    patterns
}

/// The first place from here on that is not inside brackets and is as wanted, unless the brackets
/// around it end before.
fn first<'a>(
    tokens: &[Token<'a>],
    from: usize,
    wanted: impl Fn(&[Token<'a>]) -> bool,
) -> Option<usize> {
    let mut depth = 0;
    for at in from..tokens.len() {
        if depth == 0 && wanted(&tokens[at..]) {
            return Some(at);
        }
        depth += deeper(&tokens[at]);
        if depth < 0 {
            return None;
        }
    }
    None
}
