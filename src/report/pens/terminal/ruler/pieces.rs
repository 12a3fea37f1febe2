//! What stands in the cells of a row once it is known which edges are drawn.

use crate::lang::{count, empty, picture as words};
use crate::report::Look;
use crate::report::escape::width;
use crate::report::page::line::Style;
use crate::report::page::ruler::{Fill, OnAxis, Ruler, RulerCell, RulerRow};

/// The words inside cells, in the reader's language.
#[derive(Debug, Clone)]
pub(crate) struct Words {
    unread: String,
    lost: String,
    unclear: String,
    discarded: String,
    unsent: String,
    on_the_way: String,
    withheld: String,
    cut: String,
    blind: String,
    look: Look,
}

impl Words {
    pub(crate) fn of(look: &Look) -> Self {
        Words {
            unread: look.say(words::unread()),
            lost: look.say(words::lost()),
            unclear: look.say(empty::unclear()),
            discarded: look.say(words::discarded()),
            unsent: look.say(words::unsent()),
            on_the_way: look.say(words::on_the_way()),
            withheld: look.say(words::withheld()),
            cut: look.say(words::cut()),
            blind: look.say(words::not_seen_here()),
            look: *look,
        }
    }
}

/// What may be written into a piece, the fullest first, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Content {
    pub(crate) candidates: Vec<String>,
    pub(crate) style: Style,
    pub(crate) fill: char,
    /// The first candidate is the message's own text: written from the left. Else centred.
    pub(crate) text: bool,
    /// Many cells drawn as one.
    pub(crate) run: bool,
    /// How many cells it is.
    pub(crate) cells: usize,
    /// Data shown by its size.
    pub(crate) sized: bool,
}

/// A word that says why nothing came out of a cell asks for at most so many columns.
const LABEL: usize = 10;

impl Content {
    /// What has room in so many columns: the fullest.
    pub(crate) fn written(&self, columns: usize) -> Option<&String> {
        self.candidates.iter().find(|text| width(text) <= columns)
    }

    /// The columns of the shortest word that says something.
    fn word(&self) -> usize {
        let words = self.candidates.iter().filter(|text| text.as_str() != NOTHING);
        words.map(|text| width(text)).min().unwrap_or(1)
    }

    /// The columns of the number of its message, where it may be written.
    pub(crate) fn number(&self) -> usize {
        let numbers = self.candidates.iter().filter(|text| text.starts_with('#'));
        numbers.map(|text| width(text)).min().unwrap_or(0)
    }

    /// Whether it says why nothing came out.
    fn missed(&self) -> bool {
        self.candidates.last().is_some_and(|text| text == NOTHING)
    }

    /// The columns it would like to have: its whole text; what is drawn by size grows later, with
    /// its size.
    pub(crate) fn natural(&self) -> usize {
        let first = self.candidates.first().map_or(1, |text| width(text).max(1));
        match (self.text, self.run) {
            (_, true) => first + 6,
            (true, _) => first,
            (false, false) if self.missed() => self.word().min(LABEL),
            (false, false) => first.min(4),
        }
    }
}

/// What is where a piece begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Edge {
    /// An edge of the row.
    Proven,
    /// An edge of a message, and none of the row.
    Gone,
    /// An edge of a message; whether it is one of the row is not known.
    Unknown,
    /// None: what was cut off of a message begins.
    Within,
}

/// A stretch of a row between two edges that are drawn: the indices of the edges.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) from: usize,
    pub(crate) to: usize,
    /// What is where it begins.
    pub(crate) edge: Edge,
    pub(crate) content: Content,
}

/// The pieces of a row.
pub(crate) fn pieces(row: &RulerRow, ruler: &Ruler, edges: &[u64], words: &Words) -> Vec<Piece> {
    let mut out = Vec::new();
    let mut rest = row.cells.as_slice();
    while !rest.is_empty() {
        let to = rest.iter().skip(1).position(|c| edges.binary_search(&c.start).is_ok());
        let (group, behind) = rest.split_at(to.map_or(rest.len(), |at| at + 1));
        rest = behind;
        match group {
            [cell] => out.extend(of_cell(*cell, row, ruler, (edges, words))),
            group => out.extend(of_run(group, ruler, (edges, words))),
        }
    }
    out
}

