//! What the pictures have in common: a scale in pixels, and a box that is moved sideways in a narrow window.

use super::write::Html;

/// The pixels of a column: what a character takes, a Chinese one twice as many.
pub(crate) const COLUMN: usize = 8;

/// So many columns, in pixels.
pub(crate) fn px(columns: usize) -> String {
    (columns * COLUMN).to_string()
}

/// A picture of so many pixels, with a text that says the same.
pub(crate) fn picture(
    html: &mut Html,
    (width, height): (usize, usize),
    says: &str,
    inside: impl FnOnce(&mut Html),
) {
    let [w, h] = [width, height].map(|size| size.to_string());
    let view = format!("0 0 {w} {h}");
    let attributes = [
        ("role", "img"),
        ("aria-label", says),
        ("viewBox", view.as_str()),
        ("width", &w),
        ("height", &h),
    ];
    html.within("div", &[("class", "wide")], |html| html.within("svg", &attributes, inside));
}

/// A text at a place.
pub(crate) fn text(html: &mut Html, (x, y): (usize, usize), class: &str, text: &str) {
    let [x, y] = [x, y].map(|at| at.to_string());
    let place = [("x", x.as_str()), ("y", &y), ("class", class)];
    html.element("text", &place[..if class.is_empty() { 2 } else { 3 }], text);
}

/// A line along this path.
pub(crate) fn path(html: &mut Html, class: &str, d: &str) {
    if !d.is_empty() {
        let attributes = [("class", class), ("d", d)];
        html.lone("path", &attributes[usize::from(class.is_empty())..]);
    }
}
