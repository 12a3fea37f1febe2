//! The readers of the file programs: whatever a peer sends, wherever it is cut, the same is read, no more is kept than has
//! come, and what is refused is said in words fit to be shown. A name that is taken is one of a single folder.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::path::{Component, Path};
use stickydemo::apps::{
    Announced, Ended, Head, Put, Stop, Stream, announced, check_name, head, put_in, receive_lines,
};
use stickydemo_fuzz::assert_plain;

/// A stream in memory, so many bytes at most for each receive.
struct Bytes<'b> {
    rest: &'b [u8],
    most: usize,
}

impl Stream for Bytes<'_> {
    fn take(&mut self, most: u64) -> Result<&[u8], Stop> {
        assert!(most > 0, "nothing is asked for");
        let most = usize::try_from(most).unwrap_or(usize::MAX).min(self.most);
        let (now, rest) = self.rest.split_at(most.min(self.rest.len()));
        self.rest = rest;
        Ok(now)
    }
}

fn assert_said<T>(result: &Result<T, Ended>) {
    match result {
        Ok(_) => {}
        Err(Ended::Said(text) | Ended::Refused(text)) => {
            assert_plain(&text.en);
            assert_plain(&text.zh);
        }
        Err(Ended::Stop(Stop::Refused(error))) => assert_plain(&error.text().zh),
        Err(Ended::Stop(
            Stop::End | Stop::Call(..) | Stop::Open(_) | Stop::NoGuard | Stop::Uncaught,
        )) => {}
    }
}

fn name(name: &str) {
    match check_name(name) {
        Ok(()) => {
            let parts: Vec<Component<'_>> = Path::new(name).components().collect();
            assert!(matches!(parts[..], [Component::Normal(part)] if part == name), "{name:?}");
            assert!(!name.contains(['/', '\\', ':', '\0']) && !name.starts_with('.'));
        }
        Err(error) => assert_plain(&error.text().en),
    }
}

fn headers(stream: &[u8], most: usize) -> Vec<Result<Head, Ended>> {
    let mut bytes = Bytes { rest: stream, most };
    let mut all = Vec::new();
    loop {
        let next = head(&mut bytes);
        assert_said(&next);
        let ended = next.is_err();
        if let Ok(head) = &next {
            head.size().ok();
            name(head.file_name.as_deref().unwrap_or_default());
        }
        all.push(next);
        if ended {
            return all;
        }
    }
}

fn lines(stream: &[u8], most: usize) -> (Vec<u8>, Result<(), Ended>) {
    let mut bytes = Bytes { rest: stream, most };
    let mut all = Vec::new();
    let result = receive_lines(&mut bytes, 5000, &mut |bytes| {
        all.extend_from_slice(bytes);
        Ok(())
    });
    assert_said(&result);
    assert!(all.len() <= stream.len().min(5000));
    (all, result)
}

fn chat(stream: &[u8], most: usize) -> Result<Announced, Ended> {
    let result = announced(&mut Bytes { rest: stream, most });
    assert_said(&result);
    result
}

/// Once the end of the name is found, or can not be found, more bytes change nothing: but where a header of 256 bytes, or a multiple,
/// is cut inside its length.
fn command(stream: &[u8]) {
    if let Put::Name(len) = put_in(stream) {
        assert!(len > 0 && len + 4 <= stream.len());
        assert!(!stream[..len.saturating_sub(5)].contains(&0));
    }
}

fuzz_target!(|input: (u8, u8, &[u8])| {
    let (which, most, stream) = input;
    let most = usize::from(most) + 1;
    match which % 5 {
        0 => assert_eq!(headers(stream, most), headers(stream, usize::MAX)),
        1 => assert_eq!(lines(stream, most), lines(stream, usize::MAX)),
        2 => assert_eq!(chat(stream, most), chat(stream, usize::MAX)),
        3 => command(stream),
        _ => name(&String::from_utf8_lossy(stream)),
    }
});