fn index(edges: &[u64], edge: u64) -> usize {
    edges.partition_point(|&e| e < edge)
}

/// One cell: in pieces, at the edges of messages.
fn of_cell(
    cell: RulerCell,
    row: &RulerRow,
    ruler: &Ruler,
    (edges, words): (&[u64], &Words),
) -> Vec<Piece> {
    let inner = overlapping(&ruler.messages, cell.start, cell.end);
    let mut starts = vec![cell.start];
    if !row.of_messages && matches!(cell.fill, Fill::Data | Fill::Unread) {
        let first = ruler.cuts.partition_point(|&cut| cut <= cell.start);
        let cuts = ruler.cuts[first..].iter().copied().take_while(|&cut| cut < cell.end);
        let inside = inner.iter().map(|m| m.start).filter(|&s| s > cell.start).chain(cuts);
        starts.extend(inside.filter(|s| edges.binary_search(s).is_ok()));
        starts.sort_unstable();
    }
    let ends = starts.iter().skip(1).copied().chain(std::iter::once(cell.end));
    starts
        .iter()
        .zip(ends)
        .map(|(&start, end)| Piece {
            from: index(edges, start),
            to: index(edges, end),
            edge: match start == cell.start {
                true if is_rest(&cell, ruler) => Edge::Within,
                true => Edge::Proven,
                false if row.all_known => Edge::Gone,
                false => Edge::Unknown,
            },
            content: content(RulerCell { start, end, fill: cell.fill }, ruler, words),
        })
        .collect()
}

/// The messages that have bytes in a stretch.
fn overlapping(messages: &[OnAxis], start: u64, end: u64) -> &[OnAxis] {
    let from = messages.partition_point(|m| m.end <= start);
    let to = messages.partition_point(|m| m.start < end);
    messages.get(from..to.max(from)).unwrap_or_default()
}

/// Whether it is what was cut off after a part that was kept.
fn is_rest(cell: &RulerCell, ruler: &Ruler) -> bool {
    let of = overlapping(&ruler.messages, cell.start, cell.end).first();
    cell.fill == Fill::Cut && of.is_some_and(|message| message.start < cell.start)
}

fn content(cell: RulerCell, ruler: &Ruler, words: &Words) -> Content {
    let bytes = format!("{} B", cell.len());
    let plain = |fill, candidates| Content {
        candidates,
        style: Style::Dim,
        fill,
        text: false,
        run: false,
        cells: 1,
        sized: false,
    };
    match cell.fill {
        Fill::Data => data(cell, ruler),
        Fill::Blind => plain('┄', vec![format!(" {} ", words.blind)]),
        Fill::Cut => plain('×', vec![format!(" {} ", words.cut)]),
        Fill::Lost => missed(&words.lost, None),
        Fill::Unclear => missed(&words.unclear, None),
        Fill::Discarded if ruler.datagrams => missed(&words.discarded, None),
        Fill::Discarded => missed(&words.discarded, Some(bytes)),
        Fill::Withheld => missed(&words.withheld, None),
        Fill::Unsent | Fill::OnTheWay => {
            let way = cell.fill == Fill::OnTheWay;
            let word = if way { &words.on_the_way } else { &words.unsent };
            plain(' ', vec![format!("{word}: {bytes}"), word.clone(), NOTHING.to_owned()])
        }
        Fill::Unread => {
            let text = own_text(cell, ruler).map(|(_, text)| format!("░{text}░"));
            let own = text.is_some();
            let mut candidates: Vec<String> = text.into_iter().collect();
            if !ruler.datagrams {
                candidates.push(format!(" {} {bytes} ", words.unread));
            }
            candidates.push(format!(" {} ", words.unread));
            Content { text: own, ..plain('░', candidates) }
        }
    }
}

/// In a cell too narrow for the word that says why nothing came out of it.
pub(crate) const NOTHING: &str = "-";

/// What did not come out.
fn missed(word: &str, bytes: Option<String>) -> Content {
    let mut candidates: Vec<String> = bytes.map(|b| format!("{word} {b}")).into_iter().collect();
    candidates.extend([word.to_owned(), NOTHING.to_owned()]);
    Content { fill: ' ', text: false, sized: false, ..sized(candidates, Style::Bad) }
}

