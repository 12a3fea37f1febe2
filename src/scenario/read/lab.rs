//! `lab = { … }`: what the wire of a case does.

use super::numbers::{count32, duration};
use super::table::{Item, Kind, Table, Value};
use crate::model::{
    Act, Actor, Case, Family, Lab, Limits, PacketKind, PacketOf, Rule, Text, WireKind,
};
use crate::scenario::near;
use crate::scenario::printable::quote;
use crate::scenario::problem::{Checked, Explain, Problem, Remedy};
use std::time::Duration;

/// What can be wrong with a wire.
enum LabFault<'a> {
    NotOnLab,
    NoHost { name: &'a str, hosts: Vec<&'a str> },
    NoPacket,
    TwoPackets,
    TooManyRules,
    SamePacket,
    DelayTooLong,
}

impl Explain for LabFault<'_> {
    fn what(&self) -> Text {
        match self {
            LabFault::NotOnLab => Text::new(
                "only a case with `wire = \"lab\"` says what its wire does",
                "只有写了 `wire = \"lab\"` 的用例，才能规定线路做什么",
            ),
            LabFault::NoHost { name, .. } => Text::new(
                format!("this case has no host {}", quote(name)),
                format!("这个用例里没有叫 {} 的主机", quote(name)),
            ),
            LabFault::NoPacket => {
                Text::new("this rule does not say which packet", "这条规则没有说明是哪个包")
            }
            LabFault::TwoPackets => Text::new(
                "this rule counts packets in two ways; a rule is about one packet",
                "这条规则用了两种数法；一条规则只针对一个包",
            ),
            LabFault::TooManyRules => Text::new(
                format!("too many rules: a wire has at most {}", Limits::RULES),
                format!("规则太多：一条线路最多 {} 条", Limits::RULES),
            ),
            LabFault::SamePacket => {
                Text::new("this packet already has a rule", "这个包已经有一条规则了")
            }
            LabFault::DelayTooLong => Text::new(
                format!("this delay is too long: at most {} ms", Limits::DELAY_MS),
                format!("延迟太长：最长 {} 毫秒", Limits::DELAY_MS),
            ),
        }
    }

    fn help(&self) -> Option<Text> {
        match self {
            LabFault::NoHost { name, hosts } => near::did_you_mean(name, hosts),
            LabFault::NoPacket | LabFault::TwoPackets => Some(Text::new(
                "for example { from = \"client\", data = 2 }: its second packet with data \
                 (packet, data, syn, ack, fin)",
                "例如 { from = \"client\", data = 2 }：它的第二个带数据的包\
                 （packet、data、syn、ack、fin）",
            )),
            _ => None,
        }
    }

    fn remedy(&self) -> Remedy {
        match self {
            LabFault::TooManyRules => Remedy::Fewer,
            LabFault::NoHost { hosts, .. } => {
                Remedy::Somebody(hosts.first().copied().unwrap_or_default().to_owned())
            }
            _ => Remedy::Other,
        }
    }
}

/// The smallest packet that every IPv4 host takes whole, in bytes (RFC 791, 3.2).
const LEAST_MTU: u32 = 576;
/// The smallest packet that every IPv6 link carries whole, in bytes (RFC 8200, 5).
const LEAST_MTU_IPV6: u32 = 1280;
/// Jumbo frames, as most devices that have them take them.
const MOST_MTU: u32 = 9000;

/// The wire of a case, if it has one of its own.
pub(super) fn lab(table: &Table<'_>, case: &Case) -> Checked<Option<Lab>> {
    let on_lab = case.wire == Some(WireKind::Lab);
    if let (false, Some(item)) = (on_lab, table.items().iter().find(|item| item.name == "lab")) {
        return Err(Problem::at(item.key, LabFault::NotOnLab));
    }
    if !on_lab {
        return Ok(None);
    }
    let reader = LabReader { actors: &case.actors, hosts: case.hosts(), family: case.family };
    Ok(Some(table.maybe("lab", |value| reader.lab(value))?.unwrap_or_default()))
}

struct LabReader<'a> {
    actors: &'a [Actor],
    hosts: Vec<&'a str>,
    family: Family,
}

