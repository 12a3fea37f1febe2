//! Where all bytes are after each call.

use super::*;
use crate::analysis::stream_places::{Going, Known};

/// The places after each call, the stream from the client to the server: of each place how many bytes.
fn course(b: &Builder) -> Vec<Vec<(BytePlace, u64)>> {
    let analysis = b.analyse();
    let mut course = Course::of(&b.case, &b.trace, &analysis);
    let moments: Vec<usize> = (1..=b.trace.records.len()).collect();
    let out = |places: &Places| {
        let pipe = places.pipes.iter().find(|pipe| pipe.from == CLIENT).unwrap();
        pipe.stretches.iter().map(|stretch| (stretch.at, stretch.len)).collect()
    };
    course.places(&moments).iter().map(out).collect()
}

#[test]
fn bytes_go_from_the_sender_to_the_receiver() {
    use BytePlace::{Readable, Taken, Unsent};
    let mut b = Builder::tcp();
    b.send("hello", 1).held(" feng", 5).flush(1).recv(4, "hell").recv(10, "o feng");
    let wanted = [
        vec![(Readable, 5)],
        vec![(Readable, 5), (Unsent, 5)],
        vec![(Taken, 4), (Readable, 6)],
        vec![(Taken, 10)],
    ];
    assert_eq!(course(&b), wanted);
}

/// What had left and is neither readable nor acknowledged is on the way; what was acknowledged has arrived.
#[test]
fn what_is_in_no_kernel_s_figures_is_on_the_way() {
    let mut b = Builder::tcp();
    b.send_with("one", 0, |record| record.peer.as_mut().unwrap().readable = Seen::Seen(0));
    b.send_with("two", 0, |record| {
        record.own.unacked = Seen::Seen(2);
        record.peer.as_mut().unwrap().readable = Seen::Seen(3);
    });
    let on_the_way = BytePlace::OnTheWay;
    let second = vec![(BytePlace::Readable, 3), (BytePlace::Arrived, 1), (on_the_way, 2)];
    assert_eq!(course(&b), [vec![(on_the_way, 3)], second]);
}

/// Nothing is invented: without the figure that would tell, the place is said to be unseen. What needs none is known all
/// the same: what was taken, and that nothing is left where all of it was.
#[test]
fn a_figure_that_was_not_seen_leaves_an_unseen_place() {
    type Change = fn(&mut CallRecord);
    let cases: [(Change, BytePlace); 3] = [
        (|record| record.peer = None, BytePlace::Left),
        (
            |record| {
                (record.own.unsent, record.own.unacked) = (Seen::Unsupported, Seen::Failed(1));
                record.peer.as_mut().unwrap().readable = Seen::Seen(0);
            },
            BytePlace::NotThere,
        ),
        (|record| (record.own, record.peer) = (Evidence::default(), None), BytePlace::Unseen),
    ];
    for (change, wanted) in cases {
        let mut b = Builder::tcp();
        b.send_with("hello", 0, |record| {
            record.own.unacked = Seen::Seen(5);
            change(record);
        });
        b.flush(0).recv(10, "hello");
        assert_eq!(course(&b), [vec![(wanted, 5)], vec![(BytePlace::Taken, 5)]]);
    }
}

/// A receive was waiting in the background: it may have taken what the sample of the send does not see any more.
#[test]
fn what_a_call_that_has_not_returned_may_have_is_moving() {
    let mut b = Builder::tcp();
    b.send_with("hello", 0, |record| {
        record.peer.as_mut().unwrap().readable = Seen::Seen(0);
        record.own.unacked = Seen::Seen(0);
    });
    b.flush(0).recv(10, "hello");
    let record = &mut b.trace.records[1];
    record.background = true;
    (record.calls[0].start_ns, record.calls[0].took_ns) = (500, 5000);
    let analysis = b.analyse();
    let mut course = Course::of(&b.case, &b.trace, &analysis);
    let (sent, taken) = (course.after((0, 0)), course.after((1, 0)));
    assert_eq!((sent, taken, course.at_time(u64::MAX)), (1, 2, 2));
    let places = course.places(&[sent, taken]);
    let of =
        |at: usize| &places[at].pipes.iter().find(|pipe| pipe.from == CLIENT).unwrap().stretches;
    assert_eq!(*of(0), [Placed { start: 0, len: 5, at: BytePlace::Moving }]);
    assert_eq!(*of(1), [Placed { start: 0, len: 5, at: BytePlace::Taken }]);
}

