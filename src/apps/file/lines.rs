//! Line by line: `get NAME` or `put NAME`, the file's size, and before each line a JSON header with the line's size and MD5.
//! An upload is answered by `NAME 上传成功`; a missing file by closing the connection.
//!
//! Nothing marks the end of a command. A `get` is what one `recv` returned, as nothing can follow it before its answer. Where
//! the name of a `put` ends is found by what follows ([`put_in`]). Lines are taken as their headers say.

use super::carry::{Watch, bytes, take, too_long};
use super::header::no_header;
use super::put_command::{HEADER, LineHead, Put, put_in};
use super::send_lines::{give, send_lines, size_field};
use super::{Client, Ended};
use crate::apps::stream::{Stream, exactly, framed, number};
use crate::apps::{End, Event, Folder, FolderError, Outgoing, Stop, check_name};
use crate::framing::FramingError;
use crate::model::{Header, Text, hex, visible};
use md5::{Digest, Md5};
use std::time::Duration;

/// Takes the header of a line that has at most `rest` bytes.
///
/// # Errors
/// An end of the stream; a line of none, or of more bytes than are left; what is no header.
pub fn line_head(stream: &mut dyn Stream, rest: u64) -> Result<LineHead, Ended> {
    let text = framed(stream, Header::I32le, HEADER as u64).map_err(inside(4))?;
    let head: LineHead = serde_json::from_slice(&text).map_err(|error| no_header(&error))?;
    match head.file_size {
        0 => Err(FramingError::NoSize.into()),
        claim if claim > rest => Err(FramingError::ClaimTooLarge { claim, max: rest }.into()),
        _ => Ok(head),
    }
}

/// An end of the stream where so many bytes are due.
fn inside(whole: u64) -> impl Fn(Stop) -> Ended {
    move |stop| match stop {
        Stop::End => FramingError::EndInsideFrame { have: 0, whole: Some(whole) }.into(),
        stop => stop.into(),
    }
}

/// Takes a file line by line, and gives the bytes to `sink`; each line is compared with its MD5.
///
/// # Errors
/// As of [`line_head`]; a line that is damaged; what `sink` says.
pub fn receive_lines(
    stream: &mut dyn Stream,
    total: u64,
    sink: &mut dyn FnMut(&[u8]) -> Result<(), FolderError>,
) -> Result<(), Ended> {
    let mut have = 0;
    while have < total {
        let head = line_head(stream, total - have)?;
        let mut digest = Md5::new();
        take(stream, head.file_size, &mut |bytes| {
            digest.update(bytes);
            sink(bytes)
        })?;
        if hex(&digest.finalize()) != head.md5 {
            return Err(Ended::Said(damaged(&head.file_name)));
        }
        have += head.file_size;
    }
    Ok(())
}

pub(super) fn damaged(name: &str) -> Text {
    let name = visible(name);
    Text::new(
        format!("{name}: a line's MD5 is another: nothing is kept"),
        format!("{name}：有一行的 MD5 对不上，什么也没留下"),
    )
}

/// The file's size: a signed number of 32 bits.
fn total(stream: &mut dyn Stream, (name, max): (&str, u64)) -> Result<u64, Ended> {
    let value = number(stream, Header::I32le)?;
    let total = u64::try_from(value).map_err(|_| FramingError::Negative { value })?;
    match total <= max {
        true => Ok(total),
        false => Err(Ended::Said(too_long(name, total, max))),
    }
}

/// A connection, and what has been received of it and not been used yet.
struct Ahead<'a, 's> {
    end: &'a mut End<'s>,
    rest: Vec<u8>,
    taken: Vec<u8>,
}

impl Stream for Ahead<'_, '_> {
    fn take(&mut self, most: u64) -> Result<&[u8], Stop> {
        if self.rest.is_empty() {
            return self.end.take(most);
        }
        let most = usize::try_from(most).unwrap_or(usize::MAX).min(self.rest.len());
        self.taken = self.rest.drain(..most).collect();
        Ok(&self.taken)
    }

    fn within(&mut self, part: bool) {
        self.end.within(part);
    }
}

enum Command {
    Get(Vec<u8>),
    Put(Vec<u8>),
}

impl Ahead<'_, '_> {
    /// One more receive, whatever it returns; false at the end of the stream.
    fn more(&mut self) -> Result<bool, Ended> {
        let bytes = self.end.take(u64::MAX)?;
        self.rest.extend_from_slice(bytes);
        let came = !bytes.is_empty();
        self.within(true);
        Ok(came)
    }

    /// The next command; none where the stream ends before it.
    fn command(&mut self) -> Result<Option<Command>, Ended> {
        let command = self.begun()?;
        self.within(false);
        Ok(command)
    }

    fn begun(&mut self) -> Result<Option<Command>, Ended> {
        while self.rest.len() <= 4 {
            if !self.more()? {
                return match self.rest.len() as u64 {
                    0 => Ok(None),
                    have => Err(FramingError::EndInsideFrame { have, whole: None }.into()),
                };
            }
        }
        match &self.rest[..4] {
            // Nothing can follow it before it is answered.
            b"get " => Ok(Some(Command::Get(self.rest.split_off(4).trim_ascii_end().to_vec())))
                .inspect(|_| self.rest.clear()),
            b"put " => self.put().map(Some),
            _ => Err(Ended::Said(Text::new(
                "what came is neither `get NAME` nor `put NAME`",
                "收到的既不是“get 文件名”，也不是“put 文件名”",
            ))),
        }
    }

