//! Finding a delimiter in bytes that arrive piece by piece.

/// The first place of a byte. In a few bytes, calling for help takes longer than looking.
pub(super) fn find(byte: u8, bytes: &[u8]) -> Option<usize> {
    match bytes.len() < 16 {
        true => bytes.iter().position(|b| *b == byte),
        false => memchr::memchr(byte, bytes),
    }
}

/// Looks for one pattern in a stream, byte by byte, never looking at a byte twice
/// (Knuth–Morris–Pratt). So neither a message that arrives in single bytes nor a pattern such as
/// `aaaa…ab` makes the search slower than the stream is long.
#[derive(Debug)]
pub(super) struct Search {
    pattern: Vec<u8>,
    /// For each beginning of the pattern: how long its longest end is that also begins the pattern.
    borders: Vec<usize>,
}

impl Search {
    pub(super) fn new(pattern: Vec<u8>) -> Self {
        let mut search = Search { borders: Vec::with_capacity(pattern.len()), pattern };
        let mut border = 0;
        for at in 0..search.pattern.len() {
            if at > 0 {
                border = search.step(border, search.pattern[at]);
            }
            search.borders.push(border);
        }
        search
    }

    pub(super) fn pattern(&self) -> &[u8] {
        &self.pattern
    }

    pub(super) fn len(&self) -> usize {
        self.pattern.len()
    }

    /// How much of the pattern the bytes so far end with, if it was `matched` before this byte.
    /// The pattern's whole length: it ends here.
    pub(super) fn step(&self, mut matched: usize, byte: u8) -> usize {
        if matched == self.pattern.len() {
            matched = self.shorter(matched);
        }
        while self.pattern.get(matched) != Some(&byte) {
            if matched == 0 {
                return 0;
            }
            matched = self.shorter(matched);
        }
        matched + 1
    }

    fn shorter(&self, matched: usize) -> usize {
        matched.checked_sub(1).and_then(|last| self.borders.get(last)).copied().unwrap_or(0)
    }

    /// Where a reader of `message` with `behind` after it would find the pattern begin in the message.
    pub(super) fn inside<'a>(
        &'a self,
        message: &'a [u8],
        behind: &'a [u8],
    ) -> impl Iterator<Item = usize> + 'a {
        let first = self.pattern.first().and_then(|first| memchr::memchr(*first, message));
        let (begin, behind) = first.map_or((message.len(), &[][..]), |at| (at, behind));
        let mut matched = 0;
        let found =
            message[begin..].iter().chain(behind).zip(begin..).filter_map(move |(&byte, at)| {
                matched = self.step(matched, byte);
                (matched == self.len()).then(|| at + 1 - matched)
            });
        found.filter(|at| *at < message.len())
    }
}
