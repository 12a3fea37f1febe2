//! The bytes of a session, as the class wants to see them.

use super::{CALL, Live};
use crate::framing::text::decode;
use crate::lang::live as words;
use crate::model::{Payload, TextEncoding};
use crate::report::page::Page;
use crate::report::page::line::{Line, Style};
use crate::report::pens::terminal::wrap::wrap;
use crate::report::{Verbosity, visible};

/// The most bytes of one call that are shown.
const MOST: usize = 256;
/// The most of them as hex digits.
const HEX: usize = 16;
/// The most lines of what is printed among the calls; verbose: of that.
const LINES: (usize, usize) = (8, 200);

impl Live {
    /// What the tutorial's program prints: a line, or as many as there are in it.
    pub fn printed(&self, bytes: &[u8]) -> String {
        let text = self.as_text(bytes);
        let lines = text.split('\n').map(|line| visible(line.strip_suffix('\r').unwrap_or(line)));
        lines.map(|line| format!("{line}\n")).collect()
    }

    /// The text that these bytes are, or `b"…"`.
    fn as_text(&self, bytes: &[u8]) -> String {
        let encoding = self.view.text.unwrap_or(TextEncoding::Utf8);
        decode(bytes, encoding).unwrap_or_else(|| {
            format!("b{}", self.look.voice().quote(bytes, bytes.len() as u64, usize::MAX))
        })
    }

    /// What has arrived, as the tutorial's program prints it: in its colours, if it has some, and before it whose it is. Among the
    /// calls it stands where they do, and is no longer than they show; alone it is whole.
    pub fn arrived(&self, by: &str, bytes: &[u8], marked: bool) -> String {
        let style = if marked { Style::Arrived } else { Style::Plain };
        let mut text = self.as_text(bytes);
        let mut page = Page::new();
        if self.look.verbosity == Verbosity::Quiet {
            page.push(Line::of(Style::Plain, by).with(style, &text));
            return page.text(&self.look);
        }
        if let Some((at, _)) = text.char_indices().nth(MOST) {
            text.replace_range(at.., "…");
        }
        page.wide(Line::of(Style::Plain, by).with(style, &text), (CALL, CALL));
        page.text(&self.look)
    }

    /// What the tutorial's program prints, below the call that brought it: nothing where that call's line shows all
    /// of it.
    pub fn prints(&self, bytes: &[u8]) -> String {
        if !self.is_cut(bytes) {
            return String::new();
        }
        let most = if self.look.voice().verbose() { LINES.1 } else { LINES.0 };
        let (mut lines, mut left) = (Vec::new(), 0);
        for line in self.in_lines(bytes) {
            let line = Line::of(Style::Plain, &format!("{}{line}", " ".repeat(CALL)));
            match lines.len() < most {
                true => lines.extend(wrap(&line, self.look.columns(), CALL)),
                false => left += 1,
            }
        }
        left += lines.len().saturating_sub(most);
        lines.truncate(most);
        let mut page = Page::new();
        lines.into_iter().for_each(|line| page.push(line));
        if left > 0 {
            let more = self.look.say(words::more_lines(left as u64));
            page.push(Line::of(Style::Dim, &more).indented(CALL));
        }
        page.text(&self.look)
    }

    /// As text, or as hex digits, or as both.
    fn in_lines(&self, bytes: &[u8]) -> Vec<String> {
        let mut lines = Vec::new();
        if self.view.text.is_some() {
            lines.extend(self.printed(bytes).lines().map(str::to_owned));
            // Behind the last line end stands nothing.
            lines.pop_if(|line: &mut String| line.is_empty());
        }
        if self.view.hex {
            lines.extend(bytes.chunks(HEX).map(digits));
        }
        lines
    }

    /// Whether the line of a call does not show all of these.
    fn is_cut(&self, bytes: &[u8]) -> bool {
        let shown = &bytes[..bytes.len().min(MOST)];
        match self.view.text {
            Some(encoding) => says_size(&self.text(shown, bytes.len() as u64, encoding)),
            None => bytes.len() > HEX,
        }
    }

