//! Who draws pages. Each pen draws every block; a picture's layout in columns is the terminal's, for all of them.

pub(crate) mod html;
pub(crate) mod markdown;
pub(crate) mod terminal;
