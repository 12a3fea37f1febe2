//! The `recv` calls of a reader that went wrong.

use crate::lang::torture as words;
use crate::report::Look;
use crate::report::doc::{Doc, Line, Style};
use crate::torture::{Call, Death};

/// Calls that are listed at each end of a long list.
const ENDS: usize = 3;

/// Each `recv` for the message at which it went wrong; those in the middle of many are left out.
pub(super) fn calls(doc: &mut Doc, death: &Death, look: &Look) {
    let calls = death.calls.get(death.first_call..).unwrap_or_default();
    let middle = calls.len().saturating_sub(2 * ENDS);
    let (first, last) = match middle {
        0 | 1 => (calls, &[][..]),
        _ => (&calls[..ENDS], &calls[calls.len() - ENDS..]),
    };
    doc.blank();
    let listed = |call: &Call| {
        Line::of(Style::Plain, "  ")
            .with(Style::Plain, &look.say(words::call(call.asked, call.got)))
    };
    first.iter().for_each(|call| doc.push(listed(call)));
    if !last.is_empty() {
        let more = look.say(words::more_calls(middle));
        doc.push(Line::of(Style::Plain, "  ").with(Style::Dim, &more));
    }
    last.iter().for_each(|call| doc.push(listed(call)));
}
