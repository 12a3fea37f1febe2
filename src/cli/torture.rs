//! `torture FRAMING`: a stream cut in thousands of ways, for one framing or for all.

use super::args::{PlainFormatArg, TortureArgs};
use super::code::Code;
use super::failure::Failure;
use super::locale::Manner;
use super::out::{print_json, print_page};
use super::progress::Progress;
use super::usage::did_you_mean;
use crate::model::Text;
use crate::report::{Verbosity, torture as report, visible};
use crate::scenario::nearest;
use crate::torture::{Plan, Report, Subject, find, subjects, torture};

/// The word for all of them.
const ALL: &str = "all";

pub(crate) fn torture_them(args: &TortureArgs, manner: &Manner) -> anyhow::Result<Code> {
    let wanted = wanted(args.framing.as_deref())?;
    let plan = Plan { seed: args.seed, every_pair: args.every_pair };
    let reports = tortured(&wanted, plan);
    let look = manner.look(Verbosity::Normal);
    match (args.format, reports.as_slice()) {
        (PlainFormatArg::Json, reports) => print_json(&report::json::write(reports), manner)?,
        (PlainFormatArg::Text, [one]) => print_page(&report::one(one, &look.voice()), manner)?,
        (PlainFormatArg::Text, reports) => {
            print_page(&report::all(reports, &look.voice()), manner)?
        }
    }
    let fine = reports.iter().all(Report::as_it_should);
    Ok(if fine { Code::Fine } else { Code::NotShown })
}

/// One after the other; of many pairs of cuts a person is told how far they are.
fn tortured(wanted: &[Subject], plan: Plan) -> Vec<Report> {
    let of = wanted.len() as u64;
    let mut progress = Progress::new("torture".to_owned(), of, plan.every_pair);
    let report = |(done, subject)| {
        progress.at(done);
        torture(subject, plan)
    };
    (0..).zip(wanted).map(report).collect()
}

/// What a name stands for.
fn wanted(name: Option<&str>) -> Result<Vec<Subject>, Failure> {
    match name {
        Some(ALL) => Ok(subjects()),
        Some(name) => find(name).map(|subject| vec![subject]).ok_or_else(|| unknown(name)),
        None => Err(with_names(Text::new(
            "name a framing, a broken one, or all",
            "要测试哪一个？写一种组帧、一个有毛病的组帧，或者 all（全部）",
        ))),
    }
}

fn unknown(name: &str) -> Failure {
    let shown = visible(name);
    let what =
        Text::new(format!("there is no framing `{shown}`"), format!("没有 `{shown}` 这种组帧"));
    let all = subjects();
    let names = all.iter().map(|subject| subject.name.as_str()).chain([ALL]);
    let near: Vec<String> = nearest(name, names).into_iter().map(str::to_owned).collect();
    match near.is_empty() {
        true => with_names(what),
        false => did_you_mean(Failure::new(Code::Usage, what), &near),
    }
}

/// A refusal, and all the names there are: the right ones, the broken ones.
fn with_names(what: Text) -> Failure {
    let all = subjects();
    let names = |broken: bool, between: &str| {
        let those = all.iter().filter(|subject| subject.exhibit().is_some() == broken);
        those.map(|subject| subject.name.as_str()).collect::<Vec<_>>().join(between)
    };
    let en = (names(false, ", "), names(true, ", "));
    let zh = (names(false, "、"), names(true, "、"));
    Failure::usage(
        format!("{}\n  correct ones: {}\n  broken ones: {}", what.en, en.0, en.1),
        format!("{}\n  正确的：{}\n  有毛病的：{}", what.zh, zh.0, zh.1),
    )
}
