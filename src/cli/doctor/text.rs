//! What `doctor` prints.

use super::findings::{Answer, Asked, Findings, NamedFigure};
use super::here;
use crate::analysis::Setting;
use crate::cli::words::doctor::{self as words, CAN_SHOW, Lesson};
use crate::cli::words::missing_figures::{NOT_ASKED, OLDER, REFUSED, why_not};
use crate::cli::words::{PROGRAM, Words};
use crate::model::{ErrorInfo, ErrorName, Host, LabGap, Lang, OptionName, OptionValue, Seen};
use crate::net;
use crate::net::lab::LabFault;
use crate::report::page::grid::{Grid, plain};
use crate::report::page::line::{Line, Style};
use crate::report::page::{Block, Page};
use std::io::{self, ErrorKind};

/// The whole report.
pub(super) fn page(
    (host, fault): (&Host, Option<&LabFault>),
    findings: &Findings,
    lang: Lang,
) -> Page {
    let mut page = Told { lang, page: Page::new() };
    page.host(host);
    let setting = here(host);
    page.least(&setting);
    page.heading(words::LESSONS);
    CAN_SHOW.iter().for_each(|lesson| page.lesson(lesson, findings, &setting));
    page.lab(findings.lab, fault);
    page.heading(words::KINDS);
    findings.kinds.iter().for_each(|(kind, failed)| page.kind(kind, failed.as_ref()));
    page.heading(words::OPTIONS);
    let rows: Vec<_> =
        findings.options.iter().flat_map(|(kind, asked)| page.options(kind, asked)).collect();
    page.columns(&rows);
    page.heading(words::LARGEST);
    let told = |value: Seen<OptionValue>| match value {
        Seen::Unsupported => page.say(words::REPEATED).to_owned(),
        value => page.seen(value.map(|value: OptionValue| value.to_string())),
    };
    let largest = findings.largest.iter().map(|(option, value)| (option.to_string(), told(*value)));
    let largest: Vec<_> = largest.collect();
    page.columns(&largest);
    page.heading(words::SYSTEM);
    let mtu = (page.say(words::MTU).to_owned(), page.seen(findings.mtu.map(|mtu| mtu.to_string())));
    let settings = findings.settings.iter();
    let settings = settings.map(|(name, value)| ((*name).to_owned(), page.seen(value.clone())));
    let system: Vec<_> = [mtu].into_iter().chain(settings).collect();
    page.columns(&system);
    page.page
}

/// The report as it grows.
struct Told {
    lang: Lang,
    page: Page,
}

