//! What a column is called: as short as it can be, and never the same as another. What ran under
//! something else never goes by the system's name alone.

use crate::analysis::compare::{Column, System};
use crate::lang::compare as words;
use crate::report::escape::clip;
use crate::report::{Look, visible};

/// Longer words of a file are cut, in columns.
const LONGEST: usize = 32;

/// The names, one for each column.
pub(crate) fn names(columns: &[Column], look: &Look) -> Vec<String> {
    let systems: Vec<&System> = columns.iter().map(|column| &column.system).collect();
    let names = systems.iter().map(|system| {
        let alike: Vec<&&System> = systems
            .iter()
            .filter(|other| *other != system && kind(other) == kind(system))
            .collect();
        let name = short(system, &alike);
        match system.here {
            true => look.say(words::here(&name)),
            false => name,
        }
    });
    names.collect()
}

/// Systems that would have one name.
fn kind(system: &System) -> (bool, &str, Option<&str>) {
    (system.here, &system.host.os, system.host.under.as_deref())
}

/// The name, and as much of the rest as tells it from those that are alike.
fn short(system: &System, alike: &[&&System]) -> String {
    let parts: [fn(&System) -> String; 4] = [
        |system| system.host.release.clone(),
        |system| system.host.arch.clone(),
        |system| format!("wire {}", system.wire),
        |system| format!("stickydemo {}", system.host.version),
    ];
    let mut words = vec![word(&system.host.os)];
    let mut alike = alike.to_vec();
    for part in parts {
        let own = part(system);
        if alike.iter().any(|other| part(other) != own) {
            alike.retain(|other| part(other) == own);
            words.push(word(&own));
        }
    }
    if let Some(under) = &system.host.under {
        words.push(format!("({})", word(under)));
    }
    words.join(" ")
}

/// A word of a file, fit to be shown.
pub(crate) fn word(word: &str) -> String {
    clip(&visible(word), LONGEST)
}
