//! `torture FRAMING`: every split of a stream, for one framing or for all.

use super::args::{FormatArg, TortureArgs};
use super::code::Code;
use super::failure::Failure;
use super::locale::Manner;
use super::out::print;
use super::usage::did_you_mean;
use crate::report::{Verbosity, torture as report, visible};
use crate::scenario::nearest;
use crate::torture::{Report, Subject, find, subjects, torture};

/// The word for all of them.
const ALL: &str = "all";

pub(crate) fn torture_them(args: &TortureArgs, manner: &Manner) -> anyhow::Result<Code> {
    let wanted = wanted(args.framing.as_deref())?;
    let reports: Vec<Report> = wanted.iter().map(|subject| torture(subject, args.seed)).collect();
    let look = manner.look(Verbosity::Normal);
    let text = match (args.format, reports.as_slice()) {
        (FormatArg::Json, reports) => report::json::write(reports),
        (FormatArg::Text, [one]) => report::one(one, &look),
        (FormatArg::Text, reports) => report::all(reports, &look),
    };
    print(&text)?;
    let fine = reports.iter().all(Report::as_it_should);
    Ok(if fine { Code::Fine } else { Code::NotShown })
}

/// What a name stands for.
fn wanted(name: Option<&str>) -> Result<Vec<Subject>, Failure> {
    match name {
        Some(ALL) => Ok(subjects()),
        Some(name) => find(name).map(|subject| vec![subject]).ok_or_else(|| unknown(name)),
        None => Err(with_names(Failure::usage(
            "torture what? A framing, a broken one, or all".into(),
            "要拷打哪一个？写一种组帧、一个有毛病的组帧，或者 all（全部）".into(),
        ))),
    }
}

fn unknown(name: &str) -> Failure {
    let shown = visible(name);
    let failure = Failure::usage(
        format!("there is no framing `{shown}`"),
        format!("没有 `{shown}` 这种组帧"),
    );
    let all = subjects();
    let names = all.iter().map(|subject| subject.name.as_str()).chain([ALL]);
    let near: Vec<String> = nearest(name, names).into_iter().map(str::to_owned).collect();
    match near.is_empty() {
        true => with_names(failure),
        false => did_you_mean(failure, &near),
    }
}

/// Adds all there are: the right ones, the broken ones.
fn with_names(failure: Failure) -> Failure {
    let all = subjects();
    let names = |broken: bool| {
        let those = all.iter().filter(|subject| subject.exhibit().is_some() == broken);
        those.map(|subject| subject.name.as_str()).collect::<Vec<_>>()
    };
    let (right, broken) = (names(false), names(true));
    failure
        .help(format!("right ones: {}", right.join(", ")), format!("正确的：{}", right.join("、")))
        .help(
            format!("broken ones: {}", broken.join(", ")),
            format!("有毛病的：{}", broken.join("、")),
        )
}
