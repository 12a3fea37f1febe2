//! What one error is called: its names, its numbers on each system, and what programs print.

use super::error_table::ERRORS;
use super::words::{Word, same, within, words};

/// An error of socket calls.
#[derive(Debug, Clone, Copy)]
pub(super) struct ErrorWords {
    /// Its POSIX name; keywords of scenarios use it.
    pub(super) name: &'static str,
    pub(super) linux: u16,
    /// On macOS and FreeBSD.
    pub(super) bsd: u16,
    /// Its name and number in Winsock.
    pub(super) windows: Option<(&'static str, u16)>,
    /// Other names: exceptions of languages, this program's own word.
    pub(super) names: &'static [&'static str],
    /// Messages. The first is that of Linux.
    pub(super) said: &'static [&'static str],
    /// Messages of Windows.
    pub(super) windows_said: &'static [&'static str],
    /// Of one that no scenario is about: what it means, in English and Chinese.
    pub(super) meaning: Option<(&'static str, &'static str)>,
}

/// An error that somebody asks for.
#[derive(Debug, Clone)]
pub(super) struct Meant {
    pub(super) error: &'static ErrorWords,
    /// What in the question says so.
    pub(super) by: String,
    /// It was said as Windows says it.
    pub(super) of_windows: bool,
}

impl ErrorWords {
    /// Everything it is called, and its numbers, in a line.
    pub(super) fn line(&self, by: &str) -> String {
        let ErrorWords { name, linux, bsd, .. } = self;
        let mut line = format!("{name}: Linux {linux}, macOS/FreeBSD {bsd}");
        if let Some((name, number)) = self.windows {
            line += &format!("; {name}: Windows {number}");
        }
        let known = within(&words(by), &words(&line)).is_some();
        let said = if known { self.said.first().copied().unwrap_or_default() } else { by };
        format!("{line}; {said}")
    }

    /// Whether the words name it or its message, and by what.
    fn meant(&'static self, question: &[Word]) -> Option<Meant> {
        let meant = |by: &str, of_windows| Meant { error: self, by: by.to_owned(), of_windows };
        let windows = self.windows.map(|(name, _)| name);
        let windows = windows.into_iter().chain(self.windows_said.iter().copied());
        let others = std::iter::once(self.name).chain(self.names.iter().chain(self.said).copied());
        let named = windows.map(|by| (by, true)).chain(others.map(|by| (by, false)));
        let named = named.map(|(by, windows)| (by.to_owned(), windows));
        // The numbers of Winsock are long enough to be nothing else.
        let number = self.windows.map(|(_, number)| number.to_string());
        let number = number.filter(|number| question.iter().any(|word| word.plain == *number));
        let numbers = [self.linux, self.bsd].map(|number| number.to_string());
        let numbers = numbers.into_iter().filter(|number| is_number_of_an_error(question, number));
        let has = |(by, _): &(String, bool)| within(&words(by), question).is_some();
        let found = named.into_iter().find(has);
        let found = found.or(number.map(|by| (by, true)));
        let (by, windows) = found.or(numbers.map(|by| (by, false)).next())?;
        Some(meant(&by, windows))
    }

    /// Its names and messages.
    fn all(&self) -> impl Iterator<Item = &'static str> {
        let lists = [self.names, self.said, self.windows_said];
        let names = [Some(self.name), self.windows.map(|(name, _)| name)];
        names.into_iter().flatten().chain(lists.into_iter().flatten().copied())
    }
}

/// Whether the number is the whole question, or stands behind a word that makes it one: `[Errno 104]`, `os error 104`.
fn is_number_of_an_error(question: &[Word], number: &str) -> bool {
    const BEFORE: &[&str] = &["errno", "error", "err", "code", "winerror", "误", "码", "号"];
    let behind = |pair: &[Word]| match pair {
        [before, word] => word.plain == number && BEFORE.contains(&before.plain.as_str()),
        _ => false,
    };
    same(question, &words(number)) || question.windows(2).any(behind)
}

/// The errors that these words name.
pub(super) fn meant(question: &[Word]) -> Vec<Meant> {
    ERRORS.iter().filter_map(|error| error.meant(question)).collect()
}

/// Every name of an error, for what may have been meant.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    ERRORS.iter().flat_map(ErrorWords::all)
}

/// The error of this POSIX or Winsock name.
#[cfg(test)]
pub(super) fn named(name: &str) -> Option<&'static ErrorWords> {
    ERRORS
        .iter()
        .find(|error| error.name == name || error.windows.is_some_and(|(own, _)| own == name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names_of(question: &str) -> Vec<&'static str> {
        meant(&words(question)).iter().map(|meant| meant.error.name).collect()
    }

    #[test]
    fn an_error_is_known_by_its_name_its_number_and_its_message() {
        for question in [
            "econnreset",
            "WSAECONNRESET",
            "10054",
            "[Errno 104]",
            "errno 54",
            "os error 104",
            "错误码 10054",
            "ConnectionResetError: [Errno 104] Connection reset by peer",
            "java.net.SocketException: Connection reset",
            "Error: read ECONNRESET",
            "[WinError 10054] 远程主机强迫关闭了一个现有的连接。",
        ] {
            assert_eq!(names_of(question), ["ECONNRESET"], "{question}");
        }
        for question in ["40 ms", "wait 104 times", "reset", "", "11 messages"] {
            assert_eq!(names_of(question), [""; 0], "{question}");
        }
    }

    /// What this system itself says: its number is that of the table, and so is its message.
    #[test]
    fn this_system_agrees() {
        let windows = |error: &ErrorWords| error.windows.map(|(_, number)| number);
        for error in ERRORS {
            let number = match std::env::consts::OS {
                "linux" => Some(error.linux),
                "macos" | "freebsd" => Some(error.bsd),
                _ => windows(error),
            };
            let number = i32::from(number.unwrap());
            let said = std::io::Error::from_raw_os_error(number).to_string();
            let known = names_of(&said);
            if std::env::consts::OS == "linux" {
                assert_eq!(known, [error.name], "{said}");
            }
        }
    }

    #[test]
    fn no_two_have_a_name_or_a_number_in_common() {
        let mut all: Vec<String> = ERRORS
            .iter()
            .flat_map(|error| {
                let windows = error.windows.map(|(_, number)| number.to_string());
                let mut own: Vec<String> = error.all().map(str::to_lowercase).collect();
                own.extend([error.linux.to_string(), error.bsd.to_string()]);
                own.extend(windows);
                own.sort();
                own.dedup();
                own
            })
            .collect();
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}
