//! The command line, as clap reads it. Structure only: every word a person sees stands in
//! [`super::words`], in both languages, and is put in when help is asked for.

use crate::model::{Group, Lang};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{
    ArgAction, Args, CommandFactory, Parser, Subcommand, ValueEnum, ValueHint, value_parser,
};
use std::ffi::OsString;
use std::path::PathBuf;

#[derive(Debug, Parser)]
#[command(name = "stickydemo", version)]
#[command(disable_help_flag = true, disable_version_flag = true, disable_help_subcommand = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub command: Command,
    #[command(flatten)]
    pub display: Display,
    #[arg(long, short = 'V', action = ArgAction::Version)]
    version: Option<bool>,
}

impl Cli {
    /// The commands with all their arguments, for pages about them. To read a command line, clap
    /// builds what it needs by itself.
    pub(crate) fn tree() -> clap::Command {
        let mut tree = Cli::command();
        tree.build();
        tree
    }
}

/// How everything is shown; taken by every command.
#[derive(Debug, Default, Args)]
pub(crate) struct Display {
    #[arg(long, global = true, value_parser = lang())]
    pub lang: Option<Lang>,
    #[arg(long, global = true, value_enum, default_value_t = ColorArg::Auto)]
    #[arg(hide_default_value = true)]
    pub color: ColorArg,
    #[arg(long, global = true)]
    pub ascii: bool,
    #[arg(long, global = true, value_parser = value_parser!(u16).range(40..=400))]
    pub width: Option<u16>,
    #[arg(long, short = 'h', global = true, action = ArgAction::Help)]
    pub help: Option<bool>,
}

/// The arguments of a command are only built where it is the one asked for.
#[derive(Debug, Subcommand)]
#[command(defer = true)]
pub(crate) enum Command {
    List(ListArgs),
    Show(ShowArgs),
    New(NewArgs),
    Run(RunArgs),
    Sweep(SweepArgs),
    Replay(ReplayArgs),
    Compare(CompareArgs),
    Check(CheckArgs),
    Torture(TortureArgs),
    Doctor(DoctorArgs),
    Completions(CompletionsArgs),
    Man(ManArgs),
    Help(HelpArgs),
}

#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    #[arg(long, value_parser = group())]
    pub group: Option<Group>,
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    #[arg(value_hint = ValueHint::FilePath)]
    pub scenario: OsString,
    #[arg(long)]
    pub source: bool,
}

#[derive(Debug, Args)]
pub(crate) struct NewArgs {
    pub name: String,
}

#[derive(Debug, Args)]
pub(crate) struct RunArgs {
    #[arg(required = true, value_hint = ValueHint::FilePath)]
    pub scenarios: Vec<OsString>,
    #[arg(long)]
    pub case: Vec<String>,
    #[arg(long)]
    pub set: Vec<String>,
    #[arg(long, value_parser = value_parser!(u32).range(1..))]
    #[arg(conflicts_with = "ask")]
    pub repeat: Option<u32>,
    #[arg(long, conflicts_with = "output")]
    pub ask: bool,
    #[command(flatten)]
    pub report: Report,
}

#[derive(Debug, Args)]
pub(crate) struct SweepArgs {
    #[arg(value_hint = ValueHint::FilePath)]
    pub scenario: OsString,
    #[arg(long, required = true)]
    pub vary: Vec<String>,
    #[arg(long)]
    pub case: Vec<String>,
    #[arg(long, value_parser = value_parser!(u32).range(1..))]
    pub repeat: Option<u32>,
    #[arg(long, value_enum, default_value_t = FormatArg::Text, hide_default_value = true)]
    pub format: FormatArg,
    #[arg(long, short, value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,
    #[arg(long, short)]
    pub quiet: bool,
}

/// In what form, where to, and how much of it; for `run` and `replay`.
#[derive(Debug, Args)]
pub(crate) struct Report {
    #[arg(long, value_enum, default_value_t = FormatArg::Text, hide_default_value = true)]
    pub format: FormatArg,
    #[arg(long, short, value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,
    #[arg(long, short)]
    pub quiet: bool,
    #[arg(long, short, conflicts_with = "quiet")]
    pub verbose: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ReplayArgs {
    #[arg(value_hint = ValueHint::FilePath)]
    pub trace: PathBuf,
    #[arg(long)]
    pub case: Vec<String>,
    #[command(flatten)]
    pub report: Report,
}

#[derive(Debug, Args)]
pub(crate) struct CompareArgs {
    #[arg(value_hint = ValueHint::FilePath)]
    pub traces: Vec<PathBuf>,
    #[arg(long)]
    pub case: Vec<String>,
    #[arg(long)]
    pub all: bool,
    #[arg(long, value_enum, default_value_t = TableFormatArg::Text, hide_default_value = true)]
    pub format: TableFormatArg,
    #[arg(long, short, value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    #[arg(required = true, value_hint = ValueHint::FilePath)]
    pub files: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct TortureArgs {
    pub framing: Option<String>,
    #[arg(long, default_value_t = 1, hide_default_value = true)]
    pub seed: u64,
    #[arg(long)]
    pub every_pair: bool,
    #[arg(long, value_enum, default_value_t = FormatArg::Text, hide_default_value = true)]
    pub format: FormatArg,
}

#[derive(Debug, Args)]
pub(crate) struct DoctorArgs {
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub(crate) struct ManArgs {
    pub command: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct HelpArgs {
    pub command: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum ColorArg {
    #[default]
    Auto,
    Always,
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FormatArg {
    Text,
    Json,
}

/// For what can also stand in a lab report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TableFormatArg {
    Text,
    Json,
    Markdown,
}

/// A language, by its written name.
fn lang() -> impl TypedValueParser<Value = Lang> {
    PossibleValuesParser::new(Lang::ALL.iter().map(|lang| lang.as_str()))
        .try_map(|word| word.parse::<Lang>())
}

/// A group, by its written name.
fn group() -> impl TypedValueParser<Value = Group> {
    PossibleValuesParser::new(Group::ALL.iter().map(|group| group.as_str()))
        .try_map(|word| word.parse::<Group>())
}
