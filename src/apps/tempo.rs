//! How slow a peer may be in the middle of something: a header, a command, the bytes of a file. Between two of them it may
//! be silent for as long as the class says.

use crate::model::Text;
use crate::net::Deadline;
use std::time::Duration;

/// So long may something take as a whole, …
const WINDOW: Duration = Duration::from_secs(30);
/// … if it does not come at so many bytes a second, on the average of such a time.
const RATE: u64 = 1024;

/// Something of which a part has come.
#[derive(Debug)]
pub(super) struct Tempo {
    length: Duration,
    window: Deadline,
    came: u64,
}

impl Tempo {
    /// It begins now; `idle`: how long the peer may be silent.
    pub(super) fn begin(idle: Duration) -> Self {
        let length = idle.min(WINDOW);
        Tempo { length, window: Deadline::after(length), came: 0 }
    }

    /// How long the next receive may take; zero: the peer is too slow.
    pub(super) fn left(&mut self) -> Duration {
        let enough = u128::from(self.came) * 1000 >= u128::from(RATE) * self.length.as_millis();
        match (enough, self.window.over()) {
            (true, true) => {
                *self = Tempo::begin(self.length);
                self.length
            }
            (true, false) => self.length,
            (false, _) => self.window.left(),
        }
    }

    /// Counts what came.
    pub(super) fn came(&mut self, bytes: u64) {
        self.came = self.came.saturating_add(bytes);
    }

    /// Where that was the reason: what is told.
    pub(super) fn missed(&self) -> Option<Text> {
        let s = self.length.as_secs_f64();
        self.window.over().then(|| {
            Text::new(
                format!("{s} s for less than 1 KiB a second, and it is not whole: given up"),
                format!("{s} 秒内平均每秒不到 1 KiB，还没收齐：放弃"),
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_that_is_too_slow_has_no_time_left_and_a_fast_one_has() {
        let wait = |tempo: &Tempo| while !tempo.window.over() {};
        let mut tempo = Tempo::begin(Duration::from_millis(100));
        assert!(tempo.left() <= Duration::from_millis(100) && tempo.missed().is_none());
        tempo.came(102);
        wait(&tempo);
        assert!(tempo.left().is_zero() && tempo.missed().is_some());
        tempo.came(1);
        assert_eq!(tempo.left(), Duration::from_millis(100));
        // Another window has begun, in which nothing has come.
        wait(&tempo);
        assert!(tempo.left().is_zero());
        assert_eq!(Tempo::begin(Duration::from_secs(3600)).length, WINDOW);
    }
}
