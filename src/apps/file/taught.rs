//! The tutorials' servers and clients with their faults, each told when it is met. What they take is limited all the same, and
//! comes into the same folder.

use super::lines::{no_list, reply, upload};
use super::put_command::HEADER;
use super::send_lines::give;
use super::{Client, Ended, LineHead, header};
use crate::apps::stream::{framed, number};
use crate::apps::taught::spin;
use crate::apps::{End, Event, Fault, Folder, Incoming, Plan, Stop};
use crate::framing::FramingError;
use crate::model::{ErrorName, Header, Text, hex};
use md5::{Digest, Md5};
use std::time::Duration;

/// Uploads with a JSON header, one after another, until the client leaves: and then the server ends, too.
pub(super) fn header(end: &mut End<'_>, folder: &Folder, max: u64) -> Result<(), Ended> {
    loop {
        let head = match header::head(end) {
            Err(Ended::Stop(Stop::End)) => {
                end.session().met(Fault::EndsWithClient);
                end.session().end();
                return Ok(());
            }
            head => head?,
        };
        if head.stickydemo.is_some() {
            end.session().remark(&no_answer());
        }
        let size = head.size()?.min(max);
        let mut incoming = folder.begin(head.file_name.as_deref().unwrap_or_default())?;
        end.transfers();
        let taken = until_enough(end, &mut incoming, size)?;
        end.transferred();
        match taken {
            None => {
                end.session().met(Fault::Spins);
                return Ok(spin(end, b"")?);
            }
            Some(have) if have > size => end.session().met(Fault::SwallowsNext),
            Some(_) => {}
        }
        incoming.finish()?;
    }
}

fn no_answer() -> Text {
    Text::new(
        "this header is spelt for our mended server: the client waits for an answer before it sends the file, and the \
         tutorial's server never answers. At the client: --as-taught, or --spelling file_size",
        "这个首部是写给改好的服务器的：客户端要先等到应答才发文件，而教程的服务器从不应答。\
         客户端请加 --as-taught，或 --spelling file_size",
    )
}

/// Whole receives, until there is enough, or more; none where the stream ends before.
fn until_enough(
    end: &mut End<'_>,
    incoming: &mut Incoming<'_>,
    size: u64,
) -> Result<Option<u64>, Ended> {
    let mut have = 0;
    while have < size {
        match end.recv() {
            Err(Stop::End) => return Ok(None),
            bytes => {
                let bytes = bytes?;
                incoming.write(bytes)?;
                have += bytes.len() as u64;
            }
        }
    }
    Ok(Some(have))
}

/// The command is what one receive returned, split at its spaces.
pub(super) fn lines(end: &mut End<'_>, folder: &Folder) -> Result<(), Ended> {
    let ended = commands(end, folder);
    // Where nothing is due, the end of the stream is none of the loop's errors.
    if let Err(Ended::Stop(Stop::End | Stop::Refused(FramingError::EndInsideFrame { .. }))) = &ended
    {
        end.session().met(Fault::HalfSize);
    }
    ended
}

fn commands(end: &mut End<'_>, folder: &Folder) -> Result<(), Ended> {
    let pace = end.knobs().pace;
    loop {
        let command = match end.recv() {
            Err(Stop::End) => return Ok(()),
            command => command?.to_vec(),
        };
        let values: Vec<&[u8]> = command.split(|byte| *byte == b' ').collect();
        let [cmd, name] = values[..] else {
            match values.len() {
                0 | 1 => end.session().remark(&one_value()),
                _ => end.session().met(Fault::TooManyValues),
            }
            return Ok(());
        };
        if cmd != b"put" {
            give(end, folder, &String::from_utf8_lossy(name), pace)?;
            continue;
        }
        if name.contains(&0) {
            end.session().met(Fault::SizeInName);
        }
        let name = String::from_utf8_lossy(name).into_owned();
        let total = number(end, Header::I32le)?;
        if !store(end, folder, &name, total)? {
            end.session().tell(&Event::Says(&both("上传文件不完整有误")));
            return Ok(());
        }
        end.send(reply(&name).as_bytes())?;
    }
}

