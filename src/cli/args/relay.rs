//! The arguments of `relay`.

use super::{SeenArgs, duration_of, lasting, word};
use crate::apps::relay::{CutText, Direction};
use clap::Args;
use clap::builder::RangedU64ValueParser;
use std::time::Duration;

#[derive(Debug, Args)]
pub(crate) struct RelayArgs {
    pub listen: String,
    pub server: String,
    #[arg(long, value_parser = |text: &str| text.parse::<CutText>())]
    pub cut: Option<CutText>,
    #[arg(long, requires = "cut")]
    pub seed: Option<u64>,
    #[arg(long, requires = "cut")]
    pub framing: Option<String>,
    #[arg(long, value_parser = duration_of)]
    pub pace: Option<Duration>,
    #[arg(long, value_parser = lasting)]
    pub glue: Option<Duration>,
    #[arg(long, value_parser = lasting, conflicts_with = "glue")]
    pub delay: Option<Duration>,
    #[arg(long, value_parser = word::<Direction>(Direction::ALL, Direction::as_str))]
    pub direction: Option<Direction>,
    #[arg(long, conflicts_with_all = ["cut", "pace", "glue", "once"])]
    pub udp: bool,
    #[arg(long, requires = "udp", value_delimiter = ',', value_parser = nth())]
    pub lose: Vec<u64>,
    #[arg(long, requires = "udp", value_delimiter = ',', value_parser = nth())]
    pub double: Vec<u64>,
    #[arg(long, requires = "udp", value_delimiter = ',', value_parser = nth())]
    pub swap: Vec<u64>,
    #[arg(long)]
    pub once: bool,
    #[arg(long = "for", value_parser = lasting)]
    pub limit: Option<Duration>,
    #[command(flatten)]
    pub seen: SeenArgs,
}

/// Which datagram, from 1.
fn nth() -> RangedU64ValueParser {
    RangedU64ValueParser::new().range(1..)
}
