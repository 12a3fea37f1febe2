//! Calls and packets as `mermaid` draws them (its documentation, "Sequence diagrams"): a call is a message to the
//! kernels, what came back is their answer, and a note says what they hold then.

use super::{CallRow, Calls};
use crate::lang::html_page as said;
use crate::model::Lang;
use crate::report::page::line::Line;
use crate::report::page::packets::{ArrowEnd, PacketRow, Packets};

/// A diagram of the calls.
pub(crate) fn calls(calls: &Calls, lang: Lang) -> String {
    let mut actors: Vec<&str> = Vec::new();
    for row in calls.rows.iter().filter(|row| row.note.is_none()) {
        if !actors.contains(&row.actor.trim_end()) {
            actors.push(row.actor.trim_end());
        }
    }
    let mut out = String::from("sequenceDiagram\n");
    let kernels = said::kernels();
    for (at, actor) in actors.iter().enumerate() {
        out.push_str(&participant(&format!("a{at}"), actor));
        if at == 0 {
            out.push_str(&participant("k", kernels.get(lang)));
        }
    }
    for row in &calls.rows {
        let at = actors.iter().position(|actor| *actor == row.actor.trim_end()).unwrap_or(0);
        out.push_str(&call(row, at));
    }
    out
}

fn participant(id: &str, name: &str) -> String {
    format!("    participant {id} as {}\n", quoted(name))
}

fn call(row: &CallRow, actor: usize) -> String {
    if let Some(note) = &row.note {
        return format!("    Note over k: {}\n", quoted(&words(note)));
    }
    let call = quoted(&format!("{} ms {}", row.time, words(&row.call)));
    let result = quoted(&words(&row.result));
    let held = match row.held.trim() {
        "" => String::new(),
        held => format!("    Note over k: {}\n", quoted(held)),
    };
    format!("    a{actor}->>k: {call}\n    k-->>a{actor}: {result}\n{held}")
}

/// A diagram of the packets.
pub(crate) fn packets(packets: &Packets, lang: Lang) -> String {
    let [first, second] = &packets.hosts;
    let mut out = String::from("sequenceDiagram\n");
    out.push_str(&participant("a0", first));
    out.push_str(&participant("a1", second));
    let (hidden, note) = &packets.left_out;
    for (at, row) in packets.rows.iter().enumerate() {
        if !hidden.contains(&at) {
            out.push_str(&packet(row, lang));
        } else if at == hidden.start {
            out.push_str(&format!("    Note over a0,a1: {}\n", quoted(note)));
        }
    }
    out
}

fn packet(row: &PacketRow, lang: Lang) -> String {
    let (from, to) = if row.from_first { ("a0", "a1") } else { ("a1", "a0") };
    let (arrow, end) = match row.end {
        ArrowEnd::Arrives => ("->>", String::new()),
        ArrowEnd::Lost => ("-x", said::arrow_lost().get(lang).to_owned()),
        ArrowEnd::Held => ("--)", said::arrow_held().get(lang).to_owned()),
    };
    let notes: String = row.notes.iter().map(|note| format!(", {note}")).collect();
    let label = quoted(&format!("{} ms {}{notes}{end}", row.at, row.label));
    format!("    {from}{arrow}{to}: {label}\n")
}

fn words(line: &Line) -> String {
    let all = line.text();
    all.trim().to_owned()
}

/// Text that stays text: what may mean something to mermaid is written by its number. Never nothing, which would be
/// an error there.
fn quoted(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            c if c.is_alphanumeric() => out.push(c),
            ' ' | '"' | '!' | '(' | ')' | '=' | ',' | '.' | '/' | '_' | '-' | '×' | '→' | '–'
            | '…' => out.push(c),
            c => out.push_str(&format!("#{};", u32::from(c))),
        }
    }
    if out.trim().is_empty() { "-".to_owned() } else { out }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_stranger_writes_is_no_mermaid() {
        assert_eq!(quoted("send(\"a;b\") %%"), "send(\"a#59;b\") #37;#37;");
        assert_eq!(quoted("</script>\n"), "#60;/script#62;#10;");
        assert_eq!(quoted(" "), "-");
    }
}
