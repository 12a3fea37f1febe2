//! The length of a JSON text, the JSON text, and the file: every spelling of the tutorials'.
//!
//! A plain header brings a file and gets no reply, so nothing is checked. Our own clients say `"stickydemo": 1` in theirs.
//! Then each header is answered by a JSON text with its length before it: an upload before its file comes, so that what is
//! refused is never sent, and once more after it. Behind the file follow the 64 hex digits of its SHA-256.

use super::Ended;
use super::carry::{bytes, kept, receive, send, too_long};
use super::python_json::python;
use crate::apps::json::{no_json, whole};
use crate::apps::stream::{Stream, body, frame, framed};
use crate::apps::{End, Event, Folder, Listed, Outgoing, Stop};
use crate::framing::FramingError;
use crate::model::{Header, Text, visible};
use serde::{Deserialize, Serialize};

/// The longest header, in bytes.
const HEADER: u64 = 64 << 10;
/// The longest answer, in bytes: that to `list`.
pub(super) const ANSWER: u64 = 1 << 20;
/// What stands around the files of a list, at most.
const AROUND: u64 = 100;
/// The most names in a list.
const NAMES: usize = 2000;
/// The length of a digest, in hex digits.
pub(super) const DIGITS: u64 = 64;

/// What a header says, however it is spelt. What it says besides is not kept.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
pub struct Head {
    /// `put`, where nothing else is said.
    pub cmd: Option<String>,
    /// The file's name.
    #[serde(alias = "filename")]
    pub file_name: Option<String>,
    /// How long the file is, in bytes.
    #[serde(alias = "filesize", alias = "total_size")]
    pub file_size: Option<serde_json::Number>,
    /// Whether the other side is one of ours.
    pub stickydemo: Option<u64>,
}

/// Takes the next header.
///
/// # Errors
/// [`Stop::End`] where the stream ends before it; what is no header, in words.
pub fn head(stream: &mut dyn Stream) -> Result<Head, Ended> {
    let text = framed(stream, Header::I32le, HEADER)?;
    serde_json::from_slice(&text).map_err(|error| no_header(&error))
}

/// What is no JSON, or is no header of this protocol.
pub(super) fn no_header(error: &serde_json::Error) -> Ended {
    let (line, column) = (error.line() as u64, error.column() as u64);
    match error.is_data() {
        false => no_json(error).into(),
        true => Ended::Said(Text::new(
            format!(
                "the header is JSON, but not of this protocol: see its line {line}, column {column}"
            ),
            format!("首部是 JSON，但不是这个协议的：见第 {line} 行第 {column} 列"),
        )),
    }
}

impl Head {
    /// The size, where it is a whole number that fits 64 bits.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn size(&self) -> Result<u64, FramingError> {
        let size = self.file_size.as_ref().ok_or(FramingError::NoSize)?;
        whole(size.as_u64(), size.as_i64())
    }

    fn name(&self) -> &str {
        self.file_name.as_deref().unwrap_or_default()
    }

    fn is_put(&self) -> bool {
        self.cmd.as_deref().is_none_or(|cmd| cmd == "put")
    }
}

/// An answer between our own two sides.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Answer {
    pub(super) ok: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) file_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) file_size: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) en: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) zh: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) files: Option<Vec<File>>,
    /// How many there are besides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) more: Option<u64>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct File {
    pub(super) file_name: String,
    pub(super) file_size: u64,
}

impl Answer {
    fn yes() -> Self {
        Answer { ok: true, ..Answer::default() }
    }

    fn no(text: &Text) -> Self {
        Answer { en: Some(text.en.clone()), zh: Some(text.zh.clone()), ..Answer::default() }
    }
}

pub(super) fn tell(end: &mut End<'_>, answer: &impl Serialize) -> Result<(), Ended> {
    Ok(end.send(&frame(Header::I32le, &python(answer))?)?)
}

/// Serves until the client leaves.
pub(super) fn serve(end: &mut End<'_>, folder: &Folder, max: u64) -> Result<(), Ended> {
    loop {
        let head = match head(end) {
            Err(Ended::Stop(Stop::End)) => return Ok(()),
            head => head?,
        };
        match (head.stickydemo.is_some(), head.cmd.as_deref()) {
            (true, Some("get")) => give(end, folder, head.name())?,
            (true, Some("list")) => list(end, folder)?,
            (true, _) if head.is_put() => take_checked(end, folder, &head, max)?,
            (false, _) if head.is_put() => take_plain(end, folder, &head, max)?,
            _ => return Err(Ended::Said(unknown(head.cmd.as_deref().unwrap_or_default()))),
        }
    }
}

fn unknown(cmd: &str) -> Text {
    let cmd = visible(cmd);
    Text::new(
        format!("a header that asks for `{cmd}`: of a plain client only put is taken"),
        format!("首部要的是 `{cmd}`：普通客户端只能 put"),
    )
}

