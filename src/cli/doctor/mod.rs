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
use super::words::missing_figures::{OLDER, why_not};
use crate::analysis::Setting;
use crate::model::{ErrorInfo, Host, LabGap, OptionName, OptionValue, Seen, Text, WireKind};
use crate::net;
use crate::scenario;
use crate::stage::Stage;
use anyhow::Context;
use findings::{Answer, Findings, NamedFigure};
use serde::Serialize;
use serde_json::json;
use std::collections::BTreeMap;
#[cfg(test)]
use tests::{figure_names, kinds, option_names};

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

/// The format's name and version.
const FORMAT: &str = "stickydemo-doctor/1";

/// What this computer can show, found out by trying.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(title = "stickydemo doctor, format 1"))]
struct Written<'a> {
    #[cfg_attr(test, schemars(extend("const" = FORMAT)))]
    format: &'static str,
    host: &'a Host,
    /// Where packets can travel.
    wires: &'static [WireKind],
    lab: LabFound,
    /// Each kind of socket that was tried.
    #[cfg_attr(test, schemars(extend("propertyNames" = kinds())))]
    sockets: BTreeMap<&'a str, KindFound<'a>>,
    figures: Figures,
    /// Why each figure that is not offered is not.
    #[cfg_attr(test, schemars(extend("propertyNames" = figure_names())))]
    why_not: BTreeMap<&'static str, Text>,
    /// What each option is on a fresh socket, by the kind of socket.
    #[cfg_attr(test, schemars(extend("propertyNames" = kinds())))]
    options: BTreeMap<&'a str, Options<'a>>,
    /// What the kernel grants who asks for the largest buffers.
    #[cfg_attr(test, schemars(extend("propertyNames" = option_names())))]
    largest: BTreeMap<OptionName, Seen<OptionValue>>,
    /// The MTU of the loopback interface, in bytes.
    loopback_mtu: Seen<u64>,
    /// What the system is set to as a whole, by the names its own tools have: sysctl(8).
    #[cfg_attr(test, schemars(extend("propertyNames" = {"pattern": r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$"})))]
    settings: BTreeMap<&'static str, &'a Seen<String>>,
}

/// Whether the lab, a wire between two hosts, was built and carried a packet; else why not.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
enum LabFound {
    Works,
    Missing(LabGap),
}

/// Whether a kind of socket carried the message.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
enum KindFound<'a> {
    Works,
    /// It is not there, or not to be had.
    Error(&'a ErrorInfo),
}

/// Which of the kernel's figures this system offers, by the kind of socket they are about.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Figures {
    sender: Offered,
    receiver: Offered,
    datagram: Offered,
}

/// Figures by name, as in the evidence of a trace; `truncated`: whether the kernel says that a datagram was cut.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(transparent)]
struct Offered(
    #[cfg_attr(test, schemars(extend("propertyNames" = figure_names())))]
    BTreeMap<&'static str, Whether>,
);

/// Whether a figure is offered; its value here and now says nothing.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
enum Whether {
    Seen,
    Unsupported,
    /// It is offered, and the query failed with this error number.
    Failed(i32),
}

/// Options by name.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(transparent)]
struct Options<'a>(
    #[cfg_attr(test, schemars(extend("propertyNames" = option_names())))]
    BTreeMap<OptionName, &'a Answer>,
);

fn as_json(host: &Host, findings: &Findings) -> String {
    let kinds = findings.kinds.iter().map(|(kind, failed)| {
        let found = failed.as_ref().map_or(KindFound::Works, KindFound::Error);
        (kind.as_str(), found)
    });
    let options = findings.options.iter().map(|(kind, asked)| {
        let options = asked.iter().map(|(option, answer)| (*option, answer));
        (kind.as_str(), Options(options.collect()))
    });
    let (wires, lab) = match findings.lab {
        Some(Ok(())) => (&[WireKind::Loopback, WireKind::Lab][..], LabFound::Works),
        Some(Err(gap)) => (&[WireKind::Loopback][..], LabFound::Missing(gap)),
        None => (&[WireKind::Loopback][..], LabFound::Missing(LabGap::Failed)),
    };
    let written = Written {
        format: FORMAT,
        host,
        wires,
        lab,
        sockets: kinds.collect(),
        figures: Figures {
            sender: offered(&findings.of_sender()),
            receiver: offered(&findings.of_receiver()),
            datagram: offered(&findings.of_datagram()),
        },
        why_not: reasons(host, findings),
        options: options.collect(),
        largest: findings.largest.iter().copied().collect(),
        loopback_mtu: findings.mtu,
        settings: findings.settings.iter().map(|(name, value)| (*name, value)).collect(),
    };
    format!("{:#}\n", json!(written))
}

fn offered(figures: &[NamedFigure]) -> Offered {
    let known = |value: &Seen<u64>| match value {
        Seen::Seen(_) => Whether::Seen,
        Seen::Failed(code) => Whether::Failed(*code),
        Seen::Unsupported | Seen::Absent => Whether::Unsupported,
    };
    Offered(figures.iter().map(|(name, value)| (*name, known(value))).collect())
}

/// Why each figure that is not offered is not, in both languages.
fn reasons(host: &Host, findings: &Findings) -> BTreeMap<&'static str, Text> {
    let setting = here(host);
    let all = [findings.of_sender(), findings.of_receiver(), findings.of_datagram()].concat();
    let missing = all.into_iter().filter(|(_, value)| *value == Seen::Unsupported);
    missing.map(|(name, _)| (name, why_not(&setting, name).unwrap_or(OLDER).into())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Call, CallName, Evidence, Lang};
    use crate::report::Look;
    use serde_json::Value;

    pub(super) fn kinds() -> Value {
        let names = crate::cli::words::doctor::KIND_NAMES.iter().map(|(kind, _)| kind);
        json!({ "enum": names.collect::<Vec<_>>() })
    }

    pub(super) fn option_names() -> Value {
        json!({ "enum": OptionName::ALL })
    }

    pub(super) fn figure_names() -> Value {
        let evidence = schemars::schema_for!(Evidence);
        let names = evidence.get("properties").and_then(Value::as_object).unwrap().keys();
        let names: Vec<&str> = names.map(String::as_str).chain(["truncated"]).collect();
        json!({ "enum": names })
    }

    #[test]
    fn the_schema_is_made_of_it() {
        crate::schemas::assert_kept::<Written<'_>>("doctor-1");
    }

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
