use super::*;

fn bare() -> Surroundings {
    Surroundings {
        vars: |_| None,
        stdout_is_terminal: true,
        stderr_is_terminal: true,
        terminal_width: || Some(120),
        windows: false,
        user_locale: || Some("zh-CN".to_owned()),
    }
}

/// Surroundings with these variables: a `fn` cannot capture, so the table is written out.
macro_rules! with {
    ($($name:literal = $value:literal),* $(,)?) => {
        Surroundings {
            vars: |name| match name { $($name => Some($value.to_owned()),)* _ => None },
            ..bare()
        }
    };
}

fn manner(here: &Surroundings) -> Manner {
    here.manner(&Display::default(), false)
}

#[test]
fn the_locale_gives_the_language() {
    assert_eq!(manner(&bare()).lang, Lang::En);
    assert_eq!(manner(&with!("LANG" = "zh_CN.UTF-8")).lang, Lang::Zh);
    assert_eq!(manner(&with!("LANG" = "zh_CN.UTF-8", "LC_ALL" = "en_GB.UTF-8")).lang, Lang::En);
    assert_eq!(manner(&with!("LANG" = "en_GB.UTF-8", "LC_MESSAGES" = "zh_TW.utf8")).lang, Lang::Zh);
    assert_eq!(manner(&with!("LANG" = "zh_CN.UTF-8", "LC_ALL" = "")).lang, Lang::Zh);
    assert_eq!(manner(&with!("STICKYDEMO_LANG" = "zh", "LANG" = "C")).lang, Lang::Zh);
    assert_eq!(manner(&with!("STICKYDEMO_LANG" = "en", "LANG" = "zh_CN.UTF-8")).lang, Lang::En);
}

#[test]
fn windows_is_asked_where_no_variable_speaks() {
    let windows = || Surroundings { windows: true, ..bare() };
    assert_eq!(manner(&windows()).lang, Lang::Zh);
    let german = Surroundings { user_locale: || Some("de-DE".to_owned()), ..windows() };
    assert_eq!(manner(&german).lang, Lang::En);
    let asked = Surroundings { windows: true, ..with!("LANG" = "en_GB.UTF-8") };
    assert_eq!(manner(&asked).lang, Lang::En);
}

#[test]
fn a_terminal_that_cannot_show_chinese_gets_english() {
    assert_eq!(manner(&with!("LANG" = "zh_CN.GBK")).lang, Lang::En);
    assert_eq!(manner(&with!("LANG" = "zh_CN.UTF-8", "TERM" = "linux")).lang, Lang::En);
    let piped = Surroundings {
        stdout_is_terminal: false,
        ..with!("LANG" = "zh_CN.UTF-8", "TERM" = "linux")
    };
    assert_eq!(manner(&piped).lang, Lang::Zh);
}

#[test]
fn the_option_beats_the_locale() {
    let display = Display { lang: Some(Lang::Zh), ..Display::default() };
    let manner = with!("LC_ALL" = "C").manner(&display, false);
    assert_eq!((manner.lang, manner.ascii), (Lang::Zh, false));
}

#[test]
fn only_a_utf8_locale_gets_more_than_ascii() {
    assert!(manner(&bare()).ascii);
    assert!(manner(&with!("LANG" = "C")).ascii);
    assert!(manner(&with!("LC_ALL" = "POSIX", "LANG" = "en_US.UTF-8")).ascii);
    assert!(manner(&with!("LANG" = "en_US.ISO-8859-1")).ascii);
    assert!(!manner(&with!("LANG" = "C.utf8")).ascii);
    assert!(!manner(&with!("LANG" = "en_US.UTF-8@euro")).ascii);
    assert!(!manner(&with!("LANG" = "en_US")).ascii);
    assert!(!manner(&Surroundings { windows: true, ..bare() }).ascii);
    assert!(!bare().manner(&Display::default(), true).ascii);
    assert!(bare().manner(&Display { ascii: true, ..Display::default() }, true).ascii);
}

#[test]
fn colours_are_for_terminals_and_for_who_asks() {
    let piped = || Surroundings { stdout_is_terminal: false, ..bare() };
    let asked = |color| Display { color, ..Display::default() };
    assert!(manner(&bare()).color);
    assert!(!manner(&piped()).color);
    assert!(!bare().manner(&Display::default(), true).color);
    assert!(piped().manner(&asked(ColorArg::Always), true).color);
    assert!(!bare().manner(&asked(ColorArg::Never), false).color);
    assert!(!manner(&with!("NO_COLOR" = "1")).color);
    assert!(manner(&with!("NO_COLOR" = "")).color);
    assert!(with!("NO_COLOR" = "1").manner(&asked(ColorArg::Always), false).color);
    assert!(!manner(&with!("NO_COLOR" = "1", "CLICOLOR_FORCE" = "1")).color);
    let forced = Surroundings { stdout_is_terminal: false, ..with!("CLICOLOR_FORCE" = "1") };
    assert!(manner(&forced).color);
    assert!(!manner(&with!("CLICOLOR" = "0")).color);
    assert!(!manner(&with!("TERM" = "dumb")).color);
}

#[test]
fn standard_error_decides_about_its_own_colours() {
    let here = Surroundings { stderr_is_terminal: false, ..bare() };
    assert_eq!((manner(&here).color, manner(&here).error_color), (true, false));
}

#[test]
fn the_width_is_the_terminals() {
    let unknown = || Surroundings { terminal_width: || None, ..with!("COLUMNS" = "100") };
    assert_eq!(manner(&bare()).width, 120);
    assert_eq!(manner(&unknown()).width, 100);
    assert_eq!(manner(&Surroundings { terminal_width: || None, ..bare() }).width, 80);
    assert_eq!(manner(&Surroundings { terminal_width: || Some(0), ..bare() }).width, 80);
    assert_eq!(manner(&Surroundings { terminal_width: || Some(10), ..bare() }).width, 40);
    assert_eq!(manner(&Surroundings { stdout_is_terminal: false, ..unknown() }).width, 80);
    assert_eq!(bare().manner(&Display::default(), true).width, 80);
    let asked = Display { width: Some(200), ..Display::default() };
    assert_eq!(bare().manner(&asked, true).width, 200);
}
