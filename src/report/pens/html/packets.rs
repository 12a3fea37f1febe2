//! Packets as a class draws them: a line down for each host, an arrow across for each packet.

use super::svg::{COLUMN, path, picture, text};
use super::words::class;
use super::write::Html;
use crate::lang::{html_page as words, packets as packet_words};
use crate::model::Lang;
use crate::report::Look;
use crate::report::escape::width;
use crate::report::page::packets::{ArrowEnd, PacketRow, Packets};
use std::ops::Range;

/// The pixels of a packet, and of the hosts' names above.
const ROW: usize = 30;
const HEAD: usize = 24;
/// The columns of the times.
const TIME: usize = 7;
/// The least columns between the hosts.
const LANE: usize = 26;

/// The measures of a picture, in columns.
struct Drawn<'a> {
    packets: &'a Packets,
    look: Look,
    left: usize,
    right: usize,
    notes: usize,
}

/// The hosts, and an arrow for each packet.
pub(crate) fn packets(html: &mut Html, packets: &Packets, (caption, lang): (&str, Lang)) {
    let look = super::ruler::look(lang);
    let most = |of: &dyn Fn(&PacketRow) -> usize| packets.rows.iter().map(of).max().unwrap_or(0);
    let label = most(&|row| width(&row.label) + if row.stops() { 14 } else { 6 });
    let time = most(&|row| width(&row.at)).max(TIME);
    let left = time + 2;
    let right = left + label.max(LANE);
    let drawn = Drawn { packets, look, left, right, notes: right + 2 };
    let notes = most(&|row| width(&row.notes.join(look.comma())));
    let rows = shown(packets).count();
    let size = ((drawn.notes + notes + 1) * COLUMN, HEAD + rows * ROW + 8);
    html.within("figure", &[("class", "packets")], |html| {
        picture(html, size, &drawn.describe(caption, lang), |html| drawn.all(html, size.1));
    });
    html.line();
}

/// What takes a row: packets, and once what is left out.
fn shown(packets: &Packets) -> impl Iterator<Item = (usize, &PacketRow)> {
    let hidden: &Range<usize> = &packets.left_out.0;
    packets
        .rows
        .iter()
        .enumerate()
        .filter(move |(at, _)| !hidden.contains(at) || *at == hidden.start)
}

impl Drawn<'_> {
    fn all(&self, html: &mut Html, height: usize) {
        let [left, right] = [self.left, self.right].map(|column| column * COLUMN);
        let [first, second] = &self.packets.hosts;
        text(html, (0, 14), "dim", &self.look.say(packet_words::time()));
        text(html, (left, 14), "b c", first);
        text(html, (right, 14), "b c", second);
        path(html, "e", &format!("M{left} {HEAD}V{height}M{right} {HEAD}V{height}"));
        let hidden = &self.packets.left_out;
        for (row, (at, packet)) in shown(self.packets).enumerate() {
            let y = HEAD + row * ROW;
            match hidden.0.contains(&at) {
                true => text(html, (left + COLUMN, y + 18), "dim", &hidden.1),
                false => self.packet(html, packet, y),
            }
        }
    }

    fn packet(&self, html: &mut Html, row: &PacketRow, y: usize) {
        let [left, right] = [self.left, self.right].map(|column| column * COLUMN);
        let y = y + 20;
        let (from, to) = if row.from_first { (left, right) } else { (right, left) };
        let end = if row.stops() { (from + 4 * to) / 5 } else { to };
        let back = if row.from_first { -1 } else { 1 };
        html.within("g", &[("class", class(row.style))], |html| {
            text(html, (0, y + 4), "", &row.at);
            text(html, ((from + end) / 2, y - 5), "c", &row.label);
            path(html, "a", &format!("M{from} {y}H{end}"));
            match row.end {
                ArrowEnd::Arrives => {
                    path(html, "h", &format!("M{end} {y}l{} -5v10z", 9 * back));
                }
                ArrowEnd::Lost | ArrowEnd::Held => text(html, (end, y + 5), "c b", row.head()),
            }
            text(html, (self.notes * COLUMN, y + 4), "", &row.notes.join(self.look.comma()));
        });
    }

    /// The picture in words: a packet after the other.
    fn describe(&self, caption: &str, lang: Lang) -> String {
        let [first, second] = &self.packets.hosts;
        let one = |(_, row): (usize, &PacketRow)| {
            let (from, to) = if row.from_first { (first, second) } else { (second, first) };
            let notes: String =
                row.notes.iter().map(|note| format!("{}{note}", self.look.comma())).collect();
            let end = match row.end {
                ArrowEnd::Arrives => String::new(),
                ArrowEnd::Lost => words::arrow_lost().get(lang).to_owned(),
                ArrowEnd::Held => words::arrow_held().get(lang).to_owned(),
            };
            format!("{} ms {from} → {to}: {}{notes}{end}", row.at, row.label)
        };
        let all: Vec<String> = shown(self.packets).map(one).collect();
        format!("{caption}: {}", all.join("; "))
    }
}
