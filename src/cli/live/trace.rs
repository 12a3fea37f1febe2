//! `--trace FILE`: the session, as a trace.

use super::super::gather::Gathered;
use super::super::interrupt::Interrupts;
use super::super::out::Output;
use super::screen::Screen;
use crate::apps::{Audience, Event};
use crate::model::{Text, WireKind};
use crate::net::{self, Kept};
use crate::report::{Look, fit, visible};
use std::path::Path;

/// A session that is kept, and where it goes.
pub(super) struct Keeping {
    kept: Kept,
    output: Output,
    interrupts: Interrupts,
}

impl Keeping {
    /// Where a trace was asked for: the file can be written, or it is said before anything happens.
    pub(super) fn begin(
        file: Option<&Path>,
        look: &Look,
        interrupts: &Interrupts,
    ) -> anyhow::Result<Option<Self>> {
        let begin = |file| {
            let output = Output::open(Some(file), look, interrupts)?;
            interrupts.writes_at_the_end(Some(fit(&lost(file, look), look).into_owned()));
            Ok(Keeping { kept: Kept::default(), output, interrupts: interrupts.clone() })
        };
        file.map(begin).transpose()
    }

    pub(super) fn kept(&self) -> &Kept {
        &self.kept
    }

    /// Writes the file; what is not in it. `here`: no other computer took part.
    pub(super) fn finish(self, id: &str, here: bool) -> anyhow::Result<Option<Text>> {
        let Keeping { kept, mut output, interrupts } = self;
        let run = kept.trace(id);
        let (calls, left_out) = (run.records.len(), run.left_out);
        let wire = if here { WireKind::Loopback } else { WireKind::Network };
        let mut gathered = Gathered::default();
        gathered.session(run);
        output.write_json(&gathered.judged(&net::host(), wire)?)?;
        output.finish()?;
        interrupts.writes_at_the_end(None);
        Ok((left_out > 0).then(|| {
            Text::new(
                format!("the trace has the first {calls} calls; {left_out} more are not in it"),
                format!("轨迹里只有前 {calls} 次调用，后面的 {left_out} 次没有写进去"),
            )
        }))
    }
}

/// What is said where the program ends before the trace is written.
fn lost(file: &Path, look: &Look) -> String {
    let file = visible(&file.to_string_lossy()).into_owned();
    let said = look.say(Text::new(
        format!("error: ended at once: the trace was not written to {file}"),
        format!("错误：程序立即结束，轨迹没有写进 {file}"),
    ));
    format!("{said}\n")
}

/// Who hears of the session: the screen, and the trace where one is kept.
pub(super) struct Both<'a> {
    pub(super) screen: &'a Screen,
    pub(super) kept: Option<&'a Kept>,
}

impl Audience for Both<'_> {
    fn hear(&self, event: &Event<'_>) {
        if let Some(kept) = self.kept {
            kept.hear(event);
        }
        self.screen.hear(event);
    }
}
