use super::*;
use crate::report::Look;
use unicode_width::UnicodeWidthStr;

fn look(lang: Lang, width: usize) -> Look {
    Look { lang, width, ..Look::PLAIN }
}

fn pages(lang: Lang, width: usize) -> Vec<String> {
    let all = COMMANDS.iter().chain(std::iter::once(&PROGRAM));
    all.map(|words| page(words, lang).text(&look(lang, width))).collect()
}

#[test]
fn every_argument_has_words_and_every_word_an_argument() {
    let tree = Cli::tree();
    for words in COMMANDS {
        let command = tree.find_subcommand(words.name).unwrap();
        let args: Vec<&str> = own_args(command).map(|arg| arg.get_id().as_str()).collect();
        let described: Vec<&str> = words.all_args().map(|arg| arg.id).collect();
        assert_eq!(args, described, "{}", words.name);
        for arg in own_args(command) {
            let described = words::arg(words, arg.get_id().as_str()).unwrap();
            assert_eq!(arg.get_action().takes_values(), described.value.is_some(), "{arg}");
        }
    }
    let args: Vec<&str> = tree.get_arguments().map(|arg| arg.get_id().as_str()).collect();
    assert_eq!(args, PROGRAM.args.iter().map(|arg| arg.id).collect::<Vec<_>>());
    assert_eq!(tree.get_subcommands().count(), COMMANDS.len());
}

#[test]
fn english_pages_are_ascii_and_chinese_pages_have_no_english_headings() {
    for page in pages(Lang::En, 80) {
        assert!(page.is_ascii(), "{page}");
    }
    for page in pages(Lang::Zh, 80) {
        for heading in ["Usage", "Options", "Commands", "Arguments", "OPTIONS", "COMMAND"] {
            assert!(!page.contains(heading), "{page}");
        }
    }
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    for columns in [60, 80, 120] {
        for page in pages(Lang::En, columns).into_iter().chain(pages(Lang::Zh, columns)) {
            let wide: Vec<&str> = page.lines().filter(|line| line.width() > columns).collect();
            assert_eq!(wide, [""; 0], "{columns}");
        }
    }
}

#[test]
fn colours_add_nothing_but_colours() {
    let plain = page(&PROGRAM, Lang::En).text(&look(Lang::En, 80));
    let colored = page(&PROGRAM, Lang::En).text(&Look { color: true, ..look(Lang::En, 80) });
    assert!(colored.contains('\u{1b}'));
    let mut bare = String::new();
    let mut rest = colored.as_str();
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        bare.push_str(before);
        rest = after.split_once('m').unwrap().1;
    }
    assert_eq!(bare + rest, plain);
}

#[test]
fn every_recording_that_ships_is_named() {
    let compare = words::command("compare");
    for lang in [Lang::En, Lang::Zh] {
        let page = page(compare, lang).text(&look(lang, 80));
        assert!(!page.contains('{'), "{page}");
        for name in crate::report::recordings::names() {
            assert!(page.contains(name), "{name}: {page}");
        }
    }
}
