//! A file within a framed chat: the word `file`, `NAME,LENGTH`, and the bytes. The first two are framed by their length
//! (`u32be`); nothing is answered.

use super::carry::{bytes, kept, send};
use super::{Client, Ended};
use crate::apps::stream::{Stream, frame, framed};
use crate::apps::{End, Event, Fault, Folder, Outgoing, Plan, Stop, check_name};
use crate::framing::FramingError;
use crate::model::{Header, Text, visible};

/// The longest text of the chat, in bytes.
pub(in crate::apps) const TEXT: u64 = 64 << 10;

/// What comes next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Announced {
    /// A file of this name and length.
    File(String, u64),
    /// `q`: the client leaves.
    Quit,
}

/// Takes texts of the chat up to the announcement of a file. The length is behind the last comma, so that a name may have some.
///
/// # Errors
/// [`Stop::End`] where the stream ends before the first; what is neither, in words.
pub fn announced(stream: &mut dyn Stream) -> Result<Announced, Ended> {
    let named = match is_file(stream)? {
        true => named(stream)?,
        false => return Ok(Announced::Quit),
    };
    Ok(Announced::File(named.0, named.1))
}

/// The next text: whether it is the word `file`, and not `q`.
fn is_file(stream: &mut dyn Stream) -> Result<bool, Ended> {
    match &*text(stream)? {
        "file" | "FILE" => Ok(true),
        "q" | "Q" => Ok(false),
        other => Err(Ended::Said(chat(other))),
    }
}

/// `NAME,LENGTH`.
///
/// # Errors
/// The stream ends; something else comes, in words.
pub(in crate::apps) fn named(stream: &mut dyn Stream) -> Result<(String, u64), Ended> {
    let named = text(stream).map_err(inside)?;
    let parts = named.rsplit_once(',').and_then(|(name, len)| Some((name, len.parse().ok()?)));
    match parts {
        Some((name, len)) => Ok((name.to_owned(), len)),
        None => Err(Ended::Said(no_length(&named))),
    }
}

/// The same as the tutorials have it: `name, length = text.split(',')`. What else comes ends the connection's thread.
pub(in crate::apps) fn named_as_taught(end: &mut End<'_>) -> Result<(String, u64), Ended> {
    let named = framed(end, Header::U32be, TEXT).map_err(|stop| inside(stop.into()))?;
    let text = String::from_utf8(named).map_err(|_| dies(end, Fault::Undecoded))?;
    let values: Vec<&str> = text.split(',').collect();
    match values[..] {
        [name, length] => match length.trim().parse() {
            Ok(length) => Ok((name.to_owned(), length)),
            // int() takes it; no file is so long, or shorter than nothing.
            Err(_) if length.trim().parse::<i128>().is_ok() => Err(Ended::Said(no_length(&text))),
            Err(_) => Err(nothing_of_the_kind(end, &text)),
        },
        [] | [_] => Err(nothing_of_the_kind(end, &text)),
        [_, _, _, ..] => Err(dies(end, Fault::CommaInName)),
    }
}

/// After the word `file` something is due: an end there is one inside of it.
fn inside(ended: Ended) -> Ended {
    match ended {
        Ended::Stop(Stop::End) => FramingError::EndInsideFrame { have: 0, whole: Some(4) }.into(),
        Ended::Stop(_) | Ended::Said(_) | Ended::Refused(_) => ended,
    }
}

fn nothing_of_the_kind(end: &End<'_>, text: &str) -> Ended {
    end.session().remark(&no_length(text));
    dies(end, Fault::NoNameAndLength)
}

/// A fault that ends a connection's thread.
pub(in crate::apps) fn dies(end: &End<'_>, fault: Fault) -> Ended {
    end.session().met(fault);
    Ended::Stop(Stop::End)
}

fn text(stream: &mut dyn Stream) -> Result<String, Ended> {
    let bytes = framed(stream, Header::U32be, TEXT)?;
    String::from_utf8(bytes)
        .map_err(|_| Ended::Said(Text::new("the text is not UTF-8", "文字不是 UTF-8")))
}

fn chat(text: &str) -> Text {
    let text = visible(text);
    Text::new(
        format!("`{text}` is of the chat: here only files are taken; serve stamp answers it"),
        format!("“{text}”是聊天的内容：这里只收文件；聊天请用 serve stamp"),
    )
}

fn no_length(named: &str) -> Text {
    let named = visible(named);
    Text::new(format!("`{named}` is no NAME,LENGTH"), format!("`{named}` 不是“文件名,长度”"))
}

/// Takes files until the client leaves.
pub(super) fn serve(end: &mut End<'_>, folder: &Folder, plan: &Plan) -> Result<(), Ended> {
    loop {
        let (name, len) = match is_file(end) {
            Ok(true) if plan.taught => named_as_taught(end)?,
            Ok(true) => named(end)?,
            Ok(false) | Err(Ended::Stop(Stop::End)) => return Ok(()),
            Err(ended) => return Err(ended),
        };
        keep(end, folder, plan.files.max, (&name, len))?;
    }
}

/// Takes the bytes of a file, and keeps it.
pub(in crate::apps) fn keep(
    end: &mut End<'_>,
    folder: &Folder,
    max: u64,
    file: (&str, u64),
) -> Result<(), Ended> {
    let name = kept(end, folder, max, file)?;
    let (name, len) = (visible(&name), file.1);
    end.session().tell(&Event::Says(&Text::new(
        format!(
            "{name}: {} received; nothing was checked, and the client gets no answer",
            bytes(len)
        ),
        format!("{name}：收到 {len} 字节；什么也没核对，客户端也收不到应答"),
    )));
    Ok(())
}

/// Sends a file of the folder: looks for it first, and as taught only after the word.
pub(in crate::apps) fn put(
    end: &mut End<'_>,
    folder: &Folder,
    taught: bool,
    name: &str,
) -> Result<(), Ended> {
    let opened = check_name(name).and_then(|()| folder.read(name));
    if taught && opened.is_err() {
        // It looks for the file only now.
        end.send(&frame(Header::U32be, b"file")?)?;
        end.session().met(Fault::FileFirst);
    }
    let Outgoing { mut file, len } = opened.map_err(|error| Ended::refused(&error))?;
    end.send(&frame(Header::U32be, b"file")?)?;
    end.send(&frame(Header::U32be, format!("{name},{len}").as_bytes())?)?;
    send(end, &mut file, (name, len), false)?;
    let shown = visible(name);
    end.session().tell(&Event::Says(&Text::new(
        format!("{shown}: {} sent; this protocol has no answer: nothing was checked", bytes(len)),
        format!("{shown}：发出 {len} 字节；这个协议没有应答，什么也没核对"),
    )));
    Ok(())
}

/// The client.
pub(super) struct Asker<'a> {
    pub(super) folder: &'a Folder,
    pub(super) taught: bool,
}

impl Client for Asker<'_> {
    fn put(&mut self, end: &mut End<'_>, name: &str) -> Result<(), Ended> {
        put(end, self.folder, self.taught, name)
    }

    fn get(&mut self, _: &mut End<'_>, _: &str) -> Result<(), Ended> {
        Err(only_put())
    }

    fn list(&mut self, _: &mut End<'_>) -> Result<Vec<String>, Ended> {
        Err(only_put())
    }

    fn bye(&mut self, end: &mut End<'_>) {
        // It is closed next, whether that can be said or not.
        if let Ok(bye) = frame(Header::U32be, b"q") {
            end.send(&bye).ok();
        }
    }
}

fn only_put() -> Ended {
    Ended::Refused(Text::new("this protocol has only put", "这个协议只有 put"))
}
