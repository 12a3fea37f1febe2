//! Datagrams larger than the buffer, on real sockets: what the ruler says was kept.

use crate::live;
use crate::look;
use stickydemo::model::Lang;

/// The `received` ruler of so many datagrams of 5 bytes, read with a buffer of so many.
fn received(datagrams: u32, buffer: u64, lang: Lang) -> String {
    let steps = format!(
        r#"
  {{ who = "server", call = "bind" }},
  {{ who = "client", call = "bind" }},
  {{ who = "client", call = "send_to", to = "server", data = "baby~", repeat = {datagrams} }},
  {{ who = "server", call = "wait_readable" }},
  {{ who = "server", call = "recv_from", max = {buffer}, repeat = {datagrams} }},
"#
    );
    let drawn = live::drawn(&live::written(&steps, ""), &look(80, lang));
    let label = if lang == Lang::En { "\n  received  " } else { "\n  接收  " };
    let at = drawn.find(label).unwrap();
    let (row, rest) = drawn[at + 1..].split_once('\n').unwrap();
    // Where the notes stand above the rulers, the ruler is the next line.
    if row.contains('│') { row.to_owned() } else { rest.lines().next().unwrap().to_owned() }
}

#[test]
fn a_buffer_without_room_keeps_nothing() {
    let row = received(3, 0, Lang::En);
    assert!(!row.contains(['b', '┊']) && row.contains("│ cut │ cut │ cut │"), "{row}");
    assert!(received(3, 0, Lang::Zh).contains("│×××××│×××××│×××××│"));
    assert!(received(3, 1, Lang::En).contains("│b×××××│b×××××│b×××××│"));
}

#[test]
fn what_was_cut_off_is_no_receive_of_its_own() {
    assert!(received(40, 3, Lang::En).contains(" 40 × 3 B, 40 × cut "));
    assert!(received(40, 3, Lang::Zh).contains(" 40 × 3 B，40 × 截掉 "));
    assert!(received(40, 0, Lang::En).contains(" 40 × cut "));
    assert!(received(40, 5, Lang::En).contains(" 40 × 5 B "));
}
