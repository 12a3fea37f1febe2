//! The arguments of `serve` and `connect`.

use super::{SwitchArg, duration_of, lasting, word};
use crate::apps::{Ack, App, Cut, Digest, Frames, Guise, Mode, Order, Protocol, Spelling};
use crate::model::TextEncoding;
use clap::{Args, ValueHint, value_parser};
use std::path::PathBuf;
use std::time::Duration;

#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    #[arg(value_parser = word::<App>(App::ALL, App::as_str))]
    pub app: Option<App>,
    #[arg(long)]
    pub listen: Option<String>,
    #[arg(long, value_parser = word::<Mode>(Mode::ALL, Mode::as_str))]
    pub mode: Option<Mode>,
    #[arg(long, value_parser = value_parser!(u16).range(1..))]
    pub max_clients: Option<u16>,
    #[arg(long)]
    pub reply: Vec<String>,
    #[arg(long, value_hint = ValueHint::FilePath)]
    pub accounts: Option<PathBuf>,
    #[arg(long, requires = "accounts")]
    pub add: Option<String>,
    #[arg(long)]
    pub allow: Vec<String>,
    #[arg(long, value_parser = word::<Order>(Order::ALL, Order::as_str))]
    pub order: Option<Order>,
    #[arg(long)]
    pub auto: bool,
    #[arg(long, value_parser = lasting)]
    pub every: Option<Duration>,
    #[arg(long, value_hint = ValueHint::DirPath)]
    pub folder: Option<PathBuf>,
    #[command(flatten)]
    pub session: SessionArgs,
}

#[derive(Debug, Args)]
pub(crate) struct ConnectArgs {
    #[arg(value_parser = word::<App>(App::ALL, App::as_str))]
    pub app: Option<App>,
    pub address: Option<String>,
    #[arg(long, value_parser = lasting)]
    pub every: Option<Duration>,
    #[arg(long, value_hint = ValueHint::FilePath)]
    pub send_file: Option<PathBuf>,
    #[arg(long = "as", value_parser = word::<Guise>(Guise::ALL, Guise::as_str))]
    pub guise: Option<Guise>,
    #[arg(long, value_parser = word::<Spelling>(Spelling::ALL, Spelling::as_str))]
    pub spelling: Option<Spelling>,
    #[command(flatten)]
    pub session: SessionArgs,
}

/// What `serve` and `connect` both take.
#[derive(Debug, Args)]
pub(crate) struct SessionArgs {
    #[arg(long, conflicts_with_all = ["udp", "unix"])]
    pub tcp: bool,
    #[arg(long, conflicts_with = "unix")]
    pub udp: bool,
    #[arg(long, value_hint = ValueHint::FilePath)]
    pub unix: Option<PathBuf>,
    #[arg(long, value_parser = value_parser!(u32).range(1..=16_777_216))]
    pub recv: Option<u32>,
    #[arg(long, value_parser = duration_of)]
    pub late: Option<Duration>,
    #[arg(long, value_enum)]
    pub nodelay: Option<SwitchArg>,
    #[arg(long, value_parser = value_parser!(u32).range(..=1_073_741_824))]
    pub rcvbuf: Option<u32>,
    #[arg(long, value_parser = value_parser!(u32).range(..=1_073_741_824))]
    pub sndbuf: Option<u32>,
    #[arg(long, value_parser = |text: &str| text.parse::<Cut>())]
    pub cut: Option<Cut>,
    #[arg(long, value_parser = duration_of)]
    pub pace: Option<Duration>,
    #[arg(long, value_parser = lasting)]
    pub idle: Option<Duration>,
    #[arg(long, value_parser = word::<Frames>(Frames::ALL, Frames::as_str))]
    pub framing: Option<Frames>,
    #[arg(long)]
    pub as_taught: bool,
    #[arg(long, value_parser = word::<Ack>(Ack::ALL, Ack::as_str))]
    pub ack: Option<Ack>,
    #[arg(long, value_hint = ValueHint::FilePath)]
    pub key_file: Option<PathBuf>,
    #[arg(long, value_parser = word::<Digest>(Digest::ALL, Digest::as_str))]
    pub digest: Option<Digest>,
    #[arg(long, value_parser = word::<Protocol>(Protocol::ALL, Protocol::as_str))]
    pub protocol: Option<Protocol>,
    #[arg(long, value_parser = value_parser!(u64).range(..1 << 62))]
    pub max_size: Option<u64>,
    #[command(flatten)]
    pub seen: SeenArgs,
}

/// How a live session is shown, and kept; for `relay`, too.
#[derive(Debug, Args)]
pub(crate) struct SeenArgs {
    #[arg(long, value_hint = ValueHint::FilePath)]
    pub trace: Option<PathBuf>,
    #[arg(long, conflicts_with = "both")]
    pub hex: bool,
    #[arg(long)]
    pub both: bool,
    #[arg(long, value_parser = word::<TextEncoding>(TextEncoding::ALL, TextEncoding::as_str))]
    pub encoding: Option<TextEncoding>,
    #[arg(long, short, conflicts_with = "verbose")]
    pub quiet: bool,
    #[arg(long, short)]
    pub verbose: bool,
}
