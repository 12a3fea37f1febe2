//! What left in one segment or came out of one receive, group by group: `[1] to [34], [35–654]`.

use crate::analysis::Part;
use crate::lang::{count, signs, stretches as words};
use crate::model::Text;

/// What left or came out together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Group {
    pub(crate) parts: Vec<Part>,
    /// It is all of so many segments, whose boundaries are not known where they are more than one.
    pub(crate) segments: u64,
}

impl Group {
    pub(crate) fn one(parts: Vec<Part>) -> Self {
        Group { parts, segments: 1 }
    }

    /// The message that was alone in it, whole.
    fn alone(&self) -> Option<u32> {
        match self.parts.as_slice() {
            [part] if is_whole(part) && self.segments == 1 => Some(part.message.0),
            _ => None,
        }
    }

    /// What it has in common with another that is told with it.
    fn kind(&self) -> (Vec<(bool, bool)>, u64) {
        let ends = |part: &Part| (part.start == 0, is_cut(part));
        (self.parts.iter().map(ends).collect(), self.segments)
    }

    fn said(&self) -> Text {
        match self.segments {
            1 => Text::new(group(&self.parts), group(&self.parts)),
            several => words::in_several(&group(&self.parts), several),
        }
    }
}

fn is_whole(part: &Part) -> bool {
    part.start == 0 && part.len == part.of
}

/// Whether more of the message follows.
fn is_cut(part: &Part) -> bool {
    part.start.saturating_add(part.len) < part.of
}

/// `[1–3, 4…]`: messages 1 to 3 and the beginning of 4.
pub(crate) fn group(parts: &[Part]) -> String {
    let both_whole = |one: &Part, next: &Part| is_whole(one) && is_whole(next);
    let words = parts.chunk_by(both_whole).map(|some| match some {
        [part] if !is_whole(part) => {
            let before = if part.start > 0 { "…" } else { "" };
            let after = if is_cut(part) { "…" } else { "" };
            format!("{before}{}{after}", part.message)
        }
        whole => count::list(&whole.iter().map(|part| part.message.0).collect::<Vec<_>>()),
    });
    format!("[{}]", words.collect::<Vec<_>>().join(", "))
}

/// Whether there are several, and each is one whole message.
pub(crate) fn alone(groups: &[Group]) -> bool {
    groups.len() > 1 && groups.iter().all(|group| group.alone().is_some())
}

/// So many messages in a row, each alone, are told as one; and so many others that are alike.
const IN_A_ROW: usize = 3;
const ALIKE: usize = 4;

/// A group, or several that are told as one: messages each alone whose numbers follow each other, or others of a kind.
fn told(groups: &[Group]) -> impl Iterator<Item = &[Group]> {
    let alike = |one: &Group, next: &Group| match (one.alone(), next.alone()) {
        (Some(one), Some(next)) => one.checked_add(1) == Some(next),
        (None, None) => one.kind() == next.kind(),
        (Some(_), None) | (None, Some(_)) => false,
    };
    let least = |group: &Group| if group.alone().is_some() { IN_A_ROW } else { ALIKE };
    groups.chunk_by(alike).flat_map(move |alike| {
        let few = alike.first().is_some_and(|first| alike.len() < least(first));
        alike.chunks(if few { 1 } else { alike.len() })
    })
}

/// The first so many, and how many groups are left out.
fn first(groups: &[Group], most: usize) -> (Vec<&[Group]>, usize) {
    let mut all: Vec<&[Group]> = told(groups).collect();
    // To say that one is left out takes as much room as it does.
    let room = if all.len() > most.saturating_add(1) { most } else { all.len() };
    let left_out = all.split_off(room).into_iter().map(<[Group]>::len).sum();
    (all, left_out)
}

/// A list of at most so many; of the rest how many there are, and what shows them.
pub(crate) fn listed(groups: &[Group], (most, shown_by): (usize, &str)) -> Text {
    let (some, left_out) = first(groups, most);
    let plain =
        groups.iter().all(|group| group.segments == 1) && some.iter().all(|one| one.len() == 1);
    let mut texts: Vec<Text> = some.iter().filter_map(|one| as_one(one)).collect();
    texts.extend((left_out > 0).then(|| words::and_more(left_out, shown_by)));
    Text::joined(&texts, if plain { (" ", " ") } else { (", ", "，") })
}

fn as_one(groups: &[Group]) -> Option<Text> {
    let (first, last) = (groups.first()?, groups.last()?);
    Some(match groups {
        [only] => only.said(),
        _ if first.alone().is_some() => words::one_each(&group(&first.parts), &group(&last.parts)),
        many if first.said() == last.said() => words::times(first.said(), many.len()),
        [_, second, ..] => words::and_so_on([first, second, last].map(Group::said)),
        [] => return None,
    })
}

