//! What a line that is typed at the server means.

/// What is to be done.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Typed<'l> {
    /// Nothing.
    Nothing,
    /// Show who has spoken.
    List,
    /// Send it to this number.
    To(u64, &'l [u8]),
    /// Send it to the one who spoke last.
    ToLast(&'l [u8]),
}

/// What stands between a number and what is said to it. A colon alone does not: `12:30` is a time. The other two are
/// the colon of a Chinese keyboard, in UTF-8 and in GBK.
const COLONS: [&[u8]; 3] = [b": ", "：".as_bytes(), b"\xa3\xba"];

/// Reads a line.
pub(super) fn typed(line: &[u8]) -> Typed<'_> {
    match line.trim_ascii() {
        b"" => Typed::Nothing,
        b"list" => Typed::List,
        _ => addressed(line).map_or(Typed::ToLast(line), |(number, text)| Typed::To(number, text)),
    }
}

/// `2: hello` or `@2 hello`.
fn addressed(line: &[u8]) -> Option<(u64, &[u8])> {
    let (at, line) = match line.strip_prefix(b"@") {
        Some(line) => (true, line),
        None => (false, line),
    };
    let digits = line.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (number, rest) = line.split_at(digits);
    let number = std::str::from_utf8(number).ok()?.parse().ok()?;
    let colon = COLONS.iter().find_map(|colon| rest.strip_prefix(*colon));
    let text = colon.or_else(|| rest.strip_prefix(b" ").filter(|_| at))?;
    Some((number, text.trim_ascii_start()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_before_a_line_says_whose_it_is() {
        for (line, expected) in [
            ("", Typed::Nothing),
            ("  ", Typed::Nothing),
            ("list", Typed::List),
            ("list of things", Typed::ToLast(b"list of things")),
            ("hello", Typed::ToLast(b"hello")),
            ("2: hello", Typed::To(2, b"hello")),
            ("@2 hello", Typed::To(2, b"hello")),
            ("@2: hello", Typed::To(2, b"hello")),
            ("2：你好", Typed::To(2, "你好".as_bytes())),
            ("12:30", Typed::ToLast(b"12:30")),
            ("2 apples", Typed::ToLast(b"2 apples")),
            ("@home", Typed::ToLast(b"@home")),
            (": hello", Typed::ToLast(b": hello")),
            ("99999999999999999999: x", Typed::ToLast(b"99999999999999999999: x")),
        ] {
            assert_eq!(typed(line.as_bytes()), expected, "{line}");
        }
    }
}