/// The one message a stretch lies in, and its text there.
fn own_text(cell: RulerCell, ruler: &Ruler) -> Option<(u32, String)> {
    let [message] = overlapping(&ruler.messages, cell.start, cell.end) else { return None };
    let from = cell.start.saturating_sub(message.start);
    let text = message.text.as_ref()?.piece(from, from + cell.len());
    let empty = ruler.datagrams && text.is_empty();
    Some((message.no.0, if empty { "\"\"".to_owned() } else { text }))
}

fn data(cell: RulerCell, ruler: &Ruler) -> Content {
    let bytes = format!("{} B", cell.len());
    let inside = overlapping(&ruler.messages, cell.start, cell.end);
    let (first, last) = match inside {
        [] => return sized(vec![bytes], Style::Plain),
        [first, .., last] => (first.no.0, last.no.0),
        [only] => (only.no.0, only.no.0),
    };
    let style = if first == last { Style::Message(first) } else { Style::Plain };
    let who = if first == last { format!("#{first}") } else { format!("#{first}–{last}") };
    // Never a number alone: in a cell that shows bytes it would be taken for them.
    let mut labels = vec![format!("{who} {bytes}"), who];
    match own_text(cell, ruler) {
        Some((_, text)) => {
            labels.insert(0, text);
            Content { text: true, sized: false, ..sized(labels, style) }
        }
        None => sized(labels, style),
    }
}

fn sized(candidates: Vec<String>, style: Style) -> Content {
    Content { candidates, style, fill: ' ', text: false, run: false, cells: 1, sized: true }
}

/// Many cells as one: how many, and how large. The rest that was cut off a datagram is not a cell of
/// its own.
fn of_run(cells: &[RulerCell], ruler: &Ruler, (edges, words): (&[u64], &Words)) -> Option<Piece> {
    let (first, last) = (cells.first()?, cells.last()?);
    let whole: Vec<&RulerCell> = cells.iter().filter(|cell| !is_rest(cell, ruler)).collect();
    let count = whole.len();
    let kept = || whole.iter().filter(|cell| cell.fill != Fill::Cut).map(|cell| cell.len());
    let size = match (kept().min(), kept().max()) {
        (Some(min), Some(max)) if min < max => format!("{min}–{max} B"),
        (Some(size), _) => format!("{size} B"),
        (None, _) => words.cut.clone(),
    };
    let mut candidates = match missing(&whole, words) {
        Some(text) => vec![text, format!("{count}×")],
        None => vec![format!("{count} × {size}"), format!("{count}×")],
    };
    let cut = cells.iter().filter(|cell| cell.fill == Fill::Cut).count();
    if let Some(text) = candidates.first().filter(|_| cut > 0 && kept().next().is_some()) {
        candidates.insert(0, format!("{text}{}{cut} × {}", words.look.comma(), words.cut));
    }
    let content = Content { run: true, cells: count, ..sized(candidates, Style::Plain) };
    Some(Piece {
        from: index(edges, first.start),
        to: index(edges, last.end),
        edge: Edge::Proven,
        content,
    })
}

/// Of cells drawn as one: how many did not come out, where some did not.
fn missing(cells: &[&RulerCell], words: &Words) -> Option<String> {
    let of = |fill: Fill| cells.iter().filter(|c| c.fill == fill).count();
    let (lost, unread) = (of(Fill::Lost), of(Fill::Unread));
    let (discarded, unclear) = (of(Fill::Discarded), of(Fill::Unclear));
    let came = of(Fill::Data) + of(Fill::Cut);
    let mut parts = Vec::new();
    if came > 0 {
        parts.push(words.look.say(count::receives(came as u64)));
    }
    if lost > 0 {
        parts.push(format!("{lost} × {}", words.lost));
    }
    if discarded > 0 {
        parts.push(format!("{discarded} × {}", words.discarded));
    }
    if unclear > 0 {
        parts.push(format!("{unclear} × {}", words.unclear));
    }
    if unread > 0 {
        parts.push(format!("{unread} × {}", words.unread));
    }
    (lost + discarded + unclear + unread > 0).then(|| parts.join(words.look.comma()))
}
