//! The scenarios that come with the program, from the index that `build.rs` makes.

use super::nearest;
use crate::model::{Group, Role};

/// A built-in scenario as the index knows it: nothing is read or parsed for that.
#[derive(Debug, Clone, Copy)]
pub struct Builtin {
    /// Its name on the command line.
    pub id: &'static str,
    /// Its part of the course.
    pub group: Group,
    /// Its title in English.
    pub title_en: &'static str,
    /// Its title in Chinese.
    pub title_zh: &'static str,
    /// What the student is to predict, in English.
    pub question_en: &'static str,
    /// The same in Chinese.
    pub question_zh: &'static str,
    /// What somebody may be looking for who should find it, in English; what it is most about comes first.
    pub keywords_en: &'static [&'static str],
    /// The same in Chinese.
    pub keywords_zh: &'static [&'static str],
    /// Its cases: name and role.
    pub cases: &'static [(&'static str, Role)],
}

impl Builtin {
    /// The title in one language.
    pub fn title(&self, lang: crate::model::Lang) -> &'static str {
        match lang {
            crate::model::Lang::En => self.title_en,
            crate::model::Lang::Zh => self.title_zh,
        }
    }

    /// The file itself, for [`parse`](super::parse).
    pub fn source(&self) -> &'static str {
        let at = INDEX.iter().position(|entry| entry.id == self.id);
        at.and_then(|at| SOURCES.get(at)).copied().unwrap_or_default()
    }

    /// The name of its file, for error messages.
    pub fn file(&self) -> String {
        format!("scenarios/{}.toml", self.id)
    }
}

/// What is known of each without its file, and the files in the same order.
static BUILT_IN: (&[Builtin], &[&str]) = include!(concat!(env!("OUT_DIR"), "/scenarios.rs"));

static INDEX: &[Builtin] = BUILT_IN.0;
static SOURCES: &[&str] = BUILT_IN.1;

/// All of them: by group in the order of the course, then by name.
pub fn index() -> &'static [Builtin] {
    INDEX
}

/// The one of this name.
pub fn find(id: &str) -> Option<&'static Builtin> {
    INDEX.iter().find(|entry| entry.id == id)
}

/// The names a mistyped name may have meant, the nearest first.
pub fn near(id: &str) -> Vec<&'static str> {
    nearest(id, INDEX.iter().map(|entry| entry.id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_scenario_is_right_and_indexed_right() {
        for entry in index() {
            let scenario = crate::scenario::parse(&entry.file(), entry.source().as_bytes())
                .unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(scenario.id, entry.id);
            assert_eq!(scenario.group, entry.group);
            assert_eq!(scenario.en.title, entry.title_en);
            assert_eq!(scenario.zh.title, entry.title_zh);
            assert_eq!(scenario.en.question.trim(), entry.question_en);
            assert_eq!(scenario.zh.question.trim(), entry.question_zh);
            assert_eq!(scenario.keywords.en, entry.keywords_en);
            assert_eq!(scenario.keywords.zh, entry.keywords_zh);
            let cases: Vec<(&str, Role)> =
                scenario.cases.iter().map(|case| (case.id.as_str(), case.role)).collect();
            assert_eq!(cases, entry.cases);
        }
    }

    #[test]
    fn each_has_keywords_in_both_languages_and_none_twice() {
        for entry in index() {
            for words in [entry.keywords_en, entry.keywords_zh] {
                assert!(words.len() >= 2, "{}: {words:?}", entry.id);
                let lower = words.iter().map(|word| word.to_lowercase());
                let different: std::collections::BTreeSet<String> = lower.collect();
                assert_eq!(different.len(), words.len(), "{}: {words:?}", entry.id);
            }
            let chinese =
                |word: &&str| word.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
            assert!(!entry.keywords_en.iter().any(chinese), "{}", entry.id);
            assert!(entry.keywords_zh.iter().all(chinese), "{}", entry.id);
        }
    }

    /// A file of one's own may have one language; these have both, wherever one is.
    #[test]
    fn each_says_everything_in_both_languages() {
        fn one_language(value: &toml::Value) -> bool {
            let alone = |table: &toml::Table| table.contains_key("en") != table.contains_key("zh");
            match value {
                toml::Value::Table(table) => alone(table) || table.values().any(one_language),
                toml::Value::Array(items) => items.iter().any(one_language),
                _ => false,
            }
        }
        let texts = ["title", "fix", "note", "why"];
        fn plain(value: &toml::Value, texts: &[&str]) -> bool {
            match value {
                toml::Value::Table(table) => table.iter().any(|(key, value)| {
                    texts.contains(&key.as_str()) && value.is_str() || plain(value, texts)
                }),
                toml::Value::Array(items) => items.iter().any(|item| plain(item, texts)),
                _ => false,
            }
        }
        for entry in index() {
            let table: toml::Table = toml::from_str(entry.source()).unwrap();
            let cases = &table["case"];
            assert!(!plain(cases, &texts), "{}", entry.id);
            assert!(!one_language(&toml::Value::Table(table.clone())), "{}", entry.id);
        }
    }

    /// Elsewhere the first acknowledgement takes a round trip, and Nagle waits for it.
    #[test]
    fn what_nagle_does_on_a_fresh_connection_is_said_of_loopback() {
        let entry = find("nagle").unwrap();
        let scenario = crate::scenario::parse(&entry.file(), entry.source().as_bytes()).unwrap();
        for (answer, fresh, loopback) in [
            (scenario.en.answer, "fresh connection", "over loopback"),
            (scenario.zh.answer, "刚建好的连接", "环回接口"),
        ] {
            let mut claims = answer.split(['.', '。']).filter(|claim| claim.contains(fresh));
            assert!(claims.next().is_some_and(|claim| claim.contains(loopback)), "{answer}");
        }
    }

    #[test]
    fn the_index_follows_the_course() {
        let course = include_str!("../../scenarios/course.txt");
        let lesson = |id| course.lines().position(|line| line == id);
        let order: Vec<_> = index().iter().map(|entry| (entry.group, lesson(entry.id))).collect();
        assert!(order.iter().all(|(_, lesson)| lesson.is_some()), "{order:?}");
        let mut sorted = order.clone();
        sorted.sort_unstable();
        assert_eq!(order, sorted);
    }

    #[test]
    fn each_is_found_by_its_name_and_near_it() {
        for entry in index() {
            assert_eq!(find(entry.id).unwrap().id, entry.id);
            assert_eq!(near(&format!("{}x", entry.id)).first(), Some(&entry.id));
        }
        assert!(find("no-such-scenario").is_none());
    }
}
