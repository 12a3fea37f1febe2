//! Which file of a folder imports which, and whether any two need each other.

use super::rules::{Fault, modules};
use super::tokens::{Code, Token};
use std::collections::{BTreeMap, BTreeSet};

/// A file as the modules it is: `src/analysis/compare/mod.rs` is `["analysis", "compare"]`.
type Module<'a> = Vec<&'a str>;

/// What each file imports; files by their modules.
struct Graph<'a> {
    files: BTreeMap<Module<'a>, &'a str>,
    imports: BTreeMap<&'a str, BTreeSet<&'a str>>,
}

impl<'a> Graph<'a> {
    fn of(sources: &'a [(String, String)], folder: &str) -> Self {
        let inside = || sources.iter().filter(|(path, _)| path.starts_with(folder));
        let files = inside().map(|(path, _)| (modules(path), path.as_str())).collect();
        let mut graph = Graph { files, imports: BTreeMap::new() };
        for (path, text) in inside() {
            let imports = graph.imports(path, &Code::of(text).tokens);
            graph.imports.insert(path, imports);
        }
        graph
    }

    /// The files that one file takes something from. What it only passes on (`pub use`) it does not use.
    fn imports(&self, path: &str, tokens: &[Token<'_>]) -> BTreeSet<&'a str> {
        let own = modules(path);
        let mut found = BTreeSet::new();
        let mut passes_on = false;
        for at in 0..tokens.len() {
            let text = |at: usize| tokens.get(at).map_or("", |token| token.text);
            let before = |back: usize| at.checked_sub(back).map_or("", text);
            passes_on = match text(at) {
                "use" => before(1) == "pub",
                ";" => false,
                _ => passes_on,
            };
            if passes_on || before(1) == "::" || text(at + 1) != "::" {
                continue;
            }
            let ups = tokens[at..].chunks(2).take_while(|pair| pair[0].text == "super").count();
            let (base, names) = match text(at) {
                "crate" => (&own[..0], at + 2),
                "self" => (&own[..], at + 2),
                "super" => (&own[..own.len().saturating_sub(ups)], at + 2 * ups),
                _ => (&own[..], at),
            };
            let plain = names == at;
            let base: Vec<&str> = base.to_vec();
            if !plain || self.files.contains_key(&[&base[..], &[text(at)]].concat()) {
                self.resolve(base, tokens.get(names..).unwrap_or_default(), &mut found);
            }
        }
        found.remove(path);
        found
    }

    /// Follows a path, or each one of a group, to the file it ends in.
    fn resolve<'t>(&self, base: Vec<&'t str>, names: &[Token<'t>], found: &mut BTreeSet<&'a str>) {
        let text = |at: usize| names.get(at).map_or("", |token| token.text);
        let below: Vec<&str> = base.iter().copied().chain([text(0)]).collect();
        if text(0) == "{" {
            let mut depth = 0_usize;
            for (at, token) in names.iter().enumerate() {
                if depth == 1 && matches!(text(at.saturating_sub(1)), "{" | ",") {
                    self.resolve(base.clone(), &names[at..], found);
                }
                match token.text {
                    "{" => depth += 1,
                    "}" if depth <= 1 => break,
                    "}" => depth -= 1,
                    _ => {}
                }
            }
        } else if text(1) == "::" && below.len() == 1 || self.files.contains_key(&below) {
            self.resolve(below, names.get(2..).unwrap_or_default(), found);
        } else {
            found.extend(self.files.get(&base));
        }
    }
}

/// The files of a folder that are in a circle, or between two: each with what it imports of them.
pub(super) fn circle(sources: &[(String, String)], folder: &str) -> Vec<String> {
    let mut imports = Graph::of(sources, folder).imports;
    loop {
        let used: BTreeSet<&str> = imports.values().flatten().copied().collect();
        let known: BTreeSet<&str> = imports.keys().copied().collect();
        let before = imports.len();
        imports.retain(|file, of| {
            of.retain(|file| known.contains(file));
            !of.is_empty() && used.contains(file)
        });
        if imports.len() == before {
            return imports.iter().map(|(file, of)| format!("{file} imports {of:?}")).collect();
        }
    }
}

/// What plain results import besides the nouns and one another.
pub(super) fn computing(sources: &[(String, String)], plain: &[&str]) -> Vec<Fault> {
    let graph = Graph::of(sources, "src/");
    let mut faults = Vec::new();
    for file in plain {
        let Some(imports) = graph.imports.get(file) else {
            faults.push(Fault { file: (*file).to_owned(), line: 1, what: "is gone".into() });
            continue;
        };
        let wrong =
            imports.iter().filter(|of| !of.starts_with("src/model/") && !plain.contains(of));
        faults.extend(wrong.map(|of| {
            let what = format!("plain results import {of}, which computes");
            Fault { file: (*file).to_owned(), line: 1, what }
        }));
    }
    faults
}
