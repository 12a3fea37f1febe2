//! What of a scenario file is run and said.

use std::borrow::Cow;

/// The line that its keywords begin with; they end with the next empty line.
const KEYWORDS: &str = "[keywords]";

/// The file without its keywords. They lead to a scenario and change nothing of it: a recording of it from before
/// it had them, or had others, is still one of it.
pub fn script(source: &str) -> Cow<'_, str> {
    let mut lines = source.split_inclusive('\n');
    let before: usize =
        lines.by_ref().take_while(|line| line.trim_end() != KEYWORDS).map(str::len).sum();
    let keywords: usize = lines.take_while(|line| !line.trim().is_empty()).map(str::len).sum();
    let rest = source.get(before..).unwrap_or_default();
    let Some(header) = rest.split_inclusive('\n').next() else { return Cow::Borrowed(source) };
    let after = rest.get(header.len() + keywords..).unwrap_or_default();
    // The empty line that ends them goes, too.
    let after = after.split_once('\n').map_or("", |(_, after)| after);
    Cow::Owned(format!("{}{after}", source.get(..before).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_keywords_are_missing() {
        let file = "format = 1\n\n[zh]\ntitle = \"x\"\n\n# A case.\n[[case]]\nid = \"y\"\n";
        assert_eq!(script(file), file);
        let words = "[keywords]\nen = [\n  \"a\",\n]\nzh = [\"b\"]\n\n";
        let with = file.replace("# A case", &format!("{words}# A case"));
        assert_eq!(script(&with), file);
        assert_eq!(script(&format!("{file}\n{words}")), format!("{file}\n"));
        assert_eq!(script(&format!("{file}\n{}", words.trim_end())), format!("{file}\n"));
        assert_eq!(script(""), "");
        assert_eq!(script("[keywords]"), "");
    }
}
