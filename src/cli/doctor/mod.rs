//! `doctor`: what this computer can show.
//!
//! It asks by doing: a scenario (`probe.toml`) that tries every kind of socket and asks for every
//! option is run like any other, and its traces are read. So what `doctor` says is what a run here
//! will meet, on every system, by the same code.

mod findings;
mod text;

use super::args::DoctorArgs;
use super::code::Code;
use super::failure::Failure;
use super::interrupt::Interrupts;
use super::jobs::name_of;
use super::locale::Manner;
use super::out::{print_json, print_page};
use super::perform::Performer;
use super::words::Words;
use super::words::missing_figures::{OLDER, why_not};
use crate::analysis::Setting;
use crate::model::{Host, LabGap, OptionName, Seen, Text, WireKind};
use crate::net;
use crate::scenario;
use crate::stage::Stage;
use anyhow::Context;
use findings::{Answer, Findings, NamedFigure};
use serde_json::{Map, Value, json};

const PROBE: &str = include_str!("probe.toml");

pub(crate) fn doctor(args: &DoctorArgs, manner: &Manner) -> anyhow::Result<Code> {
    let stage = Stage::with_lab();
    let performer = Performer::on(stage, &Interrupts::listen())?;
    let findings = probe(&performer)?;
    match args.json {
        true => print_json(&as_json(&performer.host, &findings), manner)?,
        false => print_page(
            &text::page((&performer.host, performer.fault()), &findings, manner.lang),
            manner,
        )?,
    }
    Ok(Code::Fine)
}

/// Runs the probe. A kind of socket that this computer does not have is a finding.
fn probe(performer: &Performer) -> anyhow::Result<Findings> {
    let scenario = scenario::parse("probe.toml", PROBE.as_bytes())
        .map_err(|error| Failure::defect(&Text::clone(error.text())))?;
    let mut findings = Findings {
        mtu: net::loopback_mtu(),
        settings: net::settings().collect(),
        ..Findings::default()
    };
    for case in &scenario.cases {
        let tried = performer.tried(case);
        let trace = tried.with_context(|| Failure::unperformed(&name_of(&scenario, case)))?;
        findings.add(case, &trace, performer.lacks_loopback(case));
    }
    Ok(findings)
}

/// Where this is: what decides why a figure is not to be had.
fn here(host: &Host) -> Setting {
    Setting::of(host, WireKind::Loopback, false)
}

fn as_json(host: &Host, findings: &Findings) -> String {
    let kinds = findings.kinds.iter().map(|(kind, failed)| match failed {
        None => (kind.clone(), json!("works")),
        Some(error) => (kind.clone(), json!({ "error": error })),
    });
    let option = |(option, answer): &(OptionName, Answer)| match answer {
        Answer::Is(value) => (option.to_string(), json!({ "seen": value })),
        Answer::SetOnly => (option.to_string(), json!("set-only")),
        Answer::Not(error) => (option.to_string(), json!({ "error": error })),
    };
    let report = json!({
        "format": "stickydemo-doctor/1",
        "host": host,
        "wires": match findings.lab {
            Some(Ok(())) => json!(["loopback", "lab"]),
            _ => json!(["loopback"]),
        },
        "lab": match findings.lab {
            Some(Ok(())) => json!("works"),
            Some(Err(gap)) => json!({ "missing": gap }),
            None => json!({ "missing": LabGap::Failed }),
        },
        "sockets": kinds.collect::<Map<String, Value>>(),
        "figures": {
            "sender": figures(&findings.of_sender()),
            "receiver": figures(&findings.of_receiver()),
            "datagram": figures(&findings.of_datagram()),
        },
        "why_not": reasons(host, findings),
        "options": findings
            .options
            .iter()
            .map(|(kind, asked)| (kind.clone(), asked.iter().map(option).collect()))
            .collect::<Map<String, Value>>(),
        "largest": findings
            .largest
            .iter()
            .map(|(option, value)| (option.to_string(), json!(value)))
            .collect::<Map<String, Value>>(),
        "loopback_mtu": findings.mtu,
        "settings": findings
            .settings
            .iter()
            .map(|(name, value)| ((*name).to_owned(), json!(value)))
            .collect::<Map<String, Value>>(),
    });
    format!("{report:#}\n")
}

