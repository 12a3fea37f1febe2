use super::*;
use crate::model::Lang;
use crate::report::Verbosity;

const LOOK: Look =
    Look { width: 80, color: false, ascii: false, lang: Lang::En, verbosity: Verbosity::Normal };

fn page(lines: impl IntoIterator<Item = String>) -> Page {
    let mut page = Page::new();
    lines.into_iter().for_each(|line| page.push(Line::of(Style::Plain, &line)));
    page
}

/// A question, and so many cases of two screens each.
fn screens(cases: usize) -> Vec<Screen> {
    let of = |case: usize| {
        [true, false].map(|begins| {
            let name = if begins { format!("case {case}") } else { format!("end {case}") };
            Screen { page: page([name]), begins, step: false }
        })
    };
    let question = Screen::of(page(["question".to_owned()]));
    std::iter::once(question).chain((1..=cases).flat_map(of)).collect()
}

/// One with all of these.
fn pager(screens: &[Screen], goes_on: bool, size: (usize, usize)) -> Pager {
    let mut pager = Pager::new((LOOK, goes_on), size);
    pager.add(Some(screens.to_vec()));
    pager.add(None);
    pager
}

/// What is shown after each of these keys.
fn shown(screens: &[Screen], size: (usize, usize), keys: &[Key]) -> Vec<String> {
    let mut pager = pager(screens, false, size);
    let first = |pager: &Pager| pager.lines().swap_remove(0);
    keys.iter()
        .map(|key| {
            assert_eq!(pager.key(*key), Turn::Draw);
            assert_eq!(pager.lines().len(), size.1);
            first(&pager)
        })
        .collect()
}

#[test]
fn it_goes_on_and_back_and_stops_at_both_ends() {
    let keys = [Key::Back, Key::On, Key::On, Key::On, Key::Back, Key::First, Key::Last];
    let wanted = ["question", "case 1", "end 1", "end 1", "case 1", "question", "end 1"];
    assert_eq!(shown(&screens(1), (80, 24), &keys), wanted);
}

#[test]
fn digits_go_to_a_case_and_two_of_them_to_a_later_one() {
    let digits = |all: &[usize]| all.iter().map(|d| Key::Digit(*d)).collect::<Vec<_>>();
    let all = shown(&screens(12), (80, 24), &digits(&[3, 1, 2, 5, 0, 9]));
    assert_eq!(all, ["case 3", "case 1", "case 12", "case 5", "case 5", "case 9"]);
    let twelve = screens(12);
    let mut pager = pager(&twelve, false, (80, 24));
    pager.key(Key::Digit(1));
    pager.rest();
    pager.key(Key::Digit(2));
    assert_eq!(pager.lines()[0], "case 2");
    assert_eq!(shown(&screens(2), (80, 24), &digits(&[2, 1, 2])), ["case 2", "case 1", "case 2"]);
}

#[test]
fn the_notation_is_shown_until_any_key() {
    let keys = [Key::On, Key::Notation, Key::On, Key::Notation, Key::Out];
    let notation = "How to read the pictures";
    let wanted = ["case 1", notation, "case 1", notation, "case 1"];
    assert_eq!(shown(&screens(1), (80, 24), &keys), wanted);
}

#[test]
fn a_long_screen_is_several_and_another_size_keeps_its_place() {
    let long = Screen::of(page((1..=30).map(|n| format!("line {n}"))));
    let all = [Screen::of(page(["first".to_owned()])), long];
    let mut pager = pager(&all, false, (80, 12));
    for (wanted, foot) in [("line 1", "part 1/3"), ("line 11", "part 2/3"), ("line 21", "the end")]
    {
        pager.key(Key::On);
        assert_eq!(pager.lines()[0], wanted);
        assert!(pager.lines()[11].contains(foot), "{}", pager.lines()[11]);
    }
    for (size, wanted) in [((80, 40), "line 1"), ((40, 1), "2/31"), ((80, 12), "line 1")] {
        pager.resized(size);
        assert!(pager.lines()[0].starts_with(wanted), "{:?}", pager.lines());
    }
}

#[test]
fn where_another_question_comes_the_last_screen_leads_to_it() {
    let all = screens(1);
    let mut pager = pager(&all, true, (80, 24));
    assert_eq!(pager.key(Key::Last), Turn::Draw);
    assert!(pager.lines()[23].contains("Enter: the next question"), "{:?}", pager.lines());
    assert_eq!(pager.key(Key::Notation), Turn::Draw);
    assert_eq!(pager.key(Key::On), Turn::Draw);
    assert_eq!(pager.key(Key::On), Turn::On);
}

#[test]
fn it_ends_when_it_is_asked_to() {
    let all = screens(1);
    let mut pager = pager(&all, false, (80, 24));
    assert_eq!(pager.key(Key::Out), Turn::Out);
    assert_eq!(pager.key(Key::Interrupt), Turn::Interrupt);
}

/// The first screens are there at once: others may come, and a key that is about them waits.
#[test]
fn what_has_not_been_read_yet_is_waited_for_only_where_it_is_wanted() {
    let all = screens(3);
    let mut pager = Pager::new((LOOK, false), (80, 24));
    pager.add(Some(all[..3].to_vec()));
    assert!(pager.lines()[23].starts_with("1/3…"), "{}", pager.lines()[23]);
    assert!(
        [Key::On, Key::Back, Key::Digit(1), Key::Notation].iter().all(|key| !pager.lacks(*key))
    );
    assert!([Key::Last, Key::Digit(2)].iter().all(|key| pager.lacks(*key)));
    pager.key(Key::On);
    pager.key(Key::On);
    assert!(pager.lacks(Key::On) && !pager.lines()[23].contains("the end"));
    pager.add(Some(all[3..].to_vec()));
    assert_eq!((pager.lacks(Key::On), pager.key(Key::On)), (false, Turn::Draw));
    assert_eq!(pager.lines()[0], "case 2");
    pager.add(None);
    assert!(!pager.lacks(Key::Last) && pager.lines()[23].starts_with("4/7 "));
}
