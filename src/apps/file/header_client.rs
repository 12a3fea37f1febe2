//! The client of [`super::header`]: our own, or one that spells its header as a plain server reads it.

use super::carry::{PIECE, bytes, read, receive, send, shorter, too_long};
use super::header::{ANSWER, Answer, DIGITS, checked, damaged, saved, tell};
use super::{Client, Ended, FilePlan, Spelling};
use crate::apps::stream::{body, framed};
use crate::apps::{End, Event, Folder, FolderError, Outgoing, Stop};
use crate::framing::FramingError;
use crate::model::{Header, Text, hex, visible};
use md5::{Digest, Md5};
use serde::Serialize;
use std::fs;
use std::io::{Seek, SeekFrom};
use std::time::Duration;

/// The client.
pub(super) struct Asker<'a> {
    pub(super) folder: &'a Folder,
    pub(super) plan: &'a FilePlan,
}

/// The headers of a client, in the order in which the tutorials write their keys.
#[derive(Serialize)]
#[serde(untagged)]
enum Asked<'a> {
    Ours {
        cmd: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        file_name: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        file_size: Option<u64>,
        stickydemo: u64,
    },
    FileSize {
        file_name: &'a str,
        file_size: u64,
        msg: &'a str,
    },
    Filesize {
        cmd: &'a str,
        filename: &'a str,
        filesize: u64,
    },
    TotalSize {
        file_name: &'a str,
        total_size: u64,
        md5: String,
    },
}

impl<'a> Asked<'a> {
    fn ours(cmd: &'a str, file_name: Option<&'a str>, file_size: Option<u64>) -> Self {
        Asked::Ours { cmd, file_name, file_size, stickydemo: 1 }
    }
}

impl Client for Asker<'_> {
    fn put(&mut self, end: &mut End<'_>, name: &str) -> Result<(), Ended> {
        let refused = |error: FolderError| Ended::refused(&error);
        let Outgoing { mut file, len } = self.folder.read(name).map_err(refused)?;
        let asked = match self.plan.spelling {
            Spelling::Ours => return put_checked(end, &mut file, (name, len)),
            Spelling::FileSize => Asked::FileSize { file_name: name, file_size: len, msg: "" },
            Spelling::Filesize => Asked::Filesize { cmd: "put", filename: name, filesize: len },
            Spelling::TotalSize => {
                let md5 = md5_of(&mut file, name)?;
                Asked::TotalSize { file_name: name, total_size: len, md5 }
            }
        };
        tell(end, &asked)?;
        send(end, &mut file, (name, len), false)?;
        let shown = visible(name);
        end.session().tell(&Event::Says(&Text::new(
            format!(
                "{shown}: {} sent; such a server does not answer: nothing was checked",
                bytes(len)
            ),
            format!("{shown}：发出 {len} 字节；这样的服务器不应答，什么也没核对"),
        )));
        Ok(())
    }

    fn get(&mut self, end: &mut End<'_>, name: &str) -> Result<(), Ended> {
        self.only_ours()?;
        // Before anything is sent: a name of this folder, and room for a file.
        let mut incoming = self.folder.begin(name).map_err(|error| Ended::refused(&error))?;
        let answer = ask(end, &Asked::ours("get", Some(name), None))?;
        let size = answer.file_size.ok_or(FramingError::NoSize)?;
        if size > self.plan.max {
            return Err(Ended::Said(too_long(name, size, self.plan.max)));
        }
        end.transfers();
        let digest = receive(end, &mut incoming, size)?;
        let theirs = body(end, DIGITS)?;
        end.transferred();
        if theirs != digest.as_bytes() {
            return Err(Ended::Refused(damaged(name)));
        }
        let name = incoming.finish().map_err(|error| Ended::refused(&error))?;
        end.session().tell(&Event::Says(&checked(&saved(&name, size))));
        Ok(())
    }

    fn list(&mut self, end: &mut End<'_>) -> Result<Vec<String>, Ended> {
        self.only_ours()?;
        let answer = ask(end, &Asked::ours("list", None, None))?;
        let files = answer.files.unwrap_or_default();
        for (nth, file) in files.iter().enumerate() {
            let (nth, name, size) = (nth + 1, visible(&file.file_name), file.file_size);
            end.session().tell(&Event::Says(&Text::new(
                format!("{nth:>3}  {name}  {}", bytes(size)),
                format!("{nth:>3}  {name}  {size} 字节"),
            )));
        }
        if let Some(text) = rest(files.len(), answer.more) {
            end.session().tell(&Event::Says(&text));
        }
        Ok(files.into_iter().map(|file| file.file_name).collect())
    }
}

