//! Every right framing survives every split; every exhibit dies, and of its own mistake: the first
//! thing that kills it is written down here.
#![allow(clippy::unwrap_used, reason = "these are tests, their helpers too")]

use stickydemo::torture::*;
#[test]
fn look() {
    for s in subjects() {
        let t = std::time::Instant::now();
        let r = torture(&s, 1);
        println!(
            "{:28} {}/{} {:?} {:?}",
            s.name,
            r.survived(),
            r.of(),
            t.elapsed(),
            r.refused.len()
        );
        println!(
            "    {:?}",
            r.counts.iter().map(|c| (c.trial.as_str(), c.survived, c.of)).collect::<Vec<_>>()
        );
        if let Some(d) = r.death {
            println!(
                "     {} {:?} {:?} {:.300}",
                d.trial,
                d.cuts.len(),
                d.claim,
                format!("{:?}", d.why)
            );
        }
    }
}
