//! The `recv` calls of a reader that went wrong.

use crate::lang::torture as words;
use crate::report::Voice;
use crate::report::page::Page;
use crate::report::page::line::{Line, Style};
use crate::torture::{Call, Death};

/// Calls that are listed at each end of a long list.
const ENDS: usize = 3;

/// Each `recv` for the message at which it went wrong; those in the middle of many are left out.
pub(super) fn calls(page: &mut Page, death: &Death, voice: &Voice) {
    let calls = death.calls.get(death.first_call..).unwrap_or_default();
    let middle = calls.len().saturating_sub(2 * ENDS);
    let (first, last) = match middle {
        0 | 1 => (calls, &[][..]),
        _ => (&calls[..ENDS], &calls[calls.len() - ENDS..]),
    };
    page.blank();
    let listed = |call: &Call| {
        Line::of(Style::Plain, &voice.say(words::call(call.asked, call.got))).indented(2)
    };
    first.iter().for_each(|call| page.push(listed(call)));
    if !last.is_empty() {
        let more = voice.say(words::more_calls(middle));
        page.push(Line::of(Style::Dim, &more).indented(2));
    }
    last.iter().for_each(|call| page.push(listed(call)));
}
