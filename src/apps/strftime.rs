//! A strftime format, part by part: what strftime(3) of glibc knows in the C locale, with its flags (`_ - 0 ^ #`), widths and
//! modifiers (`E`, `O`), and nothing else. (A library's own extensions would be an invention here: `time.strftime` in Python
//! has none.)

use jiff::ZonedDateTime;
use jiff::fmt::strtime::{BrokenDownTime, Config, PosixCustom};

/// Its conversions, each with `E` before it, and with `O`, where glibc 2.36 takes that.
const CONVERSIONS: &str = "abcdeghjklmnprstuwxyzABCDFGHIMPRSTUVWXYZ%";
const WITH_E: &str = "cnprstuxyzCPRTXYZ%";
const WITH_O: &str = "bdeghjklmnprstuwyzBCGHIMPRSTUVWZ%";
/// Those that are numbers: zeros and spaces before them can be changed.
const NUMBERS: &str = "CdegGHIjklmMsSuUVwWyY";

/// What a `%` begins.
#[derive(Debug, PartialEq, Eq)]
struct Part<'f> {
    /// All of it, from the `%`.
    text: &'f str,
    /// Of `_`, `-` and `0` the last.
    pad: Option<char>,
    /// `^`: capitals.
    capitals: bool,
    /// `#`: the other case.
    swaps: bool,
    /// At least so many characters.
    width: usize,
    /// Its letter, where glibc knows it.
    letter: Option<char>,
}

/// Writes a time. Where a part of the format means nothing: that part.
///
/// # Errors
/// The first part that means nothing; with `copies` it is copied, as glibc does.
pub(super) fn strftime<'f>(
    at: &ZonedDateTime,
    format: &'f str,
    copies: bool,
) -> Result<String, &'f str> {
    let most = most(format);
    let mut said = String::new();
    let mut rest = format;
    while let Some(begin) = rest.find('%') {
        said.push_str(&rest[..begin]);
        let part = part(&rest[begin..]);
        rest = &rest[begin + part.text.len()..];
        let text = part.letter.and_then(|letter| written(at, letter));
        if text.is_none() && !copies {
            return Err(part.text);
        }
        // Nothing is made that would be too long in the end.
        if part.width > most {
            return Ok(String::new());
        }
        said.push_str(&dressed(text.as_deref().unwrap_or(part.text), &part));
    }
    said.push_str(rest);
    // Python returns nothing then.
    Ok(if said.chars().count() > most { String::new() } else { said })
}

/// The most characters that Python writes: its buffer is doubled until it has 256 for each of the format
/// (Modules/timemodule.c).
fn most(format: &str) -> usize {
    let mut buffer = 1024;
    while buffer < 256 * format.chars().count() {
        buffer *= 2;
    }
    buffer - 1
}

/// The part that begins with this `%`.
fn part(format: &str) -> Part<'_> {
    let mut part =
        Part { text: format, pad: None, capitals: false, swaps: false, width: 0, letter: None };
    let mut rest = format[1..].trim_start_matches(|flag| {
        match flag {
            '_' | '-' | '0' => part.pad = Some(flag),
            '^' => part.capitals = true,
            '#' => part.swaps = true,
            _ => return false,
        }
        true
    });
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    // What does not fit is more than is ever written.
    part.width = rest[..digits].parse().unwrap_or(if digits == 0 { 0 } else { usize::MAX });
    rest = &rest[digits..];
    let known = match rest.chars().next() {
        Some('E') => WITH_E,
        Some('O') => WITH_O,
        _ => CONVERSIONS,
    };
    rest = rest.strip_prefix(['E', 'O']).unwrap_or(rest);
    let letter = rest.chars().next();
    let end = format.len() - rest.len() + letter.map_or(0, char::len_utf8);
    Part { text: &format[..end], letter: letter.filter(|letter| known.contains(*letter)), ..part }
}

/// One conversion, bare.
fn written(at: &ZonedDateTime, letter: char) -> Option<String> {
    let config = Config::new().custom(PosixCustom::new());
    BrokenDownTime::from(at).to_string_with_config(&config, format!("%{letter}")).ok()
}

