//! Which short forms stand on a page: what explains one has it as it stands there, and nothing that does not.

use crate::lang::{count, picture, timeline as words};
use crate::model::Text;

/// `client 4/9`: whose kernel, what has not left, what is not acknowledged.
fn kept(held: &str) -> Option<(&str, &str, &str)> {
    let words: Vec<&str> = held.split([' ', ',', '，']).collect();
    words.windows(2).find_map(|two| match two {
        [who, figures] => {
            let (unsent, unacked) = figures.split_once('/')?;
            Some((*who, unsent, unacked)).filter(|_| is_figure(unsent) && is_figure(unacked))
        }
        _ => None,
    })
}

/// `→ server 5`: whose kernel, and what can be read there.
fn readable(held: &str) -> Option<(&str, &str)> {
    let behind = held.split("→ ").nth(1)?;
    let (who, figure) = behind.split_once(' ')?;
    let end = figure.find(|c: char| !c.is_ascii_digit() && !matches!(c, '–' | '?'));
    let figure = figure.get(..end.unwrap_or(figure.len()))?;
    Some((who, figure)).filter(|_| is_figure(figure))
}

fn is_figure(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
}

/// How the column of what kernels hold is read, by the first of its cells that have each form: more than nothing, where
/// some have.
pub(crate) fn figures(
    held: &[&str],
    readable_is: fn(&str, &str) -> Text,
) -> impl Iterator<Item = Text> {
    let kept = held.iter().find_map(|text| kept(text));
    let all = || held.iter().filter_map(|text| readable(text));
    let readable = all().find(|(_, figure)| *figure != "0").or_else(|| all().next());
    let kept = kept.map(|(who, unsent, unacked)| words::kept_legend(who, unsent, unacked));
    kept.into_iter().chain(readable.map(|(who, figure)| readable_is(who, figure)))
}

/// How `[1–3]`, `4…` and `…4` are read, as far as they stand in these words.
pub(crate) fn groups(said: &str) -> Vec<Text> {
    let tokens = || said.split([' ', ',', '，', '、', '[', ']', ':', '：', ';', '；']);
    let number = |text: &str| text.parse::<u32>().ok();
    let together = tokens().find_map(|token| {
        let (first, last) = token.split_once('–')?;
        Some(picture::together(number(first)?, number(last)?))
    });
    let part = |find: fn(&str) -> Option<&str>, said: fn(u32) -> Text| {
        tokens().find_map(|token| find(token).and_then(number)).map(said)
    };
    let parts = [
        part(|token| token.strip_suffix('…'), picture::beginning_of),
        part(|token| token.strip_prefix('…'), picture::rest_of),
        part(|token| token.strip_prefix('…')?.strip_suffix('…'), picture::middle_of),
    ];
    together.into_iter().chain(parts.into_iter().flatten()).collect()
}

/// How `#1` and `R1` are read, as far as they stand in these cells.
pub(crate) fn numbers<'t>(cells: impl Iterator<Item = &'t str> + Clone) -> Option<Text> {
    let first = |mark: char| {
        let mut words = cells.clone().flat_map(|cell| cell.split([' ', '–', ',', '，']));
        words.find_map(|word| word.strip_prefix(mark)?.parse::<u32>().ok())
    };
    match (first('#'), first('R')) {
        (None, None) => None,
        (message, receive) => Some(count::numbers_legend(message, receive)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_held_is_found_in_its_cell() {
        assert_eq!(kept("client 54/60 → server 6"), Some(("client", "54", "60")));
        assert_eq!(readable("client 54/60 → server 6, 3 dropped"), Some(("server", "6")));
        assert_eq!(readable("→ 服务器 0–9，丢了 3 个"), Some(("服务器", "0–9")));
        assert_eq!(readable("→ server 0（空的）"), Some(("server", "0")));
        assert_eq!((kept("→ server 5"), readable("→ server ?")), (None, None));
        assert_eq!(kept("client ?/?"), None);
    }

    #[test]
    fn only_the_forms_that_are_there_are_told() {
        let said = |text| groups(text).iter().map(|text| text.en.clone()).collect::<Vec<_>>();
        assert_eq!(said("2 receives: [1–2], [3]"), ["1–2: messages 1 to 2 together"]);
        assert_eq!(
            said("[1, 2…], […2]"),
            ["2…: the beginning of message 2", "…2: the rest of message 2"]
        );
        assert_eq!(said("[1], [2]"), [""; 0]);
        assert_eq!(numbers(["send(\"a\") #2", "ok"].into_iter()).unwrap().en, "#2 is message 2.");
    }
}