#[test]
fn a_datagram_waits_is_received_or_is_gone() {
    use DatagramPlace::{Between, Gone, Received, Waiting};
    let mut b = Builder::new(Transport::Udp);
    b.send_to("one").send_to("two").send_to("four").recv_from(10, "one", false);
    b.recv_from(10, "four", false);
    for (record, readable) in [(0, 3), (1, 3), (2, 3), (3, 4), (4, 0)] {
        let call = &mut b.trace.records[record].calls[0];
        let queue = Evidence { readable: Seen::Seen(readable), ..Evidence::default() };
        let sends = call.call.sends();
        if sends {
            call.peer = Some(queue)
        } else {
            call.own = queue
        };
    }
    let analysis = b.analyse();
    let mut course = Course::of(&b.case, &b.trace, &analysis);
    let places = course.places(&[1, 2, 3, 4, 5]);
    let of = |places: &Places| places.posts[0].datagrams.iter().map(|d| d.at).collect::<Vec<_>>();
    let all: Vec<Vec<DatagramPlace>> = places.iter().map(of).collect();
    let wanted = [
        vec![Waiting],
        vec![Waiting, Gone],
        vec![Waiting, Gone, Between],
        vec![Received, Gone, Waiting],
        vec![Received, Gone, Received],
    ];
    assert_eq!(all, wanted);
}

mod any {
    use super::*;
    use proptest::prelude::*;

    fn seen() -> impl Strategy<Value = Seen<u64>> {
        let some = prop_oneof![0..30u64, Just(u64::MAX)];
        prop_oneof![4 => some.prop_map(Seen::Seen), 1 => Just(Seen::Unsupported), 1 => Just(Seen::Absent)]
    }

    prop_compose! {
        fn known()(
            (written, taken) in (0..40u64, 0..40u64),
            (unsent, unacked, readable) in (seen(), seen(), seen()),
            (send, receive, later) in (any::<bool>(), any::<bool>(), any::<bool>()),
            (unix, sender_elsewhere) in (any::<bool>(), any::<bool>()),
        ) -> Known {
            let figures = Figures { unsent, unacked, readable, moment: Some(1), later: false };
            let going = Going { send, receive, later };
            Known { written, taken: taken.min(written), figures, going, unix, sender_elsewhere }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        /// Whatever the figures say, every byte is at one place, and the places come in the order of the way.
        #[test]
        fn every_byte_is_somewhere_and_only_once(known in known()) {
            let found = known.found();
            let mut end = 0;
            for stretch in &found.stretches {
                prop_assert!(stretch.len > 0 && stretch.start == end);
                end = stretch.start + stretch.len;
            }
            prop_assert_eq!(end, found.written);
            prop_assert!(found.written == known.written || found.at_least);
        }

        /// Where all figures were seen, and fit what was written and taken: each says how many bytes are at its
        /// place, and the parts sum up to what was sent.
        #[test]
        fn the_parts_sum_up_to_what_was_sent(
            (taken, readable, way, unsent) in (0..9u64, 0..9u64, 0..9u64, 0..9u64),
            acked in 0..9u64,
        ) {
            let written = taken + readable + way + unsent;
            let unacked = Seen::Seen(way - acked.min(way) + unsent);
            let figures = Figures {
                unsent: Seen::Seen(unsent),
                readable: Seen::Seen(readable),
                unacked,
                ..Figures::default()
            };
            let going = Going::default();
            let known =
                Known { written, taken, figures, going, unix: false, sender_elsewhere: false };
            let found = known.found();
            prop_assert!(!found.later && !found.at_least);
            let at = |place| found.stretches.iter().filter(|s| s.at == place).map(|s| s.len).sum::<u64>();
            prop_assert_eq!(at(BytePlace::Taken), taken);
            prop_assert_eq!(at(BytePlace::Readable), readable);
            prop_assert_eq!(at(BytePlace::Unsent), unsent);
            prop_assert_eq!(at(BytePlace::Arrived), acked.min(way));
            prop_assert_eq!(at(BytePlace::OnTheWay), way - acked.min(way));
        }
    }
}
