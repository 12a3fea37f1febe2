//! `man`: the manual page, in the chosen language, from the same words as the help pages.

use super::args::ManArgs;
use super::code::Code;
use super::help::{HelpRow, code_rows, tables};
use super::locale::Manner;
use super::out::print;
use super::usage::command_named;
use super::words::{self, COMMANDS, CommandWords, ENVIRONMENT, HEADINGS, PROGRAM, Words};
use crate::model::Lang;
use clap_mangen::roff::{Roff, bold, roman};

pub(crate) fn man(args: &ManArgs, manner: &Manner) -> anyhow::Result<Code> {
    let words = args.command.as_deref().map_or(Ok(&PROGRAM), command_named)?;
    print(&page(words, manner.lang), manner)?;
    Ok(Code::Fine)
}

/// The page as roff, section 1 of the manual.
fn page(words: &'static CommandWords, lang: Lang) -> String {
    let name = match words.name == PROGRAM.name {
        true => PROGRAM.name.to_owned(),
        false => format!("{}-{}", PROGRAM.name, words.name),
    };
    let version = format!("{} {}", PROGRAM.name, env!("CARGO_PKG_VERSION"));
    let mut roff = Roff::new();
    roff.control("TH", [name.as_str(), "1", "", version.as_str(), ""]);
    heading(&mut roff, HEADINGS.name, lang);
    roff.text([roman(format!("{name} - {}", words.about.get(lang)))]);
    heading(&mut roff, HEADINGS.synopsis, lang);
    roff.text([bold(words::call(words, lang))]);
    heading(&mut roff, HEADINGS.description, lang);
    roff.text([roman(words.more.unwrap_or(words.about).get(lang))]);
    tables(words, lang).into_iter().for_each(|(title, rows)| table(&mut roff, title, rows, lang));
    if words.name == PROGRAM.name {
        table(&mut roff, HEADINGS.exit_codes, code_rows(lang), lang);
        let variables =
            ENVIRONMENT.iter().map(|(name, words)| ((*name).to_owned(), words.get(lang).into()));
        table(&mut roff, HEADINGS.environment, variables.collect(), lang);
    }
    heading(&mut roff, HEADINGS.see_also, lang);
    see_also(&mut roff, words);
    roff.render()
}

/// The other pages of the program, and the system's about what it shows.
fn see_also(roff: &mut Roff, words: &CommandWords) {
    let names = COMMANDS.iter().map(|command| command.name).filter(|name| *name != words.name);
    let program = (words.name != PROGRAM.name).then(|| PROGRAM.name.to_owned());
    let pages = program.into_iter().chain(names.map(|name| format!("{}-{name}", PROGRAM.name)));
    let system = [("socket", "7"), ("tcp", "7"), ("udp", "7"), ("unix", "7")];
    let pages = pages.map(|page| (page, "1"));
    let all: Vec<(String, &str)> =
        pages.chain(system.map(|(page, section)| (page.to_owned(), section))).collect();
    let last = all.len().saturating_sub(1);
    let spans = all.into_iter().enumerate().flat_map(|(at, (page, section))| {
        let comma = if at == last { "" } else { ", " };
        [bold(page), roman(format!("({section}){comma}"))]
    });
    roff.text(spans.collect::<Vec<_>>());
}

/// Headings of a manual page have no colon, and the English ones are in capitals.
fn heading(roff: &mut Roff, words: Words, lang: Lang) {
    let title = words.get(lang).trim_end_matches([':', '：']).to_uppercase();
    roff.control("SH", [title.as_str()]);
}

fn table(roff: &mut Roff, title: Words, rows: Vec<HelpRow>, lang: Lang) {
    heading(roff, title, lang);
    for (left, right) in rows {
        roff.control("TP", []);
        roff.text([bold(left.trim_start())]);
        roff.text([roman(right)]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_has_every_section_and_no_line_begins_with_a_stray_control() {
        let english = page(&PROGRAM, Lang::En);
        for section in ["NAME", "SYNOPSIS", "DESCRIPTION", "COMMANDS", "DISPLAY", "ENVIRONMENT"] {
            assert!(english.contains(&format!("\n.SH {section}\n")), "{section}: {english}");
        }
        assert!(english.contains("\n.SH \"EXIT CODES\"\n"));
        let see = english.split("\n.SH \"SEE ALSO\"\n").nth(1).unwrap();
        assert!(
            see.contains(r"\fBstickydemo\-run\fR(1), ") && see.contains(r"\fBtcp\fR(7), "),
            "{see}"
        );
        let chinese = page(words::command("run"), Lang::Zh);
        for section in ["名称", "概要", "描述", "参数", "选项", "显示", "例子", "退出码", "参见"]
        {
            assert!(chinese.contains(&format!("\n.SH {section}\n")), "{section}: {chinese}");
        }
        assert!(chinese.contains(r"\-\-output <文件>"), "{chinese}");
    }
}
