//! What a case about the lab cannot have: a socket whose bytes never get to its wire.

use crate::model::{Case, Step, Text, Transport};
use crate::scenario::problem::{Checked, Explain, Problem};
use crate::scenario::read::CasePlaces;

/// A transport that stays inside one host.
struct StaysInside {
    transport: Transport,
}

impl Explain for StaysInside {
    fn what(&self) -> Text {
        let transport = self.transport;
        Text::new(
            format!(
                "{transport} stays inside one host: none of its data gets to the wire of the lab"
            ),
            format!("{transport} 只在一台主机内部：它的数据不会上实验网络"),
        )
    }

    fn help(&self) -> Option<Text> {
        crate::scenario::near::one_of(&["tcp", "udp"])
    }
}

pub(super) fn check(case: &Case, places: &CasePlaces<'_>) -> Checked<()> {
    let steps = || case.all_steps().filter(|_| case.lab.is_some());
    let unix = |step: &Step| step.call.arguments().transport.filter(|made| made.is_unix());
    let found = steps().find_map(|step| Some((step, unix(step)?)));
    match found {
        Some((step, transport)) => {
            Err(Problem::at(places.field(step, "transport"), StaysInside { transport }))
        }
        None => Ok(()),
    }
}