/// An upload as the tutorials have it: no reply, whatever becomes of it.
fn take_plain(end: &mut End<'_>, folder: &Folder, head: &Head, max: u64) -> Result<(), Ended> {
    let size = head.size()?;
    let name = kept(end, folder, max, (head.name(), size))?;
    let said = saved(&name, size);
    end.session().tell(&Event::Says(&Text::new(
        format!("{}; nothing was checked: this header has no digest to check", said.en),
        format!("{}；什么也没核对：这种首部里没有可核对的摘要", said.zh),
    )));
    Ok(())
}

/// An upload of one of our own clients.
fn take_checked(end: &mut End<'_>, folder: &Folder, head: &Head, max: u64) -> Result<(), Ended> {
    let size = head.size()?;
    let begun = match size <= max {
        true => folder.begin(head.name()).map_err(|error| error.text()),
        false => Err(too_long(head.name(), size, max)),
    };
    let mut incoming = match begun {
        Ok(incoming) => incoming,
        Err(text) => return refuse(end, &text),
    };
    tell(end, &Answer::yes())?;
    end.transfers();
    let received = receive(end, &mut incoming, size);
    if let Err(Ended::Said(text)) = &received {
        // No room: the client is told, if it listens.
        end.transferred();
        tell(end, &Answer::no(text)).ok();
    }
    let digest = received?;
    let theirs = body(end, DIGITS)?;
    end.transferred();
    if theirs != digest.as_bytes() {
        return refuse(end, &damaged(head.name()));
    }
    match incoming.finish() {
        Ok(name) => {
            end.session().tell(&Event::Says(&checked(&saved(&name, size))));
            tell(end, &Answer { file_name: Some(name), ..Answer::yes() })
        }
        Err(error) => refuse(end, &error.text()),
    }
}

/// Says why not, on both sides.
fn refuse(end: &mut End<'_>, text: &Text) -> Result<(), Ended> {
    end.session().tell(&Event::Says(text));
    tell(end, &Answer::no(text))
}

fn give(end: &mut End<'_>, folder: &Folder, name: &str) -> Result<(), Ended> {
    let Outgoing { mut file, len } = match folder.read(name) {
        Ok(outgoing) => outgoing,
        Err(error) => return refuse(end, &error.text()),
    };
    let file_name = Some(name.to_owned());
    tell(end, &Answer { file_name, file_size: Some(len), ..Answer::yes() })?;
    send(end, &mut file, (name, len), true)
}

fn list(end: &mut End<'_>, folder: &Folder) -> Result<(), Ended> {
    let listed = match folder.list() {
        Ok(listed) => listed,
        Err(error) => return refuse(end, &error.text()),
    };
    tell(end, &listing(listed))
}

/// As many files as the answer has room for, and how many there are besides.
fn listing(listed: Vec<Listed>) -> Answer {
    let (all, mut room) = (listed.len(), ANSWER - AROUND);
    let files = listed.into_iter().take(NAMES);
    let files = files.map(|file| File { file_name: file.name, file_size: file.len });
    let files: Vec<File> = files
        .map_while(|file| {
            room = room.checked_sub(python(&file).len() as u64 + 2)?;
            Some(file)
        })
        .collect();
    let more = Some((all - files.len()) as u64).filter(|more| *more > 0);
    Answer { files: Some(files), more, ..Answer::yes() }
}

pub(super) fn saved(name: &str, size: u64) -> Text {
    let name = visible(name);
    Text::new(format!("{name}: {} received", bytes(size)), format!("{name}：收到 {size} 字节"))
}

pub(super) fn checked(text: &Text) -> Text {
    let Text { en, zh } = text;
    Text::new(format!("{en}, the SHA-256 is right"), format!("{zh}，SHA-256 核对无误"))
}

pub(super) fn damaged(name: &str) -> Text {
    let name = visible(name);
    Text::new(
        format!("{name}: the SHA-256 is another: nothing is kept"),
        format!("{name}：SHA-256 对不上，什么也没留下"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each character of a name takes six bytes in the answer, or one.
    #[test]
    fn a_list_is_no_longer_than_a_client_takes() {
        for (name, files, listed) in
            [("你", 3000, 1800..2000), ("n", 3000, 2000..2001), ("你", 3, 3..4)]
        {
            let name = name.repeat(255 / name.len());
            let all = (0..files).map(|len| Listed { name: name.clone(), len }).collect();
            let answer = listing(all);
            assert!(python(&answer).len() as u64 <= ANSWER, "{name}");
            let there = answer.files.as_ref().map_or(0, Vec::len);
            assert!(listed.contains(&there), "{name}: {there}");
            assert_eq!(answer.more.unwrap_or(0), files - there as u64);
        }
    }
}
