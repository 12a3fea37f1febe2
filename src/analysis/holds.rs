//! What held bytes back at the sender, right after a send and until they left: the kernel's own rules, by
//! its own figures and by what the lab's wire saw. Several may hold at once; each that does is named.

use super::carriage::{Carriage, Leaving};
use super::events::SendEvent;
use super::proof::{CauseFinding, Proof};
use super::wire::sent_once;
use crate::model::{Cause, Evidence, Flag, MessageNo, Seen};

/// Bytes that had not left when the kernel was asked, and what the lab's wire saw of the stream.
#[derive(Debug, Clone, Copy)]
pub(super) struct Held<'a> {
    /// The last that had been written then.
    send: &'a SendEvent<'a>,
    at: MessageNo,
    unsent: u64,
    /// What the kernel said.
    own: &'a Evidence,
    carriage: Option<&'a Carriage>,
}

/// So many segments have left when the first is paced.
const FIRST_PACED: u64 = 10;
/// So long the wire's own thread may have been kept waiting.
const STALL_NS: u128 = 20_000_000;

/// A loss probe where one segment is in flight, whose acknowledgement may be delayed, comes after more than
/// 200 ms (TCP_RTO_MIN in include/net/tcp.h; tcp_schedule_loss_probe in net/ipv4/tcp_output.c), less what the
/// wire was late to see the segment before it, in nanoseconds.
const PROBE_OF_ONE: u64 = 180_000_000;

/// Where several are: so long after two round trips (TCP_TIMEOUT_MIN_US in include/net/tcp.h), less the same.
const PROBE_OF_SEVERAL: u64 = 1_000_000;

/// What takes less, in nanoseconds, is no time to wait for.
const MOMENT: u128 = 100_000;

/// The looks at which the end of a send had not left, the last first: right after `next` was written after
/// it, before that, and right after the send itself.
pub(super) fn looks<'a>(
    send: &'a SendEvent<'a>,
    next: Option<&'a SendEvent<'a>>,
    carriage: Option<&'a Carriage>,
) -> Vec<Held<'a>> {
    let Some(own) = Held::after(send, carriage) else { return Vec::new() };
    let next = next.filter(|next| next.from == send.from && next.span.start == send.span.end());
    // A cork that the next one brings, or takes out, did not hold what was written before.
    let corked = |next: &&SendEvent<'_>| send.is_corked() || next.is_corked();
    let later = next.filter(|next| !corked(next)).and_then(|next| Held::after(next, carriage));
    let later = later.filter(|later| later.first() < send.span.end());
    let before = next.and_then(|next| own.before(next));
    [later, before, Some(own)].into_iter().flatten().collect()
}

impl<'a> Held<'a> {
    /// `None` where nothing was held, as far as the kernel says, where nothing of this send went in, or
    /// where it has no number.
    pub(super) fn after(send: &'a SendEvent<'a>, carriage: Option<&'a Carriage>) -> Option<Self> {
        let unsent =
            send.call.own.unsent.seen().filter(|unsent| *unsent > 0 && send.span.len > 0)?;
        Some(Held { send, at: send.no?, unsent, own: &send.call.own, carriage })
    }

    /// The bytes that are held, by the last sample before the next send.
    fn before(self, next: &SendEvent<'a>) -> Option<Self> {
        let own = next.before?;
        let unsent = own.unsent.seen().filter(|unsent| *unsent > 0)?;
        let written = sent_once(own)?.checked_add(unsent)?;
        (written == self.send.span.end()).then_some(Held { unsent, own, ..self })
    }

    /// The first byte that had not left.
    pub(super) fn first(&self) -> u64 {
        self.send.span.end().saturating_sub(self.unsent)
    }

    /// By what: never empty, and [`Cause::Unknown`] alone where no figure names it.
    pub(super) fn causes(self) -> Vec<CauseFinding> {
        let found = [self.corked(), self.by_nagle(), self.by_window(), self.by_pacing()];
        let found: Vec<CauseFinding> = found.into_iter().flatten().collect();
        if found.is_empty() { vec![self.by_none_of_these()] } else { found }
    }

    /// By what until the byte at this place left, a byte of message `of`.
    pub(super) fn causes_until(self, place: u64, of: MessageNo) -> Vec<CauseFinding> {
        let mut found = self.causes();
        if let Some(paced) = self.by_pacing_since(place, of) {
            found.retain(|finding| finding.cause != Cause::Unknown);
            found.push(paced);
        }
        found
    }

    /// What kept the byte at this place from leaving with the byte before it: nothing, where that one had
    /// left before the look and this one, too, or where the wire saw the two leave one upon the other.
    pub(super) fn causes_between(self, place: u64, of: MessageNo) -> Vec<CauseFinding> {
        let mut found = self.causes_until(place, of);
        found.retain(|finding| place == self.first() || self.parts(finding.cause, place));
        found
    }

