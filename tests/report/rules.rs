//! What holds of every report: no line is too long, nothing hidden gets out, colours are only
//! colours.

use crate::look;
use crate::samples;
use stickydemo::model::{Lang, Seen};
use stickydemo::report::{Look, Verbosity, case, scenarios};
use unicode_width::UnicodeWidthStr;

/// Nouns that are wrong behind a 1.
const PLURALS: [&str; 10] = [
    "bytes",
    "cases",
    "steps",
    "messages",
    "receives",
    "segments",
    "datagrams",
    "runs",
    "rounds",
    "expectations",
];

/// Whether a sentence says `1 bytes`.
pub(crate) fn has_plural_of_one(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    // Minus one is no one: `-1 bytes`.
    let letters = |c: char| !c.is_alphanumeric() && c != '-';
    words.windows(2).any(|pair| {
        pair[0].trim_start_matches(letters) == "1"
            && PLURALS.contains(&pair[1].trim_matches(letters))
    })
}

/// No line wider than the terminal, none ending in a space, no control character.
pub(crate) fn is_clean(text: &str, look: &Look) -> Result<(), String> {
    if has_plural_of_one(text) {
        return Err(format!("a plural of one: {text}"));
    }
    for line in text.lines() {
        if line.width() > look.width {
            return Err(format!("{} columns of {}: {line}", line.width(), look.width));
        }
        if line.ends_with(' ') {
            return Err(format!("ends in a space: {line:?}"));
        }
        let hidden = |c: char| {
            c.is_control()
                || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
        };
        if line.chars().any(hidden) {
            return Err(format!("a hidden character: {line:?}"));
        }
        let fancy = "│┊─┄░█▒×▲·→…✔✘○≈µ“”‘’—–└";
        if look.ascii && line.chars().any(|c| fancy.contains(c)) {
            return Err(format!("not for a plain terminal: {line}"));
        }
        if look.ascii && look.lang == Lang::En && !line.is_ascii() {
            return Err(format!("not ASCII: {line}"));
        }
    }
    Ok(())
}

/// Every width in both languages; the rest of a look changes with the width, so that each comes
/// with each.
fn looks() -> impl Iterator<Item = Look> {
    (40..=200).flat_map(|width| {
        [Lang::En, Lang::Zh].into_iter().map(move |lang| Look {
            width,
            color: false,
            ascii: width % 2 == 1,
            lang,
            verbosity: match width % 5 {
                0 => Verbosity::Quiet,
                1 | 2 => Verbosity::Verbose,
                _ => Verbosity::Full,
            },
        })
    })
}

#[test]
fn no_line_is_too_long_at_any_width() {
    let mut samples = samples::all();
    samples.retain(|(name, _)| *name != "thousand");
    for look in looks() {
        for (name, s) in &samples {
            let text = s.drawn(&look);
            is_clean(&text, &look).map_err(|e| format!("{name} {look:?}: {e}")).unwrap();
            let text = case::line(&s.scenario, s.case(), &s.analysis, &look.voice()).text(&look);
            is_clean(&text, &look).map_err(|e| format!("{name} {look:?}: {e}")).unwrap();
            for text in [
                case::intro(&s.scenario, &look.voice()).text(&look),
                case::outro(&s.scenario, "windows", &look.voice()).text(&look),
            ] {
                is_clean(&text, &look).map_err(|e| format!("{name} {look:?}: {e}")).unwrap();
            }
        }
        let page = scenarios::show(&samples::written(), &look.voice()).text(&look);
        is_clean(&page, &look).map_err(|e| format!("show {look:?}: {e}")).unwrap();
    }
}

/// A stranger's names and texts too; what has no ASCII is spelled out, and nothing is lost.
#[test]
fn a_plain_terminal_gets_ascii_only() {
    let mut sample = samples::framed();
    sample.scenario.cases[0].title.en =
        "Ünïcode: 消息的长度写在前面, and a long line behind it…".into();
    sample.trace.records.iter_mut().for_each(|r| r.who = r.who.replace("client", "客户端"));
    sample.trace.sockets.iter_mut().for_each(|s| s.actor = s.actor.replace("client", "客户端"));
    for width in 40..=100 {
        let look = Look { ascii: true, ..look(width, Lang::En) };
        let text = sample.drawn(&look);
        is_clean(&text, &look).map_err(|e| format!("{width}: {e}")).unwrap();
        let whole: String = text.split_whitespace().collect();
        for spelled in ["\\u{dc}n\\u{ef}code:\\u{6d88}", "\\xe4\\xbd\\xa0", "behindit..."] {
            assert!(whole.contains(spelled), "{width} without {spelled}: {text}");
        }
    }
    let look = Look { ascii: true, ..look(80, Lang::Zh) };
    let text = sample.drawn(&look);
    assert!(text.contains("\"你好\"") && text.contains("|[6]你好|"), "{text}");
}

#[test]
fn a_thousand_messages_stay_a_picture() {
    let sample = samples::thousand();
    for width in [40, 57, 80, 133, 200] {
        for lang in [Lang::En, Lang::Zh] {
            let look = look(width, lang);
            let text = sample.drawn(&look);
            is_clean(&text, &look).unwrap();
            assert!(text.lines().count() < 160, "{width}: {} lines", text.lines().count());
        }
    }
}

/// A text without its SGR sequences.
fn without_colours(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('\u{1b}') {
        out.push_str(&rest[..at]);
        let end = rest[at..].find('m').unwrap();
        let codes = &rest[at + 2..at + end];
        assert!(codes.chars().all(|c| c.is_ascii_digit() || c == ';'), "{codes:?} is no colour");
        rest = &rest[at + end + 1..];
    }
    out + rest
}