/// With its flags and its width.
fn dressed(text: &str, part: &Part<'_>) -> String {
    let letter = part.letter.unwrap_or_default();
    if letter == 'z' {
        return zone(text, part);
    }
    let is_number = part.letter.is_some_and(|letter| NUMBERS.contains(letter));
    let text = match part.pad {
        Some(pad) if is_number => {
            let bare = text.trim_start_matches(['0', ' ']);
            let bare = if bare.is_empty() { "0" } else { bare };
            let len = if pad == '-' { 0 } else { text.len() };
            padded(bare, len, pad)
        }
        Some(_) | None => text.to_owned(),
    };
    let text = match (part.capitals, part.swaps, letter) {
        (_, true, 'p' | 'Z') => text.to_lowercase(),
        (_, _, 'P') => text,
        (true, _, _) | (_, true, 'a' | 'A' | 'b' | 'B' | 'h') => text.to_uppercase(),
        (false, _, _) => text,
    };
    let usual = if is_number && !matches!(letter, 'e' | 'k' | 'l' | 's') { '0' } else { '_' };
    padded(&text, part.width, part.pad.unwrap_or(usual))
}

/// `+hhmm` is a sign and a number to glibc, and each has the width.
fn zone(text: &str, part: &Part<'_>) -> String {
    let (sign, digits) = text.split_at(1);
    let bare = digits.trim_start_matches('0');
    let bare = if bare.is_empty() { "0" } else { bare };
    let len = if part.pad == Some('-') { part.width } else { part.width.max(digits.len()) };
    padded(sign, part.width, part.pad.unwrap_or('_')) + &padded(bare, len, part.pad.unwrap_or('0'))
}

fn padded(text: &str, width: usize, pad: char) -> String {
    let missing = width.saturating_sub(text.chars().count());
    let filler = if pad == '0' { "0" } else { " " };
    filler.repeat(missing) + text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at() -> ZonedDateTime {
        "2026-03-05T01:04:09+00:00[UTC]".parse().unwrap()
    }

    fn all() -> Vec<String> {
        let letters = (' '..='~').filter(|letter| *letter != '\n');
        let before =
            ["", "E", "O", "-", "_", "0", "^", "#", "12", "-12", "012", "^12", "#12", "5E"];
        letters.flat_map(|letter| before.map(|before| format!("%{before}{letter}"))).collect()
    }

    /// Every letter, with every modifier and flag: what Python says of it, where there is one over glibc.
    #[test]
    fn each_part_is_what_python_makes_of_it() {
        let source = "import platform,sys,time\n\
             if platform.libc_ver()[0] != 'glibc': sys.exit(3)\n\
             t = time.localtime(1772672649)\n\
             for f in sys.stdin.read().split('\\0'): sys.stdout.write(time.strftime(f, t) + '\\0')";
        let formats = all();
        let Some(said) = python(source, &formats.join("\0")) else { return };
        let said: Vec<&str> = said.split('\0').collect();
        let wrong: Vec<_> = formats
            .iter()
            .zip(said)
            .map(|(format, theirs)| (format, theirs, strftime(&at(), format, true).unwrap()))
            .filter(|(_, theirs, ours)| theirs != ours)
            .collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    fn python(source: &str, typed: &str) -> Option<String> {
        use std::io::Write;
        use std::process::{Command, Stdio};
        let mut command = Command::new("python3");
        command.args(["-c", source]).env("TZ", "UTC").env("LC_ALL", "C.UTF-8");
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().ok()?;
        child.stdin.take()?.write_all(typed.as_bytes()).ok()?;
        let output = child.wait_with_output().ok()?;
        output.status.success().then(|| String::from_utf8(output.stdout).unwrap())
    }

    #[test]
    fn what_means_nothing_is_named_or_copied() {
        for format in
            ["%Q", "%f", "%N", "%q", "%:", "%3f", "%.", "%i", "%", "%-", "%5", "%E", "%Ea", "%é"]
        {
            assert_eq!(strftime(&at(), format, false), Err(format));
            assert_eq!(strftime(&at(), format, true).unwrap().trim_start(), format);
        }
        assert_eq!(strftime(&at(), "a%%b %:z 下%d", true).unwrap(), "a%b %:z 下05");
        assert_eq!(
            strftime(&at(), "%Ey %Ou %-d|%_d|%^a|%5j", false).unwrap(),
            "26 4 5| 5|THU|00064"
        );
    }

    #[test]
    fn a_width_takes_no_more_memory_than_python_s_buffer() {
        assert_eq!(strftime(&at(), "%999d", false).unwrap().len(), 999);
        for width in ["2048d", "99999999999999999999999d", "99999999999999999999999Q"] {
            assert_eq!(strftime(&at(), &format!("%{width}"), true).unwrap(), "", "{width}");
        }
    }
}