    /// The bytes of a call, and whether it says how many they are.
    pub(super) fn data(&self, data: Option<&Payload>) -> (String, bool) {
        let Some(data) = data.filter(|data| data.len > 0) else { return ("\"\"".into(), false) };
        let shown = &data.kept()[..data.kept().len().min(MOST)];
        let text = self.view.text.map(|encoding| self.text(shown, data.len, encoding));
        let sized = text.as_deref().is_some_and(says_size);
        let hex = self.view.hex.then(|| hex(shown, data.len));
        (text.into_iter().chain(hex).collect::<Vec<_>>().join(" "), sized)
    }

    fn text(&self, shown: &[u8], len: u64, encoding: TextEncoding) -> String {
        let columns = (self.look.columns() / 3).max(12);
        let decoded = (encoding != TextEncoding::Utf8).then(|| begun(shown, len, encoding));
        match decoded.flatten() {
            Some((text, whole)) => self.look.voice().quote_decoded(&text, whole, len, columns),
            None => self.look.voice().quote(shown, len, columns),
        }
    }
}

/// Whether a quotation was cut: then it says how many bytes there are.
fn says_size(quoted: &str) -> bool {
    quoted.ends_with(" B)")
}

/// The text that these first bytes of `len` are, and whether it is all of it: a character may be cut at their end.
fn begun(shown: &[u8], len: u64, encoding: TextEncoding) -> Option<(String, bool)> {
    let whole = len == shown.len() as u64;
    let cut = if whole { 1 } else { 4 };
    let text =
        (0..cut).find_map(|cut| decode(shown.get(..shown.len().checked_sub(cut)?)?, encoding));
    text.map(|text| (text, whole))
}

/// `68 65 6c 6c 6f`, at most sixteen bytes of them.
fn hex(shown: &[u8], len: u64) -> String {
    let shown = &shown[..shown.len().min(HEX)];
    let more = if len > shown.len() as u64 { " …" } else { "" };
    format!("{}{more}", digits(shown))
}

fn digits(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::super::View;
    use super::*;
    use crate::framing::text::encode;
    use crate::report::Look;

    fn live(text: Option<TextEncoding>, hex: bool) -> Live {
        Live::new(Look::PLAIN, View { text, hex }, None)
    }

    #[test]
    fn the_size_that_is_said_is_that_of_the_bytes_on_the_wire() {
        let said = "服务端收到了".repeat(20);
        let bytes = encode(&said, TextEncoding::Gbk).unwrap();
        let (text, sized) = live(Some(TextEncoding::Gbk), false).data(Some(&Payload::of(&bytes)));
        assert!(sized && text.starts_with("\"服务端") && text.ends_with("(240 B)"), "{text}");
        let long = encode(&format!("a{}", said.repeat(2)), TextEncoding::Gbk).unwrap();
        let (text, _) = live(Some(TextEncoding::Gbk), false).data(Some(&Payload::of(&long)));
        assert!(text.starts_with("\"a服务端") && text.ends_with("(481 B)"), "{text}");
    }

    #[test]
    fn of_no_bytes_nothing_is_said_twice() {
        assert_eq!(live(Some(TextEncoding::Utf8), true).data(None).0, "\"\"");
        assert_eq!(live(None, true).data(Some(&Payload::of(b""))).0, "\"\"");
    }

    #[test]
    fn what_a_call_cuts_stands_below_it_up_to_some_lines() {
        let view = live(Some(TextEncoding::Utf8), false);
        assert_eq!(view.prints(b"short\n"), "");
        let printed = view.prints(b"the first line of two\nand the second one");
        assert_eq!(
            printed,
            format!("{0}the first line of two\n{0}and the second one\n", " ".repeat(12))
        );
        let many = view.prints("a line of them\n".repeat(20).as_bytes());
        assert_eq!(many.lines().count(), 9, "{many}");
        assert!(many.contains("12 more lines"), "{many}");
        assert_eq!(live(None, true).prints(&[0xff; 17]).lines().count(), 2);
        // One long line is not printed past the bound either.
        assert_eq!(view.prints("ab ".repeat(1000).as_bytes()).lines().count(), 9);
    }
}
