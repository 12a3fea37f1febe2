//! What of a scenario file is run and said.

use std::borrow::Cow;

/// The lines that begin what leads to a run and changes nothing of it. Each such section ends with the next empty line.
const ASIDE: [&str; 2] = ["[keywords]", "[guess]"];

/// The file without its keywords and its guess. A recording of it from before it had them, or had others, is still one of it.
pub fn script(source: &str) -> Cow<'_, str> {
    let (mut aside, mut left_out) = (false, 0);
    let kept: String = source
        .split_inclusive('\n')
        .filter(|line| {
            let begins = !aside && ASIDE.contains(&line.trim_end());
            // The empty line that ends a section goes, too.
            let skipped = aside || begins;
            aside = skipped && !line.trim().is_empty();
            left_out += usize::from(skipped);
            !skipped
        })
        .collect();
    if left_out == 0 { Cow::Borrowed(source) } else { Cow::Owned(kept) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_keywords_and_the_guess_are_missing() {
        let file = "format = 1\n\n[zh]\ntitle = \"x\"\n\n# A case.\n[[case]]\nid = \"y\"\n";
        assert_eq!(script(file), file);
        let words = "[keywords]\nen = [\n  \"a\",\n]\nzh = [\"b\"]\n\n";
        let guess = "[guess]\ncase = \"y\"\nchoices = [\n  {},\n]\n\n";
        for aside in [words.to_owned(), guess.to_owned(), format!("{words}{guess}")] {
            let with = file.replace("# A case", &format!("{aside}# A case"));
            assert_eq!(script(&with), file);
            assert_eq!(script(&format!("{file}\n{aside}")), format!("{file}\n"));
            assert_eq!(script(&format!("{file}\n{}", aside.trim_end())), format!("{file}\n"));
        }
        assert_eq!(script(""), "");
        assert_eq!(script("[keywords]"), "");
    }
}
