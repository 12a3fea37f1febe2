//! What an exhibit does rightly: the loops that its own mistake is not in.

use super::{Recv, Stop};
use crate::framing::{Doubt, FramingError, pack, range, unpack};
use crate::model::Header;
use bytes::{Bytes, BytesMut};

/// The longest message an exhibit takes, in bytes, but for the one that has no maximum.
pub(super) const MAX: u64 = 1024 * 1024;

/// The most that each `recv` of a body asks for, in bytes.
pub(super) const PIECE: usize = 1024;

/// The rest of a body, piece by piece, never more than is left.
pub(super) fn body(stream: &mut dyn Recv, length: usize) -> Result<Bytes, Stop> {
    let mut body = BytesMut::new();
    while body.len() < length {
        let piece = stream.recv(PIECE.min(length - body.len()))?;
        take_in(&mut body, &piece, length)?;
    }
    Ok(body.freeze())
}

/// Adds a piece to a body; that there is none is the end of the stream, in the middle of a frame.
pub(super) fn take_in(body: &mut BytesMut, piece: &[u8], length: usize) -> Result<(), Stop> {
    if piece.is_empty() {
        return Err(cut_off(body.len(), length));
    }
    body.extend_from_slice(piece);
    Ok(())
}

/// The stream ended inside a body.
pub(super) fn cut_off(have: usize, length: usize) -> Stop {
    FramingError::EndInsideFrame { have: have as u64, whole: Some(length as u64) }.into()
}

/// The header: all of its bytes, however they come, and its number checked.
pub(super) fn length(stream: &mut dyn Recv, header: Header) -> Result<usize, Stop> {
    let value = number(stream, header)?;
    checked(value).map_err(|stop| doubted(stop, header, value))
}

/// The header as a number.
pub(super) fn number(stream: &mut dyn Recv, header: Header) -> Result<i128, Stop> {
    let (mut field, size) = (BytesMut::new(), size(header));
    while field.len() < size {
        let piece = stream.recv(size - field.len())?;
        match (piece.is_empty(), field.is_empty()) {
            (true, true) => return Err(Stop::End),
            (true, false) => return Err(cut_off(field.len(), size)),
            (false, _) => field.extend_from_slice(&piece),
        }
    }
    Ok(unpack(header, &field)?)
}

/// How many bytes a header has; of a varint the fewest.
pub(super) fn size(header: Header) -> usize {
    pack(header, 0).map_or(0, |field| field.len())
}

/// A number in a header's bytes, as many of its low bits as they hold.
pub(super) fn low_bytes(header: Header, number: u64) -> Vec<u8> {
    let bits = 8 * size(header) as u32;
    let kept = i128::from(number) & ((1 << bits) - 1);
    let wrapped = if kept > *range(header).end() { kept - (1 << bits) } else { kept };
    pack(header, wrapped).unwrap_or_default()
}

/// A refused length, with what is strange about it.
pub(super) fn doubted(refused: Stop, header: Header, value: i128) -> Stop {
    let field = pack(header, value).unwrap_or_default();
    refused.doubted(Doubt::refused(header, &field, MAX))
}

/// A length that may be: not below zero, not above the maximum.
pub(super) fn checked(value: i128) -> Result<usize, Stop> {
    let claim = u64::try_from(value).map_err(|_| FramingError::Negative { value })?;
    match usize::try_from(claim) {
        Ok(length) if claim <= MAX => Ok(length),
        _ => Err(FramingError::ClaimTooLarge { claim, max: MAX }.into()),
    }
}
