//! A folder of wrong files, and beside each the message it gets.

use crate::golden;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// A folder of `tests`.
pub(crate) struct Folder(&'static str);

impl Folder {
    pub(crate) fn of(name: &'static str) -> Self {
        Folder(name)
    }

    fn path(&self) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(self.0)
    }

    /// The names, without the extension, of the files with this extension.
    pub(crate) fn names(&self, extension: &str) -> BTreeSet<String> {
        let files = std::fs::read_dir(self.path()).unwrap().map(|entry| entry.unwrap().path());
        files
            .filter(|path| path.extension().is_some_and(|e| e == extension))
            .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
            .collect()
    }

    pub(crate) fn read(&self, file: &str) -> Vec<u8> {
        std::fs::read(self.path().join(file)).unwrap()
    }

    /// That each file `x.toml` has its message in `x.expected`, and each message a file.
    pub(crate) fn each_has_its_message(&self, message: impl Fn(&str) -> String) {
        let wrong = self.names("toml");
        assert!(wrong.len() >= 40, "only {} wrong files", wrong.len());
        let mut differences = String::new();
        for name in &wrong {
            let file = Path::new(self.0).join(format!("{name}.expected"));
            differences += &golden::check(&file, &message(name)).err().unwrap_or_default();
        }
        assert!(differences.is_empty(), "{differences}");
        assert_eq!(
            self.names("expected"),
            wrong,
            "each wrong file has one message, and each message a file"
        );
    }

    /// How many different first lines the messages have.
    pub(crate) fn different_messages(&self) -> usize {
        let text =
            |name: &String| String::from_utf8(self.read(&format!("{name}.expected"))).unwrap();
        let messages: Vec<String> = self.names("expected").iter().map(text).collect();
        messages.iter().filter_map(|m| m.lines().next()).collect::<BTreeSet<_>>().len()
    }
}

pub(crate) fn has_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

/// What must hold of every message, in either language.
pub(crate) fn check_form(name: &str, en: &str, zh: &str) {
    assert!(en.starts_with("error: ") && en.ends_with('\n'), "{name}: {en}");
    assert!(zh.lines().next().is_some_and(has_chinese), "{name}: {zh}");
    let help = |text: &str, mark: &str| {
        text.lines().find_map(|line| Some(line.trim_start().strip_prefix(mark)?.to_owned()))
    };
    let (help_en, help_zh) = (help(en, "= help: "), help(zh, "= 提示："));
    assert_eq!(help_en.is_some(), help_zh.is_some(), "{name}: {zh}");
    if let (Some(en), Some(zh)) = (help_en, help_zh) {
        assert!(has_chinese(&zh) && !en.is_empty(), "{name}: {zh}");
    }
    for text in [en, zh] {
        assert!(text.chars().all(|c| c == '\n' || !c.is_control()), "{name}: {text:?}");
        assert!(text.lines().all(|line| line.chars().count() < 900), "{name}: {text}");
    }
}
