//! What was compared, for the page that shows it: each trace, with the cases that were compared.

use super::super::jobs::SESSION;
use super::super::keeping::{OneTrace, Room};
use crate::analysis::compare::{ComparedCase, Comparison};
use crate::lang::{compare as compare_words, html_page as words};
use crate::model::{Limits, Text};
use crate::report::{Kept, visible};

/// Traces, as many as may be in a page, each with its name; this computer's has none.
pub(super) struct Keeping {
    traces: Vec<(Option<String>, OneTrace)>,
    room: Room,
    /// The names of those that would have been too much.
    left_out: Vec<Text>,
}

impl Default for Keeping {
    fn default() -> Self {
        let room = Room::of(Limits::PAGE, Limits::TRACES);
        Keeping { traces: Vec::new(), room, left_out: Vec::new() }
    }
}

/// What a trace is called.
fn called(name: Option<&str>, one: &OneTrace) -> Text {
    match name {
        None => compare_words::here(&one.trace.host.os),
        Some(name) => {
            let name = visible(name).into_owned();
            Text::new(name.clone(), name)
        }
    }
}

/// Whether a case goes by this name in a comparison: its own, or its own with the changes it was run with.
fn is_of(compared: &str, id: &str) -> bool {
    compared.strip_prefix(id).is_some_and(|changes| changes.is_empty() || changes.starts_with(' '))
}

impl Keeping {
    /// One more, if there is room.
    pub(super) fn add(&mut self, name: Option<&str>, one: OneTrace) {
        match self.room.take(one.size) {
            true => self.traces.push((name.map(str::to_owned), one)),
            false => self.left_out.push(called(name, &one)),
        }
    }

    /// What a page keeps of a comparison: of each only what was compared with something.
    pub(super) fn kept(mut self, comparison: &Comparison) -> anyhow::Result<Kept> {
        let compared: Vec<&ComparedCase> = comparison.compared().collect();
        let is = |scenario: Option<&str>, id: &str| {
            let scenario = scenario.unwrap_or(SESSION);
            compared.iter().any(|one| one.scenario == scenario && is_of(&one.case, id))
        };
        let mut kept = Kept::default();
        let mut room = Room::of(Limits::PAGE, Limits::TRACES);
        for (name, mut one) in self.traces {
            one.retain(is);
            if one.is_empty() {
                continue;
            }
            let written = one.written()?;
            let length = written.len() as u64;
            match length <= Limits::TRACE && room.take(length) {
                true => kept.traces.push(written),
                false => self.left_out.push(called(name.as_deref(), &one)),
            }
        }
        if !kept.traces.is_empty() {
            kept.said.push(words::compared_inside(kept.traces.len() as u64));
        }
        if !self.left_out.is_empty() {
            let names = Text::joined(&self.left_out, (", ", "、"));
            kept.said.push(words::traces_left_out(&names));
        }
        Ok(kept)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::WireKind;

    #[test]
    fn no_more_are_kept_than_a_reader_takes_and_the_others_are_named() {
        let host = crate::net::host();
        let mut keeping = Keeping::default();
        let mut add = |name: &str, size| {
            let mut one = OneTrace::of(&host, WireKind::Loopback);
            one.size = size;
            keeping.add(Some(name), one);
        };
        add("large", Limits::PAGE);
        add("small", 1);
        add("none", 0);
        (2..Limits::TRACES).for_each(|_| add("more", 0));
        add("last", 0);
        let nothing = Comparison { columns: Vec::new(), warnings: Vec::new(), cases: Vec::new() };
        let kept = keeping.kept(&nothing).unwrap();
        let [said] = kept.said.as_slice() else { panic!("{:?}", kept.said) };
        assert!(kept.traces.is_empty(), "nothing was compared");
        assert!(
            said.en.contains(": small, last.") && said.zh.contains("：small、last。"),
            "{said:?}"
        );
    }

    #[test]
    fn a_case_is_known_by_its_name_and_by_its_name_with_changes() {
        assert!(is_of("fresh", "fresh") && is_of("fresh recv.max=2", "fresh"));
        assert!(!is_of("fresh-again", "fresh") && !is_of("fresh", "fresh-again"));
    }
}
