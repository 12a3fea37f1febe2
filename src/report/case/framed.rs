//! What a framing made of the streams of a session: what a message is there, and what is none.

use super::trace_lookup::{named, owner};
use crate::lang::framed as words;
use crate::model::{CaseTrace, SocketId, Text};

/// One sentence for each framing, and for each stream that did not end with a frame.
pub(crate) fn remarks(trace: &CaseTrace) -> Vec<Text> {
    let mut out: Vec<Text> = Vec::new();
    let written = trace.written();
    for (id, socket) in (0u32..).map(SocketId).zip(&trace.sockets) {
        let Some(framed) = &socket.framed else { continue };
        let text = words::messages(&owner(trace, id), &framed.by);
        if !out.contains(&text) {
            out.push(text);
        }
        let end = framed.ends.last().copied().unwrap_or(0);
        let left = written.get(&id).copied().unwrap_or(0).saturating_sub(end);
        if framed.broken {
            out.push(words::no_frame(&named(trace, id), end, left));
        } else if left > 0 && !trace.is_cut() {
            out.push(words::unfinished(&named(trace, id), left));
        }
    }
    out
}