/// Whether each figure is offered; its value here and now says nothing.
fn figures(figures: &[NamedFigure]) -> Map<String, Value> {
    let known = |value: &Seen<u64>| match value.map(|_| "seen") {
        Seen::Seen(seen) => json!(seen),
        Seen::Failed(code) => json!({ "failed": code }),
        _ => json!("unsupported"),
    };
    figures.iter().map(|(name, value)| ((*name).to_owned(), known(value))).collect()
}

/// Why each figure that is not offered is not, in both languages.
fn reasons(host: &Host, findings: &Findings) -> Map<String, Value> {
    let setting = here(host);
    let all = [findings.of_sender(), findings.of_receiver(), findings.of_datagram()].concat();
    let missing = all.into_iter().filter(|(_, value)| *value == Seen::Unsupported);
    let reasons = missing.map(|(name, _)| {
        let Words { en, zh } = why_not(&setting, name).unwrap_or(OLDER);
        (name.to_owned(), json!({ "en": en, "zh": zh }))
    });
    reasons.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Call, CallName, Lang};
    use crate::report::Look;

    #[test]
    fn the_probe_is_a_scenario_and_every_kind_of_it_has_a_name() {
        let scenario = scenario::parse("probe.toml", PROBE.as_bytes()).unwrap();
        let kinds: Vec<&str> = scenario.cases.iter().map(|case| case.id.as_str()).collect();
        let mut known: Vec<&str> =
            crate::cli::words::doctor::KIND_NAMES.iter().map(|(kind, _)| *kind).collect();
        known.extend(["lab", "cut-datagram", "largest-buffers"]);
        assert_eq!(kinds, known);
        let asked = |option: &OptionName| PROBE.contains(&format!("option = \"{option}\""));
        assert!(OptionName::ALL.iter().all(asked));
    }

    /// What is asked under the heading of a fresh socket is asked of one: no step before has
    /// connected it, or sent through it. (But `IPV6_V6ONLY`: see the probe.)
    #[test]
    fn options_are_asked_of_fresh_sockets() {
        let scenario = scenario::parse("probe.toml", PROBE.as_bytes()).unwrap();
        let mut asked = 0;
        for case in scenario.cases.iter().filter(|case| case.id != "tcp-ipv6") {
            let steps: Vec<_> = case.all_steps().collect();
            for (at, step) in steps.iter().enumerate() {
                let mut own = steps[..at].iter().filter(|before| before.who == step.who);
                if step.call.name() == CallName::Get {
                    let made = own.next().map(|first| first.call.name());
                    // The queue is a listener's.
                    let maker = match step.call {
                        Call::Get { option } if option.is_read_only() => CallName::Listen,
                        _ => CallName::Bind,
                    };
                    assert_eq!(made, Some(maker));
                    let got = own.all(|before| before.call.name() == CallName::Get);
                    assert!(got, "{} step {}", case.id, step.no.0);
                    asked += 1;
                }
            }
        }
        assert!(asked > 20, "{asked}");
    }

    #[test]
    fn what_is_wanting_is_said_in_both_languages() {
        let host = Host {
            os: "nowhere".into(),
            release: "1\u{1b}".into(),
            arch: "z80".into(),
            version: "0".into(),
            under: Some("wine 9".into()),
        };
        for (lang, wanting) in [
            (Lang::En, "how many segments left (this system does not say: segments_out, "),
            (Lang::Zh, "发出了几个报文段（本系统不提供：segments_out、"),
        ] {
            let look = Look { ascii: true, width: 400, lang, ..Look::PLAIN };
            let text = text::page((&host, None), &Findings::default(), lang).text(&look);
            assert!(text.contains(wanting), "{text}");
            assert!(!text.contains('\u{1b}'), "{text:?}");
        }
    }
}
