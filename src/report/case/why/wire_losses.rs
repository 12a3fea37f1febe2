//! What the lab's wire lost, doubled or held back, as a reason: told from its own book of packets.

use crate::lang::packets as words;
use crate::model::{CaseTrace, Deed, Packet, Protocol, Text};
use crate::report::escape::clip;
use crate::report::visible;
use std::collections::{BTreeMap, BTreeSet};

/// Longer names of hosts are cut, in columns.
const NAME: usize = 24;

/// A sentence for each host and each kind of loss.
pub(crate) fn reasons(trace: &CaseTrace) -> Vec<Text> {
    let packets = trace.lab.iter().flat_map(|lab| &lab.packets);
    let lost: Vec<&Packet> = packets.filter(|packet| packet.deed == Deed::Lost).collect();
    let hosts: BTreeSet<&str> = lost.iter().map(|packet| packet.from.as_str()).collect();
    let of_host = |host: &&str| {
        let own: Vec<&Packet> = lost.iter().copied().filter(|p| p.from == **host).collect();
        let name = clip(&visible(host), NAME);
        let fragments = datagrams(&own, true);
        let whole = datagrams(&own, false);
        let segments = own.iter().filter(|packet| packet.protocol == Protocol::Tcp).count();
        let fragments = (!fragments.is_empty()).then(|| words::fragments_lost(&name, &fragments));
        let whole = (!whole.is_empty()).then(|| words::datagrams_lost(&name, &whole));
        let segments = (segments > 0).then(|| words::segments_lost(&name, segments as u64));
        [whole, fragments, segments].into_iter().flatten().collect::<Vec<_>>()
    };
    let mut reasons: Vec<Text> = hosts.iter().flat_map(of_host).collect();
    reasons.extend(moved(trace, Deed::Duplicated).map(|(host, n)| words::doubled(&host, n)));
    reasons.extend(moved(trace, Deed::Held).map(|(host, n)| words::held_back(&host, n)));
    reasons
}

/// For each host how many of its packets the wire treated so.
fn moved(trace: &CaseTrace, deed: Deed) -> impl Iterator<Item = (String, u64)> {
    let mut of: BTreeMap<&str, u64> = BTreeMap::new();
    for packet in trace.lab.iter().flat_map(|lab| &lab.packets).filter(|p| p.deed == deed) {
        *of.entry(&packet.from).or_default() += 1;
    }
    let named: Vec<_> = of.into_iter().map(|(host, n)| (clip(&visible(host), NAME), n)).collect();
    named.into_iter()
}

/// The numbers of the datagrams of these packets: of those that went as fragments, or of the others.
fn datagrams(packets: &[&Packet], fragmented: bool) -> Vec<u32> {
    let parts = packets.iter().filter_map(|packet| packet.datagram.as_ref());
    let of = parts.filter(|part| part.offset.is_some() == fragmented);
    of.map(|part| part.number).collect::<BTreeSet<_>>().into_iter().collect()
}