impl Told {
    fn say(&self, words: Words) -> &'static str {
        words.get(self.lang)
    }

    /// `stickydemo 0.1.0 on linux 6.18 x86_64`
    fn host(&mut self, host: &Host) {
        let (on, under) = (self.say(words::ON), self.say(words::UNDER));
        let Host { os, release, arch, version, .. } = host;
        let mut line = format!("{} {version} {on} {os} {release} {arch}", PROGRAM.name);
        if let Some(between) = &host.under {
            line.push_str(&format!(" {under} {between}"));
        }
        self.page.wide(plain(&line), (0, 0));
    }

    /// The least release of this system.
    fn least(&mut self, setting: &Setting) {
        for (_, words) in words::LEAST.iter().filter(|(system, _)| setting.is_on(*system)) {
            self.page.wide(plain(self.say(*words)), (0, 0));
        }
    }

    fn heading(&mut self, words: Words) {
        self.page.part(self.say(words));
    }

    fn entry(&mut self, good: bool, text: &str) {
        let (mark, style) = if good { ("✔ ", Style::Good) } else { ("✘ ", Style::Bad) };
        self.page.wide(Line::of(style, mark).with(Style::Plain, text), (2, 4));
    }

    /// Something that can be shown; if it cannot, the figures that are wanting.
    fn lesson(&mut self, lesson: &Lesson, findings: &Findings, setting: &Setting) {
        let mut lacking: Vec<NamedFigure> = Vec::new();
        for (needed, figures) in [
            (lesson.sender, findings.of_sender()),
            (lesson.receiver, findings.of_receiver()),
            (lesson.datagram, findings.of_datagram()),
        ] {
            let found = |name: &'static str| {
                let figure = figures.iter().find(|figure: &&NamedFigure| figure.0 == name);
                figure.copied().unwrap_or((name, Seen::Absent))
            };
            let needed = needed.iter().map(|name| found(name));
            lacking.extend(needed.filter(|(_, value)| value.seen().is_none()));
        }
        let what = self.say(lesson.what);
        let names: Vec<&str> = lacking.iter().map(|(name, _)| *name).collect();
        match lacking.is_empty() {
            true => self.entry(true, what),
            false => {
                let why = self.say(words::LACKING);
                let text = match self.lang {
                    Lang::En => format!("{what} ({why}: {})", names.join(", ")),
                    Lang::Zh => format!("{what}（{why}：{}）", names.join("、")),
                };
                self.entry(false, &text);
                self.reasons(&lacking, setting);
            }
        }
    }

    /// Why each of these figures is not to be had: those with one reason on one line.
    fn reasons(&mut self, lacking: &[NamedFigure], setting: &Setting) {
        let mut reasons: Vec<(&str, Vec<&str>)> = Vec::new();
        for (figure, value) in lacking {
            let why = self.say(match value {
                Seen::Failed(_) => REFUSED,
                Seen::Absent => NOT_ASKED,
                Seen::Unsupported | Seen::Seen(_) => why_not(setting, figure).unwrap_or(OLDER),
            });
            match reasons.iter_mut().find(|(known, _)| *known == why) {
                Some((_, figures)) => figures.push(figure),
                None => reasons.push((why, vec![figure])),
            }
        }
        for (why, figures) in reasons {
            let line = match self.lang {
                Lang::En => format!("{}: {why}", figures.join(", ")),
                Lang::Zh => format!("{}：{why}", figures.join("、")),
            };
            self.page.wide(plain(&line), (6, 8));
        }
    }

    /// The lab; if there is none, why, and what the system said.
    fn lab(&mut self, lab: Option<Result<(), LabGap>>, fault: Option<&LabFault>) {
        let what = self.say(words::LAB);
        let gap = match lab {
            Some(Ok(())) => return self.entry(true, what),
            Some(Err(gap)) => gap,
            None => LabGap::Failed,
        };
        let why = gap.text();
        let said = fault.filter(|fault| fault.source.raw_os_error().is_some());
        let said = said.map(|fault| match fault.source.kind() {
            // unshare(2): of a namespace this has nothing to do with a disk.
            ErrorKind::StorageFull => self.say(words::NAMESPACES_FULL).to_owned(),
            _ => net::said(&fault.source).get(self.lang).to_owned(),
        });
        let text = match (self.lang, said) {
            (Lang::En, Some(said)) => format!("{what}: {} ({said})", why.en),
            (Lang::En, None) => format!("{what}: {}", why.en),
            (Lang::Zh, Some(said)) => format!("{what}：{}（{said}）", why.zh),
            (Lang::Zh, None) => format!("{what}：{}", why.zh),
        };
        self.entry(false, &text);
    }

    fn kind(&mut self, kind: &str, failed: Option<&ErrorInfo>) {
        let name = words::KIND_NAMES.iter().find(|(known, _)| *known == kind);
        let name = name.map_or_else(|| kind.to_owned(), |(_, name)| self.say(*name).to_owned());
        match failed {
            None => self.entry(true, &name),
            Some(error) => {
                let why = self.failed(error);
                let colon = if self.lang == Lang::En { ": " } else { "：" };
                self.entry(false, &format!("{name}{colon}{why}"));
            }
        }
    }

    /// Name and value. The options that several kinds of socket have carry the kind's name.
    fn options(&self, kind: &str, asked: &Asked) -> Vec<(String, String)> {
        let name = |option: &OptionName| match option.as_str() {
            shared if shared.starts_with("SO_") => format!("{shared} ({kind})"),
            own => own.to_owned(),
        };
        let said = |answer: &Answer| match answer {
            Answer::Is(value) => value.to_string(),
            Answer::SetOnly => self.say(words::SET_ONLY).to_owned(),
            // It is this program that says why: the system was not asked.
            Answer::Not(error) if error.reason().is_some() => self.say(words::NO_SOCKET).to_owned(),
            Answer::Not(error) => self.failed(error),
        };
        asked.iter().map(|(option, answer)| (name(option), said(answer))).collect()
    }

    fn failed(&self, error: &ErrorInfo) -> String {
        if let Some(why) = error.reason() {
            return why.get(self.lang).to_owned();
        }
        match (error.name, &error.native) {
            (ErrorName::Unsupported, Some(native)) if is_forbidden(error) => {
                format!("{} ({native})", self.say(words::FORBIDDEN))
            }
            (ErrorName::Unsupported, None) => self.say(words::NOT_HERE).to_owned(),
            (ErrorName::Unsupported, Some(native)) => {
                format!("{} ({native})", self.say(words::NOT_HERE))
            }
            (name, Some(native)) => format!("{name} ({native})"),
            (name, None) => name.to_string(),
        }
    }

    fn seen(&self, value: Seen<String>) -> String {
        match value {
            Seen::Seen(value) => value,
            Seen::Failed(code) => format!("({code})"),
            Seen::Unsupported | Seen::Absent => self.say(words::NOT_HERE).to_owned(),
        }
    }

    fn columns(&mut self, rows: &[(String, String)]) {
        let rows = rows.iter().map(|(name, value)| (plain(name), plain(value)));
        self.page.blocks.push(Block::Grid(Grid::pairs(rows)));
    }
}

/// Whether the system does not lack it, but something that filters system calls forbids it (`net::Failure`).
fn is_forbidden(error: &ErrorInfo) -> bool {
    let kind = error.number.map(|number| io::Error::from_raw_os_error(number).kind());
    kind == Some(ErrorKind::PermissionDenied)
}
