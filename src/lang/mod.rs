//! The program's own words, in English and in Chinese, grouped by subject.
//!
//! Every sentence is a function that returns a [`Text`](crate::model::Text), which has both
//! languages or cannot be built: a sentence that is missing in one language does not compile.
//! Figures are arguments, so a sentence cannot lose one in one language only. Names, codes and
//! numbers (`TCP_NODELAY`, `nagle`, `refused`) are the same in both.
//!
//! Pure: no state, no current language. The code that prints picks the language with `Text::get`.

/// Both languages at once, with the variables in scope in braces: `say!("{n} left", "剩 {n} 个")`.
/// Arguments after the two sentences are texts, each taken in its own language: `{0}`, `{1}`…
macro_rules! say {
    ($en:literal, $zh:literal $(, $text:expr)* $(,)?) => {
        $crate::model::Text::new(format!($en $(, $text.en)*), format!($zh $(, $text.zh)*))
    };
}

pub mod advice;
pub mod brief;
pub mod broken;
pub mod checks;
pub mod claims;
pub mod compare;
pub mod costs;
pub mod count;
pub mod datagrams;
pub mod empty;
pub mod errors;
pub mod faults;
pub mod framed;
pub mod grade;
pub mod guess;
pub mod habits;
mod holds;
pub mod html_page;
pub mod json;
pub mod live;
pub mod located;
pub mod names;
pub mod packets;
pub mod pages;
pub mod picture;
pub mod programs;
pub mod relay;
pub mod rounds;
pub mod screens;
pub mod shared_addresses;
pub mod signs;
pub mod steps;
pub mod stretches;
pub mod sweep;
pub mod timeline;
pub mod torture;
pub mod trace_file;
pub mod undelivered;
pub mod watch;
pub mod why;
