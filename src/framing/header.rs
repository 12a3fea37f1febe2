//! The length itself: a number as the bytes of a header, and back.

use super::FramingError;
use crate::model::Header;
use std::ops::RangeInclusive;

/// The bytes a varint may have: 64 bits, seven in each.
const VARINT_MAX: usize = 10;

/// How the bytes of a header that always has the same size make a number.
#[derive(Clone, Copy)]
struct Layout {
    bytes: usize,
    little: bool,
    signed: bool,
}

/// `None` for a varint, whose size is a matter of the number.
fn layout(header: Header) -> Option<Layout> {
    let (bytes, little, signed) = match header {
        Header::U8 => (1, false, false),
        Header::U16be => (2, false, false),
        Header::U16le => (2, true, false),
        Header::U24be => (3, false, false),
        Header::U24le => (3, true, false),
        Header::U32be => (4, false, false),
        Header::U32le => (4, true, false),
        Header::U64be => (8, false, false),
        Header::U64le => (8, true, false),
        Header::I32be => (4, false, true),
        Header::I32le => (4, true, true),
        Header::Varint => return None,
    };
    Some(Layout { bytes, little, signed })
}

/// The numbers a header can say: `-2147483648..=2147483647` for the `i` of Python's `struct`.
pub fn range(header: Header) -> RangeInclusive<i128> {
    let Some(Layout { bytes, signed, .. }) = layout(header) else {
        return 0..=i128::from(u64::MAX);
    };
    let size = 1_i128 << (8 * bytes);
    if signed { -size / 2..=size / 2 - 1 } else { 0..=size - 1 }
}

/// A number as the bytes of a header, like `struct.pack`.
///
/// ```
/// use stickydemo::framing::pack;
/// use stickydemo::model::{ErrorName, Header};
///
/// assert_eq!(pack(Header::I32le, 5).unwrap(), [5, 0, 0, 0]);
/// assert_eq!(pack(Header::Varint, 300).unwrap(), [0xac, 0x02]);
///
/// let error = pack(Header::I32le, 1_111_111_111_111).unwrap_err();
/// assert_eq!(error.name(), ErrorName::OutOfRange);
/// assert_eq!(
///     error.text().en,
///     "1111111111111 does not fit into the header (i32le), which holds -2147483648 to 2147483647."
/// );
/// ```
///
/// # Errors
/// [`FramingError::OutOfRange`]: the header cannot say this number.
pub fn pack(header: Header, value: i128) -> Result<Vec<u8>, FramingError> {
    let mut out = Vec::with_capacity(VARINT_MAX);
    pack_into(header, value, &mut out)?;
    Ok(out)
}

/// Appends the packed header to `out`; on an error `out` is as it was.
pub(super) fn pack_into(
    header: Header,
    value: i128,
    out: &mut Vec<u8>,
) -> Result<(), FramingError> {
    if !range(header).contains(&value) {
        return Err(FramingError::OutOfRange { header, value });
    }
    let field = value.to_le_bytes();
    match layout(header) {
        Some(Layout { bytes, little: true, .. }) => out.extend(&field[..bytes]),
        Some(Layout { bytes, .. }) => out.extend(field[..bytes].iter().rev()),
        None => write_varint(value, out),
    }
    Ok(())
}

/// How many bytes the header that says `value` has.
pub(super) fn size(header: Header, value: i128) -> i128 {
    match layout(header) {
        Some(layout) => layout.bytes as i128,
        None => (1..).take_while(|groups| value >> (7 * (groups - 1)) > 0).last().unwrap_or(1),
    }
}

fn write_varint(mut value: i128, out: &mut Vec<u8>) {
    while value > 0x7f {
        out.push(0x80 | value.to_le_bytes()[0]);
        value >>= 7;
    }
    out.push(value.to_le_bytes()[0]);
}

/// The number that the bytes of one header say, like `struct.unpack`: the header and nothing else.
///
/// # Errors
/// [`FramingError::WrongField`]: too few bytes, or too many. For a varint also
/// [`FramingError::Overlong`] and [`FramingError::VarintTooBig`].
pub fn unpack(header: Header, field: &[u8]) -> Result<i128, FramingError> {
    match read(header, field)? {
        Some((value, size)) if size == field.len() => Ok(value),
        _ => Err(FramingError::WrongField { header, len: field.len() as u64 }),
    }
}

/// The number at the front of `bytes`, and how many of them say it; `None`: not all of them are
/// there yet.
pub(super) fn read(header: Header, bytes: &[u8]) -> Result<Option<(i128, usize)>, FramingError> {
    Ok(match header {
        Header::U8 => number(bytes, u8::from_be_bytes),
        Header::U16be => number(bytes, u16::from_be_bytes),
        Header::U16le => number(bytes, u16::from_le_bytes),
        Header::U24be => number(bytes, |[a, b, c]| u32::from_be_bytes([0, a, b, c])),
        Header::U24le => number(bytes, |[a, b, c]| u32::from_le_bytes([a, b, c, 0])),
        Header::U32be => number(bytes, u32::from_be_bytes),
        Header::U32le => number(bytes, u32::from_le_bytes),
        Header::U64be => number(bytes, u64::from_be_bytes),
        Header::U64le => number(bytes, u64::from_le_bytes),
        Header::I32be => number(bytes, i32::from_be_bytes),
        Header::I32le => number(bytes, i32::from_le_bytes),
        Header::Varint => return read_varint(bytes),
    })
}

/// What the bytes of one header say in the other byte order; `None` where there is none, or where that
/// is below zero.
pub(super) fn other_order(header: Header, field: &[u8]) -> Option<u64> {
    let Layout { bytes, .. } = layout(header).filter(|layout| layout.bytes > 1)?;
    let mut turned = [0; 8];
    let turned = turned.get_mut(..bytes)?;
    turned.copy_from_slice(field.get(..bytes)?);
    turned.reverse();
    u64::try_from(unpack(header, turned).ok()?).ok()
}

fn number<const SIZE: usize, T: Into<i128>>(
    bytes: &[u8],
    from: fn([u8; SIZE]) -> T,
) -> Option<(i128, usize)> {
    bytes.first_chunk().map(|field| (from(*field).into(), SIZE))
}

/// LEB128, in its shortest form only: were `80 00` a zero as well as `00`, one message would have
/// many encodings, and who compares or signs frames would be fooled.
fn read_varint(bytes: &[u8]) -> Result<Option<(i128, usize)>, FramingError> {
    let mut value = 0_i128;
    for (at, &byte) in bytes.iter().take(VARINT_MAX).enumerate() {
        if at == VARINT_MAX - 1 && byte > 1 {
            return Err(FramingError::VarintTooBig);
        }
        value |= i128::from(byte & 0x7f) << (7 * at);
        match byte {
            0 if at > 0 => return Err(FramingError::Overlong { bytes: at as u64 + 1 }),
            0..=0x7f => return Ok(Some((value, at + 1))),
            _ => {}
        }
    }
    Ok(None)
}
