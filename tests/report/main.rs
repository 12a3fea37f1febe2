//! Reports of traces made by hand: compared whole with files, and held to rules at every width.

mod samples;

use stickydemo::model::Lang;
use stickydemo::report::{Look, Verbosity, text};

fn look(width: usize, lang: Lang) -> Look {
    Look { width, color: false, ascii: false, lang, verbosity: Verbosity::Normal }
}

#[test]
fn show_them() {
    let width = std::env::var("W").map_or(80, |w| w.parse().unwrap());
    let only = std::env::var("S").unwrap_or_default();
    let lang = if std::env::var("ZH").is_ok() { Lang::Zh } else { Lang::En };
    let mut look = look(width, lang);
    look.color = std::env::var("C").is_ok();
    look.ascii = std::env::var("A").is_ok();
    if std::env::var("V").is_ok() {
        look.verbosity = Verbosity::Verbose;
    }
    for (name, sample) in samples::all() {
        if only.is_empty() || only == name {
            println!(
                "{}",
                text::case(&sample.scenario, sample.case(), &sample.trace, &sample.analysis, &look)
            );
        }
    }
}
