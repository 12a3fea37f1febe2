//! Whose behaviour a column shows, and the order of the columns.

use crate::model::{Host, WireKind};
use serde::Serialize;
use std::cmp::Ordering;

/// A system that scenarios were run on. Traces of the same system are repeats.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct System {
    /// It is this computer, just now.
    pub here: bool,
    /// The computer.
    pub host: Host,
    /// What the packets travelled on.
    pub wire: WireKind,
}

impl System {
    /// The order of columns: this computer, then system by system (itself before what only has its
    /// interface, as under Wine), then release by release.
    pub(super) fn order(&self, other: &System) -> Ordering {
        self.key().cmp(&other.key())
    }

    fn key(&self) -> impl Ord {
        let host = &self.host;
        let place = Host::SYSTEMS.iter().position(|os| *os == host.os).unwrap_or(usize::MAX);
        let system = (!self.here, place, host.os.clone(), host.under.as_deref().map(release));
        let rest = (host.arch.clone(), release(&host.version), self.wire);
        (system, release(&host.release), rest)
    }
}

/// A release as something to sort by: 6.9 comes before 6.18.
fn release(text: &str) -> Vec<(u64, String)> {
    let part = |part: &str| {
        let digits = part.len() - part.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        (part[..digits].parse().unwrap_or(0), part.to_owned())
    };
    text.split(['.', '-', ' ']).map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn system(os: &str, release: &str, under: Option<&str>) -> System {
        let plain = crate::analysis::compare::tests::system(os, under);
        System { host: Host { release: release.into(), ..plain.host }, ..plain }
    }

    #[test]
    fn systems_have_one_order_and_releases_are_numbers() {
        let here = System { here: true, ..system("windows", "11", None) };
        let sorted = [
            here,
            system("linux", "6.9.1", None),
            system("linux", "6.18", None),
            system("linux", "99999999999999999999.1", None),
            system("macos", "15.1", None),
            system("windows", "10.0", None),
            system("windows", "10.0", Some("wine 8.0")),
            system("windows", "6.0", Some("wine 10.0")),
        ];
        for pair in sorted.windows(2) {
            let later_number = pair[1].host.release.starts_with('9');
            assert!(later_number || pair[0].order(&pair[1]) == Ordering::Less, "{pair:?}");
            assert_ne!(pair[0].order(&pair[1]), Ordering::Equal, "{pair:?}");
        }
    }
}
