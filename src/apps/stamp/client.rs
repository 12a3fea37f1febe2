//! The client: it shows whatever comes, whenever it comes; as taught, it waits for an answer after each line.

use super::{HEADER, is_framed};
use crate::apps::both::both_ways;
use crate::apps::file::{Ended, TEXT, put};
use crate::apps::stream::{frame, framed};
use crate::apps::taught::client_dies;
use crate::apps::upper::not_sent;
use crate::apps::{End, Event, Fault, Input, Plan, Session, Stop};
use crate::model::Text;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// After the last text, how long the server may be silent, and not close.
const PATIENCE: Duration = Duration::from_secs(10);
/// The longest answer that is taken, in bytes: a text and what stands around it.
const ANSWER: u64 = TEXT + 1024;

pub(in crate::apps) fn connect(
    plan: &Plan,
    session: &Session<'_>,
    input: &mut dyn Input,
) -> Result<(), Stop> {
    let mut end = End::connecting(session, &plan.place, &plan.knobs)?;
    if plan.taught {
        if let Err(stop) = in_turns(&mut end, plan, input) {
            end.refuses(&stop);
            client_dies(session, &stop, true);
            session.stopped(&stop);
        }
        end.close();
        return Ok(());
    }
    let unanswered: Mutex<Option<Vec<u8>>> = Mutex::new(None);
    let pending = || unanswered.lock().unwrap_or_else(PoisonError::into_inner);
    both_ways(
        end,
        |reader| {
            let answer = answer(reader, plan);
            match (&answer, pending().take()) {
                // That is told for itself.
                (Ok(_) | Err(Stop::Refused(_)), _) | (Err(_), None) => {}
                (Err(stop), Some(text)) => session.unanswered(&text, stop),
            }
            shows(reader, &answer?);
            Ok(())
        },
        |end| {
            while let Some(line) = next(end, plan, input)? {
                // Raw, an empty text would never travel.
                match is_framed(plan) || !line.is_empty() {
                    true => {
                        *pending() = Some(line.clone());
                        say(end, &line, plan)?;
                    }
                    false => not_sent(end),
                }
            }
            Ok(())
        },
        Some(PATIENCE),
    )
}

fn shows(end: &End<'_>, answer: &[u8]) {
    end.session().tell(&Event::Arrived { by: "", bytes: answer, marked: false });
}

fn answer(end: &mut End<'_>, plan: &Plan) -> Result<Vec<u8>, Stop> {
    match is_framed(plan) {
        true => framed(end, HEADER, ANSWER),
        false => end.answer(),
    }
}

fn say(end: &mut End<'_>, text: &[u8], plan: &Plan) -> Result<(), Stop> {
    match is_framed(plan) {
        true => end.send(&frame(HEADER, text)?),
        false => end.send(text),
    }
}

/// A line, and then what comes next is taken for its answer.
fn in_turns(end: &mut End<'_>, plan: &Plan, input: &mut dyn Input) -> Result<(), Stop> {
    while let Some(line) = next(end, plan, input)? {
        let early = end.hears_now();
        say(end, &line, plan)?;
        if line.is_empty() && !is_framed(plan) && !early {
            end.session().met(Fault::NothingSent);
        }
        let answer = answer(end, plan)?;
        if early {
            end.session().met(Fault::OneBehind);
        }
        shows(end, &answer);
    }
    Ok(())
}

/// The next text to say. Files are sent on the way; `q` is said where it is framed, and is the last.
fn next(end: &mut End<'_>, plan: &Plan, input: &mut dyn Input) -> Result<Option<Vec<u8>>, Stop> {
    let session = end.session();
    while let Some(line) = input.line(session) {
        let named = file_of(&line).filter(|_| is_framed(plan));
        match (&*line, named) {
            (b"q" | b"Q", _) => {
                if is_framed(plan) {
                    say(end, &line, plan)?;
                }
                return Ok(None);
            }
            (_, Some(b"")) => {
                session.remark(&which());
                let Some(name) = input.line(session) else { return Ok(None) };
                send(end, plan, &name)?;
            }
            (_, Some(name)) => send(end, plan, name)?,
            (_, None) => return Ok(Some(line)),
        }
    }
    Ok(None)
}

/// What stands after the word `file`; nothing where a line is something else.
fn file_of(line: &[u8]) -> Option<&[u8]> {
    let rest = line.strip_prefix(b"file").or_else(|| line.strip_prefix(b"FILE"))?;
    (rest.is_empty() || rest.starts_with(b" ")).then(|| rest.trim_ascii())
}

fn which() -> Text {
    Text::new("which file of this folder? type its name", "当前文件夹里的哪个文件？请输入文件名")
}

fn send(end: &mut End<'_>, plan: &Plan, name: &[u8]) -> Result<(), Stop> {
    let session = end.session();
    let name = String::from_utf8_lossy(name);
    let folder = plan.files.folder.as_ref().ok_or(Stop::End)?;
    if name.contains(',') {
        session.remark(&comma());
    }
    match put(end, folder, plan.taught, name.trim()) {
        Ok(()) => Ok(()),
        Err(Ended::Stop(stop)) => Err(stop),
        Err(Ended::Refused(text)) => {
            no_file(session, text);
            Ok(())
        }
        // What was announced does not come: nothing that follows could be understood.
        Err(Ended::Said(text)) => {
            no_file(session, text);
            Err(Stop::End)
        }
    }
}

/// A file that was not sent, and why.
fn no_file(session: &Session<'_>, why: Text) {
    session.tell(&Event::Says(&why));
    session.fails(why);
}

fn comma() -> Text {
    Text::new(
        "a comma in the name: the mended server splits at the last one; the tutorial's server cannot split this name",
        "文件名里有逗号：改好的服务器按最后一个逗号拆分；教程原样的服务器拆不了这个名字",
    )
}
