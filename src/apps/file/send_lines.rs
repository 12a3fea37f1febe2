//! A file line by line: its size, and before each line a header that says the line's size and MD5.

use super::Ended;
use super::carry::{PIECE, Watch, read, shorter};
use super::put_command::LineHead;
use super::python_json::python;
use crate::apps::stream::frame;
use crate::apps::{End, Folder, Outgoing};
use crate::model::{Header, Text, hex, visible};
use md5::{Digest, Md5};
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::time::Duration;

/// A download; a file that is not there, or is not given, is said by closing.
pub(super) fn give(
    end: &mut End<'_>,
    folder: &Folder,
    name: &str,
    pace: Duration,
) -> Result<(), Ended> {
    let Outgoing { file, len } = folder.read(name)?;
    let size = size_field(name, len).map_err(Ended::Said)?;
    end.send(&size)?;
    send_lines(end, file, (name, len), pace)
}

/// The size as the wire has it.
pub(super) fn size_field(name: &str, len: u64) -> Result<[u8; 4], Text> {
    let name = visible(name);
    i32::try_from(len).map(i32::to_le_bytes).map_err(|_| {
        Text::new(
            format!("{name}: {len} bytes do not fit this protocol's size, a signed number of 32 bits (2147483647)"),
            format!("{name}：{len} 字节，这个协议的大小字段放不下：它是有符号的 32 位数（最大 2147483647）"),
        )
    })
}

/// The lines of a file, each behind its header; a pause after each, for receivers that ask for more than the line has.
pub(super) fn send_lines(
    end: &mut End<'_>,
    file: File,
    (name, len): (&str, u64),
    pace: Duration,
) -> Result<(), Ended> {
    let mut reader = BufReader::with_capacity(PIECE, file);
    let mut watch = Watch::new(end, name, len);
    let mut piece = vec![0; PIECE];
    let mut left = len;
    end.transfers();
    while left > 0 {
        let head = measured(&mut reader, (name, left)).ok_or_else(|| shorter(name))?;
        left -= head.file_size;
        end.send(&frame(Header::I32le, &json(&head))?)?;
        let mut line = (&mut reader).take(head.file_size);
        let mut sent = 0;
        while sent < head.file_size {
            let bytes = read(&mut line, &mut piece).ok_or_else(|| shorter(name))?;
            end.send(bytes)?;
            watch.moved(bytes.len());
            sent += bytes.len() as u64;
        }
        end.session().pause(pace);
    }
    end.transferred();
    Ok(())
}

/// The header as the wire has it. One space more where its length would end with a zero byte: see [`put_in`].
fn json(head: &LineHead) -> Vec<u8> {
    let mut text = python(head);
    if text.len().is_multiple_of(256) {
        text.push(b' ');
    }
    text
}

/// The header of the next line, which is read for it, and then read again. A long line does not have to fit into memory.
fn measured(reader: &mut BufReader<File>, (name, left): (&str, u64)) -> Option<LineHead> {
    let mut digest = Md5::new();
    let mut len = 0_u64;
    while len < left {
        let bytes = reader.fill_buf().ok()?;
        let most = usize::try_from(left - len).unwrap_or(usize::MAX).min(bytes.len());
        let end = memchr::memchr(b'\n', &bytes[..most]);
        let used = end.map_or(most, |at| at + 1);
        digest.update(&bytes[..used]);
        reader.consume(used);
        len += used as u64;
        if end.is_some() || used == 0 {
            break;
        }
    }
    reader.seek_relative(i64::try_from(len).ok()?.checked_neg()?).ok()?;
    let md5 = hex(&digest.finalize());
    (len > 0).then(|| LineHead { file_name: name.to_owned(), file_size: len, md5 })
}
