//! How far transfers are: a bar for each on standard error, only where a person watches.

use crate::apps::Progress;
use crate::model::{Lang, SocketId};
use crate::report::{Look, Verbosity, visible};
use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::collections::BTreeMap;
use std::io::IsTerminal;

/// The bars, each with the rate and the time left.
pub(super) struct Bars {
    all: Option<MultiProgress>,
    style: ProgressStyle,
    shown: BTreeMap<SocketId, ProgressBar>,
}

impl Bars {
    /// None where nobody watches, or where it is to be quiet.
    pub(super) fn new(look: &Look) -> Self {
        let wanted = look.verbosity != Verbosity::Quiet && std::io::stderr().is_terminal();
        let left = match look.lang {
            Lang::En => "left",
            Lang::Zh => "剩",
        };
        let template = match look.lang {
            Lang::En => format!(
                "{:12}{{msg:16!}} {{bar:16}} {{percent:>3}}% {{binary_bytes_per_sec}} {{eta}} {left}",
                ""
            ),
            Lang::Zh => format!(
                "{:12}{{msg:16!}} {{bar:16}} {{percent:>3}}% {{binary_bytes_per_sec}} {left} {{eta}}",
                ""
            ),
        };
        let style = ProgressStyle::with_template(&template)
            .unwrap_or_else(|_| ProgressStyle::default_bar())
            .progress_chars("=> ");
        let target = || MultiProgress::with_draw_target(ProgressDrawTarget::stderr_with_hz(10));
        Bars { all: wanted.then(target), style, shown: BTreeMap::new() }
    }

    /// So far is the transfer on this socket; nothing: its bar goes.
    pub(super) fn progress(&mut self, on: SocketId, progress: Option<Progress<'_>>) {
        let Some(all) = &self.all else { return };
        let Some(Progress { name, done, of }) = progress else {
            if let Some(bar) = self.shown.remove(&on) {
                bar.finish_and_clear();
                all.remove(&bar);
            }
            return;
        };
        let bar = self.shown.entry(on).or_insert_with(|| {
            let bar = all.add(ProgressBar::new(of).with_style(self.style.clone()));
            bar.with_message(visible(name).into_owned())
        });
        bar.set_position(done);
    }

    /// Writes something above the bars.
    pub(super) fn aside(&self, write: impl FnOnce()) {
        match &self.all {
            Some(all) if !self.shown.is_empty() => all.suspend(write),
            _ => write(),
        }
    }
}
