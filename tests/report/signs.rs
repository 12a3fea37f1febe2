//! Every sign of every case on one screen: it is explained where it first appears in a run, and what is explained is
//! there.

use crate::look;
use crate::recordings::{LINUX, Recording, recording};
use stickydemo::model::Lang;
use stickydemo::report::{Look, Pen, Verbosity, case};

/// The rulers of a case, and what is said below them.
#[derive(Default)]
struct Rulers {
    /// What stands between the outer edges of a row.
    cells: Vec<String>,
    /// What is said of a row, beside it or below.
    notes: String,
    /// The rest: how they are read.
    legend: String,
}

fn rulers(text: &str) -> Rulers {
    let mut found = Rulers::default();
    let (mut inside, mut noted) = (false, false);
    for line in text.lines() {
        let labels = ["sent ", "on wire ", "received ", "发送 ", "线路 ", "接收 "];
        let row = labels
            .iter()
            .any(|label| line.strip_prefix("  ").is_some_and(|line| line.starts_with(label)));
        inside = !line.is_empty() && (inside || row);
        let edges = line.split_once('│').and_then(|(_, rest)| rest.rsplit_once('│'));
        let words = line.trim_start();
        match (inside, edges.filter(|_| row)) {
            (false, _) => {}
            (true, Some((cells, note))) => {
                found.cells.push(format!("│{cells}│"));
                found.notes.push_str(&format!("\n{note}"));
            }
            (true, None) if line.starts_with("    ") && noted => {
                found.notes.push_str(&format!(" {words}"))
            }
            (true, None) if is_note(words) => {
                noted = true;
                found.notes.push_str(&format!("\n{words}"));
            }
            (true, None) => {
                noted = false;
                // A sign may go on in the next line.
                found.legend.push_str(&without_spaces(words));
            }
        }
    }
    found
}

fn without_spaces(text: &str) -> String {
    text.split_whitespace().collect()
}

/// `54 segments: [1] to [34], …` below the rows.
fn is_note(words: &str) -> bool {
    let said = words.trim_start_matches(|c: char| c.is_ascii_digit());
    said.len() < words.len()
        && [" segment", " receive", " 个报文段", " 次接收"]
            .iter()
            .any(|noun| said.starts_with(noun))
}

