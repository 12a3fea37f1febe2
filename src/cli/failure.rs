//! Why the program stops short, said to the person: what happened, and what to do.

use super::code::Code;
use super::locale::Manner;
use super::words::{Words, say};
use super::wrap::listing;
use crate::model::Text;
use crate::report::{Style, painted, visible};
use std::io::{self, ErrorKind};
use std::path::Path;

/// The end of a command that did not do what it was asked.
#[derive(Debug)]
pub(crate) struct Failure {
    pub code: Code,
    said: Box<Said>,
}

/// The words of a failure.
#[derive(Debug, Default)]
struct Said {
    /// What happened. `None`: nothing is said (whoever would read it has gone).
    what: Option<Text>,
    /// What to do, or what there is instead; one entry a line.
    help: Vec<Text>,
    /// The whole message, already laid out: the line of a file with a caret, say. It ends with a
    /// line end, and stands for `what`.
    whole: Option<Text>,
}

impl Failure {
    pub(crate) fn new(code: Code, what: Text) -> Self {
        Failure { code, said: Box::new(Said { what: Some(what), ..Said::default() }) }
    }

    /// A command line that makes no sense.
    pub(crate) fn usage(en: String, zh: String) -> Self {
        Failure::new(Code::Usage, Text { en, zh })
    }

    /// Adds what to do.
    pub(crate) fn help(mut self, en: impl Into<String>, zh: impl Into<String>) -> Self {
        self.said.help.push(Text::new(en, zh));
        self
    }

    /// A message that is laid out already; it ends with a line end.
    pub(crate) fn whole(code: Code, whole: Text) -> Self {
        Failure { code, said: Box::new(Said { whole: Some(whole), ..Said::default() }) }
    }

    /// What to do, as it is said in English.
    #[cfg(test)]
    pub(crate) fn advice(&self) -> Vec<&str> {
        self.said.help.iter().map(|text| text.en.as_str()).collect()
    }

    /// An ending that needs no words.
    pub(crate) fn silent(code: Code) -> Self {
        Failure { code, said: Box::default() }
    }

    /// The output could not be written. A reader that has gone is no mishap.
    pub(crate) fn output(error: &io::Error, target: Option<&Path>) -> Self {
        if error.kind() == ErrorKind::BrokenPipe {
            return Failure::silent(Code::ClosedPipe);
        }
        let why = io_text(error);
        let Some(path) = target.map(shown) else {
            let (en, zh) = (why.en, why.zh);
            return Failure::new(
                Code::NoOutput,
                Text::new(format!("cannot write the output: {en}"), format!("无法写出结果：{zh}")),
            );
        };
        Failure::new(
            Code::NoOutput,
            Text::new(
                format!("cannot write `{path}`: {}", why.en),
                format!("无法写入 `{path}`：{}", why.zh),
            ),
        )
    }

    /// There is nothing to write the output to (`>&-`).
    pub(crate) fn no_standard_output() -> Self {
        Failure::new(
            Code::NoOutput,
            Text::new(
                "cannot write the output: standard output is closed",
                "无法写出结果：标准输出是关闭的",
            ),
        )
    }

    /// A file that was named could not be read.
    pub(crate) fn input(error: &io::Error, path: &Path) -> Self {
        let (why, path) = (io_text(error), shown(path));
        Failure::usage(
            format!("cannot read `{path}`: {}", why.en),
            format!("无法读取 `{path}`：{}", why.zh),
        )
    }

    /// Ctrl-C.
    pub(crate) fn interrupted() -> Self {
        Failure::new(Code::Interrupted, Text::new("stopped", "已停止"))
    }

    /// The same, where the output was to go to a file: said if the run did not end by itself.
    pub(crate) fn unwritten(self, target: Option<&Path>) -> Self {
        match target.map(shown) {
            Some(path) if self.code == Code::Interrupted => {
                self.help(format!("nothing was written to `{path}`"), format!("没有写入 `{path}`"))
            }
            _ => self,
        }
    }

    /// A mistake of this program.
    pub(crate) fn defect(what: &Text) -> Self {
        Failure::new(
            Code::NoOutput,
            Text::new(
                format!("{}; this is a defect of stickydemo", what.en),
                format!("{}；这是 stickydemo 的缺陷", what.zh),
            ),
        )
    }

    /// As it is shown, with a line end after each line; empty if nothing is said.
    pub(crate) fn render(&self, manner: &Manner) -> String {
        if let Some(whole) = &self.said.whole {
            return whole.get(manner.lang).to_owned();
        }
        let Some(what) = &self.said.what else { return String::new() };
        let head = say("error:", "错误：").get(manner.lang);
        let space = if head.is_ascii() { " " } else { "" };
        let mut out = match self.code {
            // Nothing went wrong.
            Code::Interrupted => String::new(),
            _ => format!("{}{space}", painted(head, Style::Bad, manner.error_color)),
        };
        // The first line quotes what was typed, and stays in one piece; a list may follow.
        let (first, list) = match what.get(manner.lang).split_once('\n') {
            Some((first, list)) => (first, listing(list, manner.width)),
            None => (what.get(manner.lang), Vec::new()),
        };
        out.push_str(first);
        out.push('\n');
        for line in list {
            out.push_str(&format!("{line}\n"));
        }
        for line in &self.said.help {
            out.push_str(&format!("  {}\n", line.get(manner.lang)));
        }
        out
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.said.what.as_ref().map_or("", |what| &what.en))
    }
}

impl std::error::Error for Failure {}

/// A file's name, fit to be shown.
fn shown(path: &Path) -> String {
    visible(&path.to_string_lossy()).into_owned()
}

/// An error of the file system in both languages; the rare ones in the system's own words.
fn io_text(error: &io::Error) -> Text {
    match io_words(error.kind()) {
        Some(words) => words.into(),
        None => Text::new(error.to_string(), error.to_string()),
    }
}

fn io_words(kind: ErrorKind) -> Option<Words> {
    Some(match kind {
        ErrorKind::NotFound => say("no such file or directory", "没有这个文件或目录"),
        ErrorKind::PermissionDenied => say("permission denied", "没有权限"),
        ErrorKind::AlreadyExists => say("it exists already", "它已经存在"),
        ErrorKind::IsADirectory => say("it is a directory", "它是一个目录"),
        ErrorKind::NotADirectory => {
            say("a part of the path is not a directory", "路径中有一段不是目录")
        }
        ErrorKind::StorageFull => say("no space left on the disk", "磁盘空间已满"),
        ErrorKind::QuotaExceeded => say("your disk quota is used up", "磁盘配额已用完"),
        ErrorKind::FileTooLarge => say("the file would become too large", "文件会变得过大"),
        ErrorKind::ReadOnlyFilesystem => say("the file system is read-only", "文件系统是只读的"),
        ErrorKind::TimedOut => say("nothing came from it in time", "等了很久也没有读到内容"),
        ErrorKind::InvalidFilename => say("not a possible file name", "文件名不合法"),
        _ => return None,
    })
}
