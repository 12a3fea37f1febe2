//! A page to keep: the same in several languages, in parts of which some are folded until somebody asks.

use super::Page;
use crate::model::{Lang, Text};

/// What is in one file.
#[derive(Debug, Clone)]
pub struct Document {
    /// What it is called, in the browser's title, too.
    pub title: Text,
    /// What is shown first, and what can be switched to. Each language once.
    pub sheets: Vec<Sheet>,
    /// What is to be kept in it.
    pub kept: Kept,
    /// Where its index is, if there is one: a file beside it.
    pub index: Option<&'static str>,
}

/// Traces that are kept in a page, for `replay`.
#[derive(Debug, Clone, Default)]
pub struct Kept {
    /// Each as JSON.
    pub traces: Vec<String>,
    /// What is said of them at the end.
    pub said: Vec<Text>,
}

/// All that is said in one language.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// The language.
    pub lang: Lang,
    pub(crate) parts: Vec<Part>,
}

/// A part of it.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    /// What stands there until it is unfolded; nothing: it is open.
    pub(crate) folded: Option<String>,
    /// Each a section of its own.
    pub(crate) pages: Vec<Page>,
    /// Below them: pages beside this one.
    pub(crate) lessons: Vec<Lesson>,
}

/// A page beside this one.
#[derive(Debug, Clone)]
pub struct Lesson {
    /// The name of its file.
    pub file: String,
    /// What it is called on the command line.
    pub id: String,
    /// What it asks.
    pub question: String,
    /// How many cases it has.
    pub cases: String,
}

impl Sheet {
    /// Nothing yet.
    pub fn new(lang: Lang) -> Self {
        Sheet { lang, parts: Vec::new() }
    }

    /// Whether nothing is on it.
    pub fn is_empty(&self) -> bool {
        self.parts.iter().all(|part| part.pages.is_empty())
    }

    /// What is added from here on is open.
    pub fn open(&mut self) {
        self.parts.push(Part { folded: None, pages: Vec::new(), lessons: Vec::new() });
    }

    /// What is added from here on is behind these words.
    pub fn fold(&mut self, words: String) {
        self.parts.push(Part { folded: Some(words), pages: Vec::new(), lessons: Vec::new() });
    }

    /// Adds a section.
    pub fn add(&mut self, page: Page) {
        if page.is_empty() {
            return;
        }
        if self.parts.is_empty() {
            self.open();
        }
        self.parts.last_mut().into_iter().for_each(|part| part.pages.push(page.clone()));
    }

    /// Adds what leads to other pages, below a heading.
    pub fn lead(&mut self, heading: &str, lessons: Vec<Lesson>) {
        let mut page = Page::new();
        page.heading(heading);
        self.parts.push(Part { folded: None, pages: vec![page], lessons });
    }

    /// Adds to the last section, and does not begin one.
    pub fn go_on(&mut self, page: Page) {
        match self.parts.last_mut().and_then(|part| part.pages.last_mut()) {
            Some(last) => last.append(page),
            None => self.add(page),
        }
    }
}