    fn put(&mut self) -> Result<Command, Ended> {
        loop {
            match put_in(&self.rest[4..]) {
                Put::Name(len) => {
                    let name = self.rest[4..4 + len].to_vec();
                    self.rest.drain(..4 + len);
                    return Ok(Command::Put(name));
                }
                Put::More if self.more()? => {}
                Put::More => {
                    let have = self.rest.len() as u64;
                    return Err(FramingError::EndInsideFrame { have, whole: None }.into());
                }
                Put::None => {
                    return Err(Ended::Said(Text::new(
                        "behind `put NAME` comes no size with a header",
                        "“put 文件名”后面不是大小和首部",
                    )));
                }
            }
        }
    }
}

fn name_of(bytes: Vec<u8>) -> Result<String, Ended> {
    String::from_utf8(bytes)
        .map_err(|_| Ended::Said(Text::new("the name is not UTF-8", "文件名不是 UTF-8")))
}

/// Serves until the client leaves.
pub(super) fn serve(end: &mut End<'_>, folder: &Folder, max: u64) -> Result<(), Ended> {
    let pace = end.knobs().pace;
    let mut ahead = Ahead { end, rest: Vec::new(), taken: Vec::new() };
    loop {
        match ahead.command()? {
            None => return Ok(()),
            Some(Command::Get(name)) => give(ahead.end, folder, &name_of(name)?, pace)?,
            Some(Command::Put(name)) => store(&mut ahead, folder, (&name_of(name)?, max))?,
        }
    }
}

/// An upload, and its answer.
fn store(
    ahead: &mut Ahead<'_, '_>,
    folder: &Folder,
    (name, max): (&str, u64),
) -> Result<(), Ended> {
    let len = total(ahead, (name, max)).map_err(of_size)?;
    let kept = arrive(ahead, folder, (name, len))?;
    ahead.end.send(reply(name).as_bytes())?;
    let text = saved(&kept, len);
    ahead.end.session().tell(&Event::Says(&text));
    Ok(())
}

/// Where the size is due.
fn of_size(ended: Ended) -> Ended {
    match ended {
        Ended::Stop(stop) => inside(4)(stop),
        ended => ended,
    }
}

/// Takes a file under this name; returns the name that it got.
fn arrive(
    ahead: &mut Ahead<'_, '_>,
    folder: &Folder,
    (name, len): (&str, u64),
) -> Result<String, Ended> {
    let mut incoming = folder.begin(name)?;
    let mut watch = Watch::new(ahead.end, name, len);
    ahead.end.transfers();
    receive_lines(ahead, len, &mut |bytes| {
        watch.moved(bytes.len());
        incoming.write(bytes)
    })?;
    ahead.end.transferred();
    Ok(incoming.finish()?)
}

/// What an upload is answered with.
pub(super) fn reply(name: &str) -> String {
    format!("{name} 上传成功")
}

fn saved(name: &str, len: u64) -> Text {
    let name = visible(name);
    Text::new(
        format!("{name}: {} received, each line's MD5 is right", bytes(len)),
        format!("{name}：收到 {len} 字节，每一行的 MD5 都对"),
    )
}

/// An upload, without its answer. Nothing is sent of a file that is not there, or too long.
pub(super) fn upload(
    end: &mut End<'_>,
    folder: &Folder,
    name: &str,
    pace: Duration,
) -> Result<(), Ended> {
    let opened = folder.read(name).map_err(|error| Ended::refused(&error));
    let Outgoing { file, len } = opened?;
    let size = size_field(name, len).map_err(Ended::Refused)?;
    end.send(format!("put {name}").as_bytes())?;
    end.session().pause(pace);
    end.send(&size)?;
    send_lines(end, file, (name, len), pace)
}

/// The client.
pub(super) struct Asker<'a> {
    pub(super) folder: &'a Folder,
    pub(super) max: u64,
    pub(super) pace: Duration,
}

impl Client for Asker<'_> {
    fn put(&mut self, end: &mut End<'_>, name: &str) -> Result<(), Ended> {
        upload(end, self.folder, name, self.pace)?;
        let expected = reply(name);
        if exactly(end, expected.len() as u64)? != expected.as_bytes() {
            let text = Text::new("what came is not the answer to a put", "收到的不是 put 的应答");
            return Err(Ended::Said(text));
        }
        let expected = visible(&expected);
        end.session().tell(&Event::Says(&Text::new(&*expected, &*expected)));
        Ok(())
    }

    fn get(&mut self, end: &mut End<'_>, name: &str) -> Result<(), Ended> {
        // Before anything is sent: a name of this folder.
        check_name(name).map_err(|error| Ended::refused(&error))?;
        end.send(format!("get {name}").as_bytes())?;
        let len = total(end, (name, self.max)).map_err(|ended| match ended {
            Ended::Stop(Stop::End) => Ended::Said(no_such_file()),
            ended => ended,
        })?;
        let mut ahead = Ahead { end, rest: Vec::new(), taken: Vec::new() };
        let kept = arrive(&mut ahead, self.folder, (name, len))?;
        end.session().tell(&Event::Says(&saved(&kept, len)));
        Ok(())
    }

    fn list(&mut self, _: &mut End<'_>) -> Result<Vec<String>, Ended> {
        Err(no_list())
    }
}

pub(super) fn no_list() -> Ended {
    Ended::Refused(Text::new("this protocol has no list", "这个协议没有 list"))
}

fn no_such_file() -> Text {
    Text::new(
        "the server has closed: this protocol has no other way to say that there is no such file",
        "服务器关闭了连接：这个协议里，没有这个文件就只能这样表示",
    )
}
