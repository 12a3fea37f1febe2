//! The two languages: a text that exists in one of them only cannot be built.

use super::named_enum;
use serde::Serialize;

named_enum! {
    /// A language the program speaks.
    pub enum Lang {
        /// English.
        En = "en",
        /// Chinese, in simplified characters.
        Zh = "zh",
    }
}

/// One sentence (or more) in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Text {
    /// English.
    pub en: String,
    /// Chinese.
    pub zh: String,
}

impl Text {
    /// Both languages at once.
    pub fn new(en: impl Into<String>, zh: impl Into<String>) -> Self {
        Text { en: en.into(), zh: zh.into() }
    }

    /// One after the other, in each language with its own sign between two.
    pub fn joined<'a>(all: impl IntoIterator<Item = &'a Text>, (en, zh): (&str, &str)) -> Self {
        let texts: Vec<&Text> = all.into_iter().collect();
        let of = |lang, between| {
            texts.iter().map(|text| text.get(lang)).collect::<Vec<_>>().join(between)
        };
        Text::new(of(Lang::En, en), of(Lang::Zh, zh))
    }

    /// The text in one language.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.en,
            Lang::Zh => &self.zh,
        }
    }
}
