//! Where a trace was made, and whether a case can be run there.

use crate::model::{Case, CaseTrace, CaseVariant, Host, LabGap, Platform, Text, Variant, WireKind};

/// Where a trace was made, as far as expectations depend on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// The operating system, as in [`Host::os`].
    pub os: String,
    /// What stood between the program and that system, as in [`Host::under`].
    pub under: Option<String>,
    /// What the packets travelled on.
    pub wire: WireKind,
    /// Whether `--set` changed the scenario.
    pub changed: bool,
    /// Why there was no lab, where one was wanted.
    pub gap: Option<LabGap>,
}

impl Setting {
    /// The setting of what was run there.
    pub fn of(host: &Host, wire: WireKind, changed: bool) -> Self {
        Setting { os: host.os.clone(), under: host.under.clone(), wire, changed, gap: None }
    }

    /// The setting of one case of the run: one about the lab has a wire of its own, where it was had.
    pub fn over(&self, trace: &CaseTrace) -> Self {
        let gap = trace.lab.as_ref().and_then(|lab| lab.missing);
        let wire = match (&trace.lab, gap) {
            (Some(_), None) => WireKind::Lab,
            _ => self.wire,
        };
        Setting { wire, gap, ..self.clone() }
    }

    /// Whether a variant for this platform applies.
    pub fn is_on(&self, platform: Platform) -> bool {
        match platform {
            Platform::Lab => self.wire == WireKind::Lab,
            Platform::Wine => self.under.as_ref().is_some_and(|under| under.starts_with("wine")),
            system => self.os == system.as_str(),
        }
    }

    /// Whether closing a TCP socket with bytes unread resets its connection there (RFC 2525, 2.17). FreeBSD sends a
    /// FIN (tcp_disconnect in sys/netinet/tcp_usrreq.c).
    pub fn resets_unread(&self) -> bool {
        !self.is_on(Platform::Freebsd)
    }

    /// The variant that applies: that of Wine before that of Windows, which Wine stands in for.
    pub fn pick<'v, T>(&self, variants: &'v [Variant<T>]) -> Option<&'v Variant<T>> {
        let mut here = variants.iter().filter(|variant| self.is_on(variant.on));
        let first = here.next()?;
        Some(here.find(|variant| variant.on == Platform::Wine).unwrap_or(first))
    }
}

/// Why a case cannot be run in this setting, if it cannot: the scenario says so, or it is about a
/// wire that is not here. Asked before a case is run.
pub fn not_runnable(case: &Case, setting: &Setting) -> Option<Text> {
    let said = setting.pick(&case.on).filter(|v| v.value == CaseVariant::Unsupported);
    let wire = case.wire.filter(|wire| *wire != setting.wire);
    let wire = wire.map(|wire| match setting.gap {
        Some(gap) => gap.text(),
        None => Text::new(
            format!("the case is about the wire `{wire}`, which this run does not use"),
            format!("这个用例讲的是线路 `{wire}`，这次运行没有用它"),
        ),
    });
    said.map(|variant| variant.why.clone()).or(wire)
}
