//! A sweep for other programs, as `schema/sweep-1.json` has it.
//!
//! ```text
//!   format, host, wire, scenario, repeat
//!   cases[]      id, role, varied[], same_calls_as (null, or the id of an earlier case),
//!                not_run (null, or why: en and zh)
//!     rows[]     values[] (as typed, one for each of varied), runs, verdicts, cut_short, broken_off
//!       figures  sends, segments, receives, drops, kept, held, took_us:
//!                {min, max, runs}, or "unsupported" (not seen here), or null (there is none)
//!       fates    [{fates[], min, max}]: so many messages had all of these fates
//!       causes   [{cause, runs, receives}]: main causes, those of the most receives first
//!       options  [{who, option, asked, granted, error}]: what the kernel made of each option
//! ```

use crate::analysis::{Asked, FigureExtent, Measurement, SweepRow, Swept};
use crate::model::{Counted, Host, Scenario, WireKind};
use serde_json::{Map, Value, json};

/// The format's name and version.
const FORMAT: &str = "stickydemo-sweep/1";

/// Where it was measured, and each combination how often.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a> {
    /// The computer.
    pub host: &'a Host,
    /// What the packets travelled on.
    pub wire: WireKind,
    /// Runs of each row.
    pub repeat: u32,
}

/// The sweep as one JSON document: the same whatever the reader's language.
pub fn write(scenario: &Scenario, cases: &[Swept], setting: &Setting<'_>) -> String {
    let document = json!({
        "format": FORMAT,
        "host": setting.host,
        "wire": setting.wire,
        "scenario": scenario.id,
        "repeat": setting.repeat,
        "cases": cases.iter().map(case).collect::<Vec<_>>(),
    });
    crate::report::json::fit(&format!("{document:#}\n"), false).into_owned()
}

fn case(swept: &Swept) -> Value {
    json!({
        "id": swept.case.id,
        "role": swept.case.role,
        "varied": swept.varied.iter().map(|varied| &varied.name).collect::<Vec<_>>(),
        "same_calls_as": swept.like,
        "not_run": swept.not_run.as_ref().map(|why| json!({ "en": why.en, "zh": why.zh })),
        "rows": swept.rows.iter().map(row).collect::<Vec<_>>(),
    })
}

fn row(row: &SweepRow) -> Value {
    let measured = &row.measured;
    let verdicts = measured.verdicts().iter();
    let fates = measured.messages();
    let causes = measured.main_causes();
    json!({
        "values": row.values,
        "runs": measured.runs(),
        "verdicts": verdicts.map(|(verdict, runs)| json!({ "verdict": verdict, "runs": runs })).collect::<Vec<_>>(),
        "cut_short": measured.cut_short,
        "broken_off": measured.broken_off,
        "figures": figures(measured),
        "fates": fates.map(|(fates, extent)| json!({ "fates": fates, "min": extent.min, "max": extent.max })).collect::<Vec<_>>(),
        "causes": causes.iter().map(|(cause, count)| json!({
            "cause": cause, "runs": count.runs, "receives": count.receives,
        })).collect::<Vec<_>>(),
        "options": measured.options.iter().map(option).collect::<Vec<_>>(),
    })
}

fn figures(measured: &Measurement) -> Value {
    let all = [
        ("sends", measured.figure(Counted::Sends)),
        ("segments", measured.figure(Counted::Segments)),
        ("receives", measured.figure(Counted::Receives)),
        ("drops", measured.figure(Counted::Drops)),
        ("kept", measured.kept),
        ("held", measured.figure(Counted::Held)),
        ("took_us", measured.figure(Counted::Took)),
    ];
    let written = all.map(|(name, one)| (name.to_owned(), figure(one)));
    Value::Object(Map::from_iter(written))
}

fn figure(figure: FigureExtent) -> Value {
    match figure.seen {
        Some(seen) => json!({ "min": seen.min, "max": seen.max, "runs": seen.runs }),
        None if figure.unseen > 0 => json!("unsupported"),
        None => Value::Null,
    }
}

fn option(asked: &Asked) -> Value {
    json!({
        "who": asked.who,
        "option": asked.option,
        "asked": asked.asked,
        "granted": asked.granted,
        "error": asked.error,
    })
}
