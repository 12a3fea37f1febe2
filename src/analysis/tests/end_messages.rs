//! Messages of which nothing travels but the end of the stream (`until-close`).

use super::*;

fn until_close() -> Builder {
    let mut b = Builder::tcp();
    b.case.framing = Some(FramingSpec::UntilClose { max: 100 });
    b
}

/// `send_message` of a framing that adds nothing.
fn send_message<'b>(b: &'b mut Builder, text: &str) -> &'b mut Builder {
    b.send_with(text, 0, |call| {
        let sent = std::mem::replace(call, record(CallName::SendMessage, CLIENT));
        (call.outcome, call.data) = (sent.outcome.clone(), sent.data.clone());
        call.frame = Some(text.len() as u64);
        call.below.push(sent);
    })
}

fn close(b: &mut Builder) {
    b.push(1, Call::Close, record(CallName::Close, CLIENT));
}

/// `recv_message` up to the end.
fn recv_message(b: &mut Builder, text: &str) {
    let mut call = record(CallName::RecvMessage, SERVER);
    let len = text.len() as u64;
    (call.outcome, call.frame) = (Outcome::Returned(len), Some(len));
    call.data = Some(Payload::whole(text.as_bytes()));
    for count in [len, 0].into_iter().skip(usize::from(len == 0)) {
        let mut below = record(CallName::Recv, SERVER);
        (below.outcome, below.max) = (Outcome::Returned(count), Some(4096));
        call.below.push(below);
    }
    b.push(0, Call::RecvMessage { max: 4096 }, call);
}

#[test]
fn an_empty_message_is_made_of_the_end() {
    let mut b = until_close();
    send_message(&mut b, "");
    close(&mut b);
    recv_message(&mut b, "");
    let a = b.analyse();
    assert_eq!(fates(&a), ["intact"]);
    assert_eq!((held_messages(&a), causes(&a)), (vec![vec![1]], vec![vec![]]));
    assert_eq!(a.flows[0].received.len(), 1);
}

#[test]
fn two_on_one_connection_are_one_message() {
    for texts in [["", ""], ["", "hello"], ["hello", ""]] {
        let mut b = until_close();
        texts.iter().for_each(|text| {
            send_message(&mut b, text);
        });
        close(&mut b);
        recv_message(&mut b, &texts.concat());
        let a = b.analyse();
        assert_eq!(fates(&a), ["glued", "glued"], "{texts:?}");
        assert_eq!(held_messages(&a), [[1, 2]]);
    }
}

#[test]
fn without_the_end_nothing_was_sent() {
    let mut b = until_close();
    send_message(&mut b, "");
    assert_eq!(fates(&b.analyse()), ["never-sent"]);
    close(&mut b);
    assert_eq!(fates(&b.analyse()), ["unread"]);
    b.push(0, Call::Close, record(CallName::Close, SERVER));
    assert_eq!(fates(&b.analyse()), ["discarded"]);
}

#[test]
fn an_end_of_which_no_message_was_meant_is_a_receive_of_nobody_s_message() {
    let mut b = until_close();
    close(&mut b);
    recv_message(&mut b, "");
    let a = b.analyse();
    assert_eq!((a.counts.receives, a.messages.len()), (1, 0));
    assert_eq!(causes(&a), [[]], "there is no byte of which nothing is known");
}

#[test]
fn an_empty_send_stays_nothing() {
    let mut b = until_close();
    b.send("", 0);
    close(&mut b);
    assert_eq!(fates(&b.analyse()), ["never-sent"]);
}

/// The sender of a broken framing may add nothing, too, and no end stands for its message.
#[test]
fn over_another_framing_an_end_is_no_message() {
    let mut b = Builder::tcp();
    send_message(&mut b, "");
    close(&mut b);
    assert_eq!(fates(&b.analyse()), ["never-sent"]);
}