/// A sign: the words that explain it, in each language, and whether it stands in some rulers.
struct Sign {
    told: [&'static str; 2],
    stands: fn(&Rulers) -> bool,
    /// Where it needs no words: it may be a word of the data, or another that is explained says as much.
    unless: fn(&Rulers) -> bool,
}

fn never(_: &Rulers) -> bool {
    false
}

fn in_cells(rulers: &Rulers, sign: &str) -> bool {
    rulers.cells.iter().any(|cells| cells.contains(sign))
}

/// The groups of the notes: what stands in brackets.
fn groups(rulers: &Rulers) -> Vec<&str> {
    let open = rulers.notes.split('[').skip(1);
    open.filter_map(|rest| rest.split_once(']')).map(|(group, _)| group).collect()
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The cells one by one.
fn each(rulers: &Rulers) -> impl Iterator<Item = &str> {
    rulers.cells.iter().flat_map(|cells| cells.split(['│', '┊'])).map(str::trim)
}

fn many(cell: &str) -> bool {
    let (n, rest) = cell.split_at(cell.find(|c: char| !c.is_ascii_digit()).unwrap_or(0));
    is_number(n) && (rest == "×" || rest.starts_with(" × "))
}

fn together(rulers: &Rulers) -> bool {
    let whole = |group: &str| !group.contains('…') && group.contains(['–', ',']);
    groups(rulers).into_iter().any(whole)
}

fn runs(rulers: &Rulers) -> bool {
    [" to [", " 到 ["].iter().any(|to| rulers.notes.contains(to))
}

const SIGNS: &[Sign] = &[
    Sign {
        told: ["┊ message boundary, lost", "┊ 消息边界，在这里丢失"],
        stands: |rulers| in_cells(rulers, "┊"),
        unless: |_| true,
    },
    Sign {
        told: [" boundary, lost here", "边界，在这里丢失"],
        stands: |rulers| in_cells(rulers, "┊"),
        unless: never,
    },
    Sign {
        told: ["? message boundary", "? 消息边界"],
        stands: |rulers| in_cells(rulers, "?"),
        unless: |_| true,
    },
    Sign {
        told: ["- did not come out", "- 没有出来"],
        stands: |rulers| each(rulers).any(|cell| cell == "-"),
        unless: never,
    },
    Sign {
        told: ["× cut off and gone", "× 被截掉"],
        stands: |rulers| in_cells(rulers, "××") || in_cells(rulers, "│×"),
        unless: never,
    },
    Sign {
        told: [" cells drawn as one", " 格合画成一格"],
        stands: |rulers| in_cells(rulers, "││") || each(rulers).any(many),
        unless: never,
    },
    Sign {
        told: ["░ unread", "░ 未读"],
        stands: |rulers| {
            let word = |cell: &str| ["unread", "未读"].iter().any(|word| cell.contains(word));
            each(rulers).any(|cell| cell.contains('░') && !word(cell))
        },
        unless: never,
    },
    Sign {
        told: ["┄ not seen here", "┄ 此处看不到"],
        stands: |rulers| {
            let word = |cell: &str| ["seen", "看不到"].iter().any(|word| cell.contains(word));
            each(rulers).any(|cell| cell.contains('┄') && !word(cell))
        },
        unless: never,
    },
    Sign {
        told: ["· a space", "· 空格"], stands: |rulers| in_cells(rulers, "·"), unless: never
    },
    Sign {
        told: ["#", "#"],
        stands: |rulers| {
            each(rulers).any(|cell| {
                cell.strip_prefix('#')
                    .is_some_and(|no| no.starts_with(|c: char| c.is_ascii_digit()))
            })
        },
        unless: never,
    },
    Sign {
        told: ["B bytes, not to scale", "B 字节，不按比例"],
        stands: |rulers| in_cells(rulers, " B"),
        unless: never,
    },
    Sign {
        told: ["] a header, for ", "] 头部，说后面有"],
        stands: |rulers| {
            each(rulers).any(|cell| {
                cell.strip_prefix('[')
                    .and_then(|cell| cell.split_once(']'))
                    .is_some_and(|(says, _)| is_number(says))
            })
        },
        unless: never,
    },
    Sign {
        told: ["] message ", "] 只有消息"],
        stands: |rulers| groups(rulers).into_iter().any(is_number),
        unless: |rulers| runs(rulers) || together(rulers),
    },
    Sign {
        told: ["] each message alone", "] 每条消息都是单独的"], stands: runs, unless: never
    },
    Sign {
        told: [" these messages together", " 这些消息在一起"], stands: together, unless: never
    },
    Sign {
        told: ["… the beginning of message", " 的前一部分"],
        stands: |rulers| {
            let begun = |part: &str| part.strip_suffix('…').is_some_and(is_number);
            groups(rulers).iter().flat_map(|group| group.split(", ")).any(begun)
        },
        unless: never,
    },
    Sign {
        told: [" a later part of message", " 后面的部分"],
        stands: |rulers| {
            groups(rulers)
                .iter()
                .flat_map(|group| group.split(", "))
                .any(|part| part.starts_with('…'))
        },
        unless: never,
    },
];

/// The pictures of a recording, scenario by scenario, as a run draws them.
fn scenarios(recording: &Recording, lang: Lang) -> Vec<Vec<(String, String)>> {
    let look = Look { verbosity: Verbosity::Normal, ..look(80, lang) };
    let mut all: Vec<Vec<(String, String)>> = Vec::new();
    let (mut pen, mut scenario) = (Pen::new(look), "");
    for run in recording.runs() {
        if scenario != run.scenario.id {
            (pen, scenario) = (Pen::new(look), &run.scenario.id);
            all.push(Vec::new());
        }
        let analysis = recording.judged(run);
        let page = case::case(run.scenario, run.case, run.trace, &analysis, &look.voice());
        let drawn = (run.name(), pen.draw(&page));
        all.last_mut().unwrap().push(drawn);
    }
    all
}

fn every_run() -> Vec<(Lang, Vec<(String, String)>)> {
    let recordings = [&*LINUX, &recording("windows-wine")];
    let of = |lang| {
        recordings
            .map(|recording| scenarios(recording, lang))
            .into_iter()
            .flatten()
            .map(move |cases| (lang, cases))
    };
    [Lang::En, Lang::Zh].into_iter().flat_map(of).collect()
}

#[test]
fn every_sign_of_a_ruler_is_explained_where_it_first_appears() {
    let mut explained = 0;
    for (lang, cases) in every_run() {
        let mut told = vec![false; SIGNS.len()];
        for (name, text) in cases {
            let rulers = rulers(&text);
            for (sign, told) in SIGNS.iter().zip(&mut told) {
                let words = sign.told[usize::from(lang == Lang::Zh)];
                let (says, stands) =
                    (rulers.legend.contains(&without_spaces(words)), (sign.stands)(&rulers));
                assert!(
                    !stands || (sign.unless)(&rulers) || *told || says,
                    "{name}: {words} is missing\n{text}"
                );
                assert!(!says || stands, "{name}: {words} explains nothing\n{text}");
                *told |= says;
                explained += usize::from(says);
            }
        }
    }
    assert!(explained > 500, "{explained}");
}

/// A line that is cut says nothing of what was behind: what has no room beside a row stands below it.
#[test]
fn nothing_said_of_a_ruler_is_cut() {
    for (_, cases) in every_run() {
        for (name, text) in cases {
            for line in text.lines().filter(|line| line.contains('│')) {
                let note = line.rsplit('│').next().unwrap();
                let whole =
                    !note.ends_with('…') && note.matches('[').count() == note.matches(']').count();
                assert!(whole, "{name}: {line}\n{text}");
            }
        }
    }
}

/// What the kernels hold stands in the column of what came back: its head says so, and only then.
#[test]
fn the_head_of_a_timeline_says_what_is_in_its_columns() {
    let held = [" B unsent", " B readable", "an empty datagram", " dropped", "TIME_WAIT "];
    let zh_held = ["字节未发出", "字节可读", "一个空数据报", "丢 ", "TIME_WAIT "];
    for (lang, cases) in every_run() {
        let (came_back, head, held) = match lang {
            Lang::En => ("came back", "· kernel holds", held),
            Lang::Zh => ("返回", "· 内核里还有", zh_held),
        };
        for (name, text) in cases {
            let timeline: Vec<&str> = text
                .lines()
                .take_while(|line| !line.is_empty())
                .skip_while(|line| !line.contains(came_back))
                .collect();
            let any = |words: &str| timeline.iter().any(|line| line.contains(words));
            assert_eq!(any(head), held.into_iter().any(any), "{name}\n{text}");
        }
    }
}

/// The figures of a case in one line are explained above the first that has them, whatever stands for the segments.
#[test]
fn the_figures_of_a_line_are_explained_before_they_appear() {
    for (lang, words) in [(Lang::En, "sent, "), (Lang::Zh, "：发了 ")] {
        let look = look(80, lang);
        let mut pen = Pen::new(look);
        let mut told = Vec::new();
        for run in LINUX.runs() {
            let analysis = LINUX.judged(run);
            let text = pen.draw(&case::line(run.scenario, run.case, &analysis, &look.voice()));
            let row = text.lines().find(|line| line.contains(['✔', '○', '≈', '✘'])).unwrap();
            let Some(figures) = row.split_whitespace().find(|word| word.contains('→')) else {
                continue;
            };
            let kind =
                figures.split('→').nth(1).unwrap().trim_start_matches(|c: char| c.is_ascii_digit());
            let explained = text.lines().next().unwrap();
            let says = explained.contains(words) && explained.trim_start().starts_with(figures);
            assert_eq!(says, !told.contains(&kind.to_owned()), "{}\n{text}", run.name());
            told.extend(says.then(|| kind.to_owned()));
        }
        assert!(told.len() >= 2, "{told:?}");
    }
}
