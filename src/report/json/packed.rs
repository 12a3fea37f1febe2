//! A trace that is compressed: gzip (RFC 1952), as `--output trace.json.gz` writes it. A recording
//! of all scenarios is thirty times smaller so. And one that is within a page (`embedded`), compressed, too.

use super::embedded::embedded;
use super::error::{TraceError, TraceFault};
use crate::model::Limits;
use flate2::read::MultiGzDecoder;
use std::borrow::Cow;
use std::io::Read;

/// What a gzip file begins with, and no text does (RFC 1952, 2.3.1).
const MAGIC: [u8; 2] = [0x1f, 0x8b];

/// The bytes of the file, unpacked if they are packed, and those of the trace where the file is a page; never more of them than a trace may have and
/// one, whatever they promise.
///
/// # Errors
/// The file begins like a compressed one, but is not one to its end; or it is a page without a trace.
pub fn unpacked(bytes: &[u8]) -> Result<Cow<'_, [u8]>, TraceError> {
    let bytes = unzipped(bytes)?;
    match embedded(&bytes)? {
        Some(packed) => Ok(Cow::Owned(unzipped(&packed)?.into_owned())),
        None => Ok(bytes),
    }
}

fn unzipped(bytes: &[u8]) -> Result<Cow<'_, [u8]>, TraceError> {
    if !bytes.starts_with(&MAGIC) {
        return Ok(Cow::Borrowed(bytes));
    }
    let mut out = Vec::new();
    let most = Limits::TRACE.saturating_add(1);
    match MultiGzDecoder::new(bytes).take(most).read_to_end(&mut out) {
        Ok(_) => Ok(Cow::Owned(out)),
        Err(_) => Err(TraceFault::Packed.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
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
}
