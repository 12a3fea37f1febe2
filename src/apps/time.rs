//! `time`: a strftime format in, the local time out. Over UDP an empty datagram is a question, too; over TCP
//! an empty message never travels, and cannot be asked.

use super::server::answering;
use super::upper::ask;
use super::{Input, Plan, Session, Stop};
use jiff::ZonedDateTime;
use jiff::fmt::strtime::{BrokenDownTime, Config, PosixCustom};

/// What an empty question asks for.
const USUAL: &str = "%Y-%m-%d %X";

pub(super) fn serve(plan: &Plan, session: &Session<'_>) -> Result<(), Stop> {
    answering(plan, session, |format| Some(now_as(format)))
}

/// The time in this format, or what is wrong with the format.
fn now_as(format: &[u8]) -> Vec<u8> {
    let said = match std::str::from_utf8(format) {
        Ok("") => written(USUAL, &ZonedDateTime::now()),
        Ok(format) => written(format, &ZonedDateTime::now()),
        Err(_) => Err("not UTF-8".to_owned()),
    };
    said.unwrap_or_else(|why| format!("not a time format: {why}")).into_bytes()
}

/// As strftime(3) writes it in the C locale, which is what Python has without `setlocale`.
pub(super) fn written(format: &str, time: &ZonedDateTime) -> Result<String, String> {
    let config = Config::new().custom(PosixCustom::new());
    let written = BrokenDownTime::from(time).to_string_with_config(&config, format);
    written.map_err(|error| error.to_string())
}

pub(super) fn connect(
    plan: &Plan,
    session: &Session<'_>,
    input: &mut dyn Input,
) -> Result<(), Stop> {
    ask(plan, session, input, |_| true)
}
