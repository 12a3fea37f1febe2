//! Calls that wait for one of several descriptors: poll(2), select(2), epoll_wait(2). Which of them can be read when such a
//! call comes back.

use super::calls::Raw;
use super::memory::Memory;
use std::fs;

/// The calls, at which a program stops where that is asked for.
pub(super) const WAITS: &[i64] = &[
    libc::SYS_ppoll,
    libc::SYS_pselect6,
    libc::SYS_epoll_pwait,
    libc::SYS_epoll_pwait2,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_poll,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_select,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_epoll_wait,
];

/// No more descriptors are looked at than this.
const MOST: u64 = 4096;

impl Raw {
    /// Whether it is one of these.
    pub(super) fn waits(&self) -> bool {
        WAITS.contains(&self.number)
    }

    /// The descriptors of which the call says that they can be read.
    pub(super) fn readable(&self, returned: i64, memory: Memory) -> Vec<i32> {
        let count = u64::try_from(returned).unwrap_or(0).min(MOST);
        if count == 0 {
            return Vec::new();
        }
        match self.number {
            libc::SYS_pselect6 => self.selected(memory),
            libc::SYS_epoll_pwait | libc::SYS_epoll_pwait2 => self.of_epoll(count, memory),
            #[cfg(target_arch = "x86_64")]
            libc::SYS_select => self.selected(memory),
            #[cfg(target_arch = "x86_64")]
            libc::SYS_epoll_wait => self.of_epoll(count, memory),
            _ => self.polled(memory),
        }
    }

    fn polled(&self, memory: Memory) -> Vec<i32> {
        let step = size_of::<libc::pollfd>() as u64;
        let all = (0..self.args[1].min(MOST)).map_while(|n| {
            memory.value::<libc::pollfd>(self.args[0].saturating_add(n * step)).ok()
        });
        all.filter(|one| one.revents & libc::POLLIN != 0).map(|one| one.fd).collect()
    }

    /// The set for reading holds, when the call comes back, those that can be read: a bit each, from the lowest
    /// (`__kernel_fd_set`, in words of the machine; both machines are little-endian).
    fn selected(&self, memory: Memory) -> Vec<i32> {
        if self.args[1] == 0 {
            return Vec::new();
        }
        let bytes = memory.bytes(self.args[1], self.args[0].min(MOST).div_ceil(8));
        let is_in = |n: &u64| {
            let byte = usize::try_from(n / 8).ok().and_then(|at| bytes.get(at));
            byte.is_some_and(|byte| byte & (1 << (n % 8)) != 0)
        };
        (0..self.args[0].min(MOST)).filter(is_in).filter_map(|n| i32::try_from(n).ok()).collect()
    }

    /// An event says what the program gave it when it added the descriptor, and the kernel which descriptor that was: `tfd`
    /// and `data` (hexadecimal) of proc_pid_fdinfo(5).
    fn of_epoll(&self, count: u64, memory: Memory) -> Vec<i32> {
        let (process, epoll) = (memory.0, self.args[0] as i32);
        let info = fs::read_to_string(format!("/proc/{process}/fdinfo/{epoll}"));
        let info = info.unwrap_or_default();
        let added: Vec<(i32, u64)> = info.lines().filter_map(added).collect();
        let step = size_of::<libc::epoll_event>() as u64;
        let events = (0..count).map_while(|n| {
            memory.value::<libc::epoll_event>(self.args[1].saturating_add(n * step)).ok()
        });
        let events = events.filter(|event| { event.events } & libc::EPOLLIN.cast_unsigned() != 0);
        let of = |data: u64| {
            let mut same = added.iter().filter(move |one| one.1 == data).map(|one| one.0);
            // What several have says of none which it is.
            same.next().filter(|_| same.next().is_none())
        };
        events.filter_map(|event| of(event.u64)).collect()
    }
}

/// `tfd:        5 events:       19 data: 5  pos:0 ino:… sdev:…`
fn added(line: &str) -> Option<(i32, u64)> {
    let mut words = line.split_whitespace().skip_while(|word| *word != "tfd:").skip(1);
    let descriptor = words.next()?.parse().ok()?;
    let mut words = words.skip_while(|word| *word != "data:").skip(1);
    Some((descriptor, u64::from_str_radix(words.next()?, 16).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_epoll_watches_is_read() {
        let line = "tfd:        5 events:       19 data: ffffffff00000005  pos:0 ino:1f sdev:8";
        assert_eq!(added(line), Some((5, 0xffff_ffff_0000_0005)));
        assert_eq!(added("pos:\t0"), None);
    }
}
