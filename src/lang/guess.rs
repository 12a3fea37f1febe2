//! The words around a guess: what is asked before a run, and what came of it.

use crate::model::Text;

/// The label of the question.
pub fn guess() -> Text {
    say!("Guess first", "先猜一猜")
}

/// After the run: what was said is right.
pub fn right(no: &str, says: &Text) -> Text {
    say!("You said {no}, and so it was: “{0}”", "你选 {no}，选对了：“{0}”", says)
}

/// What was said is not right; `of`: what is.
pub fn wrong(no: &str, of: &Text) -> Text {
    say!("You said {no}; {0}", "你选 {no}；{0}", of)
}

/// What is right, in its words.
pub fn it_was(no: &str, says: &Text) -> Text {
    say!("it was {no}, “{0}”", "结果是 {no}，“{0}”", says)
}

/// After a change by `--set`: what was said is what holds. Its words are not repeated: they are about the case as it was.
pub fn right_with_changes(no: &str) -> Text {
    say!(
        "You said {no}: with the changes, what it claims holds",
        "你选 {no}：改动以后，它断言的成立"
    )
}

/// After a change by `--set`: what holds.
pub fn it_was_with_changes(no: &str) -> Text {
    say!("with the changes, what {no} claims holds", "改动以后，成立的是 {no} 的断言")
}

/// After a change by `--set`: how far a choice may be believed.
pub fn words_of_the_unchanged() -> Text {
    say!(
        "The choices speak of the case without the changes: what was measured counts, not the reasons in their words.",
        "选项里的话说的是改动之前的用例：算数的是测到的数字，不是话里讲的原因。"
    )
}

/// Nothing of it holds.
pub fn it_was_none() -> Text {
    say!("it was none of these.", "结果哪个都不是。")
}

/// More than one holds.
pub fn it_was_several(nos: &[String]) -> Text {
    let (en, zh) = (nos.join(" and "), nos.join(" 和 "));
    Text::new(format!("it was {en}: each holds in this run."), format!("结果 {zh} 都成立。"))
}

/// What would decide it was not seen.
pub fn not_seen() -> Text {
    say!(
        "what would decide it cannot be seen in this run.",
        "这次运行看不到能判定对错的数字，没有结论。"
    )
}

/// What was found that makes it right, in clauses.
pub fn because(found: &[Text]) -> Text {
    let Some((last, before)) = found.split_last() else {
        return say!("", "");
    };
    match before {
        [] => say!("because in this run {0}.", "因为这次运行里，{0}。", last),
        before => say!(
            "because in this run {0}; and {1}.",
            "因为这次运行里，{0}；{1}。",
            Text::joined(before, ("; ", "；")),
            last
        ),
    }
}

/// What a choice claims, and what was found instead.
pub fn does_not_hold(no: &str, expected: &Text, found: &Text) -> Text {
    say!(
        "{no} would mean that {0}. In fact {1}.",
        "如果是 {no}，就应当：{0}。实际上：{1}。",
        expected,
        found
    )
}

/// How many were right so far.
pub fn score(right: usize, of: usize) -> Text {
    say!("{right} of {of} guesses right", "猜了 {of} 次，猜对 {right} 次")
}

/// After the first vote: nothing of how it went.
pub fn counted(votes: u64) -> Text {
    let votes = match votes {
        1 => say!("1 vote", "1 票"),
        n => say!("{n} votes", "{n} 票"),
    };
    say!(
        "{0}, kept hidden. Let them discuss it in pairs, then vote again.",
        "{0}，先不公布。请同学们两人一组讨论，然后再投一次。",
        votes
    )
}

/// The rows of a choice: the first vote, the second.
pub fn vote(second: bool) -> Text {
    if second { say!("2nd", "第二次") } else { say!("1st", "第一次") }
}

/// Rounded; of none none.
fn percent(votes: u64, of: u64) -> u64 {
    (votes * 100 + of / 2).checked_div(of).unwrap_or(0)
}

/// `12 · 34 %`.
pub fn share(votes: u64, of: u64) -> Text {
    let percent = percent(votes, of);
    say!("{votes} · {percent} %", "{votes} 票 · {percent} %")
}

/// How many were right in a vote, of how many, and in the second, if there was one.
pub fn were_right(first: (u64, u64), second: Option<(u64, u64)>) -> Text {
    let part = |(votes, of): (u64, u64)| {
        let percent = percent(votes, of);
        say!("{votes} of {of} ({percent} %)", "{of} 票里有 {votes} 票（{percent} %）")
    };
    match second {
        None => say!("{0} said so.", "{0}选它。", part(first)),
        Some(second) => say!(
            "{0} said so at first, {1} after the discussion.",
            "第一次，{0}选它；讨论以后，{1}选它。",
            part(first),
            part(second)
        ),
    }
}

/// What a choice claims: with its number, for `show`.
pub fn claims(claims: &Text) -> Text {
    say!("claims: {0}", "断言：{0}", claims)
}