    /// Whether this cause may have come between a byte that was held and the one before it, which was held,
    /// too.
    fn parts(&self, cause: Cause, place: u64) -> bool {
        let Some((carriage, left)) = self.carriage.and_then(|c| Some((c, c.leaving(place)?)))
        else {
            return true;
        };
        let Some((begin, before)) = carriage.leaving_before(place) else { return true };
        let answered = carriage.heard_by(left.at_ns).is_some_and(|at| at > before.at_ns);
        let gap = u128::from(left.at_ns.saturating_sub(before.at_ns));
        match (cause, begin == place) {
            (_, false) => false,
            (Cause::Pacing, true) => {
                self.rate().is_some_and(|rate| gap.saturating_mul(2) >= lasts_ns(before.len, rate))
            }
            (Cause::Window | Cause::Nagle, true) => answered,
            (_, true) => gap >= MOMENT,
        }
    }

    /// The figures are there, and none of the rules applies; or some are not.
    fn by_none_of_these(&self) -> CauseFinding {
        let own = self.own;
        let shown = own.mss.seen().is_some() && own.nodelay.seen().is_some();
        match shown && self.has_room().is_some() {
            true => {
                let proof = Proof::HeldByNone { at: self.at, unsent: self.unsent };
                CauseFinding { cause: Cause::Unknown, proof }
            }
            false => CauseFinding::unknown(),
        }
    }

    /// Whether the program itself asked for it to be held.
    fn is_corked(&self) -> bool {
        self.send.has(Flag::MsgMore) || self.own.cork == Seen::Seen(true)
    }

    /// A cork holds the end that fills no segment; full ones go (tcp_nagle_check and tcp_mss_split_point
    /// in net/ipv4/tcp_output.c). Of more than that, something else holds the rest.
    fn corked(&self) -> Option<CauseFinding> {
        let by_flag = self.send.has(Flag::MsgMore);
        let mss = self.own.mss.seen().filter(|mss| self.unsent >= *mss);
        let proof = Proof::Corked { at: self.at, unsent: self.unsent, by_flag, mss };
        self.is_corked().then_some(CauseFinding { cause: Cause::Cork, proof })
    }

    /// A segment that is not full waits while a smaller one than full is unacknowledged
    /// (tcp_nagle_check and tcp_minshall_check in net/ipv4/tcp_output.c). A cork is asked before
    /// that, and Nagle's rule then not at all.
    fn by_nagle(&self) -> Option<CauseFinding> {
        let own = self.own;
        let (mss, in_flight) = (own.mss.seen()?, own.in_flight.seen()?);
        let rule = own.nodelay == Seen::Seen(false) && !self.is_corked();
        let small = self.unsent < mss && self.bytes_in_flight()? < in_flight.saturating_mul(mss);
        if !rule || !small || in_flight == 0 {
            return None;
        }
        let (at, unsent) = (self.at, self.unsent);
        let undelayed = self.was_undelayed();
        let held = Proof::HeldBack { at, unsent, mss, in_flight, undelayed };
        let proof =
            match self.left_before_an_acknowledgement(mss) {
                None => Some(held),
                Some(waited) => self.probed(in_flight, waited).map(|waited_us| {
                    Proof::HeldUntilProbe { at, unsent, mss, in_flight, waited_us }
                }),
            };
        proof.map(|proof| CauseFinding { cause: Cause::Nagle, proof })
    }

    /// How what was held left, as the lab's wire saw it.
    fn leaving(&self) -> Option<(&'a Carriage, Leaving)> {
        self.carriage.and_then(|carriage| Some((carriage, carriage.leaving(self.first())?)))
    }

    /// Whether it left without an acknowledgement, after TCP_NODELAY had been switched on.
    fn was_undelayed(&self) -> bool {
        let since = self.send.call.start_ns;
        self.leaving().is_some_and(|(carriage, Leaving { at_ns, .. })| {
            carriage.was_undelayed(since, at_ns) && !carriage.was_acknowledged(since, at_ns)
        })
    }

    /// What Nagle's rule holds leaves with an acknowledgement, or once more was written and it has become a
    /// full segment, or with the FIN (tcp_send_fin), or when the rule is switched off: the lab's wire saw it.
    /// Some: it left without any of these, so long after what had last left.
    fn left_before_an_acknowledgement(&self, mss: u64) -> Option<u64> {
        let (carriage, left) = self.leaving()?;
        let (since, until) = (self.send.call.start_ns, left.at_ns);
        let released = carriage.was_acknowledged(since, until)
            || carriage.was_undelayed(since, until)
            || left.len >= mss
            || left.fin;
        let last = carriage.last_sent_before(until).unwrap_or(since);
        (!released).then(|| until.saturating_sub(last))
    }

