//! A trace that is compressed: gzip (RFC 1952), as `--output trace.json.gz` writes it. A recording
//! of all scenarios is thirty times smaller so. And those that are within a page (`embedded`), compressed, too.

use super::embedded::embedded;
use super::error::{TraceError, TraceFault};
use crate::model::Limits;
use flate2::read::MultiGzDecoder;
use std::borrow::Cow;
use std::io::Read;
use std::vec;

/// What a gzip file begins with, and no text does (RFC 1952, 2.3.1).
const MAGIC: [u8; 2] = [0x1f, 0x8b];

/// The traces in a file, one after the other: one, or in a page perhaps several. Each is unpacked when it is asked for.
#[derive(Debug)]
pub struct Pieces<'b> {
    /// The file, if it is no page.
    whole: Option<Cow<'b, [u8]>>,
    /// What is in the page, packed.
    rest: vec::IntoIter<Vec<u8>>,
    /// What all together may still come to, unpacked.
    room: u64,
}

impl<'b> Pieces<'b> {
    /// Those of a file with these bytes, which may be compressed itself.
    ///
    /// # Errors
    /// The file begins like a compressed one, but is not one to its end; or it is a page without a trace, or with
    /// more of them than a page may have.
    pub fn of(bytes: &'b [u8]) -> Result<Self, TraceError> {
        let bytes = unzipped(bytes, Limits::TRACE)?;
        let (whole, packed) = match embedded(&bytes)? {
            Some(packed) => (None, packed),
            None => (Some(bytes), Vec::new()),
        };
        Ok(Pieces { whole, rest: packed.into_iter(), room: Limits::PAGE })
    }

    /// How many are left.
    pub fn count_left(&self) -> usize {
        usize::from(self.whole.is_some()) + self.rest.len()
    }

    /// The one after the next `n`, packed as it stands in the page; the others are passed over.
    pub fn packed(&mut self, n: usize) -> Option<Vec<u8>> {
        self.rest.nth(n)
    }
}

/// The bytes of each, unpacked: never more of them than a trace may have and one, whatever they promise, and of all
/// no more than fit into a page.
impl<'b> Iterator for Pieces<'b> {
    type Item = Result<Cow<'b, [u8]>, TraceError>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(bytes) = self.whole.take() {
            return Some(Ok(bytes));
        }
        let most = self.room.min(Limits::TRACE);
        let bytes = match unzipped(&self.rest.next()?, most) {
            Ok(bytes) => bytes.into_owned(),
            Err(error) => return Some(Err(error)),
        };
        let length = bytes.len() as u64;
        if length > self.room && self.room < Limits::TRACE {
            return Some(Err(TraceFault::TooMuchInPage.into()));
        }
        self.room = self.room.saturating_sub(length);
        Some(Ok(Cow::Owned(bytes)))
    }
}

/// The bytes of the file, unpacked if they are packed, and those of the trace where the file is a page with one; never
/// more of them than a trace may have and one, whatever they promise.
///
/// # Errors
/// The file begins like a compressed one, but is not one to its end; or it is a page without a trace, or with several.
pub fn unpacked(bytes: &[u8]) -> Result<Cow<'_, [u8]>, TraceError> {
    let mut pieces = Pieces::of(bytes)?;
    match pieces.count_left() {
        0 | 1 => pieces.next().unwrap_or_else(|| Err(TraceFault::NoTraceInPage.into())),
        several => Err(TraceFault::SeveralTraces(several).into()),
    }
}

/// Unpacked, if they are packed: never more than `most` and one.
fn unzipped(bytes: &[u8], most: u64) -> Result<Cow<'_, [u8]>, TraceError> {
    if !bytes.starts_with(&MAGIC) {
        return Ok(Cow::Borrowed(bytes));
    }
    let mut out = Vec::new();
    match MultiGzDecoder::new(bytes).take(most.saturating_add(1)).read_to_end(&mut out) {
        Ok(_) => Ok(Cow::Owned(out)),
        Err(_) => Err(TraceFault::Packed.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use flate2::{Compression, write::GzEncoder};
    use std::io::Write;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn what_was_packed_comes_back_and_anything_else_stays() {
        assert_eq!(*unpacked(&packed(b"{ }")).unwrap(), *b"{ }");
        assert_eq!(*unpacked(b"{ }").unwrap(), *b"{ }");
        assert_eq!(*unpacked(b"").unwrap(), *b"");
    }

    #[test]
    fn half_a_file_is_refused_as_a_whole() {
        let whole = packed(&b"{ \"format\": 1 }".repeat(100));
        for end in 2..whole.len() {
            let error = unpacked(&whole[..end]).unwrap_err();
            assert_eq!(error.fault(), &TraceFault::Packed, "{end}");
        }
    }

    /// A few kilobytes that promise a gigabyte fill no memory.
    #[test]
    fn what_unpacks_to_more_than_a_trace_is_not_unpacked_further() {
        let zeros = vec![0u8; 1024 * 1024];
        let bomb =
            packed(&zeros).repeat(usize::try_from(Limits::TRACE / (1024 * 1024)).unwrap() + 9);
        assert_eq!(unpacked(&bomb).unwrap().len() as u64, Limits::TRACE + 1);
        assert_eq!(crate::report::json::read(&bomb).unwrap_err().fault(), &TraceFault::TooLong);
    }

    fn page(traces: &[&[u8]]) -> String {
        let lines: Vec<String> = traces.iter().map(|trace| STANDARD.encode(trace)).collect();
        format!("<!doctype html>\n<script id=\"trace\">{}</script>", lines.join("\n"))
    }

    #[test]
    fn a_page_gives_each_of_its_traces_back_in_order() {
        let page = packed(page(&[&packed(b"{ }"), &packed(b"[ ]")]).as_bytes());
        let all: Result<Vec<_>, _> = Pieces::of(&page).unwrap().collect();
        assert_eq!(all.unwrap(), [&b"{ }"[..], b"[ ]"]);
        assert_eq!(unpacked(&page).unwrap_err().fault(), &TraceFault::SeveralTraces(2));
        let second = Pieces::of(&page).unwrap().packed(1).unwrap();
        assert_eq!(*unpacked(&second).unwrap(), *b"[ ]");
        assert_eq!(Pieces::of(&page).unwrap().packed(2), None);
        assert_eq!(Pieces::of(b"{ }").unwrap().packed(0), None);
    }

    /// No page fills the memory with more than it may have, whatever each of its traces promises.
    #[test]
    fn what_is_in_a_page_is_bounded_together() {
        let full = packed(&vec![b' '; usize::try_from(Limits::TRACE).unwrap() - 1]);
        let page = page(&[&full, &full, &packed(b"  "), &packed(b"one more")]);
        let mut pieces = Pieces::of(page.as_bytes()).unwrap();
        for _ in 0..3 {
            assert!(pieces.next().unwrap().is_ok());
        }
        assert_eq!(pieces.next().unwrap().unwrap_err().fault(), &TraceFault::TooMuchInPage);
    }
}