/// Below a list: that there is nothing, or more than fits.
fn rest(files: usize, more: Option<u64>) -> Option<Text> {
    match (files, more) {
        (0, _) => Some(Text::new("no files", "没有文件")),
        (_, Some(more)) => Some(Text::new(format!("and {more} more"), format!("还有 {more} 个"))),
        (_, None) => None,
    }
}

impl Asker<'_> {
    fn only_ours(&self) -> Result<(), Ended> {
        match self.plan.spelling {
            Spelling::Ours => Ok(()),
            Spelling::FileSize | Spelling::Filesize | Spelling::TotalSize => {
                Err(Ended::Refused(Text::new(
                    "this spelling has only put: get and list need our own server (--spelling ours)",
                    "这种写法只有 put；get 和 list 要用我们自己的服务器（--spelling ours）",
                )))
            }
        }
    }
}

fn put_checked(end: &mut End<'_>, file: &mut fs::File, named: (&str, u64)) -> Result<(), Ended> {
    let (name, len) = named;
    ask(end, &Asked::ours("put", Some(name), Some(len)))?;
    if let Err(ended) = send(end, file, named, true) {
        // It may have said why it takes no more.
        return Err(match answer(end) {
            Err(Ended::Refused(text)) => Ended::Said(text),
            _ => ended,
        });
    }
    let kept = answer(end)?.file_name.unwrap_or_default();
    let (shown, kept) = (visible(name), visible(&kept));
    end.session().tell(&Event::Says(&Text::new(
        format!("{shown}: {} sent, kept there as {kept}, the SHA-256 is right", bytes(len)),
        format!("{shown}：{len} 字节已存为 {kept}，SHA-256 核对无误"),
    )));
    Ok(())
}

fn ask(end: &mut End<'_>, asked: &Asked<'_>) -> Result<Answer, Ended> {
    tell(end, asked)?;
    if !end.hears_within(LONG) && !end.session().is_over() {
        end.session().remark(&waits());
    }
    answer(end)
}

/// After so long it is told that no answer has come.
const LONG: Duration = Duration::from_secs(3);

fn waits() -> Text {
    let s = LONG.as_secs();
    Text::new(
        format!(
            "no answer for {s} s: only our mended server answers a header. For a plain one, or one --as-taught: Ctrl-C, \
             and connect with --spelling file_size, filesize or total_size"
        ),
        format!(
            "{s} 秒没有应答：只有改好的服务器会应答首部。对方如果是普通服务器或 --as-taught，按 Ctrl-C，\
             改用 --spelling file_size、filesize 或 total_size 连接"
        ),
    )
}

/// The server's answer; a no is [`Ended::Refused`].
fn answer(end: &mut End<'_>) -> Result<Answer, Ended> {
    let text = framed(end, Header::I32le, ANSWER).map_err(|stop| match stop {
        Stop::End => Ended::Said(closed()),
        stop => stop.into(),
    })?;
    let answer: Answer = serde_json::from_slice(&text).map_err(|_| Ended::Said(no_answer()))?;
    match (answer.ok, answer.en, answer.zh) {
        (true, en, zh) => Ok(Answer { en, zh, ..answer }),
        (false, Some(en), Some(zh)) => Err(Ended::Refused(Text::new(
            format!("the server refuses: {}", visible(&en)),
            format!("服务器拒绝：{}", visible(&zh)),
        ))),
        (false, _, _) => Err(Ended::Said(no_answer())),
    }
}

fn closed() -> Text {
    Text::new(
        "the server closed without an answer (a plain server takes --spelling file_size, filesize or total_size)",
        "服务器没有应答就关闭了（对普通服务器，请用 --spelling file_size、filesize 或 total_size）",
    )
}

fn no_answer() -> Text {
    Text::new("what came is no answer of our server", "收到的不是我们的服务器的应答")
}

/// The MD5 of a file, which is read twice for it.
fn md5_of(file: &mut fs::File, name: &str) -> Result<String, Ended> {
    let mut digest = Md5::new();
    let mut piece = vec![0; PIECE];
    while let Some(bytes) = read(file, &mut piece) {
        digest.update(bytes);
    }
    file.seek(SeekFrom::Start(0)).map_err(|_| shorter(name))?;
    Ok(hex(&digest.finalize()))
}