    /// Or with a loss probe, which is sent where no acknowledgement comes: it carries what has not left yet,
    /// whatever Nagle's rule says (tcp_send_loss_probe in net/ipv4/tcp_output.c: TCP_NAGLE_OFF), after two
    /// round trips at the least. What a pacing socket holds goes sooner. The time waited, in microseconds.
    fn probed(&self, in_flight: u64, waited: u64) -> Option<u64> {
        let trips = self.carriage?.round_trip_ns()?.saturating_mul(2);
        let timer = match in_flight {
            1 => PROBE_OF_ONE,
            _ => trips.saturating_add(PROBE_OF_SEVERAL),
        };
        let bytes = self.bytes_in_flight()?;
        let paced = self.rate().is_some_and(|rate| lasts_ns(bytes, rate) >= u128::from(waited));
        (waited >= timer && !paced).then_some(waited / 1000)
    }

    fn by_window(&self) -> Option<CauseFinding> {
        let own = self.own;
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
        let own = self.own;
        let congestion = own.in_flight.seen()? < own.cwnd.seen()?;
        let window = own.unacked.seen()? <= own.send_window.seen()?;
        Some(congestion && window)
    }

    /// A socket that paces sends its next segment only when the last has had its time, length divided
    /// by rate (tcp_update_skb_after_send and tcp_pacing_check in net/ipv4/tcp_output.c); the first ten of a
    /// connection are not paced (the former: `data_segs_out >= 10`). What left since may have left at the
    /// earliest as the send began. What the lab's wire saw leave long after its turn had waited for something
    /// else.
    fn by_pacing(&self) -> Option<CauseFinding> {
        let rate = self.rate()?;
        let lasts = lasts_ns(self.left_lately()?, rate);
        let over = lasts <= u128::from(self.send.call.took_ns);
        let turn = lasts.saturating_mul(2).saturating_add(STALL_NS);
        let late = self.leaving().is_some_and(|(_, left)| {
            u128::from(left.at_ns.saturating_sub(self.send.call.end_ns())) > turn
        });
        let proof = Proof::Paced { at: self.at, unsent: self.unsent, rate };
        (self.has_room()? && !self.is_corked() && !over && !late)
            .then_some(CauseFinding { cause: Cause::Pacing, proof })
    }

    /// A window was full at the look, and had room again when the byte at this place had not left yet: it
    /// left though nothing came from the other end any more, after others of which each has its time.
    fn by_pacing_since(&self, place: u64, of: MessageNo) -> Option<CauseFinding> {
        let (rate, carriage) = (self.rate()?, self.carriage?);
        let left = carriage.leaving(place)?.at_ns;
        let since = carriage.heard_by(left).filter(|since| *since > self.send.call.start_ns)?;
        let (begin, before) = carriage.leaving_before(place)?;
        let sent = begin.checked_sub(carriage.left_by(since).max(self.first()))?;
        let lasts = lasts_ns(sent, rate);
        let in_turn = u128::from(left - since).saturating_mul(2) >= lasts && lasts >= MOMENT;
        // After so long it may be a loss probe, which asks no window (tcp_write_xmit).
        let probe = carriage.round_trip_ns()?.saturating_mul(2);
        let probed = left.saturating_sub(before.at_ns) >= probe;
        let (since_us, left_us) = (since / 1000, left / 1000);
        let proof = Proof::PacedSince { message: of, since_us, left_us, sent, rate };
        (self.has_room() == Some(false) && !self.is_corked() && in_turn && !probed)
            .then_some(CauseFinding { cause: Cause::Pacing, proof })
    }

    /// At how many bytes per second the socket paces, if it does.
    fn rate(&self) -> Option<u64> {
        self.own.segments_out.seen().filter(|segments| *segments >= FIRST_PACED)?;
        self.own.pacing_rate.seen().filter(|rate| *rate > 0)
    }

    /// The most bytes of which the last to leave was one: where some left since the send began, no more than
    /// those, as each segment before it had had its turn when it left.
    fn left_lately(&self) -> Option<u64> {
        let in_flight = self.bytes_in_flight()?;
        let before = self.send.before.and_then(sent_once);
        let since = before.and_then(|before| sent_once(self.own)?.checked_sub(before));
        Some(since.filter(|since| *since > 0).map_or(in_flight, |since| since.min(in_flight)))
    }

    fn bytes_in_flight(&self) -> Option<u64> {
        self.own.unacked.seen()?.checked_sub(self.unsent)
    }
}

/// How long so many bytes take at so many a second, in nanoseconds.
fn lasts_ns(bytes: u64, rate: u64) -> u128 {
    (u128::from(bytes) * 1_000_000_000).checked_div(u128::from(rate)).unwrap_or(u128::MAX)
}
