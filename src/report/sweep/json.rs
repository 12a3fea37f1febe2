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

use crate::analysis::{Asked, CauseCount, Extent, FigureExtent, Measurement, SweepRow, Swept};
use crate::model::{Cause, Counted, Fate, Host, Role, Scenario, Text, Verdict, WireKind};
use serde::Serialize;
use serde_json::json;

/// The format's name and version.
const FORMAT: &str = "stickydemo-sweep/1";

/// The cases of one scenario, a row for each combination of values. What could not be seen is `unsupported`, what there
/// is nothing of is null; neither is ever 0.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(title = "stickydemo sweep, format 1"))]
struct Sweep<'a> {
    #[cfg_attr(test, schemars(extend("const" = FORMAT)))]
    format: &'static str,
    host: &'a Host,
    wire: WireKind,
    /// The scenario's id.
    scenario: &'a str,
    /// How often each combination was asked for.
    #[cfg_attr(test, schemars(range(min = 1)))]
    repeat: u32,
    /// What was swept, in order.
    cases: Vec<Case<'a>>,
}

/// A case, with all its combinations.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Case<'a> {
    id: &'a str,
    role: Role,
    /// What was varied, as it was typed: `server.SO_RCVBUF`.
    varied: Vec<&'a str>,
    /// An earlier case of this file that makes the same calls with these values; null: none does. It was run all the same.
    same_calls_as: Option<&'a str>,
    /// Why none of it could be run here; null if it was.
    not_run: Option<&'a Text>,
    /// A combination each.
    rows: Vec<Row<'a>>,
}

/// One combination, and what its runs came to.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Row<'a> {
    /// The values as they were typed, one for each of `varied`.
    values: &'a [String],
    /// How often it was run.
    runs: u64,
    /// In how many runs the case had which verdict.
    verdicts: Vec<VerdictRuns>,
    /// Runs in which steps were left out, because a barrier before them timed out.
    cut_short: u64,
    /// Runs that ended early because this system does not tell what a barrier waits for; of them only the time is counted.
    broken_off: u64,
    figures: Figures,
    /// How many messages had all of these fates, and no others.
    fates: Vec<FateExtent<'a>>,
    /// The main causes, those of the most receives first.
    causes: Vec<CauseRuns>,
    /// What the kernel made of each option that was asked for, each answer once.
    options: &'a [Asked],
}

/// Runs with one verdict.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct VerdictRuns {
    verdict: Verdict,
    #[cfg_attr(test, schemars(range(min = 1)))]
    runs: u64,
}

/// What was counted. `unsupported`: this system does not show it; null: the case has none.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Figures {
    /// Messages that were sent.
    sends: Option<Figure>,
    /// Segments with data that left, retransmissions not counted.
    segments: Option<Figure>,
    /// Receives.
    receives: Option<Figure>,
    /// Datagrams that the kernel dropped because a receive buffer was full.
    drops: Option<Figure>,
    /// Datagrams that arrived and were not dropped: received, or left unread.
    kept: Option<Figure>,
    /// The most bytes seen held back (written and not sent) right after a send.
    held: Option<Figure>,
    /// Microseconds from the first step to the last.
    took_us: Option<Figure>,
}

/// A figure over the runs of a row.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
enum Figure {
    Unsupported,
    #[serde(untagged)]
    Seen(Extent),
}

/// Messages that had the same fates.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct FateExtent<'a> {
    /// None: nothing became of them that is known.
    fates: &'a [Fate],
    /// Messages in the run with the fewest.
    min: u64,
    /// Messages in the run with the most.
    #[cfg_attr(test, schemars(range(min = 1)))]
    max: u64,
}

/// A main cause.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct CauseRuns {
    cause: Cause,
    #[serde(flatten)]
    count: CauseCount,
}

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
    let sweep = Sweep {
        format: FORMAT,
        host: setting.host,
        wire: setting.wire,
        scenario: &scenario.id,
        repeat: setting.repeat,
        cases: cases.iter().map(case).collect(),
    };
    crate::report::json::fit(&format!("{:#}\n", json!(sweep)), false).into_owned()
}

fn case(swept: &Swept) -> Case<'_> {
    Case {
        id: &swept.case.id,
        role: swept.case.role,
        varied: swept.varied.iter().map(|varied| varied.name.as_str()).collect(),
        same_calls_as: swept.like.as_deref(),
        not_run: swept.not_run.as_ref(),
        rows: swept.rows.iter().map(row).collect(),
    }
}

fn row(row: &SweepRow) -> Row<'_> {
    let measured = &row.measured;
    let verdicts = measured.verdicts().iter();
    let fates = measured.messages();
    let causes = measured.main_causes().into_iter();
    Row {
        values: &row.values,
        runs: measured.runs(),
        verdicts: verdicts.map(|(&verdict, &runs)| VerdictRuns { verdict, runs }).collect(),
        cut_short: measured.cut_short,
        broken_off: measured.broken_off,
        figures: figures(measured),
        fates: fates.map(|(fates, e)| FateExtent { fates, min: e.min, max: e.max }).collect(),
        causes: causes.map(|(cause, count)| CauseRuns { cause, count }).collect(),
        options: &measured.options,
    }
}

fn figures(measured: &Measurement) -> Figures {
    let counted = |what| figure(measured.figure(what));
    Figures {
        sends: counted(Counted::Sends),
        segments: counted(Counted::Segments),
        receives: counted(Counted::Receives),
        drops: counted(Counted::Drops),
        kept: figure(measured.kept),
        held: counted(Counted::Held),
        took_us: counted(Counted::Took),
    }
}

fn figure(figure: FigureExtent) -> Option<Figure> {
    match figure.seen {
        Some(seen) => Some(Figure::Seen(seen)),
        None => (figure.unseen > 0).then_some(Figure::Unsupported),
    }
}

#[cfg(test)]
#[test]
fn the_schema_is_made_of_it() {
    crate::schemas::assert_kept::<Sweep<'_>>("sweep-1");
}