/// The signs of those that are listed, each with the first of this run: `[2–10]`, `1…`, `…1`.
pub(crate) fn signs<'a>(
    all: impl Iterator<Item = &'a [Group]>,
    most: usize,
) -> Vec<(&'static str, Text)> {
    let told: Vec<&[Group]> = all.flat_map(|groups| first(groups, most).0).collect();
    let groups = || told.iter().filter_map(|one| one.first());
    let parts = || groups().flat_map(|group| &group.parts);
    let many = |group: &&Group| group.parts.len() > 1 && group.parts.iter().all(is_whole);
    let run = told.iter().find(|one| one.len() > 1 && one[0].alone().is_some());
    let lone = told.iter().filter(|one| one.len() == 1).find_map(|one| one[0].alone());
    let many = groups().find(many);
    // Who can read `[2–10]` can read `[1]`.
    let lone = lone.filter(|_| run.is_none() && many.is_none());
    let found = [
        ("in a row", run.and_then(|run| as_one(run)).map(signs::each_alone)),
        ("alone", lone.map(signs::alone)),
        ("together", many.map(|one| signs::together(&group(&one.parts)))),
        (
            "begun",
            parts()
                .find(|part| part.start == 0 && is_cut(part))
                .map(|part| signs::beginning(part.message)),
        ),
        ("rest", parts().find(|part| part.start > 0).map(|part| signs::rest(part.message))),
    ];
    found.into_iter().filter_map(|(name, text)| Some((name, text?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::MessageNo;

    fn part(message: u32, (start, len, of): (u64, u64, u64)) -> Part {
        Part { message: MessageNo(message), start, len, of }
    }

    fn whole(numbers: std::ops::RangeInclusive<u32>) -> Group {
        Group::one(numbers.map(|no| part(no, (0, 8, 8))).collect())
    }

    fn said(groups: &[Group]) -> [String; 2] {
        let text = listed(groups, (8, "-v"));
        [text.en, text.zh]
    }

    /// A thousand sends into some fifty segments: where they were alone, and where together, is what the ruler is for.
    #[test]
    fn what_is_alike_is_told_as_one() {
        let alone = |from: u32, to: u32| (from..=to).map(|no| whole(no..=no));
        let groups: Vec<Group> = alone(1, 34)
            .chain([whole(35..=654)])
            .chain(alone(655, 672))
            .chain([whole(673..=1000)])
            .collect();
        let [en, zh] = said(&groups);
        assert_eq!(en, "[1] to [34], [35–654], [655] to [672], [673–1000]");
        assert_eq!(zh, "[1] 到 [34]，[35–654]，[655] 到 [672]，[673–1000]");
        assert_eq!(said(&[whole(1..=1), whole(2..=10)])[0], "[1] [2–10]");
        let pairs: Vec<Group> = (0..10).map(|at| whole(3 * at + 1..=3 * at + 2)).collect();
        assert_eq!(said(&pairs)[0], "[1–2] [4–5] … [28–29]");
    }

    #[test]
    fn pieces_of_one_message_are_counted() {
        let piece = |start| Group::one(vec![part(4, (start, 10, 100))]);
        let pieces: Vec<Group> = (0..10).map(|at| piece(10 * at)).collect();
        assert_eq!(said(&pieces)[0], "[4…], 8 × […4…], […4]");
        let open = Group { segments: 7, ..whole(15..=100) };
        assert_eq!(said(&[whole(1..=1), open]), ["[1], [15–100] in 7", "[1]，[15–100] 占 7 个"]);
    }

    /// What is left out is counted, and it is said how to see it.
    #[test]
    fn what_is_left_out_is_said() {
        let groups: Vec<Group> = (0..40).map(|at| whole(at + 1..=at + 1 + at % 2)).collect();
        let [en, zh] = said(&groups);
        assert!(en.ends_with("[8–9] … 32 more (-v)"), "{en}");
        assert!(zh.ends_with("[8–9] …… 还有 32 个（-v）"), "{zh}");
    }

    #[test]
    fn each_sign_is_of_what_is_listed() {
        let groups: Vec<Group> =
            (1..=34).map(|no| whole(no..=no)).chain([whole(35..=40)]).collect();
        let said = |most| -> Vec<String> {
            signs([groups.as_slice()].into_iter(), most)
                .into_iter()
                .map(|(_, text)| text.en)
                .collect()
        };
        assert_eq!(said(8), ["[1] to [34] each message alone", "[35–40] these messages together"]);
        assert_eq!(said(0), Vec::<String>::new());
    }
}
