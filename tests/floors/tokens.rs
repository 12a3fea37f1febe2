//! Rust source as words and punctuation, with the lines they stand on: no comments, each string one
//! word in its quotes, no test code. Only as much of a lexer as the rules need.

/// A word (identifier, keyword, number), a string, `::`, or one character of punctuation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub(super) text: &'a str,
    /// From 1.
    pub(super) line: usize,
}

/// The tokens of a file, and what was left out of them as test code.
pub(super) struct Code<'a> {
    pub(super) tokens: Vec<Token<'a>>,
    /// Modules declared for tests only that have files of their own: `name`, or `file.rs` where
    /// `#[path]` says so.
    pub(super) test_modules: Vec<&'a str>,
    /// Lines taken by test code.
    pub(super) test_lines: usize,
}

impl<'a> Code<'a> {
    pub(super) fn of(source: &'a str) -> Self {
        let mut code = Code { tokens: Vec::new(), test_modules: Vec::new(), test_lines: 0 };
        let all = lex(source);
        let mut rest = &all[..];
        while let Some(first) = rest.first() {
            let test = test_item(rest);
            if let Some(item) = test {
                if let Some(module) = module_with_file(&rest[..item]) {
                    code.test_modules.push(module);
                }
                code.test_lines += rest[item - 1].line - first.line + 1;
            } else {
                code.tokens.push(*first);
            }
            rest = &rest[test.unwrap_or(1)..];
        }
        code
    }
}

/// How many tokens the item takes that begins here with `#[cfg(test)]`, if one does.
fn test_item(tokens: &[Token<'_>]) -> Option<usize> {
    let texts = |n: usize| tokens.iter().take(n).map(|token| token.text);
    let plain = texts(7).eq(["#", "[", "cfg", "(", "test", ")", "]"]);
    let all = texts(7).eq(["#", "[", "cfg", "(", "all", "(", "test"]);
    if !plain && !all {
        return None;
    }
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate() {
        match token.text {
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 && matches!(token.text, ";" | "}") {
            return Some(at + 1);
        }
    }
    Some(tokens.len())
}

/// `name` of `… mod name;`, `file.rs` of `#[path = "file.rs"] mod name;`
fn module_with_file<'a>(item: &[Token<'a>]) -> Option<&'a str> {
    let [.., Token { text: "mod", .. }, name, Token { text: ";", .. }] = item else { return None };
    let path = item.windows(3).find(|w| w[0].text == "path" && w[1].text == "=");
    Some(path.map_or(name.text, |w| w[2].text.trim_matches('"')))
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn lex(source: &str) -> Vec<Token<'_>> {
    let (mut tokens, mut rest, mut line) = (Vec::new(), source, 1);
    while let Some(c) = rest.chars().next() {
        let (len, code) = match c {
            _ if rest.starts_with("//") => (rest.find('\n').unwrap_or(rest.len()), false),
            _ if rest.starts_with("/*") => (block_comment(rest), false),
            _ if raw_string(rest).is_some() => (raw_string(rest).unwrap_or(1), false),
            '"' => (quoted(rest, '"'), true),
            '\'' => (char_or_lifetime(rest), false),
            c if is_word(c) => (rest.find(|c| !is_word(c)).unwrap_or(rest.len()), true),
            _ if rest.starts_with("::") => (2, true),
            c => (c.len_utf8(), !c.is_whitespace()),
        };
        let (text, behind) = rest.split_at(len);
        if code {
            tokens.push(Token { text, line });
        }
        line += text.matches('\n').count();
        rest = behind;
    }
    tokens
}

/// The length of a comment that may hold comments.
fn block_comment(rest: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while at < rest.len() {
        let here = &rest.as_bytes()[at..];
        let step = match here {
            [b'/', b'*', ..] => {
                depth += 1;
                2
            }
            [b'*', b'/', ..] => {
                depth -= 1;
                2
            }
            _ => 1,
        };
        at += step;
        if depth == 0 {
            break;
        }
    }
    at
}

/// The length of `r"…"`, `br#"…"#`…, if one begins here.
fn raw_string(rest: &str) -> Option<usize> {
    let prefix = ["r", "br", "cr"].into_iter().find(|prefix| rest.starts_with(prefix))?;
    let fence = rest[prefix.len()..].chars().take_while(|c| *c == '#').count();
    let open = prefix.len() + fence;
    let body = rest[open..].strip_prefix('"')?;
    let close = format!("\"{}", "#".repeat(fence));
    Some(body.find(&close).map_or(rest.len(), |end| open + 1 + end + close.len()))
}

/// The length of a literal between quotes, with its escapes.
fn quoted(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return at + c.len_utf8(),
            _ => {}
        }
    }
    rest.len()
}

/// `'a'` is passed over whole; of `'a` only the quote.
fn char_or_lifetime(rest: &str) -> usize {
    let mut chars = rest.chars().skip(1);
    match (chars.next(), chars.next()) {
        (Some('\\'), _) | (Some(_), Some('\'')) => quoted(rest, '\''),
        _ => 1,
    }
}
