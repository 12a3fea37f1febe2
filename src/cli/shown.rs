//! Where pages go: to the reader at once, or into one file at the end, in each of its languages.

use super::args::FormatArg;
use super::out::Output;
use crate::lang::html_page as words;
use crate::model::{Lang, Text};
use crate::report::{Document, Kept, Lesson, Look, Page, Sheet, Voice};

/// How much of what is sent and of what comes is quoted where there is no width, in columns.
const QUOTED: usize = 28;

/// What is shown.
pub(crate) struct Shown {
    output: Output,
    look: Look,
    format: FormatArg,
    /// What is kept for the end; empty where pages are shown at once, or not at all.
    sheets: Vec<(Voice, Sheet)>,
    title: Option<Text>,
    index: Option<&'static str>,
}

impl Shown {
    pub(crate) fn new(output: Output, look: Look, format: FormatArg) -> Self {
        let langs = match format {
            FormatArg::Text | FormatArg::Json => Vec::new(),
            FormatArg::Markdown => vec![look.lang],
            FormatArg::Html => {
                let others = Lang::ALL.iter().copied().filter(|lang| *lang != look.lang);
                std::iter::once(look.lang).chain(others).collect()
            }
        };
        let stepped = format == FormatArg::Html;
        let voice = |lang| Voice { stepped, ..voice(lang, &look) };
        let sheets = langs.into_iter().map(|lang| (voice(lang), Sheet::new(lang)));
        Shown { output, look, format, sheets: sheets.collect(), title: None, index: None }
    }

    /// It belongs to others, of which this file beside it is the index.
    pub(crate) fn with_index(self, index: &'static str) -> Self {
        Shown { index: Some(index), ..self }
    }

    /// Adds what leads to other pages, in each language: a heading, and the pages.
    pub(crate) fn lessons(&mut self, make: impl Fn(Lang) -> (String, Vec<Lesson>)) {
        for (_, sheet) in &mut self.sheets {
            let (heading, lessons) = make(sheet.lang);
            sheet.lead(&heading, lessons);
        }
    }

    /// How what is shown is written: once for each language.
    pub(crate) fn voices(&self) -> Vec<Voice> {
        match self.format {
            FormatArg::Text => vec![self.look.voice()],
            FormatArg::Json => Vec::new(),
            FormatArg::Markdown | FormatArg::Html => {
                self.sheets.iter().map(|(voice, _)| *voice).collect()
            }
        }
    }

    /// What the file is called; the first name holds.
    pub(crate) fn name(&mut self, title: impl FnOnce() -> Text) {
        self.title.get_or_insert_with(title);
    }

    /// Shows a page; in a file it is a section.
    pub(crate) fn page(&mut self, make: impl Fn(&Voice) -> Page) -> anyhow::Result<()> {
        self.sheets.iter_mut().for_each(|(voice, sheet)| sheet.add(make(voice)));
        self.at_once(make)
    }

    /// Whether anything is kept.
    pub(crate) fn keeps(&self) -> bool {
        !self.sheets.is_empty()
    }

    /// A page that only who keeps it gets: whoever sits at the terminal is asked instead.
    pub(crate) fn kept(&mut self, make: impl Fn(&Voice) -> Page) {
        self.sheets.iter_mut().for_each(|(voice, sheet)| sheet.go_on(make(voice)));
    }

    /// Shows a page that goes on where the last one ended.
    pub(crate) fn go_on(&mut self, make: impl Fn(&Voice) -> Page) -> anyhow::Result<()> {
        self.sheets.iter_mut().for_each(|(voice, sheet)| sheet.go_on(make(voice)));
        self.at_once(make)
    }

    fn at_once(&mut self, make: impl Fn(&Voice) -> Page) -> anyhow::Result<()> {
        match self.format {
            FormatArg::Text => self.output.page(&make(&self.look.voice())),
            FormatArg::Json | FormatArg::Markdown | FormatArg::Html => Ok(()),
        }
    }

    /// An empty line, where there are lines.
    pub(crate) fn gap(&mut self) -> anyhow::Result<()> {
        match self.format {
            FormatArg::Text => self.output.write("\n"),
            FormatArg::Json | FormatArg::Markdown | FormatArg::Html => Ok(()),
        }
    }

    /// What comes now is open.
    pub(crate) fn open(&mut self) {
        self.sheets.iter_mut().for_each(|(_, sheet)| sheet.open());
    }

    /// What comes now is behind these words, where something can be unfolded. Whether it can.
    pub(crate) fn fold(&mut self, words: &Text) -> bool {
        let folds = self.format == FormatArg::Html;
        if folds {
            self.sheets.iter_mut().for_each(|(voice, sheet)| sheet.fold(voice.say(words.clone())));
        }
        folds
    }

    /// Writes JSON.
    pub(crate) fn write_json(&mut self, text: &str) -> anyhow::Result<()> {
        self.output.write_json(text)
    }

    /// Everything has been shown. `kept`: for a page.
    pub(crate) fn finish(mut self, kept: Kept) -> anyhow::Result<()> {
        let document = Document {
            title: self.title.unwrap_or_else(words::untitled),
            sheets: self.sheets.into_iter().map(|(_, sheet)| sheet).collect(),
            kept,
            index: self.index,
        };
        match self.format {
            FormatArg::Text | FormatArg::Json => {}
            FormatArg::Markdown => self.output.write(&document.markdown())?,
            FormatArg::Html => self.output.write_html(&document)?,
        }
        self.output.finish()
    }
}

/// What is kept has no screen to fit.
fn voice(lang: Lang, look: &Look) -> Voice {
    Voice { lang, ascii: false, sent: QUOTED, received: QUOTED, ..look.voice().in_full() }
}
