//! What held bytes up, on real sockets over a wire of our own: which edges that explains, and until when it held.

use crate::{live, look};
use stickydemo::model::{Cause, Lang};
use stickydemo::report::text;

const CONNECTED: &str = r#"
  { who = "server", call = "listen" },
  { who = "client", call = "connect", to = "server", set = { TCP_NODELAY = SWITCH } },
  { who = "server", call = "accept" },
"#;

/// What is found, and said.
struct Seen {
    /// The causes of each receive.
    causes: Vec<Vec<Cause>>,
    en: String,
}

/// None: this process can build no lab.
fn run(wire: &str, nodelay: &str, steps: &str) -> Option<Seen> {
    let steps = format!("{}{steps}", CONNECTED.replace("SWITCH", nodelay));
    let scenario = live::framed(&format!("wire = \"lab\"\nlab = {{ {wire} }}"), &steps, "");
    let (trace, analyses) = live::run(&scenario, &stickydemo::net::host());
    let (run, analysis) = (trace.cases.first()?, analyses.first()?);
    let causes = analysis.receives.iter().map(|r| r.causes.iter().map(|c| c.cause).collect());
    let draw = |lang| text::case(&scenario, &scenario.cases[0], run, analysis, &look(100, lang));
    Some(Seen { causes: causes.collect(), en: draw(Lang::En) })
}

#[test]
fn a_recv_exact_across_a_hole_waited_for_more_as_well() {
    let steps = r#"
  { who = "client", call = "send", data = "one" },
  { who = "client", call = "send", data = "two" },
  { who = "server", call = "recv_exact", bytes = 6 },"#;
    let wire = r#"delay = "5ms", congestion = "cubic", lose = [{ from = "client", data = 1 }]"#;
    let Some(Seen { causes, en, .. }) = run(wire, "true", steps) else { return };
    assert_eq!(causes, [[Cause::HeadOfLine, Cause::WaitedForMore]], "{en}");
}
