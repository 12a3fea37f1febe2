//! Traces within a page of HTML, as `--format html` writes it: each compressed, in base64 (RFC 4648), all in one
//! element that a browser makes nothing of, a line for each.

use super::error::{TraceError, TraceFault};
use crate::model::Limits;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use memchr::memmem;
use std::io::Write;

/// What a page begins with, in any case (HTML, 13.1.1).
const PAGE: &[u8] = b"<!doctype html";

/// The attribute that the element is found by. In a text of the page its quotation marks would be escaped.
const MARK: &[u8] = b"id=\"trace\"";

/// The JSON of a trace as it stands in a page; nothing if it cannot be compressed.
pub fn embed(trace: &str) -> Option<String> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(trace.as_bytes()).ok()?;
    Some(STANDARD.encode(encoder.finish().ok()?))
}

/// The compressed traces in a file that is a page, at least one; nothing in any other.
///
/// # Errors
/// The page has no trace, more than a page may have, or one that was damaged.
pub(super) fn embedded(bytes: &[u8]) -> Result<Option<Vec<Vec<u8>>>, TraceError> {
    let begin = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    if !begin.get(..PAGE.len()).is_some_and(|word| word.eq_ignore_ascii_case(PAGE)) {
        return Ok(None);
    }
    if bytes.len() as u64 > Limits::TRACE {
        return Err(TraceFault::TooLong.into());
    }
    let inside = element(begin).ok_or(TraceFault::NoTraceInPage)?;
    let lines = || inside.split(u8::is_ascii_whitespace).filter(|line| !line.is_empty());
    match lines().count() {
        0 => return Err(TraceFault::NoTraceInPage.into()),
        1..=Limits::TRACES => {}
        more => return Err(TraceFault::Traces(more).into()),
    }
    let packed = lines().map(|line| STANDARD.decode(line)).collect::<Result<Vec<_>, _>>();
    packed.map(Some).map_err(|_| TraceFault::Packed.into())
}

/// What is in the element. It comes last: no text of a report is taken for it.
fn element(page: &[u8]) -> Option<&[u8]> {
    let behind = page.get(memmem::rfind(page, MARK)?..)?;
    let inside = behind.get(memchr::memchr(b'>', behind)? + 1..)?;
    inside.get(..memchr::memchr(b'<', inside)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_gives_its_trace_back_and_other_files_have_none() {
        let page =
            |inside: &str| format!("<!DOCTYPE html>\n<p>x<script id=\"trace\">{inside}</script>");
        let one = embed("{ }").unwrap();
        let packed = embedded(page(&one).as_bytes()).unwrap().unwrap();
        assert_eq!(packed.len(), 1);
        assert_eq!(*super::super::unpacked(&packed[0]).unwrap(), *b"{ }");
        assert_eq!(embedded(b"{ }").unwrap(), None);
        let fault = |bytes: &[u8]| embedded(bytes).unwrap_err().fault().clone();
        assert_eq!(fault(b"<!doctype html><p>no trace"), TraceFault::NoTraceInPage);
        assert_eq!(fault(b"<!doctype html><script id=\"trace\""), TraceFault::NoTraceInPage);
        assert_eq!(fault(page("not base64").as_bytes()), TraceFault::Packed);
        assert_eq!(fault(page(" \n").as_bytes()), TraceFault::NoTraceInPage);
        let several = |n: usize| page(&format!("{one}\n").repeat(n));
        assert_eq!(embedded(several(3).as_bytes()).unwrap().unwrap().len(), 3);
        let most = Limits::TRACES;
        assert_eq!(embedded(several(most).as_bytes()).unwrap().unwrap().len(), most);
        assert_eq!(fault(several(most + 1).as_bytes()), TraceFault::Traces(most + 1));
    }
}