impl LabReader<'_> {
    fn lab(&self, value: Value<'_>) -> Checked<Lab> {
        let table = value.table()?;
        let of = Text::new("a wire", "线路");
        table.only(&of, &["delay", "mtu", "congestion", "lose", "duplicate", "hold", "cut"])?;
        let mut rules = Vec::new();
        for word in ["lose", "duplicate", "hold", "cut"] {
            for value in table.maybe(word, Value::list)?.unwrap_or_default() {
                self.add(&mut rules, word, value)?;
            }
        }
        Ok(Lab {
            delay: table.maybe("delay", delay)?.unwrap_or_default(),
            mtu: table.maybe("mtu", |value| self.mtus(value))?.unwrap_or_default(),
            congestion: table.maybe("congestion", Value::word)?,
            rules,
        })
    }

    fn add(&self, rules: &mut Vec<Rule>, word: &str, value: Value<'_>) -> Checked<()> {
        let rule = self.rule(word, value.table()?)?;
        if rules.len() >= Limits::RULES {
            return Err(value.problem(LabFault::TooManyRules));
        }
        if rules.iter().any(|other| other.packet == rule.packet) {
            return Err(value.problem(LabFault::SamePacket));
        }
        rules.push(rule);
        Ok(())
    }

    /// One number for both, or `{ client = 1500, server = 600 }`.
    fn mtus(&self, value: Value<'_>) -> Checked<Vec<(String, u32)>> {
        let least = match self.family {
            Family::Ipv4 => LEAST_MTU,
            Family::Ipv6 => LEAST_MTU_IPV6,
        };
        let size = |value: Value<'_>| count32(value, least, MOST_MTU);
        match value.kind() {
            Kind::Number => {
                let mtu = size(value)?;
                Ok(self.hosts.iter().map(|host| ((*host).to_owned(), mtu)).collect())
            }
            Kind::Table => {
                let each = |item: &Item<'_>| {
                    let (name, hosts) = (item.name, self.hosts.clone());
                    match hosts.contains(&name) {
                        true => Ok((name.to_owned(), size(item.value)?)),
                        false => Err(Problem::at(item.key, LabFault::NoHost { name, hosts })),
                    }
                };
                value.table()?.items().iter().map(each).collect()
            }
            _ => Err(value.wrong(&Text::new(
                "a size in bytes or { client = 1500, server = 600 }",
                "字节数或 { client = 1500, server = 600 }",
            ))),
        }
    }

    fn rule(&self, word: &str, table: Table<'_>) -> Checked<Rule> {
        let of = Text::new(format!("a rule of `{word}`"), format!("`{word}` 的规则"));
        let kinds = PacketKind::ALL.iter().map(|kind| kind.as_str());
        let behind = (word == "hold").then_some("behind");
        let known: Vec<&str> = std::iter::once("from").chain(kinds).chain(behind).collect();
        table.only(&of, &known)?;
        let from = host(table.need("from", &of, table.span())?, self.actors)?;
        let act = match word {
            "lose" => Act::Lose,
            "duplicate" => Act::Duplicate,
            "cut" => Act::Cut,
            _ => {
                let behind = table.need("behind", &of, table.span())?;
                Act::Hold { behind: count32(behind, 1, Limits::BEHIND)? }
            }
        };
        let (kind, number) = numbered(&table)?;
        Ok(Rule { act, packet: PacketOf { from, kind, number } })
    }
}

/// A host, by its own name or by that of an actor on it.
pub(super) fn host(value: Value<'_>, actors: &[Actor]) -> Checked<String> {
    let name = value.text()?;
    let named = actors.iter().find(|actor| actor.host == name);
    match named.or_else(|| actors.iter().find(|actor| actor.name == name)) {
        Some(actor) => Ok(actor.host.clone()),
        None => {
            let mut hosts: Vec<&str> = actors.iter().map(|actor| actor.host.as_str()).collect();
            hosts.dedup();
            Err(value.problem(LabFault::NoHost { name, hosts }))
        }
    }
}

/// `data = 2`: exactly one kind.
fn numbered(table: &Table<'_>) -> Checked<(PacketKind, u32)> {
    let items = table.items();
    let kind = |name: &str| PacketKind::ALL.iter().find(|kind| kind.as_str() == name);
    let mut found = items.iter().filter_map(|item| Some((item, *kind(item.name)?)));
    match (found.next(), found.next()) {
        (None, _) => Err(Problem::at(table.span(), LabFault::NoPacket)),
        (_, Some((item, _))) => Err(Problem::at(item.key, LabFault::TwoPackets)),
        (Some((item, kind)), None) => Ok((kind, count32(item.value, 1, Limits::PACKET_NUMBER)?)),
    }
}

fn delay(value: Value<'_>) -> Checked<Duration> {
    let delay = duration(value)?;
    if delay > Duration::from_millis(Limits::DELAY_MS) {
        return Err(value.problem(LabFault::DelayTooLong));
    }
    Ok(delay)
}
