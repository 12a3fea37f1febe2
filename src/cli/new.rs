//! `new NAME`: a scenario file to start from. What exists is never overwritten.

use super::args::NewArgs;
use super::code::Code;
use super::failure::Failure;
use super::locale::Manner;
use super::out::{print, standard};
use super::save::Save;
use super::words::say;
use crate::model::Limits;
use crate::report::{Style, painted, visible};
use crate::scenario::{self, builtin};
use anyhow::Context;
use std::io::{Error, ErrorKind};
use std::path::PathBuf;

pub(crate) fn new(args: &NewArgs, manner: &Manner) -> anyhow::Result<Code> {
    let name = args.name.strip_suffix(".toml").unwrap_or(&args.name);
    if !is_name(name) {
        return Err(no_name(name).into());
    }
    if builtin::find(name).is_some() {
        return Err(built_in(name).into());
    }
    standard()?;
    let path = PathBuf::from(format!("{name}.toml"));
    let mut file = Save::create(&path).map_err(|error| taken(error, name))?;
    file.write(scenario::template(name).as_bytes())?;
    file.finish()?;
    print(&welcome(name, manner), manner).with_context(|| unsaid(name))?;
    Ok(Code::Fine)
}

/// The file is there, although nobody could be told.
fn unsaid(name: &str) -> Failure {
    Failure::unwritable(None)
        .help(format!("`{name}.toml` was written"), format!("`{name}.toml` 已经写好"))
}

/// Whether the scenario that is written under it has this name: the reader knows what a name may be.
fn is_name(name: &str) -> bool {
    let written = scenario::parse("", scenario::template(name).as_bytes());
    written.is_ok_and(|scenario| scenario.id == name)
}

/// Refuses the name of a built-in scenario: `run` would take that one for it.
fn built_in(name: &str) -> Failure {
    Failure::usage(
        format!(
            "`{name}` is the name of a built-in scenario: `stickydemo run {name}` runs that one"
        ),
        format!("`{name}` 是内置场景的名字：`stickydemo run {name}` 运行的是内置的那个"),
    )
    .help(
        format!("a new one: stickydemo new my-{name}"),
        format!("新建一个：stickydemo new my-{name}"),
    )
    .help(
        format!("a copy to change: stickydemo show {name} --source > my-{name}.toml"),
        format!("复制一份来修改：stickydemo show {name} --source > my-{name}.toml"),
    )
}

/// Refuses a name, and offers the nearest one that would do.
fn no_name(name: &str) -> Failure {
    let near: String = name
        .to_ascii_lowercase()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .take(Limits::NAME)
        .collect();
    let near = near.trim_matches('-');
    let shown = visible(name);
    let failure = Failure::usage(
        format!(
            "`{shown}` cannot be a scenario's name: use a-z, 0-9 and - (not as the first), at most {} \
             characters; `all` is taken",
            Limits::NAME
        ),
        format!(
            "`{shown}` 不能作场景的名字：只能用 a-z、0-9 和 -（不能以 - 开头），最多 {} 个字符；`all` 另有用处",
            Limits::NAME
        ),
    );
    match is_name(near) {
        false => failure,
        true => failure
            .help(format!("type: stickydemo new {near}"), format!("请输入：stickydemo new {near}")),
    }
}

fn taken(error: Error, name: &str) -> anyhow::Error {
    if error.kind() == ErrorKind::AlreadyExists {
        let failure = Failure::usage(
            format!("`{name}.toml` exists already, and stays as it is"),
            format!("`{name}.toml` 已经存在，没有改动它"),
        )
        .help(
            format!("choose another name, or run it: stickydemo run {name}.toml"),
            format!("请换一个名字，或者直接运行它：stickydemo run {name}.toml"),
        );
        return failure.into();
    }
    let path = PathBuf::from(format!("{name}.toml"));
    anyhow::Error::new(error).context(Failure::unwritable(Some(&path)))
}

fn welcome(name: &str, manner: &Manner) -> String {
    let typed = |line: String| painted(&line, Style::Typed, manner.color).into_owned();
    let made = say("was written; it runs as it is:", "已经写好，现在就能运行：");
    let next = say("change it, and check what you wrote:", "修改之后，检查写得对不对：");
    format!(
        "{name}.toml {}\n  {}\n{}\n  {}\n",
        made.get(manner.lang),
        typed(format!("stickydemo run {name}.toml")),
        next.get(manner.lang),
        typed(format!("stickydemo check {name}.toml")),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_scenario_format() {
        assert!(is_name("short-recv") && is_name("2") && is_name(&"x".repeat(Limits::NAME)));
        let long = "x".repeat(Limits::NAME + 1);
        let wrongs =
            ["", "Mine", "a b", "../x", "a.b", "粘包", "-x", "--", "all", "x\" # \"", &long];
        for wrong in wrongs {
            assert!(!is_name(wrong), "{wrong}");
        }
    }

    #[test]
    fn a_refused_name_comes_with_one_that_would_do() {
        assert_eq!(no_name("My Demo!").advice(), ["type: stickydemo new my-demo"]);
        assert_eq!(no_name("-x").advice(), ["type: stickydemo new x"]);
        assert_eq!(no_name("粘包").advice(), [""; 0]);
        assert_eq!(no_name("ALL").advice(), [""; 0]);
    }
}
