//! How the pictures of a case are read: what stands in them, each form by the first that has it, and nothing else.

use super::Screen;
use super::pieces::EMPTY;
use crate::lang::screens as words;
use crate::model::Text;
use crate::report::Look;
use crate::report::case::notation::numbers;
use crate::report::escape::{clip, width};
use crate::report::page::grid::{Column, Grid, TooNarrow, plain};
use crate::report::page::line::{Line, Style};
use crate::report::page::{Block, Page};

/// An example takes no more columns than this, where a shorter one is there.
const SHORT: usize = 26;

/// The page of what stands on these screens.
pub fn notation(screens: &[Screen], look: &Look) -> Page {
    let voice = &look.voice();
    let drawn = Look { color: false, ascii: false, ..*look };
    let text: Vec<String> = screens
        .iter()
        .filter(|screen| screen.step)
        .flat_map(|screen| screen.page.text(&drawn).lines().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    let mut page = Page::new();
    page.heading(&voice.say(words::notation()));
    let column = Column { least: Some(20), ..Column::default() };
    let mut grid = Grid::new(vec![Column::default(), column], TooNarrow::Hang(4));
    let mut add = |sign: &str, meaning: Text| {
        let sign = Line::of(Style::Strong, &clip(sign, SHORT));
        grid.row(vec![sign, plain(&voice.say(meaning))]);
    };
    for (sign, meaning) in signs(&text) {
        add(&sign, meaning);
    }
    for (word, meaning) in words::words() {
        let word = voice.say(word);
        if text.iter().any(|line| line.contains(&word)) {
            add(&word, meaning);
        }
    }
    page.blocks.push(Block::Grid(grid));
    if let Some(said) = numbers(text.iter().map(String::as_str)) {
        page.legend(&voice.say(said));
    }
    page
}

/// The signs there are, each with an example.
fn signs(text: &[String]) -> Vec<(String, Text)> {
    let lanes = || text.iter().filter(|line| line.contains(['│', '┊']));
    let short = |find: fn(&str) -> Option<String>| {
        let all = || lanes().filter_map(|lane| find(lane));
        all().find(|sign| width(sign) <= SHORT).or_else(|| all().next())
    };
    let sized = |wanted: fn(&BySize) -> bool| {
        let all = text.iter().flat_map(|line| pieces(line)).filter_map(BySize::of);
        let mut wanted = all.filter(wanted);
        wanted.next()
    };
    let mut signs = Vec::new();
    signs.extend(short(edges).map(|sign| (sign, words::edges())));
    signs.extend(short(handed).map(|sign| (sign, words::handed())));
    signs.extend(short(side_by_side).map(|sign| (sign, words::side_by_side())));
    let some = [sized(|it| it.here.is_some()), sized(|it| it.here.is_none())];
    signs.extend(some.into_iter().flatten().map(|it| (it.sign(), it.meaning())));
    let is_empty = |piece: &str| piece.trim_start_matches('✓') == EMPTY;
    let empty = lanes().flat_map(|lane| pieces(lane)).any(is_empty);
    signs.extend(empty.then(|| (EMPTY.to_owned(), words::empty())));
    signs
}

/// What stands between edges of a lane, and beside them.
fn pieces(lane: &str) -> impl Iterator<Item = &str> {
    lane.split(['│', '┊']).flat_map(|piece| piece.split("  "))
}

/// `│hello│feng│`
fn edges(lane: &str) -> Option<String> {
    let mut parts = lane.split('│').skip(1);
    let (first, second) = (parts.next()?, parts.next()?);
    let plain = |part: &str| !part.contains(['┊', '…']) && !part.is_empty();
    if !plain(first) {
        return None;
    }
    let more = parts.next().is_some() && plain(second);
    Some(if more { format!("│{first}│{second}│") } else { format!("│{first}│") })
}

/// `✓hello`
fn handed(lane: &str) -> Option<String> {
    let behind = lane.split('✓').nth(1)?;
    let end = behind.find(['│', '┊', '…']).unwrap_or(behind.len());
    Some(format!("✓{}", behind.get(..end)?))
}

/// `hello┊feng`
fn side_by_side(lane: &str) -> Option<String> {
    let (before, behind) = lane.split_once('┊')?;
    let before = before.rsplit(['│', '┊']).next()?;
    let before = before.rsplit("  ").next()?;
    let end = behind.find(['│', '┊', '…']).or_else(|| behind.find("  ")).unwrap_or(behind.len());
    Some(format!("{before}┊{}", behind.get(..end)?.trim_end()))
}

/// A message that is told by its size: `#2 1448/2000 B`, `#2 2000 B`.
struct BySize {
    message: u32,
    here: Option<u64>,
    all: u64,
}

impl BySize {
    fn of(piece: &str) -> Option<Self> {
        let piece = piece.trim().trim_start_matches('✓').strip_prefix('#')?;
        let (message, size) = piece.strip_suffix(" B")?.split_once(' ')?;
        let (here, all) = match size.split_once('/') {
            Some((here, all)) => (Some(here.parse().ok()?), all),
            None => (None, size),
        };
        Some(BySize { message: message.parse().ok()?, here, all: all.parse().ok()? })
    }

    fn sign(&self) -> String {
        let here = self.here.map_or_else(String::new, |here| format!("{here}/"));
        format!("#{} {here}{} B", self.message, self.all)
    }

    fn meaning(&self) -> Text {
        match self.here {
            Some(here) => words::part_of(self.message, here, self.all),
            None => words::whole(self.message, self.all),
        }
    }
}
