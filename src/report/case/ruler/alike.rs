//! Flows that look alike: where there are many, of each look the first is drawn and the others are counted.

use super::{Source, ruler};
use crate::analysis::Flow;
use crate::lang::picture as words;
use crate::model::{CaseTrace, SocketId, SocketRole};
use crate::report::case::trace_lookup::owner;
use crate::report::page::Page;
use crate::report::page::line::{Line, Style};
use crate::report::page::ruler::{Ruler, RulerRow};

/// So many flows are drawn one by one.
pub(crate) const FEW: usize = 8;

/// A flow that is drawn, and how many others look like it.
pub(crate) struct Drawn<'a> {
    pub(crate) flow: &'a Flow,
    others: u64,
}

/// What a reader would compare: who sends to whom, where each message lies, and the three rows. The numbers of the
/// messages and what is in them are no part of it, nor which of several clients it is.
#[derive(PartialEq)]
struct Look {
    ends: (End, Option<End>),
    messages: Vec<(u64, u64)>,
    cuts: Vec<u64>,
    rows: Option<[RulerRow; 3]>,
}

/// Whose a socket is, without the number that one of several has, and what it is.
type End = (String, Option<SocketRole>);

fn end(id: SocketId, trace: &CaseTrace) -> End {
    let owner = owner(trace, id);
    let name = owner.trim_end_matches(|letter: char| letter.is_ascii_digit());
    (name.to_owned(), trace.socket(id).map(|socket| socket.role))
}

impl Look {
    fn of(flow: &Flow, source: Source<'_>) -> Self {
        let end = |id| end(id, source.trace);
        let ruler = ruler(flow, source);
        let places = |ruler: &Ruler| ruler.messages.iter().map(|m| (m.start, m.end)).collect();
        Look {
            ends: (end(flow.from), flow.to.map(end)),
            messages: ruler.as_ref().map_or_else(Vec::new, places),
            cuts: ruler.as_ref().map_or_else(Vec::new, |ruler| ruler.cuts.clone()),
            rows: ruler.map(|ruler| ruler.rows),
        }
    }
}

/// The flows that are drawn: all of them where they are few, or where everything is asked for.
pub(crate) fn drawn(source: Source<'_>) -> Vec<Drawn<'_>> {
    let flows = &source.analysis.flows;
    let mut all: Vec<(Option<Look>, Drawn<'_>)> = Vec::new();
    let each = flows.len() <= FEW || source.voice.verbose();
    for flow in flows {
        let look = (!each).then(|| Look::of(flow, source));
        match all.iter_mut().find(|known| look.is_some() && known.0 == look) {
            Some(known) => known.1.others += 1,
            None => all.push((look, Drawn { flow, others: 0 })),
        }
    }
    all.into_iter().map(|(_, drawn)| drawn).collect()
}

impl Drawn<'_> {
    /// Says how many others look like it.
    pub(crate) fn say_others(&self, page: &mut Page, source: Source<'_>) {
        if self.others > 0 {
            let text = source.voice.say(words::rulers_likewise(self.others));
            page.say(Line::of(Style::Dim, &text), (2, 4));
        }
    }
}