#[test]
fn colours_are_only_colours() {
    for (_, s) in samples::all() {
        let plain = look(80, Lang::En);
        let colour = Look { color: true, ..plain };
        let draw = |look| s.drawn(look);
        assert_ne!(draw(&colour), draw(&plain));
        assert_eq!(without_colours(&draw(&colour)), draw(&plain));
    }
}

#[test]
fn edges_that_are_the_same_stand_below_each_other() {
    let sample = samples::long_messages();
    let look = look(80, Lang::En);
    let text = sample.drawn(&look);
    let rows: Vec<Vec<usize>> = text
        .lines()
        .filter(|line| line.starts_with("  │") && !line.contains("boundary"))
        .map(|line| {
            let edges = line.char_indices().filter(|(_, c)| matches!(c, '│' | '┊'));
            edges.map(|(at, _)| line[..at].width()).collect()
        })
        .collect();
    let [sent, wire, received] = rows.as_slice() else { panic!("three rulers, not {rows:?}") };
    assert_eq!(sent, wire);
    // 0, 1024, 2000, 2048, 3000 of 3000 bytes: the message's edges are among the receives'.
    assert_eq!((sent.len(), received.len()), (3, 5));
    assert!(sent.iter().all(|edge| received.contains(edge)), "{sent:?} {received:?}");
    let shares: Vec<usize> = received.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!(shares[0] > shares[2] && shares[3] > shares[2], "by size: {shares:?}");
}

/// Bytes that had not left are on no wire, and an edge that is not known is not drawn as gone.
#[test]
fn what_had_not_left_is_not_drawn_as_travelled() {
    let drawn = |sample: samples::Sample| {
        let look = look(80, Lang::En);
        let text = sample.drawn(&look);
        is_clean(&text, &look).unwrap();
        text
    };
    // The trace ends with the ten sends.
    let sends = samples::nagle().with(|trace| trace.records.truncate(4));
    let text = drawn(sends.clone());
    assert!(text.contains("not left: 54 B"), "{text}");
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(words.matches("54 bytes have not left").count(), 2, "{text}");
    assert!(!text.contains("unknown whether"), "{text}");
    // All have left in four segments, and only at the first and the last send was it seen how many.
    let text = drawn(sends.with_calls(|at, call| {
        let own = &mut call.own;
        let other = match at {
            12 => [0, 60, 4].map(Seen::Seen),
            4..12 => [Seen::Failed(1); 3],
            _ => return,
        };
        [own.unsent, own.bytes_sent, own.segments_out] = other;
    }));
    assert!(text.contains("hello!?hello!") && text.contains("unknown whether"), "{text}");
}

/// Two names that are cut may be one, and then nobody knows which case did not show.
#[test]
fn every_case_is_named_whole_at_any_width() {
    let analysis = samples::nagle().analysis;
    for entry in stickydemo::scenario::builtin::index() {
        let scenario = crate::live::built_in(entry);
        for (case, look) in
            scenario.cases.iter().flat_map(|case| looks().take(122).map(move |l| (case, l)))
        {
            let text = case::line(&scenario, case, &analysis, &look.voice()).text(&look);
            is_clean(&text, &look).unwrap();
            // The longest is longer than the narrowest line, and goes on in the next.
            let name = format!("{}/{}", scenario.id, case.id);
            let all = if name.len() + 2 > look.width {
                vec![format!("{}/", scenario.id), case.id.clone()]
            } else {
                vec![name]
            };
            for name in all {
                assert!(text.split_whitespace().any(|word| word == name), "{look:?}: {text}");
            }
        }
    }
}

/// Nor is that of a stranger, whose words may be longer than a line.
#[test]
fn a_name_longer_than_the_line_is_whole_all_the_same() {
    let mut sample = samples::not_shown();
    sample.scenario.id = "how-long-can-a-name-be-before-it-does-not-fit".into();
    sample.scenario.cases[0].id = "longer-than-any-terminal-that-we-draw-for".into();
    let (s, name) = (&sample, format!("{}/{}", sample.scenario.id, sample.scenario.cases[0].id));
    for look in looks() {
        let mut summary = stickydemo::report::Summary::default();
        summary.add(&s.scenario, s.case(), &s.analysis, &look.voice());
        let line = case::line(&s.scenario, s.case(), &s.analysis, &look.voice()).text(&look);
        let case = s.drawn(&look);
        let all = case::summary(&summary, &look.voice()).text(&look);
        let quiet = look.verbosity == Verbosity::Quiet;
        for text in [line, case].into_iter().chain((!quiet).then_some(all)) {
            is_clean(&text, &look).unwrap();
            let whole: String = text.split_whitespace().collect();
            assert!(whole.contains(&name), "{look:?}: {text}");
        }
    }
}

/// `32→22→1000` cut to ten columns would be `32→22→10…`: another number.
#[test]
fn no_number_of_a_line_is_cut() {
    let mut sample = samples::nagle();
    let counts = &mut sample.analysis.counts;
    (counts.sends, counts.receives, counts.took_us) = (320_000, 10_000_000, 98_765_000);
    counts.segments = Seen::Seen(220_000_000);
    for width in 70..=200 {
        let look = look(width, Lang::En);
        let line = case::line(&sample.scenario, sample.case(), &sample.analysis, &look.voice())
            .text(&look);
        is_clean(&line, &look).unwrap();
        let row = line.lines().find(|row| row.starts_with('✔')).unwrap();
        assert!(row.contains(" 320000→220000000→10000000 "), "{width}: {line}");
        assert!(row.ends_with(" 98765 ms"), "{width}: {line}");
    }
}
