//! A trace that was cut: its last call is not the end.

use super::*;

/// What was found of the whole trace, and of the same one if it was cut behind its last call.
fn whole_and_cut(b: &mut Builder) -> [CaseAnalysis; 2] {
    [0, 1].map(|left_out| {
        b.trace.left_out = left_out;
        b.analyse()
    })
}

fn places(found: &CaseAnalysis) -> Vec<Whereabouts> {
    found.messages.iter().flat_map(|m| &m.missing).map(|missing| missing.at.clone()).collect()
}

#[test]
fn what_had_not_left_then_may_have_left_later() {
    let mut b = Builder::tcp();
    b.send("hello", 1).held("feng", 4);
    for elsewhere in [false, true] {
        b.trace.sockets[0].elsewhere = elsewhere;
        let [whole, cut] = whole_and_cut(&mut b);
        assert_eq!((fates(&whole)[1].as_str(), whole.flows[0].wire.rest), ("unsent", Rest::Stayed));
        assert_eq!((fates(&cut)[1].as_str(), cut.flows[0].wire.rest), ("", Rest::Cut));
        assert_eq!(cut.messages[1].missing[0].at, Whereabouts::Unknown);
        assert_eq!(cut.flows[0].wire.unsent, 4);
    }
}

#[test]
fn what_was_on_its_way_or_unread_then_may_have_been_read_later() {
    let mut b = Builder::tcp();
    b.send("on its way", 1);
    let [whole, cut] = whole_and_cut(&mut b);
    assert_eq!(
        (fates(&whole), places(&cut)),
        (vec!["in-flight".into()], vec![Whereabouts::Unknown])
    );
    b.leftover(SERVER, 10, 0);
    let [whole, cut] = whole_and_cut(&mut b);
    assert_eq!((places(&whole), whole.flows[0].unread), (vec![Whereabouts::Readable], 10));
    assert_eq!((places(&cut), cut.flows[0].unread), (vec![Whereabouts::Unknown], 0));
}

#[test]
fn what_was_acknowledged_or_thrown_away_stays_so() {
    let mut b = Builder::tcp();
    b.send_with("hello", 0, |call| call.own.unacked = Seen::Seen(0));
    b.trace.sockets[0].elsewhere = true;
    let [whole, cut] = whole_and_cut(&mut b);
    assert_eq!(places(&whole), [Whereabouts::Acknowledged]);
    assert_eq!(places(&cut), places(&whole));
    let mut b = Builder::tcp();
    b.held("hello", 5).push(1, Call::Reset, record(CallName::Reset, CLIENT));
    let [whole, cut] = whole_and_cut(&mut b);
    assert_eq!(places(&whole), [Whereabouts::Discarded(Discard::NeverLeft)]);
    assert_eq!(places(&cut), places(&whole));
}

#[test]
fn a_datagram_that_had_not_come_then_is_not_lost() {
    let mut b = Builder::new(Transport::Udp);
    b.send_to("one").send_to("two").recv_from(9, "one", false);
    let [whole, cut] = whole_and_cut(&mut b);
    assert_eq!(
        (fates(&whole), fates(&cut)),
        (vec!["intact".into(), "lost".into()], vec!["intact".into(), String::new()])
    );
    assert_eq!(places(&cut), [Whereabouts::Unknown]);
    let mut b = Builder::new(Transport::Udp);
    b.send_to("corked").trace.records[0].calls[0].flags.push(Flag::MsgMore);
    let [whole, cut] = whole_and_cut(&mut b);
    assert_eq!(fates(&whole), ["unsent"]);
    assert_eq!(places(&cut), [Whereabouts::Unknown]);
}
