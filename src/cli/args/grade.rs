//! The arguments of `grade`.

use super::{PlainFormatArg, lasting, word};
use crate::torture::exam::Task;
use clap::{Args, ValueHint, value_parser};
use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

#[derive(Debug, Args)]
pub(crate) struct GradeArgs {
    #[arg(long, required_unless_present = "decoder", conflicts_with = "decoder")]
    #[arg(value_hint = ValueHint::ExecutablePath)]
    pub server: Option<OsString>,
    #[arg(long, value_hint = ValueHint::ExecutablePath)]
    pub decoder: Option<OsString>,
    #[arg(long)]
    pub framing: String,
    #[arg(long, value_parser = word::<Task>(Task::ALL, Task::as_str))]
    #[arg(required_unless_present = "decoder", conflicts_with = "decoder")]
    pub protocol: Option<Task>,
    #[arg(long, conflicts_with = "decoder", value_parser = value_parser!(u16).range(1..))]
    pub port: Option<u16>,
    #[arg(long, default_value_t = 1, hide_default_value = true)]
    pub seed: u64,
    #[arg(long, value_parser = lasting)]
    pub trial: Option<Duration>,
    #[arg(long, value_parser = lasting)]
    pub limit: Option<Duration>,
    #[arg(long, value_hint = ValueHint::FilePath)]
    pub junit: Option<PathBuf>,
    #[arg(long, value_enum, default_value_t = PlainFormatArg::Text, hide_default_value = true)]
    pub format: PlainFormatArg,
    #[arg(long, conflicts_with = "format")]
    pub json: bool,
    #[arg(long, conflicts_with_all = ["decoder", "json"])]
    pub watch: bool,
}

impl GradeArgs {
    /// Whether a program reads what is written.
    pub(crate) fn is_json(&self) -> bool {
        self.json || self.format == PlainFormatArg::Json
    }
}
