//! Datagrams that several sends make together: MSG_MORE, UDP_CORK (udp(7)).

use super::events::SendEvent;

/// How many of these sends, from the first, make one datagram: it leaves with the first that is not
/// held, or when the cork is taken out.
pub(super) fn run<'e>(mut sends: impl Iterator<Item = &'e SendEvent<'e>>) -> usize {
    let Some(first) = sends.next() else { return 0 };
    let (mut held, of) = (first.is_corked(), (first.from, first.uncorked));
    let more = sends.take_while(|send| {
        let joins = held && (send.from, send.uncorked) == of;
        held = send.is_corked();
        joins
    });
    1 + more.count()
}
