//! What a column is called: as short as it can be, and never the same as another. What ran under
//! something else never goes by the system's name alone.

use crate::analysis::compare::{Column, System};
use crate::lang::compare as words;
use crate::report::escape::clip;
use crate::report::{Voice, visible};

/// Longer words of a file are cut, in columns.
const LONGEST: usize = 32;

/// The names, one for each column: of a trace of sessions that of its file.
pub(crate) fn names(columns: &[Column], voice: &Voice) -> Vec<String> {
    let systems = columns.iter().filter(|column| column.file.is_none());
    let systems: Vec<&System> = systems.map(|column| &column.system).collect();
    let names = columns.iter().map(|column| match &column.file {
        Some(file) => Err(file.as_str()),
        None => Ok(of_system(&column.system, &systems, voice)),
    });
    let names: Vec<Result<String, &str>> = names.collect();
    names.iter().map(|name| name.clone().unwrap_or_else(|file| of_file(file, &names))).collect()
}

fn of_system(system: &System, systems: &[&System], voice: &Voice) -> String {
    let alike = systems.iter().filter(|other| **other != system && kind(other) == kind(system));
    let name = short(system, &alike.collect::<Vec<_>>());
    match system.here {
        true => voice.say(words::here(&name)),
        false => name,
    }
}

/// Its name, and as many of its folders as tell it from the others; all of it where that does not.
fn of_file(file: &str, all: &[Result<String, &str>]) -> String {
    let is_others = |name: &String| {
        all.iter().any(|other| match other {
            Ok(system) => system == name,
            Err(other) => *other != file && endings(other).any(|ending| ending == *name),
        })
    };
    let whole = visible(file).into_owned();
    let own = endings(file).find(|name| !is_others(name));
    let quoted = all.contains(&Ok(whole.clone())).then(|| format!("`{whole}`"));
    own.or(quoted).unwrap_or(whole)
}

/// `c.json`, `b/c.json`, `a/b/c.json`.
fn endings(file: &str) -> impl Iterator<Item = String> {
    let starts = file.rmatch_indices(['/', std::path::MAIN_SEPARATOR]).map(|(at, _)| at + 1);
    starts.chain([0]).map(|start| word(&file[start..])).filter(|end| !end.is_empty())
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
