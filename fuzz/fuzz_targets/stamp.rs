//! The framed chat with its files: any bytes, cut in any way, are the same texts and files as in one piece, and take no
//! more than has come. The first byte says how they are cut.
#![no_main]

use libfuzzer_sys::fuzz_target;
use stickydemo::apps::{Ended, Said, Stop, Stream, exactly, said};

/// A stream in memory, so many bytes for each receive.
struct Pieces<'b> {
    bytes: &'b [u8],
    size: usize,
}

impl Stream for Pieces<'_> {
    fn take(&mut self, most: u64) -> Result<&[u8], Stop> {
        assert!(most > 0, "a receive of nothing");
        let size = self.size.min(usize::try_from(most).unwrap_or(usize::MAX));
        let (piece, rest) = self.bytes.split_at(self.bytes.len().min(size));
        self.bytes = rest;
        Ok(piece)
    }
}

/// What was said, the files' contents as far as they came, and how it ended.
fn conversation(bytes: &[u8], size: usize) -> (Vec<(Said, Vec<u8>)>, Result<(), Ended>) {
    let mut stream = Pieces { bytes, size };
    let mut all = Vec::new();
    loop {
        let next = match said(&mut stream) {
            Ok(Said::Quit) => return (all, Ok(())),
            Ok(next) => next,
            Err(ended) => return (all, Err(ended)),
        };
        let contents = match &next {
            Said::File(_, len) if *len > 1 << 20 => return (all, Ok(())),
            Said::File(_, len) => exactly(&mut stream, *len),
            Said::Text(_) | Said::Quit => Ok(Vec::new()),
        };
        match contents {
            Ok(contents) => all.push((next, contents)),
            Err(stop) => return (all, Err(stop.into())),
        }
    }
}

fuzz_target!(|bytes: &[u8]| {
    let Some((cut, bytes)) = bytes.split_first() else { return };
    let (whole, ended) = conversation(bytes, usize::MAX);
    let taken: usize = whole
        .iter()
        .map(|(said, contents)| match said {
            Said::Text(text) => 4 + text.len(),
            // file, and NAME,LENGTH, each in its frame.
            Said::File(name, _) => 4 + 4 + 4 + name.len() + 2 + contents.len(),
            Said::Quit => 0,
        })
        .sum();
    assert!(taken <= bytes.len(), "more than has come: {whole:?}");
    let (pieces, cut_ended) = conversation(bytes, 1 + usize::from(*cut % 16));
    assert_eq!(pieces, whole);
    assert_eq!(cut_ended, ended);
});
