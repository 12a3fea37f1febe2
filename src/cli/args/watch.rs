//! The arguments of `watch`.

use super::{FormatArg, lasting};
use clap::{ArgAction, Args, ValueHint};
use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

#[derive(Debug, Args)]
pub(crate) struct WatchArgs {
    #[arg(long, value_hint = ValueHint::ExecutablePath)]
    pub server: Vec<OsString>,
    #[arg(long, value_hint = ValueHint::ExecutablePath)]
    pub client: Vec<OsString>,
    #[arg(last = true, value_hint = ValueHint::ExecutablePath)]
    #[arg(conflicts_with_all = ["server", "client"])]
    #[arg(required_unless_present_any = ["server", "client"])]
    pub program: Vec<OsString>,
    #[arg(long)]
    pub framing: Vec<String>,
    #[arg(long = "for", value_parser = lasting)]
    pub limit: Option<Duration>,
    #[arg(long, value_hint = ValueHint::FilePath)]
    pub trace: Option<PathBuf>,
    #[arg(long, value_enum, default_value_t = FormatArg::Text, hide_default_value = true)]
    pub format: FormatArg,
    #[arg(long, short, value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,
    #[arg(long, short)]
    pub quiet: bool,
    #[arg(long, short, conflicts_with = "quiet", action = ArgAction::Count)]
    pub verbose: u8,
}
