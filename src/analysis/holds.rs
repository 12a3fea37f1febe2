//! What held bytes back at the sender, right after a send: the kernel's own rules, by its own
//! figures. Several may hold at once; each that does is named.

use super::carriage::Carriage;
use super::events::SendEvent;
use super::proof::{CauseFinding, Proof};
use crate::model::{Cause, Evidence, Flag, MessageNo, Seen};

/// Bytes of which a send left some unsent, and what the lab's wire saw of the stream.
#[derive(Debug, Clone, Copy)]
pub(super) struct Held<'a> {
    pub(super) send: &'a SendEvent<'a>,
    pub(super) at: MessageNo,
    pub(super) unsent: u64,
    pub(super) carriage: Option<&'a Carriage>,
}

/// So many segments have left when the first is paced.
const FIRST_PACED: u64 = 10;

impl<'a> Held<'a> {
    /// `None` where nothing was held, as far as the kernel says, where nothing of this send went in, or
    /// where it has no number.
    pub(super) fn after(send: &'a SendEvent<'a>, carriage: Option<&'a Carriage>) -> Option<Self> {
        let unsent =
            send.call.own.unsent.seen().filter(|unsent| *unsent > 0 && send.span.len > 0)?;
        Some(Held { send, at: send.no?, unsent, carriage })
    }

    /// By what: never empty, and [`Cause::Unknown`] alone where no figure names it.
    pub(super) fn causes(self) -> Vec<CauseFinding> {
        let found = [self.corked(), self.by_nagle(), self.by_window(), self.by_pacing()];
        let found: Vec<CauseFinding> = found.into_iter().flatten().collect();
        if found.is_empty() { vec![CauseFinding::unknown()] } else { found }
    }

    fn own(&self) -> &'a Evidence {
        &self.send.call.own
    }

    /// A cork holds the end that fills no segment; full ones go (tcp_nagle_check and tcp_mss_split_point
    /// in net/ipv4/tcp_output.c). Of more than that, something else holds the rest.
    fn corked(&self) -> Option<CauseFinding> {
        let by_flag = self.send.has(Flag::MsgMore);
        let mss = self.own().mss.seen().filter(|mss| self.unsent >= *mss);
        let proof = Proof::Corked { at: self.at, unsent: self.unsent, by_flag, mss };
        self.send.is_corked().then_some(CauseFinding { cause: Cause::Cork, proof })
    }

    /// A segment that is not full waits while a smaller one than full is unacknowledged
    /// (tcp_nagle_check and tcp_minshall_check in net/ipv4/tcp_output.c). A cork is asked before
    /// that, and Nagle's rule then not at all.
    fn by_nagle(&self) -> Option<CauseFinding> {
        let own = self.own();
        let (mss, in_flight) = (own.mss.seen()?, own.in_flight.seen()?);
        let rule = own.nodelay == Seen::Seen(false) && !self.send.is_corked();
        let small = self.unsent < mss && self.bytes_in_flight()? < in_flight.saturating_mul(mss);
        let proof = Proof::HeldBack { at: self.at, unsent: self.unsent, mss, in_flight };
        (rule && small && in_flight > 0 && !self.left_before_an_acknowledgement(mss))
            .then_some(CauseFinding { cause: Cause::Nagle, proof })
    }

    /// What Nagle's rule holds leaves with an acknowledgement, or once more was written and it has become a
    /// full segment, or with the FIN (tcp_send_fin), not before: the lab's wire saw it.
    fn left_before_an_acknowledgement(&self, mss: u64) -> bool {
        let first = self.send.span.end().saturating_sub(self.unsent);
        let left = self.carriage.and_then(|carriage| Some((carriage, carriage.leaving(first)?)));
        let since = self.send.call.start_ns;
        left.is_some_and(|(carriage, left)| {
            left.len < mss && !left.fin && !carriage.was_acknowledged(since, left.at_ns)
        })
    }

    fn by_window(&self) -> Option<CauseFinding> {
        let own = self.own();
        let in_flight = own.in_flight.seen()?;
        let (cwnd, send_window) = (own.cwnd, own.send_window);
        let (at, unsent) = (self.at, self.unsent);
        let proof = Proof::WindowFull { at, unsent, in_flight, cwnd, send_window };
        (!self.has_room()?).then_some(CauseFinding { cause: Cause::Window, proof })
    }

    /// Whether both windows would have let the unsent bytes go: the congestion window counts
    /// segments, the peer's window bytes from the first unacknowledged one (tcp_cwnd_test and
    /// tcp_snd_wnd_test in net/ipv4/tcp_output.c). `None`: one of the figures was not seen.
    fn has_room(&self) -> Option<bool> {
        let own = self.own();
        let congestion = own.in_flight.seen()? < own.cwnd.seen()?;
        let window = own.unacked.seen()? <= own.send_window.seen()?;
        Some(congestion && window)
    }

    /// A socket that paces sends its next segment only when the last has had its time, length divided
    /// by rate (tcp_update_skb_after_send and tcp_pacing_check in net/ipv4/tcp_output.c); the first ten of a
    /// connection are not paced (the former: `data_segs_out >= 10`). What was in flight may have left at the
    /// earliest as the send began.
    fn by_pacing(&self) -> Option<CauseFinding> {
        let rate = self.own().pacing_rate.seen().filter(|rate| *rate > 0)?;
        self.own().segments_out.seen().filter(|segments| *segments >= FIRST_PACED)?;
        let bytes = self.bytes_in_flight()?;
        let lasts_ns = u128::from(bytes) * 1_000_000_000 / u128::from(rate);
        let over = lasts_ns <= u128::from(self.send.call.took_ns);
        let proof = Proof::Paced { at: self.at, unsent: self.unsent, rate };
        (self.has_room()? && !self.send.is_corked() && !over)
            .then_some(CauseFinding { cause: Cause::Pacing, proof })
    }

    fn bytes_in_flight(&self) -> Option<u64> {
        self.own().unacked.seen()?.checked_sub(self.unsent)
    }
}
