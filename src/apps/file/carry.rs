//! Moving the bytes of a file, in pieces: memory does not grow with it.

use super::Ended;
use crate::apps::stream::Stream;
use crate::apps::{End, Event, Folder, FolderError, Incoming, Progress, Session};
use crate::framing::FramingError;
use crate::model::{SocketId, Text, hex};
use sha2::{Digest, Sha256};
use std::io::Read;

/// What is read of a file, and sent, at a time, in bytes.
pub(super) const PIECE: usize = 64 << 10;

/// Tells how far a transfer is, now and then.
pub(super) struct Watch<'w> {
    session: &'w Session<'w>,
    on: SocketId,
    name: &'w str,
    of: u64,
    done: u64,
    told: u64,
}

impl<'w> Watch<'w> {
    pub(super) fn new(end: &End<'w>, name: &'w str, of: u64) -> Self {
        Watch { session: end.session(), on: end.id(), name, of, done: 0, told: 0 }
    }

    pub(super) fn moved(&mut self, bytes: usize) {
        self.done += bytes as u64;
        // As often as one could see it, and no more.
        if self.done - self.told >= (self.of / 200).max(1 << 20) {
            self.told = self.done;
            let progress = Progress { name: self.name, done: self.done, of: self.of };
            self.session.tell(&Event::Progress(self.on, Some(progress)));
        }
    }
}

/// Takes so many bytes of a stream, each receive at most what is left, and gives them to `sink`.
///
/// # Errors
/// An end before that; what `sink` says.
pub(super) fn take(
    stream: &mut dyn Stream,
    len: u64,
    sink: &mut dyn FnMut(&[u8]) -> Result<(), FolderError>,
) -> Result<(), Ended> {
    let mut have = 0;
    stream.within(true);
    while have < len {
        let bytes = stream.take(len - have)?;
        if bytes.is_empty() {
            return Err(FramingError::EndInsideFrame { have, whole: Some(len) }.into());
        }
        sink(bytes)?;
        have += bytes.len() as u64;
    }
    stream.within(false);
    Ok(())
}

/// Takes the bytes of a file from a connection; returns their digest.
pub(super) fn receive(
    end: &mut End<'_>,
    incoming: &mut Incoming<'_>,
    len: u64,
) -> Result<String, Ended> {
    let name = incoming.name().to_owned();
    let mut watch = Watch::new(end, &name, len);
    let mut digest = Sha256::new();
    take(end, len, &mut |bytes| {
        digest.update(bytes);
        watch.moved(bytes.len());
        incoming.write(bytes)
    })?;
    Ok(hex(&digest.finalize()))
}

/// Takes a file that nothing is answered to; returns the name that it got. `max`: the longest that is taken, in bytes.
///
/// # Errors
/// It is too long; as of [`Folder`]; an end before all of it has come.
pub(super) fn kept(
    end: &mut End<'_>,
    folder: &Folder,
    max: u64,
    (name, len): (&str, u64),
) -> Result<String, Ended> {
    if len > max {
        return Err(Ended::Said(too_long(name, len, max)));
    }
    let mut incoming = folder.begin(name)?;
    end.transfers();
    receive(end, &mut incoming, len)?;
    end.transferred();
    Ok(incoming.finish()?)
}

/// Sends so many bytes of a file, and behind them their digest, if it is wanted. The digest goes out with the last bytes: in a
/// send of its own it would wait for their acknowledgement (Nagle's algorithm, RFC 9293 3.7.4).
///
/// # Errors
/// The file has become shorter; what `send` says.
pub(super) fn send(
    end: &mut End<'_>,
    file: &mut dyn Read,
    (name, len): (&str, u64),
    trailer: bool,
) -> Result<(), Ended> {
    let mut watch = Watch::new(end, name, len);
    let mut digest = trailer.then(Sha256::new);
    let mut piece = vec![0; PIECE];
    let mut left = len;
    end.transfers();
    while left > 0 {
        if left < len {
            end.pace();
        }
        let most = PIECE.min(usize::try_from(left).unwrap_or(PIECE));
        let n = read(file, &mut piece[..most]).ok_or_else(|| shorter(name))?.len();
        left -= n as u64;
        if let Some(digest) = &mut digest {
            digest.update(&piece[..n]);
        }
        match digest.take_if(|_| left == 0) {
            Some(digest) => {
                end.send(&[&piece[..n], hex(&digest.finalize()).as_bytes()].concat())?
            }
            None => end.send(&piece[..n])?,
        }
        watch.moved(n);
    }
    if let Some(digest) = digest {
        // Of no bytes.
        end.send(hex(&digest.finalize()).as_bytes())?;
    }
    end.transferred();
    Ok(())
}

/// At least a byte of a file; nothing at its end, or where it cannot be read.
pub(super) fn read<'p>(file: &mut dyn Read, piece: &'p mut [u8]) -> Option<&'p [u8]> {
    loop {
        match file.read(piece) {
            Ok(0) => return None,
            Ok(n) => return Some(&piece[..n]),
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(_) => return None,
        }
    }
}

/// A file that has less than was announced.
pub(super) fn shorter(name: &str) -> Ended {
    let name = crate::model::visible(name);
    Ended::Said(Text::new(
        format!("{name}: it became shorter while it was being sent, or cannot be read"),
        format!("{name}：发送途中变短了，或者读不出来"),
    ))
}

/// `1 byte`, `2 bytes`.
pub(super) fn bytes(n: u64) -> String {
    format!("{n} {}", if n == 1 { "byte" } else { "bytes" })
}

/// A file that is longer than is taken.
pub(super) fn too_long(name: &str, len: u64, max: u64) -> Text {
    let name = crate::model::visible(name);
    Text::new(
        format!("{name}: {} announced, at most {max} are taken (--max-size)", bytes(len)),
        format!("{name}：说有 {len} 字节，最多接收 {max} 字节（--max-size）"),
    )
}