/// Each line is what one receive returned, whatever its header says. Whether all of them were right.
fn store(end: &mut End<'_>, folder: &Folder, name: &str, total: i128) -> Result<bool, Ended> {
    let mut incoming = folder.begin(name)?;
    if total < 0 {
        end.session().met(Fault::NegativeSize);
    }
    let mut size = 0;
    while size < total {
        let text = framed(end, Header::I32le, HEADER as u64)?;
        let head: LineHead =
            serde_json::from_slice(&text).map_err(|error| header::no_header(&error))?;
        let line = end.recv()?;
        if hex(&Md5::digest(line)) != head.md5 {
            let more = line.len() as u64 > head.file_size;
            if more {
                end.session().met(Fault::SwallowsNext);
            }
            return Ok(false);
        }
        incoming.write(line)?;
        size += line.len() as i128;
    }
    incoming.finish()?;
    Ok(true)
}

fn one_value() -> Text {
    Text::new(
        "split(' ') does not give two values: a ValueError ends this connection",
        "split(' ') 得到的不是两个值：ValueError 结束了这个连接",
    )
}

fn both(text: &str) -> Text {
    Text::new(text, text)
}

/// The client of `lines`.
pub(super) struct Asker<'a> {
    folder: &'a Folder,
    pace: Duration,
    /// The name of an upload whose answer nobody has read.
    unread: Option<String>,
    /// Whether the server has closed, which is taken for an answer.
    gone: bool,
}

impl<'a> Asker<'a> {
    pub(super) fn new(folder: &'a Folder, plan: &Plan) -> Self {
        Asker { folder, pace: plan.knobs.pace, unread: None, gone: false }
    }

    /// `before`: the server closed before it can have known of this file.
    fn is_missing(&mut self, end: &End<'_>, before: bool) -> Ended {
        match (std::mem::replace(&mut self.gone, true), before, &self.unread) {
            (false, true, Some(_)) => end.session().met(Fault::FailedUpload),
            (true, ..) | (_, true, None) => end.session().met(Fault::GoneForGood),
            (false, false, _) => {}
        }
        Ended::Refused(both("服务器端没有该文件"))
    }

    /// Whether a size is the beginning of an answer that was not read.
    fn is_unread(&self, total: i128) -> bool {
        let first = self.unread.as_deref().and_then(|name| {
            reply(name).as_bytes().first_chunk().map(|four| i32::from_le_bytes(*four))
        });
        first.is_some_and(|first| i128::from(first) == total)
    }
}

impl Client for Asker<'_> {
    fn put(&mut self, end: &mut End<'_>, name: &str) -> Result<(), Ended> {
        upload(end, self.folder, name, self.pace)?;
        self.unread = self.unread.take().or(Some(name.to_owned()));
        Ok(())
    }

    fn get(&mut self, end: &mut End<'_>, name: &str) -> Result<(), Ended> {
        let closed = end.hears_now() && end.left_over() == 0;
        let total = match end
            .send(format!("get {name}").as_bytes())
            .and_then(|()| number(end, Header::I32le))
        {
            Err(stop) if stop.is_interrupted() => return Err(stop.into()),
            Err(Stop::End) => return Err(self.is_missing(end, closed)),
            // A server that has read all of this and closes is no error of a call.
            Err(Stop::Call(_, info)) => {
                return Err(self.is_missing(end, info.name != ErrorName::Timeout));
            }
            total => total?,
        };
        let unread = self.is_unread(total);
        if unread {
            end.session().met(Fault::UnreadReply);
        }
        let stored = store(end, self.folder, name, total);
        if unread && matches!(stored, Err(Ended::Stop(Stop::Refused(_)))) {
            end.session().met(Fault::NoHeader);
            return Err(Stop::Uncaught.into());
        }
        match stored? {
            true => Ok(()),
            false => Err(Ended::Said(both("下载文件不完整有误"))),
        }
    }

    fn list(&mut self, _: &mut End<'_>) -> Result<Vec<String>, Ended> {
        Err(no_list())
    }
}
