//! What depends on which call it is, asked of each of them.

use super::*;

/// A trace of this one call, by the client.
fn of_one(call: &Call, record: CallRecord) -> Builder {
    let mut b = Builder::tcp();
    b.push(1, call.clone(), record);
    b
}

/// The record of a success on the client's socket: what it was given, and what it returned.
fn made(call: &Call, count: u64) -> CallRecord {
    let mut made = record(call.name(), CLIENT);
    made.outcome = Outcome::Returned(count);
    made.max = Some(10);
    made.data = call.data().and_then(Data::bytes).map(|bytes| Payload::whole(&bytes));
    made
}

/// The calls of which something is true.
fn those(is: impl Fn(&Call) -> bool) -> Vec<CallName> {
    Call::every().iter().filter(|call| is(call)).map(Call::name).collect()
}

/// What the validator says of the one call. (That no call made its socket comes last.)
fn said(call: &Call, record: CallRecord) -> Option<Contradiction> {
    let b = of_one(call, record);
    let found = Validator::default().validate(&b.case, &b.trace, &linux(false));
    found.err().map(|problem| problem.what)
}

fn bytes_fault(call: &Call, record: CallRecord) -> Option<BytesFault> {
    match said(call, record)? {
        Contradiction::Bytes(fault) => Some(fault),
        _ => None,
    }
}

#[test]
fn waiting_counts_where_the_call_is_for_waiting() {
    let waited = |call: &Call| {
        let mut b = of_one(call, made(call, 0));
        b.trace.records[0].calls[0].took_ns = 5_000_000;
        b.analyse().counts.waited_us == 5000
    };
    use CallName as C;
    let expected = [C::WaitReadable, C::WaitAcked, C::WaitHangup, C::Pause, C::Join];
    assert_eq!(those(waited), expected);
}

#[test]
fn a_success_of_a_call_that_moves_all_has_moved_all() {
    let partly = |call: &Call| {
        let fault = bytes_fault(call, made(call, 6));
        let not_all = BytesFault::NotAll { sent: 6, all: 7 };
        call.name().sends() && fault.is_some_and(|fault| fault == not_all)
    };
    assert_eq!(those(partly), [CallName::SendAll, CallName::SendMessage]);
    let more = |call: &Call| {
        let fault = bytes_fault(call, made(call, 8));
        let more = BytesFault::SentMore { sent: 8, offered: 7 };
        fault.is_some_and(|fault| fault == more)
    };
    use CallName as C;
    assert_eq!(those(more), [C::Send, C::Writev, C::SendAll, C::SendTo, C::SendMessage]);
}

#[test]
fn no_buffer_holds_more_than_it_has_room_for() {
    let over = |call: &Call| {
        let mut made = made(call, 11);
        made.data = Some(Payload::whole(b"12345678901"));
        let overflow = BytesFault::Overflow { returned: 11, max: 10 };
        bytes_fault(call, made).is_some_and(|fault| fault == overflow)
    };
    use CallName as C;
    assert_eq!(those(over), [C::Recv, C::RecvFrom, C::RecvExact, C::Peek]);
    let other = |call: &Call| {
        let mut made = made(call, 3);
        made.data = Some(Payload::whole(b"1234567"));
        let other = BytesFault::OtherCount { len: 7, returned: 3 };
        bytes_fault(call, made).is_some_and(|fault| fault == other)
    };
    assert_eq!(those(other), [C::Recv, C::RecvFrom, C::RecvExact, C::Peek, C::RecvMessage]);
}

#[test]
fn only_the_plain_calls_stand_beneath_others() {
    let allowed = |call: &Call| {
        let outer = Call::RecvExact { bytes: 10 };
        let mut whole = made(&outer, 0);
        whole.below.push(CallRecord { start_ns: 1000, ..made(call, 0) });
        bytes_fault(&outer, whole).is_none()
    };
    assert_eq!(those(allowed), [CallName::Send, CallName::Recv]);
}

/// Of a call to the kernel its own count is what it moved; of one made of several, theirs.
#[test]
fn the_bytes_of_a_call_are_counted_once() {
    let moved = |call: &Call| {
        let mut b = of_one(call, made(call, 7));
        let alone = events::Events::of(&b.case, &b.trace).written.values().sum::<u64>();
        b.trace.records[0].calls[0].below.push(made(&Call::every()[5], 7));
        let with_one = events::Events::of(&b.case, &b.trace).written.values().sum::<u64>();
        (alone, with_one)
    };
    let counted = |wanted: (u64, u64)| those(|call| call.name().sends() && moved(call) == wanted);
    use CallName as C;
    assert_eq!(counted((7, 7)), [C::Send, C::Writev, C::SendTo]);
    assert_eq!(counted((0, 7)), [C::SendAll, C::SendMessage]);
}

#[test]
fn each_call_to_the_kernel_costs_one() {
    let costs = |call: &Call| {
        let b = of_one(call, made(call, 7));
        let cost = cost(&b.case, &b.trace, &b.analyse());
        (cost.sends, cost.receives)
    };
    use CallName as C;
    assert_eq!(those(|call| costs(call) == (1, 0)), [C::Send, C::Writev, C::SendTo]);
    assert_eq!(those(|call| costs(call) == (0, 1)), [C::Recv, C::RecvFrom]);
    assert_eq!(those(|call| costs(call) == (0, 0)).len(), C::ALL.len() - 5);
}
