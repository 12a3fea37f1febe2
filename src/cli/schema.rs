//! `schema`: what an editor or another program is told of a format.

use super::args::SchemaArgs;
use super::code::Code;
use super::failure::Failure;
use super::locale::Manner;
use super::out::print_json;
use super::usage::did_you_mean;
use crate::report::visible;
use crate::scenario::nearest;

/// Names, without the version of the format, and the files.
const SCHEMAS: &[(&str, &str)] = &[
    ("scenario", include_str!("../../schema/scenario-1.json")),
    ("trace", include_str!("../../schema/trace-1.json")),
    ("sweep", include_str!("../../schema/sweep-1.json")),
    ("torture", include_str!("../../schema/torture-1.json")),
    ("grade", include_str!("../../schema/grade-1.json")),
    ("compare", include_str!("../../schema/compare-1.json")),
    ("list", include_str!("../../schema/list-1.json")),
    ("find", include_str!("../../schema/find-1.json")),
    ("doctor", include_str!("../../schema/doctor-1.json")),
];

pub(crate) fn schema(args: &SchemaArgs, manner: &Manner) -> anyhow::Result<Code> {
    let known = SCHEMAS.iter().find(|(name, _)| *name == args.name);
    let (_, text) = known.ok_or_else(|| unknown(&args.name))?;
    print_json(text, manner)?;
    Ok(Code::Fine)
}

/// Their names.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    SCHEMAS.iter().map(|(name, _)| *name)
}

fn unknown(name: &str) -> Failure {
    let shown = visible(name);
    let failure = Failure::usage(
        format!("there is no schema `{shown}`"),
        format!("没有 `{shown}` 这个 schema"),
    );
    let near: Vec<String> = nearest(name, names()).into_iter().map(str::to_owned).collect();
    let all: Vec<&str> = names().collect();
    did_you_mean(failure, &near).help(
        format!("the schemas are: {}", all.join(", ")),
        format!("现有的 schema：{}", all.join("、")),
    )
}
