//! What a case about the lab cannot have: more or fewer hosts than its wire has ends, and a socket whose bytes never get
//! to its wire.

use crate::model::{Case, Text, Transport, WireKind};
use crate::scenario::near;
use crate::scenario::problem::{Explain, Problem};
use crate::scenario::read::CasePlaces;

/// What the lab has no room for.
enum LabFault {
    TwoHosts { hosts: usize },
    StaysInside { transport: Transport },
}

impl Explain for LabFault {
    fn what(&self) -> Text {
        match self {
            LabFault::TwoHosts { hosts } => Text::new(
                format!(
                    "the lab has two hosts, one at each end of its wire; this case has {hosts}"
                ),
                format!("实验网络两端各有一台主机，共两台；这个用例里有 {hosts} 台"),
            ),
            LabFault::StaysInside { transport } => Text::new(
                format!(
                    "{transport} stays inside one host: none of its data gets to the wire of the lab"
                ),
                format!("{transport} 只在一台主机内部：它的数据不会上实验网络"),
            ),
        }
    }

    fn help(&self) -> Option<Text> {
        match self {
            LabFault::TwoHosts { .. } => Some(Text::new(
                "an actor can be put on another actor's host: actors = [{ name = \"worker\", host = \"server\" }]",
                "角色可以放在别的角色的主机上：actors = [{ name = \"worker\", host = \"server\" }]",
            )),
            LabFault::StaysInside { .. } => near::one_of(&["tcp", "udp"]),
        }
    }
}

/// Each is wrong by itself. `players`: it is known who plays.
pub(super) fn misfits(case: &Case, places: &CasePlaces<'_>, players: bool) -> Vec<Problem> {
    if case.wire != Some(WireKind::Lab) {
        return Vec::new();
    }
    let hosts = Some(case.hosts().len()).filter(|hosts| players && *hosts != 2);
    let hosts =
        hosts.map(|hosts| Problem::at(places.table.at("wire"), LabFault::TwoHosts { hosts }));
    let unix = case.all_steps().filter_map(|step| {
        let transport = step.call.arguments().transport.filter(|made| made.is_unix())?;
        Some(Problem::at(places.field(step, "transport"), LabFault::StaysInside { transport }))
    });
    hosts.into_iter().chain(unix).collect()
}
