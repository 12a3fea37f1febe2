//! What is expected of packets on the lab's wire.

use super::expect::{ExpectReader, Fields, need};
use super::numbers::{count32, range, time_range};
use super::table::Value;
use crate::model::{Expectation, Limits, PacketKind, PacketOf, PacketWant, TcpFlag, Text};
use crate::scenario::near;
use crate::scenario::problem::{Checked, Explain, Problem, Remedy};
use std::str::FromStr;

/// What can be wrong with an item about packets.
enum PacketFault {
    NotHere,
    Nothing,
    FlagTwice,
}

impl Explain for PacketFault {
    fn what(&self) -> Text {
        match self {
            PacketFault::NotHere => Text::new(
                "packets can be seen only in a case with `wire = \"lab\"`",
                "只有写了 `wire = \"lab\"` 的用例才看得到包",
            ),
            PacketFault::Nothing => {
                Text::new("nothing is expected of this packet", "对这个包没有写任何预期")
            }
            PacketFault::FlagTwice => Text::new("this flag is named twice", "这个标志写了两次"),
        }
    }

    fn help(&self) -> Option<Text> {
        match self {
            PacketFault::Nothing => near::one_of(FIELDS),
            _ => None,
        }
    }

    fn remedy(&self) -> Remedy {
        match self {
            PacketFault::Nothing => Remedy::More,
            _ => Remedy::Other,
        }
    }
}

/// What a packet can be like.
const FIELDS: &[&str] = &["flags", "payload", "mss", "next", "again", "fragment", "wire", "after"];

/// Whether an item about this is one of ours.
pub(super) fn is_about(subject: &str) -> bool {
    subject == "packets" || PacketKind::from_str(subject).is_ok()
}

/// `{ data = 2, from = "client", again = true }`, `{ packets = 3, flags = ["SYN"] }`.
pub(super) fn expectation(
    reader: &ExpectReader<'_>,
    subject: &str,
    fields: Fields<'_>,
) -> Checked<Expectation> {
    let blame = fields.own.span();
    let number = need(fields, subject, blame)?;
    if !reader.lab {
        let item = fields.own.items().into_iter().find(|item| item.name == subject);
        return Err(Problem::at(item.map_or(blame, |item| item.key), PacketFault::NotHere));
    }
    let want = want(fields)?;
    let Ok(kind) = PacketKind::from_str(subject) else {
        let from = fields.get("from").map(|value| reader.host(value)).transpose()?;
        return Ok(Expectation::Packets { count: range(number)?, from, want });
    };
    let after = fields.get("after").map(time_range).transpose()?;
    if want == PacketWant::default() && after.is_none() {
        return Err(number.problem(PacketFault::Nothing));
    }
    let from = reader.host(need(fields, "from", blame)?)?;
    let number = count32(number, 1, Limits::PACKET_NUMBER)?;
    Ok(Expectation::Packet { packet: PacketOf { from, kind, number }, want, after })
}

fn want(fields: Fields<'_>) -> Checked<PacketWant> {
    Ok(PacketWant {
        flags: fields.get("flags").map(flags).transpose()?,
        payload: fields.get("payload").map(range).transpose()?,
        mss: fields.get("mss").map(range).transpose()?,
        next: fields.get("next").map(range).transpose()?,
        again: fields.get("again").map(Value::switch).transpose()?,
        fragment: fields.get("fragment").map(Value::switch).transpose()?,
        deed: fields.get("wire").map(Value::word).transpose()?,
    })
}

/// `["SYN", "ACK"]`.
fn flags(value: Value<'_>) -> Checked<Vec<TcpFlag>> {
    let mut flags = Vec::new();
    for item in value.list()? {
        let flag = item.word()?;
        if flags.contains(&flag) {
            return Err(item.problem(PacketFault::FlagTwice));
        }
        flags.push(flag);
    }
    Ok(flags)
}
