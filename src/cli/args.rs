//! The command line, as clap reads it. Structure only: every word a person sees stands in
//! [`super::words`], in both languages, and is put in when help is asked for.

mod format;
mod grade;
mod live;
mod relay;
mod watch;

pub(crate) use format::{FormatArg, PlainFormatArg};
pub(crate) use grade::GradeArgs;
pub(crate) use live::{ConnectArgs, SeenArgs, ServeArgs, SessionArgs};
pub(crate) use relay::RelayArgs;
pub(crate) use watch::WatchArgs;

use crate::model::{Group, Lang, Role, duration};
use crate::report::programs::Tongue;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{
    ArgAction, Args, CommandFactory, Parser, Subcommand, ValueEnum, ValueHint, value_parser,
};
use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

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
    Find(FindArgs),
    Show(ShowArgs),
    New(NewArgs),
    Run(RunArgs),
    Sweep(SweepArgs),
    Replay(ReplayArgs),
    Course(CourseArgs),
    Compare(CompareArgs),
    Serve(ServeArgs),
    Connect(ConnectArgs),
    Relay(RelayArgs),
    Watch(WatchArgs),
    Grade(GradeArgs),
    Check(CheckArgs),
    Torture(TortureArgs),
    Doctor(DoctorArgs),
    Schema(SchemaArgs),
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
pub(crate) struct FindArgs {
    #[arg(required = true)]
    pub words: Vec<String>,
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    #[arg(value_hint = ValueHint::FilePath)]
    pub scenario: OsString,
    #[arg(long, conflicts_with_all = ["case", "only"])]
    pub source: bool,
    #[arg(long, conflicts_with = "source")]
    pub question: bool,
    #[command(flatten)]
    pub chosen: ChosenArgs,
    #[arg(long = "as", conflicts_with_all = ["source", "question", "case", "only"])]
    #[arg(value_parser = word::<Tongue>(Tongue::ALL, Tongue::as_str))]
    pub tongue: Option<Tongue>,
    #[arg(long, short, requires = "tongue", value_hint = ValueHint::DirPath)]
    pub output: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct NewArgs {
    pub name: String,
}

#[derive(Debug, Args)]
pub(crate) struct RunArgs {
    #[arg(required = true, value_hint = ValueHint::FilePath)]
    pub scenarios: Vec<OsString>,
    #[command(flatten)]
    pub chosen: ChosenArgs,
    #[arg(long)]
    pub set: Vec<String>,
    #[arg(long, value_parser = value_parser!(u32).range(1..))]
    #[arg(conflicts_with_all = ["ask", "votes", "step"])]
    pub repeat: Option<u32>,
    #[arg(long, conflicts_with = "output")]
    pub ask: bool,
    #[arg(long, conflicts_with_all = ["output", "ask"])]
    pub votes: bool,
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

/// Which cases; for `run`, `replay` and `show`.
#[derive(Debug, Args)]
pub(crate) struct ChosenArgs {
    #[arg(long)]
    pub case: Vec<String>,
    #[arg(long, value_parser = word::<Role>(Role::ALL, Role::as_str))]
    pub only: Vec<Role>,
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
    #[arg(long, short, conflicts_with = "quiet", action = ArgAction::Count)]
    pub verbose: u8,
    #[arg(long)]
    pub no_answer: bool,
    #[arg(long, conflicts_with = "quiet")]
    pub step: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ReplayArgs {
    #[arg(value_hint = ValueHint::FilePath)]
    pub trace: PathBuf,
    #[command(flatten)]
    pub chosen: ChosenArgs,
    #[command(flatten)]
    pub report: Report,
}

#[derive(Debug, Args)]
pub(crate) struct CourseArgs {
    #[arg(value_hint = ValueHint::FilePath)]
    pub trace: Option<PathBuf>,
    #[arg(long, short, value_hint = ValueHint::DirPath)]
    pub output: PathBuf,
    #[arg(long)]
    pub overwrite: bool,
}

#[derive(Debug, Args)]
pub(crate) struct CompareArgs {
    #[arg(value_hint = ValueHint::FilePath)]
    pub traces: Vec<PathBuf>,
    #[arg(long)]
    pub case: Vec<String>,
    #[arg(long)]
    pub all: bool,
    #[arg(long, value_enum, default_value_t = FormatArg::Text, hide_default_value = true)]
    pub format: FormatArg,
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
    #[arg(long, value_enum, default_value_t = PlainFormatArg::Text, hide_default_value = true)]
    pub format: PlainFormatArg,
}

#[derive(Debug, Args)]
pub(crate) struct DoctorArgs {
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct SchemaArgs {
    pub name: String,
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
pub(crate) enum SwitchArg {
    On,
    Off,
}

/// A language, by its written name.
fn lang() -> impl TypedValueParser<Value = Lang> {
    word(Lang::ALL, Lang::as_str)
}

/// One of a closed list of words.
fn word<T>(all: &'static [T], name: fn(T) -> &'static str) -> impl TypedValueParser<Value = T>
where
    T: Copy + std::str::FromStr + Send + Sync + 'static,
    T::Err: std::error::Error + Send + Sync + 'static,
{
    PossibleValuesParser::new(all.iter().map(move |value| name(*value)))
        .try_map(|word| word.parse::<T>())
}

/// A length of time, an hour at the most.
fn duration_of(text: &str) -> Result<Duration, &'static str> {
    let length = duration(text).ok().filter(|length| *length <= Duration::from_secs(3600));
    length.ok_or("no duration")
}

/// A length of time that is not nothing.
fn lasting(text: &str) -> Result<Duration, &'static str> {
    duration_of(text).and_then(|length| match length.is_zero() {
        true => Err("no time at all"),
        false => Ok(length),
    })
}

/// A group, by its written name.
fn group() -> impl TypedValueParser<Value = Group> {
    word(Group::ALL, Group::as_str)
}
