//! Markup as it is written. Names of elements and attributes are this program's own; everything else, a stranger's
//! text too, passes one function: [`escaped`].

use crate::model::visible;
use std::collections::HashMap;

/// Text as it may stand in an element and in an attribute's quotation marks (HTML, 13.1.2.3, 13.1.4). Hidden
/// characters, U+2028 among them, are shown.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in visible(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&#34;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// Whether a value needs no quotation marks: letters and digits (HTML, 13.1.2.3).
fn is_plain(value: &str) -> bool {
    value.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// A cell, a row, a paragraph end where the next one begins, and with what they are in (HTML, 13.1.2.4): nothing of
/// this pen goes on with words behind them.
fn ends_by_itself(name: &str) -> bool {
    matches!(name, "caption" | "p" | "tbody" | "td" | "th" | "thead" | "tr")
}

/// HTML that grows. What is open is closed by [`Html::within`].
#[derive(Debug, Default)]
pub(crate) struct Html {
    out: String,
    /// The groups that have a name, by what is in them.
    named: HashMap<String, String>,
}

/// An attribute's name and its value.
pub(crate) type Attribute<'a> = (&'static str, &'a str);

impl Html {
    /// Adds text.
    pub(crate) fn text(&mut self, text: &str) {
        self.out.push_str(&escaped(text));
    }

    /// Adds what this program itself has written: style, script, fixed markup.
    pub(crate) fn own(&mut self, markup: &'static str) {
        self.out.push_str(markup);
    }

    /// Adds the page's script, which is this program's own.
    pub(super) fn script(&mut self, script: &str) {
        self.out.push_str(script);
    }

    /// Adds a line end, so that the file can be read.
    pub(crate) fn line(&mut self) {
        self.out.push('\n');
    }

    /// Adds an element without an end.
    pub(crate) fn tag(&mut self, name: &'static str, attributes: &[Attribute<'_>]) {
        self.out.push('<');
        self.out.push_str(name);
        for (attribute, value) in attributes {
            self.out.push(' ');
            self.out.push_str(attribute);
            if !value.is_empty() {
                let quote = if is_plain(value) { "" } else { "\"" };
                self.out.push_str(&format!("={quote}{}{quote}", escaped(value)));
            }
        }
        self.out.push('>');
    }

    /// Adds an element of a picture with nothing in it.
    pub(crate) fn lone(&mut self, name: &'static str, attributes: &[Attribute<'_>]) {
        self.tag(name, attributes);
        self.out.pop();
        // Behind a value without quotation marks `/` would be a part of it.
        self.out.push_str(if self.out.ends_with('"') { "/>" } else { " />" });
    }

    /// Adds an element with what `inside` writes.
    pub(crate) fn within(
        &mut self,
        name: &'static str,
        attributes: &[Attribute<'_>],
        inside: impl FnOnce(&mut Self),
    ) {
        self.tag(name, attributes);
        inside(self);
        if !ends_by_itself(name) {
            self.out.push_str("</");
            self.out.push_str(name);
            self.out.push('>');
        }
    }

    /// Adds a group of a picture. One that was written before, in whatever picture of the page, is only named.
    pub(super) fn once(&mut self, class: &'static str, inside: impl FnOnce(&mut Self)) {
        let begin = self.out.len();
        inside(self);
        let markup = self.out.split_off(begin);
        if let Some(name) = self.named.get(&markup).cloned() {
            return self.lone("use", &[("href", &format!("#{name}"))]);
        }
        let name = format!("r{}", self.named.len() + 1);
        self.within("g", &[("class", class), ("id", &name)], |html| html.out.push_str(&markup));
        self.named.insert(markup, name);
    }

    /// Adds an element with a text.
    pub(crate) fn element(&mut self, name: &'static str, attributes: &[Attribute<'_>], text: &str) {
        self.within(name, attributes, |html| html.text(text));
    }

    /// All of it.
    pub(crate) fn finish(self) -> String {
        self.out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_stranger_writes_stays_text() {
        let mut html = Html::default();
        html.element("p", &[("title", "\"><img src=x onerror='f()'>")], "</p><script>&\u{2028}]]>");
        assert_eq!(
            html.finish(),
            "<p title=\"&#34;&gt;&lt;img src=x onerror=&#39;f()&#39;&gt;\">\
             &lt;/p&gt;&lt;script&gt;&amp;\\u{2028}]]&gt;"
        );
    }
}
