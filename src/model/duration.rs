//! A length of time, as a person writes it.

use std::time::Duration;

/// Why a text is no duration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoDuration {
    /// It is not a whole number and its unit.
    Form,
    /// It is one, and more microseconds than a `u64` counts.
    TooLong,
}

/// Reads `"40ms"`, `"2s"`, `"250us"`.
///
/// # Errors
/// Of everything else.
pub fn duration(text: &str) -> Result<Duration, NoDuration> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let unit_micros: u64 = match unit {
        "us" if digits > 0 => 1,
        "ms" if digits > 0 => 1_000,
        "s" if digits > 0 => 1_000_000,
        _ => return Err(NoDuration::Form),
    };
    let micros = number.parse::<u64>().ok().and_then(|n| n.checked_mul(unit_micros));
    micros.map(Duration::from_micros).ok_or(NoDuration::TooLong)
}
