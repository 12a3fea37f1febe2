//! In what form a command writes what it has found.

use clap::ValueEnum;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FormatArg {
    Text,
    Json,
    Markdown,
    Html,
}

impl FormatArg {
    /// As it is typed.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            FormatArg::Text => "text",
            FormatArg::Json => "json",
            FormatArg::Markdown => "markdown",
            FormatArg::Html => "html",
        }
    }
}

/// For what is not kept as a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PlainFormatArg {
    Text,
    Json,
}
